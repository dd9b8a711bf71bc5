"""From rules to the cells of tables."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from faden.intake.readers.blocks import Box, around
from faden.intake.readers.pdf.drawing import NEAR
from faden.intake.readers.pdf.layout import Rule, Sheet, Word, lines, segments
from faden.intake.readers.pdf.passages import Field, split

MOST_CELLS = 40_000
_TOUCH = 3.5


@dataclass(slots=True)
class Grid:
    """A table's rules on one page."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)

    @property
    def top(self) -> float:
        return min([rule.at for rule in self.across] + [rule.start for rule in self.down])

    @property
    def bottom(self) -> float:
        return max([rule.at for rule in self.across] + [rule.end for rule in self.down])

    @property
    def left(self) -> float:
        return min([rule.start for rule in self.across] + [rule.at for rule in self.down])

    @property
    def right(self) -> float:
        return max([rule.end for rule in self.across] + [rule.at for rule in self.down])

    def holds(self, word: Word) -> bool:
        x, y = word.middle
        return self.left - 1 <= x <= self.right + 1 and self.top - 1 <= y <= self.bottom + 1


def grids(sheet: Sheet) -> list[Grid]:
    """Return what rules make one table each: those that cross or touch, and rules of one width below each other."""
    across, down = sheet.across, sheet.down
    home = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while home[at] != at:
            home[at] = home[home[at]]
            at = home[at]
        return at

    for at, one in enumerate(across):
        for offset, other in enumerate(down):
            if (
                one.start - _TOUCH <= other.at <= one.end + _TOUCH
                and other.start - _TOUCH <= one.at <= other.end + _TOUCH
            ):
                home[root(at)] = root(len(across) + offset)
        for before in range(at - 1, -1, -1):
            other = across[before]
            if abs(one.start - other.start) < 2 * _TOUCH and abs(one.end - other.end) < 2 * _TOUCH:
                if root(at) != root(before) and not _is_heading_between(sheet, other, one):
                    home[root(at)] = root(before)
                break
    found: dict[int, Grid] = {}
    for at, rule in enumerate([*across, *down]):
        one_grid = found.setdefault(root(at), Grid())
        (one_grid.across if at < len(across) else one_grid.down).append(rule)
    return sorted(found.values(), key=lambda one: (one.top, one.left))


def _is_heading_between(sheet: Sheet, upper: Rule, lower: Rule) -> bool:
    """Whether all that stands between two rules is a line at the left with room around it: another table begins."""
    between = lines(
        word for word in sheet.words if upper.at < word.middle[1] < lower.at and upper.start - 3 < word.left < upper.end
    )
    if not between or any(line.left > upper.start + 2 * line.size for line in between):
        return False
    if any(len(list(segments(line, gap=1.5))) > 1 for line in between):
        return False
    room = (lower.at - upper.at) - (between[-1].edges[3] - between[0].edges[1])
    return room > 1.5 * between[0].size


def _lanes(positions: Iterable[float]) -> list[float]:
    found: list[float] = []
    for at in sorted(positions):
        if not found or at - found[-1] > 2 * NEAR:
            found.append(at)
    return found


def _covers(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    seen = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= 2 * NEAR)
    return seen >= 0.6 * (end - start)


def fields(grid: Grid, words: Sequence[Word], sheet: Sheet, spacing: float) -> list[Field]:
    """Return the cells of `grid` with the `words` in them; places without a rule between them are one cell."""
    xs = _lanes([rule.at for rule in grid.down] + [grid.left, grid.right])
    ys = _lanes([rule.at for rule in grid.across] + [grid.top, grid.bottom])
    wide, high = len(xs) - 1, len(ys) - 1
    if wide < 1 or high < 1 or wide * high > MOST_CELLS:
        return []
    owner = _joined(Grid(grid.across, grid.down + _implied(grid, xs, ys, words)), xs, ys)
    found: dict[int, Field] = {}
    for row in range(high):
        for column in range(wide):
            one = found.setdefault(owner[row * wide + column], Field(row, column))
            one.column, end = min(one.column, column), max(one.column + one.columns, column + 1)
            one.rows, one.columns = max(one.rows, row - one.row + 1), end - one.column
            one.right = xs[end]
    held: dict[int, list[Word]] = {}
    for word in words:
        x, y = word.middle
        row = min(max(bisect_right(ys, y) - 1, 0), high - 1)
        column = min(max(bisect_right(xs, x) - 1, 0), wide - 1)
        held.setdefault(owner[row * wide + column], []).append(word)
    for key, inside in held.items():
        box = found[key]
        near = [dot for dot in sheet.dots if xs[box.column] <= dot[0] <= xs[box.column + box.columns]]
        box.passages = split(lines(inside, sheet.number), spacing, near)
    return list(found.values())


