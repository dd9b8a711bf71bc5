"""The files of one Polis export put together: which is which, whether they belong together, what is odd about them."""

import csv
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion.cast import Cast
from faden.opinion.polis_comments import Comment, read_comments, read_summary, with_right_sign
from faden.opinion.polis_files import EARLIEST, EVENTS, Ballots, read_votes, same_sign

MOST_BYTES = 400 * 1024 * 1024
"""So much may come out of a ZIP."""
_APART = 0.05
"""Two files that differ in a greater part of their votes are of two conversations."""

_Read = TypeVar("_Read")


@dataclass(frozen=True, eq=False)
class Given:
    """A conversation as its files tell it, agreement as +1.

    `names`: of the people who voted, by their rows in `cast`. `comments`: every statement, in the order in which they are
    numbered, those without a text too. `told`: German sentences about what is odd, was put right or cannot be kept.
    """

    names: tuple[str, ...]
    comments: tuple[Comment, ...]
    cast: Cast
    summary: Mapping[str, str]
    told: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many voted."""
        return len(self.names)


def unpacked(name: str, data: bytes) -> dict[str, bytes]:
    """Return the files in a ZIP by their names, or the file itself. Raises Unreadable for a broken or too large ZIP."""
    if not data.startswith(b"PK\x03\x04"):
        return {name: data}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            inside = [one for one in container.infolist() if not one.is_dir()]
            if sum(one.file_size for one in inside) > MOST_BYTES:
                raise Unreadable(
                    sentence(
                        "„{name}“ ist ausgepackt größer als {most} MB. Bitte teilen Sie die Dateien.",
                        name=name,
                        most=MOST_BYTES // 1024 // 1024,
                    )
                )
            return {one.filename: container.read(one) for one in inside if one.filename.lower().endswith(".csv")}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(
            sentence("„{name}“ ist kein vollständiges ZIP. Bitte laden Sie die Datei noch einmal herunter.", name=name)
        ) from error


def read_conversation(files: Mapping[str, bytes], *, until: int) -> Given:
    """Return the conversation that these files of a Polis export tell, whatever they are called.

    `until`: no vote is later, milliseconds since 1970. Raises Unreadable with file and line.
    """
    found = _sorted(files)
    if "comments" not in found:
        raise Unreadable(sentence("Es fehlt die Datei mit den Aussagen (comments.csv)."))
    if "votes" not in found and "table" not in found:
        raise Unreadable(sentence("Es fehlen die Stimmen (votes.csv oder participants-votes.csv)."))
    told: list[str] = []
    comments = _read(found["comments"], read_comments)
    summary = _read(found["summary"], read_summary) if "summary" in found else {}
    ballots = _joined(found, comments, told)
    _tell_counts(ballots, comments, told)
    numbered, columns = _numbered(ballots, comments, told)
    cast = _cast(ballots, columns, _times(ballots, until, told))
    names = tuple(str(one) for one in ballots.participants[ballots.votes.counts > 0].tolist())
    return Given(names, numbered, cast, summary, tuple(told))


def _cast(ballots: Ballots, columns: NDArray[np.int64], times: NDArray[np.int64] | None) -> Cast:
    votes, log = ballots.votes, ballots.log
    who, what, said = (votes.owners, votes.statements, votes.values) if log is None else log.events
    unclear = np.zeros(len(said), bool) if log is None or log.unclear is None else log.unclear & (said == 0)
    # People without a vote have no row.
    rows = np.cumsum(votes.counts > 0) - 1
    cast = Cast(rows[who], columns[what], said, unclear, times)
    return cast if times is None else cast.at(np.argsort(times, kind="stable"))


def _sorted(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return name and content of each file by what it is, as its first line tells."""
    found: dict[str, tuple[str, bytes]] = {}
    for name, content in files.items():
        kind = _kind(content)
        if kind is None:
            raise Unreadable(
                sentence(
                    "„{name}“ ist keine Datei eines Polis-Exports. Gebraucht werden comments.csv und votes.csv oder "
                    "participants-votes.csv.",
                    name=name,
                )
            )
        if kind in found:
            raise Unreadable(
                sentence(
                    "„{first}“ und „{second}“ sind dieselbe Art von Datei. Bitte geben Sie nur eine an.",
                    first=found[kind][0],
                    second=name,
                )
            )
        found[kind] = (name, content)
    return found


def _kind(content: bytes) -> str | None:
    first = content[:100_000].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    header = next(csv.reader([first]), [])
    if set(EVENTS) <= set(header):
        return "votes"
    if header[:1] == ["participant"]:
        return "table"
    if "comment-id" in header:
        return "groups" if "total-votes" in header else "comments"
    return "summary" if header[:1] in (["topic"], ["url"]) else None


def _read(file: tuple[str, bytes], reader: Callable[[bytes], _Read]) -> _Read:
    name, content = file
    try:
        return reader(content)
    except (Unreadable, csv.Error) as wrong:
        raise Unreadable(sentence("{name}: {wrong}", name=name, wrong=wrong)) from wrong


