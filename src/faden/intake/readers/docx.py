"""Word documents (DOCX)."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx.opc.part import PartFactory
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Role, Row, Table, Text, Unreadable
from faden.intake.readers.limits import check_cells, check_texts
from faden.intake.readers.packed import BROKEN, check_marks, tree

_P, _TABLE, _ROW, _CELL, _TEXT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t"))
_BOX = qn("w:txbxContent")
_AROUND = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_SKIPPED = {
    *(qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr")),
    *(qn(f"w:{name}") for name in ("tcPr", "trPr", "tblPr", "tblGrid", "sectPr")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_SIGNS = {qn("w:tab"): " ", qn("w:noBreakHyphen"): "-", qn("w:br"): "\n", qn("w:cr"): "\n"}
_PAGE_BREAK = qn("w:lastRenderedPageBreak")
_VAL, _KIND = qn("w:val"), qn("w:type")
_STYLE = f"{qn('w:pPr')}/{qn('w:pStyle')}"
_NUMBERING = f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}"
_DELETED_ROW = f"{qn('w:trPr')}/{qn('w:del')}"
_BEFORE = f"{qn('w:trPr')}/{qn('w:gridBefore')}"
_SPAN, _MERGE = qn("w:gridSpan"), qn("w:vMerge")
_CELL_PROPERTIES = qn("w:tcPr")
# Documents with macros and templates hold the same text; macros are never run.
for _kind in (
    "ms-word.document.macroEnabled",
    "ms-word.template.macroEnabledTemplate",
    "openxmlformats-officedocument.wordprocessingml.template",
):
    PartFactory.part_type_for[f"application/vnd.{_kind}.main+xml"] = DocumentPart
_NOTES = ("footnotes", "endnotes", "comments")


def read(data: bytes) -> list[Block]:
    """Read paragraphs and tables in the order of the body, then headers, footers, notes and comments.

    Deleted text of tracked changes is left out, inserted text counts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            check_marks(container)
        return list(_Reader(Package.open(io.BytesIO(data)).main_document_part.document).blocks())
    except Unreadable:
        raise
    except Exception as error:  # python-docx and lxml raise whatever a broken part makes them stumble over
        raise Unreadable(BROKEN) from error


