"""The list of statements: what was asked for, what is found, and how many each further filter would leave."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import GoalMention, Leaning
from faden.dialogue.queries import GroupSummary
from faden.places import queries as places
from faden.places.models import District
from faden.programme.models import Programme
from faden.search import queries as search
from faden.search.models import Entry, Kind
from faden.synergy.queries.nearest import NEAR as ENOUGH
from faden.synergy.queries.nearest import SURELY_NEAR, nearest

PER_PAGE = 30
THINGS = 4
NEAR = 5
ORDERS = {"gruppe": ("place", "number"), "neu": ("-number",), "alt": ("number",)}
Cell = tuple[int, str, str, int]
"""A group (its address), a kind, a leaning, and how many statements are so."""
Test = Callable[[int, str, str], bool]
"""Whether a group, kind and leaning fit a filter."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed to.

    `group` is the number of its address, `goal` and `field` are codes, `sort` is a kind or a leaning. `gone` asks for
    what is no longer public. `order` is "" where nobody chose one.
    """

    words: str = ""
    literally: bool = False
    group: int | None = None
    goal: str = ""
    field: str = ""
    sort: str = ""
    district: District | None = None
    since: date | None = None
    until: date | None = None
    gone: bool = False
    order: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of statements. `things` are groups, goals, meetings, documents, synergies and Meinungsbilder with the same words.

    `near` are statements that mean alike without holding the words, on the first page. `counts` say for each filter, by its name in the address, what `Table.counts` says.
    """

    answer: search.Answer | None
    page: Page[Entry]
    things: list[Entry]
    near: list[Entry]
    counts: dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Serving:
    """Which groups (ids of their addresses) serve a goal, or one below it, and a field of action, by code."""

    goals: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    fields: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def serving(programme: Programme) -> Serving:
    """Return what public groups serve. One query."""
    mentions = GoalMention.objects.filter(group__programme=programme, group__address__state=State.PUBLISHED).order_by()
    found = Serving()
    for group, code, letters in mentions.values_list("group__address", "goal__code", "goal__field__code").distinct():
        found.fields[letters].add(group)
        parts = code.split(".")
        for length in range(1, len(parts) + 1):
            found.goals[".".join(parts[:length])].add(group)
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """How many statements there are of each group, kind and leaning (`cells`), and what each filter asks of them."""

    cells: list[Cell]
    tests: dict[str, Test]

    def without(self, name: str = "") -> list[Cell]:
        """Return the cells that all filters but `name` leave."""
        tests = [test for one, test in self.tests.items() if one != name]
        if not tests:
            return self.cells
        return [cell for cell in self.cells if all(test(*cell[:3]) for test in tests)]

    def counts(self, serving: Serving, groups: list[GroupSummary]) -> dict[str, Counter[str]]:
        """Return for each filter and option how many statements it would leave under the other filters."""
        numbers = {one.address_id: str(one.number) for one in groups}
        found: dict[str, Counter[str]] = {name: Counter() for name in ("gruppe", "art", "ziel", "feld")}
        for within, _, _, count in self.without("gruppe"):
            found["gruppe"][numbers.get(within, "")] += count
        for _, sort, leaning, count in self.without("art"):
            found["art"][sort] += count
            found["art"][leaning] += count
        for name, served in (("ziel", serving.goals), ("feld", serving.fields)):
            of_group: Counter[int] = Counter()
            for within, _, _, count in self.without(name):
                of_group[within] += count
            found[name].update({code: sum(of_group[one] for one in named) for code, named in served.items()})
        return found


def listing(
    programme: Programme,
    asked: Narrowing,
    *,
    groups: list[GroupSummary],
    districts: list[District],
    page: str | None,
) -> Listing:
    """Return one page of what is asked for. Fourteen queries at most, whatever the amount of data."""
    answer = search.ask(programme, asked.words, literally=asked.literally) if asked.words else None
    if answer and answer.asked.is_empty:
        answer = None
    found = answer.entries if answer else Entry.objects.filter(programme=programme)
    everywhere = _in_time(found.filter(kind=Kind.STATEMENT), asked)
    entries = everywhere
    if asked.district:
        entries = everywhere.filter(address__in=places.in_district(asked.district.pk))
    is_plain = not (answer or asked.since or asked.until or asked.district)
    cells = _kept(groups) if is_plain else _counted(entries)
    served = serving(programme)
    table = Table(cells, _tests(asked, groups, served))
    at = _page(_ordered(_chosen(entries, asked, table), asked, answer), sum(cell[3] for cell in table.without()), page)
    things: list[Entry] = []
    if answer and at.number == 1 and asked == Narrowing(asked.words, asked.literally, order=asked.order):
        things = list(answer.best_first(found.exclude(kind=Kind.STATEMENT).defer("terms"))[:THINGS])
    counts = table.counts(served, groups)
    if districts:
        is_whole = not (answer or asked.since or asked.until or table.tests)
        addresses = None if is_whole else _chosen(everywhere, asked, table).values("address")
        per_district = places.counts_per_district(programme, addresses)
        counts["stadtteil"] = Counter({one.slug: per_district.get(one.pk, 0) for one in districts})
    near = []
    if answer and at.number == 1 and not asked.literally and asked.order not in ORDERS:
        known = Entry.objects.filter(programme=programme, kind=Kind.STATEMENT)
        if asked.district:
            known = known.filter(address__in=places.in_district(asked.district.pk))
        # Where nothing has all words, what is meant alike comes before what has some of them.
        least = ENOUGH if at.paginator.count or things else SURELY_NEAR
        before = [] if answer.partly and not answer.complete else list(at.object_list)
        near = _near(programme, asked, _chosen(_in_time(known, asked), asked, table), before, least)
    return Listing(answer, at, things, near, counts)


