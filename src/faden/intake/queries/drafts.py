"""Drafts: whose they are, and how far they are."""

from datetime import datetime

from django.db.models import Q, QuerySet

from faden.dialogue.models import Document
from faden.intake.models import Draft, DraftState
from faden.people.models import Membership


def drafts(membership: Membership) -> QuerySet[Draft]:
    """Return the drafts a member of staff may work on: all for administrators, else their own and shared ones."""
    found = Draft.objects.filter(programme=membership.programme).select_related("version__document", "created_by")
    if membership.is_administrator:
        return found
    return found.filter(Q(created_by=membership.person) | Q(reviewers=membership.person)).distinct()


def documents(membership: Membership) -> QuerySet[Document]:
    """Return the documents of which a member of staff may bring a newer version."""
    return Document.objects.filter(versions__draft__in=drafts(membership)).distinct()


def abandoned(now: datetime) -> QuerySet[Draft]:
    """Return drafts whose reader was killed."""
    return Draft.objects.filter(
        Q(state=DraftState.READING, lease_until__lt=now) | Q(state=DraftState.READING, lease_until=None)
    )
