"""Writes about persons."""

from django.db import transaction

from faden.people.models import Membership, Person, Role
from faden.programme.models import Programme


@transaction.atomic
def invite(*, programme: Programme, email: str, name: str, role: Role, password: str) -> Membership:
    """Give the person with `email` (created when new, with `password`) a role in `programme`."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person.objects.create_user(email=email, password=password, name=name)
    membership, _ = Membership.objects.update_or_create(person=person, programme=programme, defaults={"role": role})
    return membership
