"""From blocks and cells to results: follows a document from its title to its last row."""

import re
from collections.abc import Iterable, Mapping

from faden.goals import codes
from faden.intake import cells, furniture, goal_texts, heads, outline, running_lines, stacked, transposed
from faden.intake.heads import Column
from faden.intake.readers.blocks import Block, Row, Table, Text, Unreadable
from faden.intake.readers.limits import check_texts
from faden.intake.results import NO_PLACE, ColumnsUnclear, Results
from faden.intake.surroundings import TextReader
from faden.kernel.messages import sentence
from faden.kernel.text import characters, fold, squeeze

# Nobody says more in one breath, and patterns take their time on endless text.
LONGEST_LINE = 20_000


def from_blocks(blocks: list[Block], *, columns: Mapping[int, Column] | None = None) -> Results:
    """Turn a document's blocks into results.

    `columns` (grid column from 1 → what it holds) overrides the head row. Raises ColumnsUnclear
    when neither tells, Unreadable when there is neither a table nor an outline of groups and kinds.
    """
    lengths = [len(line) for block in blocks for line in _lines(block)]
    check_texts(0, sum(lengths))
    if max(lengths, default=0) > LONGEST_LINE:
        raise Unreadable(
            sentence(
                "Ein Absatz dieses Dokuments ist länger als {most} Zeichen. Bitte laden Sie nur die Ergebnistabelle hoch.",
                most=LONGEST_LINE,
            )
        )
    if not any(isinstance(block, Table) for block in blocks):
        return outline.read([block for block in blocks if isinstance(block, Text)])
    blocks = stacked.apart(running_lines.as_texts(blocks))
    if not any(isinstance(block, Table) for block in blocks):
        raise ColumnsUnclear([])
    assembly = _Assembly(blocks, columns)
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            assembly.table(block)
        else:
            assembly.text(block, before_table=at + 1 < len(blocks) and isinstance(blocks[at + 1], Table))
    return assembly.finish()


