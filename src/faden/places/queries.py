"""Reads: districts and places, what statements name, what a map shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from faden.addresses.models import Address
from faden.kernel.text import fold
from faden.places.models import Directory, District, MentionState, Place, PlaceMention, PlaceName
from faden.programme.models import Programme


@dataclass(frozen=True, slots=True)
class Area:
    """A district on the map. `outline`: GeoJSON, None where nobody drew it.

    `count`: statements that name it, or a place in it.
    """

    key: int
    name: str
    slug: str
    outline: dict[str, Any] | None
    longitude: float | None
    latitude: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map that statements name. `geometry`: GeoJSON of what is more than a point.

    `count`: its statements; `suggested`: how many of them nobody has confirmed.
    """

    key: int
    name: str
    kind: str
    district: str
    longitude: float
    latitude: float
    geometry: dict[str, Any] | None
    count: int
    suggested: int


@dataclass(frozen=True, slots=True)
class Named:
    """How many statements name a place; `suggested`: how many of them nobody has confirmed."""

    count: int
    suggested: int


@dataclass(frozen=True, slots=True)
class MapData:
    """What a map shows. `count`: how many statements name any place.

    `box`: west, south, east, north of all of it; None when nothing has coordinates.
    """

    areas: list[Area]
    spots: list[Spot]
    count: int
    box: tuple[float, float, float, float] | None


def not_looked_through() -> list[int]:
    """Return the keys of the programmes whose statements were not looked through since their gazetteer changed."""
    return list(Directory.objects.exclude(searched=F("edition")).values_list("pk", flat=True))


def districts(programme: Programme) -> list[District]:
    """Return the districts in their order with their counts, without their outlines."""
    return list(District.objects.filter(programme=programme).defer("outline"))


def in_district(district: int) -> QuerySet[PlaceMention, Any]:
    """Return the keys of the addresses whose statements name a district or a place in it, as ``address__in=`` takes them.

    Suggestions that nobody has confirmed count too.
    """
    return PlaceMention.objects.standing().filter(within=district).order_by().values("address")


def at_place(place: int) -> QuerySet[PlaceMention, Any]:
    """Return the keys of the addresses whose statements name a place, like `in_district`."""
    return PlaceMention.objects.standing().filter(place=place).order_by().values("address")


def counts_per_district(programme: Programme, address_ids: QuerySet[Any, Any] | None = None) -> dict[int, int]:
    """Return for each district's key how many of these addresses name it, or a place in it. One query.

    Without `address_ids`, of all public statements: nothing is counted then.
    """
    if address_ids is None:
        return dict(District.objects.filter(programme=programme, count__gt=0).values_list("pk", "count"))
    found = PlaceMention.objects.standing().filter(within__isnull=False, address__in=address_ids)
    return dict(found.order_by().values_list("within").annotate(Count("address", distinct=True)))


def counts_per_place(address_ids: QuerySet[Any, Any]) -> dict[int, Named]:
    """Return for each place's key how many of these addresses name it. One query."""
    found = PlaceMention.objects.standing().filter(place__isnull=False, address__in=address_ids)
    # Not by their keys: the index holds none.
    open_ones = Count("address", filter=Q(state=MentionState.SUGGESTED))
    rows = found.order_by().values_list("place").annotate(count=Count("address"), open=open_ones)
    return {place: Named(count, suggested) for place, count, suggested in rows}


def places_of(address: Address) -> list[PlaceMention]:
    """Return what a statement names, in the order of its words; suggestions are among them."""
    return list(_with_targets(PlaceMention.objects.standing().filter(address=address)))


def named_in(district: District, address_ids: Iterable[int]) -> dict[int, list[PlaceMention]]:
    """Return for each of these addresses what its statement names in a district. One query."""
    found: dict[int, list[PlaceMention]] = {}
    there = PlaceMention.objects.standing().filter(within=district, address__in=list(address_ids))
    for one in _with_targets(there):
        found.setdefault(one.address_id, []).append(one)
    return found


def mentions_of(address: Address) -> list[PlaceMention]:
    """Return everything found or decided for a statement, rejected ones too."""
    return list(_with_targets(PlaceMention.objects.filter(address=address)).select_related("by"))


def mentions_to_review(programme: Programme) -> QuerySet[PlaceMention]:
    """Return the suggestions in public statements that nobody has decided, oldest first."""
    found = PlaceMention.objects.filter(programme=programme, is_public=True, state=MentionState.SUGGESTED)
    return _with_targets(found).select_related("address").order_by("pk")


