"""What is read out of what somebody typed."""

import pytest

from faden.search.asked import parse
from faden.search.terms import to_fts5, to_tsquery


def _wanted(text: str) -> list[str]:
    return [one.word.exact for one in parse(text).wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Bäume pflanzen", ["baeume", "pflanzen"]),
        ("Wo fehlen uns die Bäume?", ["fehlen", "baeume"]),
        ("der", ["der"]),
        ("Baum baum BAUM", ["baum"]),
        ("Rad-Weg", ["radweg"]),
        ("", []),
        ("?!", []),
    ],
)
def test_little_words_are_left_out_where_others_remain(text: str, wanted: list[str]) -> None:
    assert _wanted(text) == wanted


@pytest.mark.parametrize("text", ['"im Park"', "„im Park“", "»im Park«", '"im Park'])
def test_words_in_any_quotation_marks_are_a_phrase(text: str) -> None:
    asked = parse(text)
    assert asked.phrases == (("im", "park"),)
    assert not asked.wanted


def test_a_minus_before_a_word_leaves_it_out_and_a_hyphen_does_not() -> None:
    asked = parse("Park -Auto E-Mail – Wald")
    assert [one.word.exact for one in asked.wanted] == ["park", "email", "wald"]
    assert [one.word.exact for one in asked.unwanted] == ["auto"]


def test_only_what_is_left_out_asks_for_nothing() -> None:
    assert parse("-Auto").is_empty


def test_a_long_text_is_cut_to_a_dozen_words() -> None:
    assert len(parse(" ".join(f"Wort{at}" for at in range(50))).wanted) == 12


@pytest.mark.parametrize("text", ["AND OR NOT NEAR", "x* ^y {z}", "a & !b | (c)", "'; DROP TABLE --", 'col:"x"'])
def test_signs_of_the_databases_mean_nothing(text: str) -> None:
    expression = parse(text).expression
    outside = "".join(to_fts5(expression).split('"')[::2]) + "".join(to_tsquery(expression).split("'")[::2])
    assert set(outside) <= set("ANDOR &|()")


def test_words_joined_by_signs_are_looked_for_as_one_and_in_pieces() -> None:
    written = to_fts5(parse("Rad-Weg").expression)
    assert '"xradweg"' in written
    assert '"xrad"' in written
