"""How sure groups of opinion are: how alike they would look had others of the same kind taken part."""

import numpy as np
from numpy.typing import NDArray

from faden.opinion.groups import coarse
from faden.opinion.kmeans import Floats, Labels, Plane, inertia, lloyd, nearest, spread_starts

MOST = 20_000
"""Of more people so many are drawn, which makes groups look a little less sure than they are."""


def adjusted_rand(one: NDArray[np.integer], two: NDArray[np.integer]) -> float:
    """Return how far two groupings of the same people agree, 1 fully, 0 as chance would (Hubert and Arabie 1985)."""
    table = np.zeros((int(one.max(initial=0)) + 1, int(two.max(initial=0)) + 1))
    np.add.at(table, (one, two), 1)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    together, first, second = (float((part * (part - 1)).sum()) / 2 for part in (table, rows, columns))
    pairs = len(one) * (len(one) - 1) / 2
    expected = first * second / pairs if pairs else 0.0
    top = (first + second) / 2
    return 1.0 if top == expected else (together - expected) / (top - expected)


def stability(
    places: Floats,
    scales: Floats,
    inside: NDArray[np.bool_],
    labels: Labels,
    count: int,
    *,
    rounds: int,
    random: np.random.Generator,
) -> float:
    """Return the mean agreement (adjusted Rand index, 0 to 1) of groups over `rounds` bootstraps of the participants.

    `places` (people, r): centred votes along the r leading directions; `scales` (people,): what stretches the map for
    those with few votes; `inside` (people,): who is grouped, with `labels` (of those) from 0 to `count` - 1. Each
    round draws as many people with replacement (Efron 1979), finds axes and as many groups anew within those
    directions, and compares how the same people are grouped.
    """
    if count < 2 or not rounds:
        return 0.0
    sums = 0.0
    mapped = places[inside] * scales[inside, None]
    for _ in range(rounds):
        drawn = np.bincount(random.integers(len(places), size=len(places)), minlength=len(places)).astype(float)
        middle = drawn @ places / drawn.sum()
        spread = (places * drawn[:, None]).T @ places - drawn.sum() * np.outer(middle, middle)
        _, vectors = np.linalg.eigh(spread)
        points = mapped @ vectors[:, :-3:-1]
        sums += adjusted_rand(labels, _grouped(points, drawn[inside], count, labels, random))
    return float(np.clip(sums / rounds, 0, 1))


def _grouped(points: Floats, weights: Floats, count: int, labels: Labels, random: np.random.Generator) -> Labels:
    """Return the tightest groups of the weighted points, from where they were and from new starts."""
    plane = Plane(points, weights)
    rough = coarse(plane)
    before = np.stack([np.bincount(labels, weights=axis, minlength=count) for axis in points.T], axis=1)
    starts = [before / np.bincount(labels, minlength=count)[:, None], *spread_starts(rough, count, 2, random)]
    found = [lloyd(rough, start, tolerance=1e-3) for start in starts]
    _, centres = min(found, key=lambda one: inertia(rough, one[0], count))
    return nearest(points, centres)
