import numpy as np
import pytest

from faden.opinion.cohorts import FEWEST
from faden.opinion.honeycomb import cells, radius
from faden.opinion.landscape import Params, landscape
from faden.opinion.tests.conversations import planted


def _points(people: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(people, 2)) * [2.0, 1.0]


def test_each_person_stands_in_the_cell_whose_centre_is_nearest() -> None:
    points = _points(4000)
    found = cells(points, np.zeros(4000, int), 0.3)
    centres = np.array([(one.x, one.y) for one in found])
    distances = np.linalg.norm(points[:, None] - centres, axis=2)
    inside = distances.min(axis=1) < 0.3 * 3**0.5 / 2
    counted = np.bincount(distances.argmin(axis=1)[inside], minlength=len(found))
    assert len(found) > 100
    assert (counted <= [one.people for one in found]).all()
    assert distances.min(axis=1)[~inside].min() > 0.25


def test_centres_of_neighbours_are_a_width_apart() -> None:
    found = cells(_points(4000), np.zeros(4000, int), 0.5)
    centres = np.array([(one.x, one.y) for one in found])
    apart = np.linalg.norm(centres[:, None] - centres, axis=2)
    np.fill_diagonal(apart, np.inf)
    assert apart.min(axis=1) == pytest.approx(0.5 * 3**0.5)


@pytest.mark.parametrize("seed", range(5))
def test_neither_cells_nor_what_is_outside_hold_one_to_four_people(seed: int) -> None:
    for people in (5, 6, 23, 41, 90):
        found = cells(_points(people, seed), np.zeros(people, int))
        outside = people - sum(one.people for one in found)
        assert all(one.people >= FEWEST for one in found)
        assert outside == 0 or outside >= FEWEST


@pytest.mark.parametrize("people", [40, 80, 200])
def test_most_people_stand_in_cells_that_are_shown(people: int) -> None:
    parts = []
    for seed in range(5):
        votes, _ = planted(people, 25, part=0.7, seed=seed, noise=0.15)
        found = landscape(votes, params=Params(bootstraps=0))
        shown = cells(found.coordinates[found.inside], found.labels[found.inside])
        parts.append(sum(one.people for one in shown) / people)
    assert np.mean(parts) > 0.6


def test_a_cell_has_the_label_of_most() -> None:
    points = np.repeat([[0.0, 0.0], [9.0, 0.0]], 7, axis=0)
    found = cells(points, np.array([1, 1, 1, 1, 0, 0, -1] + [-1] * 5 + [3, 3]), 1.0)
    assert [(one.people, one.label) for one in found] == [(7, 1), (7, -1)]


def test_the_radius_does_not_follow_one_person() -> None:
    points = _points(100)
    further = points.copy()
    further[np.abs(points).sum(axis=1).argmax()] *= 50
    assert radius(further) == radius(points) == float(f"{radius(points):.1e}")


def test_cells_get_finer_only_with_the_number_of_people() -> None:
    points = _points(50)
    sizes = [radius(np.tile(points, (times, 1))) for times in (1, 2, 4, 10, 40)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 5


def test_fewer_than_five_people_are_no_map() -> None:
    assert cells(np.zeros((4, 2)), np.zeros(4, int)) == ()
    assert radius(np.zeros((4, 2))) == 0
    assert [one.people for one in cells(np.zeros((5, 2)), np.zeros(5, int))] == [5]
