"""What became public or changed. What happened together is one piece: an import of 400 statements is one, not 400."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faden.addresses.models import Address, Revision, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import Contribution, DialogueGroup, GoalMention
from faden.goals.models import Goal
from faden.opinion.models import Conversation, InterestQuestion, Stage, Statement, StatementState
from faden.portal import history
from faden.portal.news_titles import FIELDS, NEW, PAGE, TITLES
from faden.programme.models import Page, Programme
from faden.synergy.models import Member, Synergy

EXAMPLES, GROUPS = 6, 12
_DAYS = 10
MOST_CHANGES, _MOST, _MOST_MOMENTS = 2000, 5000, 500
"""So many changes and so many new things are read at most, and so many moments (of statements: times groups) of both."""
_STATEMENT, _GROUP, _GOAL = AddressKind.CONTRIBUTION.value, AddressKind.GROUP.value, AddressKind.GOAL.value
_SYNERGY, _CONFLICT = AddressKind.SYNERGY.value, AddressKind.CONFLICT.value
_OPINION, _INTEREST = AddressKind.OPINION.value, AddressKind.INTEREST.value
_TOGETHER = {_SYNERGY: (_SYNERGY, _CONFLICT)}
"""Kinds of things that are asked for together, by the one that is asked for."""
_LIKE = {"leaning": "kind", "intro": "name"} | dict.fromkeys(
    (
        *("title", "why", "caretaker", "next_step", "next_on", "stage", "members"),
        *("admission", "closes_on", "group_name", "statement", "exported"),
        *("question", "about", "threshold", "source"),
    ),
    "text",
)
"""Fields that make one piece with another."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the news are narrowed to: groups by key, a field of action by its letters, a kind of thing."""

    groups: tuple[int, ...] | None = None
    field: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `since`, if there is one, until before `until`."""

    since: datetime | None
    until: datetime

    def of(self, at: str) -> Q:
        """Return what finds rows whose field `at` lies in it."""
        return Q(**{f"{at}__lt": self.until} | ({f"{at}__gte": self.since} if self.since else {}))


class AtLeast(int):
    """A number that says that it may be more. It decides as a number between one and many."""

    def __str__(self) -> str:
        return _("mindestens %(count)s") % {"count": f"{self:d}"}


@dataclass(slots=True)
class Piece:
    """One piece of news: what happened to one kind of things together. `what`: NEW, a field, or a state.

    `keys`: addresses (of pages: their own keys) of some or all that it happened to; `groups`: how many new
    statements each group has, by key; `examples` and `largest`: rows of some of both (the groups with their numbers),
    once `with_examples` has loaded them; `is_whole`: whether it did not happen to more than `count`.
    """

    kind: str
    what: str
    at: datetime
    count: int = 0
    keys: dict[int, None] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    examples: Sequence[Any] = ()
    largest: Sequence[tuple[DialogueGroup, int]] = ()
    is_whole: bool = True

    @property
    def title(self) -> str:
        """Say it in words: "42 neue Beiträge"."""
        if self.kind == FIELDS:
            return str(gettext_lazy("Handlungsfelder benannt"))
        return capfirst(TITLES[self.kind, self.what] % {"count": self.count if self.is_whole else AtLeast(self.count)})

    @property
    def shown(self) -> list[int]:
        """The keys of those that are named."""
        return list(self.keys)[:EXAMPLES]

    @property
    def shown_groups(self) -> dict[int, int]:
        """The groups that are named: those with most."""
        return dict(sorted(self.groups.items(), key=lambda one: -one[1])[:GROUPS])

    @property
    def more_groups(self) -> int:
        """How many groups are not named."""
        return max(0, len(self.groups) - GROUPS)

    def add(self, more: "_Counted") -> None:
        """Let it have happened to more."""
        new = [key for key in dict.fromkeys(more.keys) if key not in self.keys]
        self.at = max(self.at, more.at)
        self.count += more.count if more.count > len(set(more.keys)) else len(new)
        self.keys |= dict.fromkeys(new)
        if more.group:
            self.groups[more.group] = self.groups.get(more.group, 0) + more.count


def moment(words: str) -> datetime | None:
    """Return the moment that "2026-11-01" or "2026-11-01T14:00Z" means, local without a zone; None if none."""
    try:
        found = datetime.fromisoformat(words)
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError):
        return None


def day_begins(day: date) -> datetime:
    """Return the first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def last_days(
    programme: Programme, narrowed: Narrowed, *, until: datetime, since: datetime | None = None
) -> tuple[list[tuple[date, list[Piece]]], bool]:
    """Return the last days before `until` with what happened, newest first, and whether there are older ones."""
    found, is_cut = pieces(programme, narrowed, Span(since, until))
    days = [(day, list(of_day)) for day, of_day in groupby(found, key=lambda one: timezone.localdate(one.at))]
    return days[:_DAYS], is_cut or len(days) > _DAYS


