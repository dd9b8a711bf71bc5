"""Short labels for sets of statements, in the statements' own words: "Radwege, Ampeln".

A word counts by the share of the set's statements that hold it and by how rare it is otherwise (class-based tf-idf:
Grootendorst 2022, here of statements instead of occurrences), and half by what its parts count: of "Parkplatz",
"Parkhaus" and "Parkraum", the part in common makes each of them a better name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from faden.kernel.text import COVERED
from faden.kernel.words import FUNCTION_WORDS, Word, words

MOST_WORDS = 3
FEWEST, LEAST_SHARE = 2, 0.08
"""Statements of a set, and their share of it, that must hold a word of its label."""
PARTS_SHARE = 0.5
SECOND, THIRD = 0.3, 0.5
"""What the second and the third word must count, of what the first one does."""
FORMER = 1.3
"""How much more a word of the label before counts."""
LIKELY = 40
"""Forms of a set that are looked at closely: to take words apart is dear."""
SAME_LETTERS = 6
"""Words that begin or end with so many equal letters say the same twice: Politik, Politiker."""
PLAINER = 3
"""A form without the ending of a case is shown when it is said at least a third as often."""

# With its hyphens and signs of gender one word: E-Bikes, Mieter*innen. A slash is between two.
_FORM = re.compile(r"[^\W\d_][^\W_]*(?:[-‐‑:*·_][^\W\d_][^\W_]*)*")
# What stands before a word that begins a sentence, a line of a list or a quotation.
_BEGINNING = re.compile(r"(?:^|[.!?:;•*\"„“»«(\[→>]|(?:^|\s)[-–])\s*$")
_SHORTEST = 3  # letters


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of a set in all its forms; `holders`: the numbers of its statements; `everywhere`: how many in all."""

    word: Word
    forms: tuple[str, ...]
    holders: frozenset[int]
    everywhere: int

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(self.word.parts or (self.word.stem,))


class Vocabulary:
    """The words of all statements, from which labels for some of them are drawn."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._capital: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._statements: Counter[str] = Counter()
        self._said = [self._take(text.replace(COVERED, " ")) for text in texts]

    def label(self, members: Sequence[int], former: Sequence[str] = ()) -> tuple[str, ...]:
        """Return at most MOST_WORDS words that tell the statements with these numbers from all others.

        None where no word is in two of them. The words of a `former` label stay where others are not clearly better.
        """
        holders: dict[str, set[int]] = defaultdict(set)
        for number in members:
            for form in self._said[number]:
                holders[form].add(number)
        nouns = [form for form in holders if self._is_noun(form)]
        found = self._by_stem(self._likely(nouns, holders), holders) or self._by_stem(
            self._likely(holders, holders), holders
        )
        fewest = max(min(FEWEST, len(members)), LEAST_SHARE * len(members))
        weights = self._weights(found, len(members))
        for stem in {_analysed(word).stem for word in former} & weights.keys():
            weights[stem] *= FORMER
        worthy = [one for one in found if len(one.holders) >= fewest]
        worthy.sort(key=lambda one: (-weights[one.word.stem], one.word.stem))
        return tuple(self._shown(one.forms) for one in _different(worthy, weights))

    def _take(self, text: str) -> frozenset[str]:
        found = set()
        for match in _FORM.finditer(text):
            form = match.group()
            if len(form) < _SHORTEST:
                continue
            if form[0].islower():
                self._small[form] += 1
            elif not _BEGINNING.search(text, max(0, match.start() - 4), match.start()):
                self._capital[form] += 1
            found.add(form)
        self._statements.update(found)
        return frozenset(found)

    def _is_noun(self, form: str) -> bool:
        """Tell by the capital, which says nothing at the beginning of a sentence: there by how it is written elsewhere.

        A word that only begins sentences is one if it is a compound: others ("Fördern", "Bessere") may be anything.
        """
        if form[0].islower():
            return False
        if form.isupper() and (self._small[form.lower()] or self._statements[form.capitalize()]):
            return False  # shouted
        small = self._small[form[0].lower() + form[1:]]
        return self._capital[form] > small or (not self._capital[form] and not small and bool(_analysed(form).parts))

    def _likely(self, forms: Iterable[str], holders: Mapping[str, set[int]]) -> list[str]:
        """Return the LIKELY heaviest forms, each taken by itself."""
        weight = {form: self._rarity(self._statements[form]) * len(holders[form]) for form in forms}
        return sorted(weight, key=lambda form: (-weight[form], form))[:LIKELY]

    def _by_stem(self, forms: Iterable[str], holders: Mapping[str, set[int]]) -> list[_Found]:
        by_stem: dict[str, list[str]] = defaultdict(list)
        for form in forms:
            if (word := _analysed(form)).exact not in FUNCTION_WORDS:
                by_stem[word.stem].append(form)
        return [
            _Found(
                word=_analysed(same[0]),
                forms=tuple(same),
                holders=frozenset().union(*(holders[form] for form in same)),
                everywhere=sum(self._statements[form] for form in same),
            )
            for same in by_stem.values()
        ]

    def _weights(self, found: Iterable[_Found], size: int) -> dict[str, float]:
        holders: dict[str, set[int]] = defaultdict(set)
        everywhere: Counter[str] = Counter()
        for one in found:
            for part in one.parts:
                holders[part] |= one.holders
                everywhere[part] += one.everywhere
        of_part = {part: self._rarity(everywhere[part]) * len(holders[part]) / size for part in holders}
        return {
            one.word.stem: self._rarity(one.everywhere) * len(one.holders) / size
            + PARTS_SHARE * sum(of_part[part] for part in one.parts) / len(one.parts)
            for one in found
        }

    def _rarity(self, statements: int) -> float:
        return log(1 + len(self._said) / statements)

    def _shown(self, forms: Sequence[str]) -> str:
        """Return the form that is said most, but "Städte" for "Städten" and "Verkehr" for "Verkehrs" where it is said."""
        often = min(forms, key=lambda form: (-self._statements[form], len(form), form))
        plainer = [
            form
            for form in (often.removesuffix("es"), often.removesuffix("s"), often.removesuffix("n"))
            if form != often and form in forms and PLAINER * self._statements[form] >= self._statements[often]
        ]
        return plainer[0] if plainer else often


def _analysed(form: str) -> Word:
    """Return the whole of a word, with all pieces that signs join."""
    return words(form)[-1]


def _different(found: Sequence[_Found], weights: Mapping[str, float]) -> Iterator[_Found]:
    """Yield the best ones that do not say the same as one before."""
    taken: list[_Found] = []
    for one in found:
        enough = (0, SECOND, THIRD)[len(taken)] * weights[found[0].word.stem]
        if weights[one.word.stem] >= enough and not any(_say_the_same(one, other) for other in taken):
            taken.append(one)
            yield one
        if len(taken) == MOST_WORDS:
            return


def _say_the_same(one: _Found, other: _Found) -> bool:
    a, b = one.word.exact, other.word.exact
    ends = a[:SAME_LETTERS] == b[:SAME_LETTERS] or a[-SAME_LETTERS:] == b[-SAME_LETTERS:]
    return bool(one.parts & other.parts) or a in b or b in a or ends
