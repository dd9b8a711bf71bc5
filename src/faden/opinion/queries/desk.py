"""What facilitators see of Meinungsbilder: how far they are, their statements, what could become one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value, When

from faden.dialogue.models import Contribution, Leaning
from faden.dialogue.queries import groups_serving
from faden.opinion.models import Conversation, Origin, Statement, StatementState, Ticket, Vote
from faden.opinion.queries.conversations import prepared
from faden.programme.models import Programme
from faden.search import queries as search
from faden.search.models import Kind as Found

LONGEST: int = Statement._meta.get_field("text").max_length or 0
LONG = 180
"""Longer sentences are hard to read on a phone."""
FEWEST_WORDS = 3
ERASED = "–"
"""What stands in place of a proposal whose writer wants to be forgotten."""
_BYTES = ("votes", "tickets", "memory", "release", "projection", "erased")
_WAITING = Count("statements", filter=Q(statements__state=StatementState.WAITING))


def overview(programme: Programme) -> QuerySet[Conversation]:
    """Return all conversations, each with `statement_count` and `waiting_count`, without what was reckoned for machines."""
    return prepared(programme).defer(*(f"reckoning__{name}" for name in _BYTES)).annotate(waiting_count=_WAITING)


def conversation(programme: Programme, number: int) -> Conversation | None:
    """Return the conversation with the number of its address, as `overview` does."""
    return overview(programme).select_related("programme").filter(address__number=number).first()


def taking_part(conversation: Conversation) -> int:
    """Return how many tickets there are, of people who voted and of those who have not yet."""
    return Ticket.objects.filter(conversation=conversation).count()


def statements(conversation: Conversation, state: str = "") -> QuerySet[Statement]:
    """Return its statements, those that wait first and those left out last; nothing of what somebody erased."""
    found = conversation.statements.exclude(
        state=StatementState.LEFT_OUT, origin=Origin.PARTICIPANT, text=ERASED
    ).select_related("source")
    if state:
        found = found.filter(state=state)
    order = Case(
        When(state=StatementState.WAITING, then=Value(0)), When(state=StatementState.OPEN, then=Value(1)), default=2
    )
    return found.order_by(order, "number")


def counts(conversation: Conversation) -> dict[str, int]:
    """Return how many statements there are in each state."""
    found = statements(conversation).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(StatementState.values, 0) | dict(found)


def vote_counts(statements: Iterable[Statement]) -> dict[int, int]:
    """Return how many votes there are on each of some statements, by key."""
    found = Vote.objects.filter(statement__in=[one.pk for one in statements]).order_by()
    return dict(found.values_list("statement").annotate(Count("pk")))


def hard_to_vote_on(text: str) -> str:
    """Return why people can hardly agree or disagree: "question", "fragment", "long", or ""."""
    if text.rstrip("“”\"' )").endswith("?"):
        return "question"
    if len(text.split()) < FEWEST_WORDS:
        return "fragment"
    return "long" if len(text) > LONG else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contributions are offered. `groups` are numbers of their addresses, `sort` is a kind or a leaning."""

    groups: tuple[int, ...] = ()
    sort: str = ""
    goal: str = ""
    words: str = ""


def contributions(programme: Programme, asked: Asked) -> QuerySet[Contribution]:
    """Return the public contributions that are asked for, by number."""
    found = Contribution.objects.public().filter(programme=programme).select_related("address", "group__address")
    if asked.groups:
        found = found.filter(group__address__number__in=asked.groups)
    if asked.goal:
        found = found.filter(group__in=groups_serving(programme, goal=asked.goal).values("pk"))
    if asked.sort:
        found = found.filter(**{"leaning" if asked.sort in Leaning.values else "kind": asked.sort})
    if asked.words:
        answer = search.ask(programme, asked.words)
        if not answer.asked.is_empty:
            found = found.filter(address__in=answer.entries.filter(kind=Found.STATEMENT).values("address"))
    return found.order_by("address__number")


@dataclass(frozen=True, slots=True)
class Offered:
    """A contribution to choose. `taken`: the statement that was made of it. `hard`: as `hard_to_vote_on` says."""

    contribution: Contribution
    taken: Statement | None
    hard: str

    @property
    def is_too_long(self) -> bool:
        return len(self.contribution.text) > LONGEST

    @property
    def has_new_words(self) -> bool:
        """Whether it stands there with other words than it has now."""
        return self.taken is not None and self.taken.is_open and self.taken.text != self.contribution.text

    @property
    def can_be_taken(self) -> bool:
        return not self.is_too_long and (self.taken is None or self.has_new_words)


def offered(conversation: Conversation, found: Iterable[Contribution]) -> list[Offered]:
    """Return contributions with what became of them in a conversation."""
    known = list(found)
    taken = _taken(conversation, {one.address_id: one.text for one in known})
    return [Offered(one, taken.get(one.address_id), hard_to_vote_on(one.text)) for one in known]


def _taken(conversation: Conversation, texts: Mapping[int, str]) -> dict[int, Statement]:
    """Return the statement of each address: the one with its words of now before others, one that is in before one left out."""
    made = conversation.statements.filter(source__in=texts)
    ranked = sorted(made, key=lambda one: (one.is_open, one.text == texts.get(one.source_id or 0)))
    return {one.source_id: one for one in ranked if one.source_id is not None}
