"""Measure how well documents are read: invented results in every format and shape, beside the truth about them."""

import statistics
from collections.abc import Iterator
from typing import Any

from contents import Town, town
from documents import Producer, Style, blocks, chromium, pdf
from office import FORMATS
from scoring import f1, most_doubtful, wrong_boundaries

from faden.intake.reading import Unreadable, read_document

SHAPES = ("table", "table a group", "kinds", "transposed", "outline")
VARIANTS: tuple[dict[str, Any], ...] = (
    {"rows": "groups", "marks": "bullets"},
    {"rows": "parallel", "group_cell": "merged", "heads": "plain", "marks": "paragraphs"},
    {"rows": "staggered", "group_cell": "repeated", "heads": "working", "marks": "numbers"},
)
"""One document each for every format and shape."""
IN_ROWS = ("xlsx", "ods", "csv", "txt")
"""Formats of nothing but rows have no outline. In text, where a row is a line, marks part the items of a cell."""
TAGGED: dict[str, Producer] = {"pdf, Typst, tagged": "typst-tagged", "pdf, Chromium, tagged": "chromium-tagged"}
UNTAGGED: dict[str, tuple[Style, Producer]] = {
    "grid, bullets": (Style(head_fill="#d9e2f3"), "typst"),
    "grid, numbers, narrow and divided": (Style(marks="numbers", landscape=False, size=7, hyphenate=True), "typst"),
    "grid, paragraphs": (Style(marks="paragraphs", running="Ergebnisse"), "chromium"),
    "grid, plain lines": (Style(marks="lines"), "typst"),
    "grid, plain lines, justified and divided": (Style(marks="lines", justify=True, hyphenate=True), "chromium"),
    "grid, an item a cell, merged group": (Style(rows="parallel", group_cell="merged"), "typst"),
    "rules below rows, an item a cell": (Style(rows="parallel", rules="horizontal", running="Anhang"), "chromium"),
    "zebra, an item a cell": (Style(rows="parallel", rules="none", zebra="#eeeeee", head_fill="#bbd0e8"), "typst"),
    "no rules, bullets": (Style(rules="none"), "chromium"),
    "no rules, an item a cell": (Style(rows="parallel", rules="none", padding=6), "typst"),
    "a small table a group": (Style(shape="table a group", head_fill="#eeeeee"), "chromium"),
    "outline": (Style(shape="outline", landscape=False, size=11), "typst"),
}


def _read(data: bytes, name: str) -> dict[str, Any]:
    """Read a document; one that is refused counts as nothing read."""
    try:
        return read_document(data, name).to_dict()
    except Unreadable:
        return {"groups": []}


def _written(found: Town, format_: str, style: Style) -> bytes:
    parts = blocks(found, style)
    return pdf(parts, style, TAGGED[format_]) if format_ in TAGGED else FORMATS[format_](parts, style)


def _score(format_: str, shape: str) -> str:
    if format_ in IN_ROWS and shape == "outline":
        return "–"
    scores = []
    for seed, variant in enumerate(VARIANTS, 101):
        one_line = {"rows": "parallel", "marks": "bullets"} if format_ == "txt" else {}
        found = town(seed)
        read = _read(_written(found, format_, Style(shape=shape, **(variant | one_line))), f"document.{format_[:4]}")
        scores.append(f1(found.truth(), read))
    return f"{statistics.mean(scores):.3f}"


def _printable() -> Iterator[str]:
    for format_, producer in TAGGED.items():
        if producer.startswith("typst") or chromium():
            yield format_


def formats() -> None:
    print("\nItem F1, mean of three documents; 0 is a document that is refused\n")
    print("| format |", *(f"{shape} |" for shape in SHAPES))
    print("|---" * (len(SHAPES) + 1) + "|")
    for format_ in (*FORMATS, *_printable()):
        print(f"| {format_} |", *(f"{_score(format_, shape)} |" for shape in SHAPES), flush=True)


def untagged() -> None:
    print("\nPDF without tags, three documents each: mean item F1, wrong boundaries, and how many of them are")
    print("among the 30 most doubtful items of their document\n")
    print("| table | program | items | F1 | wrong | among the 30 |\n|---|---|---|---|---|---|")
    for at, (name, (style, producer)) in enumerate(UNTAGGED.items()):
        if producer == "chromium" and not chromium():
            continue
        scores = []
        items = wrong = shown = 0
        for seed in range(201 + 3 * at, 204 + 3 * at):
            found = town(seed, items=12 if style.shape == "table a group" else 30)
            truth = found.truth()
            read = _read(pdf(blocks(found, style), style, producer), "document.pdf")
            boundaries = list(wrong_boundaries(truth, read))
            first = {id(one) for one in most_doubtful(read)}
            scores.append(f1(truth, read))
            items += sum(len(group.items) for group in found.groups)
            wrong += len(boundaries)
            shown += sum(id(one.item) in first for one in boundaries)
        print(f"| {name} | {producer} | {items} | {statistics.mean(scores):.3f} | {wrong} | {shown} |", flush=True)


def main() -> None:
    if not chromium():
        print("Chromium is not installed: documents that it prints are left out.")
    formats()
    untagged()


if __name__ == "__main__":
    main()