def _joined(found: Mapping[str, tuple[str, bytes]], comments: list[Comment], told: list[str]) -> Ballots:
    """Return the votes with the right sign, from the log where there is one."""
    file = found["votes" if "votes" in found else "table"]
    name, read = file[0], _read(file, read_votes)
    if not len(read.votes):
        raise Unreadable(sentence("{name}: Es steht keine Stimme darin.", name=name))
    ballots = with_right_sign(read, comments)
    if ballots is not read:
        told.append(sentence("In {name} hieß -1 Zustimmung; die Vorzeichen sind umgedreht.", name=name))
    elif not any(one.agrees or one.disagrees for one in comments):
        told.append(sentence("Was Zustimmung heißt, war nicht nachzuprüfen; wir nehmen 1 als Zustimmung."))
    if "votes" in found and "table" in found:
        table = same_sign(_read(found["table"], read_votes), ballots)
        _compare(ballots, table, (name, found["table"][0]), told)
    facts = ballots.facts
    if any(one.strip() for one in facts.get("xid", ())):
        told.append(sentence("Kennungen aus anderen Systemen (xid) werden nicht übernommen."))
    silent = int(np.count_nonzero(ballots.votes.counts == 0))
    if silent:
        told.append(sentence("{count} Personen ohne Stimme werden nicht übernommen.", count=silent))
    return ballots


def _compare(one: Ballots, two: Ballots, names: tuple[str, str], told: list[str]) -> None:
    apart = _apart(one, two)
    if apart > _APART * (len(one.votes) + len(two.votes)):
        raise Unreadable(
            sentence(
                "{first} und {second} gehören nicht zusammen: {apart} Stimmen sind verschieden. "
                "Bitte nehmen Sie die Dateien desselben Exports.",
                first=names[0],
                second=names[1],
                apart=apart,
            )
        )
    if apart:
        told.append(
            sentence(
                "{first} und {second} sind in {apart} Stimmen verschieden; es gilt {first}.",
                first=names[0],
                second=names[1],
                apart=apart,
            )
        )


def _apart(one: Ballots, two: Ballots) -> int:
    """Return how many votes stand in one of both only."""
    people = _places(one.participants, two.participants)
    statements = _places(one.statements, two.statements)
    width = 3 * (max(int(place.max()) for place in statements) + 1)
    mine, theirs = (
        who[votes.owners] * width + what[votes.statements] * 3 + votes.values + 1
        for who, what, votes in zip(people, statements, (one.votes, two.votes), strict=True)
    )
    return len(np.setxor1d(mine, theirs, assume_unique=True))


def _places(one: NDArray[Any], two: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of two lists of names among all of both."""
    _, places = np.unique(np.concatenate([one.astype(str), two.astype(str)]), return_inverse=True)
    return places[: len(one)].astype(np.int64), places[len(one) :].astype(np.int64)


def _tell_counts(ballots: Ballots, comments: Iterable[Comment], told: list[str]) -> None:
    places = {str(name): at for at, name in enumerate(ballots.statements.tolist())}
    totals = ballots.votes.totals[:, :2].tolist()
    wrong = sum(
        [one.agrees, one.disagrees] != (totals[places[one.id]] if one.id in places else [0, 0])
        for one in comments
        if one.agrees is not None and one.disagrees is not None
    )
    if wrong:
        told.append(
            sentence("In comments.csv standen bei {count} Aussagen andere Zahlen; alles ist neu gezählt.", count=wrong)
        )


def _numbered(
    ballots: Ballots, comments: list[Comment], told: list[str]
) -> tuple[tuple[Comment, ...], NDArray[np.int64]]:
    """Return all statements in the order of their numbers, and where the columns of the votes are among them."""
    known = Counter(one.id for one in comments)
    if doubled := [name for name, count in known.items() if count > 1]:
        raise Unreadable(sentence("In comments.csv kommt die Aussage {id} mehrmals vor.", id=doubled[0]))
    asked = [str(name) for name in ballots.statements.tolist()]
    missing = [name for name in asked if name not in known]
    _tell_missing(missing, len(asked), told)
    every = [_worded(one) for one in (*comments, *(_unknown(name) for name in missing))]
    if all(one.id.isascii() and one.id.isdigit() for one in every):
        every.sort(key=lambda one: int(one.id))
    if any(one.id != str(at) for at, one in enumerate(every)):
        told.append(
            sentence(
                "Die Nummern der Aussagen haben Lücken oder sind keine Zahlen; sie sind neu gezählt, in derselben "
                "Reihenfolge."
            )
        )
    place = {one.id: at for at, one in enumerate(every)}
    return tuple(every), np.array([place[name] for name in asked], np.int64)


def _tell_missing(missing: list[str], of: int, told: list[str]) -> None:
    if len(missing) * 2 > of:
        raise Unreadable(
            sentence(
                "Zu {count} Aussagen mit Stimmen fehlt der Text in comments.csv. Sind die Dateien von demselben Export?",
                count=len(missing),
            )
        )
    if missing:
        told.append(
            sentence(
                "Zu diesen Aussagen fehlt der Text in comments.csv; sie bleiben herausgenommen: {ids}.",
                ids=", ".join(missing[:20]) + (" …" if len(missing) > 20 else ""),
            )
        )


def _unknown(name: str) -> Comment:
    return Comment(name, "", -1, False, None, None, ("reason",), (sentence("Der Text fehlt im Export."),))


def _worded(one: Comment) -> Comment:
    # PostgreSQL keeps no zero byte.
    text = one.text.replace("\0", "").strip()
    return one._replace(text=text or sentence("[Aussage {id}: ohne Text]", id=one.id))


def _times(ballots: Ballots, until: int, told: list[str]) -> NDArray[np.int64] | None:
    """Return when each vote was cast. Raises Unreadable for times that cannot be."""
    times = None if ballots.log is None else ballots.log.times
    if times is None or not times.any():
        told.append(sentence("Wann abgestimmt wurde, steht nicht in den Dateien."))
        return None
    wrong = np.flatnonzero((times < EARLIEST) | (times > until))
    if len(wrong):
        raise Unreadable(
            sentence(
                "Stimme {number} in votes.csv: Der Zeitpunkt liegt vor dem Jahr 2000 oder in der Zukunft.",
                number=int(wrong[0]) + 1,
            )
        )
    return times
