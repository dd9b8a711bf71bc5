"""Documents of invented towns in many shapes, each with what a careful reader would find in it.

Contents (what the groups said) are independent of layouts (how a table holds it) and of formats.
Nothing here knows the importer.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape

import openpyxl
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_BREAK
from docx.table import Table, _Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

Column = Literal["group", "goals", "questions", "assessments", "proposals"]
Head = Mapping[Column, str]

ORDER: tuple[Column, ...] = ("group", "goals", "questions", "assessments", "proposals")
KINDS: dict[Column, str] = {
    "questions": "question",
    "assessments": "assessment",
    "proposals": "proposal",
}

# --- Contents ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Goal:
    code: str
    wording: str
    written: str | None = None
    """How the document spells the code, when that differs from the normal form."""
    maybe_two: bool = False

    @property
    def line(self) -> str:
        return f"{self.written or self.code} {self.wording}".strip()


@dataclass(frozen=True)
class Item:
    text: str
    leaning: str | None = None
    heading: str | None = None
    """A sub-heading that stands on a line of its own before the item."""


@dataclass(frozen=True)
class Group:
    name: str
    goals: tuple[Goal, ...] = ()
    questions: tuple[Item, ...] = ()
    assessments: tuple[Item, ...] = ()
    proposals: tuple[Item, ...] = ()

    def items(self, column: Column) -> tuple[Item, ...]:
        found: dict[str, tuple[Item, ...]] = {
            "questions": self.questions,
            "assessments": self.assessments,
            "proposals": self.proposals,
        }
        return found[column]


@dataclass(frozen=True)
class Content:
    title: str
    groups: tuple[Group, ...]
    persons: tuple[str, ...] = ()

    def expected(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "groups": [_expected_group(group) for group in self.groups],
            "persons": list(self.persons),
        }


def _expected_group(group: Group) -> dict[str, Any]:
    contributions: list[dict[str, Any]] = []
    for column, kind in KINDS.items():
        for item in group.items(column):
            found: dict[str, Any] = {"kind": kind, "text": item.text}
            if item.leaning:
                found["leaning"] = item.leaning
            contributions.append(found)
    goals = [{"code": goal.code, "wording": goal.wording, "maybe_two": goal.maybe_two} for goal in group.goals]
    return {"name": group.name, "goals": goals, "contributions": contributions}


def _items(*texts: str) -> tuple[Item, ...]:
    return tuple(Item(text) for text in texts)


def _leaning(leaning: str, heading: str, *texts: str) -> tuple[Item, ...]:
    first, *rest = texts
    return (Item(first, leaning, heading), *(Item(text, leaning) for text in rest))


VILLAGE = Content(
    title="Ergebnisse der Dorfwerkstätten im Landkreis Hollerau",
    persons=("Lena Kowalczyk", "Henning Overbeck", "Mia Thalmann"),
    groups=(
        Group(
            name="Nahversorgung und Dorfladen",
            goals=(
                Goal("DO_1.1", "Grundversorgung in allen Ortsteilen sichern"),
                Goal("DO_1.3", "Regionale Erzeugnisse im Ort verkaufen", "DO 1.3"),
                Goal("MO_2.4", "Wege zum Einkauf ohne Auto ermöglichen", "MO_2.4."),
            ),
            questions=_items(
                "Wer kauft heute noch im Ort ein, und wer nicht mehr?",
                "Welche Öffnungszeiten brauchen Berufstätige, z.B. im Schichtdienst?",
                "Lohnt sich ein Automat rund um die Uhr?",
            ),
            assessments=_items(
                "Der Bäckerwagen kommt nur noch dienstags und freitags",
                "Leerstand: 3 von 5 Läden an der Hauptstraße",
                "Genossenschaft mit ca. 140 Anteilen wäre tragfähig -> 50 Euro je Anteil",
                "Ältere ohne Auto sind auf Nachbarn angewiesen",
                "Milch, Eier und Gemüse gibt es im Umkreis von 4,5 km",
            ),
            proposals=_items(
                '"Tante Erna" als Dorfladen wieder eröffnen',
                "Hofautomat",
                "Ansprechpartnerin: Frau Dr. Lena Kowalczyk",
                "Lieferkisten mit dem Linienbus → Abholung an der Haltestelle",
            ),
        ),
        Group(
            name="Alte Schule Winkelstedt",
            goals=(Goal("DO_4.2", "Leere Gebäude gemeinsam nutzen", "DO-4.2"),),
            questions=_items("Was soll aus dem Schulgebäude werden?"),
            assessments=_items(
                "Dach undicht, Heizung von 1987",
                "Denkmalschutz ist Last und Chance zugleich",
            ),
            proposals=_items(
                "Durch den Heimatverein: 1. Begehung, 2. Aufmaß, 3. Kostenschätzung",
                "Akteure: Henning Overbeck (Heimatverein), Mia Thalmann (Landfrauen), Grundschule, Ev. Kirche",
                "Förderantrag bis 30.09.2026 stellen (https://foerderung.example.org/dorf?id=12)",
                "Haupt- und Ehrenamt auf Augenhöhe, auch für die -9 bis 18-Jährigen",
                "Probewohnen",
                "Jugendraum im Keller, Café im Erdgeschoss, Büros oben",
            ),
        ),
        Group(
            name="Mitfahren und Bürgerbus",
            goals=(
                Goal("MO_2", "... zu einem Landkreis, der sich bewegt"),
                Goal("MO_2.4", "Einkauf und Arzt ohne eigenes Auto erreichen", "MO2.4"),
                Goal("AK_5.3", "Ehrenamt in der Mobilität stützen", "AK 5.3"),
            ),
            assessments=_items(
                "Bürgerbus fährt werktags 7:30 bis 18:00 Uhr, sonntags gar nicht",
                "Wunsch nach Takt vs. Wunsch nach Tür-zu-Tür",
                "12 Fahrerinnen und Fahrer, davon 9 über 70",
            ),
            proposals=_items("Mitfahrbank an jeder Ortsausfahrt"),
        ),
    ),
)

CLIMATE = Content(
    title="Klimaquartiere Lahnstedt: Was die Runden ergeben haben",
    groups=(
        Group(
            name="Wärme für die Altstadt",
            goals=(
                Goal("EN_1.1", "Erneuerbare Wärme in Bestandsgebäude bringen"),
                Goal("EN_1.2", "Energieverbrauch je Kopf um 30% bis 2035 senken"),
                Goal("ST_2.2", "Altstadt als Wohnort erhalten"),
                Goal("GES_4", "Klimaresilienz und -anpassung stärken"),
            ),
            questions=_items(
                "Reicht die Abwärme des Rechenzentrums für ca. 420 Wohnungen?",
                "Wer trägt die Kosten: Stadt, Universität oder Eigentümer?",
            ),
            assessments=_items(
                "Vorlauftemperaturen von 75 °C sind zu hoch",
                "Denkmalschutz vs. Außendämmung",
                "Studierende ziehen alle 1,7 Jahre um → wenig Interesse an Sanierung",
                "Drei Eigentümer mit je über 50 Wohnungen sind gesprächsbereit",
                "Die Lahn liefert auch im Januar noch Wärme; bei -12 °C braucht es jedoch einen zweiten Erzeuger",
                "Vertrauen fehlt",
                "Handwerk ausgebucht bis 2027",
            ),
            proposals=_items(
                "Kaltes Nahwärmenetz entlang der Kettengasse",
                "Flusswärmepumpe am Wehr",
                "Sprechstunde im Quartiersladen, jeden 1. Dienstag im Monat",
                "Mieterstrom",
                "Musterwohnung zeigen: vorher/nachher, Kosten, Zeitplan",
                'Wettbewerb "Kühlster Hinterhof"',
                "Wärmeplan offen ins Netz stellen, siehe www.lahnstedt.example/waerme",
                "Energiekarawane -> Haus für Haus -> Angebot -> Umsetzung",
                "Gutscheine für Beratung (80 € statt 230 €)",
                "Sanieren im Block statt Haus für Haus",
                "Handwerkspool gründen",
                "Ergebnisse nach 12 Monaten öffentlich prüfen",
            ),
        ),
        Group(
            name="Schwammstadt Weststadt",
            goals=(
                Goal("GES_4", "Klimaanpassung im Quartier beschleunigen"),
                Goal("ST_3.4", "Begrünung von Flachdächern und Fassaden fördern"),
            ),
            questions=_items(
                "Wohin mit dem Wasser beim nächsten Starkregen?",
                "Waren Sie am 14.07.2021 betroffen ?",
                "Welche Bäume halten 40 Grad aus?",
            ),
            assessments=_items(
                "Keller in der Gutenbergstraße laufen jedes zweite Jahr voll",
                "Viele versiegelte Höfe, aber auch viele Fahrradkeller",
                "Tiefgaragen verhindern Bäume",
            ),
            proposals=_items(
                "Rigolen unter den Parkstreifen",
                "Entsiegelungsprämie: 15 €/m²",
                "Gießkannenhelden",
                "Regentonnen an Schulen = Unterricht + Wasser",
            ),
        ),
        Group(
            name="Essen & Boden",
            goals=(Goal("LE_3.1", "Nachhaltig essen, teilen, reparieren"),),
            questions=_items("Wie kommt regionales Gemüse in die Mensa?"),
            assessments=_items("Mensa kocht 3.200 Essen am Tag"),
            proposals=_items("Acker am Ortenberg für Solidarische Landwirtschaft"),
        ),
    ),
)

SCHOOL = Content(
    title="Schulforum am Kiesberg, Ergebnisse vom 12. März 2026",
    persons=("Dariusz Nowicki", "Fatma Yıldırım-Brandt"),
    groups=(
        Group(
            name="Pausenhof",
            goals=(
                Goal("BI_1.1", "Bewegung in jeder Pause ermöglichen"),
                Goal("BI_1.4", "Hof für den Stadtteil öffnen"),
            ),
            questions=_items(
                "Wem gehört der Hof nach 16 Uhr?",
                'Was heißt "ruhige Ecke" für Fünftklässler?',
            ),
            assessments=_items(
                "Asphalt wird im Juni 52 Grad heiß",
                "Kletterwand gespendet (11.000 €), aber gesperrt",
                "Fußball verdrängt alles andere",
            ),
            proposals=_items(
                "Hochbeete mit der Garten-AG",
                "Sonnensegel über dem Sandkasten",
                "Ballfreie Zone von 9:35 bis 9:55 Uhr",
                "Schlüsselpatenschaft: Herr Dariusz Nowicki",
                "Trinkbrunnen",
            ),
        ),
        Group(
            name="Ganztag & Mensa",
            goals=(
                Goal("BI_2.1", "Ganztag verlässlich bis 17 Uhr anbieten"),
                Goal("AK_5.3", "Übergänge gestalten: Kita, Grundschule, Oberschule"),
            ),
            questions=_items("Wie viel darf ein Essen kosten?"),
            assessments=_items(
                "Rechtsanspruch ab 2026/27",
                "20 Minuten Mittag sind zu kurz",
                "Vereine wollen kommen, brauchen aber Räume; die Turnhalle ist bis 18 Uhr belegt",
                "Es fehlen 2,5 Stellen",
            ),
            proposals=_items(
                "Zwei Schichten in der Mensa",
                "Ansprechperson: Fatma Yıldırım-Brandt",
                "Eltern kochen freitags",
            ),
        ),
        Group(
            name="Digitales Lernen",
            goals=(Goal("BI_3.2", "Geräte und Netze, die funktionieren"),),
            questions=_items(
                "Handy: verbieten, erlauben oder lehren?",
                "Wer wartet die Tablets?",
                "Gibt es W-LAN im Altbau?",
            ),
            assessments=_items("KI-Hausaufgaben sind längst Alltag"),
            proposals=_items("Medienscouts ausbilden", "IT-Hausmeister für drei Schulen"),
        ),
    ),
)

HEALTH = Content(
    title="Gesundheitskonferenz Nordhafen",
    groups=(
        Group(
            name="Hebammen und Geburt",
            goals=(
                Goal("LE_4.1", "Wohnortnah gebären können"),
                Goal(
                    "GES_10",
                    "Kinderarmut begegnen und die Folgen von Armut mildern Eltern stärken",
                    maybe_two=True,
                ),
            ),
            questions=_items("Wie weit ist der Weg zum nächsten Kreißsaal?"),
            assessments=(
                Item(
                    "Der Nordhafen wächst schneller als seine Praxen. Seit 2019 sind "
                    "4.100 Menschen zugezogen, zugleich haben zwei Praxen geschlossen."
                ),
                *_leaning(
                    "challenge",
                    "Herausforderungen",
                    "Rufbereitschaft wird nicht bezahlt",
                    "Fahrzeiten über 40 Minuten",
                ),
                *_leaning(
                    "chance",
                    "Chancen:",
                    "Hebammenschule ab 2027 am Hafenkrankenhaus",
                    "Junge Familien organisieren sich selbst",
                    "Leerstehendes Zollhaus",
                ),
            ),
            proposals=(
                *_leaning(
                    "solution",
                    "Lösungsansätze:",
                    "Geburtshaus im Zollhaus",
                    "Hebammentaxi",
                ),
                *_leaning(
                    "synergy",
                    "Synergien",
                    "Gemeinsame Räume mit der Mütterberatung",
                    "Sprachmittlung teilen: Krankenhaus, Jobcenter, Schule",
                ),
            ),
        ),
        Group(
            name="Einsamkeit im Alter",
            goals=(
                Goal("LE_4.3", "Niemand soll unbemerkt allein sein"),
                Goal("AK_2.1", "Nachbarschaften stärken"),
            ),
            questions=_items("Wer merkt, wenn jemand nicht mehr kommt?", "Wen erreichen wir nie?"),
            assessments=(
                *_leaning(
                    "chance",
                    "Chancen",
                    "Apotheken, Kioske und Post kennen ihre Leute",
                    "Das Telefon ist vertraut, das Tablet nicht",
                ),
                *_leaning("challenge", "Herausforderungen:", "Scham", "Aufzüge fehlen"),
            ),
            proposals=_items("Klingelrunde", "Mittagstisch (ca. 4 €) in drei Sprachen"),
        ),
    ),
)

# Every cut in the page layouts below falls where a reader sees that the sentence goes on.
MOBILITY = Content(
    title="Ergebnisse: Themengruppen",
    persons=("Torben Lüdecke", "Ayşe Karakaş"),
    groups=(
        Group(
            name="Straßen zum Leben",
            goals=(
                Goal("MO_1", "... zu einer Stadt der kurzen Wege"),
                Goal("MO_2.4", "Verkehrsflächen in Grünflächen umwandeln", "MO_2.4."),
                Goal("MO_2.5", "Rechte von Menschen zu Fuß stärken", "MO_2.5."),
                Goal("GES_8", "Lebensqualität spürbar steigern"),
            ),
            questions=_items(
                "Wie viele Stellplätze braucht ein Quartier?",
                "Was darf ein Stellplatz kosten?",
            ),
            assessments=_items(
                "Knapper Raum",
                "Der Handel fürchtet Verluste, obwohl Zählungen in der Bahnhofstraße zeigen, "
                "dass die meisten Kunden zu Fuß kommen",
                "Parkplätze schaffen, gerne auf 2 Stunden befristet",
                "Straßen als Spielplatz, Rollschuhbahn o.ä.?",
                "Mehr Lebens- und Freiraum – zumindest auf Zeit",
                "Neue, vielfältige nutzbare Flächen",
            ),
            proposals=_items(
                "Durch Quartiersmanagement: 1. Vortrag, 2. Exkursion, 3. Gesprächskreis",
                "Wege bis 5 km auf's Rad verlegen",
                "Sommerstraße",
            ),
        ),
        Group(
            name="Lieferverkehr",
            goals=(
                Goal("AR_4.2", "Emissionsarme City-Logistik fördern"),
                Goal("AR_4.4", "Ressourcenschonenden Umgang mit Material in allen Betrieben üben"),
            ),
            questions=_items("Was ist ein Mikrodepot? -> Lager -> Lastenrad -> Haustür"),
            assessments=_items(
                "Zweite Reihe ist Alltag",
                "Elektrische Transporter brauchen Ladepunkte",
            ),
            proposals=_items(
                "Gemeinsamer Lieferdienst branchenübergreifend",
                "E-Cargo-Bikes -> Ladestationen -> Hochschule",
                "Akteure: Torben Lüdecke (ADFC), Ayşe Karakaş (Handelsverein), Stadtwerke",
                "Paketstation am Rathaus",
            ),
        ),
        Group(
            name="Schulwege",
            goals=(Goal("AK_6.1", "Sichere Wege für alle Kinder"),),
            questions=_items("Warum werden Kinder gebracht?"),
            assessments=_items("Elterntaxis vor dem Tor", "Schlecht beleuchtete Unterführung"),
            proposals=_items("Laufbus", "Tempo 30 vor Schulen = sofort machbar"),
        ),
    ),
)

HARBOUR_ENGLISH = Content(
    title="Twin town forum: what the working groups found",
    groups=(
        Group(
            name="Sea wall and promenade",
            goals=(
                Goal("ST_4.1", "Keep the water out of the old town"),
                Goal("ST_4.2", "Let people reach the sea"),
            ),
            questions=_items("How high will the water be in 2060?", "Who pays?"),
            assessments=_items(
                "Storm of 21.10.2023 broke 80 m of wall",
                "Tourism brings 1.4 million visitors",
                "Walls hide the view",
            ),
            proposals=_items("Steps instead of walls", "Flood gates at the fish market"),
        ),
        Group(
            name="Young people and work",
            goals=(Goal("AR_2.2", "Good jobs all year round"),),
            questions=_items("Why do they leave?"),
            assessments=_items("Seasonal contracts", "Empty shops = cheap space for start-ups"),
            proposals=_items(
                "Maker space -> training -> firms",
                "Night bus",
                '"Come home" grants',
            ),
        ),
    ),
)

UNCODED = Content(
    title="Zukunftstag Mühlbachtal",
    groups=(
        Group(
            name="Bach und Auen",
            goals=(
                Goal("", "Der Mühlbach wird wieder sichtbar"),
                Goal("", "Hochwasser schadet niemandem mehr"),
            ),
            questions=_items("Wo liegen die alten Rohre?"),
            assessments=_items("Grundstücke gehören 31 Eigentümern", "Fischtreppe fehlt"),
            proposals=_items("Bachpaten", "Aue als Spielraum"),
        ),
        Group(
            name="Kirmes, Chor, Feuerwehr",
            goals=(Goal("", "Vereine finden Nachwuchs"),),
            questions=_items("Wer macht die Kasse?"),
            assessments=_items("Alle Vorstände sind über 60"),
            proposals=_items("Vereinslotse im Rathaus", "Schnuppertag am 1. Mai"),
        ),
    ),
)

SMALL = Content(
    title="Runde Tische Eschbach",
    groups=(
        Group(
            name="Sport",
            goals=(Goal("LE_2.1", "Hallen besser auslasten"),),
            questions=_items("Wann steht die Halle leer?"),
            assessments=_items("Hallenzeiten sind seit 2004 nicht neu vergeben"),
            proposals=_items("Belegungsplan offen ins Netz stellen"),
        ),
        Group(
            name="Kultur",
            goals=(Goal("LE_5.2", "Probenräume schaffen"),),
            questions=_items("Wo darf es laut sein?"),
            assessments=_items("Bunker ist trocken, aber ohne Lüftung"),
            proposals=_items("Bunker umbauen"),
        ),
        Group(
            name="Markt",
            goals=(Goal("AR_4.1", "Wochenmarkt beleben"),),
            questions=_items("Samstag oder Freitagabend?"),
            assessments=_items("Nur 6 Stände"),
            proposals=_items("Feierabendmarkt mit Musik"),
        ),
    ),
)

TRICKY = Content(
    title="Viertelgespräche Süd",
    groups=(
        Group(
            name="Wohnen im Bestand",
            goals=(
                Goal("WO_2.2", "Wohnraum für alle Lebensentwürfe", "wo_2.2"),
                Goal("WO_3", "Keine neuen Flächen versiegeln", "WO 3"),
                Goal("MO_2.4", "Wege kürzer machen", "MO-2.4."),
            ),
            questions=_items(
                "24 Parteien, ein Haus: geht das gut?",
                "Was tun, wenn der Aufzug fehlt? Und wer zahlt?",
                "(Noch) ein Neubau?",
            ),
            assessments=_items(
                "-12 °C im Januar: die Heizung muss das aushalten",
                "2. Bauabschnitt erst ab 2028 sinnvoll",
                "3,5 km Fernwärme fehlen",
                "Chancen nutzen, bevor andere es tun",
                "Herausforderungen der Nachbarstadt gemeinsam angehen",
            ),
            proposals=_items(
                "1. Mai als Tag der Nachbarschaft",
                "30% der Flächen teilen",
                "„Wohnen für Hilfe“ auch hier",
                "§ 13b nicht mehr anwenden",
                "#wirimviertel",
                "Lösungen anderer Städte ansehen, z. B. Wien, Zürich u.a.",
            ),
        ),
        Group(
            name="Fragen des Alltags",
            goals=(Goal("LE_1.2", "Ziele gemeinsam setzen"),),
            questions=_items("Wozu eine Gruppe?"),
            assessments=_items("Gruppen gibt es genug"),
            proposals=_items("Ideen sammeln, Fragen stellen, Ziele prüfen"),
        ),
    ),
)

NUMBERS = Content(
    title="Haushaltswerkstatt Oberlinden",
    groups=(
        Group(
            name="Bad und Bäder",
            goals=(Goal("LE_2.3", "Schwimmen lernen können alle"),),
            questions=_items("Wie hoch ist der Zuschuss je Besuch in Euro?", "Bis wann?"),
            assessments=_items("12,5", "2030", "Das Freibad ist marode"),
            proposals=_items("15.05.2027", "Sanierung in zwei Schritten"),
        ),
        Group(
            name="Straßenlicht",
            goals=(Goal("EN_2.1", "Strom sparen"),),
            questions=_items("Wie viele Leuchten sind schon umgestellt?"),
            assessments=_items("1840"),
            proposals=_items("Nachts dimmen"),
        ),
    ),
)

# --- Head words -------------------------------------------------------------------------------


def _head(*words: str) -> Head:
    return dict(zip(ORDER, words, strict=True))


DIALOGUE = _head(
    "Dialoggruppe",
    "Visionziele",
    "Fragestellungen",
    "Chancen und Herausforderungen",
    "Lösungsansätze und Synergien",
)
WORKING = _head("Arbeitsgruppe", "Leitziele", "Leitfragen", "Potenziale und Hemmnisse", "Maßnahmenideen")
TABLES = _head("Thementisch", "Ziele", "Offene Fragen", "Stärken und Schwächen", "Vorschläge")
PLAIN = _head("Gruppe", "Ziel(e)", "Fragen", "Chancen & Risiken", "Lösungen")
SHOUTED = _head(
    "DIALOGGRUPPE:",
    "VISIONSZIELE:",
    "FRAGESTELLUNGEN:",
    "CHANCEN / HERAUSFORDERUNGEN:",
    "LÖSUNGSANSÄTZE / SYNERGIEN:",
)
ENGLISH = _head("Working group", "Goals", "Questions", "Opportunities and challenges", "Ideas")

# --- Layouts: contents laid out in rows -------------------------------------------------------


@dataclass(frozen=True)
class Line:
    text: str
    heading: bool = False


Row = dict[Column, tuple[Line, ...]]


def _column_lines(group: Group, column: Column) -> tuple[Line, ...]:
    if column == "group":
        return (Line(group.name),)
    if column == "goals":
        return tuple(Line(goal.line) for goal in group.goals)
    lines: list[Line] = []
    for item in group.items(column):
        if item.heading:
            lines.append(Line(item.heading, heading=True))
        lines.append(Line(item.text))
    return tuple(lines)


def rows_of_groups(content: Content) -> list[Row]:
    """One row a group, many lines in a cell."""
    return [{column: _column_lines(group, column) for column in ORDER} for group in content.groups]


def rows_of_items(content: Content, *, repeat_group: bool = False) -> list[Row]:
    """One line a cell; the group in its first row only, or in each."""
    return [row for block in blocks_of_items(content, repeat_group=repeat_group) for row in block]


def blocks_of_items(content: Content, *, repeat_group: bool = False) -> list[list[Row]]:
    blocks: list[list[Row]] = []
    for group in content.groups:
        columns = {column: _column_lines(group, column) for column in ORDER}
        height = max(len(lines) for lines in columns.values())
        if repeat_group:
            columns["group"] = columns["group"] * height
        blocks.append(
            [{column: lines[index : index + 1] for column, lines in columns.items()} for index in range(height)]
        )
    return blocks


@dataclass(frozen=True)
class Cut:
    """A page ends after row `after`; of its cells in `words` only so many words stay on it."""

    after: int
    words: Mapping[Column, int] = field(default_factory=dict)
    merge: bool = False
    """The rest goes into the following row, whose cells in these columns are empty."""
    lost: bool = False
    """On the page that follows, the first column is lost."""


@dataclass
class Page:
    rows: list[Row]
    lost: bool = False


def cut(rows: Sequence[Row], cuts: Sequence[Cut]) -> list[Page]:
    pages = [Page([])]
    at = {each.after: each for each in cuts}
    rest: Row = {}
    for index, original in enumerate(rows):
        row = dict(original)
        for column, lines in rest.items():
            assert not row[column], f"cut at row {index - 1}: {column} is not free to go on"
            row[column] = lines
        rest = {}
        here = at.get(index)
        if here is None:
            pages[-1].rows.append(row)
            continue
        for column, count in here.words.items():
            words = row[column][0].text.split(" ")
            assert 0 < count < len(words), f"cut at row {index}: {column} has {len(words)} words"
            row[column] = (Line(" ".join(words[:count])),)
            rest[column] = (Line(" ".join(words[count:])),)
        pages[-1].rows.append(row)
        pages.append(Page([], here.lost))
        if rest and not here.merge:
            pages[-1].rows.append({column: rest.get(column, ()) for column in ORDER})
            rest = {}
    assert not rest
    return pages


# --- Samples ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    name: str
    filename: str
    data: bytes
    expected: dict[str, Any]
    """As in `to_dict()`, plus what a reader may decide either way:

    `alternatives`: text → other acceptable texts; `loose`: texts that may end up anywhere;
    `sheets`: sheet names, which may count as text of the document or not.
    """
    plain: str
    """All text in the file, as it was put in."""

    def __repr__(self) -> str:
        return f"Sample({self.name!r})"


class Ink:
    """Notes everything that is written into a file."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def __call__(self, text: str) -> str:
        self._written.append(text)
        return text

    @property
    def plain(self) -> str:
        return "\n".join(self._written)


