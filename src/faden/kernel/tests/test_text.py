"""Text is compared and searched as people mean it, not as they type it."""

import pytest

from faden.kernel.text import characters, fold, shorten, squeeze


@pytest.mark.parametrize(
    ("written", "squeezed"),
    [
        ("  Mehr   Bänke \n am\tMarkt ", "Mehr Bänke am Markt"),
        ("Quar\u00adtier", "Quartier"),
        ("\ufeffErgebnisse", "Ergebnisse"),
        ("10\u00a0Uhr", "10 Uhr"),
        ("a\u200bb\u2060c", "abc"),
        (" \n\t ", ""),
    ],
)
def test_squeeze_leaves_one_line_with_single_spaces(written: str, squeezed: str) -> None:
    assert squeeze(written) == squeezed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("STRAẞE", "strasse"),
        ("Bürgerbüro", "Buergerbuero"),
        ("Ärger", "AERGER"),
        ("Öffnung", "oeffnung"),
        ("Gru\u0308n", "Grün"),
        ("Quar\u00adtiers\u200bfest", "Quartiersfest"),
        ("Café", "cafe"),
        ("„Offene Daten“ und Beteiligung!", "offene daten und beteiligung"),
        ("Schule/Beruf", "Schule  Beruf"),
        ("MO_2.4", "mo 2 4"),
        ("Straßen-Bäume", "STRASSEN BAEUME"),
    ],
)
def test_spellings_of_the_same_words_are_equal_when_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Bahn", "Bähn"), ("Rad", "Räder"), ("Straßenbäume", "Straßen-Bäume")])
def test_different_words_stay_different_when_folded(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["Straße", "„Ja“, sagte Zoë", "Ærø", "Łódź", "İstanbul", "10 m²"])
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_nothing_but_marks_leaves_nothing() -> None:
    assert fold(" – … „“ ") == ""


def test_characters_count_what_can_be_seen() -> None:
    assert characters("Aa b\u00adb\n\u00a0") == {"A": 1, "a": 1, "b": 2}
    assert characters("ab").total() == 2


def test_characters_tell_a_lost_letter() -> None:
    assert characters("Wärme für alle") != characters("Wärm für alle")
    assert characters("eins zwei") == characters("zwei\n eins")


def test_short_text_is_not_shortened() -> None:
    assert shorten("Mehr Bänke", 10) == "Mehr Bänke"


@pytest.mark.parametrize("length", [5, 12, 20, 30, 44])
def test_shortened_text_is_cut_between_words_and_never_too_long(length: int) -> None:
    text = "Die Bleicherstraße, sie gehört allen – und nicht nur denen, die durchfahren"
    found = shorten(text, length)
    assert len(found) <= length
    assert found.endswith("…")
    assert text.startswith(found[:-1])
    assert found[-2] not in " ,;:–-"


def test_only_a_word_that_is_too_long_itself_is_cut_inside() -> None:
    assert shorten("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert shorten("Wenn sich jemand kümmert", 20) == "Wenn sich jemand…"
