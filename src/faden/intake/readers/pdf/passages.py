"""The lines of a table's cells as paragraphs, and for each line's end whether the next word would have fitted."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from faden.intake.readers.blocks import Box, Cell, Paragraph, Place, Row, Table, around
from faden.intake.readers.pdf import ends
from faden.intake.readers.pdf.layout import Line, Sheet

_WIDE, _USUAL = 1.5, 1.3
_SPACE = 0.25
_LONE_SIGN = re.compile(r"[-–—−*·•●○◦▪▫■□►▶◆◇➢➤➔✓✔‣⁃∙\uf0b7\uf0a7\uf0d8]")
_LONE_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]")
_ODD = 0.006
"""How often a line wraps although the next word would have fitted (or the width is misjudged)."""


@dataclass(slots=True)
class Passage:
    """Lines of one cell that belong together; `listed`: the document calls them a list item."""

    lines: list[Line]
    listed: bool = False


@dataclass(slots=True)
class Field:
    """A cell: where it begins on the grid (from 0), how far it reaches, what stands in it.

    `right`: its right edge in points where one is drawn.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    passages: list[Passage] = field(default_factory=list)
    right: float | None = None

    @property
    def lines(self) -> list[Line]:
        return [line for passage in self.passages for line in passage.lines]


class Widths:
    """How far the lines of each column may reach to the right, learned from the lines themselves.

    The space between two columns is taken to be the same everywhere: where some column is full, it
    tells for those that are not.
    """

    def __init__(self, fields: Sequence[Field]) -> None:
        self.reach: dict[int, float] = {}
        starts: dict[int, float] = {}
        drawn: dict[int, float] = {}
        wide: dict[int, float] = {}
        for one in fields:
            lines = one.lines
            if not lines:
                continue
            end = one.column + one.columns
            right = max(line.right for line in lines)
            if one.columns > 1:
                wide[end] = max(wide.get(end, 0.0), right)
                continue
            self.reach[end] = max(self.reach.get(end, 0.0), right)
            starts[one.column] = min(starts.get(one.column, 1e9), *(line.left for line in lines))
            if one.right is not None:
                drawn[end] = max(drawn.get(end, 0.0), one.right)
        self.reach = wide | self.reach
        for limits in (drawn, starts):
            gaps = [limits[end] - reach for end, reach in self.reach.items() if end in limits]
            if gaps and min(gaps) > 0:
                for end in self.reach.keys() & limits.keys():
                    self.reach[end] = max(self.reach[end], limits[end] - min(gaps))
        self.spaces = ends.Spaces([one.lines for one in fields])
        self.cuts = self._cuts_words(fields)

    def wraps(self, lines: Sequence[Line], end: int) -> tuple[float, ...]:
        """Return for each break between `lines` of a column how surely the text merely wrapped there."""
        if not lines:
            return ()
        left = min(line.left for line in lines)
        right = self.reach.get(end, max(line.right for line in lines))
        return tuple(
            _wrapped(before, after, right, right - left, self.spaces.odds(before, right))
            for before, after in pairwise(lines)
        )

    def paragraph(self, passage: Passage, end: int, sheets: Mapping[int, Sheet]) -> Paragraph:
        """Return the passage as a paragraph of a column that ends at the grid's line `end`.

        Words that were too long for their column and cut without a hyphen are made whole.
        """
        texts: list[str] = []
        boxes: list[Box] = []
        wraps: list[float] = []
        chances = (0.0, *self.wraps(passage.lines, end))
        for at, line in enumerate(passage.lines):
            text, box = line.text, sheets[line.page].box(line.edges)
            if at and (self._is_cut(passage.lines[at - 1], line, end) or ends.is_address(texts[-1], line)):
                texts[-1] += text
            elif at and (_LONE_SIGN.fullmatch(texts[-1]) or (at == 1 and _LONE_NUMBER.fullmatch(texts[-1]))):
                # The first word of a list item was too long to stand beside its mark.
                texts[-1] += f" {text}"
            else:
                texts.append(text)
                boxes.append(box)
                wraps.append(chances[at])
                continue
            boxes[-1] = around((boxes[-1], box)) or box
        return Paragraph("\n".join(texts), passage.listed, tuple(wraps[1:]), tuple(boxes))

    def goes_on(self, before: Line, after: Line, end: int) -> bool:
        """Whether the layout shows that a text goes on behind a page's end: in mid-word, or a space is drawn there."""
        return self.spaces.odds(before, self.reach[end]) > 3 or self._is_cut(before, after, end)

    def first_text(self, lines: Sequence[Line], end: int) -> Sequence[Line]:
        """Return the lines up to the first where the layout shows that a text ends."""
        for at, (before, after) in enumerate(pairwise(lines), 1):
            has_ended = self.spaces.odds(before, self.reach[end]) < 1 and not self._is_cut(before, after, end)
            if has_ended and not ends.is_address("".join(line.text for line in lines[:at]), after):
                return lines[:at]
        return lines

    def _is_cut(self, before: Line, after: Line, end: int) -> bool:
        return self.cuts and ends.is_cut(before, after, self.reach[end], self.spaces)

    def _cuts_words(self, fields: Iterable[Field]) -> bool:
        """Whether words are cut in this table: what some lines begin with is no word in any language."""
        return any(
            ends.is_surely_cut(before, after, self.reach[one.column + one.columns], self.spaces)
            for one in fields
            for passage in one.passages
            for before, after in pairwise(passage.lines)
        )


