"""Taking part: a ticket, votes, the way to another device, and being forgotten."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from faden.kernel.text import squeeze
from faden.opinion.actions.conversations import CODE_LETTERS, locked
from faden.opinion.actions.networks import trace
from faden.opinion.actions.statements import ERASED
from faden.opinion.actions.waiting import forget_rows, wait
from faden.opinion.models import (
    Admission,
    ConsentText,
    Conversation,
    Stage,
    Statement,
    StatementState,
    Ticket,
    TicketKey,
    Vote,
    VoteEvent,
)
from faden.opinion.models.voting import WITHDRAWN
from faden.people.models import Person

CODE_LENGTH = 8
CODE_LASTS = timedelta(minutes=15)


class NotOpen(Exception):
    """There is no voting now, or not on this statement; the message is a German sentence."""


class NotAdmitted(Exception):
    """Somebody who may not vote here; the message is a German sentence."""


class CodeUnknown(Exception):
    """No ticket waits for this code; the message is a German sentence."""


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def member_token(conversation: Conversation, person: Person) -> str | None:
    """Return the token of somebody signed in: HMAC-SHA-256 of the conversation's key and theirs. None without a key."""
    if not conversation.voter_key:
        return None
    return hmac.new(bytes(conversation.voter_key), str(person.pk).encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def admit(
    conversation: Conversation,
    *,
    consent: str,
    language: str,
    now: datetime,
    person: Person | None = None,
    access_code: str = "",
    network: str = "",
) -> tuple[Ticket, str]:
    """Give somebody a ticket who agreed to the words of `consent`; returns it with the token for their browser.

    `network`: the address they come from, of which only a hash is kept, for a week. Raises NotOpen, NotAdmitted.
    """
    check_open(conversation, now)
    if conversation.admission == Admission.MEMBERS and person is None:
        raise NotAdmitted(_("Hier stimmt ab, wer angemeldet ist. Bitte melden Sie sich an."))
    asked = access_code.strip().upper()
    if conversation.admission == Admission.CODE and not hmac.compare_digest(
        asked.encode(), conversation.access_code.encode()
    ):
        raise NotAdmitted(_("Der Zugangscode stimmt nicht. Er steht dort, wo zum Abstimmen eingeladen wurde."))
    token = (member_token(conversation, person) if person else None) or secrets.token_urlsafe(32)
    if known := find(conversation, token):
        return known, token
    ticket = Ticket.objects.create(
        conversation=conversation, consent=consented(consent, language, now), consented_at=now
    )
    TicketKey.objects.create(ticket=ticket, token_hash=token_hash(token))
    trace(ticket, network, now)
    return ticket, token


def consented(text: str, language: str, now: datetime) -> ConsentText:
    """Return the row that keeps the words somebody agrees to."""
    found, _is_new = ConsentText.objects.get_or_create(
        text_hash=hashlib.sha256(f"{language}\n{text}".encode()).hexdigest(),
        defaults={"text": text, "language": language, "first_used_at": now},
    )
    return found


def find(conversation: Conversation, token: str) -> Ticket | None:
    """Return the ticket that a browser holds a token of."""
    key = TicketKey.objects.filter(token_hash=token_hash(token), ticket__conversation=conversation)
    found = key.select_related("ticket").first()
    if found is None:
        return None
    found.ticket.conversation = conversation
    return found.ticket


def check_open(conversation: Conversation, now: datetime) -> None:
    """Raise NotOpen unless people may vote now."""
    if conversation.stage == Stage.CLOSED:
        raise NotOpen(_("Das Meinungsbild ist geschlossen."))
    if not conversation.is_open:
        raise NotOpen(_("Gerade kann hier nicht abgestimmt werden."))
    if conversation.closes_on and conversation.closes_on < timezone.localdate(now):
        raise NotOpen(_("Die Zeit zum Abstimmen ist vorbei."))


def cast(ticket: Ticket, statement: Statement, value: int, *, now: datetime, is_unclear: bool = False) -> bool:
    """Keep what somebody thinks of a statement, in place of what they thought before.

    `value`: 1, -1 or 0; unclear ones pass. Sending the same again changes nothing: returns whether something changed.
    When this returns the vote is kept. Raises NotOpen.
    """
    check_open(ticket.conversation, now)
    if statement.state != StatementState.OPEN or statement.conversation_id != ticket.conversation_id:
        raise NotOpen(_("Über diese Aussage wird nicht mehr abgestimmt."))
    value = 0 if is_unclear else value
    try:
        with transaction.atomic():
            return _cast(ticket, statement, value, is_unclear, now)
    except IntegrityError:
        # The same vote came twice at once, and the other was first.
        with transaction.atomic():
            return _cast(ticket, statement, value, is_unclear, now)


def _cast(ticket: Ticket, statement: Statement, value: int, is_unclear: bool, now: datetime) -> bool:
    known = Vote.objects.select_for_update().filter(ticket=ticket, statement=statement).first()
    if known and (known.value, known.is_unclear) == (value, is_unclear):
        return False
    if known:
        known.value, known.is_unclear, known.at = value, is_unclear, now
        known.save(update_fields=["value", "is_unclear", "at"])
    else:
        Vote.objects.create(ticket=ticket, statement=statement, value=value, is_unclear=is_unclear, at=now)
    _log(ticket, statement, value, now, is_unclear=is_unclear)
    return True


@transaction.atomic
def take_back(ticket: Ticket, statement: Statement, *, now: datetime) -> bool:
    """Take a vote back, as if it had never been; returns whether there was one. Raises NotOpen."""
    check_open(ticket.conversation, now)
    gone, _by_kind = Vote.objects.filter(ticket=ticket, statement=statement).delete()
    if gone:
        _log(ticket, statement, WITHDRAWN, now, is_unclear=False)
    return bool(gone)


def _log(ticket: Ticket, statement: Statement, value: int, now: datetime, *, is_unclear: bool) -> None:
    VoteEvent.objects.create(
        conversation_id=ticket.conversation_id,
        ticket=ticket,
        statement=statement,
        value=value,
        is_unclear=is_unclear,
        at=now,
    )
    wait(ticket.conversation_id)


def make_code(ticket: Ticket, *, now: datetime) -> str:
    """Return a code that takes the ticket to another device, once, for a quarter of an hour."""
    code = "".join(secrets.choice(CODE_LETTERS) for _at in range(CODE_LENGTH))
    ticket.code_hash, ticket.code_until = _code_hash(ticket.conversation_id, code), now + CODE_LASTS
    ticket.save(update_fields=["code_hash", "code_until"])
    return code


@transaction.atomic
def redeem(conversation: Conversation, code: str, *, now: datetime) -> tuple[Ticket, str]:
    """Return the ticket that a code was made for, with a token for this device; the code is used up. Raises CodeUnknown."""
    asked = _code_hash(conversation.pk, squeeze(code).replace(" ", "").replace("-", "").upper())
    waiting = Ticket.objects.select_for_update().filter(conversation=conversation, code_hash=asked, code_until__gte=now)
    ticket = waiting.first()
    if ticket is None:
        raise CodeUnknown(
            _("Diesen Code kennen wir nicht, oder er ist abgelaufen. Bitte lassen Sie sich einen neuen zeigen.")
        )
    ticket.code_hash, ticket.code_until = "", None
    ticket.save(update_fields=["code_hash", "code_until"])
    ticket.conversation = conversation
    token = secrets.token_urlsafe(32)
    TicketKey.objects.create(ticket=ticket, token_hash=token_hash(token))
    return ticket, token


def _code_hash(conversation_id: int, code: str) -> str:
    return hashlib.sha256(f"{conversation_id}:{code}".encode()).hexdigest()


@transaction.atomic
def erase(ticket: Ticket) -> None:
    """Forget somebody who took part: ticket, votes and their log, proposals that wait; what was reckoned of them follows."""
    key, conversation_id = ticket.pk, ticket.conversation_id
    locked(ticket.conversation)
    ticket.statements.filter(state=StatementState.WAITING).update(state=StatementState.LEFT_OUT, text=ERASED)
    ticket.delete()
    forget_rows(conversation_id, [key])
