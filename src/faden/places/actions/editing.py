"""Places and districts by hand, one at a time."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from faden.kernel.messages import sentence
from faden.kernel.portions import portions
from faden.kernel.text import fold
from faden.places.actions.counting import counting
from faden.places.actions.loading import begin_edition, lying_in, names_of, relocate
from faden.places.models import District, Place, PlaceMention, PlaceName
from faden.programme.actions import content_changes
from faden.programme.models import Programme

_OWN = {
    Place: ["name", "key", "kind", "latitude", "longitude", "geometry", "district"],
    District: ["name", "key", "slug"],
}
"""What is edited; counts may have changed since a place was loaded."""


class NameTaken(Exception):
    """Another place has this name; the message is a German sentence."""


@transaction.atomic
def save_place(
    programme: Programme,
    place: Place | None,
    *,
    name: str,
    kind: str,
    district: District | None,
    latitude: float | None,
    longitude: float | None,
    aliases: Sequence[str],
    ambiguous: bool,
) -> Place:
    """Add a place, or change one. Without a `district`, the one in which the point lies is taken."""
    content_changes(programme)
    one = place or Place(programme=programme)
    _check(Place, programme, one, name)
    if (one.latitude, one.longitude) != (latitude, longitude):
        # The former line or area lies somewhere else.
        one.geometry = None
    one.name, one.key, one.kind = name, fold(name), kind
    one.latitude, one.longitude = latitude, longitude
    before = one.district_id
    one.district = district or lying_in(District.objects.filter(programme=programme), longitude, latitude)
    one.save(update_fields=_OWN[Place] if place else None)
    has_moved = one.district_id != before
    if has_moved:
        relocate(programme.pk, [one])
    if _rename(one, aliases, ambiguous=ambiguous) or has_moved:
        begin_edition(programme.pk)
    return one


@transaction.atomic
def save_district(
    programme: Programme, district: District | None, *, name: str, aliases: Sequence[str], ambiguous: bool
) -> District:
    """Add a district without an outline, or change what one is called; its page keeps its address."""
    content_changes(programme)
    one = district or District(programme=programme, position=District.objects.filter(programme=programme).count())
    _check(District, programme, one, name)
    if not one.slug:
        base = slugify(fold(name))[:70] or "stadtteil"
        taken = District.objects.filter(programme=programme, slug=base).exists()
        one.slug = f"{base}-{one.position}" if taken else base
    one.name, one.key = name, fold(name)
    one.save(update_fields=_OWN[District] if district else None)
    if _rename(one, aliases, ambiguous=ambiguous):
        begin_edition(programme.pk)
    return one


@transaction.atomic
def remove_place(place: Place | District) -> None:
    """Remove a place or a district with all its mentions; the places in a district stay."""
    content_changes(place.programme_id)
    mentions = PlaceMention.objects.filter(**{"place" if isinstance(place, Place) else "district": place})
    addresses = list(mentions.values_list("address", flat=True))
    for portion in portions(addresses):
        with counting(portion):
            mentions.filter(address__in=portion).delete()
    place.delete()
    begin_edition(place.programme_id)


def _check(kind: type[Place | District], programme: Programme, one: Place | District, name: str) -> None:
    if kind.objects.filter(programme=programme, key=fold(name)).exclude(pk=one.pk).exists():
        raise NameTaken(sentence("„{name}“ gibt es schon.", name=name))


def _rename(one: Place | District, aliases: Sequence[str], *, ambiguous: bool) -> bool:
    """Give a place these names; returns whether it had others."""
    names = names_of(one, aliases, ambiguous=ambiguous)
    before = list(one.names.values_list("name", "ambiguous"))
    if before == [(name.name, name.ambiguous) for name in names]:
        return False
    one.names.all().delete()
    PlaceName.objects.bulk_create(names)
    return True
