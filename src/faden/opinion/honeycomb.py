"""How densely people stand on the map of opinion, as hexagons that hold five people or more.

The hexagons (a corner on top) fill the plane around the middle of the map. Their size follows from a quantile of the
distances, rounded, so that no edge is where one person stands.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faden.opinion.cohorts import FEWEST

Floats = NDArray[np.float64]

_STEPS = ((60, 2.0), (150, 2.5), (400, 4.0), (1500, 6.0))
_FINEST = 10.0
"""So many radii reach from the middle to where nine tenths of the people stand, by the number of people."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A hexagon: its centre on the map, how many stand in it, and the group of most of them (-1: none)."""

    x: float
    y: float
    people: int
    label: int


def radius(points: Floats) -> float:
    """Return the distance from a cell's centre to its corners for people at `points` (people, 2); 0 where nobody is.

    Two significant digits, so that it tells no distance of anybody.
    """
    if len(points) < FEWEST:
        return 0.0
    reach = float(np.quantile(np.hypot(points[:, 0], points[:, 1]), 0.9))
    steps = next((steps for below, steps in _STEPS if len(points) < below), _FINEST)
    return float(f"{max(reach, 1e-6) / steps:.1e}")


def cells(points: Floats, labels: NDArray[np.integer], size: float | None = None) -> tuple[Cell, ...]:
    """Return the hexagons with five people or more, from below to above, then from left to right.

    `points` (people, 2) on the map, `labels` (people,): their groups, -1 none; `size`: the radius, else that which
    `radius` finds. Those outside of all cells are five again or nobody, else the smallest cell is left out, too.
    """
    size = radius(points) if size is None else size
    if len(points) < FEWEST or size <= 0:
        return ()
    # One number for row and column, which stays in their order: rows of two numbers are slow to sort.
    axial = _axial(points / size)
    left, wide = axial[:, 1].min(), int(np.ptp(axial[:, 1])) + 1
    numbers, inverse, people = np.unique(
        axial[:, 0] * wide + (axial[:, 1] - left), return_inverse=True, return_counts=True
    )
    rows, columns = np.divmod(numbers, wide)
    kinds = int(labels.max()) + 2
    members = np.bincount(inverse * kinds + labels + 1, minlength=len(numbers) * kinds).reshape(-1, kinds)
    shown = people >= FEWEST
    while shown.any() and 0 < people[~shown].sum() < FEWEST:
        shown[np.where(shown, people, len(points) + 1).argmin()] = False
    found = []
    for at in np.flatnonzero(shown):
        row, column = rows[at], columns[at] + left
        most = int(members[at].argmax()) - 1
        x, y = size * 3**0.5 * (column + row / 2), size * 1.5 * row
        found.append(Cell(float(x), float(y), int(people[at]), most))
    return tuple(found)


def _axial(points: Floats) -> NDArray[np.int64]:
    """Return row and column of the hexagon of radius 1 around each point (n, 2), by rounding cube coordinates.

    Of three coordinates that add up to 0, the one that rounding moved most follows from the others (Red Blob Games,
    Hexagonal Grids).
    """
    row = points[:, 1] / 1.5
    column = points[:, 0] / 3**0.5 - row / 2
    exact = np.stack([row, column, -row - column], axis=1)
    near = np.rint(exact)
    worst = np.abs(near - exact).argmax(axis=1)
    at = np.arange(len(points))
    near[at, worst] -= near.sum(axis=1)
    found: NDArray[np.int64] = near[:, :2].astype(np.int64)
    return found
