"""Which votes the published numbers of a statement count, and in which rows: by cohorts of five people or more.

Votes enter a statement's numbers in cohorts, and every number is a sum of whole cohorts. A new cohort needs five people
who were never in the statement's numbers before (its anchors). Older votes come along with them: changed ones, those of
people who meanwhile belong to a group. So the newest cohort in any sum or difference of numbers, of whatever releases,
brings at least five people's votes that nothing else tells. A cohort is divided among groups only where that holds
after it as well (`_divisible`). Votes that wait for others to make five are counted nowhere.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.opinion.counting import Counts
from faden.opinion.votes import Votes

FEWEST = 5
_LOYAL = 0.8
"""A cohort stands for a group while this part of it belongs to the group."""
_NOWHERE = -2

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Counted:
    """Votes that were ever in the numbers, by statement, then participant.

    `owners`, `statements` (votes,) int32; `values` (votes,) int8 as counted; `cohorts` (votes,) int32, -1: in none now;
    `anchors` (votes,): whether it came as new in its cohort; `names` (cohorts,) int16: the group each stands for, -1
    none.
    """

    owners: NDArray[np.int32]
    statements: NDArray[np.int32]
    values: NDArray[np.int8]
    cohorts: NDArray[np.int32]
    anchors: Flags
    names: NDArray[np.int16]

    @classmethod
    def nothing(cls) -> "Counted":
        """Return no votes."""
        none = np.empty(0, np.int32)
        return cls(none, none, none.astype(np.int8), none, none.astype(bool), none.astype(np.int16))

    def without(self, going: Flags) -> "Counted":
        """Return the votes of all but some people (participants,)."""
        stays = ~going[self.owners]
        return Counted(
            self.owners[stays],
            self.statements[stays],
            self.values[stays],
            self.cohorts[stays],
            self.anchors[stays],
            self.names,
        )

    def numbers(self, width: int, shown: tuple[int, ...]) -> tuple[Counts, Counts]:
        """Return totals (statements, 3) and rows (statements, groups, 3): agree, disagree, pass."""
        there = self.cohorts >= 0
        code = self.statements[there].astype(np.int64) * 3 + np.array([1, 2, 0])[self.values[there] + np.int8(1)]
        label = self.names[self.cohorts[there]]
        totals = np.bincount(code, minlength=3 * width).reshape(width, 3)
        rows = np.zeros((width, len(shown), 3), np.int64)
        for at, each in enumerate(shown):
            rows[:, at] = np.bincount(code[label == each], minlength=3 * width).reshape(width, 3)
        return totals, rows


@dataclass(frozen=True, eq=False)
class _People:
    """Everybody who votes now, or was ever counted, on the same statement; arrays (people,) that are changed in place.

    `now`: the vote as it is, where `present`; `own`: the place of the group among those shown, -1 none.
    """

    now: NDArray[np.int8]
    present: Flags
    own: NDArray[np.int64]
    values: NDArray[np.int8]
    known: Flags
    cohorts: NDArray[np.int32]
    anchors: Flags

    def part(self, begin: int, end: int) -> "_People":
        """Return views of some."""
        return _People(*(getattr(self, name)[begin:end] for name in self.__dataclass_fields__))

    def gather(self, who: Flags, target: NDArray[np.int64], names: list[int]) -> None:
        """Count these people's votes of now in new cohorts, one for each target."""
        self.anchors[who] = ~self.known[who]
        self.values[who] = self.now[who]
        self.known[who] = True
        for name in np.unique(target[who]):
            self.cohorts[who & (target == name)] = len(names)
            names.append(int(name))


