"""Names of persons in a text, found by rules and by a list of given names.

The aim is to miss nobody: a name that turns out to be a street costs a facilitator one key, a
missed one makes a person public who never agreed to that.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NAME = r"[A-ZÄÖÜÁÉŠŽŁŚĆÇĞİ][a-zäöüßáàâéèêëíîóôúûñçćčğıłńśşšýźżž]+"
_SURNAME = rf"(?:(?:von|van|de|der|den|zu|zur|al|el|di|da)[ -])*{_NAME}(?:-{_NAME})*"
_PAIR = re.compile(rf"(?<![\w-]){_NAME}(?:-{_NAME})?(?:[ ][A-ZÄÖÜ]\.)?[ ]{_SURNAME}(?![\w-])")
_TITLED = re.compile(
    rf"(?<!\w)(?:Herrn?|Frau|Fr\.|Hr\.|Familie|Pfarrer(?:in)?|Pastor(?:in)?|Schwester|Mrs?\.?|Ms\.?)"
    rf"(?:[ ](?:Dr\.|Prof\.|Dipl\.-\w+\.?))*[ ](?:{_NAME}[ ])?{_SURNAME}(?![\w-])"
)
_DOCTOR = re.compile(
    rf"(?<!\w)(?:(?:Dr|Prof)\.(?:[ ]?(?:med|phil|jur|rer|nat|h|c|Ing)\.)*[ ]?)+(?:{_NAME}[ ])?{_SURNAME}(?![\w-])"
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
    r"(?i)(?:straße|strasse|str|platz|weg|allee|ring|schule|gymnasium|kolleg|kirche|stiftung|zentrum|halle|brücke)$"
    r"|^(?:haus|park|bad|saal|stadion|preis|garten|gemeinde|hof|turm|siedlung|ufer|bibliothek|museum|theater)$"
)
_NO_FIRST = frozenset(
    [
        "Die",
        "Der",
        "Das",
        "Den",
        "Dem",
        "Des",
        "Ein",
        "Eine",
        "Einen",
        "Einer",
        "Eines",
        "Ev",
        "Kath",
        "Evangelische",
        "Katholische",
        "Neue",
        "Neuer",
        "Neues",
        "Offene",
        "Alte",
        "Alter",
        "Alle",
        "Mehr",
        "Weniger",
        "Keine",
        "Gute",
        "Grüne",
        "Freie",
        "Lokale",
        "Regionale",
        "Kommunale",
        "Soziale",
        "Unser",
        "Unsere",
        "Im",
        "Am",
        "Zum",
        "Zur",
        "Von",
        "Vom",
        "Bei",
        "Mit",
        "Ohne",
        "Für",
        "Und",
        "Oder",
        "Auch",
        "Wie",
        "Was",
        "Wer",
        "Wo",
        "Stadt",
        "Land",
        "Kreis",
        "Amt",
        "Haus",
        "Schule",
        "Verein",
        "Bündnis",
        "Rat",
        "Herr",
        "Frau",
    ]
)
_COMMON_AFTER_TITLE = frozenset(["Und", "Oder", "Mann", "Holle", "Musik", "Union", "Sein", "Im", "In", "Am"])


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
    """Return the persons named in `text`, in order, without overlaps."""
    found: list[FoundPerson] = []

    def add(start: int, end: int, rule: str) -> None:
        if not any(start < one.end and one.start < end for one in found):
            found.append(FoundPerson(text[start:end], start, end, rule))

    for one in _MAIL.finditer(text):
        add(*one.span(), "E-Mail-Adresse")
    for one in _PHONE.finditer(text):
        add(*one.span(), "Telefonnummer")
    for one in _TITLED.finditer(text):
        if one[0].split()[-1] not in _COMMON_AFTER_TITLE and not _is_place(text, one):
            add(*one.span(), "Anrede mit Namen")
    for one in _DOCTOR.finditer(text):
        if not _is_place(text, one):
            add(*one.span(), "Titel mit Namen")
    cues = [cue.end() for cue in _CUE.finditer(text)]
    for one in _pairs(text):
        first, last = re.split(r"[ -]", one[0])[0], one[0].split()[-1]
        if _is_place(text, one) or first in _NO_FIRST or last in _NO_FIRST:
            continue
        if first in given_names():
            add(*one.span(), "Vorname aus der Liste")
        elif (
            any(one.start() >= cue for cue in cues)
            and not _NO_PERSON.search(first)
            and not _in_brackets(text, one.start())
        ):
            add(*one.span(), "Name nach „Akteure“, „Kontakt“ oder Ähnlichem")
    return sorted(found, key=lambda person: person.start)


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
    after = re.match(r"[ -]([A-ZÄÖÜ]\w*)", text[one.end() :])
    return bool(_PLACE.search(one[0].split()[-1]) or (after and _PLACE.search(after[1])))


def redact(text: str, names: list[tuple[int, int]], mark: str) -> str:
    """Return `text` with every span of `names` replaced by `mark`."""
    for start, end in sorted(names, reverse=True):
        text = text[:start] + mark + text[end:]
    return text
