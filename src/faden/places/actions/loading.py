"""Loading a city's file: what is new is added, what has the same name is brought up to date, nothing is removed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.text import slugify

from faden.kernel.messages import sentence
from faden.kernel.portions import SIZE, portions
from faden.kernel.text import fold
from faden.places import events, geometry
from faden.places.actions.counting import recount_districts
from faden.places.gazetteer import Entry, Gazetteer, Problem
from faden.places.models import Directory, District, Place, PlaceMention, PlaceName
from faden.programme.actions import content_changes
from faden.programme.models import Programme


@dataclass(slots=True)
class Report:
    """What loading does, or would do: names that are new, changed, the same; and what is wrong with rows."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return sum(1 for one in self.problems if one.left_out)


@dataclass(slots=True)
class _Plan:
    """The rows to write. `names` of a thing replace those it has; `moved` are known places in another district."""

    report: Report
    districts: dict[str, District]
    new_districts: list[District] = field(default_factory=list)
    changed_districts: list[District] = field(default_factory=list)
    new_places: list[Place] = field(default_factory=list)
    changed_places: list[Place] = field(default_factory=list)
    moved: list[Place] = field(default_factory=list)
    names: list[tuple[Place | District, list[PlaceName]]] = field(default_factory=list)


@transaction.atomic
def load_gazetteer(programme: Programme, gazetteer: Gazetteer, *, only_check: bool = False) -> Report:
    """Add and update districts and places by their names, all or nothing; decisions about statements stay.

    What the file says nothing of (aliases, coordinates) stays as it is. `only_check`: write nothing.
    """
    if not only_check:
        content_changes(programme)
    plan = _planned(programme, gazetteer)
    if not only_check and (plan.names or plan.changed_places or plan.changed_districts):
        _write(plan)
        relocate(programme.pk, plan.moved)
        begin_edition(programme.pk)
    return plan.report


def begin_edition(programme: int) -> None:
    """Say that names of a programme's places changed, or where they lie: all statements are to be looked through."""
    Directory.objects.update_or_create(programme_id=programme, defaults={"edition": uuid4()})
    has_any = any(kind.objects.filter(programme=programme).exists() for kind in (District, Place))
    Programme.objects.filter(pk=programme).update(has_places=has_any)
    transaction.on_commit(lambda: events.gazetteer_loaded.send(programme))


def relocate(programme: int, moved: list[Place]) -> None:
    """Bring the mentions of these places, and all districts' counts, in line with the districts they lie in now."""
    district = Subquery(Place.objects.filter(pk=OuterRef("place")).values("district"))
    for portion in portions(moved):
        PlaceMention.objects.filter(place__in=portion).update(within=district)
    if moved:
        recount_districts(programme)


def _planned(programme: Programme, gazetteer: Gazetteer) -> _Plan:
    districts = {one.key: one for one in District.objects.filter(programme=programme).prefetch_related("names")}
    plan = _Plan(Report(problems=list(gazetteer.problems)), districts)
    slugs = {one.slug for one in districts.values()}
    for entry in gazetteer.entries:
        if entry.kind == "district":
            _plan_district(programme, plan, entry, slugs)
    places = {one.key: one for one in Place.objects.filter(programme=programme).prefetch_related("names")}
    called = {
        fold(name): one
        for one in plan.districts.values()
        for name in [one.name, *([] if one.pk is None else [known.name for known in one.names.all()])]
    }
    aliases = {
        fold(name): plan.districts[fold(e.name)]
        for e in gazetteer.entries
        if e.kind == "district"
        for name in e.aliases
    }
    for entry in gazetteer.entries:
        if entry.kind != "district":
            _plan_place(programme, plan, entry, places, aliases | called)
    _settle(plan, places.values())
    plan.report.problems.sort(key=lambda one: one.row)
    return plan


def _plan_district(programme: Programme, plan: _Plan, entry: Entry, slugs: set[str]) -> None:
    key = fold(entry.name)
    known = plan.districts.get(key)
    one = known or District(programme=programme, key=key, slug=_slug(entry.name, slugs), position=len(plan.districts))
    before = (one.name, one.outline, one.latitude, one.longitude)
    one.name = entry.name
    if entry.shape is not None:
        one.outline = entry.shape
        one.west, one.south, one.east, one.north = geometry.box(entry.shape)
    if entry.latitude is not None:
        one.latitude, one.longitude = entry.latitude, entry.longitude
    if known is None:
        plan.districts[key] = one
    changed = before != (one.name, one.outline, one.latitude, one.longitude)
    _take(plan, one, entry, known=known is not None, changed=changed)


