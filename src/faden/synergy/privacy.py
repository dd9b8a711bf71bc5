"""What this room knows of a person: to export and to erase."""

from typing import Any

from django.db import transaction

from faden.addresses import actions as addresses
from faden.people.models import Person
from faden.programme.actions import content_changes
from faden.synergy.models import Decision, Link, Synergy

REFERS = {Link: "by", Decision: "by"}


def export(person: Person) -> dict[str, Any]:
    """Return what `person` decided, and what they are said to care for."""
    links = Link.objects.filter(by=person).select_related("first", "second")
    decisions = Decision.objects.filter(by=person).select_related("first", "second")
    return {
        "links": [
            {"from": str(one.source), "to": str(one.target), "kind": one.kind, "note": one.note, "at": one.decided_at}
            for one in links
        ],
        "link_decisions": [
            {"pair": [str(one.first), str(one.second)], "kind": one.after, "at": one.at, "undone_at": one.undone_at}
            for one in decisions
        ],
        "cares_for": [str(one.address) for one in _cared_for(person)],
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Take the person's name off their decisions and off what they care for; both stay."""
    Link.objects.filter(by=person).update(by=None)
    Decision.objects.filter(by=person).update(by=None)
    for one in _cared_for(person):
        content_changes(one.programme_id)
        addresses.forget(one.address, "caretaker")
        one.caretaker = ""
        one.save(update_fields=["caretaker"])


def _cared_for(person: Person) -> list[Synergy]:
    """Return the synergies whose caretaker is called like the person."""
    if not person.name:
        return []
    return list(Synergy.objects.filter(caretaker__icontains=person.name).select_related("address"))
