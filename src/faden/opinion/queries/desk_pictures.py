"""What facilitators see of the newest picture: its groups, what is odd, and how it would be without that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faden.opinion.models import Conversation, Picture, Statement

Data = Mapping[str, Any]
"""What `published` returned."""
SHOWN = 8
"""So many of the numbers that differ most."""


@dataclass(frozen=True, slots=True)
class Side:
    """A statement and whether somebody agrees with it or disagrees."""

    statement: Statement
    agrees: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group of opinion: its letter, and the name that facilitators gave it, if any."""

    label: int
    letter: str
    given: str
    size: int
    stands_for: list[Side]


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd: its kind, how many times it was found, how many people it is about."""

    kind: str
    times: int
    people: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a hundred who voted on a statement agree, with everybody and without some."""

    statement: Statement
    of_all: int
    without: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The picture with and without the people who were flagged. `lost` is only in the first, `new` only in the second."""

    people: int
    people_without: int
    flagged: int
    groups: list[Group]
    groups_without: list[Group]
    common: list[Side]
    common_lost: list[Side]
    common_new: list[Side]
    divisive_lost: list[Statement]
    divisive_new: list[Statement]
    shares: list[Share]


def newest(conversation: Conversation) -> Picture | None:
    """Return the picture that everybody sees now."""
    return conversation.pictures.last()


def groups(conversation: Conversation, picture: Picture | None) -> list[Group]:
    """Return the groups of a picture with the names that they have."""
    if picture is None:
        return []
    return _groups(picture.data, _texts(conversation), conversation.group_names)


def oddities(conversation: Conversation) -> list[Oddity]:
    """Return what is odd, one entry for each kind."""
    found: dict[str, list[int]] = {}
    for one in conversation.reckoning.oddities:
        found.setdefault(one["kind"], []).append(one["people"])
    return [Oddity(kind, len(people), sum(people)) for kind, people in found.items()]


def comparison(conversation: Conversation, picture: Picture | None) -> Comparison | None:
    """Return the picture beside the one without those who were flagged; None where that would tell of too few."""
    without: Data | None = conversation.reckoning.without
    if picture is None or without is None:
        return None
    data, texts = picture.data, _texts(conversation)
    common, common_without = _sides(data["common"], texts), _sides(without["common"], texts)
    divided = [texts[one["statement"]] for one in data["divisive"] if one["statement"] in texts]
    divided_without = [texts[one["statement"]] for one in without["divisive"] if one["statement"] in texts]
    return Comparison(
        people=data["people"],
        people_without=without["people"],
        flagged=without["flagged"],
        groups=_groups(data, texts, conversation.group_names),
        groups_without=_groups(without, texts, {}),
        common=common,
        common_lost=[one for one in common if one not in common_without],
        common_new=[one for one in common_without if one not in common],
        divisive_lost=[one for one in divided if one not in divided_without],
        divisive_new=[one for one in divided_without if one not in divided],
        shares=_shares(data, without, texts),
    )


def _texts(conversation: Conversation) -> dict[int, Statement]:
    return {one.number: one for one in conversation.statements.all()}


def _groups(data: Data, texts: Mapping[int, Statement], names: Mapping[str, str]) -> list[Group]:
    # Reads with numpy, which most pages do not need.
    from faden.opinion.lines import group_name

    found = []
    for one in data["groups"]:
        label = one["label"]
        stands_for = _sides(one["stands_for"], texts)
        found.append(Group(label, group_name(label), names.get(str(label), ""), one["size"], stands_for))
    return found


def _sides(told: list[dict[str, Any]], texts: Mapping[int, Statement]) -> list[Side]:
    return [Side(texts[one["statement"]], one["side"] == "agree") for one in told if one["statement"] in texts]


def _shares(data: Data, without: Data, texts: Mapping[int, Statement]) -> list[Share]:
    """Return the statements whose share of agreement differs most, in whole percent; the numbers would tell more."""
    known = {one["number"]: one["total"] for one in without["statements"] if one["total"]}
    found = [
        Share(texts[one["number"]], _percent(one["total"]), _percent(known[one["number"]]))
        for one in data["statements"]
        if one["total"] and one["number"] in known and one["number"] in texts
    ]
    differing = [one for one in found if one.of_all != one.without]
    return sorted(differing, key=lambda one: -abs(one.of_all - one.without))[:SHOWN]


def _percent(total: list[int]) -> int:
    return round(100 * total[0] / sum(total))
