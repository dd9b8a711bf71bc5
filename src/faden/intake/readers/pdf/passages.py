"""The lines of a table's cells as paragraphs, and for each line's end whether the next word would have fitted."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from faden.intake import seams
from faden.intake.readers.blocks import Box, Cell, Paragraph, Place, Row, Table, around
from faden.intake.readers.pdf.layout import Line, Sheet

_NO_END = re.compile(r"[bdfgkptvwß][rlmn]$")
"""No German word ends so."""
_NO_WORD = re.compile(r"[bcdfghjklmnpqrstvwxzß]{1,4}(?:[.,;:!?)]|$)")
_NOUN = re.compile(r"(?:e|en|er|el|ung|heit|keit|schaft|tion|ät)$")
_PARTICIPLE = re.compile(r"(?:zu)?(?:ge|be|ver|ent|zer)[a-zäöüß]{4,}[.,;:!?]?")
_VERB = re.compile(r"[a-zäöüß]{2,}(?:en|eln|ern|t|te|ig|lich)[.,;:!?]?")
_NARROW, _BROAD, _BROADEST = 0.37, 0.6, 0.9
"""The widths of letters as parts of the font's size."""
_WIDE, _USUAL = 1.5, 1.3
_SPACE = 0.25
_SPACE_ROOM = 0.4
_SPACE_ODDS = 0.03
"""How often the space at which a line wrapped is not drawn, in documents that draw it."""
_LEEWAY = 0.12
"""How far, as a part of the font's size, a letter that did not fit may seem to have fitted."""
# What is cut off a word but is none itself, and what is a word though it is short.
_ENDING = re.compile(
    r"(?:(?:ung|heit|keit|schaft|lich|isch|tion|ität|tät)[a-zäöüß]*|e|en|er|ern|es|em|n|s|t|te|ten|st)[.,;:!?)]*"
)
_ADVERBS = frozenset("erst noch auch schon sehr so da dann hier dort immer wieder oft gern gerne bereits selbst ganz gar".split())
_CLOSING = frozenset("\"“”‘’)?!.,;:")
_LONE_SIGN = re.compile(r"[-–—−*·•●○◦▪▫■□►▶◆◇➢➤➔✓✔‣⁃∙\uf0b7\uf0a7\uf0d8]")
_LONE_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[\w/?=&_-]$")
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
        self.spaces = Spaces(fields)
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
            if at and (self._is_cut(passage.lines[at - 1], line, end) or _is_address(texts[-1], line)):
                texts[-1] += text
                boxes[-1] = around((boxes[-1], box)) or box
                continue
            if at and (_LONE_SIGN.fullmatch(texts[-1]) or (at == 1 and _LONE_NUMBER.fullmatch(texts[-1]))):
                # The first word of a list item was too long to stand beside its mark.
                texts[-1] += f" {text}"
                boxes[-1] = around((boxes[-1], box)) or box
                continue
            texts.append(text)
            boxes.append(box)
            wraps.append(chances[at])
        return Paragraph("\n".join(texts), passage.listed, tuple(wraps[1:]), tuple(boxes))

    def goes_on(self, before: Line, after: Line, end: int) -> bool:
        """Whether the layout shows that a text goes on behind a page's end: in mid-word, or a space is drawn there."""
        return self.spaces.odds(before, self.reach[end]) > 3 or self._is_cut(before, after, end)

    def _cuts_words(self, fields: Iterable[Field]) -> bool:
        """Whether words are cut in this table: what some lines begin with is no word in any language."""
        return any(
            self._may_be_cut(before, after, one.column + one.columns) and _NO_WORD.match(after.words[0].text)
            for one in fields
            for passage in one.passages
            for before, after in pairwise(passage.lines)
        )

    def _is_cut(self, before: Line, after: Line, end: int) -> bool:
        """Whether the line ends within a word: a space would have been drawn, or what follows is none by itself."""
        if not self.cuts or not self._may_be_cut(before, after, end):
            return False
        first, right = after.words[0].text, self.reach[end]
        if self.spaces.odds(before, right) < 1:
            return True
        word = before.words[-1].text
        if not first[0].islower():
            return not first[0].isupper() or (word[-2:].isupper() and first[:2].rstrip(":").isupper())
        if _ENDING.fullmatch(first) or _NO_END.search(word):
            return True
        return not (seams.is_open(first) or first in _ADVERBS or (_NOUN.search(word) and (_VERB.fullmatch(first) or _PARTICIPLE.fullmatch(first))))

    def _may_be_cut(self, before: Line, after: Line, end: int) -> bool:
        """Whether one word fills the line, without room for the letter that follows."""
        words = before.text.split(" ")
        word, first = words[-1], after.words[0]
        if len(words) > 2 or (len(words) == 2 and words[0].isalnum() and not words[0].isdigit()):
            return False
        if before.words[-1].turn or before.words[-1].spaced or not word[-1].isalnum() or len(word) < 3:
            return False
        alike = first.text[0].islower() or (word[-2:].isupper() and first.text[0].isupper())
        alike = alike or (word[-1].isdigit() and first.text[0].isdigit()) or first.text in _CLOSING
        leeway = _LEEWAY if self.spaces.odds(before, self.reach[end]) == 1 else 2 * _LEEWAY
        return alike and self.reach[end] - before.right < (_letter(first.text[0]) + leeway) * first.size


