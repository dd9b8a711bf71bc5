import numpy as np
import pytest

from faden.opinion.components import centred, leading, means
from faden.opinion.covariance import Sums
from faden.opinion.tests.conversations import dense, planted
from faden.opinion.votes import WITHDRAWN, Votes


def _same(one: Sums, two: Sums) -> bool:
    return one.to_bytes() == two.to_bytes()


def test_the_sums_give_the_covariance_of_the_mean_imputed_matrix() -> None:
    matrix = dense(planted(300, 25, part=0.3)[0])
    imputed = np.where(np.isnan(matrix), np.nanmean(matrix, axis=0), matrix)
    expected = np.cov(imputed, rowvar=False) * (len(matrix) - 1)
    assert Sums.of(Votes.from_matrix(matrix)).covariance() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_changed_votes_change_the_sums_as_a_rebuild_would(seed: int) -> None:
    votes, _ = planted(200, 20, part=0.4, seed=seed)
    random = np.random.default_rng(seed)
    who, what, said = random.integers(210, size=90), random.integers(22, size=90), random.integers(-1, 2, 90)
    said[::7] = WITHDRAWN
    after = votes.with_events(who, what, said)
    assert _same(Sums.of(votes).changed(votes, after, who), Sums.of(after))


def test_sums_of_parts_add_up() -> None:
    votes, _ = planted(120, 15)
    halves = [Sums.of(votes.rows(part)) for part in np.array_split(np.arange(120), 2)]
    assert _same(halves[0] + halves[1], Sums.of(votes))


def test_sums_come_back_from_bytes() -> None:
    sums = Sums.of(planted(40, 15)[0])
    assert _same(Sums.from_bytes(sums.to_bytes()), sums)


def test_both_ways_find_the_axes_of_a_dense_decomposition() -> None:
    votes, _ = planted(500, 60, groups=3, part=0.4)
    kept = np.ones(60, bool)
    kept[:5] = False
    middle = means(votes.totals, kept)
    matrix = centred(votes, middle, kept)
    expected = np.linalg.svd(matrix.toarray())[2][:2].T
    passes = leading(lambda block: matrix.T @ (matrix @ block), 60).vectors
    summed = leading(Sums.of(votes).covariance(kept).__matmul__, 60).vectors
    for found in (passes, summed):
        assert np.abs((found * expected).sum(axis=0)) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_few_dimensions_have_axes_too(size: int) -> None:
    found = leading(lambda block: block * np.arange(1, size + 1)[:, None], size).vectors
    assert found.shape == (size, 2)
    assert np.abs(found).sum() == pytest.approx(min(size, 2))


def test_nothing_to_tell_apart_gives_no_direction() -> None:
    assert not leading(lambda block: block * 0, 8).vectors.any()


@pytest.mark.parametrize("known", [[], [2, 3], [1], [5, 9]])
def test_directions_known_before_do_not_hide_greater_ones(known: list[int]) -> None:
    matrix = np.diag(np.concatenate([[9.0, 5.0, 4.0, 3.0], np.linspace(1, 0.1, 30)]))
    start = np.zeros((34, 2))
    start[known, range(len(known))] = 1
    found = leading(matrix.__matmul__, 34, start=start).vectors
    assert np.abs(found[[0, 1], [0, 1]]) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("values", [[9.0, 9.0], [4.0, 4.0, 9.0, 9.0]])
def test_equal_directions_are_both_found(values: list[float]) -> None:
    matrix = np.diag(np.concatenate([np.linspace(0.1, 1, 40), values]))
    found = leading(matrix.__matmul__, len(matrix)).vectors
    assert np.linalg.norm(found[-2:], axis=0) == pytest.approx(1, abs=1e-9)
    assert found[:, 0] @ found[:, 1] == pytest.approx(0, abs=1e-9)
