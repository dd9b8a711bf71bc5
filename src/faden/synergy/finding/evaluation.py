"""How good a ranking is: figures with intervals, against pairs that people labelled.

An interval is the middle 95 % of the figure over `ROUNDS` samples of items drawn with replacement: pairs that share an
item are not independent, so items are drawn and a pair counts as often as both of its items together (the pigeonhole
bootstrap, Owen 2007).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 500
SEED = 20301
DEPTHS = (10, 50, 100)
PER_ITEM = (5, 10)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and the interval that holds it in 95 of 100 samples."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with scores and labels. `a`, `b`: numbers of items; `relevant`: labelled as belonging together.

    A pair that the ranking does not hold has the score minus infinity.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    scores: Numbers
    relevant: NDArray[np.bool_]

    @classmethod
    def of(cls, scores: Mapping[tuple[str, str], float], relevant: set[tuple[str, str]]) -> "Scored":
        """Return the union of both, whichever way round a pair is given."""
        known = {_sorted(pair): score for pair, score in scores.items()}
        wanted = {_sorted(pair) for pair in relevant}
        pairs = [*known, *sorted(wanted - known.keys())]
        number = {item: at for at, item in enumerate(sorted({item for pair in pairs for item in pair}))}
        return cls(
            a=np.array([number[pair[0]] for pair in pairs], np.int64),
            b=np.array([number[pair[1]] for pair in pairs], np.int64),
            scores=np.array([known.get(pair, -np.inf) for pair in pairs], np.float64),
            relevant=np.array([pair in wanted for pair in pairs], bool),
        )


def evaluate(scored: Scored) -> dict[str, Figure]:
    """Return the figures by name. Raises ValueError where there are no two kinds of pairs to tell apart.

    Among equal scores the wrong pairs come first, so that nobody wins by giving all the same. What the ranking does not
    hold is found by nobody: it adds nothing to AP, recall and MAP, and comes last for AUC.
    """
    return _figures(scored, _measures(scored), len(_items(scored)))


def compare(ours: Scored, theirs: Scored) -> dict[str, Figure]:
    """Return by how much `ours` exceeds `theirs`, figure by figure, over the same samples of items.

    Both must hold the same pairs. Raises ValueError as `evaluate`, or where they do not.
    """
    order_ours, order_theirs = (np.lexsort((one.b, one.a)) for one in (ours, theirs))
    for name in ("a", "b", "relevant"):
        if not np.array_equal(getattr(ours, name)[order_ours], getattr(theirs, name)[order_theirs]):
            raise ValueError("the rankings hold different pairs")
    first, second = _measures(ours), _measures(theirs)

    def difference(name: str) -> Callable[[Numbers], float]:
        return lambda weights: first[name](weights) - second[name](weights)

    return _figures(ours, {name: difference(name) for name in first}, len(_items(ours)))


def _figures(scored: Scored, measures: Mapping[str, Callable[[Numbers], float]], items: int) -> dict[str, Figure]:
    if not scored.relevant.any() or scored.relevant.all():
        raise ValueError("there must be pairs that belong together and pairs that do not")
    drawn = np.random.default_rng(SEED).multinomial(items, np.full(items, 1 / items), ROUNDS).astype(np.float64)
    figures = {}
    for name, measure in measures.items():
        sampled = np.array([value for weights in drawn if not np.isnan(value := measure(weights))])
        low, high = np.quantile(sampled, [0.025, 0.975]) if len(sampled) else (np.nan, np.nan)
        figures[name] = Figure(measure(np.ones(items)), float(low), float(high))
    return figures


def _measures(scored: Scored) -> dict[str, Callable[[Numbers], float]]:
    """Return functions from the weights of items to figures; what does not depend on weights is done once."""
    order = np.lexsort((scored.relevant, -scored.scores))
    a, b = scored.a[order], scored.b[order]
    relevant, held = scored.relevant[order], scored.scores[order] > -np.inf
    lists = _lists(a, b, relevant, held)

    def weighted(measure: Callable[[Numbers, NDArray[np.bool_], NDArray[np.bool_]], float]) -> Callable[..., float]:
        return lambda weights: measure(weights[a] * weights[b], relevant, held)

    return {
        "AUC": weighted(_auc),
        "AP": weighted(_average_precision),
        **{f"precision@{depth}": weighted(_precision_at(depth)) for depth in DEPTHS},
        **{f"recall@{depth}": weighted(_recall_at(depth)) for depth in DEPTHS},
        "MAP": _mean(lists, _list_precision),
        **{f"item recall@{depth}": _mean(lists, _list_recall_at(depth)) for depth in PER_ITEM},
    }


def _auc(weights: Numbers, relevant: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
    good, bad = np.where(relevant, weights, 0), np.where(relevant, 0, weights)
    below = bad.sum() - np.cumsum(bad)
    return _share((good * below).sum(), good.sum() * bad.sum())


def _average_precision(weights: Numbers, relevant: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
    good = np.where(relevant, weights, 0)
    found = np.where(held, good, 0)
    precision = np.cumsum(found) / np.maximum(np.cumsum(weights), 1e-12)
    return _share((precision * found).sum(), good.sum())


def _precision_at(depth: int) -> Callable[[Numbers, NDArray[np.bool_], NDArray[np.bool_]], float]:
    def measure(weights: Numbers, relevant: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
        counted = _first(np.where(held, weights, 0), depth)
        return _share(counted[relevant].sum(), counted.sum())

    return measure


def _recall_at(depth: int) -> Callable[[Numbers, NDArray[np.bool_], NDArray[np.bool_]], float]:
    def measure(weights: Numbers, relevant: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
        counted = _first(np.where(held, weights, 0), depth)
        return _share(counted[relevant].sum(), weights[relevant].sum())

    return measure


def _first(weights: Numbers, depth: int) -> Numbers:
    """Return what of each weight lies within the first `depth`."""
    before = np.cumsum(weights) - weights
    return np.clip(depth - before, 0, weights)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")


def _lists(
    a: NDArray[np.int64], b: NDArray[np.int64], relevant: NDArray[np.bool_], held: NDArray[np.bool_]
) -> list[tuple[int, NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]]:
    """Return for each item with a relevant pair: its number, its partners in order, and which are relevant and held."""
    item, partner = np.concatenate([a, b]), np.concatenate([b, a])
    place = np.tile(np.arange(len(a)), 2)
    order = np.lexsort((place, item))
    starts = np.flatnonzero(np.diff(item[order], prepend=-1))
    lists = []
    for positions in np.split(order, starts[1:]):
        of = place[positions]
        if relevant[of].any():
            lists.append((int(item[positions[0]]), partner[positions], relevant[of], held[of]))
    return lists


def _mean(
    lists: Sequence[tuple[int, NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]],
    measure: Callable[[Numbers, NDArray[np.bool_], NDArray[np.bool_]], float],
) -> Callable[[Numbers], float]:
    """Return the mean over items; an item's partners count once, however often they are drawn."""
    ones = [measure(np.ones(len(partners)), relevant, held) for _, partners, relevant, held in lists]
    values, items = np.array(ones), np.array([item for item, *_ in lists], np.int64)

    def mean(weights: Numbers) -> float:
        return _share((values * weights[items]).sum(), weights[items].sum())

    return mean


def _list_precision(weights: Numbers, relevant: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
    return _average_precision(weights, relevant, held)


def _list_recall_at(depth: int) -> Callable[[Numbers, NDArray[np.bool_], NDArray[np.bool_]], float]:
    def measure(weights: Numbers, relevant: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
        return _share((relevant & held)[:depth].sum(), min(depth, relevant.sum()))

    return measure


def _items(scored: Scored) -> NDArray[np.int64]:
    return np.unique(np.concatenate([scored.a, scored.b]))


def _sorted(pair: tuple[str, str]) -> tuple[str, str]:
    return pair if pair[0] <= pair[1] else (pair[1], pair[0])
