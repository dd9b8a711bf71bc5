"""From blocks and cells to results: follows a document from its title to its last row."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from faden.goals import codes
from faden.intake import cells, furniture, goal_texts, heads, persons, seams
from faden.intake.heads import Column, Kind, Leaning
from faden.intake.readers.blocks import Block, Cell, Place, Row, Table, Text, Unreadable
from faden.intake.results import (
    NO_PLACE,
    UNKNOWN_COLUMN,
    ColumnsUnclear,
    Contribution,
    Goal,
    Group,
    Person,
    Rest,
    Results,
)
from faden.kernel.text import characters, fold, squeeze

# Nobody says more in one breath, and patterns take their time on endless text.
PAGE_NUMBER, REPEATED = "Seitenzahl", "Kopfzeile wiederholt"
LONGEST_LINE = 20_000


def from_blocks(blocks: list[Block], *, columns: Mapping[int, Column] | None = None) -> Results:
    """Turn a document's blocks into results.

    `columns` (grid column from 1 → what it holds) overrides the head row. Raises ColumnsUnclear
    when neither tells, Unreadable when there is no table at all.
    """
    if not any(isinstance(block, Table) for block in blocks):
        raise Unreadable(
            "In diesem Dokument steht keine Tabelle. Bitte laden Sie das Dokument mit der Ergebnistabelle hoch."
        )
    for block in blocks:
        if any(len(line) > LONGEST_LINE for line in _lines(block)):
            raise Unreadable(
                f"Ein Absatz dieses Dokuments ist länger als {LONGEST_LINE} Zeichen. "
                "Bitte laden Sie nur die Ergebnistabelle hoch."
            )
    assembly = _Assembly(blocks, columns)
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            assembly.table(block, follows=blocks[at - 1] if at else None)
        else:
            assembly.text(block, before_table=at + 1 < len(blocks) and isinstance(blocks[at + 1], Table))
    return assembly.finish()


class _Assembly:
    def __init__(self, blocks: list[Block], columns: Mapping[int, Column] | None) -> None:
        self.results = Results()
        self.given = dict(columns) if columns else None
        self.columns: dict[int, Column] | None = self.given
        self.group: Group | None = None
        self.known: dict[str, Group] = {}
        self.pending_group: tuple[str, Place] | None = None
        self.pending_goals: list[tuple[str, str, Place]] = []
        self.under_heading = False
        self.last: dict[int, Contribution | Goal] = {}
        self.leanings: dict[int, tuple[Kind, Leaning | None]] = {}
        self.cut = False
        self.page = 1
        texts = [squeeze(block.text) for block in blocks if isinstance(block, Text)]
        self.repeated = {fold(text) for text, count in Counter(texts).items() if count > 1 and fold(text)}
        self.paged = bool(self.repeated) or any(isinstance(one, Text) and one.role == "page" for one in blocks)
        self.seen_title = 0
        filled = [cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.filled]
        self.habits = cells.habits(filled)
        self.spelling = goal_texts.spelling(line for cell in filled for line in cell.text.split("\n"))
        self.first_sheet = ""
        self.headed = sum(1 for one in blocks if isinstance(one, Text) and one.role == "heading") > 1
        self.keeps_trailing = any(
            row.cells[-1].is_empty for block in blocks if isinstance(block, Table) for row in block.rows if row.filled
        )
        self.head_texts: list[str] = []
        self.sample = next((_sample(one) for one in blocks if isinstance(one, Table)), [])
        for block in blocks:
            self.results.read += sum(characters(_all_text(block)).values())

    # Texts outside tables

    def text(self, block: Text, *, before_table: bool) -> None:
        text = squeeze(block.text)
        if block.role == "page":
            self.page += 1
            self.cut = True
        elif not text:
            pass
        elif block.role == "note":
            self._unplaced(text, block.place, "Fußnote oder Kommentar")
        elif block.role in ("header", "footer"):
            self._furniture(text, block.place, "Kopf- oder Fußzeile")
        elif not cells.is_separator(text) and self._is_title(text, block.place, before_table=before_table):
            pass
        elif why := self._why_furniture(text):
            self.cut = self.cut or why in (PAGE_NUMBER, REPEATED)
            self._furniture(text, block.place, why)
        else:
            self._heading_or_rest(text, block, before_table=before_table)

    def _is_title(self, text: str, place: Place, *, before_table: bool) -> bool:
        """Take the first text of a document as its title, and later ones that repeat it as a page's head."""
        if not self.results.title and not self.results.groups and not furniture.GROUP_LINE.match(text):
            self.results.title = text
            self.seen_title = 1
            self._furniture(text, place, "Titel")
            self.pending_group = (text, place) if before_table else None
            return True
        if furniture.nearly_same(text, self.results.title):
            self._flush_pending()
            self.seen_title += 1
            self.cut = True
            self.page += 1
            self._furniture(text, place, "Titel wiederholt")
            return True
        return False

    def _why_furniture(self, text: str) -> str | None:
        if cells.is_separator(text):
            return "Trennlinie"
        if furniture.PAGE_NUMBER.match(text) or furniture.PAGE_FOOTER.match(text):
            return PAGE_NUMBER
        if furniture.STAMP.match(text):
            return "Stand des Dokuments"
        if fold(text) in self.repeated and not furniture.GROUP_LINE.match(text):
            return REPEATED
        return None

    def _heading_or_rest(self, text: str, block: Text, *, before_table: bool) -> None:
        """Keep what may name the group of the next table, and the goals between such a heading and its table."""
        if self.headed and block.role == "heading":
            self._flush_pending()
            self.pending_group, self.under_heading = (text, block.place), True
        elif self.under_heading and self.pending_group and (goals := furniture.GOALS_LINE.match(text)):
            self.pending_goals.append((goals[0], text[goals.end() :], block.place))
        elif (
            before_table
            and not (self.under_heading and self.pending_group)
            and len(text.split()) <= 14
            and not text.endswith((".", "!", "?", ":"))
        ):
            self._flush_pending()
            self.pending_group = (text, block.place)
        else:
            self._unplaced(text, block.place, "Text außerhalb der Tabelle")

    def _flush_pending(self) -> None:
        """A heading that no table without group column claimed is text like any other."""
        if self.pending_group and fold(self.pending_group[0]) != fold(self.results.title):
            self._unplaced(*self.pending_group, "Text außerhalb der Tabelle")
        for head, text, place in self.pending_goals:
            self._unplaced(squeeze(head + text), place, "Text außerhalb der Tabelle")
        self.pending_group, self.pending_goals, self.under_heading = None, [], False

    # Tables

    def table(self, table: Table, *, follows: Block | None) -> None:
        if self.columns is not None and (follows is None or isinstance(follows, Table) or self.pending_group is None):
            self.cut = True
        if self._is_foreign_sheet(table):
            for row in table.rows:
                for cell in row.filled:
                    self._unplaced(squeeze(cell.text), cell.place, "Tabellenblatt ohne Spaltenköpfe")
            return
        self._learn_codes(table)
        fragment: list[Row] = []
        fresh = True
        for at, row in enumerate(table.rows):
            if not row.filled:
                continue
            if all(cells.is_separator(cell.text) for cell in row.filled):
                self._all_furniture(row, "Trennlinie")
            elif self.given and self._is_above_given(row, fresh=fresh):
                pass
            elif head := self._head_in(row, fresh=fresh):
                self._rows(fragment)
                fragment, fresh = [], False
                self._head(row, head, table)
            elif fresh and at < 12 and not self.given and self._head_comes(table, at):
                self._above_head(row)
            elif self.columns is None:
                break
            else:
                if fresh and self._needs_heading_group(table):
                    self._claim_heading(table)
                fresh = False
                fragment.append(row)
        if self.columns is None:
            raise ColumnsUnclear(_sample(table))
        self._rows(fragment)
        self.cut = True

    def _head_in(self, row: Row, *, fresh: bool) -> dict[int, Column] | None:
        """Return what the columns hold if `row` is a head here."""
        head = None if self.given else heads.columns(row)
        return head if head is not None and self._is_head(row, head, fresh=fresh) else None

    def _is_foreign_sheet(self, table: Table) -> bool:
        """A further worksheet without heads of its own is another thing (participants, sums), no continuation."""
        if not table.name:
            return False
        self.first_sheet = self.first_sheet or table.name
        return (
            self.columns is not None
            and table.name != self.first_sheet
            and not self.given
            and not self._head_comes(table, 0)
        )

    def _is_above_given(self, row: Row, *, fresh: bool) -> bool:
        """Where a person said what the columns hold, the first row of short cells is still the head."""
        texts = [fold(cell.text) for cell in row.filled]
        if self.head_texts:
            if texts != self.head_texts:
                return False
        elif len(row.filled) == 1:
            if fresh and not self.results.groups:
                self._above_head(row)
                return True
            return False
        elif any(len(cell.text.split()) > heads.MOST_WORDS or codes.match(cell.text.strip()) for cell in row.filled):
            self.head_texts = ["\0"]
            return False
        self.head_texts = self.head_texts or texts
        self._all_furniture(row, "Spaltenkopf")
        return True

    def _learn_codes(self, table: Table) -> None:
        """Find out how this table writes its codes, from its column of goals."""
        columns = self.given or next((found for row in table.rows[:12] if (found := heads.columns(row))), self.columns)
        goals = {at for at, known in (columns or {}).items() if known.role == "goals"}
        lines = [
            line
            for row in table.rows
            for cell in row.filled
            if cell.place.column in goals
            for line in cell.text.split("\n")
        ]
        learned = goal_texts.spelling(lines, lines)
        self.spelling = goal_texts.Spelling(
            self.spelling.prefixes | learned.prefixes, self.spelling.loose or learned.loose
        )

    def _is_head(self, row: Row, head: dict[int, Column], *, fresh: bool) -> bool:
        """Below the first head only its own words, or a new table's head, make a row a head again."""
        if self.columns is None:
            return True
        texts = {fold(cell.text) for cell in row.filled}
        if fresh:
            return True
        return len(texts & set(self.head_texts)) * 2 > len(texts) or (
            not self.head_texts and heads.same(head, self.columns)
        )

    def _head_comes(self, table: Table, at: int) -> bool:
        return any(heads.columns(row) for row in table.rows[at : at + 12])

    def _head(self, row: Row, head: dict[int, Column], table: Table) -> None:
        same = self.columns is not None and heads.same(head, self.columns)
        self._all_furniture(row, "Spaltenkopf wiederholt" if same else "Spaltenkopf")
        if not heads.spoken(list(head.values())) and self.columns is None:
            raise ColumnsUnclear(_sample(table))
        if not same:
            self.last.clear()
            self.leanings.clear()
        self.columns = head
        self.head_texts = [fold(cell.text) for cell in row.filled]
        has_group = any(known.role == "group" for known in head.values())
        if has_group:
            self._flush_pending()
            self.cut = self.cut or same
        else:
            self._claim_heading(table)

    def _needs_heading_group(self, table: Table) -> bool:
        assert self.columns is not None
        return self.pending_group is not None and not any(known.role == "group" for known in self.columns.values())

    def _claim_heading(self, table: Table) -> None:
        """A table without a group column belongs to the group named by the heading above it or its sheet."""
        if self.pending_group:
            text, place = self.pending_group
            goals, self.pending_goals = self.pending_goals, []
            self.pending_group, self.under_heading = None, False
            # The document's only heading is its title and names the group as well.
            from_title = fold(text) == fold(self.results.title)
            prefix = furniture.GROUP_LINE.match(text)
            if prefix:
                self._furniture(prefix[0].strip(), place, "Spaltenkopf")
                text = text[prefix.end() :]
            self._begin_group(text, NO_PLACE if from_title else place)
            for head, line, at in goals:
                self._furniture(head.strip(), at, "Spaltenkopf")
                self._goal_line(line.strip(), at, column=0, goes_on=False)
        elif table.name and not re.fullmatch(r"(?i)(?:tabelle|sheet|table|blatt)\s*\d*", table.name):
            self._begin_group(table.name, NO_PLACE)

    def _above_head(self, row: Row) -> None:
        for cell in row.filled:
            text = squeeze(cell.text)
            if furniture.PAGE_NUMBER.match(text) or furniture.STAMP.match(text):
                self._furniture(text, cell.place, "Stand des Dokuments")
            elif (prefix := furniture.GROUP_LINE.match(text)) and len(row.filled) == 1:
                self._furniture(prefix[0].strip(), cell.place, "Spaltenkopf")
                self._begin_group(text[prefix.end() :], cell.place)
            elif not self.results.title or fold(text) == fold(self.results.title):
                self._furniture(text, cell.place, "Titel wiederholt" if self.results.title else "Titel")
                self.results.title = self.results.title or text
                if len(row.filled) == 1 and self.seen_title:
                    self.page += 1
                self.seen_title += 1
            elif self._is_named_by_title(text):
                self._furniture(text, cell.place, "Titel")
            elif len(row.filled) == 1:
                self._flush_pending()
                self.pending_group = (text, cell.place)
            else:
                self._unplaced(text, cell.place, "Text über der Tabelle")

    def _is_named_by_title(self, text: str) -> bool:
        """A heading in bands over several columns ("Ergebnisse") is furniture."""
        found = heads.column(text)
        return found is not None and found.role != "group"

    # Rows

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
        remainder = self.cut and all(
            known is None
            or known.role in ("group", "number")
            or self._goes_on(cell, shift, alone=len(filled) == 1) >= 0.5
            for cell, known in filled
        )
        for cell, known in filled:
            if known is None:
                self._unplaced(squeeze(cell.text), cell.place, UNKNOWN_COLUMN)
            elif known.role == "number" and len(cell.text.strip()) <= 6:
                self._furniture(squeeze(cell.text), cell.place, "laufende Nummer")
            elif known.role == "number":
                self._unplaced(squeeze(cell.text), cell.place, "keine Nummer")
            elif known.role != "group" and cells.is_empty(cell.text):
                self._furniture(squeeze(cell.text), cell.place, "ohne Inhalt")
            elif known.role == "ignore":
                self._unplaced(squeeze(cell.text), cell.place, "Spalte ausgelassen")
            elif known.role == "goals":
                self._goal_cell(cell, shift)
            elif known.role != "group":
                self._spoken_cell(cell, known, shift, alone=remainder or len(filled) == 1)
        self.cut = False

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
            self._furniture(text, cell.place, "Titel wiederholt")
            return True
        if cell.place.column == 1 and re.match(r"(?i)^seite\s*\d", text) and furniture.PAGE_NUMBER.match(text):
            self._furniture(text, cell.place, "Seitenzahl")
            return True
        return False

    def _goes_on(self, cell: Cell, shift: int, *, alone: bool) -> float:
        last = self.last.get((cell.place.column or 0) + shift)
        if last is None:
            return 0.0
        items = cells.contents(cell, self.habits).items
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
            self._unplaced(remark, cell.place, "Angabe zur Gruppe")
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
            self._furniture(name, cell.place, "Gruppe wiederholt")
            return
        known = self.known.get(fold(bare))
        if known:
            self._furniture(name, cell.place, "Gruppe wiederholt")
            self._turn_to(known)
            return
        if bare != name:
            self._furniture(name[len(bare) :].strip(), cell.place, "Gruppe wiederholt")
        self._begin_group(bare, cell.place)

    def _begin_group(self, name: str, place: Place) -> None:
        known = self.known.get(fold(name))
        if known:
            if place is not NO_PLACE:
                self._furniture(name, place, "Gruppe wiederholt")
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
            return self._unplaced(squeeze(cell.text), cell.place, "keine Gruppe davor")
        found = cells.contents(cell, self.habits)
        self._take_marks(found, cell.place)
        for at, line in enumerate(found.items):
            self._goal_line(line.text, cell.place, column=column, goes_on=self.cut and at == 0)

    def _goal_line(self, text: str, place: Place, *, column: int, goes_on: bool) -> None:
        """Place the goals of one line; `goes_on`: it stands right after a page's cut."""
        assert self.group is not None
        for found in goal_texts.split(text, self.spelling):
            for sign in found.signs:
                self._furniture(sign, place, "Zeichen beim Kürzel")
            last = self.last.get(column)
            if found.code is None and isinstance(last, Goal) and (last.code or goes_on):
                # Only a code begins a goal; what follows without one belongs to the one before.
                last.wording = self._sew(last.wording, found.wording, place)
                last.maybe_two = last.maybe_two or not goes_on or goal_texts.may_be_two(last.wording)
                continue
            goal = Goal("", found.wording, self._at(place))
            if found.code is not None:
                goal.code, goal.written = found.code.code, found.code.written
                goal.maybe_two = goal_texts.may_be_two(goal.wording)
            self.group.goals.append(goal)
            self.last[column] = goal

    def _sew(self, before: str, after: str, place: Place) -> str:
        """Join two parts of one text; a hyphen that only broke a word becomes furniture."""
        text, hyphen = seams.sew(before, after)
        if hyphen:
            self._furniture(hyphen, place, "Trennstrich")
        return text

    def _spoken_cell(self, cell: Cell, known: Column, shift: int, *, alone: bool) -> None:
        column = (cell.place.column or 0) + shift
        if self.group is None:
            return self._unplaced(squeeze(cell.text), cell.place, "keine Gruppe davor")
        found = cells.contents(cell, self.habits)
        self._take_marks(found, cell.place)
        kind: Kind = known.role  # type: ignore[assignment]
        if column not in self.leanings:
            self.leanings[column] = (kind, known.leaning)
        for at, line in enumerate(found.items):
            text = squeeze(line.text)
            heading = heads.subheading(text, kind)
            # Alone in its cell, a head word of another column is what somebody said: "Synergien".
            if heading and (len(found.items) > 1 or heading[0] == kind):
                self._furniture(text, cell.place, "Zwischenüberschrift")
                self.leanings[column] = heading
                self.last.pop(column, None)
                continue
            last = self.last.get(column)
            chance = 0.0
            if at == 0 and self.cut and not line.marked and isinstance(last, Contribution):
                chance = seams.continues(last.text, text, lower_is_usual=self.habits.lower_is_usual, alone=alone)
                if chance >= 0.5:
                    last.text = self._sew(last.text, text, cell.place)
                    last.unsure = max(last.unsure, seams.doubt(chance), line.unsure)
                    continue
            now, leaning = self.leanings[column]
            leaning = leaning or _own_leaning(now, text, line.mark, found.marks)
            item = Contribution(now, text, self._at(cell.place), leaning, max(line.unsure, seams.doubt(chance)))
            self.group.contributions.append(item)
            self.last[column] = item

    # What is no result

    def _take_marks(self, found: cells.Contents, place: Place) -> None:
        for mark in found.marks:
            self._furniture(mark, place, "Aufzählungszeichen")
        for tag in found.markup:
            self._furniture(tag, place, "Auszeichnung")
        for hyphen in found.hyphens:
            self._furniture(hyphen, place, "Trennstrich")

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
        return Place(self.page, place.table, place.row, place.column, place.lines)

    def finish(self) -> Results:
        self._flush_pending()
        results = self.results
        if not any(group.contributions or group.goals for group in results.groups):
            raise Unreadable(
                "In der Tabelle steht kein Ergebnis. Bitte prüfen Sie, ob unter den Spaltenköpfen Zeilen mit Inhalt stehen."
            )
        results.sample = self.sample
        self._find_persons(results.title, NO_PLACE)
        for group in results.groups:
            group.contributions.sort(key=lambda one: _KINDS.index(one.kind))
            self._find_persons(group.name, group.place)
            for goal in group.goals:
                self._find_persons(goal.wording, goal.place)
            for one in group.contributions:
                self._find_persons(one.text, one.place)
        for rest in results.unplaced:
            self._find_persons(rest.text, rest.place)
        return results

    def _find_persons(self, text: str, place: Place) -> None:
        for one in persons.find(text):
            self.results.persons.append(Person(one.text, place, one.rule))


_KINDS: tuple[Kind, ...] = ("question", "assessment", "proposal")


def _all_text(block: Block) -> str:
    if isinstance(block, Text):
        return block.text
    return "".join(cell.text for row in block.rows for cell in row.cells)


def _lines(block: Block) -> Iterable[str]:
    if isinstance(block, Text):
        return [block.text]
    return (paragraph.text for row in block.rows for cell in row.cells for paragraph in cell.paragraphs)


def _sample(table: Table) -> list[list[str]]:
    rows = [row for row in table.rows if row.filled][:6]
    return [[squeeze(cell.text)[:80] for cell in row.cells] for row in rows]


def _own_leaning(kind: Kind, text: str, mark: str, marks: list[str]) -> Leaning | None:
    """Return the side that an item names itself: "Chancen: …", or "+" where other lines of the cell have "-"."""
    if kind == "assessment" and {"+", "-"} <= {"-" if one in "-–—" else one for one in marks}:
        return "chance" if mark == "+" else "challenge"
    before, colon, after = text.partition(":")
    named = heads.subheading(before, kind) if colon and after.strip() else None
    return named[1] if named and named[0] == kind else None
