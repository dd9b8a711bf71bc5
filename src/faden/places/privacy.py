"""What this room knows of a person: to export and to erase."""

from typing import Any

from faden.people.models import Person
from faden.places.models import PlaceMention

REFERS = {PlaceMention: "by"}


def export(person: Person) -> dict[str, Any]:
    """Return what `person` decided about places in statements."""
    decided = PlaceMention.objects.filter(by=person).select_related("address", "place", "district")
    return {
        "place_mentions": [
            {"address": str(one.address), "place": str(one.target), "state": one.state, "at": one.decided_at}
            for one in decided
        ]
    }


def erase(person: Person) -> None:
    """Take the person's name off their decisions; the decisions stay."""
    PlaceMention.objects.filter(by=person).update(by=None)
