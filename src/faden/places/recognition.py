"""Finds the names of a gazetteer in German text: inflected, abbreviated, run together, joined by "und". Pure.

A name is found **surely** where it stands as the gazetteer writes it (or properly inflected), in capitals where those
tell something, and nothing else is called so. Everything weaker is found too, but not surely: a person should look.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from faden.kernel.text import fold
from faden.kernel.words import FUNCTION_WORDS

Target = TypeVar("Target", bound=Hashable)

_PIECE = re.compile("[^\\W_](?:[^\\W_]|[\u00ad\u200b\u2060])*")
_QUALIFIER = re.compile(r"\s*\([^)]*\)\s*$")
# What may stand inside a name; a full stop only behind an abbreviation.
_INSIDE = re.compile(r"\s{0,3}|\s?[-‐‑–]\s?|['’]")
_AFTER_ABBREVIATION = re.compile(r"\.[\s-]?")
_ABBREVIATIONS = frozenset(["str", "st", "dr", "prof"])
_SENTENCE_ENDS = re.compile(r"[.!?:;„\"“(\[\n•]|->|\s[-–]\s")
_CONJUNCTIONS = frozenset(["und", "oder", "bzw", "sowie"])
_TITLES = frozenset(["herr", "herrn", "frau", "familie", "fam", "dr", "prof"])
_GENITIVE = frozenset(["des", "eines", "dieses", "unseres", "ihres", "jedes"])
_INDEFINITE = re.compile(r"(?:k?ein|jed|viel|mehrer|manch|neu|weiter)(?:e[mnrs]?)?|mehr|zwei|drei")
_ENDINGS = ("", "s", "es", "n", "e")
_ADJECTIVE_ENDINGS = ("en", "em", "er", "es", "e")
_LONGEST = 7  # pieces of a name
_SHORTEST_IN_COMPOUND = 7  # letters of a name that is looked for at the beginning of longer words
_BEGINNING = 10  # letters by which texts are sifted before names are looked up
_LONGEST_ACRONYM = 4  # letters; such names must be written just so

# Heads of names and adjectives that are everyday words as well: "am Markt", "die alte Kirche".
_EVERYDAY = frozenset(
    """
    allee altstadt arena au aue bach bad bahnhof berg bibliothek bruecke brunnen buecherei buergerhaus burg busbahnhof
    damm denkmal dorf dorfplatz eissporthalle feld festplatz feuerwache feuerwehr forst freibad friedhof garten gasse
    gemeindehaus gesamtschule gewerbegebiet graben grund grundschule gymnasium hafen halde hallenbad haltestelle
    heide hof hospital innenstadt jugendhaus jugendzentrum kanal kapelle kindergarten kino kirche kita
    klinik kloster krankenhaus kreisel kurpark marktplatz markt mensa mitte moor moschee muehle museum musikschule
    neustadt ort ortsmitte park parkhaus platz polizei post promenade quelle rathaus realschule ring rundweg
    schlachthof schloss schule schwimmbad see siedlung spielplatz sportplatz stadion stadt stadthalle stadtmitte
    stadttor steg stellwerk strand strasse synagoge teich theater tor treff tunnel turm turnhalle ufer
    universitaet viertel volkshochschule wald wall weg weiher werft wiese zeche zentrum zoo
    alt blau breit gold golden gross gruen hinter hoh klein krumm kurz lang mittler neu nieder ober rot schmal schoen
    schwarz steil tief unter vorder weiss weit
    """.split()
)


@dataclass(frozen=True, slots=True)
class Name(Generic[Target]):
    """What a place is called. `ambiguous`: an everyday word too. `district`: the target that it lies in.

    `derives`: people say "-er" of it ("Oberloher Feuerwehr"). `full`: the place's own name, where this is an alias.
    """

    text: str
    target: Target
    ambiguous: bool = False
    district: Target | None = None
    derives: bool = False
    full: str = ""


@dataclass(frozen=True, slots=True)
class Found(Generic[Target]):
    """A name at ``text[start:end]``. Several `targets` where several are called so; then it is never `sure`."""

    start: int
    end: int
    targets: tuple[Target, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    shown: str
    start: int
    end: int
    key: str
    bare: str  # its key without the ending that adjectives change
    gap: str  # before it

    @property
    def capital(self) -> bool:
        return not self.shown[:1].islower()


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its pieces. `shouting`: all of it in capitals, so that they tell nothing."""

    text: str
    pieces: list[_Piece]
    shouting: bool


@dataclass(frozen=True, slots=True)
class _Known(Generic[Target]):
    """A name made ready: `keys` of its pieces, `plain` when all of them are everyday words."""

    name: Name[Target]
    pieces: tuple[_Piece, ...]
    plain: bool

    @property
    def ambiguous(self) -> bool:
        return self.name.ambiguous or (self.plain and len(self.pieces) == 1)


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    end = 0
    for match in _PIECE.finditer(text):
        key = _key(match[0])
        stopped = text[match.end() : match.end() + 1] == "."
        if key.endswith("str") and (stopped or len(key) == 3 or match.end() == len(text)):
            key += "asse"
        elif key == "st":
            key = "sankt"
        found.append(_Piece(match[0], match.start(), match.end(), key, _bare(key), text[end : match.start()]))
        end = match.end()
    return found


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=1 << 14)
def _bare(key: str) -> str:
    """Return a piece without the ending that adjectives change: "alten" → "alt"."""
    return next((key[: -len(one)] for one in _ADJECTIVE_ENDINGS if key.endswith(one) and len(key) - len(one) > 2), key)


