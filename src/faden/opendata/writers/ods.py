"""OpenDocument spreadsheets, written as a stream."""

import zipfile
from collections.abc import Iterable
from html import escape
from typing import IO

from faden.intake.readers.exported import HEADS
from faden.opendata.layout import Export

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
WIDTHS = (1.8, 5, 2.2, 7, 1.8, 8.5, 4.2, 8.5, 4.2, 8.5)
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "config": "config",
    }.items()
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = f"""{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_STYLES = f"""{_XML}<office:document-styles {_NAMES} office:version="1.3">
<office:styles><style:default-style style:family="table-cell"><style:text-properties fo:language="de" fo:country="DE"/></style:default-style></office:styles>
<office:automatic-styles><style:page-layout style:name="landscape"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="landscape"/></office:master-styles>
</office:document-styles>
"""
_SETTINGS = f"""{_XML}<office:document-settings {_NAMES} office:version="1.3"><office:settings>
<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>
<config:config-item-map-named config:name="Tables"><config:config-item-map-entry config:name="{{name}}">
<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>
<config:config-item config:name="VerticalSplitPosition" config:type="int">2</config:config-item>
<config:config-item config:name="PositionBottom" config:type="int">2</config:config-item>
</config:config-item-map-entry></config:config-item-map-named>
</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>
</office:settings></office:document-settings>
"""


def write(export: Export, out: IO[bytes]) -> None:
    """Write one sheet: title, heads that stay in sight and come again on paper, and lines of text cells."""
    name = escape(export.programme.name)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        # Programs tell the format by this part: the first, and not compressed.
        container.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        container.writestr("META-INF/manifest.xml", _MANIFEST)
        container.writestr("styles.xml", _STYLES)
        container.writestr("settings.xml", _SETTINGS.format(name=name))
        container.writestr(
            "meta.xml",
            f'{_XML}<office:document-meta {_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">'
            f"<office:meta><dc:title>{escape(export.title)}</dc:title><dc:language>de-DE</dc:language></office:meta>"
            "</office:document-meta>",
        )
        with container.open("content.xml", "w", force_zip64=True) as content:
            content.write(_beginning(name).encode())
            content.write(_row([export.title], "title").encode())
            content.write(f"<table:table-header-rows>{_row(HEADS, 'head')}</table:table-header-rows>".encode())
            for line in export.lines():
                content.write(_row(line, "text").encode())
            content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def _beginning(name: str) -> str:
    columns = "".join(
        f'<style:style style:name="c{at}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width}cm"/></style:style>'
        for at, width in enumerate(WIDTHS)
    )
    cells = "".join(
        f'<style:style style:name="{style}" style:family="table-cell"><style:table-cell-properties '
        f'fo:wrap-option="{wrap}" style:vertical-align="top"/><style:text-properties fo:font-weight="{weight}"/></style:style>'
        for style, wrap, weight in (
            ("title", "no-wrap", "bold"),
            ("head", "wrap", "bold"),
            ("text", "wrap", "normal"),
        )
    )
    grid = "".join(f'<table:table-column table:style-name="c{at}"/>' for at in range(len(WIDTHS)))
    return (
        f'{_XML}<office:document-content {_NAMES} office:version="1.3"><office:automatic-styles>{columns}{cells}'
        '<style:style style:name="row" style:family="table-row"><style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
        '<style:style style:name="sheet" style:family="table" style:master-page-name="Default"><style:table-properties/></style:style>'
        f'</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="{name}" '
        f'table:style-name="sheet">{grid}'
    )


def _row(texts: Iterable[str], style: str) -> str:
    cells = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
        if text
        else "<table:table-cell/>"
        for text in texts
    )
    return f'<table:table-row table:style-name="row">{cells}</table:table-row>'
