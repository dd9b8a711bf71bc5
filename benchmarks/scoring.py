"""How far a reading agrees with the truth. Both have the shape that docs/reading.md describes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

KINDS = ("question", "assessment", "proposal")
Found = Mapping[str, Any]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def items(found: Found) -> Counter[tuple[str, str, str]]:
    """Return group, kind and text of every contribution."""
    return Counter(
        (_squeezed(group["name"]), one["kind"], _squeezed(one["text"]))
        for group in found["groups"]
        for one in group["contributions"]
    )


def f1(truth: Found, reading: Found) -> float:
    """Return the F1 of the items: equal are those of the same group and kind with the same words."""
    wanted, read = items(truth), items(reading)
    return 2 * (wanted & read).total() / max(1, wanted.total() + read.total())


@dataclass(frozen=True)
class WrongBoundary:
    split: bool
    """Whether the reading ends an item where the truth does not; else it joins two."""
    item: Mapping[str, Any]
    """The item of the reading that begins there, or that holds the seam."""


def _words(found: Found, kind: str) -> tuple[list[str], list[Mapping[str, Any]], set[int]]:
    """Return the words of a kind, the item that holds each, and the words that begin an item."""
    words: list[str] = []
    holders = []
    begins = set()
    for group in found["groups"]:
        for one in group["contributions"]:
            if one["kind"] == kind:
                begins.add(len(words))
                words += one["text"].split()
                holders += [one] * len(one["text"].split())
    return words, holders, begins


def wrong_boundaries(truth: Found, reading: Found) -> Iterator[WrongBoundary]:
    """Yield where one side begins an item and the other, at the same word, does not."""
    for kind in KINDS:
        wanted, _, wanted_begins = _words(truth, kind)
        read, holders, read_begins = _words(reading, kind)
        for here, there, length in SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks():
            for step in range(length):
                if (here + step in wanted_begins) != (there + step in read_begins):
                    yield WrongBoundary(there + step in read_begins, holders[there + step])


def most_doubtful(reading: Found, number: int = 30) -> list[Mapping[str, Any]]:
    """Return the items that a person is shown first, the most doubtful before the others."""
    doubtful = [one for group in reading["groups"] for one in group["contributions"] if one.get("unsure")]
    return sorted(doubtful, key=lambda one: -one["unsure"])[:number]
