"""Excel workbooks (XLSX)."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Row, Table, Text, Unreadable
from faden.intake.readers.packed import BROKEN

MOST_COLUMNS = 200
MOST_CELLS = 2_000_000
MOST_MERGED = 200_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def read(data: bytes) -> list[Block]:
    """Read every worksheet, hidden ones and hidden rows included, as one table each.

    A formula counts with the value that Excel stored for it. Cell comments follow their sheet.
    """
    try:
        _check_merged(data)
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        return [block for at, sheet in enumerate(workbook.worksheets, 1) for block in _sheet(sheet, at)]
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes it stumble over
        raise Unreadable(BROKEN) from error


def _check_merged(data: bytes) -> None:
    """Refuse a workbook that merges millions of cells: openpyxl makes an object of each."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for name in container.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            cells = 0
            for found in _MERGED.findall(container.read(name)):
                left, top, right, bottom = (edge or 0 for edge in range_boundaries(found.decode()))
                cells += (right - left + 1) * (bottom - top + 1)
            if cells > MOST_MERGED:
                raise Unreadable(
                    "In dieser Tabelle sind zu viele Zellen verbunden. Bitte laden Sie nur die Ergebnistabelle hoch."
                )


def _sheet(sheet: Worksheet, number: int) -> Iterator[Block]:
    if sheet.max_column > MOST_COLUMNS or sheet.max_column * sheet.max_row > MOST_CELLS:
        raise Unreadable(
            f"Das Tabellenblatt „{sheet.title}“ hat {sheet.max_column} Spalten und {sheet.max_row} Zeilen. "
            "Bitte laden Sie nur die Ergebnistabelle hoch."
        )
    spans = {}
    below: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        spans[merged.min_row, merged.min_col] = merged.max_col - merged.min_col + 1
        below.update((row, merged.min_col) for row in range(merged.min_row + 1, merged.max_row + 1))
    rows = []
    notes = []
    for at, cells in enumerate(sheet.iter_rows(), 1):
        read = []
        for column, cell in enumerate(cells, 1):
            value = None if isinstance(cell, MergedCell) else cell.value
            place = Place(table=number, row=at, column=column)
            read.append(
                Cell(
                    (Paragraph(_text(value)),),
                    place,
                    span=spans.get((at, column), 1),
                    continues=(at, column) in below,
                )
            )
            if not isinstance(cell, MergedCell) and cell.comment and cell.comment.text.strip():
                notes.append(Text(cell.comment.text.strip(), place, "note"))
        if any(not cell.is_empty for cell in read):
            rows.append(Row(tuple(read)))
    if rows:
        yield Table(tuple(rows), name=sheet.title)
    yield from notes


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return f"{value:%d.%m.%Y}"
    if isinstance(value, dt.datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    # Carriage returns come as "_x000D_" from some exporters.
    return str(value).replace("_x000D_", "").replace("\r", "").strip()
