import numpy as np
import pytest

from faden.intake.readers.blocks import Unreadable
from faden.opinion.landscape import Mode, landscape
from faden.opinion.own_place import Projection
from faden.opinion.tests.conversations import planted
from faden.opinion.votes import Votes


@pytest.mark.parametrize("mode", ["faden", "polis"])
def test_everybody_is_placed_where_the_picture_has_them(mode: Mode) -> None:
    votes, _ = planted(120, 20, groups=3, part=0.5)
    picture = landscape(votes, mode=mode, left_out=(3, 7))
    projection = Projection.of(picture, votes)
    alike = 0
    for person in range(votes.height):
        own = slice(votes.starts[person], votes.starts[person + 1])
        found = projection.place(votes.statements[own], votes.values[own])
        assert found is not None
        assert (found.x, found.y) == tuple(picture.coordinates[person])
        assert (found.label is not None) == picture.inside[person]
        alike += found.label == picture.labels[person]
    assert alike >= 0.95 * np.count_nonzero(picture.inside)


def test_the_order_of_votes_and_statements_newer_than_the_map_do_not_matter() -> None:
    votes, _ = planted(60, 10, part=1.0)
    projection = Projection.of(landscape(votes), votes)
    statements, values = votes.statements[:10], votes.values[:10]
    found = projection.place(statements, values)
    assert found == projection.place(np.append(statements[::-1], 12), np.append(values[::-1], 1))
    assert found != projection.place(statements, -values)


def test_too_few_votes_have_a_place_but_no_group() -> None:
    votes, _ = planted(60, 20, part=1.0)
    projection = Projection.of(landscape(votes), votes)
    for count in (0, 6):
        found = projection.place(votes.statements[:count], votes.values[:count])
        assert found is not None
        assert found.label is None
    enough = projection.place(votes.statements[:7], votes.values[:7])
    assert enough is not None
    assert enough.label is not None


def test_without_a_map_there_is_no_place() -> None:
    votes, _ = planted(12, 10)
    projection = Projection.of(landscape(votes), votes)
    assert projection.place(np.array([1, 2]), np.array([1, 1])) is None


def test_what_is_no_vote_is_refused() -> None:
    votes, _ = planted(60, 10)
    with pytest.raises(Unreadable):
        Projection.of(landscape(votes), votes).place(np.array([1]), np.array([3]))


def test_a_projection_comes_back_from_bytes_bit_for_bit() -> None:
    votes, _ = planted(60, 10)
    data = Projection.of(landscape(votes), votes).to_bytes()
    again = Projection.from_bytes(data)
    assert again.to_bytes() == data
    assert again.place(np.array([1, 2]), np.array([1, -1])) is not None
    for broken in (data[:-2], data[:-8] + b"x" + data[-7:], Votes.from_events([], [], []).to_bytes()):
        with pytest.raises(Unreadable):
            Projection.from_bytes(broken)
