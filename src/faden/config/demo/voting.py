"""What invented people of the example think and want: Meinungsbilder with votes and pictures, a question of interest."""

import random
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from faden.addresses.actions import Change
from faden.config.demo.binding import said
from faden.opinion import actions as opinion
from faden.opinion.actions import interest, reckoning, voting
from faden.opinion.models import Conversation, Reckoning, Statement, Ticket, TicketKey, Vote, VoteEvent
from faden.programme.models import Programme

CONSENT = "Beispiel: Niemand hat zugestimmt, denn diese Menschen sind erfunden."
STEPS = 8
"""So many pictures are made over the time of voting."""
_Cast = tuple[datetime, Ticket, Statement, int]


def vote(programme: Programme, facts: Mapping[str, Any], *, change: Change) -> None:
    """Hold the Meinungsbilder that `facts` tell; `agree` and `pass` are how likely each camp does so."""
    for at, told in enumerate(facts["conversations"]):
        conversation = _opened(programme, told, change)
        _hold(conversation, told, random.Random(at))  # noqa: S311
        for label, name in enumerate(told["names"]):
            opinion.name_group(conversation, label, name, change=change)
        if told.get("closed"):
            opinion.close(conversation, change=change)
            _reckon(conversation, change.now)


def ask(programme: Programme, facts: Mapping[str, Any], *, change: Change) -> None:
    """Ask the question of interest that `facts` tell; some are interested already."""
    told = facts["interest"]
    question = interest.ask(
        programme,
        interest.Facts(
            question=told["question"],
            about=told["about"],
            source=said(programme, told["said"]),
            threshold=told["threshold"],
            closes_on=date.fromisoformat(told["closes_on"]),
        ),
        change=change,
    )
    for _person in range(told["people"]):
        interest.join(question, "", now=change.now)


def _opened(programme: Programme, told: Mapping[str, Any], change: Change) -> Conversation:
    closes_on = date.fromisoformat(told["closes_on"]) if "closes_on" in told else None
    conversation = opinion.found(
        programme,
        opinion.Facts(
            title=told["title"],
            intro=told["intro"],
            closes_on=closes_on,
            takes_statements=told.get("takes_statements", False),
            reveal_at_end=told.get("reveal_at_end", False),
        ),
        change=change,
    )
    for one in told["statements"]:
        if "said" in one:
            opinion.add_sources(conversation, [said(programme, one["said"])], change=change)
        else:
            opinion.add_own(conversation, [one.get("own") or one["meta"]], is_meta="meta" in one, change=change)
    return opinion.open_(conversation, change=change)


def _hold(conversation: Conversation, told: Mapping[str, Any], chance: random.Random) -> None:
    """Let people vote, and make the picture in between."""
    begin = datetime.combine(date.fromisoformat(told["opened_on"]), time(16), UTC)
    casts = _casts(conversation, told, begin, chance)
    edges = [len(casts) * step // STEPS for step in range(STEPS + 1)]
    for low, high in pairwise(edges):
        _write(conversation, casts[low:high])
        if high > low:
            _reckon(conversation, casts[high - 1][0] + timedelta(minutes=1))


def _reckon(conversation: Conversation, now: datetime) -> None:
    Reckoning.objects.filter(conversation=conversation).update(waiting=True)
    if reckoning.claim(conversation.pk):
        reckoning.reckon(conversation.pk, now=now)


def _casts(conversation: Conversation, told: Mapping[str, Any], begin: datetime, chance: random.Random) -> list[_Cast]:
    """Return all votes in order of time: each person comes once and votes for some minutes."""
    consent = voting.consented(CONSENT, "de", begin)
    statements = list(conversation.statements.all())
    camps = [camp for camp, size in enumerate(told["camps"]) for _person in range(size)]
    tickets = Ticket.objects.bulk_create(
        Ticket(conversation=conversation, consent=consent, consented_at=begin) for _person in camps
    )
    TicketKey.objects.bulk_create(
        TicketKey(ticket=one, token_hash=voting.token_hash(secrets.token_urlsafe(32))) for one in tickets
    )
    found = []
    for ticket, camp in zip(tickets, camps, strict=True):
        at = begin + timedelta(days=chance.random() * told["days"], minutes=chance.random() * 20)
        for statement, one in zip(statements, told["statements"], strict=True):
            if chance.random() < told["part"]:
                at += timedelta(seconds=chance.randint(4, 30))
                found.append((at, ticket, statement, _said(one["agree"], one["pass"], camp, chance)))
    return sorted(found, key=lambda one: one[0])


def _said(agree: Sequence[float], passes: float, camp: int, chance: random.Random) -> int:
    if chance.random() < passes:
        return 0
    return 1 if chance.random() < agree[camp] else -1


def _write(conversation: Conversation, casts: Sequence[_Cast]) -> None:
    Vote.objects.bulk_create(
        Vote(ticket=ticket, statement=statement, value=value, at=at) for at, ticket, statement, value in casts
    )
    VoteEvent.objects.bulk_create(
        VoteEvent(conversation=conversation, ticket=ticket, statement=statement, value=value, at=at)
        for at, ticket, statement, value in casts
    )
