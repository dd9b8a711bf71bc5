"""Invented results set as PDF in many styles, by Typst or Chromium, so that the truth about each is known.

`blocks` lays contents out without a format, `typst_source` and `html_source` write the layout down, `pdf` prints it.
"""

import html
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Literal

import typst
from contents import Group, Town

ALL_HEADS = {
    "dialogue": (
        "Dialoggruppe",
        "Visionsziele",
        "Fragestellungen",
        "Chancen und Herausforderungen",
        "Lösungsansätze und Synergien",
    ),
    "working": ("Arbeitsgruppe", "Leitziele", "Leitfragen", "Potenziale und Hemmnisse", "Maßnahmenideen"),
    "tables": ("Thementisch", "Ziele", "Offene Fragen", "Stärken und Schwächen", "Vorschläge"),
    "plain": ("Gruppe", "Ziele", "Fragen", "Chancen & Herausforderungen", "Lösungen & Synergien"),
}
COLUMNS = (("question",), ("chance", "challenge"), ("solution", "synergy"))
SORTS = {
    "question": "Frage",
    "chance": "Chance",
    "challenge": "Herausforderung",
    "solution": "Lösungsansatz",
    "synergy": "Synergie",
}

Producer = Literal["typst", "typst-tagged", "chromium", "chromium-tagged"]


@dataclass(frozen=True)
class Style:
    """How results stand on paper. Lengths in points, `widths` in shares of the line."""

    heads: str = "dialogue"
    shape: Literal["table", "table a group", "kinds", "transposed", "outline"] = "table"
    """In "kinds" each row names the kind of its one text; "transposed" tables have the heads in their first column."""
    rows: Literal["groups", "parallel", "staggered"] = "groups"
    """A row holds a whole group, one item a column, or one item."""
    group_cell: Literal["merged", "repeated", "first"] = "first"
    marks: Literal["lines", "bullets", "dashes", "numbers", "paragraphs"] = "bullets"
    """How the items of one cell are told apart; "lines" leaves it to the wrapping."""
    rules: Literal["grid", "horizontal", "none"] = "grid"
    head_fill: str = ""
    zebra: str = ""
    landscape: bool = True
    font: str = "Liberation Sans"
    size: float = 9
    padding: float = 4
    margin: float = 42
    paragraph_gap: float = 5
    widths: tuple[float, ...] = (1, 1.4, 1.6, 1.8, 2)
    justify: bool = False
    hyphenate: bool = False
    repeat_head: bool = True
    rows_break: bool = True
    running: str = ""
    """Text of the page's head; with it comes a foot with the number of the page."""


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Listing:
    items: tuple[str, ...]
    marks: str = "bullets"


@dataclass(frozen=True)
class Cell:
    lines: tuple[str, ...] = ()
    marks: str = "paragraphs"
    span: int = 1
    """Rows that the cell covers."""


@dataclass(frozen=True)
class Sheet:
    head: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    """None where a cell above covers the place."""
    widths: tuple[float, ...]


Block = Heading | Listing | Sheet


def _columns(group: Group) -> list[list[str]]:
    return [[f"{code} {wording}" for code, wording in group.goals], *(group.texts(*sorts) for sorts in COLUMNS)]


def _rows(group: Group, style: Style) -> list[list[Cell]]:
    """Return the rows of `group` without its name."""
    columns = _columns(group)
    if style.rows == "groups":
        goals, *others = columns
        return [[Cell(tuple(goals)), *(Cell(tuple(texts), style.marks) for texts in others)]]
    if style.rows == "parallel":
        return [[Cell((text,)) if text else Cell() for text in texts] for texts in zip_longest(*columns, fillvalue="")]
    return [
        [Cell((text,)) if at == column else Cell() for at in range(len(columns))]
        for column, texts in enumerate(columns)
        for text in texts
    ]


def _named(group: Group, style: Style) -> list[tuple[Cell | None, ...]]:
    rows = _rows(group, style)
    name = Cell((group.name,), span=len(rows) if style.group_cell == "merged" else 1)
    below = {"merged": None, "repeated": name, "first": Cell()}[style.group_cell]
    return [(name if not at else below, *row) for at, row in enumerate(rows)]


def _outline(group: Group, heads: tuple[str, ...], style: Style) -> list[Block]:
    made: list[Block] = [Heading(group.name, 2)]
    goals, *others = _columns(group)
    for head, texts in zip(heads[1:], [goals, *others], strict=True):
        if texts:
            made += [Heading(head, 3), Listing(tuple(texts), style.marks)]
    return made


