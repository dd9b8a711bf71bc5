"""The files that Polis exports, read.

Both units of time (seconds and milliseconds) and both signs of votes occur; counts in them are known to be wrong and are
never used but to find out the sign.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion import csv_scan
from faden.opinion.votes import Votes

EVENTS = ("comment-id", "voter-id", "vote")
UNCLEAR = "unclear"
"""A column of ours: true where somebody passed because the sentence is not clear."""
PERSON = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
_MILLISECONDS = 100_000_000_000
"""Times above are milliseconds since 1970, others seconds."""

EARLIEST, LATEST = 946_684_800_000, 4_102_444_800_000
"""The years 2000 and 2100 in milliseconds: nothing was written or voted before or after."""

_Times = Callable[[NDArray[np.int64]], NDArray[np.int64] | None]
_Raw = tuple[NDArray[Any], NDArray[Any], NDArray[np.int8], _Times, NDArray[np.bool_] | None]


@dataclass(frozen=True, eq=False)
class Log:
    """Every vote cast, also those changed later, in the order of the file: indices and values.

    `timed` reads the times of some events, by their places, when somebody asks for them. `unclear` (events,): who passed
    because the sentence is not clear; None where the file does not say.
    """

    participants: NDArray[np.integer]
    statements: NDArray[np.integer]
    values: NDArray[np.int8]
    timed: _Times
    unclear: NDArray[np.bool_] | None = None

    @property
    def events(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int8]]:
        """Participants, statements and values."""
        return self.participants, self.statements, self.values

    @cached_property
    def times(self) -> NDArray[np.int64] | None:
        """Milliseconds since 1970 (events,), None where the file has no times."""
        return self.timed(np.arange(len(self.values)))


@dataclass(frozen=True, eq=False)
class Ballots:
    """Votes with the names of participants and statements, ascending, and what else a file says of participants.

    `told` reads the other columns of a table when somebody asks for them.
    """

    participants: NDArray[Any]
    statements: NDArray[Any]
    votes: Votes
    log: Log | None = None
    told: Callable[[], Mapping[str, list[str]]] = dict

    @cached_property
    def facts(self) -> Mapping[str, list[str]]:
        """What else the file says of participants, by column."""
        return self.told()

    @cached_property
    def groups(self) -> NDArray[np.int16] | None:
        """The group of each participant as published (participants,), -1 none; None where the file has no groups."""
        if "group-id" not in self.facts:
            return None
        return np.array([int(one) if one.strip().isdigit() else -1 for one in self.facts["group-id"]], np.int16)

    def flipped(self) -> "Ballots":
        """Return the same votes with the other sign."""
        log = None if self.log is None else replace(self.log, values=-self.log.values)
        return replace(self, votes=replace(self.votes, values=-self.votes.values), log=log)


def text_of(content: bytes) -> str:
    """Return the text of a file. Raises Unreadable where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            sentence("Zeile {line}: Die Datei ist nicht in UTF-8 gespeichert. Bitte so speichern.", line=where)
        ) from error