def share_habits(widths: Collection[Widths]) -> None:
    """Let all tables of a document share what one of them tells: words are cut, spaces are drawn where lines wrap."""
    cuts = any(one.cuts for one in widths)
    spaces = ends.Spaces()
    for one in widths:
        spaces.add(one.spaces)
    for one in widths:
        one.cuts, one.spaces = cuts, spaces


def _wrapped(before: Line, after: Line, right: float, width: float, spaces: float) -> float:
    """Return the probability that the line wrapped, boundaries and wraps being equally frequent.

    An item's last line ends anywhere, so that a word of a third of the column's width does not fit behind
    every third of them.
    """
    size = max(before.size, after.size)
    if before.words[-1].turn or width <= 2 * size:
        return 0.5
    first = after.words[0]
    word = first.text
    cut = next((at + 1 for at, sign in enumerate(word[:-1]) if sign in "-/–" and at > 0), len(word))
    glued = before.words[-1].text.endswith(("-", "\u00ad", "/"))
    needed = (first.right - first.left) * cut / len(word) + (0.0 if glued else _SPACE * first.size)
    missing = (needed - (right - before.right)) / size
    # Around the exact fit the measure is blurred by trailing spaces and rounding.
    share = min(max((missing + 0.35) / 0.45, 0.0), 1.0)
    wrapped = _ODD + (1 - 2 * _ODD) * share
    ended = min(needed / width, 1.0) * share + (1 - share)
    wrapped *= spaces
    return round(wrapped / (wrapped + ended), 3)


def pitch(lines: Iterable[Sequence[Line]]) -> float:
    """Return the line spacing of a document as a multiple of the font's size: the smallest that is frequent.

    A wide one is that of rows rather than lines where next to none of them begins with a small letter.
    """
    steps: Counter[float] = Counter()
    small: Counter[float] = Counter()
    for run in lines:
        for before, after in pairwise(run):
            if before.page == after.page and abs(before.size - after.size) < 0.5 and after.base > before.base:
                step = round((after.base - before.base) / after.size, 2)
                steps[step] += 1
                small[step] += after.words[0].text[0].islower()
    total = sum(count for step, count in steps.items() if step < 3)
    found = lower = 0
    for step in sorted(steps):
        found, lower = found + steps[step], lower + small[step]
        if found >= max(2, total * 0.06):
            return max(step, 1.0) if step < _WIDE or (step < 2.5 and lower > 0.08 * found) else _USUAL
    return _USUAL


def split(lines: Sequence[Line], spacing: float, dots: Sequence[Box] = ()) -> list[Passage]:
    """Part the lines of a cell where the gap between them is clearly larger than the line `spacing`.

    A line with one of `dots` drawn before it is a list item.
    """
    found: list[Passage] = []
    for line in lines:
        last = found[-1].lines[-1] if found else None
        turned = line.words[0].turn
        if any(is_before(dot, line) for dot in dots):
            found.append(Passage([line], listed=True))
        elif last is None or last.page != line.page or last.words[0].turn != turned or _is_far(last, line, spacing):
            found.append(Passage([line]))
        else:
            found[-1].lines.append(line)
    return found


