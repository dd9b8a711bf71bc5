"""How many agree, disagree and pass: by group and statement, with the tests that Polis applies to such counts."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from faden.opinion.votes import Votes

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

SURE = 1.2816
"""z of a one-sided test at 90 %."""


def count(votes: Votes, labels: NDArray[np.integer], groups: int) -> Counts:
    """Return (groups, statements, 3): how many of each group agree, disagree, pass. Label -1 is nobody's group."""
    width = votes.width * 3
    sums = np.zeros((groups + 1) * width, np.int64)
    offsets = (labels.astype(np.int64) + 1) * width
    for begin, end, low, high in votes.portions() if groups else ():
        keys = np.repeat(offsets[begin:end], votes.counts[begin:end])
        keys += votes.codes(low, high)
        sums += np.bincount(keys, minlength=len(sums))
    return sums.reshape(groups + 1, votes.width, 3)[1:]


def kept_counts(votes: Votes, kept: NDArray[np.bool_]) -> Counts:
    """Return how many votes on `kept` statements (statements,) each participant has (participants,)."""
    ladder = np.concatenate([[0], np.cumsum(kept[votes.statements], dtype=np.int32)])
    return np.diff(ladder[votes.starts]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Shares:
    """What Polis derives from counts (groups, statements, 3); each array has [agree, disagree] in front."""

    counts: Counts

    @cached_property
    def seen(self) -> Counts:
        """All votes (groups, statements), passes with them."""
        found: Counts = self.counts.sum(axis=2)
        return found

    @cached_property
    def said(self) -> Counts:
        """Agreeing and disagreeing votes (2, groups, statements)."""
        return np.moveaxis(self.counts[:, :, :2], 2, 0)

    @cached_property
    def share(self) -> Floats:
        """(said + 1) / (seen + 2): near a half where little is known."""
        return (self.said + 1) / (self.seen + 2)

    @cached_property
    def share_test(self) -> Floats:
        """The z of the share against a half: 2 √(n+1) ((said+1)/(n+1) - ½)."""
        n = self.seen + 1
        found: Floats = 2 * np.sqrt(n) * ((self.said + 1) / n - 0.5)
        return found

    @cached_property
    def ratio(self) -> Floats:
        """The share in the group over that in all other groups together."""
        return self.share / ((self._others_said + 1) / (self._others_seen + 2))

    @cached_property
    def ratio_test(self) -> Floats:
        """The z of the difference of both proportions, pooled, one added to each count; 0 where all say the same."""
        return difference_test(self.said, self.seen, self._others_said, self._others_seen)

    @cached_property
    def all_groups(self) -> Floats:
        """The product of the shares over all groups (2, statements): group-aware consensus."""
        found: Floats = self.share.prod(axis=1)
        return found

    @property
    def _others_said(self) -> Counts:
        found: Counts = self.said.sum(axis=1, keepdims=True) - self.said
        return found

    @property
    def _others_seen(self) -> Counts:
        found: Counts = self.seen.sum(axis=0) - self.seen
        return found


def difference_test(said: Counts, seen: Counts, other_said: Counts, other_seen: Counts) -> Floats:
    """Return z of the difference of two proportions as Polis takes it."""
    first, second, one, two = said + 1, other_said + 1, seen + 1, other_seen + 1
    pooled = (first + second) / (one + two)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / one + 1 / two))
    found: Floats = np.where(spread > 0, (first / one - second / two) / np.where(spread > 0, spread, 1), 0.0)
    return found