def _kinds(town: Town, style: Style) -> Sheet:
    rows = []
    for group in town.groups:
        texts = [("Visionsziel", f"{code} {wording}") for code, wording in group.goals]
        texts += [(name, text) for sort, name in SORTS.items() for text in group.texts(sort)]
        rows += [(Cell((group.name,)), Cell((name,)), Cell((text,))) for name, text in texts]
    return Sheet((ALL_HEADS[style.heads][0], "Art", "Inhalt"), tuple(rows), (1, 0.7, 3))


def _transposed(group: Group, heads: tuple[str, ...], style: Style) -> Sheet:
    goals, *others = _columns(group)
    cells = [Cell(tuple(goals)), *(Cell(tuple(texts), style.marks) for texts in others)]
    rows = tuple((Cell((head,)), cell) for head, cell in zip(heads[1:], cells, strict=True))
    return Sheet((heads[0], group.name), rows, (1, 3))


def blocks(town: Town, style: Style) -> list[Block]:
    """Return the parts of a document about `town` in reading order."""
    heads = ALL_HEADS[style.heads]
    made: list[Block] = [Heading(town.title)]
    if style.shape == "table":
        rows = [row for group in town.groups for row in _named(group, style)]
        return [*made, Sheet(heads, tuple(rows), style.widths)]
    if style.shape == "kinds":
        return [*made, _kinds(town, style)]
    for group in town.groups:
        if style.shape == "outline":
            made += _outline(group, heads, style)
        elif style.shape == "transposed":
            made.append(_transposed(group, heads, style))
        else:
            rows = [tuple(row) for row in _rows(group, style)]
            made += [Heading(group.name, 2), Sheet(heads[1:], tuple(rows), style.widths[1:])]
    return made


# --- Typst ------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'


def _typst_lines(lines: tuple[str, ...], marks: str) -> str:
    if len(lines) < 2 and marks in ("lines", "paragraphs"):
        return "".join(map(_quoted, lines))
    if marks == "lines":
        return " \\ ".join(map(_quoted, lines))
    if marks == "paragraphs":
        return "\n\n".join(map(_quoted, lines))
    items = "".join(f"[{_quoted(line)}]," for line in lines)
    kind = "enum(" if marks == "numbers" else f"list(marker: [{'•' if marks == 'bullets' else '–'}], "
    return f"#{kind}{items})" if lines else ""


def _typst_sheet(sheet: Sheet, style: Style) -> str:
    widths = ", ".join(f"{width}fr" for width in sheet.widths)
    stroke = {"grid": "0.5pt", "horizontal": "(x, y) => (bottom: 0.5pt)", "none": "none"}[style.rules]
    head_fill = f'rgb("{style.head_fill}")' if style.head_fill else "none"
    zebra = f'rgb("{style.zebra}")' if style.zebra else "none"
    fill = f"(x, y) => if y == 0 {{ {head_fill} }} else if calc.even(y) {{ {zebra} }} else {{ none }}"
    head = ", ".join(f"[*{_quoted(text)}*]" for text in sheet.head)
    cells = "\n".join(
        ", ".join(f"table.cell(rowspan: {cell.span})[{_typst_lines(cell.lines, cell.marks)}]" for cell in row if cell)
        + ","
        for row in sheet.rows
    )
    return (
        f"#table(columns: ({widths}), stroke: {stroke}, fill: {fill}, inset: {style.padding}pt,\n"
        f"table.header(repeat: {str(style.repeat_head).lower()}, {head}),\n{cells}\n)"
    )


def typst_source(parts: list[Block], style: Style) -> str:
    running = ""
    if style.running:
        running = (
            f', header: [{_quoted(style.running)}], footer: context align(right)[Seite #counter(page).display("1")]'
        )
    justify, hyphenate = str(style.justify).lower(), str(style.hyphenate).lower()
    written = [
        f'#set page("a4", flipped: {str(style.landscape).lower()}, margin: {style.margin}pt{running})',
        f'#set text(lang: "de", font: "{style.font}", size: {style.size}pt, hyphenate: {hyphenate})',
        f"#set par(justify: {justify}, spacing: {style.size * 0.65 + style.paragraph_gap}pt)",
        f"#set table.cell(breakable: {str(style.rows_break).lower()})",
    ]
    for part in parts:
        if isinstance(part, Heading):
            written.append(f"{'=' * part.level} {_quoted(part.text)}")
        elif isinstance(part, Listing):
            written.append(_typst_lines(part.items, part.marks))
        else:
            written.append(_typst_sheet(part, style))
    return "\n\n".join(written)