def enrolled(
    before: Counted, votes: Votes, labels: NDArray[np.integer], shown: tuple[int, ...], withheld: Flags
) -> tuple[Counted, Flags]:
    """Return what counts now, and which statements are still withheld (statements,).

    `labels` (participants,): the group of each, `shown` the labels of all groups. A withheld statement begins anew as
    soon as five people have voted who were never in it.
    """
    place = np.full(max([*shown, *before.names.tolist(), int(labels.max(initial=-1)), -1]) + 2, -1)
    place[list(shown)] = np.arange(len(shown))
    keys, everybody = _merged(before, votes, place[labels])
    names = place[before.names].tolist()
    still = withheld.copy()
    bounds = np.searchsorted(keys, np.arange(votes.width + 1, dtype=np.int64) * votes.height).tolist()
    known = np.array(names, np.int64)
    for statement, people in enumerate(map(everybody.part, bounds[:-1], bounds[1:])):
        if withheld[statement] or not (people.cohorts >= 0).any():
            still[statement] &= not _begun(people, names, len(shown))
        else:
            _continued(people, known, names, len(shown))
    known = _renamed(everybody, names, len(shown))
    names = known.tolist()
    for people in map(everybody.part, bounds[:-1], bounds[1:]):
        _divided(people, known, names, len(shown))
    return _compact(keys, everybody, np.array([*shown, -1])[names], votes.height), still


def _merged(before: Counted, votes: Votes, own: NDArray[np.int64]) -> tuple[NDArray[np.int64], _People]:
    """Return everybody with a vote now or before, by statement, then participant."""
    by_statement = votes.matrix(np.arange(len(votes))).tocsc()
    order, height = by_statement.data, votes.height
    old_keys = before.statements.astype(np.int64) * height + before.owners
    now_keys = np.repeat(np.arange(votes.width, dtype=np.int64) * height, np.diff(by_statement.indptr))
    now_keys += by_statement.indices
    both = np.concatenate([old_keys, now_keys])
    ranks = np.argsort(both, kind="stable")
    keys = both[ranks]
    first = np.ones(len(keys), bool)
    first[1:] = keys[1:] != keys[:-1]
    keys, both[ranks] = keys[first], np.cumsum(first) - 1
    old, now = both[: len(old_keys)], both[len(old_keys) :]

    def spread(at: NDArray[np.int64], values: NDArray[Any], empty: int) -> NDArray[Any]:
        found = np.full(len(keys), empty, values.dtype)
        found[at] = values
        return found

    return keys, _People(
        now=spread(now, votes.values[order], 0),
        present=spread(now, np.ones(len(now), bool), 0),
        own=own[keys % max(height, 1)],
        values=spread(old, before.values, 0),
        known=spread(old, np.ones(len(old), bool), 0),
        cohorts=spread(old, before.cohorts, -1),
        anchors=spread(old, before.anchors, 0),
    )


def _begun(people: _People, names: list[int], groups: int) -> bool:
    """Count everybody, and say so, if five are new; who is in no group of five new people forms a rest of that size.

    Else the smallest of the groups is added to the rest, so that no subtraction tells of it.
    """
    fresh = people.present & ~people.known
    if np.count_nonzero(fresh) < FEWEST:
        return False
    people.cohorts[:] = -1
    newcomers = np.bincount(people.own[fresh] + 1, minlength=groups + 1)[1:]
    members = np.bincount(people.own[people.present] + 1, minlength=groups + 1)[1:]
    opening = np.append(newcomers >= FEWEST, True)
    while True:
        rest = people.present & ~(opening[people.own] & (people.own >= 0))
        if not rest.any() or np.count_nonzero(rest & fresh) >= FEWEST:
            break
        opening[np.where(opening[:-1], members, np.iinfo(np.int64).max).argmin()] = False
    people.gather(people.present, np.where(opening[people.own], people.own, -1), names)
    return True


def _continued(people: _People, known: NDArray[np.int64], names: list[int], groups: int) -> None:
    """Count who has come since: by group where five are new, the others once there are many.

    `known` are the names of cohorts so far, new ones are added to `names`. An older cohort with changes is counted anew
    when there is a new one for everybody in it.
    """
    fresh = people.present & ~people.known
    newcomers = np.bincount(people.own[fresh] + 1, minlength=groups + 1)
    opening = np.append(newcomers[1:] >= FEWEST, False)
    opening[-1] = newcomers.sum() - newcomers[1:][opening[:-1]].sum() >= FEWEST * (groups + 1)
    if not opening.any():
        return
    counted = people.cohorts >= 0
    name = people.own.copy()
    name[counted] = known[people.cohorts[counted]]
    target = np.where(
        opening[people.own], people.own, np.where(opening[name], name, np.where(opening[-1], -1, _NOWHERE))
    )
    _, local = np.unique(people.cohorts, return_inverse=True)
    other = ~people.present | (people.now != people.values) | ((people.own != name) & opening[people.own])
    touched = np.bincount(local, weights=other) > 0
    stuck = np.bincount(local, weights=people.present & (target == _NOWHERE)) > 0
    dissolved = counted & (touched & ~stuck)[local]
    people.cohorts[dissolved] = -1
    people.gather(people.present & (people.cohorts < 0) & (target != _NOWHERE), target, names)


