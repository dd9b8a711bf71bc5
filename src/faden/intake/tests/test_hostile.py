"""Whatever file comes, the answer is a result or one German sentence, within seconds."""

from __future__ import annotations

import base64
import contextlib
import csv
import gc
import io
import json
import random
import re
import resource
import signal
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from faden.intake import reading
from faden.intake.tests.documents import Sample, raw_docx, samples
from faden.intake.tests.small_files import html_table, odf, odf_cell, odf_row

# A guard against hanging, wide enough for a busy machine; speed is measured in benchmarks/.
SECONDS = 60.0
SAMPLES = {sample.name: sample for sample in samples()}
HEAD = "Dialoggruppe;Visionziele;Fragestellungen;Chancen und Herausforderungen;Lösungsansätze und Synergien"


# --- Helpers ----------------------------------------------------------------------------------


class TooSlow(BaseException):
    """Not an Exception, so that no `except Exception` of the importer swallows it."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except TooSlow:
        pytest.fail(f"not done after {seconds:g} seconds")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read(data: bytes, name: str) -> dict[str, Any]:
    # Whole-process state that an earlier test may have left; see test_one_document_after_another.
    csv.field_size_limit(131_072)
    with within(SECONDS):
        found: dict[str, Any] = reading.read_document(data, name).to_dict()
    return found


def refused(data: bytes, name: str) -> str:
    with pytest.raises(reading.Unreadable) as caught:
        read(data, name)
    message = str(caught.value)
    assert_plain_german(message)
    return message


def read_or_refused(data: bytes, name: str) -> dict[str, Any] | None:
    try:
        found = read(data, name)
    except reading.Unreadable as unreadable:
        assert_plain_german(str(unreadable))
        return None
    count = found["characters"]
    assert count["read"] == count["placed"] + count["furniture"] + count["unplaced"]
    json.dumps(found)
    return found


ENGLISH = re.compile(
    r"\b(the|file|is|not|and|with|of|invalid|cannot|could|failed|unexpected|expected|found|"
    r"error|exception|traceback|none|nonetype|object|module|badzipfile|keyerror|valueerror|"
    r"zipfile|openpyxl|lxml|xmlsyntaxerror|errno|byte|codec|decode)\b",
    re.IGNORECASE,
)
GERMAN = re.compile(
    r"\b(die|der|das|ist|nicht|kein|keine|keinen|bitte|Sie|Datei|Dokument|und|wir|diese|dieses|"
    r"zu|als|ein|eine|einen|im|in)\b"
)


def assert_plain_german(message: str) -> None:
    assert message, "no message"
    assert message.strip() == message
    assert message.endswith("."), message
    assert message[0].isupper() or message[0] in "„»", message
    assert "\n" not in message
    assert len(message) <= 240, message
    assert not (found := ENGLISH.search(message)), f"{found and found[0]!r} in: {message}"
    assert GERMAN.search(message), f"not German: {message}"


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, str | bytes] = {
            name: change(archive.read(name)) if name == part else archive.read(name) for name in archive.namelist()
        }
    return zipped(files)


# --- Files that are nothing of the kind -------------------------------------------------------

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + b"\x00" * 1016 + "EncryptionInfo\x00EncryptedPackage".encode("utf-16-le") * 4
OLD_XLS = OLE + b"\x00" * 1016 + "Root Entry\x00Workbook".encode("utf-16-le") * 4
OLD_DOC = OLE + b"\x00" * 1016 + "Root Entry\x00WordDocument".encode("utf-16-le") * 4
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"
RTF = rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 Ergebnisse: Dialoggruppen\par}"
NOISE = random.Random(7).randbytes(20_000)


@pytest.mark.parametrize("ending", ["txt", "csv", "tsv", "docx", "xlsx", "pdf", ""])
@pytest.mark.parametrize(
    "data",
    [b"", b" \n\t \r\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 500, "\u00a0\u2003\n".encode()],
    ids=["empty", "white", "bom", "utf16-bom", "zeros", "unicode-white"],
)
def test_nothing_in_it(data: bytes, ending: str) -> None:
    refused(data, f"leer.{ending}" if ending else "leer")


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "txt"])
@pytest.mark.parametrize(
    "data",
    [PNG, ENCRYPTED, OLD_XLS, OLD_DOC, PDF, RTF, NOISE, OLE, b"PK\x03\x04", b"PK\x05\x06"],
    ids=["png", "encrypted", "xls", "doc", "pdf", "rtf", "noise", "ole", "pk", "pk-end"],
)
def test_not_what_it_says(data: bytes, ending: str) -> None:
    refused(data, f"ergebnisse.{ending}")


def test_pdf_is_named() -> None:
    assert "PDF" in refused(PDF, "ergebnisse.pdf")


def test_old_excel() -> None:
    assert "xlsx" in refused(OLD_XLS, "ergebnisse.xls").lower()


def test_old_word() -> None:
    assert "docx" in refused(OLD_DOC, "ergebnisse.doc").lower()


def test_encrypted_is_said() -> None:
    message = refused(ENCRYPTED, "ergebnisse.docx")
    assert re.search(r"kennwort|passwort|verschlüssel|geschützt", message, re.IGNORECASE), message


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "leer.csv"),
        (PNG, "bild.docx"),
        (PDF, "ergebnisse.pdf"),
        (ENCRYPTED, "ergebnisse.docx"),
        (RTF, "ergebnisse.rtf"),
        (NOISE, "ergebnisse.xlsx"),
        (b"Name;Ort\nKiosk;Eschbach\n", "adressen.csv"),
        (b"Sehr geehrte Damen und Herren,\n\nwir laden Sie ein.\n", "brief.txt"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_message_says_what_is_wrong_and_what_to_do(data: bytes, name: str) -> None:
    message = refused(data, name)
    assert len(re.findall(r"\w{3,}[.!?] [A-ZÄÖÜ]", message)) <= 1, message
    assert "Bitte" in message


# --- Broken, huge or malicious packages -------------------------------------------------------


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.98])
@pytest.mark.parametrize("name", ["docx-row-a-group", "xlsx-merged-groups"])
def test_truncated_zip(name: str, kept: float) -> None:
    sample = SAMPLES[name]
    refused(sample.data[: int(len(sample.data) * kept)], sample.filename)


@cache
def bomb(part: str, opening: bytes, closing: bytes, claim: int | None) -> bytes:
    """About a megabyte that unfolds to a gigabyte of spaces, built without unfolding it."""
    block, repeat = b" " * 2**20, 1024
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(opening) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(closing) + packer.flush(zlib.Z_FINISH)
    packed = first + again * repeat + last
    check = zlib.crc32(opening)
    for _ in range(repeat):
        check = zlib.crc32(block, check)
    check = zlib.crc32(closing, check)
    size = len(opening) + len(block) * repeat + len(closing)

    skeleton = raw_docx("<w:p/>") if part.startswith("word/") else _xlsx()
    with zipfile.ZipFile(io.BytesIO(skeleton)) as archive:
        others = {name: archive.read(name) for name in archive.namelist() if name != part}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in others.items():
            archive.writestr(name, content)
        info = zipfile.ZipInfo(part)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.CRC, info.compress_size = check, len(packed)
        info.file_size = size if claim is None else claim
        info.header_offset = whole.tell()
        whole.write(info.FileHeader(False))
        whole.write(packed)
        archive.filelist.append(info)
        archive.NameToInfo[part] = info
        archive.start_dir = whole.tell()
        archive._didModify = True  # type: ignore[attr-defined]
    return whole.getvalue()


def _xlsx(*rows: list[Any]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows or ([],):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


WORD_OPENING = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
)
WORD_CLOSING = b"</w:t></w:r></w:p></w:body></w:document>"
SHEET_OPENING = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_CLOSING = b"</sheetData></worksheet>"


@pytest.mark.parametrize("claim", [None, 1000], ids=["honest", "lying"])
@pytest.mark.parametrize(
    ("name", "part", "opening", "closing"),
    [
        ("bombe.docx", "word/document.xml", WORD_OPENING, WORD_CLOSING),
        ("bombe.docx", "word/media/image1.png", b"\x89PNG", b""),
        ("bombe.xlsx", "xl/worksheets/sheet1.xml", SHEET_OPENING, SHEET_CLOSING),
    ],
    ids=["document", "picture", "sheet"],
)
def test_zip_bomb(name: str, part: str, opening: bytes, closing: bytes, claim: int | None) -> None:
    data = bomb(part, opening, closing, claim)
    assert len(data) < 3_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(data, name)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 400, f"{grown:.0f} MB"


def test_many_files_in_a_zip() -> None:
    read_or_refused(
        zipped({"word/document.xml": "", **{f"word/media/{n}.png": b"x" for n in range(20_000)}}),
        "viele.docx",
    )


def assert_nothing_fetched(data: bytes, name: str) -> None:
    found = json.dumps(read_or_refused(data, name))
    assert "GEHEIMNIS4711" not in found
    assert len(found) < 1_000_000


@pytest.mark.parametrize("name", ["docx-word-features", "docx-row-a-group", "xlsx-merged-groups"])
@pytest.mark.parametrize("kind", ["external", "parameter", "laughs", "doctype"])
def test_entities(name: str, kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("GEHEIMNIS4711")
    declared = {
        "external": f'<!ENTITY x SYSTEM "{secret.as_uri()}">',
        "parameter": f'<!ENTITY % y SYSTEM "{secret.as_uri()}"> %y;',
        "laughs": '<!ENTITY a "ha ha ha ha ha ha ha ha">'
        + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghx", strict=True)),
        "doctype": "",
    }[kind]
    used = "&x;" if kind in ("external", "laughs") else "x"
    sample = SAMPLES[name]
    is_word = sample.filename.endswith("docx")
    part = "word/document.xml" if is_word else "xl/sharedStrings.xml"
    root = "w:document" if is_word else "sst"

    def change(xml: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>\s*", "", xml.decode())
        text, count = re.subn(r"(<(?:w:)?t(?: [^>]*)?>)", rf"\g<1>{used} ", text, count=3)
        assert count == 3
        return f"<!DOCTYPE {root} [{declared}]>\n{text}".encode()

    data = with_part(sample.data, part, change)
    assert_nothing_fetched(data, sample.filename)
    message = refused(data, sample.filename)
    assert "GEHEIMNIS" not in message


@pytest.mark.parametrize(
    "files",
    [
        {"hallo.txt": "Hallo"},
        {"word/document.xml": "<kaputt"},
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"},
        {"../../etc/passwd": "x", "/word/document.xml": "x"},
        {"xl/workbook.xml": "<workbook/>", "[Content_Types].xml": ""},
        {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"},
    ],
    ids=["plain-zip", "broken-xml", "bare", "climbing", "bare-sheet", "other-office"],
)
@pytest.mark.parametrize("ending", ["docx", "xlsx", "zip"])
def test_other_zips(files: dict[str, str | bytes], ending: str) -> None:
    refused(zipped(files), f"paket.{ending}")


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_missing_part(part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["docx-row-a-group"].data)) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist() if name != part}
    read_or_refused(zipped(files), "ergebnisse.docx")


def test_zip_with_password_flag() -> None:
    data = bytearray(SAMPLES["docx-row-a-group"].data)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    refused(bytes(data), "ergebnisse.docx")


def test_deep_nesting_in_word() -> None:
    depth = 5_000
    table = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    body = table[0] * depth + "<w:p><w:r><w:t>tief</w:t></w:r></w:p>" + table[1] * depth
    refused(raw_docx(body), "tief.docx")


@pytest.mark.parametrize("span", ["99999999", "-5", "0", "viele", "1e9", ""])
def test_absurd_spans_in_word(span: str) -> None:
    def change(xml: bytes) -> bytes:
        return xml.replace(b"<w:tcPr>", f'<w:tcPr><w:gridSpan w:val="{span}"/>'.encode(), 7)

    sample = SAMPLES["docx-word-features"]
    read_or_refused(with_part(sample.data, "word/document.xml", change), sample.filename)


def test_cell_at_the_far_end_of_a_sheet() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(HEAD.split(";"))
    sheet.append(["Sport", "LE_2.1 Hallen", "Wann?", "Voll", "Plan"])
    sheet.cell(1_048_576, 16_384, "weit weg")
    book.save(out)
    found = read_or_refused(out.getvalue(), "weit.xlsx")
    assert found is None or "weit weg" in json.dumps(found)


def test_absurd_merge_in_a_sheet() -> None:
    def change(xml: bytes) -> bytes:
        merged = b'<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
        return re.sub(rb"<mergeCells.*</mergeCells>", merged, xml, flags=re.DOTALL)

    sample = SAMPLES["xlsx-merged-groups"]
    data = with_part(sample.data, "xl/worksheets/sheet1.xml", change)
    assert data != sample.data
    read_or_refused(data, sample.filename)


# --- OpenDocument, HTML and Markdown ----------------------------------------------------------

GOOD = "".join(
    odf_row([[word] for word in row]) for row in (HEAD.split(";"), ["Sport", "LE_2.1 Hallen", "", "Voll", "Plan"])
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha ha ha ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghx", strict=True)
)


@pytest.mark.parametrize(
    "rows",
    [
        f'<table:table-row table:number-rows-repeated="1000000000">{odf_cell("x")}</table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-repeated="1000000000"><text:p>x</text:p></table:table-cell></table:table-row>',
        "<table:table-row><table:table-cell/></table:table-row>" * 1_000_000,
        '<table:table-row><table:table-cell table:number-columns-repeated="150"><office:annotation><text:p>x</text:p>'
        "</office:annotation></table:table-cell></table:table-row>" * 10_000,
    ],
    ids=["rows", "columns", "million", "notes"],
)
def test_endless_sheets_are_refused(rows: str) -> None:
    refused(odf(f"<table:table>{GOOD}{rows}</table:table>", kind="spreadsheet"), "x.ods")


def test_endless_empty_repeats_are_nothing() -> None:
    rows = '<table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert read(odf(f"<table:table>{GOOD}{rows}</table:table>", kind="spreadsheet"), "x.ods")["groups"]


@pytest.mark.parametrize("padding", ["", f"<!--{'x' * 9000}-->"])
@pytest.mark.parametrize("declared", [LAUGHS + "]>", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'])
def test_entities_in_opendocument(declared: str, padding: str) -> None:
    refused(odf("<text:p>&x;</text:p>", kind="text", opening=padding + declared), "x.odt")


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_deep_lists_in_opendocument(depth: int) -> None:
    body = "<text:list><text:list-item>" * depth + "<text:p>tief</text:p>" + "</text:list-item></text:list>" * depth
    refused(odf(body, kind="text"), "x.odt")


def test_encrypted_opendocument_is_said() -> None:
    manifest = '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    packages: list[dict[str, str | bytes]] = [
        {"content.xml": b"\1\2", "META-INF/manifest.xml": manifest},
        {"encrypted-package": b"\1\2"},
    ]
    for files in packages:
        assert "verschlüsselt" in refused(zipped(files), "x.odt")


@pytest.mark.parametrize("tag", ["div", "span", "b", "table><tr><td", "ul><li"])
def test_deep_nesting_in_html(tag: str) -> None:
    table = html_table([[[word] for word in HEAD.split(";")], [["Sport"], ["LE_2.1 Hallen"], [], ["Voll"], ["Plan"]]])
    found = read(f"<!DOCTYPE html><body>{table}{f'<{tag}>' * 20_000}tief".encode(), "x.html")
    assert "tief" in json.dumps(found)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "<!--" * 30_000, "> " * 40_000 + "tief", "|a" * 100_000, "_a" * 100_000]
)
def test_endless_marks_in_markdown(text: str) -> None:
    refused(f"| a | b |\n|---|---|\n| x | y |\n\n{text}\n".encode(), "x.md")


# --- Sizes ------------------------------------------------------------------------------------


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1_000_000 <= reading.MAX_BYTES < 200_000_000
    sample = SAMPLES["text-pages"]
    monkeypatch.setattr(reading, "MAX_BYTES", len(sample.data) - 1)
    refused(sample.data, sample.filename)


def test_characters_are_limited_in_every_format() -> None:
    line = "Wort " * 3_900
    refused(
        f"{HEAD}\n{f'Sport;LE_2.1 Hallen;;{line};Plan' + chr(10)}".encode() + f"x;;;{line};\n".encode() * 600,
        "lang.csv",
    )


@pytest.mark.parametrize("was_on", [True, False])
@pytest.mark.parametrize("data", [SAMPLES["text-pages"].data, b"x"], ids=["read", "refused"])
def test_collector_of_garbage_is_left_as_it_was(data: bytes, was_on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        read_or_refused(data, "x.txt")
        assert gc.isenabled() == was_on
    finally:
        (gc.enable if before else gc.disable)()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_ten_thousand_columns(ending: str) -> None:
    row = [f"Spalte {n}" for n in range(10_000)]
    data = _xlsx(row, row, row) if ending == "xlsx" else ("\n".join([";".join(row)] * 3)).encode()
    refused(data, f"breit.{ending}")


def test_known_heads_among_ten_thousand_columns() -> None:
    head = HEAD.split(";") + ["x"] * 10_000
    row = ["Sport", "LE_2.1 Hallen", "Wann?", "Voll", "Plan"] + ["y"] * 10_000
    read_or_refused("\n".join(";".join(each) for each in [head, row, row]).encode(), "breit.csv")


@pytest.mark.parametrize(
    "long",
    [
        "a" * 300_000,
        "- " * 100_000,
        "1. " * 100_000,
        "1) a " * 60_000,
        "<p>" * 80_000,
        "<" * 200_000,
        "MO_2.4 " * 40_000,
        "MO_" * 80_000,
        "A" * 200_000,
        "-> " * 80_000,
        "Frau Dr. " * 30_000,
        "Ä" * 50_000 + " " + "Müller-" * 30_000,
        "Akteure: " + "Anna Beispiel (Verein), " * 8_000,
        '"' * 100_001,
        "• " * 100_000,
        "Wort " * 60_000,
        "9" * 200_000,
        "." * 200_000,
        " " * 200_000 + "x",
        "(" * 100_000,
    ],
    ids=lambda text: f"{text.strip()[:8]}…",
)
@pytest.mark.parametrize("layout", ["csv", "text", "docx"])
def test_one_endless_cell(long: str, layout: str) -> None:
    cells = ["Sport", "LE_2.1 Hallen", "Wann?", long, "Plan"]
    match layout:
        case "csv":
            quoted = '"' + long.replace('"', '""') + '"'
            row = ";".join([*cells[:3], quoted, cells[4]])
            data, name = f"{HEAD}\n{row}\n".encode(), "lang.csv"
        case "text":
            head = HEAD.replace(";", "\t")
            data, name = f"Titel\n\n{head}\n{chr(9).join(cells)}\n".encode(), "lang.txt"
        case _:
            document, out = Document(), io.BytesIO()
            table = document.add_table(2, 5)
            for at, texts in enumerate([HEAD.split(";"), cells]):
                for cell, text in zip(table.rows[at].cells, texts, strict=True):
                    cell.text = text
            document.save(out)
            data, name = out.getvalue(), "lang.docx"
    read_or_refused(data, name)


def test_many_rows() -> None:
    rows = [
        HEAD,
        *(f"Gruppe {n // 9};LE_{n % 9}.{n} Ziel;Wie {n}?;Ist {n};Tun {n}" for n in range(4500)),
    ]
    found = read_or_refused("\n".join(rows).encode(), "viele.csv")
    assert found is None or len(found["groups"]) == 500


# --- Nothing to recognise ---------------------------------------------------------------------


def _letter() -> bytes:
    document, out = Document(), io.BytesIO()
    for text in ("Sehr geehrte Damen und Herren,", "wir laden Sie herzlich ein.", "Ihre Stadt"):
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


LETTER = b"Sehr geehrte Damen und Herren,\n\nwir laden Sie herzlich ein.\n\nIhre Stadt\n"
ADDRESSES = "Name;Straße;Ort\nBäckerei Korn;Hauptstraße 1;Eschbach\nKiosk;Ring 2;Eschbach\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_letter(), "brief.docx"),
        (LETTER, "brief.txt"),
        (LETTER, "brief.csv"),
        (ADDRESSES.encode(), "adressen.csv"),
        (ADDRESSES.replace(";", "\t").encode(), "adressen.txt"),
        (_xlsx(["Name", "Ort"], ["Kiosk", "Eschbach"]), "adressen.xlsx"),
        (_xlsx(), "leer.xlsx"),
        (b"x", "x.txt"),
        (b"1;2;3\n4;5;6\n", "zahlen.csv"),
        (b"import os\nfor x in range(3):\n\tprint(x)\n", "programm.py"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_nothing_to_recognise(data: bytes, name: str) -> None:
    refused(data, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ADDRESSES.encode(), "adressen.csv"),
        (_xlsx(["Name", "Ort"], ["Kiosk", "Eschbach"]), "adressen.xlsx"),
    ],
    ids=["csv", "xlsx"],
)
def test_a_table_with_other_columns_is_told_apart(data: bytes, name: str) -> None:
    with pytest.raises(reading.ColumnsUnclear):
        read(data, name)
    assert issubclass(reading.ColumnsUnclear, reading.Unreadable)


@pytest.mark.parametrize("before", ["adressen.csv", "brief.txt", "csv-numbered-items", "docx-row-a-group"])
@pytest.mark.parametrize("name", ["text-pages", "csv-comma", "tsv-utf16", "docx-row-a-group", "xlsx-gaps"])
def test_one_document_after_another(name: str, before: str) -> None:
    """What was read before, well or not, does not change how a document is read."""
    others = {"adressen.csv": b"Name;Ort\nKiosk;Eschbach\n", "brief.txt": LETTER}
    sample = SAMPLES[name]
    expected = read(sample.data, sample.filename)
    with contextlib.suppress(reading.Unreadable):
        if before in others:
            reading.read_document(others[before], before)
        else:
            reading.read_document(SAMPLES[before].data, SAMPLES[before].filename)
    assert reading.read_document(sample.data, sample.filename).to_dict() == expected


# --- The right content under a wrong name -----------------------------------------------------


@pytest.mark.parametrize("wrong", ["x.txt", "x.docx", "x.xlsx", "x.csv", "x.pdf", "x", "", "../../x.docx", "x" * 5000])
@pytest.mark.parametrize("name", ["docx-row-a-group", "xlsx-merged-groups", "csv-semicolon-bom", "text-pages"])
def test_wrong_name(name: str, wrong: str) -> None:
    sample = SAMPLES[name]
    found = read_or_refused(sample.data, wrong)
    if found is not None:
        expected = [group["name"] for group in sample.expected["groups"]]
        assert [group["name"] for group in found["groups"]] == expected


@pytest.mark.parametrize("wrong", ["ERGEBNISSE.DOCX", "Ergebnisse Ä.Docx", "a.b.c.docx"])
def test_name_in_other_letters(wrong: str) -> None:
    assert read(SAMPLES["docx-row-a-group"].data, wrong)["groups"]


# --- Chance -----------------------------------------------------------------------------------

MUTATED = [
    SAMPLES[name]
    for name in (
        "docx-word-features",
        "docx-table-a-page",
        "docx-merged-groups",
        "xlsx-merged-groups",
        "xlsx-numbers-and-days",
        "csv-semicolon-bom",
        "tsv-utf16",
        "csv-semicolon-cp1252",
        "text-pages",
        "text-lost-first-column",
        "text-markup",
    )
]
PLAIN = [sample for sample in MUTATED if not sample.filename.endswith("x")]
PACKED = [sample for sample in MUTATED if sample.filename.endswith("x")]
often = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
share = st.floats(0, 1, exclude_max=True)


@often
@given(
    sample=st.sampled_from(MUTATED),
    flips=st.lists(st.tuples(share, st.integers(1, 255)), max_size=12),
    kept=st.one_of(st.just(1.0), share),
)
@example(sample=SAMPLES["text-pages"], flips=[(0.484375, 1)], kept=1.0)
def test_flipped_and_truncated(sample: Sample, flips: list[tuple[float, int]], kept: float) -> None:
    data = bytearray(sample.data)
    for at, change in flips:
        data[int(at * len(data))] ^= change
    read_or_refused(bytes(data[: int(len(data) * kept)]), sample.filename)


@often
@given(
    sample=st.sampled_from(PLAIN),
    cuts=st.lists(
        st.tuples(
            share,
            share,
            st.sampled_from(
                [
                    "",
                    "\t",
                    "\n",
                    ";",
                    '"',
                    "|",
                    "\x00",
                    "<p>",
                    "</ul>",
                    "• ",
                    "- ",
                    "MO_",
                    "\x0c",
                    "\u2028",
                    "\ufeff",
                    "Chancen:",
                    HEAD,
                    HEAD.replace(";", "\t"),
                    "\r",
                    "\x1f",
                ]
            ),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_rearranged_text(sample: Sample, cuts: list[tuple[float, float, str]]) -> None:
    encoding = "utf-16" if sample.name == "tsv-utf16" else "utf-8-sig"
    if "cp1252" in sample.name:
        encoding = "cp1252"
    text = sample.data.decode(encoding)
    for start, end, put in cuts:
        left, right = int(start * len(text)), int(start * len(text)) + int(end * 40)
        text = text[:left] + put + text[right:]
    read_or_refused(text.encode(encoding, errors="replace"), sample.filename)


PARTS = (
    "word/document.xml",
    "word/footnotes.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "word/_rels/document.xml.rels",
    "xl/_rels/workbook.xml.rels",
)
VALUES = ("", "-1", "0", "99999999", "x", "A1:XFD1048576", "rId99", "1e400", "\u0661", "ZZZZ9")


@often
@given(
    sample=st.sampled_from(PACKED),
    part=st.integers(0, len(PARTS) - 1),
    changes=st.lists(
        st.tuples(
            share,
            st.sampled_from(["drop", "twice", "wrap", "attribute", "text", "rename"]),
            st.sampled_from(VALUES),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_rearranged_packages(sample: Sample, part: int, changes: list[tuple[float, str, str]]) -> None:
    with zipfile.ZipFile(io.BytesIO(sample.data)) as archive:
        present = [name for name in PARTS if name in archive.namelist()]
    chosen = present[part % len(present)]

    def change(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        for at, kind, value in changes:
            elements = [each for each in root.iter() if isinstance(each.tag, str)]
            _change(elements[int(at * len(elements))], kind, value)
        return etree.tostring(root)

    read_or_refused(with_part(sample.data, chosen, change), sample.filename)


def _change(element: Any, kind: str, value: str) -> None:
    parent = element.getparent()
    if kind == "drop" and parent is not None:
        parent.remove(element)
    elif kind == "twice" and parent is not None:
        parent.insert(parent.index(element), etree.fromstring(etree.tostring(element)))
    elif kind == "wrap" and parent is not None:
        outer = etree.SubElement(parent, parent.tag)
        outer.append(element)
    elif kind == "attribute":
        for name in list(element.attrib):
            element.set(name, value)
    elif kind == "text":
        element.text = value
    elif kind == "rename":
        element.tag = etree.QName(etree.QName(element).namespace, "unbekannt").text


def test_documents_with_macros_are_read() -> None:
    sample = SAMPLES["docx-row-a-group"]
    kinds = (
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        b"vnd.ms-word.document.macroEnabled.main",
    )
    data = with_part(sample.data, "[Content_Types].xml", lambda xml: xml.replace(*kinds))
    assert read(data, "ergebnisse.docm")["groups"] == read(sample.data, sample.filename)["groups"]
