"""What holds a picture of opinion steady while votes come in: axes, names of groups, their number."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from faden.opinion.packing import pack, unpack

Floats = NDArray[np.float64]

AGREEING = 4
"""So many results in a row must want the same number of groups before it changes."""
NEARER = 0.85
"""Somebody changes the group when the other centre is nearer by this factor."""

_MEMORY = b"faden opinion memory 1\n"


@dataclass(frozen=True, eq=False)
class Memory:
    """What the next result needs of this one.

    `vectors` (statements, 2): the axes; `labels` (participants,): each one's group, -1 none; `inside` (participants,):
    who was in the conversation; `names` (k,): the label of each group; `centres` (k, 2) in the same order. `unused`: the
    next label that no group has ever had. `wanted` for `times` results in a row: a number of groups other than now.
    """

    vectors: Floats
    labels: NDArray[np.int16]
    inside: NDArray[np.bool_]
    names: NDArray[np.int16]
    centres: Floats
    unused: int
    wanted: int = 0
    times: int = 0

    def to_bytes(self) -> bytes:
        """Return this as bytes; `from_bytes` gives back exactly the same."""
        facts = {"unused": self.unused, "wanted": self.wanted, "times": self.times}
        arrays = {name: getattr(self, name) for name in ("vectors", "labels", "inside", "names", "centres")}
        return pack(_MEMORY, facts, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` gave. Raises Unreadable for anything else."""
        facts, arrays = unpack(_MEMORY, data)
        known: dict[str, Any] = {**arrays, **facts}
        return cls(**known)


def steady_axes(vectors: Floats, before: Floats | None) -> Floats:
    """Return the axes (statements, 2) with a sign, or turned as near as possible to those `before`.

    Without a result before, each axis points to where its greatest loading is positive (scikit-learn's rule). With one,
    both are turned or mirrored together (orthogonal Procrustes, Schönemann 1966), which leaves all distances as they are.
    """
    if before is None or not before.any():
        greatest = np.abs(vectors).argmax(axis=0) if len(vectors) else np.zeros(2, int)
        signs = np.sign(vectors[greatest, [0, 1]]) if len(vectors) else np.ones(2)
        return vectors * np.where(signs == 0, 1, signs)
    known = min(len(vectors), len(before))
    left, _, right = np.linalg.svd(vectors[:known].T @ before[:known])
    turned: Floats = vectors @ (left @ right)
    return turned


def grown(vectors: Floats, height: int) -> Floats:
    """Return axes (statements, 2) for as many statements as there are now."""
    return np.concatenate([vectors, np.zeros((height - len(vectors), 2))])


def steady_k(best: int, possible: set[int], memory: Memory | None) -> tuple[int, int, int]:
    """Return how many groups to show, and what to remember: the number wanted instead, for how many results in a row.

    A number that is no longer possible changes at once.
    """
    shown = len(memory.names) if memory is not None else 0
    if memory is None or shown not in possible:
        return best, 0, 0
    if best == shown:
        return shown, 0, 0
    times = memory.times + 1 if memory.wanted == best else 1
    if times >= AGREEING:
        return best, 0, 0
    return shown, best, times


def steady_names(labels: NDArray[np.int64], count: int, memory: Memory | None) -> tuple[NDArray[np.int16], int]:
    """Return the label of each group (count,), and the next label never used.

    `labels` (participants,): group by place, -1 none. Groups keep the label of that one before with which they share
    most people (Hungarian method); the others get labels that nobody had.
    """
    if memory is None:
        return np.arange(count, dtype=np.int16), count
    before = memory.labels
    both = np.flatnonzero((labels[: len(before)] >= 0) & (before[: len(labels)] >= 0))
    shared = np.zeros((count, max(memory.unused, 1)))
    np.add.at(shared, (labels[both], before[both]), 1)
    current = np.isin(np.arange(shared.shape[1]), memory.names)
    shared[:, ~current] = 0
    names = np.full(count, -1, np.int16)
    for own, old in zip(*linear_sum_assignment(shared, maximize=True), strict=True):
        if shared[own, old] > 0:
            names[own] = old
    unused = memory.unused
    for own in np.flatnonzero(names < 0):
        names[own] = unused
        unused += 1
    return names, unused


def steady_members(
    points: Floats, own: NDArray[np.int64], centres: Floats, names: NDArray[np.int16], before: NDArray[np.int16]
) -> NDArray[np.int64]:
    """Return the group of each person by place, where those near a border stay where they were.

    `own` (people,): whose centre is nearest; `before` (people,): the label each had, -1 none. Somebody changes only when
    the nearest centre is clearly nearer than that of the group before.
    """
    place = np.full(int(max(names.max(initial=-1), before.max(initial=-1))) + 2, -1)
    place[names] = np.arange(len(names))
    old = place[before]
    distance = np.linalg.norm(points - centres[own], axis=1)
    stays = (old >= 0) & (distance > NEARER * np.linalg.norm(points - centres[old], axis=1))
    return np.where(stays, old, own)
