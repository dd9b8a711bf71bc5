"""Writes about persons."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from faden.people.models import Membership, Person, Role
from faden.programme.actions import content_changes
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
def agree_to_be_named(membership: Membership, *, agrees: bool, now: datetime) -> Membership:
    """Let the public history name this person, or no longer. Only they themselves decide that."""
    content_changes(membership.programme_id)
    membership.named_since = (membership.named_since or now) if agrees else None
    membership.save(update_fields=["named_since"])
    return membership


@transaction.atomic
def dismiss(membership: Membership) -> None:
    """End a membership. The person's account stays, without access to the programme's desk or a name in its history.

    Raises LastAdministrator rather than leaving a programme without one.
    """
    content_changes(membership.programme_id)
    others = Membership.objects.filter(programme=membership.programme, role=Role.ADMINISTRATOR).exclude(
        pk=membership.pk
    )
    if membership.is_administrator and not others.exists():
        raise LastAdministrator(_("Ohne Administration geht es nicht. Bitte nehmen Sie zuerst jemand anderen dazu."))
    membership.delete()