class _Reader:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.page = 1
        self.tables = 0
        self.cells = 0
        self.paragraphs = 0
        self.has_pages = document.element.body.find(f".//{qn('w:lastRenderedPageBreak')}") is not None
        self.listed_styles, self.headings = self._styles()

    def _styles(self) -> tuple[set[str], dict[str, int]]:
        """Return the styles of list items, and those of headings with their levels (0: a title)."""
        listed: set[str] = set()
        headings: dict[str, int] = {}
        try:
            styles = list(self.document.styles)
        except KeyError:  # a document without a styles part
            return listed, headings
        for style in styles:
            if style.type is None or style.type.name != "PARAGRAPH":
                continue
            name = (style.name or "").lower()
            properties = style.element.find(qn("w:pPr"))
            if name.startswith(("list bullet", "list number", "aufz")) or (
                properties is not None and properties.find(qn("w:numPr")) is not None and "head" not in name
            ):
                listed.add(style.style_id)
            if name.startswith(("heading", "title", "titel", "überschrift", "subtitle")):
                level = re.search(r"\d$", name)
                headings[style.style_id] = int(level[0]) if level else 0
        return listed, headings

    def blocks(self) -> Iterator[Block]:
        for section in self.document.sections:
            heads: list[tuple[Any, Role]] = [(section.header, "header"), (section.footer, "footer")]
            if section.different_first_page_header_footer:
                heads += [(section.first_page_header, "header"), (section.first_page_footer, "footer")]
            if self.document.settings.odd_and_even_pages_header_footer:
                heads += [(section.even_page_header, "header"), (section.even_page_footer, "footer")]
            for part, role in heads:
                if not part.is_linked_to_previous:
                    yield from self._texts(part._element, role)
        yield from self._body(self.document.element.body)
        for relation in self.document.part.rels.values():
            if not relation.is_external and relation.reltype.rsplit("/", 1)[-1] in _NOTES:
                yield from self._texts(tree(relation.target_part.blob), "note")

    def _texts(self, element: Any, role: Role) -> Iterator[Block]:
        for text, _ in self._paragraphs(element):
            yield Text(text, self._next(), role)

    def _body(self, body: Any) -> Iterator[Block]:
        for element in body:
            if element.tag == _P:
                yield from self._paragraph_blocks(element)
            elif element.tag == _TABLE:
                yield self._table(element)
            elif element.tag in _AROUND:
                yield from self._body(element)

    def _paragraph_blocks(self, element: Any) -> Iterator[Block]:
        before = self.page
        text, boxes = self._text(element)
        if self.page != before:
            yield Text("", self._place(), "page")
        style = self._style(element)
        if text and style in self.headings:
            yield Text(text, self._next(), "heading", level=self.headings[style])
        elif text:
            yield Text(text, self._next(), listed=self._is_listed(element))
        for box in boxes:
            yield from self._body(box)

    def _place(self, table: int | None = None, row: int | None = None, column: int | None = None) -> Place:
        return Place(page=self.page if self.has_pages else None, table=table, row=row, column=column)

    def _next(self) -> Place:
        """Return the place of the next paragraph outside tables; Word knows no lines, so these count."""
        self.paragraphs += 1
        check_texts(self.paragraphs)
        return Place(page=self.page if self.has_pages else None, lines=(self.paragraphs, self.paragraphs))

    def _style(self, element: Any) -> str:
        style = element.find(_STYLE)
        return "" if style is None else style.get(_VAL, "")

    def _table(self, element: Any) -> Table:
        self.tables += 1
        table = self.tables
        return Table(tuple(self._row(row, table, at) for at, row in enumerate(self._rows(element), 1)))

    def _rows(self, element: Any) -> Iterator[Any]:
        for child in element:
            if child.tag == _ROW:
                if child.find(_DELETED_ROW) is None:
                    yield child
            elif child.tag in _AROUND:
                yield from self._rows(child)

    def _cells(self, row: Any) -> Iterator[Any]:
        for child in row:
            if child.tag == _CELL:
                yield child
            elif child.tag in _AROUND:
                yield from self._cells(child)

    def _row(self, row: Any, table: int, number: int) -> Row:
        column = 1 + _number(row.find(_BEFORE))
        cells = []
        for cell in self._cells(row):
            self.cells += 1
            check_cells(self.cells)
            span, continues = 1, False
            properties = cell.find(_CELL_PROPERTIES)
            if properties is not None:
                span = max(1, min(_number(properties.find(_SPAN), 1), 500))
                merge = properties.find(_MERGE)
                continues = merge is not None and merge.get(_VAL, "continue") == "continue"
            # A table or a text box inside a cell is read as part of that cell.
            paragraphs = tuple(Paragraph(text, listed=self._is_listed(one)) for text, one in self._paragraphs(cell))
            cells.append(Cell(paragraphs, self._place(table, number, column), span=span, continues=continues))
            column += span
        return Row(tuple(cells))

    def _paragraphs(self, element: Any) -> Iterator[tuple[str, Any]]:
        """Yield every paragraph below `element` that holds text, those in tables and boxes too."""
        for child in element:
            if child.tag == _P:
                text, boxes = self._text(child)
                if text:
                    yield text, child
                for box in boxes:
                    yield from self._paragraphs(box)
            elif child.tag not in _SKIPPED:
                yield from self._paragraphs(child)

    def _is_listed(self, element: Any) -> bool:
        numbering = element.find(_NUMBERING)
        if numbering is not None:
            return _number(numbering) != 0
        return self._style(element) in self.listed_styles

    def _text(self, element: Any) -> tuple[str, list[Any]]:
        """Return the visible text of a paragraph and the text boxes in it; counts the page breaks that it passes."""
        found: list[str] = []
        boxes: list[Any] = []

        def walk(node: Any) -> None:
            for child in node:
                tag = child.tag
                if tag == _TEXT:
                    found.append(child.text or "")
                elif tag in _SIGNS:
                    found.append(_SIGNS[tag])
                    self.page += not self.has_pages and child.get(_KIND) == "page"
                elif tag == _PAGE_BREAK:
                    self.page += 1
                elif tag == _BOX:
                    boxes.append(child)
                elif tag not in _SKIPPED:
                    walk(child)

        walk(element)
        return "".join(found).strip(), boxes


def _number(element: Any, default: int = 0) -> int:
    if element is None:
        return default
    value = element.get(_VAL, "")
    return int(value) if value.lstrip("-").isdecimal() and len(value) < 12 else default