Mark = Callable[[int], str]


def no_mark(_: int) -> str:
    return ""


def dash(_: int) -> str:
    return "- "


def long_dash(_: int) -> str:
    return "– "


def bullet(_: int) -> str:
    return "• "


def star(_: int) -> str:
    return "* "


def number_bracket(index: int) -> str:
    return f"{index}) "


def number_dot(index: int) -> str:
    return f"{index}. "


MARKS: dict[Column, Mark] = {
    "group": no_mark,
    "goals": dash,
    "questions": number_bracket,
    "assessments": bullet,
    "proposals": long_dash,
}
UNMARKED: dict[Column, Mark] = dict.fromkeys(ORDER, no_mark)


def marked(lines: Sequence[Line], mark: Mark) -> list[str]:
    texts: list[str] = []
    index = 0
    for line in lines:
        if line.heading:
            texts.append(line.text)
            continue
        index += 1
        texts.append(mark(index) + line.text)
    return texts


# --- DOCX -------------------------------------------------------------------------------------

Fill = Callable[[_Cell, Column, Sequence[Line], Ink], None]


def _save(document: DocumentObject) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_paragraphs(cell: _Cell, column: Column, lines: Sequence[Line], ink: Ink) -> None:
    fill_paragraphs(cell, [line.text for line in lines], ink)


