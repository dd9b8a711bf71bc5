"""Tokens of an entry, and expressions over them in the two dialects. Pure.

An entry's `terms` begin with the exact words of the title, a bar, those of the text, each in its order, so that a phrase
is a part of that column; then come all other tokens.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import chain
from typing import Literal

from faden.kernel.text import COVERED
from faden.kernel.words import Word, words

LONGEST = 60
"""Characters; longer words are no words of any language and are left out."""


@dataclass(frozen=True, slots=True)
class Term:
    """One token; with `prefix` every token that begins with it."""

    token: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms joined by AND or OR."""

    joined: Literal["AND", "OR"]
    parts: "tuple[Term | Terms, ...]"


Expression = Term | Terms


def all_of(parts: Iterable[Expression]) -> Expression:
    return _join("AND", parts)


def any_of(parts: Iterable[Expression]) -> Expression:
    return _join("OR", parts)


def _join(joined: Literal["AND", "OR"], parts: Iterable[Expression]) -> Expression:
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else Terms(joined, found)


def to_fts5(expression: Expression) -> str:
    """Write it as SQLite's full-text search reads it. Tokens are letters and digits only."""
    if isinstance(expression, Term):
        return f'"{expression.token}"{"*" if expression.prefix else ""}'
    return f"({f' {expression.joined} '.join(map(to_fts5, expression.parts))})"


def to_tsquery(expression: Expression) -> str:
    """Write it as PostgreSQL's ``tsquery``."""
    if isinstance(expression, Term):
        return f"'{expression.token}'{':*' if expression.prefix else ''}"
    sign = " & " if expression.joined == "AND" else " | "
    return f"({sign.join(map(to_tsquery, expression.parts))})"


@cache
def rules() -> str:
    """Return a mark of the rules by which tokens are made; it changes with each of them."""
    sources = [files("faden.kernel") / name for name in ("text.py", "words.py", "compounds.py", "german.txt")]
    sources.append(files("faden.search") / "terms.py")
    marks = [hashlib.sha256(source.read_bytes()).hexdigest() for source in sources]
    return hashlib.sha256("".join([*marks, version("snowballstemmer")]).encode()).hexdigest()


def readable(text: str) -> str:
    """Return `text` with blanks where a name is covered: the bar is no word of anybody."""
    return text.replace(COVERED, " " * len(COVERED))


def spelt(text: str) -> list[Word]:
    """Return the words of `text` that an index takes."""
    return [word for word in words(readable(text)) if len(word.exact) <= LONGEST]


def chains(found: Iterable[Word]) -> list[tuple[Word, list[Word]]]:
    """Return each word with the pieces that signs join in it ("Rad-Weg": Rad, Weg), none for a plain word."""
    joined: list[tuple[Word, list[Word]]] = []
    for word in found:
        inside: list[Word] = []
        # A joined word comes after its pieces and covers them.
        while joined and joined[-1][0].start >= word.start:
            inside.insert(0, joined.pop()[0])
        joined.append((word, inside))
    return joined


def in_a_row(found: Iterable[Word]) -> list[str]:
    """Return the exact words one after the other, what signs join in pieces."""
    return [piece.exact for word, inside in chains(found) for piece in inside or [word]]


def tokens(word: Word) -> tuple[str, ...]:
    """Return the tokens under which a word is found, as `kernel.words.index_terms` does."""
    return f"x{word.exact}", f"s{word.stem}", *(f"p{part}" for part in word.parts or (word.stem,))


def of_entry(title: list[Word], text: list[Word]) -> str:
    """Return the tokens of an entry with these words (`spelt`), each between spaces."""
    rows = [*(f"x{one}" for one in in_a_row(title)), "|", *(f"x{one}" for one in in_a_row(text))]
    of_title = (f"t{form}" for word in title for form in (word.exact, word.stem))
    others = dict.fromkeys(chain(of_title, *(tokens(word) for word in (*title, *text))))
    known = set(rows)
    return f" {' '.join([*rows, *(token for token in others if token not in known)])} "


def exact_words(terms: str) -> set[str]:
    """Return the exact words among the tokens of an entry."""
    return {term[1:] for term in terms.split() if term[0] == "x"}
