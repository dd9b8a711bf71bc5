"""All votes of a conversation as a Polis export, for those who held it."""

import json
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.kernel.messages import sentence
from faden.opinion.actions.conversations import NotReady
from faden.opinion.actions.importing import milliseconds
from faden.opinion.models import Conversation, Origin, Reckoning, Statement, StatementState, VoteEvent
from faden.programme.actions import content_changes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from faden.opinion.cast import Cast
    from faden.opinion.landscape import Landscape
    from faden.opinion.polis_comments import Comment
    from faden.opinion.polis_files import Ballots

_MODERATED = {StatementState.LEFT_OUT: -1, StatementState.WAITING: 0, StatementState.OPEN: 1}
_NOTES = """\
Alle Stimmen eines Meinungsbilds, in den Dateien eines Polis-Exports.

Stimmen sind politische Meinungen (Art. 9 DSGVO). Wer jemandes Antworten auf einige Aussagen kennt, findet die Person
darin wieder. Bitte geben Sie diese Dateien nicht weiter, veröffentlichen Sie sie nicht, und löschen Sie sie, sobald
Sie sie nicht mehr brauchen.

votes.csv               jede Abstimmung, auch geänderte; 1 Zustimmung, -1 Ablehnung, 0 weiß nicht
participants-votes.csv  eine Zeile für jede Person, eine Spalte für jede Aussage
comments.csv            die Aussagen; moderated: 1 dabei, 0 ungeprüft, -1 herausgenommen
comment-groups.csv      Zahlen je Aussage, gesamt und nach Gruppen
summary.csv             Titel und Zahlen im Ganzen
pca2.json               die Karte in der Form, die Polis-Programme lesen

Die Nummern der Personen sind Zufall und bei jedem Export andere. Zurückgenommene Stimmen fehlen.
{times}
"""
_COARSE = (
    "Zeiten sind auf die volle Stunde abgerundet; wer eine Aussage geschrieben hat, ist von den Stimmen getrennt "
    "(author-id trägt Nummern, die in den Stimmen nicht vorkommen; 0 ist die Moderation)."
)
_COMPLETE = "Vollständig: genaue Zeiten, und author-id ist die Person, die auch abgestimmt hat (0 ist die Moderation)."


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds."""

    people: int
    votes: int


def export_polis(
    conversation: Conversation, out: IO[bytes], *, change: Change, url: str = "", complete: bool = False
) -> Exported:
    """Write a ZIP with all votes under new pseudonyms into `out`, and into the history that this was done.

    `complete`: with exact times and with who wrote which statement, to move a conversation to another installation; else
    times are full hours, and authors are not among the voters. Votes that were taken back are not in it. Raises NotReady
    where nobody has voted.
    """
    from faden.opinion import polis_export
    from faden.opinion.polis_math import pca2

    found = _found(conversation, complete=complete)
    ballots, comments, result = found.ballots, found.comments, found.result
    labels = result.labels.tolist()
    log = ballots.log
    math = pca2(
        ballots,
        result,
        left_out=[at for at, one in enumerate(comments) if one.moderated < 0],
        meta=[at for at, one in enumerate(comments) if one.is_meta],
        tick=conversation.pictures.count(),
        last_vote=0 if log is None or log.times is None else int(log.times.max()),
    )
    parts: Mapping[str, Iterable[bytes]] = {
        "LIESMICH.txt": [_NOTES.format(times=_COMPLETE if complete else _COARSE).encode()],
        "summary.csv": polis_export.write_summary(_summary(conversation, found, url)),
        "comments.csv": polis_export.write_comments(comments, ballots),
        "votes.csv": polis_export.write_votes(ballots),
        "participants-votes.csv": polis_export.write_participants(ballots, labels),
        "comment-groups.csv": polis_export.write_groups(ballots, comments, labels),
        "pca2.json": [json.dumps(math, allow_nan=False).encode()],
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, portions in parts.items():
            with container.open(name, "w", force_zip64=True) as file:
                for portion in portions:
                    file.write(portion)
    made = Exported(len(ballots.participants), len(ballots.votes))
    _record(conversation, made, change)
    return made


@transaction.atomic
def _record(conversation: Conversation, made: Exported, change: Change) -> None:
    content_changes(conversation.programme_id)
    what = sentence(
        "{votes} Stimmen von {people} Menschen, mit neuen Pseudonymen", votes=made.votes, people=made.people
    )
    addresses.record(conversation.address, change, [("exported", "", what)], public=conversation.address.is_public)


@dataclass(frozen=True, eq=False)
class _Found:
    """What the files are written from, people by their pseudonyms."""

    ballots: "Ballots"
    comments: "list[Comment]"
    result: "Landscape"


def _found(conversation: Conversation, *, complete: bool) -> _Found:
    import numpy as np

    from faden.opinion.polis_files import Ballots, Log
    from faden.opinion.votes import Votes

    reckoning = Reckoning.objects.get(conversation=conversation)
    cast, tickets = _cast(conversation, np.frombuffer(bytes(reckoning.tickets), np.int64))
    # After the votes, so that none is on a statement that came meanwhile.
    statements = list(conversation.statements.all())
    if not len(cast):
        raise NotReady(_("Hier hat noch niemand abgestimmt."))
    result = _landscape(conversation, reckoning, statements, cast, len(tickets))
    rows = _shuffled(np.unique(cast.people))
    place = np.full(len(tickets), -1)
    place[rows] = np.arange(len(rows))
    cast = replace(cast, people=place[cast.people]).in_steady_time()
    cast = cast if complete else cast.by_the_hour()
    votes = Votes.from_events(cast.people, cast.statements, cast.values, height=len(rows), width=len(statements))
    times = cast.times
    log = Log(cast.people, cast.statements, cast.values, lambda at: None if times is None else times[at], cast.unclear)
    voters = {int(ticket): at + 1 for at, ticket in enumerate(tickets[rows].tolist())}
    authors = _authors(statements, voters if complete else {}, len(rows))
    comments = [_comment(one, authors[one.pk], exact=complete) for one in statements]
    numbers = np.arange(1, len(rows) + 1)
    written = [str(sum(author == at for author in authors.values())) if complete else "" for at in numbers.tolist()]
    ballots = Ballots(numbers, np.arange(len(statements)), votes, log, lambda: {"n-comments": written})
    result = replace(
        result, coordinates=result.coordinates[rows], labels=result.labels[rows], inside=result.inside[rows]
    )
    return _Found(ballots, comments, result)


def _cast(conversation: Conversation, known: "NDArray[np.int64]") -> "tuple[Cast, NDArray[np.int64]]":
    """Return the votes that were not taken back, and tickets by row: those known in their rows, then others."""
    import numpy as np

    from faden.opinion.cast import Cast

    def read() -> Iterator[tuple[int, int, int, bool, int]]:
        events = VoteEvent.objects.filter(conversation=conversation).order_by("pk")
        fields = events.values_list("ticket_id", "statement__number", "value", "is_unclear", "at")
        for ticket, number, value, is_unclear, at in fields.iterator(chunk_size=20_000):
            yield ticket, number - 1, value, is_unclear, milliseconds(at)

    kind = [("ticket", np.int64), ("statement", np.int32), ("value", np.int8), ("unclear", bool), ("at", np.int64)]
    table = np.fromiter(read(), np.dtype(kind))
    tickets = np.concatenate([known, np.setdiff1d(table["ticket"], known)])
    order = np.argsort(tickets, kind="stable")
    people = order[np.searchsorted(tickets, table["ticket"], sorter=order)]
    cast = Cast(people, table["statement"], table["value"], table["unclear"], table["at"])
    return cast.standing(), tickets


def _landscape(
    conversation: Conversation, reckoning: Reckoning, statements: list[Statement], cast: "Cast", height: int
) -> "Landscape":
    """Return the picture of all votes, steady with the one that people see."""
    from faden.opinion.landscape import landscape
    from faden.opinion.over_time import Memory
    from faden.opinion.votes import Votes

    votes = Votes.from_events(cast.people, cast.statements, cast.values, height=height, width=len(statements))
    return landscape(
        votes,
        left_out=[one.number - 1 for one in statements if one.is_meta or not one.is_open],
        previous=Memory.from_bytes(bytes(reckoning.memory)) if reckoning.memory else None,
    )


def _shuffled(rows: "NDArray[np.integer]") -> "NDArray[np.int64]":
    import numpy as np

    found = rows.tolist()
    secrets.SystemRandom().shuffle(found)
    return np.array(found, np.int64)


def _authors(statements: list[Statement], voters: Mapping[int, int], people: int) -> dict[int, int]:
    """Return the author of each statement by its key: 0 for facilitators; of strangers each has a number of their own."""
    unknown = [one for one in statements if one.origin == Origin.PARTICIPANT and one.written_by_id not in voters]
    strangers = list({one.written_by_id or -one.pk for one in unknown})
    secrets.SystemRandom().shuffle(strangers)
    numbers = {key: people + at for at, key in enumerate(strangers, 1)} | dict(voters)
    return {
        one.pk: numbers[one.written_by_id or -one.pk] if one.origin == Origin.PARTICIPANT else 0 for one in statements
    }


def _comment(one: Statement, author: int, *, exact: bool) -> "Comment":
    from faden.opinion.cast import HOUR
    from faden.opinion.polis_comments import COLUMNS, Comment
    from faden.opinion.polis_export import date

    def moment(at: int) -> int:
        return at if exact else at - at % HOUR

    made_at = moment(milliseconds(one.made_at))
    moderated = _MODERATED[StatementState(one.state)] if one.decided_at or not one.is_open else 0
    facts: dict[str, Any] = {
        "timestamp": made_at,
        "datetime": date(made_at),
        "comment-id": one.number - 1,
        "author-id": author,
        "moderated": moderated,
        "comment-body": one.text,
        "is-meta": _said(one.is_meta),
        "is-seed": _said(one.origin != Origin.PARTICIPANT),
        "lang": one.language,
        "moderated-at": moment(milliseconds(one.decided_at)) if one.decided_at else "",
        "reason": one.reason,
    }
    cells = tuple(str(facts.get(name, "")) for name in COLUMNS)
    return Comment(str(one.number - 1), one.text, moderated, one.is_meta, None, None, COLUMNS, cells)


def _said(yes: bool) -> str:
    return "true" if yes else "false"


def _summary(conversation: Conversation, found: _Found, url: str) -> dict[str, object]:
    import numpy as np

    authors = {one.author for one in found.comments} - {"0"}
    return {
        "topic": conversation.title,
        "url": url,
        "voters": len(found.ballots.participants),
        "voters-in-conv": int(np.count_nonzero(found.result.inside)),
        "commenters": len(authors),
        "comments": len(found.comments),
        "groups": found.result.k,
        "conversation-description": conversation.intro,
    }