class _Assembly(TextReader):
    """Follows texts and tables: which row is a head, which table belongs to which group."""

    def __init__(self, blocks: list[Block], columns: Mapping[int, Column] | None) -> None:
        filled = [cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.filled]
        super().__init__(
            [block for block in blocks if isinstance(block, Text)],
            habits=cells.habits(filled),
            spelling=goal_texts.spelling(line for cell in filled for line in cell.text.split("\n")),
        )
        self.given = dict(columns) if columns else None
        self.columns = self.given
        self.named: int | None = None
        self.page_cut: transposed.Cut | None = None
        self.first_sheet = ""
        self.keeps_trailing = any(
            row.cells[-1].is_empty for block in blocks if isinstance(block, Table) for row in block.rows if row.filled
        )
        self.head_texts: list[str] = []
        self.sample = next((_sample(one) for one in blocks if isinstance(one, Table)), [])
        for block in blocks:
            self.results.read += sum(characters(text_of(block)).values())

    # Tables

    def table(self, table: Table) -> None:
        if self._is_foreign_sheet(table):
            return self._all_unplaced(table, sentence("Tabellenblatt ohne Spaltenköpfe"))
        self._learn(table)
        cut, self.page_cut = self.page_cut, None
        if not self.given and (held := transposed.row_heads(table, cut)):
            return self._transposed(table, held, cut)
        self.named = None
        fragment: list[Row] = []
        fresh = True
        for at, row in enumerate(table.rows):
            if not row.filled:
                continue
            if all(cells.is_separator(cell.text) for cell in row.filled):
                self._all_furniture(row, sentence("Trennlinie"))
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
        if self.columns is None and self.results.groups:
            return self._all_unplaced(table, sentence("Tabelle ohne Spaltenköpfe"))
        if self.columns is None:
            raise ColumnsUnclear(_sample(table))
        self._rows(fragment)
        self.cut = True

    def _transposed(self, table: Table, held: transposed.Held, cut: transposed.Cut | None) -> None:
        """Read a table whose heads stand in its first column; `cut`: where a page cut the one before it."""
        above = [row for at, row in enumerate(table.rows) if row.filled and at not in held]
        if Column("group") not in held.values():
            if above and len(above[-1].filled) == 1:
                self._flush_pending()
                cell = above.pop().filled[0]
                self.pending_group = (squeeze(cell.text), cell.place)
            for row in above:
                self._above_head(row)
            self._claim_heading(table)
        else:
            for row in above:
                self._above_head(row)
            self._flush_pending()
        for at in held:
            head = transposed.head_cell(table.rows[at])
            if head and held[at] is None and len(table.rows[at].filled) == 1:
                self._unplaced(squeeze(head.text), head.place, sentence("Zeile nicht erkannt"))
            elif head:
                self._furniture(squeeze(head.text), head.place, sentence("Zeilenkopf"))
        for cell, known, label in transposed.values(table, held):
            if label and known != Column("group"):
                cut = None
            self.cut = cut is not None and not label
            if cut is None:
                self.last.clear()
                self.leanings.clear()
            self._cell(cell, known, 0, alone=False, unknown=sentence("Zeile nicht erkannt: {label}", label=label))
        self.cut = True
        if self.paged and self.group:
            self.page_cut = transposed.Cut(self.group.name, list(held.values())[-1])

    def _all_unplaced(self, table: Table, why: str) -> None:
        for row in table.rows:
            for cell in row.filled:
                self._unplaced(squeeze(cell.text), cell.place, why)

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
        self._all_furniture(row, sentence("Spaltenkopf"))
        return True

    def _learn(self, table: Table) -> None:
        """Find out how this table writes its codes, from its column of goals, and its kinds, where it lists them."""
        columns = self.given or next((found for row in table.rows[:12] if (found := heads.columns(row))), self.columns)
        held: dict[str, list[str]] = {"goals": [], "kind": []}
        for row in table.rows:
            if heads.columns(row) == columns:
                continue
            for cell in row.filled:
                known = (columns or {}).get(cell.place.column or 0)
                if known and known.role in held:
                    held[known.role].append(cell.text)
        lines = [line for text in held["goals"] for line in text.split("\n")]
        learned = goal_texts.spelling(lines, lines)
        self.spelling = goal_texts.Spelling(
            self.spelling.prefixes | learned.prefixes, self.spelling.loose or learned.loose
        )
        self.kinds |= heads.kinds(held["kind"])

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
        self._all_furniture(row, sentence("Spaltenkopf wiederholt") if same else sentence("Spaltenkopf"))
        roles = list(head.values())
        if self.columns is None and (not heads.spoken(roles) or (Column("kind") in roles and not self.kinds)):
            raise ColumnsUnclear(_sample(table))
        if not same:
            self.last.clear()
            self.leanings.clear()
        self.columns = head
        self.head_texts = [fold(cell.text) for cell in row.filled]
        self.head_words = frozenset(" ".join(self.head_texts).split())
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
        if self.named == next(cell.place.table for row in table.rows for cell in row.filled):
            # Its first row says "Gruppe: Wohnen".
            self._flush_pending()
        elif self.pending_group:
            text, place = self.pending_group
            goals, self.pending_goals = self.pending_goals, []
            self.pending_group, self.under_heading = None, False
            # The document's only heading is its title and names the group as well.
            from_title = fold(text) == fold(self.results.title)
            prefix = furniture.GROUP_LINE.match(text)
            if prefix:
                self._furniture(prefix[0].strip(), place, sentence("Spaltenkopf"))
                text = text[prefix.end() :]
            self._begin_group(text, NO_PLACE if from_title else place)
            for head, line, at in goals:
                self._furniture(head.strip(), at, sentence("Spaltenkopf"))
                self._goal_line(line.strip(), at, column=0, goes_on=False)
        elif table.name and not re.fullmatch(r"(?i)(?:tabelle|sheet|table|blatt)\s*\d*", table.name):
            self._begin_group(table.name, NO_PLACE)

    def _above_head(self, row: Row) -> None:
        for cell in row.filled:
            text = squeeze(cell.text)
            if furniture.PAGE_NUMBER.match(text) or furniture.STAMP.match(text):
                self._furniture(text, cell.place, sentence("Stand des Dokuments"))
            elif (prefix := furniture.GROUP_LINE.match(text)) and len(row.filled) == 1:
                self._flush_pending()
                self._furniture(prefix[0].strip(), cell.place, sentence("Spaltenkopf"))
                self._begin_group(text[prefix.end() :], cell.place)
                self.named = cell.place.table
            elif not self.results.title or fold(text) == fold(self.results.title):
                self._furniture(
                    text, cell.place, sentence("Titel wiederholt") if self.results.title else sentence("Titel")
                )
                self.results.title = self.results.title or text
                if len(row.filled) == 1 and self.seen_title:
                    self.page += 1
                self.seen_title += 1
            elif self._is_band_of_heads(text):
                self._furniture(text, cell.place, sentence("Titel"))
            elif len(row.filled) == 1:
                self._flush_pending()
                self.pending_group = (text, cell.place)
            else:
                self._unplaced(text, cell.place, sentence("Text über der Tabelle"))

    def _is_band_of_heads(self, text: str) -> bool:
        """A heading in bands over several columns ("Ergebnisse") is furniture."""
        found = heads.column(text)
        return found is not None and found.role != "group"

    def finish(self) -> Results:
        self._flush_pending()
        results = self.results
        if results.is_empty:
            raise Unreadable(
                sentence(
                    "In der Tabelle steht kein Ergebnis. Bitte prüfen Sie, ob unter den Spaltenköpfen Zeilen mit Inhalt stehen."
                )
            )
        results.sample = self.sample
        results.complete()
        return results


def text_of(block: Block) -> str:
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
