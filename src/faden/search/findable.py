"""What the rooms above hand over to be found. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Letter = Literal["B", "G", "Z", "T", "D", "S", "W", "U", "F"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """Something public, as it can be found: one of the kinds of `models.Kind`.

    `key` is its id in its own room. `path` is where it can be read, below the programme's root: "B83", "ziele/MO_2.4".
    `address` and `within` (the group) are ids of addresses. `sort` is a statement's kind. `place` orders statements as
    their documents do. `since` is the local day of publication.
    """

    kind: Letter
    key: int
    path: str
    title: str = ""
    text: str = ""
    address: int | None = None
    within: int | None = None
    sort: str = ""
    leaning: str = ""
    number: int = 0
    place: int = 0
    since: date | None = None
