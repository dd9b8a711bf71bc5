"""How alike two German texts are, and whether a small difference turns their meaning."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from faden.kernel.text import fold, squeeze

EXTENDED, EXTENDED_IF_SHORT = 0.82, 0.6
"""The least likeness of a text that stands word for word in a longer one."""
HOPELESS = 0.55
"""Texts less alike in their characters are not searched for kindred words, unless a quarter of their words is equal."""
SHORT = 3
"""Words; shorter texts say too little to be recognised by likeness alone."""

FUNCTION_WORDS = frozenset(
    fold(
        """ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bis da dabei dadurch
        dafür damit dann daran darauf das dass dazu dem den denn der deren des dessen die dies diese diesem diesen
        dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch für fürs gegen gibt haben hat
        hier ich ihr ihre ihrem ihren ihrer im in ins ist ja je jede jedem jeden jeder jedes kann können könnte könnten
        man mehr mit muss müssen nach noch nur ob oder ohne schon sehr sein seine seinem seinen seiner sich sie sind so
        soll sollen sollte sollten sowie über um und uns unser unsere unserem unseren unserer unter viel viele vielen
        vom von vor wann war warum was wegen weil welche welchem welchen welcher welches wenn wer werden wie wieder wir
        wird wo wurde wurden zu zum zur zwischen"""
    ).split()
)
NEGATIONS = frozenset("nicht nichts nie niemals niemand ohne kaum weder kein keine keinem keinen keiner keines".split())
NUMERALS = {
    word: str(number)
    for number, word in enumerate("zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf".split(), 2)
}
OPPOSITES = [
    pair.split("/")
    for pair in """mehr/wenig* viel*/wenig* gut*/schlecht* besser*/schlecht* hoch/niedrig* hohe*/niedrig* erhoeh*/senk*
        oeffn*/schliess* frueh*/spaet* ausbau*/abbau* alt/neu alte*/neue* gross*/klein* kurz*/lang* staerk*/schwaech*
        erlaub*/verb* einfuehr*/abschaff* immer/nie alle/kein* mit/ohne vor/nach innen*/aussen* nord*/sued* ost*/west*
        leicht*/schwer* sicher*/gefaehrlich* teu*/billig* sperr*/frei*""".split()
]
AT_A_PLACE = re.compile(
    r"\b(?i:im|ins?|ans?|am|auf|beim?|nach|aus|vo[mn]|zu[mr]?|zwischen)\s+(?:de[mnr]\s+|die\s+|das\s+)?([A-ZÄÖÜ]\w+)"
)
NAME_OF_A_PLACE = re.compile(
    r"(\w+?)(strasse|platz|weg|allee|ring|gasse|park|viertel|stadt|dorf|bach|see|berg|burg|feld|heim|hausen|kirchen"
    r"|bruecke|markt|hof|ufer|siedlung|bezirk)(?:e?[ns])?"
)
SIGNS = str.maketrans({"%": " Prozent ", "€": " Euro ", "&": " und ", "<": " unter ", ">": " über "})
THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}\b)")
DIGIT = re.compile(r"\d")
AT_A_SEAM = frozenset("und sowie oder".split())


@dataclass(frozen=True, slots=True)
class Wording:
    """A text prepared for comparison: `normal` without punctuation, `glued` without spaces and words of a seam.

    `content` holds its words that are no function words, or all where there are no others.
    """

    text: str
    normal: str
    words: tuple[str, ...]
    content: frozenset[str]
    glued: str

    @property
    def is_short(self) -> bool:
        return len(self.words) <= SHORT


def wording(text: str) -> Wording:
    normal = fold(THOUSANDS.sub("", text.translate(SIGNS))) or squeeze(text)
    words = tuple(normal.split())
    content = frozenset(word for word in words if word not in FUNCTION_WORDS) or frozenset(words)
    return Wording(text, normal, words, content, "".join(word for word in words if word not in AT_A_SEAM))


def _weight(words: Iterable[str]) -> float:
    return sum(0.25 if word in FUNCTION_WORDS else 0.5 + 0.06 * min(len(word), 20) for word in words)


def likeness(one: Wording, other: Wording) -> float:
    """Return how surely two German texts say the same, 0 to 1: characters in order, words in any order."""
    if one.normal == other.normal:
        return 1.0
    if not (one.words and other.words):
        return 0.0
    in_order = max(fuzz.ratio(one.normal, other.normal), fuzz.ratio(one.glued, other.glued)) / 100
    if one.glued == other.glued:
        return 0.99
    fewest = min(len(one.content), len(other.content))
    both = Counter(one.words) & Counter(other.words)
    shared = _weight(both.elements())
    if in_order > HOPELESS or fewest <= 2 + 4 * len(one.content & other.content):
        shared += sum(
            alike * min(_weight([left]), _weight([right])) for alike, left, right in by_kindred(*_apart(one, other))
        )
    weights = _weight(one.words), _weight(other.words)
    in_any_order = 2 * shared / sum(weights)
    if fewest > 1:
        in_any_order = 0.6 * in_any_order + 0.4 * min(1, shared / min(weights))
    alike = 0.35 * in_order + 0.65 * in_any_order
    short, long = sorted((one.words, other.words), key=len)
    if len(short) > 1 and f" {' '.join(short)} " in f" {' '.join(long)} ":
        alike = max(alike, EXTENDED if len(short) > SHORT and fewest > 1 else EXTENDED_IF_SHORT)
    return alike


def _apart(one: Wording, other: Wording) -> tuple[list[str], list[str]]:
    left, right = Counter(one.words), Counter(other.words)
    return list((left - right).elements()), list((right - left).elements())


def by_kindred(ones: Sequence[str], others: Sequence[str]) -> list[tuple[float, str, str]]:
    """Pair words that are forms of one word or differ by a typing error, the most alike first."""
    pairs = [
        (_kinship(one, other), one, other)
        for one in set(ones)
        for other in set(others)
        if one[:3] == other[:3] or one[-4:] == other[-4:]
    ]
    pairs.sort(key=lambda pair: (-pair[0], *sorted(pair[1:])))
    left, right, found = Counter(ones), Counter(others), []
    for alike, one, other in pairs:
        if alike and left[one] and right[other]:
            left[one] -= 1
            right[other] -= 1
            found.append((alike, one, other))
    return found


@lru_cache(maxsize=100_000)
def _kinship(one: str, other: str) -> float:
    if DIGIT.search(one + other):
        return 0
    ratio = fuzz.ratio(one, other) / 100
    if ratio >= 0.8:
        return ratio
    short, long = sorted((one, other), key=len)
    return 0.5 if len(short) > 4 and short in long else 0


def turns_meaning(one: Wording, other: Wording) -> bool:
    """Whether a number, a negation, a word for its opposite or a place was exchanged."""
    ones, others = _apart(one, other)
    numbers = [{NUMERALS.get(word, word) for word in words} for words in (ones, others)]
    digits = [{word for word in words if DIGIT.search(word)} for words in numbers]
    if digits[0] - digits[1] and digits[1] - digits[0]:
        return True
    if len(NEGATIONS.intersection(ones)) != len(NEGATIONS.intersection(others)):
        return True
    if any(left == "un" + right or right == "un" + left or _opposite(left, right) for left in ones for right in others):
        return True
    return _exchanges_place(one, other, ones, others)


def _opposite(one: str, other: str) -> bool:
    return any(
        (_is(one, left) and _is(other, right)) or (_is(one, right) and _is(other, left)) for left, right in OPPOSITES
    )


def _is(word: str, pattern: str) -> bool:
    stem = pattern.rstrip("*")
    return word.startswith((stem, "ge" + stem)) if stem != pattern else word == stem


def _exchanges_place(one: Wording, other: Wording, ones: Sequence[str], others: Sequence[str]) -> bool:
    kindred = by_kindred(ones, others)
    for _, left, right in kindred:
        names = NAME_OF_A_PLACE.fullmatch(left), NAME_OF_A_PLACE.fullmatch(right)
        if names[0] and names[1] and names[0].groups() != names[1].groups():
            return True
    unlike = set(ones) - {left for _, left, _ in kindred}, set(others) - {right for _, _, right in kindred}
    return bool(unlike[0] & _places(one) and unlike[1] & _places(other))


def _places(wording: Wording) -> set[str]:
    after = {fold(found) for found in AT_A_PLACE.findall(wording.text)}
    return after | {word for word in wording.words if NAME_OF_A_PLACE.fullmatch(word)}
