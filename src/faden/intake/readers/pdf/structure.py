"""Tagged PDF: the document's own tree of paragraphs, lists and tables."""

import ctypes
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from faden.intake import seams
from faden.intake.readers.blocks import Block, Place, Role, Table, Text, Unreadable
from faden.intake.readers.pdf import margins
from faden.intake.readers.pdf.layout import Line, Sheet, Word, streamed
from faden.intake.readers.pdf.library import pdfium
from faden.intake.readers.pdf.passages import Field, Passage, Widths, share_habits, table
from faden.kernel.messages import sentence

MOST_ELEMENTS = 1_000_000
DEEPEST = 60
_BLOCKS = frozenset(
    "Document Part Sect Div Art Aside BlockQuote TOC TOCI P H Title FENote Note Caption L LI LBody Table THead TBody "
    "TFoot TR TH TD Figure Index Form".split()
)
_ROWS = frozenset({"THead", "TBody", "TFoot"})


@dataclass(slots=True)
class Node:
    """An element of the tree. `kids` by their position: elements, or words with the page they stand on."""

    kind: str
    rows: int = 1
    columns: int = 1
    kids: dict[int, "Node | list[tuple[int, Word]]"] = field(default_factory=dict)

    @property
    def level(self) -> int | None:
        """The level of a heading, 0 where it has none; None for what is no heading."""
        if self.kind in ("H", "Title"):
            return 0
        return int(self.kind[1:]) if self.kind[:1] == "H" and self.kind[1:].isdigit() else None

    @property
    def is_block(self) -> bool:
        return self.kind in _BLOCKS or self.level is not None or any(kid.is_block for kid in self.elements)

    @property
    def elements(self) -> list["Node"]:
        return [kid for _, kid in sorted(self.kids.items()) if isinstance(kid, Node)]

    def words(self) -> Iterator[tuple[int, Word]]:
        for _, kid in sorted(self.kids.items()):
            if isinstance(kid, Node):
                yield from kid.words()
            else:
                yield from kid

    def take_after(self, page: int) -> list[tuple[int, Word]]:
        """Remove the words on later pages than `page`, and return them."""
        taken: list[tuple[int, Word]] = []
        for at, kid in sorted(self.kids.items()):
            if isinstance(kid, Node):
                taken += kid.take_after(page)
            else:
                taken += [one for one in kid if one[0] > page]
                self.kids[at] = [one for one in kid if one[0] <= page]
        return taken