def read_votes(content: bytes) -> Ballots:
    """Return the votes of votes.csv or participants-votes.csv (also participant-votes.csv), whichever it is.

    For each participant and statement the vote with the latest time counts. Raises Unreadable with the line that is
    wrong.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    header = next(csv.reader([text_of(content[:100_000].split(b"\n", 1)[0]).strip()]), [])
    if set(EVENTS) <= set(header):
        return _read_log(content, header)
    if header[:1] == ["participant"]:
        return _read_table(content, header)
    raise Unreadable(
        sentence(
            "Das ist keine Datei mit Stimmen: Gebraucht werden die Spalten comment-id, voter-id und vote (votes.csv) "
            "oder participant und je Aussage eine (participants-votes.csv)."
        )
    )


def _read_log(content: bytes, header: list[str]) -> Ballots:
    who, what, said, timed, unclear = _scanned_log(content, header) or _slow_log(content, header)
    participants, who = named(who)
    statements, what = named(what)
    log = Log(who, what, said, timed, unclear)
    votes = Votes.from_events(
        who,
        what,
        said,
        times=lambda events: events if (times := timed(events)) is None else times,
        height=len(participants),
        width=len(statements),
    )
    return Ballots(participants, statements, votes, log)


def _scanned_log(content: bytes, header: list[str]) -> _Raw | None:
    found = csv_scan.events(content, len(header)) if tuple(header[-3:]) == EVENTS else None
    if found is None:
        return None

    def timed(events: NDArray[np.int64]) -> NDArray[np.int64] | None:
        if header[0] != "timestamp":
            return None
        begins = found.begins[events]
        size = content.index(b",", int(found.begins[0])) - int(found.begins[0])
        even = 9 <= size <= 16 and (np.frombuffer(content, np.uint8)[begins + size] == ord(",")).all()
        times = csv_scan.numbers_between(content, begins, size) if even else None
        if times is None:
            return _slow_log(content, header)[3](events)
        return times * (1 if times[0] > _MILLISECONDS else 1000)

    return found.second, found.first, found.values, timed, None


def _slow_log(content: bytes, header: list[str]) -> _Raw:
    at = [header.index(name) for name in EVENTS]
    when, unclear_at = (header.index(name) if name in header else None for name in ("timestamp", UNCLEAR))
    who, what, said, times, unclear = [], [], [], [], []
    for line, row in rows_of(content, len(header)):
        comment, voter, vote = (row[place].strip() for place in at)
        if not voter or not comment:
            raise Unreadable(sentence("Zeile {line}: Es fehlt, wer oder worüber abgestimmt wurde.", line=line))
        who.append(voter)
        what.append(comment)
        said.append(_vote(vote, line))
        if when is not None:
            times.append(_time(row[when], line))
        if unclear_at is not None:
            unclear.append(is_true(row[unclear_at]))
    made = np.array(times, np.int64) if when is not None else None
    return (
        numbers_or_words(who),
        numbers_or_words(what),
        np.array(said, np.int8),
        lambda events: None if made is None else made[events],
        None if unclear_at is None else np.array(unclear, bool),
    )


def _read_table(content: bytes, header: list[str]) -> Ballots:
    first = sum(name in PERSON for name in header)
    if any(name in PERSON for name in header[first:]) or len(set(header)) < len(header):
        raise Unreadable(
            sentence("Zeile 1: Zuerst kommen die Spalten der Person, dann je Aussage eine, jede nur einmal.")
        )
    if first == len(header):
        raise Unreadable(sentence("Zeile 1: Es gibt keine Spalte mit einer Aussage."))
    scanned = csv_scan.cells(content, len(header), first)
    if scanned is not None:
        names, who, what, said = scanned.names, scanned.rows, scanned.columns, scanned.values
        people = _first_cells(content, scanned.begins, first)
    else:
        rows, who, what, said = _slow_table(content, header, first)
        names, people = numbers_or_words([row[0] for row in rows]), lambda: rows
    participants, places = named(names)
    statements, columns = named(numbers_or_words(header[first:]))
    if len(participants) < len(names):
        raise Unreadable(sentence("Eine Person kommt mehrmals vor. Bitte je Person eine Zeile."))
    votes = Votes.from_events(places[who], columns[what], said, height=len(names), width=len(statements))

    def told() -> dict[str, list[str]]:
        rows = people()
        order = np.argsort(places)
        return {name: [rows[one][at] for one in order] for at, name in enumerate(header[:first])}

    return Ballots(participants, statements, votes, None, told)


def _first_cells(content: bytes, begins: NDArray[np.int64], count: int) -> Callable[[], list[list[str]]]:
    def told() -> list[list[str]]:
        ends = np.append(begins[1:], len(content))
        lines = (content[low:high].decode() for low, high in zip(begins.tolist(), ends.tolist(), strict=True))
        return [line.split(",", count)[:count] for line in lines]

    return told


def _slow_table(content: bytes, header: list[str], first: int) -> tuple[list[list[str]], Any, Any, Any]:
    people: list[list[str]] = []
    who, what, said = [], [], []
    for line, row in rows_of(content, len(header)):
        for at, cell in enumerate(row[first:]):
            if cell.strip():
                who.append(len(people))
                what.append(at)
                said.append(_vote(cell.strip(), line))
        people.append(row[:first])
    return people, np.array(who, np.int64), np.array(what, np.int64), np.array(said, np.int8)


def rows_of(content: bytes, width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the last line and the cells of each row after the header, empty rows left out.

    Raises Unreadable where a row has other than `width` cells.
    """
    reader = csv.reader(io.StringIO(text_of(content), newline=""))
    next(reader, None)
    for row in reader:
        if not row:
            continue
        if len(row) != width:
            raise Unreadable(
                sentence(
                    "Zeile {line}: {found} Zellen statt {width}. Ist die Datei vollständig und mit Kommas getrennt?",
                    line=reader.line_num,
                    found=len(row),
                    width=width,
                )
            )
        yield reader.line_num, row


