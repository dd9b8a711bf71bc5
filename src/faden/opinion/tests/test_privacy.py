"""Somebody signed in can have all that they said, and can have it forgotten; no table leads from people to votes."""

from datetime import timedelta

import pytest
from django.apps import apps

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.opinion import actions, privacy
from faden.opinion.actions.reckoning import destroy_keys
from faden.opinion.models import Conversation, Statement, Ticket, TicketKey, Vote, VoteEvent
from faden.opinion.tests import town
from faden.people.models import Person
from faden.programme.models import Programme


@pytest.fixture
def asked(programme: Programme) -> Conversation:
    return town.conversation(programme, takes_statements=True)


def _vote(conversation: Conversation, person: Person) -> Ticket:
    """Agree to the first statement, then disagree, and propose one."""
    ticket, _token = actions.admit(conversation, consent=town.CONSENT, language="de", now=NOW, person=person)
    first = conversation.statements.get(number=1)
    actions.cast(ticket, first, 1, now=NOW)
    actions.cast(ticket, first, -1, now=NOW)
    actions.propose(ticket, "Mehr Kirschbäume", language="de", change=Change(by=None, now=NOW))
    return ticket


def test_export_holds_every_vote_with_its_words_and_what_was_agreed_to(
    asked: Conversation, administrator: Person
) -> None:
    _vote(asked, administrator)
    (told,) = privacy.export(administrator)["opinions"]
    words = town.SENTENCES[0]
    assert (told["conversation"], told["title"]) == (str(asked.address), "Unsere Altstadt")
    assert (told["agreed_to"], told["agreed_at"]) == (town.CONSENT, NOW)
    assert told["votes"] == [{"statement": words, "value": -1, "is_unclear": False, "at": NOW}]
    assert [(one["statement"], one["value"]) for one in told["steps"]] == [(words, 1), (words, -1)]
    assert [(one["text"], one["state"]) for one in told["proposals"]] == [("Mehr Kirschbäume", "waiting")]


def test_export_holds_nothing_of_anybody_else(asked: Conversation, administrator: Person, facilitator: Person) -> None:
    _vote(asked, administrator)
    town.vote(asked, 3)
    assert privacy.export(facilitator) == {"opinions": [], "interests": []}


def test_erasing_forgets_one_person_and_leaves_the_others(
    asked: Conversation, administrator: Person, facilitator: Person
) -> None:
    gone, stays = _vote(asked, administrator), Ticket.objects.get(pk=town.vote(asked, 1, part=1.0)[0].pk)
    privacy.erase(facilitator)
    assert Ticket.objects.filter(pk=gone.pk).exists()
    privacy.erase(administrator)
    assert not Ticket.objects.filter(pk=gone.pk).exists()
    assert privacy.export(administrator)["opinions"] == []
    assert not VoteEvent.objects.filter(ticket=gone.pk).exists()
    assert Vote.objects.filter(ticket=stays).count() == asked.statements.open().count()
    assert not Statement.objects.filter(text="Mehr Kirschbäume").exists()


def test_without_the_conversations_key_nobody_knows_whose_votes_they_were(
    asked: Conversation, administrator: Person
) -> None:
    ticket = _vote(asked, administrator)
    actions.close(asked, change=Change(by=None, now=NOW))
    assert destroy_keys(NOW + timedelta(days=31)) == 1
    assert privacy.export(administrator)["opinions"] == []
    privacy.erase(administrator)
    assert Vote.objects.filter(ticket=ticket).exists()


def test_no_field_of_this_room_points_to_people() -> None:
    pointing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("opinion").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is not None and field.related_model._meta.app_label == "people"
    ]
    assert pointing == []
    assert privacy.REFERS == {}


def test_a_ticket_cannot_be_found_by_who_knows_the_person_and_not_the_key(
    asked: Conversation, administrator: Person
) -> None:
    _vote(asked, administrator)
    (kept,) = TicketKey.objects.filter(ticket__conversation=asked)
    asked.refresh_from_db()
    right = actions.voting.member_token(asked, administrator)
    assert right
    assert kept.token_hash == actions.voting.token_hash(right)
    asked.voter_key = b"0" * 32
    wrong = actions.voting.member_token(asked, administrator)
    assert wrong
    assert kept.token_hash != actions.voting.token_hash(wrong)
