"""What people mean who name a statement or goal at the desk: by its address, its code, or words of it."""

import re
from collections.abc import Iterable

from django.db.models import Q

from faden.addresses import labels
from faden.addresses.models import Address
from faden.addresses.models import Kind as AddressKind
from faden.goals import codes
from faden.goals.models import Goal
from faden.programme.models import Programme
from faden.search import queries as search
from faden.search.models import Kind as Found
from faden.synergy.queries.things import Thing, things

_BETWEEN = re.compile(r"[,;]")
_Name = tuple[str, int | str]
"""The letter and number of an address, or "" and a code."""
_KINDS = (AddressKind.CONTRIBUTION, AddressKind.GOAL)


def named(programme: Programme, text: str) -> Thing | None:
    """Return the statement or goal at an address ("B83", "83") or with a code ("MO 2.4"), public or not; else None."""
    return next(iter(_things(programme, [meant]).values()), None) if (meant := _meant(text)) else None


def all_named(programme: Programme, text: str) -> list[Thing]:
    """Return what several addresses and codes mean ("B12, MO 2.4; B30 B7"), each once, in at most five queries.

    Nothing if one of them means nothing.
    """
    meant: list[_Name] = []
    for part in filter(str.strip, _BETWEEN.split(text)):
        whole = _meant(part)
        words = [whole] if whole else [_meant(word) for word in part.split()]
        if not all(words):
            return []
        meant += [one for one in words if one]
    known = _things(programme, meant)
    return list({known[one].address.pk: known[one] for one in meant}.values()) if known.keys() >= set(meant) else []


def hits(programme: Programme, text: str, *, limit: int = 8, without: Iterable[int] = ()) -> list[Thing]:
    """Return public statements and goals with these words, best first, without some (by the keys of their addresses)."""
    answer = search.ask(programme, text)
    entries = answer.entries.filter(kind__in=[Found.STATEMENT, Found.GOAL]).exclude(address__in=list(without))
    best = answer.best_first(entries.defer("terms", "text"))[:limit]
    keys = [one.address_id for one in best if one.address_id]
    known = things(keys)
    return [known[key] for key in keys if key in known and known[key].is_public]


def _meant(text: str) -> _Name | None:
    """Return what a text can only be: an address of a statement or goal, or a code ("", code)."""
    label = labels.parse(text)
    if label:
        return label if label[0] in _KINDS else None
    try:
        return "", codes.normalise(text)
    except ValueError:
        return None


def _things(programme: Programme, meant: list[_Name]) -> dict[_Name, Thing]:
    of_address = Q()
    for kind in _KINDS:
        of_address |= Q(kind=kind, number__in=[number for letter, number in meant if letter == kind])
    written = [code for letter, code in meant if not letter]
    goals = Goal.objects.filter(programme=programme, code__in=written) if written else Goal.objects.none()
    found = Address.objects.filter(of_address | Q(pk__in=goals.values("address")), programme=programme)
    known = things(found.values_list("pk", flat=True)).values()
    by_name: dict[_Name, Thing] = {(one.address.kind, one.address.number): one for one in known}
    return by_name | {("", one.code): one for one in known if one.code}
