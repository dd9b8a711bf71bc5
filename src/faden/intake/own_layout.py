"""From the table of an export back to results: every cell is one text, nothing is guessed."""

import re
from collections.abc import Iterable

from faden.goals import codes
from faden.intake import persons
from faden.intake.heads import Kind, Leaning
from faden.intake.readers.blocks import Block, Cell, Place, Row, Table, Text, Unreadable
from faden.intake.readers.exported import GOAL, GROUP, HEADS, MAYBE_TWO, SIDES, STATEMENTS
from faden.intake.results import UNKNOWN_COLUMN, Contribution, Goal, Group, Person, Rest, Results
from faden.kernel.messages import sentence
from faden.kernel.text import characters, squeeze

_ADDRESS = re.compile(r"(?P<address>[A-Z]\d{1,9})?(?: ?(?P<side>[A-Za-zäöüß]+))?")
# How delimited text keeps a spreadsheet from taking a text for a formula.
FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


def guarded(text: str) -> str:
    """Return `text` for a CSV cell: an apostrophe stands before what a spreadsheet would run."""
    return f"'{text}" if FORMULA.match(text) else text


def has_layout(blocks: Iterable[Block]) -> bool:
    """Whether a table among `blocks` has the heads of an export."""
    return any(_heads(row) for block in blocks if isinstance(block, Table) for row in block.rows[:12])


def from_blocks(blocks: list[Block]) -> Results:
    """Turn the blocks of an export (see `has_layout`) into results. Raises Unreadable where no group stands in it."""
    table = _Table()
    for block in blocks:
        if isinstance(block, Table):
            table.take(block)
        else:
            table.text(block)
    return table.finish()


def _heads(row: Row) -> dict[int, int] | None:
    """Return which of `HEADS` (from 0) stands in which grid column if `row` is the head row."""
    found = {HEADS.index(text): cell.place.column or 0 for cell in row.filled if (text := squeeze(cell.text)) in HEADS}
    return {column: at for at, column in found.items()} if len(found) == len(HEADS) else None


