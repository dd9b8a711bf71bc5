"""What the map and the list beside it say: asked once, so that both say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from faden.dialogue import queries as dialogue
from faden.dialogue.models import DialogueGroup
from faden.places import geometry
from faden.places import queries as places
from faden.places.models import District, Kind
from faden.programme.models import Programme
from faden.search.models import Entry
from faden.search.models import Kind as Found

PER_PAGE = 30
MAX_OPEN = 60
"""So many places are listed unfolded; more fold away below their districts."""
MAX_SHAPE_POINTS = 2000
"""Points of streets and areas that are sent to be drawn, those of the places first that are named most."""
_METRE = 5
"""Digits of a degree that a map needs."""


@dataclass(frozen=True, slots=True)
class Part:
    """A district with its places that statements name; `area` is None for places outside all districts."""

    area: places.Area | None
    spots: list[places.Spot]


@dataclass(frozen=True, slots=True)
class Atlas:
    """Districts with their places. `total`: how many statements name any of them."""

    parts: list[Part]
    total: int

    @property
    def suggested(self) -> int:
        """How often a place was found by its words, and nobody has confirmed it."""
        return sum(spot.suggested for part in self.parts for spot in part.spots)

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything with coordinates."""
        return any(part.spots or (part.area and part.area.outline) for part in self.parts)

    @property
    def is_short(self) -> bool:
        """Whether the list may be shown unfolded."""
        return len(self.parts) == 1 or sum(len(part.spots) for part in self.parts) <= MAX_OPEN


Narrowing = dict[str, Any]
"""Conditions on the entries of statements; none for all that is public."""


def narrowing(programme: Programme, *, sort: str = "", field: str = "") -> Narrowing:
    """Return what leaves the statements of a kind, of groups that serve a field of action."""
    found: Narrowing = {"sort": sort} if sort else {}
    if field:
        serving = dialogue.groups_serving(programme, field=field)
        found["within__in"] = list(serving.order_by().values_list("address", flat=True))
    return found


def atlas(programme: Programme, narrowing: Narrowing, *, district: District | None = None) -> Atlas:
    """Return what public statements name, narrowed, and in one district only."""
    chosen = Entry.objects.filter(programme=programme, kind=Found.STATEMENT, **narrowing).order_by().values("address")
    found = places.map_data(programme, chosen if narrowing else None)
    within: dict[str, list[places.Spot]] = {}
    for spot in found.spots:
        within.setdefault(spot.district, []).append(spot)
    parts = [
        Part(area, within.get(area.name, [])) for area in found.areas if district is None or area.key == district.pk
    ]
    if district is None:
        elsewhere = within.get("", [])
        return Atlas([*parts, Part(None, elsewhere)] if elsewhere else parts, found.count)
    return Atlas(parts, sum(part.area.count for part in parts if part.area))


def statements(
    named: QuerySet[Any, Any], *, count: int, page: str | None, narrowing: Narrowing | None = None
) -> Page[Entry]:
    """Return a page of the statements at these addresses, newest first. `count`: how many there are, not narrowed."""
    if narrowing:
        named = named.filter(Exists(Entry.objects.filter(address=OuterRef("address"), **narrowing)))
        count = named.count()
    paginator: Paginator[Any] = Paginator(named.order_by("-address").values_list("address", flat=True), PER_PAGE)
    paginator.count = count
    at = paginator.get_page(page)
    rows = Entry.objects.filter(kind=Found.STATEMENT, address__in=list(at.object_list))
    at.object_list = list(rows.defer("terms").select_related("address").order_by("-address"))
    return at


def groups_of(page: Page[Entry]) -> dict[int, str]:
    """Return the names of the groups whose statements stand on a page, by the key of their address. One query."""
    groups = DialogueGroup.objects.filter(address__in={one.within_id for one in page})
    return dict(groups.values_list("address", "name"))


def as_geojson(shown: Atlas) -> dict[str, Any]:
    """Return the atlas as a FeatureCollection (RFC 7946).

    Outlines of districts have `at`, a point within for their names; shapes of places say `of` which; places are points.
    """
    spots = [spot for part in shown.parts for spot in part.spots]
    outlines = [_outline(part.area) for part in shown.parts if part.area and part.area.outline]
    return {"type": "FeatureCollection", "features": [*outlines, *_shapes(spots), *map(_point, spots)]}


def _outline(area: places.Area) -> dict[str, Any]:
    assert area.outline
    at = [round(area.longitude or 0, _METRE), round(area.latitude or 0, _METRE)]
    return _feature(f"stadtteil-{area.slug}", area.outline, name=area.name, count=area.count, at=at)


def _shapes(spots: list[places.Spot]) -> Iterator[dict[str, Any]]:
    left = MAX_SHAPE_POINTS
    for spot in sorted(spots, key=lambda one: -one.count):
        if spot.geometry:
            left -= sum(1 for _ in geometry.points(spot.geometry["coordinates"]))
            if left < 0:
                return
            yield _feature(f"form-{spot.key}", spot.geometry, of=f"ort-{spot.key}")


def _point(spot: places.Spot) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [spot.longitude, spot.latitude]}
    return _feature(f"ort-{spot.key}", point, name=spot.name, kind=str(Kind(spot.kind).label), count=spot.count)


def _feature(key: str, shape: dict[str, Any], **properties: Any) -> dict[str, Any]:
    rounded = {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}
    return {"type": "Feature", "id": key, "geometry": rounded, "properties": properties}


def _rounded(coordinates: Any) -> Any:
    return [round(one, _METRE) if isinstance(one, float | int) else _rounded(one) for one in coordinates]
