"""What people of an invented town say, drawn by a seed from the words in townlife.txt: German, any number.

Words are drawn by Zipf's law (a word's frequency is inverse to its rank), and most nouns are compounds, so that the
vocabulary goes on growing: near 50,000 words in 100,000 statements.
"""

import random
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

Word = TypeVar("Word")
STOCK = Path(__file__).with_name("townlife.txt")
_ARTICLES = {
    "the_nom": {"m": ("der", "e"), "f": ("die", "e"), "n": ("das", "e")},
    "the_acc": {"m": ("den", "en"), "f": ("die", "e"), "n": ("das", "e")},
    "the_dat": {"m": ("dem", "en"), "f": ("der", "en"), "n": ("dem", "en")},
    "a_nom": {"m": ("ein", "er"), "f": ("eine", "e"), "n": ("ein", "es")},
    "a_acc": {"m": ("einen", "en"), "f": ("eine", "e"), "n": ("ein", "es")},
    "a_dat": {"m": ("einem", "en"), "f": ("einer", "en"), "n": ("einem", "en")},
}
"""Article and the ending of an adjective after it: masculine, feminine, neuter."""
_DATIVE = {"der": "dem", "die": "der", "das": "dem"}
_STREETS = {"straße": "an der", "allee": "in der", "weg": "am", "platz": "auf dem", "gasse": "in der"}
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()

