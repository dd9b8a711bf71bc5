"""Names of persons in a text, found by rules and by a list of given names.

The aim is to miss nobody: a name that turns out to be a street costs a facilitator one key, a
missed one makes a person public who never agreed to that.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from faden.kernel.messages import sentence
from faden.kernel.text import COVERED

# Letters of every language written in Latin: Şahin, Żak, Bąk, Nuñez.
_UPPER = "".join(chr(code) for code in range(0x41, 0x250) if chr(code).isupper())
_LOWER = "".join(chr(code) for code in range(0x61, 0x250) if chr(code).islower())
_NAME = rf"(?:[{_UPPER}]['’])?[{_UPPER}][{_LOWER}]+"
_DOUBLE = rf"{_NAME}(?:-{_NAME})*"
_PARTICLES = r"(?:(?:von|van|de|der|den|zu|zur|al|el|di|da|bin|ibn)[ -])*"
_SURNAME = rf"{_PARTICLES}{_DOUBLE}"
_END = r"(?![\w-])"
_TITLES = r"(?:[ ]?(?:Dr|Prof|Dipl|med|phil|jur|rer|nat|h|c|Ing)\.(?:-Ing\.)?)*"
_PAIR = re.compile(rf"(?<![\w-]){_DOUBLE}(?:[ ][{_UPPER}]\.)?[ ]{_SURNAME}{_END}")
_TITLED = re.compile(
    r"(?<!\w)(?:Herrn?|Frau|Fr\.|Hr\.|Hrn\.|Familie|Fam\.|Pfarrer(?:in)?|Pfr\.|Pastor(?:in)?|Schwester|Mrs?\.?|Ms\.?|"
    r"(?:Ober)?[Bb]ürgermeister(?:in)?|Stadtr(?:at|ätin)|Ratsherr|Ratsfrau|Ortsvorsteher(?:in)?|Landrat|Landrätin|"
    rf"Dezernent(?:in)?){_TITLES}[ ](?P<first>{_DOUBLE})(?:[ ](?P<last>{_SURNAME}))?{_END}"
)
_DOCTOR = re.compile(rf"(?<!\w)(?:Dr|Prof)\.{_TITLES}[ ]?(?P<first>{_DOUBLE})(?:[ ](?P<last>{_SURNAME}))?{_END}")
_INITIAL = re.compile(rf"(?<![\w.-])(?<![a-z]\. )[{_UPPER}]\.[ ]?{_DOUBLE}{_END}")
# Cues after which one word alone is a person: "Kontakt: Schulz".
_ONE = re.compile(
    r"(?i:\b(?:kontakt(?:person)?|ansprechpartner(?:in)?|moderat(?:ion|or|orin)|leitung|koordination|protokoll|referent(?:in)?|"
    rf"pat(?:e|in))\s*[:=])[ ](?:Frau[ ]|Herrn?[ ])?(?P<name>{_DOUBLE})(?=\s*(?:$|[,;()/]|und\b))"
)
_CUE = re.compile(
    r"(?i:\b(?:akteur|ansprechpartner|referent|moderator|teilnehmer|gesprächspartner|kümmerer|koordinator|"
    r"vertreter|mitarbeiter)(?:e|en|s)?(?:[*:_]?in(?:nen)?)?|"
    r"\b(?:kontakt(?:person(?:en)?)?|moderation|leitung|verantwortlich(?:e|er)?|kümmerin|teilnehmende|anwesende?|"
    r"vorgeschlagen von|idee von|protokoll|beteiligte|zuständig|patin|pate))\s*[:=–-]\s*"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])(?:\+49|0)[\s/(-]*\d(?:[\s/()-]*\d){6,}(?![\w.])")
# What makes two capitalised words a place, an institution or a thing.
_NO_PERSON = re.compile(
    r"(?i)(?:straße|strasse|str|platz|weg|allee|ring|schule|schulen|gymnasium|kolleg|haus|häuser|kirche|kirchen|gemeinde|"
    r"park|halle|stiftung|verein|verband|amt|stadt|land|kreis|bank|kita|kitas|garten|zentrum|werk|werke|bahn|bahnhof|"
    r"bund|rat|partei|gruppe|initiative|netzwerk|forum|hochschule|universität|institut|brücke|tor|hof|siedlung|viertel|"
    r"quartier|berg|tal|see|bach|feld|energie|energien|wärme|daten|plan|tag|tage|woche|jahr|preis|ticket|bus|rad|büro|"
    r"beratung|angebote?|projekte?|ideen?|maßnahmen?|ziele?|sprache|wirtschaft|handwerk|handel|kultur|sport|jugend|"
    r"senioren|kinder|familien?|eltern|frauen|männer|bürger|bürgerinnen|menschen|leute)$"
)
# After a given name these words make it a street, a school or a hall. Endings such as -bach, -berg,
# -feld and -haus do not: thousands of surnames have them.
_PLACE = re.compile(
    r"(?i)(?:straße|strasse|str|platz|weg|allee|ring|schule|gymnasium|kolleg|kirche|stiftung|zentrum|halle|brücke|krankenhaus|klinik|apotheke|street|road|square|club|heim|stift|saal)$"
    r"|^(?:brandenburg|mark|haus|park|bad|saal|stadion|preis|garten|gemeinde|hof|turm|siedlung|ufer|bibliothek|museum|theater)$"
)
_NO_FIRST = frozenset(
    "Die Der Das Den Dem Des Ein Eine Einen Einer Eines Ev Kath Evangelische Katholische Neue Neuer Neues Offene "
    "Alte Alter Alle Mehr Weniger Keine Gute Grüne Freie Lokale Regionale Kommunale Soziale Unser Unsere Im Am "
    "Zum Zur Von Vom Bei Mit Ohne Für Und Oder Auch Wie Was Wer Wo Stadt Land Kreis Amt Haus Schule Verein "
    "Bündnis Rat Herr Frau".split()
)
_COMMON_AFTER_TITLE = frozenset("Und Oder Mann Holle Musik Union Sein Im In Am".split())


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A name or contact at `start`:`end` of the text that was searched; `rule` says in German why."""

    text: str
    start: int
    end: int
    rule: str


