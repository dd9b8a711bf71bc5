"""PDF documents: tagged, ruled, shaded, without any rule, scanned, locked; and no word is lost."""

import ctypes
import io
import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import typst
from PIL import Image

from faden.intake import assembly, heads
from faden.intake.readers import pdf
from faden.intake.readers.blocks import Block, Cell, Table, Text, Unreadable
from faden.intake.readers.pdf.document import BROKEN, LOCKED, NO_PAGE
from faden.intake.readers.pdf.library import binding, pdfium
from faden.intake.results import Results
from faden.kernel.text import characters

HEAD = "[Dialoggruppe], [Visionsziele], [Fragestellungen], [Chancen und Herausforderungen], [Lösungsansätze]"
GROUPS = (
    "[Wohnen], [WO_1.1 Bezahlbaren Wohnraum in allen Stadtteilen erhalten], [Wem gehört der Leerstand?], "
    "[Zu wenig barrierefreie Wohnungen in den Siedlungen am Rand], [Wohnungstauschbörse],"
    "[Verkehr], [MO_1.2 Rad- und Fußwege lückenlos verbinden], [Wer räumt im Winter?], "
    "[Der Bus fährt nur stündlich], [Lieferfenster von sechs bis zehn Uhr]"
)
COLUMNS = "columns: (1fr, 1.5fr, 1.5fr, 1.5fr, 1.5fr)"
RULED = f"#table({COLUMNS}, table.header({HEAD}), {GROUPS})"
PAGE = (
    '#set page(width: 26cm, height: 17cm, margin: 2cm)\n#set text(size: 10pt, font: "DejaVu Sans Mono", lang: "de")\n'
)


@cache
def made(body: str, *, tagged: bool = False) -> bytes:
    data = typst.compile((PAGE + body).encode(), pdf_tags=tagged)
    assert isinstance(data, bytes)
    return data


def blocks(body: str, *, tagged: bool = False) -> list[Block]:
    return pdf.read(made(body, tagged=tagged), columns=heads.columns)


def results(body: str, *, tagged: bool = False) -> Results:
    return assembly.from_blocks(blocks(body, tagged=tagged))


def tables(found: list[Block]) -> list[Table]:
    return [one for one in found if isinstance(one, Table)]


def cell(found: list[Block], row: int, column: int) -> Cell:
    return tables(found)[0].rows[row - 1].cells[column - 1]


def said(found: Results) -> dict[str, list[str]]:
    return {group.name: [one.text for one in group.contributions] for group in found.groups}


EXPECTED = {
    "Wohnen": [
        "Wem gehört der Leerstand?",
        "Zu wenig barrierefreie Wohnungen in den Siedlungen am Rand",
        "Wohnungstauschbörse",
    ],
    "Verkehr": ["Wer räumt im Winter?", "Der Bus fährt nur stündlich", "Lieferfenster von sechs bis zehn Uhr"],
}


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
@pytest.mark.parametrize(
    "style",
    [
        "",
        "stroke: (x: none, y: 0.6pt),",
        "stroke: none, fill: (x, y) => if calc.even(y) { luma(220) },",
        "stroke: none, row-gutter: 8pt, column-gutter: 6pt,",
    ],
    ids=["grid", "horizontal", "zebra", "none"],
)
def test_table_is_read_however_it_is_drawn(style: str, *, tagged: bool) -> None:
    found = results(f"= Ergebnisse\n#table({style} {COLUMNS}, table.header({HEAD}), {GROUPS})", tagged=tagged)
    assert said(found) == EXPECTED
    assert found.title == "Ergebnisse"
    assert [goal.code for group in found.groups for goal in group.goals] == ["WO_1.1", "MO_1.2"]


def test_tagged_table_over_pages_is_one_table_and_its_cells_know_their_page() -> None:
    rows = ", ".join(f"[Gruppe {at}], [WO_1.{at} Ziel], [Frage {at}?], [Lage {at}], [Idee {at}]" for at in range(60))
    found = blocks(f"#table({COLUMNS}, table.header({HEAD}), {rows})", tagged=True)
    (table,) = tables(found)
    assert len(table.rows) == 61
    assert {row.cells[0].place.page for row in table.rows} == {1, 2, 3, 4}
    assert {one.role for one in found if isinstance(one, Text)} == {"header"}


