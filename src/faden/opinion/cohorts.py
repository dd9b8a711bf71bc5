"""Which votes the published numbers of a statement count, and in which rows: by cohorts of five people or more.

Votes enter a statement's numbers in cohorts, and every number is a sum of whole cohorts. A new cohort needs five people
who were never in the statement's numbers before (its anchors). Older votes come along with them: changed ones, those of
people who meanwhile belong to a group. So the newest cohort in any sum or difference of numbers, of whatever releases,
brings at least five people's votes that nothing else tells. A cohort is divided among groups only where that holds
after it as well (`_divisible`). Votes that wait for others to make five are counted nowhere.
"""

from collections.abc import Mapping
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
_NOW = 4
_ANCHOR = np.uint8(4)
_PLACES = np.array([1, 2, 0], np.int32)
"""Where disagree, pass and agree stand in counts."""
_PORTION = 1 << 17

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Counted:
    """Votes that were ever in the numbers, by statement, then participant.

    `owners`, `statements` (votes,) int32; `values` (votes,) int8 as counted; `cohorts` (votes,) int32, those of a
    statement after those of the statements before, -1: in none now; `anchors` (votes,): whether it came as new in its
    cohort; `names` (cohorts,) int16: the group each stands for, -1 none.
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
        row = np.full(max([*shown, *self.names.tolist(), -1]) + 2, -1, np.int32)
        row[list(shown)] = np.arange(len(shown), dtype=np.int32)
        # Two rows more in front: those in no cohort now (their cohort is -1, the last), those of no group.
        before = np.append(row[self.names] + 2, 0).astype(np.int32) * np.int32(3 * width)
        sums = np.zeros((len(shown) + 2) * 3 * width, np.int64)
        for begin in range(0, len(self.values), _PORTION):
            part = slice(begin, begin + _PORTION)
            code = before[self.cohorts[part]] + self.statements[part] * np.int32(3)
            code += _PLACES[self.values[part] + np.int8(1)]
            sums += np.bincount(code, minlength=len(sums))
        table = sums.reshape(-1, width, 3)
        return table[1:].sum(axis=0), np.ascontiguousarray(table[2:].transpose(1, 0, 2))

    def packed(self, width: int) -> dict[str, NDArray[Any]]:
        """Return this as arrays of four bytes a vote where that is enough: owners as steps, cohorts by statement."""
        counts = np.bincount(self.statements, minlength=width)
        first = np.cumsum(counts)[counts > 0] - counts[counts > 0]
        steps = np.diff(self.owners, prepend=np.int32(0))
        steps[first] = self.owners[first]
        lowest = self._lowest(width)
        return {
            "counts": _small(counts),
            "steps": _small(steps),
            "said": (self.values + np.int8(1)).view(np.uint8) + self.anchors * _ANCHOR,
            "cohorts": _small(np.maximum(self.cohorts - np.repeat(lowest - np.int32(1), counts), 0)),
            "lowest": lowest,
            "names": self.names,
        }

    @classmethod
    def unpacked(cls, arrays: Mapping[str, NDArray[Any]]) -> "Counted":
        """Return what `packed` gave. Raises KeyError or ValueError where it is something else."""
        counts, said, local = arrays["counts"].astype(np.int64), arrays["said"], arrays["cohorts"]
        # Steps add up over all statements; what a sum loses beyond 32 bits, the subtraction brings back.
        owners = np.cumsum(arrays["steps"], dtype=np.uint32)
        owners -= np.repeat(np.append(np.uint32(0), owners)[np.cumsum(counts) - counts], counts)
        cohorts = np.repeat(arrays["lowest"] - np.int32(1), counts)
        cohorts += local
        cohorts[local == 0] = -1
        return cls(
            owners=owners.view(np.int32),
            statements=np.repeat(np.arange(len(counts), dtype=np.int32), counts),
            values=(said & np.uint8(3)).view(np.int8) - np.int8(1),
            cohorts=cohorts,
            anchors=said >= _ANCHOR,
            names=arrays["names"],
        )

    def _lowest(self, width: int) -> NDArray[np.int32]:
        """Return the number of the first cohort of each statement (statements,), for none where it would be."""
        of = np.full(len(self.names) + 1, width)
        of[self.cohorts] = self.statements
        # A cohort without anybody counts as one of the next statement.
        of = np.minimum.accumulate(of[-2::-1])[::-1]
        return np.searchsorted(of, np.arange(width)).astype(np.int32)


@dataclass(frozen=True, eq=False)
class _People:
    """Everybody who votes now, or was ever counted, on the same statement; arrays (people,) that are changed in place.

    `now`: the vote as it is, where `present`; `own`: the place of the group among those shown, -1 none.
    """

    owners: NDArray[np.int32]
    now: NDArray[np.int8]
    present: Flags
    own: NDArray[np.int16]
    values: NDArray[np.int8]
    known: Flags
    cohorts: NDArray[np.int32]
    anchors: Flags

    def part(self, some: slice | NDArray[np.int64]) -> "_People":
        """Return some, for a slice as views."""
        return _People(*(getattr(self, name)[some] for name in self.__dataclass_fields__))

    def gather(self, who: Flags, target: NDArray[np.int16], names: list[int]) -> None:
        """Count these people's votes of now in new cohorts, one for each target."""
        self.anchors[who] = ~self.known[who]
        self.values[who] = self.now[who]
        self.known[who] = True
        for name in np.flatnonzero(np.bincount(target[who] + 1)) - 1:
            self.cohorts[who & (target == name)] = len(names)
            names.append(int(name))


