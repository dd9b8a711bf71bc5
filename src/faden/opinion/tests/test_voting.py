"""Tickets, votes, the way to another device, being forgotten."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.opinion import actions, events, tasks, votes
from faden.opinion.actions import networks, reckoning, voting
from faden.opinion.models import (
    Admission,
    ConsentText,
    Conversation,
    NetworkKey,
    NetworkTrace,
    Reckoning,
    Statement,
    StatementState,
    Ticket,
    TicketKey,
    Vote,
    VoteEvent,
)
from faden.opinion.models.voting import WITHDRAWN
from faden.people.models import Person
from faden.programme.models import Programme

WORDS = "Ich bin einverstanden, dass meine Stimmen gespeichert werden."


@pytest.fixture
def conversation(programme: Programme, change: Change) -> Conversation:
    made = actions.found(programme, actions.Facts("Was am Marktplatz anders werden soll"), change=change)
    actions.add_own(made, ["Mehr Bäume auf den Platz.", "Autos sollen draußen bleiben."], change=change)
    return actions.open_(made, change=change)


@pytest.fixture
def statement(conversation: Conversation) -> Statement:
    return conversation.statements.select_related("conversation").get(number=1)


@pytest.fixture
def woken() -> Iterator[list[int]]:
    """The conversations that asked for their job, in order."""
    asked: list[int] = []
    known = list(events.waiting._receivers)
    events.waiting._receivers[:] = [lambda conversation_id: asked.append(conversation_id)]
    yield asked
    events.waiting._receivers[:] = known


def admit(conversation: Conversation, **more: object) -> tuple[Ticket, str]:
    return actions.admit(conversation, consent=WORDS, language="de", now=NOW, **more)  # type: ignore[arg-type]


def test_a_ticket_keeps_the_words_of_consent_and_only_a_hash_of_the_token(conversation: Conversation) -> None:
    ticket, token = admit(conversation)
    assert ticket.consent.text == WORDS
    assert ticket.consented_at == NOW
    assert len(token) > 40
    kept = [str(value) for row in TicketKey.objects.values_list() for value in row]
    assert not any(token in one for one in kept)
    assert voting.find(conversation, token) == ticket


def test_the_same_words_of_consent_are_kept_once(conversation: Conversation) -> None:
    admit(conversation)
    admit(conversation)
    assert ConsentText.objects.filter(text=WORDS).count() == 1


def test_a_token_opens_no_other_conversation(conversation: Conversation, programme: Programme, change: Change) -> None:
    other = actions.found(programme, actions.Facts("Etwas anderes"), change=change)
    _ticket, token = admit(conversation)
    assert voting.find(other, token) is None


def test_a_vote_is_kept_once_and_can_be_changed(conversation: Conversation, statement: Statement) -> None:
    ticket, _token = admit(conversation)
    assert actions.cast(ticket, statement, 1, now=NOW)
    assert not actions.cast(ticket, statement, 1, now=NOW)
    assert actions.cast(ticket, statement, -1, now=NOW + timedelta(minutes=1))
    assert [one.value for one in Vote.objects.filter(ticket=ticket)] == [-1]
    assert [one.value for one in VoteEvent.objects.filter(ticket=ticket)] == [1, -1]


def test_an_unclear_sentence_is_passed(conversation: Conversation, statement: Statement) -> None:
    ticket, _token = admit(conversation)
    actions.cast(ticket, statement, 1, now=NOW, is_unclear=True)
    kept = Vote.objects.get(ticket=ticket)
    assert (kept.value, kept.is_unclear) == (0, True)
    assert actions.cast(ticket, statement, 0, now=NOW)


def test_a_vote_taken_back_leaves_only_the_log(conversation: Conversation, statement: Statement) -> None:
    ticket, _token = admit(conversation)
    actions.cast(ticket, statement, 1, now=NOW)
    assert actions.take_back(ticket, statement, now=NOW)
    assert not actions.take_back(ticket, statement, now=NOW)
    assert not Vote.objects.filter(ticket=ticket).exists()
    assert [one.value for one in VoteEvent.objects.filter(ticket=ticket)] == [1, WITHDRAWN]


def test_the_value_of_a_vote_taken_back_is_that_of_the_pure_modules() -> None:
    assert WITHDRAWN == votes.WITHDRAWN


@pytest.mark.parametrize("stage", ["paused", "closed", "draft"])
def test_nobody_votes_while_it_is_not_open(conversation: Conversation, statement: Statement, stage: str) -> None:
    ticket, _token = admit(conversation)
    conversation.stage = stage
    ticket.conversation = conversation
    with pytest.raises(actions.NotOpen):
        actions.cast(ticket, statement, 1, now=NOW)
    with pytest.raises(actions.NotOpen):
        actions.take_back(ticket, statement, now=NOW)
    with pytest.raises(actions.NotOpen):
        admit(conversation)


def test_nobody_votes_after_the_last_day(conversation: Conversation, statement: Statement) -> None:
    ticket, _token = admit(conversation)
    conversation.closes_on = NOW.date()
    ticket.conversation = conversation
    assert actions.cast(ticket, statement, 1, now=NOW)
    with pytest.raises(actions.NotOpen):
        actions.cast(ticket, statement, -1, now=NOW + timedelta(days=1))


def test_nobody_votes_on_what_was_left_out(conversation: Conversation, statement: Statement, change: Change) -> None:
    ticket, _token = admit(conversation)
    left = actions.leave_out(statement, change=change)
    with pytest.raises(actions.NotOpen):
        actions.cast(ticket, left, 1, now=NOW)


def test_an_access_code_is_asked_for(programme: Programme, change: Change) -> None:
    facts = actions.Facts("Der Abend", admission=Admission.CODE)
    made = actions.found(programme, facts, change=change)
    actions.add_own(made, ["Das war ein guter Abend."], change=change)
    made = actions.open_(made, change=change)
    with pytest.raises(actions.NotAdmitted):
        admit(made, access_code="falsch")
    with pytest.raises(actions.NotAdmitted):
        admit(made)
    ticket, _token = admit(made, access_code=f" {made.access_code.lower()} ")
    assert ticket.conversation == made


def test_members_only_means_signed_in(programme: Programme, change: Change, administrator: Person) -> None:
    made = actions.found(programme, actions.Facts("Nur wir", admission=Admission.MEMBERS), change=change)
    actions.add_own(made, ["Wir treffen uns öfter."], change=change)
    made = actions.open_(made, change=change)
    with pytest.raises(actions.NotAdmitted):
        admit(made)
    first, token = admit(made, person=administrator)
    second, again = admit(made, person=administrator)
    assert first == second
    assert token == again == voting.member_token(made, administrator)


def test_a_signed_in_voter_cannot_be_found_without_the_key(conversation: Conversation, administrator: Person) -> None:
    admit(conversation, person=administrator)
    conversation.refresh_from_db()
    now = NOW + timedelta(days=3)
    Conversation.objects.filter(pk=conversation.pk).update(stage="closed", closed_at=now)
    assert reckoning.destroy_keys(now + timedelta(days=29)) == 0
    assert reckoning.destroy_keys(now + timedelta(days=31)) == 1
    conversation.refresh_from_db()
    assert conversation.voter_key is None
    assert voting.member_token(conversation, administrator) is None


def test_a_code_takes_a_ticket_to_another_device_once(conversation: Conversation, statement: Statement) -> None:
    ticket, token = admit(conversation)
    actions.cast(ticket, statement, 1, now=NOW)
    code = actions.make_code(ticket, now=NOW)
    moved, other = actions.redeem(conversation, f"{code[:4].lower()} {code[4:]}", now=NOW)
    assert moved == ticket
    assert voting.find(conversation, token) == voting.find(conversation, other) == ticket
    with pytest.raises(actions.CodeUnknown):
        actions.redeem(conversation, code, now=NOW)


def test_a_code_ends_after_a_quarter_of_an_hour(conversation: Conversation) -> None:
    ticket, _token = admit(conversation)
    code = actions.make_code(ticket, now=NOW)
    with pytest.raises(actions.CodeUnknown):
        actions.redeem(conversation, code, now=NOW + timedelta(minutes=16))


def test_no_code_opens_a_ticket_that_has_none(conversation: Conversation) -> None:
    admit(conversation)
    with pytest.raises(actions.CodeUnknown):
        actions.redeem(conversation, "", now=NOW)


def test_erasing_leaves_nothing_of_somebody(
    conversation: Conversation, statement: Statement, woken: list[int], django_capture_on_commit_callbacks: object
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(takes_statements=True)
    conversation.refresh_from_db()
    ticket, _token = admit(conversation, network="203.0.113.9")
    actions.cast(ticket, statement, 1, now=NOW)
    change = Change(by=None, now=NOW)
    actions.propose(ticket, "Frau Beispiel soll gehen.", language="de", change=change)
    key = ticket.pk
    actions.erase(ticket)
    assert not Ticket.objects.filter(pk=key).exists()
    for model in (TicketKey, Vote, VoteEvent, NetworkTrace):
        assert not model.objects.filter(ticket=key).exists()
    proposal = Statement.objects.get(origin="participant")
    assert (proposal.text, proposal.state) == ("–", StatementState.LEFT_OUT)
    assert Reckoning.objects.get(conversation=conversation).erased == [key]


def test_only_the_first_vote_asks_for_the_job(
    conversation: Conversation, statement: Statement, woken: list[int], django_capture_on_commit_callbacks: object
) -> None:
    Reckoning.objects.update(waiting=False)
    ticket, _token = admit(conversation)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.cast(ticket, statement, 1, now=NOW)
        actions.cast(ticket, statement, -1, now=NOW)
    assert woken == [conversation.pk]


def test_votes_cast_while_a_job_works_ask_for_no_second_one(
    conversation: Conversation, statement: Statement, woken: list[int], django_capture_on_commit_callbacks: object
) -> None:
    ticket, _token = admit(conversation)
    Reckoning.objects.filter(conversation=conversation).update(waiting=True)
    assert reckoning.claim(conversation.pk)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.cast(ticket, statement, 1, now=NOW)
    assert woken == []
    assert Reckoning.objects.get(conversation=conversation).waiting


def test_a_vote_costs_few_queries(conversation: Conversation, statement: Statement) -> None:
    ticket, _token = admit(conversation)
    Reckoning.objects.update(waiting=True)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        actions.cast(ticket, statement, 1, now=NOW)
    # Savepoint, what there is, vote, log, whether the job knows, release.
    assert len(asked) <= 6


def test_networks_are_hashed_by_day_and_forgotten_after_a_week(conversation: Conversation) -> None:
    for address in ("203.0.113.9", "203.0.113.77", "203.0.114.9", "2001:db8:1::1", "2001:db8:1:2::9", "unknown"):
        admit(conversation, network=address)
    hashes = list(NetworkTrace.objects.order_by("pk").values_list("network_hash", flat=True))
    assert len(hashes) == 5
    assert hashes[0] == hashes[1] != hashes[2]
    assert hashes[3] == hashes[4]
    assert networks.forget_networks(NOW + timedelta(days=7)) == 0
    assert networks.forget_networks(NOW + timedelta(days=8)) == 5
    assert not NetworkKey.objects.exists()


def test_what_is_due_is_done(conversation: Conversation) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(closes_on=NOW.date())
    tasks.tidy(NOW)
    conversation.refresh_from_db()
    assert conversation.stage == "open"
    tasks.tidy(NOW + timedelta(days=1))
    conversation.refresh_from_db()
    assert conversation.stage == "closed"
    assert conversation.closed_at == NOW + timedelta(days=1)
