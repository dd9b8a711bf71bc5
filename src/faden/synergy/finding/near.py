"""The texts nearest to a query in words, topics and meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from faden.synergy.finding.embedders import Embedder
from faden.synergy.finding.items import Item
from faden.synergy.finding.reference import Reference, Space
from faden.synergy.finding.representations import FAST, GOOD, describe

WEIGHTS: Mapping[frozenset[str], Mapping[str, float]] = {
    frozenset(): {"letters": 1, "letter_topics": 0.5},
    frozenset({"fast"}): {"letters": 1, "letter_topics": 0.25, "fast": 2, "fast_topics": 0.5},
    frozenset({"good"}): {"letters": 1, "letter_topics": 0.25, "good": 2, "good_topics": 0.5},
    frozenset({"fast", "good"}): {
        "letters": 1,
        "letter_topics": 0.25,
        "fast": 1,
        "fast_topics": 0.25,
        "good": 2,
        "good_topics": 0.5,
    },
}
"""What each likeness counts, in spreads from its mean, by the roles of the models there are.

Measured on statements that ask for the same. Other than for pairs of a programme (`fusion`), topics count little: what
is near is of the same topic anyway.
"""
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Near:
    """A text by its number and how near it is: spreads above the mean, only good for comparing within one query."""

    number: int
    score: float


def near(
    texts: Sequence[str], queries: Sequence[str], *, embedders: Sequence[Embedder] = (), top: int = 10
) -> list[list[Near]]:
    """Return for each query its `top` nearest texts, best first. A text that is the query itself is left out.

    Raises NotAvailable as the embedders do.
    """
    described, asked = describe(texts, embedders), describe(queries, embedders)
    reference, of_texts = Reference.fitted(
        [Item(str(number), "", "", text) for number, text in enumerate(texts)], described
    )
    own = {text: number for number, text in enumerate(texts)}
    found = scores(of_texts, reference.spaces(asked))
    return [
        [Near(int(at), float(row[at])) for at in _best(row, top, own.get(query, -1))]
        for query, row in zip(queries, found, strict=True)
    ]


def scores(of_texts: Mapping[str, Space], of_queries: Mapping[str, Space]) -> NDArray[np.float32]:
    """Return (queries, texts): the weighted likenesses of rows in the spaces of one reference."""
    weights = WEIGHTS[frozenset(of_texts) & {FAST, GOOD}]
    total = np.zeros((of_queries["letters"].shape[0], of_texts["letters"].shape[0]), np.float32)
    for name, rows in of_texts.items():
        mean, spread = _usual(rows)
        for start in range(0, len(total), BLOCK):
            found = of_queries[name][start : start + BLOCK] @ rows.T
            found = found.toarray() if isinstance(found, csr_matrix) else found
            total[start : start + BLOCK] += weights[name] * (found - mean) / spread
    return total


def _usual(rows: Space) -> tuple[float, float]:
    """Return mean and spread of the likenesses of texts to each other, from a sample of them."""
    drawn = np.random.default_rng(0).permutation(rows.shape[0])[:1000]
    found = rows[drawn] @ rows[drawn].T
    found = found.toarray() if isinstance(found, csr_matrix) else found
    values = found[np.triu_indices(len(drawn), 1)]
    return (float(values.mean()), float(values.std()) or 1.0) if len(values) else (0.0, 1.0)


def _best(row: NDArray[np.float32], top: int, without: int) -> NDArray[np.int64]:
    order = np.argsort(-row, kind="stable")
    best: NDArray[np.int64] = order[order != without][:top]
    return best
