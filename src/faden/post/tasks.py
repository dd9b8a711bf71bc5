"""What this room does in the background: sending."""

import logging

from django.core.mail import get_connection
from django.utils import timezone
from django_tasks import task

from faden.post import actions, queries
from faden.post.sending import TIMEOUT, NotDelivered, hand_over

log = logging.getLogger(__name__)
AT_ONCE = 200
"""So many mails go out before other work gets its turn."""


@task()
def deliver() -> str:
    """Send what is due; safe to run twice, the lease of each mail lets only one sender in."""
    server = get_connection(timeout=TIMEOUT)
    try:
        for _turn in range(AT_ONCE):
            mail = actions.claim(now=timezone.now())
            if mail is None:
                return "done"
            try:
                hand_over(mail, server)
            except NotDelivered as wrong:
                log.warning("Mail %s was not delivered at try %s: %s", mail.pk, mail.tries, wrong)
                actions.note_failure(mail, str(wrong), now=timezone.now(), is_final=wrong.is_final)
                server.close()
                if wrong.stops:
                    return "stopped"
            else:
                actions.note_sent(mail, now=timezone.now())
    finally:
        server.close()
    deliver.enqueue()
    return "more"


def resume() -> bool:
    """Queue again what waits for its next try or what a killed worker left, and clear away; returns whether anything is due."""
    now = timezone.now()
    actions.forget(now=now)
    is_due = queries.due(now).exists()
    if is_due:
        deliver.enqueue()
    return is_due