def numbers_or_words(names: Sequence[str]) -> NDArray[Any]:
    """Return names as integers where all are, else as words."""
    together = "".join(names)
    if together.isascii() and together.isdigit() and max(map(len, names)) < 16 and all(names):
        numbers = [int(name) for name in names]
        if "".join(map(str, numbers)) == together:
            return np.array(numbers, np.int64)
    return np.array(names, dtype=np.str_)


def named(names: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Return the distinct names, ascending, and the place of each name among them."""
    if names.dtype.kind == "i" and len(names) and int(names.max()) < 4 * len(names) + 1_000_000:
        there = np.zeros(int(names.max()) + 1, bool)
        there[names] = True
        place = np.cumsum(there, dtype=np.int32) - np.int32(1)
        return np.flatnonzero(there), place[names]
    distinct, places = np.unique(names, return_inverse=True)
    return distinct, places.astype(np.int32)


def _vote(cell: str, line: int) -> int:
    if cell in ("1", "-1", "0"):
        return int(cell)
    try:
        if float(cell) in (1, -1, 0):
            return int(float(cell))
    except ValueError:
        pass
    raise Unreadable(
        sentence("Zeile {line}: „{cell}“ ist keine Stimme. Erlaubt sind 1, 0 und -1.", line=line, cell=cell[:40])
    )


def _time(cell: str, line: int) -> int:
    if not cell.strip().isdigit():
        raise Unreadable(
            sentence("Zeile {line}: „{cell}“ ist kein Zeitpunkt (Sekunden seit 1970).", line=line, cell=cell[:40])
        )
    return milliseconds(int(cell))


def milliseconds(time: int) -> int:
    """Return a time in milliseconds, given in them or in seconds."""
    return time if time > _MILLISECONDS else time * 1000


def is_true(cell: str) -> bool:
    """Return whether a cell says yes."""
    return cell.strip().lower() in ("1", "t", "true", "yes")


def same_sign(ballots: Ballots, other: Ballots) -> Ballots:
    """Return `ballots` with the sign of `other`, a second file of the same conversation."""
    return ballots.flipped() if agreement(ballots, other) < 0 else ballots


def agreement(one: Ballots, two: Ballots) -> int:
    """Return how many votes two files of a conversation have alike, less those that are opposite."""
    _, own_people, their_people = np.intersect1d(one.participants, two.participants, return_indices=True)
    _, own_columns, their_columns = np.intersect1d(one.statements, two.statements, return_indices=True)
    mine = one.votes.matrix(one.votes.values.astype(np.int32))[own_people][:, own_columns]
    theirs = two.votes.matrix(two.votes.values.astype(np.int32))[their_people][:, their_columns]
    return int(mine.multiply(theirs).sum())
