"""Asking for the job that makes the picture."""

from django.db import transaction

from faden.opinion import events
from faden.opinion.models import Reckoning


def wait(conversation_id: int) -> None:
    """Say that votes wait to be counted, once until a job begins. In the transaction of the change.

    Where something waits already nothing is written, so that voters do not wait for each other.
    """
    known = Reckoning.objects.filter(conversation=conversation_id)
    if known.filter(waiting=False).update(waiting=True):
        transaction.on_commit(lambda: events.waiting.send(conversation_id))


def forget_rows(conversation_id: int, tickets: list[int]) -> None:
    """Let the job take erased tickets out of everything that was reckoned of them. In the transaction of the change."""
    reckoning = Reckoning.objects.select_for_update().get(conversation=conversation_id)
    reckoning.erased = [*reckoning.erased, *tickets]
    reckoning.save(update_fields=["erased"])
    wait(conversation_id)
