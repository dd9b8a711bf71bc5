"""The background job that makes the picture: the only place where the pure modules meet the database.

It goes on from the bytes that the last job left (`Reckoning`), so that a restart changes nothing. What a killed job
leaves is taken up again when its lease is over. Votes cast meanwhile wait for the next job.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from faden.kernel.messages import sentence
from faden.opinion.actions.waiting import free
from faden.opinion.models import (
    Admission,
    Conversation,
    Picture,
    Reckoning,
    Stage,
    Statement,
    StatementState,
    Vote,
    VoteEvent,
)
from faden.programme.actions import opinion_changes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from faden.opinion.disclosure import Release
    from faden.opinion.landscape import Landscape
    from faden.opinion.over_time import Memory
    from faden.opinion.votes import Votes

    Kept = TypeVar("Kept", Memory, Release, Votes)

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ASKED = timedelta(minutes=1)
"""A queued job that has not begun after so long may be lost."""
OVERLAP = timedelta(minutes=5)
"""Events so much older than the newest are read again: one that began earlier may have been written later."""
QUIET = timedelta(seconds=10)
LOOKED_THROUGH = 500_000
"""Up to so many votes, oddities are looked for after each job."""
_CHANGED = 0.05


def ask(conversation_id: int) -> bool:
    """Note that a job is queued; False when one is queued already and still to be expected."""
    now = timezone.now()
    open_to = Q(asked_at=None) | Q(asked_at__lt=now - ASKED)
    return bool(Reckoning.objects.filter(open_to, conversation=conversation_id).update(asked_at=now))


def claim(conversation_id: int) -> bool:
    """Reserve a conversation for one job; False when another works on it or nothing waits."""
    Reckoning.objects.filter(conversation=conversation_id).update(asked_at=None)
    waiting = Reckoning.objects.filter(free(), conversation=conversation_id, waiting=True)
    return bool(waiting.update(waiting=False, lease_until=timezone.now() + LEASE))


def abandoned() -> list[int]:
    """Return the conversations in which votes wait, or which a killed job left, and no job works."""
    left = Q(waiting=True) | Q(lease_until__isnull=False)
    return list(Reckoning.objects.filter(free(), left).values_list("pk", flat=True))


def reclaim(conversation_id: int, *, now: datetime) -> None:
    """Let what a killed job left wait again."""
    Reckoning.objects.filter(pk=conversation_id, lease_until__lt=now).update(waiting=True, lease_until=None)


def fail(conversation_id: int) -> None:
    """Say at the desk that the job broke for a reason of ours; votes are safe, and the next vote tries again."""
    Reckoning.objects.filter(pk=conversation_id).update(
        lease_until=None,
        failure=sentence(
            "Beim Rechnen ist ein Fehler im Programm aufgetreten. Alle Stimmen sind sicher; das Bild bleibt so lange, "
            "wie es ist. Bitte melden Sie den Fehler."
        ),
    )


def reckon(conversation_id: int, *, now: datetime) -> None:
    """Make the picture of a claimed conversation, and publish it where the rules of disclosure allow."""
    from faden.opinion.cluster import landscape_of_many
    from faden.opinion.disclosure import Release, release
    from faden.opinion.over_time import Memory
    from faden.opinion.own_place import Projection

    conversation = Conversation.objects.get(pk=conversation_id)
    reckoning = Reckoning.objects.get(pk=conversation_id)
    read = _read(conversation, reckoning, now)
    statements = list(conversation.statements.all())
    # Where the cluster cannot be reached this machine does it, and the log says so.
    picture, _said = landscape_of_many(
        read.votes,
        settings.DASK_SCHEDULER,
        left_out=[one.number - 1 for one in statements if one.is_meta or not one.is_open],
        previous=_kept(Memory, reckoning.memory) if not read.is_new else None,
    )
    before = _kept(Release, reckoning.release) if not read.is_new else None
    if before is not None and len(read.erased):
        before = before.forget(read.erased)
    is_over = conversation.stage == Stage.CLOSED
    held_back = conversation.reveal_at_end and not is_over
    now_shown = before if held_back else release(read.votes, picture, before, final=is_over)
    is_renewed = bool(now_shown and now_shown.voters) and (now_shown is not before or bool(len(read.erased)))
    odd = _oddities(conversation, read, now_shown) if now_shown and is_renewed else None
    _weigh(statements, picture)
    if now_shown is not None and is_renewed and (before is None or now_shown.most is not before.most):
        # Places fit the released picture, not a newer one that its numbers do not tell of.
        reckoning.projection = Projection.of(picture, read.votes).to_bytes()
    _keep(reckoning, read, picture, now_shown, odd, now, is_renewed=is_renewed)


def _kept(kind: "type[Kept]", data: bytes | memoryview | None) -> "Kept | None":
    """Return what an earlier job left. What another version left and this one cannot read is begun anew."""
    from faden.intake.readers.blocks import Unreadable

    if not data:
        return None
    try:
        return kind.from_bytes(bytes(data))
    except Unreadable as unreadable:
        log.warning("%s is begun anew: %s", kind.__name__, unreadable)
        return None


@dataclass(frozen=True, slots=True)
class _Read:
    """The votes of now. `tickets` (participants,): keys of tickets by row, 0 of those erased; `erased`: their rows.

    `is_new`: rows were given anew, so that nothing from before fits.
    """

    votes: "Votes"
    tickets: "NDArray[np.int64]"
    erased: "NDArray[np.int64]"
    erased_keys: list[int]
    read_until: datetime | None
    is_new: bool


def _read(conversation: Conversation, reckoning: Reckoning, now: datetime) -> _Read:
    """Read what was voted since the last job; everything anew where somebody was erased, or where counts differ."""
    import numpy as np

    from faden.opinion.votes import Votes

    before = _kept(Votes, reckoning.votes)
    is_new = reckoning.votes is None
    tickets = np.frombuffer(bytes(reckoning.tickets), np.int64).copy()
    erased = np.flatnonzero(np.isin(tickets, reckoning.erased))
    tickets[erased] = 0
    newest = VoteEvent.objects.filter(conversation=conversation).aggregate(at=Max("at"))["at"]
    width = conversation.statements.aggregate(last=Max("number"))["last"] or 0
    votes = None
    if before is not None and not len(erased):
        since = VoteEvent.objects.filter(conversation=conversation)
        if reckoning.read_until:
            since = since.filter(at__gte=reckoning.read_until - OVERLAP)
        who, what, said = _columns(since.order_by("pk"))
        rows, tickets = _rows(tickets, who)
        height = len(tickets)
        votes = before.with_events(rows, what - 1, said, height=height, width=max(width, before.width))
        is_quiet = newest is None or newest < now - QUIET
        if is_quiet and len(votes) != Vote.objects.filter(ticket__conversation=conversation).count():
            votes = None
    if votes is None:
        who, what, said = _columns(Vote.objects.filter(ticket__conversation=conversation).order_by("pk"))
        rows, tickets = _rows(tickets, who)
        votes = Votes.from_events(rows, what - 1, said, height=len(tickets), width=width)
    return _Read(votes, tickets, erased, list(reckoning.erased), newest, is_new)


def _columns(found: Any) -> tuple[Any, Any, Any]:
    """Return tickets, numbers of statements and values of rows of votes or events (n,) each."""
    import numpy as np

    rows = found.values_list("ticket_id", "statement__number", "value").iterator(chunk_size=20_000)
    table = np.fromiter(rows, np.dtype((np.int64, 3)))
    return table[:, 0], table[:, 1], table[:, 2]


def _rows(tickets: "NDArray[np.int64]", who: "NDArray[np.int64]") -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Return the row of each ticket in `who`, and the tickets with new ones behind those known."""
    import numpy as np

    asked, places = np.unique(who, return_inverse=True)
    tickets = np.concatenate([tickets, asked[~np.isin(asked, tickets)]])
    order = np.argsort(tickets, kind="stable")
    rows = order[np.searchsorted(tickets, asked, sorter=order)]
    return rows[places].astype(np.int64), tickets


