"""Names in text: inflected, abbreviated, joined, and what is no name."""

import pytest

from faden.places.recognition import Name, NameIndex
from faden.places.tests import labelled

INDEX = NameIndex(
    [
        Name("Gladbecker Straße", "street"),
        Name("Rathausplatz", "square"),
        Name("Nordstadt", "north", derives=True),
        Name("Weststadt", "west", derives=True),
        Name("Alter Markt", "market"),
        Name("Johanneskirche", "church", full="Johanneskirche"),
        Name("Kirche", "church", full="Johanneskirche"),
        Name("Ring", "ring", ambiguous=True),
        Name("Haus am Rathausplatz", "house"),
        Name("Kirchweg (Nordstadt)", "kirchweg north", district="north"),
        Name("Kirchweg (Weststadt)", "kirchweg west", district="west"),
    ]
)


def _found(text: str) -> dict[str, tuple[tuple[str, ...], bool]]:
    return {text[one.start : one.end]: (one.targets, one.sure) for one in INDEX.find(text)}


@pytest.mark.parametrize(
    ("text", "words", "target"),
    [
        ("In der Gladbecker Straße ist es laut.", "Gladbecker Straße", "street"),
        ("In der Gladbecker Str. ist es laut.", "Gladbecker Str", "street"),
        ("Ecke Gladbeckerstr. 12", "Gladbeckerstr", "street"),
        ("Am Rathausplatz sitzen", "Rathausplatz", "square"),
        ("Die Mitte des Rathausplatzes", "Rathausplatzes", "square"),
        ("Bänke auf dem Alten Markt", "Alten Markt", "market"),
        ("Die Straßen der Nordstadt", "Nordstadt", "north"),
        ("BÄUME AM RATHAUSPLATZ", "RATHAUSPLATZ", "square"),
        ("Am Rathaus\u00adplatz sitzen", "Rathaus\u00adplatz", "square"),
    ],
)
def test_name_in_its_cases_and_spellings_is_found_surely(text: str, words: str, target: str) -> None:
    assert _found(text) == {words: ((target,), True)}


@pytest.mark.parametrize(
    ("text", "words", "target"),
    [
        ("Neben der Kirche ist Platz.", "Kirche", "church"),
        ("Auf dem Ring ist Stau.", "Ring", "ring"),
        ("am rathausplatz sitzen", "rathausplatz", "square"),
        ("Das Rathausplatzfest war schön.", "Rathausplatzfest", "square"),
        ("Viele Nordstädter machen mit.", "Nordstädter", "north"),
        ("Mehr Nordstadt-Kinder im Verein", "Nordstadt", "north"),
        ("Alter Markt: zu voll", "Alter Markt", "market"),
    ],
)
def test_what_may_mean_something_else_is_only_suggested(text: str, words: str, target: str) -> None:
    assert _found(text) == {words: ((target,), False)}


@pytest.mark.parametrize(
    "text",
    [
        "Die Straße ist laut.",
        "Ein alter Markt wäre schön.",
        "Die Kirchen sollen mitmachen.",
        "Wir ring um Lösungen",
        "Herr Ring hat recht.",
        "Im Norden der Stadt",
        "Rathausplätze gibt es überall.",
        "Vor dem Rathaus. Platz ist genug.",
        "Ein neuer Ring um die Stadt",
        "",
    ],
)
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert _found(text) == {}


def test_longest_name_wins_where_names_overlap() -> None:
    assert _found("Das Haus am Rathausplatz öffnen") == {"Haus am Rathausplatz": (("house",), True)}


def test_first_half_of_a_shortened_pair_is_found_too() -> None:
    assert _found("In Nord- und Weststadt") == {"Nord": (("north",), False), "Weststadt": (("west",), True)}


def test_places_of_one_name_are_all_suggested() -> None:
    assert _found("Der Kirchweg ist dunkel.") == {"Kirchweg": (("kirchweg north", "kirchweg west"), False)}


def test_named_district_decides_between_places_of_one_name() -> None:
    found = _found("Der Kirchweg in der Weststadt ist dunkel.")
    assert found["Kirchweg"] == (("kirchweg west",), False)


@pytest.mark.parametrize("half", [0, 1], ids=["seen while developing", "held out"])
def test_labelled_sentences_are_found_as_people_labelled_them(half: int) -> None:
    scores = labelled.score(labelled.gazetteer(), labelled.sentences()[half::2])
    assert scores.recall >= 0.98, scores.faults
    assert scores.precision >= 0.95, scores.faults
    assert scores.precision_of_sure == 1.0, scores.faults
    assert scores.sure >= 0.95, scores.faults
