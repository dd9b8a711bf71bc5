"""What this room knows of a person: to export and to erase."""

from typing import Any

from faden.intake.models import Draft
from faden.people.models import Person

REFERS = {Draft: "created_by"}


def export(person: Person) -> dict[str, Any]:
    """Return the drafts that `person` made."""
    return {"drafts": list(Draft.objects.filter(created_by=person).values("version__name", "created_at"))}


def erase(person: Person) -> None:
    """Take the person's name off drafts; drafts stay."""
    Draft.objects.filter(created_by=person).update(created_by=None)
