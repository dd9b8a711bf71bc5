"""Reads: what is public, group by group, in chunks whatever the number."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from faden.addresses import labels
from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import State
from faden.dialogue.models import Contribution, DialogueGroup, GoalMention, Kind
from faden.kernel.text import squeeze
from faden.programme.models import Programme

CHUNK = 2000
# No XML and no font knows these signs.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as a group's documents word it."""

    code: str
    wording: str
    maybe_two: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A public contribution. `leaning` may be ""."""

    address: str
    kind: Kind
    leaning: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A group. Its goals and statements come from open queries: take them once, before the next section."""

    address: str
    name: str
    goals: Iterable[Goal]
    statements: dict[Kind, Iterable[Statement]]

    def kept(self) -> "Section":
        """Return the same with everything taken."""
        return replace(
            self, goals=list(self.goals), statements={kind: list(said) for kind, said in self.statements.items()}
        )


def public_groups(programme: Programme) -> QuerySet[DialogueGroup]:
    """Return the groups that everybody may see, in their order."""
    return DialogueGroup.objects.filter(programme=programme, address__state=State.PUBLISHED).order_by("position", "pk")


def find_group(programme: Programme, text: str) -> DialogueGroup | None:
    """Return the public group with the address ("G3") or the name `text`."""
    groups = public_groups(programme).select_related("address")
    kind, number = labels.parse(text) or ("", 0)
    by_address = groups.filter(address__number=number).first() if kind == AddressKind.GROUP else None
    return by_address or groups.filter(name=text).first()


def sections(groups: QuerySet[DialogueGroup]) -> Iterator[Section]:
    """Yield `groups` with what is public in them. Five queries, read in chunks."""
    mentions = _Stream(
        GoalMention.objects.filter(group__in=groups)
        .order_by("group__position", "group", "position", "pk")
        .values_list("group__position", "group", "goal__code", "wording", "maybe_two")
    )
    spoken = {
        kind: _Stream(
            Contribution.objects.public()
            .filter(group__in=groups, kind=kind)
            .order_by("group__position", "group", "position", "pk")
            .values_list("group__position", "group", "address__number", "leaning", "text")
        )
        for kind in Kind
    }
    for position, pk, number, name in groups.values_list("position", "pk", "address__number", "name").iterator(CHUNK):
        key = position, pk
        yield Section(
            f"{AddressKind.GROUP.value}{number}",
            _plain(name),
            (Goal(code, _plain(wording), maybe_two) for code, wording, maybe_two in mentions.at(key)),
            {kind: _statements(kind, stream.at(key)) for kind, stream in spoken.items()},
        )


def _statements(kind: Kind, rows: Iterable[tuple[Any, ...]]) -> Iterator[Statement]:
    for number, leaning, text in rows:
        yield Statement(f"{AddressKind.CONTRIBUTION.value}{number}", kind, leaning, _plain(text))


class _Stream:
    """Rows that begin with their group's position and key, in that order."""

    def __init__(self, rows: QuerySet[Any, tuple[Any, ...]]) -> None:
        self.rows = rows.iterator(CHUNK)
        self.ahead: tuple[Any, ...] | None = next(self.rows, None)

    def at(self, key: tuple[int, int]) -> Iterator[tuple[Any, ...]]:
        """Yield the rest of the rows of one group; what belongs to groups before it is passed over."""
        while self.ahead is not None and self.ahead[:2] <= key:
            row, self.ahead = self.ahead, next(self.rows, None)
            if row[:2] == key:
                yield row[2:]


def _plain(text: str) -> str:
    return squeeze(_NO_TEXT.sub("", text))