def _letter(sign: str) -> float:
    """Return about how wide a letter is, as a part of the font's size."""
    if sign in "fijlrtI.,;:!?()'\"":
        return _NARROW
    return _BROADEST if sign in "mwMW" or sign.isupper() else _BROAD


def _is_address(before: str, after: Line) -> bool:
    """Whether an internet address goes on in the line `after`."""
    first = after.words[0].text
    return bool(_ADDRESS.search(before)) and (first[0].islower() or first[0] in "?&=/") and not seams.is_open(first)


class Spaces:
    """Whether a document draws the space at which a line wraps, and none where the text ends; learned from its cells."""

    def __init__(self, fields: Sequence[Field]) -> None:
        lines = [line for one in fields for line in one.lines]
        lowest: dict[int, float] = {}
        for line in lines:
            lowest[line.page] = max(lowest.get(line.page, 0.0), line.base)
        # A cell that reaches the end of its page may go on behind it.
        ends = [one.lines[-1] for one in fields if one.lines]
        ends = [line for line in ends if line.base < lowest[line.page] - 2 * line.size]
        self.ends, self.drawn_at_ends = len(ends), sum(line.words[-1].spaced for line in ends)
        self.lines, self.drawn = len(lines), sum(line.words[-1].spaced for line in lines)

    def add(self, other: "Spaces") -> None:
        self.ends, self.drawn_at_ends = self.ends + other.ends, self.drawn_at_ends + other.drawn_at_ends
        self.lines, self.drawn = self.lines + other.lines, self.drawn + other.drawn

    def odds(self, line: Line, right: float) -> float:
        """Return how much likelier the end of `line` looks so where it wrapped than where a text ends."""
        at_ends = (self.drawn_at_ends + 0.5) / (self.ends + 1)
        if self.drawn < max(2, 0.05 * self.lines) or at_ends > 0.5:
            return 1.0
        last = line.words[-1]
        if last.spaced:
            return (1 - _SPACE_ODDS) / at_ends
        if right - line.right < _SPACE_ROOM * last.size or last.text.endswith(("-", "\u2010", "\u00ad", "/", "–")):
            return 1.0
        return _SPACE_ODDS / (1 - at_ends)


def share_habits(widths: Collection[Widths]) -> None:
    """Let all tables of a document share what one of them tells: words are cut, spaces are drawn where lines wrap."""
    cuts = any(one.cuts for one in widths)
    spaces = Spaces(())
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
