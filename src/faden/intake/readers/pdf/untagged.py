"""PDF without tags: tables from rules and white space, page by page, and the texts around them."""

from collections.abc import Sequence
from itertools import pairwise

from faden.intake.readers.blocks import Block, Place, Text
from faden.intake.readers.pdf import columns, margins
from faden.intake.readers.pdf.bands import bands
from faden.intake.readers.pdf.columns import Columns
from faden.intake.readers.pdf.grid import extended, fields, grids
from faden.intake.readers.pdf.layout import Sheet, Word, lines
from faden.intake.readers.pdf.passages import Field, Widths, part_outdented, pitch, share_habits, table

Found = tuple[list[tuple[float, list[Field], tuple[int, ...]]], list[Word]]
"""Tables (upper edge, cells, where their columns end), and the words outside them."""


def blocks(sheets: Sequence[Sheet], heads: Columns | None) -> list[Block]:
    """Return each page's texts and tables from top to bottom, after an empty text of role "page"."""
    reader = _Reader(sheets, heads)
    return [block for sheet in sheets for block in reader.page(sheet)]


class _Reader:
    def __init__(self, sheets: Sequence[Sheet], heads: Columns | None) -> None:
        self.heads = heads
        self.sheets = {sheet.number: sheet for sheet in sheets}
        self.style = margins.style(sheets)
        self.running = margins.running(sheets, heads)
        self.spacing = _spacing(sheets)
        self.starts: list[float] = []
        self.keys: set[tuple[int, ...]] = set()
        self.found = {sheet.number: self._page_tables(sheet) for sheet in sheets}
        self.widths = self._widths()
        self._sew_pages(sheets)
        self.head_rows = [_row(cells, 0) for tables, _ in self.found.values() for _, cells, _ in tables[:1]][:1]
        self.tables = 0

    def page(self, sheet: Sheet) -> list[Block]:
        """Return the blocks of one page in the order of their upper edges."""
        tables, rest = self.found[sheet.number]
        parts: list[tuple[float, Block]] = []
        for top, cells, key in tables:
            for at, part in enumerate(parts_at_heads(cells, self.head_rows)):
                self.tables += 1
                parts.append((top + at * 1e-6, table(part, self.tables, self.sheets, self.widths[key])))
        edges = sorted(top for top, _, _ in tables)
        above: dict[int, list[Word]] = {}
        for word in rest:
            above.setdefault(sum(word.middle[1] > edge for edge in edges), []).append(word)
        for at, words in above.items():
            top = edges[at - 1] + 0.001 if at else -1.0
            parts += [(top, text) for text in margins.texts(sheet, words, style=self.style, running=self.running)]
        parts.sort(key=lambda part: part[0])
        return [Text("", Place(page=sheet.number), role="page"), *(block for _, block in parts)]

    def _page_tables(self, sheet: Sheet) -> Found:
        """Return the tables of a page and the words outside them, read band by band."""
        parts = [self._tables(band) for band in bands(sheet, self.heads)]
        return [one for tables, _ in parts for one in tables], [word for _, rest in parts for word in rest]

    def _tables(self, sheet: Sheet) -> Found:
        """Return the tables of a page or band and the words outside them."""
        found = []
        rest = sheet.words
        margin = margins.running_words(sheet, self.running, self.heads)
        for drawn in grids(sheet):
            grid = extended(drawn, [word for word in rest if id(word) not in margin], self.spacing)
            inside = [word for word in rest if grid.holds(word)]
            cells = fields(grid, inside, sheet, self.spacing) if inside else []
            if _is_table(cells) or (cells and _key(cells) in self.keys):
                self.keys.add(_key(cells))
                found.append((grid.top, cells, _key(cells)))
                taken = {id(word) for word in inside}
                rest = [word for word in rest if id(word) not in taken]
        body = [word for word in rest if id(word) not in margin]
        open_table = columns.complete(sheet, body, self.spacing, [] if found else self.starts, self.heads)
        if open_table is not None:
            grid, self.starts = open_table
            inside = [word for word in body if grid.holds(word)]
            cells = fields(grid, inside, sheet, self.spacing)
            for one in cells:
                one.right = None
            found.append((grid.top, cells, _key(cells)))
            taken = {id(word) for word in inside}
            rest = [word for word in rest if id(word) not in taken]
        return found, rest

    def _widths(self) -> dict[tuple[int, ...], Widths]:
        """Learn the widths of columns from all tables with the same columns."""
        same: dict[tuple[int, ...], list[Field]] = {}
        for tables, _ in self.found.values():
            for _, cells, key in tables:
                same.setdefault(key, []).extend(cells)
        for cells in same.values():
            part_outdented(cells)
        found = {key: Widths(cells) for key, cells in same.items()}
        share_habits(found.values())
        return found

    def _sew_pages(self, sheets: Sequence[Sheet]) -> None:
        """Bring what a page cut off a line's text back to it, where the layout shows that the text goes on."""
        for upper, lower in pairwise(self.found[sheet.number][0] for sheet in sheets):
            if not upper or not lower:
                continue
            _, above, key = max(upper, key=lambda one: one[0])
            _, below, other = min(lower, key=lambda one: one[0])
            if key == other:
                sew_rows(above, below, self.widths[key])


