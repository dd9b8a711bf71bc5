"""Tables that lie on their side: the heads stand in the first column, what was said to the right of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from faden.intake import cells, furniture, heads
from faden.intake.heads import Column
from faden.intake.readers.blocks import Cell, Row, Table
from faden.kernel.text import fold, squeeze

# Of the words for topics only these name a group beside its results; "Ort" says where it met.
_THEME = re.compile(r"(?:thema|themen|handlungsfeld|schwerpunkt|topic|theme)")

Held = dict[int, Column | None]
"""What each row holds, by its position in the table; rows above the first head are missing."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a page cut such a table: the group in whose rows, and what the last row held."""

    group: str
    column: Column | None


def row_heads(table: Table, cut: Cut | None = None) -> Held | None:
    """Return what each row holds if the first column of `table` consists of heads, else None.

    At least two rows say different things, one of them what people said, and at least half of the
    labels are understood. A row without a label goes on with the one above it, or with the last one before
    the `cut`, if nothing or the group's name again stands above it.
    """
    if cut and (first := _remainder(table, cut)) is not None:
        labels = {at: label for at, row in enumerate(table.rows) if row.filled and (label := _label(row))}
        known = {at: found for at, label in labels.items() if (found := _held(label))}
        if len(known) * 2 >= len(labels):
            return _filled_up(table, known, {first: cut.column})
    upright = max((len(_upright(row)) for row in table.rows[:12]), default=0)
    labels = {at: label for at, row in enumerate(table.rows) if row.filled and (label := _label(row))}
    known = {at: found for at, label in labels.items() if (found := _held(label))}
    spoken = [at for at, found in known.items() if heads.spoken([found])]
    if (
        len(set(known.values())) < (3 if upright else 2)
        or upright > 2
        or any(Column("kind") in _upright(row).values() for row in table.rows[:12])
        or not any(_speaks(table.rows[at]) for at in spoken)
        or len(known) * 2 < len(labels)
        or any(len(label.split()) > heads.MOST_WORDS for label in labels.values())
    ):
        return None
    return _filled_up(table, known)


def _upright(row: Row) -> dict[int, Column]:
    """Return what `row` says of the columns if it is the head of an upright table."""
    found = heads.columns(row) or {}
    return {at: known for at, known in found.items() if heads.spoken(list(found.values()))}


def _remainder(table: Table, cut: Cut) -> int | None:
    """Return the row that goes on with the last one before the `cut`, None where there is no such row."""
    rows = [(at, row) for at, row in enumerate(table.rows) if row.filled]
    if rows and _held(_label(rows[0][1])) == Column("group"):
        names = [fold(cell.text) for cell in _values(rows[0][1])]
        rows = rows[1:] if fold(cut.group) in names else []
    return rows[0][0] if rows and not _label(rows[0][1]) else None


def _filled_up(table: Table, known: dict[int, Column], remainder: Held | None = None) -> Held:
    held: Held = {}
    above: Column | None = None
    has_group = Column("group") in known.values()
    for at, row in enumerate(table.rows):
        if at < min([*known, *(remainder or ())]):
            continue
        if remainder and at in remainder:
            above = remainder[at]
        elif _label(row):
            above = known.get(at)
            if above == Column("topic"):
                above = None if has_group else Column("group")
        held[at] = above
    return held


def values(table: Table, held: Held) -> Iterator[tuple[Cell, Column | None, str]]:
    """Yield the cells beside the heads, column by column: (cell, what it holds, its row's label).

    Where one row alone names the groups, it comes first in each column.
    """
    groups = [at for at, known in held.items() if known == Column("group")]
    order = sorted(held, key=lambda at: at not in groups) if len(groups) == 1 else list(held)
    columns = {cell.place.column for at in order for cell in _values(table.rows[at])}
    for column in sorted(at for at in columns if at):
        for at in order:
            for cell in _values(table.rows[at]):
                if cell.place.column == column:
                    yield cell, held[at], _label(table.rows[at])


def head_cell(row: Row) -> Cell | None:
    """Return the label of `row`: its filled cell in the first column, with something or a place for it beside."""
    first = row.cells[0]
    return None if first.is_empty or (first.span > 1 and len(row.cells) == 1) else first


def _label(row: Row) -> str:
    cell = head_cell(row)
    return squeeze(cell.text) if cell else ""


def _values(row: Row) -> list[Cell]:
    return [cell for cell in row.filled if cell is not row.cells[0]]


def _held(label: str) -> Column | None:
    found = heads.column(label)
    if found is None or found.role == "number" or furniture.GROUP_LINE.match(label):
        return None
    return None if found.role == "topic" and not _THEME.match(fold(label)) else found


def _speaks(row: Row) -> bool:
    """Whether the row says something in words: sums and numbers are no statements."""
    return any(len(cell.text.split()) > 1 and not cells.is_empty(cell.text) for cell in _values(row))