def test_untagged_pages_begin_with_a_mark_and_hold_a_table_each() -> None:
    rows = ", ".join(f"[Gruppe {at}], [WO_1.{at} Ziel], [Frage {at}?], [Lage {at}], [Idee {at}]" for at in range(60))
    found = blocks(f"#table({COLUMNS}, table.header({HEAD}), {rows})")
    assert [one.place.page for one in found if isinstance(one, Text) and one.role == "page"] == [1, 2, 3, 4]
    assert len(tables(found)) == 4


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
def test_merged_cell_continues_in_the_rows_below(*, tagged: bool) -> None:
    body = f"#table({COLUMNS}, {HEAD}, table.cell(rowspan: 2)[Wohnen], [a], [b], [c], [d], [e], [f], [g], [h])"
    found = blocks(body, tagged=tagged)
    assert cell(found, 2, 1).text == "Wohnen"
    assert not cell(found, 2, 1).continues
    assert cell(found, 3, 1).continues
    assert cell(found, 3, 2).text == "e"


def test_merged_cell_spans_its_columns() -> None:
    found = blocks(f"#table({COLUMNS}, table.cell(colspan: 5)[Alle zusammen], {HEAD}, {GROUPS})")
    assert cell(found, 1, 1).span == 5


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
def test_list_items_stay_apart_and_their_wrapped_lines_together(*, tagged: bool) -> None:
    items = "[- Viele Einfamilienhäuser werden frei und stehen leer\n- Handwerker fehlen]"
    body = f"#table({COLUMNS}, {HEAD}, [Wohnen], [WO_1.1 Ziel], [Was nun?], {items}, [Umbau])"
    assert said(results(body, tagged=tagged))["Wohnen"][1:3] == [
        "Viele Einfamilienhäuser werden frei und stehen leer",
        "Handwerker fehlen",
    ]


def test_line_break_before_a_word_that_would_have_fitted_is_no_wrap() -> None:
    body = (
        f"#table({COLUMNS}, {HEAD}, [Wohnen], [a], [b], [Bäume\\ Bänke und Brunnen an allen Plätzen der Altstadt], [e])"
    )
    (paragraph,) = cell(blocks(body), 2, 4).paragraphs
    lines = paragraph.text.split("\n")
    assert lines[:2] == ["Bäume", "Bänke und Brunnen an"]
    assert paragraph.wraps[0] < 0.1 < 0.5 < min(paragraph.wraps[1:])
    assert len(paragraph.boxes) == len(lines) == len(paragraph.wraps) + 1


def test_boxes_are_parts_of_the_page_from_its_upper_left_corner() -> None:
    box = cell(blocks(RULED), 1, 1).place.box
    assert box is not None
    left, top, right, bottom = box
    assert 2 / 26 < left < right < 0.3
    assert 2 / 17 < top < bottom < 0.2


def test_gap_between_paragraphs_of_a_cell_parts_them() -> None:
    body = f"#table({COLUMNS}, {HEAD}, [Wohnen], [a], [b], [Bäume pflanzen am Markt\n\nund überall sonst], [e])"
    assert [one.text.replace("\n", " ") for one in cell(blocks(body), 2, 4).paragraphs] == [
        "Bäume pflanzen am Markt",
        "und überall sonst",
    ]


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
def test_hyphen_of_a_divided_word_goes(*, tagged: bool) -> None:
    body = f"#set text(hyphenate: true)\n#table({COLUMNS}, {HEAD}, [Wohnen], [a], [b], [Donaudampfschifffahrtsgesellschaften fehlen], [e])"
    printed = cell(blocks(body, tagged=tagged), 2, 4).text
    assert "-\n" in printed
    assert said(results(body, tagged=tagged))["Wohnen"][1] == "Donaudampfschifffahrtsgesellschaften fehlen"