@cache
def given_names() -> frozenset[str]:
    """Return the list of given names that ships with the package."""
    lines = (files("faden.intake") / "given_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def find(text: str) -> list[FoundPerson]:
    """Return the persons named in `text`, in order, without overlaps. Surer rules come first."""
    found: list[FoundPerson] = []
    for rules in (_contacts, _titled, _listed, _initials):
        for start, end, rule in rules(text):
            if not any(start < one.end and one.start < end for one in found):
                found.append(FoundPerson(text[start:end], start, end, rule))
    return sorted(found, key=lambda person: person.start)


Spans = Iterator[tuple[int, int, str]]


def _contacts(text: str) -> Spans:
    for one in _MAIL.finditer(text) if "@" in text else ():
        yield *one.span(), sentence("E-Mail-Adresse")
    for one in _PHONE.finditer(text):
        yield *one.span(), sentence("Telefonnummer")


def _titled(text: str) -> Spans:
    for pattern, rule in ((_TITLED, sentence("Anrede mit Namen")), (_DOCTOR, sentence("Titel mit Namen"))):
        for one in pattern.finditer(text):
            if one["first"] in _COMMON_AFTER_TITLE or _PLACE.search(one["first"]):
                continue
            # "Frau Petra von der Heide", but "Herr Kowalczyk von der Polizei".
            named = one["first"].split("-")[0] in given_names()
            last = (
                one["last"]
                if named or (one["last"] and not _NO_PERSON.search(one["last"]) and " " not in one["last"])
                else None
            )
            end = one.end("last") if last else one.end("first")
            if not _is_place_word(text, end):
                yield one.start(), end, rule
    for one in _ONE.finditer(text) if ":" in text or "=" in text else ():
        if not (_NO_PERSON.search(one["name"]) or one["name"] in _NO_FIRST):
            yield *one.span("name"), sentence("Name nach „Kontakt“, „Leitung“ oder Ähnlichem")


def _listed(text: str) -> Spans:
    pairs = _pairs(text)
    cues = [cue.end() for cue in _CUE.finditer(text)] if pairs else []
    for one in pairs:
        first, last = re.split(r"[ -]", one[0])[0], one[0].split()[-1]
        if _is_place(text, one) or first in _NO_FIRST or last in _NO_FIRST:
            continue
        if first in given_names():
            yield (*one.span(), sentence("Vorname aus der Liste"))
        elif (
            any(one.start() >= cue for cue in cues)
            and not _NO_PERSON.search(first)
            and not _in_brackets(text, one.start())
        ):
            yield (*one.span(), sentence("Name nach „Akteure“, „Kontakt“ oder Ähnlichem"))


def _initials(text: str) -> Spans:
    for one in _INITIAL.finditer(text):
        if not _NO_PERSON.search(one[0]) and not _is_place_word(text, one.end()):
            yield (*one.span(), sentence("Anfangsbuchstabe mit Namen"))


def alone(texts: Iterable[str], names: Iterable[str]) -> list[FoundPerson]:
    """Return where the surnames of `names` stand without the rest, genitives included ("Quellmanns Idee").

    Surnames that are everyday words ("Bach", "Feld") are left out.
    """
    full = {name for name in names if len(name.split()) > 1 and name[-1].isalpha() and "@" not in name}
    last = {name.split()[-1] for name in full}
    last = {name for name in last if len(name) > 3 and not _NO_PERSON.search(name) and name not in given_names()}
    if not last:
        return []
    whole = re.compile("|".join(re.escape(name) for name in sorted(full, key=len, reverse=True)))
    found = []
    for text in texts:
        rest = whole.sub(lambda name: "·" * len(name[0]), text)
        found += [
            FoundPerson(one[0], *one.span(), sentence("Nachname einer gefundenen Person"))
            for one in re.finditer(rf"(?<![\w·-]){_DOUBLE}(?!\w)", rest)
            if one[0] in last or one[0].removesuffix("s") in last
        ]
    return found


def _pairs(text: str) -> list[re.Match[str]]:
    """Return every two capitalised words in a row, overlapping ones included."""
    pairs, at = [], 0
    while one := _PAIR.search(text, at):
        pairs.append(one)
        at = one.start() + len(one[0].split(" ", 1)[0]) + 1
    return pairs


def _in_brackets(text: str, at: int) -> bool:
    """Whether `at` stands in brackets: after a name that is the body which the person speaks for."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def _is_place(text: str, one: re.Match[str]) -> bool:
    """Whether the words, or the word right after them, make it a street, a school or the like."""
    return bool(_PLACE.search(one[0].split()[-1])) or _is_place_word(text, one.end())


def _is_place_word(text: str, end: int) -> bool:
    """Whether the word right after `end` makes what stands before it a street, a school or the like."""
    after = re.match(r"[ -]([A-ZÄÖÜ]\w*)", text[end:])
    return bool(after and _PLACE.search(after[1]))


def cover(text: str, names: Iterable[str]) -> str:
    """Return `text` with each of `names` covered, longest first, in whatever spacing."""
    for name in sorted(names, key=len, reverse=True):
        pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in name.split()) + r"(?!\w)"
        text = re.sub(pattern, COVERED, text)
    return text
