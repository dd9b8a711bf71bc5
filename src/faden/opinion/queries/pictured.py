"""The picture of opinion as everybody may see it: what was published last, put together with names and words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from faden.kernel.text import shorten
from faden.opinion import chart
from faden.opinion.models import (
    Conversation,
    Origin,
    Picture,
    Reckoning,
    Stage,
    Statement,
    StatementState,
    Ticket,
    Vote,
)
from faden.opinion.names import group_name

LEAST = 20
"""So many people are needed for a map and groups (`landscape.Params.least`)."""
FEWEST = 5
"""Numbers of fewer people are not shown (`disclosure.FEWEST`)."""
ENOUGH = 7
"""So many votes bring somebody onto the map (`landscape.Params.min_votes`)."""
ROUNDS = 16
"""So often the groups are found anew to say how sure they are (`landscape.Params.bootstraps`)."""
SURE, RATHER_SURE = 0.8, 0.5
"""From this agreement (adjusted Rand index) on, groups are called rather sure, and recognisable."""
STANDS_FOR = 3
_HEADLINE = 90

Side = Literal["agree", "disagree"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many agree, disagree, pass."""

    agrees: int
    disagrees: int
    passes: int

    @property
    def votes(self) -> int:
        return self.agrees + self.disagrees + self.passes

    @property
    def percents(self) -> tuple[int, ...]:
        """Who agrees, passes, disagrees in whole percents that add up to 100, in the order of bars."""
        return chart.percents((self.agrees, self.passes, self.disagrees))

    @property
    def agree(self) -> int:
        return self.percents[0]

    @property
    def passing(self) -> int:
        return self.percents[1]

    @property
    def disagree(self) -> int:
        return self.percents[2]

    @property
    def disagree_from(self) -> int:
        """Where the part of those who disagree begins in a bar."""
        return 100 - self.disagree


