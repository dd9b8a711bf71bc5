"""What waits for a decision of people at the desk, best first, and what was decided."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from faden.addresses.models import Address, Revision, State
from faden.dialogue.models import Contribution, GoalMention
from faden.people.models import Person
from faden.programme.models import Programme
from faden.synergy.finding.items import ASSESSMENT, GOAL, PROPOSAL, QUESTION
from faden.synergy.models import Decision, Link, Suggestion, in_order
from faden.synergy.queries import explained
from faden.synergy.queries.things import Thing, things

ACTIVE = timedelta(minutes=10)
"""Who decided within this time is at work."""
_SPEAKS_FIRST = (PROPOSAL, ASSESSMENT, QUESTION, GOAL)
"""What rather supports or solves stands first: a proposal solves a challenge, both support a goal."""

Pair = tuple[int, int]
"""The keys of two addresses, the smaller one first."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which pairs are asked for. `group`: the number of its address; `goal`: a code; `reason`: a kind of reason."""

    group: int = 0
    goal: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.group or self.goal or self.reason)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a pair is: of `of` people who decide at once, this is number `number` (from 0)."""

    number: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Pending:
    """A pair to decide on, in the order in which it is read. `link`: what was decided on other words than these."""

    first: Thing
    second: Thing
    suggestion: Suggestion | None
    link: Link | None = None

    @property
    def key(self) -> str:
        return pair_label(self.first.address, self.second.address)

    @property
    def reasons(self) -> list[explained.Explained]:
        return explained.explained(self.suggestion.reasons) if self.suggestion else []

    @property
    def ends(self) -> list[tuple[Thing, explained.Pieces]]:
        """Both ends with their words, marked where they match."""
        return [(one, self._pieces(one)) for one in (self.first, self.second)]

    def _pieces(self, one: Thing) -> explained.Pieces:
        if self.suggestion is None:
            return explained.pieces(one.text, ())
        end = "first" if one.address.pk == self.suggestion.first_id else "second"
        return explained.pieces(one.text, explained.spans(self.suggestion.reasons, end))


@dataclass(frozen=True, slots=True)
class Waiting:
    """All pairs that wait: those whose words changed since they were decided on, then what the machine suggests."""

    reopened: list[Link]
    suggestions: QuerySet[Suggestion]
    turn: Turn

    def count(self) -> int:
        return len(self.reopened) + self.suggestions.count()

    def since(self, pair: Pair | None, *, limit: int) -> tuple[int, list[Link | Suggestion]]:
        """Return the place (from 1) of a pair, or of what comes after it if it waits no more; and the pairs from there.

        Behind the last pair it begins anew, as it does for one that is unknown.
        """
        known = [(one.first_id, one.second_id) for one in self.reopened]
        if pair in known:
            at = known.index(pair)
            return at + 1, self._rows(at, self.suggestions, limit)
        if rank := _rank_of(pair):
            theirs = int(rank % self.turn.of != self.turn.number)
            behind = Q(theirs__gt=theirs) | Q(theirs=theirs, rank__gte=rank)
            if rows := self._rows(len(self.reopened), self.suggestions.filter(behind), limit):
                return len(self.reopened) + self.suggestions.exclude(behind).count() + 1, rows
        return 1, self._rows(0, self.suggestions, limit)

    def _rows(self, at: int, suggestions: QuerySet[Suggestion], limit: int) -> list[Link | Suggestion]:
        rows: list[Link | Suggestion] = [*self.reopened[at : at + limit]]
        return [*rows, *suggestions[: limit - len(rows)]]


def turn(active: Iterable[int], me: int) -> Turn:
    """Return which share of the pairs is whose, so that people at work at once do not read the same. Pure."""
    people = sorted({*active, me})
    return Turn(people.index(me), len(people))


def turn_of(programme: Programme, person: Person, *, now: datetime) -> Turn:
    """Return the turn of a person among those who decided lately. One query."""
    lately = Decision.objects.filter(programme=programme, at__gte=now - ACTIVE, by__isnull=False).order_by()
    return turn(lately.values_list("by", flat=True).distinct(), person.pk)


def waiting(programme: Programme, narrowing: Narrowing = Narrowing(), turn: Turn = Turn()) -> Waiting:
    """Return what waits for a decision: of what the machine suggests the own share first, then the rest, best first."""
    return Waiting(_reopened(programme, narrowing), _suggestions(programme, narrowing, turn), turn)


def pending(rows: Sequence[Link | Suggestion]) -> list[Pending]:
    """Return pairs with their words, those whose ends are not both public left out. Four queries at most."""
    links = [one for one in rows if isinstance(one, Link)]
    suggested = {(one.first_id, one.second_id): one for one in rows if isinstance(one, Suggestion)}
    if links:
        beside = Suggestion.objects.filter(
            first__in=[one.first_id for one in links], second__in=[one.second_id for one in links]
        )
        suggested |= {(one.first_id, one.second_id): one for one in beside}
    decided = {(one.first_id, one.second_id): one for one in links}
    known = things(key for one in rows for key in (one.first_id, one.second_id))
    found = []
    for pair in ((one.first_id, one.second_id) for one in rows):
        ends = [known[key] for key in pair if key in known and known[key].is_public]
        if len(ends) == 2:
            found.append(Pending(*reading_order(*ends), suggested.get(pair), decided.get(pair)))
    return found


def reading_order(one: Thing, other: Thing) -> tuple[Thing, Thing]:
    """Return two things so that the first rather supports or solves the second. Pure."""
    places = [_SPEAKS_FIRST.index(end.kind) for end in (one, other)]
    return (other, one) if places[0] > places[1] else (one, other)


def pair_label(one: Address, other: Address) -> str:
    """Return what a pair is called in addresses of pages: "B30-B127"."""
    return f"{one}-{other}"


def changed_words(link: Link) -> list[tuple[Address, str, str]]:
    """Return what ends of a reopened link said when it was decided, and what they say now. Four queries at most.

    Where the old words were deleted, they are "".
    """
    known = things([link.first_id, link.second_id])
    found = []
    for end, kept in ((link.first, link.first_hash), (link.second, link.second_hash)):
        if end.pk not in known or known[end.pk].text_hash == kept:
            continue
        since = Revision.objects.filter(address=end, at__gte=link.decided_at, field__in=("text", "title"))
        before = since.order_by("at", "pk").values_list("before", flat=True).first() or ""
        found.append((end, "" if before.startswith("[") else before, known[end.pk].text))
    return found


def decided(programme: Programme, *, kind: str = "", reopened: bool = False) -> QuerySet[Link]:
    """Return decisions, newest first; of one kind; or only those whose words changed since."""
    found = Link.objects.filter(programme=programme).select_related("first", "second", "by")
    if reopened:
        found = found.filter(reopened_at__isnull=False)
    return found.filter(kind=kind) if kind else found


def decided_today(programme: Programme, person: Person, *, now: datetime) -> int:
    """Return on how many pairs a person decided today. One query."""
    today = Decision.objects.filter(programme=programme, by=person, at__gte=_midnight(now), undone_at=None)
    return today.order_by().values("first", "second").distinct().count()


def decided_counts(programme: Programme) -> Counter[str]:
    """Return how many decisions there are of each kind. One query."""
    rows = Link.objects.filter(programme=programme).order_by().values_list("kind")
    return Counter(dict(rows.annotate(Count("pk"))))


def last_of(programme: Programme, person: Person, *, now: datetime) -> Decision | None:
    """Return what `actions.undo` would take back, if it was decided today. One query."""
    mine = Decision.objects.filter(programme=programme, by=person, undone_at=None)
    last = mine.select_related("first", "second").first()
    return last if last and last.at >= _midnight(now) else None


def link_between(one: Address, other: Address) -> Link | None:
    """Return what was decided on two things. One query."""
    first, second = in_order(one, other)
    return Link.objects.select_related("first", "second", "by").filter(first=first, second=second).first()


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _reopened(programme: Programme, narrowing: Narrowing) -> list[Link]:
    if narrowing.reason:
        return []
    found = Link.objects.filter(
        programme=programme,
        reopened_at__isnull=False,
        first__state=State.PUBLISHED,
        second__state=State.PUBLISHED,
    )
    if narrowing.group:
        of = Contribution.objects.filter(programme=programme, group__address__number=narrowing.group)
        served = GoalMention.objects.filter(group__programme=programme, group__address__number=narrowing.group)
        found = found.filter(_either(of.values("address")) | _either(served.values("goal__address")))
    if narrowing.goal:
        said = Contribution.objects.filter(group__in=_groups_serving(programme, narrowing.goal))
        found = found.filter(_either(said.values("address")) | _is_goal(narrowing.goal))
    return list(found.select_related("first", "second", "by").order_by("reopened_at", "pk"))


def _suggestions(programme: Programme, narrowing: Narrowing, turn: Turn) -> QuerySet[Suggestion]:
    linked = Link.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    found = Suggestion.objects.filter(
        ~Exists(linked), programme=programme, first__state=State.PUBLISHED, second__state=State.PUBLISHED
    )
    if narrowing.group:
        number = narrowing.group
        found = found.filter(Q(first_group__address__number=number) | Q(second_group__address__number=number))
    if narrowing.goal:
        groups = _groups_serving(programme, narrowing.goal)
        found = found.filter(Q(first_group__in=groups) | Q(second_group__in=groups) | _is_goal(narrowing.goal))
    if narrowing.reason:
        found = found.filter(kinds__contains=f" {narrowing.reason} ")
    own = Case(When(share=turn.number, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.annotate(share=F("rank") % turn.of, theirs=own).order_by("theirs", "rank")


def _rank_of(pair: Pair | None) -> int | None:
    """Return the rank that the machine gave a pair, whether it waits or not."""
    if pair is None:
        return None
    return Suggestion.objects.filter(first=pair[0], second=pair[1]).values_list("rank", flat=True).first()


def _groups_serving(programme: Programme, code: str) -> QuerySet[GoalMention, int]:
    return GoalMention.objects.filter(group__programme=programme, goal__code=code).values_list("group", flat=True)


def _either(addresses: object) -> Q:
    return Q(first__in=addresses) | Q(second__in=addresses)


def _is_goal(code: str) -> Q:
    return Q(first__goal__code=code) | Q(second__goal__code=code)
