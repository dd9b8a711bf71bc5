"""Themes, as everybody may see them: with their public statements only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from faden.addresses.models import State
from faden.dialogue import queries as dialogue
from faden.dialogue.models import Contribution
from faden.programme.models import Programme
from faden.synergy.models import Theme, ThemeMember


@dataclass(frozen=True, slots=True)
class GroupShare:
    """How many public statements of a theme one group has; `number` is that of its address."""

    number: int
    name: str
    count: int


def shown(programme: Programme) -> QuerySet[Theme]:
    """Return the themes that hold a public statement, the largest first."""
    found = Theme.objects.filter(programme=programme, merged_into=None)
    return found.filter(Exists(_public().filter(theme=OuterRef("pk")))).order_by("-size", "number")


def telling(themes: Iterable[Theme]) -> dict[int, Contribution]:
    """Return the most telling public statement of each theme, by its key. Two queries."""
    first = _public().filter(theme=OuterRef("pk")).order_by("place", "pk").values("address__contribution")[:1]
    known = Theme.objects.filter(pk__in=[one.pk for one in themes]).annotate(first=Subquery(first))
    keys = dict(known.values_list("pk", "first"))
    found = {row.pk: row for row in dialogue.in_order(list(keys.values()))}
    return {theme: found[key] for theme, key in keys.items() if key in found}


def sizes(themes: Iterable[Theme]) -> dict[int, tuple[int, int]]:
    """Return how many public statements of how many groups each theme holds, by its key. One query."""
    public = _public().filter(theme__in=list(themes)).order_by().values("theme")
    counted = public.annotate(n=Count("pk"), groups=Count("address__contribution__group", distinct=True))
    return {row["theme"]: (row["n"], row["groups"]) for row in counted}


def statements(theme: Theme, *, group: int | None = None) -> QuerySet[Contribution]:
    """Return the public statements of a theme, the telling ones first; of one group by the number of its address."""
    found = Contribution.objects.filter(address__in=_public().filter(theme=theme).values("address"))
    if group is not None:
        found = found.filter(group__address__number=group)
    ordered = found.order_by("address__theme_member__place", "address__theme_member")
    return ordered.select_related("address", "group__address")


def shares(theme: Theme) -> list[GroupShare]:
    """Return the groups of a theme's public statements, those with most first. One query."""
    group = "address__contribution__group"
    rows = _public().filter(theme=theme).order_by().values_list(f"{group}__address__number", f"{group}__name")
    return [GroupShare(*row) for row in rows.annotate(n=Count("pk")).order_by("-n", f"{group}__address__number")]


def _public() -> QuerySet[ThemeMember]:
    return ThemeMember.objects.filter(
        address__state=State.PUBLISHED, address__contribution__group__address__state=State.PUBLISHED
    )
