"""Areas: what lies in them, a point inside, fewer points."""

import math

import pytest

from faden.places import geometry

SQUARE = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
HOLE = [[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 3.0], [1.0, 1.0]]
CRESCENT = [[0.0, 0.0], [6.0, 0.0], [6.0, 6.0], [0.0, 6.0], [0.0, 5.0], [5.0, 5.0], [5.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


@pytest.mark.parametrize(("point", "inside"), [((0.5, 0.5), True), ((2, 2), False), ((5, 2), False), ((-1, 2), False)])
def test_point_in_a_hole_is_not_in_the_area(point: tuple[float, float], inside: bool) -> None:
    assert geometry.contains({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, *point) is inside


def test_point_lies_in_any_part_of_an_area_of_several_parts() -> None:
    far = [[x + 10, y] for x, y in SQUARE]
    area = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [far]]}
    assert geometry.contains(area, 12, 2)
    assert not geometry.contains(area, 7, 2)


@pytest.mark.parametrize("rings", [[SQUARE], [SQUARE, HOLE], [CRESCENT]])
def test_middle_of_an_area_lies_inside_even_where_the_centre_does_not(rings: list[list[list[float]]]) -> None:
    area = {"type": "Polygon", "coordinates": rings}
    assert geometry.contains(area, *geometry.middle(area))


def test_middle_of_a_line_is_one_of_its_points() -> None:
    line = [[0.0, 0.0], [1.0, 1.0], [5.0, 0.0]]
    assert list(geometry.middle({"type": "LineString", "coordinates": line})) in line


def test_simplified_outline_keeps_its_shape_with_fewer_points() -> None:
    circle = [[math.cos(at / 500 * math.pi), math.sin(at / 500 * math.pi)] for at in range(1000)]
    area = {"type": "Polygon", "coordinates": [[*circle, circle[0]]]}
    less = geometry.simplified(area, at_most=100)
    (ring,) = less["coordinates"]
    assert 20 < len(ring) <= 100
    assert ring[0] == ring[-1]
    assert all(0.99 < math.hypot(x, y) < 1.01 for x, y in ring)


def test_small_ring_stays_a_ring() -> None:
    many = [[x + 10 * at, y] for at in range(50) for x, y in SQUARE[:1]]
    area = {"type": "MultiPolygon", "coordinates": [[[[x + 10 * at, y] for x, y in SQUARE]] for at in range(len(many))]}
    less = geometry.simplified(area, at_most=10)
    assert all(len(ring) >= 4 for rings in less["coordinates"] for ring in rings)
