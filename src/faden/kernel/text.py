"""Text as people write it: white space, folding for comparison and for search."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import filterfalse

# Soft hyphen, zero-width space, word joiner, byte order mark: nobody sees them, every search stumbles.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Signs that nobody sees: soft hyphens, spaces without width, and those that turn the direction of text round."""
WORD = re.compile(r"\w+")
COVERED = "[Name verdeckt]"
"""Stands in public texts where somebody was named."""
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}


def squeeze(text: str) -> str:
    """Return `text` on one line: white space becomes one space, none at the ends, invisible signs go."""
    return " ".join(INVISIBLE.sub("", text).split())


@lru_cache(maxsize=512)
def fold(text: str) -> str:
    """Return a form in which spellings of the same words are equal.

    Case, umlauts (ä = ae), ß, accents, punctuation and invisible characters no longer matter:
    "Straßen-Bäume" and "STRASSENBAEUME" differ only by the hyphen, which becomes a space.
    """
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text)).casefold()
    for umlaut, letters in UMLAUTS.items():
        text = text.replace(umlaut, letters)
    if not text.isascii():
        text = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))
    return " ".join(WORD.findall(text.replace("_", " ")))


def characters(text: str) -> Counter[str]:
    """Count every visible character of `text`: the measure of "no word is lost"."""
    return Counter("".join(INVISIBLE.sub("", text).split()))


def shorten(text: str, length: int) -> str:
    """Return `text` in at most `length` characters, cut between words, with "…" where it was cut."""
    text = squeeze(text)
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–-") + "…"
