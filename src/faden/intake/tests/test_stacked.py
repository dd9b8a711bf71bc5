"""Tables of several groups below each other in one sheet."""

import io
from collections.abc import Callable

import openpyxl
import pytest

from faden.intake.reading import read_document
from faden.intake.tests.outlines import said, unplaced
from faden.intake.tests.small_files import odf, odf_row

Rows = list[list[str]]
ROWS: Rows = [
    ["Wohnen"],
    ["Ziele", "Fragen", "Lösungen"],
    ["WO_1.1 Bezahlbar wohnen", "Wer baut?", "Höfe öffnen"],
    ["", "Wem gehört der Hof?", ""],
    [],
    ["Verkehr"],
    ["Ziele", "Fragen", "Lösungen"],
    ["MO_2.1 Sichere Wege", "Wann fährt der Bus?", "Anrufbus"],
]
BOTH = {
    "Wohnen": {
        "goals": ["WO_1.1 Bezahlbar wohnen"],
        "question": ["Wer baut?", "Wem gehört der Hof?"],
        "proposal": ["Höfe öffnen"],
    },
    "Verkehr": {"goals": ["MO_2.1 Sichere Wege"], "question": ["Wann fährt der Bus?"], "proposal": ["Anrufbus"]},
}


def xlsx(rows: Rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def ods(rows: Rows) -> bytes:
    written = "".join(odf_row([[text] if text else [] for text in row or [""]]) for row in rows)
    return odf(f"<table:table>{written}</table:table>", kind="spreadsheet")


@pytest.mark.parametrize("write", [xlsx, ods])
@pytest.mark.parametrize("above", [[], [["Bürgerforum Rodenau"], []]], ids=["no title", "title"])
def test_each_table_below_another_has_its_own_group(write: Callable[[Rows], bytes], above: Rows) -> None:
    results = read_document(write(above + ROWS), "forum").results
    assert said(results) == BOTH
    assert unplaced(results) == []


def test_a_row_with_one_cell_stays_a_row_where_no_head_follows() -> None:
    results = read_document(xlsx([*ROWS, [], ["", "Wer zahlt?"]]), "forum").results
    assert [one.text for one in results.groups[1].contributions if one.kind == "question"] == [
        "Wann fährt der Bus?",
        "Wer zahlt?",
    ]