def _implied(grid: Grid, xs: list[float], ys: list[float], words: Sequence[Word]) -> list[Rule]:
    """Return rules between columns for the rows that draw none, as where only the head or every second row has them.

    A text that runs over such a place, or stands alone at the row's beginning, reaches over the columns.
    """
    drawn = [[_covers(grid.down, at, top, bottom) for at in xs[1:-1]] for top, bottom in pairwise(ys)]
    meant = [at for index, at in enumerate(xs[1:-1]) if any(row[index] for row in drawn)]
    found = []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        band = [word for word in words if top <= word.middle[1] < bottom]
        if any(drawn[row]) or not band:
            continue
        near = [part for line in lines(band) for part in segments(line, gap=0.55)]
        alone = all(part.left < xs[1] for part in near)
        found += [
            Rule(at, top, bottom)
            for at in meant
            if not alone and not any(part.left < at - 2 and part.right > at + 2 for part in near)
        ]
    return found


def extended(grid: Grid, words: Sequence[Word], spacing: float) -> Grid:
    """Return `grid` with the rows below its last rule, where it draws no frame around them."""
    xs = _lanes([rule.at for rule in grid.down] + [grid.left, grid.right])
    height = grid.bottom - grid.top
    sides = [rule.end - rule.start for rule in grid.down if abs(rule.at - grid.left) < NEAR]
    # Of a table cut by the page's end, only the head may be framed.
    is_one_row = len(_lanes([rule.at for rule in grid.across])) <= 2
    if len(xs) < 3 or (sum(sides) > 0.8 * height and not is_one_row):
        return grid
    bottom = last = grid.bottom
    filled: set[int] = set()
    below = [word for word in words if word.middle[1] > bottom and grid.left - 1 <= word.middle[0] <= grid.right + 1]
    for line in lines(below):
        parts = list(segments(line, gap=0.55))
        crossing = any(part.left < at - 2 and part.right > at + 2 for part in parts for at in xs[1:-1])
        if crossing or line.base - last > 2.6 * spacing * line.size:
            break
        filled.update(bisect_right(xs, word.middle[0]) for word in line.words)
        bottom, last = line.edges[3] + 1, line.base
    if len(filled) < 2 and not _are_set_in(xs, filled, words, grid):
        return grid
    return Grid([*grid.across, Rule(bottom, grid.left, grid.right)], grid.down)


def _are_set_in(xs: list[float], columns: set[int], words: Sequence[Word], grid: Grid) -> bool:
    """Whether the words below the grid begin where those in it do, in the one of `columns`, which is not the first."""
    if not columns or 1 in columns:
        return False
    column = [word for word in words if bisect_right(xs, word.middle[0]) in columns and word.middle[1] > grid.top]
    inside = [word.left for word in column if word.middle[1] <= grid.bottom]
    below = [word.left for word in column if word.middle[1] > grid.bottom]
    return bool(inside and below) and abs(min(inside) - min(below)) < NEAR


def boxes(grid: Grid) -> list[Box]:
    """Return the outlines of the cells of `grid`, those that rules do not part from each other as one."""
    xs = _lanes([rule.at for rule in grid.down] + [grid.left, grid.right])
    ys = _lanes([rule.at for rule in grid.across] + [grid.top, grid.bottom])
    wide, high = len(xs) - 1, len(ys) - 1
    if wide < 1 or high < 1 or wide * high > MOST_CELLS:
        return []
    places: dict[int, list[Box]] = {}
    for at, owner in enumerate(_joined(grid, xs, ys)):
        row, column = divmod(at, wide)
        places.setdefault(owner, []).append((xs[column], ys[row], xs[column + 1], ys[row + 1]))
    return [one for parts in places.values() if (one := around(parts))]


def _joined(grid: Grid, xs: list[float], ys: list[float]) -> list[int]:
    """Return for each place of the grid the first place of its cell."""
    wide, high = len(xs) - 1, len(ys) - 1
    home = list(range(wide * high))

    def root(at: int) -> int:
        while home[at] != at:
            home[at] = home[home[at]]
            at = home[at]
        return at

    def join(one: int, other: int) -> None:
        one, other = sorted((root(one), root(other)))
        home[other] = one

    for row in range(high):
        for column in range(wide):
            at = row * wide + column
            if column + 1 < wide and not _covers(grid.down, xs[column + 1], ys[row], ys[row + 1]):
                join(at, at + 1)
            if row + 1 < high and not _covers(grid.across, ys[row + 1], xs[column], xs[column + 1]):
                join(at, at + wide)
    return [root(at) for at in range(wide * high)]