def test_page_number_and_running_head_stay_outside_the_table() -> None:
    rows = ", ".join(f"[Gruppe {at}], [WO_1.{at} Ziel], [Frage {at}?], [Lage {at}], [Idee {at}]" for at in range(40))
    body = (
        "#set page(header: [Stadt Beispielheim], footer: context [Seite #counter(page).display()], margin: 2cm)\n"
        f"#table(stroke: none, {COLUMNS}, table.header({HEAD}), {rows})"
    )
    found = blocks(body)
    assert Counter(one.role for one in found if isinstance(one, Text))["header"] == 3
    assert {one.text[:6] for one in found if isinstance(one, Text) and one.role == "footer"} == {"Seite "}
    assert len(assembly.from_blocks(found).groups) == 40


def test_text_that_runs_upwards_is_one_line() -> None:
    body = f"#table({COLUMNS}, {HEAD}, [#rotate(-90deg, reflow: true)[Wohnen heute]], [a], [b], [c], [d])"
    assert cell(blocks(body), 2, 1).text == "Wohnen heute"


def test_turned_and_cut_page_is_read_upright_and_its_boxes_are_those_shown() -> None:
    document = binding.PdfDocument(made(RULED))
    page = document[0]
    page.set_rotation(90)
    page.set_cropbox(28, 0, page.get_mediabox()[2], page.get_mediabox()[3])
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    found = pdf.read(stream.getvalue(), columns=heads.columns)
    assert said(assembly.from_blocks(found)) == EXPECTED
    box = cell(found, 1, 1).place.box
    assert box is not None
    assert box[0] > 0.8
    assert box[1] < 0.15


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
def test_every_visible_character_comes_out_once(*, tagged: bool) -> None:
    """What PDFium calls a hyphen at a line's end (0x2) is one; nothing else is left out or changed."""
    body = f"= Ergebnisse für Ämter\nEinleitung #super[1] mit *fettem* Wort, Waffe und Schifffahrt.\n\n{RULED}\n- Ende"
    document = binding.PdfDocument(made(body, tagged=tagged))
    printed = ""
    for page in document:
        text = page.get_textpage()
        codes = [pdfium.FPDFText_GetUnicode(text.raw, at) for at in range(text.count_chars())]
        printed += "".join("-" if code == 2 else chr(code) for code in codes)
        text.close()
        page.close()
    document.close()
    read = "".join(
        one.text if isinstance(one, Text) else "".join(cell.text for row in one.rows for cell in row.cells)
        for one in blocks(body, tagged=tagged)
    )
    assert characters(read) == characters(printed)


def test_progress_is_told_after_each_page() -> None:
    told: list[tuple[int, int]] = []
    pdf.read(made("a #pagebreak() b #pagebreak() c"), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_comment_on_a_page_is_a_note() -> None:
    document = binding.PdfDocument(made("Text"))
    page = document[0]
    annotation = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_TEXT)
    written = (ctypes.c_ushort * 20)(*"Bitte prüfen!".encode("utf-16-le")[::2], 0)
    pdfium.FPDFAnnot_SetStringValue(annotation, b"Contents", written)
    pdfium.FPDFPage_CloseAnnot(annotation)
    stream = io.BytesIO()
    document.save(stream)
    page.close()
    document.close()
    notes = [one for one in pdf.read(stream.getvalue()) if isinstance(one, Text) and one.role == "note"]
    assert [(one.text, one.place.page) for one in notes] == [("Bitte prüfen!", 1)]


# --- What cannot be read ------------------------------------------------------------------------


def _locked() -> bytes:
    """Return a document whose user password is unknown: its key does not match its encryption."""
    return made("geheim").replace(
        b"/Root",
        b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>/ID[<00><00>]/Root",
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", made("a")[:300]], ids=["no pages", "cut off"])
def test_broken_document_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match=BROKEN):
        pdf.read(data)


def test_locked_document_is_refused() -> None:
    with pytest.raises(Unreadable, match=LOCKED):
        pdf.read(_locked())


def _scan(pages: int = 1) -> bytes:
    picture = Image.new("L", (600, 400), 255)
    stream = io.BytesIO()
    picture.save(stream, "PDF", save_all=True, append_images=[picture] * (pages - 1))
    return stream.getvalue()


