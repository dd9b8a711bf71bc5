"""Writes: giving addresses, changing what is public, keeping the history, taking reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from faden.addresses import events
from faden.addresses.models import Address, AddressCounter, Kind, Report, Revision, State
from faden.people.models import Person
from faden.programme.actions import content_changes
from faden.programme.models import Programme

FORGOTTEN = "[entfernt]"


class ReasonMissing(Exception):
    """Hiding something needs a public reason; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes something, when and why."""

    by: Person | None
    now: datetime
    reason: str = ""


def forget(address: Address, field: str) -> None:
    """Take the former contents of `field` out of the history; that it changed, when and why stays."""
    Revision.objects.filter(address=address, field=field).update(before=FORGOTTEN, after=FORGOTTEN)


@transaction.atomic
def allot(programme: Programme, kind: Kind, *, count: int, now: datetime, published: bool = False) -> list[Address]:
    """Create `count` addresses with the next numbers, in order."""
    if count == 0:
        return []
    if published:
        content_changes(programme)
    AddressCounter.objects.get_or_create(programme=programme, kind=kind)
    counter = AddressCounter.objects.select_for_update().get(programme=programme, kind=kind)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    state = State.PUBLISHED if published else State.DRAFT
    return Address.objects.bulk_create(
        [
            Address(
                programme=programme,
                kind=kind,
                number=number,
                state=state,
                published_at=now if published else None,
                changed_at=now,
            )
            for number in range(first, first + count)
        ],
        batch_size=500,
    )


@transaction.atomic
def set_state(address: Address, state: State, *, change: Change, redirect_to: Address | None = None) -> Address:
    """Publish, hide, withdraw or merge what stands at `address`. Hiding needs a reason, which is public."""
    if state == State.HIDDEN and not change.reason.strip():
        raise ReasonMissing("Bitte nennen Sie den Grund. Er steht öffentlich auf der Seite.")
    content_changes(address.programme_id)
    address = Address.objects.select_for_update().get(pk=address.pk)
    before = address.state
    if before == state and address.reason == change.reason:
        return address
    address.state, address.reason, address.redirect_to = state, change.reason.strip(), redirect_to
    address.changed_at = change.now
    if state == State.PUBLISHED and address.published_at is None:
        address.published_at = change.now
    address.save()
    record(address, change, [("state", before, state)], public=before != State.DRAFT)
    events.state_changed.send([address])
    return address


def publish_all(addresses: Iterable[Address], *, change: Change) -> None:
    """Publish many at once."""
    _set_states(addresses, State.PUBLISHED, change=change)


def withdraw_all(addresses: Iterable[Address], *, change: Change) -> None:
    """Withdraw many at once, for the same reason."""
    _set_states(addresses, State.WITHDRAWN, change=change)


@transaction.atomic
def _set_states(addresses: Iterable[Address], state: State, *, change: Change) -> None:
    found = [one for one in addresses if one.state != state]
    for programme in sorted({one.programme_id for one in found}):
        content_changes(programme)
    Revision.objects.bulk_create(
        (
            Revision(
                address=one,
                at=change.now,
                by=change.by,
                field="state",
                before=one.state,
                after=state,
                reason=change.reason.strip(),
                public=one.state != State.DRAFT,
            )
            for one in found
        ),
        batch_size=500,
    )
    keys = [one.pk for one in found]
    for at in range(0, len(keys), 500):
        Address.objects.filter(pk__in=keys[at : at + 500]).update(
            state=state,
            reason=change.reason.strip(),
            redirect_to=None,
            changed_at=change.now,
            published_at=Coalesce("published_at", change.now) if state == State.PUBLISHED else F("published_at"),
        )
    events.state_changed.send(found)


def record(address: Address, change: Change, fields: Iterable[tuple[str, str, str]], *, public: bool) -> None:
    """Keep each (field, before, after) that differs as a revision."""
    Revision.objects.bulk_create(
        Revision(
            address=address,
            at=change.now,
            by=change.by,
            field=field,
            before=before,
            after=after,
            reason=change.reason.strip(),
            public=public,
        )
        for field, before, after in fields
        if before != after
    )


def report(
    *, programme: Programme, address: Address | None, page: str, text: str, contact: str, now: datetime
) -> Report:
    """Keep what a visitor reports; nobody but staff sees it."""
    return Report.objects.create(
        programme=programme, address=address, page=page[:300], text=text, contact=contact, at=now
    )


def close_report(found: Report, *, by: Person, now: datetime) -> Report:
    """Mark a report as dealt with; the reporter's contact is erased then."""
    found.closed_at, found.closed_by, found.contact = now, by, ""
    found.save(update_fields=["closed_at", "closed_by", "contact"])
    return found
