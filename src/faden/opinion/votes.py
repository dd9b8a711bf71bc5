"""The votes of a conversation as arrays.

Participants and statements are counted from 0 without gaps. A vote is +1 (agree), -1 (disagree) or 0 (pass); what
somebody has not seen is not stored. Votes stand by participant, then by statement, each pair once.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion.packing import bytes_of, pack, unpack

AGREE, PASS, DISAGREE = 1, 0, -1
WITHDRAWN = -128
"""An event that takes an earlier vote back."""

_SNAPSHOT = b"faden votes 1\n"
_PLACES = np.array([1, 2, 0], np.int32)
"""Where disagree, pass and agree stand in counts."""
_PORTION = 1 << 17

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Votes:
    """All votes, compressed by row: those of participant i are `starts[i]` to `starts[i + 1]`.

    `starts` (participants + 1,) int64; `statements` (votes,) int32, ascending for each participant; `values` (votes,)
    int8; `width`: how many statements there are.
    """

    starts: Integers
    statements: NDArray[np.int32]
    values: NDArray[np.int8]
    width: int

    @classmethod
    def from_events(
        cls,
        participants: ArrayLike,
        statements: ArrayLike,
        values: ArrayLike,
        *,
        times: ArrayLike | Callable[[Integers], ArrayLike] | None = None,
        height: int | None = None,
        width: int | None = None,
    ) -> Self:
        """Return what holds after a log of events: for each pair the last by `times` (else by place in the log).

        `height` and `width` count participants and statements, also those without votes. WITHDRAWN takes a vote back.
        `times` may be a function of places in the log, which is asked for those of pairs that occur twice.
        Raises Unreadable for indices or values that cannot be.
        """
        who, what, said = _checked(participants, statements, values)
        height = _room(who, height)
        width = _room(what, width)
        pairs, event = _in_order(who.astype(np.int64) * width + what)
        counts = np.bincount(who, minlength=height)
        starts = np.zeros(height + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        what = (pairs - np.repeat(np.arange(height) * width, counts)).astype(np.int32)
        last = np.ones(len(what), bool)
        last[:-1] = pairs[1:] != pairs[:-1]
        if times is not None and not last.all():
            _by_time(event, last, times)
        said = said[event]
        last &= said != WITHDRAWN
        if not last.all():
            starts = np.concatenate([[0], np.cumsum(last)])[starts]
            what, said = what[last], said[last]
        return cls(starts, what, said, width)

    @classmethod
    def from_matrix(cls, matrix: ArrayLike) -> Self:
        """Return the votes of a (participants, statements) matrix in which NaN is what nobody has seen."""
        dense = np.asarray(matrix, np.float64)
        who, what = np.nonzero(~np.isnan(dense))
        return cls.from_events(who, what, dense[who, what], height=dense.shape[0], width=dense.shape[1])

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the votes that `to_bytes` gave. Raises Unreadable for anything that cannot be such votes."""
        facts, arrays = unpack(_SNAPSHOT, data)
        counts = arrays["counts"].astype(np.int64)
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        width = int(str(facts["width"]))
        statements, values = arrays["statements"], arrays["values"]
        whole = starts[-1] == len(statements) == len(values)
        if not whole or (len(statements) and int(statements.max()) >= width) or np.abs(values).max(initial=0) > 1:
            raise Unreadable(sentence("Der Stand der Stimmen widerspricht sich. Bitte aus den Stimmen neu berechnen."))
        return cls(starts, statements.astype(np.int32), values.astype(np.int8), width)

    def to_bytes(self) -> bytes:
        """Return a snapshot: three bytes a vote and two a participant (more beyond 65,535), with a checksum."""
        return pack(_SNAPSHOT, {"width": self.width}, {"counts": _small(self.counts), **self.columns})

    @cached_property
    def digest(self) -> str:
        """A fingerprint of exactly these votes (SHA-256)."""
        return fingerprint(self.counts, self.width, self.columns.values())

    @property
    def height(self) -> int:
        """How many participants there are, with and without votes."""
        return len(self.starts) - 1

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def counts(self) -> Integers:
        """How many votes each participant has (participants,)."""
        return np.diff(self.starts)

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """The participant of each vote (votes,)."""
        return np.repeat(np.arange(self.height, dtype=np.int32), self.counts)

    def portions(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield ranges of participants, and of their votes, that together stay near the processor."""
        step = max(1, _PORTION * self.height // max(len(self), 1))
        for begin in range(0, self.height, step):
            end = min(begin + step, self.height)
            yield begin, end, int(self.starts[begin]), int(self.starts[end])

    def codes(self, low: int, high: int) -> NDArray[np.int32]:
        """Return three times the statement, and 0 for agree, 1 for disagree, 2 for pass, of votes `low` to `high`."""
        place: NDArray[np.int32] = _PLACES[self.values[low:high] + np.int8(1)]
        place += self.statements[low:high] * np.int32(3)
        return place

    @cached_property
    def totals(self) -> Integers:
        """How many agree with, disagree with and pass each statement (statements, 3)."""
        sums = np.zeros(3 * self.width, np.int64)
        for _, _, low, high in self.portions():
            sums += np.bincount(self.codes(low, high), minlength=len(sums))
        return sums.reshape(self.width, 3)

    def matrix(self, data: NDArray[Any] | None = None) -> Any:
        """Return a scipy CSR array (participants, statements) of the values, or of `data` in their places."""
        # Indices and pointers of one type, else scipy copies the indices.
        starts = self.starts.astype(np.int32 if len(self) < 1 << 31 else np.int64)
        made = csr_array((self.values if data is None else data, self.statements, starts), self.shape, copy=False)
        made.has_canonical_format = True
        return made

    @property
    def shape(self) -> tuple[int, int]:
        """Participants and statements."""
        return self.height, self.width

    def rows(self, participants: NDArray[np.integer]) -> "Votes":
        """Return the votes of these participants alone, who are counted from 0 in the order given."""
        counts = self.counts[participants]
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        places = np.repeat(self.starts[participants] - starts[:-1], counts) + np.arange(starts[-1])
        return Votes(starts, self.statements[places], self.values[places], self.width)

    def between(self, begin: int, end: int) -> "Votes":
        """Return the votes of participants `begin` to `end` (without it), counted from 0, without copying them."""
        low, high = self.starts[begin], self.starts[end]
        return Votes(self.starts[begin : end + 1] - low, self.statements[low:high], self.values[low:high], self.width)

    def with_events(
        self,
        participants: ArrayLike,
        statements: ArrayLike,
        values: ArrayLike,
        *,
        height: int | None = None,
        width: int | None = None,
    ) -> "Votes":
        """Return the votes after further events, in their order; participants and statements may be new.

        Costs one copy of the votes and a search for each event, no rebuild.
        """
        who, what, said = _checked(participants, statements, values)
        height = max(_room(who, height), self.height)
        width = max(_room(what, width), self.width)
        keys, at = np.unique((who.astype(np.int64) * width + what)[::-1], return_index=True)
        who, what = np.divmod(keys, width) if width else (keys, keys)
        said = said[::-1][at]
        starts = np.concatenate([self.starts, np.full(height - self.height, self.starts[-1])])
        places, known = self._places(starts, who, what, width)
        values_now = self.values.copy()
        values_now[places[known]] = said[known]
        statements_now = self.statements
        new = ~known & (said != WITHDRAWN)
        gone = places[known & (said == WITHDRAWN)]
        change = np.bincount(who[new], minlength=height)
        if len(gone):
            change -= np.bincount(who[known & (said == WITHDRAWN)], minlength=height)
        if new.any() or len(gone):
            inserted = places[new] - np.searchsorted(gone, places[new])
            values_now = np.insert(np.delete(values_now, gone), inserted, said[new])
            statements_now = np.insert(np.delete(statements_now, gone), inserted, what[new].astype(np.int32))
            starts[1:] += np.cumsum(change)
        return Votes(starts, statements_now, values_now, width)

    def _places(
        self, starts: Integers, who: Integers, what: Integers, width: int
    ) -> tuple[Integers, NDArray[np.bool_]]:
        """Return where each pair stands or would stand (ascending keys), and whether it stands there."""
        rows, local = np.unique(who, return_inverse=True)
        counts = starts[rows + 1] - starts[rows]
        before = np.cumsum(counts) - counts
        gathered = np.repeat(starts[rows] - before, counts) + np.arange(int(counts.sum()))
        keys = np.repeat(np.arange(len(rows)) * width, counts) + self.statements[gathered]
        wanted = local * width + what
        found = np.searchsorted(keys, wanted)
        known = np.zeros(len(wanted), bool)
        inside = found < len(keys)
        known[inside] = keys[found[inside]] == wanted[inside]
        return found + (starts[rows] - before)[local], known

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The statements and the values, each (votes,) in the smallest type that holds them."""
        return {
            "statements": self.statements.astype(np.uint16 if self.width <= 1 << 16 else np.int32),
            "values": self.values,
        }


def fingerprint(counts: Integers, width: int, columns: Iterable[NDArray[Any]]) -> str:
    """Return the SHA-256 of votes: how many each participant has, then all statements, then all values (`columns`).

    Each may come in pieces, in the order of participants.
    """
    found = hashlib.sha256(str((len(counts), width)).encode())
    found.update(bytes_of(_small(counts)))
    for column in columns:
        found.update(bytes_of(column))
    return found.hexdigest()


def _small(counts: Integers) -> NDArray[Any]:
    return counts.astype(np.uint16 if counts.max(initial=0) < 1 << 16 else np.uint32)


def _checked(participants: ArrayLike, statements: ArrayLike, values: ArrayLike) -> tuple[Any, Any, NDArray[np.int8]]:
    who, what, said = np.asarray(participants), np.asarray(statements), np.asarray(values)
    if not len(who) == len(what) == len(said):
        raise Unreadable(sentence("Zu jeder Stimme gehören eine Person und eine Aussage."))
    if not len(who):
        return who.astype(np.int64), what.astype(np.int64), said.astype(np.int8)
    if int(who.min()) < 0 or int(what.min()) < 0:
        raise Unreadable(sentence("Personen und Aussagen werden von 0 an gezählt; hier steht eine negative Nummer."))
    small = said.astype(np.int8)
    if (small != said).any() or (((small < DISAGREE) | (small > AGREE)) & (small != WITHDRAWN)).any():
        raise Unreadable(sentence("Eine Stimme ist 1 (Zustimmung), -1 (Ablehnung) oder 0 (weiter), nichts anderes."))
    return who, what, small


def _in_order(pairs: Integers) -> tuple[Integers, Integers]:
    """Return the pairs, ascending, and the place of each in the log; the same pairs stay in the order of the log."""
    room = max(len(pairs), 1).bit_length()
    if int(pairs.max(initial=0)) >> (63 - room):
        event = np.argsort(pairs, kind="stable")
        return pairs[event], event
    # Sorting numbers is several times as fast as sorting places by numbers.
    both = np.sort((pairs << room) | np.arange(len(pairs)))
    return both >> room, both & ((1 << room) - 1)


def _room(indices: NDArray[np.integer], wanted: int | None) -> int:
    needed = int(indices.max()) + 1 if len(indices) else 0
    if wanted is not None and wanted < needed:
        raise Unreadable(
            sentence("Es gibt {wanted} Nummern, aber die Nummer {number} kommt vor.", wanted=wanted, number=needed - 1)
        )
    return needed if wanted is None else wanted


def _by_time(events: Integers, last: NDArray[np.bool_], times: ArrayLike | Callable[[Integers], ArrayLike]) -> None:
    """Order the events of each pair by time, in place; `last` marks where the events of a pair end."""
    ends = np.flatnonzero(last)
    begins = np.concatenate([[0], ends[:-1] + 1])
    several = np.repeat(begins != ends, ends - begins + 1)
    pair = np.repeat(np.arange(len(ends)), ends - begins + 1)[several]
    among = events[several]
    if callable(times):
        when = np.asarray(times(among))
    elif len(known := np.asarray(times)) == len(events):
        when = known[among]
    else:
        raise Unreadable(sentence("Zu jeder Stimme gehört genau ein Zeitpunkt."))
    events[several] = among[np.lexsort((among, when, pair))]
