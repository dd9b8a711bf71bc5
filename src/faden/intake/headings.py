"""The lines of a document without tables, and what their words and form say: a group, a kind of statement, a chapter."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from faden.goals import codes
from faden.intake import furniture, heads
from faden.intake.heads import Column
from faden.intake.readers.blocks import Place, Text
from faden.kernel.text import fold, squeeze

Part = Literal["title", "group", "kind", "chapter", "topic", "body"]

_SIGN = re.compile(r"^(?:[•●○◦▪▫■□►▶➢➤✓✔‣⁃∙·]\s*|[-–—−*+o]\s+)(?=\S)")
_COUNT = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_NUMBER = re.compile(
    r"^(?:(?:TOP|Teil|Punkt)\s*\d{1,2}[.:]?|\(?\d{1,2}(?:\.\d{1,2})*[.)]?|\(?[A-Za-z][.)]|[IVX]{1,4}[.)])\s+(?=\S)"
)
# "Dialoggruppe 3: Wohnen", "Gruppe Mobilität", "AG 2", "Gruppe B".
_GROUP = re.compile(
    r"^(?P<before>(?:dialog|arbeits|themen)?gruppe\s+(?:(?:nr\.?\s*)?(?:\d{1,2}|[IVX]{1,4}|[A-Z])\b[.:]?\s*)?[:–-]?\s*)"
    r"(?P<name>(?-i:[„\"“(]?[A-ZÄÖÜ]).{2,})$",
    re.IGNORECASE,
)
_GROUP_ALONE = re.compile(
    r"^(?:(?:dialog|arbeits|themen|projekt)?gruppe|arbeitskreis|workshop|(?:themen)?tisch|A[GK]|team|group|table)\s+"
    r"(?-i:\d{1,2}|[IVX]{1,4}|[„\"]?[A-ZÄÖÜ]).*$",
    re.IGNORECASE,
)
_GROUP_COUNTED = re.compile(
    r"^(?:(?:dialog|arbeits|themen|projekt)?gruppe|arbeitskreis|workshop|(?:themen)?tisch|A[GK]|team|group|table)\s+"
    r"\d{1,2}\s*[:–-]\s*(?=\S)",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    r"(?:(?:dialog|arbeits|themen|projekt)?gruppe|workshop|thementisch|group)\s*(?:\d{1,2}\s*)?(?:[:–-]\s*|\s)"
    r"[„\"“]?(?P<name>(?-i:[A-ZÄÖÜ])[^„“\"]{2,}?)[“”\"]?$",
    re.IGNORECASE,
)
# Chapters about the dialogue itself, not what it said.
_CHAPTER = re.compile(
    r"(?:einleitung|einfuehrung|vorwort|vorbemerkung|begruessung|hintergrund|anlass|ausgangssituation|ablauf|vorgehen|"
    r"methodik|teilnehmende|teilnehmer\w*|anwesende|inhalt|inhaltsverzeichnis|ausblick|fazit|schlusswort|dank|danksagung|"
    r"weiteres vorgehen|naechste schritte|wie geht es weiter|so geht es weiter|naechste termine?|termine|kontakt|impressum|"
    r"anhang|anlagen?|zusammenfassung|introduction|outlook|next steps|appendix|contact)"
)
_QUOTED = re.compile(r"^[„\"“](?P<name>[^„“”\"]+)[“”\"]$")
_MEETING = re.compile(
    r"^(?:moderation|leitung|protokoll|teilnehmende)\b[^:]{0,30}:|^(?:protokoll|sitzung|treffen|dokumentation|\d\. treffen)\b|\b\d{1,2}\.\s?(?:\d{1,2}\.|[A-ZÄÖÜ][a-zä]{2,})\s*\d{4}\b",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:\.{3,}|…{1,}|(?:\. ){3,}|\t| {4,})\s*\d{1,3}$")
MOST_WORDS = 10


@dataclass
class Line:
    """One text of the document. `gap`: empty lines above it (0 where the format has none).

    `raw` keeps the indentation. `listed`: a list item, by the format or by its mark; `counted`: by a number.
    `ruled`: below a drawn line. `after_page`: below a page's number or running line.
    `column` of a heading says what stands below it, `rest` what stands after its colon on the same line.
    """

    raw: str
    place: Place
    heading: bool = False
    level: int = 0
    gap: int = 0
    listed: bool = False
    counted: bool = False
    ruled: bool = False
    after_page: bool = False
    column: Column | None = None
    head: str = ""
    rest: str = ""
    part: Part = "body"

    @cached_property
    def text(self) -> str:
        return squeeze(self.raw)

    @property
    def indent(self) -> int:
        return len(self.raw) - len(self.raw.lstrip())

    @cached_property
    def bare(self) -> str:
        """The text without the number of a heading and the signs around it."""
        return _NUMBER.sub("", self.text).strip("*_# ").rstrip(": ")

    @property
    def is_loose(self) -> bool:
        """Whether this is a text that no heading, mark or goal code explains."""
        return self.part == "body" and not self.listed and not self.counted

    @property
    def begins_goals(self) -> bool:
        return bool(furniture.GOALS_LINE.match(self.text) or codes.match(self.text)) and not is_group(self)


def line(block: Text, *, place: Place, gap: int) -> Line:
    """Return the line that `block` is, before anything but its own form is known."""
    text = squeeze(block.text)
    counted = bool(_COUNT.match(text))
    heading = block.role == "heading"
    listed = not heading and (block.listed or bool(_SIGN.match(text)))
    return Line(block.text.strip("\n\f"), place, heading, block.level, gap, listed, counted and not heading)


def is_contents(text: str) -> bool:
    """Whether `text` is a line of a table of contents: "Wohnen ........ 3"."""
    return bool(_CONTENTS.search(text))


def is_chapter(line: Line) -> bool:
    """Whether `line` heads a chapter about the dialogue itself: "Einleitung", "Ausblick"."""
    return not line.listed and bool(_CHAPTER.fullmatch(fold(line.bare)))


def is_group(line: Line) -> bool:
    """Whether the words of `line` say that it names a group."""
    if line.listed or len(line.bare.split()) > MOST_WORDS or line.text.endswith((".", "!", "?", ",", ";")):
        return False
    return bool(furniture.GROUP_LINE.match(line.bare) or _GROUP.match(line.bare) or _GROUP_ALONE.match(line.bare))


def is_numbered_group(line: Line) -> bool:
    """Whether `line` has the form "Gruppe 2: Feuerwehr", which nothing but a heading has."""
    return bool(_GROUP_COUNTED.match(line.bare))


def group_name(text: str) -> str:
    """Return the name in a group's heading: "1. Gruppe Mobilität" → "Mobilität", but "Gruppe 3" stays."""
    bare = _NUMBER.sub("", text).strip("*_# ").rstrip(": ")
    named = _GROUP_COUNTED.match(bare) or furniture.GROUP_LINE.match(bare)
    if named:
        bare = bare[named.end() :].strip()
    elif named := _GROUP.match(bare):
        bare = named["name"].strip()
    quoted = _QUOTED.match(bare)
    return quoted["name"].strip() if quoted else bare


