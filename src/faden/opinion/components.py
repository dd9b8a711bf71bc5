"""The two directions in which votes differ most, and where they put each person.

What somebody has not seen counts as the statement's mean. After centring such a cell is 0, so that the centred matrix
is as sparse as the votes, and its covariance is that of the whole mean-imputed matrix, exactly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from faden.opinion.votes import Votes

Floats = NDArray[np.float64]
Apply = Callable[[Floats], Floats]

DIMENSIONS = 2
_LONGEST = 40
"""Columns of the Krylov space before it starts again from its best directions."""
_STEPS = 600
_LEAST = 6
_NEARBY = 16
_KEPT = 8


def means(totals: NDArray[np.int64], kept: NDArray[np.bool_]) -> Floats:
    """Return the mean vote on each statement (statements,) from how many agree, disagree, pass (statements, 3).

    0 where nobody voted or the statement is not `kept`.
    """
    found: Floats = np.where(kept, (totals[:, 0] - totals[:, 1]) / np.maximum(totals.sum(axis=1), 1), 0.0)
    return found


def centred(votes: Votes, middle: Floats, kept: NDArray[np.bool_]) -> Any:
    """Return the votes less their means as a scipy CSR array; statements that are not `kept` are 0."""
    table, data = _table(middle, kept), np.empty(len(votes))
    for _, _, low, high in votes.portions():
        np.take(table, votes.codes(low, high), out=data[low:high], mode="clip")
    return votes.matrix(data)


def projected(votes: Votes, middle: Floats, kept: NDArray[np.bool_], vectors: Floats) -> Floats:
    """Return the centred votes along `vectors` (participants, 2) without keeping the centred votes."""
    table, found = _table(middle, kept), np.empty((votes.height, vectors.shape[1]))
    for begin, end, low, high in votes.portions():
        rows = (votes.starts[begin : end + 1] - low).astype(np.int32)
        part = table[votes.codes(low, high)], votes.statements[low:high], rows
        found[begin:end] = csr_array(part, (end - begin, votes.width), copy=False) @ vectors
    return found


def _table(middle: Floats, kept: NDArray[np.bool_]) -> Floats:
    """Return what each code of a vote is worth, less the statement's mean."""
    return np.where(kept[:, None], np.array([1.0, -1.0, 0.0]) - middle[:, None], 0.0).reshape(-1)


@dataclass(frozen=True, eq=False)
class Directions:
    """`vectors` (size, 2): the first eigenvectors; `nearby` (size, up to 16): they and rough versions of the next."""

    vectors: Floats
    nearby: Floats


def leading(apply: Apply, size: int, *, start: Floats | None = None) -> Directions:
    """Return the first two eigenvectors of the symmetric, non-negative operator `apply` on `size` dimensions.

    Krylov iteration with Rayleigh-Ritz on the whole space built so far and thick restarts (Golub and Van Loan, Matrix
    Computations, 10.3; Wu and Simon 2000), until the residuals are below 1e-7 of the greatest eigenvalue. It starts
    with two directions, so that equal eigenvalues are both found, and then adds one at a time, the greatest residual.
    Deterministic; `start` (size, 2) are directions known before. Directions without variance are 0.
    """
    random = np.random.default_rng(0)
    block = random.standard_normal((size, min(DIMENSIONS, size)))
    if start is not None:
        block = np.hstack([start[:, start.any(axis=0)], block])[:, : min(DIMENSIONS + 1, size)]
    space = _Space(apply, np.linalg.qr(block)[0].T)
    for step in range(_STEPS):
        # Directions known before may be the second and third of now: look around before believing them.
        residuals = space.residuals(DIMENSIONS if step >= _LEAST else DIMENSIONS + 1)
        lengths = np.linalg.norm(residuals, axis=1)
        if space.count == size or (step >= _LEAST and (lengths <= 1e-7 * space.values[0]).all()):
            break
        if space.count == _LONGEST:
            space.shrink(_KEPT)
        added = space.add(residuals[lengths.argmax()])
        while not added:
            added = space.add(random.standard_normal(size))
    nearby = np.zeros((size, max(DIMENSIONS, min(_NEARBY, space.count))))
    real = space.values[:_NEARBY] > 1e-10 * max(space.values[:1].max(initial=0), 1e-12)
    nearby[:, : len(real)] = space.best(_NEARBY).T * real
    return Directions(nearby[:, :DIMENSIONS], nearby)


class _Space:
    """Orthonormal directions, what the operator makes of them, and the best directions within their span."""

    def __init__(self, apply: Apply, directions: Floats) -> None:
        self.apply = apply
        self.count, size = directions.shape
        self._directions, self._images = np.empty((2, _LONGEST, size))
        self._directions[: self.count] = directions
        self._images[: self.count] = apply(directions.T).T
        self._between = np.zeros((_LONGEST, _LONGEST))
        self._between[: self.count, : self.count] = self._directions[: self.count] @ self._images[: self.count].T
        self._solve()

    def residuals(self, count: int) -> Floats:
        """Return by how much the image of each of the best directions is not its multiple (count, size)."""
        found: Floats = self._turned(self._images, count) - self.values[:count, None] * self.best(count)
        return found

    def best(self, count: int) -> Floats:
        """Return the directions with the greatest values (count, size)."""
        return self._turned(self._directions, count)

    def shrink(self, count: int) -> None:
        """Keep the best directions alone."""
        kept = self.best(count), self._turned(self._images, count)
        self._directions[:count], self._images[:count] = kept
        self.count, self._between[:count, :count] = count, np.diag(self.values[:count])

    def add(self, direction: Floats) -> bool:
        """Take in what is new in a direction, and say whether there is anything."""
        before, length = self._directions[: self.count], np.linalg.norm(direction)
        for _ in range(2):
            direction = direction - (before @ direction) @ before
        rest = np.linalg.norm(direction)
        if rest <= 1e-10 * max(float(length), 1e-300):
            return False
        self._directions[self.count] = direction / rest
        self._images[self.count] = self.apply(self._directions[self.count][:, None])[:, 0]
        self.count += 1
        beside = self._directions[: self.count] @ self._images[self.count - 1]
        self._between[: self.count, self.count - 1] = self._between[self.count - 1, : self.count] = beside
        self._solve()
        return True

    def _solve(self) -> None:
        values, turned = np.linalg.eigh(self._between[: self.count, : self.count])
        self.values: Floats = values[::-1]
        self._coordinates: Floats = turned[:, ::-1]

    def _turned(self, rows: Floats, count: int) -> Floats:
        found: Floats = self._coordinates[:, :count].T @ rows[: self.count]
        return found
