"""What somebody typed into the search: words, "phrases in quotation marks", -words to leave out. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from faden.kernel.words import Word, is_function_word
from faden.search.terms import Expression, Term, all_of, any_of, chains, in_a_row, spelt

MOST_WORDS = 12
SHORTEST_PREFIX = 3
_PART = re.compile(r'(?P<without>(?<!\S)-(?=[^\s-]))?(?:"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))')
_MARKS = str.maketrans(dict.fromkeys("„“”«»‟", '"'))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word to look for, with the pieces that signs join in it; `half` when it may go on."""

    word: Word
    pieces: tuple[Word, ...] = ()
    half: bool = False

    @property
    def exact(self) -> Expression:
        return Term(f"x{self.word.exact}")

    @property
    def stem(self) -> Expression:
        """Found in any of its forms; joined by signs or not."""
        whole = [self.exact, Term(f"s{self.word.stem}")]
        return any_of([*whole, all_of(Wanted(piece).stem for piece in self.pieces)] if self.pieces else whole)

    @property
    def part(self) -> Expression:
        """Found as a part of compounds too; a compound by all its parts."""
        parts = all_of(Term(f"p{part}") for part in self.word.parts or (self.word.stem,))
        pieces = [all_of(Wanted(piece).part for piece in self.pieces)] if self.pieces else []
        return any_of([self.stem, parts, *pieces])

    @property
    def begun(self) -> Expression:
        """Found as the beginning of a word."""
        return Term(f"x{self.word.exact}", prefix=True)

    @property
    def any(self) -> Expression:
        return any_of([self.part, self.begun]) if self.half else self.part

    @property
    def title(self) -> Expression:
        return any_of([Term(f"t{self.word.exact}"), Term(f"t{self.word.stem}")])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the index. Without words and phrases it finds nothing."""

    text: str
    wanted: tuple[Wanted, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[Wanted, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.phrases)

    @property
    def expression(self) -> Expression:
        """What holds all words; phrases only as words, whose order is checked elsewhere."""
        phrased = (Term(f"x{word}") for phrase in self.phrases for word in phrase)
        return all_of([*(one.any for one in self.wanted), *phrased])


def parse(text: str) -> Asked:
    """Read what somebody typed. Little words ("der", "mit") are left out where others remain."""
    wanted: list[Wanted] = []
    unwanted: list[Wanted] = []
    phrases: list[tuple[str, ...]] = []
    for part in _PART.finditer(text.translate(_MARKS)):
        found = spelt(part["words"] or part["phrase"] or "")
        if part["without"]:
            unwanted += _wanted(found)
        elif part["phrase"] is None:
            wanted += _wanted(found)
        elif found:
            phrases.append(tuple(in_a_row(found)))
    telling = [one for one in wanted if not is_function_word(one.word.exact)]
    kept = list({one.word.exact: one for one in (telling if telling or phrases else wanted)}.values())[:MOST_WORDS]
    return Asked(text, tuple(kept), tuple(phrases[:MOST_WORDS]), tuple(unwanted[:MOST_WORDS]))


def _wanted(found: Iterable[Word]) -> list[Wanted]:
    return [Wanted(word, tuple(inside)) for word, inside in chains(found)]
