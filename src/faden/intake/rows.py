"""From rows to results: which group, which goals, which statements, and what goes on after a cut."""

import re
from dataclasses import replace

from faden.intake import cells, furniture, goal_texts, heads, seams
from faden.intake.heads import Column, Kind, Leaning
from faden.intake.readers.blocks import Cell, Place, Row
from faden.intake.results import NO_PLACE, UNKNOWN_COLUMN, Contribution, Goal, Group, Rest, Results
from faden.kernel.messages import sentence
from faden.kernel.text import fold, squeeze

_NUMBER = re.compile(r"\(?(?P<number>\d{1,2})[.)](?:\s+|$)")


class RowReader:
    """Reads rows under known `columns` into `results`.

    `cut`: a page's boundary lies between the last row and the next one. `last`: the newest item of
    each column, which the first row after a cut may go on with, and `marks` what stood before it. In lists with one statement a row, `kinds` tells
    the words of the column "kind", and `listed` what the newest row was.
    """

    def __init__(self, *, habits: cells.Habits, spelling: goal_texts.Spelling) -> None:
        self.results = Results()
        self.habits = habits
        self.spelling = spelling
        self.columns: dict[int, Column] | None = None
        self.head_words: frozenset[str] = frozenset()
        self.keeps_trailing = False
        self.paged = False
        self.page = 1
        self.cut = False
        self.group: Group | None = None
        self.known: dict[str, Group] = {}
        self.last: dict[int, Contribution | Goal] = {}
        self.marks: dict[int, str] = {}
        self.leanings: dict[int, tuple[Kind, Leaning | None]] = {}
        self.kinds: dict[str, Column] = {}
        self.listed: Column | None = None
        self.unlisted = sentence("Art fehlt")

    def _rows(self, rows: list[Row]) -> None:
        """Read the rows between two cuts; the columns they lost are told from all of them together."""
        assert self.columns is not None or not rows
        if not rows:
            return
        shift = self._lost_columns(rows)
        for row in rows:
            self._row(row, shift)

    def _lost_columns(self, rows: list[Row]) -> int:
        """Return 1 if these rows lost their first column (their cells moved left by one), else 0."""
        assert self.columns is not None
        goals = [at for at, known in self.columns.items() if known.role == "goals"]
        if not goals or goals[0] < 2:
            return 0
        width = max(self.columns)
        here = before = 0
        for row in rows:
            for cell in row.filled:
                if cell.place.column not in (goals[0], goals[0] - 1):
                    continue
                items = cells.contents(cell, self.habits).items
                if items and goal_texts.begins(squeeze(items[0].text), self.spelling):
                    here += cell.place.column == goals[0]
                    before += cell.place.column == goals[0] - 1
        if before > here:
            return 1
        widths = {len(row.cells) for row in rows}
        # No code tells: a fragment of narrower rows in a document that writes its empty last cells.
        return int(not here and self.cut and widths == {width - 1} and self.keeps_trailing)

    def _row(self, row: Row, shift: int) -> None:
        assert self.columns is not None
        filled = [(cell, self._column(cell, shift)) for cell in row.filled]
        if self._is_title_band(row):
            self.cut = True
            return
        if self._is_group_band(row, filled):
            cell = row.filled[0]
            self._begin_group(squeeze(cell.text), cell.place)
            return
        for cell, known in filled:
            if known is not None and known.role == "group":
                self._group_cell(cell)
        self._read_kind(row, filled)
        remainder = self.cut and all(
            known is None
            or known.role in ("group", "number")
            or self._goes_on(cell, shift, alone=len(filled) == 1) >= 0.5
            for cell, known in filled
        )
        for cell, known in filled:
            if known is None or known.role != "group":
                self._cell(cell, known, shift, alone=remainder or len(filled) == 1)
        self.cut = False

    def _cell(
        self, cell: Cell, known: Column | None, shift: int, *, alone: bool, unknown: str = UNKNOWN_COLUMN
    ) -> None:
        """Read a cell that holds what `known` says; `unknown`: why it stays unplaced where nobody knows that."""
        text = squeeze(cell.text)
        if known is None:
            self._unplaced(text, cell.place, unknown)
        elif known.role == "group":
            self._group_cell(cell)
        elif known.role == "number" and len(text) <= 6:
            self._furniture(text, cell.place, sentence("laufende Nummer"))
        elif known.role == "number":
            self._unplaced(text, cell.place, sentence("keine Nummer"))
        elif cells.is_empty(cell.text):
            self._furniture(text, cell.place, sentence("ohne Inhalt"))
        elif known.role == "ignore":
            self._unplaced(text, cell.place, sentence("Spalte ausgelassen"))
        elif known.role == "kind":
            self._furniture(text, cell.place, sentence("Art"))
        elif known.role == "text":
            self._listed_cell(cell, shift, alone=alone)
        elif known.role == "goals":
            self._goal_cell(cell, shift)
        else:
            self._spoken_cell(cell, known, shift, alone=alone)

    def _read_kind(self, row: Row, filled: list[tuple[Cell, Column | None]]) -> None:
        """Learn from its column "kind" what a row of a list holds.

        An empty cell means the same as above where it is merged with that, or where the group is left out as well.
        """
        assert self.columns is not None
        roles = {known.role: cell for cell, known in filled if known is not None}
        at = next((at for at, known in self.columns.items() if known.role == "kind"), 0)
        said = roles.get("kind")
        if said and not cells.is_empty(said.text):
            self.listed = self.kinds.get(said.text)
            self.unlisted = "" if self.listed else sentence("Art nicht erkannt: {kind}", kind=squeeze(said.text))
            return
        merged = any(cell.place.column == at and cell.continues for cell in row.cells)
        has_group = any(known.role == "group" for known in self.columns.values())
        if not (merged or ((has_group or self.cut) and "group" not in roles)):
            self.listed, self.unlisted = None, sentence("Art fehlt")

    def _listed_cell(self, cell: Cell, shift: int, *, alone: bool) -> None:
        """Read the text of a row that names its kind."""
        column = (cell.place.column or 0) + shift
        if self.listed is None:
            self.last.pop(column, None)
            return self._unplaced(squeeze(cell.text), cell.place, self.unlisted)
        if self.listed.role == "goals":
            if not self.cut:
                self.last.pop(column, None)
            return self._goal_cell(cell, shift)
        side = (self.listed.role, self.listed.leaning)
        if self.leanings.get(column) != side:
            self.last.pop(column, None)
        self.leanings[column] = side  # type: ignore[assignment]
        return self._spoken_cell(cell, self.listed, shift, alone=alone)

    def _column(self, cell: Cell, shift: int) -> Column | None:
        assert self.columns is not None
        return self.columns.get((cell.place.column or 0) + shift)

    def _is_group_band(self, row: Row, filled: list[tuple[Cell, Column | None]]) -> bool:
        """A cell across a table without group column names the group of the rows below it."""
        assert self.columns is not None
        if len(filled) != 1 or any(known.role == "group" for known in self.columns.values()):
            return False
        cell = filled[0][0]
        return cell.span >= max(2, len(self.columns) - 1) and len(cell.text.split()) <= 12

    def _is_title_band(self, row: Row) -> bool:
        if len(row.filled) != 1:
            return False
        cell = row.filled[0]
        text = squeeze(cell.text)
        if self.results.title and fold(text) == fold(self.results.title):
            self.page += 1
            self._furniture(text, cell.place, sentence("Titel wiederholt"))
            return True
        if cell.place.column == 1 and re.match(r"(?i)^seite\s*\d", text) and furniture.PAGE_NUMBER.match(text):
            self._furniture(text, cell.place, sentence("Seitenzahl"))
            return True
        return False

    def _goes_on(self, cell: Cell, shift: int, *, alone: bool) -> float:
        last = self.last.get((cell.place.column or 0) + shift)
        if last is None:
            return 0.0
        items = self._contents(cell, (cell.place.column or 0) + shift).items
        if not items or items[0].marked:
            return 0.0
        if isinstance(last, Goal):
            return 0.0 if goal_texts.begins(items[0].text, self.spelling) else 0.9
        return seams.continues(last.text, items[0].text, lower_is_usual=self.habits.lower_is_usual, alone=alone)

    def _group_cell(self, cell: Cell) -> None:
        found = cells.contents(cell, self.habits)
        self._take_marks(found, cell.place)
        lines = [squeeze(item.text) for item in found.items]
        for remark in [line for line in lines[1:] if furniture.REMARK.match(line)]:
            # "Moderation: Frau Schulz" under a group's name is no part of it.
            self._unplaced(remark, cell.place, sentence("Angabe zur Gruppe"))
            lines.remove(remark)
        name = " ".join(lines)
        bare = furniture.CONTINUED.sub("", name)
        # The name itself may have been cut: "Bürgerbeteiligung und" | "Digitalisierung".
        cut = self.cut or (self.group is not None and seams.ends_open(self.group.name) >= 0.9)
        if self.group and cut and seams.continues(self.group.name, name) >= 0.5:
            self.group.name = self._sew(self.group.name, name, cell.place)
            self.known[fold(self.group.name)] = self.group
            return
        if self.group and fold(bare) == fold(self.group.name):
            self._furniture(name, cell.place, sentence("Gruppe wiederholt"))
            return
        known = self.known.get(fold(bare))
        if known:
            self._furniture(name, cell.place, sentence("Gruppe wiederholt"))
            self._turn_to(known)
            return
        if bare != name:
            self._furniture(name[len(bare) :].strip(), cell.place, sentence("Gruppe wiederholt"))
        self._begin_group(bare, cell.place)

    def _begin_group(self, name: str, place: Place) -> None:
        known = self.known.get(fold(name))
        if known:
            if place is not NO_PLACE:
                self._furniture(name, place, sentence("Gruppe wiederholt"))
            if known is not self.group:
                self._turn_to(known)
            return
        group = Group(name, place if place is NO_PLACE else self._at(place))
        self.results.groups.append(group)
        self.known[fold(name)] = group
        self._turn_to(group)

    def _turn_to(self, group: Group) -> None:
        self.group = group
        self.last.clear()
        self.leanings.clear()

    def _goal_cell(self, cell: Cell, shift: int) -> None:
        column = (cell.place.column or 0) + shift
        if self.group is None:
            return self._unplaced(squeeze(cell.text), cell.place, sentence("keine Gruppe davor"))
        found = cells.contents(cell, self.habits)
        self._take_marks(found, cell.place)
        for at, line in enumerate(found.items):
            goes_on = self.cut and at == 0
            # "… zu einer Stadt der kurzen Wege": a title of its own whose code is missing.
            if line.hard and not goes_on and line.text.startswith(("…", "...")):
                self.last.pop(column, None)
            self._goal_line(line.text, line.place(cell.place), column=column, goes_on=goes_on)

    def _goal_line(self, text: str, place: Place, *, column: int, goes_on: bool) -> None:
        """Place the goals of one line; `goes_on`: it stands right after a page's cut."""
        assert self.group is not None
        for found in goal_texts.split(text, self.spelling):
            for sign in found.signs:
                self._furniture(sign, place, sentence("Zeichen beim Kürzel"))
            last = self.last.get(column)
            if found.code is None and isinstance(last, Goal) and (last.code or goes_on):
                # Only a code begins a goal; what follows without one belongs to the one before.
                last.wording = self._sew(last.wording, found.wording, place)
                last.also.append(self._at(place))
                last.maybe_two = last.maybe_two or not goes_on or goal_texts.may_be_two(last.wording)
                continue
            goal = Goal("", found.wording, self._at(place))
            if found.code is not None:
                goal.code, goal.written = found.code.code, found.code.written
                goal.maybe_two = goal_texts.may_be_two(goal.wording)
            if self.kinds and (known := self._known_goal(goal)):
                self._furniture(squeeze(f"{goal.written} {goal.wording}"), place, sentence("Ziel wiederholt"))
                self.last[column] = known
                continue
            self.group.goals.append(goal)
            self.last[column] = goal

    def _known_goal(self, goal: Goal) -> Goal | None:
        """Return the same goal of this group: long lists repeat it on every row."""
        assert self.group is not None
        same = (one for one in self.group.goals if (one.code, fold(one.wording)) == (goal.code, fold(goal.wording)))
        return next(same, None)

    def _sew(self, before: str, after: str, place: Place) -> str:
        """Join two parts of one text; a hyphen that only broke a word becomes furniture."""
        text, hyphen = seams.sew(before, after)
        if hyphen:
            self._furniture(hyphen, place, sentence("Trennstrich"))
        return text

    def _spoken_cell(self, cell: Cell, known: Column, shift: int, *, alone: bool) -> None:
        column = (cell.place.column or 0) + shift
        if self.group is None:
            return self._unplaced(squeeze(cell.text), cell.place, sentence("keine Gruppe davor"))
        found = self._contents(cell, column)
        self._take_marks(found, cell.place)
        kind: Kind = known.role  # type: ignore[assignment]
        if column not in self.leanings:
            self.leanings[column] = (kind, known.leaning)
        for at, line in enumerate(found.items):
            text = squeeze(line.text)
            heading = heads.subheading(text, alone=len(found.items) == 1, head=self.head_words)
            # Alone in its cell, a head word of another column is what somebody said: "Synergien".
            if heading and (len(found.items) > 1 or heading[0] == kind):
                self._furniture(text, cell.place, sentence("Zwischenüberschrift"))
                self.leanings[column] = heading
                self.last.pop(column, None)
                continue
            last = self.last.get(column)
            chance = 0.0
            if at == 0 and self.cut and not line.marked and isinstance(last, Contribution):
                chance = seams.continues(last.text, text, lower_is_usual=self.habits.lower_is_usual, alone=alone)
                if chance >= 0.5:
                    last.text = self._sew(last.text, text, cell.place)
                    last.also.append(self._at(line.place(cell.place)))
                    last.unsure = max(last.unsure, seams.doubt(chance), line.unsure)
                    continue
            now, leaning = self.leanings[column]
            leaning = leaning or _own_leaning(now, text, line.mark, found.marks)
            place = self._at(line.place(cell.place))
            item = Contribution(now, text, place, leaning, max(line.unsure, seams.doubt(chance)))
            self.group.contributions.append(item)
            self.last[column] = item
            self.marks[column] = line.mark

    def _contents(self, cell: Cell, column: int) -> cells.Contents:
        """Return the contents of `cell`; after a cut a single number that counts on from the last item's is its mark."""
        found = cells.contents(cell, self.habits)
        last = _NUMBER.match(self.marks.get(column, "")) if self.cut and column in self.last else None
        if last and found.items and not found.items[0].marked:
            line = found.items[0]
            mark = _NUMBER.match(line.text)
            if mark and int(mark["number"]) == int(last["number"]) + 1 and line.text[mark.end() :]:
                found.marks.append(mark[0].strip())
                line.text, line.mark, line.marked = line.text[mark.end() :], mark[0].strip(), True
        return found

    # What is no result

    def _take_marks(self, found: cells.Contents, place: Place) -> None:
        for mark in found.marks:
            self._furniture(mark, place, sentence("Aufzählungszeichen"))
        for tag in found.markup:
            self._furniture(tag, place, sentence("Auszeichnung"))
        for hyphen in found.hyphens:
            self._furniture(hyphen, place, sentence("Trennstrich"))

    def _all_furniture(self, row: Row, why: str) -> None:
        for cell in row.filled:
            self._furniture(squeeze(cell.text), cell.place, why)

    def _furniture(self, text: str, place: Place, why: str) -> None:
        self.results.furniture.append(Rest(text, self._at(place), why))

    def _unplaced(self, text: str, place: Place, why: str) -> None:
        self.results.unplaced.append(Rest(text, self._at(place), why))

    def _at(self, place: Place) -> Place:
        if place.page is not None or not self.paged:
            return place
        return replace(place, page=self.page)


def _own_leaning(kind: Kind, text: str, mark: str, marks: list[str]) -> Leaning | None:
    """Return the side that an item names itself: "Chancen: …", or "+" where other lines of the cell have "-"."""
    if kind == "assessment" and {"+", "-"} <= {"-" if one in "-–—" else one for one in marks}:
        return "chance" if mark == "+" else "challenge"
    before, colon, after = text.partition(":")
    named = heads.subheading(before) if colon and after.strip() else None
    return named[1] if named and named[0] == kind else None
