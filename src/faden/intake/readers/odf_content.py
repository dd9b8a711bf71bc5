"""What texts and spreadsheets of OpenDocument share: paragraphs with their asides, and the grid of a table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from faden.intake.readers.limits import MOST_COLUMNS, check_cells

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE = (
    f"{{{_NAMES}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style")
)
PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
HEADING = f"{TEXT}h"
TABLE_TAG, ROW = f"{TABLE}table", f"{TABLE}table-row"
PAGE_BREAK = f"{TEXT}soft-page-break"
ANNOTATION = f"{OFFICE}annotation"
_LIST_ITEMS = {f"{TEXT}list-item", f"{TEXT}numbered-paragraph"}
_NOTE, _NOTE_BODY = f"{TEXT}note", f"{TEXT}note-body"
_CELL, _COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_ROWS_AROUND = {f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"}
_SKIPPED = {
    f"{TEXT}tracked-changes",
    f"{TABLE}tracked-changes",
    f"{OFFICE}forms",
    f"{OFFICE}change-info",
    f"{OFFICE}event-listeners",
    f"{TEXT}script",
    f"{OFFICE}binary-data",
    f"{DRAW}object",
    ANNOTATION,
}
_WHITE = re.compile(r"[ \t\r\n]+")


@dataclass(slots=True)
class Inline:
    """What one paragraph holds: its text, the page breaks in it, its notes, and the boxes anchored to it."""

    text: str = ""
    breaks: int = 0
    notes: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)


def inline(paragraph: Any) -> Inline:
    """Read one paragraph or heading."""
    if not len(paragraph):
        return Inline(_WHITE.sub(" ", paragraph.text or "").strip())
    found = Inline()
    parts: list[str] = []

    def walk(node: Any) -> None:
        parts.append(_WHITE.sub(" ", node.text or ""))
        for child in node:
            tag = child.tag
            if tag == f"{TEXT}line-break":
                parts.append("\n")
            elif tag in (f"{TEXT}s", f"{TEXT}tab"):
                parts.append(" ")
            elif tag == PAGE_BREAK:
                found.breaks += 1
            elif tag == _NOTE:
                found.notes.extend(child.iterchildren(_NOTE_BODY))
            elif tag == ANNOTATION:
                found.notes.append(child)
            elif not isinstance(tag, str) or tag in _SKIPPED:
                pass
            elif tag.startswith(DRAW) and tag != f"{DRAW}a":
                found.boxes.append(child)
            else:
                walk(child)
            parts.append(_WHITE.sub(" ", child.tail or ""))

    walk(paragraph)
    found.text = "".join(parts).strip()
    return found


def flow(element: Any, *, listed: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield the paragraphs, tables and page breaks below `element`, each with whether it begins a list item."""
    for child in element:
        tag = child.tag
        if tag in PARAGRAPHS:
            yield child, listed
            listed = False
        elif tag in (TABLE_TAG, PAGE_BREAK):
            yield child, False
        elif isinstance(tag, str) and tag not in _SKIPPED:
            yield from flow(child, listed=tag in _LIST_ITEMS)


def rows(table: Any) -> Iterator[Any]:
    """Yield the rows of `table` and the page breaks between them."""
    for child in table:
        if child.tag in (ROW, PAGE_BREAK):
            yield child
        elif child.tag in _ROWS_AROUND:
            yield from rows(child)


class GridCell(NamedTuple):
    """A cell's element at its column (from 1). `continues`: it is covered by the cell above."""

    column: int
    element: Any
    span: int
    continues: bool


class Grid:
    """Follows merged cells from row to row."""

    def __init__(self) -> None:
        self.below: dict[int, tuple[int, int]] = {}
        """Column → how many more rows the cell there covers, and its span."""

    def cells(self, row: Any) -> list[GridCell]:
        """Return the cells of `row`. Empty cells that repeat are left out, as are those that a cell on their left covers."""
        found: list[GridCell] = []
        below: dict[int, tuple[int, int]] = {}
        column = 1
        for element in row:
            if element.tag not in (_CELL, _COVERED):
                continue
            times = number(element, "number-columns-repeated", 1)
            last = min(column + times - 1, MOST_COLUMNS)
            filled = has_content(element)
            if filled and column + times - 1 > MOST_COLUMNS:
                check_cells(0, column + times - 1)
            if element.tag == _COVERED:
                for at in range(column, last + 1):
                    if at in self.below:
                        found.append(GridCell(at, element, self.below[at][1], continues=True))
                    elif filled:
                        found.append(GridCell(at, element, 1, continues=False))
            elif times == 1 or len(element) > 0 or filled:
                span = min(number(element, "number-columns-spanned", 1), MOST_COLUMNS)
                down = number(element, "number-rows-spanned", 1)
                found += [GridCell(at, element, span, continues=False) for at in range(column, last + 1)]
                if down > 1:
                    below |= dict.fromkeys(range(column, last + 1), (down - 1, span))
            column += times
        gone = number(row, "number-rows-repeated", 1)
        self.below = {at: (left - gone, span) for at, (left, span) in self.below.items() if left > gone} | below
        return found


def number(element: Any, name: str, default: int) -> int:
    """Return the positive number in the table attribute `name`."""
    value = element.get(TABLE + name, "")
    return max(1, int(value)) if value.isdecimal() and len(value) < 12 else default


def has_content(element: Any) -> bool:
    """Whether any text or value stands in the cell `element`."""
    if element.get(f"{OFFICE}value-type", "string") != "string" or element.get(f"{OFFICE}string-value"):
        return True
    return any(text.strip() for paragraph in element.iter(*PARAGRAPHS) for text in paragraph.itertext(with_tail=False))
