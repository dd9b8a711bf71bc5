"""Why two items may belong together, as plain values and in German."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.kernel.messages import sentence
from faden.kernel.words import Word, is_function_word, words
from faden.synergy.finding.letters import word_column

GOAL, PLACE, ACTOR, WORDS, TOPIC, MEANING, GROUPS, ANSWER = KINDS = (
    "goal",
    "place",
    "actor",
    "words",
    "topic",
    "meaning",
    "groups",
    "answer",
)
COMMON = 0.08
"""A word in more than this share of a corpus says nothing there (but 5 texts are never too many)."""
MOST_WORDS = 6

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `names`: of goals (codes), places, actors, topics, or the words as written, once each.

    `first`, `second`: of WORDS, where they stand in the two texts (characters, end not included). `rank`, `of`: of
    MEANING, the place of one among all that could be paired with the other, in the better of both directions.
    """

    kind: str
    names: tuple[str, ...] = ()
    first: Spans = ()
    second: Spans = ()
    rank: int = 0
    of: int = 0


def same_words(first: str, second: str, frequency: NDArray[np.int32], size: int) -> Reason | None:
    """Return the words that both texts hold, by stems and parts of compounds, None where there are none.

    `frequency` counts in how many of `size` texts each column of `letters` occurs.
    """
    most = max(5, COMMON * size)
    of_first, of_second = _telling(first), _telling(second)
    shared = {
        key
        for key in {key for _, keys in of_first for key in keys} & {key for _, keys in of_second for key in keys}
        if frequency[word_column(key)] <= most
    }
    if not shared:
        return None
    marked = [[word for word, keys in of if keys & shared][:MOST_WORDS] for of in (of_first, of_second)]
    names = {word.exact: word.shown for word in (*marked[0], *marked[1])}
    return Reason(
        WORDS,
        tuple(names.values()),
        tuple((word.start, word.end) for word in marked[0]),
        tuple((word.start, word.end) for word in marked[1]),
    )


def said(reason: Reason) -> str:
    """Return the reason as a German sentence."""
    names = ", ".join(reason.names)
    match reason.kind:
        case "goal":
            return sentence("gleiches Ziel: {names}", names=names)
        case "place":
            return sentence("gleicher Ort: {names}", names=names)
        case "actor":
            return sentence("gleiche Beteiligte: {names}", names=names)
        case "words":
            return sentence("gemeinsame Wörter: {names}", names=names)
        case "topic":
            return sentence("gemeinsames Thema: {names}", names=names)
        case "meaning":
            return sentence("ähnliche Bedeutung: Platz {rank} von {of}", rank=reason.rank, of=reason.of)
        case "groups":
            return sentence("Gruppen mit verwandten Themen")
        case _:
            return sentence("Herausforderung trifft Lösungsansatz")


def to_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return what `from_json` reads: dictionaries without empty values."""
    return [{name: value for name, value in asdict(reason).items() if value} for reason in reasons]


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """Return the reasons that `to_json` gave, also after they were stored as JSON."""
    return [
        Reason(
            kind=one["kind"],
            names=tuple(one.get("names", ())),
            first=_spans(one.get("first", ())),
            second=_spans(one.get("second", ())),
            rank=one.get("rank", 0),
            of=one.get("of", 0),
        )
        for one in kept
    ]


def _spans(kept: Iterable[Sequence[int]]) -> Spans:
    return tuple((start, end) for start, end in kept)


@lru_cache(maxsize=1 << 12)
def _telling(text: str) -> tuple[tuple[Word, frozenset[str]], ...]:
    """Return the words that say something, without those that another covers, and what they can be found by."""
    return tuple((word, frozenset(_keys(word))) for word in _longest(words(text)) if not is_function_word(word.exact))


def _longest(found: list[Word]) -> Iterator[Word]:
    """Yield the pieces of what is joined by signs, not the whole: "Rad-Weg" is marked piece by piece."""
    for number, word in enumerate(found):
        if not (number and found[number - 1].start >= word.start and found[number - 1].end <= word.end):
            yield word


def _keys(word: Word) -> Iterator[str]:
    yield f"s{word.stem}"
    yield from (f"p{part}" for part in word.parts or (word.stem,))
