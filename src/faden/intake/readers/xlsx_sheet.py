"""The large XML parts of a workbook, read tag by tag: a sheet of a million empty cells needs no memory."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from faden.intake.readers.blocks import Unreadable
from faden.intake.readers.limits import TOO_LARGE
from faden.intake.readers.packed import BROKEN, FOREIGN
from faden.kernel.messages import sentence

MOST_VALUES = 400_000
MOST_CELLS = 3_000_000
MOST_AREAS = 200_000
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


class Value(NamedTuple):
    """What stands in a cell as the file has it: `kind` is the format's letter for its type."""

    text: str
    kind: str
    style: int


class Strings:
    """A target for lxml's parser that returns the shared strings in order."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.open = False
        self.phonetic = 0

    def doctype(self, *_: object) -> None:
        raise Unreadable(FOREIGN)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.phonetic += 1
        self.open = name == "t" and not self.phonetic

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self.open = False
        if name == "rPh":
            self.phonetic -= 1
        elif name == "si":
            self.found.append("".join(self.parts))
            if len(self.found) > MOST_VALUES:
                raise Unreadable(TOO_LARGE)

    def data(self, text: str) -> None:
        if self.open:
            self.parts.append(text)

    def close(self) -> list[str]:
        return self.found


class Sheet:
    """A target for lxml's parser that returns itself: `rows` (number, column → value) and `merged` areas."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, dict[int, Value]]] = []
        self.merged: list[str] = []
        self.seen = 0
        self.values = 0
        self.row = 0
        self.column = 0
        self.cells: dict[int, Value] = {}
        self.parts: list[str] = []
        self.kind = "n"
        self.style = 0
        self.open = False
        self.phonetic = 0

    def doctype(self, *_: object) -> None:
        raise Unreadable(FOREIGN)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self.open = False
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self.open = not self.phonetic
        elif name == "row":
            self.row = _position(attributes.get("r")) or self.row + 1
            self.column = 0
            self.cells = {}
        elif name == "rPh":
            self.phonetic += 1
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
            if len(self.merged) > MOST_AREAS:
                raise Unreadable(
                    sentence(
                        "In dieser Tabelle sind zu viele Zellen verbunden. Bitte laden Sie nur die Ergebnistabelle hoch."
                    )
                )

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.seen += 1
        if self.values > MOST_VALUES or self.seen > MOST_CELLS:
            raise Unreadable(TOO_LARGE)
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = _column(reference[1]) if reference else self.column + 1
        if reference and int(reference[2]) != self.row:
            self._close_row()
            self.row, self.cells = int(reference[2]), {}
        self.kind = attributes.get("t", "n")
        self.style = _position(attributes.get("s"))
        self.parts = []

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self.open = False
        if name == "c" and self.parts:
            self.cells[self.column] = Value("".join(self.parts), self.kind, self.style)
            self.parts = []
            self.values += 1
        elif name == "row":
            self._close_row()
            self.cells = {}
        elif name == "rPh":
            self.phonetic -= 1

    def _close_row(self) -> None:
        if self.cells:
            self.rows.append((self.row, self.cells))

    def data(self, text: str) -> None:
        if self.open:
            self.parts.append(text)

    def close(self) -> "Sheet":
        return self


def boundaries(area: str) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of an area such as "A1:C5", counted from 1."""
    start, _, end = area.partition(":")
    first, last = _REFERENCE.fullmatch(start), _REFERENCE.fullmatch(end or start)
    if first is None or last is None:
        raise Unreadable(BROKEN)
    return _column(first[1]), int(first[2]), _column(last[1]), int(last[2])


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def _position(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else 0
