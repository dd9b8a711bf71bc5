"""Each format by itself: what other programs find in it, and what it must not do."""

import ctypes
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
import openpyxl
import pypdfium2
import pypdfium2.raw
import pytest
from django.test import Client
from lxml import etree, html
from pytest_django.fixtures import Settings

from faden.intake.readers.exported import HEADS
from faden.intake.reading import Unreadable, read_document
from faden.kernel import locks
from faden.opendata.formats import FORMATS, joined
from faden.opendata.queries import Section
from faden.opendata.tests.made import MadeExport, made, plain, read, written
from faden.opendata.writers import pdf
from faden.programme.actions import content_changes
from faden.programme.models import Programme

pdfium: Any = pypdfium2
raw: Any = pypdfium2.raw
FORMULAS = ["=1+1", "+1", "-1", "@x", "＝1", "'=1"]
SPOKEN = made(("=Gruppe", [("MO_1", "=Ziel", False)], [("question", "", text) for text in FORMULAS]))
TITLE = "Ergebnisse der Dialoggruppen: Ulmenfurt 2035+, Stand 20. Juli 2026"


def test_csv_begins_with_a_mark_and_keeps_formulas_from_running() -> None:
    data = written(SPOKEN, "csv")
    assert data.startswith(b"\xef\xbb\xbfAdresse Gruppe;Dialoggruppe;")
    fields = [line.split(";") for line in data.decode("utf-8-sig").splitlines()]
    assert fields[1][1] == "'=Gruppe"
    assert [row[5] for row in fields[1:]] == ["'=1+1", "'+1", "'-1", "'@x", "'＝1", "''=1"]


def test_xlsx_holds_texts_and_no_formulas() -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(written(SPOKEN, "xlsx"))).active
    assert sheet.title == "Ulmenfurt 2035+"
    assert sheet["A1"].value == TITLE
    assert tuple(cell.value for cell in sheet[2]) == HEADS
    assert sheet.freeze_panes == "A3"
    cells = [sheet.cell(row, 6) for row in range(3, 9)]
    assert [cell.value for cell in cells] == FORMULAS
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix and cell.alignment.wrap_text for cell in cells)


def test_xlsx_keeps_text_that_looks_like_a_code_of_a_sign() -> None:
    data = written(made(("A", [], [("question", "", "_x0041_ bleibt")])), "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        assert b"_x005F_x0041_ bleibt" in container.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("name", ["A/B: [Test] 'x'", "'", "x" * 60])
def test_any_name_of_a_programme_makes_a_sheet(name: str) -> None:
    export = made(("Wohnen", [], [("question", "", "Wer?")]))
    export.programme.name = name
    for ending in ("xlsx", "ods"):
        assert plain(read(written(export, ending)))[0][0] == "Wohnen"


def test_ods_holds_texts_and_repeats_its_heads() -> None:
    with zipfile.ZipFile(io.BytesIO(written(SPOKEN, "ods"))) as container:
        assert container.infolist()[0].filename == "mimetype"
        assert container.infolist()[0].compress_type == zipfile.ZIP_STORED
        for name in container.namelist()[1:]:
            etree.fromstring(container.read(name))
        content = container.read("content.xml").decode()
    assert 'office:value-type="string"><text:p>=1+1</text:p>' in content
    assert "table:formula" not in content
    assert content.count("<table:table-header-rows>") == 1


def test_docx_has_a_title_and_a_head_row_that_comes_again() -> None:
    document: Any = docx.Document(io.BytesIO(written(SPOKEN, "docx")))
    assert (document.paragraphs[0].text, document.paragraphs[0].style.name) == (TITLE, "Title")
    assert document.core_properties.title == TITLE
    assert document.core_properties.language == "de-DE"
    row = document.tables[0].rows[0]
    assert tuple(cell.text for cell in row.cells) == HEADS
    assert row._tr.xpath("./w:trPr/w:tblHeader")
    section = document.sections[0]
    assert section.page_width > section.page_height


def test_html_is_a_page_of_its_own_with_heads_that_have_a_scope() -> None:
    text = written(SPOKEN, "html").decode()
    page = html.fromstring(text)
    assert page.get("lang") == "de"
    assert page.findtext(".//title") == page.findtext(".//caption/h1") == TITLE
    assert [(head.text, head.get("scope")) for head in page.findall(".//thead//th")] == [(one, "col") for one in HEADS]
    assert [head.get("scope") for head in page.findall(".//tbody//th")] == ["rowgroup"]
    assert not page.xpath("//script | //link | //@src")


def test_json_names_its_format_and_every_address() -> None:
    said = [("assessment", "chance", "Gut"), ("question", "", "Wer?")]
    whole = json.loads(written(made(("Wohnen", [("MO_1", "Ziel", True)], said)), "json"))
    assert whole == {
        "format": "faden-export 1",
        "title": TITLE,
        "programme": "Ulmenfurt 2035+",
        "exported": "2026-07-20",
        "groups": [
            {
                "address": "G1",
                "name": "Wohnen",
                "goals": [{"code": "MO_1", "wording": "Ziel", "maybe_two": True}],
                "contributions": [
                    {"address": "B2", "kind": "question", "text": "Wer?"},
                    {"address": "B1", "kind": "assessment", "leaning": "chance", "text": "Gut"},
                ],
            }
        ],
    }


def test_pdf_is_tagged_with_title_language_and_table_heads() -> None:
    data = written(SPOKEN, "pdf")
    document = pdfium.PdfDocument(data)
    try:
        assert document.get_metadata_dict()["Title"] == TITLE
        assert raw.FPDFCatalog_IsTagged(document)
        page = document[0]
        tree = raw.FPDF_StructTree_GetForPage(page)
        types = list(_types(raw.FPDF_StructTree_GetChildAtIndex(tree, 0)))
        raw.FPDF_StructTree_Close(tree)
        page.close()
    finally:
        document.close()
    assert b"pdfuaid:part>1<" in data
    assert b"/Lang(de-DE)" in data
    assert types.count("Table") == 1
    assert types.count("TH") == 5
    assert types.count("TR") == 1 + len(FORMULAS)


def _types(element: Any) -> Iterator[str]:
    """Yield the types of a structure element and of all below it."""
    buffer = ctypes.create_string_buffer(64)
    length = raw.FPDF_StructElement_GetType(element, buffer, len(buffer))
    yield buffer.raw[:length].decode("utf-16-le").rstrip("\0")
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, at):
            yield from _types(child)