def as_typed_marks(cell: _Cell, column: Column, lines: Sequence[Line], ink: Ink) -> None:
    fill_paragraphs(cell, marked(lines, MARKS[column]), ink)


def as_breaks(cell: _Cell, column: Column, lines: Sequence[Line], ink: Ink) -> None:
    run = cell.paragraphs[0].add_run()
    for index, line in enumerate(lines):
        if index:
            run.add_break()
        run.add_text(ink(line.text))


def as_word_list(cell: _Cell, column: Column, lines: Sequence[Line], ink: Ink) -> None:
    style = {"group": None, "goals": None, "questions": "List Number"}.get(column, "List Bullet")
    paragraph = cell.paragraphs[0]
    for index, line in enumerate(lines):
        if index:
            paragraph = cell.add_paragraph()
        if style and not line.heading:
            paragraph.style = style
        paragraph.add_run(ink(line.text)).bold = column == "group" or line.heading


def fill_paragraphs(cell: _Cell, texts: Sequence[str], ink: Ink) -> None:
    for index, text in enumerate(texts):
        if index:
            cell.add_paragraph(ink(text))
        else:
            cell.paragraphs[0].add_run(ink(text))


def _new_row(table: Any) -> tuple[_Cell, ...]:
    return tuple(table.add_row().cells)


