"""A conversation held with Polis, taken in from the files of its export: whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import State
from faden.kernel.messages import sentence
from faden.kernel.portions import portions
from faden.kernel.text import shorten, squeeze
from faden.opinion.actions.conversations import NotReady, locked
from faden.opinion.actions.voting import consented
from faden.opinion.actions.waiting import wait
from faden.opinion.models import (
    ConsentText,
    Conversation,
    Origin,
    Reckoning,
    Stage,
    Statement,
    StatementState,
    Ticket,
    Vote,
    VoteEvent,
)
from faden.programme.actions import content_changes
from faden.programme.models import Programme

if TYPE_CHECKING:
    from faden.opinion.polis_comments import Comment
    from faden.opinion.polis_conversation import Given

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_STATEMENTS = 5000
"""Statements in one conversation that was held elsewhere."""
_LONGEST_TITLE, _LONGEST_INTRO = 160, 2000
_GONE = sentence("In Polis herausgenommen.")
_AT_ONCE = 5000


class NotImported(Exception):
    """Files that cannot become a conversation; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of the files. `told`: German sentences about what was odd, put right or could not be kept."""

    conversation: Conversation
    people: int
    votes: int
    told: tuple[str, ...]


def import_polis(
    programme: Programme,
    files: Mapping[str, bytes],
    *,
    change: Change,
    title: str = "",
    most_votes: int | None = None,
) -> Imported:
    """Take in the files of a Polis export (CSV or ZIP, by name) as a closed conversation that only staff see.

    `title`: instead of the topic in summary.csv. `most_votes`: more are refused. Raises Unreadable with file and line,
    NotImported.
    """
    from faden.opinion.polis_conversation import read_conversation, unpacked

    single: dict[str, bytes] = {}
    for name, data in files.items():
        for inner, content in unpacked(name, data).items():
            single[inner if inner not in single else f"{name}/{inner}"] = content
    given = read_conversation(single, until=milliseconds(change.now + timedelta(days=1)))
    title = squeeze(title or given.summary.get("topic", ""))
    votes = len(given.cast.values)
    if not title:
        raise NotImported(_("Bitte geben Sie einen Titel an; in den Dateien steht keiner."))
    if len(given.comments) > MOST_STATEMENTS:
        raise NotImported(
            _("Mehr als %(most)s Aussagen kann ein Meinungsbild nicht haben.") % {"most": MOST_STATEMENTS}
        )
    if most_votes is not None and votes > most_votes:
        raise NotImported(
            _(
                "Das sind %(count)s Stimmen, hier gehen höchstens %(most)s auf einmal. Bitte lassen Sie sie mit "
                "„faden opinion import“ übernehmen."
            )
            % {"count": votes, "most": most_votes}
        )
    return _take_in(programme, given, title, change)


@transaction.atomic
def publish_imported(conversation: Conversation, *, change: Change) -> Conversation:
    """Show everybody a conversation that was held elsewhere. Raises NotReady for any other."""
    content_changes(conversation.programme_id)
    conversation = locked(conversation)
    if conversation.stage != Stage.CLOSED or conversation.address.state != State.DRAFT:
        raise NotReady(_("Das ist kein übernommenes Meinungsbild, das auf die Veröffentlichung wartet."))
    addresses.set_state(conversation.address, State.PUBLISHED, change=change)
    conversation.address.refresh_from_db()
    return conversation


@transaction.atomic
def _take_in(programme: Programme, given: "Given", title: str, change: Change) -> Imported:
    told = list(given.told)
    times = given.cast.times
    moments = [change.now] * len(given.cast.values) if times is None else [_moment(one) for one in times.tolist()]
    conversation = _founded(programme, given, title, (moments[0], moments[-1]), told, change)
    url = given.summary.get("url", "").strip()
    place = f"Polis ({url})" if url else "Polis"
    consent = consented(
        sentence("Übernommen aus {place}: Die Einwilligung liegt der Stelle vor, die es geführt hat.", place=place),
        "de",
        change.now,
    )
    tickets = _tickets(conversation, given.people, consent, change.now)
    statements = _statements(conversation, given, tickets, moments[0], told)
    votes = _keep_votes(conversation, given, tickets, statements, moments)
    # Until the job has counted.
    Reckoning.objects.filter(conversation=conversation).update(people=given.people, vote_count=votes)
    what = sentence("{place}: {votes} Stimmen von {people} Menschen", place=place, votes=votes, people=given.people)
    addresses.record(conversation.address, change, [("imported", "", what)], public=True)
    wait(conversation.pk)
    return Imported(conversation, given.people, votes, tuple(told))


def _founded(
    programme: Programme,
    given: "Given",
    title: str,
    span: tuple[datetime, datetime],
    told: list[str],
    change: Change,
) -> Conversation:
    intro = given.summary.get("conversation-description", "").replace("\0", "").strip()
    if len(title) > _LONGEST_TITLE:
        told.append(sentence("Der Titel ist auf {most} Zeichen gekürzt.", most=_LONGEST_TITLE))
    if len(intro) > _LONGEST_INTRO:
        told.append(sentence("Die Einleitung ist auf {most} Zeichen gekürzt.", most=_LONGEST_INTRO))
        intro = f"{intro[: _LONGEST_INTRO - 1]}…"
    made = Conversation.objects.create(
        programme=programme,
        address=addresses.allot(programme, AddressKind.OPINION, count=1, now=change.now)[0],
        title=shorten(title, _LONGEST_TITLE),
        intro=intro,
        stage=Stage.CLOSED,
        opened_at=span[0],
        closed_at=span[1],
    )
    Reckoning.objects.create(conversation=made)
    return made


def _tickets(conversation: Conversation, count: int, consent: ConsentText, now: datetime) -> list[int]:
    """Return the keys of new tickets that no browser holds."""
    new = (Ticket(conversation=conversation, consent=consent, consented_at=now) for _at in range(count))
    return [
        one.pk for portion in portions(new, _AT_ONCE) for one in Ticket.objects.bulk_create(portion, batch_size=500)
    ]


def _statements(
    conversation: Conversation, given: "Given", tickets: list[int], begun: datetime, told: list[str]
) -> list[int]:
    """Return the keys of the statements by number."""
    voted = set(given.cast.statements.tolist())
    authors = dict(zip(given.names, tickets, strict=True))
    new, strangers = [], 0
    for place, one in enumerate(given.comments):
        is_seed = one.is_seed
        author = None if is_seed else authors.get(one.author)
        strangers += not is_seed and author is None
        made_at = _moment(one.made_at) if one.made_at else begun
        state = _state(one, is_voted=place in voted)
        new.append(
            Statement(
                conversation=conversation,
                number=place + 1,
                text=one.text,
                language=one.language,
                origin=Origin.FACILITATOR if is_seed else Origin.PARTICIPANT,
                is_meta=one.is_meta,
                state=state,
                reason=(one.reason or _GONE) if state == StatementState.LEFT_OUT else "",
                written_by_id=author,
                made_at=made_at,
                decided_at=(_moment(one.moderated_at) if one.moderated_at else made_at) if one.moderated else None,
            )
        )
    if strangers:
        told.append(
            sentence("Bei {count} Aussagen steht nicht, wer von den Abstimmenden sie geschrieben hat.", count=strangers)
        )
    return [one.pk for one in Statement.objects.bulk_create(new, batch_size=500)]


def _state(one: "Comment", *, is_voted: bool) -> StatementState:
    """Return the state of a statement; nobody decided about some that were voted on."""
    if one.moderated < 0:
        return StatementState.LEFT_OUT
    return StatementState.OPEN if one.moderated or is_voted else StatementState.WAITING


def _keep_votes(
    conversation: Conversation, given: "Given", tickets: list[int], statements: list[int], moments: list[datetime]
) -> int:
    """Write the log, and of each person and statement what holds; returns how many votes hold."""
    events = given.cast
    rows = list(
        zip(
            [tickets[one] for one in events.people.tolist()],
            [statements[one] for one in events.statements.tolist()],
            events.values.tolist(),
            events.unclear.tolist(),
            map(connection.ops.adapt_datetimefield_value, moments),
            strict=True,
        )
    )
    columns = ("ticket_id", "statement_id", "value", "is_unclear", "at")
    _insert(VoteEvent, (*columns, "conversation_id"), ((*row, conversation.pk) for row in rows))
    holding = events.last().tolist()
    _insert(Vote, columns, (rows[at] for at in holding))
    return len(holding)


def _insert(model: type[models.Model], columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write many rows without an object for each: a quarter of the time of `bulk_create`, in which others wait to vote."""
    quote = connection.ops.quote_name
    columns = [quote(name) for name in columns]
    into = f"{quote(model._meta.db_table)} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        for portion in portions(rows, _AT_ONCE):
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})", portion)  # noqa: S608


def _moment(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds(moment: datetime) -> int:
    """Return the milliseconds since 1970, as Polis counts time."""
    return (moment - EPOCH) // timedelta(milliseconds=1)
