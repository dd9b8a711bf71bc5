"""What a review shows: what needs a look, the items around one, and where they stand in the document."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from faden.intake import goal_texts
from faden.intake.models import (
    SPOKEN,
    UNSURE,
    Draft,
    DraftGroup,
    DraftItem,
    DraftName,
    DraftRow,
    DraftStep,
    ItemKind,
)

AROUND = 6
"""How many items before and after the open one its page shows."""
NAMES_AT_ONCE = 200
"""How many names one query looks for: databases bound the size of a condition."""
LATELY = timedelta(minutes=10)


def needing_a_look(draft: Draft) -> QuerySet[DraftItem]:
    """Return the items nobody has looked at that need it: what is unplaced first, then the most doubtful."""
    return (
        draft.items.filter(dropped="", checked=False)
        .filter(_NEEDS)
        .annotate(
            rank=Case(
                When(kind=ItemKind.UNPLACED, then=Value(0)),
                When(kind=ItemKind.GOAL, code="", then=Value(1)),
                When(maybe_two=True, then=Value(2)),
                default=Value(3),
                output_field=IntegerField(),
            )
        )
        .order_by("rank", "-unsure", "position")
        .select_related("group")
    )


_NEEDS = (
    Q(kind=ItemKind.UNPLACED)
    | Q(kind=ItemKind.GOAL, code="")
    | Q(maybe_two=True)
    | (Q(unsure__gte=UNSURE) & ~Q(kind=ItemKind.FURNITURE))
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is. `looked` of `points` places that needed a look have had it."""

    points: int
    looked: int
    goals: int
    contributions: int
    groups: int

    @property
    def open(self) -> int:
        return self.points - self.looked


def progress(draft: Draft) -> Progress:
    """Count with two queries, whatever the size."""
    looked = Q(checked=True) | ~Q(dropped="")
    steps = draft.items.aggregate(
        open=Count("pk", filter=_NEEDS & ~looked),
        looked=Count("pk", filter=looked & ~Q(kind=ItemKind.FURNITURE)),
        goals=Count("pk", filter=Q(kind=ItemKind.GOAL, dropped="")),
        contributions=Count("pk", filter=Q(kind__in=SPOKEN, dropped="")),
    )
    names = draft.names.aggregate(all=Count("pk"), looked=Count("pk", filter=Q(checked=True)))
    done = steps["looked"] + names["looked"]
    return Progress(
        points=done + steps["open"] + names["all"] - names["looked"],
        looked=done,
        goals=steps["goals"],
        contributions=steps["contributions"],
        groups=draft.groups.count(),
    )


def groups(draft: Draft) -> QuerySet[DraftGroup]:
    """Return the draft's groups, each with how many `goals` and `contributions` it has and how many are `open`."""
    counted = Q(items__dropped="")
    needs = Q(items__checked=False) & (
        Q(items__kind=ItemKind.GOAL, items__code="") | Q(items__maybe_two=True) | Q(items__unsure__gte=UNSURE)
    )
    return draft.groups.annotate(
        goals=Count("items", filter=counted & Q(items__kind=ItemKind.GOAL)),
        contributions=Count("items", filter=counted & Q(items__kind__in=SPOKEN)),
        open=Count("items", filter=counted & needs),
    ).order_by("position")


@dataclass(frozen=True, slots=True)
class NameFound:
    """A person's name, and the first texts it stands in."""

    name: DraftName
    texts: list[str]


def names(draft: Draft) -> list[NameFound]:
    """Return the names found in a draft, those that nobody looked at first."""
    found = sorted(draft.names.all(), key=lambda one: one.checked)
    texts: list[str] = []
    for at in range(0, len(found), NAMES_AT_ONCE):
        where = Q()
        for one in found[at : at + NAMES_AT_ONCE]:
            where |= Q(text__contains=one.text)
        texts += draft.items.filter(where).values_list("text", flat=True)
    return [NameFound(one, [text for text in texts if one.text in text][:3]) for one in found]


def around(item: DraftItem) -> list[DraftItem]:
    """Return the items that stand around `item` in the same group (or outside any), in order, `item` among them."""
    same = item.draft.items.filter(group=item.group_id)
    if item.group_id is None:
        same = same.filter(kind=item.kind)
    before = same.filter(Q(position__lt=item.position) | Q(position=item.position, pk__lt=item.pk)).reverse()[:AROUND]
    after = same.filter(Q(position__gt=item.position) | Q(position=item.position, pk__gt=item.pk))[:AROUND]
    return [*reversed(before), item, *after]


def before(item: DraftItem) -> DraftItem | None:
    """Return the item that `item` may be joined with: the one before it of the same group and kind."""
    same = item.draft.items.filter(group=item.group_id, kind=item.kind, dropped="", position__lt=item.position)
    return same.order_by("-position").first()


def next_open(draft: Draft, after: DraftItem | None = None) -> DraftItem | None:
    """Return the item to look at next: the one that follows `after` in the order of doubt, else the first."""
    found = needing_a_look(draft)
    if after is None:
        return found.first()
    others = list(found.exclude(pk=after.pk).values_list("rank", "unsure", "position", "pk"))  # type: ignore[misc]
    here = (_rank(after), -after.unsure, after.position, after.pk)
    later = (pk for rank, unsure, position, pk in others if (rank, -unsure, position, pk) > here)
    following = next(later, others[0][3] if others else None)
    return draft.items.select_related("group").get(pk=following) if following else None


def _rank(item: DraftItem) -> int:
    """Say in Python what `needing_a_look` says in SQL."""
    if item.kind == ItemKind.UNPLACED:
        return 0
    if item.kind == ItemKind.GOAL and not item.code:
        return 1
    return 2 if item.maybe_two else 3