def docx_table(
    document: DocumentObject,
    rows: Sequence[Row],
    ink: Ink,
    *,
    head: Head | None = DIALOGUE,
    order: Sequence[Column] = ORDER,
    fill: Fill = as_paragraphs,
    head_again_before: Sequence[int] = (),
    title: str | None = None,
) -> Table:
    table: Table = document.add_table(rows=0, cols=len(order), style="Table Grid")
    if title:
        first = _new_row(table)
        first[0].merge(first[-1]).paragraphs[0].add_run(ink(title)).bold = True

    def add_head(words: Head) -> None:
        for cell, column in zip(_new_row(table), order, strict=True):
            cell.paragraphs[0].add_run(ink(words[column])).bold = True

    if head:
        add_head(head)
    for index, row in enumerate(rows):
        if head and index in head_again_before:
            add_head(head)
        for cell, column in zip(_new_row(table), order, strict=True):
            fill(cell, column, row.get(column, ()), ink)
    return table


def docx_whole(name: str, content: Content, rows: Sequence[Row], **layout: Any) -> Sample:
    """Title above, one table."""
    ink, document = Ink(), Document()
    document.add_heading(ink(content.title), level=1)
    docx_table(document, rows, ink, **layout)
    return Sample(name, f"{name}.docx", _save(document), content.expected(), ink.plain)


