"""Synergies and open conflicts: naming them, who belongs to them, what happens next."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.kernel.text import squeeze
from faden.programme.actions import content_changes
from faden.programme.models import Programme
from faden.synergy.actions import indexing
from faden.synergy.models import Member, Stage, Synergy
from faden.synergy.queries.things import things


class NotBundled(Exception):
    """What was asked for is no synergy and no conflict; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What people write about a synergy."""

    title: str
    why: str = ""
    caretaker: str = ""
    next_step: str = ""
    next_on: date | None = None
    stage: Stage = Stage.OPEN


@transaction.atomic
def bundle(
    programme: Programme, facts: Facts, sides: Mapping[int, int], *, change: Change, conflict: bool = False
) -> Synergy:
    """Publish a new synergy, or an open conflict, of members given by the keys of their addresses, each with its side.

    Raises NotBundled unless public members of two groups are in it, of a conflict on both sides.
    """
    content_changes(programme)
    _check(programme, sides, conflict=conflict, known=())
    kind = AddressKind.CONFLICT if conflict else AddressKind.SYNERGY
    address = addresses.allot(programme, kind, count=1, now=change.now, published=True)[0]
    made = Synergy(programme=programme, address=address)
    _write(made, facts)
    made.save()
    Member.objects.bulk_create(Member(synergy=made, address_id=key, side=side) for key, side in sides.items())
    indexing.take_in([made])
    return made


@transaction.atomic
def edit(synergy: Synergy, facts: Facts, sides: Mapping[int, int], *, change: Change) -> Synergy:
    """Change what is written about a synergy and who belongs to it; what stood there stays in its history."""
    content_changes(synergy.programme_id)
    synergy = Synergy.objects.select_for_update().select_related("address", "programme").get(pk=synergy.pk)
    known = {one.address_id: one for one in synergy.members.all()}
    _check(synergy.programme, sides, conflict=synergy.is_conflict, known=known)
    before = _recorded(synergy)
    _write(synergy, facts)
    synergy.save()
    Member.objects.filter(pk__in=[one.pk for key, one in known.items() if key not in sides]).delete()
    for key, side in sides.items():
        Member.objects.update_or_create(synergy=synergy, address_id=key, defaults={"side": side})
    after = _recorded(synergy)
    changed = [(field, before[field], after[field]) for field in before]
    addresses.record(synergy.address, change, changed, public=synergy.address.is_public)
    if synergy.address.is_public:
        # Of what is no longer public, the page tells since when.
        synergy.address.changed_at = change.now
        synergy.address.save(update_fields=["changed_at"])
    indexing.take_in([synergy])
    return synergy


def withdraw(synergy: Synergy, *, change: Change) -> None:
    """Take a synergy off the public pages, with a reason that its address tells."""
    addresses.set_state(synergy.address, State.WITHDRAWN, change=change)


def publish(synergy: Synergy, *, change: Change) -> None:
    """Show a synergy again."""
    addresses.set_state(synergy.address, State.PUBLISHED, change=change)


def _write(synergy: Synergy, facts: Facts) -> None:
    synergy.title, synergy.why = squeeze(facts.title), facts.why.strip()
    synergy.caretaker, synergy.next_step = squeeze(facts.caretaker), squeeze(facts.next_step)
    synergy.next_on, synergy.stage = facts.next_on, facts.stage


def _recorded(synergy: Synergy) -> dict[str, str]:
    """Return what the history keeps of a synergy."""
    members: Sequence[Address] = [
        one.address for one in Member.objects.filter(synergy=synergy).select_related("address")
    ]
    return {
        "title": synergy.title,
        "why": synergy.why,
        "caretaker": synergy.caretaker,
        "next_step": synergy.next_step,
        "next_on": synergy.next_on.isoformat() if synergy.next_on else "",
        "stage": synergy.stage,
        "members": ", ".join(sorted(map(str, members))),
    }


def _check(programme: Programme, sides: Mapping[int, int], *, conflict: bool, known: Container[int]) -> None:
    """Raise NotBundled for what cannot be bundled; a member of `known` may have ceased to be public."""
    found = things(sides)
    if len(found) != len(sides) or any(one.address.programme_id != programme.pk for one in found.values()):
        raise NotBundled(_("Eine der Adressen ist kein Beitrag und kein Ziel dieses Programms."))
    for key, one in found.items():
        if not one.is_public and key not in known:
            raise NotBundled(_("%(address)s ist nicht öffentlich.") % {"address": one.address})
    groups = {group.pk for one in found.values() for group in one.groups}
    if conflict and set(sides.values()) != {1, 2}:
        raise NotBundled(_("Ein Widerspruch hat zwei Seiten. Bitte wählen Sie für jede mindestens einen Beitrag."))
    if not conflict and len(groups) < 2:
        raise NotBundled(
            _("Eine Synergie verbindet mindestens zwei Gruppen. Bitte nehmen Sie noch einen Beitrag dazu.")
        )
