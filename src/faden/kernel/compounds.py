"""German words in their folded form: what they are put together from, and what stays of them without endings.

A compound is cut where a known last part follows known first parts, by the cheapest way: a part costs the negative
logarithm of its share of all words that are witnesses for such a part (Koehn and Knight 2003 weigh parts by their
frequency in texts; here the words of a dictionary count, each once). What is known stands in ``german.txt``, which
``assets/german.py`` writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log

from snowballstemmer.german_stemmer import GermanStemmer

SHORTEST_PART = 3
SHORTEST_COMPOUND, LONGEST_COMPOUND = 6, 60
ENDINGS = ("", "s", "e", "n", "en", "er", "es", "ern", "nen", "in", "innen", "em")
UMLAUT_ENDINGS = frozenset(("e", "en", "er", "ern"))


@dataclass(frozen=True, slots=True)
class _German:
    first: dict[str, float]  # part, with its link ("wohnungs") → cost
    last: dict[str, float]  # base form of a part → cost
    forms: dict[str, str]  # form that no ending explains → base form
    whole: frozenset[str]


def stem(exact: str) -> str:
    """Return what the forms of a folded word share: "parkplaetze", "parkplatzes" → "parkplatz"."""
    return _analysis(exact)[0]


def parts(exact: str) -> tuple[str, ...]:
    """Return the stems of the parts of a folded compound, () if it is none."""
    return _analysis(exact)[1]


def cut(exact: str) -> list[str]:
    """Return the parts of a folded word as they stand in it: "wohnungsbau" → "wohnungs", "bau"."""
    if not (SHORTEST_COMPOUND <= len(exact) <= LONGEST_COMPOUND and exact.isascii() and exact.isalpha()):
        return [exact]
    if not _german().whole.isdisjoint(bases(exact)):
        return [exact]
    cheapest = _cheapest(exact)
    return [exact] if len(cheapest) == 1 else [smaller for part in cheapest for smaller in cut(part)]


def base(form: str) -> str | None:
    """Return the base form of a noun or adjective that can end a compound, None if it is not known as one."""
    german = _german()
    return german.forms.get(form) or next((one for one in bases(form) if one in german.last), None)


def bases(form: str) -> Iterator[str]:
    """Yield what is left of `form` without each ending of a noun or adjective, and then without umlauts too."""
    left = [
        (form[: len(form) - len(ending)], ending)
        for ending in ENDINGS
        if form.endswith(ending) and len(form) - len(ending) >= SHORTEST_PART
    ]
    yield from (one for one, _ in left)
    for one, ending in left:
        if (plain := _plain(one)) != one and (ending in UMLAUT_ENDINGS or one.endswith(("er", "el", "en"))):
            yield plain


@lru_cache(maxsize=1 << 14)
def _analysis(exact: str) -> tuple[str, tuple[str, ...]]:
    *before, last = cut(exact)
    return _plain("".join(before)) + _stem(last), (*(_stem(part) for part in before), _stem(last)) if before else ()


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """Return the stem by Snowball's rules, but keep what only looks like an ending: "buerger" is not "burg"."""
    if word.endswith(("erin", "erinnen", "orin", "orinnen")):
        word = word.removesuffix("nen").removesuffix("in")
    known = base(word)
    if known and known.endswith(("er", "s")):
        return _plain(known)
    return GermanStemmer().stemWord(known or word) or word


def _cheapest(word: str) -> list[str]:
    german = _german()
    # Up to each place that first parts reach: what they cost, and where the last of them begins.
    reached: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    best = (float("inf"), 0)
    for at in range(len(word) - SHORTEST_PART + 1):
        if at not in reached:
            continue
        so_far = reached[at][0]
        if at and (last := base(word[at:])):
            best = min(best, (so_far + german.last[last], at))
        for end in range(at + SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            cost = german.first.get(word[at:end])
            if cost is not None and so_far + cost < reached.get(end, best)[0]:
                reached[end] = (so_far + cost, at)
    found = [word[best[1] :]]
    while best[1]:
        best, end = reached[best[1]], best[1]
        found.insert(0, word[best[1] : end])
    return found


def _plain(word: str) -> str:
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=1)
def _german() -> _German:
    sections: dict[str, list[str]] = {}
    for line in (files(__package__) / "german.txt").read_text("ascii").splitlines():
        if line.startswith("== "):
            entries = sections.setdefault(line[3:], [])
        else:
            entries.append(line)
    return _German(
        first=_costs(sections["first"]),
        last=_costs(sections["last"]),
        forms=dict(entry.split() for entry in sections["forms"]),
        whole=frozenset(sections["whole"]),
    )


def _costs(entries: list[str]) -> dict[str, float]:
    counts = {part: int(count) for part, count in map(str.split, entries)}
    total = log(sum(counts.values()))
    return {part: total - log(count) for part, count in counts.items()}
