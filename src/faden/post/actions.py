"""Writes: putting mails into the outbox, taking one out to send it, what became of it, clearing away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from faden.kernel.messages import sentence
from faden.kernel.text import shorten
from faden.post import events, queries
from faden.post.models import Mail
from faden.programme.models import Programme

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 960, 1200))
"""How long to wait after each failed try; together two days. After the last one the mail is given up."""
KEPT = timedelta(days=30)
LONGEST_SUBJECT = 150


class NotAnAddress(ValueError):
    """No mail can go there; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one person, in plain text."""

    to: str
    subject: str
    text: str


def send(programme: Programme, letter: Letter, *, now: datetime, keep: timedelta = KEPT) -> None:
    """Put one mail into the outbox, in the transaction of the caller; see `send_all`."""
    send_all(programme, [letter], now=now, keep=keep)


@transaction.atomic
def send_all(programme: Programme, letters: Iterable[Letter], *, now: datetime, keep: timedelta = KEPT) -> None:
    """Put mails into the outbox. They go out when the transaction of the caller has ended well, else never.

    `keep`: after that the row is deleted, sent or not. Raises NotAnAddress.
    """
    made = [
        Mail(
            programme=programme,
            to=_checked(letter.to),
            subject=shorten(letter.subject, LONGEST_SUBJECT),
            text=letter.text,
            made_at=now,
            next_try=now,
            keep_until=now + keep,
        )
        for letter in letters
    ]
    if made:
        Mail.objects.bulk_create(made, batch_size=500)
        transaction.on_commit(events.waiting.send)


def _checked(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        raise NotAnAddress(_("Das ist keine E-Mail-Adresse.")) from None
    return address


def claim(*, now: datetime) -> Mail | None:
    """Take out the next mail that is due, for one worker; None when nothing is due.

    What a killed worker left is taken out once more and then given up, because nobody knows whether it went out.
    """
    while found := queries.due(now).first():
        is_left = found.lease_until is not None
        mine = queries.due(now).filter(pk=found.pk, tries=found.tries)
        if is_left and found.is_doubtful:
            # Noted by the condition of `mine`, so that a worker who takes it at this moment keeps it.
            mine.update(**_ending(), text="", failure=_doubtful())
        elif mine.update(lease_until=now + LEASE, tries=F("tries") + 1, is_doubtful=is_left):
            found.refresh_from_db()
            return found
    return None


def note_sent(mail: Mail, *, now: datetime) -> None:
    """Say that the mail server took a mail; its text goes."""
    Mail.objects.filter(pk=mail.pk).update(**_ending(), sent_at=now, text="", failure="")


def note_failure(mail: Mail, failure: str, *, now: datetime, is_final: bool = False) -> None:
    """Say why a try failed: the mail waits for the next one, or is given up after the last or if it `is_final`."""
    failure = failure[:200]
    if is_final or mail.tries > len(PAUSES):
        Mail.objects.filter(pk=mail.pk).update(**_ending(), text="", failure=failure)
        return
    pause = PAUSES[mail.tries - 1]
    # This try is known to have failed, so that nothing is in doubt.
    Mail.objects.filter(pk=mail.pk).update(next_try=now + pause, lease_until=None, is_doubtful=False, failure=failure)


def forget(*, now: datetime) -> int:
    """Delete the mails that were kept long enough; returns how many."""
    return Mail.objects.filter(keep_until__lt=now).delete()[0]


def _ending() -> dict[str, None]:
    return {"next_try": None, "lease_until": None}


def _doubtful() -> str:
    return sentence("Ob diese Mail ankam, ist ungewiss: Das Programm wurde zweimal beendet, während es sie sandte.")