# --- HTML -------------------------------------------------------------------------------------


_SYLLABLE = re.compile(r"(?<=\w\w[aeiouäöü])(?=[bdfgklmnprstw][aeiouäöü]\w\w)")


def _html_lines(lines: tuple[str, ...], marks: str) -> str:
    texts = [html.escape(line, quote=False) for line in lines]
    if len(texts) < 2 and marks in ("lines", "paragraphs"):
        return "".join(texts)
    if marks == "lines":
        return "<br>".join(texts)
    if marks == "paragraphs":
        return "".join(f"<p>{text}</p>" for text in texts)
    tag = "ol" if marks == "numbers" else "ul"
    return f'<{tag} class="{marks}">{"".join(f"<li>{text}</li>" for text in texts)}</{tag}>' if texts else ""


def _html_sheet(sheet: Sheet) -> str:
    columns = "".join(f'<col style="width:{100 * width / sum(sheet.widths):.1f}%">' for width in sheet.widths)
    head = "".join(f"<th>{html.escape(text, quote=False)}</th>" for text in sheet.head)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{f' rowspan={cell.span}' if cell.span > 1 else ''}>{_html_lines(cell.lines, cell.marks)}</td>"
            for cell in row
            if cell
        )
        + "</tr>\n"
        for row in sheet.rows
    )
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"


def _style_sheet(style: Style) -> str:
    border = {"grid": "border:.5pt solid", "horizontal": "border-bottom:.5pt solid", "none": ""}[style.rules]
    running = ""
    if style.running:
        text = style.running.replace('"', '\\"')
        font = f"font:{style.size}pt '{style.font}'"
        running = f'@top-left{{content:"{text}";{font}}}@bottom-right{{content:"Seite " counter(page);{font}}}'
    return f"""@page{{size:A4 {"landscape" if style.landscape else "portrait"};margin:{style.margin}pt;{running}}}
body{{font:{style.size}pt/1.25 '{style.font}';margin:0;print-color-adjust:exact;
text-align:{"justify" if style.justify else "left"};hyphens:manual}}
table{{border-collapse:collapse;width:100%;table-layout:fixed}}
td,th{{{border};padding:{style.padding}pt;vertical-align:top;text-align:inherit;overflow-wrap:break-word}}
thead{{display:{"table-header-group" if style.repeat_head else "table-row-group"}}}
tr{{break-inside:{"auto" if style.rows_break else "avoid"}}}
th{{background:{style.head_fill or "none"}}} tbody tr:nth-child(even) td{{background:{style.zebra or "none"}}}
ul,ol{{margin:0;padding-left:1.3em}} .dashes{{list-style-type:"– "}}
p{{margin:0 0 {style.paragraph_gap}pt}}"""


def html_source(parts: list[Block], style: Style) -> str:
    """Return a page for Chromium, which divides no words by itself: soft hyphens stand where it may."""
    written = []
    for part in parts:
        if isinstance(part, Heading):
            written.append(f"<h{part.level}>{html.escape(part.text, quote=False)}</h{part.level}>")
        elif isinstance(part, Listing):
            written.append(_html_lines(part.items, part.marks))
        else:
            written.append(_html_sheet(part))
    body = "\n".join(written)
    if style.hyphenate:
        body = re.sub(r"(?<=>)[^<]+", lambda text: _SYLLABLE.sub("\u00ad", text[0]), body)
    title = next(part.text for part in parts if isinstance(part, Heading))
    return (
        f'<!DOCTYPE html>\n<html lang="de"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_style_sheet(style)}</style></head><body>\n{body}\n</body></html>\n"
    )


# --- Printing ---------------------------------------------------------------------------------


def chromium() -> str | None:
    """Return the program that prints HTML, or None where it is not installed."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def print_html(source: str, *, tagged: bool) -> bytes:
    program = chromium()
    assert program, "Chromium is not installed"
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(source)
        options = [] if tagged else ["--disable-pdf-tagging"]
        subprocess.run(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                *options,
                f"--print-to-pdf={made}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return made.read_bytes()


def pdf(parts: list[Block], style: Style, producer: Producer = "typst") -> bytes:
    """Print the document; whether the PDF has tags is in the name of the producer."""
    tagged = producer.endswith("-tagged")
    if producer.startswith("chromium"):
        return print_html(html_source(parts, style), tagged=tagged)
    made = typst.compile(typst_source(parts, style).encode(), format="pdf", pdf_tags=tagged, timestamp=0)
    assert isinstance(made, bytes)
    return made
