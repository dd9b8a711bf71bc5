import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, random_array

from faden.synergy.finding import neighbours
from faden.synergy.finding.candidates import heaviest
from faden.synergy.finding.neighbours import Neighbours, approximate, exact, nearest
from faden.synergy.finding.rows import Dense, Joined, Rows

SIZE = 800


def unit(rows: NDArray[np.floating]) -> Dense:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def dense_rows(size: int = SIZE, dimensions: int = 300) -> Dense:
    """Rows around some centres, as vectors of statements about some topics are."""
    draw = np.random.default_rng(1)
    centres = draw.normal(size=(40, dimensions))
    return unit(centres[draw.integers(0, 40, size)] + draw.normal(size=(size, dimensions)))


def sparse_rows(size: int = SIZE, columns: int = 2000) -> csr_matrix:
    """Rows of few columns, common and rare ones, as words are."""
    draw = np.random.default_rng(2)
    places = (columns ** draw.random((size, 25))).astype(int) - 1
    rows = np.repeat(np.arange(size), 25)
    counted = csr_matrix((np.ones(places.size, np.float32), (rows, places.ravel())), shape=(size, columns))
    rarity = np.log((1 + size) / (1 + np.bincount(counted.indices, minlength=columns)))
    weighted = counted.multiply(rarity.astype(np.float32)).tocsr()
    lengths = np.sqrt(weighted.multiply(weighted).sum(axis=1)).A1
    return csr_matrix(weighted.multiply(1 / lengths[:, None]), dtype=np.float32)


def every_form() -> list[Rows]:
    return [dense_rows(), sparse_rows(), Joined(dense_rows(), sparse_rows())]


def products(rows: Rows) -> Dense:
    if isinstance(rows, Joined):
        return products(rows.dense) + products(rows.sparse)
    return rows @ rows.T if isinstance(rows, np.ndarray) else (rows @ rows.T).toarray()


def by_hand(rows: Rows, k: int) -> NDArray[np.int64]:
    likeness = np.round(products(rows), neighbours.DECIMALS)
    np.fill_diagonal(likeness, -np.inf)
    return np.argsort(-likeness, axis=1, kind="stable")[:, :k]


def recall(found: Neighbours, wanted: NDArray[np.integer]) -> float:
    kept = [len(set(one) & set(other)) for one, other in zip(found[0].tolist(), wanted.tolist(), strict=True)]
    return sum(kept) / wanted.size


@pytest.mark.parametrize("rows", every_form(), ids=["dense", "sparse", "joined"])
def test_exact_neighbours_are_those_of_all_products(rows: Rows) -> None:
    numbers, likeness = exact(rows, 10)

    assert recall((numbers, likeness), by_hand(rows, 10)) > 0.999
    assert np.all(np.diff(likeness, axis=1) <= 0)
    np.testing.assert_allclose(likeness, np.take_along_axis(products(rows), numbers, axis=1), atol=2e-5)


@pytest.mark.parametrize("rows", every_form(), ids=["dense", "sparse", "joined"])
def test_approximate_neighbours_miss_few_and_have_exact_likenesses(rows: Rows) -> None:
    found = approximate(rows, 10)

    assert recall(found, by_hand(rows, 10)) >= 0.97
    np.testing.assert_allclose(found[1], np.take_along_axis(products(rows), found[0], axis=1), atol=2e-5)
    assert np.all(np.diff(found[1], axis=1) <= 0)
    assert not np.any(found[0] == np.arange(SIZE)[:, None])


@pytest.mark.parametrize("rows", every_form(), ids=["dense", "sparse", "joined"])
def test_approximate_neighbours_are_the_same_each_time_and_with_more_threads(rows: Rows) -> None:
    first, again, threaded = approximate(rows, 5), approximate(rows, 5), approximate(rows, 5, threads=2)

    for other in (again, threaded):
        np.testing.assert_array_equal(first[0], other[0])
        np.testing.assert_array_equal(first[1], other[1])


def test_few_queries_among_many_rows_find_what_all_rows_find() -> None:
    rows = Joined(dense_rows(), sparse_rows())
    at = np.arange(100, 100 + neighbours.FEW)

    numbers, likeness = nearest(rows, 6, queries=Joined(rows.dense[at], rows.sparse[at]))

    whole = exact(rows, 5)
    np.testing.assert_array_equal(numbers[:, 0], at)
    np.testing.assert_array_equal(numbers[:, 1:], whole[0][at])
    np.testing.assert_allclose(likeness[:, 1:], whole[1][at], atol=2e-5)


def test_approximate_queries_are_answered_as_exact_ones() -> None:
    rows = Joined(dense_rows(), sparse_rows())
    queries = Joined(rows.dense[:50], rows.sparse[:50])

    assert recall(approximate(rows, 10, queries=queries), exact(rows, 10, queries=queries)[0]) >= 0.97


def test_more_queries_than_are_reckoned_exactly_go_through_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dense_rows(200)
    monkeypatch.setattr(neighbours, "exact", lambda *_args, **_named: pytest.fail("n² products"))
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 199)

    assert recall(nearest(rows, 5), by_hand(rows, 5)) >= 0.97


def test_equally_near_rows_stand_by_their_numbers() -> None:
    rows = np.array([[1, 0], [0, 1], [1, 0], [1, 0], [1, 0], [0, 1]], np.float32)

    numbers, _ = exact(rows, 2)

    assert numbers.tolist() == [[2, 3], [5, 0], [0, 3], [0, 2], [0, 2], [1, 0]]


@pytest.mark.parametrize("way", [exact, approximate])
def test_few_rows_have_fewer_neighbours(way: object) -> None:
    rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)

    assert callable(way)
    assert way(rows, 10)[0].tolist() == [[1, 2], [0, 2], [1, 0]]
    assert way(rows[:1], 10)[0].shape == (1, 0)
    assert way(rows, 10, queries=rows[:1])[0].tolist() == [[0, 1, 2]]


@pytest.mark.parametrize("way", [exact, approximate])
def test_rows_that_share_nothing_are_neighbours_without_likeness(way: object) -> None:
    rows = csr_matrix(np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0.6, 0.8], [0, 0, 0, 1]], np.float32))

    assert callable(way)
    numbers, likeness = way(rows, 2)

    assert numbers.tolist() == [[1, 2], [0, 2], [3, 0], [2, 0]]
    assert likeness.ravel().tolist() == pytest.approx([0, 0, 0, 0, 0.8, 0, 0.8, 0])


def test_an_empty_text_has_neighbours_without_likeness() -> None:
    rows = csr_matrix(np.array([[0, 0], [1, 0], [1, 0]], np.float32))

    numbers, likeness = approximate(rows, 2)

    assert likeness[0].tolist() == [0, 0]
    assert numbers[1].tolist() == [2, 0]


def test_heaviest_keeps_the_largest_values_and_of_equal_ones_the_first() -> None:
    rows = csr_matrix(np.array([[0.5, 0.1, 0.5, 0.5], [0, 0.2, 0, 0]], np.float32))

    assert heaviest(rows, 2).toarray().tolist() == [[0.5, 0, 0.5, 0], [0, np.float32(0.2), 0, 0]]


def test_heaviest_of_rows_that_are_short_enough_are_the_rows() -> None:
    rows = csr_matrix(random_array((20, 30), density=0.2, rng=np.random.default_rng(3), dtype=np.float32))

    np.testing.assert_array_equal(heaviest(rows, 30).toarray(), rows.toarray())
