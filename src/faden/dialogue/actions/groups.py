"""Groups and their meetings."""

from collections.abc import Iterable
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue import indexing
from faden.dialogue.models import DialogueGroup, Facilitation, Meeting
from faden.kernel.text import squeeze
from faden.people.models import Person
from faden.programme.actions import content_changes
from faden.programme.models import Programme


class GroupNameTaken(Exception):
    """A group of this programme has the name already; the message is a German sentence."""


@transaction.atomic
def add_group(programme: Programme, *, name: str, change: Change, intro: str = "") -> DialogueGroup:
    """Create a group (not public yet); whoever creates it runs it."""
    name = squeeze(name)[:200]
    if DialogueGroup.objects.filter(programme=programme, name=name).exists():
        raise GroupNameTaken(_("Eine Gruppe „%(name)s“ gibt es schon.") % {"name": name})
    (address,) = addresses.allot(programme, AddressKind.GROUP, count=1, now=change.now)
    group = DialogueGroup.objects.create(
        programme=programme, address=address, name=name, intro=intro, position=address.number
    )
    if change.by is not None:
        Facilitation.objects.create(group=group, person=change.by)
    return group


@transaction.atomic
def edit_group(group: DialogueGroup, *, name: str, intro: str, change: Change, redacts: bool = False) -> DialogueGroup:
    """Change a group's name and introduction.

    `redacts`: the old words, also those about meetings, go from the history, because a person was named in them.
    """
    content_changes(group.programme_id)
    name = squeeze(name)[:200]
    if DialogueGroup.objects.filter(programme=group.programme, name=name).exclude(pk=group.pk).exists():
        raise GroupNameTaken(_("Eine Gruppe „%(name)s“ gibt es schon.") % {"name": name})
    fields = [("name", group.name, name), ("intro", group.intro, intro)]
    if redacts:
        fields = addresses.forget_all(group.address, fields)
        addresses.forget(group.address, "meeting")
    group.name, group.intro = name, intro
    group.save(update_fields=["name", "intro"])
    addresses.record(group.address, change, fields, public=group.address.is_public)
    indexing.take_in_groups(group.programme, [group.pk])
    return group


@transaction.atomic
def set_facilitators(group: DialogueGroup, persons: Iterable[Person]) -> None:
    """Say who runs a group."""
    group.facilitators.set(persons)


@transaction.atomic
def publish_group(group: DialogueGroup, *, change: Change) -> DialogueGroup:
    """Make the group public, with all its contributions that are still drafts."""
    drafts = Address.objects.filter(contribution__group=group, state=State.DRAFT)
    addresses.publish_all([group.address, *drafts], change=change)
    group.address.refresh_from_db()
    return group


@transaction.atomic
def add_meeting(
    group: DialogueGroup,
    *,
    title: str,
    on: date,
    begins: time | None,
    ends: time | None,
    place: str,
    change: Change,
) -> Meeting:
    """Add a meeting to a group."""
    content_changes(group.programme_id)
    made = Meeting.objects.create(
        group=group, title=title, on=on, begins=begins, ends=ends, place=place, changed_at=change.now
    )
    _record_meeting(group, "", made.facts, change=change)
    indexing.take_in_meetings(group.programme, [made.pk])
    return made


@transaction.atomic
def edit_meeting(
    meeting: Meeting,
    *,
    title: str,
    on: date,
    begins: time | None,
    ends: time | None,
    place: str,
    change: Change,
) -> Meeting:
    """Change a meeting."""
    content_changes(meeting.group.programme_id)
    before = meeting.facts
    meeting.title, meeting.on, meeting.begins, meeting.ends, meeting.place = title, on, begins, ends, place
    if meeting.facts != before:
        meeting.changed_at = change.now
        meeting.sequence += 1
    meeting.save()
    _record_meeting(meeting.group, before, meeting.facts, change=change)
    indexing.take_in_meetings(meeting.group.programme, [meeting.pk])
    return meeting


@transaction.atomic
def remove_meeting(meeting: Meeting, *, change: Change) -> None:
    """Remove a meeting; what was said there keeps its other sources."""
    content_changes(meeting.group.programme_id)
    key = meeting.pk
    _record_meeting(meeting.group, meeting.facts, "", change=change)
    meeting.delete()
    indexing.take_in_meetings(meeting.group.programme, [key])


def _record_meeting(group: DialogueGroup, before: str, after: str, *, change: Change) -> None:
    addresses.record(group.address, change, [("meeting", before, after)], public=group.address.is_public)
