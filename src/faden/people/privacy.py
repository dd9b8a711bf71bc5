"""What this room knows of a person: to export and to erase."""

from typing import Any

from faden.people.models import Membership, Person
from faden.programme.actions import content_changes

# Every model of this room that refers to a person.
REFERS = {Membership: "person"}


def export(person: Person) -> dict[str, Any]:
    """Return all that this room holds about `person`, as plain data."""
    return {
        "email": person.email,
        "name": person.name,
        "joined_at": person.joined_at.isoformat(),
        "memberships": [
            {
                "programme": one.programme.name,
                "role": one.role,
                "office": one.office.name if one.office else None,
                "named_since": one.named_since.isoformat() if one.named_since else None,
            }
            for one in person.memberships.select_related("programme", "office")
        ],
    }


def erase(person: Person) -> None:
    """Delete the person; memberships go along, and with them the name in public histories."""
    for membership in person.memberships.exclude(named_since=None):
        content_changes(membership.programme_id)
    person.delete()
