"""The inside of one cell: markup, list marks and items."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from faden.intake import seams
from faden.intake.readers.blocks import Box, Cell, Paragraph, Place, around

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
_TYPED_SIGN = re.compile(rf"(?<=\S)\s+(?=[{_SIGN}]\s)")
_SIGN_MARK = re.compile(rf"[{_SIGN}·*]\s*(?=\S)|[{_SIGN}]\s*")
_DASH_MARK = re.compile(r"[-–—−]\s+(?=\S)")
_TIGHT_DASH_MARK = re.compile(r"[-–—](?=[A-ZÄÖÜ„\"])")
_NUMBER_MARK = re.compile(r"\(?(\d{1,3})[.)](?:\s+(?=\S)|(?=[A-ZÄÖÜ][a-zäöüß]))")
_NUMBERED = re.compile(r"\d[.)]")
_LETTER_MARK = re.compile(r"\(?([a-z])\)\s+(?=\S)")
_CIRCLE_MARK = re.compile(r"[o+]\s+(?=\S)|\+(?=[A-ZÄÖÜ])")
_STARRED = re.compile(r"\*(?=\S.*\*)")
_ORDINAL = re.compile(
    r"(?:Jan|Feb|März|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Advent|Platz|Stock|OG|Klasse|Bauabschnitt)", re.IGNORECASE
)
# What `seams.continues` takes for granted: of breaks between typed lines, one in four is inside a text.
_USUAL_ODDS = 1 / 3
_STOP_INSIDE = 0.02
# Grammar and layout together are right more often than their product says: measured on lines whose ends are known.
_SHARPNESS = 1.2
# An item without a mark is this much rarer than a wrapped line, in a cell, or in a document, whose items are marked.
_UNMARKED, _UNMARKED_ELSEWHERE = 30.0, 4.0
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
    column: int = 0
    wraps: float | None = None
    """How surely the line above merely wrapped into this one, where the format knows the layout."""
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
    running: frozenset[str] = frozenset()
    """The signs that close numbers which count on from cell to cell."""
    wrapping: float = 0.5
    """The share of line breaks that are mere wraps, where the layout tells."""
    marked: float = 0.0
    """The share of cells that hold list marks."""
    stopped: Mapping[int, float] = field(default_factory=dict)
    """Of each column, the share of items that end in a full stop or the like."""


def habits(cells: list[Cell]) -> Habits:
    """Learn a document's habits from its cells."""
    first = [paragraph.text for cell in cells for paragraph in cell.paragraphs if paragraph.text.strip()]
    lower = sum(1 for text in first if seams.starts_lower(text))
    numbered: set[str] = set()
    alone = [mark[0].strip()[-1] for text in first if (mark := _NUMBER_MARK.match(text)) and mark[1] == "1"]
    numbered.update(closing for closing in ".)" if alone.count(closing) >= 3)
    for cell in cells:
        if _NUMBERED.search(cell.text) and len(lines := _lines(cell, Contents())) > 1:
            found = _sequence(lines)
            numbered.update(
                mark[0].strip()[-1] for line in lines if id(line) in found and (mark := _NUMBER_MARK.match(line.text))
            )
    lower_is_usual = len(first) >= 8 and lower > len(first) * 0.2
    known = Habits(lower_is_usual, frozenset(numbered), _running(cells), stopped=_stopped(cells))
    laid_out = [cell for cell in cells if any(paragraph.wraps for paragraph in cell.paragraphs)]
    if not laid_out:
        return known
    runs = [_without_marks(_lines(cell, Contents()), Contents(), known) for cell in laid_out]
    marked = sum(any(line.marked for line in lines) for lines in runs) / len(runs)
    return replace(known, wrapping=_wrapping(runs, known), marked=marked)


def _running(cells: list[Cell]) -> frozenset[str]:
    """Return the signs that close numbers which count from 1 through all cells of a column, or of the document."""
    counts: dict[tuple[int | None, str], list[int]] = {}
    for cell in cells:
        for line in cell.text.split("\n"):
            if mark := _NUMBER_MARK.match(line):
                for column in (cell.place.column, 0):
                    counts.setdefault((column, mark[0].strip()[-1]), []).append(int(mark[1]))
    return frozenset(sign for (_, sign), count in counts.items() if len(count) > 1 and _counts_on(count))


def _counts_on(numbers: list[int]) -> bool:
    """Whether numbers count up from 1; a few out of place do not matter in a long row, as where pages cut cells."""
    ups = sum(after == before + 1 for before, after in pairwise(numbers))
    return numbers[0] == 1 and ups >= (len(numbers) - 1) * (0.8 if len(numbers) >= 10 else 1)


def _wrapping(runs: list[list[Line]], known: Habits) -> float:
    """Estimate the share of wraps among the line breaks from grammar and layout of all of them together."""
    odds = [
        _odds(before, line, known)
        for lines in runs
        for before, line in pairwise(lines)
        if line.wraps is not None and not line.marked
    ]
    share = 0.5
    for _ in range(20):
        prior = share / (1 - share)
        share = (1 + sum(prior * one / (1 + prior * one) for one in odds)) / (2 + len(odds))
    return share


