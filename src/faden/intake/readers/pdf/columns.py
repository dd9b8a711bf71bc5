"""Tables without vertical rules: their columns are told by the head row and by the white space between them."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from faden.intake import seams
from faden.intake.readers.blocks import Cell, Paragraph, Place, Row
from faden.intake.readers.pdf.grid import Grid
from faden.intake.readers.pdf.layout import Line, Rule, Sheet, Word, lines, segments

_HEAD_GAP = 0.9
_MOST_HEAD_LINES = 4
_MOST_HEAD_WORDS = 60
_GAPS = 1.13


Columns = Callable[[Row], Mapping[int, object] | None]
"""Tells what the columns hold, by number, if the row is a head row."""


@dataclass(slots=True)
class Head:
    """A head row: its lines are those from `first` to before `end`, its cells stand at `spans` (left, right)."""

    first: int
    end: int
    spans: list[tuple[float, float]]


def head(found: Sequence[Line], spacing: float, columns: Columns | None) -> Head | None:
    """Return the first head row among the lines of a page; its cells may take several lines.

    Of the ways to gather lines around it, the one with the most columns and cells in the fewest lines is right.
    """
    if columns is None:
        return None
    known: dict[int, list[tuple[int, Head]]] = {}
    for first in range(len(found)):
        for start in range(first, first + 3):
            if start not in known:
                known[start] = list(_ways(found, start, spacing, columns))
        ways = [way for start in range(first, first + 3) for way in known[start]]
        best = max(ways, key=lambda way: (way[0], len(way[1].spans), way[1].first - way[1].end), default=None)
        if best is not None:
            return _lengthened(best[1], found, spacing)
    return None


def _lengthened(known: Head, found: Sequence[Line], spacing: float) -> Head:
    """Return the head with the lines below it that go on with its words."""
    end = known.end
    while end < len(found) and not _is_apart(found[end - 1], found[end], spacing):
        above, line = list(segments(found[end - 1], gap=_HEAD_GAP)), found[end]
        goes_on = all(
            any(one.left < part.right and part.left < one.right and seams.ends_open(one.text) for one in above)
            for part in segments(line, gap=_HEAD_GAP)
        )
        if not goes_on and not (line.bold and found[end - 1].bold):
            break
        end += 1
    return known if end == known.end else Head(known.first, end, _cells(found[known.first : end])[0])


def _ways(found: Sequence[Line], first: int, spacing: float, columns: Columns) -> Iterator[tuple[int, Head]]:
    """Yield the head rows that begin with the line `first`, with how many of their cells are understood."""
    for end in range(first + 1, min(first + _MOST_HEAD_LINES, len(found)) + 1):
        if end > first + 1 and _is_apart(found[end - 2], found[end - 1], spacing):
            return
        if any(len(line.words) > _MOST_HEAD_WORDS for line in found[first:end]):
            return
        spans, texts = _cells(found[first:end])
        row = Row(tuple(Cell((Paragraph(text),), Place(column=at)) for at, text in enumerate(texts, 1)))
        known = columns(row)
        if known is not None:
            yield len(known), Head(first, end, spans)


def _is_apart(before: Line, after: Line, spacing: float) -> bool:
    if abs(before.size - after.size) > 0.08 * after.size:
        return True
    return after.base - before.base > max(before.size, after.size) * spacing * _GAPS + 0.3


def _cells(found: Sequence[Line]) -> tuple[list[tuple[float, float]], list[str]]:
    """Return where the cells of a head stand, and their texts: what overlaps from line to line is one cell."""
    cells: list[tuple[float, float, str]] = []
    for line in found:
        for part in segments(line, gap=_HEAD_GAP):
            touching = [one for one in cells if one[0] < part.right and part.left < one[1]]
            rest = [one for one in cells if one not in touching]
            left = min([part.left, *(one[0] for one in touching)])
            right = max([part.right, *(one[1] for one in touching)])
            rest.append((left, right, "\n".join([*(one[2] for one in touching), part.text])))
            cells = sorted(rest)
    return [(left, right) for left, right, _ in cells], [text for _, _, text in cells]


def edges(spans: Sequence[tuple[float, float]], found: Sequence[Line]) -> list[float]:
    """Return where each column but the first begins: the widest white gap between two heads, else the second head."""
    gutters = _gutters(found, spans)
    starts = []
    for one, two in pairwise(spans):
        low, high = (one[0] + one[1]) / 2, (two[0] + two[1]) / 2
        between = [gap for gap in gutters if gap[1] > low and gap[0] < high and gap[1] - gap[0] > 2]
        widest = max(between, key=lambda gap: gap[1] - gap[0], default=None)
        starts.append(min(widest[1], two[0]) - 0.5 if widest and widest[0] < two[0] else two[0] - 1)
    return starts


def _gutters(found: Sequence[Line], spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the horizontal ranges that next to no line covers."""
    events: list[tuple[float, int]] = [(span[0], 1) for span in spans] + [(span[1], -1) for span in spans]
    for line in found:
        for part in segments(line, gap=0.55):
            events += [(part.left, 1), (part.right, -1)]
    allowed = len(found) // 50
    gaps = []
    open_at, depth = None, 0
    for at, step in sorted(events):
        before = depth
        depth += step
        if before > allowed >= depth:
            open_at = at
        elif before <= allowed < depth and open_at is not None:
            gaps.append((open_at, at))
    return gaps


