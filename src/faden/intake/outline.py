"""Documents without any table: headings for groups and kinds, lists and paragraphs below them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from faden.goals import codes
from faden.intake import cells, furniture, goal_texts, heading_order, headings, heads, seams
from faden.intake.headings import Line
from faden.intake.heads import Column
from faden.intake.readers.blocks import Cell, Paragraph, Place, Text, Unreadable, around
from faden.intake.results import NO_PLACE, Contribution, Goal, Results
from faden.intake.rows import RowReader
from faden.kernel.messages import sentence
from faden.kernel.text import characters, fold, squeeze

NOTHING_HEADED = sentence(
    "In diesem Dokument steht keine Tabelle, und Überschriften für Gruppen und für Fragen, Chancen oder Lösungen sind "
    "nicht zu erkennen. Bitte ergänzen Sie diese Überschriften oder laden Sie die Ergebnistabelle hoch."
)
OUTSIDE = sentence("Text außerhalb von Fragen, Chancen und Lösungen")
REMARK = sentence("Angabe zur Gruppe")
# Longer lines are not broken by hand.
WIDEST = 120
_STAMP_DATE = re.compile(r"\d{4}|\d{1,2}\.\d{1,2}\.")
_CLOSING = re.compile(
    r"(?i)^(?:(?:viele|liebe|beste|herzliche|schöne|freundliche) grüße|mit (?:freundlich|herzlich|best)en grüßen|vielen dank|herzlichen dank|(?:wir|die \w+) (?:danken|bedanken)|rückfragen|weitere informationen|"
    r"(?:die|alle|diese) (?:ergebnisse|beiträge|vorschläge) (?:werden|wurden|fließen|gehen|sind))\b"
)
_RARE_MARK = re.compile(r"[+o]\s+")
# "Wie lange? – Wer zahlt?": a stroke after a sentence begins the next item.
_NEXT_ITEM = re.compile(r"(?<=[?!.])\s+(?=[–—-]\s+[A-ZÄÖÜ„\"])")


def read(blocks: list[Text]) -> Results:
    """Turn texts into results; their places are those of the texts.

    Raises Unreadable when no heading names a group or none names a kind of statement.
    """
    outline = _Outline(blocks)
    kinds = {one.column.role for one in outline.lines if one.column}
    has_group = any(one.part == "group" for one in outline.lines)
    if not kinds - {"goals"} or (not has_group and not outline.names_group(len(kinds - {"goals"}))):
        raise Unreadable(NOTHING_HEADED)
    outline.follow()
    if outline.results.is_empty:
        raise Unreadable(NOTHING_HEADED)
    outline.results.complete()
    return outline.results


class _Outline(RowReader):
    """Follows the lines of a document; what stands below one heading is read like a cell of a table."""

    def __init__(self, blocks: list[Text]) -> None:
        super().__init__(
            habits=cells.Habits(),
            spelling=goal_texts.spelling(squeeze(block.text) for block in blocks),
        )
        self.results.read = sum(sum(characters(block.text).values()) for block in blocks)
        self.paged = any(block.role == "page" or "\f" in block.text for block in blocks)
        self.lines = list(self._lines(blocks))
        headings.mark_kinds(self.lines)
        self.kinds_first = heading_order.mark_groups(self.lines)
        self.kind: Column | None = None
        self.habits = cells.habits(
            [
                Cell(tuple(Paragraph(one.text) for one in lines), NO_PLACE)
                for part, lines in groupby(self.lines, key=lambda one: one.part)
                if part == "body"
            ]
        )
        self.width = max((len(one.raw.rstrip()) for one in self.lines if one.place.lines), default=0)
        gaps = Counter(one.gap for one in self.lines if one.gap)
        self.is_plain = bool(gaps) or any(one.indent for one in self.lines)
        self.usual_gap = gaps.most_common(1)[0][0] if gaps else 0
        self.section: Column | None = None
        self.group_level, self.awaits_kind = 0, False
        self.body: list[Line] = []

    # Lines

    def _lines(self, blocks: list[Text]) -> Iterator[Line]:
        """Yield what may say something; page numbers, rules and running heads become furniture."""
        running = _running(blocks)
        blocks = _with_headings_at_edges(blocks)
        last, ruled, cut = 0, False, False
        kept: Line | None = None
        for block in blocks:
            self.page += block.role == "page" or "\f" in block.text
            text = squeeze(block.text)
            lines = block.place.lines
            gap = lines[0] - last - 1 if lines and last else 0
            last = lines[1] if lines else 0
            if cells.is_separator(text) and block.role == "body":
                self._furniture(text, block.place, sentence("Trennlinie"))
                if kept and not gap and not kept.listed:
                    kept.heading, kept.counted, kept.level = True, False, 1 if "=" in text else 2
                else:
                    ruled = True
            elif text and not self._is_aside(text, block, running):
                kept = headings.line(block, place=self._at(block.place), gap=gap)
                kept.ruled, kept.after_page, ruled, cut = ruled, cut, False, False
                yield kept
            else:
                cut = True

    def _is_aside(self, text: str, block: Text, running: set[str]) -> bool:
        """Take notes, running lines, page numbers and dates of the document; whether `text` was one."""
        if block.role == "note":
            self._unplaced(text, block.place, sentence("Fußnote oder Kommentar"))
            return True
        why = ""
        if block.role in ("header", "footer"):
            why = sentence("Kopf- oder Fußzeile")
        elif _is_page_number(text):
            why = sentence("Seitenzahl")
        elif _shape(text) in running:
            why = sentence("Kopfzeile wiederholt")
        elif furniture.STAMP.match(text) and _STAMP_DATE.search(text) and not block.listed:
            why = sentence("Stand des Dokuments")
        elif headings.is_contents(block.text):
            why = sentence("Inhaltsverzeichnis")
        if why:
            self._furniture(text, block.place, why)
        return bool(why)

    def names_group(self, kinds: int) -> bool:
        """Whether the title alone may name the only group: it says so, or several kinds follow it."""
        title = self._title()
        return bool(title) and (kinds > 1 or headings.name_in_title(title) != title)

    def _title(self) -> str:
        return next((one.text for one in self.lines if one.part == "title"), "")

    # Following

    def follow(self) -> None:
        """Read every line at its place."""
        if not any(one.part == "group" for one in self.lines):
            self._begin_group(headings.name_in_title(self._title()), NO_PLACE)
        for at, one in enumerate(self.lines):
            if one.part == "body":
                self._body(one)
            elif one.part == "topic":
                self._read_section()
                self._furniture(one.text, one.place, sentence("Zwischenüberschrift"))
            else:
                self._read_section()
                self.section = None
                if one.part == "title":
                    self.results.title = one.text
                    self._furniture(one.text, one.place, sentence("Titel"))
                elif one.part == "group":
                    self._group(one)
                elif one.part == "kind":
                    self._kind(one)
                else:
                    self._chapter(one, at)
        self._read_section()

    def _group(self, one: Line) -> None:
        name = headings.group_name(one.text)
        before, _, after = one.text.partition(name)
        bare = furniture.CONTINUED.sub("", name)
        for sign in (before.strip(), name[len(bare) :].strip() + after.strip()):
            if sign:
                self._furniture(sign, one.place, sentence("Überschrift"))
        self._begin_group(bare, one.place)
        self.section = self.kind
        self.group_level, self.awaits_kind = one.level, not self.kinds_first

    def _kind(self, one: Line) -> None:
        self._furniture(one.head, one.place, sentence("Überschrift"))
        self.section = one.column
        self.awaits_kind = False
        if self.kinds_first:
            self.kind, self.group = one.column, None
        if one.rest:
            self.body.append(replace(one, raw=one.rest, part="body", listed=False, counted=False))

    def _chapter(self, one: Line, at: int) -> None:
        if at + 1 < len(self.lines) and self.lines[at + 1].part == "group":
            self._furniture(one.text, one.place, sentence("Kapitelüberschrift"))
        else:
            self._unplaced(one.text, one.place, OUTSIDE)
        # "Teilnehmende" or "Diskussion" inside a group ends one section of it, "Ausblick" ends the group.
        if not (self.awaits_kind or one.level > self.group_level > 0):
            self.group, self.kind = None, None

    def _body(self, one: Line) -> None:
        if one.ruled and one.is_loose:
            # Below a rule something else begins.
            self._read_section()
            self.section = None
        if self.section is None and self.group and codes.match(one.text):
            self.section = Column("goals")
        if self.section is not None and self.group:
            self.body.append(one)
        elif furniture.nearly_same(one.text, self.results.title):
            self._furniture(one.text, one.place, sentence("Titel wiederholt"))
        elif self.group and headings.is_remark(one):
            self._unplaced(one.text, one.place, REMARK)
        else:
            self._unplaced(one.text, one.place, OUTSIDE)

    # What stands below one heading

    def _read_section(self) -> None:
        lines, self.body = self.body, []
        if self.group is None or self.section is None:
            for one in lines:
                self._unplaced(one.text, one.place, OUTSIDE)
            return
        if len(lines) == 1 and fold(_unmarked(lines[0].text)) in ("keine", "nichts", "none"):
            self._furniture(lines[0].text, lines[0].place, sentence("ohne Inhalt"))
            return
        said = self._said(self._items(lines), self.section)
        if not said:
            return
        apart = any(item[0].gap for item in said[1:])
        paragraphs = tuple(
            paragraph for item in said for paragraph in self._paragraphs(item, apart=apart, alone=len(said) == 1)
        )
        kept = [one for item in said for one in item]
        contributions, goals = len(self.group.contributions), len(self.group.goals)
        self.last.clear()
        self.leanings.clear()
        self._cell(Cell(paragraphs, _around(kept)), self.section, 0, alone=False)
        _locate([*self.group.goals[goals:], *self.group.contributions[contributions:]], kept)

    def _items(self, lines: list[Line]) -> list[list[Line]]:
        """Return the lines of each item together: in plain text a long one runs over several."""
        items: list[list[Line]] = []
        for one in lines:
            if items and self._goes_on_in(items[-1], one):
                items[-1].append(one)
            else:
                items.append([one])
        return items

    def _goes_on_in(self, item: list[Line], one: Line) -> bool:
        if one.listed or one.counted or self.width > WIDEST or not self.is_plain:
            return False
        if one.gap:
            return one.after_page and seams.starts_lower(one.text)
        return self._wrapped(item, one) or seams.starts_lower(one.text)

    def _wrapped(self, item: list[Line], one: Line) -> bool:
        """Whether `one` hangs below the mark of its item, or its first word did not fit on the line above."""
        if (item[0].listed or item[0].counted) and one.indent > item[0].indent:
            return True
        return len(item[-1].raw.rstrip()) + 1 + len(one.text.split(" ", 1)[0]) > self.width

    def _said(self, items: list[list[Line]], column: Column) -> list[list[Line]]:
        """Return the items that are statements or goals; prose between lists and around them stays unplaced."""
        has_list = any(item[0].listed for item in items) or sum(item[0].counted for item in items) > 1
        has_codes = column.role == "goals" and any(codes.match(_unmarked(item[0].text)) for item in items)
        said: list[list[Line]] = []
        closed = False
        for at, item in enumerate(items):
            one, text = item[0], " ".join(line.text for line in item)
            why = ""
            if one.is_loose and (closed or _CLOSING.match(text) or (at and self._stands_off(one))):
                closed, why = True, OUTSIDE
            elif one.is_loose and headings.is_remark(one):
                why = REMARK
            elif one.is_loose and not one.rest and self._is_prose(item, items, column, has_list=has_list):
                why = sentence("Text zwischen Aufzählungen")
            elif has_codes and one.is_loose and not one.rest and not codes.match(one.text):
                why = OUTSIDE
            if why:
                for line in item:
                    self._unplaced(line.text, line.place, why)
            else:
                said.append(item)
        return said

    def _is_prose(self, item: list[Line], items: list[list[Line]], column: Column, *, has_list: bool) -> bool:
        """Whether an unmarked item is no part of the section: others are marked, or the first stands beside the heading."""
        if has_list or not items[0][0].rest:
            return has_list
        apart = item[0].gap > 0 or not self.is_plain
        return apart and not (column.role == "question" and item[-1].text.endswith("?"))

    def _stands_off(self, one: Line) -> bool:
        """Whether more empty lines than usual stand above."""
        return one.gap > 1 and one.gap > self.usual_gap

    def _paragraphs(self, item: list[Line], *, apart: bool, alone: bool) -> Iterator[Paragraph]:
        """Yield the paragraphs of one item; `apart`: empty lines part the items of this section."""
        first = item[0]
        apart = apart or not first.is_loose
        text = first.raw.strip()
        for before, one in pairwise(item):
            if apart and self._wrapped([first, before], one):
                text = self._sew(text, one.text, one.place)
            else:
                text += f"\n{one.text}"
        if not first.is_loose:
            if (mark := _RARE_MARK.match(text)) and alone:
                # Two of them in one cell are marks for certain; here the other lists of the document say so.
                self._furniture(mark[0].strip(), first.place, sentence("Aufzählungszeichen"))
                text = text[mark.end() :]
            yield Paragraph(text, first.listed)
            return
        for part in _NEXT_ITEM.split(text):
            yield Paragraph(part)


def _unmarked(text: str) -> str:
    return re.sub(r"^[^\w(]+\s*", "", text)


def _is_page_number(text: str) -> bool:
    return bool(furniture.PAGE_NUMBER.match(text) or furniture.PAGE_FOOTER.match(text))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", fold(text))


def _running(blocks: list[Text]) -> set[str]:
    """Return the shapes of the lines that stand beside the pages' numbers and breaks again and again."""

    def is_page(one: Text) -> bool:
        return "\f" in one.text or _is_page_number(squeeze(one.text))

    found: Counter[str] = Counter()
    said = [block for block in blocks if block.role == "page" or squeeze(block.text)]
    for at, block in enumerate(said):
        beside = [said[near] for near in (at - 1, at + 1) if 0 <= near < len(said)]
        if block.role != "body" or block.listed or not any(one.role == "page" or is_page(one) for one in beside):
            continue
        line = headings.line(block, place=block.place, gap=0)
        if heads.kind(line.bare) is None and not headings.is_group(line):
            found[_shape(line.text)] += 1
    return {shape for shape, count in found.items() if count > 1 and shape}


