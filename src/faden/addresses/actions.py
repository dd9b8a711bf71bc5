"""Writes: giving addresses, changing what is public, keeping the history, taking reports."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from faden.addresses import events
from faden.addresses.models import Address, AddressCounter, Kind, Report, Revision, State
from faden.kernel.portions import portions
from faden.people.models import Membership, Person
from faden.programme import actions as programmes
from faden.programme.actions import content_changes
from faden.programme.models import Page, Programme

FORGOTTEN = "[entfernt]"


Subject = Address | Page | Programme
"""What a revision is about."""


class ReasonMissing(Exception):
    """Hiding something needs a public reason; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes something, when and why. `role`: what they are in the programme, where the caller knows it."""

    by: Person | None
    now: datetime
    reason: str = ""
    role: str = ""


def forget(subject: Subject, *fields: str) -> None:
    """Take the former contents of `fields` out of the history; that they changed, when and why stays."""
    found = Revision.objects.filter(**_about(subject), field__in=fields)
    found.update(before=FORGOTTEN, after=FORGOTTEN)


def forget_all(subject: Subject, fields: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Forget the former contents of `fields`; returns them as `record` may keep them, without the old words."""
    fields = list(fields)
    forget(subject, *(field for field, _before, _after in fields))
    return [(field, FORGOTTEN if before != after else after, after) for field, before, after in fields]


def _about(subject: Subject) -> dict[str, int | None]:
    """Return the keys of what a revision of `subject` points to."""
    if isinstance(subject, Programme):
        return {"programme_id": subject.pk, "address_id": None, "page_id": None}
    kind = "page_id" if isinstance(subject, Page) else "address_id"
    return {"programme_id": subject.programme_id, "address_id": None, "page_id": None, kind: subject.pk}


def in_role(change: Change, programme: Programme) -> Change:
    """Return `change` with the role filled in, so that many revisions do not ask for it each."""
    return replace(change, role=_role(programme.pk, change))


def _role(programme: int, change: Change) -> str:
    if change.role or change.by is None:
        return change.role
    known = Membership.objects.filter(person=change.by, programme=programme)
    return known.values_list("role", flat=True).first() or ""


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
        raise ReasonMissing(_("Bitte nennen Sie den Grund. Er steht öffentlich auf der Seite."))
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
    roles = {programme: _role(programme, change) for programme in {one.programme_id for one in found}}
    Revision.objects.bulk_create(
        (
            Revision(
                programme_id=one.programme_id,
                address=one,
                at=change.now,
                by=change.by,
                role=roles[one.programme_id],
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
    for portion in portions(one.pk for one in found):
        Address.objects.filter(pk__in=portion).update(
            state=state,
            reason=change.reason.strip(),
            redirect_to=None,
            changed_at=change.now,
            published_at=Coalesce("published_at", change.now) if state == State.PUBLISHED else F("published_at"),
        )
    events.state_changed.send(found)


def record(subject: Subject, change: Change, fields: Iterable[tuple[str, str, str]], *, public: bool) -> None:
    """Keep each (field, before, after) that differs as a revision."""
    changed = [one for one in fields if one[1] != one[2]]
    if not changed:
        return
    about = _about(subject)
    assert about["programme_id"] is not None
    role = _role(about["programme_id"], change)
    Revision.objects.bulk_create(
        Revision(
            **about,
            at=change.now,
            by=change.by,
            role=role,
            field=field,
            before=before,
            after=after,
            reason=change.reason.strip(),
            public=public,
        )
        for field, before, after in changed
    )


@transaction.atomic
def edit_page(page: Page, *, title: str, text: str, change: Change, redacts: bool = False) -> Page:
    """Replace a fixed page's title and text; what stood there before stays in its history, for everybody.

    `redacts`: the old words go from the history as well, because a person was named in them.
    """
    fields = [("title", page.title, title), ("text", page.text, text)]
    if redacts:
        fields = forget_all(page, fields)
    page = programmes.edit_page(page, title=title, text=text, now=change.now)
    record(page, change, fields, public=True)
    return page


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
