"""What this room knows of a person: to export and to erase."""

from typing import Any

from faden.dialogue.models import DocumentVersion, Facilitation
from faden.people.models import Person

REFERS = {Facilitation: "person", DocumentVersion: "uploaded_by"}


def export(person: Person) -> dict[str, Any]:
    """Return the groups that `person` runs and the files that they brought."""
    return {
        "facilitates": list(Facilitation.objects.filter(person=person).values_list("group__name", flat=True)),
        "uploads": list(DocumentVersion.objects.filter(uploaded_by=person).values("name", "uploaded_at")),
    }


def erase(person: Person) -> None:
    """Take the person off groups and files; groups and files stay."""
    Facilitation.objects.filter(person=person).delete()
    DocumentVersion.objects.filter(uploaded_by=person).update(uploaded_by=None)
