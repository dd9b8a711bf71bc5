"""Writes: groups, meetings, contributions and documents."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from faden.addresses import actions as addresses
from faden.addresses.actions import FORGOTTEN, Change
from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import State
from faden.dialogue import events
from faden.dialogue.models import (
    LEANINGS,
    Contribution,
    DialogueGroup,
    Document,
    DocumentVersion,
    Facilitation,
    GoalMention,
    Kind,
    Leaning,
    Meeting,
    Source,
)
from faden.goals import actions as goals
from faden.kernel.text import fold, squeeze
from faden.people.models import Person
from faden.programme.models import Programme


class GroupNameTaken(Exception):
    """A group of this programme has the name already; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class NewGoal:
    code: str
    wording: str
    maybe_two: bool
    source: Source


@dataclass(frozen=True, slots=True)
class NewContribution:
    kind: Kind
    leaning: Leaning | None
    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group as a document brings it; `text` and wordings are free of names that nobody released."""

    name: str
    goals: Sequence[NewGoal] = field(default_factory=list)
    contributions: Sequence[NewContribution] = field(default_factory=list)


@transaction.atomic
def keep_document(
    *, programme: Programme, title: str, name: str, data: bytes, dated_on: date | None, by: Person | None, now: datetime
) -> DocumentVersion:
    """Keep a file as the first version of a new document."""
    document = Document.objects.create(programme=programme, title=title[:300], dated_on=dated_on)
    version = DocumentVersion(
        document=document,
        number=1,
        name=name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        uploaded_at=now,
        uploaded_by=by,
    )
    # The stored name says nothing of the sender's; the readable one is in `name`.
    version.file.save(f"{version.sha256[:16]}.bin", ContentFile(data), save=False)
    version.save()
    return version


@transaction.atomic
def publish(programme: Programme, groups: Iterable[NewGroup], *, change: Change) -> list[DialogueGroup]:
    """Publish groups with all that they said. A group of the same name gets the new contributions added."""
    published = []
    for new in groups:
        group = DialogueGroup.objects.filter(programme=programme, name=new.name).first()
        if group is None:
            group = add_group(programme, name=new.name, change=change)
        # One that was hidden on purpose stays so.
        if group.address.state == State.DRAFT:
            addresses.set_state(group.address, State.PUBLISHED, change=change)
        _mention_goals(group, new.goals, now=change.now)
        add_contributions(group, new.contributions, change=change, published=True)
        published.append(group)
    return published


def _mention_goals(group: DialogueGroup, mentions: Sequence[NewGoal], *, now: datetime) -> None:
    wordings: dict[str, str] = {}
    for mention in mentions:
        wordings.setdefault(mention.code, mention.wording)
    known = goals.record_goals(group.programme, wordings, now=now)
    at = GoalMention.objects.filter(group=group).aggregate(Max("position"))["position__max"] or 0
    GoalMention.objects.bulk_create(
        (
            GoalMention(
                group=group,
                goal=known[mention.code],
                wording=mention.wording[:500],
                maybe_two=mention.maybe_two,
                source=mention.source,
                position=at + step,
            )
            for step, mention in enumerate(mentions, 1)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def add_group(programme: Programme, *, name: str, change: Change, intro: str = "") -> DialogueGroup:
    """Create a group (not public yet); whoever creates it runs it."""
    name = squeeze(name)[:200]
    if DialogueGroup.objects.filter(programme=programme, name=name).exists():
        raise GroupNameTaken(f"Eine Gruppe „{name}“ gibt es schon.")
    (address,) = addresses.allot(programme, AddressKind.GROUP, count=1, now=change.now)
    group = DialogueGroup.objects.create(
        programme=programme, address=address, name=name, intro=intro, position=address.number
    )
    if change.by is not None:
        Facilitation.objects.create(group=group, person=change.by)
    return group


@transaction.atomic
def edit_group(group: DialogueGroup, *, name: str, intro: str, change: Change) -> DialogueGroup:
    """Change a group's name and introduction."""
    name = squeeze(name)[:200]
    if DialogueGroup.objects.filter(programme=group.programme, name=name).exclude(pk=group.pk).exists():
        raise GroupNameTaken(f"Eine Gruppe „{name}“ gibt es schon.")
    fields = [("name", group.name, name), ("intro", group.intro, intro)]
    group.name, group.intro = name, intro
    group.save(update_fields=["name", "intro"])
    addresses.record(group.address, change, fields, public=group.address.is_public)
    return group


