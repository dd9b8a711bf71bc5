"""Words meet in every spelling and form, and as parts of compounds; what only looks alike does not."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faden.kernel.words import Word, index_terms, is_function_word, words


def finds(query: str, text: str) -> bool:
    """Search as an index would: each word as written, by its stem or by all its parts; joined ones also by pieces."""
    terms = set(index_terms(text))
    asked = words(query)

    def found(word: Word) -> bool:
        by_parts = {f"p{part}" for part in word.parts or (word.stem,)} <= terms
        return by_parts or bool({f"x{word.exact}", f"s{word.stem}"} & terms)

    def wholes(word: Word) -> list[Word]:
        return [one for one in asked if one is not word and one.start <= word.start and word.end <= one.end]

    def pieces(word: Word) -> list[Word]:
        return [one for one in asked if one is not word and word.start <= one.start and one.end <= word.end]

    outer = [word for word in asked if not wholes(word)]
    return all(found(word) or (bool(pieces(word)) and all(map(found, pieces(word)))) for word in outer)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("platz", "Mehr Parkplätze am Markt"),
        ("Parkplatze", "Mehr Parkplätze am Markt"),
        ("PARKPLAETZE", "Ein Parkplatz"),
        ("Strasse", "Die Straße ist eng"),
        ("Senioren Wohnung", "Seniorenwohnungen fehlen"),
        ("Seniorenwohnungen", "Wohnungen für Senioren"),
        ("Rad", "Radwege enden hier"),
        ("Radwege", "Rad- und Fußwege"),
        ("Häuser", "Ein Haus"),
        ("Haltestelle", "Straßenbahnhaltestellen"),
        ("Kurse", "Ein Sprachkurs"),
        ("Zentrum", "Jugendzentren"),
        ("Museum", "Die Museen öffnen länger"),
        ("Bus", "Busse fahren selten"),
        ("Bürger", "Bürgerinnen und Anwohner"),
        ("Bürger", "Liebe Bürger*innen"),
        ("Bürgerinnen", "Die Bürger:innen"),
        ("Radweg", "Ein Rad-Weg"),
        ("barrierefreie", "Barrierefreier Zugang"),
        ("Café", "Ein Cafe im Park"),
        ("Platze", unicodedata.normalize("NFD", "Plätze")),
        ("Straße", "Stra\u00adße"),
        ("Maßnahme", "MASSNAHMEN"),
    ],
)
def test_a_word_finds_its_spellings_forms_and_compounds(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("rat", "Beratung"),
        ("Rat", "Fahrräder"),
        ("Tor", "Motoren"),
        ("Rad", "Das Radio und der Grad"),
        ("Burg", "Die Bürgerinnen"),
        ("Kur", "Kurse"),
        ("Bau", "Bauern"),
        ("Kehr", "Verkehr"),
        ("Teil", "Beteiligung"),
        ("Ale", "Sandalen"),
        ("Seniorenwohnungen", "Wohnungen für Studierende"),
    ],
)
def test_what_only_looks_alike_is_not_found(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("AK_5.3", "Ziel AK 5.3"),
        ("ak5.3", "Ziel AK_5.3."),
        ("AK 5.3", "(AK_5.3)"),
        ("b83", "Siehe B83!"),
        ("2030", "Bottrop 2030+"),
        ("2030+", "bis 2030"),
        ("Email", "per E-Mail"),
        ("e-mail", "Email"),
        ("24/7", "offen 24/7"),
        ("co2", "weniger CO₂"),
        ("30er Zone", "eine 30er-Zone"),
        ("30er-Zone", "30er Zone"),
        ("1.500", "1500 Euro"),
        ("5,5", "5,5 %"),
        ("m²", "40 m2"),
    ],
)
def test_codes_and_numbers_are_found_as_people_type_them(query: str, text: str) -> None:
    assert finds(query, text)


def test_pieces_are_words_and_so_is_the_whole() -> None:
    assert words("Der Rad-Weg") == [
        Word("Der", 0, 3, "der", "der", ()),
        Word("Rad", 4, 7, "rad", "rad", ()),
        Word("Weg", 8, 11, "weg", "weg", ()),
        Word("Rad-Weg", 4, 11, "radweg", "radweg", ("rad", "weg")),
    ]


def test_a_word_that_is_no_compound_is_its_own_part() -> None:
    assert index_terms("Parkplätze: Platz") == [
        "xparkplaetze",
        "sparkplatz",
        "ppark",
        "pplatz",
        "xplatz",
        "splatz",
    ]


def test_other_scripts_are_words_too() -> None:
    assert finds("ДОМ", "Наш дом")
    assert finds("İstanbul", "istanbul")
    assert index_terms("🚲 … –") == []


def test_function_words_are_known_in_their_folded_form() -> None:
    assert [word for word in ("und", "fuer", "ueber", "rad", "ohne", "stadt") if is_function_word(word)] == [
        "und",
        "fuer",
        "ueber",
        "ohne",
    ]


@given(st.text())
def test_tokens_hold_only_letters_and_numbers_and_are_short(text: str) -> None:
    for term in index_terms(text):
        assert all(unicodedata.category(sign)[0] in "LN" for sign in term)
        assert len(term) <= 61


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    assert all(word.shown == text[word.start : word.end] for word in words(text))


def test_threads_get_the_same_terms() -> None:
    texts = [f"Spielplätze{letter} und Radwege in Wohngebieten{letter}" for letter in "abcdefgh"] * 20
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(index_terms, texts)) == [index_terms(text) for text in texts]
