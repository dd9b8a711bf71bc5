"""What is found, in which order, and what is found no more."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from faden.dialogue import indexing
from faden.programme.models import Programme
from faden.search import actions, queries
from faden.search.findable import Findable
from faden.search.models import Entry, Word

STATEMENTS = [
    "Mehr Parkplätze am Rat-Haus",
    "Der Park ist schön",
    "Radwege für alle",
    "Bäume, mehr Bäume! im Park",
    "Ein Radio im Rathaus",
    "Straßenbäume pflegen",
    "Wohnungen für Senioren",
    "Der Platz am Park gehört den Kindern",
    "Kinder brauchen Platz",
]
Ask = Callable[..., list[str]]


def _said(key: int, text: str, **facts: Any) -> Findable:
    return Findable(kind="B", key=key, path=f"B{key}", text=text, number=key, place=key, sort="proposal", **facts)


@pytest.fixture
def town(programme: Programme) -> Programme:
    """A programme with nothing to find but what is put here."""
    actions.clear(programme)
    actions.put(programme, [_said(key, text) for key, text in enumerate(STATEMENTS, 1)])
    group = Findable(kind="G", key=1, path="G1", title="Park und Grün", text="Was im Grünen fehlt", number=1)
    goal = Findable(kind="Z", key=1, path="ziele/ST_1", title="Ein Park in jedem Viertel", number=1)
    actions.put(programme, [group, goal])
    return programme


@pytest.fixture
def ask(town: Programme) -> Ask:
    def asked(text: str, **how: Any) -> list[str]:
        answer = queries.ask(town, text, **how)
        return [one.path for one in answer.best_first(answer.entries)]

    return asked


# The order is the same on both databases: these run on both.
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Park", ["ziele/ST_1", "G1", "B2", "B4", "B8", "B1"]),
        ("park -bäume", ["ziele/ST_1", "G1", "B2", "B8", "B1"]),
        ("Rathaus", ["B5", "B1"]),
        ("Rat-Haus", ["B5", "B1"]),
        ("strassenbaeume", ["B6"]),
        ("Bäume", ["B4", "B6"]),
        ("park kinder", ["B8"]),
        ('"im park"', ["B4"]),
        ('"mehr bäume im"', ["B4"]),
        ('"haus der park"', []),
        ("Senioren Wohnung", ["B7"]),
        ("Raumstation", []),
        ("-Park", []),
        ("", []),
    ],
)
def test_hits_come_best_first_and_in_one_order(ask: Ask, text: str, found: list[str]) -> None:
    assert ask(text, literally=True) == found


def test_equal_hits_come_shortest_first_then_by_number(town: Programme, ask: Ask) -> None:
    actions.put(town, [_said(20, "Ein Esel"), _said(19, "Ein Esel"), _said(21, "Esel")])
    assert ask("Esel") == ["B21", "B19", "B20"]


def test_the_word_as_typed_comes_before_its_other_forms_and_these_before_compounds(town: Programme, ask: Ask) -> None:
    actions.put(town, [_said(20, "Hundewiese"), _said(21, "Hunde toben"), _said(22, "Mein guter alter Hund")])
    assert ask("Hund") == ["B22", "B21", "B20"]


def test_the_beginning_of_a_word_finds_what_goes_on_so(ask: Ask) -> None:
    assert ask("Radwe") == ["B3"]
    assert "B5" not in ask("Rad"), "a whole word is no beginning"


def test_a_typing_error_is_mended_and_said(town: Programme) -> None:
    answer = queries.ask(town, "mehr Parkpltäze")
    assert answer.corrected == "mehr Parkplätze"
    assert next(one.path for one in answer.best_first(answer.entries)) == "B1"


def test_who_insists_gets_nothing_instead(ask: Ask) -> None:
    assert ask("Parkpltäze", literally=True) == []


def test_what_has_most_words_follows_where_little_has_all(town: Programme) -> None:
    answer = queries.ask(town, "Kinder Platz Park")
    paths = [one.path for one in answer.best_first(answer.entries)]
    assert answer.partly
    assert answer.complete
    assert paths[:2] == ["B8", "B9"]
    assert "B2" not in paths, "one word of three is not half"


def test_words_that_nothing_has_do_not_count(town: Programme) -> None:
    answer = queries.ask(town, "Senioren Zauberwürfel")
    assert [one.path for one in answer.best_first(answer.entries)] == ["B7"]
    assert answer.partly
    assert not answer.complete


@pytest.mark.parametrize("text", ['"', "*", '" OR "x"*', "(", "NEAR(a b)", "a:b", "\\", "%", "_", "😀", "İ", "\x01"])
def test_signs_of_any_kind_break_nothing(ask: Ask, text: str) -> None:
    assert ask(text) == []


def test_words_of_other_scripts_are_found(town: Programme, ask: Ask) -> None:
    actions.put(town, [_said(20, "Добро пожаловать"), _said(21, "أهلا وسهلا"), _said(22, "Hoş geldiniz")])
    assert ask("пожаловать") == ["B20"]
    assert ask("وسهلا") == ["B21"]
    assert ask("hos") == ["B22"]


def test_what_is_put_again_is_found_by_its_new_words_only(town: Programme, ask: Ask) -> None:
    actions.put(town, [_said(5, "Ein Brunnen", since=date(2026, 7, 1), leaning="solution")])
    assert ask("Radio", literally=True) == []
    assert ask("Brunnen") == ["B5"]
    entry = Entry.objects.get(programme=town, kind="B", key=5)
    assert (entry.since, entry.leaning) == (date(2026, 7, 1), "solution")


def test_a_redacted_word_is_found_nowhere(town: Programme, ask: Ask) -> None:
    actions.put(town, [_said(20, "Frau Quellmann soll helfen")])
    assert ask("Quellmann") == ["B20"]
    actions.put(town, [_said(20, "[Name verdeckt] soll helfen")])
    assert ask("Quellmann", literally=True) == []
    assert ask("verdeckt", literally=True) == []
    assert not Word.objects.filter(exact__contains="quellm").exists()
    assert not Entry.objects.filter(terms__contains="quellm").exists()
    assert queries.suggestions(town, "Quellm") == ([], [])


def test_a_word_that_was_taken_out_leaves_no_trace_in_the_file(
    programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    """PostgreSQL gives the room of rows that are gone free by itself; FTS5 only marks them."""

    def stored() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT group_concat(hex(block), '') FROM search_index_data")
            return str(cursor.fetchone()[0])

    actions.put(programme, [_said(10**6, "Frau Quellmann soll helfen"), _said(10**6 + 1, "Ein Wunderding")])
    with django_capture_on_commit_callbacks(execute=True) as left_to_do:
        actions.drop(programme, "B", [10**6])
        actions.drop(programme, "B", [10**6 + 1])
    assert len(left_to_do) == 1, "once for both"
    if connection.vendor == "sqlite":
        assert b"ellmann".hex().upper() not in stored()


def test_what_is_dropped_is_found_no_more_and_its_words_are_counted_down(town: Programme, ask: Ask) -> None:
    before = Word.objects.get(programme=town, exact="park").count
    actions.drop(town, "B", [4, 999])
    assert "B4" not in ask("Park")
    assert Word.objects.get(programme=town, exact="park").count == before - 1


def test_counts_of_words_are_those_of_entries(town: Programme) -> None:
    actions.put(town, [_said(key, text) for key, text in enumerate(reversed(STATEMENTS), 1)])
    actions.put(town, [_said(1, "Park Park Park"), _said(1, "Park am Park")])
    for exact, count in Word.objects.filter(programme=town).values_list("exact", "count"):
        assert count == Entry.objects.filter(programme=town, terms__contains=f" x{exact} ").count(), exact
    assert not Word.objects.filter(count__lte=0).exists()


def test_programmes_do_not_find_each_other(town: Programme, ask: Ask) -> None:
    other = Programme.objects.create(city=town.city, name="Nebenan", slug="nebenan")
    actions.put(other, [_said(1, "Ein Brunnen nebenan")])
    assert ask("Brunnen", literally=True) == []
    assert queries.suggestions(town, "Brunn") == ([], [])
    actions.clear(other)
    assert ask("Park")


def test_a_word_longer_than_any_is_left_out(town: Programme, ask: Ask) -> None:
    actions.put(town, [_said(20, "x" * 5000 + " Brunnen")])
    assert ask("Brunnen") == ["B20"]


# Suggestions


def test_suggestions_go_on_with_the_last_word_most_frequent_first(town: Programme) -> None:
    words, things = queries.suggestions(town, "mehr Pa")
    assert words == ["mehr Park", "mehr Parkplätze"]
    assert things == []


def test_goals_and_groups_are_suggested_by_words_of_their_titles(town: Programme) -> None:
    words, things = queries.suggestions(town, "Grü")
    assert [one.path for one in things] == ["G1"]
    assert "Grün" in words
    assert [one.path for one in queries.suggestions(town, "Park Viert")[1]] == ["ziele/ST_1"]


def test_an_address_is_suggested_as_it_is_typed(town: Programme) -> None:
    assert [one.path for one in queries.suggestions(town, "b3")[1]] == ["B3"]
    assert queries.suggestions(town, "B999") == ([], [])


@pytest.mark.parametrize("text", ["", "a", " ", "Park ", '"', "%", "\U0010ffff"])
def test_nothing_is_suggested_where_nothing_goes_on(town: Programme, text: str) -> None:
    assert queries.suggestions(town, text) == ([], [])


def test_suggestions_ask_twice(town: Programme, django_assert_num_queries: Any) -> None:
    for text in ("Pa", "mehr Park", "B3"):
        with django_assert_num_queries(2):
            queries.suggestions(town, text)


def test_an_index_made_by_other_rules_is_outdated_until_it_is_built_anew(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert queries.outdated() == []
    monkeypatch.setattr("faden.search.terms.rules", lambda: "neu")
    monkeypatch.setattr("faden.search.actions.rules", lambda: "neu")
    assert queries.outdated() == [programme]
    before = set(Entry.objects.filter(programme=programme).values_list("kind", "key", "terms"))
    counted = set(Word.objects.filter(programme=programme).values_list("exact", "count"))
    indexing.build(programme)
    assert queries.outdated() == []
    assert set(Entry.objects.filter(programme=programme).values_list("kind", "key", "terms")) == before
    assert set(Word.objects.filter(programme=programme).values_list("exact", "count")) == counted
