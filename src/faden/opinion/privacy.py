"""What this room knows of a person: to export and to erase.

No table leads from a person to their votes. While a conversation has its key, the ticket of somebody who voted signed
in is found by their token (`actions.voting.member_token`); what somebody said without signing in belongs to their
browser, and they delete it there.
"""

from typing import Any

from django.db import transaction
from django.db.models import Model

from faden.opinion import actions
from faden.opinion.actions.interest import erase_interests
from faden.opinion.actions.voting import member_token, token_hash
from faden.opinion.models import Conversation, Ticket
from faden.opinion.queries.interest import interests_of
from faden.people.models import Person

REFERS: dict[type[Model], str] = {}


def export(person: Person) -> dict[str, Any]:
    """Return how `person` voted, each step of it, what they proposed and agreed to, and where they are interested."""
    return {
        "opinions": [_exported(one) for one in _tickets(person)],
        "interests": interests_of(person.email),
    }


def _exported(ticket: Ticket) -> dict[str, Any]:
    votes = ticket.votes.select_related("statement").order_by("statement__number")
    steps = ticket.events.select_related("statement").order_by("pk")
    return {
        "conversation": str(ticket.conversation.address),
        "title": ticket.conversation.title,
        "agreed_to": ticket.consent.text,
        "agreed_at": ticket.consented_at,
        "votes": [
            {"statement": one.statement.text, "value": one.value, "is_unclear": one.is_unclear, "at": one.at}
            for one in votes
        ],
        "steps": [{"statement": one.statement.text, "value": one.value, "at": one.at} for one in steps],
        "proposals": [
            {"text": one.text, "state": one.state, "at": one.made_at} for one in ticket.statements.order_by("number")
        ],
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Forget how `person` voted and where they are interested; accepted proposals stay, and are nobody's."""
    for ticket in _tickets(person):
        actions.erase(ticket)
    erase_interests(person.email)


def _tickets(person: Person) -> list[Ticket]:
    """Return the tickets of a person in all conversations whose key is still there."""
    tokens = [member_token(one, person) for one in Conversation.objects.filter(voter_key__isnull=False)]
    known = Ticket.objects.filter(keys__token_hash__in=[token_hash(one) for one in tokens if one])
    return list(known.select_related("conversation__address", "consent").order_by("conversation", "pk").distinct())
