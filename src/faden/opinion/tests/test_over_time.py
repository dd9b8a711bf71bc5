from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from faden.conftest import SHARED
from faden.intake.readers.blocks import Unreadable
from faden.opinion.landscape import Landscape, Params, landscape
from faden.opinion.over_time import Memory, steady_axes, steady_k, steady_names
from faden.opinion.polis_comments import read_comments
from faden.opinion.polis_files import read_votes
from faden.opinion.tests.conversations import arriving, planted
from faden.opinion.votes import Votes

QUICK = Params(bootstraps=0)
Log = tuple[np.ndarray, np.ndarray, np.ndarray]


def _replayed(log: Log, height: int, width: int, steps: int, out: list[int] | None = None) -> Iterator[Landscape]:
    memory = None
    for step in range(1, steps + 1):
        end = len(log[0]) * step // steps
        votes = Votes.from_events(*(part[:end] for part in log), height=height, width=width)
        found = landscape(votes, left_out=out or (), previous=memory, params=QUICK)
        memory = Memory.from_bytes(found.memory.to_bytes())
        yield found


def _changed(results: list[Landscape]) -> float:
    """Return the mean share of people whose label differs from one result to the next."""
    shares = []
    for one, two in pairwise(results):
        both = (one.labels >= 0) & (two.labels >= 0)
        if both.any():
            shares.append(float((one.labels != two.labels)[both].mean()))
    return float(np.mean(shares))


def _memory(names: list[int], **more: int) -> Memory:
    nobody = np.full(3, -1, np.int16)
    return Memory(
        np.zeros((2, 2)), nobody, nobody >= 0, np.array(names, np.int16), np.zeros((len(names), 2)), 9, **more
    )


def test_few_people_change_their_group_while_votes_come_in() -> None:
    votes, _ = planted(600, 40, groups=2)
    assert _changed(list(_replayed(arriving(votes), 600, 40, 40))) < 0.01


def test_labels_of_groups_that_are_gone_are_never_used_again() -> None:
    votes, _ = planted(500, 40, groups=3)
    first = landscape(votes, params=QUICK)
    merged = landscape(votes.rows(np.arange(500)), previous=first.memory, params=Params(bootstraps=0, most=2))
    later = merged.memory
    for _ in range(5):
        found = landscape(votes, previous=later, params=QUICK)
        later = found.memory
    assert [group.label for group in first.groups] == [0, 1, 2]
    assert {group.label for group in merged.groups} < {0, 1, 2}
    assert {group.label for group in found.groups} - {group.label for group in merged.groups} == {3}


def test_the_number_of_groups_changes_after_four_agreeing_results() -> None:
    memory = _memory([0, 1])
    seen = []
    for wanted in (3, 3, 2, 3, 3, 3, 3):
        k, want, times = steady_k(wanted, {2, 3}, memory)
        seen.append(k)
        memory = _memory(list(range(k)), wanted=want, times=times)
    assert seen == [2, 2, 2, 2, 2, 2, 3]


def test_a_number_of_groups_that_is_no_longer_possible_changes_at_once() -> None:
    assert steady_k(2, {2}, _memory([0, 1, 4]))[0] == 2


def test_names_follow_the_people() -> None:
    memory = Memory(
        np.zeros((1, 2)),
        np.array([4, 4, 7, 7, -1], np.int16),
        np.ones(5, bool),
        np.array([4, 7], np.int16),
        np.zeros((2, 2)),
        8,
    )
    names, unused = steady_names(np.array([1, 1, 0, 0, 2, 2]), 3, memory)
    assert (names.tolist(), unused) == ([7, 4, 8], 9)


def test_axes_turn_to_where_they_were() -> None:
    before = np.linalg.qr(np.random.default_rng(0).normal(size=(12, 2)))[0]
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    assert steady_axes(before @ turn, before) == pytest.approx(before)


def test_who_was_in_stays_in() -> None:
    votes, _ = planted(100, 14, part=0.9)
    first = landscape(votes, params=QUICK)
    more = votes.with_events([0] * 20, range(14, 34), [1] * 20)
    later = landscape(more, previous=first.memory, params=QUICK)
    assert later.inside[first.inside].all()


def test_a_memory_comes_back_bit_for_bit() -> None:
    memory = landscape(planted(100, 20)[0], params=QUICK).memory
    assert Memory.from_bytes(memory.to_bytes()).to_bytes() == memory.to_bytes()


def test_a_memory_of_more_people_than_there_are_is_refused() -> None:
    votes, _ = planted(100, 20)
    with pytest.raises(Unreadable, match="früher"):
        landscape(votes.rows(np.arange(90)), previous=landscape(votes, params=QUICK).memory)


@pytest.mark.shared_data
def test_few_people_change_their_group_while_a_real_conversation_runs() -> None:
    folder = SHARED / "data" / "klimarat" / "konsum"
    ballots = read_votes((folder / "votes.csv").read_bytes())
    assert ballots.log is not None
    assert ballots.log.times is not None
    places = {str(name): at for at, name in enumerate(ballots.statements)}
    out = [places[one.id] for one in read_comments((folder / "comments.csv").read_bytes()) if one.left_out]
    order = np.argsort(ballots.log.times, kind="stable")
    who, what, said = (part[order] for part in ballots.log.events)
    assert _changed(list(_replayed((who, what, said), *ballots.votes.shape, 48, out))) < 0.01
