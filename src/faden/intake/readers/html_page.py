"""From a page's tags and texts to blocks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Role, Row, Table, Text
from faden.intake.readers.limits import MOST_COLUMNS, check_cells, check_texts

MOST_NESTED = 20
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre section article aside header footer main nav center form "
    "fieldset legend address figure figcaption hr details summary option caption body tr td th".split()
)
_IGNORED = frozenset("script style template head title xml iframe object datalist".split())
_NOT_SHOWN = frozenset("noscript comment del".split())
_OF_TABLES = frozenset("table thead tbody tfoot tr td th col colgroup".split())
_HIDDEN = re.compile(r"display:none|visibility:hidden|mso-element:(?:foot|end)note-list|mso-element:comment-list")
_NEW_PAGE = re.compile(r"(?:page-)?break-before:(?:always|page)")
_NOTE_MARK = re.compile(r"mso-(?:footnote|endnote|comment)-id:|mso-list:ignore")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_CONTROLS = dict.fromkeys(set(range(32)) - set(map(ord, "\t\n\r\f")))
_SKIP = "skip"


@dataclass(slots=True)
class _Line:
    """A paragraph, heading (`level` from 0) or mark of a new page."""

    text: str
    listed: bool = False
    role: Role = "body"
    level: int = 0


@dataclass(slots=True)
class _Cell:
    span: int = 1
    down: int = 1
    flow: "list[_Line | _Table]" = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    above: "list[_Line | _Table]" = field(default_factory=list)
    """What stands in the table but in none of its cells: its caption."""
    cell: _Cell | None = None


class Page:
    """A target for lxml's HTML parser: is told tags and texts in order, returns the blocks when the page ends."""

    def __init__(self) -> None:
        self.flow: list[_Line | _Table] = []
        self.asides: list[_Line] = []
        self.tables: list[_Table] = []
        self.modes: list[str] = [""]
        """For each open element "", `_SKIP`, or the role that its text has."""
        self.parts: list[str] = []
        self.cells = 0
        self.texts = 0
        self.listed = False
        self.heading: int | None = None
        self.literal = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        style = attributes.get("style", "")
        if style:
            style = "".join(style[:2000].lower().split())
        mode = self.modes[-1]
        if mode != _SKIP:
            own = _mode(tag, attributes, style)
            mode = own if own == _SKIP else mode or own
        if mode != self.modes[-1]:
            self._end_line()
        self.modes.append(mode)
        if mode == _SKIP:
            # The mark that Word writes before each item of a list.
            self.listed = self.listed or "mso-list:ignore" in style
            return
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self._end_line()
            self.literal += tag == "pre"
        if not mode:
            self._shown(tag, attributes, style)

    def _shown(self, tag: str, attributes: Mapping[str, str], style: str) -> None:
        if _NEW_PAGE.search(style) and not self.tables:
            self._end_line()
            self.flow.append(_Line("", role="page"))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.heading = int(tag[1])
        elif tag == "p" and attributes.get("class", "").lower() == "msotitle":
            self.heading = 0
        elif tag in ("li", "p"):
            self.listed = tag == "li" or self.listed or "mso-list:l" in style
        elif tag == "table" and len(self.tables) < MOST_NESTED:
            self._end_line()
            table = _Table()
            self._here().append(table)
            self.tables.append(table)
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
            self.tables[-1].cell = None
        elif tag in ("td", "th") and self.tables:
            self._cell(attributes)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.cells += 1
        check_cells(self.cells)
        table = self.tables[-1]
        table.cell = _Cell(_number(attributes.get("colspan")), _number(attributes.get("rowspan")))
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(table.cell)

    def end(self, tag: str) -> None:
        mode = self.modes.pop()
        if mode == _SKIP:
            return
        if tag in _BLOCKS or mode != self.modes[-1] or tag == "table":
            self._end_line()
        if tag == "pre":
            self.literal = max(0, self.literal - 1)
        if mode:
            return
        if tag in ("li", "td", "th"):
            self.listed = False
        if tag in ("td", "th", "tr") and self.tables:
            self.tables[-1].cell = None
        elif tag == "table" and self.tables and self.modes.count("") >= len(self.tables):
            self.tables.pop()

    def data(self, text: str) -> None:
        if self.modes[-1] != _SKIP:
            text = text.translate(_CONTROLS)
            self.parts.append(text if self.literal else _WHITE.sub(" ", text))

    def comment(self, text: str) -> None:
        """Comments say nothing to readers."""

    def close(self) -> list[Block]:
        self._end_line()
        return list(_Blocks().all(self.flow, self.asides))

    def _here(self) -> "list[_Line | _Table]":
        """Return where the next paragraph goes."""
        if not self.tables:
            return self.flow
        table = self.tables[-1]
        return table.above if table.cell is None else table.cell.flow

    def _end_line(self) -> None:
        text = re.sub(r" ?\n ?", "\n", "".join(self.parts)).strip() if self.parts else ""
        self.parts.clear()
        mode = self.modes[-1]
        if not text:
            return
        self.texts += 1
        check_texts(self.texts)
        if mode:
            self.asides.append(_Line(text, role=mode))  # type: ignore[arg-type]
        elif self.heading is not None:
            self._here().append(_Line(text, role="heading", level=self.heading))
        else:
            self._here().append(_Line(text, listed=self.listed))
        self.listed = False
        self.heading = None


