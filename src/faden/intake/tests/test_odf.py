"""Texts and spreadsheets of OpenDocument are read as those of Word and Excel."""

from __future__ import annotations

from typing import Any

import pytest

from faden.intake.readers import odf
from faden.intake.readers.blocks import Block, Table, Text, Unreadable
from faden.intake.reading import read_document
from faden.intake.tests import small_files
from faden.intake.tests.small_files import odf_cell, odf_row, odf_table, whole


def read_text(body: str, **more: str) -> list[Block]:
    return odf.read(small_files.odf(body, kind="text", **more))


def read_sheet(rows: str) -> list[Block]:
    return odf.read(small_files.odf(f'<table:table table:name="Blatt">{rows}</table:table>', kind="spreadsheet"))


def texts(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in blocks if isinstance(block, Text)]


def grid(block: Block) -> list[list[tuple[int | None, str]]]:
    assert isinstance(block, Table)
    return [[(cell.place.column, cell.text) for cell in row.cells] for row in block.rows]


def essence(data: bytes, name: str) -> list[Any]:
    found = read_document(data, name).to_dict()
    count: Any = found["characters"]
    assert count["read"] == count["placed"] + count["furniture"] + count["unplaced"]
    groups: Any = found["groups"]
    return [
        (
            group["name"],
            [(goal["code"], goal["wording"]) for goal in group["goals"]],
            [(one["kind"], one["text"]) for one in group["contributions"]],
        )
        for group in groups
    ]


@pytest.mark.parametrize("ending", small_files.SMALL)
def test_the_same_table_gives_the_same_results_in_every_format(ending: str) -> None:
    found = essence(small_files.SMALL[ending](), f"ergebnisse.{ending}")
    assert found == essence(small_files.docx(), "ergebnisse.docx")
    assert [name for name, _, _ in found] == ["Wald und Wiese", "Musik im Ort"]
    assert ("proposal", "Zisternen am Bauhof & am Friedhof") in found[0][2]
    assert ("question", "Wie laut darf es sein?") in found[1][2]


def test_headings_know_their_level_and_lists_their_items() -> None:
    blocks = read_text(
        '<text:h text:outline-level="2">Ziele</text:h>'
        "<text:list><text:list-item><text:p>eins</text:p><text:p>mehr dazu</text:p>"
        "<text:list><text:list-item><text:p>darunter</text:p></text:list-item></text:list></text:list-item></text:list>"
    )
    found = [(one.text, one.role, one.level, one.listed) for one in blocks if isinstance(one, Text)]
    assert found == [
        ("Ziele", "heading", 2, False),
        ("eins", "body", 0, True),
        ("mehr dazu", "body", 0, False),
        ("darunter", "body", 0, True),
    ]


def test_a_title_style_makes_a_heading() -> None:
    styles = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    assert texts(read_text('<text:p text:style-name="P1">Ergebnisse</text:p>', styles=styles)) == [
        ("heading", "Ergebnisse")
    ]


def test_spaces_tabs_and_line_breaks_inside_a_paragraph() -> None:
    blocks = read_text(
        '<text:p>ein\n  <text:span>Wort</text:span><text:s text:c="3"/>und<text:tab/>noch<text:line-break/>eins</text:p>'
    )
    assert texts(blocks) == [("body", "ein Wort und noch\neins")]


def test_deleted_text_is_left_out_where_it_stands_apart() -> None:
    deleted = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>weg</text:p></text:deletion>'
        "</text:changed-region></text:tracked-changes>"
    )
    assert texts(read_text(f'{deleted}<text:p>bleibt<text:change text:change-id="c1"/></text:p>')) == [
        ("body", "bleibt")
    ]


def test_deleted_text_is_left_out_where_it_stands_in_place() -> None:
    regions = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion/></text:changed-region>'
        '<text:changed-region text:id="c2"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    body = (
        '<text:p>bleibt <text:change-start text:change-id="c1"/>weg <text:span>auch</text:span> weg</text:p>'
        '<text:p>weg<text:change-end text:change-id="c1"/>hier '
        '<text:change-start text:change-id="c2"/>neu<text:change-end text:change-id="c2"/></text:p>'
    )
    assert texts(read_text(regions + body)) == [("body", "bleibt"), ("body", "hier neu")]


def test_footnotes_and_comments_are_notes() -> None:
    body = (
        "<text:p>Satz<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Fuß</text:p>"
        "</text:note-body></text:note> weiter<office:annotation><dc:creator>X</dc:creator><text:p>Anmerkung</text:p>"
        "</office:annotation></text:p>"
    )
    assert texts(read_text(body)) == [("body", "Satz weiter"), ("note", "Fuß"), ("note", "Anmerkung")]


def test_headers_and_footers_come_from_the_page_styles() -> None:
    masters = (
        '<style:master-page style:name="Standard"><style:header><text:p>Stadt Eschbach</text:p></style:header>'
        "<style:footer><text:p>Seite <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
    )
    assert texts(read_text("<text:p>Text</text:p>", masters=masters)) == [
        ("header", "Stadt Eschbach"),
        ("footer", "Seite 1"),
        ("body", "Text"),
    ]


