"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from faden.kernel.text import COVERED

_WORDS = re.compile(rf"{re.escape(COVERED)}\S*|\S+")
_KEPT = 10
"""So many words stay on each side of a longer passage that did not change."""


@dataclass(slots=True)
class Part:
    """A passage: both texts have its words (`kept`), or `before` became `after`. `is_cut`: "…" stands for the rest."""

    kept: list[str]
    before: list[str]
    after: list[str]
    is_cut: bool = False

    @property
    def is_change(self) -> bool:
        return bool(self.before or self.after)


def differences(before: str, after: str) -> list[Part]:
    """Return the passages of both texts in order; a single word between two changes belongs to them."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Part] = []
    for kept, gone, come in _joined(list(_runs(old, new))):
        if kept and len(kept) > 3 * _KEPT:
            found += [Part(kept[:_KEPT], [], [], is_cut=True), Part(kept[-_KEPT:], [], [])]
        elif kept or gone or come:
            found.append(Part(kept, gone, come))
    return found


Run = tuple[list[str], list[str], list[str]]


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for code in Indel.opcodes(old, new):
        here, there = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        yield (here, [], []) if code.tag == "equal" else ([], here, there)


def _joined(runs: list[Run]) -> list[Run]:
    """Make one change of what follows each other, and of what only a single word parts."""
    found: list[Run] = []
    for at, (kept, gone, come) in enumerate(runs):
        lone = len(kept) == 1 and 0 < at < len(runs) - 1
        if found and not found[-1][0] and (lone or not kept):
            found[-1] = [], found[-1][1] + gone + kept, found[-1][2] + come + kept
        else:
            found.append((kept, gone, come))
    return found
