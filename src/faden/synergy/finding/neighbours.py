"""The nearest rows of each row: reckoned exactly for few, with an index for many.

The likeness of two rows is their product, which is the cosine where rows have length 1. Rows are dense, sparse or both
at once; every way and every form of rows gives the same kind of answer.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from faden.synergy.finding.candidates import Proposals
from faden.synergy.finding.embedders.threads import limited
from faden.synergy.finding.rows import Dense, Parts, Rows

Neighbours = tuple[NDArray[np.int32], Dense]
"""Numbers of rows, (m, k), and their likeness, (m, k): the nearest first, equally near ones by their numbers."""

EXACT_UP_TO = 8_000
"""Queries; for more of them an index is built. To build and ask it costs as much as so many exact ones, nearly
independent of the number of rows, because both grow with it."""
DECIMALS = 5
"""Likenesses are rounded: the order of sums differs between ways of multiplying matrices."""
FEW = 16
"""Queries for which sparse rows are gone through as they are; for more, by columns, which takes a moment to prepare."""
BLOCK_BYTES = 1 << 26


def nearest(rows: Rows, k: int, *, queries: Rows | None = None, threads: int = 1) -> Neighbours:
    """Return the `k` nearest of `rows` for each query, (m, k); fewer columns where there are fewer rows.

    Without `queries` each row is one, and is not its own neighbour; with them, of the same form as `rows`. With more
    than EXACT_UP_TO queries two or three neighbours in a hundred are missed for others that are nearly as near. The
    same input gives the same output.
    """
    asked = Parts.of(rows if queries is None else queries).size
    return (exact if asked <= EXACT_UP_TO else approximate)(rows, k, queries=queries, threads=threads)


def exact(rows: Rows, k: int, *, queries: Rows | None = None, threads: int = 1) -> Neighbours:
    """Return the same as `nearest` from the products of each query with all rows, a block of queries at a time."""
    known, asked = Parts.of(rows), Parts.of(rows if queries is None else queries)
    k = max(0, min(k, known.size - (queries is None)))
    by_column = known.sparse.T.tocsr() if known.sparse is not None and asked.size > FEW else None

    def of(start: int, end: int) -> Neighbours:
        likeness = np.zeros((end - start, known.size), np.float32)
        if known.dense is not None and asked.dense is not None:
            np.matmul(asked.dense[start:end], known.dense.T, out=likeness)
        if known.sparse is not None and asked.sparse is not None:
            some = asked.sparse[start:end]
            likeness += (known.sparse @ some.T.toarray()).T if by_column is None else (some @ by_column).toarray()
        if queries is None:
            likeness[np.arange(end - start), np.arange(start, end)] = -np.inf
        return _largest(np.round(likeness, DECIMALS, out=likeness), k)

    return in_blocks(of, asked.size, k, max(1, BLOCK_BYTES // (4 * max(1, known.size))), threads)


def approximate(rows: Rows, k: int, *, queries: Rows | None = None, threads: int = 1) -> Neighbours:
    """Return the same as `nearest` among the candidates of each query, with exact likenesses.

    Time grows with n·log n. There may be at most 2**31 rows.
    """
    known, asked = Parts.of(rows), Parts.of(rows if queries is None else queries)
    k = max(0, min(k, known.size - (queries is None)))
    with limited(threads):
        proposals = Proposals(known, asked, k, threads=threads)
    columns = known.sparse.shape[1] if known.sparse is not None else 0

    def of(start: int, end: int) -> Neighbours:
        numbers, likeness = np.zeros((end - start, k), np.int32), np.zeros((end - start, k), np.float32)
        row = np.zeros(columns, np.float32)
        for line, candidates in enumerate(proposals.of(start, end)):
            at = start + line
            among = candidates[candidates != at] if queries is None else candidates
            products = np.zeros(len(among), np.float32)
            if known.dense is not None and asked.dense is not None:
                products += known.dense[among] @ asked.dense[at]
            if known.sparse is not None and asked.sparse is not None:
                own = slice(asked.sparse.indptr[at], asked.sparse.indptr[at + 1])
                row[asked.sparse.indices[own]] = asked.sparse.data[own]
                products += known.sparse[among] @ row
                row[asked.sparse.indices[own]] = 0
            products = np.round(products, DECIMALS)
            order = np.argsort(-products, kind="stable")[:k]
            numbers[line], likeness[line] = among[order], products[order]
        return numbers, likeness

    return in_blocks(of, asked.size, k, 256, threads)


def in_blocks(of: Callable[[int, int], Neighbours], size: int, k: int, block: int, threads: int) -> Neighbours:
    """Return what `of(start, end)` gives for blocks of `size` queries, one below the other."""
    numbers, likeness = np.zeros((size, k), np.int32), np.zeros((size, k), np.float32)

    def fill(bounds: tuple[int, int]) -> None:
        part = slice(*bounds)
        numbers[part], likeness[part] = of(*bounds)

    bounds = list(pairwise([*range(0, size, block), size]))
    with limited(1), ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, bounds))
    return numbers, likeness


def _largest(likeness: Dense, k: int) -> Neighbours:
    """Return the `k` largest of each line; of equal ones at the edge those with the smallest numbers."""
    if k == 0:
        return np.zeros((len(likeness), 0), np.int32), np.zeros((len(likeness), 0), np.float32)
    numbers = np.argpartition(-likeness, k - 1, axis=1)[:, :k]
    edge = np.take_along_axis(likeness, numbers, axis=1).min(axis=1, keepdims=True)
    for line in np.flatnonzero((likeness >= edge).sum(axis=1) > k):
        above = np.flatnonzero(likeness[line] > edge[line])
        level = np.flatnonzero(likeness[line] == edge[line])
        numbers[line] = np.concatenate([above, level[: k - len(above)]])
    numbers.sort(axis=1)
    found = np.take_along_axis(likeness, numbers, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    return np.take_along_axis(numbers, order, axis=1).astype(np.int32), np.take_along_axis(found, order, axis=1)
