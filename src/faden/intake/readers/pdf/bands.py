"""Several tables below each other on one page, each under a heading of its own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from faden.intake.readers.blocks import Cell, Paragraph, Place, Row
from faden.intake.readers.pdf.columns import Columns
from faden.intake.readers.pdf.layout import Line, Sheet, lines, segments

_LARGER = 1.12
_HEAD_GAP = 0.9
_MOST_HEADING_LINES = 3


def bands(sheet: Sheet, heads: Columns | None) -> list[Sheet]:
    """Return the parts of a page that hold one table each, from top to bottom; the page itself where it holds one.

    A part begins with the heading, in larger letters, above a head row that the page has before already.
    """
    edges = [0.0, *_edges(sheet, heads), sheet.height + 1.0] if heads else []
    return [_part(sheet, top, bottom) for top, bottom in pairwise(edges)] if len(edges) > 2 else [sheet]


def _edges(sheet: Sheet, heads: Columns) -> Iterator[float]:
    found = lines(word for word in sheet.words if not word.turn)
    texts = Counter(line.text for line in found)
    seen: set[str] = set()
    for at, line in enumerate(found):
        if texts[line.text] < 2 or not _is_head(line, heads):
            continue
        first = _heading(found, at)
        if line.text in seen and first < at:
            yield found[first].edges[1] - 1.0
        seen.add(line.text)


def _is_head(line: Line, heads: Columns) -> bool:
    texts = [part.text for part in segments(line, gap=_HEAD_GAP)]
    cells = tuple(Cell((Paragraph(text),), Place(column=at)) for at, text in enumerate(texts, 1))
    return len(texts) > 1 and heads(Row(cells)) is not None


def _heading(found: Sequence[Line], at: int) -> int:
    """Return the index of the first line of the heading right above the line `at`; `at` where there is none."""
    first = at
    while first and at - first < _MOST_HEADING_LINES and found[first - 1].size > _LARGER * found[at].size:
        first -= 1
    return first


def _part(sheet: Sheet, top: float, bottom: float) -> Sheet:
    """Return what stands on `sheet` between two heights."""
    return replace(
        sheet,
        words=[word for word in sheet.words if top <= word.middle[1] < bottom],
        across=[rule for rule in sheet.across if top <= rule.at < bottom],
        down=[
            replace(rule, start=max(rule.start, top), end=min(rule.end, bottom))
            for rule in sheet.down
            if rule.start < bottom and rule.end > top
        ],
        dots=[dot for dot in sheet.dots if top <= (dot[1] + dot[3]) / 2 < bottom],
    )
