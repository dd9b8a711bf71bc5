"""Running heads and feet of text files, where a tab made rows of a table of them."""

import re
from collections import Counter

from faden.intake import furniture, heads
from faden.intake.readers.blocks import Block, Row, Table, Text
from faden.kernel.text import fold, squeeze


def as_texts(blocks: list[Block]) -> list[Block]:
    """Return `blocks` with the running heads and feet of text files as texts, where a tab made rows of them.

    Such a line has at most two filled fields, and stands alone before the first head row, or comes
    again with other numbers, or ends in a page's number.
    """
    rows = [row for block in blocks if isinstance(block, Table) and not block.name for row in block.rows]
    if not rows or rows[0].cells[0].place.lines is None or sum(len(row.cells) >= 4 for row in rows) * 2 < len(rows):
        return blocks
    said = {id(row): squeeze(" ".join(cell.text for cell in row.filled)) for row in rows if len(row.filled) <= 2}
    shapes = Counter(re.sub(r"\d+", "0", fold(text)) for text in said.values())

    def is_running(row: Row) -> bool:
        text = said.get(id(row))
        if not text or not len(row.filled) == len(row.cells) <= 2:
            return False
        shape = re.sub(r"\d+", "0", fold(text))
        if (
            not headed
            or shape in known
            or (shapes[shape] > 1 and text[-1].isdigit())
            or furniture.PAGE_FOOTER.match(text)
        ):
            known.add(shape)
            return True
        return False

    found: list[Block] = []
    known: set[str] = set()
    headed = False
    for block in blocks:
        if isinstance(block, Text):
            found.append(block)
            continue
        kept: list[Row] = []
        for row in block.rows:
            if is_running(row):
                if kept:
                    found.append(Table(tuple(kept), block.name))
                    kept = []
                found.append(Text(said[id(row)], row.cells[0].place))
            else:
                headed = headed or heads.columns(row) is not None
                kept.append(row)
        if kept:
            found.append(Table(tuple(kept), block.name))
    return found
