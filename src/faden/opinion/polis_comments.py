"""What a Polis export says of its statements, and of the conversation as a whole."""

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion.polis_files import EARLIEST, LATEST, Ballots, is_true, milliseconds, rows_of, text_of

COLUMNS = (
    *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"),
    *("is-meta", "is-seed", "lang", "moderated-at", "reason"),
)
"""As we write them; from `is-meta` on they are not in every export of Polis, the last three in none."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_MODERATED = {"-1": -1, "0": 0, "1": 1, "": 0}


class Comment(NamedTuple):
    """A statement as comments.csv has it. `moderated`: -1 out, 0 not yet, 1 in. `cells` stand under `columns`."""

    id: str
    text: str
    moderated: int
    is_meta: bool
    agrees: int | None
    disagrees: int | None
    columns: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def row(self) -> dict[str, str]:
        """All cells by column."""
        return dict(zip(self.columns, self.cells, strict=True))

    def cell(self, *columns: str) -> str:
        """Return what stands in the first of these columns that there is, else an empty word."""
        return next((self.cells[self.columns.index(name)].strip() for name in columns if name in self.columns), "")

    @property
    def author(self) -> str:
        """Who wrote it, as votes name them."""
        return self.cell("author-id")

    @property
    def is_seed(self) -> bool:
        """Whether it was there from the beginning; where no column says so, what the owner (0) wrote."""
        told = self.cell("is-seed", "is_seed")
        return is_true(told) if told else self.author in ("0", "")

    @property
    def language(self) -> str:
        """A code such as "de"; German where none is told."""
        told = self.cell("lang")
        return told if _LANGUAGE.fullmatch(told) else "de"

    @property
    def made_at(self) -> int | None:
        """When it was written, in milliseconds since 1970."""
        return _moment(self.cell("timestamp"))

    @property
    def moderated_at(self) -> int | None:
        """When it was decided about, in milliseconds since 1970."""
        return _moment(self.cell("moderated-at"))

    @property
    def reason(self) -> str:
        """Why it was left out, for everybody."""
        return self.cell("reason")

    @property
    def left_out(self) -> bool:
        """Whether it does not take part in the picture."""
        return self.moderated == -1 or self.is_meta


def read_comments(content: bytes) -> list[Comment]:
    """Return the statements of comments.csv in the order of the file. Raises Unreadable with the line that is wrong."""
    header = next(csv.reader(io.StringIO(text_of(content), newline="")), [])
    if "comment-id" not in header:
        raise Unreadable(sentence("Das ist keine Datei mit Aussagen: Es fehlt die Spalte comment-id."))
    columns = tuple(header)
    place = {name: at for at, name in enumerate(columns)}
    text, moderated, meta = (
        next((place[name] for name in names if name in place), None)
        for names in (("comment-body", "comment"), ("moderated",), ("is-meta", "is_meta"))
    )
    agrees, disagrees = place.get("agrees"), place.get("disagrees")
    found = []
    for line, cells in rows_of(content, len(header)):
        state = _MODERATED.get("0" if moderated is None else cells[moderated].strip())
        if state is None:
            cell = cells[moderated or 0]
            raise Unreadable(
                sentence("Zeile {line}: In „moderated“ steht „{cell}“ statt -1, 0 oder 1.", line=line, cell=cell)
            )
        found.append(
            Comment(
                cells[place["comment-id"]].strip(),
                "" if text is None else cells[text],
                state,
                meta is not None and is_true(cells[meta]),
                None if agrees is None else _count(cells[agrees]),
                None if disagrees is None else _count(cells[disagrees]),
                columns,
                tuple(cells),
            )
        )
    return found


def read_summary(content: bytes) -> dict[str, str]:
    """Return the lines of summary.csv, which has no header: a name and a value each."""
    found = {}
    for line, row in enumerate(csv.reader(io.StringIO(text_of(content), newline="")), 1):
        if row and len(row) != 2:
            raise Unreadable(sentence("Eintrag {line}: Gebraucht werden ein Name und ein Wert.", line=line))
        if row:
            found[row[0]] = row[1]
    return found


def read_table(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of any of the files as they stand, such as comment-groups.csv."""
    header = next(csv.reader(io.StringIO(text_of(content), newline="")), [])
    return header, [row for _, row in rows_of(content, len(header))]


def _moment(cell: str) -> int | None:
    """Return a moment that can be, None for anything else."""
    if not (cell.isascii() and cell.isdigit()):
        return None
    found = milliseconds(int(cell))
    return found if EARLIEST <= found < LATEST else None


def _count(cell: str) -> int | None:
    return int(cell) if cell.isdigit() else None


def with_right_sign(ballots: Ballots, comments: Sequence[Comment]) -> Ballots:
    """Return the votes with +1 as agreement, found out from the counts of the statements.

    Single counts are often wrong, all together they tell. Where they do not, the votes stay as they are.
    """
    places = {str(name): at for at, name in enumerate(ballots.statements.tolist())}
    known = [
        (places[one.id], one.agrees, one.disagrees)
        for one in comments
        if one.id in places and one.agrees is not None and one.disagrees is not None
    ]
    if not known:
        return ballots
    at, agrees, disagrees = np.array(known).T
    mine = ballots.votes.totals[at]
    alike = int(agrees @ mine[:, 0] + disagrees @ mine[:, 1])
    opposite = int(agrees @ mine[:, 1] + disagrees @ mine[:, 0])
    return ballots.flipped() if opposite > alike else ballots
