"""Which headings of a document without tables name its groups, told from what stands above what.

Formats that know headings and their levels say most of it; in plain text a group's name is a short
unmarked line above the heading of a kind.
"""

import re
from collections import Counter

from faden.intake.headings import (
    Line,
    is_chapter,
    is_group,
    is_numbered_group,
    leads_in,
    may_name,
    name_in_title,
)
from faden.intake.heads import Column
from faden.intake.seams import starts_lower
from faden.kernel.text import fold

_SALUTATION = re.compile(r"(?i)^(?:liebe[rs]?|sehr geehrte[rs]?|guten tag|hallo|dear)\b.{0,80},$")


def mark_groups(lines: list[Line]) -> bool:
    """Find title, groups and chapters around the headings of kinds that `mark_kinds` found.

    Return whether the kinds stand above the groups.
    """
    if not lines:
        return False
    first = lines[_first_heading(lines)]
    if _SALUTATION.match(first.text):
        first.part = "chapter"
    elif first.is_loose and not is_group(first) and not first.begins_goals and not is_chapter(first):
        first.part = "title"
    order = _Order(lines)
    kinds_first = order.kinds_come_first()
    if kinds_first:
        order.groups_below_kinds()
    else:
        order.groups_above_kinds()
    order.chapters()
    return kinds_first


def _first_heading(lines: list[Line]) -> int:
    """Return where the only heading of the highest level stands, or 0: the first line of all."""
    highest = min((one.level for one in lines if one.heading and one.level), default=0)
    tops = [at for at, one in enumerate(lines) if one.heading and one.level == highest]
    kind = next((at for at, one in enumerate(lines) if one.part == "kind"), len(lines))
    return tops[0] if highest and len(tops) == 1 and tops[0] < kind else 0


