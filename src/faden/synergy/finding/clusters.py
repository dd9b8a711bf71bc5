"""Themes over all groups: statements that are near to each other, with a label in their own words.

Statements that are among each other's nearest are tied, and groups of them are found in which there are more such
ties than between them (modularity, by the Louvain algorithm: Blondel et al. 2008). A statement with weak ties belongs
to none. Themes that were there before hold their statements together, so that they stay themselves when others come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import bmat, csr_matrix
from scipy.sparse.csgraph import connected_components
from sknetwork.clustering import Louvain

from faden.synergy.finding.fusion import Corpus
from faden.synergy.finding.labels import Vocabulary
from faden.synergy.finding.neighbours import Neighbours
from faden.synergy.finding.representations import FAST, GOOD
from faden.synergy.finding.rows import Dense, Joined

WEIGHTS = {
    None: {"letters": 0.5, "letter_topics": 0.7},
    FAST: {"letters": 0.5, "letter_topics": 0.7, "fast": 0.5, "fast_topics": 0.7},
    GOOD: {"letters": 0.5, "letter_topics": 0.5, "good": 1.0, "good_topics": 0.7},
}
"""What each likeness counts by the role of the best model, in spreads from its mean. Measured on labelled cities, where
topics tell most, and on statements that ask for the same, where letters and meaning do."""
SMALLEST = 3
"""Statements of a theme."""
FINENESS = 2.5
"""The resolution for n statements is n^(1/3) / FINENESS: some 20 themes of 200 statements, 120 of 5,000."""
NEAREST = 3
"""So many nearest statements are tied to each one even where it is not among theirs: else the thirtieth that says the same
as others stood alone."""
LEAST_TIED = 0.2
"""Of all likeness of a statement to its nearest, or of what is usual for that, the share that must lie within its theme."""
STEADY = 1.0
"""How strongly a statement is tied to the theme it was in before, in usual ties."""
REMAINS = 0.25
"""A theme keeps its number in the cluster that has most of its statements, if it has this share of them."""
NOWHERE = -1

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Theme:
    """`number`: what the theme had before, None for a new one. `members`: numbers of statements, the telling ones first.

    `label`: at most three words; none where the statements share none.
    """

    number: int | None
    members: tuple[int, ...]
    label: tuple[str, ...]


def neighbours_wanted(size: int) -> int:
    """Return how many nearest statements of each one `themes` is best given: 6 of 200, 20 from some 5,000 on."""
    return int(np.clip(size**0.35, 6, 20))


def rows(corpus: Corpus) -> Joined:
    """Return the rows of a corpus in which statements of one theme are near: what `neighbours.nearest` is to be given."""
    best = next((role for role in (GOOD, FAST) if role in corpus.reference.models), None)
    assert corpus.reference.spreads is not None
    spreads = dict(zip(corpus.reference.measured, corpus.reference.spreads, strict=True))
    parts = {
        name: corpus.spaces[name] * np.float32(np.sqrt(weight / spreads[name]))
        for name, weight in WEIGHTS[best].items()
    }
    letters = parts.pop("letters")
    return Joined(np.hstack(list(parts.values())), letters)


def themes(
    texts: Sequence[str],
    neighbours: Neighbours,
    *,
    before: Sequence[int] | None = None,
    pinned: Sequence[int] | None = None,
    labels: Mapping[int, Sequence[str]] | None = None,
) -> list[Theme]:
    """Return themes of statements, the largest first; the same for the same input.

    `neighbours` of each statement among all, (n, k). `before` and `pinned`: of each statement the number of the theme
    it was in, and of the theme where a person put it, NOWHERE for none. What is pinned is in that theme, however small.
    `labels`: the words of themes' labels before, by number; they change only for clearly better ones.
    """
    size = len(texts)
    wanted = neighbours_wanted(size)
    near, likeness = neighbours[0][:, :wanted], np.maximum(neighbours[1][:, :wanted], 0)
    held = _numbers(pinned, size)
    was = np.where(held == NOWHERE, _numbers(before, size), held)
    cluster = _clusters(_ties(near, likeness), was)[_first_alike(texts)]
    inside = likeness * (cluster[near] == cluster[:, None])
    cluster[_is_weak(inside, likeness)] = NOWHERE
    number = np.where(held == NOWHERE, _numbered(cluster, was), held)
    telling = inside.sum(axis=1) + np.bincount(near.ravel(), inside.ravel(), minlength=size)
    vocabulary, former = Vocabulary(texts), labels or {}
    known, kept = set(was.tolist()), set(held.tolist())
    found = []
    for theme in np.unique(number[number != NOWHERE]).tolist():
        members = np.flatnonzero(number == theme)
        if len(members) >= SMALLEST or theme in kept:
            ordered = tuple(members[np.argsort(-telling[members], kind="stable")].tolist())
            label = vocabulary.label(ordered, former.get(theme, ()))
            found.append(Theme(theme if theme in known else None, ordered, label))
    return sorted(found, key=lambda theme: (-len(theme.members), theme.members))


def _is_weak(inside: Dense, likeness: Dense) -> NDArray[np.bool_]:
    """Tell which statements are hardly tied to their cluster; `inside`: their likeness to neighbours in it, (n, k)."""
    of_all = likeness.sum(axis=1)
    usual = np.median(of_all) if len(of_all) else 0
    weak: NDArray[np.bool_] = inside.sum(axis=1) < LEAST_TIED * np.maximum(of_all, usual)
    return weak


def _first_alike(texts: Sequence[str]) -> Numbers:
    """Return for each text the number of the first one with the same words."""
    first: dict[str, int] = {}
    return np.array([first.setdefault(text, number) for number, text in enumerate(texts)], np.int64)


def _numbers(given: Sequence[int] | None, size: int) -> Numbers:
    return np.full(size, NOWHERE, np.int64) if given is None else np.asarray(given, np.int64)


def _ties(near: NDArray[np.int32], likeness: Dense) -> csr_matrix:
    """Return the likeness of statements that are each among the other's nearest, or one among the NEAREST, (n, n)."""
    all_ties, first_ties = _one_way(near, likeness), _one_way(near[:, :NEAREST], likeness[:, :NEAREST])
    return all_ties.minimum(all_ties.T).maximum(first_ties.maximum(first_ties.T)).tocsr()


