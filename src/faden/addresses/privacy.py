"""What this room knows of a person: to export and to erase."""

from typing import Any

from faden.addresses.models import Report, Revision
from faden.people.models import Person

REFERS = {Revision: "by", Report: "closed_by"}


def export(person: Person) -> dict[str, Any]:
    """Return the changes that `person` made and the reports sent with the same address."""
    return {
        "revisions": list(Revision.objects.filter(by=person).values("at", "field", "before", "after", "reason")),
        "reports": list(Report.objects.filter(contact__iexact=person.email).values("at", "page", "text")),
    }


def erase(person: Person) -> None:
    """Take the person's name off the history and off reports; the history itself stays."""
    Revision.objects.filter(by=person).update(by=None)
    Report.objects.filter(closed_by=person).update(closed_by=None)
    Report.objects.filter(contact__iexact=person.email).update(contact="")