def part_outdented(fields: Sequence[Field]) -> None:
    """Part list items from what follows them where the lines of items stand further right than their marks."""
    signs = [sign for one in fields for passage in one.passages for sign in _outdents(passage)]
    if 3 * signs.count(False) <= signs.count(True):
        return
    for one in fields:
        parted: list[Passage] = []
        for passage in one.passages:
            rest = Passage([], passage.listed)
            parted.append(rest)
            for line, is_out in zip(passage.lines, _outdents(passage, every=True), strict=True):
                if is_out:
                    rest = Passage([])
                    parted.append(rest)
                rest.lines.append(line)
        one.passages = parted


def _outdents(passage: Passage, *, every: bool = False) -> Iterator[bool]:
    """Yield whether each line without a mark below a marked one stands left of that one's text.

    `every`: for each line of the passage, False where that is no question.
    """
    text: float | None = None
    for line in passage.lines:
        is_out = False
        if _is_marked(line):
            text = line.words[1].left
        elif text is not None:
            is_out = line.left < text - 0.4 * line.size
            yield from () if every else (is_out,)
            text = None if is_out else text
        if every:
            yield is_out


def _is_marked(line: Line) -> bool:
    mark = line.words[0]
    return len(line.words) > 1 and bool(_LONE_SIGN.fullmatch(mark.text) or _LONE_NUMBER.fullmatch(mark.text))


def _is_far(before: Line, line: Line, spacing: float) -> bool:
    step = line.base - before.base
    return not line.words[0].turn and step > max(line.size, before.size) * spacing * 1.13 + 0.3


def is_before(dot: Box, line: Line) -> bool:
    """Whether the drawn figure stands before the line like a bullet."""
    return 0 <= line.left - dot[2] < 2 * line.size and line.base - line.size < (dot[1] + dot[3]) / 2 < line.base


def table(fields: Sequence[Field], number: int, sheets: Mapping[int, Sheet], widths: Widths) -> Table:
    """Return the table block `number` of the cells; places that no cell covers become empty cells."""
    height = max((one.row + one.rows for one in fields), default=0)
    breadth = max((one.column + one.columns for one in fields), default=0)
    covered = _covered(fields)
    rows = []
    for row in range(height):
        cells: list[Cell] = []
        column = 0
        while column < breadth:
            one = covered.get((row, column)) or Field(row, column)
            end = next(
                (at for at in range(column + 1, column + one.columns) if (row, at) in covered), column + one.columns
            )
            cells.append(_cell(one, row, column, end, number, sheets, widths))
            column = end
        rows.append(Row(tuple(cells)))
    return Table(tuple(rows))


def _covered(fields: Sequence[Field]) -> dict[tuple[int, int], Field]:
    """Return which cell stands in each row from each column on; of two in one place the first holds both texts."""
    begun: dict[tuple[int, int], Field] = {}
    covered: dict[tuple[int, int], Field] = {}
    for one in sorted(fields, key=lambda one: (one.row, one.column)):
        if first := begun.get((one.row, one.column)):
            first.passages += one.passages
            continue
        begun[one.row, one.column] = one
        covered.update({(row, one.column): one for row in range(one.row, one.row + one.rows)})
    return covered


def _cell(
    one: Field, row: int, column: int, end: int, number: int, sheets: Mapping[int, Sheet], widths: Widths
) -> Cell:
    place = Place(table=number, row=row + 1, column=column + 1)
    if row != one.row:
        return Cell((), place, span=end - column, continues=True)
    lines = one.lines
    if lines:
        page = lines[0].page
        box = around(sheets[page].box(line.edges) for line in lines if line.page == page)
        place = Place(page, number, row + 1, column + 1, box=box)
    paragraphs = tuple(widths.paragraph(passage, one.column + one.columns, sheets) for passage in one.passages)
    return Cell(paragraphs, place, span=end - column)