def name_in_title(title: str) -> str:
    """Return the group that a document's title names, or the whole title."""
    found = _IN_TITLE.search(title)
    return found["name"].strip() if found else title


def mark_kinds(lines: list[Line]) -> None:
    """Find the headings of kinds: "Fragen", "2. Chancen und Herausforderungen:", "Fragen: Wie …?"."""
    often = Counter(fold(one.bare) for one in lines)
    for at, one in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        if not is_chapter(one) and (found := _kind(one, below, often)):
            one.part, one.column, one.head = "kind", found, one.text
    if not any(one.part == "kind" for one in lines):
        # "- Fragen:" with its items as a list inside the list.
        for one, below in pairwise(lines):
            found = heads.kind(_SIGN.sub("", one.bare)) if one.listed and one.text.endswith(":") else None
            if found and (below.listed or below.indent > one.indent):
                one.part, one.column, one.head, one.listed = "kind", found, one.text, False
    levels = {one.level for one in lines if one.part == "kind"} - {0}
    for one, below in pairwise(lines):
        # "Ideen für den Marktplatz" beside other kinds, on their level, and not above one of them.
        if one.part == "body" and one.level in levels and below.part == "body" and not below.heading:
            loose = heads.column(one.bare) if not is_group(one) and not below.begins_goals else None
            if loose and heads.spoken([loose]):
                one.part, one.column, one.head = "kind", loose, one.text
    standing = {fold(one.bare) for one in lines if one.part == "kind"}
    for one in lines:
        before, colon, after = one.text.partition(":")
        word = _NUMBER.sub("", _SIGN.sub("", before))
        known = heads.kind(word) if one.part == "body" and not one.heading and colon and after.strip() else None
        if known and not word[0].islower():
            # Below headings of its own "Idee: …" is what somebody said.
            begins = known.role == "goals" or fold(word) in standing or not standing
            if begins and not (one.listed and standing):
                one.part, one.column, one.head, one.rest = "kind", known, f"{before}:", after.strip()


def _kind(one: Line, below: Line | None, often: Counter[str]) -> Column | None:
    """Return what stands below `one` if it is nothing but the heading of a kind."""
    if one.listed:
        return None
    found = heads.kind(one.bare)
    if one.heading:
        # "Wie wollen wir wohnen?" above "Fragen" names what a group was about.
        has_kind = below is None or below.heading or heads.kind(below.bare)
        return found or (None if has_kind else heads.asks(one.bare))
    heads_list = below is not None and below.listed
    if found is None:
        return heads.asks(one.bare) if heads_list else None
    if len(one.bare.split()) > 5 or one.bare[:1].islower():
        return None
    is_plain = found.role == "goals" or heads.subheading(one.bare, alone=True) is not None
    is_headed = one.text.endswith(":") or heads_list or one.bare.isupper()
    return found if is_plain or is_headed or often[fold(one.bare)] > 1 else None


def is_remark(one: Line) -> bool:
    """Whether `one` says who led a group, or when and where it met."""
    return not one.listed and bool(furniture.REMARK.match(one.text) or _MEETING.search(one.text))


def leads_in(one: Line) -> bool:
    """Whether `one` may stand between a group's name and its first kind: goals, who led it, who came."""
    return one.begins_goals or is_remark(one) or is_chapter(one)


def may_name(one: Line) -> bool:
    """Whether `one` has the form of a group's name: short, unmarked, no sentence."""
    return (
        not one.listed
        and not one.heading
        and len(one.bare.split()) <= MOST_WORDS
        and not one.text.endswith((".", "!", "?", ",", ";"))
        and one.bare[:1].isupper()
        and not is_remark(one)
    )