@dataclass(frozen=True, slots=True)
class Group:
    """A group of opinion. `name` is given by facilitators, else a letter; `look`: its colour and pattern."""

    label: int
    name: str
    size: int
    look: int
    stands_for: tuple["Row", ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one group thinks of a statement; no `tally` where it is hidden."""

    name: str
    look: int
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class Row:
    """A statement with what is shown of it: `total` is None where it is hidden. `shares` in the order of the groups.

    `side`: on which side most are, where that is told.
    """

    statement: Statement
    total: Tally | None
    shares: tuple[Share, ...]
    side: Side = "agree"

    @property
    def url(self) -> str:
        """Where its page is. Conversation and address are those that were asked for, so that no query is needed."""
        return self.statement.get_absolute_url()

    @property
    def short(self) -> str:
        """Its words for a headline."""
        return shorten(self.statement.text, _HEADLINE)

    @property
    def gap(self) -> float:
        """How far groups are apart, in shares that agree; without groups, how strong the weaker side is."""
        shares = [one.tally.agrees / one.tally.votes for one in self.shares if one.tally]
        if len(shares) > 1:
            return max(shares) - min(shares)
        return min(self.total.agrees, self.total.disagrees) / self.total.votes if self.total else -1.0


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture of a conversation. `grouped` people are in groups; `needed` votes bring somebody into one.

    `stability` from 0 to 1, None without groups; `cells` of the map with their `radius`; `unseen`: on the map, but in no
    cell that is shown.
    """

    at: datetime
    number: int
    people: int
    votes: int
    grouped: int
    needed: int
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    common: tuple[Row, ...]
    divisive: tuple[Row, ...]
    undecided: tuple[Row, ...]
    unknown: tuple[Row, ...]
    starter: Row | None
    stability: float | None
    cells: tuple[chart.Spot, ...]
    radius: float
    unseen: int

    @property
    def has_map(self) -> bool:
        """Whether enough people take part for a map."""
        return self.people >= LEAST

    @property
    def ungrouped(self) -> int:
        return self.people - self.grouped

    @property
    def sureness(self) -> str:
        """Say how sure the groups are: "sure", "rather" or "unsure"; "" without groups."""
        if self.stability is None:
            return ""
        if self.stability >= SURE:
            return "sure"
        return "rather" if self.stability >= RATHER_SURE else "unsure"

    @property
    def agreement(self) -> int:
        """The stability in percent."""
        return round(100 * (self.stability or 0))

    @property
    def agreed(self) -> tuple[Row, ...]:
        """Common ground that most agree with."""
        return tuple(row for row in self.common if row.side == "agree")

    @property
    def rejected(self) -> tuple[Row, ...]:
        """Common ground that most reject."""
        return tuple(row for row in self.common if row.side == "disagree")

    @property
    def has_hidden(self) -> bool:
        """Whether a group's number is not shown."""
        return any(share.tally is None for row in self.rows for share in row.shares)


def is_held_back(conversation: Conversation) -> bool:
    """Say whether numbers are shown only when the conversation is closed, and it is not."""
    return conversation.reveal_at_end and conversation.stage != Stage.CLOSED


def last_picture(conversation: Conversation) -> Picture | None:
    """Return the picture that is shown now; None before the first, or where results come at the end."""
    return None if is_held_back(conversation) else conversation.pictures.last()


def statements(conversation: Conversation) -> list[Statement]:
    """Return those that are voted on, by number."""
    return list(conversation.statements.open().select_related("source").order_by("number"))


def shown(conversation: Conversation, asked: Sequence[Statement]) -> Shown | None:
    """Return the picture of a conversation, of the statements `asked`; None where nobody's votes are shown yet."""
    picture = last_picture(conversation)
    if picture is None or not picture.data.get("people"):
        return None
    return told(conversation, picture, asked)


def told(conversation: Conversation, picture: Picture, asked: Sequence[Statement]) -> Shown:
    """Put a picture together with names and words. What it says of other statements than `asked` is left out."""
    data: dict[str, Any] = picture.data
    # By label, so that groups keep their place from picture to picture.
    order = sorted(range(len(data["groups"])), key=lambda at: data["groups"][at]["label"])
    camps = [data["groups"][at] for at in order]
    looks = chart.looks(one["label"] for one in camps)
    heads = [(name_of(conversation, one["label"]), looks[one["label"]]) for one in camps]
    known = {one.number: one for one in asked}
    rows = {
        one["number"]: _row(known[one["number"]], one["total"], [one["groups"][at] for at in order], heads)
        for one in data["statements"]
        if one["number"] in known
    }

    def chosen(numbers: Iterable[int]) -> tuple[Row, ...]:
        return tuple(rows[number] for number in numbers if number in rows)

    def sided(stated: Iterable[dict[str, Any]]) -> tuple[Row, ...]:
        return tuple(replace(rows[one["statement"]], side=one["side"]) for one in stated if one["statement"] in rows)

    divisive = [one["statement"] for one in data["divisive"]]
    return Shown(
        at=picture.at,
        number=picture.number,
        people=data["people"],
        votes=data["votes"],
        grouped=data["grouped"],
        needed=max(min(ENOUGH, len(rows) // 2), 1),
        groups=tuple(
            Group(one["label"], name, one["size"], look, sided(one["stands_for"])[:STANDS_FOR])
            for one, (name, look) in zip(camps, heads, strict=True)
        ),
        rows=tuple(rows.values()),
        common=sided(data["common"]),
        divisive=chosen(divisive),
        undecided=chosen(number for number in data["undecided"] if number not in divisive),
        unknown=chosen(data["unknown"]),
        starter=_starter(rows.get(data["starter"])),
        stability=data["stability"],
        cells=tuple(chart.Spot(one["x"], one["y"], one["people"], one["group"]) for one in data["cells"]),
        radius=data["cell_radius"],
        unseen=data["unseen"],
    )


def name_of(conversation: Conversation, label: int) -> str:
    """Return what a group is called: as facilitators named it, else Gruppe A, B, … by label."""
    given: str = conversation.group_names.get(str(label), "")
    return given or _("Gruppe %(letter)s") % {"letter": group_name(label)}


def _row(
    statement: Statement,
    total: list[int] | None,
    by_group: Sequence[list[int] | None],
    heads: Sequence[tuple[str, int]],
) -> Row:
    return Row(
        statement,
        Tally(*total) if total else None,
        tuple(
            Share(name, look, Tally(*counts) if counts else None)
            for (name, look), counts in zip(heads, by_group, strict=True)
        ),
    )


def _starter(row: Row | None) -> Row | None:
    """Return the statement to begin a talk with, where somebody is on each side of it."""
    return row if row and row.total and row.total.agrees and row.total.disagrees else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands on the map, and the label of their group, None where they voted too little for one."""

    x: float
    y: float
    label: int | None


def own_place(conversation: Conversation, ticket: Ticket, radius: float) -> Place | None:
    """Return where somebody stands on the map; None without a map or votes.

    To half a cell: exact places would tell those who ask often what all think of a statement.
    """
    import numpy as np

    from faden.opinion.own_place import Projection

    known = Reckoning.objects.filter(conversation=conversation).values_list("projection", flat=True).first()
    said = list(Vote.objects.filter(ticket=ticket).values_list("statement__number", "value"))
    if not known or not said or radius <= 0:
        return None
    columns, values = np.array(said, np.int64).T
    place = Projection.from_bytes(bytes(known)).place(columns - 1, values)
    if place is None:
        return None
    step = radius / 2
    return Place(round(place.x / step) * step, round(place.y / step) * step, place.label)


def statement(conversation: Conversation, number: int) -> Statement | None:
    """Return a statement that everybody may know of; what waits to be reviewed nobody may."""
    known = conversation.statements.exclude(state=StatementState.WAITING).filter(number=number)
    return known.select_related("source__contribution__group__address").first()


ORDERS: dict[str, Callable[[Row], Any]] = {
    "nummer": lambda row: row.statement.number,
    "zustimmung": lambda row: (-row.total.agree if row.total else 1, row.statement.number),
    "ablehnung": lambda row: (-row.total.disagree if row.total else 1, row.statement.number),
    "geteilt": lambda row: (-row.gap, row.statement.number),
    "offen": lambda row: (-row.total.passing if row.total else 1, row.statement.number),
    "stimmen": lambda row: (-row.total.votes if row.total else 1, row.statement.number),
}
"""How rows of statements can be sorted; those without numbers come last."""


def all_rows(conversation: Conversation, order: str) -> tuple[Shown | None, list[Row]]:
    """Return the picture, and the rows of all statements that are voted on, sorted; without a picture no numbers."""
    asked = statements(conversation)
    picture = shown(conversation, asked)
    rows = {row.statement.number: row for row in picture.rows} if picture else {}
    found = [rows.get(one.number) or Row(one, None, ()) for one in asked]
    return picture, sorted(found, key=ORDERS.get(order, ORDERS["nummer"]))


def left_out(conversation: Conversation) -> list[Statement]:
    """Return the statements that were taken out; proposals that never came in are not told of."""
    gone = conversation.statements.filter(state=StatementState.LEFT_OUT).exclude(origin=Origin.PARTICIPANT)
    return list(gone.order_by("number"))
