"""Several tables below each other in one sheet, each under a row with its group's name."""

from faden.intake import heads
from faden.intake.readers.blocks import Block, Row, Table, Text


def apart(blocks: list[Block]) -> list[Block]:
    """Return `blocks` with the rows that hold but a name above a head row as texts, where a sheet has several such.

    An empty row stands above each name but the first; the tables have no column for the group.
    """
    return [part for block in blocks for part in (_parts(block) if isinstance(block, Table) else [block])]


def _parts(table: Table) -> list[Block]:
    rows = [row for row in table.rows if row.filled]
    gaps = {0, *(at for at, row in enumerate(rows) if at and _number(row) > _number(rows[at - 1]) + 1)}
    names: set[int] = set()
    found = 0
    for at, row in enumerate(rows):
        above = _above(rows, at, gaps) if len(row.filled) > 1 else range(0)
        if above and (held := heads.columns(row)) and heads.Column("group") not in held.values():
            names.update(above)
            found += 1
    first = next((at for at, row in enumerate(rows) if len(row.filled) > 1), 0)
    if found < 2 or first - 1 not in names:
        return [table]
    parts: list[Block] = []
    kept: list[Row] = []
    for at, row in enumerate(rows):
        if at in names or at < first:
            parts += [Table(tuple(kept), table.name)] if kept else []
            kept = []
            parts.append(Text(row.filled[0].text, row.filled[0].place))
        else:
            kept.append(row)
    return [*parts, Table(tuple(kept), table.name)]


def _number(row: Row) -> int:
    return row.cells[0].place.row or 0


def _above(rows: list[Row], head: int, gaps: set[int]) -> range:
    """Return the rows of one filled cell right above `head`, from the last one that an empty row stands above."""
    for at in range(head - 1, -1, -1):
        if len(rows[at].filled) > 1:
            break
        if at in gaps:
            return range(at, head)
    return range(0)
