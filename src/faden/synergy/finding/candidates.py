"""Which rows may be the nearest ones, found without comparing all. Two ways, because each alone misses many.

Lists (champion lists: Manning, Raghavan and Schütze 2008, 7.1.3) hold for each sparse column only the rows in which it
weighs most, and find who shares what is rare. A graph of near ones (HNSW: Malkov and Yashunin 2016) over short dense
rows finds who is alike altogether; what is sparse goes into it as a sketch.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from faden.synergy.finding.rows import Dense, Parts

LONGEST = 100
"""Rows in the list of a column."""
HEAVIEST = 64
"""Columns of a query whose lists are read."""
LISTED, GRAPHED = 64, 64
"""Candidates of each way, at least; with more neighbours wanted, more."""
SHORT = 256
"""Columns of the rows in the graph."""
SKETCH, SPREAD = 384, 8
"""Columns of a sketch, and to how many of them each sparse column goes (Kane and Nelson 2014).

Products of sketches scatter around those of the rows by 1/√SKETCH.
"""
SAMPLE = 10_000
"""Rows from which the directions of the largest spread are reckoned."""
GROWING = 64
"""Nodes that the graph looks at when it takes in another."""
BLOCK = 8_192


class Proposals:
    """The candidates of each of the rows that are asked for, among those that are known."""

    def __init__(self, known: Parts, asked: Parts, k: int, *, threads: int) -> None:
        self._graphed = _graphed(known, asked, min(known.size, max(GRAPHED, 3 * k // 2)), threads)
        self._first = np.arange(min(known.size, k + 1), dtype=np.int32)
        self._asked = asked.sparse
        self._lists = heaviest(known.sparse.T.tocsr(), LONGEST) if known.sparse is not None else None
        self._listed = max(LISTED, k)

    def of(self, start: int, end: int) -> Iterator[NDArray[np.int32]]:
        """Yield the candidates of the rows from `start` to before `end`, each in ascending order, more than k."""
        shared = None
        if self._lists is not None and self._asked is not None:
            shared = heaviest(self._asked[start:end], HEAVIEST) @ self._lists
        for line in range(end - start):
            candidates = np.unique(self._graphed[start + line])
            if shared is not None:
                candidates = np.union1d(candidates, _strongest(shared, line, self._listed))
            yield candidates if len(candidates) >= len(self._first) else np.union1d(candidates, self._first)


def heaviest(rows: csr_matrix, count: int) -> csr_matrix:
    """Return `rows` with only the `count` largest values of each, of equal ones the first."""
    kept = np.ones(rows.nnz, bool)
    for row in np.flatnonzero(np.diff(rows.indptr) > count):
        begin, end = rows.indptr[row], rows.indptr[row + 1]
        values = rows.data[begin:end]
        edge = np.partition(values, end - begin - count)[end - begin - count]
        above = values > edge
        above[np.flatnonzero(values == edge)[: count - np.count_nonzero(above)]] = True
        kept[begin:end] = above
    bounds = np.concatenate([[0], np.cumsum(np.minimum(np.diff(rows.indptr), count))])
    return csr_matrix((rows.data[kept], rows.indices[kept], bounds), shape=rows.shape)


def _strongest(shared: csr_matrix, line: int, count: int) -> NDArray[np.int32]:
    own = slice(shared.indptr[line], shared.indptr[line + 1])
    found, weight = shared.indices[own], shared.data[own]
    strongest: NDArray[np.int32] = found if len(found) <= count else found[np.argpartition(-weight, count)[:count]]
    return strongest


def _graphed(known: Parts, asked: Parts, count: int, threads: int) -> NDArray[np.int32]:
    """Return about the `count` nearest by the cosine of short rows, (m, count).

    The graph grows in one thread: so it is the same each time.
    """
    from usearch.index import BatchMatches, Index

    signs = _signs(known.sparse.shape[1]) if known.sparse is not None else None
    sample = np.linspace(0, known.size - 1, min(known.size, SAMPLE)).astype(np.int64)
    directions = _directions(_dense(known, signs, sample))
    graph = Index(ndim=directions.shape[1], metric="cos", dtype="i8", expansion_add=GROWING, expansion_search=count)
    for start in range(0, known.size, BLOCK):
        numbers = np.arange(start, min(start + BLOCK, known.size))
        graph.add(numbers, _dense(known, signs, numbers) @ directions, threads=1)
    found = np.zeros((asked.size, count), np.int32)
    for start in range(0, asked.size, BLOCK):
        numbers = np.arange(start, min(start + BLOCK, asked.size))
        matches = graph.search(_dense(asked, signs, numbers) @ directions, count, threads=threads)
        keys = np.atleast_2d(matches.keys)  # of one query it gives no table
        reached = matches.counts[:, None] if isinstance(matches, BatchMatches) else keys.shape[1]
        # From some rows the graph may reach fewer: the first one again.
        found[numbers] = keys[:, :1]
        found[numbers, : keys.shape[1]] = np.where(np.arange(keys.shape[1]) < reached, keys, keys[:, :1])
    return found


def _dense(rows: Parts, signs: csr_matrix | None, numbers: NDArray[np.int64]) -> Dense:
    """Return rows whose products are about those of `rows`, (numbers, columns)."""
    parts = [] if rows.dense is None else [rows.dense[numbers]]
    if signs is not None and rows.sparse is not None:
        parts.append((rows.sparse[numbers] @ signs).toarray())
    return np.hstack(parts).astype(np.float32, copy=False)


def _directions(rows: Dense) -> Dense:
    """Return the SHORT directions in which rows spread most, (columns, SHORT): principal axes, not centred."""
    if rows.shape[1] <= SHORT:
        return np.eye(rows.shape[1], dtype=np.float32)
    _, axes = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(axes[:, ::-1][:, :SHORT], np.float32)


def _signs(columns: int) -> csr_matrix:
    """Return the matrix that makes sketches, (columns, SKETCH), the same for the same number of columns."""
    draw = np.random.default_rng(columns)
    width = SKETCH // SPREAD
    places = draw.integers(0, width, (columns, SPREAD)) + np.arange(SPREAD) * width
    signs = draw.choice(np.array([-1, 1], np.float32), (columns, SPREAD)) / np.float32(SPREAD**0.5)
    return csr_matrix((signs.ravel(), places.ravel(), np.arange(columns + 1) * SPREAD), shape=(columns, SKETCH))