def test_scanned_document_is_refused_without_text_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unreadable, match="Bildern von Seiten"):
        pdf.read(_scan())


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program on the PATH that answers as tesseract does; without its German language at first."""
    program = tmp_path / "tesseract"
    names = "level page_num block_num par_num line_num word_num left top width height conf text".split()
    rows = [names, "5 1 1 1 1 1 200 200 300 60 96 Guten".split(), "5 1 1 1 1 2 540 200 300 60 96 Tag".split()]
    (tmp_path / "answer").write_text("\n".join("\t".join(row) for row in rows))
    program.write_text(
        f'#!/bin/sh\n[ "$3" = "-l" ] && exit 1\n/bin/cat >/dev/null\nexec /bin/cat "{tmp_path}/answer"\n'
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    return program


@pytest.mark.usefixtures("tesseract")
def test_scanned_document_is_read_by_text_recognition() -> None:
    found = [one for one in pdf.read(_scan()) if isinstance(one, Text) and one.text]
    assert [one.text for one in found] == ["Guten Tag"]
    box = found[0].place.box
    assert box is not None
    assert box[0] == pytest.approx(200 / 3000, abs=0.001)


def test_failing_text_recognition_is_said(tesseract: Path) -> None:
    tesseract.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(Unreadable, match="ließ sich nicht erkennen"):
        pdf.read(_scan())


def test_last_row_without_a_fill_and_with_one_text_belongs_to_its_table() -> None:
    zebra = "stroke: none, fill: (x, y) => if calc.even(y) { luma(220) }"
    rows = (
        "[Wohnen], [WO_1.1 Wohnraum erhalten], [Wem gehört er?], [Zu wenige], [Tauschbörse], [], [], [], [], [Lotsen]"
    )
    found = blocks(f"#table({COLUMNS}, {zebra}, {HEAD}, [], [], [], [Zu teuer], [], {rows})")
    assert said(assembly.from_blocks(found))["Wohnen"][-1] == "Lotsen"
    assert not [one for one in found if isinstance(one, Text) and "Lotsen" in one.text]


# --- Pictures ------------------------------------------------------------------------------------


def test_picture_of_a_page_is_as_wide_as_asked() -> None:
    with Image.open(io.BytesIO(pdf.picture(made("a"), 1, width=520))) as image:
        assert image.size[0] == 520
        assert image.format == "PNG"


def test_picture_stays_bounded() -> None:
    with Image.open(io.BytesIO(pdf.picture(made("a"), 1, width=100_000))) as image:
        assert image.size[0] * image.size[1] <= 12_100_000


@pytest.mark.parametrize("page", [0, 2])
def test_picture_of_a_page_that_is_not_there_is_refused(page: int) -> None:
    with pytest.raises(Unreadable, match=NO_PAGE):
        pdf.picture(made("a"), page, width=100)


def test_shape_is_height_by_width() -> None:
    assert pdf.shape(made("a"), 1) == pytest.approx(17 / 26, abs=0.001)


def test_other_bytes_are_no_pdf() -> None:
    assert pdf.is_pdf(b"\0\0%PDF-1.4")
    assert not pdf.is_pdf(os.urandom(20) + b"PK")


def test_filled_form_field_is_text_of_its_page() -> None:
    form = b"""%PDF-1.7
1 0 obj <</Type/Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R]>>>> endobj
2 0 obj <</Type/Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type/Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [4 0 R]>> endobj
4 0 obj <</Type/Annot /Subtype/Widget /FT/Tx /T(name) /V(Beispielheim) /F 4 /Rect [20 100 200 120] /P 3 0 R
 /AP <</N 5 0 R>>>> endobj
5 0 obj <</Type/XObject /Subtype/Form /BBox [0 0 180 20] /Resources <</Font <</F 6 0 R>>>> /Length 39>> stream
BT /F 12 Tf 2 5 Td (Beispielheim) Tj ET
endstream endobj
6 0 obj <</Type/Font /Subtype/Type1 /BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
%%EOF"""
    assert [one.text for one in pdf.read(form) if isinstance(one, Text) and one.text] == ["Beispielheim"]
