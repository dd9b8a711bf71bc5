"""Learn from a dictionary how German words are put together, and write what `faden.kernel.compounds` reads.

`python assets/german.py` needs the package simplemma (development only), whose dictionary leads 1.1 million forms to
their base form. Each noun and adjective in it that can be cut into a known first and a known last part is a witness
for both; where there are several ways to cut, the parts that have more witnesses win (expectation and maximisation,
a few rounds). Few witnesses are enough for a long part, a short one needs many: "ale" ends "Sandale" by accident.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from faden.kernel.compounds import bases
from faden.kernel.text import fold

TARGET = Path(__file__).parents[1] / "src/faden/kernel/german.txt"
ROUNDS = 4
SHORTEST = 3
# Witnesses that a part of so many letters needs.
FIRST_NEEDS = {3: 20, 4: 10, 5: 4, 6: 2}
LAST_NEEDS = {3: 30, 4: 15, 5: 6, 6: 3, 7: 2}
# Endings and prefixes that are spelled like words, and accidents of the dictionary.
NO_LAST = frozenset(
    """
    ade adel ader al ale ans ant aster ation ator auf bar ben ber chen cher der ehe eilig eiligung ell elle eln end
    ende ent ente eren erl ern este eur gen ger haft heit her ier iker ikon innen ion isch ische ismus ist keit lein ler
    leu lich ling log loge logen logie logisch los ment mus ner nie nis oren per rebe rei ren sam sch schaft sel sen
    ster tat tel ten ter tete tion toffel tum ung ungen zer
    """.split()
)
NO_FIRST = frozenset(
    """
    ab abs achs an ana anis ans anti auf aufs aus auss beg bei ber bes besch best bet bin con dar das der des dia
    die dis durch ein eins ent erb geb gegen gen genera ger ges gest hemi her hin hint ich inter iso ist kar kata
    klo kom kon kor krem lein los mar meta miss mit nach non pan par para per peri pol prae pro provo rau sau sch
    schi spi tau trans tri typo ueb ueber uebers um und unt unter unters ver verb vers vor vors wider wied wieder
    zer zu
    """.split()
)
FIRST = "allein amts aussen blueh drei einfamilien einzel elektro erbbau erst fern innen mehr nah rat rats selbst sonder zwei".split()
FIRST_WITNESSES = 50
WHOLE = frozenset(
    """
    denkmal dienstag gehalt geheim geheiss geheul gehoert gestalten handlung haushalt heutig kombination kommission
    maximal minimal moderat moderation plantage profitieren sandale tausch
    uniform verbrauch vereinbart vereinzelt waldeck
    """.split()
)


class Dictionary:
    """The folded base forms of the dictionary by kind, and the base form of each form of a noun or adjective."""

    def __init__(self) -> None:
        self.nouns: set[str] = set()
        self.verbs: set[str] = set()
        self.adjectives: set[str] = set()
        self.base: dict[str, str] = {}
        for form, base in DefaultDictionaryFactory().get_dictionary("de").items():
            if form.isalpha() and base.isalpha() and not form[1:].isupper():
                self._enter(fold(form), fold(base), noun=base[0].isupper())
        self.base = {form: self._without_ending(base) for form, base in self.base.items()}
        for adjective in self.adjectives:
            self.base.setdefault(adjective, adjective)

    def _enter(self, form: str, base: str, *, noun: bool) -> None:
        if noun and (form != base or form not in self.base):
            self.base[form] = min(base, self.base.get(form, base), key=lambda word: (len(word), word))
        if form == base:
            participle = form.endswith(("end", "t", "en"))
            kind = self.nouns if noun else self.verbs if form.endswith("n") else None if participle else self.adjectives
            if kind is not None:
                kind.add(form)

    def _without_ending(self, base: str) -> str:
        """Return "abgeordnet" for "abgeordneter" and "abgeordnete", nouns that change their endings as adjectives do."""
        if base.endswith("er") and self.base.get(base[:-1]) == base:
            return base[:-2]
        return base[:-1] if base.endswith("e") and self.base.get(base + "m") == base else base

    def is_first(self, part: str) -> bool:
        """Tell whether `part` can stand first: "bau", "wohnungs", "schul", "wohn", "hoch"."""
        return part not in NO_FIRST and (
            part in self.base
            or (part.endswith("s") and part[:-1] in self.nouns)
            or part + "e" in self.nouns
            or part + "en" in self.verbs
            or part + "n" in self.verbs
        )

    def last(self, part: str, whole: str) -> str | None:
        """Return the base form of `part` where it can end `whole`."""
        base = self.base.get(part)
        fits = part not in NO_LAST and base not in NO_LAST and (whole in self.nouns or part in self.adjectives)
        return base if fits else None


Cuts = list[list[tuple[str, str]]]
Witnesses = dict[str, float]


def cuts(dictionary: Dictionary) -> Cuts:
    """Return for each base form that may be a compound the ways to cut it."""
    found: Cuts = []
    for word in sorted(dictionary.nouns | dictionary.adjectives):
        if word.endswith("ende") and word[:-2] in dictionary.verbs:
            continue
        ways = [
            (word[:at], last)
            for at in range(SHORTEST, len(word) - SHORTEST + 1)
            if (last := dictionary.last(word[at:], word)) and dictionary.is_first(word[:at])
        ]
        if ways:
            found.append(ways)
    return found


def witnesses(found: Cuts) -> tuple[Witnesses, Witnesses]:
    """Return how many words have each first part and each last part."""
    first: Witnesses = {}
    last: Witnesses = {}
    for turn in range(ROUNDS + 1):
        before, first, last = (first, last), defaultdict(float), defaultdict(float)
        for ways in found:
            weights = [before[0][one] * before[1][other] if turn else 1.0 for one, other in ways]
            for (one, other), weight in zip(ways, weights, strict=True):
                first[one] += weight / sum(weights)
                last[other] += weight / sum(weights)
    return first, last


def enough(counted: Witnesses, needs: dict[int, int]) -> dict[str, int]:
    return {
        part: round(count)
        for part, count in counted.items()
        if len(part) >= SHORTEST and count >= needs.get(len(part), 1)
    }


def irregular(dictionary: Dictionary, lasts: dict[str, int]) -> Iterable[str]:
    """Yield the forms of last parts that no ending explains, with their base form: "zentren zentrum"."""
    for form, base in dictionary.base.items():
        if base in lasts and next((one for one in bases(form) if one in lasts), None) != base:
            yield f"{form} {base}"


def lines(title: str, parts: Iterable[str]) -> list[str]:
    return [f"== {title}", *sorted(parts)]


if __name__ == "__main__":
    dictionary = Dictionary()
    first, last = witnesses(cuts(dictionary))
    firsts = enough(first, FIRST_NEEDS) | dict.fromkeys(FIRST, FIRST_WITNESSES)
    lasts = enough(last, LAST_NEEDS)
    text = [
        *lines("first", (f"{part} {count}" for part, count in firsts.items())),
        *lines("last", (f"{part} {count}" for part, count in lasts.items())),
        *lines("forms", irregular(dictionary, lasts)),
        *lines("whole", WHOLE),
    ]
    TARGET.write_text("\n".join(text) + "\n")
    print(f"{len(firsts)} first parts, {len(lasts)} last parts, {TARGET.stat().st_size:,} bytes")
