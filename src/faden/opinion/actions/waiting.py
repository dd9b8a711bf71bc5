"""Asking for the job that makes the picture."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from faden.opinion import events
from faden.opinion.models import Reckoning


def wait(conversation_id: int) -> None:
    """Say that votes wait to be counted, once until a job begins. In the transaction of the change.

    Where something waits already nothing is written, so that voters do not wait for each other.
    """
    if Reckoning.objects.filter(conversation=conversation_id, waiting=False).update(waiting=True):
        transaction.on_commit(lambda: _wake(conversation_id))


def _wake(conversation_id: int) -> None:
    """Ask for a job unless one is at work: that one looks at its end whether something waits."""
    if Reckoning.objects.filter(free(), conversation=conversation_id, waiting=True).exists():
        events.waiting.send(conversation_id)


def free() -> Q:
    """Return what holds of a conversation on which no job works."""
    return Q(lease_until=None) | Q(lease_until__lt=timezone.now())


def forget_rows(conversation_id: int, tickets: list[int]) -> None:
    """Let the job take erased tickets out of everything that was reckoned of them. In the transaction of the change."""
    reckoning = Reckoning.objects.select_for_update().get(conversation=conversation_id)
    reckoning.erased = [*reckoning.erased, *tickets]
    reckoning.save(update_fields=["erased"])
    wait(conversation_id)