def _oddities(conversation: Conversation, read: _Read, shown: "Release") -> dict[str, Any]:
    """Return what somebody should look at, and the picture without it, both of the votes in `shown`; counts only."""
    import numpy as np

    from faden.opinion.disclosure import release, without
    from faden.opinion.landscape import landscape
    from faden.opinion.oddities import flagged, oddities
    from faden.opinion.published import published

    if len(read.votes) > LOOKED_THROUGH:
        return {"oddities": [], "without": None}
    events = VoteEvent.objects.filter(conversation=conversation).order_by("pk")
    log = list(events.values_list("ticket_id", "at"))
    rows, _tickets = _rows(read.tickets, np.array([one for one, _at in log], np.int64))
    # Who came after the votes were read is left for the next job.
    known = rows < len(read.tickets)
    times = np.array([int(at.timestamp() * 1000) for _one, at in log], np.int64)
    found = oddities(read.votes, times[known], rows[known]) + _bursts(conversation, read)
    if conversation.admission == Admission.CODE:
        # Where people sit in one room, all begin in the same minute, from one network.
        found = [one for one in found if one.kind not in ("rush", "network")]
    told = [{"kind": one.kind, "people": len(one.participants)} for one in found]
    people = flagged(found)
    left = without(shown.votes, people) if len(people) else None
    compared = None
    if left is not None:
        picture = landscape(left, left_out=_left_out(conversation))
        compared = {**published(picture, release(left, picture)), "flagged": len(people)}
    return {"oddities": told, "without": compared}