def _near(
    programme: Programme, asked: Narrowing, entries: QuerySet[Entry], shown: Sequence[Entry], least: float
) -> list[Entry]:
    """Return those of `entries` that mean nearly what was asked and are not `shown` already, nearest first."""
    addresses = nearest(programme, asked.words, limit=NEAR + PER_PAGE, least=least)
    found = {one.address_id: one for one in entries.filter(address__in=addresses).defer("terms")} if addresses else {}
    known = {one.pk for one in shown}
    return [found[key] for key in addresses if key in found and found[key].pk not in known][:NEAR]


def gone(programme: Programme, *, page: str | None) -> Page[Address]:
    """Return the addresses of statements that were public once and are no longer, newest first."""
    found = Address.objects.filter(
        programme=programme,
        kind=AddressKind.CONTRIBUTION,
        state__in=(State.HIDDEN, State.WITHDRAWN),
        published_at__isnull=False,
    )
    return Paginator(found.order_by("-number"), PER_PAGE).get_page(page)


def _kept(groups: list[GroupSummary]) -> list[Cell]:
    """Return how many public statements there are, as the groups know it: nothing is counted."""
    return [
        (group.address_id, kind, leaning, count)
        for group in groups
        for kind, sides in group.public_counts.items()
        for leaning, count in sides.items()
    ]


def _counted(entries: QuerySet[Entry]) -> list[Cell]:
    return list(entries.order_by().values_list("within", "sort", "leaning").annotate(Count("pk")))


def _in_time(entries: QuerySet[Entry], asked: Narrowing) -> QuerySet[Entry]:
    if asked.since:
        entries = entries.filter(since__gte=asked.since)
    return entries.filter(since__lte=asked.until) if asked.until else entries


def _tests(asked: Narrowing, groups: list[GroupSummary], serving: Serving) -> dict[str, Test]:
    tests: dict[str, Test] = {}
    if asked.group is not None:
        one = {group.address_id for group in groups if group.number == asked.group}
        tests["gruppe"] = lambda within, sort, leaning: within in one
    if asked.goal:
        of_goal = serving.goals.get(asked.goal, set())
        tests["ziel"] = lambda within, sort, leaning: within in of_goal
    if asked.field:
        of_field = serving.fields.get(asked.field, set())
        tests["feld"] = lambda within, sort, leaning: within in of_field
    if asked.sort:
        tests["art"] = lambda within, sort, leaning: asked.sort in (sort, leaning)
    return tests


def _chosen(entries: QuerySet[Entry], asked: Narrowing, table: Table) -> QuerySet[Entry]:
    """Return what all filters leave."""
    if table.tests.keys() & {"gruppe", "ziel", "feld"}:
        entries = entries.filter(within__in={within for within, *_ in table.without()})
    if not asked.sort:
        return entries
    return entries.filter(leaning=asked.sort) if asked.sort in Leaning.values else entries.filter(sort=asked.sort)


def _ordered(entries: QuerySet[Entry], asked: Narrowing, answer: search.Answer | None) -> QuerySet[Entry]:
    if answer and asked.order not in ORDERS:
        return answer.best_first(entries)
    return entries.order_by(*ORDERS.get(asked.order, ORDERS["gruppe"]))


def _page(entries: QuerySet[Entry], total: int, number: str | None) -> Page[Entry]:
    """Return a page. Texts are taken for its rows only, so that those far back cost no more than their keys."""
    paginator: Paginator[Any] = Paginator(entries.values_list("pk", flat=True), PER_PAGE)
    # Known already: asking would go through all hits again.
    paginator.count = total
    at = paginator.get_page(number)
    rows = Entry.objects.defer("terms").in_bulk(list(at.object_list))
    at.object_list = [rows[key] for key in at.object_list]
    return at
