"""Where things go in drawings of opinion: bars, the honeycomb, lines over time, a code to scan. Pure and deterministic.

Lengths are units of a drawing's view box; y grows downwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, log10, pi, sin

RADIUS = 36
"""From the middle of a drawn cell to its corners."""
SHADES = 3
MOST_LOOKS = 5
"""So many groups look different from each other."""
_MARGIN = 14
_FEW_COLUMNS, _MANY_COLUMNS = 8, 14


def percents(counts: Sequence[int]) -> tuple[int, ...]:
    """Return whole percents that add up to 100 (largest remainders get what rounding down left); zeros of nothing."""
    total = sum(counts)
    if not total:
        return tuple(0 for _ in counts)
    floors = [100 * count // total for count in counts]
    order = sorted(range(len(counts)), key=lambda at: (-(100 * counts[at] % total), at))
    for at in order[: 100 - sum(floors)]:
        floors[at] += 1
    return tuple(floors)


def looks(labels: Iterable[int]) -> dict[int, int]:
    """Return how each group looks (0 to 4): the same as long as it is shown, and no two alike while there are five.

    `labels` of groups stay over time; a look that another one has already gives way to the next free one.
    """
    found: dict[int, int] = {}
    for label in sorted(labels):
        taken = set(found.values())
        look = label % MOST_LOOKS
        while look in taken and len(taken) < MOST_LOOKS:
            look = (look + 1) % MOST_LOOKS
        found[label] = look
    return found


@dataclass(frozen=True, slots=True)
class Spot:
    """So many people on the map, and the group of most of them (-1: none)."""

    x: float
    y: float
    people: int
    label: int


@dataclass(frozen=True, slots=True)
class Hexagon:
    """A drawn cell: its corners as SVG wants them, its middle, and how dark it is (1 to 3)."""

    points: str
    x: float
    y: float
    people: int
    label: int
    shade: int


@dataclass(frozen=True, slots=True)
class Honeycomb:
    """A drawn map. `own`: where somebody stands. `steps`: how many people each shade stands for at least.

    `is_fine`: too many cells side by side for numbers on a phone; `is_finest`: on any screen.
    """

    width: float
    height: float
    hexagons: tuple[Hexagon, ...]
    own: tuple[float, float] | None
    steps: tuple[int, ...]
    is_fine: bool
    is_finest: bool


def honeycomb(spots: Sequence[Spot], radius: float, own: tuple[float, float] | None = None) -> Honeycomb | None:
    """Return the map of these cells, which have a corner on top; None where there are none.

    `radius`: from a cell's middle to its corners, in the units of `spots` and `own`, whose y grows upwards.
    """
    if not spots or radius <= 0:
        return None
    scale = RADIUS / radius
    wide, high = RADIUS * 3**0.5 / 2, float(RADIUS)
    left, right = min(one.x for one in spots) * scale - wide, max(one.x for one in spots) * scale + wide
    top, bottom = -max(one.y for one in spots) * scale - high, -min(one.y for one in spots) * scale + high
    if own is not None:
        left, right = min(left, own[0] * scale - _MARGIN), max(right, own[0] * scale + 3 * _MARGIN)
        top, bottom = min(top, -own[1] * scale - _MARGIN), max(bottom, -own[1] * scale + _MARGIN)
    left, top = left - 2, top - 2
    steps = _steps([one.people for one in spots])
    columns = (right - left) / (2 * wide)
    return Honeycomb(
        width=round(right - left + 2, 1),
        height=round(bottom - top + 2, 1),
        hexagons=tuple(_hexagon(one, scale, left, top, steps) for one in spots),
        own=None if own is None else (round(own[0] * scale - left, 1), round(-own[1] * scale - top, 1)),
        steps=steps,
        is_fine=columns > _FEW_COLUMNS,
        is_finest=columns > _MANY_COLUMNS,
    )


def _steps(people: Sequence[int]) -> tuple[int, ...]:
    """Return from how many people on each shade begins: equal steps between the emptiest cell and the fullest."""
    low, high = min(people), max(people)
    found = [low + round((high - low) * at / SHADES) for at in range(SHADES)]
    return tuple(dict.fromkeys(found))


def _hexagon(spot: Spot, scale: float, left: float, top: float, steps: Sequence[int]) -> Hexagon:
    x, y = spot.x * scale - left, -spot.y * scale - top
    corners = [(x + RADIUS * sin(pi * at / 3), y - RADIUS * cos(pi * at / 3)) for at in range(6)]
    above = sum(spot.people >= step for step in steps)
    return Hexagon(
        points=" ".join(f"{_short(one)},{_short(other)}" for one, other in corners),
        x=round(x, 1),
        y=round(y, 1),
        people=spot.people,
        label=spot.label,
        # The fullest cells are dark, however few steps there are.
        shade=SHADES - len(steps) + above,
    )


@dataclass(frozen=True, slots=True)
class Series:
    """A named line: `values` by time, None where there was none. `look` of a group, or -1."""

    name: str
    values: tuple[float | None, ...]
    look: int = -1


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line as an SVG path; its name stands at `x`, `y`; `dots`: values with no neighbour to be joined to."""

    series: Series
    path: str
    dots: tuple[tuple[float, float], ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Lines:
    """A drawn course. `ticks`: heights with their values; the plot reaches from `left` to `right`, down to `bottom`."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[tuple[float, float], ...]
    lines: tuple[Line, ...]


_LINE_HEIGHT = 20.0


def lines(
    series: Sequence[Series], times: Sequence[float], *, width: int, height: int, beside: int, most: float = 0
) -> Lines:
    """Return the drawn course of `series` over `times` (ascending), at least up to `most`.

    `beside`: room for the names at the right.
    """
    left, right, top, bottom = 44.0, float(width - beside), 12.0, float(height - 30)
    known = [value for one in series for value in one.values if value is not None]
    scale = _nice(max([most, *known]))
    span = (times[-1] - times[0]) or 1 if times else 1
    xs = [left + (right - left) * (at - times[0]) / span for at in times]

    def level(value: float) -> float:
        return bottom - (bottom - top) * value / scale[-1]

    drawn = [_line(one, xs, [None if value is None else level(value) for value in one.values]) for one in series]
    return Lines(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        ticks=tuple((round(level(value), 1), value) for value in scale),
        lines=_apart([one for one in drawn if one is not None], right + 8, bottom),
    )


def _nice(most: float) -> list[float]:
    """Return three to six round values from 0 to `most` or a little more."""
    step = 10 ** int(log10(max(most, 1)))
    for part in (0.2, 0.25, 0.5, 1, 2, 2.5, 5):
        size = max(step * part, 1)
        if most <= 5 * size:
            break
    count = max(-(-most // size), 2)
    return [size * at for at in range(int(count) + 1)]


def _line(series: Series, xs: Sequence[float], ys: Sequence[float | None]) -> Line | None:
    places = [(x, y) if y is not None else None for x, y in zip(xs, ys, strict=True)]
    known = [place for place in places if place is not None]
    if not known:
        return None
    path, dots = [], []
    for before, here, after in zip([None, *places], places, [*places[1:], None], strict=False):
        if here is None:
            continue
        path.append(f"{'L' if before else 'M'}{_short(here[0])} {_short(here[1])}")
        if before is None and after is None:
            dots.append((round(here[0], 1), round(here[1], 1)))
    return Line(series, "".join(path), tuple(dots), 0.0, known[-1][1])


def _apart(drawn: list[Line], x: float, bottom: float) -> tuple[Line, ...]:
    """Move names apart that would cover each other, upwards from the lowest."""
    order = sorted(range(len(drawn)), key=lambda at: -drawn[at].y)
    heights = {at: min(drawn[at].y, bottom) for at in order}
    for lower, upper in pairwise(order):
        heights[upper] = min(heights[upper], heights[lower] - _LINE_HEIGHT)
    return tuple(
        Line(one.series, one.path, one.dots, round(x, 1), round(heights[at], 1)) for at, one in enumerate(drawn)
    )


def squares(matrix: Sequence[Sequence[bool]]) -> str:
    """Return an SVG path of the dark squares of a code to scan, each one unit wide, run by run."""
    path = []
    for y, row in enumerate(matrix):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                path.append(f"M{start} {y}h{x - start}v1H{start}z")
                start = None
    return "".join(path)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
