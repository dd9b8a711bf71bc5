"""Workbooks are read as Excel shows them, whatever wrote them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from faden.intake.readers import xlsx
from faden.intake.readers.blocks import Block, Table, Text
from faden.intake.tests.documents import with_shared_strings
from faden.intake.tests.small_files import zipped


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def grid(block: Block) -> list[list[str]]:
    assert isinstance(block, Table)
    return [[cell.text for cell in row.cells] for row in block.rows]


def changed(data: bytes, part: str, pattern: str, replacement: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    text, count = re.subn(pattern, replacement, files[part].decode() if isinstance(files[part], bytes) else "")  # type: ignore[union-attr]
    assert count
    return zipped(files | {part: text})


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (3, "General", "3"),
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (0.25, "0%", "25%"),
        (dt.date(2026, 3, 9), "dd.mm.yyyy", "09.03.2026"),
        (dt.datetime(2026, 3, 9, 14, 30), "dd.mm.yyyy hh:mm", "09.03.2026 14:30"),  # noqa: DTZ001
        (dt.time(14, 30), "hh:mm", "14:30"),
        (True, "General", "ja"),
        ("  Text ", "General", "Text"),
    ],
)
def test_values_are_written_as_in_german(value: Any, number_format: str, shown: str) -> None:
    book = openpyxl.Workbook()
    cell = book.worksheets[0]["A1"]
    cell.value, cell.number_format = value, number_format
    assert grid(xlsx.read(saved(book))[0]) == [[shown]]


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"].value = dt.date(2026, 3, 9)
    data = changed(saved(book), "xl/workbook.xml", r"<workbookPr ?/>", '<workbookPr date1904="1"/>')
    assert grid(xlsx.read(data)[0]) == [["10.03.2030"]]


@pytest.mark.parametrize("shared", [False, True])
def test_merged_cells_span_columns_and_go_on_below(shared: bool) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["a", None, "b"], [None, None, "c"], ["d", "e", "f"]):
        sheet.append(row)
    sheet.merge_cells("A1:B2")
    data = with_shared_strings(saved(book)) if shared else saved(book)
    table = xlsx.read(data)[0]
    assert grid(table) == [["a", "", "b"], ["", "", "c"], ["d", "e", "f"]]
    assert isinstance(table, Table)
    assert [row.cells[0].span for row in table.rows] == [2, 1, 1]
    assert [row.cells[0].continues for row in table.rows] == [False, True, False]


def test_cells_without_references_follow_each_other() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.worksheets[0].append(["c", "d"])
    data = changed(saved(book), "xl/worksheets/sheet1.xml", r'(<(?:row|c)) r="[^"]*"', r"\1")
    table = xlsx.read(data)[0]
    assert grid(table) == [["a", "b"], ["c", "d"]]
    assert isinstance(table, Table)
    assert [row.cells[1].place.to_dict() for row in table.rows] == [
        {"table": 1, "row": 1, "column": 2},
        {"table": 1, "row": 2, "column": 2},
    ]


def test_rich_text_counts_and_readings_of_signs_do_not() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Platz"])
    data = changed(
        with_shared_strings(saved(book)),
        "xl/sharedStrings.xml",
        r"<si>.*</si>",
        '<si><r><t>Wochen</t></r><r><t xml:space="preserve">markt am </t></r><t>Ring</t><rPh sb="0" eb="1"><t>weg</t></rPh></si>',
    )
    assert grid(xlsx.read(data)[0]) == [["Wochenmarkt am Ring"]]


def test_prefixes_of_names_do_not_matter() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a"])
    data = saved(book)
    for pattern, replacement in ((r"<(/?)(\w)", r"<\1x:\2"), ("xmlns=", "xmlns:x=")):
        data = changed(data, "xl/worksheets/sheet1.xml", pattern, replacement)
    assert grid(xlsx.read(data)[0]) == [["a"]]


def test_hidden_sheets_and_rows_are_read_and_comments_are_notes() -> None:
    book = openpyxl.Workbook()
    first, second = book.worksheets[0], book.create_sheet("Zweites")
    first.append(["a"])
    first.append(["b"])
    first.row_dimensions[2].hidden = True
    first["A2"].comment = Comment("prüfen", "X")
    second.append(["c"])
    second.sheet_state = "hidden"
    blocks = xlsx.read(saved(book))
    assert [grid(block) for block in blocks if isinstance(block, Table)] == [[["a"], ["b"]], [["c"]]]
    assert [(block.text, block.role, block.place.row) for block in blocks if isinstance(block, Text)] == [
        ("prüfen", "note", 2)
    ]


def test_formatted_empty_cells_make_the_table_no_wider() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.worksheets[0].cell(900, 300).number_format = "0%"
    assert grid(xlsx.read(saved(book))[0]) == [["a", "b"]]