def enrolled(
    before: Counted,
    votes: Votes,
    labels: NDArray[np.integer],
    shown: tuple[int, ...],
    withheld: Flags,
    *,
    final: bool = False,
) -> tuple[Counted, Flags]:
    """Return what counts now, and which statements are still withheld (statements,).

    `final`: nobody comes any more for whom groups could wait.

    `labels` (participants,): the group of each, `shown` the labels of all groups. A withheld statement begins anew as
    soon as five people have voted who were never in it.
    """
    place = np.full(max([*shown, *before.names.tolist(), int(labels.max(initial=-1)), -1]) + 2, -1, np.int16)
    place[list(shown)] = np.arange(len(shown))
    bounds, everybody = _merged(before, votes, place[labels])
    names = place[before.names].tolist()
    still, newcomers = withheld.copy(), _newcomers(everybody, bounds, len(shown))
    known = np.array(names, np.int16)
    for statement, part in enumerate(map(slice, bounds[:-1].tolist(), bounds[1:].tolist())):
        people = everybody.part(part)
        if withheld[statement] or not (people.cohorts >= 0).any():
            still[statement] &= not _begun(people, newcomers[statement], names)
        else:
            _continued(people, newcomers[statement], known, names, many=FEWEST * (1 if final else len(shown) + 1))
    known = _renamed(everybody, names, len(shown))
    names = known.tolist()
    mixed = np.flatnonzero(np.append(known < 0, False)[everybody.cohorts])
    loose, edges = everybody.part(mixed), np.searchsorted(mixed, bounds).tolist()
    for part in map(slice, edges[:-1], edges[1:]):
        _divided(loose.part(part), names, len(shown))
    everybody.cohorts[mixed], everybody.anchors[mixed] = loose.cohorts, loose.anchors
    return _compact(everybody, bounds, np.array([*shown, -1])[names]), still


def _merged(before: Counted, votes: Votes, own: NDArray[np.int16]) -> tuple[NDArray[np.int64], _People]:
    """Return everybody with a vote now or before, by statement, then participant; where each statement begins."""
    height = max(votes.height, 1)
    fits = 8 * height * votes.width < 1 << 31
    both: NDArray[Any] = np.empty(len(before.values) + len(votes), np.int32 if fits else np.int64)
    # Each pair with three bits: whether it is a vote of now, and which.
    old, now = both[: len(before.values)], both[len(before.values) :]
    for keys, statements, owners in ((old, before.statements, before.owners), (now, votes.statements, votes.owners)):
        np.multiply(statements, keys.dtype.type(height), out=keys)
        keys += owners
        keys <<= 3
    now += votes.values
    now += _NOW + 1
    both.sort()
    first = np.ones(len(both) + 1, bool)
    np.greater(both[1:] ^ both[:-1], 7, out=first[1:-1])
    last = first[1:]
    heads = both[last]
    tails = heads.astype(np.int8) & np.int8(7)
    present = tails >= _NOW
    known = ~(first[:-1][last] & present)
    heads >>= 3
    bounds = np.searchsorted(heads, np.arange(votes.width + 1, dtype=heads.dtype) * heads.dtype.type(height))
    heads -= np.repeat(np.arange(votes.width, dtype=heads.dtype) * heads.dtype.type(height), np.diff(bounds))

    def spread(values: NDArray[Any], empty: int) -> NDArray[Any]:
        found = np.full(len(heads), empty, values.dtype)
        found[known] = values
        return found

    return bounds, _People(
        owners=heads.astype(np.int32),
        now=np.where(present, tails - np.int8(_NOW + 1), np.int8(0)),
        present=present,
        own=own[heads],
        values=spread(before.values, 0),
        known=known,
        cohorts=spread(before.cohorts, -1),
        anchors=spread(before.anchors, 0),
    )


def _newcomers(people: _People, bounds: NDArray[np.int64], groups: int) -> Counts:
    """Return how many votes were never counted (statements, groups + 1), those of no group behind."""
    fresh = np.flatnonzero(people.present & ~people.known)
    statements = np.searchsorted(bounds, fresh, side="right") - 1
    width = len(bounds) - 1
    found = np.bincount(statements * (groups + 1) + people.own[fresh] % (groups + 1), minlength=width * (groups + 1))
    return found.reshape(width, groups + 1)


