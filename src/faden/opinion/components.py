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
_BLOCK = 2
_LONGEST = 40
"""Columns of the Krylov space before it starts again from its best directions."""
_STEPS = 600
_LEAST = 4
_NEARBY = 16


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

    Block Krylov iteration with Rayleigh-Ritz on the whole space built so far and thick restarts (Golub and Van Loan,
    Matrix Computations, 10.3; Musco and Musco 2015), until the residuals are below 1e-7 of the greatest eigenvalue.
    Deterministic; `start` (size, 2) are directions known before. Directions without variance are 0.
    """
    width = min(_BLOCK, size)
    random = np.random.default_rng(0)
    block = random.standard_normal((size, width))
    if start is not None:
        block = np.hstack([start[:, start.any(axis=0)], block])[:, : min(_BLOCK + 1, size)]
    block = np.linalg.qr(block)[0]
    space, image = block, apply(block)
    for step in range(_STEPS):
        # Directions known before may be the second and third of now: look around before believing them.
        if step >= _LEAST or space.shape[1] >= size:
            values, turned = np.linalg.eigh(_symmetric(space.T @ image))
            values, turned = values[::-1], turned[:, ::-1]
            best = turned[:, :DIMENSIONS]
            residuals = image @ best - (space @ best) * values[:DIMENSIONS]
            small = (np.linalg.norm(residuals, axis=0) <= 1e-7 * values[:1]).all()
            if small or space.shape[1] >= size:
                break
        if space.shape[1] + width > _LONGEST:
            kept = turned[:, : 4 * _BLOCK]
            space, image = space @ kept, image @ kept
            block = image[:, :width]
        else:
            block = image[:, -width:]
        block = _against(space, block)
        if not block.shape[1]:
            block = _against(space, random.standard_normal((size, width)))
        space, image = np.hstack([space, block]), np.hstack([image, apply(block)])
    nearby = np.zeros((size, max(DIMENSIONS, min(_NEARBY, space.shape[1]))))
    real = values[:_NEARBY] > 1e-10 * max(values[:1].max(initial=0), 1e-12)
    nearby[:, : len(real)] = (space @ turned[:, :_NEARBY]) * real
    return Directions(nearby[:, :DIMENSIONS], nearby)


def _symmetric(matrix: Floats) -> Floats:
    return (matrix + matrix.T) / 2


def _against(space: Floats, block: Floats) -> Floats:
    """Return an orthonormal basis of what `block` adds to `space`."""
    length = np.linalg.norm(block, axis=0)
    for _ in range(2):
        block = block - space @ (space.T @ block)
    left, sizes, _ = np.linalg.svd(block, full_matrices=False)
    room = space.shape[0] - space.shape[1]
    added: Floats = left[:, sizes > 1e-10 * length.max(initial=1e-300)][:, :room]
    return added
