import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from faden.opinion.kmeans import Plane, inertia, lloyd, nearest, silhouettes, spread_starts
from faden.opinion.stability import adjusted_rand


def _points(count: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.asarray(random.normal(size=(count, 2)) + random.choice([-1.5, 0, 1.5], (count, 2)))


@pytest.mark.parametrize("count", [300, 20_000])
@pytest.mark.parametrize("k", [2, 3, 5, 12])
def test_lloyds_steps_end_where_those_of_scikit_learn_end(count: int, k: int) -> None:
    points = _points(count)
    start = points[:k]
    expected = KMeans(k, init=start, n_init=1).fit(points)
    labels, centres = lloyd(Plane.of(points), start)
    assert (labels == expected.labels_).all()
    assert centres == pytest.approx(expected.cluster_centers_, abs=1e-9)
    assert inertia(Plane.of(points), labels, k) == pytest.approx(expected.inertia_, rel=1e-3)


def test_silhouettes_are_those_of_scikit_learn() -> None:
    points = _points(200)
    labelings = [nearest(points, points[:k]) for k in (2, 4)]
    labelings[1][0] = 9
    expected = [silhouette_score(points, labels) for labels in labelings]
    assert silhouettes(Plane.of(points), labelings) == pytest.approx(expected)


def test_cells_keep_all_people_and_where_they_stand() -> None:
    points = _points(5_000)
    means = Plane.of(points).binned(24)
    assert len(means.points) <= 24 * 24
    assert means.weights.sum() == 5_000
    assert means.weights @ means.points == pytest.approx(points.sum(axis=0))


def test_start_centres_are_drawn_among_points_that_weigh_something() -> None:
    plane = Plane(_points(50), np.repeat([1.0, 0.0], 25))
    for start in spread_starts(plane, 3, 20, np.random.default_rng(0)):
        assert {tuple(one) for one in start} <= {tuple(one) for one in plane.points[:25]}


def test_points_all_in_one_place_have_no_two_starts() -> None:
    assert spread_starts(Plane.of(np.ones((9, 2))), 2, 3, np.random.default_rng(0)) == []


@pytest.mark.parametrize("seed", range(3))
def test_agreement_of_groupings_is_that_of_scikit_learn(seed: int) -> None:
    one, two = np.random.default_rng(seed).integers(4, size=(2, 60))
    assert adjusted_rand(one, two) == pytest.approx(adjusted_rand_score(one, two))
