"""How many groups of opinion there are, and who is in which."""

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from faden.opinion.kmeans import Floats, Labels, Plane, inertia, lloyd, nearest, silhouettes, spread_starts

_SIDE = 24
_TRIES = 4
_BETTER = 0.01
"""A new arrangement replaces the one before (same k) when it is tighter by this part."""
_EXACT = 600
_GRIDS = ((32, 0.03), (48, 0.015))
"""Sides of grids, and by how much the best silhouette must lead there: twice the error met, and more."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """`labels` (n,) from 0 to k - 1, all 0 where k is 1; `centres` (k, 2); `silhouettes` by number of groups."""

    labels: Labels
    centres: Floats
    silhouettes: dict[int, float] = field(default_factory=dict)

    @property
    def k(self) -> int:
        """How many groups there are."""
        return len(self.centres)

    def by_size(self) -> "Grouping":
        """Return the same groups, the greatest first."""
        order = np.argsort(-np.bincount(self.labels, minlength=self.k), kind="stable")
        return replace(self, labels=np.argsort(order)[self.labels], centres=self.centres[order])


def one_group(points: Floats) -> Grouping:
    """Return everybody as one group."""
    centre = points.mean(axis=0) if len(points) else np.zeros(2)
    return Grouping(np.zeros(len(points), np.int64), centre[None])


def coarse(plane: Plane) -> Plane:
    """Return where people stand by cells of a 24 × 24 grid, or the people themselves where they are few."""
    return plane if len(plane.points) <= _EXACT else plane.binned(_SIDE)


def tightest(
    rough: Plane, count: int, smallest: float, random: np.random.Generator, tries: int = _TRIES
) -> Floats | None:
    """Return the centres of the tightest of several arrangements in which no group is smaller than `smallest`."""
    best, least = None, np.inf
    for start in spread_starts(rough, count, tries, random):
        labels, centres = lloyd(rough, start)
        if np.bincount(labels, weights=rough.weights, minlength=count).min() < smallest:
            continue
        found = inertia(rough, labels, count)
        if found < least:
            best, least = centres, found
    return best


@dataclass(frozen=True, eq=False)
class Choices:
    """Where the centres of 2, 3, … groups would be, roughly, and how good each number is."""

    plane: Plane
    smallest: float
    centres: dict[int, Floats]
    silhouettes: dict[int, float]

    @classmethod
    def of(cls, points: Floats, *, smallest: float, most: int, random: np.random.Generator) -> Self:
        """Return the choices for `points` (n, 2): 2 to `most` groups with at least `smallest` people each.

        k-means starts several times from far-apart cells of a 24 × 24 grid; silhouettes are taken over the cells.
        """
        plane = Plane.of(points)
        rough = coarse(plane)
        tried = {count: tightest(rough, count, smallest, random) for count in range(2, most + 1)}
        centres = {count: found for count, found in tried.items() if found is not None}
        scores = silhouettes(rough, [nearest(rough.points, each) for each in centres.values()])
        return cls(plane, smallest, centres, dict(zip(centres, scores, strict=True)))

    @property
    def best(self) -> int:
        """The number of groups with the greatest silhouette, the smaller of equal ones."""
        return max(self.centres, key=lambda count: (self.silhouettes[count], -count))

    def without(self, count: int) -> "Choices":
        """Return the choices but for this number."""
        return replace(self, centres={each: at for each, at in self.centres.items() if each != count})

    def settled(self, count: int, held: Floats) -> Grouping | None:
        """Return so many groups of all people, None where one would be too small after all.

        Centres `held` from the result before (k, 2) stay where there are as many, unless others are tighter by 1 %.
        """
        starts = [held] if len(held) == count else []
        best, least = None, np.inf
        for start in [*starts, self.centres[count]]:
            labels, centres = lloyd(self.plane, start)
            spread = inertia(self.plane, labels, count)
            if np.bincount(labels, minlength=count).min() >= self.smallest and spread < least * (1 - _BETTER):
                best, least = Grouping(labels, centres, self.silhouettes), spread
        return best


def polis_groups(points: Floats, *, most: int) -> Grouping:
    """Return the groups by the rules of Polis as red-dwarf 0.4.0 applies them to everybody's own place.

    k-means starts from the leftmost distinct points, for each k from 2 to `most`; the best mean silhouette wins, the
    smaller k where two are equal.
    """
    leftmost = _leftmost(points, most)
    plane = Plane.of(points)
    found = [lloyd(plane, leftmost[:count]) for count in range(2, min(most, len(leftmost)) + 1)]
    if not found:
        return one_group(points)
    scores = _silhouettes(plane, found)
    best = int(np.argmax(scores))
    return Grouping(*found[best], dict(enumerate(scores, 2)))


def _silhouettes(plane: Plane, arrangements: list[tuple[Labels, Floats]]) -> list[float]:
    """Return silhouettes, from a grid where its error cannot change which is best, else exact up to 8,000 people."""
    for side, error in _GRIDS if len(plane.points) > _EXACT else ():
        rough = plane.binned(side)
        found = silhouettes(rough, [nearest(rough.points, centres) for _, centres in arrangements])
        first, second = sorted(found, reverse=True)[:2] if len(found) > 1 else (1.0, 0.0)
        if first - second > error or (side == _GRIDS[-1][0] and len(plane.points) > 8_000):
            return found
    return silhouettes(plane, [labels for labels, _ in arrangements])


def _leftmost(points: Floats, count: int) -> Floats:
    """Return the first `count` distinct points in the order of x, then y."""
    size = min(64, len(points))
    while size:
        edge = np.partition(points[:, 0], size - 1)[size - 1]
        found: Floats = np.unique(points[points[:, 0] <= edge], axis=0)[:count]
        if len(found) == count or size == len(points):
            return found
        size = min(size * 8, len(points))
    return points


def polis_base_groups(points: Floats, *, most: int, base: int = 100) -> Grouping:
    """Return the groups as Polis itself forms them: of up to `base` base clusters, which are formed first.

    Starts from the first distinct rows, at most 100 steps until no centre moves by 0.01, then at most 20 over the
    clusters; silhouettes count every base cluster once, the greater k wins where two are equal. Polis keeps its
    clusters from one run to the next, so that its own published groups depend on its history.
    """
    plane = Plane.of(points)
    labels, centres = lloyd(plane, _first(points, base), rounds=100, tolerance=0.01**2 / max(plane.spread, 1e-300))
    weights = np.bincount(labels, minlength=len(centres)).astype(float)
    bases = Plane(centres, weights)
    most = min(most, 2 + len(centres) // 12, len(centres))
    found = [lloyd(bases, _first(centres, count), rounds=20) for count in range(2, most + 1)]
    if not found:
        return one_group(points)
    scores = silhouettes(Plane.of(centres), [each for each, _ in found])
    best = max(range(len(scores)), key=lambda at: (scores[at], at))
    own, middles = found[best]
    return Grouping(own[labels], middles, dict(enumerate(scores, 2)))


def _first(points: Floats, count: int) -> Floats:
    _, at = np.unique(points, axis=0, return_index=True)
    return points[np.sort(at)[:count]]
