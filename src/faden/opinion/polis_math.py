"""A result in the shape of Polis' /api/v3/math/pca2. Row-level in places: for organisers only."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.opinion.kmeans import Plane, lloyd, spread_starts
from faden.opinion.landscape import Landscape
from faden.opinion.polis_files import Ballots
from faden.opinion.representative import Standing
from faden.opinion.routing import pulls, weights

_BASE_CLUSTERS = 100
"""So many at most, as in Polis."""


def pca2(
    ballots: Ballots,
    result: Landscape,
    *,
    left_out: Sequence[int] = (),
    meta: Sequence[int] = (),
    tick: int = 0,
    last_vote: int = 0,
) -> dict[str, Any]:
    """Return the result as JSON values: participants and statements by their names in `ballots`, groups by their labels.

    `left_out` and `meta`: places of statements that were moderated out, and of those about people. Up to 100 people are
    base clusters of one each; more are put together with neighbours of their group.
    """
    people, statements = ballots.participants.tolist(), ballots.statements.tolist()
    inside = np.flatnonzero(result.inside & (result.labels >= 0) & result.has_map)
    base = _base_clusters(result, inside)
    return {
        "n": len(people),
        "n-cmts": len(statements),
        "tids": statements,
        "mod-out": [statements[at] for at in left_out],
        "mod-in": [statements[at] for at in np.flatnonzero(result.kept)],
        "meta-tids": [statements[at] for at in meta],
        "in-conv": [people[at] for at in np.flatnonzero(result.inside)],
        "user-vote-counts": dict(zip(map(str, people), ballots.votes.counts.tolist(), strict=True)),
        "pca": _pca(result),
        "base-clusters": _base_facts(people, result, inside, base),
        **_groups(statements, result, inside, base),
        "consensus": {
            "agree": [_common(one, statements) for one in result.consensus.agree],
            "disagree": [_common(one, statements) for one in result.consensus.disagree],
        },
        "group-aware-consensus": dict(zip(map(str, statements), result.group_aware[0].tolist(), strict=True)),
        "votes-base": _votes_base(ballots, inside, base),
        "comment-priorities": dict(
            zip(map(str, statements), _priorities(result, left_out, meta).tolist(), strict=True)
        ),
        "lastVoteTimestamp": last_vote,
        "math_tick": tick,
    }


def _priorities(result: Landscape, left_out: Sequence[int], meta: Sequence[int]) -> NDArray[np.float64]:
    about_people, gone = np.zeros((2, len(result.kept)), bool)
    about_people[list(meta)], gone[list(left_out)] = True, True
    return weights(result.totals, pulls(result.vectors, result.kept), meta=about_people, left_out=gone)


def _base_clusters(result: Landscape, inside: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the base cluster of each of `inside` (people inside,), counted from 0; none reaches over two groups."""
    if len(inside) <= _BASE_CLUSTERS:
        return np.arange(len(inside))
    found, used = np.zeros(len(inside), np.int64), 0
    for group in result.groups:
        own = np.flatnonzero(result.labels[inside] == group.label)
        plane = Plane.of(result.coordinates[inside[own]])
        distinct = len(np.unique(plane.points, axis=0))
        count = min(max(1, _BASE_CLUSTERS * len(own) // len(inside)), distinct)
        start = spread_starts(plane, count, 1, np.random.default_rng(0))[0]
        _, places = np.unique(lloyd(plane, start, rounds=100)[0], return_inverse=True)
        found[own] = places + used
        used += int(places.max()) + 1
    return found


def _base_facts(
    people: Sequence[Any], result: Landscape, inside: NDArray[np.int64], base: NDArray[np.int64]
) -> dict[str, list[Any]]:
    sizes = np.bincount(base)
    x, y = (np.bincount(base, weights=result.coordinates[inside, axis]) / sizes for axis in (0, 1))
    members: list[list[Any]] = [[] for _ in sizes]
    for at, cluster in zip(inside.tolist(), base.tolist(), strict=True):
        members[cluster].append(people[at])
    return {
        "id": list(range(len(sizes))),
        "members": members,
        "x": x.tolist(),
        "y": y.tolist(),
        "count": sizes.tolist(),
    }


def _pca(result: Landscape) -> dict[str, Any]:
    """Return axes and where one vote against each statement would put somebody."""
    scale = max(int(np.count_nonzero(result.kept)), 1) ** 0.5
    projection = (result.vectors * (-1 - result.means)[:, None] * scale).T
    return {
        "center": result.means.tolist(),
        "comps": result.vectors.T.tolist(),
        "comment-projection": projection.tolist(),
        "comment-extremity": np.linalg.norm(projection, axis=0).tolist(),
    }


def _groups(
    statements: list[Any], result: Landscape, inside: NDArray[np.int64], base: NDArray[np.int64]
) -> dict[str, Any]:
    labels = result.labels[inside]
    return {
        "group-clusters": [
            {
                "id": group.label,
                "center": list(group.centre),
                "members": np.unique(base[labels == group.label]).tolist(),
            }
            for group in result.groups
        ],
        "repness": {
            str(group.label): [_repness(one, statements) for one in group.representative] for group in result.groups
        },
        "group-votes": {
            str(group.label): {
                "n-members": group.size,
                "votes": {str(name): _three(counts[place]) for place, name in enumerate(statements)},
            }
            for group, counts in zip(result.groups, result.counts, strict=True)
        },
    }


def _three(counts: Any) -> dict[str, int]:
    agrees, disagrees, _ = (int(one) for one in counts)
    return {"A": agrees, "D": disagrees, "S": int(counts.sum())}


def _votes_base(
    ballots: Ballots, inside: NDArray[np.int64], base: NDArray[np.int64]
) -> dict[str, dict[str, list[int]]]:
    """Return for each statement how many of each base cluster agree, disagree, have seen it."""
    chosen, width = ballots.votes.rows(inside), ballots.votes.width
    count = int(base.max(initial=-1)) + 1
    place = base[chosen.owners] * width + chosen.statements
    tables = {
        key: np.bincount(place[taken], minlength=count * width).reshape(count, width)
        for key, taken in (("A", chosen.values == 1), ("D", chosen.values == -1), ("S", slice(None)))
    }
    return {
        str(name): {key: table[:, at].tolist() for key, table in tables.items()}
        for at, name in enumerate(ballots.statements.tolist())
    }


def _common(one: Standing, statements: list[Any]) -> dict[str, Any]:
    success = one.agrees if one.side == "agree" else one.disagrees
    return {
        "tid": statements[one.statement],
        "n-success": success,
        "n-trials": one.votes,
        "p-success": one.share,
        "p-test": one.share_test,
    }


def _repness(one: Standing, statements: list[Any]) -> dict[str, Any]:
    told = {
        **_common(one, statements),
        "repness": one.ratio,
        "repness-test": one.ratio_test,
        "repful-for": one.side,
    }
    return {**told, "best-agree": True, "n-agree": one.agrees} if one.first else told
