"""An invented Meinungsbild in the database, with people who vote in camps, and what is reckoned of it."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.opinion import actions
from faden.opinion.actions import reckoning
from faden.opinion.actions.voting import consented, token_hash
from faden.opinion.actions.waiting import wait
from faden.opinion.models import Conversation, Statement, Ticket, TicketKey, Vote, VoteEvent
from faden.opinion.tests.conversations import planted
from faden.programme.models import Programme

CONSENT = "Ich bin einverstanden, dass meine Stimmen gespeichert werden."
SENTENCES = (
    "Auf dem Marktplatz sollen mehr Bäume stehen.",
    "Die Altstadt soll frei von Autos sein.",
    "Wer in der Altstadt wohnt, soll dort einen Parkplatz haben.",
    "Neue Radwege sind wichtiger als neue Straßen.",
    "Der Bus soll auch nach 22 Uhr fahren.",
    "Dächer der Schulen sollen Strom aus Sonne machen.",
    "An der Furt braucht es ein Freibad.",
    "Das alte Kino soll ein Haus für Vereine werden.",
    "Auf freien Flächen sollen zuerst Wohnungen entstehen.",
    "Die Stadt soll Grundstücke nur noch verpachten.",
    "Leerstehende Läden sollen für ein Jahr mietfrei sein.",
    "Tempo 30 soll überall gelten.",
    "Der Wochenmarkt soll auf den Abend rücken.",
    "Ein Dorfladen gehört in jeden Ortsteil.",
    "Sitzbänke im Schatten fehlen an jeder zweiten Ecke.",
    "Die Bücherei soll auch am Sonntag offen sein.",
    "Spielplätze sollen für alle Altersgruppen da sein.",
    "Straßen sollen im Sommer am Abend zum Spielen gesperrt werden.",
    "Amtliche Briefe sollen in leichter Sprache kommen.",
    "Die Stadt soll alle Anliegen im Netz zeigen, mit Antwort und Frist.",
)


def sentences(count: int) -> list[str]:
    """Return so many different sentences."""
    known = len(SENTENCES)
    return [
        SENTENCES[at] if at < known else f"{SENTENCES[at % known]} (Fassung {at // known + 1})" for at in range(count)
    ]


def conversation(programme: Programme, statements: int = 10, *, now: datetime = NOW, **facts: Any) -> Conversation:
    """Return an open conversation about the market place with so many statements; `facts` as in `actions.Facts`."""
    change = Change(by=None, now=now)
    made = actions.found(programme, actions.Facts(**{"title": "Unsere Altstadt", **facts}), change=change)
    actions.add_own(made, sentences(statements), change=change)
    return actions.open_(made, change=change)


def ticket(conversation: Conversation, token: str, *, now: datetime = NOW) -> Ticket:
    """Return the ticket of somebody whose browser holds `token`, whoever may vote."""
    made = Ticket.objects.create(conversation=conversation, consent=consented(CONSENT, "de", now), consented_at=now)
    TicketKey.objects.create(ticket=made, token_hash=token_hash(token))
    return made


def vote(
    conversation: Conversation,
    people: int,
    *,
    groups: int = 2,
    part: float = 0.7,
    seed: int = 0,
    noise: float = 0.1,
    now: datetime = NOW,
) -> list[Ticket]:
    """Let so many people vote in camps (`conversations.planted`), written at once; nothing is reckoned yet."""
    asked = list(conversation.statements.open().order_by("number"))
    votes, _camps = planted(people, len(asked), groups=groups, part=part, seed=seed, noise=noise)
    consent = consented(CONSENT, "de", now)
    tickets = Ticket.objects.bulk_create(
        [Ticket(conversation=conversation, consent=consent, consented_at=now) for _ in range(people)]
    )
    TicketKey.objects.bulk_create(
        [TicketKey(ticket=one, token_hash=hashlib.sha256(f"{seed} {one.pk}".encode()).hexdigest()) for one in tickets]
    )
    said = list(zip(votes.owners.tolist(), votes.statements.tolist(), votes.values.tolist(), strict=True))
    _write(conversation, tickets, asked, said, now)
    return tickets


def _write(
    conversation: Conversation,
    tickets: Sequence[Ticket],
    asked: Sequence[Statement],
    said: Sequence[tuple[int, int, int]],
    now: datetime,
) -> None:
    Vote.objects.bulk_create(
        (Vote(ticket=tickets[who], statement=asked[what], value=value, at=now) for who, what, value in said),
        batch_size=2000,
    )
    VoteEvent.objects.bulk_create(
        (
            VoteEvent(conversation=conversation, ticket=tickets[who], statement=asked[what], value=value, at=now)
            for who, what, value in said
        ),
        batch_size=2000,
    )
    wait(conversation.pk)


def reckon(conversation: Conversation, *, now: datetime = NOW) -> None:
    """Do the job that makes the picture, as the worker does."""
    assert reckoning.claim(conversation.pk)
    reckoning.reckon(conversation.pk, now=now)


def opinion(programme: Programme, people: int, statements: int = 10, **facts: Any) -> Conversation:
    """Return an open conversation in which so many people voted, with its picture."""
    made = conversation(programme, statements, **facts)
    vote(made, people)
    reckon(made)
    return made


def growing(made: Conversation, *steps: int) -> Iterator[int]:
    """Let further people vote step by step, each with a picture; yields how many there are."""
    total = 0
    for seed, people in enumerate(steps, start=1):
        vote(made, people, seed=seed)
        reckon(made)
        total += people
        yield total
