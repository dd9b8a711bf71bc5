"""How many public statements name each place and each district: kept in the transaction of every change."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from faden.places.models import Directory, District, MentionState, Place, PlaceMention
from faden.programme.models import Programme

Tally = Counter[tuple[type[Any], str, int]]
"""How much is counted: by the model, its field and its key."""


@contextmanager
def counting(addresses: Iterable[int]) -> Iterator[None]:
    """Keep all counts while it changes what statements name, given by the keys of their addresses.

    To be entered after `content_changes`, so that nobody else counts at the same time.
    """
    keys = list(addresses)
    before = tally(PlaceMention.objects.filter(address__in=keys))
    yield
    add(tally(PlaceMention.objects.filter(address__in=keys)), before)


def tally(mentions: Iterable[PlaceMention]) -> Tally:
    """Count what these mentions are worth. They must be all of their statements."""
    found: Tally = Counter()
    seen: set[tuple[type[Any], int, int]] = set()
    for one in mentions:
        if not one.is_public or one.state == MentionState.REJECTED:
            continue
        seen.add((Directory, one.programme_id, one.address_id))
        if one.within_id:
            seen.add((District, one.within_id, one.address_id))
        if one.place_id:
            found[Place, "count", one.place_id] += 1
            found[Place, "suggested_count", one.place_id] += one.state == MentionState.SUGGESTED
    found.update((model, "count", key) for model, key, _ in seen)
    return found


def add(after: Tally, before: Tally) -> None:
    """Change the counts by what `after` is more or less than `before`. Three queries at most."""
    changes: dict[type[Any], dict[str, dict[int, list[int]]]] = {}
    touched: dict[type[Any], set[int]] = defaultdict(set)
    for model, field, key in after.keys() | before.keys():
        if more := after[model, field, key] - before[model, field, key]:
            changes.setdefault(model, {}).setdefault(field, {}).setdefault(more, []).append(key)
            touched[model].add(key)
    for model, fields in changes.items():
        model.objects.filter(pk__in=touched[model]).update(
            **{field: _raised(field, by) for field, by in fields.items()}
        )


def _raised(field: str, by: dict[int, list[int]]) -> Combinable:
    """Return a count raised by so much at the keys that `by` names."""
    whens = [When(pk__in=keys, then=Value(more)) for more, keys in by.items()]
    return F(field) + Case(*whens, default=Value(0), output_field=IntegerField())


def recount_districts(programme: Programme | int) -> None:
    """Count the statements of all districts anew, because places lie in others now. One query."""
    there = PlaceMention.objects.standing().filter(within=OuterRef("pk")).order_by().values("within")
    count = Subquery(there.values(count=Count("address", distinct=True)))
    District.objects.filter(programme=programme).update(count=Coalesce(count, 0))