def steps(draft: Draft) -> QuerySet[DraftStep]:
    """Return what was done in a review, newest first."""
    return draft.steps.select_related("by").order_by("-pk")


def last_step(item: DraftItem) -> DraftStep | None:
    """Return the step that changed `item` last, by being made or undone."""
    found = steps(item.draft).select_related("undone_by").filter(after__items__has_key=str(item.pk))
    return found.order_by(Coalesce("undone_at", "at").desc(), "-pk").first()


def company(draft: Draft, *, besides: int, now: datetime) -> DraftStep | None:
    """Return the newest step somebody else made lately."""
    return steps(draft).filter(undone_at=None, at__gte=now - LATELY).exclude(by=besides).first()


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of an item in the document: the cell, what stands above and below it in its column.

    `marked` is the part of the cell that became the item, between what stands before and after it.
    """

    place: str
    column: str
    above: str
    before: str
    marked: str
    after: str
    below: str
    row: list[str]
    page: int | None
    box: list[float] | None


def passages(item: DraftItem) -> list[Passage]:
    """Return where `item` stands in the document: one passage, or several when it was sewn over a cut."""
    places = [_Place.of(item), *(_Place.from_json(one) for one in item.also)]
    heads = _heads(item.draft)
    text, found = item.text, []
    for place in places:
        rows = _rows(item.draft, place)
        here = next((row for row in rows if _is_at(row, place)), None)
        if here is None:
            found.append(Passage(place.words, "", "", "", text, "", "", [], place.page, place.box))
            continue
        cell, head = _cell(here, place.column), heads.get(place.column or 0, "")
        start, end = _locate(cell, text)
        at = rows.index(here)
        found.append(
            Passage(
                place=place.words,
                column=head,
                above=above if at and (above := _cell(rows[at - 1], place.column)) != head else "",
                before=cell[:start],
                marked=cell[start:end],
                after=cell[end:],
                below=_cell(rows[at + 1], place.column) if at + 1 < len(rows) else "",
                row=[one["text"] for one in here.cells],
                page=place.page,
                box=place.box,
            )
        )
        text = _remainder(text, cell[start:end])
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    page: int | None
    table: int | None
    row: int | None
    column: int | None
    line: int | None
    box: list[float] | None
    words: str

    @classmethod
    def of(cls, item: DraftItem) -> "_Place":
        return cls(item.page, item.table, item.row, item.column, item.first_line, item.box, item.place)

    @classmethod
    def from_json(cls, known: dict[str, object]) -> "_Place":
        parts = {name: known.get(name) for name in ("page", "table", "row", "column", "box")}
        line = known.get("lines", [None])[0]  # type: ignore[index]
        item = DraftItem(first_line=line, **parts)
        return cls.of(item)


def _is_at(row: DraftRow, place: _Place) -> bool:
    if place.row is None:
        return row.row is None and row.first_line == place.line
    return (row.table, row.row) == (place.table, place.row)


def _rows(draft: Draft, place: _Place) -> list[DraftRow]:
    """Return the row at `place` with the one before and the one after it."""
    if place.row is not None:
        here = draft.rows.filter(table=place.table, row=place.row).first()
    else:
        here = draft.rows.filter(table=None, first_line=place.line).first() if place.line else None
    if here is None:
        return []
    return list(draft.rows.filter(position__range=(here.position - 1, here.position + 1)))


def _cell(row: DraftRow, column: int | None) -> str:
    return "\n".join(one["text"] for one in row.cells if one["column"] == column)


def _heads(draft: Draft) -> dict[int, str]:
    """Return the heads of the columns, as far as there are any."""
    heads = draft.items.filter(kind=ItemKind.FURNITURE, why__startswith="Spaltenkopf").order_by("-position")
    return {column: text for column, text in heads.values_list("column", "text") if column}


_VISIBLE = re.compile(r"[^\W_]")


def _locate(cell: str, text: str) -> tuple[int, int]:
    """Return where in `cell` the words of `text` begin and end: all of them, or as many from its start as there are.

    White space, hyphens and marks do not count, since reading may have healed them.
    """
    places = [(found[0], found.start()) for found in _VISIBLE.finditer(cell)]
    there = "".join(sign for sign, _at in places)
    wanted = "".join(_VISIBLE.findall(text))
    length = len(wanted)
    at = there.find(wanted)
    while at < 0 and length > 8:
        # Sewn over a cut: the beginning of the text closes this cell.
        length -= 1
        at = there.rfind(wanted[:length]) if there.endswith(wanted[:length]) else -1
    if at < 0 or not length:
        return 0, len(cell)
    end = places[at + length - 1][1] + 1
    # What closes the sentence belongs to it.
    while end < len(cell) and cell[end] in ".!?)]“\"'…":
        end += 1
    return places[at][1], end


def _remainder(text: str, marked: str) -> str:
    """Return what of `text` stands further on, after its part that is `marked`."""
    count = len(_VISIBLE.findall(marked))
    for found in _VISIBLE.finditer(text):
        if count == 0:
            return text[found.start() :]
        count -= 1
    return text


def parted(item: DraftItem, found: list[Passage]) -> str:
    """Return the words of `item` with a new line where a reader would look for a seam first."""
    if item.maybe_two and (at := goal_texts.second_begins(item.text)):
        return f"{item.text[:at].rstrip()}\n{item.text[at:]}"
    text, parts = item.text, []
    for one in found[:-1]:
        rest = _remainder(text, one.marked)
        parts.append(text[: len(text) - len(rest)].strip())
        text = rest
    return "\n".join(part for part in [*parts, text] if part)
