"""What the desk's pages of Meinungsbilder share: which one is asked for, who changes it."""

from django.http import Http404
from django.utils import timezone

from faden.addresses.actions import Change
from faden.opinion.models import Conversation
from faden.opinion.queries import desk
from faden.people.access import DeskRequest

PER_PAGE = 25


def conversation_of(request: DeskRequest, number: int) -> Conversation:
    """Return the conversation with the number of its address. Raises Http404."""
    found = desk.conversation(request.programme, number)
    if found is None:
        raise Http404
    return found


def change_by(request: DeskRequest, reason: str = "") -> Change:
    """Return who changes something now."""
    return Change(by=request.user, now=timezone.now(), reason=reason, role=request.membership.role)
