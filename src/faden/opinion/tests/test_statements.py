"""Statements: taken from contributions, written, proposed; taken in and left out; their words."""

import pytest

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.opinion import actions
from faden.opinion.actions.statements import LONGEST, MOST_WAITING
from faden.opinion.models import Conversation, Origin, Reckoning, Statement, StatementState, Ticket
from faden.opinion.tests import town
from faden.programme.actions import found as found_programme
from faden.programme.models import Programme


@pytest.fixture
def draft(programme: Programme, change: Change) -> Conversation:
    return actions.found(programme, actions.Facts("Die Altstadt"), change=change)


@pytest.fixture
def opened(programme: Programme) -> Conversation:
    return town.conversation(programme, 3, takes_statements=True)


@pytest.fixture
def ticket(opened: Conversation) -> Ticket:
    return town.ticket(opened, "ein Browser")


def _addresses(programme: Programme, *numbers: int) -> list[Address]:
    return list(Address.objects.filter(programme=programme, kind="B", number__in=numbers).order_by("number"))


def _one(conversation: Conversation, number: int) -> Statement:
    return conversation.statements.select_related("conversation").get(number=number)


def test_contributions_become_statements_with_their_words_and_source(draft: Conversation, change: Change) -> None:
    sources = _addresses(draft.programme, 1, 2)
    made = actions.add_sources(draft, sources, change=change)
    assert [(one.number, one.source, one.origin, one.state) for one in made] == [
        (at, source, Origin.CONTRIBUTION, StatementState.OPEN) for at, source in enumerate(sources, start=1)
    ]
    assert [one.text for one in made] == [one.contribution.text for one in sources]


def test_what_is_in_already_is_passed_over_and_numbers_have_no_gaps(draft: Conversation, change: Change) -> None:
    actions.add_sources(draft, _addresses(draft.programme, 1), change=change)
    made = actions.add_sources(draft, _addresses(draft.programme, 1, 2, 3), change=change)
    assert [(one.number, one.source.number) for one in made if one.source] == [(2, 2), (3, 3)]


def test_nothing_is_taken_where_one_contribution_is_not_public(draft: Conversation, change: Change) -> None:
    hidden, shown = _addresses(draft.programme, 1, 2)
    addresses.set_state(hidden, State.HIDDEN, change=change)
    with pytest.raises(actions.NotTaken, match="nicht öffentlich"):
        actions.add_sources(draft, [hidden, shown], change=change)
    assert not draft.statements.exists()


def test_contributions_of_another_programme_stay_there(draft: Conversation, change: Change) -> None:
    other = found_programme(city="Anderswo", name="Anderswo 2040", now=NOW)
    foreign = actions.found(other, actions.Facts("Anderswo"), change=change)
    with pytest.raises(actions.NotTaken):
        actions.add_sources(foreign, _addresses(draft.programme, 1), change=change)


def test_own_sentences_are_squeezed_and_doubles_passed_over(draft: Conversation, change: Change) -> None:
    made = actions.add_own(draft, ["  Mehr   Bäume. ", "", "Mehr Bäume.", "Weniger Autos."], change=change)
    assert [one.text for one in made] == ["Mehr Bäume.", "Weniger Autos."]
    about = actions.add_own(draft, ["Ich wohne hier.", "Mehr Bäume."], is_meta=True, change=change)
    assert [(one.number, one.is_meta) for one in about] == [(3, True)]


@pytest.mark.parametrize("text", ["x" * (LONGEST + 1), "ja"])
def test_too_long_and_too_short_sentences_are_refused_and_nothing_is_kept(
    draft: Conversation, change: Change, text: str
) -> None:
    with pytest.raises(actions.NotTaken):
        actions.add_own(draft, ["Mehr Bäume.", text], change=change)
    assert not draft.statements.exists()


def test_a_closed_one_takes_nothing_more(opened: Conversation, change: Change) -> None:
    actions.close(opened, change=change)
    with pytest.raises(actions.NotTaken, match="geschlossen"):
        actions.add_own(opened, ["Zu spät gesagt."], change=change)


