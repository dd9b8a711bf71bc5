"""Goal titles after one pattern ("… zu einer bewegten Stadt", "… zu einer gesunden Stadt"): what is their own."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from faden.synergy.finding.items import GOAL, Item

FAMILY = 3
"""Goals that begin with the same two words are after one pattern from so many on."""
SHARED = 0.5
"""Words of at least this share of them are the pattern's."""
_WORD = re.compile(r"\w+")


def own_words(items: Sequence[Item]) -> list[str]:
    """Return what is to be compared of each item: its text, of a goal after a pattern without the pattern's words.

    The same goal of two groups counts once. A goal that has no words of its own stays whole.
    """
    families: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for item in items:
        if item.kind == GOAL:
            families[_beginning(item.text)].add(item.text)
    frames: dict[tuple[str, ...], frozenset[str]] = {
        beginning: frozenset(word for word, count in _words_of(texts).items() if count >= SHARED * len(texts))
        for beginning, texts in families.items()
        if len(texts) >= FAMILY and len(beginning) == 2
    }
    return [
        _without(item.text, frames.get(_beginning(item.text), frozenset())) if item.kind == GOAL else item.text
        for item in items
    ]


def _beginning(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text)[:2])


def _words_of(texts: set[str]) -> Counter[str]:
    return Counter(word for text in texts for word in {one.casefold() for one in _WORD.findall(text)})


def _without(text: str, frame: frozenset[str]) -> str:
    left = _WORD.sub(lambda word: "" if word[0].casefold() in frame else word[0], text)
    left = " ".join(left.strip(" .…,;:-–").split())
    return left if frame and _WORD.search(left) else text
