"""Reads about persons."""

from collections.abc import Iterable

from faden.people.models import Membership, Person
from faden.programme.models import Programme


def membership(person: Person, programme: Programme | None) -> Membership | None:
    """Return what `person` is in `programme`, or None."""
    if programme is None or not person.is_active:
        return None
    return Membership.objects.filter(person=person, programme=programme).select_related("office").first()


def names(programme: Programme, persons: Iterable[int]) -> dict[int, str]:
    """Return by key what those of `persons` are called who agreed that the programme's history names them."""
    agreed = Membership.objects.filter(programme=programme, person__in=set(persons), named_since__isnull=False)
    return dict(agreed.values_list("person", "person__name"))
