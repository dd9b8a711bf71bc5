"""Statements: adding and correcting them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from faden.addresses import actions as addresses
from faden.addresses.actions import FORGOTTEN, Change
from faden.addresses.models import Kind as AddressKind
from faden.dialogue import events, indexing
from faden.dialogue.models import LEANINGS, Contribution, DialogueGroup, Kind, Leaning, Source
from faden.kernel.text import COVERED, squeeze
from faden.programme.actions import content_changes


@dataclass(frozen=True, slots=True)
class NewContribution:
    """A statement as somebody brings it.

    `keeps`: the key of the statement that it is, with its address; `part_of`: of the one it was split from.
    """

    kind: Kind
    leaning: Leaning | None
    text: str
    source: Source | None = None
    keeps: int | None = None
    part_of: int | None = None


@transaction.atomic
def add_contributions(
    group: DialogueGroup, contributions: Sequence[NewContribution], *, change: Change, published: bool
) -> list[Contribution]:
    """Add statements to a group, at the end of their columns."""
    content_changes(group.programme_id)
    made = make_contributions(group, contributions, change=change, published=published)
    if published:
        indexing.take_in(group.programme, [one.pk for one in made])
    return made


def make_contributions(
    group: DialogueGroup, contributions: Sequence[NewContribution], *, change: Change, published: bool
) -> list[Contribution]:
    """Write the rows of `add_contributions`, and leave it to the caller to take them in."""
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
                source=new.source,
                derived_from_id=new.part_of,
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
    """Change the words or the kind of a statement; what was there before stays in its history.

    Everybody may read that when the statement is public. `redacts`: the old words must go everywhere, because a
    person was named in them; so they do when `text` covers more names than they did.
    """
    content_changes(contribution.programme_id)
    text = squeeze(text)
    if leaning not in LEANINGS[kind]:
        leaning = ""
    redacts = redacts or covers_more(text, contribution.text)
    if redacts:
        addresses.forget(contribution.address, "text")
    fields = [
        ("text", FORGOTTEN if redacts else contribution.text, text),
        ("kind", contribution.kind, kind),
        ("leaning", contribution.leaning, leaning),
    ]
    contribution.text, contribution.kind, contribution.leaning = text, kind, leaning
    contribution.save(update_fields=["text", "kind", "leaning"])
    public = contribution.address.is_public and contribution.group.address.is_public
    addresses.record(contribution.address, change, fields, public=public)
    contribution.address.changed_at = change.now
    contribution.address.save(update_fields=["changed_at"])
    indexing.take_in(contribution.programme, [contribution.pk])
    if redacts:
        events.redacted.send(contribution.pk)
    return contribution


def covers_more(text: str, former: str) -> bool:
    """Say whether names stand in `former` that are covered in `text`."""
    return text.count(COVERED) > former.count(COVERED)
