"""Statements are found, narrowed, ordered and counted."""

import pytest

from faden.addresses.actions import Change, set_state
from faden.addresses.models import State
from faden.conftest import NOW
from faden.dialogue import queries
from faden.dialogue.actions import (
    NewGroup,
    publish,
)
from faden.dialogue.models import (
    DialogueGroup,
    GoalMention,
    Kind,
)
from faden.dialogue.queries import Filters
from faden.dialogue.tests.said import NOBODY, goal, said, texts
from faden.kernel.text import fold


@pytest.mark.parametrize(
    "words", ["straßenbäume", "STRASSENBAEUME", "Straßenbaeume", "strassenb", "gießt bäume", "baeume WER"]
)
def test_words_are_found_in_every_spelling_and_in_any_order(group: DialogueGroup, words: str) -> None:
    assert texts(group.programme, words=words) == ["Wer gießt die Straßenbäume?"]


@pytest.mark.parametrize("words", ["Bäume Bänke", "Xylophon", "%", "_"])
def test_every_word_must_be_there(group: DialogueGroup, words: str) -> None:
    assert texts(group.programme, words=words) == ([] if fold(words) else texts(group.programme))


def test_list_is_narrowed_by_group_kind_and_both(group: DialogueGroup) -> None:
    publish(group.programme, [NewGroup("Zweite", contributions=[said("Und noch etwas")])], change=NOBODY)
    assert texts(group.programme, group=2) == ["Und noch etwas"]
    assert len(texts(group.programme, group=1)) == 5
    assert texts(group.programme, kind="question") == ["Wer gießt die Straßenbäume?"]
    assert texts(group.programme, kind="question", group=2) == []
    assert len(texts(group.programme, kind="gibt es nicht")) == 6
    assert texts(group.programme, group=99) == []


def test_list_of_a_goal_holds_the_groups_that_name_it_or_one_below_it(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [
            NewGroup("Tiefer", goals=[goal("MO_2.4.1", "Bordsteine")], contributions=[said("Tief")]),
            NewGroup("Ähnlich", goals=[goal("MO_2.40", "Ganz anders")], contributions=[said("Anders")]),
        ],
        change=NOBODY,
    )
    assert set(texts(group.programme, goal="MO_2.4")) == {*texts(group.programme, group=1), "Tief"}
    assert texts(group.programme, goal="MO_2.4.1") == ["Tief"]
    assert texts(group.programme, goal="MO_2.40") == ["Anders"]
    assert len(texts(group.programme, goal="MO_2")) == 7
    assert texts(group.programme, goal="WO_1") == []


def test_list_of_a_field_holds_its_groups_once(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [NewGroup("Wohnen", goals=[goal("WO_1", "a"), goal("WO_2", "b")], contributions=[said("Umzug")])],
        change=NOBODY,
    )
    assert texts(group.programme, field="WO") == ["Umzug"]
    assert len(texts(group.programme, field="GES")) == 5


def test_list_has_three_orders(group: DialogueGroup) -> None:
    numbers = {
        order: [one.address.number for one in queries.contributions(group.programme, Filters(order=order))]
        for order in ("neu", "alt", "gruppe", "irgendwie")
    }
    assert numbers["alt"] == [1, 2, 3, 4, 5]
    assert numbers["neu"] == [5, 4, 3, 2, 1]
    assert numbers["gruppe"] == numbers["irgendwie"]
    assert sorted(numbers["gruppe"]) == numbers["alt"]


def test_statements_that_are_not_public_are_in_no_list(group: DialogueGroup) -> None:
    hidden = group.contributions.select_related("address").get(text="Trinkbrunnen am Markt")
    set_state(hidden.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert "Trinkbrunnen am Markt" not in texts(group.programme)
    assert "Trinkbrunnen am Markt" not in [
        one.text for column in queries.columns(group, most=9) for one in column.items
    ]
    assert "Trinkbrunnen am Markt" not in [one.text for one in queries.newest(group.programme, limit=6)]
    set_state(group.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert texts(group.programme) == []
    assert queries.newest(group.programme, limit=6) == []


def test_columns_hold_each_kind_in_the_order_of_the_document(group: DialogueGroup) -> None:
    columns = queries.columns(group, most=9)
    assert [(column.kind.value, [one.text for one in column.items]) for column in columns] == [
        ("question", ["Wer gießt die Straßenbäume?"]),
        ("assessment", ["Xanten ist zu eng"]),
        ("proposal", ["Mehr Bänke an der Bürgerallee", "Trinkbrunnen am Markt", "Weniger Schilder"]),
    ]


def test_neighbours_stand_in_the_same_column_and_skip_what_is_hidden(group: DialogueGroup) -> None:
    one, two, three = group.contributions.filter(kind=Kind.PROPOSAL).select_related("address").order_by("position")
    assert queries.neighbours(two) == (one, three)
    assert queries.neighbours(one) == (None, two)
    set_state(two.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert queries.neighbours(one) == (None, three)
    assert queries.neighbours(three) == (one, None)


def test_newest_statements_are_one_of_each_group(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [NewGroup(f"Gruppe {at}", contributions=[said(f"a{at}"), said(f"b{at}")]) for at in range(3)],
        change=NOBODY,
    )
    assert [one.text for one in queries.newest(group.programme, limit=3)] == ["b2", "b1", "b0"]
    assert len(queries.newest(group.programme, limit=6)) == 4


def test_statements_are_counted_for_each_goal(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [
            NewGroup("Zweite", goals=[goal("GES_1", "So")], contributions=[said("Eins"), said("Zwei")]),
            NewGroup("Stumm", goals=[goal("WO_1", "Wohnen")]),
        ],
        change=NOBODY,
    )
    publish(group.programme, [NewGroup("Zweite", goals=[goal("GES_1", "Oder so")])], change=NOBODY)
    hidden = group.contributions.select_related("address").first()
    assert hidden is not None
    set_state(hidden.address, State.WITHDRAWN, change=NOBODY)

    def counts() -> dict[str, tuple[int, int]]:
        by_id = {one.goal_id: one.goal.code for one in GoalMention.objects.select_related("goal")}
        return {by_id[goal]: found for goal, found in queries.contributions_per_goal(group.programme).items()}

    assert counts() == {"MO_2.4": (4, 1), "GES_1": (6, 2), "WO_1": (0, 1)}
    set_state(group.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert counts() == {"GES_1": (2, 1), "WO_1": (0, 1)}
