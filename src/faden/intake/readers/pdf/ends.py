"""What the end of a line tells by itself: a space is drawn there, or a word is cut that was too long for its column."""

import re
from collections.abc import Sequence

from faden.intake import seams
from faden.intake.readers.pdf.layout import Line

_SPACE_ROOM = 0.4
"""The room, as a part of the font's size, in which a space would surely have been drawn."""
_SPACE_MISSING = 0.03
"""How often the space at which a line wrapped is not drawn, in documents that draw it."""
_MOST_AT_ENDS = 0.5
_NARROW, _BROAD, _BROADEST = 0.37, 0.6, 0.9
"""The widths of letters as parts of the font's size."""
_LEEWAY = 0.12
"""How far, as a part of the font's size, a letter that did not fit may seem to have fitted."""
_CLOSING = frozenset('"“”‘’)?!.,;:')
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[\w/?=&_-]$")
# German phonology and word formation: what no word begins or ends with, what only ends words, what is a word after all.
_NO_WORD = re.compile(r"[bcdfghjklmnpqrstvwxzß]{1,4}(?:[.,;:!?)]|$)")
_NO_END = re.compile(r"[bdfgkptvwß][rlmn]$")
_ENDING = re.compile(
    r"(?:(?:ung|heit|keit|schaft|lich|isch|tion|ität|tät)[a-zäöüß]*|e|en|er|ern|es|em|n|s|t|te|ten|st)[.,;:!?)]*"
)
_NOUN = re.compile(r"(?:e|en|er|el|ung|heit|keit|schaft|tion|ät)$")
_VERB = re.compile(r"(?:[a-zäöüß]{2,}(?:en|eln|ern|t|te|ig|lich)|(?:zu)?(?:ge|be|ver|ent|zer)[a-zäöüß]{4,})[.,;:!?]?")
_ADVERBS = frozenset(
    "erst noch auch schon sehr so da dann hier dort immer wieder oft gern gerne bereits selbst ganz gar".split()
)


class Spaces:
    """Whether a document draws the space at which a line wraps, and none where a text ends.

    Learned from the lines of its cells, given cell by cell.
    """

    def __init__(self, cells: Sequence[Sequence[Line]] = ()) -> None:
        lines = [line for cell in cells for line in cell]
        lowest: dict[int, float] = {}
        for line in lines:
            lowest[line.page] = max(lowest.get(line.page, 0.0), line.base)
        # A cell that reaches the end of its page may go on behind it.
        ends = [cell[-1] for cell in cells if cell and cell[-1].base < lowest[cell[-1].page] - 2 * cell[-1].size]
        self.ends, self.drawn_at_ends = len(ends), sum(line.words[-1].spaced for line in ends)
        self.lines, self.drawn = len(lines), sum(line.words[-1].spaced for line in lines)

    def add(self, other: "Spaces") -> None:
        self.ends, self.drawn_at_ends = self.ends + other.ends, self.drawn_at_ends + other.drawn_at_ends
        self.lines, self.drawn = self.lines + other.lines, self.drawn + other.drawn

    def odds(self, line: Line, right: float) -> float:
        """Return how much likelier the end of `line` looks so where it wrapped than where a text ends; 1: no sign.

        `right`: how far the column's lines may reach.
        """
        at_ends = (self.drawn_at_ends + 0.5) / (self.ends + 1)
        if self.drawn < max(2, 0.05 * self.lines) or at_ends > _MOST_AT_ENDS:
            return 1.0
        last = line.words[-1]
        if last.spaced:
            return (1 - _SPACE_MISSING) / at_ends
        if right - line.right < _SPACE_ROOM * last.size or last.text.endswith(("-", "\u2010", "\u00ad", "/", "–")):
            return 1.0
        return _SPACE_MISSING / (1 - at_ends)


def is_cut(before: Line, after: Line, right: float, spaces: Spaces) -> bool:
    """Whether a line that may be cut is: a space would have been drawn, or one of the two parts is no word."""
    if not may_be_cut(before, after, right, spaces):
        return False
    if spaces.odds(before, right) < 1:
        return True
    word, first = before.words[-1].text, after.words[0].text
    if not first[0].islower():
        return not first[0].isupper() or first[:2].rstrip(":").isupper()
    if _ENDING.fullmatch(first) or _NO_END.search(word):
        return True
    return not (seams.is_open(first) or first in _ADVERBS or (_NOUN.search(word) and _VERB.fullmatch(first)))


def is_surely_cut(before: Line, after: Line, right: float, spaces: Spaces) -> bool:
    """Whether the line is cut by all signs: it may be, and what follows is no word in any language."""
    return bool(_NO_WORD.match(after.words[0].text)) and may_be_cut(before, after, right, spaces)


def may_be_cut(before: Line, after: Line, right: float, spaces: Spaces) -> bool:
    """Whether one word fills the line, a list mark aside, without room for the sign that follows."""
    words = before.text.split(" ")
    word, last, first = words[-1], before.words[-1], after.words[0]
    if len(words) > 2 or (len(words) == 2 and words[0].isalnum() and not words[0].isdigit()):
        return False
    if last.turn or last.spaced or not word[-1].isalnum() or len(word) < 3:
        return False
    sign = first.text[0]
    alike = sign.islower() or (word[-2:].isupper() and sign.isupper()) or (word[-1].isdigit() and sign.isdigit())
    room = right - before.right
    leeway = _LEEWAY if spaces.odds(before, right) == 1 else 2 * _LEEWAY
    return (alike or first.text in _CLOSING) and room < (_letter(sign) + leeway) * first.size


def _letter(sign: str) -> float:
    """Return about how wide a letter is, as a part of the font's size."""
    if sign in "fijlrtI.,;:!?()'\"":
        return _NARROW
    return _BROADEST if sign in "mwMW" or sign.isupper() else _BROAD


def is_address(before: str, after: Line) -> bool:
    """Whether the text `before` ends in an internet address that goes on in the line `after`."""
    first = after.words[0].text
    return bool(_ADDRESS.search(before)) and (first[0].islower() or first[0] in "?&=/") and not seams.is_open(first)
