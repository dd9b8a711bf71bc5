"""What people did by hand outlives a newer version: corrections, redactions, what was hidden or withdrawn."""

from contextlib import suppress

import pytest

from faden.addresses.actions import Change, set_state
from faden.addresses.models import State
from faden.conftest import NOW
from faden.dialogue.actions import NewContribution, add_contributions, edit_contribution
from faden.dialogue.models import Contribution, DialogueGroup, Kind
from faden.intake import actions, queries
from faden.intake.actions import NotReady
from faden.intake.models import Draft
from faden.intake.tests.taken import newer, public, sheet, taken
from faden.kernel.text import COVERED
from faden.programme.actions import found
from faden.programme.models import Programme

STEGE = "Neue Stege an der alten Mühle bauen"
WEGE = "Die Wege am Ufer im Sommer besser beleuchten"
BETTER = "Die Wege am Ufer im Sommer noch besser beleuchten"


@pytest.fixture
def programme(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


@pytest.fixture
def change() -> Change:
    return Change(by=None, now=NOW)


@pytest.fixture
def first(programme: Programme, change: Change) -> Draft:
    """Public: B1 and B2 of the group Bäche."""
    return _publish(taken(programme, _sheet(STEGE, WEGE)), change)


def _sheet(*proposals: str) -> str:
    return sheet(("Bäche", [text for text in proposals if text]))


def _publish(draft: Draft, change: Change) -> Draft:
    actions.publish(draft, change=change)
    draft.refresh_from_db()
    return draft


def _statement(programme: Programme, number: int) -> Contribution:
    return Contribution.objects.select_related("address").get(programme=programme, address__number=number)


def _correct(one: Contribution, text: str, change: Change, *, redacts: bool = False) -> None:
    edit_contribution(one, text=text, kind=Kind(one.kind), leaning="", change=change, redacts=redacts)


def _cases(draft: Draft) -> list[tuple[str, str]]:
    return [(one.sort, one.choice) for one in queries.differences(draft).cases]


# Corrected by hand


def test_hand_correction_stays_while_the_document_says_the_same(first: Draft, change: Change) -> None:
    _correct(_statement(first.programme, 2), "Wege am Ufer beleuchten", change)
    draft = first
    for _version in (2, 3):
        draft = newer(draft, _sheet(STEGE, WEGE))
        assert _cases(draft) == []
        _publish(draft, change)
        assert public(first.programme) == {"B1": STEGE, "B2": "Wege am Ufer beleuchten"}


def test_hand_correction_is_asked_about_where_the_document_changed_too(first: Draft, change: Change) -> None:
    _correct(_statement(first.programme, 2), "Wege am Ufer im Sommer besser beleuchten", change)
    again = newer(first, _sheet(STEGE, BETTER))
    assert _cases(again) == [("changed", "")]
    with pytest.raises(NotReady):
        actions.publish(again, change=change)
    _publish(actions.accept_all(again), change)
    assert public(first.programme)["B2"] == BETTER


def test_hand_correction_that_the_document_takes_over_changes_nothing(first: Draft, change: Change) -> None:
    _correct(_statement(first.programme, 2), BETTER, change)
    again = actions.accept_all(newer(first, _sheet(STEGE, BETTER)))
    _publish(again, change)
    assert public(first.programme) == {"B1": STEGE, "B2": BETTER}


def test_hand_correction_of_the_kind_stays_while_the_document_says_the_same(first: Draft, change: Change) -> None:
    edit_contribution(_statement(first.programme, 2), text=WEGE, kind=Kind.QUESTION, leaning="", change=change)
    with suppress(NotReady):
        actions.publish(newer(first, _sheet(STEGE, WEGE)), change=change)
    assert _statement(first.programme, 2).kind == Kind.QUESTION


# Redacted


@pytest.mark.parametrize(
    ("said", "redacted"),
    [
        (
            "Die Rote Zilla weiß genau, wo der Bach im Sommer tief ist",
            "Jemand weiß genau, wo der Bach im Sommer tief ist",
        ),
        ("Die Rote Zilla fragen", "Nachbarn fragen"),
    ],
)
@pytest.mark.parametrize("later", ["{}", "{} und warten"])
def test_redacted_name_does_not_come_back_without_being_asked(
    first: Draft, change: Change, said: str, redacted: str, later: str
) -> None:
    second = _publish(newer(first, _sheet(STEGE, WEGE, said)), change)
    _correct(_statement(first.programme, 3), redacted, change, redacts=True)
    third = newer(second, _sheet(STEGE, WEGE, later.format(said)))
    asked = [one for one in queries.differences(third).undecided if any(said in item.text for item in one.new)]  # type: ignore[union-attr]
    assert asked
    with pytest.raises(NotReady):
        actions.publish(third, change=change)


def test_redacted_words_stay_when_the_old_wording_is_kept(first: Draft, change: Change) -> None:
    said = "Die Rote Zilla weiß genau, wo der Bach im Sommer tief ist"
    second = _publish(newer(first, _sheet(STEGE, WEGE, said)), change)
    _correct(_statement(first.programme, 3), said.replace("Die Rote Zilla", "Jemand"), change, redacts=True)
    third = newer(second, _sheet(STEGE, WEGE, said))
    keeps = {one.key: "keep" for one in queries.differences(third).cases}
    _publish(actions.decide(third, keeps), change)
    assert public(first.programme)["B3"].startswith("Jemand weiß")


# Hidden and withdrawn by hand


@pytest.mark.parametrize("text", [WEGE, BETTER])
def test_hidden_statement_stays_hidden(first: Draft, change: Change, text: str) -> None:
    one = _statement(first.programme, 2)
    set_state(one.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Beleidigung"))
    _publish(actions.accept_all(newer(first, _sheet(STEGE, text))), change)
    one = _statement(first.programme, 2)
    assert (one.address.state, one.address.reason, one.text) == (State.HIDDEN, "Beleidigung", text)
    assert public(first.programme) == {"B1": STEGE}


def test_hidden_statement_that_was_gone_for_a_version_does_not_come_back_in_public(
    first: Draft, change: Change
) -> None:
    set_state(
        _statement(first.programme, 2).address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Beleidigung")
    )
    second = _publish(actions.accept_all(newer(first, _sheet(STEGE))), change)
    _publish(actions.accept_all(newer(second, _sheet(STEGE, WEGE))), change)
    assert public(first.programme) == {"B1": STEGE}


def test_statement_withdrawn_by_hand_stays_withdrawn(first: Draft, change: Change) -> None:
    one = _statement(first.programme, 2)
    set_state(one.address, State.WITHDRAWN, change=Change(by=None, now=NOW, reason="Auf Wunsch der Gruppe"))
    again = newer(first, _sheet(STEGE, WEGE))
    assert _cases(again) == []
    _publish(again, change)
    one.address.refresh_from_db()
    assert (one.address.state, one.address.reason) == (State.WITHDRAWN, "Auf Wunsch der Gruppe")
    assert public(first.programme) == {"B1": STEGE}


def test_statement_added_by_hand_is_not_gone(first: Draft, change: Change) -> None:
    group = DialogueGroup.objects.get(programme=first.programme)
    add_contributions(group, [NewContribution(Kind.PROPOSAL, None, "Am Abend gesagt")], change=change, published=True)
    _publish(newer(first, _sheet(STEGE)), change)
    assert public(first.programme) == {"B1": STEGE, "B3": "Am Abend gesagt"}


# Names


def test_names_that_nobody_released_stay_covered_in_every_version(first: Draft, change: Change) -> None:
    said = "Petra Quellmann kennt den Bach und alle seine Fische seit Jahren"
    draft = _publish(newer(first, _sheet(STEGE, WEGE, said)), change)
    for text in (said, f"{said} schon", f"Auch {said} schon"):
        draft = actions.accept_all(newer(draft, _sheet(STEGE, WEGE, text)))
        _publish(draft, change)
        assert list(public(first.programme)) == ["B1", "B2", "B3"]
        assert public(first.programme)["B3"] == text.replace("Petra Quellmann", COVERED)


def test_group_whose_name_is_covered_is_the_same_group_in_the_next_version(
    programme: Programme, change: Change
) -> None:
    data = sheet(("Runde um Petra Quellmann", [STEGE, WEGE]))
    first = _publish(taken(programme, data), change)
    again = newer(first, data)
    assert _cases(again) == []
    assert queries.has_public_groups(taken(programme, data))
    _publish(again, change)
    assert [one.name for one in programme.groups.all()] == [f"Runde um {COVERED}"]


# Whole versions


def test_older_version_does_not_undo_a_newer_one_unasked(first: Draft, change: Change) -> None:
    second = newer(first, _sheet(STEGE, WEGE, "Bänke aus Holz am Teich aufstellen"))
    third = newer(first, _sheet(STEGE, WEGE, "Bänke aus Holz am Teich aufstellen", "Schilf im Herbst schneiden"))
    _publish(third, change)
    with suppress(NotReady):
        actions.publish(second, change=change)
    assert len(public(first.programme)) == 4


def test_document_without_any_group_left_withdraws_only_what_came_from_it(
    first: Draft, programme: Programme, change: Change
) -> None:
    other = _publish(taken(programme, sheet(("Seen", ["Schilf im Herbst schneiden"]))), change)
    again = newer(first, sheet(("Seen", ["Boote im Winter an Land holen"])))
    _publish(actions.accept_all(again), change)
    assert set(public(programme).values()) == {"Schilf im Herbst schneiden", "Boote im Winter an Land holen"}
    assert other.groups.get().name == "Seen"


def test_renamed_group_is_recognised_whatever_was_added_or_withdrawn_since(first: Draft, change: Change) -> None:
    group = DialogueGroup.objects.get(programme=first.programme)
    said = [NewContribution(Kind.PROPOSAL, None, f"Am {at}. Abend gesagt") for at in range(3)]
    one, *_others = add_contributions(group, said, change=change, published=True)
    set_state(one.address, State.WITHDRAWN, change=Change(by=None, now=NOW, reason="Auf Wunsch der Gruppe"))
    again = newer(
        first, _sheet(STEGE, WEGE, "Schilf schneiden", "Boote holen", "Beete pflanzen").replace("Bäche", "Ufer")
    )
    assert ("renamed", "") in _cases(again)
