from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from faden.opinion.disclosure import FEWEST, HIDDEN, Release, release, without
from faden.opinion.landscape import Landscape, Params, landscape
from faden.opinion.over_time import Memory
from faden.opinion.tests.conversations import arriving, planted
from faden.opinion.votes import Votes

QUICK = Params(bootstraps=0)


def _picture(votes: Votes, memory: Memory | None = None) -> Landscape:
    return landscape(votes, previous=memory, params=QUICK)


def _contributions(one: Release, statement: int) -> dict[int, tuple[int, int]]:
    """Return who counts in a statement's published numbers, with vote and group."""
    at = one.counted.statements == statement
    who, said, label = one.counted.owners[at], one.counted.values[at], one.counted_labels[at]
    return dict(zip(who.tolist(), zip(said.tolist(), label.tolist(), strict=True), strict=True))


def _replay(seed: int, people: int = 90, statements: int = 14) -> Iterator[Release]:
    """Publish after every few events, with people changing their minds in between."""
    votes, _ = planted(people, statements, part=0.6, seed=seed)
    random = np.random.default_rng(seed)
    who, what, said = arriving(votes, seed)
    memory, last = None, None
    now = Votes.from_events([], [], [], height=people, width=statements)
    for begin in range(0, len(who), 11):
        part = slice(begin, begin + 11)
        now = now.with_events(who[part], what[part], said[part])
        changing = random.integers(len(now), size=3)
        now = now.with_events(now.owners[changing], now.statements[changing], random.integers(-1, 2, 3))
        picture = _picture(now, memory)
        memory = picture.memory
        published = release(now, picture, last)
        if published is not last:
            yield published
        last = published


@pytest.mark.parametrize("seed", range(3))
def test_no_two_published_pictures_differ_by_fewer_than_five_people(seed: int) -> None:
    published = list(_replay(seed))
    assert len(published) > 5
    compared = 0
    for one, two in combinations(published, 2):
        for statement in range(one.counted.width):
            first, second = _contributions(one, statement), _contributions(two, statement)
            differing = {who for who in first.keys() | second.keys() if first.get(who) != second.get(who)}
            assert not differing or len(differing) >= FEWEST
            compared += bool(differing)
    assert compared > 50


@pytest.mark.parametrize("seed", range(3))
def test_nothing_that_is_shown_or_can_be_subtracted_is_about_one_to_four_people(seed: int) -> None:
    shown = 0
    for one in _replay(seed):
        for statement in range(one.counted.width):
            total, rows = one.totals[statement], one.rows[statement]
            if total[0] == HIDDEN:
                assert (rows == HIDDEN).all()
                continue
            seen = [int(row.sum()) for row in rows if row[0] != HIDDEN]
            rest = int(total.sum()) - sum(seen)
            assert total.sum() >= FEWEST
            assert all(count >= FEWEST for count in seen)
            assert not seen or rest == 0 or rest >= FEWEST
            shown += len(seen)
    assert shown > 20


def test_a_group_of_which_fewer_than_five_voted_is_hidden_with_another() -> None:
    votes, camp = planted(150, 30, groups=3, part=0.9)
    few = (votes.statements == 4) & (camp[votes.owners] == 1) & (votes.owners > 9)
    votes = Votes.from_events(*(part[~few] for part in (votes.owners, votes.statements, votes.values)))
    picture = _picture(votes)
    found = release(votes, picture)
    seen = picture.counts[:, 4].sum(axis=1)
    shown = found.rows[4, :, 0] != HIDDEN
    assert min(seen) in range(1, FEWEST)
    assert shown.tolist() == (seen == seen.max()).tolist()
    assert (found.rows[5, :, 0] != HIDDEN).all()


def test_published_numbers_are_those_of_their_voters() -> None:
    for one in _replay(5):
        for statement in np.flatnonzero(one.totals[:, 0] != HIDDEN):
            said = [value for value, _ in _contributions(one, int(statement)).values()]
            assert one.totals[statement].tolist() == [said.count(1), said.count(-1), said.count(0)]


def test_the_picture_waits_for_five_new_people() -> None:
    votes, _ = planted(60, 10, part=1.0)
    first = release(votes, _picture(votes))
    four = votes.with_events(range(60, 64), [0] * 4, [1] * 4)
    five = four.with_events([64], [0], [1])
    assert release(four, _picture(four), first) is first
    later = release(five, _picture(five), first)
    assert later.totals[0].sum() == first.totals[0].sum() + 5
    assert (later.totals[1:] == first.totals[1:]).all()


def test_squares_of_the_map_show_five_people_or_none() -> None:
    votes, _ = planted(300, 20)
    density = release(votes, _picture(votes)).density
    assert density.max() >= FEWEST
    assert not ((density > 0) & (density < FEWEST)).any()


def test_fewer_than_twenty_have_totals_only() -> None:
    votes, _ = planted(15, 10, part=0.6)
    found = release(votes, _picture(votes))
    assert found.labels == ()
    assert not found.density.any()
    seen = np.bincount(votes.statements, minlength=10)
    assert ((found.totals[:, 0] != HIDDEN) == (seen >= FEWEST)).all()


def test_an_erased_person_leaves_no_trace_and_no_difference() -> None:
    votes, _ = planted(60, 10, part=0.8)
    first = release(votes, _picture(votes))
    forgotten = first.forget(np.array([7]))
    theirs = votes.statements[votes.starts[7] : votes.starts[8]]
    assert 7 not in forgotten.counted.owners
    assert (forgotten.totals[theirs] == HIDDEN).all()
    now = Votes.from_events(
        *(part[votes.owners != 7] for part in (votes.owners, votes.statements, votes.values)), height=60
    )
    statement = int(theirs[0])
    later = now.with_events(range(60, 65), [statement] * 5, [1] * 5)
    renewed = release(later, _picture(later), forgotten)
    assert renewed.totals[statement].sum() == first.totals[statement].sum() + 4
    assert (renewed.totals[theirs[1:]] == HIDDEN).all()


def test_a_view_without_some_people_differs_by_none_or_five_on_each_statement() -> None:
    votes, _ = planted(60, 30, part=0.3)
    people = np.arange(12)
    left = without(votes, people)
    assert left is not None
    gone = np.bincount(votes.statements, minlength=30) - np.bincount(left.statements, minlength=30)
    assert (gone > 0).any()
    assert not ((gone > 0) & (gone < FEWEST)).any()
    assert without(votes, people[:4]) is None
