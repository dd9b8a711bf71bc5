"""What this room does in the background: making the picture, and what time asks for."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from faden.opinion.actions import conversations, interest, networks, reckoning

log = logging.getLogger(__name__)

PAUSE = timedelta(seconds=3)
"""Votes of so long are counted together."""


@task()
def reckon(conversation_id: int) -> str:
    """Make the picture of a conversation; safe to run twice, the lease lets only one in."""
    if not reckoning.claim(conversation_id):
        return "taken"
    try:
        reckoning.reckon(conversation_id, now=timezone.now())
    except Exception:
        log.exception("The picture of conversation %s failed", conversation_id)
        reckoning.fail(conversation_id)
        raise
    if conversation_id in reckoning.abandoned():
        reckon_soon(conversation_id)
    return "done"


def reckon_soon(conversation_id: int) -> None:
    """Queue the job once, a little later where the queue can wait."""
    if not reckoning.ask(conversation_id):
        return
    if reckon.get_backend().supports_defer:
        reckon.using(run_after=timezone.now() + PAUSE).enqueue(conversation_id)
    else:
        reckon.enqueue(conversation_id)


def resume() -> int:
    """Queue again what waits, and what a killed worker left behind; returns how many conversations."""
    left = reckoning.abandoned()
    for conversation in left:
        reckoning.reclaim(conversation, now=timezone.now())
        reckon_soon(conversation)
    return len(left)


def tidy(now: datetime) -> None:
    """Do what time asks for: close what is due, destroy keys, forget networks and contacts, tell of newcomers."""
    conversations.close_due(now)
    reckoning.destroy_keys(now)
    networks.forget_networks(now)
    interest.close_due(now=now)
    interest.tell_of_newcomers(now=now)
    interest.forget_contacts(now=now)
