"""Word documents (DOCX)."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Role, Row, Table, Text, Unreadable
from faden.intake.readers.packed import BROKEN

MOST_CELLS = 500_000
_SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    qn("w:delText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BREAKS = {qn("w:br"), qn("w:cr")}
_NOTES = ("footnotes", "endnotes", "comments")


def read(data: bytes) -> list[Block]:
    """Read paragraphs and tables in the order of the body, then headers, footers, notes and comments.

    Deleted text of tracked changes is left out, inserted text counts.
    """
    try:
        return list(_Reader(docx.Document(io.BytesIO(data))).blocks())
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

    def _styles(self) -> tuple[set[str], set[str]]:
        listed: set[str] = set()
        headings: set[str] = set()
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
                headings.add(style.style_id)
        return listed, headings

    def blocks(self) -> Iterator[Block]:
        for section in self.document.sections:
            for part, role in ((section.header, "header"), (section.footer, "footer")):
                if not part.is_linked_to_previous:
                    yield from self._margin(part._element, role)  # type: ignore[arg-type]
        yield from self._body(self.document.element.body)
        yield from self._notes()

    def _margin(self, element: Any, role: Role) -> Iterator[Block]:
        for paragraph in element.iter(qn("w:p")):
            text = self._text(paragraph).strip()
            if text:
                yield Text(text, self._next(), role)

    def _notes(self) -> Iterator[Block]:
        for relation in self.document.part.rels.values():
            if relation.is_external or relation.reltype.rsplit("/", 1)[-1] not in _NOTES:
                continue
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            for paragraph in root.iter(qn("w:p")):
                text = self._text(paragraph).strip()
                if text:
                    yield Text(text, self._next(), "note")

    def _body(self, body: Any) -> Iterator[Block]:
        for element in body:
            if element.tag == qn("w:p"):
                yield from self._paragraph_blocks(element)
            elif element.tag == qn("w:tbl"):
                yield self._table(element)
            elif element.tag == qn("w:sdt"):
                content = element.find(qn("w:sdtContent"))
                if content is not None:
                    yield from self._body(content)
            elif element.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
                yield from self._body(element)

    def _paragraph_blocks(self, element: Any) -> Iterator[Block]:
        before = self.page
        text = self._text(element, outside_boxes=True).strip()
        if self.page != before:
            yield Text("", self._place(), "page")
        if text:
            yield Text(text, self._next(), "heading" if self._style(element) in self.headings else "body")
        for box in element.iter(qn("w:txbxContent")):
            if not any(ancestor.tag in _SKIPPED for ancestor in box.iterancestors()):
                yield from self._body(box)

    def _place(self, table: int | None = None, row: int | None = None, column: int | None = None) -> Place:
        return Place(page=self.page if self.has_pages else None, table=table, row=row, column=column)

    def _next(self) -> Place:
        """Return the place of the next paragraph outside tables; Word knows no lines, so these count."""
        self.paragraphs += 1
        return Place(page=self.page if self.has_pages else None, lines=(self.paragraphs, self.paragraphs))

    def _style(self, element: Any) -> str:
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return "" if style is None else style.get(qn("w:val"), "")

    def _table(self, element: Any) -> Table:
        self.tables += 1
        rows = []
        for at, row in enumerate(self._rows(element), 1):
            rows.append(self._row(row, self.tables, at))
        return Table(tuple(rows))

    def _rows(self, element: Any) -> Iterator[Any]:
        for child in element:
            if child.tag == qn("w:tr"):
                if child.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                    yield child
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
                yield from self._rows(child)

    def _cells(self, row: Any) -> Iterator[Any]:
        for child in row:
            if child.tag == qn("w:tc"):
                yield child
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
                yield from self._cells(child)

    def _row(self, row: Any, table: int, number: int) -> Row:
        before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        column = 1 + _number(before)
        cells = []
        for cell in self._cells(row):
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise Unreadable("Die Tabelle ist zu groß. Bitte teilen Sie das Dokument auf.")
            span = max(1, min(_number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1), 500))
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            continues = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            paragraphs = tuple(self._cell_paragraphs(cell))
            cells.append(
                Cell(paragraphs, self._place(table=table, row=number, column=column), span=span, continues=continues)
            )
            column += span
        return Row(tuple(cells))

    def _cell_paragraphs(self, cell: Any) -> Iterator[Paragraph]:
        # A table or a text box inside a cell is read as part of that cell.
        for element in cell.iter(qn("w:p")):
            if any(ancestor.tag in _SKIPPED for ancestor in element.iterancestors()):
                continue
            text = self._text(element, outside_boxes=True).strip()
            if text:
                yield Paragraph(text, listed=self._is_listed(element))

    def _is_listed(self, element: Any) -> bool:
        numbering = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if numbering is not None:
            return _number(numbering) != 0
        return self._style(element) in self.listed_styles

    def _text(self, element: Any, *, outside_boxes: bool = False) -> str:
        """Return the visible text below `element`; counts the page breaks that it passes."""
        found: list[str] = []

        def walk(node: Any) -> None:
            for child in node:
                tag = child.tag
                if tag in _SKIPPED or not isinstance(tag, str):
                    continue
                if tag == qn("w:t"):
                    found.append(child.text or "")
                elif tag == qn("w:tab"):
                    found.append(" ")
                elif tag in _BREAKS:
                    if child.get(qn("w:type")) == "page":
                        self.page += not self.has_pages
                    found.append("\n")
                elif tag == qn("w:lastRenderedPageBreak"):
                    self.page += 1
                elif tag == qn("w:noBreakHyphen"):
                    found.append("-")
                elif tag == qn("w:txbxContent"):
                    if not outside_boxes:
                        walk(child)
                elif tag != qn("w:pPr"):
                    walk(child)

        walk(element)
        return "".join(found)


def _number(element: Any, default: int = 0) -> int:
    if element is None:
        return default
    value = element.get(qn("w:val"), "")
    return int(value) if value.lstrip("-").isdigit() else default
