"""Slips lead to the word that was meant."""

import pytest

from faden.kernel.spelling import corrections

VOCABULARY = {
    "spielplatz": 40,
    "spielplaetze": 20,
    "strasse": 30,
    "rasse": 1,
    "ampel": 5,
    "rad": 90,
    "rat": 80,
    "rand": 9,
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("spielpatz", "spielplatz"),
        ("psielplatz", "spielplatz"),
        ("strase", "strasse"),
        ("apmel", "ampel"),
        ("hampel", "ampel"),
        ("wtrasse", "strasse"),
    ],
)
def test_letters_missing_swapped_or_wrong_are_forgiven(typed: str, meant: str) -> None:
    assert corrections(typed, VOCABULARY)[:1] == [meant]


def test_short_words_are_taken_at_their_word() -> None:
    assert corrections("rak", VOCABULARY) == []


def test_four_letters_allow_one_slip_and_not_two() -> None:
    assert corrections("rads", VOCABULARY) == ["rad"]
    assert corrections("ampxx", VOCABULARY) == []


def test_equally_near_words_come_by_their_count_and_not_the_word_itself() -> None:
    near = {"wagen": 2, "waren": 9, "wahlen": 3, "waben": 1}
    assert corrections("waxen", near) == ["waren", "wagen", "waben"]
    assert corrections("wagen", near, limit=1) == ["waren"]