def test_pdf_shows_a_mark_for_signs_without_a_font_and_keeps_them_in_its_data() -> None:
    data = written(made(("Wohnen", [], [("question", "", "Mehr \U000f1234 spielen")])), "pdf")
    document = pdfium.PdfDocument(data)
    try:
        text = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert "Mehr ▯ spielen" in text
    assert "▯ steht für ein Zeichen" in text
    assert read(data).groups[0].contributions[0].text == "Mehr \U000f1234 spielen"


def test_pdf_of_too_many_lines_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_LINES", 2)
    with pytest.raises(pdf.TooLong, match="Das sind mehr als 2 Zeilen, zu viele für ein PDF"):
        written(SPOKEN, "pdf")


def test_one_pdf_is_made_at_a_time_on_a_machine(
    client: Client, programme: Programme, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_PATIENCE", 0.1)
    with locks.hold(settings.DATA / "pdf.lock"):
        with pytest.raises(pdf.Busy, match="Gerade entsteht ein anderes PDF"):
            written(SPOKEN, "pdf")
        response = client.get("/G5/ergebnisse.pdf")
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert "Gerade entsteht ein anderes PDF" in response.content.decode()
        assert client.get("/G5/ergebnisse.csv").status_code == 200
    assert written(SPOKEN, "pdf").startswith(b"%PDF")


@dataclass(frozen=True, slots=True)
class Endless(MadeExport):
    """Groups that are never all there."""

    def sections(self) -> Iterator[Section]:
        while True:
            yield from MadeExport.sections(self)


@pytest.mark.parametrize("ending", ["csv", "json", "html"])
def test_text_goes_out_before_the_last_group_is_read(ending: str) -> None:
    pieces = FORMATS[ending].pieces
    assert pieces
    blocks = joined(pieces(Endless(SPOKEN.programme, SPOKEN.day, made=SPOKEN.made)))
    sizes = [len(next(blocks)) for _ in range(3)]
    assert all(60_000 < size < 80_000 for size in sizes)


WHOLE = {"format": "faden-export 1", "title": "T", "programme": "P", "exported": "2026-07-20"}
GROUP = {"address": "G1", "name": "Wohnen", "goals": [], "contributions": []}
SAID = {"address": "B1", "kind": "question", "text": "Wer?"}


@pytest.mark.parametrize(
    ("whole", "sentence"),
    [
        ({"format": "faden-export 1"}, "Die Datei: „title“ fehlt"),
        (WHOLE | {"format": "faden-export 2", "groups": []}, "Diese Datei hat das Format „faden-export 2“"),
        (WHOLE | {"groups": [], "mehr": 1}, "Die Datei: „mehr“ ist unbekannt"),
        (WHOLE | {"groups": {}}, "Die Datei: „groups“ hat die falsche Art"),
        (WHOLE | {"groups": [[]]}, "Gruppe 1: hier steht kein Objekt"),
        (WHOLE | {"groups": []}, "In dieser Ausgabe steht keine Gruppe"),
        (WHOLE | {"groups": [GROUP | {"name": " "}]}, "Gruppe 1: der Name fehlt"),
        (WHOLE | {"groups": [GROUP | {"name": "x" * 20_001}]}, "Gruppe 1: „name“ ist zu lang"),
        (WHOLE | {"groups": [GROUP | {"goals": [{"code": 1, "wording": ""}]}]}, "Gruppe 1, Ziel 1: „code“ hat"),
        (WHOLE | {"groups": [GROUP | {"contributions": [SAID | {"kind": "x"}]}]}, "Gruppe 1, Beitrag 1: die Art „x“"),
        (
            WHOLE | {"groups": [GROUP | {"contributions": [SAID | {"leaning": "chance"}]}]},
            "Gruppe 1, Beitrag 1: die Seite „chance“ passt nicht",
        ),
    ],
)
def test_malformed_json_is_refused_with_a_sentence(whole: object, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(json.dumps(whole).encode(), "ergebnisse.json")
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("rest", [b"", b', "groups": [', b', "x": ' + b"[" * 100_000])
def test_broken_json_is_refused_with_a_sentence(rest: bytes) -> None:
    with pytest.raises(Unreadable, match="Diese JSON-Datei ist beschädigt oder abgeschnitten"):
        read_document(b'{"format": "faden-export 1"' + rest, "ergebnisse.json")


@pytest.mark.parametrize("path", ["/ergebnisse.csv", "/G5/ergebnisse.json"])
def test_who_has_the_file_already_is_told_so_until_something_changes(
    programme: Programme, client: Client, path: str
) -> None:
    first = client.get(path)
    assert first.getvalue()
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    content_changes(programme)
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.getvalue()
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)
