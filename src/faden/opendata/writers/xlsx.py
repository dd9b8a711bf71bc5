"""Excel workbooks, written as a stream.

Not by openpyxl: rows need a height here, which LibreOffice does not work out for wrapped texts, and openpyxl keeps
every row that has one in memory.
"""

import re
import zipfile
from collections.abc import Sequence
from html import escape
from typing import IO

from faden.intake.readers.exported import HEADS
from faden.opendata.layout import Export

# A width of Excel is about one digit.
WIDTHS = (9, 26, 11, 36, 9, 44, 21, 44, 20, 44)
# Heights in points; Excel allows no more.
LINE, HIGHEST = 15, 409
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""
_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_R}/officeDocument" Target="xl/workbook.xml"/>
<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"""
_BOOK_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="{_R}/styles" Target="styles.xml"/>
</Relationships>"""
# Whatever a text looks like, it is no formula, now (a text cell) and after somebody edits it (the prefix).
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Standard" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""
_TEXT, _HEAD, _TITLE = 0, 1, 2
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_CODE_OF_A_SIGN = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_COLUMNS = "ABCDEFGHIJ"


def write(export: Export, out: IO[bytes]) -> None:
    """Write one sheet: title, heads that stay in sight, and lines of which every cell is text."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", _TYPES)
        container.writestr("_rels/.rels", _RELATIONS)
        container.writestr("docProps/core.xml", _core(export))
        container.writestr("xl/workbook.xml", _book(export.programme.name))
        container.writestr("xl/_rels/workbook.xml.rels", _BOOK_RELATIONS)
        container.writestr("xl/styles.xml", _STYLES)
        with container.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_beginning().encode())
            sheet.write(_row(1, [export.title], _TITLE).encode())
            sheet.write(_row(2, HEADS, _HEAD).encode())
            last = 2
            for last, line in enumerate(export.lines(), 3):
                sheet.write(_row(last, line, _TEXT).encode())
            sheet.write(_end(last).encode())


def _core(export: Export) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(export.title)}</dc:title><dc:creator>{escape(export.programme.name)}</dc:creator>"
        "<dc:language>de-DE</dc:language></cp:coreProperties>"
    )


def _book(name: str) -> str:
    sheet = _NO_SHEET_NAME.sub(" ", name).strip("' ")[:31].strip("' ") or "Ergebnisse"
    quoted = sheet.replace("'", "''")
    return (
        f'{_XML}<workbook xmlns="{_MAIN}"><sheets><sheet xmlns:r="{_R}" name="{escape(sheet)}" sheetId="1" r:id="r1"/></sheets>'
        f"""<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">{escape(f"'{quoted}'!$2:$2")}</definedName>"""
        "</definedNames></workbook>"
    )


def _beginning() -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(WIDTHS, 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _end(last: int) -> str:
    return f'</sheetData><autoFilter ref="A2:J{last}"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'


def _row(at: int, texts: Sequence[str], style: int) -> str:
    cells = "".join(
        f'<c r="{column}{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(_CODE_OF_A_SIGN.sub('_x005F_', text))}</t></is></c>"
        for column, text in zip(_COLUMNS, texts, strict=False)
        if text
    )
    wrapped = 1 if style == _TITLE else max(map(_lines, texts, WIDTHS))
    return f'<row r="{at}" ht="{min(LINE * wrapped, HIGHEST)}">{cells}</row>'


def _lines(text: str, width: int) -> int:
    """Return about how many lines `text` takes; words that wrap leave a tenth of a line empty."""
    return 1 + int(len(text) / (0.9 * width))