def docx_title_row(name: str, content: Content) -> Sample:
    ink, document = Ink(), Document()
    docx_table(document, rows_of_groups(content), ink, head=WORKING, title=content.title)
    return Sample(name, f"{name}.docx", _save(document), content.expected(), ink.plain)


def docx_merged_groups(name: str, content: Content) -> Sample:
    """One row an item, the group's cell merged over all of them."""
    ink, document = Ink(), Document()
    document.add_paragraph(ink(content.title))
    blocks = blocks_of_items(content)
    table = docx_table(document, [row for block in blocks for row in block], ink, head=TABLES)
    start = 1
    for block in blocks:
        if len(block) > 1:
            table.cell(start, 0).merge(table.cell(start + len(block) - 1, 0))
        start += len(block)
    return Sample(name, f"{name}.docx", _save(document), content.expected(), ink.plain)


def docx_pages(
    name: str,
    content: Content,
    cuts: Sequence[Cut],
    *,
    head_again: bool = False,
    other_titles: Mapping[int, str] | None = None,
    closing: str | None = None,
) -> Sample:
    """A table a page, the title above each, sentences cut between them."""
    ink, document = Ink(), Document()
    others = other_titles or {}
    for index, page in enumerate(cut(rows_of_items(content), cuts)):
        if index:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph(ink(others.get(index, content.title)))
        docx_table(document, page.rows, ink, head=DIALOGUE if head_again or not index else None)
    if closing:
        document.add_paragraph(ink(closing))
    expected = content.expected() | {"loose": [*others.values(), closing or ""]}
    return Sample(name, f"{name}.docx", _save(document), expected, ink.plain)


def docx_table_a_group(name: str, content: Content, *, fill: Fill = as_paragraphs) -> Sample:
    """The group's name is a heading above its table of four columns."""
    ink, document = Ink(), Document()
    document.add_heading(ink(content.title), level=1)
    for row, group in zip(rows_of_groups(content), content.groups, strict=True):
        document.add_heading(ink(group.name), level=2)
        docx_table(document, [row], ink, head=WORKING, order=ORDER[1:], fill=fill)
    return Sample(name, f"{name}.docx", _save(document), content.expected(), ink.plain)


def docx_running_titles(name: str, content: Content) -> Sample:
    """Header and footer with page numbers."""
    ink, document = Ink(), Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = ink("Stadt Lahnstedt · Amt für Umwelt")
    footer = section.footer.paragraphs[0]
    footer.add_run(ink("Seite "))
    footer._p.append(_field("PAGE", ink("1")))
    footer.add_run(ink(" von "))
    footer._p.append(_field("NUMPAGES", ink("3")))
    document.add_heading(ink(content.title), level=1)
    docx_table(document, rows_of_groups(content), ink)
    return Sample(name, f"{name}.docx", _save(document), content.expected(), ink.plain)