def _plan_place(
    programme: Programme, plan: _Plan, entry: Entry, places: dict[str, Place], called: dict[str, District]
) -> None:
    key = fold(entry.name)
    known = places.get(key)
    one = known or Place(programme=programme, key=key)
    before = (one.name, one.kind, one.district, one.latitude, one.longitude, one.geometry)
    one.name, one.kind = entry.name, entry.kind
    if entry.latitude is not None:
        one.latitude, one.longitude, one.geometry = entry.latitude, entry.longitude, entry.shape
    if entry.district and (named := called.get(fold(entry.district))) is None:
        said = sentence("Den Stadtteil „{district}“ gibt es hier nicht.", district=entry.district[:80])
        plan.report.problems.append(Problem(entry.row, entry.name, said, left_out=False))
    elif entry.district:
        one.district = named
    if one.district is None:
        one.district = lying_in(plan.districts.values(), one.longitude, one.latitude)
    places.setdefault(key, one)
    changed = before != (one.name, one.kind, one.district, one.latitude, one.longitude, one.geometry)
    if known and before[2] != one.district:
        plan.moved.append(one)
    _take(plan, one, entry, known=known is not None, changed=changed)


def _take(plan: _Plan, one: Place | District, entry: Entry, *, known: bool, changed: bool) -> None:
    names = _names(one, entry) if known else names_of(one, entry.aliases, ambiguous=bool(entry.ambiguous))
    if not known:
        plan.report.new.append(one.name)
        if isinstance(one, District):
            plan.new_districts.append(one)
        else:
            plan.new_places.append(one)
    elif changed or names:
        plan.report.changed.append(one.name)
        if isinstance(one, District):
            plan.changed_districts.append(one)
        else:
            plan.changed_places.append(one)
    else:
        plan.report.same += 1
    if names:
        plan.names.append((one, names))


def _names(one: Place | District, entry: Entry) -> list[PlaceName]:
    """Return the names that a known thing has from now on, none when they stay."""
    before = [(known.name, known.ambiguous) for known in one.names.all()]
    aliases = entry.aliases or tuple(name for name, _ in before[1:])
    ambiguous = any(flag for _, flag in before) if entry.ambiguous is None else entry.ambiguous
    names = names_of(one, aliases, ambiguous=ambiguous)
    return [] if [(name.name, name.ambiguous) for name in names] == before else names


def names_of(one: Place | District, aliases: Iterable[str], *, ambiguous: bool) -> list[PlaceName]:
    """Return, unsaved, what a place or a district is called: its own name first."""
    of = {"place": one} if isinstance(one, Place) else {"district": one}
    texts = dict.fromkeys([one.name, *aliases])
    return [PlaceName(name=name, ambiguous=ambiguous, **of) for name in texts]


def lying_in(districts: Iterable[District], longitude: float | None, latitude: float | None) -> District | None:
    """Return the district in whose outline a point lies, if any."""
    if longitude is None or latitude is None:
        return None
    for one in districts:
        if one.outline is None or one.west is None or one.east is None or one.south is None or one.north is None:
            continue
        near = one.west <= longitude <= one.east and one.south <= latitude <= one.north
        if near and geometry.contains(one.outline, longitude, latitude):
            return one
    return None


def _settle(plan: _Plan, places: Iterable[Place]) -> None:
    """Places that were there before their district was get it now."""
    if not any(one.outline for one in [*plan.new_districts, *plan.changed_districts]):
        return
    touched = {id(one) for one in [*plan.new_places, *plan.changed_places]}
    for one in places:
        if one.district is None and id(one) not in touched:
            one.district = lying_in(plan.districts.values(), one.longitude, one.latitude)
            if one.district:
                plan.changed_places.append(one)
                plan.moved.append(one)


def _slug(name: str, taken: set[str]) -> str:
    base = slugify(fold(name))[:70] or "stadtteil"
    slug = next(one for one in [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))] if one not in taken)
    taken.add(slug)
    return slug


def _write(plan: _Plan) -> None:
    District.objects.bulk_create(plan.new_districts, batch_size=SIZE)
    fields = ["name", "outline", "west", "south", "east", "north", "latitude", "longitude"]
    District.objects.bulk_update(plan.changed_districts, fields, batch_size=SIZE)
    for place in [*plan.new_places, *plan.changed_places]:
        # A district that was new has its key only now.
        place.district = place.district
    Place.objects.bulk_create(plan.new_places, batch_size=SIZE)
    fields = ["name", "kind", "district", "latitude", "longitude", "geometry"]
    Place.objects.bulk_update(plan.changed_places, fields, batch_size=100)
    keys = {"place": [one.pk for one, _ in plan.names if isinstance(one, Place)]}
    keys["district"] = [one.pk for one, _ in plan.names if isinstance(one, District)]
    for field_name, found in keys.items():
        for portion in portions(found):
            PlaceName.objects.filter(**{f"{field_name}__in": portion}).delete()
    PlaceName.objects.bulk_create((name for _, names in plan.names for name in names), batch_size=SIZE)
