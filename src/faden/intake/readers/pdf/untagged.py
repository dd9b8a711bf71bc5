"""PDF without tags: tables from rules and white space, page by page, and the texts around them."""

from collections.abc import Sequence

from faden.intake.readers.blocks import Block, Place, Text
from faden.intake.readers.pdf import columns, margins
from faden.intake.readers.pdf.columns import Columns
from faden.intake.readers.pdf.grid import extended, fields, grids
from faden.intake.readers.pdf.layout import Sheet, Word, lines
from faden.intake.readers.pdf.passages import Field, Widths, pitch, share_cuts, table


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
        self.found = {sheet.number: self._tables(sheet) for sheet in sheets}
        self.widths = self._widths()
        self.tables = 0

    def page(self, sheet: Sheet) -> list[Block]:
        """Return the blocks of one page in the order of their upper edges."""
        tables, rest = self.found[sheet.number]
        parts: list[tuple[float, Block]] = []
        for top, cells, key in tables:
            self.tables += 1
            parts.append((top, table(cells, self.tables, self.sheets, self.widths[key])))
        edges = sorted(top for top, _, _ in tables)
        above: dict[int, list[Word]] = {}
        for word in rest:
            above.setdefault(sum(word.middle[1] > edge for edge in edges), []).append(word)
        for at, words in above.items():
            top = edges[at - 1] + 0.001 if at else -1.0
            parts += [(top, text) for text in margins.texts(sheet, words, style=self.style, running=self.running)]
        parts.sort(key=lambda part: part[0])
        return [Text("", Place(page=sheet.number), role="page"), *(block for _, block in parts)]

    def _tables(self, sheet: Sheet) -> tuple[list[tuple[float, list[Field], tuple[int, ...]]], list[Word]]:
        """Return the tables of a page (upper edge, cells, where its columns end) and the words outside them."""
        found = []
        rest = sheet.words
        margin = margins.running_words(sheet, self.running, self.heads)
        for drawn in grids(sheet):
            grid = extended(drawn, [word for word in rest if id(word) not in margin], self.spacing)
            inside = [word for word in rest if grid.holds(word)]
            cells = fields(grid, inside, sheet, self.spacing) if inside else []
            if _is_table(cells):
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
        found = {key: Widths(cells) for key, cells in same.items()}
        share_cuts(found.values())
        return found


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
