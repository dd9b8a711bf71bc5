"""Where a page or a line was cut, German grammar tells whether the text goes on."""

import pytest

from faden.intake.seams import continues, doubt, ends_open, is_open, sew, starts_lower


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Das Betreiben von Stadtteilzentren funktioniert", "bereits in Bottrop, die Finanzierung ist wackelig"),
        ("Durch Quartiersmanagement: 1. Vortrag, 2. Exkursion, 3.", "Gesprächskreis"),
        ("Neue, vielfältige nutzbare", "Flächen"),
        ("Ruhige, gut beleuchtete", "Wege"),
        ("und damit für die Zukunft des", "Wirtschaftsstandorts Bottrop"),
        ("Erkenntnisse zur Gesundheit in die", "Stadtgesellschaft tragen"),
        ("Bürgerbeteiligung und", "Digitalisierung"),
        ("Klima- und", "Umweltschutz"),
        ("Straßen-", "Bäume"),
        ("Bäume,", "Bänke und Brunnen"),
        ("Maßnahmen, z. B.", "Bänke"),
        ("Plätze (am Markt", "Bahnhof und Rathaus)"),
        ("Er sagte „wir bleiben", "Hier in der Stadt“"),
        ("Alte Papierfabrik umbauen ->", "Wohnungen"),
        ("viele junge", "Leute"),
        ("Wohnungen für", "Familien"),
        ("Nachbarschaft", "gemeinsam gestalten"),
        ("Im Zentrum stehen", "die Menschen"),
        ("Mehr Platz", ", sagen viele"),
        ("Plätze am Markt", ") und anderswo"),
        ("mehr Grün, das sehr", "Wichtige"),
        ("Wer zieht um, wenn", "Treppen zu steil werden?"),
        ("mit sozialen und lokalen", "Betrieben"),
    ],
)
def test_unfinished_phrase_goes_on(before: str, after: str) -> None:
    assert continues(before, after) >= 0.5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Es ist eng.", "Mehr Platz"),
        ("Es ist eng", "Mehr Platz"),
        ("Wer hilft?", "Die Stadt"),
        ("Andere Straßenbeläge?", "Häuser enger bauen?"),
        ("Datenschutz", "Monitoring"),
        ("Umzugslotsen", "Probewohnen für Ältere"),
        ("Bänke, Brunnen usw.", "Mehr Platz"),
        ("Internet für alle", "Leichte Sprache"),
        ("Den Weltladen kennt jeder", "Haltung"),
        ("Wir bieten Beratung an", "Mehr Platz"),
        ("Häuser bauen", "Bäume pflanzen"),
        ("Fördern bis 2030.", "Sparen"),
        ("Umzugslotsen", "iPhone-Kurse für Ältere"),
        ("Monitoring", "e-Bikes laden"),
        ("Es ist schön!", "und grün"),
        ("„Offene Daten“", "Beteiligung"),
        ("Haltung (Vorbild)", "Werbung"),
    ],
)
def test_finished_phrase_does_not_go_on(before: str, after: str) -> None:
    assert continues(before, after) < 0.5


@pytest.mark.parametrize("after", ["MO_2.4 Flächen umwandeln", "EN 1.1 Wärme gewinnen"])
def test_goal_code_always_begins_something_new(after: str) -> None:
    assert continues("Wohnungen für die", after) == 0


@pytest.mark.parametrize(("before", "after"), [("", "Bänke"), ("Bänke", ""), ("  ", " ")])
def test_nothing_goes_on_from_or_into_nothing(before: str, after: str) -> None:
    assert continues(before, after) == 0


def test_lower_case_says_nothing_where_the_document_always_writes_so() -> None:
    assert continues("mehr bänke", "weniger schilder") >= 0.5
    assert continues("mehr bänke", "weniger schilder", lower_is_usual=True) < 0.5
    assert continues("bänke für", "alle menschen", lower_is_usual=True) >= 0.5


def test_remainder_that_stands_alone_goes_on_more_likely() -> None:
    assert continues("noch mehr", "Bänke", alone=True) > continues("noch mehr", "Bänke")
    assert continues("Es ist eng", "Mehr Platz", alone=True) < 0.5


@pytest.mark.parametrize("pair", [("a", "b"), ("Wege,", "Straßen"), ("des", "Amtes"), ("3.", "x"), ("A.", "b")])
@pytest.mark.parametrize("alone", [True, False])
def test_answer_is_a_probability(pair: tuple[str, str], alone: bool) -> None:
    assert 0 <= continues(*pair, alone=alone) <= 1


@pytest.mark.parametrize(
    "text", ["Wohnungen für", "Bänke,", "Haus (alt", "1. Vortrag, 2.", "Karten, z.B.", "Klima-", "A ->", "„Offen"]
)
def test_end_is_surely_open(text: str) -> None:
    assert ends_open(text) >= 0.8


@pytest.mark.parametrize("text", ["", "Es ist eng.", "Wer?", "Bänke", "usw.", "2030.", "(alt)", "„Offen“", "Ja …"])
def test_end_is_closed(text: str) -> None:
    assert ends_open(text) <= 0.4


@pytest.mark.parametrize("text", ["bereits da", "„bereits da", "(und mehr)"])
def test_lower_case_beginning_is_seen_behind_marks(text: str) -> None:
    assert starts_lower(text)


@pytest.mark.parametrize("text", ["Bereits", "e-Bike laden", "iPhone", "2030", "", "„Offen"])
def test_what_is_written_so_is_no_lower_case_beginning(text: str) -> None:
    assert not starts_lower(text)


def test_open_words_are_articles_and_the_like() -> None:
    assert all(is_open(word) for word in ("der", "für", "alle", "an"))
    assert not any(is_open(word) for word in ("Bank", "grün", "baut"))


@pytest.mark.parametrize(("probability", "doubts"), [(0.0, 0.0), (0.5, 1.0), (1.0, 0.0), (0.97, 0.06), (0.3, 0.6)])
def test_doubt_is_greatest_in_the_middle(probability: float, doubts: float) -> None:
    assert doubt(probability) == doubts


@pytest.mark.parametrize(
    ("before", "after", "whole", "gone"),
    [
        ("Neue, nutzbare ", "  Flächen", "Neue, nutzbare Flächen", ""),
        ("Umwelt ent-", "lasten", "Umwelt entlasten", "-"),
        ("City-", "Logistik", "City-Logistik", ""),
        ("Rad-", "und Fußweg", "Rad- und Fußweg", ""),
        ("300 -", "400 Meter", "300 - 400 Meter", ""),
    ],
)
def test_sewn_parts_lose_only_a_hyphen_that_broke_a_word(before: str, after: str, whole: str, gone: str) -> None:
    assert sew(before, after) == (whole, gone)
