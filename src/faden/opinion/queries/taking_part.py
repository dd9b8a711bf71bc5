"""What somebody who takes part sees: what comes next, how far they are, and what they said."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Value

from faden.opinion.models import Conversation, Statement, StatementState, Ticket, Vote

AHEAD = 8
"""So many statements a page holds ready for when the network is away."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`total` open statements, of which somebody `answered` some; `votes`: also those on statements left out since."""

    total: int
    answered: int
    votes: int

    @property
    def next(self) -> int:
        """The how-manieth statement comes next."""
        return min(self.answered + 1, self.total)


def ahead(
    conversation: Conversation, ticket: Ticket | None, *, count: int = AHEAD, seen: Iterable[int] = ()
) -> tuple[Progress, list[Statement]]:
    """Return how far somebody is, and what comes next, drawn by weight (`routing`); [] when they have seen all.

    `seen`: numbers of statements whose votes are still on their way. Statements come with their contribution and group.
    Two queries.
    """
    mine = Exists(Vote.objects.filter(ticket=ticket, statement=OuterRef("pk"))) if ticket else Value(value=False)
    known = conversation.statements.exclude(state=StatementState.WAITING).annotate(mine=mine)
    rows = list(known.values_list("pk", "number", "weight", "state", "mine"))
    is_open = [one for one in rows if one[3] == StatementState.OPEN]
    far = Progress(total=len(is_open), answered=sum(one[4] for one in is_open), votes=sum(one[4] for one in rows))
    passed = set(seen)
    left = [(pk, weight) for pk, number, weight, _state, mine in is_open if not mine and number not in passed]
    # The largest of uniform^(1/weight) are a draw without replacement by weight (Efraimidis and Spirakis 2006).
    order = sorted(left, key=lambda one: random.random() ** (1 / max(one[1], 1e-9)), reverse=True)  # noqa: S311
    keys = [key for key, _weight in order[:count]]
    found = Statement.objects.select_related("source__contribution__group").in_bulk(keys) if keys else {}
    return far, [found[key] for key in keys]


def upcoming(
    conversation: Conversation, ticket: Ticket | None, *, count: int = AHEAD, seen: Iterable[int] = ()
) -> list[Statement]:
    """Return what comes next for somebody, as `ahead`."""
    return ahead(conversation, ticket, count=count, seen=seen)[1]


def progress(conversation: Conversation, ticket: Ticket | None) -> Progress:
    """Return how far somebody is."""
    return ahead(conversation, ticket, count=0)[0]


def own_votes(ticket: Ticket) -> QuerySet[Vote]:
    """Return what somebody said, the newest first."""
    return Vote.objects.filter(ticket=ticket).select_related("statement__source").order_by("-at", "-pk")