def _bare_key(pieces: Sequence[_Piece]) -> str:
    return "".join([*(one.bare for one in pieces[:-1]), pieces[-1].key])


def _is_everyday(key: str) -> bool:
    return key in _EVERYDAY or _bare(key) in _EVERYDAY or key in FUNCTION_WORDS


def _demonyms(key: str) -> Iterator[str]:
    """Return what people of a place are called: "oberlohe" → "oberloher", "nordstadt" → "nordstaedter"."""
    if key.endswith("stadt"):
        yield key.removesuffix("stadt") + "staedter"
    for ending in ("", "e", "en"):
        if key.endswith(ending) and len(key) - len(ending) > 3:
            yield key.removesuffix(ending) + "er"


class NameIndex(Generic[Target]):
    """The names of one programme, ready to be looked for in many texts."""

    def __init__(self, names: Iterable[Name[Target]]) -> None:
        self._full: dict[str, list[_Known[Target]]] = {}
        self._inflected: dict[str, list[_Known[Target]]] = {}
        self._derived: dict[str, list[_Known[Target]]] = {}
        self._districts: dict[Target, Target] = {}
        for name in names:
            self._take(name)
        self._beginnings = {
            key[:length] for keys in (self._full, self._inflected) for key in keys for length in range(_BEGINNING + 1)
        }

    def _take(self, name: Name[Target]) -> None:
        pieces = tuple(_pieces(_QUALIFIER.sub("", name.text)))
        if not pieces:
            return
        if name.district is not None:
            self._districts[name.target] = name.district
        key = "".join(one.key for one in pieces)
        shortened = len(pieces) == 1 and not name.text.isupper() and name.text != name.full and key in fold(name.full)
        known = _Known(name, pieces, shortened or all(_is_everyday(one.key) for one in pieces))
        self._full.setdefault(key, []).append(known)
        spaced = any(one.gap.isspace() for one in pieces[1:])
        if spaced and (bare := _bare_key(pieces)) != key:
            self._inflected.setdefault(bare, []).append(known)
        if name.derives and not known.ambiguous:
            for derived in _demonyms(key):
                self._derived.setdefault(derived, []).append(known)

    def find(self, text: str) -> list[Found[Target]]:
        """Return the names in `text` in its order; where they overlap, the longest."""
        pieces = _pieces(text)
        candidates = list(self._candidates(_Text(text, pieces, text.isupper())))
        taken: list[Found[Target]] = []
        for one in sorted(candidates, key=lambda one: (one.start - one.end, not one.sure, one.start)):
            if all(one.end <= other.start or one.start >= other.end for other in taken):
                taken.append(one)
        return self._narrowed(sorted([*taken, *self._elided(pieces, taken)], key=lambda one: one.start))

    def _candidates(self, text: _Text) -> Iterator[Found[Target]]:
        pieces = text.pieces
        for at, piece in enumerate(pieces):
            full = bare = ""
            for end in range(at + 1, min(at + _LONGEST, len(pieces)) + 1):
                last = pieces[end - 1]
                if end > at + 1 and not _joins(pieces[end - 2], last):
                    break
                forms = [(self._full, full + last.key)]
                if bare != full:
                    forms.append((self._inflected, bare + last.key))
                for names, key in forms:
                    # No ending is longer than two letters.
                    if key[:-2][:_BEGINNING] in self._beginnings:
                        yield from self._at(names, key, text, at, end)
                full, bare = full + last.key, bare + last.bare
                if full[:_BEGINNING] not in self._beginnings and bare[:_BEGINNING] not in self._beginnings:
                    break
            yield from self._within(piece)

    def _at(
        self, names: dict[str, list[_Known[Target]]], key: str, text: _Text, at: int, end: int
    ) -> Iterator[Found[Target]]:
        for ending in _ENDINGS:
            known = names.get(key.removesuffix(ending), ()) if key.endswith(ending) else ()
            judged = [(one, _judge(one, text, at, end, ending)) for one in known]
            good = [(one, sure) for one, sure in judged if sure is not None]
            if good:
                targets = tuple(dict.fromkeys(one.name.target for one, _ in good))
                sure = len(targets) == 1 and any(sure for _, sure in good)
                yield Found(text.pieces[at].start, text.pieces[end - 1].end, targets, sure)
                return

    def _within(self, piece: _Piece) -> Iterator[Found[Target]]:
        """A name at the beginning of a compound ("Rathausplatzfest"), or what people of a place are called."""
        derived = self._derived.get(piece.key) or self._derived.get(piece.key.removesuffix("n"))
        if derived and piece.capital:
            yield Found(piece.start, piece.end, tuple(dict.fromkeys(one.name.target for one in derived)), False)
        if piece.key[:_SHORTEST_IN_COMPOUND] not in self._beginnings:
            return
        for end in range(len(piece.key) - 3, _SHORTEST_IN_COMPOUND - 1, -1):
            known = [one for one in self._full.get(piece.key[:end], ()) if not one.ambiguous]
            if known and piece.capital:
                yield Found(piece.start, piece.end, tuple(dict.fromkeys(one.name.target for one in known)), False)
                return

    def _elided(self, pieces: list[_Piece], taken: list[Found[Target]]) -> Iterator[Found[Target]]:
        """The first names of "Nord- und Weststadt", "Horster und Lange Straße": their end stands in the last one."""
        by_start = {one.start: one for one in taken}
        ends = {one.start: [piece for piece in pieces if one.start <= piece.start < one.end][-1] for one in taken}
        for at, piece in enumerate(pieces[:-1]):
            if not piece.capital or any(one.start <= piece.start < one.end for one in taken):
                continue
            last = _end_of_list(pieces, at, by_start)
            if last is None:
                continue
            tail = ends[last].key
            known = next(
                (
                    names
                    for cut in range(len(tail) - 2)
                    if (names := self._full.get(piece.key + tail[cut:]) or self._derived.get(piece.key + tail[cut:]))
                ),
                None,
            )
            if known:
                yield Found(piece.start, piece.end, tuple(dict.fromkeys(one.name.target for one in known)), False)

    def _narrowed(self, found: list[Found[Target]]) -> list[Found[Target]]:
        """Of several places of one name, keep the one in a district that the text names too."""
        named = {one.targets[0] for one in found if len(one.targets) == 1}
        return [
            Found(one.start, one.end, inside, False)
            if len(one.targets) > 1
            and (inside := tuple(target for target in one.targets if self._districts.get(target) in named))
            else one
            for one in found
        ]


