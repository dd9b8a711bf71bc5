"""Goals form a tree, keep their first title, and have an address each."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from faden.addresses.actions import Change
from faden.addresses.models import Kind, State
from faden.conftest import NOW
from faden.goals import queries
from faden.goals.actions import name_fields, record_goals
from faden.goals.models import FieldOfAction, Goal
from faden.programme.actions import found
from faden.programme.models import Programme

CHANGE = Change(by=None, now=NOW)


@pytest.fixture
def empty(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


def test_missing_parents_appear_without_a_title(empty: Programme) -> None:
    known = record_goals(empty, {"MO_2.4.1": "Bordsteine absenken"}, change=CHANGE)
    assert {code: (goal.title, goal.parent and goal.parent.code) for code, goal in known.items()} == {
        "MO_2": ("", None),
        "MO_2.4": ("", "MO_2"),
        "MO_2.4.1": ("Bordsteine absenken", "MO_2.4"),
    }


def test_recording_twice_creates_nothing_twice(empty: Programme) -> None:
    first = record_goals(empty, {"MO_2.4": "Flächen umwandeln"}, change=CHANGE)
    second = record_goals(empty, {"MO_2.4": "Flächen umwandeln", "MO_2.5": "Rechte stärken"}, change=CHANGE)
    assert first["MO_2.4"] == second["MO_2.4"]
    assert Goal.objects.filter(programme=empty).count() == 3
    assert second["MO_2.5"].parent == first["MO_2"]


def test_second_wording_leaves_the_title(empty: Programme) -> None:
    record_goals(empty, {"GES_10": "Armut mildern"}, change=CHANGE)
    record_goals(empty, {"GES_10": "Kinderarmut begegnen"}, change=CHANGE)
    assert Goal.objects.get(programme=empty, code="GES_10").title == "Armut mildern"


def test_parent_without_title_takes_the_first_wording_that_comes(empty: Programme) -> None:
    record_goals(empty, {"MO_2.4": "Flächen umwandeln"}, change=CHANGE)
    record_goals(empty, {"MO_2": "... zu einem bewegten Bottrop"}, change=CHANGE)
    assert Goal.objects.get(programme=empty, code="MO_2").title == "... zu einem bewegten Bottrop"
    record_goals(empty, {"MO_2": ""}, change=CHANGE)
    assert Goal.objects.get(programme=empty, code="MO_2").title == "... zu einem bewegten Bottrop"


def test_every_goal_has_a_public_address_numbered_in_order_of_the_codes(empty: Programme) -> None:
    record_goals(empty, {"MO_2.10": "Zehn", "MO_2.9": "Neun"}, change=CHANGE)
    goals = Goal.objects.filter(programme=empty).select_related("address").order_by("address__number")
    assert [(one.code, str(one.address)) for one in goals] == [("MO_2", "Z1"), ("MO_2.9", "Z2"), ("MO_2.10", "Z3")]
    assert {one.address.kind for one in goals} == {Kind.GOAL}
    assert {one.address.state for one in goals} == {State.PUBLISHED}


def test_goals_of_two_programmes_do_not_meet(empty: Programme, programme: Programme) -> None:
    before = Goal.objects.get(programme=programme, code="AK_5.3").title
    ours = record_goals(empty, {"AK_5.3": "Anders gemeint"}, change=CHANGE)["AK_5.3"]
    assert ours.title == "Anders gemeint"
    assert Goal.objects.get(programme=programme, code="AK_5.3").title == before


def test_database_refuses_a_second_goal_of_the_same_code(empty: Programme) -> None:
    goal = record_goals(empty, {"MO_1": "Autofrei"}, change=CHANGE)["MO_1"]
    other = record_goals(empty, {"MO_2": "Bewegt"}, change=CHANGE)["MO_2"]
    other.code = goal.code
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_very_long_title_is_cut_to_what_the_column_holds(empty: Programme) -> None:
    assert len(record_goals(empty, {"MO_1": "Weg " * 200}, change=CHANGE)["MO_1"].title) == 500


def test_fields_of_action_appear_with_their_goals_and_are_named_in_order(empty: Programme) -> None:
    record_goals(empty, {"MO_1": "Autofrei", "WO_1": "Wohnen", "GES_1": "Gemeinsam"}, change=CHANGE)
    assert {one.code for one in FieldOfAction.objects.filter(programme=empty)} == {"MO", "WO", "GES"}
    name_fields(empty, [("WO", "Wohnen"), ("MO", "Mobilität"), ("GES", "")], change=CHANGE)
    assert [str(one) for one in FieldOfAction.objects.filter(programme=empty)] == ["Wohnen", "Mobilität", "GES"]


def test_tree_holds_every_goal_once_below_its_parent_in_order_of_numbers(programme: Programme) -> None:
    seen = []

    def walk(branch: queries.Branch) -> None:
        seen.append(branch.goal.code)
        for below in branch.below:
            assert below.goal.parent_id == branch.goal.pk
            walk(below)

    trees = queries.tree(programme)
    for tree in trees:
        numbers = [int(branch.goal.code.split("_")[1]) for branch in tree.branches]
        assert numbers == sorted(numbers)
        for branch in tree.branches:
            walk(branch)
    assert len(seen) == len(set(seen)) == Goal.objects.filter(programme=programme).count()
    assert [tree.field.code for tree in trees] == ["WO", "AR", "EN", "MO", "ST", "AK", "LE", "GES"]


def test_tree_counts_only_goals_that_a_document_names(empty: Programme) -> None:
    record_goals(empty, {"MO_2.4": "Flächen umwandeln", "MO_2.5": "Rechte stärken"}, change=CHANGE)
    (tree,) = queries.tree(empty)
    assert tree.titled == 2
    assert [branch.goal.code for branch in tree.branches] == ["MO_2"]
    assert [below.goal.code for below in tree.branches[0].below] == ["MO_2.4", "MO_2.5"]


def test_field_without_goals_is_not_in_the_tree(empty: Programme) -> None:
    name_fields(empty, [("XX", "Noch leer")], change=CHANGE)
    assert queries.tree(empty) == []


def test_tree_takes_two_queries(programme: Programme, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        queries.tree(programme)
