"""Background work: reading documents."""

import logging

from django.utils import timezone
from django_tasks import task

from faden.intake import actions, queries
from faden.intake.models import Draft, DraftState

log = logging.getLogger(__name__)


@task()
def read_draft(draft_id: int) -> str:
    """Read one draft's document; safe to run twice, the lease lets only one reader in."""
    if not actions.claim(draft_id, now=timezone.now()):
        return "taken"
    try:
        return str(actions.read(Draft.objects.select_related("version__document").get(pk=draft_id)).state)
    except Exception:
        log.exception("Reading draft %s failed", draft_id)
        actions.fail(draft_id)
        raise


def resume(*, waiting: bool = True) -> int:
    """Queue again what a killed worker left behind, and with `waiting` what was never begun; returns how many."""
    left = list(queries.abandoned(timezone.now()))
    if waiting:
        left += Draft.objects.filter(state=DraftState.WAITING)
    for draft in left:
        read_draft.enqueue(draft.pk)
    return len(left)
