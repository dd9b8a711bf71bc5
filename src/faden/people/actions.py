"""Writes about persons."""

from django.db import transaction

from faden.people.models import Membership, Person, Role
from faden.programme.models import Programme


class LastAdministrator(Exception):
    """A programme needs at least one administrator; the message is a German sentence."""


@transaction.atomic
def invite(*, programme: Programme, email: str, name: str, role: Role, password: str) -> Membership:
    """Give the person with `email` (created when new, with `password`) a role in `programme`."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person.objects.create_user(email=email, password=password, name=name)
    membership, _ = Membership.objects.update_or_create(person=person, programme=programme, defaults={"role": role})
    return membership


@transaction.atomic
def dismiss(membership: Membership) -> None:
    """End a membership. The person's account stays, without access to the programme's desk.

    Raises LastAdministrator rather than leaving a programme without one.
    """
    others = Membership.objects.filter(programme=membership.programme, role=Role.ADMINISTRATOR).exclude(
        pk=membership.pk
    )
    if membership.is_administrator and not others.exists():
        raise LastAdministrator("Ohne Administration geht es nicht. Bitte nehmen Sie zuerst jemand anderen dazu.")
    membership.delete()