def pieces(
    programme: Programme,
    narrowed: Narrowed,
    span: Span,
    *,
    together: Callable[[datetime], Hashable] = timezone.localdate,
) -> tuple[list[Piece], bool]:
    """Return what happened in `span`, newest first, and whether there is more than was read.

    `together`: what moments of one piece share, the day by default. Asks seven times and reads only the newest, however
    much happened: the pieces where that ends are not `is_whole`, older ones are left out.
    """
    read = [*_new(programme, narrowed, span), _changed(programme, narrowed, span)]
    end = max((of.counted[-1].at for of in read if of.is_cut), default=None)
    last = together(end) if end else None
    found: dict[Hashable, Piece] = {}
    for of in read:
        for one in of.counted:
            where = together(one.at)
            if end and one.at < end and where != last:
                break
            piece = found.setdefault((where, one.kind, one.what), Piece(one.kind, one.what, one.at))
            piece.add(one)
            piece.is_whole &= not (of.is_cut and where == last)
    return sorted(found.values(), key=lambda one: (one.at, one.what == NEW), reverse=True), end is not None


@dataclass(frozen=True, slots=True)
class _Counted:
    """What happened at one moment to `count` things of a kind; `keys`: some of them; `group`: that of statements."""

    kind: str
    what: str
    at: datetime
    count: int
    keys: tuple[int, ...]
    group: int | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, newest first, and whether there is more."""

    counted: list[_Counted]
    is_cut: bool


def _new(programme: Programme, narrowed: Narrowed, span: Span) -> Iterator[_Read]:
    # Mostly there are none: cheaper than to look for the group of each statement.
    hidden = DialogueGroup.objects.filter(programme=programme).exclude(address__state=State.PUBLISHED)
    # Statements are walked along their addresses; of groups and goals there are few.
    models: dict[str, tuple[QuerySet[Any], Q]] = {
        _STATEMENT: (
            Contribution.objects.filter(address__programme=programme).exclude(group__in=hidden),
            Q(group__in=narrowed.groups or ()),
        ),
        _GROUP: (DialogueGroup.objects.filter(programme=programme), Q(pk__in=narrowed.groups or ())),
        _GOAL: (Goal.objects.filter(programme=programme), Q(field__code=narrowed.field)),
        _SYNERGY: (Synergy.objects.filter(programme=programme), Q(pk__in=_synergies(narrowed).values("synergy"))),
        _OPINION: (
            Conversation.objects.filter(programme=programme),
            Q(pk__in=_asked(narrowed).values("conversation")),
        ),
        _INTEREST: (
            InterestQuestion.objects.filter(programme=programme),
            Q(source__contribution__group__in=narrowed.groups or ()),
        ),
    }
    more = {_STATEMENT: ["group"], _SYNERGY: ["address__kind"]}
    at = "address__published_at"
    for kind, (known, about) in models.items():
        if narrowed.kind not in ("", kind):
            continue
        public = known.filter(span.of(at), address__state=State.PUBLISHED)
        public = public if narrowed.groups is None else public.filter(about)
        of = [at, *more.get(kind, ())]
        rows, is_cut = _count(known.model.objects.all(), public, "address", of, most=_MOST)
        yield _Read(
            [
                _Counted(
                    row.get("address__kind", kind),
                    NEW,
                    row[at],
                    row["n"],
                    (row["first"], row["last"]),
                    row.get("group"),
                )
                for row in rows
            ],
            is_cut,
        )


def _changed(programme: Programme, narrowed: Narrowed, span: Span) -> _Read:
    found = _revisions(programme).filter(span.of("at"))
    if narrowed.kind == PAGE:
        found = found.filter(page__isnull=False)
    elif narrowed.kind:
        found = found.filter(address__kind__in=_TOGETHER.get(narrowed.kind, (narrowed.kind,)))
    if narrowed.groups is not None:
        about = Q(address__contribution__group__in=narrowed.groups) | Q(address__group__in=narrowed.groups)
        about |= Q(address__in=_synergies(narrowed).values("synergy__address"))
        about |= Q(address__in=_asked(narrowed).values("conversation__address"))
        about |= Q(address__interest_question__source__contribution__group__in=narrowed.groups)
        found = found.filter(about | Q(address__goal__field__code=narrowed.field) if narrowed.field else about)
    says_it_all = Q(field="state") | Q(field="stage", address__kind__in=history.ASKING)
    state = Case(When(says_it_all, then=F("after")), default=Value(""), output_field=CharField())
    of = ["at", "field", "to", "page", "address__kind"]
    rows, is_cut = _count(Revision.objects.annotate(to=state), found, "address", of, most=MOST_CHANGES)
    return _Read([_change(row) for row in rows], is_cut)


def _synergies(narrowed: Narrowed) -> QuerySet[Member]:
    """Return the public members of synergies that the groups said."""
    of_groups = Member.objects.filter(address__contribution__group__in=narrowed.groups or ())
    return of_groups.filter(address__state=State.PUBLISHED).order_by()


def _asked(narrowed: Narrowed) -> QuerySet[Statement]:
    """Return the statements of Meinungsbilder that the groups said."""
    of_groups = Statement.objects.filter(source__contribution__group__in=narrowed.groups or ())
    return of_groups.filter(state=StatementState.OPEN).order_by()


def _revisions(programme: Programme) -> QuerySet[Revision]:
    """Return the changes that are news. That a Meinungsbild opens for the first time is told by its being new."""
    return history.revisions(programme).exclude(field="stage", before=Stage.DRAFT).select_related(None)


def _change(row: dict[str, Any]) -> _Counted:
    what = row["to"] or row["field"].partition(" ")[0]
    kind = PAGE if row["page"] else row["address__kind"] or FIELDS
    keys = {PAGE: (row["page"],), FIELDS: ()}.get(kind, (row["first"], row["last"]))
    what = _LIKE.get(what, what)
    # Nothing but a group has a name; what else has an introduction has words.
    what = "text" if what == "name" and kind != _GROUP else what
    return _Counted(kind, what, row["at"], row["n"] or 1, keys)


def _count(
    everything: QuerySet[Any], wanted: QuerySet[Any], thing: str, of: list[str], *, most: int
) -> tuple[list[dict[str, Any]], bool]:
    """Count the different things in the newest rows of `wanted` that share `of`, with the keys of two of them.

    The first of `of` is their moment. Returns them newest first, and whether there are more.
    """
    newest = wanted.order_by(f"-{of[0]}").values("pk")[:most]
    counted = everything.filter(pk__in=newest).values(*of)
    counted = counted.annotate(n=Count(thing, distinct=True), rows=Count("pk"), first=Min(thing), last=Max(thing))
    rows = list(counted.order_by(f"-{of[0]}")[:_MOST_MOMENTS])
    return rows, len(rows) == _MOST_MOMENTS or sum(row["rows"] for row in rows) == most


def narrow(programme: Programme, *, group: int | None = None, field: str = "", kind: str = "") -> Narrowed:
    """Return what narrows to a group by number, to a field with its goals and the groups that serve them, to a kind."""
    if group is not None:
        known = DialogueGroup.objects.filter(programme=programme, address__number=group)
        return Narrowed(tuple(known.values_list("pk", flat=True)), "", kind)
    if not field:
        return Narrowed(kind=kind)
    named = GoalMention.objects.filter(goal__programme=programme, goal__field__code=field).order_by()
    return Narrowed(tuple(named.values_list("group", flat=True).distinct()), field, kind)


def with_examples(found: list[Piece]) -> list[Piece]:
    """Load some of the things that each piece is about. Asks once for each kind of thing, and once for groups."""
    known: dict[str, QuerySet[Any]] = {
        _STATEMENT: Contribution.objects.select_related("address"),
        _GROUP: DialogueGroup.objects.select_related("address"),
        _GOAL: Goal.objects.select_related("address"),
        _SYNERGY: Synergy.objects.select_related("address"),
        _CONFLICT: Synergy.objects.select_related("address"),
        _OPINION: Conversation.objects.select_related("address"),
        _INTEREST: InterestQuestion.objects.select_related("address"),
    }
    for kind in {one.kind for one in found} - {FIELDS}:
        of_kind = [one for one in found if one.kind == kind]
        keys = {key for one in of_kind for key in one.shown}
        by_key: dict[int, Any] = (
            Page.objects.in_bulk(keys)
            if kind == PAGE
            else {one.address_id: one for one in known[kind].filter(address__in=keys)}
        )
        for one in of_kind:
            one.examples = [by_key[key] for key in one.shown if key in by_key]
    if wanted := {key for one in found for key in one.shown_groups}:
        groups = DialogueGroup.objects.select_related("address").in_bulk(wanted)
        for one in found:
            one.largest = [(groups[key], number) for key, number in one.shown_groups.items()]
    return found


def count(programme: Programme, since: datetime, *, limit: int) -> int:
    """Return how many things became public or changed since a moment, no more than `limit`. Two queries."""
    in_public_group = Q(contribution=None) | Q(contribution__group__address__state=State.PUBLISHED)
    new = Address.objects.filter(in_public_group, programme=programme, state=State.PUBLISHED, published_at__gte=since)
    changed = _revisions(programme).filter(at__gte=since).order_by()
    return min(limit, new[:limit].count() + changed.values("address", "page").distinct()[:limit].count())