@transaction.atomic
def set_facilitators(group: DialogueGroup, persons: Iterable[Person]) -> None:
    """Say who runs a group."""
    group.facilitators.set(persons)


@transaction.atomic
def publish_group(group: DialogueGroup, *, change: Change) -> DialogueGroup:
    """Make the group public, with all its contributions that are still drafts."""
    addresses.set_state(group.address, State.PUBLISHED, change=change)
    for contribution in group.contributions.filter(address__state=State.DRAFT).select_related("address"):
        addresses.set_state(contribution.address, State.PUBLISHED, change=change)
    group.address.refresh_from_db()
    return group


@transaction.atomic
def add_contributions(
    group: DialogueGroup, contributions: Sequence[NewContribution], *, change: Change, published: bool
) -> list[Contribution]:
    """Add statements to a group, at the end of their columns."""
    at = Contribution.objects.filter(group=group).aggregate(Max("position"))["position__max"] or 0
    numbers = addresses.allot(
        group.programme, AddressKind.CONTRIBUTION, count=len(contributions), now=change.now, published=published
    )
    return Contribution.objects.bulk_create(
        [
            Contribution(
                programme=group.programme,
                address=address,
                group=group,
                kind=new.kind,
                leaning=new.leaning or "",
                text=new.text,
                search_text=fold(new.text),
                source=new.source,
                position=at + step,
            )
            for step, (new, address) in enumerate(zip(contributions, numbers, strict=True), 1)
        ],
        batch_size=500,
    )


@transaction.atomic
def edit_contribution(
    contribution: Contribution, *, text: str, kind: Kind, leaning: str, change: Change, redacts: bool = False
) -> Contribution:
    """Change the words or the kind of a statement; what was there before stays in its history, for staff.

    `redacts`: the old words must go everywhere, because a person was named in them.
    """
    text = squeeze(text)
    if leaning not in LEANINGS[kind]:
        leaning = ""
    if redacts:
        addresses.forget(contribution.address, "text")
    fields = [
        ("text", FORGOTTEN if redacts else contribution.text, text),
        ("kind", contribution.kind, kind),
        ("leaning", contribution.leaning, leaning),
    ]
    contribution.text, contribution.kind, contribution.leaning = text, kind, leaning
    contribution.search_text = fold(text)
    contribution.save(update_fields=["text", "kind", "leaning", "search_text"])
    addresses.record(contribution.address, change, fields, public=False)
    contribution.address.changed_at = change.now
    contribution.address.save(update_fields=["changed_at"])
    if redacts:
        events.redacted.send(contribution.pk)
    return contribution


def delete_original(version: DocumentVersion) -> DocumentVersion:
    """Delete a document's file for good. What was read from it and its sources stay."""
    version.file.delete(save=False)
    version.size = 0
    version.save(update_fields=["file", "size"])
    return version


def add_meeting(
    group: DialogueGroup, *, title: str, on: date, begins: time | None, ends: time | None, place: str
) -> Meeting:
    """Add a meeting to a group."""
    return Meeting.objects.create(group=group, title=title, on=on, begins=begins, ends=ends, place=place)


def edit_meeting(
    meeting: Meeting, *, title: str, on: date, begins: time | None, ends: time | None, place: str
) -> Meeting:
    """Change a meeting."""
    meeting.title, meeting.on, meeting.begins, meeting.ends, meeting.place = title, on, begins, ends, place
    meeting.save()
    return meeting


def remove_meeting(meeting: Meeting) -> None:
    """Remove a meeting; what was said there keeps its other sources."""
    meeting.delete()
