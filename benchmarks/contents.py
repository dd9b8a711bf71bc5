"""Results of invented towns, drawn by a seed from statements.txt and from patterns, with the truth about them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATEMENTS = Path(__file__).with_name("statements.txt")
KINDS = {"question": ("question", None)} | {
    leaning: (kind, leaning)
    for kind, leanings in (("assessment", ("chance", "challenge")), ("proposal", ("solution", "synergy")))
    for leaning in leanings
}
_SIGNS = dict(zip("?+-!=", KINDS, strict=True))

_TOWNS = "Lindenau Hohenfurt Kesselbach Althafen Rodenau Steinbrück Wiesental Marktkirchen Eschenrode Nordheide".split()
_TITLES = (
    "Ergebnisse der Dialoggruppen in {town}",
    "Zukunftswerkstatt {town}: Ergebnisse",
    "{town} 2040 – Ergebnistabelle",
    "Bürgerdialog {town}, Zusammenfassung",
)
_ACTORS = (
    "Stadtwerke|Jugendamt|Bürgerverein Nord|Volkshochschule|Freiwillige Feuerwehr|IHK|Seniorenbeirat|Kirchengemeinden|"
    "Wirtschaftsförderung|Sparkasse|Sportbund|Naturschutzverein|Bauhof|Berufskolleg|Integrationsrat|Handwerkskammer|"
    "Amt für Stadtplanung|Quartiersbüro West|Kreisverwaltung|Landfrauen|Heimatverein|Hochschule|Polizei|Musikschule"
).split("|")
_PLACES = (
    "am Bahnhof|in der Nordstadt|im Stadtpark|an der alten Ziegelei|rund um den Markt|im Gewerbegebiet Süd|am Kanal|"
    "in Ober- und Niederdorf|hinter der Gesamtschule|auf dem Kirchplatz|im Rathaus-Foyer|entlang der Bahntrasse"
).split("|")
_PATTERNS = {
    "question": (
        "Wer kümmert sich {place} um den Betrieb?",
        "Wie viele Menschen nutzen die Angebote {place}, und wie alt sind sie?",
        "Federführung: {actor}, {other} oder die Stadt selbst?",
    ),
    "chance": (
        "Flächen {place} sind ab {year} verfügbar",
        "{actor} und {other} haben Unterstützung zugesagt",
        "Förderung von bis zu {number} % möglich (Antrag bis {month} {year})",
    ),
    "challenge": (
        "{place_first} fehlt Personal",
        "Kosten von ca. {number}0.000 € pro Jahr sind nicht gedeckt, und {actor} kann sie allein nicht tragen",
        "Beschluss von {year} ist noch nicht umgesetzt",
    ),
    "solution": (
        "Anlaufstelle {place} einrichten, getragen von {actor} und {other}",
        "Modellversuch {place} ab {month} {year}, Auswertung nach {number} Monaten",
        "Ansprechstelle: {actor}",
        "mehr Sitzgelegenheiten {place}",
        "Arbeitskreis {place} gründen, in dem {actor}, {other}, {third}, {fourth} und {fifth} vertreten sind, der viermal "
        "im Jahr öffentlich tagt und dem Rat bis {month} {year} einen Vorschlag vorlegt, der Kosten, Zuständigkeiten und "
        "einen Zeitplan mit überprüfbaren Schritten enthält",
    ),
    "synergy": (
        "Beteiligte: {actor}, {other}, {third}, {fourth}, {fifth}",
        "{actor} stellt Räume {place}, {other} das Personal",
        "{actor} / {other}",
    ),
}


@dataclass(frozen=True)
class Item:
    sort: str
    """question, chance, challenge, solution or synergy."""
    text: str


@dataclass(frozen=True)
class Group:
    name: str
    goals: tuple[tuple[str, str], ...]
    """Code and wording of each goal."""
    items: tuple[Item, ...]

    def texts(self, *sorts: str) -> list[str]:
        return [one.text for sort in sorts for one in self.items if one.sort == sort]


@dataclass(frozen=True)
class Town:
    title: str
    groups: tuple[Group, ...]

    def truth(self, *, leanings: bool = False) -> dict[str, object]:
        """Return what a careful reader finds, in the shape of docs/reading.md; leanings only where a document tells."""
        groups = []
        for group in self.groups:
            contributions = []
            for sort in KINDS:
                kind, leaning = KINDS[sort]
                told = {"leaning": leaning} if leanings and leaning else {}
                contributions += [{"kind": kind, "text": text} | told for text in group.texts(sort)]
            goals = [{"code": code, "wording": wording} for code, wording in group.goals]
            groups.append({"name": group.name, "goals": goals, "contributions": contributions})
        return {"title": self.title, "groups": groups}


@cache
def groups_in(path: Path) -> tuple[Group, ...]:
    """Return the groups written in the file `path` (its first lines explain the signs)."""
    found = []
    for block in path.read_text().split("\n== ")[1:]:
        name, *lines = block.strip().splitlines()
        goals = [(code, wording) for code, _, wording in (line.partition(" ") for line in lines) if "_" in code]
        items = [Item(_SIGNS[line[0]], line[2:]) for line in lines if line[1:2] == " "]
        found.append(Group(name, tuple(goals), tuple(items)))
    return tuple(found)


def _composed(draw: random.Random) -> Iterator[Item]:
    """Yield statements from the patterns, without end; some may be equal."""
    while True:
        sort = draw.choice(list(_PATTERNS))
        actor, other, third, fourth, fifth = draw.sample(_ACTORS, 5)
        place = draw.choice(_PLACES)
        text = draw.choice(_PATTERNS[sort]).format(
            actor=actor,
            other=other,
            third=third,
            fourth=fourth,
            fifth=fifth,
            place=place,
            place_first=place[0].upper() + place[1:],
            number=draw.randint(2, 90),
            year=draw.randint(2024, 2036),
            month=draw.choice(("März", "Juni", "September", "Dezember")),
        )
        yield Item(sort, text)


def town(seed: int, *, groups: int = 4, items: int = 30, source: Path = STATEMENTS) -> Town:
    """Return results with `groups` groups of about `items` different statements each; the same seed gives the same."""
    draw = random.Random(seed)
    name = draw.choice(_TOWNS)
    written = groups_in(source)
    chosen = [draw.choice(written) for _ in range(groups)] if groups > len(written) else draw.sample(written, groups)
    composed = _composed(draw)
    made = []
    for at, group in enumerate(chosen):
        wanted = max(5, draw.randint(items * 2 // 3, items * 4 // 3))
        known = draw.sample(group.items, min(len(group.items), wanted * 4 // 5))
        unlike = {one.text: one for one in known}
        while len(unlike) < wanted:
            one = next(composed)
            unlike.setdefault(one.text, one)
        mixed = draw.sample(list(unlike.values()), len(unlike))
        part = f" {at // len(written) + 1}.{at + 1}" if groups > len(written) else ""
        goals = draw.sample(group.goals, draw.randint(1, len(group.goals)))
        made.append(Group(group.name + part, tuple(goals), tuple(mixed)))
    return Town(draw.choice(_TITLES).format(town=name), tuple(made))