_SAID = {
    ("question", ""): """
        Wer kümmert sich {place} um {the_acc}, und wie erfahren {people} davon?
        Wie können {people} bei {the_dat} mitreden?
        Was kostet {the_nom} im Jahr, und zahlt das {actor}?
        Warum gibt es {place} noch immer keine {things}?
        Wie viele {people} nutzen {the_acc} {place} wirklich?
        Wo können {people} {place} {things} finden, ohne lange zu suchen?
        Wann wird {the_nom} {place} fertig?
        Welche Rolle spielt {actor} bei {the_dat}?
        Kann {actor} {the_acc} schon vor {year} {do}?
        Gibt es Erfahrungen anderer Städte mit {a_dat}?
        Wie verhindern wir, dass {the_nom} {place} {people_dat} fehlt?
        Ist {the_nom} auch für {people} mit kleinem Einkommen gedacht?""",
    ("assessment", "chance"): """
        {The_nom} {place} ist gut erreichbar und wird von {people_dat} gern angenommen
        {Actor} hat Erfahrung mit {the_dat} und könnte sie teilen
        Viele {people} würden {place} bei {the_dat} mitmachen
        Durch {the_acc} kommen {people} und {people} miteinander ins Gespräch
        {Place} steht ab {month} {year} Platz für {a_acc} zur Verfügung
        Es gibt {place} schon {a_acc}, auf die man aufbauen kann
        Mit {the_dat} lässt sich Geld sparen, weil {things} seltener gebraucht werden
        Für {things} gibt es bis {year} Fördermittel vom Land
        {The_nom} macht {the_acc} {place} wieder lebendig""",
    ("assessment", "challenge"): """
        {Place} fehlen {things}, vor allem für {people}
        {The_nom} {place} ist für {people} kaum zu erreichen
        Zwischen {actor_dat} und {actor_dat} ist nicht geklärt, wer {the_acc} bezahlt
        {People} wissen oft nicht, dass es {the_acc} {place} gibt
        {The_nom} ist seit {year} geplant, aber niemand sagt, wie es damit weitergeht
        Für {the_acc} findet {actor} seit Jahren kein Personal
        Abends ist es {place} dunkel, {people} meiden deshalb {the_acc}
        Die Wartezeit bei {the_dat} beträgt inzwischen {number} Wochen
        {Things} sind {place} zugeparkt, {people} müssen auf die Fahrbahn ausweichen
        Kosten von rund {number}.000 Euro für {the_acc} sind nicht gedeckt""",
    ("assessment", ""): """
        {The_nom} {place} wird unterschiedlich gesehen: {people} loben sie, {people} stören sich daran
        {Place} gibt es viele {things}, aber wenig Abstimmung zwischen {actor_dat} und {actor_dat}
        Bei {the_dat} hängt vieles davon ab, ob {actor} mitmacht
        {The_nom} und {the_nom} lassen sich nur zusammen lösen""",
    ("proposal", "solution"): """
        {A_acc} {place} {do}, damit {people} nicht mehr auf {the_acc} angewiesen sind
        {The_acc} {place} {do} und mit {things} {do}
        Mehr {things} {place}, am besten gleich neben {the_dat}
        {Actor} soll {place} {things} {do}
        {A_acc} als Modellversuch ab {month} {year} {do}, Auswertung nach {number} Monaten
        Eine Ansprechperson bei {actor_dat} für {things} benennen
        {Things} {do}, zuerst {place}, danach {place}
        Leer stehende Räume {place} für {things} {do}
        {People} bei {the_dat} von Anfang an beteiligen und {things} gemeinsam {do}
        {The_acc} an Schulen {do}, zum Beispiel durch {a_acc}
        Eine Karte aller {things} ins Netz stellen und {place} aushängen
        {A_acc} {do} statt {things} neu zu bauen""",
    ("proposal", "synergy"): """
        {Actor} stellt Räume {place}, {actor} bringt {things} mit
        {The_acc} mit {the_dat} verbinden, weil {people} beides brauchen
        {Actor}, {actor} und {actor} könnten {the_acc} gemeinsam {do}
        {Things} und {things} {place} zusammen planen
        {The_nom} von {actor_dat} und {the_nom} von {actor_dat} ergänzen sich""",
    ("proposal", ""): """
        {Things} {place} {do}
        {Place} {a_acc} für {people} {do}, getragen von {actor_dat}
        Mehr {popular} {district}
        {Popular} {place}
        {The_acc} gemeinsam mit {people_dat} {do}
        Zweimal im Jahr {things} {place} {do} und darüber im Amtsblatt berichten""",
}
_GOES_ON = """
    , auch am Wochenende und in den Ferien
    , und zwar ohne Anmeldung und ohne Gebühr
    , so wie es {place} seit {year} gut funktioniert
    , besonders für {people}, die kein Auto haben
    , denn {the_nom} reicht {place} nicht mehr aus
    , zum Beispiel mit {things_dat} und mit {a_dat}
    ; {actor} sollte dazu bis {month} {year} berichten
    , damit {people} und {people} gleichermaßen etwas davon haben
    , weil {things} {place} häufig fehlen
    , und die Ergebnisse bei {the_dat} vorstellen
    (Idee aus {the_dat} {place})
    , finanziert über {a_acc} von {actor_dat}"""
_POPULAR = (
    "Bänke|Bäume|Spielplätze|Mülleimer|öffentliche Toiletten|Fahrradständer|Radwege|Kitaplätze|bezahlbare Wohnungen|"
    "Blühwiesen|Jugendräume|Trinkbrunnen|Tempo 30|Zebrastreifen|Schatten"
).split("|")


class Said(NamedTuple):
    kind: str
    leaning: str
    text: str


@cache
def stock() -> dict[str, str]:
    """Return the lists of townlife.txt by name, as text."""
    lists = STOCK.read_text(encoding="utf-8").split("\n[")[1:]
    return {one.split("]", 1)[0]: one.split("\n", 1)[1].strip() for one in lists}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@cache
def districts() -> list[str]:
    return stock()["districts"].split()


def streets() -> list[str]:
    """Return the names of all streets: "Lindenstraße", "Anne-Frank-Weg"."""
    return [_joined(first, end) for first in stock()["streets"].split() for end in _STREETS]


def _joined(first: str, last: str) -> str:
    return f"{first}-{last.capitalize()}" if "-" in first else first + last.lower()


