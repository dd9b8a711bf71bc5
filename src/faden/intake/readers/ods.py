"""OpenDocument spreadsheets (ODS)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Row, Table, Text
from faden.intake.readers.limits import check_cells, check_texts
from faden.intake.readers.odf_content import (
    ANNOTATION,
    OFFICE,
    PARAGRAPHS,
    ROW,
    TABLE,
    TABLE_TAG,
    Grid,
    GridCell,
    flow,
    inline,
    number,
    rows,
)


def blocks(body: Any) -> Iterator[Block]:
    """Yield every sheet, hidden ones and hidden rows included, as one table each; comments and drawn texts follow it."""
    for at, sheet in enumerate(body.iterchildren(TABLE_TAG), 1):
        yield from _Sheet(sheet, at).blocks()


class _Sheet:
    def __init__(self, element: Any, number: int) -> None:
        self.element = element
        self.number = number
        self.title = element.get(f"{TABLE}name", "")
        self.notes: list[Block] = []
        self.read = 0
        self.cells = 0
        self.signs = 0

    def blocks(self) -> Iterator[Block]:
        found: list[dict[int, Cell]] = []
        grid, at = Grid(), 0
        for row in rows(self.element):
            if row.tag != ROW:
                continue
            times = number(row, "number-rows-repeated", 1)
            cells = grid.cells(row)
            self.read += len(cells)
            check_cells(self.read)
            read = [(one, self._text(one, at + 1)) for one in cells]
            if any(text for _, text in read):
                last = max(one.column for one, text in read if text or one.continues)
                self.signs += times * sum(len(text) for _, text in read)
                self.cells += last * times
                check_cells(self.cells)
                check_texts(len(self.notes), self.signs)
                found += [self._row(read, at + again + 1, last) for again in range(times)]
            at += times
        width = max((max(row) for row in found), default=0)
        check_cells(width * len(found))
        if found:
            yield Table(tuple(self._padded(row, width) for row in found), name=self.title)
        yield from self.notes
        for shapes in self.element.iterchildren(f"{TABLE}shapes"):
            yield from (Text(text, Place(table=self.number), "note") for text in _texts(shapes) if text)

    def _row(self, read: list[tuple[GridCell, str]], at: int, last: int) -> dict[int, Cell]:
        row = {}
        for one, text in read:
            if one.column <= last:
                place = Place(table=self.number, row=at, column=one.column)
                row[one.column] = Cell((Paragraph(text),), place, span=one.span, continues=one.continues)
        return row

    def _padded(self, row: dict[int, Cell], width: int) -> Row:
        at = next(iter(row.values())).place.row
        return Row(
            tuple(
                row.get(column) or Cell((Paragraph(""),), Place(table=self.number, row=at, column=column))
                for column in range(1, width + 1)
            )
        )

    def _text(self, cell: GridCell, at: int) -> str:
        element = cell.element
        place = Place(table=self.number, row=at, column=cell.column)
        for note in element.iterchildren(ANNOTATION):
            text = "\n".join(one for one in _texts(note) if one)
            if text:
                self.notes.append(Text(text, place, "note"))
        shown = "\n".join(_texts(element)).strip()
        return shown or _value(element)


def _texts(element: Any) -> Iterator[str]:
    for paragraph, _ in flow(element):
        if paragraph.tag in PARAGRAPHS:
            yield inline(paragraph).text


def _value(element: Any) -> str:
    """Return the value of a cell that shows no text, written as in German."""
    kind = element.get(f"{OFFICE}value-type")
    value = element.get(f"{OFFICE}value", "")
    if kind == "date":
        return _day(element.get(f"{OFFICE}date-value", ""))
    if kind == "boolean":
        return "ja" if element.get(f"{OFFICE}boolean-value") == "true" else "nein"
    if kind == "time":
        return str(element.get(f"{OFFICE}time-value", ""))
    if kind == "string":
        return str(element.get(f"{OFFICE}string-value", "")).strip()
    if kind == "percentage" and value:
        return f"{float(value) * 100:.15g}%".replace(".", ",")
    value = value.replace(".", ",")
    if kind == "currency":
        return f"{value} {element.get(f'{OFFICE}currency', '')}".strip()
    return str(value)


def _day(value: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{moment:%d.%m.%Y}" if moment.time() == dt.time() else f"{moment:%d.%m.%Y %H:%M}"
