"""Pairs of different groups that may belong together, best first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faden.synergy.finding import reasons
from faden.synergy.finding.embedders import Embedder
from faden.synergy.finding.frames import own_words
from faden.synergy.finding.fusion import FEATURES, SPACES, Corpus, Pairs, Rows, Weights, default_weights
from faden.synergy.finding.items import ASSESSMENT, PROPOSAL, Item
from faden.synergy.finding.neighbours import nearest
from faden.synergy.finding.reasons import Reason
from faden.synergy.finding.reference import Reference
from faden.synergy.finding.representations import Described, describe
from faden.synergy.finding.rows import Joined
from faden.synergy.finding.topics import topics

ALL_UP_TO = 600
"""Items up to which all pairs are scored; of more, each item's candidates."""
CANDIDATES = 40
"""Nearest ones of each item by all likenesses together, of more than ALL_UP_TO items."""
RELATED_GROUPS = 1.0
"""Groups are called related from so many spreads above the mean."""
SHARED_TOPIC = 0.1
"""What one topic must add to the likeness of two texts (which is 1 at most) to be named."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items of different groups, by their ids, the first before the second in the list of items.

    `rank` counts from 1. `features` in the order of `fusion.FEATURES`: what learning needs.
    """

    a: str
    b: str
    score: float
    rank: int
    reasons: tuple[Reason, ...]
    features: tuple[float, ...]


def rank(
    items: Sequence[Item],
    *,
    embedders: Sequence[Embedder] = (),
    top: int | None = None,
    weights: Weights | None = None,
) -> list[Pair]:
    """Return the `top` pairs of different groups, all candidates if None, best first; the same for the same items.

    Without embedders letters, words and topics decide. Raises NotAvailable as the embedders do.
    """
    corpus = gathered(items, describe(own_words(items), embedders))
    return ranked(corpus, *candidates(corpus, weights), top=top, weights=weights)


def gathered(items: Sequence[Item], described: Described, reference: Reference | None = None) -> Corpus:
    """Return `items` ready to be compared; `described` row by row. Without a reference one is fitted."""
    if reference:
        return Corpus(items, reference.spaces(described), reference)
    reference, spaces = Reference.fitted(items, described)
    return Corpus(items, spaces, reference)


def candidates(corpus: Corpus, weights: Weights | None = None) -> tuple[Pairs, Pairs]:
    """Return the numbers of the pairs worth scoring: all of different groups while there are few items."""
    size = len(corpus.items)
    if size <= ALL_UP_TO:
        first, second = np.triu_indices(size, 1)
        return _across(corpus, first, second)
    return candidates_for(corpus, np.arange(size), weights)


