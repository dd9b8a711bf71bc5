"""Invented sentences with the places that stand in them, and how well they are found."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from faden.places.recognition import Name, NameIndex

_HERE = Path(__file__).parent
_MARK = re.compile(r"\[([^\]=]+?)([?~]?)=([^\]]+)\]")


@dataclass(frozen=True)
class Sentence:
    """`wanted`: each name with what is expected of it: "" found, "?" only suggested, "~" either or nothing."""

    text: str
    wanted: tuple[tuple[frozenset[str], str], ...]


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1, and what went wrong."""

    recall: float
    precision: float
    precision_of_sure: float
    sure: float
    faults: list[str]


def gazetteer() -> NameIndex[str]:
    with (_HERE / "sentences_gazetteer.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return NameIndex(
        Name(
            text,
            row["name"],
            ambiguous=row["mehrdeutig"] == "ja",
            district=row["stadtteil"] or None,
            derives=row["typ"] == "Stadtteil",
            full=row["name"],
        )
        for row in rows
        for text in [row["name"], *filter(None, row["aliase"].split("|"))]
    )


def sentences() -> list[Sentence]:
    lines = (_HERE / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return [
        Sentence(
            _MARK.sub(r"\1", line),
            tuple((frozenset(names.split("|")), mark) for _, mark, names in _MARK.findall(line)),
        )
        for line in lines
        if line and not line.startswith("#")
    ]


def score(known: NameIndex[str], chosen: Iterable[Sentence]) -> Scores:
    """Measure: "?" must not be sure, "~" counts neither for nor against."""
    wanted = hits = found = right = sure = sure_right = expected_sure = sure_hits = 0
    faults = []
    for sentence in chosen:
        marks = {name: mark for names, mark in sentence.wanted for name in names}
        seen = {frozenset(one.targets): one.sure for one in known.find(sentence.text)}
        for targets, is_sure in seen.items():
            mark = marks.get(next(iter(targets)), "!")
            if mark == "~" and not is_sure:
                continue
            found += 1
            sure += is_sure
            right += mark != "!"
            sure_right += is_sure and mark in ("", "~")
            if mark == "!" or (mark == "?" and is_sure):
                faults.append(f"{'sure' if is_sure else 'suggested'} {set(targets)}: {sentence.text}")
        for names, mark in sentence.wanted:
            if mark == "~":
                continue
            wanted += 1
            hits += names in seen
            expected_sure += mark == ""
            sure_hits += mark == "" and seen.get(names, False)
            if names not in seen or (mark == "" and not seen[names]):
                faults.append(f"{'not sure of' if names in seen else 'missed'} {set(names)}: {sentence.text}")
    return Scores(hits / wanted, right / found, sure_right / sure, sure_hits / expected_sure, faults)
