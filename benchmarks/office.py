"""The same documents as an office saves them: DOCX, ODT, XLSX, ODS, CSV, HTML, Markdown and plain text."""

import csv
import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import openpyxl
from documents import Block, Cell, Heading, Listing, Sheet, Style, html_source
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

_SIGNS: dict[str, Callable[[int], str]] = {
    "bullets": lambda _: "• ",
    "dashes": lambda _: "– ",
    "numbers": lambda number: f"{number}. ",
}
_LIST_STYLES = {"bullets": "List Bullet", "dashes": "List Bullet", "numbers": "List Number"}


def soffice() -> str | None:
    """Return the LibreOffice program, or None where it is not installed."""
    return shutil.which("soffice")


def converted(data: bytes, ending: str, to: str) -> bytes:
    """Return what LibreOffice makes of a file: `to` is the ending wanted, with an export filter if need be."""
    program = soffice()
    assert program, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, f"given.{ending}")
        given.write_bytes(data)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                folder,
                given,
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return given.with_suffix("." + to.partition(":")[0]).read_bytes()


def _shade(cell, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _fill(target, cell: Cell) -> None:
    first = target.paragraphs[0]
    for at, line in enumerate(cell.lines):
        if cell.marks == "lines":
            if at:
                first.add_run().add_break()
            first.add_run(line)
            continue
        paragraph = target.add_paragraph() if at else first
        paragraph.add_run(line)
        if cell.marks in _LIST_STYLES:
            paragraph.style = _LIST_STYLES[cell.marks]


def _docx_sheet(document, sheet: Sheet, style: Style) -> None:
    table = document.add_table(rows=len(sheet.rows) + 1, cols=len(sheet.head))
    table.autofit = False
    if style.rules == "grid":
        table.style = "Table Grid"
    places = table._cells
    wide = len(sheet.head)
    section = document.sections[0]
    line = section.page_width - section.left_margin - section.right_margin
    for at, share in enumerate(sheet.widths):
        for target in places[at::wide]:
            target.width = int(line * share / sum(sheet.widths))
    for at, text in enumerate(sheet.head):
        places[at].paragraphs[0].add_run(text).bold = True
        if style.head_fill:
            _shade(places[at], style.head_fill)
    if style.repeat_head:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for y, row in enumerate(sheet.rows, 1):
        for x, cell in enumerate(row):
            if cell is None:
                continue
            target = places[y * wide + x]
            _fill(target, cell)
            if cell.span > 1:
                target.merge(places[(y + cell.span - 1) * wide + x])
            if style.zebra and y % 2 == 0:
                _shade(target, style.zebra)


def as_docx(parts: list[Block], style: Style) -> bytes:
    document = docx.Document()
    section = document.sections[0]
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if style.landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if style.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(style.margin)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = style.font, Pt(style.size)
    normal.paragraph_format.space_after = Pt(style.paragraph_gap)
    if style.running:
        section.header.paragraphs[0].text = style.running
    for part in parts:
        if isinstance(part, Heading):
            document.add_heading(part.text, part.level)
        elif isinstance(part, Listing):
            for item in part.items:
                document.add_paragraph(item, _LIST_STYLES.get(part.marks))
        elif isinstance(part, Sheet):
            _docx_sheet(document, part, style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- OpenDocument -----------------------------------------------------------------------------

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"))
)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def _odf(body: str, kind: str) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2"><office:body>'
        f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", media, zipfile.ZIP_STORED)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _odf_lines(lines: tuple[str, ...], marks: str) -> str:
    texts = [escape(line) for line in lines]
    if marks == "lines":
        return f"<text:p>{'<text:line-break/>'.join(texts)}</text:p>"
    paragraphs = [f"<text:p>{text}</text:p>" for text in texts]
    if marks in _SIGNS and texts:
        return f"<text:list>{''.join(f'<text:list-item>{one}</text:list-item>' for one in paragraphs)}</text:list>"
    return "".join(paragraphs)


def _odf_row(cells: list[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _odf_sheet(sheet: Sheet, write: Callable[[tuple[str, ...], str], str]) -> str:
    rows = [_odf_row([f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>" for text in sheet.head])]
    for row in sheet.rows:
        cells = []
        for cell in row:
            if cell is None:
                cells.append("<table:covered-table-cell/>")
                continue
            span = f' table:number-rows-spanned="{cell.span}" table:number-columns-spanned="1"' if cell.span > 1 else ""
            cells.append(f"<table:table-cell{span}>{write(cell.lines, cell.marks)}</table:table-cell>")
        rows.append(_odf_row(cells))
    return f'<table:table-column table:number-columns-repeated="{len(sheet.head)}"/>{"".join(rows)}'


def as_odt(parts: list[Block], style: Style) -> bytes:
    written = []
    for at, part in enumerate(parts):
        if isinstance(part, Heading):
            written.append(f'<text:h text:outline-level="{part.level}">{escape(part.text)}</text:h>')
        elif isinstance(part, Listing):
            written.append(_odf_lines(part.items, part.marks))
        else:
            body = _odf_sheet(part, _odf_lines)
            written.append(f'<table:table table:name="Tabelle{at}">{body}</table:table><text:p/>')
    return _odf("".join(written), "text")


# --- Cells with typed marks -------------------------------------------------------------------


def typed(lines: tuple[str, ...], marks: str) -> list[str]:
    """Return the lines with the marks that a person types where the format knows no lists."""
    sign = _SIGNS.get(marks)
    return [f"{sign(at)}{line}" if sign else line for at, line in enumerate(lines, 1)]


def _field_rows(parts: list[Block], joint: str) -> list[list[str]]:
    """Return the whole document as rows of fields, with an empty row before each heading and table."""
    rows: list[list[str]] = []
    for part in parts:
        if isinstance(part, Heading):
            rows += [[], [part.text]] if rows else [[part.text]]
        elif isinstance(part, Listing):
            rows += [[text] for text in typed(part.items, part.marks)]
        else:
            cells = ([joint.join(typed(cell.lines, cell.marks)) if cell else "" for cell in row] for row in part.rows)
            rows += [[], list(part.head), *cells]
    return rows


def as_ods(parts: list[Block], style: Style) -> bytes:
    rows = "".join(
        _odf_row([f"<table:table-cell>{_odf_lines(tuple(text.splitlines()), '')}</table:table-cell>" for text in row])
        for row in (row or [""] for row in _field_rows(parts, "\n"))
    )
    return _odf(f'<table:table table:name="Ergebnisse">{rows}</table:table>', "spreadsheet")


def as_xlsx(parts: list[Block], style: Style) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for y, row in enumerate(_field_rows(parts, "\n"), 1):
        for x, text in enumerate(row, 1):
            if text:
                sheet.cell(y, x, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(parts: list[Block], style: Style) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(_field_rows(parts, "\n"))
    return out.getvalue().encode("utf-8-sig")


def as_text(parts: list[Block], style: Style) -> bytes:
    return "\n".join("\t".join(row) for row in _field_rows(parts, " ")).encode()


def as_html(parts: list[Block], style: Style) -> bytes:
    return html_source(parts, style).encode()


def as_markdown(parts: list[Block], style: Style) -> bytes:
    written = []
    for part in parts:
        if isinstance(part, Heading):
            written.append(f"{'#' * part.level} {part.text}")
        elif isinstance(part, Listing):
            written.append(
                "\n".join(
                    f"{at}. {text}" if part.marks == "numbers" else f"- {text}" for at, text in enumerate(part.items, 1)
                )
            )
        else:
            rows = [[("<br>".join(typed(cell.lines, cell.marks)) if cell else "") for cell in row] for row in part.rows]
            table = [list(part.head), ["---"] * len(part.head), *rows]
            written.append("\n".join(f"| {' | '.join(row)} |" for row in table))
    return ("\n\n".join(written) + "\n").encode()


FORMATS: dict[str, Callable[[list[Block], Style], bytes]] = {
    "docx": as_docx,
    "odt": as_odt,
    "xlsx": as_xlsx,
    "ods": as_ods,
    "csv": as_csv,
    "html": as_html,
    "md": as_markdown,
    "txt": as_text,
}
