from itertools import pairwise

import numpy as np
import pytest

from faden.intake.readers.blocks import Unreadable
from faden.opinion.disclosure import FEWEST, HIDDEN, Release, release, without
from faden.opinion.landscape import Landscape, Params, landscape
from faden.opinion.over_time import Memory
from faden.opinion.tests.conversations import evening, planted
from faden.opinion.votes import WITHDRAWN, Votes

QUICK = Params(bootstraps=0)


def _picture(votes: Votes, memory: Memory | None = None) -> Landscape:
    return landscape(votes, previous=memory, params=QUICK)


def _played(people: int, statements: int, *, rounds: bool, step: int = 1) -> tuple[list[Release], Votes]:
    """Return all releases of an evening, and its votes."""
    made: list[Release] = []
    memory = None
    for votes in evening(people, statements, rounds=rounds, step=step):
        picture = _picture(votes, memory)
        memory = picture.memory
        now = release(votes, picture, made[-1] if made else None)
        if not made or now is not made[-1]:
            made.append(now)
    return made, votes


def test_a_group_of_which_fewer_than_five_voted_waits_and_the_others_are_shown() -> None:
    votes, camp = planted(150, 30, groups=3, part=0.9)
    few = (votes.statements == 4) & (camp[votes.owners] == 1) & (votes.owners > 9)
    votes = Votes.from_events(*(part[~few] for part in (votes.owners, votes.statements, votes.values)))
    picture = _picture(votes)
    found = release(votes, picture)
    seen = picture.counts[:, 4].sum(axis=1)
    shown = found.rows[4, :, 0] != HIDDEN
    assert min(seen) in range(1, FEWEST)
    assert shown.tolist() == (seen >= FEWEST).tolist()
    # Nothing can be subtracted: the total holds the shown groups alone.
    assert found.totals[4].tolist() == found.rows[4][shown].sum(axis=0).tolist()
    assert (found.rows[5, :, 0] != HIDDEN).all()


def test_the_first_release_counts_every_vote() -> None:
    votes, _ = planted(60, 10, part=1.0)
    picture = _picture(votes)
    found = release(votes, picture)
    assert (found.totals == votes.totals).all()
    assert (found.rows == np.moveaxis(picture.counts, 0, 1)).all()


def test_the_picture_waits_for_five_people_with_further_votes() -> None:
    votes, _ = planted(60, 10, part=1.0)
    first = release(votes, _picture(votes))
    wider = votes.with_events([0, 1, 2, 3], [10] * 4, [1] * 4)
    assert release(wider, _picture(wider), first) is first
    five = wider.with_events([4], [11], [1])
    later = release(five, _picture(five), first)
    assert later is not first
    assert (later.totals[:10] == first.totals).all()
    assert (later.totals[10:] == HIDDEN).all()


def test_changed_or_repeated_votes_alone_renew_nothing() -> None:
    votes, _ = planted(60, 10, part=1.0)
    first = release(votes, _picture(votes))
    changed = votes.with_events(range(20), [0] * 20, -votes.values[::10][:20])
    back = votes.with_events(range(20), [0] * 20, [WITHDRAWN] * 20).with_events(range(20), [0] * 20, [1] * 20)
    assert release(changed, _picture(changed), first) is first
    assert release(back, _picture(back), first) is first


def test_votes_taken_back_and_cast_again_are_not_further_votes_later_either() -> None:
    votes, _ = planted(60, 10, part=1.0)
    first = release(votes, _picture(votes))
    fewer = votes.with_events(range(20), [0] * 20, [WITHDRAWN] * 20).with_events(range(60, 65), [1] * 5, [1] * 5)
    second = release(fewer, _picture(fewer), first)
    assert second is not first
    again = fewer.with_events(range(20), [0] * 20, [1] * 20)
    assert release(again, _picture(again), second) is second


def test_a_statement_first_shows_five_votes_and_then_five_more() -> None:
    votes, _ = planted(15, 4, part=1.0)
    shown = [int(one.totals[0].sum()) for one in _played(15, 4, rounds=True)[0]]
    assert [count for at, count in enumerate(shown) if count not in shown[:at]] == [HIDDEN * 3, 5, 10, 15]
    assert len(votes) == 60


def test_eight_people_see_every_statement_but_the_last_votes() -> None:
    made, votes = _played(8, 10, rounds=True)
    assert made[-1].labels == ()
    assert made[-1].cells == ()
    assert (made[-1].totals[:9].sum(axis=1) >= FEWEST).all()
    final = release(votes, _picture(votes))
    assert final.totals.sum(axis=1).tolist() == [8] * 10


def test_fifteen_people_see_totals_only() -> None:
    made, _ = _played(15, 12, rounds=False)
    assert made[-1].voters == 15
    assert made[-1].totals.sum(axis=1).min() > 10
    assert made[-1].rows.shape == (12, 0, 3)


@pytest.mark.parametrize("rounds", [False, True])
def test_the_picture_of_forty_people_keeps_up_with_their_votes(rounds: bool) -> None:
    made, votes = _played(40, 20, rounds=rounds, step=5)
    last = made[-1]
    assert len(made) > 40
    assert len(last.labels) == 2
    assert last.totals.sum(axis=1).mean() > 0.85 * 40
    assert (last.rows[:, :, 0] != HIDDEN).mean() > 0.9
    assert sum(one.people for one in last.cells) > 20
    assert len(votes) == 800


