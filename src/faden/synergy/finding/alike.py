"""What is most like each item, whatever its group: for "similar statements" beside one."""

from dataclasses import dataclass

from faden.synergy.finding.fusion import Corpus, Weights, products, sample_pairs
from faden.synergy.finding.neighbours import nearest
from faden.synergy.finding.ranking import mixed

NEAR = 2.5
"""Spreads above the mean likeness of two items from which they are called alike."""


@dataclass(frozen=True, slots=True)
class Alike:
    """The numbers of items, best first, and how like they are, in spreads above the mean."""

    numbers: list[int]
    likeness: list[float]


def alike(corpus: Corpus, *, count: int, weights: Weights | None = None) -> list[Alike]:
    """Return for each item at most `count` others that are like it."""
    if len(corpus.items) < 2:
        return [Alike([], []) for _ in corpus.items]
    rows = mixed(corpus, weights)
    first, second = sample_pairs([str(number) for number in range(len(corpus.items))])
    usual = products(rows.dense, first, second) + products(rows.sparse, first, second)
    mean, spread = float(usual.mean()), float(usual.std()) or 1.0
    numbers, likeness = nearest(rows, count)
    likeness = (likeness - mean) / spread
    return [
        Alike([int(one) for one in near[close]], [float(one) for one in like[close]])
        for near, like, close in zip(numbers, likeness, likeness >= NEAR, strict=True)
    ]
