"""One small invented table in every format that is read, and the parts to write others by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape

import openpyxl
import typst
from docx import Document

HEAD = (
    "Dialoggruppe",
    "Visionziele",
    "Fragestellungen",
    "Chancen und Herausforderungen",
    "Lösungsansätze und Synergien",
)
ROWS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("Wald und Wiese",),
        ("KL_1.2 Bäume pflanzen und pflegen", "KL_3 Wege offen halten"),
        ("Wer gießt im August?",),
        ("Die Försterei hilft mit", "Wasser ist knapp"),
        ("Patenschaften für junge Bäume", "Zisternen am Bauhof & am Friedhof"),
    ),
    (
        ("Musik im Ort",),
        ("KU_2.1 Proberäume schaffen",),
        (),
        ("Der Keller < 40 m² ist frei",),
        ("Schlüssel im Rathaus",),
    ),
    ((), (), ("Wie laut darf es sein?",), (), ("Feste Zeiten vereinbaren",)),
)
TITLE = "Ergebnisse der Dorfwerkstatt"

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(f'xmlns:{name}="{_NAMES}{name}:1.0"' for name in ("office", "text", "table", "style")) + (
    f' xmlns:draw="{_NAMES}drawing:1.0" xmlns:fo="{_NAMES}xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
Cells = Sequence[Sequence[str]]


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def content_xml(body: str, *, kind: str, styles: str = "", opening: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{opening}<office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )


def odf(body: str, *, kind: str, styles: str = "", masters: str = "", opening: str = "") -> bytes:
    """A packed OpenDocument file of `kind` "text" or "spreadsheet"."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content_xml(body, kind=kind, styles=styles, opening=opening),
            "styles.xml": f"<office:document-styles {_NAMESPACES}><office:master-styles>{masters}</office:master-styles>"
            "</office:document-styles>",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def flat_odf(body: str, *, kind: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_NAMESPACES} office:version="1.3">'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    ).encode()


def odf_cell(*lines: str, attributes: str = "") -> str:
    inner = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def odf_row(cells: Cells, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(odf_cell(*lines) for lines in cells)}</table:table-row>"


def odf_table(rows: Sequence[Cells], name: str = "Tabelle1") -> str:
    return f'<table:table table:name="{name}">{"".join(map(odf_row, rows))}</table:table>'


def whole() -> list[Cells]:
    return [[(word,) for word in HEAD], *ROWS]


def odt() -> bytes:
    return odf(f"<text:p>{TITLE}</text:p>{odf_table(whole())}", kind="text")


def fodt() -> bytes:
    return flat_odf(f"<text:p>{TITLE}</text:p>{odf_table(whole())}", kind="text")


def ods() -> bytes:
    body = odf_row([(TITLE,)]) + "".join(map(odf_row, whole()))
    return odf(f'<table:table table:name="Tabelle1">{body}</table:table>', kind="spreadsheet")


def docx() -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph(TITLE)
    table = document.add_table(0, len(HEAD))
    for row in whole():
        for cell, lines in zip(table.add_row().cells, row, strict=True):
            cell.text = lines[0] if lines else ""
            for line in lines[1:]:
                cell.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append([TITLE])
    for row in whole():
        sheet.append(["\n".join(lines) or None for lines in row])
    book.save(out)
    return out.getvalue()


def csv() -> bytes:
    return "\n".join(";".join(f'"{chr(10).join(lines)}"' for lines in row) for row in whole()).encode()


def text() -> bytes:
    rows = ["\t".join("".join(f"<p>{line}</p>" for line in lines) for lines in row) for row in whole()]
    return "\n".join([TITLE, "", *rows, ""]).encode()


def html_table(rows: Sequence[Cells]) -> str:
    cells = [["".join(f"<p>{escape(line)}</p>" for line in lines) for lines in row] for row in rows]
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells) + "</table>"


def html() -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>{TITLE}</p>{html_table(whole())}</body></html>'.encode()


def markdown() -> bytes:
    rows = ["| " + " | ".join("<br>".join(lines) for lines in row) + " |" for row in whole()]
    return "\n".join([TITLE, "", rows[0], "|---" * len(HEAD) + "|", *rows[1:], ""]).encode()


def pdf() -> bytes:
    cells = ",".join(f'"{" ".join(lines)}"' for row in whole() for lines in row)
    source = f'#set page(flipped: true)\n#set text(lang: "de")\n{TITLE}\n#table(columns: 5, table.header({",".join(f"[{word}]" for word in HEAD)}),{cells.split(",", len(HEAD))[-1]})'
    made: bytes = typst.compile(source.encode())
    return made


SMALL: dict[str, Callable[[], bytes]] = {
    "docx": docx,
    "odt": odt,
    "fodt": fodt,
    "xlsx": xlsx,
    "ods": ods,
    "csv": csv,
    "txt": text,
    "html": html,
    "md": markdown,
}
