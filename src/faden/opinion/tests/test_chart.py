"""Geometry of drawings."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faden.opinion import chart
from faden.opinion.chart import Series, Spot


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_percents_add_up_and_are_near_the_truth(counts: list[int]) -> None:
    found = chart.percents(counts)
    assert sum(found) == (100 if sum(counts) else 0)
    for count, percent in zip(counts, found, strict=True):
        assert abs(percent - 100 * count / (sum(counts) or 1)) < 1


def test_largest_remainder_is_rounded_up() -> None:
    assert chart.percents((2, 1, 0)) == (67, 33, 0)
    assert chart.percents((1, 1, 1)) == (34, 33, 33)


def test_groups_keep_their_look_and_no_two_look_alike() -> None:
    assert chart.looks([0, 1]) == {0: 0, 1: 1}
    assert chart.looks([1, 7]) == {1: 1, 7: 2}
    assert chart.looks([1, 6]) == {1: 1, 6: 2}
    assert len(set(chart.looks([4, 5, 9, 14, 20]).values())) == 5


def test_cells_that_touch_on_the_map_touch_in_the_drawing() -> None:
    drawn = chart.honeycomb([Spot(0, 0, 20, 0), Spot(3**0.5, 0, 5, 1), Spot(3**0.5 / 2, 1.5, 9, 0)], 1.0)
    assert drawn
    first, second, above = drawn.hexagons
    assert second.x - first.x == pytest.approx(chart.RADIUS * 3**0.5, abs=0.2)
    assert first.y - above.y == pytest.approx(chart.RADIUS * 1.5, abs=0.2)
    corners = [set(one.points.split()) for one in drawn.hexagons]
    assert len(corners[0] & corners[1]) == 2
    assert [one.shade for one in drawn.hexagons] == [3, 1, 1]


def test_everything_lies_inside_the_view_box() -> None:
    drawn = chart.honeycomb([Spot(-4, 2, 6, 0), Spot(5, -3, 8, 1)], 0.7, own=(9.0, 9.0))
    assert drawn
    assert drawn.own
    places = [tuple(map(float, point.split(","))) for one in drawn.hexagons for point in one.points.split()]
    for x, y in [*places, drawn.own]:
        assert 0 <= x <= drawn.width
        assert 0 <= y <= drawn.height


def test_full_cells_are_dark_however_few_steps_there_are() -> None:
    drawn = chart.honeycomb([Spot(0, 0, 5, 0), Spot(4, 0, 5, 0)], 1.0)
    assert drawn
    assert {one.shade for one in drawn.hexagons} == {3}
    assert drawn.steps == (5,)


def test_many_cells_have_no_numbers() -> None:
    few = chart.honeycomb([Spot(2 * at, 0, 5, 0) for at in range(4)], 1.0)
    some = chart.honeycomb([Spot(2 * at, 0, 5, 0) for at in range(10)], 1.0)
    many = chart.honeycomb([Spot(2 * at, 0, 5, 0) for at in range(20)], 1.0)
    assert few
    assert some
    assert many
    assert [(one.is_fine, one.is_finest) for one in (few, some, many)] == [(False, False), (True, False), (True, True)]


def test_no_cells_are_no_map() -> None:
    assert chart.honeycomb([], 1.0) is None
    assert chart.honeycomb([Spot(0, 0, 5, 0)], 0.0) is None


def test_lines_rise_and_pause_where_nothing_is_known() -> None:
    drawn = chart.lines(
        [Series("Alle", (10, 20, 30, 40)), Series("A", (None, 5, None, 9), 0)],
        [0, 10, 20, 30], width=400, height=200, beside=100,
    )  # fmt: skip
    everybody, group = drawn.lines
    assert everybody.path.count("M") == 1
    assert everybody.path.count("L") == 3
    assert group.path.count("M") == 2
    assert [len(one.dots) for one in drawn.lines] == [0, 2]
    lowest, value = drawn.ticks[0]
    assert lowest == drawn.bottom
    assert value == 0
    assert drawn.ticks[-1][1] >= 40


def test_names_of_lines_do_not_cover_each_other() -> None:
    drawn = chart.lines(
        [Series(str(at), (value, value)) for at, value in enumerate((50, 51, 50, 2))],
        [0, 1], width=400, height=200, beside=100,
    )  # fmt: skip
    heights = sorted(one.y for one in drawn.lines)
    assert all(two - one >= 19.9 for one, two in pairwise(heights))


def test_scale_reaches_what_is_asked_for() -> None:
    drawn = chart.lines([Series("", (3.0, 72.0))], [0, 1], width=300, height=200, beside=0, most=100)
    assert drawn.ticks[-1][1] == 100


@pytest.mark.parametrize("most", [0, 1, 4, 7, 39, 100, 999, 12_345])
def test_scale_is_round_and_short(most: int) -> None:
    drawn = chart.lines([Series("", (0, most))], [0, 1], width=300, height=200, beside=0)
    values = [value for _y, value in drawn.ticks]
    assert 3 <= len(values) <= 6
    assert values[-1] >= most
    assert all(value == int(value) for value in values)


def test_lines_that_never_were_are_left_out() -> None:
    assert not chart.lines([Series("A", (None, None))], [0, 1], width=300, height=200, beside=0).lines
    assert not chart.lines([], [], width=300, height=200, beside=0).lines


def test_code_is_drawn_run_by_run() -> None:
    assert chart.squares([[True, True, False], [False, False, True]]) == "M0 0h2v1H0zM2 1h1v1H2z"
