"""Reads: what a review page shows."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from faden.dialogue.models import DialogueGroup
from faden.intake.models import SPOKEN, Draft, DraftGroup, DraftItem, DraftName, DraftState, ItemKind
from faden.people.models import Membership

UNSURE = 0.3


@dataclass(frozen=True, slots=True)
class Review:
    """A draft laid out for review: first what needs a look, then group by group."""

    unplaced: list[DraftItem]
    names: list[DraftName]
    doubtful: list[DraftItem]
    groups: list[tuple[DraftGroup, list[DraftItem], list[DraftItem]]]
    furniture: list[DraftItem]
    goals: int
    contributions: int

    @property
    def open_points(self) -> int:
        return (
            sum(1 for item in self.unplaced if not item.dropped)
            + sum(1 for name in self.names if not name.released)
            + len(self.doubtful)
        )


def drafts(membership: Membership) -> QuerySet[Draft]:
    """Return the drafts that a member of staff may work on: all for administrators, else their own."""
    found = Draft.objects.filter(programme=membership.programme).select_related("version__document", "created_by")
    return found if membership.is_administrator else found.filter(created_by=membership.person)


def review(draft: Draft) -> Review:
    """Return the draft for its review page. Three queries, whatever its size."""
    items = list(draft.items.all())
    by_id = {group.pk: group for group in draft.groups.all()}
    for item in items:
        item.draft = draft
        item.group = by_id.get(item.group_id) if item.group_id else None
    groups = [
        (
            group,
            [item for item in items if item.group_id == group.pk and item.kind == ItemKind.GOAL],
            [item for item in items if item.group_id == group.pk and item.kind in SPOKEN],
        )
        for group in by_id.values()
    ]
    kinds = Counter(item.kind for item in items if not item.dropped)
    return Review(
        unplaced=[item for item in items if item.kind == ItemKind.UNPLACED],
        names=list(draft.names.all()),
        doubtful=sorted(
            (
                item
                for item in items
                if not item.dropped
                and (item.unsure >= UNSURE or item.maybe_two or (item.kind == ItemKind.GOAL and not item.code))
            ),
            key=lambda item: -item.unsure,
        ),
        groups=groups,
        furniture=[item for item in items if item.kind == ItemKind.FURNITURE],
        goals=kinds[ItemKind.GOAL],
        contributions=sum(kinds[kind] for kind in SPOKEN),
    )


def groups_of_others(draft: Draft, membership: Membership) -> list[str]:
    """Return the names of groups in the draft that exist already and that this member does not run."""
    if membership.is_administrator:
        return []
    theirs = DialogueGroup.objects.filter(programme=draft.programme, name__in=draft.groups.values("name"))
    return list(theirs.exclude(facilitators=membership.person).values_list("name", flat=True))


def published_before(draft: Draft) -> Draft | None:
    """Return a draft of the very same file that was published already: publishing again would double everything."""
    return (
        Draft.objects.filter(
            programme=draft.programme, version__sha256=draft.version.sha256, state=DraftState.PUBLISHED
        )
        .exclude(pk=draft.pk)
        .order_by("published_at")
        .first()
    )


def abandoned(now: datetime) -> QuerySet[Draft]:
    """Return drafts whose reader was killed."""
    return Draft.objects.filter(
        Q(state=DraftState.READING, lease_until__lt=now) | Q(state=DraftState.READING, lease_until=None)
    )
