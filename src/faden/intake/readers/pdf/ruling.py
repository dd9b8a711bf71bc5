"""The rules of tables in the picture of a scanned page, and the angle at which it lay on the scanner."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import atan2, degrees
from statistics import median

from PIL import Image, ImageChops

from faden.intake.readers.pdf.layout import Rule

DARK = 190
"""Greys below are ink; lighter ones are paper or the shade of a cell."""
_SHORTEST = 0.04
_THICKEST = 0.006
"""Parts of the page's width: what is shorter is no rule, what is thicker is an area with an edge on either side."""
_LEAST_TURN, _MOST_TURN = 0.04, 3.0
_NEAR = 2


@dataclass(slots=True)
class _Stroke:
    """Dark runs of neighbouring rows: (row, start, end) each."""

    runs: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def start(self) -> int:
        return min(start for _, start, _ in self.runs)

    @property
    def end(self) -> int:
        return max(end for _, _, end in self.runs)

    @property
    def angle(self) -> float:
        """Degrees by which the stroke falls to the right."""
        left = min(self.runs, key=lambda run: run[1])
        right = max(self.runs, key=lambda run: run[2])
        return degrees(atan2(right[0] - left[0], max(self.end - self.start, 1)))


def straightened(page: Image.Image) -> Image.Image:
    """Return the greyscale `page` turned so that its horizontal rules lie level; as it is where it has none."""
    long = [one for one in _strokes(_ink(page), page.width) if one.end - one.start > 0.2 * page.width]
    turn = median([one.angle for one in long]) if long else 0.0
    if not _LEAST_TURN < abs(turn) < _MOST_TURN:
        return page
    return page.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)


def rules(page: Image.Image) -> tuple[list[Rule], list[Rule]]:
    """Return the horizontal and the vertical rules of the greyscale `page`, in pixels."""
    ink = _ink(page)
    upright = ink.transpose(Image.Transpose.TRANSPOSE)
    return list(_rules(ink, page.width)), list(_rules(upright, page.width))


def _ink(page: Image.Image) -> Image.Image:
    """Return where ink is (255)."""
    return page.point([255] * DARK + [0] * (256 - DARK))


def _rules(ink: Image.Image, width: int) -> Iterator[Rule]:
    for stroke in _strokes(ink, width):
        first, last = stroke.runs[0][0], stroke.runs[-1][0]
        at = [first, last] if last - first > _THICKEST * width else [(first + last) / 2]
        yield from (Rule(one, stroke.start, stroke.end) for one in at)


def _strokes(ink: Image.Image, width: int) -> list[_Stroke]:
    """Gather the long dark runs of the rows of `ink` that touch each other from row to row.

    Rows are laid over their neighbours first: so the runs of a rule hold together where it steps or is worn.
    """
    run = re.compile(rb"\xff{%d,}" % int(_SHORTEST * width))
    ink = ImageChops.lighter(ink, ImageChops.offset(ink, 0, 1))
    data, wide = ink.tobytes(), ink.width
    found: list[_Stroke] = []
    growing: list[_Stroke] = []
    for row in range(ink.height):
        growing = [one for one in growing if row - one.runs[-1][0] <= _NEAR]
        for one in run.finditer(data[row * wide : (row + 1) * wide]):
            home = next((stroke for stroke in growing if _touches(stroke, *one.span())), None)
            if home is None:
                home = _Stroke()
                found.append(home)
                growing.append(home)
            home.runs.append((row, *one.span()))
    return found


def _touches(stroke: _Stroke, start: int, end: int) -> bool:
    last = stroke.runs[-1][0]
    return any(
        one_start <= end + _NEAR and start <= one_end + _NEAR
        for row, one_start, one_end in stroke.runs[-8:]
        if last - row <= _NEAR
    )