def _one_way(near: NDArray[np.int32], likeness: Dense) -> csr_matrix:
    size, k = near.shape
    bounds = np.arange(size + 1) * k
    return csr_matrix((likeness.ravel(), near.ravel(), bounds), shape=(size, size))


def _clusters(ties: csr_matrix, was: Numbers) -> Numbers:
    """Return the number of the cluster of each statement, (n,). Each theme that was is tied to its statements."""
    size = len(was)
    if not ties.nnz:
        return np.arange(size)
    members = np.flatnonzero(was != NOWHERE)
    former, column = np.unique(was[members], return_inverse=True)
    tie = np.full(len(members), STEADY * ties.sum() / ties.nnz, np.float32)
    kept = csr_matrix((tie, (members, column)), shape=(size, len(former)))
    graph = bmat([[ties, kept], [kept.T, None]], format="csr") if len(former) else ties
    # Not scikit-network's Leiden, which draws from C's rand() and gives another result each time.
    cluster = Louvain(resolution=size ** (1 / 3) / FINENESS).fit_predict(graph)
    # Louvain's clusters may fall apart.
    tied = graph.tocoo()
    same = cluster[tied.row] == cluster[tied.col]
    inside = csr_matrix((tied.data[same], (tied.row[same], tied.col[same])), shape=graph.shape)
    return np.asarray(connected_components(inside, directed=False)[1], np.int64)[:size]


def _numbered(cluster: Numbers, was: Numbers) -> Numbers:
    """Return the number of the theme of each statement: what it was before, or one that no theme had."""
    both = (cluster != NOWHERE) & (was != NOWHERE)
    pairs, shared = np.unique(np.stack([was[both], cluster[both]]), axis=1, return_counts=True)
    sizes = dict(zip(*np.unique(was, return_counts=True), strict=True))
    first_new = was.max(initial=NOWHERE) + 1
    number = np.where(cluster == NOWHERE, NOWHERE, first_new + cluster)
    taken: set[int] = set()
    given: set[int] = set()
    for at in np.lexsort((pairs[1], pairs[0], -shared)):
        theme, found = pairs[:, at].tolist()
        if theme not in given and found not in taken and shared[at] >= REMAINS * sizes[theme]:
            number[cluster == found] = theme
            given.add(theme)
            taken.add(found)
    return number
