"""Conversations: preparing, opening, pausing, closing, naming groups."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import State
from faden.kernel.text import squeeze
from faden.opinion.actions import indexing
from faden.opinion.actions.waiting import wait
from faden.opinion.models import Admission, Conversation, Reckoning, Stage
from faden.programme.actions import content_changes
from faden.programme.models import Programme

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without letters and digits that are read for each other."""
_CODE_LENGTH = 6


class NotReady(Exception):
    """The conversation cannot do that now; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What facilitators say about a conversation."""

    title: str
    intro: str = ""
    admission: Admission = Admission.EVERYBODY
    takes_statements: bool = False
    reveal_at_end: bool = False
    closes_on: date | None = None


@transaction.atomic
def found(programme: Programme, facts: Facts, *, change: Change) -> Conversation:
    """Prepare a conversation; nobody but staff sees it until it is opened."""
    address = addresses.allot(programme, AddressKind.OPINION, count=1, now=change.now)[0]
    made = Conversation(programme=programme, address=address)
    _write(made, facts)
    made.save()
    Reckoning.objects.create(conversation=made)
    return made


@transaction.atomic
def edit(conversation: Conversation, facts: Facts, *, change: Change) -> Conversation:
    """Change what is said about a conversation; who may vote and when results are shown only before it opens.

    Raises NotReady where somebody tries to change that afterwards: people took part under these rules.
    """
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    if conversation.stage != Stage.DRAFT and (
        facts.admission != conversation.admission or facts.reveal_at_end != conversation.reveal_at_end
    ):
        raise NotReady(
            _("Wer abstimmen darf und wann Ergebnisse gezeigt werden, kann nach dem Öffnen nicht mehr anders werden.")
        )
    before = _recorded(conversation)
    _write(conversation, facts)
    conversation.save()
    after = _recorded(conversation)
    addresses.record(
        conversation.address,
        change,
        [(field, before[field], after[field]) for field in before],
        public=conversation.address.is_public,
    )
    indexing.take_in(conversation.pk)
    return conversation


@transaction.atomic
def open_(conversation: Conversation, *, change: Change) -> Conversation:
    """Open a conversation, for the first time or again after a pause. Raises NotReady without a statement."""
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    if conversation.stage == Stage.CLOSED:
        raise NotReady(_("Ein geschlossenes Meinungsbild geht nicht wieder auf. Bitte legen Sie ein neues an."))
    if not conversation.statements.open().exists():
        raise NotReady(_("Es fehlt noch an Aussagen. Bitte nehmen Sie mindestens eine auf."))
    if conversation.closes_on and conversation.closes_on < timezone.localdate(change.now):
        raise NotReady(_("Der letzte Tag ist schon vorbei. Bitte nennen Sie einen späteren."))
    if conversation.opened_at is None:
        conversation.opened_at = change.now
        conversation.voter_key = secrets.token_bytes(32)
        addresses.set_state(conversation.address, State.PUBLISHED, change=change)
    return _enter(conversation, Stage.OPEN, change)


@transaction.atomic
def pause(conversation: Conversation, *, change: Change) -> Conversation:
    """Let nobody vote for a while."""
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    if conversation.stage != Stage.OPEN:
        raise NotReady(_("Nur ein offenes Meinungsbild kann unterbrochen werden."))
    return _enter(conversation, Stage.PAUSED, change)


@transaction.atomic
def close(conversation: Conversation, *, change: Change) -> Conversation:
    """End the voting for good; the picture is made once more."""
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    if conversation.stage not in (Stage.OPEN, Stage.PAUSED):
        raise NotReady(_("Nur ein offenes oder unterbrochenes Meinungsbild kann geschlossen werden."))
    conversation.closed_at = change.now
    conversation = _enter(conversation, Stage.CLOSED, change)
    wait(conversation.pk)
    return conversation


def close_due(now: datetime) -> int:
    """Close every conversation whose last day is over; returns how many."""
    due = Conversation.objects.filter(
        stage__in=(Stage.OPEN, Stage.PAUSED), closes_on__lt=timezone.localdate(now)
    ).select_related("address")
    for conversation in due:
        close(conversation, change=Change(by=None, now=now))
    return len(due)


@transaction.atomic
def name_group(conversation: Conversation, label: int, name: str, *, change: Change) -> Conversation:
    """Call a group of opinion by a name; an empty one takes the name away."""
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    names = {key: known for key, known in conversation.group_names.items() if key != str(label)}
    before = conversation.group_names.get(str(label), "")
    name = squeeze(name)[:80]
    conversation.group_names = {**names, str(label): name} if name else names
    conversation.save(update_fields=["group_names"])
    addresses.record(
        conversation.address, change, [("group_name", before, name)], public=conversation.address.is_public
    )
    return conversation


def locked(conversation: Conversation) -> Conversation:
    """Return the row as it is now, held until the transaction ends."""
    return Conversation.objects.select_for_update(of=("self",)).select_related("address").get(pk=conversation.pk)


def _enter(conversation: Conversation, stage: Stage, change: Change) -> Conversation:
    before = conversation.stage
    conversation.stage = stage
    conversation.save()
    addresses.record(conversation.address, change, [("stage", before, stage)], public=True)
    return conversation


def _write(conversation: Conversation, facts: Facts) -> None:
    conversation.title, conversation.intro = squeeze(facts.title), facts.intro.strip()
    conversation.admission = facts.admission
    conversation.takes_statements, conversation.reveal_at_end = facts.takes_statements, facts.reveal_at_end
    conversation.closes_on = facts.closes_on
    if facts.admission == Admission.CODE and not conversation.access_code:
        conversation.access_code = "".join(secrets.choice(CODE_LETTERS) for _at in range(_CODE_LENGTH))


def _recorded(conversation: Conversation) -> dict[str, Any]:
    """Return what the history keeps of a conversation."""
    return {
        "title": conversation.title,
        "intro": conversation.intro,
        "admission": conversation.admission,
        "closes_on": conversation.closes_on.isoformat() if conversation.closes_on else "",
    }
