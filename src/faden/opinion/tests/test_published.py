import json

import numpy as np
import pytest

from faden.intake.readers.blocks import Unreadable
from faden.opinion.disclosure import release
from faden.opinion.landscape import Landscape, Mode, Params, landscape
from faden.opinion.published import published
from faden.opinion.tests.conversations import evening, planted
from faden.opinion.votes import Votes


def _picture(votes: Votes, left_out: tuple[int, ...] = ()) -> Landscape:
    return landscape(votes, left_out=left_out, params=Params(bootstraps=2))


def test_everything_of_a_large_picture_is_told_and_is_json() -> None:
    votes, _ = planted(200, 30, groups=3, part=0.8)
    picture = _picture(votes)
    told = published(picture, release(votes, picture))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["people"] == 200
    assert told["votes"] == len(votes)
    assert told["grouped"] == sum(group["size"] for group in told["groups"])
    assert told["unseen"] + sum(cell["people"] for cell in told["cells"]) == np.count_nonzero(picture.inside)
    assert [one["number"] for one in told["statements"]] == list(range(1, 31))
    assert told["statements"][4]["total"] == votes.totals[4].tolist()
    assert told["statements"][4]["groups"] == picture.counts[:, 4].tolist()
    assert 0 <= told["stability"] <= 1


def test_where_all_is_shown_lists_are_those_of_the_picture() -> None:
    votes, _ = planted(200, 30, groups=3, part=0.9)
    picture = _picture(votes)
    told = published(picture, release(votes, picture))
    common = picture.consensus.agree + picture.consensus.disagree
    assert told["common"] == [{"statement": one.statement + 1, "side": one.side} for one in common]
    assert [one["statement"] for one in told["divisive"]] == [one.statement + 1 for one in picture.divisive]
    assert told["undecided"] == [one + 1 for one in picture.undecided]
    assert told["starter"] == (picture.starter or 0) + 1
    for group, own in zip(told["groups"], picture.groups, strict=True):
        assert [one["statement"] for one in group["stands_for"]] == [one.statement + 1 for one in own.representative]
        assert group["stands_for"]


@pytest.mark.parametrize("mode", ["faden", "polis"])
def test_only_statements_whose_numbers_are_shown_stand_anywhere(mode: Mode) -> None:
    mentioned = 0
    last, memory = None, None
    for votes in evening(40, 14, rounds=True, step=6):
        picture = landscape(votes, mode=mode, previous=memory, params=Params(bootstraps=0))
        memory = picture.memory
        last = release(votes, picture, last)
        told = published(picture, last)
        by_number = {one["number"]: one for one in told["statements"]}
        listed = [*(one["statement"] for one in told["common"] + told["divisive"]), *told["undecided"]]
        listed += [told["starter"]] if told["starter"] else []
        assert all(by_number[number]["total"] for number in listed)
        assert all((one["total"] is None) == (one["number"] in told["unknown"]) for one in told["statements"])
        for at, group in enumerate(told["groups"]):
            assert all(by_number[one["statement"]]["groups"][at] for one in group["stands_for"])
            mentioned += len(group["stands_for"])
        assert told["votes"] == sum(sum(one["total"]) for one in told["statements"] if one["total"])
    assert mentioned > 50


def test_statements_left_out_are_absent_and_unknown_ones_have_no_numbers() -> None:
    votes, _ = planted(30, 8, part=1.0)
    votes = votes.with_events([0], [9], [1], width=11)
    picture = _picture(votes, left_out=(2, 10))
    told = published(picture, release(votes, picture))
    assert [one["number"] for one in told["statements"]] == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert told["unknown"] == [9, 10]
    assert told["statements"][-1]["total"] is None


def test_four_people_are_told_nothing() -> None:
    votes = Votes.from_events(range(4), [0] * 4, [1] * 4)
    picture = _picture(votes)
    told = published(picture, release(votes, picture))
    assert (told["people"], told["votes"], told["groups"], told["cells"]) == (0, 0, [], [])
    assert told["statements"] == [{"number": 1, "total": None, "groups": []}]
    assert told["starter"] is None


def test_a_newer_picture_tells_nothing_new_but_its_statements() -> None:
    votes, _ = planted(80, 10, part=0.9)
    picture = _picture(votes)
    released = release(votes, picture)
    newer = votes.with_events([3, 4], [0, 11], [-1, 1])
    later = _picture(newer)
    assert release(newer, later, released) is released
    before, after = published(picture, released), published(later, released)
    assert after["statements"][:10] == before["statements"]
    assert after["unknown"] == [11, 12]
    assert {**after, "statements": 0, "unknown": 0} == {**before, "statements": 0, "unknown": 0}


def test_a_picture_that_is_older_than_the_release_is_refused() -> None:
    votes, _ = planted(40, 10)
    fewer, _ = planted(40, 9)
    with pytest.raises(Unreadable, match="älter"):
        published(_picture(fewer), release(votes, _picture(votes)))