def decided_lately(programme: Programme, *, limit: int) -> list[PlaceMention]:
    """Return the last decisions, newest first."""
    found = PlaceMention.objects.filter(programme=programme, decided_at__isnull=False).exclude(words="")
    return list(_with_targets(found).select_related("address", "by").order_by("-decided_at", "-pk")[:limit])


def alike(mention: PlaceMention) -> int:
    """Return how many other suggestions take the same words for the same place."""
    return (
        mentions_to_review(mention.address.programme)
        .filter(words=mention.words, place=mention.place_id, district=mention.district_id)
        .exclude(pk=mention.pk)
        .count()
    )


def places(programme: Programme, *, words: str = "") -> QuerySet[Place]:
    """Return the places, narrowed to those whose name holds `words`."""
    found = Place.objects.filter(programme=programme).select_related("district").defer("geometry", "district__outline")
    for word in fold(words).split():
        found = found.filter(key__contains=word)
    return found


def called(programme: Programme, name: str) -> list[Place | District]:
    """Return what is called `name`: by its own name, else by an alias; case and umlauts do not matter."""
    key = fold(name)
    own: list[Place | District] = [
        *District.objects.filter(programme=programme, key=key),
        *Place.objects.filter(programme=programme, key=key),
    ]
    if own:
        return own
    names = PlaceName.objects.filter(Q(place__programme=programme) | Q(district__programme=programme))
    keys = [pk for pk, alias in names.values_list("pk", "name") if fold(alias) == key]
    found = names.filter(pk__in=keys).select_related("place", "district")
    return list(dict.fromkeys(thing for one in found if (thing := one.place or one.district)))


def own_names(programme: Programme, *, limit: int) -> list[str]:
    """Return the names of districts and places to choose from, none when there are more than `limit`."""
    found = [
        *District.objects.filter(programme=programme).values_list("name", flat=True),
        *Place.objects.filter(programme=programme).values_list("name", flat=True)[: limit + 1],
    ]
    return found if len(found) <= limit else []


def places_in(district: District) -> list[Place]:
    """Return the places of a district that statements name, most often named first."""
    return list(Place.objects.filter(district=district, count__gt=0).defer("geometry").order_by("-count", "key"))


def map_data(programme: Programme, addresses: QuerySet[Any, Any] | None = None) -> MapData:
    """Return what a map shows of these addresses: five queries. Of all public statements it is known: three queries."""
    areas = list(District.objects.filter(programme=programme))
    placed = Place.objects.filter(programme=programme, latitude__isnull=False, longitude__isnull=False)
    placed = placed.select_related("district").defer("district__outline")
    if addresses is None:
        per_district = {one.pk: one.count for one in areas}
        spots = [_spot(one, Named(one.count, one.suggested_count)) for one in placed.filter(count__gt=0)]
        count = Directory.objects.filter(programme=programme).values_list("count", flat=True).first() or 0
    else:
        per_district, named = counts_per_district(programme, addresses), counts_per_place(addresses)
        spots = [_spot(one, named[one.pk]) for one in placed.filter(count__gt=0) if one.pk in named]
        any_place = PlaceMention.objects.standing().filter(address__in=addresses)
        count = any_place.aggregate(count=Count("address", distinct=True))["count"]
    boxes = [(one.west, one.south, one.east, one.north) for one in areas if one.outline]
    points = [(one.longitude, one.latitude, one.longitude, one.latitude) for one in spots]
    return MapData([_area(one, per_district.get(one.pk, 0)) for one in areas], spots, count, _around([*boxes, *points]))


def _area(one: District, count: int) -> Area:
    return Area(one.pk, one.name, one.slug, one.outline, one.longitude, one.latitude, count)


def _spot(one: Place, named: Named) -> Spot:
    assert one.longitude is not None
    assert one.latitude is not None
    within = one.district.name if one.district else ""
    return Spot(
        one.pk, one.name, one.kind, within, one.longitude, one.latitude, one.geometry, named.count, named.suggested
    )


def _around(boxes: Iterable[tuple[Any, ...]]) -> tuple[float, float, float, float] | None:
    found = list(boxes)
    if not found:
        return None
    return min(b[0] for b in found), min(b[1] for b in found), max(b[2] for b in found), max(b[3] for b in found)


def _with_targets(found: QuerySet[PlaceMention]) -> QuerySet[PlaceMention]:
    return found.select_related("place__district", "district").defer(
        "place__geometry", "place__district__outline", "district__outline"
    )
