"""Tokens of an entry."""

from faden.kernel.words import index_terms
from faden.search.terms import exact_words, of_entry, spelt


def _terms(title: str, text: str) -> str:
    return of_entry(spelt(title), spelt(text))


def test_words_stand_in_a_row_so_that_a_phrase_is_part_of_them() -> None:
    terms = _terms("Platz da", "Der Rad-Weg am Bahnhof")
    assert terms.startswith(" xplatz xda | xder xrad xweg xam xbahnhof ")
    assert " xradweg " in terms
    assert " tplatz " in terms


def test_no_token_stands_twice_behind_the_row() -> None:
    behind = _terms("", "Park Park am Park").removeprefix(" | xpark xpark xam xpark ").split()
    assert len(behind) == len(set(behind))
    assert not any(token.startswith("x") for token in behind)


def test_exact_words_are_those_of_title_and_text() -> None:
    assert exact_words(_terms("Park", "Rad-Weg, Rad")) == {"park", "rad", "weg", "radweg"}


def test_tokens_hold_letters_and_digits_only() -> None:
    terms = _terms("AK_5.3 – Bürger*innen", "E-Mail: a@b.de 24/7 «naïve» İstanbul 日本語 Ⅳ ² 𝔘")
    assert all(token == "|" or token.isalnum() for token in terms.split()), terms


def test_an_entry_has_every_token_that_the_kernel_says() -> None:
    text = "Bäume am Rad-Weg zur AK_5.3: Straßenbahnhaltestelle, E-Mail und 24/7"
    assert set(index_terms(text)) <= set(_terms("", text).split())
