"""Deciding how two things hang together, and taking that back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address
from faden.addresses.models import Kind as AddressKind
from faden.programme.actions import content_changes
from faden.programme.models import Programme
from faden.synergy.actions.waiting import wait
from faden.synergy.models import DIRECTED, Decision, Link, LinkKind, Suggestion, in_order
from faden.synergy.queries.things import Thing, things

TEACHES = 10
"""After so many decisions the machine learns from them anew."""
_KEPT = ("kind", "is_reversed", "note", "first_hash", "second_hash", "rank", "by_id", "decided_at", "reopened_at")


class NotLinkable(Exception):
    """These two cannot be linked; the message is a German sentence."""


class DecidedSince(Exception):
    """Somebody else decided on this pair meanwhile; `link` says how."""

    def __init__(self, link: Link) -> None:
        super().__init__(str(link))
        self.link = link


@transaction.atomic
def decide(
    source: Address, target: Address, kind: LinkKind, *, change: Change, note: str = "", expected: str | None = None
) -> Link:
    """Say how `source` hangs together with `target`: it supports or solves it; the other kinds have no direction.

    `expected`: the kind that the caller saw ("" for undecided); raises DecidedSince when it is another by now. None
    decides whatever stands. Raises NotLinkable for one and the same thing, or for what is not public.
    """
    programme = source.programme
    content_changes(programme)
    first, second = in_order(source, target)
    ends = things([first.pk, second.pk])
    _check(first, second, ends)
    link = Link.objects.select_for_update().filter(first=first, second=second).first()
    if expected is not None and link is not None and link.reopened_at is None and link.kind != expected:
        raise DecidedSince(link)
    suggestion = Suggestion.objects.filter(first=first, second=second).first()
    Decision.objects.create(
        programme=programme,
        first=first,
        second=second,
        before=_kept(link) if link else {},
        after=kind,
        features=suggestion.features if suggestion else [],
        rank=suggestion.rank if suggestion else None,
        by=change.by,
        at=change.now,
    )
    before = _words_of(link)
    link = link or Link(programme=programme, first=first, second=second)
    link.kind, link.note = kind, note.strip()
    link.is_reversed = kind in DIRECTED and source.pk != first.pk
    link.first_hash, link.second_hash = ends[first.pk].text_hash, ends[second.pk].text_hash
    link.rank = suggestion.rank if suggestion else link.rank
    link.by, link.decided_at, link.reopened_at = change.by, change.now, None
    link.save()
    _record(link, before, change)
    if Decision.objects.filter(programme=programme, undone_at=None).count() % TEACHES == 0:
        wait(programme)
    return link


@transaction.atomic
def undo(programme: Programme, *, change: Change) -> Decision | None:
    """Take back the last decision of a person that still stands; None when there is none."""
    content_changes(programme)
    mine = Decision.objects.select_for_update().filter(programme=programme, by=change.by, undone_at=None)
    decision = mine.first()
    if decision is None:
        return None
    later = Decision.objects.filter(first=decision.first_id, second=decision.second_id, undone_at=None)
    if later.first() != decision:
        raise NotLinkable(_("Dieses Paar hat inzwischen jemand anders entschieden. Ändern Sie es bitte in der Liste."))
    link = Link.objects.filter(first=decision.first_id, second=decision.second_id).first()
    if link is not None:
        _restore(link, decision.before, change)
    decision.undone_at = change.now
    decision.save(update_fields=["undone_at"])
    return decision


@transaction.atomic
def remove(link: Link, *, change: Change) -> None:
    """Take a link away, so that its pair is undecided again."""
    content_changes(link.programme_id)
    open_ones = Decision.objects.filter(first=link.first_id, second=link.second_id, undone_at=None)
    open_ones.update(undone_at=change.now)
    _restore(link, {}, change)


def reopen(links: Iterable[Link], *, now: datetime) -> None:
    """Ask for these decisions again: the words are others. In the caller's transaction."""
    Link.objects.filter(pk__in=[one.pk for one in links], reopened_at=None).update(reopened_at=now)


def _check(first: Address, second: Address, ends: dict[int, Thing]) -> None:
    if first.pk == second.pk:
        raise NotLinkable(_("Das ist beide Male dasselbe. Bitte nennen Sie eine andere Adresse."))
    for one in (first, second):
        if one.pk not in ends:
            raise NotLinkable(_("%(address)s ist kein Beitrag und kein Ziel.") % {"address": one})
        if not ends[one.pk].is_public:
            raise NotLinkable(_("%(address)s ist nicht öffentlich.") % {"address": one})


def _kept(link: Link) -> dict[str, Any]:
    return {name: _plain(getattr(link, name)) for name in _KEPT}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _restore(link: Link, before: dict[str, Any], change: Change) -> None:
    """Make a link what it was, {}: take it away."""
    words = _words_of(link)
    if before:
        moments = {"decided_at", "reopened_at"}
        for name, value in before.items():
            setattr(link, name, datetime.fromisoformat(value) if name in moments and value else value)
        link.save()
        _record(link, words, change)
        return
    _record(link, words, change, gone=True)
    link.delete()


def _words_of(link: Link | None) -> dict[int, str]:
    """Return what the history of either end says of a link, by the key of the end: "solves> B12"."""
    if link is None or link.kind == LinkKind.NONE:
        return {}
    return {
        link.first_id: f"{link.kind}{'<' if link.is_reversed else '>'} {_called(link.second)}",
        link.second_id: f"{link.kind}{'>' if link.is_reversed else '<'} {_called(link.first)}",
    }


def _called(end: Address) -> str:
    """Goals are spoken by their code."""
    return end.goal.code if end.kind == AddressKind.GOAL else str(end)


def _record(link: Link, before: dict[int, str], change: Change, *, gone: bool = False) -> None:
    """Keep the change of a link in the history of both ends; "no relation" is no news."""
    after = {} if gone else _words_of(link)
    for end in (link.first, link.second):
        fields = [("link", before.get(end.pk, ""), after.get(end.pk, ""))]
        addresses.record(end, change, fields, public=True)
