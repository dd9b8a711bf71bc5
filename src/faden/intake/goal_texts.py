"""Goals inside one line of a cell: codes, wordings, and titles that may hold two."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from faden.goals import codes
from faden.intake import seams
from faden.kernel.text import squeeze

# "… Treffpunkte dauerhaft sichern Ehrenamt stärken": noun or adverb, infinitive, and then a new noun phrase.
_SECOND_GOAL = re.compile(r"(?:^|(?<=\s))(?P<before>\w+) (?P<verb>[a-zäöüß]{3,}(?:en|ern|eln)) (?=[A-ZÄÖÜ]\w)")
_ADVERB = re.compile(r"^[a-zäöüß]{3,}(?<!en)(?<!e)(?<!er)(?<!es)(?<!em)$")
_INFINITIVE_END = re.compile(r"\b[a-zäöüß]{3,}(?:en|ern|eln)[.!]?$")
_ADJECTIVE_EN = re.compile(
    r"(?:(?:bar|isch|ell|iv|al|är|lich|haft|sam|los|iert|tet|gt|kt|ft|sst|cht|nnt|tzt|end)en|^ge\w+ten)$"
)
# What stands between two goals of one cell.
_MODAL = frozenset("können müssen sollen wollen dürfen brauchen möchten".split())
# Infinitives that end like adjectives.
_VERB = re.compile(
    r"(?:möglichen|öffentlichen|wirklichen|deutlichen|einfachen|richten|achten|leuchten|leichten|pflichten)$"
)
_BETWEEN = re.compile(r"\s*(?:[/,;+&|]|\b(?:und|sowie|oder)\b)\s*$")
_BEFORE_WORDING = " :–-)"


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal's code (None where the line has none), its wording, and the signs around that are neither."""

    code: codes.FoundCode | None
    wording: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a document writes its codes. `prefixes`: their letters; `loose`: in a way that only a column of goals has."""

    prefixes: frozenset[str] = frozenset()
    loose: bool = False


def spelling(lines: Iterable[str], goal_lines: Iterable[str] = ()) -> Spelling:
    """Learn the spelling of codes from all lines of a document and from those in its columns of goals."""
    prefixes = frozenset(codes.field(found.code) for line in lines if (found := codes.match(line.strip())))
    loosely = [line for line in goal_lines if not codes.match(line.strip()) and codes.loose(line.strip())]
    return Spelling(prefixes, len(loosely) >= 2)


def begins(text: str, spelling: Spelling) -> bool:
    """Whether `text` begins with a code."""
    return bool(codes.match(text) or (spelling.loose and codes.loose(text)))


def split(text: str, spelling: Spelling) -> list[GoalText]:
    """Cut one line of a goals cell before each code."""
    found = codes.find(text, prefixes=spelling.prefixes)
    if spelling.loose:
        found = sorted({one.start: one for one in [*_loosely(text), *found]}.values(), key=lambda one: one.start)
    if not found:
        return [GoalText(None, text)]
    parts = []
    if (before := text[: found[0].start]).strip():
        parts.append(_part(None, before, last=False))
    for at, code in enumerate(found):
        end = found[at + 1].start if at + 1 < len(found) else len(text)
        parts.append(_part(code, text[code.end : end], text[code.start : code.end], last=at + 1 == len(found)))
    return [part for part in parts if part.code or part.wording or part.signs]


def _loosely(text: str) -> list[codes.FoundCode]:
    """Return the loosely written codes at the beginning of `text` and after its strokes and semicolons."""
    starts = [0, *(found.end() for found in re.finditer(r"[/;,+&|]\s*", text))]
    return [
        replace(code, start=code.start + at, end=code.end + at)
        for at in starts
        if (code := codes.loose(text[at:])) is not None
    ]


def _part(code: codes.FoundCode | None, text: str, raw: str = "", *, last: bool) -> GoalText:
    signs = []
    if code is not None:
        before, _, after = raw.partition(code.written)
        wording = text.lstrip(_BEFORE_WORDING)
        signs = [before.strip(), after.strip() + text[: len(text) - len(wording)].strip()]
        text = wording
    # At the end of a cell a stroke is left over; a closing "und" there was cut by a page.
    between = _BETWEEN.search(text)
    if between and not (last and between[0].strip().isalpha()):
        signs.append(between[0].strip())
        text = text[: between.start()]
    return GoalText(code, squeeze(text), tuple(sign for sign in signs if sign))


def may_be_two(wording: str) -> bool:
    """Whether a title may hold a second goal: an infinitive, then a new noun, then another infinitive."""
    return bool(_INFINITIVE_END.search(wording)) and second_begins(wording) is not None


def second_begins(wording: str) -> int | None:
    """Return where a second goal may begin in `wording`: after an infinitive, with a new noun."""
    ends = (found.end() for found in _SECOND_GOAL.finditer(wording) if _ends_a_goal(found["before"], found["verb"]))
    return next(ends, None)


def _ends_a_goal(before: str, verb: str) -> bool:
    """Whether `verb` is an infinitive with its object or adverb `before` it, rather than an adjective or article."""
    if seams.is_open(before.lower()) or seams.is_open(verb) or verb in _MODAL:
        return False
    if not (before[0].isupper() or _ADVERB.match(before)):
        return False
    return bool(_VERB.search(verb)) or not _ADJECTIVE_EN.search(verb)