def _stopped(cells: list[Cell]) -> dict[int, float]:
    """Tell from the ends of the cells of each column, which surely are ends of items."""
    ends: dict[int, list[bool]] = {}
    for cell in cells:
        if cell.place.column and (text := cell.text.strip()):
            ends.setdefault(cell.place.column, []).append(seams.is_stopped(text))
    return {column: (sum(found) + 0.5) / (len(found) + 1) for column, found in ends.items()}


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
    _join(lines, result, habits)
    return result


def _lines(cell: Cell, result: Contents) -> list[Line]:
    lines: list[Line] = []
    for paragraph in cell.paragraphs:
        first = True
        for at, printed in enumerate(_printed(paragraph)):
            text = _strip_markup(printed, result)
            # Bullets typed into running text ("Intro • one • two") begin lines of their own.
            text = _TYPED_SIGN.sub("\n", text)
            boxes = list(paragraph.boxes[at : at + 1])
            wraps = paragraph.wraps[at - 1] if at and paragraph.wraps else None
            for part in text.split("\n"):
                if part.strip():
                    marked = paragraph.listed and first
                    column = cell.place.column or 0
                    lines.append(Line(part.strip(), marked, hard=first, column=column, wraps=wraps, boxes=list(boxes)))
                    first, wraps = False, None
    return lines


def _printed(paragraph: Paragraph) -> list[str]:
    """Return the paragraph's lines as they are printed; where nothing is known of the layout, it is one."""
    return paragraph.text.split("\n") if paragraph.boxes or paragraph.wraps else [paragraph.text]


def _strip_markup(text: str, result: Contents) -> str:
    if not ("<" in text or "&" in text or "**" in text):
        return text

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
        if mark is None and (counted := _NUMBER_MARK.match(text)) and counted[0].strip()[-1] in habits.running:
            mark = None if _ORDINAL.match(text[counted.end() :]) else counted
        if (
            mark is None
            and line is lines[0]
            and not any(one.hard for one in lines[1:])
            and (only := _NUMBER_MARK.match(text))
        ):
            # A list of one, in a document whose other cells number theirs the same way.
            closing = only[0].strip()[-1]
            known = only[1] == "1" and closing in habits.numbered
            mark = only if known and not _ORDINAL.match(text[only.end() :]) else None
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


def _join(lines: list[Line], result: Contents, habits: Habits) -> None:
    has_marks = any(line.marked for line in lines)
    lower = sum(1 for line in lines if seams.starts_lower(line.text))
    usual = habits.lower_is_usual or (len(lines) > 2 and lower * 2 > len(lines))
    for line in lines:
        previous = result.items[-1] if result.items else None
        if previous is None or line.marked:
            result.items.append(line)
            continue
        if line.wraps is None:
            chance = _continues(previous, line, has_marks=has_marks, lower_is_usual=usual)
        else:
            chance = _wrapped(previous, line, has_marks=has_marks, habits=habits)
        doubt = seams.doubt(chance)
        if chance >= 0.5:
            previous.text, hyphen = seams.sew(previous.text, line.text)
            previous.boxes += line.boxes
            result.hyphens.extend(hyphen)
            previous.unsure = max(previous.unsure, doubt)
        else:
            line.unsure = doubt
            result.items.append(line)


def _continues(previous: Line, line: Line, *, has_marks: bool, lower_is_usual: bool) -> float:
    """Return the probability that a typed `line` goes on with `previous`."""
    chance = seams.continues(previous.text, line.text, lower_is_usual=lower_is_usual)
    if line.hard:
        # Whoever presses Enter means it, unless the phrase above cannot end there.
        return chance if seams.ends_open(previous.text) >= 0.85 else min(chance, 0.3)
    if has_marks and previous.marked and seams.starts_lower(line.text):
        return max(chance, 0.9)
    return chance


def _wrapped(previous: Line, line: Line, *, has_marks: bool, habits: Habits) -> float:
    """Return the probability that a printed `line` goes on with `previous`: grammar, layout and habits together."""
    odds = (_odds(previous, line, habits) * seams.odds(habits.wrapping)) ** _SHARPNESS
    if has_marks:
        odds *= _UNMARKED
    elif habits.marked > 0.5:
        odds *= _UNMARKED_ELSEWHERE
    return float(odds / (1 + odds))


def _odds(before: Line, line: Line, habits: Habits) -> float:
    """Return how much likelier two printed lines look so where the text goes on than where an item ends.

    A full stop inside an item is rare; how rare its lack is at an end, the column tells.
    """
    assert line.wraps is not None
    stopped = habits.stopped.get(line.column, 0.3)
    if seams.is_stopped(before.text):
        grammar = _STOP_INSIDE / stopped * (4.0 if seams.starts_lower(line.text) else 1.0)
    else:
        chance = seams.wraps(before.text, line.text, lower_is_usual=habits.lower_is_usual)
        grammar = seams.odds(chance) / _USUAL_ODDS / (1 - stopped)
    return grammar * seams.odds(line.wraps)