def _with_headings_at_edges(blocks: list[Text]) -> list[Text]:
    """Return `blocks` with what passed for a running line, but heads a kind elsewhere in the document, as a heading."""
    levels = {fold(block.text): block.level for block in blocks if block.role == "heading" and heads.kind(block.text)}
    return [
        replace(block, role="heading", level=levels[fold(block.text)])
        if block.role in ("header", "footer") and fold(block.text) in levels
        else block
        for block in blocks
    ]


def _around(lines: list[Line]) -> Place:
    """Return the place of `lines` together, as far as they stand on one page."""
    first = lines[0].place
    same = [one.place for one in lines if one.place.page == first.page]
    ends = [place.lines[1] for place in same if place.lines]
    boxes = [place.box for place in same if place.box]
    return replace(
        first, lines=(first.lines[0], ends[-1]) if first.lines else None, box=around(boxes) if first.box else None
    )


def _locate(found: list[Goal | Contribution], lines: list[Line]) -> None:
    """Give each of `found`, in the order of `lines`, the place of the lines that it was read from."""
    letters: list[str] = []
    owners: list[Line] = []
    for one in lines:
        signs = [sign for sign in one.raw if sign.isalnum()]
        letters += signs
        owners += [one] * len(signs)
    text, at = "".join(letters), 0
    for item in found:
        said = item.written + item.wording if isinstance(item, Goal) else item.text
        said = "".join(sign for sign in said if sign.isalnum())
        start = text.find(said, at)
        if said and start >= 0:
            at = start + len(said)
            item.place = _around(owners[start:at])
