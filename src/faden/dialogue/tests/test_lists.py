"""Statements are found, narrowed, ordered and counted."""

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
from faden.dialogue.tests.said import NOBODY, goal, said, texts


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