def _bursts(conversation: Conversation, read: _Read) -> "list[Any]":
    """Return tickets of which very many came from one network on one day."""
    import numpy as np

    from faden.opinion.models import NetworkTrace
    from faden.opinion.oddities import from_one_network

    traces = NetworkTrace.objects.filter(ticket__conversation=conversation).values_list("ticket", "day", "network_hash")
    networks: dict[tuple[Any, str], list[int]] = {}
    for ticket, day, network in traces:
        networks.setdefault((day, network), []).append(ticket)
    known = {int(key): row for row, key in enumerate(read.tickets.tolist()) if key}
    rows = [np.array([known[one] for one in tickets if one in known], np.int64) for tickets in networks.values()]
    return from_one_network(rows)


def _left_out(conversation: Conversation) -> list[int]:
    gone = conversation.statements.filter(Q(is_meta=True) | ~Q(state=StatementState.OPEN))
    return [number - 1 for number in gone.values_list("number", flat=True)]


def _weigh(statements: Iterable[Statement], picture: "Landscape") -> None:
    """Write how likely each statement comes next, where it changed noticeably."""
    import numpy as np

    from faden.opinion.routing import pulls, weights

    known = [one for one in statements if one.number <= len(picture.kept)]
    meta, left_out = np.zeros(len(picture.kept), bool), np.zeros(len(picture.kept), bool)
    for one in known:
        meta[one.number - 1], left_out[one.number - 1] = one.is_meta, not one.is_open
    found = weights(picture.totals, pulls(picture.vectors, picture.kept), meta=meta, left_out=left_out)
    changed = []
    for one in known:
        weight = float(found[one.number - 1])
        if one.is_open and abs(weight - one.weight) > _CHANGED * max(weight, one.weight):
            one.weight = weight
            changed.append(one)
    Statement.objects.bulk_update(changed, ["weight"], batch_size=500)


@transaction.atomic
def _keep(
    reckoning: Reckoning,
    read: _Read,
    picture: "Landscape",
    shown: "Release | None",
    odd: dict[str, Any] | None,
    now: datetime,
    *,
    is_renewed: bool,
) -> None:
    from faden.opinion.published import published

    conversation = reckoning.conversation
    if is_renewed and shown is not None:
        opinion_changes(conversation.programme_id)
        _publish(conversation, published(picture, shown), now)
    current = Reckoning.objects.select_for_update().get(pk=reckoning.pk)
    reckoning.erased = [key for key in current.erased if key not in read.erased_keys]
    reckoning.votes, reckoning.tickets = read.votes.to_bytes(), read.tickets.tobytes()
    reckoning.memory = picture.memory.to_bytes()
    reckoning.release = shown.to_bytes() if shown is not None else None
    reckoning.read_until, reckoning.reckoned_at = read.read_until, now
    reckoning.people, reckoning.vote_count = picture.voters, int(picture.totals[picture.kept].sum())
    unclear = Vote.objects.filter(ticket__conversation=conversation, is_unclear=True)
    counted = unclear.values_list("statement__number").annotate(count=Count("pk"))
    reckoning.unclear = {str(number): count for number, count in counted}
    if odd is not None:
        reckoning.oddities, reckoning.without = odd["oddities"], odd["without"]
    reckoning.failure, reckoning.lease_until = "", None
    # Whether something waits again, and was asked for, is not ours to say.
    reckoning.waiting, reckoning.asked_at = current.waiting, current.asked_at
    reckoning.save()


def _publish(conversation: Conversation, data: dict[str, Any], now: datetime) -> None:
    """Add a picture; of the one before, what changes over time are told by stays."""
    last = conversation.pictures.last()
    if last is not None:
        last.data = {name: last.data.get(name) for name in ("groups", "stability", "grouped")}
        last.save(update_fields=["data"])
    Picture.objects.create(
        conversation=conversation,
        number=last.number + 1 if last else 1,
        at=now,
        people=data["people"],
        votes=data["votes"],
        data=data,
    )


def destroy_keys(now: datetime) -> int:
    """Destroy the keys of conversations that have been closed for 30 days; returns how many."""
    due = Conversation.objects.filter(closed_at__lt=now - timedelta(days=30), voter_key__isnull=False)
    return due.update(voter_key=None)