def test_a_proposal_waits_and_nobody_votes_on_it(opened: Conversation, ticket: Ticket, change: Change) -> None:
    made = actions.propose(ticket, " Mehr  Bänke am Fluss. ", language="de", change=change)
    assert (made.number, made.text, made.origin, made.state) == (4, "Mehr Bänke am Fluss.", "participant", "waiting")
    assert made.decided_at is None
    with pytest.raises(actions.NotOpen):
        actions.cast(ticket, made, 1, now=NOW)
    taken = actions.take_in(made, change=change)
    assert (taken.state, taken.decided_at) == (StatementState.OPEN, NOW)
    assert actions.cast(ticket, taken, 1, now=NOW)


def test_what_is_there_already_is_not_proposed_again(ticket: Ticket, change: Change) -> None:
    with pytest.raises(actions.NotTaken, match="gibt es schon"):
        actions.propose(ticket, town.SENTENCES[1].upper(), language="de", change=change)


def test_one_person_cannot_fill_the_desk(ticket: Ticket, change: Change) -> None:
    for at in range(MOST_WAITING):
        actions.propose(ticket, f"Vorschlag mit der Nummer {at}.", language="de", change=change)
    with pytest.raises(actions.NotTaken, match="warten schon viele"):
        actions.propose(ticket, "Noch einer.", language="de", change=change)


def test_proposals_are_taken_only_where_they_are_asked_for(programme: Programme, change: Change) -> None:
    ticket = town.ticket(town.conversation(programme, 1), "ein Browser")
    with pytest.raises(actions.NotTaken, match="keine Aussagen vorgeschlagen"):
        actions.propose(ticket, "Trotzdem ein Satz.", language="de", change=change)


def test_leaving_out_needs_a_reason_where_people_have_seen_it(opened: Conversation, change: Change) -> None:
    silent = Change(by=change.by, now=NOW, reason="  ")
    with pytest.raises(actions.NotTaken, match="Grund"):
        actions.leave_out(_one(opened, 1), change=silent)
    assert _one(opened, 1).is_open
    left = actions.leave_out(_one(opened, 1), change=change)
    assert (left.state, left.reason, left.decided_at) == (StatementState.LEFT_OUT, "Tippfehler", NOW)


def test_a_draft_loses_statements_without_a_reason(draft: Conversation, change: Change) -> None:
    actions.add_own(draft, ["Mehr Bäume."], change=change)
    left = actions.leave_out(_one(draft, 1), change=Change(by=change.by, now=NOW))
    assert (left.state, left.reason) == (StatementState.LEFT_OUT, "")


def test_votes_stay_while_a_statement_is_left_out(opened: Conversation, ticket: Ticket, change: Change) -> None:
    statement = _one(opened, 1)
    actions.cast(ticket, statement, -1, now=NOW)
    left = actions.leave_out(statement, change=change)
    assert left.votes.count() == 1
    again = actions.take_in(left, change=change)
    assert (again.state, again.reason, again.votes.count()) == (StatementState.OPEN, "", 1)


def test_deciding_asks_for_a_new_picture(opened: Conversation, change: Change) -> None:
    Reckoning.objects.filter(conversation=opened).update(waiting=False)
    actions.leave_out(_one(opened, 1), change=change)
    assert Reckoning.objects.get(conversation=opened).waiting


def test_other_words_are_no_longer_those_of_the_contribution(draft: Conversation, change: Change) -> None:
    actions.add_sources(draft, _addresses(draft.programme, 1), change=change)
    same = actions.edit_words(_one(draft, 1), _one(draft, 1).text, is_meta=True, change=change)
    assert (same.source is None, same.is_meta) == (False, True)
    edited = actions.edit_words(_one(draft, 1), "Ein ganzer Satz.", is_meta=False, change=change)
    assert (edited.text, edited.source, edited.origin) == ("Ein ganzer Satz.", None, Origin.FACILITATOR)


def test_words_stay_once_somebody_voted_on_them(opened: Conversation, ticket: Ticket, change: Change) -> None:
    actions.cast(ticket, _one(opened, 1), 0, now=NOW)
    with pytest.raises(actions.NotTaken, match="die Worte bleiben"):
        actions.edit_words(_one(opened, 1), "Etwas ganz anderes.", is_meta=False, change=change)
    assert _one(opened, 1).text == town.SENTENCES[0]
