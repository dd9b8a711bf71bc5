"""What dialogue groups have in common: the goals they name and the links that people confirmed between them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, F, Q

from faden.addresses.models import State
from faden.dialogue import queries as dialogue
from faden.dialogue.models import GoalMention
from faden.dialogue.queries import GroupSummary
from faden.goals.queries import GoalSummary
from faden.programme.models import Programme
from faden.synergy.models import Link

MOST_CELLS, MOST_GROUPS = 2500, 60
"""So many cells a table of goals may have before it becomes one of fields; so many groups stand beside each other."""
Cell = tuple[int, int]
"""Two groups by the keys of their addresses, in the order of the groups."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups with the codes of the goals that both name, and how many links between them are confirmed."""

    first: GroupSummary
    second: GroupSummary
    goals: tuple[str, ...] = ()
    links: int = 0

    @property
    def weight(self) -> int:
        return len(self.goals) + self.links


@dataclass(frozen=True, slots=True)
class Common:
    """All public groups in their order, what each pair has in common, and which groups name each goal, by code."""

    groups: list[GroupSummary]
    pairs: dict[Cell, Pair]
    named: dict[str, set[int]]

    @property
    def strongest(self) -> list[Pair]:
        """The pairs with most in common first: with most confirmed links, then with most goals."""
        return sorted(self.pairs.values(), key=lambda one: (-one.links, -len(one.goals)))

    @property
    def shared(self) -> list[str]:
        """The codes of goals that two or more groups name."""
        return [code for code, groups in self.named.items() if len(groups) > 1]

    def of(self, first: int, second: int) -> Pair | None:
        """Return what two groups have in common, whichever comes first."""
        return self.pairs.get((first, second)) or self.pairs.get((second, first))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a goal (`head` is its code) or a field of action, and a number for each group."""

    head: str
    title: str
    cells: list[tuple[GroupSummary, int]]


@dataclass(frozen=True, slots=True)
class Table:
    """Goals, or fields of action (`of_fields`), by groups that name them; groups that name none are left out."""

    columns: list[GroupSummary]
    rows: list[Row]
    of_fields: bool = False


def common(programme: Programme) -> Common:
    """Return what the public groups of a programme have in common. Three queries."""
    groups = dialogue.summaries(programme)
    places = {one.address_id: place for place, one in enumerate(groups)}
    named = _named(programme)
    shared: defaultdict[Cell, list[str]] = defaultdict(list)
    for code, naming in named.items():
        for cell in combinations(sorted(naming, key=places.__getitem__), 2):
            shared[cell].append(code)
    links: Counter[Cell] = Counter()
    for one, other, count in _links(programme):
        first, second = sorted((one, other), key=places.__getitem__)
        links[first, second] += count
    of = {one.address_id: one for one in groups}
    cells = sorted({*shared, *links}, key=lambda cell: (places[cell[0]], places[cell[1]]))
    pairs = {cell: Pair(of[cell[0]], of[cell[1]], tuple(shared[cell]), links[cell]) for cell in cells}
    return Common(groups, pairs, named)


def _named(programme: Programme) -> dict[str, set[int]]:
    """Return which public groups (keys of addresses) name each goal, by code."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    mentions = GoalMention.objects.filter(group__programme=programme, group__address__state=State.PUBLISHED)
    for code, group in mentions.order_by().values_list("goal__code", "group__address").distinct():
        found[code].add(group)
    return dict(found)


def _links(programme: Programme) -> list[tuple[int, int, int]]:
    """Return between which different public groups how many links of statements are confirmed."""
    one, other = "first__contribution__group", "second__contribution__group"
    public = Link.objects.public().filter(
        programme=programme,
        **{f"{one}__address__state": State.PUBLISHED, f"{other}__address__state": State.PUBLISHED},
    )
    rows = public.exclude(**{one: F(other)}).order_by().values_list(f"{one}__address", f"{other}__address")
    return list(rows.annotate(Count("pk")))


def goal_table(found: Common, known: list[GoalSummary], *, field: str = "") -> Table:
    """Return the goals that groups share, or all that they name of one field; where those are very many, fields."""
    if field:
        wanted = [one for one in known if one.field == field and one.code in found.named]
    else:
        shared = set(found.shared)
        wanted = [one for one in known if one.code in shared]
    rows = {one.code: (one.title, found.named[one.code]) for one in wanted}
    columns = [one for one in found.groups if any(one.address_id in naming for _, naming in rows.values())]
    if not field and len(rows) * len(columns) > MOST_CELLS:
        return _field_table(found, known)
    return Table(
        columns,
        [
            Row(code, title, [(one, int(one.address_id in naming)) for one in columns])
            for code, (title, naming) in rows.items()
        ],
    )


def _field_table(found: Common, known: list[GoalSummary]) -> Table:
    """Return how many goals of each field of action each group names."""
    names = {one.field: one.field_name for one in known}
    rows = []
    for code, name in names.items():
        of_field = [found.named[one.code] for one in known if one.field == code and one.code in found.named]
        rows.append(
            Row(code, name, [(one, sum(one.address_id in naming for naming in of_field)) for one in found.groups])
        )
    return Table(found.groups, rows, of_fields=True)


def fields(found: Common, known: list[GoalSummary]) -> list[tuple[str, str]]:
    """Return code and name of the fields of action of which groups name goals."""
    return list({one.field: one.field_name for one in known if one.code in found.named}.items())


def group_table(found: Common) -> tuple[list[GroupSummary], list[tuple[GroupSummary, list[Pair | None]]]]:
    """Return the groups that have something in common with others, at most `MOST_GROUPS`, and a line for each.

    Of more groups those with most in common are left.
    """
    weight: Counter[int] = Counter()
    for cell, pair in found.pairs.items():
        weight.update(dict.fromkeys(cell, pair.weight))
    kept = {key for key, _ in weight.most_common(MOST_GROUPS)}
    groups = [one for one in found.groups if one.address_id in kept]
    return groups, [(one, [found.of(one.address_id, other.address_id) for other in groups]) for one in groups]


def between(first: GroupSummary, second: GroupSummary) -> list[Link]:
    """Return the confirmed links between two public groups, latest first."""
    one, other = "first__contribution__group__address", "second__contribution__group__address"
    keys = (first.address_id, second.address_id)
    ends = Q(**{one: keys[0], other: keys[1]}) | Q(**{one: keys[1], other: keys[0]})
    return list(Link.objects.public().filter(ends).select_related("first", "second"))
