"""Reads about persons."""

from faden.people.models import Membership, Person
from faden.programme.models import Programme


def membership(person: Person, programme: Programme | None) -> Membership | None:
    """Return what `person` is in `programme`, or None."""
    if programme is None or not person.is_active:
        return None
    return Membership.objects.filter(person=person, programme=programme).select_related("office").first()