def _begun(people: _People, newcomers: NDArray[np.int64], names: list[int]) -> bool:
    """Count people by group where five are new, and all others together if five of them are; say whether any are counted.

    The others wait else: to count them with a group would hide its numbers for the sake of at most four.
    """
    if newcomers.sum() < FEWEST:
        return False
    people.cohorts[:] = -1
    opening = np.append(newcomers[:-1] >= FEWEST, False)
    opening[-1] = newcomers[~opening].sum() >= FEWEST
    target = np.where(opening[people.own], people.own, np.where(opening[-1], -1, _NOWHERE)).astype(np.int16)
    people.gather(people.present & (target != _NOWHERE), target, names)
    return True


def _continued(
    people: _People, newcomers: NDArray[np.int64], known: NDArray[np.int16], names: list[int], *, many: int
) -> None:
    """Count who has come since: by group where five are new, the others together once there are `many`.

    `known` are the names of cohorts so far, new ones are added to `names`. An older cohort with changes is counted anew
    when there is a new one for everybody in it.
    """
    opening = np.append(newcomers[:-1] >= FEWEST, False)
    opening[-1] = newcomers[~opening].sum() >= many
    if not opening.any():
        return
    counted = people.cohorts >= 0
    name = people.own.copy()
    name[counted] = known[people.cohorts[counted]]
    target = np.where(
        opening[people.own], people.own, np.where(opening[name], name, np.where(opening[-1], -1, _NOWHERE))
    )
    local = people.cohorts + 1
    other = ~people.present | (people.now != people.values) | ((people.own != name) & opening[people.own])
    touched = np.bincount(local, weights=other) > 0
    stuck = np.bincount(local, weights=people.present & (target == _NOWHERE)) > 0
    dissolved = counted & (touched & ~stuck)[local]
    people.cohorts[dissolved] = -1
    people.gather(people.present & (people.cohorts < 0) & (target != _NOWHERE), target, names)


def _renamed(people: _People, names: list[int], groups: int) -> NDArray[np.int16]:
    """Return names of cohorts: none for those that their group has left, its name for mixed ones all in one by now."""
    found = np.array(names, np.int16)
    sums = np.zeros((len(found) + 1) * (groups + 1), np.int64)
    for begin in range(0, len(people.own), _PORTION):
        part = slice(begin, begin + _PORTION)
        sums += np.bincount(
            people.cohorts[part] * np.int32(groups + 1) + people.own[part] + np.int32(groups + 2), minlength=len(sums)
        )
    # Of no group: behind, as names count.
    table = np.roll(sums.reshape(-1, groups + 1)[1:], -1, axis=1)
    size, most = table.sum(axis=1), table.argmax(axis=1)
    at = np.arange(len(found))
    found[(found >= 0) & (table[at, found] < _LOYAL * size)] = -1
    joined = (found < 0) & (most < groups) & (size > 0) & (table[at, most] == size)
    found[joined] = most[joined]
    return found


def _divided(people: _People, names: list[int], groups: int) -> None:
    """Divide cohorts of no group among the groups, all together, where that tells of nobody."""
    if not people.anchors.any() or not (people.own >= 0).any():
        return
    anchored = np.zeros(len(names), bool)
    anchored[people.cohorts[people.anchors]] = True
    open_cohorts, mixed = np.flatnonzero(anchored), anchored[people.cohorts]
    if not (people.own[mixed] >= 0).any():
        return
    target = np.where(mixed, people.own, np.int16(-1))
    anchored = mixed & people.anchors
    while (target[mixed] >= 0).any():
        row = np.searchsorted(open_cohorts, people.cohorts[anchored])
        column = target[anchored] % (groups + 1)
        table = np.bincount(row * (groups + 1) + column, minlength=len(open_cohorts) * (groups + 1))
        table = table.reshape(-1, groups + 1)
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


def _compact(people: _People, bounds: NDArray[np.int64], names: NDArray[np.int64]) -> Counted:
    """Return those who were ever counted; cohorts are numbered by statement, without gaps."""
    known = people.known
    ladder = np.zeros(len(known) + 1, np.int32)
    np.cumsum(known, out=ladder[1:])
    statements = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(ladder[bounds]))
    cohorts = people.cohorts[known]
    where = np.full(len(names) + 1, -1, np.int32)
    where[cohorts] = statements
    where[-1] = -1
    order = np.argsort(where, kind="stable")[np.count_nonzero(where < 0) :]
    place = np.full(len(names) + 1, -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return Counted(
        owners=people.owners[known],
        statements=statements,
        values=people.values[known],
        cohorts=place[cohorts],
        anchors=people.anchors[known],
        names=names[order].astype(np.int16),
    )


def _small(numbers: NDArray[np.integer]) -> NDArray[Any]:
    """Return numbers of 0 and above in as few bytes as they fit into."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
