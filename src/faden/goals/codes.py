"""Goal codes in every spelling that documents use. Pure: no Django."""

import re
from dataclasses import dataclass

_LETTERS = r"[A-ZÄÖÜ]{2,4}"
_NUMBER = r"\d{1,3}(?:\.\d{1,3})*"
# "MO_2.4", "MO 2.4", "MO-2.4", "MO.2.4", "MO2.4"; a bare "CO2" is no code, so letters and one
# whole number need something between them.
_CODE = re.compile(
    rf"(?P<letters>{_LETTERS})(?:[ \u00a0]?[_\-–.][ \u00a0]?|[ \u00a0])(?P<number>{_NUMBER})"
    rf"|(?P<letters2>{_LETTERS})(?P<number2>\d{{1,3}}(?:\.\d{{1,3}})+)"
    rf"|(?P<letters3>[a-zäöü]{{2,4}})_(?P<number3>{_NUMBER})",
)
_AFTER = re.compile(r"(?P<dot>\.)?(?=$|[\s:;,–\-)\]…\"„“A-ZÄÖÜa-zäöü.])")


@dataclass(frozen=True)
class FoundCode:
    """A code at `start`:`end` of a text; `end` includes a dot that merely closes the number."""

    code: str
    start: int
    end: int
    written: str
    """The characters as they stand, without the closing dot."""


# In a column of goals, offices also write "Z1.1", "B-3", "Soz_4", "(MO 1)", "Ziel KL 2:".
_LOOSE = re.compile(
    rf"(?P<before>(?:(?:Leitz|Z)iel\s+)?\(?)(?P<letters>[A-ZÄÖÜ]|[A-ZÄÖÜ][A-Za-zÄÖÜäöü]{{1,6}})"
    rf"(?:[ \u00a0]?[_\-–.][ \u00a0]?|(?<=[A-Za-zÄÖÜäöü]{{2}})[ \u00a0])?(?P<number>{_NUMBER})(?P<after>\)?[:.]?)(?=\s|$|[,;/+&|])"
)
_NO_LETTERS = frozenset({"CO", "SDG", "COVID", "UN", "TOP", "NR"})


def loose(text: str) -> FoundCode | None:
    """Return the code that `text` begins with in a column whose other cells begin alike.

    Wider than `match`: one letter or up to seven, small ones too, brackets, the word "Ziel" before it.
    """
    found = _LOOSE.match(text)
    if found is None or found["letters"].upper() in _NO_LETTERS or text.startswith("..", found.end()):
        return None
    return FoundCode(
        f"{found['letters'].upper()}_{found['number']}",
        0,
        found.end(),
        text[found.start("letters") : found.end("number")],
    )


def normalise(code: str) -> str:
    """Return the one spelling of `code`: ``MO 2.4.`` → ``MO_2.4``.

    Raises ValueError when `code` is no goal code.
    """
    found = match(code.strip()) or loose(code.strip())
    if found is None or found.end != len(code.strip()):
        raise ValueError(f"no goal code: {code!r}")
    return found.code


def match(text: str, start: int = 0) -> FoundCode | None:
    """Return the code that begins exactly at `start`, or None."""
    found = _CODE.match(text, start)
    if found is None:
        return None
    letters = found["letters"] or found["letters2"] or found["letters3"]
    number = found["number"] or found["number2"] or found["number3"]
    after = _AFTER.match(text, found.end())
    if after is None:
        return None
    # "... zu einem" after a code: these dots begin the title, they do not close the number.
    end = found.end()
    if after["dot"] and not text.startswith("..", found.end()):
        end += 1
    return FoundCode(f"{letters.upper()}_{number}", start, end, found[0])


def find(text: str, *, prefixes: frozenset[str] = frozenset()) -> list[FoundCode]:
    """Return the codes in `text` that begin a goal, in order.

    A code inside running text counts when it stands after a break (start, line, ``;``) or when its
    letters are among `prefixes` and no word such as "siehe" refers to it.
    """
    codes: list[FoundCode] = []
    at = 0
    while at < len(text):
        found = match(text, at) if (at == 0 or not text[at - 1].isalnum()) else None
        if found and (_begins(text, at) or _inside(text, at, found, prefixes)):
            codes.append(found)
            at = found.end
        else:
            at += 1
    return codes


def _begins(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t\u00a0")
    return not before or before[-1] in "\n;•/,+&|"


def _inside(text: str, at: int, found: FoundCode, prefixes: frozenset[str]) -> bool:
    if found.code.split("_")[0] not in prefixes or not text[at - 1].isspace():
        return False
    before = text[:at].rstrip()
    if before.endswith("("):
        return False
    word = re.search(r"[\w.]+$", before)
    return word is None or word[0].lower() not in {
        "siehe", "vgl.", "vgl", "s.", "zu", "aus", "von", "mit", "ziel", "auch", "nach",
    }  # fmt: skip


def parent(code: str) -> str | None:
    """Return the code above (``MO_2.4`` → ``MO_2``), or None for the highest goal of a field."""
    letters, number = code.split("_", 1)
    above, dot, _ = number.rpartition(".")
    return f"{letters}_{above}" if dot else None


def field(code: str) -> str:
    """Return the field of action's letters: ``MO_2.4`` → ``MO``."""
    return code.split("_", 1)[0]


def sort_key(code: str) -> tuple[str, tuple[int, ...]]:
    """Order codes by number, not by letter: ``MO_2.10`` comes after ``MO_2.9``."""
    letters, number = code.split("_", 1)
    return letters, tuple(int(part) for part in number.split("."))
