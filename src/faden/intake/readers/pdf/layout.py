"""What stands on a page: words, lines and drawn rules, in points from the upper left corner of the upright page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from faden.intake.readers.blocks import Box, around

GAP = 0.13
"""A gap of this part of the font's size parts two words."""


@dataclass(slots=True)
class Word:
    """Letters without a space between them. `mark`: its marked content's id, -1 for none.

    `glued`: no space stands before it, `spaced`: one is drawn behind it. `turn`: quarter turns against the page's upright text; such a word is a whole line.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    mark: int = -1
    glued: bool = False
    spaced: bool = False
    turn: int = 0
    bold: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(slots=True)
class Rule:
    """A drawn line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Sheet:
    """One page. `dots`: small drawn figures, as of bullets. `turn`: quarter turns, clockwise, from the upright text to the page as it is shown."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    turn: int = 0

    def box(self, edges: Box) -> Box:
        """Return `edges` (points) as parts of the page as it is shown."""
        left, top, right, bottom = edges
        left, right = left / self.width, right / self.width
        top, bottom = top / self.height, bottom / self.height
        for _ in range(self.turn):
            left, top, right, bottom = 1 - bottom, left, 1 - top, right
        clipped = [min(max(edge, 0.0), 1.0) for edge in (left, top, right, bottom)]
        return clipped[0], clipped[1], clipped[2], clipped[3]


@dataclass(slots=True)
class Line:
    """The words of one visual line, from left to right."""

    words: list[Word]
    page: int = 0

    @property
    def text(self) -> str:
        parts = [self.words[0].text]
        for before, word in zip(self.words, self.words[1:], strict=False):
            near = word.left - before.right < GAP * max(word.size, before.size)
            parts.append(word.text if word.glued and near else f" {word.text}")
        text = "".join(parts)
        return f"{text[:-1]}-" if text.endswith(("\u00ad", "\u2010")) else text

    @property
    def edges(self) -> Box:
        found = around((word.left, word.top, word.right, word.bottom) for word in self.words)
        assert found is not None
        return found

    @property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def base(self) -> float:
        return max(self.words, key=lambda word: len(word.text)).base

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


def lines(words: Iterable[Word], page: int = 0) -> list[Line]:
    """Return the visual lines of `words` from top to bottom; turned lines come first."""
    upright: list[Word] = []
    found: list[Line] = []
    for word in words:
        if word.turn:
            found.append(Line([word], page))
        else:
            upright.append(word)
    found.sort(key=lambda line: line.left if line.words[0].turn != 1 else -line.left)
    upright.sort(key=lambda word: (word.base, word.left))
    row: list[Word] = []
    for word in upright:
        if row and word.base - row[0].base > 0.45 * min(word.size, row[0].size):
            found.append(Line(sorted(row, key=lambda one: one.left), page))
            row = []
        row.append(word)
    if row:
        found.append(Line(sorted(row, key=lambda one: one.left), page))
    return found


def streamed(words: Sequence[tuple[int, Word]]) -> list[Line]:
    """Return the visual lines of words (each with its page) that stand in reading order already."""
    found: list[Line] = []
    for page, word in words:
        last = found[-1] if found else None
        if (
            last is None
            or last.page != page
            or abs(word.base - last.words[-1].base) > 0.6 * word.size
            or word.left < last.words[-1].left - word.size
        ):
            found.append(Line([word], page))
        else:
            last.words.append(word)
    return found


def segments(line: Line, *, gap: float) -> Iterator[Line]:
    """Yield the parts of `line` with more than `gap` times the font's size between them."""
    row: list[Word] = []
    for word in line.words:
        if row and word.left - max(one.right for one in row) > gap * word.size:
            yield Line(row, line.page)
            row = []
        row.append(word)
    yield Line(row, line.page)
