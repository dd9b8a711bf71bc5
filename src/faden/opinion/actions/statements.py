"""Statements: taking them from contributions, writing and proposing them, leaving them out."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faden.addresses.actions import Change
from faden.addresses.models import Address
from faden.dialogue.models import Contribution
from faden.kernel.text import fold, squeeze
from faden.opinion.actions import indexing
from faden.opinion.actions.conversations import locked
from faden.opinion.actions.waiting import wait
from faden.opinion.models import Conversation, Origin, Stage, Statement, StatementState, Ticket
from faden.programme.actions import content_changes

LONGEST = 500
MOST = 2000
"""Statements in one conversation."""
ERASED = "–"
"""Stands in place of a proposal whose author was forgotten."""
MOST_WAITING = 20
"""So many proposals of one person wait at most."""


class NotTaken(Exception):
    """A statement cannot be taken in or changed; the message is a German sentence."""


@transaction.atomic
def add_sources(conversation: Conversation, sources: Iterable[Address], *, change: Change) -> list[Statement]:
    """Take in contributions, with a copy of the words that they have now; those that are in already are passed over.

    Raises NotTaken for what is no public contribution of the programme, or is too long to vote on.
    """
    keys = [one.pk for one in sources]
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    found = {
        one.address_id: one
        for one in Contribution.objects.public().filter(address__in=keys, address__programme=conversation.programme_id)
    }
    if missing := [key for key in keys if key not in found]:
        raise NotTaken(
            ngettext(
                "Ein Beitrag ist nicht öffentlich oder nicht aus diesem Programm.",
                "%(count)s Beiträge sind nicht öffentlich oder nicht aus diesem Programm.",
                len(missing),
            )
            % {"count": len(missing)}
        )
    known = set(conversation.statements.exclude(state=StatementState.LEFT_OUT).values_list("source", "text"))
    new = [found[key] for key in dict.fromkeys(keys) if (key, found[key].text) not in known]
    for one in new:
        _check(one.text)
    return _append(
        conversation,
        [Statement(text=one.text, source_id=one.address_id, origin=Origin.CONTRIBUTION, is_meta=False) for one in new],
        change,
    )


@transaction.atomic
def add_own(
    conversation: Conversation, texts: Iterable[str], *, is_meta: bool = False, change: Change
) -> list[Statement]:
    """Take in sentences of the facilitators, or questions about the people who vote; doubles are passed over."""
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    known = set(conversation.statements.exclude(state=StatementState.LEFT_OUT).values_list("text", flat=True))
    wanted = [text for one in texts if (text := squeeze(one))]
    new = [text for text in dict.fromkeys(wanted) if text not in known]
    for text in new:
        _check(text)
    return _append(
        conversation, [Statement(text=text, is_meta=is_meta, origin=Origin.FACILITATOR) for text in new], change
    )


@transaction.atomic
def propose(ticket: Ticket, text: str, *, language: str, change: Change) -> Statement:
    """Keep a sentence that somebody proposes until facilitators take it in. Raises NotTaken."""
    conversation = locked(ticket.conversation)
    if conversation.stage != Stage.OPEN or not conversation.takes_statements:
        raise NotTaken(_("Hier können gerade keine Aussagen vorgeschlagen werden."))
    text = squeeze(text)
    _check(text)
    _check_new(conversation, text)
    if ticket.statements.filter(state=StatementState.WAITING).count() >= MOST_WAITING:
        raise NotTaken(
            _("Von Ihnen warten schon viele Vorschläge auf Prüfung. Bitte warten Sie, bis sie geprüft sind.")
        )
    made = Statement(
        text=text, language=language, origin=Origin.PARTICIPANT, written_by=ticket, state=StatementState.WAITING
    )
    return _append(conversation, [made], change)[0]


@transaction.atomic
def take_in(statement: Statement, *, change: Change) -> Statement:
    """Let people vote on a statement that waited or was left out. Raises NotTaken where its words were erased."""
    content_changes(statement.conversation.programme_id)
    locked(statement.conversation)
    statement.refresh_from_db(fields=["text", "state"])
    if statement.text == ERASED:
        raise NotTaken(_("Wer diesen Satz vorgeschlagen hat, hat ihn gelöscht."))
    return _decide(statement, StatementState.OPEN, "", change)


@transaction.atomic
def leave_out(statement: Statement, *, change: Change) -> Statement:
    """Take a statement out of the voting and the picture; its votes are kept. `change.reason` is public.

    Raises NotTaken without a reason where people have seen it.
    """
    content_changes(statement.conversation.programme_id)
    locked(statement.conversation)
    seen = statement.state == StatementState.OPEN and statement.conversation.stage != Stage.DRAFT
    if seen and not change.reason.strip():
        raise NotTaken(_("Bitte nennen Sie den Grund. Er steht öffentlich bei der Aussage."))
    return _decide(statement, StatementState.LEFT_OUT, squeeze(change.reason), change)


@transaction.atomic
def edit_words(statement: Statement, text: str, *, is_meta: bool, change: Change) -> Statement:
    """Change the words of a statement that nobody has voted on yet. Raises NotTaken where somebody has."""
    content_changes(statement.conversation.programme_id)
    conversation = locked(statement.conversation)
    if conversation.stage == Stage.CLOSED:
        raise NotTaken(_("Das Meinungsbild ist geschlossen."))
    text = squeeze(text)
    _check(text)
    _check_new(conversation, text, besides=statement)
    if statement.votes.exists():
        raise NotTaken(
            _(
                "Darauf stehen schon Stimmen; die Worte bleiben. Nehmen Sie sie heraus und schreiben Sie eine neue Aussage."
            )
        )
    if text != statement.text:
        statement.source = None
        if statement.origin == Origin.CONTRIBUTION:
            statement.origin = Origin.FACILITATOR
    statement.text, statement.is_meta = text, is_meta
    statement.save(update_fields=["text", "is_meta", "source", "origin"])
    indexing.take_in(statement.conversation_id)
    return statement


def _append(conversation: Conversation, new: list[Statement], change: Change) -> list[Statement]:
    if conversation.stage == Stage.CLOSED:
        raise NotTaken(_("Das Meinungsbild ist geschlossen."))
    last = conversation.statements.aggregate(last=Max("number"))["last"] or 0
    if last + len(new) > MOST:
        raise NotTaken(_("Mehr als %(most)s Aussagen kann ein Meinungsbild nicht haben.") % {"most": MOST})
    for number, one in enumerate(new, start=last + 1):
        one.conversation, one.number, one.made_at = conversation, number, change.now
        if one.state == StatementState.OPEN:
            one.decided_at = change.now
    made = Statement.objects.bulk_create(new, batch_size=500)
    if any(one.is_open for one in made):
        indexing.take_in(conversation.pk)
    return made


def _decide(statement: Statement, state: StatementState, reason: str, change: Change) -> Statement:
    statement.state, statement.reason, statement.decided_at = state, reason, change.now
    statement.save(update_fields=["state", "reason", "decided_at"])
    wait(statement.conversation_id)
    indexing.take_in(statement.conversation_id)
    return statement


def _check_new(conversation: Conversation, text: str, *, besides: Statement | None = None) -> None:
    others = conversation.statements.exclude(state=StatementState.LEFT_OUT)
    if besides:
        others = others.exclude(pk=besides.pk)
    # Folded here, because SQLite tells "Bäume" and "BÄUME" apart.
    if fold(text) in map(fold, others.values_list("text", flat=True)):
        raise NotTaken(_("Diese Aussage gibt es schon."))


def _check(text: str) -> None:
    if len(text) < 3:
        raise NotTaken(_("Eine Aussage braucht mindestens drei Zeichen."))
    if len(text) > LONGEST:
        raise NotTaken(
            _("„%(start)s …“ ist länger als %(most)s Zeichen. Bitte kürzer fassen.")
            % {"start": text[:40], "most": LONGEST}
        )
