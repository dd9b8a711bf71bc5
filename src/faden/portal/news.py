"""What became public or changed. What happened together is one piece: an import of 400 statements is one, not 400."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy

from faden.addresses.models import Address, Revision, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import Contribution, DialogueGroup, GoalMention
from faden.goals.models import Goal
from faden.portal import history
from faden.programme.models import Page, Programme

NEW, PAGE, FIELDS = "new", "S", "F"
"""What happened to what became public; kinds of things without an address: fixed pages, names of fields of action."""
EXAMPLES = 6
_MOMENTS = 200
_DAYS = 10
_STATEMENT, _GROUP, _GOAL = AddressKind.CONTRIBUTION.value, AddressKind.GROUP.value, AddressKind.GOAL.value
_LIKE = {"leaning": "kind", "intro": "name", "title": "text"}
"""Fields that make one piece with another."""

_TITLES = {
    (_STATEMENT, NEW): ngettext_lazy("%(count)s neuer Beitrag", "%(count)s neue Beiträge", "count"),
    (_STATEMENT, "text"): ngettext_lazy(
        "Wortlaut geändert bei %(count)s Beitrag", "Wortlaut geändert bei %(count)s Beiträgen", "count"
    ),
    (_STATEMENT, "kind"): ngettext_lazy(
        "%(count)s Beitrag anders eingeordnet", "%(count)s Beiträge anders eingeordnet", "count"
    ),
    (_STATEMENT, "group"): ngettext_lazy(
        "%(count)s Beitrag in anderer Gruppe", "%(count)s Beiträge in anderen Gruppen", "count"
    ),
    (_STATEMENT, State.PUBLISHED): ngettext_lazy(
        "%(count)s Beitrag wieder öffentlich", "%(count)s Beiträge wieder öffentlich", "count"
    ),
    (_STATEMENT, State.HIDDEN): ngettext_lazy(
        "%(count)s Beitrag ausgeblendet", "%(count)s Beiträge ausgeblendet", "count"
    ),
    (_STATEMENT, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Beitrag zurückgezogen", "%(count)s Beiträge zurückgezogen", "count"
    ),
    (_STATEMENT, State.MERGED): ngettext_lazy(
        "%(count)s Beitrag mit einem anderen zusammengelegt",
        "%(count)s Beiträge mit anderen zusammengelegt",
        "count",
    ),
    (_GROUP, NEW): ngettext_lazy("%(count)s neue Dialoggruppe", "%(count)s neue Dialoggruppen", "count"),
    (_GROUP, "name"): ngettext_lazy(
        "%(count)s Dialoggruppe anders beschrieben", "%(count)s Dialoggruppen anders beschrieben", "count"
    ),
    (_GROUP, "meeting"): ngettext_lazy(
        "Neues zu Treffen von %(count)s Gruppe", "Neues zu Treffen von %(count)s Gruppen", "count"
    ),
    (_GROUP, "goal"): ngettext_lazy(
        "Ziele von %(count)s Gruppe geändert", "Ziele von %(count)s Gruppen geändert", "count"
    ),
    (_GROUP, State.PUBLISHED): ngettext_lazy(
        "%(count)s Dialoggruppe wieder öffentlich", "%(count)s Dialoggruppen wieder öffentlich", "count"
    ),
    (_GROUP, State.HIDDEN): ngettext_lazy(
        "%(count)s Dialoggruppe ausgeblendet", "%(count)s Dialoggruppen ausgeblendet", "count"
    ),
    (_GROUP, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Dialoggruppe zurückgezogen", "%(count)s Dialoggruppen zurückgezogen", "count"
    ),
    (_GOAL, NEW): ngettext_lazy("%(count)s neues Ziel", "%(count)s neue Ziele", "count"),
    (_GOAL, "text"): ngettext_lazy("Titel für %(count)s Ziel", "Titel für %(count)s Ziele", "count"),
    (PAGE, "text"): ngettext_lazy("%(count)s Seite geändert", "%(count)s Seiten geändert", "count"),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the news are narrowed to: groups by key, a field of action by its letters, a kind of thing."""

    groups: tuple[int, ...] | None = None
    field: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `since` until before `until`."""

    since: datetime
    until: datetime


@dataclass(slots=True)
class Piece:
    """One piece of news: what happened to one kind of things together. `what`: NEW, a field, or a state.

    `keys`: addresses (of pages: their own keys) of some or all that it happened to; `groups`: how many new
    statements each group has, by key; `examples`: the rows of `keys`, once `with_examples` has loaded them.
    """

    kind: str
    what: str
    at: datetime
    count: int = 0
    keys: dict[int, None] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    examples: Sequence[Any] = ()

    @property
    def title(self) -> str:
        """Say it in words: "42 neue Beiträge"."""
        if self.kind == FIELDS:
            return str(gettext_lazy("Handlungsfelder benannt"))
        return _TITLES[self.kind, self.what] % {"count": self.count}

    @property
    def shown(self) -> list[int]:
        """The keys of those that are named."""
        return list(self.keys)[:EXAMPLES]

    def add(self, at: datetime, count: int, *keys: int) -> None:
        """Let it have happened to `count` more, some of them being `keys`."""
        new = [key for key in dict.fromkeys(keys) if key not in self.keys]
        self.at = max(self.at, at)
        self.count += count if count > len(set(keys)) else len(new)
        self.keys |= dict.fromkeys(new)


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


def pieces(
    programme: Programme,
    narrowed: Narrowed,
    span: Span,
    *,
    together: Callable[[datetime], Hashable] = timezone.localdate,
) -> list[Piece]:
    """Return what happened in `span`, newest first. `together`: what moments of one piece share, the day by default.

    Asks five times, whatever the amount of data.
    """
    found: dict[Hashable, Piece] = {}
    for kind, what, at, count, keys, group in (*_new(programme, narrowed, span), *_changed(programme, narrowed, span)):
        piece = found.setdefault((together(at), kind, what), Piece(kind, what, at))
        piece.add(at, count, *keys)
        if group:
            piece.groups[group] = piece.groups.get(group, 0) + count
    return sorted(found.values(), key=lambda one: (one.at, one.what == NEW), reverse=True)


Counted = tuple[str, str, datetime, int, tuple[int, ...], int | None]
"""Kind of thing, what happened, when, to how many, keys of some, the group of statements."""


def _new(programme: Programme, narrowed: Narrowed, span: Span) -> Iterator[Counted]:
    models: dict[str, QuerySet[Any]] = {
        _STATEMENT: Contribution.objects.filter(group__address__state=State.PUBLISHED),
        _GROUP: DialogueGroup.objects.all(),
        _GOAL: Goal.objects.all(),
    }
    for kind, known in models.items():
        if narrowed.kind not in ("", kind):
            continue
        rows = known.filter(_about(narrowed, "address__"), programme=programme).filter(
            address__state=State.PUBLISHED,
            address__published_at__gte=span.since,
            address__published_at__lt=span.until,
        )
        of = ["address__published_at", *(["group"] if kind == _STATEMENT else [])]
        for row in _counted(rows, "address", of):
            keys = (row["first"], row["last"])
            yield kind, NEW, row["address__published_at"], row["n"], keys, row.get("group")


def _changed(programme: Programme, narrowed: Narrowed, span: Span) -> Iterator[Counted]:
    rows = _revisions(programme, narrowed).filter(at__gte=span.since, at__lt=span.until)
    state = Case(When(field="state", then=F("after")), default=Value(""), output_field=CharField())
    for row in _counted(rows.annotate(to=state), "address", ["at", "field", "to", "page", "address__kind"]):
        what = row["to"] or row["field"].partition(" ")[0]
        kind = PAGE if row["page"] else row["address__kind"] or FIELDS
        keys = {PAGE: (row["page"],), FIELDS: ()}.get(kind, (row["first"], row["last"]))
        yield kind, _LIKE.get(what, what), row["at"], row["n"] or 1, keys, None


def _counted(rows: QuerySet[Any], thing: str, of: list[str]) -> QuerySet[Any]:
    """Count the different things in `rows` that share `of`, oldest first, with the keys of two of them."""
    counted: QuerySet[Any] = rows.values(*of).annotate(n=Count(thing, distinct=True), first=Min(thing), last=Max(thing))
    return counted.order_by(of[0])


def _revisions(programme: Programme, narrowed: Narrowed) -> QuerySet[Revision]:
    found = history.revisions(programme).select_related(None).order_by()
    if narrowed.kind == PAGE:
        found = found.filter(page__isnull=False)
    elif narrowed.kind:
        found = found.filter(address__kind=narrowed.kind)
    return found.filter(_about(narrowed, "address__"))


def _about(narrowed: Narrowed, address: str) -> Q:
    """Return what narrows rows to groups and a field; `address`: the way from a row to its address."""
    if narrowed.groups is None:
        return Q()
    chosen = Q(**{f"{address}contribution__group__in": narrowed.groups}) | Q(**{f"{address}group__in": narrowed.groups})
    return chosen | Q(**{f"{address}goal__field__code": narrowed.field}) if narrowed.field else chosen


def narrow(programme: Programme, *, group: int | None = None, field: str = "", kind: str = "") -> Narrowed:
    """Return what narrows to a group by key, to a field with its goals and the groups that serve them, to a kind."""
    if group is not None:
        return Narrowed((group,), "", kind)
    if not field:
        return Narrowed(kind=kind)
    named = GoalMention.objects.filter(goal__programme=programme, goal__field__code=field).order_by()
    return Narrowed(tuple(named.values_list("group", flat=True).distinct()), field, kind)


def with_examples(found: list[Piece]) -> list[Piece]:
    """Load some of the things that each piece is about. Asks once for each kind of thing."""
    known: dict[str, QuerySet[Any]] = {
        _STATEMENT: Contribution.objects.select_related("address", "group"),
        _GROUP: DialogueGroup.objects.select_related("address"),
        _GOAL: Goal.objects.select_related("address"),
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
    return found


def last_days(
    programme: Programme, narrowed: Narrowed, *, until: datetime, since: datetime | None = None
) -> tuple[Span, bool]:
    """Return the time of the last days with news before `until`, and whether there are older news."""
    moments, is_cut = _moments(programme, narrowed, until=until, since=since)
    days = sorted({timezone.localdate(one) for one in moments}, reverse=True)
    # Of the last day more may have happened than was asked for.
    shown = days[: max(1, min(_DAYS, len(days) - is_cut))]
    if not shown:
        return Span(until, until), False
    begin = day_begins(shown[-1])
    return Span(max(begin, since) if since else begin, until), is_cut or len(days) > len(shown)


def last_moments(programme: Programme, narrowed: Narrowed, *, limit: int) -> Span | None:
    """Return the time of the last `limit` moments at which something happened, None where nothing did."""
    until = timezone.now() + timedelta(days=1)
    moments, _is_cut = _moments(programme, narrowed, until=until)
    return Span(moments[:limit][-1], until) if moments else None


def _moments(
    programme: Programme, narrowed: Narrowed, *, until: datetime, since: datetime | None = None
) -> tuple[list[datetime], bool]:
    """Return the last moments before `until`, newest first, and whether there are more. Two walks along an index."""
    public = Address.objects.filter(_about(narrowed, ""), programme=programme, state=State.PUBLISHED)
    if narrowed.kind:
        public = public.filter(kind=narrowed.kind)
    lists = []
    for rows, at in ((_revisions(programme, narrowed), "at"), (public, "published_at")):
        rows = rows.filter(**{f"{at}__lt": until} | ({f"{at}__gte": since} if since else {}))
        lists.append(list(rows.values_list(at, flat=True).distinct().order_by(f"-{at}")[:_MOMENTS]))
    cut = max((one[-1] for one in lists if len(one) == _MOMENTS), default=None)
    found = sorted({moment for one in lists for moment in one if cut is None or moment >= cut}, reverse=True)
    return found, cut is not None


def count(programme: Programme, since: datetime) -> int:
    """Return how many things became public or changed since a moment. Two queries."""
    in_public_group = Q(contribution=None) | Q(contribution__group__address__state=State.PUBLISHED)
    new = Address.objects.filter(in_public_group, programme=programme, state=State.PUBLISHED, published_at__gte=since)
    changed = history.revisions(programme).filter(at__gte=since).select_related(None).order_by()
    return new.count() + changed.values("address", "page").distinct().count()