class _Order:
    """What stands above what. Kinds below groups are usual, groups below kinds ("Fragen" → "Wohnen") occur."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.title = next((at for at, one in enumerate(lines) if one.part == "title"), -1)
        self.kinds = [at for at, one in enumerate(lines) if one.part == "kind"]
        others = [one for one in lines if one.heading and one.part == "body" and not is_chapter(one)]
        self.has_gaps = any(one.gap for one in lines)
        self.has_headings = bool(others)
        level = min((lines[at].level for at in self.kinds if lines[at].level), default=0)
        deepest = max((lines[at].level for at in self.kinds), default=0)
        self.has_levels = any(0 < one.level < deepest for one in others) or any(one.level > level > 0 for one in others)
        self.often = Counter(fold(one.bare) for one in lines if one.part == "body" and may_name(one))

    def _key(self, at: int) -> Column | None:
        return self.lines[at].column

    # Groups below kinds

    def kinds_come_first(self) -> bool:
        spoken = [at for at in self.kinds if not self.lines[at].rest]
        if len({self._key(at) for at in spoken}) < len(spoken) or name_in_title(self._title()) != self._title():
            return False
        above = self.lines[: spoken[0]] if spoken else []
        if any(is_group(one) for one in above):
            return False
        return sum(self._names_below(at + 1, self.lines[at]) for at in spoken) * 2 > len(spoken)

    def _title(self) -> str:
        return self.lines[self.title].text if self.title >= 0 else ""

    def _names_below(self, at: int, kind: Line) -> bool:
        """Whether the line at `at` names a group below the heading `kind`."""
        if at >= len(self.lines) or self.lines[at].part != "body" or is_chapter(self.lines[at]):
            return False
        one = self.lines[at]
        if one.heading:
            return not self.has_levels or one.level > kind.level
        if is_group(one):
            return True
        heads_list = at + 1 < len(self.lines) and self.lines[at + 1].listed
        return not self.has_headings and may_name(one) and (self.often[fold(one.bare)] > 1 or heads_list)

    def groups_below_kinds(self) -> None:
        kind: Line | None = None
        for at, one in enumerate(self.lines):
            if one.part == "kind":
                kind = one
            elif kind and self._names_below(at, kind):
                one.part = "group"
            elif kind and one.heading:
                kind = None

    # Kinds below groups

    def groups_above_kinds(self) -> None:
        group: int | None = None
        seen: set[Column | None] = set()
        previous = self.title
        for at in self.kinds:
            found = self._group_above(at, previous, seen, group)
            if found is not None:
                self.lines[found].part = "group"
                group, seen = found, set()
            elif self._key(at) in seen and self.lines[at - 1].is_loose and not self.has_headings:
                # What comes a second time has a new group, which the line above names in no known form.
                self.lines[at - 1].part = "chapter"
            elif group is not None and self.has_levels and 0 < self.lines[at].level <= self.lines[group].level:
                # "Nächste Schritte" on the level of the groups belongs to none of them.
                self.lines[at].part = "chapter"
            seen.add(self._key(at))
            previous = at
        for at, one in enumerate(self.lines):
            # A group without any result is one all the same where its words say so.
            if (
                one.part == "body"
                and is_group(one)
                and (one.heading or not self.has_headings)
                and self._stands_apart(at)
            ):
                one.part = "group"
        groups = [one for one in self.lines if one.part == "group"]
        first = next((at for at, one in enumerate(self.lines) if one.part in ("group", "kind")), 0)
        title = self.lines[self.title] if self.title >= 0 else None
        if groups and title and self.lines[first].part == "kind" and groups[0].level == title.level:
            title.part = "group"

    def _stands_apart(self, at: int) -> bool:
        one = self.lines[at]
        return one.heading or one.gap > 0 or at == 0 or is_numbered_group(one)

    def _group_above(self, at: int, previous: int, seen: set[Column | None], group: int | None) -> int | None:
        """Return the line that names the group of the kind at `at`, looking up to the heading before, else None."""
        kind = self.lines[at]
        for above in range(at - 1, previous, -1):
            one = self.lines[above]
            if one.heading:
                if self.has_levels and one.level >= kind.level > 0:
                    continue
                if is_chapter(one) or (not self.has_levels and self._is_topic(above, at, seen, group)):
                    return None
                return above
            if is_group(one):
                return above
            if one.listed:
                return None
            if self.has_headings or leads_in(one):
                continue
            if self._stands_alone(above):
                return above if self._is_sure(above, at, previous, seen, first=at == self.kinds[0]) else None
            if group is not None and above < at - 2:
                return None
        return None

    def _stands_alone(self, at: int) -> bool:
        """Whether the line could be a name, and neither goes on with the line above nor in the line below."""
        one = self.lines[at]
        below = self.lines[at + 1]
        above = self.lines[at - 1] if at else None
        hangs = above is not None and not one.gap and (self.has_gaps or one.indent > above.indent)
        return may_name(one) and not hangs and (bool(below.gap) or not starts_lower(below.text))

    def _is_topic(self, above: int, at: int, seen: set[Column | None], group: int | None) -> bool:
        """Whether a heading whose level nobody knows divides one kind of its group, instead of naming a new group."""
        key = self._key(at)
        return (
            group is not None
            and key not in seen
            and key != self._key(self.kinds[0])
            and not all(leads_in(one) for one in self.lines[above + 1 : at])
        )

    def _is_sure(self, above: int, at: int, previous: int, seen: set[Column | None], *, first: bool) -> bool:
        """Whether a short line above a kind names a group, rather than closing the list of the kind before."""
        one = self.lines[above]
        before = self.lines[previous + 1 : above]
        kind = self.lines[previous].column if previous >= 0 else None
        if one.counted:
            return not any(other.counted for other in before)
        beside = all(leads_in(other) for other in self.lines[above + 1 : at])
        return (
            first
            or (beside and self._key(at) in seen)
            or one.bare.isupper()
            or one.gap > 1
            or (kind == Column("question") and bool(before) and all(other.text.endswith("?") for other in before))
            or any(other.listed or other.counted for other in before)
        )

    # What is left

    def chapters(self) -> None:
        kind: Line | None = None
        for one in self.lines:
            if one.part in ("kind", "group"):
                kind = one if one.part == "kind" else None
            elif one.part == "body" and one.heading:
                deeper = self.has_levels and kind is not None and one.level > kind.level
                one.part = "topic" if deeper and not is_chapter(one) else "chapter"
                kind = kind if one.part == "topic" else None
            elif one.part == "body" and one.is_loose and is_chapter(one):
                one.part, kind = "chapter", None
