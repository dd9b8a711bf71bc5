"""Conversations: preparing, opening, pausing, closing, naming groups, and what of it stays in the history."""

from datetime import timedelta

import pytest

from faden.addresses.actions import Change
from faden.addresses.models import Revision, State
from faden.conftest import NOW
from faden.opinion import actions
from faden.opinion.actions import conversations
from faden.opinion.models import Admission, Conversation, Reckoning, Stage
from faden.programme.models import Programme

FACTS = actions.Facts("Was am Marktplatz anders werden soll", intro="Wir fragen alle.")


@pytest.fixture
def draft(programme: Programme, change: Change) -> Conversation:
    made = actions.found(programme, FACTS, change=change)
    actions.add_own(made, ["Mehr Bäume auf den Platz."], change=change)
    return made


@pytest.fixture
def opened(draft: Conversation, change: Change) -> Conversation:
    return actions.open_(draft, change=change)


def _history(conversation: Conversation, field: str) -> list[tuple[str, str, bool]]:
    found = Revision.objects.filter(address=conversation.address, field=field).order_by("pk")
    return [(one.before, one.after, one.public) for one in found]


def test_a_new_one_is_seen_by_nobody_but_staff(draft: Conversation) -> None:
    assert (draft.stage, draft.address.state) == (Stage.DRAFT, State.DRAFT)
    assert draft.voter_key is None
    assert Reckoning.objects.filter(conversation=draft).exists()
    assert not Revision.objects.filter(address=draft.address, public=True).exists()


def test_opening_makes_it_public_and_gives_it_a_key_of_its_own(opened: Conversation) -> None:
    opened.refresh_from_db()
    assert (opened.stage, opened.opened_at) == (Stage.OPEN, NOW)
    assert opened.address.is_public
    assert len(bytes(opened.voter_key or b"")) == 32
    assert _history(opened, "stage") == [("draft", "open", True)]


def test_without_a_statement_it_stays_closed_up(programme: Programme, change: Change) -> None:
    made = actions.found(programme, FACTS, change=change)
    with pytest.raises(actions.NotReady, match="fehlt noch an Aussagen"):
        actions.open_(made, change=change)
    made.refresh_from_db()
    assert made.stage == Stage.DRAFT


def test_a_last_day_in_the_past_is_refused_when_opening(programme: Programme, change: Change) -> None:
    facts = actions.Facts("Vorbei", closes_on=(NOW - timedelta(days=1)).date())
    made = actions.found(programme, facts, change=change)
    actions.add_own(made, ["Das kommt zu spät."], change=change)
    with pytest.raises(actions.NotReady, match="schon vorbei"):
        actions.open_(made, change=change)


def test_a_pause_keeps_the_key_and_the_first_day(opened: Conversation, change: Change) -> None:
    opened.refresh_from_db()
    key = bytes(opened.voter_key or b"")
    actions.pause(opened, change=change)
    again = actions.open_(opened, change=Change(by=None, now=NOW + timedelta(days=2)))
    assert (again.stage, again.opened_at, bytes(again.voter_key or b"")) == (Stage.OPEN, NOW, key)
    assert [after for _before, after, _public in _history(opened, "stage")] == ["open", "paused", "open"]


def test_what_one_pauses_another_does_not_pause_again(opened: Conversation, change: Change) -> None:
    actions.pause(opened, change=change)
    with pytest.raises(actions.NotReady, match="Nur ein offenes"):
        actions.pause(opened, change=change)


@pytest.mark.parametrize("step", [actions.open_, actions.pause, actions.close])
def test_closed_is_closed_for_good(opened: Conversation, change: Change, step: object) -> None:
    closed = actions.close(opened, change=change)
    assert (closed.stage, closed.closed_at) == (Stage.CLOSED, NOW)
    assert _history(opened, "stage")[-1] == ("open", "closed", True)
    with pytest.raises(actions.NotReady):
        step(opened, change=change)  # type: ignore[operator]


def test_a_draft_is_neither_paused_nor_closed(draft: Conversation, change: Change) -> None:
    for step in (actions.pause, actions.close):
        with pytest.raises(actions.NotReady):
            step(draft, change=change)


def test_closing_asks_for_the_picture_once_more(opened: Conversation, change: Change) -> None:
    Reckoning.objects.filter(conversation=opened).update(waiting=False)
    actions.close(opened, change=change)
    assert Reckoning.objects.get(conversation=opened).waiting


def test_only_those_whose_last_day_is_over_close_by_themselves(programme: Programme, change: Change) -> None:
    made = []
    for days in (0, 1):
        facts = actions.Facts("Frist", closes_on=(NOW + timedelta(days=days)).date())
        one = actions.found(programme, facts, change=change)
        actions.add_own(one, ["Das ist rechtzeitig."], change=change)
        made.append(actions.open_(one, change=change))
    assert conversations.close_due(NOW) == 0
    assert conversations.close_due(NOW + timedelta(days=1)) == 1
    for one in made:
        one.refresh_from_db()
    assert [one.stage for one in made] == [Stage.CLOSED, Stage.OPEN]


def test_a_draft_changes_in_everything(draft: Conversation, change: Change) -> None:
    facts = actions.Facts("Neuer Titel", admission=Admission.CODE, reveal_at_end=True, takes_statements=True)
    actions.edit(draft, facts, change=change)
    draft.refresh_from_db()
    assert (draft.title, draft.admission, draft.reveal_at_end, draft.takes_statements) == (
        "Neuer Titel", "code", True, True,
    )  # fmt: skip
    assert len(draft.access_code) == 6
    assert set(draft.access_code) <= set(conversations.CODE_LETTERS)


def test_the_access_code_stays_when_something_else_changes(programme: Programme, change: Change) -> None:
    facts = actions.Facts("Der Abend", admission=Admission.CODE)
    made = actions.found(programme, facts, change=change)
    edited = actions.edit(made, actions.Facts("Am Abend", admission=Admission.CODE), change=change)
    assert edited.access_code == made.access_code


@pytest.mark.parametrize("wrong", [{"admission": Admission.MEMBERS}, {"reveal_at_end": True}])
def test_rules_stay_once_people_took_part_under_them(
    opened: Conversation, change: Change, wrong: dict[str, object]
) -> None:
    with pytest.raises(actions.NotReady, match="nach dem Öffnen nicht mehr"):
        actions.edit(opened, actions.Facts(FACTS.title, **wrong), change=change)  # type: ignore[arg-type]


def test_what_is_changed_of_an_open_one_stands_in_the_public_history(opened: Conversation, change: Change) -> None:
    actions.edit(opened, actions.Facts("Der Marktplatz", intro=FACTS.intro), change=change)
    assert _history(opened, "title") == [(FACTS.title, "Der Marktplatz", True)]
    assert not _history(opened, "intro")


def test_a_group_gets_a_name_and_loses_it(opened: Conversation, change: Change) -> None:
    actions.name_group(opened, 0, "  Erst  die Bäume ", change=change)
    actions.name_group(opened, 1, "Erst der Handel", change=change)
    opened.refresh_from_db()
    assert opened.group_names == {"0": "Erst die Bäume", "1": "Erst der Handel"}
    named = actions.name_group(opened, 0, "", change=change)
    assert named.group_names == {"1": "Erst der Handel"}
    assert _history(opened, "group_name")[-1] == ("Erst die Bäume", "", True)
