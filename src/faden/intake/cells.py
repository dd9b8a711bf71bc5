"""The inside of one cell: markup, list marks and items."""

import html
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from faden.intake import seams
from faden.intake.readers.blocks import Box, Cell, Place, around

_TAG = re.compile(
    r"</?(?:p|ul|ol|li|br|div|span|b|i|u|em|strong|font|a|sup|sub|h[1-6]|table|tbody|thead|tr|td|th|blockquote|hr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:span|b|i|u|em|strong|font|a|sup|sub)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_NOTHING = re.compile(
    r"(?:k\. ?a\.?|keine angaben?|entfällt|s\. ?o\.?|s\. ?u\.?|siehe oben|n\.? ?/ ?a\.?|n\. ?n\.?)", re.IGNORECASE
)
_SIGN = "•●○◦▪▫■□►▶➢➤➔✓✔‣⁃∙\uf0b7\uf0a7\uf0d8"
_SIGN_MARK = re.compile(rf"[{_SIGN}·*]\s*(?=\S)|[{_SIGN}]\s*")
_DASH_MARK = re.compile(r"[-–—−]\s+(?=\S)")
_TIGHT_DASH_MARK = re.compile(r"[-–—](?=[A-ZÄÖÜ„\"])")
_NUMBER_MARK = re.compile(r"\(?(\d{1,2})[.)]\s+(?=\S)")
_LETTER_MARK = re.compile(r"\(?([a-z])\)\s+(?=\S)")
_CIRCLE_MARK = re.compile(r"[o+]\s+(?=\S)|\+(?=[A-ZÄÖÜ])")
_STARRED = re.compile(r"\*(?=\S.*\*)")
_ORDINAL = re.compile(
    r"(?:Jan|Feb|März|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Advent|Platz|Stock|OG|Klasse|Bauabschnitt)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"^[\s\-–—_=+|:*.]*$")


@dataclass(slots=True)
class Line:
    """One line of a cell. `marked`: a list mark stood before it. `hard`: a paragraph begins here.

    `boxes`: where its parts stand on the page, where the format knows.
    """

    text: str
    marked: bool = False
    mark: str = ""
    hard: bool = False
    unsure: float = 0.0
    boxes: list[Box] = field(default_factory=list)

    def place(self, cell: Place) -> Place:
        """Return where in the `cell` at that place the line stands."""
        return replace(cell, box=around(self.boxes)) if self.boxes else cell


@dataclass(slots=True)
class Contents:
    """The items of a cell, and the marks and markup taken off them."""

    items: list[Line] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    hyphens: list[str] = field(default_factory=list)


def is_separator(text: str) -> bool:
    """Whether `text` only draws a line."""
    return bool(text.strip()) and bool(_SEPARATOR.match(text)) and any(sign in text for sign in "-–—_=")


@dataclass(frozen=True, slots=True)
class Habits:
    """How one document writes its cells, learned from all of them."""

    lower_is_usual: bool = False
    """Many items begin in lower case."""
    numbered: frozenset[str] = frozenset()
    """The signs that close the numbers of lists here: "." or ")"."""


def habits(cells: list[Cell]) -> Habits:
    """Learn a document's habits from its cells."""
    first = [paragraph.text for cell in cells for paragraph in cell.paragraphs if paragraph.text.strip()]
    lower = sum(1 for text in first if seams.starts_lower(text))
    numbered: set[str] = set()
    alone = [mark[0].strip()[-1] for text in first if (mark := _NUMBER_MARK.match(text)) and mark[1] == "1"]
    numbered.update(closing for closing in ".)" if alone.count(closing) >= 3)
    for cell in cells:
        if len(lines := _lines(cell, Contents())) > 1:
            found = _sequence(lines)
            numbered.update(
                mark[0].strip()[-1] for line in lines if id(line) in found and (mark := _NUMBER_MARK.match(line.text))
            )
    return Habits(len(first) >= 8 and lower > len(first) * 0.2, frozenset(numbered))


def is_empty(text: str) -> bool:
    """Whether `text` only says that nothing was said: "-", "k. A.", "entfällt"."""
    return not any(sign.isalnum() for sign in text) or bool(
        _NOTHING.fullmatch(text.strip(" ().")) or _NOTHING.fullmatch(text.strip())
    )


def contents(cell: Cell, habits: Habits) -> Contents:
    """Take `cell` apart into items.

    A marked line begins an item; an unmarked one goes on with the line before where grammar says
    so. Real paragraphs are stronger boundaries than line breaks.
    """
    result = Contents()
    lines = _lines(cell, result)
    lines = _without_marks(lines, result, habits)
    _join(lines, result, lower_is_usual=habits.lower_is_usual)
    return result


def _lines(cell: Cell, result: Contents) -> list[Line]:
    lines: list[Line] = []
    for paragraph in cell.paragraphs:
        text = _strip_markup(paragraph.text, result)
        # Bullets typed into running text ("Intro • one • two") begin lines of their own.
        text = re.sub(rf"(?<=\S)\s+(?=[{_SIGN}]\s)", "\n", text)
        first = True
        for part in text.split("\n"):
            if part.strip():
                lines.append(Line(part.strip(), marked=paragraph.listed and first, hard=first))
                first = False
    return lines


def _strip_markup(text: str, result: Contents) -> str:
    def tag(found: re.Match[str]) -> str:
        result.markup.append(found[0])
        return "" if _INLINE.match(found[0]) else "\n"

    def bold(found: re.Match[str]) -> str:
        result.markup.append("****")
        return found[1]

    def entity(found: re.Match[str]) -> str:
        sign = html.unescape(found[0])
        if sign == found[0]:
            return sign
        # One sign stands for all of these: it takes the place of the first.
        result.markup.append(found[0] if sign.isspace() else found[0][1:])
        return sign

    return _ENTITY.sub(entity, _BOLD.sub(bold, _TAG.sub(tag, text)))


def _without_marks(lines: list[Line], result: Contents, habits: Habits) -> list[Line]:
    kept = []
    dashes = sum(1 for line in lines if _DASH_MARK.match(line.text))
    tight = sum(1 for line in lines if _TIGHT_DASH_MARK.match(line.text))
    circles = sum(1 for line in lines if _CIRCLE_MARK.match(line.text))
    numbered = _sequence(lines)
    for line in lines:
        text = line.text
        mark = _SIGN_MARK.match(text)
        if mark and _STARRED.match(text) and "*" in text[1:]:
            mark = None  # "*innen" or *stressed*
        if mark is None:
            mark = _DASH_MARK.match(text)
        if mark is None and tight >= 2 and tight + dashes >= len(lines) - 1:
            mark = _TIGHT_DASH_MARK.match(text)
        if mark is None and circles + dashes >= 2:
            mark = _CIRCLE_MARK.match(text)
        if mark is None and id(line) in numbered:
            mark = _NUMBER_MARK.match(text) or _LETTER_MARK.match(text)
        if mark is None and len(lines) == 1 and (only := _NUMBER_MARK.match(text)):
            # A list of one, in a document whose other cells number theirs the same way.
            closing = only[0].strip()[-1]
            mark = (
                only
                if only[1] == "1" and closing in habits.numbered and not _ORDINAL.match(text[only.end() :])
                else None
            )
        if mark is not None:
            result.marks.append(mark[0].strip())
            line.text = text[mark.end() :].strip()
            line.marked, line.mark = True, mark[0].strip()
        if line.text:
            kept.append(line)
    return kept


def _sequence(lines: list[Line]) -> set[int]:
    """Return the ids of the lines whose leading numbers (or letters) count up from the first."""
    found: set[int] = set()
    for pattern, order in ((_NUMBER_MARK, int), (_LETTER_MARK, lambda letter: ord(letter) - 96)):
        numbers = [
            (line, order(mark[1]))
            for line in lines
            if (mark := pattern.match(line.text)) and not _ORDINAL.match(line.text[mark.end() :])
        ]
        ups = sum(1 for one, two in pairwise(numbers) if two[1] == one[1] + 1)
        if len(numbers) >= 2 and ups >= (len(numbers) - 1) * 0.7:
            found.update(id(line) for line, _ in numbers)
    return found


def _join(lines: list[Line], result: Contents, *, lower_is_usual: bool) -> None:
    has_marks = any(line.marked for line in lines)
    lower = sum(1 for line in lines if seams.starts_lower(line.text))
    usual = lower_is_usual or (len(lines) > 2 and lower * 2 > len(lines))
    for line in lines:
        previous = result.items[-1] if result.items else None
        if previous is None or line.marked:
            result.items.append(line)
            continue
        chance = seams.continues(previous.text, line.text, lower_is_usual=usual)
        if line.hard:
            # Whoever presses Enter means it, unless the phrase above cannot end there.
            chance = chance if seams.ends_open(previous.text) >= 0.85 else min(chance, 0.3)
        elif has_marks and previous.marked and seams.starts_lower(line.text):
            chance = max(chance, 0.9)
        doubt = seams.doubt(chance)
        if chance >= 0.5:
            previous.text, hyphen = seams.sew(previous.text, line.text)
            previous.boxes += line.boxes
            result.hyphens.extend(hyphen)
            previous.unsure = max(previous.unsure, doubt)
        else:
            line.unsure = doubt
            result.items.append(line)
