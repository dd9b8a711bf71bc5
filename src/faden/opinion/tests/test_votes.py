import numpy as np
import pytest

from faden.intake.readers.blocks import Unreadable
from faden.opinion.tests.conversations import dense, planted
from faden.opinion.votes import WITHDRAWN, Votes


def _log(seed: int, events: int = 3_000, height: int = 70, width: int = 30) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    return random.integers(height, size=events), random.integers(width, size=events), random.integers(-1, 2, events)


def _naive(who: np.ndarray, what: np.ndarray, said: np.ndarray) -> dict[tuple[int, int], int]:
    held: dict[tuple[int, int], int] = {}
    for person, statement, value in zip(who.tolist(), what.tolist(), said.tolist(), strict=True):
        held[person, statement] = value
    return {key: value for key, value in held.items() if value != WITHDRAWN}


def _held(votes: Votes) -> dict[tuple[int, int], int]:
    pairs = zip(votes.owners.tolist(), votes.statements.tolist(), strict=True)
    return dict(zip(pairs, votes.values.tolist(), strict=True))


def test_the_last_vote_of_a_pair_wins() -> None:
    log = _log(1)
    assert _held(Votes.from_events(*log)) == _naive(*log)


def test_times_decide_which_vote_is_last() -> None:
    votes = Votes.from_events([0, 0, 1], [0, 0, 0], [1, -1, 1], times=[20, 10, 15])
    assert votes.values.tolist() == [1, 1]


def test_a_withdrawn_vote_is_gone_until_cast_again() -> None:
    votes = Votes.from_events([0, 0, 1, 1, 1], [0, 0, 0, 0, 0], [1, WITHDRAWN, 1, WITHDRAWN, 0])
    assert _held(votes) == {(1, 0): 0}
    assert votes.shape == (2, 1)


@pytest.mark.parametrize("seed", range(6))
def test_votes_on_top_give_the_same_as_a_rebuild(seed: int) -> None:
    who, what, said = _log(seed)
    more = [array.copy() for array in _log(seed + 50, events=400, height=75, width=33)]
    more[2][::5] = WITHDRAWN
    built = Votes.from_events(*(np.concatenate(pair) for pair in zip((who, what, said), more, strict=True)))
    grown = Votes.from_events(who, what, said).with_events(*more)
    assert (grown.digest, grown.shape) == (built.digest, built.shape)


def test_votes_on_top_leave_the_votes_before_alone() -> None:
    votes = Votes.from_events([0, 1], [0, 0], [1, 1])
    before = votes.to_bytes()
    votes.with_events([0, 2], [0, 1], [-1, 0])
    assert votes.to_bytes() == before


def test_a_snapshot_comes_back_bit_for_bit_and_is_small() -> None:
    votes, _ = planted(400, 120, part=0.4)
    data = votes.to_bytes()
    back = Votes.from_bytes(data)
    assert back.to_bytes() == data
    assert _held(back) == _held(votes)
    assert len(data) < 4 * len(votes)


@pytest.mark.parametrize("where", [0, 40, -30, -1])
def test_a_damaged_snapshot_is_refused(where: int) -> None:
    data = bytearray(planted(30, 10)[0].to_bytes())
    data[where] ^= 1
    with pytest.raises(Unreadable, match="neu berechnen"):
        Votes.from_bytes(bytes(data))


def test_a_cut_snapshot_is_refused() -> None:
    with pytest.raises(Unreadable, match="unvollständig"):
        Votes.from_bytes(planted(30, 10)[0].to_bytes()[:-9])


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (([0], [0], [2]), "nichts anderes"),
        (([0], [0], [0.5]), "nichts anderes"),
        (([-1], [0], [1]), "negative Nummer"),
        (([0, 1], [0], [1]), "Zu jeder Stimme"),
    ],
)
def test_impossible_votes_are_refused(events: tuple[list[float], ...], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        Votes.from_events(*events)


def test_an_index_beyond_the_conversation_is_refused() -> None:
    with pytest.raises(Unreadable, match="Nummer 3 kommt vor"):
        Votes.from_events([3], [0], [1], height=3)


def test_a_matrix_and_its_votes_are_the_same() -> None:
    votes, _ = planted(20, 9)
    assert np.array_equal(dense(Votes.from_matrix(dense(votes))), dense(votes), equal_nan=True)


def test_rows_of_some_people_are_theirs() -> None:
    votes, _ = planted(20, 9)
    assert np.array_equal(dense(votes.rows(np.array([7, 3]))), dense(votes)[[7, 3]], equal_nan=True)


def test_no_votes_at_all_are_votes_too() -> None:
    votes = Votes.from_events([], [], [], height=3, width=2)
    assert Votes.from_bytes(votes.to_bytes()).shape == (3, 2)