def _field(instruction: str, shown: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(
        f'<w:fldSimple xmlns:w="{_W}" w:instr=" {instruction} "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>'
    )


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def raw_docx(body: str, *, parts: Mapping[str, str] | None = None, links: str = "") -> bytes:
    """The smallest DOCX: no styles, no settings. `parts`: name of the part → its XML."""
    parts = parts or {}
    kinds = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{_OFFICE}.{part}+xml"/>' for part in parts)
    relations = "".join(
        f'<Relationship Id="rId{index}" Type="{_R}/{part}" Target="{part}.xml"/>'
        for index, part in enumerate(parts, 100)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}{links}</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_R}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:body>{body}</w:body></w:document>",
        **{f"word/{part}.xml": xml for part, xml in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text
            archive.writestr(path, declared)
    return out.getvalue()


def docx_word_features(name: str) -> Sample:
    """Split runs, soft hyphens, tabs, a footnote, a text box, tracked changes, links."""
    ink = Ink()

    def run(text: str, properties: str = "") -> str:
        shown = escape(ink(text))
        return f'<w:r>{properties}<w:t xml:space="preserve">{shown}</w:t></w:r>'

    def deleted(text: str) -> str:
        return (
            '<w:del w:id="1" w:author="x" w:date="2026-01-01T00:00:00Z"><w:r>'
            f'<w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'
        )

    def inserted(text: str) -> str:
        mark = '<w:ins w:id="2" w:author="x" w:date="2026-01-01T00:00:00Z">'
        return f"{mark}{run(text)}</w:ins>"

    def moved_away(text: str) -> str:
        return (
            '<w:moveFrom w:id="3" w:author="x" w:date="2026-01-01T00:00:00Z"><w:r>'
            f"<w:t>{escape(text)}</w:t></w:r></w:moveFrom>"
        )

    def paragraph(*runs: str) -> str:
        return f"<w:p>{''.join(runs)}</w:p>"

    def cell(*paragraphs: str) -> str:
        inner = "".join(paragraphs) or "<w:p/>"
        return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{inner}</w:tc>'

    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(cells)}</w:tr>"

    def in_control(content: str) -> str:
        return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    bold = "<w:rPr><w:b/></w:rPr>"
    italic = "<w:rPr><w:i/></w:rPr>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    box_text = "Stand: Februar 2026"
    box = f"<w:txbxContent>{paragraph(run(box_text))}</w:txbxContent>"
    text_box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    title = "Stadtwerkstatt Brünnlingen"
    head = row(*(cell(paragraph(run(PLAIN[column], bold))) for column in ORDER))
    first = row(
        cell(paragraph(run("Plätze "), run("und ", bold), run("Parks", italic))),
        cell(
            paragraph(run("ST_"), run("2.", bold), run("2 Innen"), run("stadt beleben")),
            paragraph(run("LE_4.2 Schatten und "), inserted("Wasser"), deleted("Bänke")),
        ),
        cell(paragraph(run("Wo fehlt "), deleted("denn "), run("Schatten?"), note)),
        cell(
            paragraph(run("Brunnen\u00ad"), "<w:r><w:softHyphen/></w:r>", run("platz im Juli leer")),
            paragraph(run("Tiefgarage:"), "<w:r><w:tab/></w:r>", run("keine Bäume möglich")),
            paragraph(moved_away("Hunde überall")),
        ),
        cell(
            paragraph(
                run("Vorbild: "),
                f'<w:hyperlink r:id="rId9">{run("Wiener Wasserspiele")}</w:hyperlink>',
                run(" anschauen"),
            ),
            paragraph(inserted("Platanen pflanzen")),
            paragraph(deleted("Alles asphaltieren")),
            in_control(paragraph(run("Trinkbrunnen am Markt"))),
        ),
    )
    second = row(
        cell(paragraph(run("Nacht und Lärm"))),
        cell(paragraph(run("GES_5 Gesund schlafen"))),
        cell(),
        cell(paragraph(run("Feiern "), run("vs.", italic), run(" Schlafen"))),
        cell(paragraph(run("Nachtbürgermeister"), run("in", bold), run(" wählen"))),
    )
    footnotes = (
        f'<w:footnotes xmlns:w="{_W}">'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r>'
        "<w:continuationSeparator/></w:r></w:p></w:footnote>"
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        f"{run(' Gemessen im August 2025.')}</w:p></w:footnote></w:footnotes>"
    )
    body = (
        paragraph(run(title, bold))
        + paragraph(text_box)
        + f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * 5}</w:tblGrid>"
        + f"{head}{first}{second}</w:tbl>"
        + paragraph()
    )
    link = f'<Relationship Id="rId9" Type="{_R}/hyperlink" Target="https://example.org/wasser" TargetMode="External"/>'
    content = Content(
        title=title,
        groups=(
            Group(
                name="Plätze und Parks",
                goals=(
                    Goal("ST_2.2", "Innenstadt beleben"),
                    Goal("LE_4.2", "Schatten und Wasser"),
                ),
                questions=_items("Wo fehlt Schatten?"),
                assessments=_items("Brunnenplatz im Juli leer", "Tiefgarage: keine Bäume möglich"),
                proposals=_items(
                    "Vorbild: Wiener Wasserspiele anschauen",
                    "Platanen pflanzen",
                    "Trinkbrunnen am Markt",
                ),
            ),
            Group(
                name="Nacht und Lärm",
                goals=(Goal("GES_5", "Gesund schlafen"),),
                assessments=_items("Feiern vs. Schlafen"),
                proposals=_items("Nachtbürgermeisterin wählen"),
            ),
        ),
    )
    expected = content.expected() | {"loose": [box_text, "Gemessen im August 2025."]}
    data = raw_docx(body, parts={"footnotes": footnotes}, links=link)
    return Sample(name, f"{name}.docx", data, expected, ink.plain)


# --- XLSX -------------------------------------------------------------------------------------


