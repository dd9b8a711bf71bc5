"""A city's list of actors as a file: one a line, or a table with the columns Name and Andere Namen. Pure."""

import csv
import io
import re
from dataclasses import dataclass

from faden.kernel.messages import sentence
from faden.kernel.text import fold, squeeze

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
LONGEST = 160
_HEADS = frozenset(("name", "akteur", "akteure", "bezeichnung"))
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class UnreadableList(Exception):
    """Nothing of the file can be used; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One actor of a file. `row`: its line; `problem`: why it cannot be taken, a German sentence, or ""."""

    row: int
    name: str
    aliases: tuple[str, ...] = ()
    problem: str = ""


def read_actors(data: bytes) -> list[ActorRow]:
    """Return the rows of a file (UTF-8 or Windows-1252), other names parted by | or in further columns.

    Raises UnreadableList when it is too large, no table, or empty.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableList(sentence("Die Datei ist größer als 2 MB. Bitte teilen Sie sie."))
    text = _decoded(data)
    if "\x00" in text:
        raise UnreadableList(sentence("Das ist keine Textdatei. Bitte speichern Sie die Liste als CSV (UTF-8)."))
    rows = [row for row in _rows(text) if row.name or row.problem]
    if not rows:
        raise UnreadableList(sentence("In der Datei steht kein Name. Gebraucht wird eine Zeile für jeden Akteur."))
    if len(rows) > MAX_ROWS:
        raise UnreadableList(sentence("Die Datei hat mehr als 5.000 Zeilen. Bitte teilen Sie sie."))
    return rows


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(text: str) -> list[ActorRow]:
    delimiter = max(";\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        found = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise UnreadableList(
            sentence("Die Tabelle lässt sich nicht lesen. Bitte speichern Sie sie neu als CSV (UTF-8).")
        ) from error
    return [_row(line, cells) for line, cells in found if line > 1 or not cells or fold(cells[0]) not in _HEADS]


def _row(number: int, cells: list[str]) -> ActorRow:
    names = [squeeze(_UNFIT.sub(" ", part)) for cell in cells for part in cell.split("|")]
    name, *others = names or [""]
    aliases = tuple(dict.fromkeys(one for one in others if one and one != name))
    if not name:
        problem = sentence("Der Name fehlt.") if aliases else ""
        return ActorRow(number, "", aliases, problem)
    if max(map(len, (name, *aliases))) > LONGEST:
        return ActorRow(number, name[:LONGEST], problem=sentence("Ein Name ist länger als 160 Zeichen."))
    return ActorRow(number, name, aliases)
