"""What is compared: a statement or a goal of a group, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

GOAL, QUESTION, ASSESSMENT, PROPOSAL = KINDS = ("goal", "question", "assessment", "proposal")


@dataclass(frozen=True, slots=True)
class Item:
    """One statement of a group, or one goal as the group's document words it.

    `codes` of a goal: its own; of a statement: of the goals that people tied to it. `places` and `actors` are names
    as the city's own lists call them.
    """

    id: str
    group: str
    kind: str
    text: str
    codes: Sequence[str] = ()
    places: Sequence[str] = ()
    actors: Sequence[str] = ()