def _dative(plural: str) -> str:
    return plural if plural[-1] in "ns" else f"{plural}n"


class Speaker:
    """Draws statements; the same seed gives the same. As a mapping it fills the slots of the patterns."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        words = stock()
        lasts = [one.split() for one in words["lasts"].replace("\n", "|").split("|")]
        self.lasts = [(last, gender, plural) for last, gender, plural in lasts]
        self.firsts = words["firsts"].split()
        self.adjectives = words["adjectives"].split()
        self.verbs = [one.replace("~", " ") for one in words["verbs"].split()]
        self.actors = words["actors"].replace("\n", "|").split("|")
        self.people = words["people"].split()
        self.streets = words["streets"].split()
        self.patterns = [(sort, _lines(patterns)) for sort, patterns in _SAID.items()]
        self.endings = _lines(_GOES_ON)
        self.slots: dict[str, Callable[[], str]] = {
            case: partial(self._noun, articles) for case, articles in _ARTICLES.items()
        } | {
            "things": self._things,
            "things_dat": lambda: _dative(self._compound()[2]),
            "place": self._place,
            "district": lambda: f"in {self._zipf(districts())}",
            "popular": lambda: self._zipf(_POPULAR),
            "actor": lambda: self._zipf(self.actors),
            "actor_dat": self._actor_dative,
            "people": lambda: self._zipf(self.people),
            "people_dat": lambda: _dative(self._zipf(self.people)),
            "do": lambda: self._zipf(self.verbs),
            "number": lambda: str(self.draw.randint(2, 90)),
            "year": lambda: str(self.draw.randint(2019, 2036)),
            "month": lambda: self.draw.choice(_MONTHS),
        }

    def __getitem__(self, slot: str) -> str:
        words = self.slots[slot.lower()]()
        return words[0].upper() + words[1:] if slot[0].isupper() else words

    def statement(self) -> Said:
        (kind, leaning), patterns = self.draw.choice(self.patterns)
        text = self.draw.choice(patterns).format_map(self)
        while text.count(" ") < 11 and self.draw.random() < 0.7:
            more = self.draw.choice(self.endings).format_map(self)
            space = " " if more.startswith("(") else ""
            text = f"{text.rstrip('?')}{space}{more}{'?' if text.endswith('?') else ''}"
        return Said(kind, leaning, text)

    def name(self) -> str:
        """Return a name for a group or a goal, such as "Neue Radwege und Lärmschutz"."""
        return f"{self._things()} und {self._compound()[0]}"

    def _zipf(self, ranked: Sequence[Word]) -> Word:
        """Draw a word whose frequency is inverse to its rank."""
        return ranked[int((len(ranked) + 1) ** self.draw.random()) - 1]

    def _compound(self) -> tuple[str, str, str]:
        """Return a noun, its gender and its plural."""
        last, gender, plural = self._zipf(self.lasts)
        first = self._zipf(self.firsts)
        if self.draw.random() < 0.1:
            first = _joined(self.draw.choice(self.firsts), first)
        return _joined(first, last), gender, _joined(first, plural)

    def _adjective(self, ending: str) -> str:
        return f"{self._zipf(self.adjectives).removesuffix('e')}{ending} " if self.draw.random() < 0.35 else ""

    def _noun(self, articles: dict[str, tuple[str, str]]) -> str:
        noun, gender, _plural = self._compound()
        article, ending = articles[gender]
        return f"{article} {self._adjective(ending)}{noun}"

    def _things(self) -> str:
        return f"{self._adjective('e')}{self._compound()[2]}"

    def _actor_dative(self) -> str:
        article, name = self._zipf(self.actors).split(" ", 1)
        return f"{_DATIVE[article]} {name}"

    def _place(self) -> str:
        if self.draw.random() < 0.5:
            return f"in {self._zipf(districts())}"
        end = self._zipf(list(_STREETS))
        return f"{_STREETS[end]} {_joined(self._zipf(self.streets), end)}"
