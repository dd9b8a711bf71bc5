"""What German syntax tells about a line's end."""

import pytest

from faden.intake.clauses import is_complete, waits


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Verbindung über die neue", "Brücke"),
        ("Ausbau für einen zweiten", "Bahnsteig"),
        ("Verein und Schule haben", "Geld gesammelt"),
        ("Am Hafen fehlt", "Licht"),
        ("Treffpunkt, an dem Alte ihre Geschichten", "erzählen"),
        ("Weil der Weg zum Arzt", "weit ist"),
        ("Kontakt: Frau Mina", "Okafor"),
        ("Sperrung bis Mai", "2031"),
        ("Obwohl", "Geld da ist"),
        ("Elektrische", "Fähren"),
    ],
)
def test_phrase_without_its_noun_or_clause_without_its_verb_waits(before: str, after: str) -> None:
    assert waits(before, after) >= 0.5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Licht am Hafen", "Fähren"),
        ("Am Hafen fehlt Licht", "Fähren"),
        ("Orte, an denen Alte erzählen", "Fähren"),
        ("Haltestellen an allen Schulen", "Fähren"),
        ("Damit alle mitreden können, Sitzungen übertragen", "Fähren"),
    ],
)
def test_whole_phrase_does_not_wait(before: str, after: str) -> None:
    assert waits(before, after) < 0.3


@pytest.mark.parametrize(
    "text", ["Die Stadt stellt Flächen bereit und Vereine bieten Kurse an", "Busse fahren abends nicht"]
)
def test_prefix_of_a_verb_ends_its_clause(text: str) -> None:
    assert is_complete(text)


@pytest.mark.parametrize("text", ["Ausflug nach", "Kurse mit"])
def test_preposition_behind_a_noun_alone_ends_nothing(text: str) -> None:
    assert not is_complete(text)
