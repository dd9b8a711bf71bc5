"""What this room knows of a person: to export and to erase."""

from typing import Any

from faden.intake.models import Draft, DraftStep
from faden.people.models import Person

REFERS = {Draft: "created_by", DraftStep: ("by", "undone_by")}


def export(person: Person) -> dict[str, Any]:
    """Return the drafts that `person` made or may review, and the steps they took in open reviews."""
    return {
        "drafts": list(Draft.objects.filter(created_by=person).values("version__name", "created_at")),
        "reviews": list(Draft.objects.filter(reviewers=person).values("version__name", "created_at")),
        "steps": list(DraftStep.objects.filter(by=person).values("draft__version__name", "verb", "at")),
    }


def erase(person: Person) -> None:
    """Take the person's name off drafts and steps; both stay."""
    Draft.objects.filter(created_by=person).update(created_by=None)
    Draft.reviewers.through.objects.filter(person=person).delete()
    DraftStep.objects.filter(by=person).update(by=None)
    DraftStep.objects.filter(undone_by=person).update(undone_by=None)
