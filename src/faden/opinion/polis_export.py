"""The five files of a Polis export, and the JSON that Polis clients read, written.

Columns beyond those of Polis stand behind them. Every count is taken from the votes. Files are written in portions, so
that none is ever held whole.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.kernel.portions import portions
from faden.opinion.lines import group_name
from faden.opinion.polis_comments import COLUMNS, Comment
from faden.opinion.polis_files import PERSON, UNCLEAR, Ballots

Portions = Iterator[bytes]
_FOUR = ("votes", "agrees", "disagrees", "passes")


def _csv(rows: Iterable[Iterable[object]]) -> Portions:
    for portion in portions(rows):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(portion)
        yield out.getvalue().encode()


def write_summary(facts: Mapping[str, object]) -> Portions:
    """Yield summary.csv: a name and a value in each line, in the order given."""
    return _csv(facts.items())


def write_votes(ballots: Ballots) -> Portions:
    """Yield votes.csv: every vote cast with its time, or those that hold (at time 0) where there is no log."""
    log, votes = ballots.log, ballots.votes
    who, what, said = (votes.owners, votes.statements, votes.values) if log is None else log.events
    times = np.zeros(len(said), np.int64) if log is None or log.times is None else log.times
    header = ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    columns: list[Iterable[Any]] = [
        times.tolist(),
        map(date, times.tolist()),
        ballots.statements[what].tolist(),
        ballots.participants[who].tolist(),
        said.tolist(),
    ]
    if log is not None and log.unclear is not None:
        header.append(UNCLEAR)
        columns.append("true" if one else "false" for one in log.unclear.tolist())
    return _csv(_under(header, zip(*columns, strict=True)))


def _under(header: Sequence[object], rows: Iterable[Iterable[object]]) -> Iterator[Iterable[object]]:
    yield header
    yield from rows


@lru_cache(maxsize=4096)
def date(milliseconds: int) -> str:
    """Return a moment as Polis writes it for people."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")


def write_participants(ballots: Ballots, groups: Sequence[int] | None = None) -> Portions:
    """Yield participants-votes.csv. `groups` (participants,), -1 none; without them those that the file had."""
    facts = ballots.facts
    if groups is None:
        groups = [-1] * len(ballots.participants) if ballots.groups is None else ballots.groups.tolist()
    header = [name for name in PERSON if name != "xid" or "xid" in facts]
    return _csv(_under([*header, *ballots.statements.tolist()], _participants(ballots, groups, header)))


def _participants(ballots: Ballots, groups: Sequence[int], header: Sequence[str]) -> Iterator[list[object]]:
    facts, votes = ballots.facts, ballots.votes
    for at, name in enumerate(ballots.participants.tolist()):
        low, high = votes.starts[at], votes.starts[at + 1]
        said = votes.values[low:high]
        cells: list[object] = [""] * votes.width
        for statement, value in zip(votes.statements[low:high].tolist(), said.tolist(), strict=True):
            cells[statement] = value
        told = {
            "participant": name,
            "xid": facts["xid"][at] if "xid" in facts else "",
            "group-id": "" if groups[at] < 0 else groups[at],
            "n-comments": facts["n-comments"][at] if "n-comments" in facts else "",
            "n-votes": len(said),
            "n-agree": int(np.count_nonzero(said == 1)),
            "n-disagree": int(np.count_nonzero(said == -1)),
        }
        yield [*(told[column] for column in header), *cells]


def write_comments(comments: Sequence[Comment], ballots: Ballots) -> Portions:
    """Yield comments.csv with all columns that there are, agreements and disagreements counted from the votes."""
    columns = list(dict.fromkeys([*(name for one in comments for name in one.columns)])) or list(COLUMNS)
    places = {str(name): at for at, name in enumerate(ballots.statements)}
    counts = counted(ballots)

    def row(one: Comment) -> list[object]:
        agrees, disagrees = counts[places[one.id], :2].tolist() if one.id in places else (0, 0)
        cells = {**one.row, "agrees": agrees, "disagrees": disagrees}
        return [cells.get(name, "") for name in columns]

    return _csv(_under(columns, map(row, comments)))


def write_groups(ballots: Ballots, comments: Sequence[Comment], groups: Sequence[int]) -> Portions:
    """Yield comment-groups.csv: votes, agreements, disagreements and passes in total and by group (labels of people)."""
    labels = np.asarray(groups)
    names = np.unique(labels[labels >= 0]).tolist()
    texts = {one.id: one.text for one in comments}
    parts = [counted(ballots), *(counted(ballots, labels == name) for name in names)]
    titles = ["total", *(f"group-{group_name(name).lower()}" for name in names)]
    header = ["comment-id", "comment", *(f"{title}-{what}" for title in titles for what in _FOUR)]

    def row(at: int, name: object) -> list[object]:
        numbers = [cell for part in parts for cell in (int(part[at].sum()), *part[at].tolist())]
        return [name, texts.get(str(name), ""), *numbers]

    rows = (row(at, name) for at, name in enumerate(ballots.statements.tolist()))
    return _csv(_under(header, rows))


def counted(ballots: Ballots, chosen: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Return how many agree, disagree, pass (statements, 3), of all or of those chosen (participants,)."""
    votes = ballots.votes
    taken = slice(None) if chosen is None else chosen[votes.owners]
    code = np.array([1, 2, 0])[votes.values[taken] + np.int8(1)]
    return np.bincount(votes.statements[taken] * 3 + code, minlength=3 * votes.width).reshape(-1, 3)
