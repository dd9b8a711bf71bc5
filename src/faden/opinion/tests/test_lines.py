import json

import numpy as np
import pytest

from faden.intake.readers.blocks import Unreadable
from faden.opinion.lines import group_name, picture, told
from faden.opinion.polis_export import write_participants, write_votes
from faden.opinion.polis_files import Ballots
from faden.opinion.tests.conversations import dense, planted
from faden.opinion.votes import Votes

COMMENTS = "comment-id,agrees,disagrees,moderated,comment-body\n" + "".join(
    f'{100 + at},0,0,{-1 if at == 3 else 1},"Aussage {at}, genauer"\n' for at in range(16)
)


def _ballots(people: int, groups: int = 2) -> Ballots:
    return Ballots(np.arange(people) * 2, np.arange(100, 116), planted(people, 16, groups=groups, part=0.8)[0])


def test_json_holds_every_participant_and_the_groups() -> None:
    ballots = _ballots(80)
    found = json.loads(told(b"".join(write_votes(ballots)), COMMENTS.encode(), as_json=True))
    result = picture(b"".join(write_votes(ballots)), COMMENTS.encode()).result
    assert {"participants", "groups", "consensus", "divisive", "stability"} <= set(found)
    assert list(found["participants"]) == [str(2 * at) for at in range(80)]
    assert found["participants"]["4"] == {
        "x": pytest.approx(result.coordinates[2, 0]),
        "y": pytest.approx(result.coordinates[2, 1]),
        "group": int(result.labels[2]),
    }
    assert [group["size"] for group in found["groups"]] == [group.size for group in result.groups]
    assert found["groups"][0]["representative"][0]["text"].startswith("Aussage ")
    assert found["left_out"] == ["103"]
    assert "103" not in json.dumps([found["consensus"], found["divisive"], found["groups"], found["undecided"]])


def test_both_files_of_votes_lead_to_the_same_json() -> None:
    ballots = _ballots(80)
    assert told(b"".join(write_votes(ballots)), as_json=True) == told(
        b"".join(write_participants(ballots)), as_json=True
    )


@pytest.mark.parametrize("people", [8, 15])
def test_few_voters_have_neither_places_nor_groups(people: int) -> None:
    found = json.loads(told(b"".join(write_votes(_ballots(people))), as_json=True))
    assert set(map(str, found["participants"].values())) == {"{'x': None, 'y': None, 'group': None}"}
    assert (found["groups"], found["stability"]) == ([], None)
    assert found["starter"] in found["statements"]
    assert all(one["agrees"] + one["disagrees"] + one["passes"] >= 5 for one in found["statements"].values())


def test_people_read_what_groups_share_and_where_they_part() -> None:
    said = told(b"".join(write_votes(_ballots(80))), COMMENTS.encode())
    assert said.startswith("1.0") or " Stimmen von 80 Personen zu 15 Aussagen." in said
    for words in (
        "Gruppe A: ",
        "Gruppe B: ",
        "Hier gehen die Gruppen auseinander:",
        "% von",
        "Die Gruppen sind deutlich",
    ):
        assert words in said


def test_people_read_why_there_is_no_map() -> None:
    said = told(b"".join(write_votes(_ballots(12))))
    assert "Es braucht 20 Personen" in said
    assert "Für den Anfang eines Gesprächs: 1" in said


def test_a_file_with_the_other_sign_is_turned_and_says_so() -> None:
    matrix = dense(planted(60, 16, part=0.9)[0])
    right = Ballots(np.arange(60), np.arange(100, 116), Votes.from_matrix(matrix))
    counts = "comment-id,agrees,disagrees,moderated,comment-body\n" + "".join(
        f"{100 + at},{int((matrix[:, at] == 1).sum())},{int((matrix[:, at] == -1).sum())},1,x\n" for at in range(16)
    )
    plain, turned = (
        json.loads(told(b"".join(write_votes(each)), counts.encode(), as_json=True))
        for each in (right, right.flipped())
    )
    assert (plain["sign_turned"], turned["sign_turned"]) == (False, True)
    assert turned["statements"] == plain["statements"]


def test_the_mode_is_told_and_another_is_refused() -> None:
    content = b"".join(write_votes(_ballots(40)))
    assert json.loads(told(content, mode="polis", as_json=True))["mode"] == "polis"
    with pytest.raises(Unreadable, match="„schnell“"):
        told(content, mode="schnell")  # type: ignore[arg-type]


def test_groups_have_letters() -> None:
    assert [group_name(label) for label in (0, 1, 25, 26, 27)] == ["A", "B", "Z", "AA", "AB"]