class Tree:
    """The structure of a document, put together page by page.

    PDFium gives of each page the elements that have something on it, at the positions they have in the whole.
    """

    def __init__(self) -> None:
        self.root = Node("Document")
        self.elements = 0

    def add(self, page: Any, sheet: Sheet) -> None:
        """Take over the elements of `page`; the words they claim leave nothing for others."""
        tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
        if not tree:
            return
        marked: dict[int, list[tuple[int, Word]]] = {}
        for word in sheet.words:
            if word.mark >= 0:
                marked.setdefault(word.mark, []).append((sheet.number, word))
        try:
            for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)
                if element:
                    self._element(element, self.root, index, marked, 0)
        finally:
            pdfium.FPDF_StructTree_Close(tree)

    def _element(
        self, element: Any, parent: Node, at: int, marked: dict[int, list[tuple[int, Word]]], deep: int
    ) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS or deep > DEEPEST:
            raise Unreadable(
                sentence("Dieses PDF ist zu verschachtelt. Bitte laden Sie das Original aus Word oder Excel hoch.")
            )
        node = parent.kids.get(at)
        if not isinstance(node, Node):
            node = Node(_kind(element), *_spans(element))
            parent.kids[at] = node
        for index in range(max(pdfium.FPDF_StructElement_CountChildren(element), 0)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                self._element(child, node, index, marked, deep + 1)
                continue
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if mark >= 0 and mark in marked:
                node.kids[index] = marked.pop(mark)
            elif mark < 0 and node.kind == "TR":
                # An empty cell stands on no page, but keeps its place.
                node.kids.setdefault(index, Node("TD"))

    def set_repeats_apart(self) -> list[tuple[int, Word]]:
        """Take repeated heads out of the cells, whose words come again on each page, and return them."""
        apart: list[tuple[int, Word]] = []

        def visit(node: Node) -> None:
            if node.kind in ("TH", "TD"):
                pages: dict[int, list[str]] = {}
                for page, word in node.words():
                    pages.setdefault(page, []).append(word.text)
                if len(pages) > 1 and len(set(map(tuple, pages.values()))) == 1:
                    apart.extend(node.take_after(min(pages)))
                return
            for kid in node.elements:
                visit(kid)

        visit(self.root)
        return apart

    def is_useful(self, sheets: Sequence[Sheet]) -> bool:
        """Whether the tree holds nearly all text, and a table where one is drawn."""
        claimed = {id(word) for _, word in self.root.words()}
        body = [word for sheet in sheets for word in margins.body(sheet)]
        if not claimed or sum(id(word) in claimed for word in body) < 0.8 * len(body):
            return False
        tables = [_fields(node) for node in _tables(self.root)]
        if any(_is_mixed(cell) for cells in tables for cell in cells):
            return False
        return bool(tables) or not any(len(sheet.across) > 3 and len(sheet.down) > 2 for sheet in sheets)


def _kind(element: Any) -> str:
    length = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_StructElement_GetType(element, buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _spans(element: Any) -> tuple[int, int]:
    found = {b"RowSpan": 1, b"ColSpan": 1}
    number = ctypes.c_float()
    for index in range(max(pdfium.FPDF_StructElement_GetAttributeCount(element), 0)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, index)
        for name in found:
            value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, name) if attributes else None
            if value and pdfium.FPDF_StructElement_Attr_GetNumberValue(value, number):
                found[name] = min(max(int(number.value), 1), 500)
    return found[b"RowSpan"], found[b"ColSpan"]


def _tables(node: Node) -> Iterator[Node]:
    if node.kind == "Table":
        yield node
    else:
        for kid in node.elements:
            yield from _tables(kid)


@dataclass(slots=True)
class _Part:
    """A paragraph, or a table where `node` is one."""

    words: list[tuple[int, Word]]
    level: int | None = None
    listed: bool = False
    node: Node | None = None


def _parts(node: Node, *, listed: bool = False) -> Iterator[_Part]:
    """Yield the paragraphs and tables below `node`; inline elements run on in one paragraph."""
    run = _Part([], node.level, listed)
    for _, kid in sorted(node.kids.items()):
        if isinstance(kid, list):
            run.words += kid
        elif not kid.is_block or (kid.kind == "LBody" and not any(one.is_block for one in kid.elements)):
            run.words += kid.words()
        else:
            if run.words and not (kid.kind in ("LBody", "P") and node.kind in ("LI", "LBody")):
                yield run
                run = _Part([], node.level)
            if kid.kind == "Table":
                yield _Part([], node=kid)
                continue
            for part in _parts(kid, listed=kid.kind == "LI" or (kid.kind in ("LBody", "P") and run.listed)):
                if run.words and part.node is None:
                    part.words, part.listed = run.words + part.words, part.listed or run.listed
                elif run.words:
                    yield run
                run = _Part([], node.level)
                yield part
    if run.words:
        yield run


def blocks(tree: Tree, sheets: Sequence[Sheet]) -> list[Block]:
    """Return the document in the order of its tree, then what stands outside it."""
    pages = {sheet.number: sheet for sheet in sheets}
    found: list[Block] = []
    heads = tree.set_repeats_apart()
    parts = [(part, [] if part.node is None else _fields(part.node)) for part in _parts(tree.root)]
    widths = {id(part): Widths(fields) for part, fields in parts if part.node}
    share_habits(widths.values())
    for part, fields in parts:
        if part.node is None:
            found.append(_text(part, pages))
        else:
            tables = sum(isinstance(one, Table) for one in found)
            found.append(table(fields, tables + 1, pages, widths[id(part)]))
    claimed = {id(word) for _, word in tree.root.words()} | {id(word) for _, word in heads}
    found += [
        Text(line.text, Place(page=line.page, box=margins.box(pages[line.page], [line])), "header")
        for line in streamed(heads)
    ]
    for sheet in sheets:
        found += _outside(sheet, claimed)
    return found


def _outside(sheet: Sheet, claimed: Container[int]) -> Iterator[Text]:
    """Yield what the tree leaves out: above and below all that it holds are running lines and repeated heads."""
    inside = [word for word in sheet.words if id(word) in claimed]
    top = min((word.top for word in inside), default=sheet.height)
    bottom = max((word.bottom for word in inside), default=0.0)
    rest = [word for word in sheet.words if id(word) not in claimed]
    above = [word for word in rest if word.middle[1] < top]
    below = [word for word in rest if word.middle[1] > bottom and word.middle[1] >= top]
    parts: tuple[tuple[Role, list[Word]], ...] = (("header", above), ("footer", below))
    for role, words in parts:
        for text in margins.texts(sheet, words):
            yield replace(text, role=role)
    outer = {id(word) for word in above + below}
    yield from margins.texts(sheet, [word for word in rest if id(word) not in outer])


def _text(part: _Part, pages: Mapping[int, Sheet]) -> Text:
    lines = streamed(part.words)
    text = ""
    for line in lines:
        text = seams.sew(text, line.text)[0] if text else line.text
    page = lines[0].page
    role: Role = "body" if part.level is None else "heading"
    place = Place(page=page, box=margins.box(pages[page], [line for line in lines if line.page == page]))
    return Text(text, place, role, part.level or 0, part.listed)


def _is_mixed(cell: Field) -> bool:
    """Whether the paragraphs of a cell stand side by side: LibreOffice makes one list of those in neighbouring cells."""
    sides: dict[int, tuple[float, float]] = {}
    for line in cell.lines:
        left, right = sides.get(line.page, (line.left, line.right))
        if line.left > right + line.size or line.right < left - line.size:
            return True
        sides[line.page] = min(left, line.left), max(right, line.right)
    return False


def _table_rows(node: Node) -> Iterator[Node]:
    for kid in node.elements:
        if kid.kind == "TR":
            yield kid
        elif kid.kind in _ROWS or kid.elements:
            yield from _table_rows(kid)


def _fields(node: Node) -> list[Field]:
    """Put the cells on the grid: a cell stands in the first column that no cell above or before it reaches into."""
    rows = [[_field(at, cell) for cell in element.elements] for at, element in enumerate(_table_rows(node))]
    starts = _starts(rows)
    taken: set[tuple[int, int]] = set()
    for row in rows:
        column = 0
        for one in row:
            while (one.row, column) in taken:
                column += 1
            if one.lines and len(row) < len(starts):
                # Chromium leaves out empty cells: where the text stands tells how many.
                left = min(line.left for line in one.lines)
                column = max(column, sum(start <= left + 1 for start in starts) - 1)
                while (one.row, column) in taken:
                    column += 1
            one.column = column
            taken.update((one.row + down, column + right) for down in range(one.rows) for right in range(one.columns))
            column += one.columns
    found = [one for row in rows for one in row]
    sort_out(found)
    return found


def sort_out(fields: Sequence[Field]) -> None:
    """Put each line of a mixed cell into the cell of its row below whose column's beginning it stands."""
    lefts: dict[int, float] = {}
    mixed = [one for one in fields if _is_mixed(one)]
    for one in fields:
        if one.lines and one not in mixed:
            lefts[one.column] = min(lefts.get(one.column, 1e9), *(line.left for line in one.lines))
    for one in mixed:
        homes = {cell.column: cell for cell in fields if cell.row == one.row and cell.column in lefts}
        passages, one.passages = one.passages, []
        for passage in passages:
            for column, lines in groupby(passage.lines, lambda line: _column(line, lefts)):
                homes.get(column, one).passages.append(Passage(list(lines), passage.listed))
        for cell in (one, *homes.values()):
            cell.passages.sort(key=lambda passage: (passage.lines[0].page, passage.lines[0].base))


def _column(line: Line, lefts: Mapping[int, float]) -> int:
    return max((column for column, left in lefts.items() if left <= line.left + 1), default=-1)


def _field(row: int, cell: Node) -> Field:
    passages = [Passage(streamed(part.words), part.listed) for part in _cell_parts(cell) if part.words]
    return Field(row, 0, cell.rows, cell.columns, passages)


def _starts(rows: Sequence[Sequence[Field]]) -> list[float]:
    """Return where the text of each column begins, learned from the rows with the most cells."""
    most = max((len(row) for row in rows), default=0)
    full = [row for row in rows if len(row) == most and all(one.columns == 1 for one in row)]
    lefts = [[line.left for row in full for line in row[column].lines] for column in range(most)]
    return [min(column) for column in lefts] if full and all(lefts) else []


def _cell_parts(cell: Node) -> Iterator[_Part]:
    """Yield the paragraphs of a cell; a table inside it is read as part of it."""
    for part in _parts(cell):
        if part.node is None:
            yield part
        else:
            for row in _table_rows(part.node):
                for inner in row.elements:
                    yield from _cell_parts(inner)