def _save_book(book: openpyxl.Workbook, *, inline: bool = False) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue() if inline else with_shared_strings(out.getvalue())


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_shared_strings(data: bytes) -> bytes:
    """As Excel writes it: cells name a string in a list of their own, some of them in two runs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    if "xl/sharedStrings.xml" in files:
        return data
    strings: list[str] = []

    def to_shared(found: re.Match[str]) -> str:
        strings.append(found[2])
        return f'{found[1]} t="s"><v>{len(strings) - 1}</v></c>'

    for name, xml in files.items():
        if name.startswith("xl/worksheets/"):
            pattern = r'(<c [^>]*?) t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>'
            files[name] = re.sub(pattern, to_shared, xml, flags=re.DOTALL)

    def in_runs(text: str) -> str:
        first, blank, second = text.partition(" ")
        kept = '<t xml:space="preserve">'
        if not blank or len(text) % 3:
            return f"<si>{kept}{text}</t></si>"
        runs = f"<r>{kept}{first} </t></r><r><rPr><b/></rPr>{kept}{second}</t></r>"
        return f"<si>{runs}</si>"

    files["xl/sharedStrings.xml"] = f'<sst xmlns="{_SHEET}">{"".join(map(in_runs, strings))}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    relations = "xl/_rels/workbook.xml.rels"
    relation = f'<Relationship Id="rId77" Type="{_R}/sharedStrings" Target="sharedStrings.xml"/>'
    files[relations] = files[relations].replace("</Relationships>", f"{relation}</Relationships>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in files.items():
            archive.writestr(name, xml)
    return out.getvalue()


def _sheet(book: openpyxl.Workbook, name: str, *, first: bool) -> Worksheet:
    sheet = book.active if first else book.create_sheet()
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    return sheet


def xlsx(
    name: str,
    content: Content,
    rows: Sequence[Row],
    *,
    head: Head = DIALOGUE,
    order: Sequence[Column | None] = ORDER,
    titles: Sequence[str] | None = None,
    marks: Mapping[Column, Mark] = UNMARKED,
    gap_rows: bool = False,
    hidden: Callable[[int], bool] = lambda _: False,
    merge_groups: Sequence[int] = (),
    values: Mapping[str, float | int | date] | None = None,
    extra: Mapping[str, Any] | None = None,
    numbered: str | None = None,
    inline: bool = False,
) -> Sample:
    """A sheet. `None` in the order is an empty column; `merge_groups` are heights of blocks;
    `values` puts a number or day in place of its text; `numbered` heads a column of numbers."""
    ink, book = Ink(), openpyxl.Workbook()
    sheet = _sheet(book, "Tabelle1", first=True)
    at = 1
    for text in [content.title] if titles is None else titles:
        sheet.cell(at, 1, ink(text)).font = Font(bold=True, size=14)
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(order))
        at += 1
    shift = 2 if numbered else 1
    if numbered:
        sheet.cell(at, 1, ink(numbered))
    for number, column in enumerate(order, shift):
        if column:
            sheet.cell(at, number, ink(head[column]))
    for index, row in enumerate(rows, 1):
        at += 2 if gap_rows and row.get("group") else 1
        if numbered:
            sheet.cell(at, 1, index)
            ink(str(index))
        for number, column in enumerate(order, shift):
            lines = row.get(column, ()) if column else ()
            if not column or not lines:
                continue
            text = "\n".join(marked(lines, marks[column]))
            ink(text)
            value = (values or {}).get(text)
            cell = sheet.cell(at, number, text if value is None else value)
            if isinstance(value, date):
                cell.number_format = "DD.MM.YYYY"
        if hidden(index):
            sheet.row_dimensions[at].hidden = True
    top = at - len(rows) + 1
    for height in merge_groups:
        if height > 1:
            column_number = shift + list(order).index("group")
            sheet.merge_cells(
                start_row=top,
                end_row=top + height - 1,
                start_column=column_number,
                end_column=column_number,
            )
        top += height
    expected = content.expected() | {"sheets": ["Tabelle1"]} | dict(extra or {})
    if titles is not None and not titles:
        expected["title"] = None
    return Sample(name, f"{name}.xlsx", _save_book(book, inline=inline), expected, ink.plain)


def xlsx_chances_apart(name: str) -> Sample:
    """Chances and challenges in a column each, solutions and synergies too."""
    ink, book = Ink(), openpyxl.Workbook()
    sheet = _sheet(book, "Ergebnisse", first=True)
    content = Content(
        title="",
        groups=(
            Group(
                name="Wald",
                goals=(Goal("GES_5", "Wald als Klimaanlage erhalten"),),
                questions=_items("Wem gehört der Wald?", "Wer haftet am Weg?"),
                assessments=(
                    Item("Viele helfen beim Pflanzen", "chance"),
                    Item("Borkenkäfer", "challenge"),
                    Item("Trockene Sommer seit 2018", "challenge"),
                ),
                proposals=(
                    Item("Mischwald", "solution"),
                    Item("Waldkita und Forst teilen Räume", "synergy"),
                ),
            ),
            Group(
                name="Weide",
                goals=(Goal("ST_4.2", "Bäche mit Schatten säumen"),),
                questions=_items("Was kostet ein Zaun?"),
                assessments=(
                    Item("Herdenschutz wird gefördert", "chance"),
                    Item("Wolf", "challenge"),
                ),
                proposals=(
                    Item("Hütehunde", "solution"),
                    Item("Wolle an die Färbergruppe", "synergy"),
                ),
            ),
        ),
    )
    leanings: tuple[tuple[str, Column, str], ...] = (
        ("Chancen", "assessments", "chance"),
        ("Herausforderungen", "assessments", "challenge"),
        ("Lösungsansätze", "proposals", "solution"),
        ("Synergien", "proposals", "synergy"),
    )
    words = ["Dialoggruppe", "Ziele", "Fragestellungen", *(word for word, _, _ in leanings)]
    for number, word in enumerate(words, 1):
        sheet.cell(1, number, ink(word))
    for at, group in enumerate(content.groups, 2):
        cells = [_column_lines(group, column) for column in ORDER[:3]]
        for _, column, leaning in leanings:
            texts = [item.text for item in group.items(column) if item.leaning == leaning]
            cells.append(tuple(Line(text) for text in texts))
        for number, lines in enumerate(cells, 1):
            sheet.cell(at, number, ink("\n".join(line.text for line in lines)))
    expected = content.expected() | {"sheets": ["Ergebnisse"], "title": None}
    return Sample(name, f"{name}.xlsx", _save_book(book), expected, ink.plain)


def xlsx_sheet_a_group(name: str, content: Content) -> Sample:
    ink, book = Ink(), openpyxl.Workbook()
    for index, group in enumerate(content.groups):
        sheet = _sheet(book, group.name, first=index == 0)
        for number, column in enumerate(ORDER[1:], 1):
            lines = [WORKING[column], *(line.text for line in _column_lines(group, column))]
            for at, text in enumerate(lines, 1):
                sheet.cell(at, number, ink(text))
    expected = content.expected() | {"sheets": [group.name for group in content.groups]}
    expected["title"] = None
    return Sample(name, f"{name}.xlsx", _save_book(book), expected, ink.plain)


# --- CSV --------------------------------------------------------------------------------------


def delimited(
    name: str,
    content: Content,
    rows: Sequence[Row],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    bom: bytes = b"",
    ending: str = "csv",
    head: Head = DIALOGUE,
    order: Sequence[Column] = ORDER,
    marks: Mapping[Column, Mark] = UNMARKED,
    newline: str = "\r\n",
) -> Sample:
    ink, out = Ink(), io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerow([ink(head[column]) for column in order])
    for row in rows:
        writer.writerow([ink("\n".join(marked(row.get(column, ()), marks[column]))) for column in order])
    expected = content.expected()
    expected["title"] = None
    data = bom + out.getvalue().encode(encoding)
    return Sample(name, f"{name}.{ending}", data, expected, ink.plain)


# --- Tab separated text -----------------------------------------------------------------------


def text_pages(
    name: str,
    content: Content,
    pages: Sequence[Page],
    *,
    head: Head = DIALOGUE,
    head_again: bool = False,
    rule: bool = False,
    encoding: str = "utf-8",
    newline: str = "\n",
    cell_text: Callable[[Column, Sequence[Line]], str] | None = None,
    other_titles: Mapping[int, str] | None = None,
    closing: str | None = None,
) -> Sample:
    """As a text program copies a table that runs over pages: title, head, rows, title, rows …"""
    lines: list[str] = []

    def plain_cell(_: Column, parts: Sequence[Line]) -> str:
        assert len(parts) <= 1
        return "".join(part.text for part in parts)

    show = cell_text or plain_cell
    others = other_titles or {}
    for index, page in enumerate(pages):
        columns = ORDER[1:] if page.lost else ORDER
        lines += ["", "", content.title, ""] if not index else ["", others.get(index, content.title), ""]
        if head_again or not index:
            lines.append("\t".join(head[column] for column in columns))
            if rule:
                lines.append("\t".join("-" * (6 + 9 * number) for number in range(len(columns))))
        for row in page.rows:
            assert not page.lost or not row.get("group")
            lines.append("\t".join(show(column, row.get(column, ())) for column in columns))
    if closing:
        lines += ["", closing]
    written = newline.join(lines) + newline
    expected = content.expected() | {"loose": [*others.values(), closing or ""]}
    return Sample(name, f"{name}.txt", written.encode(encoding), expected, written)


def as_markup(column: Column, lines: Sequence[Line]) -> str:
    """Cells as a content management system left them: paragraphs, introduced lists."""
    if not lines:
        return ""
    first, *rest = (line.text for line in lines)
    if not rest or column in ("group", "goals"):
        return "".join(f"<p>{line.text}</p>" for line in lines)
    items = "".join(f" • {text}" for text in rest)
    return f'<p>{first}</p> <ul style="list-style-type: none">{items}</ul>'


# --- All samples ------------------------------------------------------------------------------

# Row numbers of rows_of_items(MOBILITY): Straßen 0–5, Lieferverkehr 6–9, Schulwege 10–11.
SENTENCE_CUTS = (
    Cut(1, {"assessments": 10}),
    Cut(7, {"goals": 6}),
)
BOTTROP_CUTS = (
    Cut(0, {"proposals": 7}),
    Cut(3, {"goals": 3}, merge=True),
    Cut(5, {"assessments": 3}),
    Cut(8),
)
LOST_CUTS = (
    Cut(0, lost=True),
    Cut(4),
    Cut(7, lost=True),
    Cut(9),
)


NOTES: dict[str, Any] = {
    "other_titles": {1: "Erbegnisse: Themengruppen", 2: "Anmerkung: Zwischenstand, noch nicht abgestimmt"},
    "closing": "Stand 17. April 2026, ohne Gewähr",
}


def _docx_samples() -> Iterator[Sample]:
    yield docx_whole("docx-row-a-group", VILLAGE, rows_of_groups(VILLAGE))
    yield docx_whole("docx-word-lists", CLIMATE, rows_of_groups(CLIMATE), fill=as_word_list, head=WORKING)
    yield docx_whole("docx-typed-marks", SCHOOL, rows_of_groups(SCHOOL), fill=as_typed_marks, head=TABLES)
    yield docx_whole("docx-line-breaks", VILLAGE, rows_of_groups(VILLAGE), fill=as_breaks)
    yield docx_merged_groups("docx-merged-groups", CLIMATE)
    yield docx_whole("docx-group-in-first-row", SCHOOL, rows_of_items(SCHOOL), head=PLAIN)
    yield docx_title_row("docx-title-row-merged", VILLAGE)
    yield docx_whole("docx-head-again", CLIMATE, rows_of_items(CLIMATE), head_again_before=(5, 14))
    yield docx_pages("docx-table-a-page", MOBILITY, SENTENCE_CUTS)
    yield docx_pages("docx-table-a-page-with-head", MOBILITY, BOTTROP_CUTS, head_again=True)
    yield docx_pages("docx-notes-between-tables", MOBILITY, SENTENCE_CUTS, **NOTES)
    yield docx_pages("docx-misspelt-title", MOBILITY, BOTTROP_CUTS, other_titles={2: "Erbegnisse: Themengruppen"})
    yield docx_table_a_group("docx-table-a-group", CLIMATE)
    yield docx_table_a_group("docx-table-a-group-lists", VILLAGE, fill=as_word_list)
    yield docx_running_titles("docx-header-footer", CLIMATE)
    yield docx_word_features("docx-word-features")
    yield docx_whole(
        "docx-english-other-order",
        HARBOUR_ENGLISH,
        rows_of_groups(HARBOUR_ENGLISH),
        head=ENGLISH,
        order=("goals", "group", "proposals", "assessments", "questions"),
    )
    yield docx_whole("docx-sub-headings", HEALTH, rows_of_groups(HEALTH))
    yield docx_whole("docx-sub-headings-lists", HEALTH, rows_of_groups(HEALTH), fill=as_word_list, head=SHOUTED)
    yield docx_whole("docx-tricky-items", TRICKY, rows_of_groups(TRICKY))
    yield docx_whole("docx-goals-without-codes", UNCODED, rows_of_groups(UNCODED), head=TABLES)


def _xlsx_samples() -> Iterator[Sample]:
    yield xlsx(
        "xlsx-merged-groups",
        SCHOOL,
        rows_of_items(SCHOOL),
        merge_groups=[len(block) for block in blocks_of_items(SCHOOL)],
    )
    yield xlsx("xlsx-group-in-first-row", CLIMATE, rows_of_items(CLIMATE), titles=(), head=TABLES)
    yield xlsx(
        "xlsx-two-titles",
        VILLAGE,
        rows_of_groups(VILLAGE),
        titles=(VILLAGE.title, "Zusammenstellung vom 03.02.2026, Entwurf"),
        head=PLAIN,
        extra={"loose": ["Zusammenstellung vom 03.02.2026, Entwurf"]},
    )
    yield xlsx("xlsx-items-in-cells", HEALTH, rows_of_groups(HEALTH), marks=MARKS, head=SHOUTED, inline=True)
    yield xlsx_sheet_a_group("xlsx-sheet-a-group", SCHOOL)
    yield xlsx(
        "xlsx-gaps",
        VILLAGE,
        rows_of_items(VILLAGE),
        order=("group", None, "goals", "questions", None, None, "assessments", "proposals"),
        gap_rows=True,
    )
    yield xlsx(
        "xlsx-numbers-and-days",
        NUMBERS,
        rows_of_items(NUMBERS),
        values={"12,5": 12.5, "2030": 2030, "15.05.2027": date(2027, 5, 15), "1840": 1840},
        extra={"alternatives": {"12,5": ["12.5"], "1840": ["1.840"]}},
    )
    yield xlsx("xlsx-hidden-rows", CLIMATE, rows_of_items(CLIMATE), hidden=lambda n: n % 3 == 0)
    yield xlsx(
        "xlsx-running-numbers",
        HARBOUR_ENGLISH,
        rows_of_items(HARBOUR_ENGLISH),
        head=ENGLISH,
        numbered="Nr.",
        extra={"loose": ["Nr.", *"12345"]},
    )
    yield xlsx_chances_apart("xlsx-chances-apart")


def _csv_samples() -> Iterator[Sample]:
    yield delimited(
        "csv-semicolon-bom",
        VILLAGE,
        rows_of_groups(VILLAGE),
        encoding="utf-8-sig",
        marks=dict.fromkeys(ORDER[2:], bullet) | {"group": no_mark, "goals": no_mark},
    )
    yield delimited("csv-comma", CLIMATE, rows_of_groups(CLIMATE), delimiter=",", head=WORKING)
    yield delimited(
        "tsv-utf16",
        SCHOOL,
        rows_of_items(SCHOOL),
        delimiter="\t",
        encoding="utf-16-le",
        bom=b"\xff\xfe",
        ending="tsv",
    )
    yield delimited(
        "csv-bar-cp1252",
        HEALTH,
        rows_of_groups(HEALTH),
        delimiter="|",
        encoding="cp1252",
        order=("group", "questions", "assessments", "proposals", "goals"),
    )
    yield delimited("csv-semicolon-cp1252", SMALL, rows_of_items(SMALL), encoding="cp1252", head=TABLES)
    yield delimited("csv-group-in-each-row", VILLAGE, rows_of_items(VILLAGE, repeat_group=True), newline="\n")
    yield delimited(
        "csv-numbered-items",
        HARBOUR_ENGLISH,
        rows_of_groups(HARBOUR_ENGLISH),
        delimiter=",",
        head=ENGLISH,
        marks=dict.fromkeys(ORDER[2:], number_dot) | {"group": no_mark, "goals": star},
    )


def _text_samples() -> Iterator[Sample]:
    yield text_pages("text-one-page", VILLAGE, cut(rows_of_items(VILLAGE), ()))
    yield text_pages("text-pages", MOBILITY, cut(rows_of_items(MOBILITY), BOTTROP_CUTS))
    yield text_pages("text-notes-between-pages", MOBILITY, cut(rows_of_items(MOBILITY), SENTENCE_CUTS), **NOTES)
    yield text_pages(
        "text-misspelt-title",
        MOBILITY,
        cut(rows_of_items(MOBILITY), BOTTROP_CUTS),
        other_titles={2: "Erbegnisse: Themengruppen"},
    )
    yield text_pages(
        "text-pages-head-again",
        MOBILITY,
        cut(rows_of_items(MOBILITY), SENTENCE_CUTS),
        head_again=True,
        rule=True,
        newline="\r\n",
    )
    yield text_pages("text-lost-first-column", MOBILITY, cut(rows_of_items(MOBILITY), LOST_CUTS))
    yield text_pages(
        "text-markup",
        CLIMATE,
        cut(rows_of_groups(CLIMATE), (Cut(0),)),
        rule=True,
        cell_text=as_markup,
    )
    yield text_pages(
        "text-cp1252-sub-headings",
        HEALTH,
        cut(rows_of_items(HEALTH), (Cut(3),)),
        encoding="cp1252",
        newline="\r\n",
        head=PLAIN,
    )


@cache
def samples() -> tuple[Sample, ...]:
    return (*_docx_samples(), *_xlsx_samples(), *_csv_samples(), *_text_samples())