def candidates_for(corpus: Corpus, new: Pairs, weights: Weights | None = None) -> tuple[Pairs, Pairs]:
    """Return the pairs of the items with the numbers `new` and their nearest ones in the corpus."""
    rows = mixed(corpus, weights)
    queries = None if len(new) == len(corpus.items) else Joined(rows.dense[new], rows.sparse[new])
    near, _ = nearest(rows, min(CANDIDATES, len(corpus.items)), queries=queries)
    of = np.repeat(new, near.shape[1])
    first, second = np.minimum(of, near.ravel()), np.maximum(of, near.ravel())
    keys = np.unique(first * len(corpus.items) + second)
    return _across(corpus, keys // len(corpus.items), keys % len(corpus.items))


def mixed(corpus: Corpus, weights: Weights | None = None) -> Joined:
    """Return rows whose products are the weighted sum of the likenesses by letters and by topics."""
    of = (weights or default_weights(corpus.reference.models)).of
    assert corpus.reference.spreads is not None
    factors = {
        name: np.float32(np.sqrt(max(of.get(name, 0.0), 0.0) / corpus.reference.spreads[number]))
        for number, name in enumerate(SPACES)
    }
    of_topics = [rows * factors[name] for name, rows in corpus.spaces.items() if name.endswith("_topics")]
    return Joined(np.ascontiguousarray(np.hstack(of_topics), np.float32), corpus.spaces["letters"] * factors["letters"])


def ranked(
    corpus: Corpus, first: Pairs, second: Pairs, *, top: int | None = None, weights: Weights | None = None
) -> list[Pair]:
    """Return the pairs `first[k]`, `second[k]`, scored and sorted, with reasons."""
    features = corpus.features(first, second)
    weights = weights or default_weights(corpus.reference.models)
    scores = features @ weights.row()
    order = np.lexsort((second, first, -scores))[:top]
    meaning = _ranks_of_meaning(corpus, first, second, features, weights, order)
    of_group = Counter(item.group for item in corpus.items)
    others = {group: len(corpus.items) - size for group, size in of_group.items()}
    return [
        Pair(
            a=corpus.items[first[at]].id,
            b=corpus.items[second[at]].id,
            score=float(scores[at]),
            rank=number,
            reasons=tuple(_reasons(corpus, int(first[at]), int(second[at]), features[at], place, others)),
            features=tuple(map(float, features[at])),
        )
        for number, (at, place) in enumerate(zip(order, meaning, strict=True), 1)
    ]


def _across(corpus: Corpus, first: Pairs, second: Pairs) -> tuple[Pairs, Pairs]:
    groups = np.unique([item.group for item in corpus.items], return_inverse=True)[1] if corpus.items else first
    across = groups[first] != groups[second]
    return first[across], second[across]


def _ranks_of_meaning(
    corpus: Corpus, first: Pairs, second: Pairs, features: Rows, weights: Weights, order: Pairs
) -> NDArray[np.int64]:
    """Return for each pair of `order` the better of its places in both items' lists by meaning, 0 without a model."""
    if not corpus.reference.models:
        return np.zeros(len(order), np.int64)
    models = slice(2, len(SPACES))
    values = features[:, models] @ weights.row()[models]
    item, value = np.concatenate([first, second]), np.concatenate([values, values])
    by_item = np.lexsort((-value, item))
    starts = np.searchsorted(item[by_item], np.arange(len(corpus.items)))
    places = np.empty(len(item), np.int64)
    places[by_item] = np.arange(len(item)) - starts[item[by_item]] + 1
    return np.minimum(places[: len(first)], places[len(first) :])[order]


def _reasons(corpus: Corpus, a: int, b: int, features: Rows, place: int, others: Mapping[str, int]) -> Iterator[Reason]:
    """Yield the reasons of a pair; `others`: how many items are not of a group."""
    one, other = corpus.items[a], corpus.items[b]
    for kind, field in ((reasons.GOAL, "codes"), (reasons.PLACE, "places"), (reasons.ACTOR, "actors")):
        shared = frozenset(getattr(other, field))
        if names := tuple(name for name in dict.fromkeys(getattr(one, field)) if name in shared):
            yield Reason(kind, names)
    if same := reasons.same_words(one.text, other.text, corpus.reference.frequency, corpus.reference.size):
        yield same
    if named := shared_topics(corpus.spaces, a, b):
        yield Reason(reasons.TOPIC, named)
    if place and place <= max(3, others[one.group] // 20):
        yield Reason(reasons.MEANING, rank=int(place), of=others[one.group])
    if features[FEATURES.index("groups")] >= RELATED_GROUPS:
        yield Reason(reasons.GROUPS)
    if {one.kind, other.kind} == {ASSESSMENT, PROPOSAL}:
        yield Reason(reasons.ANSWER)


def shared_topics(spaces: Mapping[str, object], a: int, b: int) -> tuple[str, ...]:
    """Return the names of at most two topics that make two texts alike, the strongest first."""
    of_topics = [rows for name, rows in spaces.items() if name.endswith("_topics") and isinstance(rows, np.ndarray)]
    pairs = np.mean([np.maximum(rows[a], 0) * np.maximum(rows[b], 0) for rows in of_topics], axis=0)
    strongest = np.argsort(-pairs, kind="stable")[:2]
    return tuple(topics().names[number] for number in strongest if pairs[number] >= SHARED_TOPIC)
