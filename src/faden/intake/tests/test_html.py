"""HTML pages are read as a browser shows them."""

from __future__ import annotations

import pytest

from faden.intake.readers import html
from faden.intake.readers.blocks import Block, Table, Text
from faden.intake.reading import Unreadable, read_document
from faden.intake.tests import small_files
from faden.intake.tests.documents import samples
from faden.intake.tests.small_files import html_table, whole


def read(body: str) -> list[Block]:
    return html.read(f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode())


def texts(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in blocks if isinstance(block, Text)]


def grids(blocks: list[Block]) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in block.rows] for block in blocks if isinstance(block, Table)]


def test_white_space_breaks_and_entities_read_as_shown() -> None:
    assert texts(read("<p>ein\n   <b>fettes</b><i> Wort</i><br>Maß &amp; Mitte &ouml;</p>lose")) == [
        ("body", "ein fettes Wort\nMaß & Mitte ö"),
        ("body", "lose"),
    ]


def test_headings_know_their_level_and_lists_their_items() -> None:
    blocks = read("<h2>Ziele</h2><ul><li>eins<ul><li><p>zwei</p><p>mehr</p></li></ul></li></ul><p>Ende</p>")
    assert [(one.text, one.role, one.level, one.listed) for one in blocks if isinstance(one, Text)] == [
        ("Ziele", "heading", 2, False),
        ("eins", "body", 0, True),
        ("zwei", "body", 0, True),
        ("mehr", "body", 0, False),
        ("Ende", "body", 0, False),
    ]


def test_what_is_no_text_of_the_page_is_left_out() -> None:
    body = "<!-- weg --><script>weg()</script><style>weg</style><template><p>weg</p></template><p>da</p>"
    assert texts(read(body)) == [("body", "da")]


@pytest.mark.parametrize("attribute", ["hidden", 'style="display: none"', 'style="DISPLAY:NONE;mso-hide:all"'])
def test_hidden_text_becomes_a_note(attribute: str) -> None:
    assert texts(read(f"<p>da</p><div {attribute}><p>verborgen</p></div><p>noch da</p>")) == [
        ("body", "da"),
        ("body", "noch da"),
        ("note", "verborgen"),
    ]


def test_hidden_rows_count_as_in_a_workbook() -> None:
    assert grids(read('<table><tr><td>a<tr style="display:none"><td>b</table>')) == [[["a"], ["b"]]]


def test_merged_cells_span_columns_and_go_on_below() -> None:
    blocks = read('<table><tr><th colspan=2 rowspan="2">a<th>b<tr><td>c<tr><td>d<td>e<td>f</table>')
    assert isinstance(blocks[0], Table)
    assert [
        [(cell.place.column, cell.text, cell.span, cell.continues) for cell in row.cells] for row in blocks[0].rows
    ] == [
        [(1, "a", 2, False), (3, "b", 1, False)],
        [(1, "", 2, True), (3, "c", 1, False)],
        [(1, "d", 1, False), (2, "e", 1, False), (3, "f", 1, False)],
    ]


def test_a_list_in_a_cell_makes_listed_paragraphs() -> None:
    table = read("<table><tr><td>davor<ul><li>eins<li>zwei</ul></table>")[0]
    assert isinstance(table, Table)
    assert [(one.text, one.listed) for one in table.rows[0].cells[0].paragraphs] == [
        ("davor", False),
        ("eins", True),
        ("zwei", True),
    ]


def test_a_table_inside_a_cell_is_read_as_its_lines() -> None:
    inner = "<table><tr><td>x<td>y</table>"
    assert grids(read(f"<table><tr><td>Gruppe<td>Text{inner}</table>")) == [[["Gruppe", "Text\nx\ny"]]]


@pytest.mark.parametrize(
    "layout", ["<table><tr><td>{}</table>", "<table><tr><td>{}<td></table>", "<table><tr><td>Oben{}</table>"]
)
def test_a_table_for_mere_layout_is_looked_through(layout: str) -> None:
    inner = "<table><tr><td>x<td>y</table>"
    assert grids(read(layout.format(inner))) == [[["x", "y"]]]


def test_a_caption_stands_above_its_table() -> None:
    blocks = read("<table><caption>Wohnen</caption><tr><td>a</table>")
    assert texts(blocks[:1]) == [("body", "Wohnen")]


def test_what_word_saves_is_read_without_its_marks() -> None:
    body = (
        "<p class=MsoTitle>Ergebnisse<o:p></o:p></p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·"
        "<span>&nbsp;&nbsp;</span></span><![endif]>Bäume<o:p>&nbsp;</o:p></p>"
        "<br clear=all style='page-break-before:always'><p>danach<a style='mso-footnote-id:ftn1' href='#f'>[1]</a></p>"
        "<div style='mso-element:footnote-list'><p>Fußnote</p></div>"
    )
    blocks = [one for one in read(body) if isinstance(one, Text)]
    assert [(one.text, one.role, one.listed) for one in blocks] == [
        ("Ergebnisse", "heading", False),
        ("Bäume", "body", True),
        ("", "page", False),
        ("danach", "body", False),
        ("Fußnote", "note", False),
    ]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", ""),
        ("utf-8", "utf-8"),
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", ""),
        ("cp1250", "windows-1250"),
        ("utf-16", "unicode"),
        ("cp1252", "utf-8"),
        ("utf-8", "rot13"),
    ],
)
def test_the_encoding_is_told_by_mark_name_or_bytes(encoding: str, named: str) -> None:
    word = "Größe" + ("ř" if encoding == "cp1250" else "–")
    page = f'<html><meta http-equiv=Content-Type content="text/html; charset={named}"><body><p>{word}</p></body></html>'
    assert html.is_html(page.encode(encoding))
    assert texts(html.read(page.encode(encoding))) == [("body", word)]


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype HTML><p>x",
        b"\xef\xbb\xbf\n<!-- a --><html lang=de><p>x",
        b'<?xml version="1.0"?>\n<!DOCTYPE html><html/>',
        html_table(whole()).encode(),
        b"<h1>Ergebnisse</h1>" + html_table(whole()).encode(),
    ],
)
def test_pages_and_parts_of_pages_are_html(page: bytes) -> None:
    assert html.is_html(page)


@pytest.mark.parametrize(
    "other",
    [
        small_files.text(),
        small_files.csv(),
        b"<p>Gruppe</p>;<p>Ziel</p>\n<ul><li>a</li></ul>;b\n",
        b"<b>Titel</b>\n\nGruppe\tZiele\n<p>a</p>\t<table><tr><td>b</td></tr></table>\n",
        b"Gruppe;Ziele\na;<html><body>x</body></html>\n",
        b"",
    ],
)
def test_tags_inside_cells_make_no_page(other: bytes) -> None:
    assert not html.is_html(other)


def test_no_sample_of_another_format_is_html() -> None:
    assert not [sample.name for sample in samples() if html.is_html(sample.data)]


@pytest.mark.parametrize("beginning", ["MIME-Version: 1.0\n", "From: <Saved by Browser>\n"])
def test_a_web_archive_is_refused(beginning: str) -> None:
    with pytest.raises(Unreadable, match="MHT"):
        read_document(f"{beginning}Content-Type: multipart/related\n\n<html></html>".encode(), "x.mht")
