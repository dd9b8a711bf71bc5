"""Attempts to learn something about one to four people from everything that was ever published of a statement.

The attacker is given who is in which number (never given in truth), and may add and subtract numbers of all releases
with any factors. Nothing may be left over that is about fewer than five people: then knowing all votes but five is not
enough.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from faden.opinion.disclosure import FEWEST, HIDDEN, Release, release
from faden.opinion.landscape import Params, landscape
from faden.opinion.tests.conversations import evening, planted
from faden.opinion.votes import WITHDRAWN, Votes

Unit = tuple[int, int]
"""A person and a vote."""


def _sets(one: Release, statement: int) -> list[frozenset[Unit]]:
    """Return who is in each published number of a statement, having checked that the numbers are theirs."""
    if one.totals[statement, 0] == HIDDEN:
        assert (one.rows[statement] == HIDDEN).all()
        return []
    at = (one.counted.statements == statement) & (one.counted.cohorts >= 0)
    names = one.counted.names[one.counted.cohorts[at]]
    units = list(zip(one.counted.owners[at].tolist(), one.counted.values[at].tolist(), strict=True))
    found = [(frozenset(units), one.totals[statement])]
    for label, row in zip(one.labels, one.rows[statement], strict=True):
        if row[0] != HIDDEN:
            found.append((frozenset(unit for unit, name in zip(units, names, strict=True) if name == label), row))
    for members, numbers in found:
        said = [value for _, value in members]
        assert numbers.tolist() == [said.count(1), said.count(-1), said.count(0)]
    return [members for members, _ in found]


def _history(releases: list[Release], statement: int) -> list[frozenset[Unit]]:
    known = (_sets(one, statement) for one in releases if statement < len(one.totals))
    return list(dict.fromkeys(each for sets in known for each in sets))


def _told_of(history: list[frozenset[Unit]]) -> set[int]:
    """Return up to four people about whom alone some sum of the numbers is; exact, over all sums."""
    pattern: dict[int, list[tuple[bool, ...]]] = defaultdict(list)
    for unit in sorted(frozenset().union(*history)):
        pattern[unit[0]].append(tuple(unit in each for each in history))
    alike: dict[tuple[tuple[bool, ...], ...], list[int]] = defaultdict(list)
    for person, own in pattern.items():
        alike[tuple(sorted(own))].append(person)
    columns = {own: np.array(own, float).T for own in alike}
    everything = np.hstack(list(columns.values()))
    full = np.linalg.matrix_rank(everything)
    # Who is in the same numbers as four others can only be told of together with them.
    few = [own for own, people in alike.items() if len(people) < FEWEST]
    for count in range(1, FEWEST):
        for chosen in combinations(few, count):
            people = [one for own in chosen for one in alike[own]]
            if len(people) < FEWEST:
                rest = [columns[own] for own in alike if own not in chosen]
                if not rest or np.linalg.matrix_rank(np.hstack(rest)) < full:
                    return set(people)
    return set()


def _releases(pictures: Iterator[Votes], forgetting: dict[int, int] | None = None) -> list[Release]:
    made: list[Release] = []
    memory = None
    for at, votes in enumerate(pictures):
        if made and at in (forgetting or {}):
            made.append(made[-1].forget(np.array([(forgetting or {})[at]])))
        picture = landscape(votes, previous=memory, params=Params(bootstraps=0))
        memory = picture.memory
        now = release(votes, picture, made[-1] if made else None)
        if not made or now is not made[-1]:
            made.append(now)
    return made


def _restless(seed: int, people: int = 36, statements: int = 9, step: int = 7) -> Iterator[Votes]:
    """Yield votes of people who come and go, change and take back their votes, and change camps."""
    random = np.random.default_rng(seed)
    said = [np.full((people, statements), 0)] * 2
    for camps in range(2):
        votes, _ = planted(people, statements, part=1.0, seed=seed + camps)
        said[camps] = votes.values.reshape(people, statements)
    now = Votes.from_events([], [], [], height=people, width=statements)
    open_to = random.permutation(people * statements)
    for begin in range(0, len(open_to), step):
        who, what = np.divmod(open_to[begin : begin + step], statements)
        now = now.with_events(who, what, said[int(begin > len(open_to) // 2)][who, what])
        again = random.integers(len(now), size=4)
        change = random.choice([-1, 0, 1, WITHDRAWN], 4)
        now = now.with_events(now.owners[again], now.statements[again], change)
        back = random.integers(people, size=2)
        yield now.with_events(back, [begin % statements] * 2, [1, -1])


def _erased(pictures: Iterator[Votes], forgetting: dict[int, int]) -> Iterator[Votes]:
    gone: set[int] = set()
    for at, votes in enumerate(pictures):
        gone |= {forgetting[at]} & set(range(votes.height)) if at in forgetting else set()
        stays = ~np.isin(votes.owners, list(gone))
        yield Votes.from_events(
            votes.owners[stays], votes.statements[stays], votes.values[stays], height=votes.height, width=votes.width
        )


@pytest.mark.parametrize("rounds", [False, True])
def test_an_evening_in_steps_of_one_vote_tells_of_no_four_people(rounds: bool) -> None:
    made = _releases(evening(26, 8, rounds=rounds))
    lengths = []
    for statement in range(8):
        history = _history(made, statement)
        assert not _told_of(history)
        lengths.append(len(history))
    assert min(lengths) > 3
    assert made[-1].labels


@pytest.mark.parametrize("seed", range(4))
def test_changed_and_withdrawn_votes_and_groups_tell_of_no_four_people(seed: int) -> None:
    made = _releases(_restless(seed))
    rows = 0
    for statement in range(9):
        history = _history(made, statement)
        assert not _told_of(history)
        rows += sum((one.rows[statement, :, 0] != HIDDEN).any() for one in made if one.labels)
    assert rows > 20


@pytest.mark.parametrize("seed", range(3))
def test_erasing_people_in_between_tells_of_no_four_people(seed: int) -> None:
    forgetting = {12: 3, 20: 4, 30: 30}
    made = _releases(_erased(_restless(seed), forgetting), forgetting)
    for statement in range(9):
        assert not _told_of(_history(made, statement))
    assert not np.isin(made[-1].counted.owners, [3, 4, 30]).any()


def test_the_attack_finds_whoever_is_told_of() -> None:
    five = frozenset((one, 1) for one in range(5))
    assert _told_of([five, five | {(5, 1)}]) == {5}
    assert _told_of([five, frozenset((one, 1) for one in range(3, 10))]) == set()
    changed = (five - {(4, 1)}) | {(4, -1)}
    assert _told_of([five, changed]) == {4}
    assert not _told_of([five, five | {(one, 1) for one in range(5, 10)}])


def test_counts_of_people_and_the_map_change_only_with_five_people_who_voted_more() -> None:
    last: Release | None = None
    memory, before, renewed = None, np.zeros(40, np.int64), 0
    for votes in evening(40, 12, rounds=False):
        picture = landscape(votes, previous=memory, params=Params(bootstraps=0))
        memory = picture.memory
        now = release(votes, picture, last)
        if last is not None and now is not last:
            assert np.count_nonzero(votes.counts > before) >= FEWEST
            before, renewed = votes.counts, renewed + bool(now.cells)
            people = [one.people for one in now.cells]
            outside = now.mapped - sum(people)
            assert min(people, default=FEWEST) >= FEWEST
            assert outside == 0 or outside >= FEWEST
        last = now
    assert renewed > 20


@pytest.mark.parametrize("rounds", [False, True])
@pytest.mark.parametrize("people", [8, 12, 26, 40])
def test_the_last_release_counts_whom_groups_waited_for_and_tells_of_no_four_people(people: int, rounds: bool) -> None:
    pictures = list(evening(people, 8, rounds=rounds, step=3))
    made = _releases(iter(pictures))
    last = pictures[-1]
    memory = None
    for votes in pictures:
        picture = landscape(votes, previous=memory, params=Params(bootstraps=0))
        memory = picture.memory
    final = release(last, picture, made[-1], final=True)
    waiting = last.totals.sum(axis=1) - np.maximum(final.totals, 0).sum(axis=1)
    assert (waiting < FEWEST).all()
    for statement in range(8):
        assert not _told_of(_history([*made, final], statement))
    assert release(last, picture, final, final=True) is final
    assert (final.cells, final.sizes, final.voters) == (made[-1].cells, made[-1].sizes, made[-1].voters)
