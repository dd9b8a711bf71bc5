"""From many likenesses of two items to one score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from faden.synergy.finding.items import ASSESSMENT, GOAL, PROPOSAL, QUESTION, Item
from faden.synergy.finding.reference import SAMPLE, Reference, Space

SPACES = ("letters", "letter_topics", "fast", "fast_topics", "good", "good_topics")
MEASURED = (*SPACES, "groups", "length")
"""Features that are counted in spreads from their mean over pairs of different groups."""
FEATURES = (*MEASURED, "code", "place", "actor", "both_goals", "one_goal", "answer", "question", "questions")
CHUNK = 4096

Pairs = NDArray[np.int64]
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts; one that is not named counts nothing."""

    of: Mapping[str, float]

    def row(self) -> Rows:
        """Return the weights in the order of FEATURES."""
        return np.array([self.of.get(name, 0.0) for name in FEATURES], np.float32)


ALONE = {
    "length": 0.2,
    "code": 1.0,
    "place": 0.5,
    "actor": 0.5,
    "both_goals": 0.6,
    "one_goal": 0.4,
    "question": -0.2,
    "questions": -2.0,
}
"""Code, place, actor and questions are set by hand: the labelled cities share few codes, have no lists of places and
actors, and few questions that are asked of every project in the same words, which is what two questions alike often are."""
LETTERS_ONLY = Weights({**ALONE, "letters": 0.15, "letter_topics": 0.9, "groups": 0.2})
WITH_FAST = Weights({**ALONE, "letters": 0.1, "letter_topics": 0.65, "fast": 0.05, "fast_topics": 0.45, "groups": 0.15})
WITH_GOOD = Weights({**ALONE, "letters": 0.1, "letter_topics": 0.43, "good": 0.1, "good_topics": 0.72, "groups": 0.1})
WITH_BOTH = Weights(
    {
        **ALONE,
        "letters": 0.1,
        "letter_topics": 0.4,
        "fast": 0.05,
        "fast_topics": 0.15,
        "good": 0.1,
        "good_topics": 0.65,
        "groups": 0.1,
    }
)
"""The coefficients of logistic regressions on the labelled pairs of five invented cities (bezirk, hafen, mittelgebirge, rhein, ulmenfurt), rounded; topics learned
without the city in question, clear pairs counted twice. Trained on four, tested on the fifth they are no better."""


def default_weights(models: Mapping[str, str]) -> Weights:
    """Return the weights for the models of a reference."""
    if "good" in models:
        return WITH_BOTH if "fast" in models else WITH_GOOD
    return WITH_FAST if "fast" in models else LETTERS_ONLY


class Corpus:
    """Items with their rows in every space: what pairs are compared in."""

    def __init__(self, items: Sequence[Item], spaces: Mapping[str, Space], reference: Reference) -> None:
        self.items = items
        self.spaces = spaces
        groups = {name: number for number, name in enumerate(reference.group_names)}
        self._known = np.array([groups.get(item.group, -1) for item in items], np.int64)
        self._group_rows = reference.groups
        self._lengths = np.log(np.array([max(1, len(item.text)) for item in items], np.float32))
        self._kinds = np.array([item.kind for item in items])
        self.reference = reference if reference.measured else self._measured(reference)

    def features(self, first: Pairs, second: Pairs) -> Rows:
        """Return (pairs, FEATURES) of the items with the numbers `first` and `second`."""
        measured = self._likenesses(first, second)
        assert self.reference.means is not None
        assert self.reference.spreads is not None
        measured = (measured - self.reference.means) / self.reference.spreads
        absent = [name not in self.spaces for name in SPACES]
        measured[:, : len(SPACES)][:, absent] = 0
        return np.hstack([measured, self._plain(first, second)]).astype(np.float32)

    def likeness(self, space: str, first: Pairs, second: Pairs) -> Rows:
        """Return the products of the rows in one space, (pairs,)."""
        rows = self.spaces[space]
        found = [
            products(rows, first[start:end], second[start:end])
            for start, end in pairwise([*range(0, len(first), CHUNK), len(first)])
        ]
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def _likenesses(self, first: Pairs, second: Pairs) -> Rows:
        columns = [
            self.likeness(name, first, second) if name in self.spaces else np.zeros(len(first), np.float32)
            for name in SPACES
        ]
        return np.stack([*columns, self._related(first, second), self._lengths[first] + self._lengths[second]], axis=1)

    def _related(self, first: Pairs, second: Pairs) -> Rows:
        if self._group_rows is None or not len(self._group_rows):
            return np.zeros(len(first), np.float32)
        table = self._group_rows @ self._group_rows.T
        known = (self._known[first] >= 0) & (self._known[second] >= 0)
        usual = table[~np.eye(len(table), dtype=bool)].mean() if len(table) > 1 else 0.0
        return np.where(known, table[self._known[first], self._known[second]], usual).astype(np.float32)

    def _plain(self, first: Pairs, second: Pairs) -> Rows:
        kinds_a, kinds_b = self._kinds[first], self._kinds[second]
        goals = (kinds_a == GOAL).astype(np.int64) + (kinds_b == GOAL)
        answer = ((kinds_a == ASSESSMENT) & (kinds_b == PROPOSAL)) | ((kinds_a == PROPOSAL) & (kinds_b == ASSESSMENT))
        question = (kinds_a == QUESTION) | (kinds_b == QUESTION)
        return np.stack(
            [
                *(self._shared(field, first, second) for field in ("codes", "places", "actors")),
                goals == 2,
                goals == 1,
                answer,
                question,
                (kinds_a == QUESTION) & (kinds_b == QUESTION),
            ],
            axis=1,
        ).astype(np.float32)

    def _shared(self, field: str, first: Pairs, second: Pairs) -> NDArray[np.bool_]:
        """Tell which pairs share a value of `field`."""
        values = [frozenset(getattr(item, field)) for item in self.items]
        has = np.array([bool(value) for value in values], bool)
        shared: NDArray[np.bool_] = has[first] & has[second]
        shared[shared] = [
            not values[a].isdisjoint(values[b]) for a, b in zip(first[shared], second[shared], strict=True)
        ]
        return shared

    def _measured(self, reference: Reference) -> Reference:
        first, second = sample_pairs([item.group for item in self.items])
        return reference.measuring(MEASURED, self._likenesses(first, second))


def sample_pairs(groups: Sequence[str]) -> tuple[Pairs, Pairs]:
    """Return pairs of different groups: all, or SAMPLE of them drawn at random, the same for the same groups."""
    size = len(groups)
    number = np.unique(np.array(groups), return_inverse=True)[1] if size else np.zeros(0, np.int64)
    if size * (size - 1) // 2 <= SAMPLE:
        first, second = np.triu_indices(size, 1)
    else:
        drawn = np.random.default_rng(size).integers(0, size, (2, 2 * SAMPLE))
        first, second = drawn[:, drawn[0] != drawn[1]][:, :SAMPLE]
    across = number[first] != number[second]
    return first[across], second[across]


def products(rows: Space, first: Pairs, second: Pairs) -> Rows:
    """Return the products of the rows `first[k]` and `second[k]`, (pairs,)."""
    if isinstance(rows, csr_matrix):
        return np.asarray(rows[first].multiply(rows[second]).sum(axis=1), np.float32).ravel()
    products: Rows = np.einsum("ij,ij->i", rows[first], rows[second])
    return products
