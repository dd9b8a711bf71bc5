"""Votes that somebody should look at. Flags only: nothing is left out because of them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from faden.opinion.votes import Votes

Kind = Literal["identical", "uniform", "hasty", "rush", "network"]

MANY = 10
"""So many votes make a coincidence unlikely."""
TOGETHER = 3
"""So many people with the same votes are worth a look."""
_HASTY = 1_000
_MINUTE = 60_000
_RUSH = 5
_FROM_ONE_NETWORK = 50


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd about whom (indices of participants, ascending).

    "identical": the same ten or more votes each; "uniform": all of ten or more votes agree, or all disagree; "hasty": half
    of ten or more votes came within a second of the one before; "rush": came in one minute, five times as many as in a
    usual one and ten at least; "network": a day's from one network, as many as from all others together, and fifty at least.
    """

    kind: Kind
    participants: tuple[int, ...]


def oddities(
    votes: Votes, times: NDArray[np.int64] | None = None, voters: NDArray[np.integer] | None = None
) -> list[Oddity]:
    """Return what is odd in these votes; with the log's `times` (milliseconds) and `voters` also in their course."""
    found = _identical(votes) + _uniform(votes)
    if times is not None and voters is not None and len(times):
        found += _hasty(times, voters) + _rush(times, voters)
    return found


def from_one_network(networks: list[NDArray[np.int64]]) -> list[Oddity]:
    """Flag networks (participants of each) from which fifty came and more than half of all whose network is known."""
    total = sum(len(people) for people in networks)
    return [
        Oddity("network", tuple(np.sort(people).tolist()))
        for people in networks
        if len(people) >= _FROM_ONE_NETWORK and 2 * len(people) > total
    ]


def flagged(found: list[Oddity]) -> NDArray[np.int64]:
    """Return everybody who is part of an oddity, ascending."""
    return np.unique(np.array([one for odd in found for one in odd.participants], np.int64))


def _identical(votes: Votes) -> list[Oddity]:
    alike: dict[bytes, list[int]] = {}
    for person in np.flatnonzero(votes.counts >= MANY).tolist():
        low, high = votes.starts[person], votes.starts[person + 1]
        key = votes.statements[low:high].tobytes() + votes.values[low:high].tobytes()
        alike.setdefault(key, []).append(person)
    return [Oddity("identical", tuple(people)) for people in alike.values() if len(people) >= TOGETHER]


def _uniform(votes: Votes) -> list[Oddity]:
    sums = np.concatenate([[0], np.cumsum(votes.values, dtype=np.int64)])
    leaning = np.abs(sums[votes.starts[1:]] - sums[votes.starts[:-1]])
    people = np.flatnonzero((votes.counts >= MANY) & (leaning == votes.counts))
    return [Oddity("uniform", (int(one),)) for one in people]


def _hasty(times: NDArray[np.int64], voters: NDArray[np.integer]) -> list[Oddity]:
    order = np.lexsort((times, voters))
    who, when = voters[order], times[order]
    quick = (np.diff(when) < _HASTY) & (who[1:] == who[:-1])
    each = np.bincount(who, minlength=int(who.max()) + 1)
    fast = np.bincount(who[1:][quick], minlength=len(each))
    return [Oddity("hasty", (int(one),)) for one in np.flatnonzero((each >= MANY) & (2 * fast >= each))]


def _rush(times: NDArray[np.int64], voters: NDArray[np.integer]) -> list[Oddity]:
    order = np.argsort(times, kind="stable")
    people, first = np.unique(voters[order], return_index=True)
    minutes = times[order][first] // _MINUTE
    distinct, counts = np.unique(minutes, return_counts=True)
    limit = max(MANY, _RUSH * float(np.median(counts)))
    return [
        Oddity("rush", tuple(int(one) for one in people[minutes == minute])) for minute in distinct[counts >= limit]
    ]