def _renamed(people: _People, names: list[int], groups: int) -> NDArray[np.int64]:
    """Return names of cohorts: none for those that their group has left, its name for mixed ones all in one by now."""
    found = np.array(names, np.int64)
    counted = people.cohorts >= 0
    table = np.bincount(
        people.cohorts[counted] * np.int64(groups + 1) + people.own[counted] % (groups + 1),
        minlength=len(found) * (groups + 1),
    ).reshape(-1, groups + 1)
    size, most = table.sum(axis=1), table.argmax(axis=1)
    at = np.arange(len(found))
    found[(found >= 0) & (table[at, found] < _LOYAL * size)] = -1
    joined = (found < 0) & (most < groups) & (size > 0) & (table[at, most] == size)
    found[joined] = most[joined]
    return found


def _divided(people: _People, known: NDArray[np.int64], names: list[int], groups: int) -> None:
    """Divide mixed cohorts among the groups, all together, where that tells of nobody."""
    mixed = people.cohorts >= 0
    mixed[mixed] = known[people.cohorts[mixed]] < 0
    open_cohorts = np.unique(people.cohorts[mixed & people.anchors])
    mixed &= np.isin(people.cohorts, open_cohorts)
    if not (people.own[mixed] >= 0).any():
        return
    target = np.where(mixed, people.own, -1)
    anchored = mixed & people.anchors
    table = np.zeros((len(open_cohorts), groups + 1), np.int64)
    while (target[mixed] >= 0).any():
        table[:] = 0
        np.add.at(table, (np.searchsorted(open_cohorts, people.cohorts[anchored]), target[anchored]), 1)
        if _divisible(table[:, np.unique(target[mixed])]):
            break
        sizes = np.bincount(target[mixed & (target >= 0)], minlength=groups)
        target[target == np.where(sizes > 0, sizes, np.iinfo(np.int64).max).argmin()] = -1
    else:
        return
    for name in np.unique(target[mixed]):
        people.cohorts[mixed & (target == name)] = len(names)
        names.append(int(name))
    people.anchors[mixed] = False


def _divisible(table: Counts) -> bool:
    """Return whether cohorts may be divided into parts; `table` (cohorts, parts) counts anchors.

    A combination of the parts' and the cohorts' numbers can cancel, in each cohort, those parts that it gives the same
    factor. It is the difference of two sets of parts then, and about the smaller share of each cohort at least.
    """
    size = table.sum(axis=1)
    parts = range(table.shape[1])
    for count in range(1, table.shape[1] // 2 + 1):
        for chosen in combinations(parts, count):
            share = table[:, chosen].sum(axis=1)
            if np.minimum(share, size - share).sum() < FEWEST:
                return False
    return len(parts) > 1


def _compact(keys: NDArray[np.int64], people: _People, names: NDArray[np.int64], height: int) -> Counted:
    """Return those who were ever counted, cohorts numbered without gaps."""
    known = people.known
    cohorts = people.cohorts[known]
    used = np.zeros(len(names) + 1, bool)
    used[cohorts] = True
    used[-1] = False
    place = np.where(used, np.cumsum(used) - 1, -1)
    return Counted(
        owners=(keys[known] % max(height, 1)).astype(np.int32),
        statements=(keys[known] // max(height, 1)).astype(np.int32),
        values=people.values[known],
        cohorts=place[cohorts].astype(np.int32),
        anchors=people.anchors[known],
        names=names[used[:-1]].astype(np.int16),
    )
