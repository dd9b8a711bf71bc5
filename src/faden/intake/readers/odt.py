"""OpenDocument texts (ODT)."""

from collections.abc import Iterator
from typing import Any

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Role, Row, Table, Text
from faden.intake.readers.limits import check_cells, check_texts
from faden.intake.readers.odf_content import (
    HEADING,
    OFFICE,
    PAGE_BREAK,
    STYLE,
    TABLE,
    TABLE_TAG,
    TEXT,
    Grid,
    Inline,
    flow,
    inline,
    number,
    rows,
)

_TITLES = ("heading", "title", "titel", "überschrift", "subtitle", "untertitel")
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MARGINS: tuple[tuple[str, Role], ...] = (
    ("header", "header"),
    ("header-first", "header"),
    ("header-left", "header"),
    ("footer", "footer"),
    ("footer-first", "footer"),
    ("footer-left", "footer"),
)


def blocks(body: Any, roots: list[Any]) -> Iterator[Block]:
    """Yield headers and footers, then the texts and tables of `body`, then notes. `roots` hold the styles."""
    reader = _Reader(body, roots)
    for root in roots:
        for master in root.iterfind(f"{OFFICE}master-styles/{STYLE}master-page"):
            for name, role in _MARGINS:
                for margin in master.iterfind(STYLE + name):
                    yield from reader.paragraphs(margin, role)
    yield from reader.body(body)
    yield from reader.notes


class _Styles:
    """Which styles are headings, and which begin or end with a new page."""

    def __init__(self, roots: list[Any]) -> None:
        self.parents: dict[str, str] = {}
        self.breaks: dict[str, set[str]] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                name = style.get(f"{STYLE}name", "")
                self.parents.setdefault(name, style.get(f"{STYLE}parent-style-name", ""))
                for side in ("before", "after"):
                    if any(one.get(f"{_FO}break-{side}") == "page" for one in style):
                        self.breaks.setdefault(name, set()).add(side)

    def is_heading(self, name: str) -> bool:
        seen: set[str] = set()
        while name and name not in seen:
            if name.lower().startswith(_TITLES):
                return True
            seen.add(name)
            name = self.parents.get(name, "")
        return False


class _Reader:
    def __init__(self, body: Any, roots: list[Any]) -> None:
        self.styles = _Styles(roots)
        self.has_pages = next(body.iter(PAGE_BREAK), None) is not None
        self.page = 1
        self.lines = 0
        self.tables = 0
        self.cells = 0
        self.signs = 0
        self.notes: list[Block] = []

    def body(self, element: Any) -> Iterator[Block]:
        for child, listed in flow(element):
            if child.tag == PAGE_BREAK:
                yield self._new_page()
            elif child.tag == TABLE_TAG:
                yield from self._broken(child, "before")
                yield self._table(child)
                yield from self._broken(child, "after")
            else:
                yield from self._broken(child, "before")
                yield from self._paragraph(child, listed=listed)
                yield from self._broken(child, "after")

    def paragraphs(self, element: Any, role: Role) -> Iterator[Text]:
        """Yield every paragraph below `element`, those in tables and boxes too, as texts of that role."""
        for text, _ in self._all(element, None):
            yield Text(text, self._next(), role)

    def _new_page(self) -> Text:
        self.page += 1
        return Text("", self._place(), "page")

    def _broken(self, element: Any, side: str) -> Iterator[Text]:
        name = element.get(f"{TABLE if element.tag == TABLE_TAG else TEXT}style-name", "")
        if side in self.styles.breaks.get(name, ()) and (side == "after" or self.lines or self.tables):
            yield self._new_page()

    def _paragraph(self, element: Any, *, listed: bool) -> Iterator[Block]:
        found = inline(element)
        for _ in range(found.breaks):
            yield self._new_page()
        is_heading = element.tag == HEADING or self.styles.is_heading(element.get(f"{TEXT}style-name", ""))
        if found.text and is_heading:
            level = element.get(f"{TEXT}outline-level", "0")
            yield Text(found.text, self._next(), "heading", level=int(level) if level.isdecimal() else 0)
        elif found.text:
            yield Text(found.text, self._next(), listed=listed)
        self._take_notes(found, None)
        for box in found.boxes:
            yield from self.body(box)

    def _take_notes(self, found: Inline, place: Place | None) -> None:
        for note in found.notes:
            for text, _ in self._all(note, place):
                self.notes.append(Text(text, place or self._next(), "note"))

    def _place(self, table: int | None = None, row: int | None = None, column: int | None = None) -> Place:
        return Place(page=self.page if self.has_pages else None, table=table, row=row, column=column)

    def _next(self) -> Place:
        """Return the place of the next paragraph outside tables; there are no lines, so these count."""
        self.lines += 1
        check_texts(self.lines)
        return Place(page=self.page if self.has_pages else None, lines=(self.lines, self.lines))

    def _table(self, element: Any) -> Table:
        self.tables += 1
        table, grid, at, found = self.tables, Grid(), 0, []
        for row in rows(element):
            if row.tag == PAGE_BREAK:
                self.page += 1
                continue
            cells = grid.cells(row)
            times = number(row, "number-rows-repeated", 1)
            self.cells += len(cells) * times
            self.signs += sum(len(text) for cell in cells for text in cell.element.itertext()) * (times - 1)
            check_cells(self.cells)
            check_texts(self.lines, self.signs)
            for again in range(times if cells else 0):
                made = []
                for one in cells:
                    place = self._place(table, at + again + 1, one.column)
                    paragraphs = tuple(Paragraph(*part) for part in self._all(one.element, place))
                    made.append(Cell(paragraphs, place, span=one.span, continues=one.continues))
                found.append(Row(tuple(made)))
            at += times
        return Table(tuple(found))

    def _all(self, element: Any, place: Place | None) -> Iterator[tuple[str, bool]]:
        """Yield the text of every paragraph below `element`, nested tables and boxes included, and whether it is listed."""
        for child, listed in flow(element):
            if child.tag == PAGE_BREAK:
                self.page += 1
            elif child.tag == TABLE_TAG:
                for row in rows(child):
                    yield from self._all(row, place)
            else:
                found = inline(child)
                self.page += found.breaks
                if found.text:
                    yield found.text, listed
                self._take_notes(found, place)
                for box in found.boxes:
                    yield from self._all(box, place)
