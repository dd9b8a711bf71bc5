"""Word documents, written as a stream."""

import zipfile
from collections.abc import Iterable
from html import escape
from typing import IO

from faden.intake.readers.exported import HEADS
from faden.opendata.layout import Export

# In twentieths of a point; together the width of landscape A4 between its margins.
WIDTHS = (800, 1700, 900, 2050, 800, 2300, 1330, 2300, 1250, 2230)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/footer.xml" ContentType="{_WORD}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""
_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_R}/officeDocument" Target="word/document.xml"/>
<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"""
_DOCUMENT_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_R}/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="{_R}/footer" Target="footer.xml"/>
</Relationships>"""
_STYLES = f"""{_XML}<w:styles {_W}>
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="16"/><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Head"><w:name w:val="Tabellenkopf"/><w:basedOn w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Tag"><w:name w:val="Adresse"/><w:basedOn w:val="Normal"/><w:rPr><w:color w:val="595959"/><w:sz w:val="13"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="TagHead"><w:name w:val="Tabellenkopf Adresse"/><w:basedOn w:val="Tag"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Lines"><w:name w:val="Ergebnistabelle"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/><w:insideH w:val="single" w:sz="4" w:color="BFBFBF"/></w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
</w:styles>"""
_FOOTER = (
    f'{_XML}<w:ftr {_W}><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r>'
    "</w:fldSimple></w:p></w:ftr>"
)
_END = (
    "</w:tbl><w:p/><w:sectPr>"
    f'<w:footerReference xmlns:r="{_R}" w:type="default" r:id="r2"/>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="850" w:right="589" w:bottom="850" w:left="589" w:header="425" w:footer="425" w:gutter="0"/>'
    "</w:sectPr></w:body></w:document>"
)


def write(export: Export, out: IO[bytes]) -> None:
    """Write a title and one table whose head row comes again on every page."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", _TYPES)
        container.writestr("_rels/.rels", _RELATIONS)
        container.writestr("docProps/core.xml", _core(export))
        container.writestr("word/_rels/document.xml.rels", _DOCUMENT_RELATIONS)
        container.writestr("word/styles.xml", _STYLES)
        container.writestr("word/footer.xml", _FOOTER)
        with container.open("word/document.xml", "w", force_zip64=True) as document:
            document.write(_beginning(export.title).encode())
            document.write(_row(HEADS, styles=["TagHead", "Head"] * 5, head=True).encode())
            for line in export.lines():
                document.write(_row(line, styles=["Tag", ""] * 5).encode())
            document.write(_END.encode())


def _core(export: Export) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(export.title)}</dc:title><dc:creator>{escape(export.programme.name)}</dc:creator>"
        "<dc:language>de-DE</dc:language></cp:coreProperties>"
    )


def _beginning(title: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in WIDTHS)
    return (
        f"{_XML}<w:document {_W}><w:body>{_paragraph(title, 'Title')}"
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Lines"/><w:tblW w:w="{sum(WIDTHS)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1"/><w:tblCaption w:val="{escape(title)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(texts: Iterable[str], *, styles: list[str], head: bool = False) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(text, style)}</w:tc>'
        for text, width, style in zip(texts, WIDTHS, styles, strict=True)
    )
    repeated = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    return f"<w:tr>{repeated}{cells}</w:tr>"


def _paragraph(text: str, style: str) -> str:
    if not text:
        return "<w:p/>"
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