def test_an_erased_person_leaves_no_trace_and_no_difference() -> None:
    votes, _ = planted(60, 10, part=0.8)
    first = release(votes, _picture(votes))
    forgotten = first.forget(np.array([7]))
    theirs = votes.statements[votes.starts[7] : votes.starts[8]]
    assert 7 not in forgotten.counted.owners
    assert forgotten.most[7] == 0
    assert (forgotten.totals[theirs] == HIDDEN).all()
    now = Votes.from_events(
        *(part[votes.owners != 7] for part in (votes.owners, votes.statements, votes.values)), height=60
    )
    statement = int(theirs[0])
    later = now.with_events(range(60, 65), [statement] * 5, [1] * 5)
    renewed = release(later, _picture(later), forgotten)
    assert renewed.totals[statement].sum() == first.totals[statement].sum() + 4
    assert (renewed.totals[theirs[1:]] == HIDDEN).all()


def test_people_who_come_back_to_a_statement_are_not_new_there() -> None:
    votes = Votes.from_events([*range(10), *range(5)], [1] * 10 + [0] * 5, [1] * 15, height=15)
    first = release(votes, _picture(votes))
    others = votes.with_events([*range(10)], [0] * 10, [WITHDRAWN] * 5 + [-1] * 5)
    second = release(others, _picture(others), first)
    assert second.totals[0].tolist() == [0, 5, 0]
    erased = others.with_events([5, 5], [0, 1], [WITHDRAWN] * 2)
    back = erased.with_events([*range(5), *range(10, 15)], [0] * 5 + [1] * 5, [1] * 10)
    third = release(back, _picture(back), second.forget(np.array([5])))
    assert third.totals[0].tolist() == [HIDDEN] * 3
    assert third.totals[1].sum() == 14
    new = back.with_events(range(10, 15), [0] * 5, [-1] * 5)
    assert release(new, _picture(new), third).totals[0].tolist() == [5, 9, 0]


def test_erasing_somebody_who_came_after_the_release_changes_nothing_of_it() -> None:
    votes, _ = planted(60, 10)
    first = release(votes, _picture(votes))
    assert first.forget(np.array([60, 80])).to_bytes() == first.to_bytes()


def test_a_view_without_some_people_differs_by_none_or_five_on_each_statement() -> None:
    votes, _ = planted(60, 30, part=0.3)
    people = np.arange(12)
    shown = release(votes, _picture(votes)).votes
    left = without(shown, people)
    assert left is not None
    gone = (shown.totals - left.totals).sum(axis=1)
    assert (gone > 0).any()
    assert not ((gone > 0) & (gone < FEWEST)).any()
    assert without(votes, people[:4]) is None


def test_votes_that_wait_are_not_among_those_of_the_release() -> None:
    votes, _ = planted(60, 10, part=1.0)
    first = release(votes, _picture(votes))
    more = votes.with_events([60, 61, 62, 63, 64], [0, 0, 0, 1, 1], [1] * 5)
    later = release(more, _picture(more), first)
    assert later is not first
    assert (later.votes.totals == votes.totals).all()


def test_the_grid_of_the_map_stays_until_the_votes_have_grown_by_half() -> None:
    made, _ = _played(60, 15, rounds=False, step=9)
    grids = [(one.gridded, one.radius) for one in made if one.radius]
    changes = [(before[0], after[0]) for before, after in pairwise(grids) if before != after]
    assert changes
    assert all(after >= 1.5 * before for before, after in changes)


def test_a_release_comes_back_from_bytes_bit_for_bit_and_goes_on_alike() -> None:
    votes, _ = planted(90, 12, part=0.7)
    picture = landscape(votes)
    first = release(votes, picture).forget(np.array([3]))
    again = Release.from_bytes(first.to_bytes())
    assert again.to_bytes() == first.to_bytes()
    assert (again.cells, again.labels, again.sizes) == (first.cells, first.labels, first.sizes)
    assert again.stability == first.stability
    more = votes.with_events(range(90, 100), [13] * 10, [1] * 10)
    two = [release(more, _picture(more, picture.memory), one).to_bytes() for one in (first, again)]
    assert two[0] == two[1] != first.to_bytes()


def test_a_release_takes_four_bytes_a_vote() -> None:
    votes, _ = planted(2000, 40, part=0.9)
    made = release(votes, _picture(votes))
    assert len(made.counted.values) == len(votes)
    assert len(made.to_bytes()) < 5 * len(votes)


def test_an_empty_release_comes_back_and_grows() -> None:
    four = Votes.from_events(range(4), [0] * 4, [1] * 4)
    first = Release.from_bytes(release(four, _picture(four)).to_bytes())
    assert first.voters == 0
    assert (first.totals == HIDDEN).all()
    five = four.with_events([4], [0], [1])
    assert release(five, _picture(five), first).totals.tolist() == [[5, 0, 0]]


def test_broken_bytes_are_refused() -> None:
    votes, _ = planted(30, 5)
    data = release(votes, _picture(votes)).to_bytes()
    for broken in (b"", data[:-1], data[:50] + b"x" + data[51:], votes.to_bytes()):
        with pytest.raises(Unreadable):
            Release.from_bytes(broken)


def test_a_release_of_more_people_than_there_are_is_refused() -> None:
    votes, _ = planted(60, 10)
    fewer, _ = planted(30, 10)
    with pytest.raises(Unreadable, match="mehr Personen"):
        release(fewer, _picture(fewer), release(votes, _picture(votes)))
