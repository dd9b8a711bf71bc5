"""Keeps in step what can be found of synergies. In the transaction of the change."""

from collections.abc import Iterable

from django.utils import timezone

from faden.addresses.models import Address
from faden.addresses.models import Kind as AddressKind
from faden.programme.models import Programme
from faden.search import actions as search
from faden.search.findable import Findable, Letter
from faden.synergy.models import Synergy

_LETTERS: tuple[Letter, Letter] = ("S", "W")


def take_in(synergies: Iterable[Synergy]) -> None:
    """Take in synergies that were added, written anew, or changed their state; their addresses must be loaded."""
    for one in synergies:
        if one.address.is_public:
            search.put(one.programme, [_findable(one)])
        else:
            search.drop(one.programme, _letter(one), [one.pk])


def state_changed(addresses: list[Address]) -> None:
    """Take in what stands at addresses that were published, hidden or withdrawn."""
    keys = [one.pk for one in addresses if one.kind in (AddressKind.SYNERGY, AddressKind.CONFLICT)]
    take_in(Synergy.objects.filter(address__in=keys).select_related("address", "programme"))


def take_in_all(programme: Programme) -> None:
    """Take in all synergies of a programme, whose index is filled anew."""
    take_in(Synergy.objects.filter(programme=programme).select_related("address", "programme"))


def _letter(one: Synergy) -> Letter:
    return _LETTERS[one.is_conflict]


def _findable(one: Synergy) -> Findable:
    return Findable(
        kind=_letter(one),
        key=one.pk,
        path=str(one.address),
        title=one.title,
        text=" · ".join(part for part in (one.why, one.next_step) if part),
        address=one.address_id,
        number=one.address.number,
        place=one.address.number,
        since=timezone.localdate(one.address.published_at) if one.address.published_at else None,
    )
