"""Words of a German text as a search index takes them: spellings, endings and parts of compounds meet.

An index holds plain tokens, the same on every database: one letter that says what it is, then letters and digits only.

* ``x`` the word as written, folded: "Parkplätze" → ``xparkplaetze``
* ``s`` its stem: ``sparkplatz``
* ``p`` the stems of its parts: ``ppark``, ``pplatz``; a word that is no compound is its own part, so ``pplatz`` finds
  "Platz" and "Parkplätze" alike
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .compounds import parts, stem
from .text import fold

# Marks above letters (files from a Mac write "a" and "¨"), vowel signs of other scripts and invisible signs are inside
# words; hyphens, dots and the signs of gendered nouns are between the pieces of one.
_INSIDE = "\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff"
_PIECE = rf"[^\W_](?:[^\W_]|[{_INSIDE}])*"
_BETWEEN = r"(?:[-\u2010\u2011\u2013_./:*&+'’]{1,2}|(?<=\d),(?=\d))"
_CHAIN = re.compile(rf"{_PIECE}(?:{_BETWEEN}{_PIECE})*")
_PIECES = re.compile(_PIECE)
_LONGEST = 60  # characters; what is longer is no word, and PostgreSQL refuses lexemes of more than 2 KB

FUNCTION_WORDS = frozenset(
    """
    ab aber als also am an and auch auf aus bei beim bin bis bitte bzw da dabei dadurch dafuer damit dann daran darauf
    darin darum das dass dazu dein deine dem den denn der deren des dessen deshalb die dies diese diesem diesen dieser
    dieses doch dort du durch ein eine einem einen einer eines er es etc etwa euch euer eure fuer gegen hab habe haben
    hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja je jede jedem jeden jeder
    jedes kann kein keine keinem keinen keiner koennen koennte koennten man mein meine mich mir mit muss muessen nach
    nicht noch nun nur ob oder of ohne pro sehr sein seine seinem seinen seiner seit sich sie sind so sodass soll sollen
    sollte sollten sowie the to ueber um und uns unser unsere unserem unseren unserer unter usw vom von vor wann war
    waren warum was weil welche welchem welchen welcher welches wenn wer werden wie wieder wir wird wo wurde wurden zb zu
    zum zur zwischen
    """.split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or several pieces joined by signs ("Rad-Weg", "AK_5.3", "Bürger*innen") as one.

    `shown` is ``text[start:end]``. `exact` is it folded, letters and digits only, at most 60 of them. `parts` are the stems of a compound's
    parts, empty where it is none.
    """

    shown: str
    start: int
    end: int
    exact: str
    stem: str
    parts: tuple[str, ...]


def words(text: str) -> list[Word]:
    """Return the words of `text` in its order.

    Of what is joined by signs, each piece is a word and then the whole is one too, which covers the same characters.
    """
    return list(_words(text))


def index_terms(text: str) -> list[str]:
    """Return the distinct tokens under which `text` is to be found, in the order of its words."""
    return list(dict.fromkeys(term for start, end in _spans(text) for term in _terms(text[start:end])))


def is_function_word(exact: str) -> bool:
    """Tell whether a folded word ("und", "fuer") says nothing alone: in a query beside other words it may be missing."""
    return exact in FUNCTION_WORDS


def _words(text: str) -> Iterator[Word]:
    for start, end in _spans(text):
        if exact := _exact(text[start:end]):
            yield Word(text[start:end], start, end, exact, stem(exact), parts(exact))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for chain in _CHAIN.finditer(text):
        pieces = [piece.span() for piece in _PIECES.finditer(text, *chain.span())]
        yield from pieces
        if len(pieces) > 1 and chain.end() - chain.start() <= _LONGEST:
            yield chain.span()


def _exact(shown: str) -> str:
    return fold(shown).replace(" ", "")[:_LONGEST]


@lru_cache(maxsize=1 << 16)
def _terms(shown: str) -> tuple[str, ...]:
    exact = _exact(shown)
    if not exact:
        return ()
    whole = stem(exact)
    return f"x{exact}", f"s{whole}", *(f"p{part}" for part in parts(exact) or (whole,))