def _mode(tag: str, attributes: Mapping[str, str], style: str) -> str:
    """Return what becomes of the text inside an element: "" (shown), `_SKIP`, or the role of an aside."""
    name = attributes.get("class", "")
    if tag in _IGNORED or _NOTE_MARK.search(style) or name in ("sdfootnoteanc", "sdfootnotesym", "sdendnoteanc"):
        return _SKIP
    title = attributes.get("title", "")
    if tag == "div" and title in ("header", "footer"):
        return title
    if tag in _NOT_SHOWN or attributes.get("id", "").startswith(("sdfootnote", "sdendnote")):
        return "note"
    if tag not in _OF_TABLES - {"table"} and ("hidden" in attributes or _HIDDEN.search(style)):
        return "note"
    return ""


class _Blocks:
    """Turns flows into blocks, and counts them."""

    def __init__(self) -> None:
        self.lines = 0
        self.tables = 0
        self.cells = 0

    def all(self, flow: "list[_Line | _Table]", asides: list[_Line]) -> Iterator[Block]:
        yield from self._flow(flow)
        yield from self._flow(asides)

    def _flow(self, flow: "list[_Line | _Table] | list[_Line]") -> Iterator[Block]:
        for one in flow:
            if isinstance(one, _Table):
                yield from self._flow(one.above)
                yield from self._inside(one) if _is_layout(one) else self._table(one)
            elif one.role == "page":
                yield Text("", Place(), "page")
            else:
                self.lines += 1
                place = Place(lines=(self.lines, self.lines))
                yield Text(one.text, place, one.role, level=one.level, listed=one.listed)

    def _inside(self, table: _Table) -> Iterator[Block]:
        for row in table.rows:
            for cell in row:
                yield from self._flow(cell.flow)

    def _table(self, table: _Table) -> Iterator[Block]:
        self.tables += 1
        rows = []
        covered: dict[int, tuple[int, int]] = {}
        for at, row in enumerate(table.rows, 1):
            cells, covered = self._row(row, covered, at)
            self.cells += len(cells)
            check_cells(self.cells)
            rows.append(Row(tuple(cells)))
        if any(row.cells for row in rows):
            yield Table(tuple(row for row in rows if row.cells))

    def _row(
        self, row: list[_Cell], covered: dict[int, tuple[int, int]], at: int
    ) -> tuple[list[Cell], dict[int, tuple[int, int]]]:
        """Return the cells of a row, and which columns cells of it cover in the next: column → (rows left, span)."""
        cells: list[Cell] = []
        below = {column: (left - 1, span) for column, (left, span) in covered.items() if left > 1}
        column = 1

        def pass_covered() -> int:
            here = column
            while here in covered:
                span = covered[here][1]
                cells.append(Cell((), Place(table=self.tables, row=at, column=here), span=span, continues=True))
                here += span
            return here

        for one in row:
            column = pass_covered()
            paragraphs = tuple(_paragraphs(one.flow))
            if column <= MOST_COLUMNS:
                place = Place(table=self.tables, row=at, column=column)
                cells.append(Cell(paragraphs, place, span=one.span))
                if one.down > 1:
                    below[column] = (one.down - 1, one.span)
            elif paragraphs:
                check_cells(0, column)
            column += one.span
        column = pass_covered()
        return cells, below


def _paragraphs(flow: "list[_Line | _Table]") -> Iterator[Paragraph]:
    for one in flow:
        if isinstance(one, _Table):
            yield from _paragraphs(one.above)
            for row in one.rows:
                for cell in row:
                    yield from _paragraphs(cell.flow)
        elif one.text:
            yield Paragraph(one.text, listed=one.listed)


def _is_layout(table: _Table) -> bool:
    """Whether `table` only arranges tables: it holds some, and but one filled cell or no text of its own."""
    filled = [cell for row in table.rows for cell in row if cell.flow]
    if not any(isinstance(one, _Table) for cell in filled for one in cell.flow):
        return False
    return len(filled) == 1 or not any(isinstance(one, _Line) for cell in filled for one in cell.flow)


def _number(value: str | None) -> int:
    found = re.match(r"\s*(\d{1,9})", value or "1")
    return max(1, min(int(found[1]), 10_000)) if found else 1