def sew_rows(above: Sequence[Field], below: Sequence[Field], widths: Widths) -> None:
    """Move the beginnings of the first row `below` to the ends of the last row `above` where lines go on there."""
    height = max(one.row + one.rows for one in above)
    first = 1 if _row(below, 0) == _row(above, 0) else 0
    ends = {one.column: one for one in above if one.row + one.rows == height and one.passages}
    for one in below:
        before = ends.get(one.column)
        if one.row != first or not one.passages or before is None or before.columns != one.columns:
            continue
        passage = before.passages[-1]
        if widths.goes_on(passage.lines[-1], one.passages[0].lines[0], one.column + one.columns):
            rest = one.passages[0]
            taken = widths.first_text(rest.lines, one.column + one.columns)
            passage.lines += taken
            rest.lines = rest.lines[len(taken) :]
            if not rest.lines:
                one.passages.pop(0)


def parts_at_heads(cells: Sequence[Field], heads: Sequence[object]) -> list[list[Field]]:
    """Part a table without a head of its own where one of `heads` is repeated in it."""
    if _row(cells, 0) in heads:
        return [list(cells)]
    starts = [row for row in sorted({one.row for one in cells}) if row and _row(cells, row) in heads][:1]
    parts = [[one for one in cells if one.row < row] for row in starts]
    last = starts[-1] if starts else 0
    rest = [one for one in cells if one.row >= last]
    for one in rest:
        one.row -= last
    return [*parts, rest]


def _row(cells: Sequence[Field], row: int) -> list[tuple[int, list[str]]]:
    return [(one.column, [line.text for line in one.lines]) for one in cells if one.row == row]


def _key(cells: Sequence[Field]) -> tuple[int, ...]:
    """Return where the columns of a table end, in steps of some points."""
    ends: dict[int, float] = {}
    for one in cells:
        if one.right is not None:
            ends[one.column + one.columns] = max(ends.get(one.column + one.columns, 0.0), one.right)
    return tuple(round(ends[end] / 4) for end in sorted(ends))


def _is_table(cells: Sequence[Field]) -> bool:
    """Whether text stands in several columns, and not mostly across them all."""
    filled = [one for one in cells if one.passages]
    breadth = max((one.column + one.columns for one in cells), default=0)
    if len({one.column for one in filled}) < 2:
        return False
    size = {
        wide: sum(len(line.text) for one in filled for line in one.lines if (one.columns > 0.6 * breadth) == wide)
        for wide in (True, False)
    }
    return breadth < 3 or size[False] >= size[True]


def _spacing(sheets: Sequence[Sheet]) -> float:
    """Return the line spacing inside narrow columns, as a multiple of the font's size."""
    runs = []
    for sheet in sheets[:40]:
        stacks: dict[int, list[Word]] = {}
        for word in sheet.words:
            if not word.turn and not word.glued:
                stacks.setdefault(round(word.left), []).append(word)
        runs += [lines(stack, sheet.number) for stack in stacks.values()]
    return pitch(runs)