class _Table:
    def __init__(self) -> None:
        self.results = Results()
        self.columns: dict[int, int] | None = None
        self.name = ""
        self.group: Group | None = None
        self.known: dict[tuple[str, str], Group] = {}

    def text(self, block: Text) -> None:
        text = squeeze(block.text)
        self.results.read += sum(characters(text).values())
        if not text:
            return
        if block.role in ("header", "footer"):
            self._furniture(text, block.place, sentence("Kopf- oder Fußzeile"))
        elif block.role == "note":
            self._unplaced(text, block.place, sentence("Fußnote oder Kommentar"))
        elif not self._is_title(text, block.place):
            self._unplaced(text, block.place, sentence("Text außerhalb der Tabelle"))

    def _is_title(self, text: str, place: Place) -> bool:
        if self.results.title and text != self.results.title:
            return False
        self._furniture(text, place, sentence("Titel wiederholt") if self.results.title else sentence("Titel"))
        self.results.title = text
        return True

    def take(self, table: Table) -> None:
        """Read a table; one without heads goes on with the columns of the one before it unless its name is another."""
        self.results.read += sum(characters(cell.text).total() for row in table.rows for cell in row.cells)
        if table.name != self.name or self.columns is None:
            self.columns, self.name = None, table.name
        for row in table.rows:
            if heads := _heads(row):
                why = sentence("Spaltenkopf wiederholt") if self.columns else sentence("Spaltenkopf")
                self.columns = heads
                for cell in row.filled:
                    self._furniture(squeeze(cell.text), cell.place, why)
            elif self.columns is None:
                self._above(row)
            else:
                self._row(row)

    def _above(self, row: Row) -> None:
        for cell in row.filled:
            text = squeeze(cell.text)
            if len(row.filled) > 1 or not self._is_title(text, cell.place):
                self._unplaced(text, cell.place, sentence("Text über den Spaltenköpfen"))

    def _row(self, row: Row) -> None:
        assert self.columns is not None
        texts: dict[int, tuple[str, Place]] = {}
        for cell in row.filled:
            column = self.columns.get(cell.place.column or 0)
            if column is None:
                self._unplaced(squeeze(cell.text), cell.place, UNKNOWN_COLUMN)
            else:
                texts[column] = self._words(cell), cell.place
        nothing = "", Place()
        self._group(texts.get(GROUP - 1, nothing), texts.get(GROUP, nothing))
        self._goal(texts.get(GOAL - 1, nothing), texts.get(GOAL, nothing))
        for kind, column in STATEMENTS.items():
            self._statement(kind, texts.get(column - 1, nothing), texts.get(column, nothing))  # type: ignore[arg-type]

    def _words(self, cell: Cell) -> str:
        text = squeeze(cell.text)
        if cell.place.lines is not None and text.startswith("'") and FORMULA.match(text):
            self._furniture("'", cell.place, sentence("Schutz vor einer Formel"))
            return text[1:]
        return text

    def _group(self, address: tuple[str, Place], name: tuple[str, Place]) -> None:
        if address[0]:
            self._furniture(*address, sentence("Adresse"))
        if not (address[0] or name[0]):
            return
        key = address[0], name[0]
        known = self.known.get(key)
        if known is None:
            known = Group(name[0], name[1] if name[0] else address[1])
            self.results.groups.append(known)
            # Who adds rows may write the name alone.
            self.known[key] = self.known[address[0], ""] = known
            self.known.setdefault(("", name[0]), known)
        elif name[0]:
            self._furniture(*name, sentence("Gruppe wiederholt"))
        self.group = known

    def _goal(self, code: tuple[str, Place], wording: tuple[str, Place]) -> None:
        if not (code[0] or wording[0]):
            return
        if self.group is None:
            self._without_group(code, wording)
            return
        place = wording[1] if wording[0] else code[1]
        written = code[0].removesuffix(MAYBE_TWO).strip()
        if written != code[0]:
            self._furniture(MAYBE_TWO, code[1], sentence("Zeichen beim Kürzel"))
        goal = Goal("", wording[0], place, maybe_two=written != code[0])
        try:
            goal.code, goal.written = codes.normalise(written), written
        except ValueError:
            goal.wording = squeeze(f"{written} {wording[0]}")
        self.group.goals.append(goal)

    def _statement(self, kind: Kind, address: tuple[str, Place], text: tuple[str, Place]) -> None:
        if self.group is None:
            self._without_group(address, text)
            return
        found = _ADDRESS.fullmatch(address[0])
        leaning: Leaning | None = None
        if found and found["side"]:
            sides = {word: side for side, word in SIDES.get(kind, {}).items()}
            leaning = sides.get(found["side"])  # type: ignore[assignment]
            found = found if leaning else None
        if address[0]:
            if found:
                self._furniture(*address, sentence("Adresse"))
            else:
                self._unplaced(*address, sentence("keine Adresse"))
        if text[0]:
            self.group.contributions.append(Contribution(kind, text[0], text[1], leaning))

    def _without_group(self, *texts: tuple[str, Place]) -> None:
        for text, place in texts:
            if text:
                self._unplaced(text, place, sentence("keine Gruppe davor"))

    def _furniture(self, text: str, place: Place, why: str) -> None:
        self.results.furniture.append(Rest(text, place, why))

    def _unplaced(self, text: str, place: Place, why: str) -> None:
        self.results.unplaced.append(Rest(text, place, why))

    def finish(self) -> Results:
        results = self.results
        if not results.groups:
            raise Unreadable(
                sentence("In dieser Ausgabe steht keine Gruppe. Bitte prüfen Sie, ob Sie die richtige Datei haben.")
            )
        for group in results.groups:
            group.contributions.sort(key=lambda one: list(STATEMENTS).index(one.kind))
            self._persons(group.name, group.place)
            for goal in group.goals:
                self._persons(goal.wording, goal.place)
            for one in group.contributions:
                self._persons(one.text, one.place)
        for rest in results.unplaced:
            self._persons(rest.text, rest.place)
        return results

    def _persons(self, text: str, place: Place) -> None:
        self.results.persons.extend(Person(one.text, place, one.rule) for one in persons.find(text))