def test_page_breaks_count_pages_in_texts_and_tables() -> None:
    row = odf_row([("a",), ("b",)])
    body = f"<text:p>eins</text:p><text:p>z<text:soft-page-break/>wei</text:p><table:table>{row}<text:soft-page-break/>{row}</table:table>"
    blocks = read_text(body)
    assert texts(blocks) == [("body", "eins"), ("page", ""), ("body", "zwei")]
    table = blocks[-1]
    assert isinstance(table, Table)
    assert [row.cells[0].place.page for row in table.rows] == [2, 3]


def test_a_style_may_begin_a_new_page() -> None:
    styles = '<style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>'
    blocks = read_text('<text:p>eins</text:p><text:p text:style-name="P2">zwei</text:p>', styles=styles)
    assert texts(blocks) == [("body", "eins"), ("page", ""), ("body", "zwei")]


def test_text_boxes_follow_their_paragraph() -> None:
    box = "<draw:frame><draw:text-box><text:p>im Kasten</text:p></draw:text-box></draw:frame>"
    assert texts(read_text(f"<text:p>davor{box}</text:p>")) == [("body", "davor"), ("body", "im Kasten")]


def test_merged_cells_span_columns_and_go_on_below() -> None:
    merged = odf_cell("a", attributes='table:number-rows-spanned="2" table:number-columns-spanned="2"')
    rows = (
        f"<table:table-row>{merged}"
        f"<table:covered-table-cell/>{odf_cell('b')}</table:table-row>"
        f'<table:table-row><table:covered-table-cell table:number-columns-repeated="2"/>{odf_cell("c")}</table:table-row>'
        f"<table:table-row>{odf_cell('d')}{odf_cell('e')}{odf_cell('f')}</table:table-row>"
    )
    table = read_text(f"<table:table>{rows}</table:table>")[0]
    assert isinstance(table, Table)
    assert [
        [(cell.place.column, cell.text, cell.span, cell.continues) for cell in row.cells] for row in table.rows
    ] == [
        [(1, "a", 2, False), (3, "b", 1, False)],
        [(1, "", 2, True), (3, "c", 1, False)],
        [(1, "d", 1, False), (2, "e", 1, False), (3, "f", 1, False)],
    ]


def test_a_nested_table_is_read_as_lines_of_its_cell() -> None:
    inner = odf_table([[("x",), ("y",)]])
    table = read_text(
        f"<table:table><table:table-row><table:table-cell>{inner}</table:table-cell></table:table-row></table:table>"
    )[0]
    assert grid(table) == [[(1, "x\ny")]]


def test_empty_cells_and_rows_that_repeat_only_move_what_follows() -> None:
    twice = odf_cell("c", attributes='table:number-columns-repeated="2"')
    table = read_sheet(
        f'<table:table-row>{odf_cell("a")}<table:table-cell table:number-columns-repeated="2"/>{odf_cell("b")}'
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{twice}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )[0]
    assert isinstance(table, Table)
    assert grid(table) == [
        [(1, "a"), (2, ""), (3, ""), (4, "b")],
        [(1, "c"), (2, "c"), (3, ""), (4, "")],
        [(1, "c"), (2, "c"), (3, ""), (4, "")],
    ]
    assert [row.cells[0].place.row for row in table.rows] == [1, 5, 6]
    assert table.name == "Blatt"


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ('office:value-type="date" office:date-value="2026-03-09"', "09.03.2026"),
        ('office:value-type="date" office:date-value="2026-03-09T14:30:00"', "09.03.2026 14:30"),
        ('office:value-type="percentage" office:value="0.25"', "25%"),
        ('office:value-type="currency" office:value="12.5" office:currency="EUR"', "12,5 EUR"),
        ('office:value-type="float" office:value="3"', "3"),
        ('office:value-type="boolean" office:boolean-value="true"', "ja"),
        ('office:value-type="string" office:string-value="Text"', "Text"),
    ],
)
def test_a_value_counts_where_no_text_is_shown(attributes: str, shown: str) -> None:
    assert grid(read_sheet(f"<table:table-row><table:table-cell {attributes}/></table:table-row>")[0]) == [[(1, shown)]]
    shows = f"<table:table-row>{odf_cell('gezeigt', attributes=attributes)}</table:table-row>"
    assert grid(read_sheet(shows)[0]) == [[(1, "gezeigt")]]


def test_comments_of_a_sheet_are_notes_at_their_cell() -> None:
    note = "<office:annotation><text:p>prüfen</text:p></office:annotation>"
    blocks = read_sheet(
        f"<table:table-row>{odf_cell('a')}<table:table-cell>{note}<text:p>b</text:p></table:table-cell></table:table-row>"
    )
    assert grid(blocks[0]) == [[(1, "a"), (2, "b")]]
    assert isinstance(blocks[1], Text)
    assert (blocks[1].role, blocks[1].text, blocks[1].place.column) == ("note", "prüfen", 2)


def test_hidden_sheets_are_read() -> None:
    body = "".join(odf_table(whole(), name) for name in ("Eins", "Zwei"))
    blocks = odf.read(
        small_files.flat_odf(body.replace("<table:table ", '<table:table table:display="false" '), kind="spreadsheet")
    )
    assert [block.name for block in blocks if isinstance(block, Table)] == ["Eins", "Zwei"]


def test_a_presentation_is_refused() -> None:
    with pytest.raises(Unreadable, match="ODT"):
        odf.read(small_files.odf("<draw:page/>", kind="presentation"))
