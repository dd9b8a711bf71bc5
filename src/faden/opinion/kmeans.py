"""k-means for points on a plane, in portions that stay near the processor."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

_PORTION = 1 << 14
_FEW_GROUPS = 8


@dataclass(frozen=True, eq=False)
class Plane:
    """Weighted points (n, 2), float64. `weights` (n,) count how many people stand there."""

    points: Floats
    weights: Floats

    @classmethod
    def of(cls, points: Floats) -> "Plane":
        """Return the plane of these points, each one person."""
        return cls(points, np.ones(len(points)))

    @cached_property
    def spread(self) -> float:
        """The mean of the variances of x and y, as scikit-learn scales its tolerance."""
        return float(np.var(self.points, axis=0).mean()) if len(self.points) else 0.0

    @cached_property
    def moments(self) -> Floats:
        """Weight, weighted x, weighted y and weighted square of each point (4, n)."""
        x, y = self.points.T
        return np.stack([self.weights, self.weights * x, self.weights * y, self.weights * (x * x + y * y)])

    @cached_property
    def lifted(self) -> Floats:
        """X, y and 1 of each point (3, n)."""
        return _lifted(self.points)

    def binned(self, side: int) -> "Plane":
        """Return one point for each cell of a `side` × `side` grid with people: where they stand on average, how many."""
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        size = np.maximum(high - low, 1e-300)
        places = np.minimum(((self.points - low) / size * side).astype(np.int32), side - 1)
        number = places[:, 0] * side + places[:, 1]
        weight, x, y = (np.bincount(number, weights=row, minlength=side * side) for row in self.moments[:3])
        there = weight > 0
        return Plane(np.stack([x[there], y[there]], axis=1) / weight[there, None], weight[there].astype(np.float64))


def nearest(points: Floats, centres: Floats) -> Labels:
    """Return the index of the nearest centre for each point (n,), the first of equal ones."""
    return _nearest(_lifted(points), centres).astype(np.int64)


def _lifted(points: Floats) -> Floats:
    """Return x, y and 1 of each point (3, n)."""
    return np.vstack([points.T, np.ones(len(points))])


def _nearest(lifted: Floats, centres: Floats) -> NDArray[np.int16]:
    # Without the point's own square, which is the same for all centres.
    factors = np.empty((len(centres), 3))
    factors[:, :2] = -2 * centres
    factors[:, 2] = (centres * centres).sum(axis=1)
    distances = factors @ lifted
    best = distances[0]
    found = np.zeros(lifted.shape[1], np.int16)
    for at in range(1, len(centres)):
        closer = distances[at] < best
        np.maximum(found, closer * np.int16(at), out=found)
        if at + 1 < len(centres):
            best = np.minimum(best, distances[at])
    return found


def _sums(moments: Floats, labels: NDArray[np.integer], count: int) -> Floats:
    """Return weight, x and y by label (3, count)."""
    if count <= _FEW_GROUPS:
        members = (labels == np.arange(count, dtype=labels.dtype)[:, None]).astype(np.float64)
        summed: Floats = moments[:3] @ members.T
        return summed
    return np.stack([np.bincount(labels, weights=row, minlength=count) for row in moments[:3]])


def _step(plane: Plane, centres: Floats) -> Floats:
    """Return weight, x and y of the points nearest to each centre (3, k)."""
    if len(plane.points) <= _PORTION:
        return _sums(plane.moments, _nearest(plane.lifted, centres), len(centres))
    sums = np.zeros((3, len(centres)))
    for begin in range(0, len(plane.points), _PORTION):
        part = slice(begin, begin + _PORTION)
        sums += _sums(plane.moments[:, part], _nearest(plane.lifted[:, part], centres), len(centres))
    return sums


def lloyd(plane: Plane, centres: Floats, *, rounds: int = 300, tolerance: float = 1e-4) -> tuple[Labels, Floats]:
    """Return labels (n,) and centres (k, 2) after Lloyd's steps from `centres`.

    They end when the squared shifts of the centres add up to no more than `tolerance` times the plane's spread (the
    rule of scikit-learn) or after `rounds`. A centre that nobody is nearest to stays where it is.
    """
    for _ in range(rounds):
        sums = _step(plane, centres)
        moved = np.where(sums[:1] > 0, sums[1:] / np.maximum(sums[:1], 1e-300), centres.T).T
        shift = float(((moved - centres) ** 2).sum())
        centres = moved
        if shift <= tolerance * plane.spread:
            break
    return _nearest(plane.lifted, centres).astype(np.int64), centres


def inertia(plane: Plane, labels: Labels, count: int) -> float:
    """Return the sum of squared distances from the points to the means of their groups."""
    weight, x, y = _sums(plane.moments, labels, count)
    return float(plane.moments[3].sum() - ((x * x + y * y) / np.maximum(weight, 1e-300)).sum())


def spread_starts(plane: Plane, count: int, tries: int, random: np.random.Generator) -> list[Floats]:
    """Return up to `tries` sets of `count` start centres, drawn far apart (k-means++, Arthur and Vassilvitskii 2007)."""
    starts = []
    x, y = plane.points.T
    for _ in range(tries):
        chances = plane.weights
        closest = np.full(len(x), np.inf)
        chosen: list[int] = []
        while len(chosen) < count:
            ladder = np.cumsum(chances)
            if not len(ladder) or not ladder[-1] > 0:
                break
            drawn = int(np.searchsorted(ladder, random.random() * ladder[-1], side="right"))
            chosen.append(min(drawn, len(x) - 1))
            closest = np.minimum(closest, (x - x[chosen[-1]]) ** 2 + (y - y[chosen[-1]]) ** 2)
            chances = closest * plane.weights
        if len(chosen) == count:
            starts.append(plane.points[chosen])
    return starts


def silhouettes(plane: Plane, labelings: list[Labels]) -> list[float]:
    """Return the mean silhouette (Rousseeuw 1987) of each labelling, over weighted points.

    People at one point are 0 apart; somebody alone in a group counts 0. Needs n² distances, once for all labellings.
    """
    members = [(labels[:, None] == np.unique(labels)) * plane.weights[:, None] for labels in labelings]
    sums = _distances(plane.points, np.hstack(members)) if members else np.empty((0, 0))
    found, at = [], 0
    for group in members:
        width = group.shape[1]
        found.append(_silhouette(sums[:, at : at + width], group, plane.weights))
        at += width
    return found


def _distances(points: Floats, weights: Floats) -> Floats:
    """Return the distances from each point to all others, added up by columns of `weights` (n, columns)."""
    x, y = points.T
    sums = np.empty_like(weights)
    step = max(1, _PORTION // max(len(points), 1))
    for begin in range(0, len(points), step):
        part = slice(begin, begin + step)
        squares = (x[part, None] - x) ** 2
        squares += (y[part, None] - y) ** 2
        sums[part] = np.sqrt(squares, out=squares) @ weights
    return sums


def _silhouette(sums: Floats, group: Floats, weights: Floats) -> float:
    sizes = group.sum(axis=0)
    own = group > 0
    if len(sizes) < 2:
        return 0.0
    inside = sums[own] / np.maximum((own * sizes).sum(axis=1) - 1, 1e-300)
    outside = np.where(own, np.inf, sums / sizes).min(axis=1)
    alone = (own * sizes).sum(axis=1) <= 1
    each = np.where(alone, 0.0, (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-300))
    return float(np.average(each, weights=weights))