def _joins(left: _Piece, right: _Piece) -> bool:
    if _INSIDE.fullmatch(right.gap):
        return True
    abbreviated = fold(left.shown).endswith("str") or fold(left.shown) in _ABBREVIATIONS or len(left.shown) == 1
    return abbreviated and bool(_AFTER_ABBREVIATION.fullmatch(right.gap))


def _judge(known: _Known[Target], text: _Text, at: int, end: int, ending: str) -> bool | None:
    """Say whether `known` stands surely at `text`'s pieces from `at` to `end`; None when it does not stand there at all."""
    here, before = text.pieces[at:end], [one.key for one in text.pieces[max(0, at - 2) : at]]
    tied = text.text[here[-1].end : here[-1].end + 2]
    hyphens = ("-", "‐", "‑")
    part_of_more = here[0].gap[-1:] in hyphens or (tied[:1] in hyphens and tied[1:].isalpha())
    capital = text.shouting or _capitals_fit(known, here)
    if before and before[-1] in _TITLES:
        return None
    short = len(known.pieces) == 1 and len(known.name.text) <= _LONGEST_ACRONYM
    if short and (here[0].shown != known.name.text or part_of_more):
        return None
    if known.ambiguous or (known.plain and not capital):
        new = any(_INDEFINITE.fullmatch(one) for one in before)
        if new or part_of_more or not here[-1].capital or ending in ("n", "e"):
            return None
        return False
    begins = at == 0 or bool(_SENTENCE_ENDS.search(here[0].gap))
    capital_says_nothing = begins and (known.plain or here[0].key in FUNCTION_WORDS)
    respaced = len(here) > len(known.pieces) and any(one.gap.isspace() for one in here[1:])
    fits = _ending_fits(known, ending, before)
    return capital and fits and not (part_of_more or capital_says_nothing or respaced)


def _capitals_fit(known: _Known[Target], here: list[_Piece]) -> bool:
    if len(here) != len(known.pieces):
        return here[0].capital and here[-1].capital
    return all(one.capital or not name.capital for one, name in zip(here, known.pieces, strict=True))


def _ending_fits(known: _Known[Target], ending: str, before: list[str]) -> bool:
    """Say whether `ending` is a case of the name. "Stadtparks" may be several of them, "des Stadtparks" is not."""
    if ending in ("s", "es"):
        return known.name.derives or any(one in _GENITIVE for one in before)
    return ending == "" or (ending == "n" and known.pieces[-1].key.endswith("e"))


def _end_of_list(pieces: list[_Piece], at: int, by_start: dict[int, Found[Target]]) -> int | None:
    """Return where the last name of a list begins of which ``pieces[at]`` is a shortened member."""
    joined = False
    for step in range(at + 1, min(at + 8, len(pieces))):
        piece = pieces[step]
        if not re.fullmatch(r"-?\s*[,/&]?\s*|\s+", piece.gap):
            return None
        joined = joined or any(sign in piece.gap for sign in ",/&")
        if piece.start in by_start:
            return piece.start if joined else None
        if piece.key in _CONJUNCTIONS:
            joined = True
        elif not piece.capital:
            return None
    return None
