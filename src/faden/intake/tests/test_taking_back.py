"""A publication is taken back as a whole or not at all, and every address stays what it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, Revision, State
from faden.conftest import NOW
from faden.dialogue import events
from faden.dialogue.actions import ChangedSince, NewContribution, add_contributions, edit_contribution
from faden.dialogue.models import Contribution, DialogueGroup, GoalMention, Kind
from faden.intake import actions, queries
from faden.intake.actions import NotReady
from faden.intake.models import Draft
from faden.intake.tests.taken import newer, public, sheet, taken
from faden.programme.actions import found
from faden.programme.models import Programme

STEGE = "Neue Stege an der alten Mühle bauen"
WEGE = "Die Wege am Ufer im Sommer besser beleuchten"
BRUECKEN = "Drei Brücken über den Bach für Fahrräder öffnen"
SCHILF = "Das Schilf im Herbst schneiden"
BEETE = "Wilde Beete statt Poller an der Straße anlegen"


@pytest.fixture
def programme(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


@pytest.fixture
def change() -> Change:
    return Change(by=None, now=NOW)


PAPPELN = "Pappeln am Weg im Frühling fällen"
FIRST = sheet(
    ("Bäche", [STEGE, WEGE, BRUECKEN, BEETE, PAPPELN]), ("Seen", [SCHILF, "Boote im Winter an Land holen"]),
    goals=["ST_9.1 Bäche öffnen", "ST_9.2 Ufer pflegen"], questions=["Wer hilft beim Räumen?"],
)  # fmt: skip
SECOND = sheet(
    (
        "Bäche und Ufer",
        [
            BEETE,
            "Drei Brücken über den Bach",
            "für Fahrräder öffnen",
            f"{STEGE} und pflegen",
            "Bänke aus Holz aufstellen",
        ],
    ),
    ("Seen", ["Boote im Winter an Land holen und das Schilf im Herbst schneiden"]),
    ("Teiche", ["Fische im Frühling zählen"]),
    goals=["ST_9.1 Alle Bäche öffnen", "ST_9.3 Schatten spenden"],
    questions=["Wer hilft beim Räumen?"],
    assessments=[WEGE],
)
SORTS = {"renamed", "changed", "moved", "split", "joined", "new", "gone", "goal_changed", "goal_new", "goal_gone"}


def _publish(draft: Draft, change: Change) -> Draft:
    actions.publish(draft, change=change)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def first(programme: Programme, change: Change) -> Draft:
    return _publish(taken(programme, FIRST), change)


def _snapshot(programme: Programme) -> dict[str, dict[int, Any]]:
    """Return every row that a visitor sees something of."""

    def rows(model: Any, where: str, *fields: str) -> dict[int, Any]:
        return {row[0]: row[1:] for row in model.objects.filter(**{where: programme}).values_list("pk", *fields)}

    statement = ("address_id", "text", "kind", "leaning", "group_id", "source_id", "derived_from_id")
    return {
        "addresses": rows(Address, "programme", "kind", "number", "state", "reason", "redirect_to_id"),
        "statements": rows(Contribution, "programme", *statement, "position"),
        "groups": rows(DialogueGroup, "programme", "name", "intro", "position", "address_id"),
        "mentions": rows(GoalMention, "group__programme", "group_id", "goal_id", "wording", "maybe_two", "source_id"),
    }


def _known(before: dict[str, dict[int, Any]], after: dict[str, dict[int, Any]]) -> dict[str, dict[int, Any]]:
    return {table: {key: row for key, row in after[table].items() if key in rows} for table, rows in before.items()}


def test_first_publication_is_taken_back_and_published_again_under_the_same_addresses(
    first: Draft, change: Change, client: Client
) -> None:
    programme, before = first.programme, public(first.programme)
    goals = _snapshot(programme)["mentions"]
    actions.take_back(first, change=change)
    first.refresh_from_db()
    assert (first.is_open, first.journal, first.published_at) == (True, None, None)
    assert public(programme) == {}
    assert {one.address.state for one in DialogueGroup.objects.filter(programme=programme)} == {State.WITHDRAWN}
    assert client.get("/musterstadt-2040/B1").status_code == 410
    assert "zurückgenommen" in client.get("/musterstadt-2040/B1").content.decode()
    assert not GoalMention.objects.filter(group__programme=programme).exists()
    _publish(first, change)
    assert public(programme) == before
    assert {one.address.state for one in DialogueGroup.objects.filter(programme=programme)} == {State.PUBLISHED}
    assert len(_snapshot(programme)["mentions"]) == len(goals)
    assert client.get("/musterstadt-2040/B1").status_code == 200


def test_second_version_taken_back_leaves_every_row_as_it_was(first: Draft, change: Change) -> None:
    before = _snapshot(first.programme)
    accepted = actions.accept_all(newer(first, SECOND))
    assert {one.sort for one in queries.differences(accepted).cases} == SORTS
    second = _publish(accepted, change)
    revisions = Revision.objects.count()
    actions.take_back(second, change=change)
    after = _snapshot(first.programme)
    for table, rows in _known(before, after).items():
        assert rows == before[table], table
    assert not set(after["mentions"]) - set(before["mentions"])
    made = set(after["statements"]) - set(before["statements"])
    assert made
    assert {one.address.state for one in Contribution.objects.filter(pk__in=made)} == {State.WITHDRAWN}
    assert Revision.objects.count() > revisions, "taking back is a change like others"


def test_second_version_is_published_again_as_it_was_after_taking_it_back(first: Draft, change: Change) -> None:
    second = _publish(actions.accept_all(newer(first, SECOND)), change)
    published = public(first.programme)
    actions.take_back(second, change=change)
    second.refresh_from_db()
    _publish(actions.accept_all(second), change)
    assert public(first.programme) == published


def test_statement_added_by_hand_keeps_its_place_when_a_version_is_taken_back(first: Draft, change: Change) -> None:
    group = DialogueGroup.objects.get(programme=first.programme, name="Bäche")
    add_contributions(group, [NewContribution(Kind.PROPOSAL, None, "Von Hand")], change=change, published=True)
    before = _snapshot(first.programme)
    second = _publish(actions.accept_all(newer(first, SECOND.replace("Bäche und Ufer", "Bäche"))), change)
    actions.take_back(second, change=change)
    assert _known(before, _snapshot(first.programme))["statements"] == before["statements"]


def test_older_publication_is_taken_back_only_after_the_newer_one(first: Draft, change: Change) -> None:
    before = public(first.programme)
    second = _publish(newer(first, FIRST), change)
    with pytest.raises(ChangedSince):
        actions.take_back(first, change=change)
    assert public(first.programme) == before
    actions.take_back(second, change=change)
    actions.take_back(first, change=change)
    assert public(first.programme) == {}


def _edited(programme: Programme, number: int, change: Change) -> None:
    one = Contribution.objects.select_related("address").get(programme=programme, address__number=number)
    edit_contribution(one, text="Von Hand berichtigt", kind=Kind(one.kind), leaning="", change=change)


def _hidden(programme: Programme, number: int, change: Change) -> None:
    address = Address.objects.get(programme=programme, kind="B", number=number)
    set_state(address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Name genannt"))


@pytest.mark.parametrize("act", [_edited, _hidden])
def test_publication_that_somebody_worked_on_since_is_not_taken_back(first: Draft, change: Change, act: Any) -> None:
    second = _publish(actions.accept_all(newer(first, SECOND)), change)
    new = Contribution.objects.select_related("address").get(text="Fische im Frühling zählen").address
    for number in (5, new.number):
        act(first.programme, number, change)
    before = _snapshot(first.programme)
    with pytest.raises(ChangedSince, match=f"B5, {new}"):
        actions.take_back(second, change=change)
    assert _snapshot(first.programme) == before
    second.refresh_from_db()
    assert second.published_at


@pytest.fixture
def _votes() -> Iterator[None]:
    def refuse(contribution_ids: list[int]) -> None:
        assert contribution_ids
        raise ChangedSince("Darüber wird schon abgestimmt.")

    events.withdrawing.connect(refuse)
    yield
    events.withdrawing._receivers.remove(refuse)


@pytest.mark.usefixtures("_votes")
def test_publication_that_votes_stand_on_is_not_taken_back(first: Draft, change: Change) -> None:
    before = _snapshot(first.programme)
    with pytest.raises(ChangedSince, match="abgestimmt"):
        actions.take_back(first, change=change)
    assert _snapshot(first.programme) == before


def test_publication_is_taken_back_once(first: Draft, change: Change) -> None:
    stale = Draft.objects.get(pk=first.pk)
    actions.take_back(first, change=change)
    with pytest.raises(NotReady, match="lässt sich nicht mehr zurücknehmen"):
        actions.take_back(stale, change=change)


def test_draft_that_was_published_without_a_journal_is_not_taken_back(first: Draft, change: Change) -> None:
    Draft.objects.filter(pk=first.pk).update(journal=None)
    with pytest.raises(NotReady):
        actions.take_back(first, change=change)