def complete(
    sheet: Sheet, words: Sequence[Word], spacing: float, known: Sequence[float], columns: Columns | None
) -> tuple[Grid, list[float]] | None:
    """Return the table that stands in `words` without vertical rules, and where its columns but the first begin.

    `known`: where those of the page before begin, whose table may go on here without a head.
    """
    found = lines([word for word in words if not word.turn], sheet.number)
    top = head(found, spacing, columns)
    if top is not None:
        body = _until_text(found[top.end :], [], spacing)
        starts = edges(top.spans, body)
        body = _until_text(body, starts, spacing)
        rows = [found[top.first].edges[1] - 1, *([_above(body[0])] if body else [])]
        return _grid(sheet, found[top.first : top.end] + body, starts, rows + _rows(body, starts, spacing)), starts
    if not known:
        return None
    body = _between_texts(found, known)
    if not body or sum(_crosses(line, known) for line in body) > len(body) * 0.1:
        return None
    if len({_column(word, known) for line in body for word in line.words}) < 2:
        return None
    return _grid(sheet, body, known, [_above(body[0]), *_rows(body, known, spacing)]), list(known)


def _crosses(line: Line, starts: Sequence[float]) -> bool:
    return any(
        part.left < start - 2 and part.right > start + 2 for part in segments(line, gap=0.55) for start in starts
    )


def _between_texts(found: list[Line], starts: Sequence[float]) -> list[Line]:
    while found and _crosses(found[0], starts):
        found = found[1:]
    while found and _crosses(found[-1], starts):
        found = found[:-1]
    return found


def _until_text(found: list[Line], starts: Sequence[float], spacing: float) -> list[Line]:
    """Return the lines before a wide gap after which text runs over the columns."""
    for at, (before, after) in enumerate(pairwise(found), 1):
        wide = after.base - before.base > 2.4 * spacing * max(before.size, after.size)
        if wide and starts and any(_crosses(line, starts) for line in found[at : at + 2]):
            return found[:at]
    return found


def _column(word: Word, starts: Sequence[float]) -> int:
    return sum(word.middle[0] > start for start in starts)


def _above(line: Line) -> float:
    return min(line.edges[1], line.base - line.size) - 0.3


def _rows(body: list[Line], starts: Sequence[float], spacing: float) -> list[float]:
    """Return where rows begin: below a gap through all columns, or where the first column begins anew."""
    found = []
    last: Line | None = None
    bases = _bases(body, starts)
    for before, after in pairwise(body):
        first = [word for word in after.words if _column(word, starts) == 0]
        if last is None and any(_column(word, starts) == 0 for word in before.words):
            last = before
        anew = bool(first) and (last is None or after.base - last.base > 1.5 * spacing * after.size)
        if anew or (_is_apart(before, after, spacing) and not _goes_on(bases, before, after, spacing)):
            found.append((_above(after) + before.base) / 2 if _above(after) > before.base else _above(after))
        if first:
            last = after
    return found


def _bases(body: Sequence[Line], starts: Sequence[float]) -> list[list[float]]:
    """Return the base lines of each column's lines, from top to bottom."""
    bases: list[set[float]] = [set() for _ in range(len(starts) + 1)]
    for line in body:
        for word in line.words:
            bases[_column(word, starts)].add(line.base)
    return [sorted(column) for column in bases]


def _goes_on(bases: Sequence[Sequence[float]], before: Line, after: Line, spacing: float) -> bool:
    """Whether the text of some column goes on between two lines at the usual distance."""
    for column in bases:
        at = bisect_left(column, after.base)
        if 0 < at < len(column) and column[at] - column[at - 1] < 1.25 * spacing * max(before.size, after.size):
            return True
    return False


def _grid(sheet: Sheet, found: Sequence[Line], starts: Sequence[float], rows: Sequence[float]) -> Grid:
    """Return a grid with drawn rules where there are some, and made-up ones between columns and rows."""
    left = min(line.left for line in found) - 2
    right = max(line.right for line in found) + 2
    top, bottom = rows[0], max(line.edges[3] for line in found) + 1
    drawn = [
        rule.at
        for rule in sheet.across
        if top + 2 < rule.at < bottom - 2 and rule.end - rule.start > 0.7 * (right - left)
    ]
    made_up = [] if len(drawn) > 2 else [at for at in rows[1:] if all(abs(at - one) > 9 for one in drawn)]
    across = [Rule(at, left, right) for at in sorted([top, bottom, *drawn, *made_up])]
    return Grid(across, [Rule(at, top, bottom) for at in (left, *starts, right)])
