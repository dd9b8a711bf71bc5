"""What this room does in the background: taking in what changed."""

import logging

from django.utils import timezone
from django_tasks import task

from faden.programme.models import Programme
from faden.synergy.actions import taking_in

log = logging.getLogger(__name__)


@task()
def take_in(programme_id: int) -> str:
    """Take in what changed in a programme; safe to run twice, the lease lets only one in."""
    if not taking_in.claim(programme_id):
        return "taken"
    try:
        taking_in.take_in(Programme.objects.get(pk=programme_id))
    except Exception:
        log.exception("Taking in programme %s failed", programme_id)
        taking_in.fail(programme_id)
        raise
    if programme_id in taking_in.abandoned():
        take_in.enqueue(programme_id)
    return "done"


def resume() -> int:
    """Queue again what waits, and what a killed worker left behind; returns how many programmes."""
    left = taking_in.abandoned()
    for programme in left:
        taking_in.reclaim(programme, now=timezone.now())
        take_in.enqueue(programme)
    return len(left)
