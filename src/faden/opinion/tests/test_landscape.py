import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score

from faden.conftest import SHARED
from faden.intake.readers.blocks import Unreadable
from faden.opinion.counting import Shares, count
from faden.opinion.covariance import Sums
from faden.opinion.landscape import Landscape, Params, landscape
from faden.opinion.polis_comments import read_comments
from faden.opinion.polis_files import Ballots, read_votes
from faden.opinion.tests.conversations import dense, planted
from faden.opinion.votes import Votes

Z = 1.2816


def _plain_polis(matrix: np.ndarray, out: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return coordinates, who is in, and labels: the rules of Polis on a dense matrix, step by step."""
    filtered = matrix.copy()
    filtered[:, out] = 0
    imputed = np.where(np.isnan(filtered), np.nanmean(filtered, axis=0), filtered)
    placed = PCA(2, svd_solver="full").fit_transform(imputed)
    placed *= np.sqrt(matrix.shape[1] / (~np.isnan(filtered)).sum(axis=1))[:, None]
    inside = (~np.isnan(matrix)).sum(axis=1) >= 7
    points = placed[inside]
    first = np.unique(points, axis=0)
    fitted = [KMeans(k, init=first[:k], n_init=1).fit(points).labels_ for k in range(2, 6)]
    return placed, inside, max(fitted, key=lambda labels: silhouette_score(points, labels))


def _plain_representatives(matrix: np.ndarray, labels: np.ndarray, group: int, out: list[int]) -> list[tuple[int, str]]:
    """Return Polis' choice for a group, statement by statement."""

    def two(said: int, seen: int, other: int, others: int) -> float:
        one, second = (said + 1) / (seen + 1), (other + 1) / (others + 1)
        pooled = (said + other + 2) / (seen + others + 2)
        return (
            0.0
            if pooled == 1
            else (one - second) / np.sqrt(pooled * (1 - pooled) * (1 / (seen + 1) + 1 / (others + 1)))
        )

    best: dict[str, float] | None = None
    best_at, rows = None, {}
    for at in range(matrix.shape[1]):
        if at in out:
            continue
        mine, theirs = matrix[labels == group, at], matrix[labels != group, at]
        ns, os = int((~np.isnan(mine)).sum()), int((~np.isnan(theirs)).sum())
        row: dict[str, float] = {"seen": float((mine == 1).sum() + (mine == -1).sum())}
        for side, value in (("a", 1), ("d", -1)):
            n, o = int((mine == value).sum()), int((theirs == value).sum())
            row["p" + side] = (n + 1) / (ns + 2)
            row["r" + side] = row["p" + side] / ((o + 1) / (os + 2))
            row["p" + side + "t"] = 2 * np.sqrt(ns + 1) * ((n + 1) / (ns + 1) - 0.5)
            row["r" + side + "t"] = two(n, ns, o, os)
        rows[at] = row
        if not row["seen"]:
            continue
        if best is None:
            better = row["pat"] > Z or (row["ra"] > 1 and row["pa"] > 0.5)
        elif best["ra"] > 1:
            better = (
                row["ra"] * row["rat"] * row["pa"] * row["pat"] > best["ra"] * best["rat"] * best["pa"] * best["pat"]
            )
        else:
            better = row["pa"] * row["pat"] > best["pa"] * best["pat"]
        if better:
            best, best_at = row, at
    sides = {at: "agree" if row["rat"] > row["rdt"] else "disagree" for at, row in rows.items()}
    rank = {
        at: np.prod([row[name + sides[at][0] + test] for name in "rp" for test in ("", "t")])
        for at, row in rows.items()
        if (row["rat"] > Z and row["pat"] > Z) or (row["rdt"] > Z and row["pdt"] > Z)
    }
    order = sorted(rank, key=lambda at: -rank[at])
    if best_at is None and not order:
        best_at = max(rows, key=lambda at: max(rows[at]["rat"], rows[at]["rdt"]))
    chosen = ([] if best_at is None else [best_at]) + [at for at in order if at != best_at]
    return sorted(((at, sides[at]) for at in chosen[:5]), key=lambda one: one[1])


@pytest.mark.parametrize("groups", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_polis_mode_follows_its_rules_step_by_step(groups: int, seed: int) -> None:
    votes, _ = planted(700, 40, groups=groups, part=0.4, seed=seed, noise=0.25)
    out = [3, 17]
    found = landscape(votes, mode="polis", left_out=out, params=Params(bootstraps=0))
    placed, inside, labels = _plain_polis(dense(votes), out)
    assert found.coordinates == pytest.approx(placed, abs=1e-5)
    assert (found.inside == inside).all()
    assert adjusted_rand_score(labels, found.labels[inside]) == 1
    for at, group in enumerate(found.groups):
        chosen = [(one.statement, one.side) for one in group.representative]
        assert chosen == _plain_representatives(dense(votes)[inside], found.labels[inside], at, out)


def test_polis_mode_takes_the_most_active_where_few_voted_enough() -> None:
    matrix = np.full((30, 12), np.nan)
    for person in range(30):
        matrix[person, : 1 + person % 6] = 1 if person % 2 else -1
    found = landscape(Votes.from_matrix(matrix), mode="polis")
    assert found.inside.sum() == 15
    assert found.inside[[5, 11, 17, 23, 29]].all()


def test_polis_mode_with_base_clusters_finds_the_same_camps() -> None:
    votes, camp = planted(900, 40, groups=3)
    found = landscape(votes, mode="polis", params=Params(base_clusters=100, bootstraps=0))
    assert found.k == 3
    assert adjusted_rand_score(camp[found.inside], found.labels[found.inside]) > 0.9


@pytest.mark.parametrize("groups", [2, 3])
def test_camps_are_found(groups: int) -> None:
    votes, camp = planted(800, 60, groups=groups)
    found = landscape(votes)
    assert found.k == groups
    assert adjusted_rand_score(camp[found.inside], found.labels[found.inside]) > 0.95
    assert found.stability is not None
    assert found.stability > 0.9
    assert [group.size for group in found.groups] == sorted((group.size for group in found.groups), reverse=True)


def test_groups_without_reason_are_not_called_sure() -> None:
    random = np.random.default_rng(0)
    found = landscape(Votes.from_matrix(random.choice([-1.0, 1.0], (300, 200))))
    assert found.stability is not None
    assert found.stability < 0.4


@pytest.mark.parametrize("people", [8, 15])
def test_an_evening_of_few_has_totals_and_a_start_but_no_map(people: int) -> None:
    votes, _ = planted(people, 10, part=0.9)
    found = landscape(votes)
    assert (found.k, found.has_map, found.stability) == (0, False, None)
    assert (found.labels == -1).all()
    assert (found.totals.sum(axis=1) == count(votes, np.zeros(people, int), 1)[0].sum(axis=1)).all()
    assert found.starter is not None
    weaker = found.totals[:, :2].min(axis=1) / found.totals.sum(axis=1)
    assert weaker[found.starter] == weaker.max()


def test_an_evening_of_forty_has_a_map_and_its_camps() -> None:
    votes, camp = planted(40, 14, part=0.9)
    found = landscape(votes)
    assert found.has_map
    assert found.k == 2
    assert adjusted_rand_score(camp[found.inside], found.labels[found.inside]) > 0.8


def test_no_group_is_smaller_than_five_people_or_two_per_cent() -> None:
    votes, _ = planted(600, 40)
    loners = dense(votes)
    loners[:3] = [[1.0, -1.0] * 20] * 3
    found = landscape(Votes.from_matrix(loners))
    assert min(group.size for group in found.groups) >= 12


def test_the_same_votes_give_the_same_result_bit_for_bit() -> None:
    votes, _ = planted(300, 40, groups=3)
    one, two = landscape(votes), landscape(Votes.from_bytes(votes.to_bytes()))
    assert one.memory.to_bytes() == two.memory.to_bytes()
    assert (one.coordinates.tobytes(), one.stability, one.input_hash) == (
        two.coordinates.tobytes(),
        two.stability,
        two.input_hash,
    )


def test_sums_and_passes_over_the_votes_lead_to_the_same_picture() -> None:
    votes, _ = planted(300, 40, groups=3)
    plain, summed = landscape(votes), landscape(votes, sums=Sums.of(votes))
    assert summed.coordinates == pytest.approx(plain.coordinates, abs=1e-6)
    assert (summed.labels == plain.labels).all()


def test_statements_left_out_do_not_matter() -> None:
    matrix = dense(planted(200, 20)[0])
    other = matrix.copy()
    other[:, 4] = np.random.default_rng(1).permutation(other[:, 4])
    one, two = (landscape(Votes.from_matrix(each), left_out=[4]) for each in (matrix, other))
    assert (one.labels == two.labels).all()
    standing = [one.consensus.agree, one.consensus.disagree, *(group.representative for group in one.groups)]
    assert 4 not in [each.statement for part in standing for each in part] + [each.statement for each in one.divisive]


def test_common_ground_holds_in_every_group_and_divides_do_not() -> None:
    matrix = dense(planted(200, 20, part=1.0)[0])
    matrix[:, 0] = 1
    matrix[:, 1] = -1
    found = landscape(Votes.from_matrix(matrix))
    assert found.consensus.agree[0].statement == 0
    assert found.consensus.disagree[0].statement == 1
    shares = Shares(found.counts)
    for one in found.consensus.agree:
        assert (shares.share[0, :, one.statement] > 0.5).all()
    best = found.divisive[0]
    rows = {group.label: at for at, group in enumerate(found.groups)}
    assert shares.share[0, rows[best.higher], best.statement] > shares.share[0, rows[best.lower], best.statement]
    assert best.gap == pytest.approx(np.ptp(shares.share[0], axis=0).max())


def test_what_all_groups_share_most_evenly_comes_first() -> None:
    matrix = dense(planted(210, 20, part=1.0)[0])
    camp = landscape(Votes.from_matrix(matrix)).labels
    for group, first, second in ((0, 0.9, 1.0), (1, 0.9, 0.9)):
        people = np.flatnonzero(camp == group)
        matrix[people, 0] = np.where(np.arange(len(people)) < first * len(people), 1, -1)
        matrix[people, 1] = np.where(np.arange(len(people)) < second * len(people), 1, -1)
    matrix[np.flatnonzero(camp == 1)[:70], 1] = np.nan
    matrix[::2, 0] = np.nan
    found = landscape(Votes.from_matrix(matrix))
    total = Shares(found.totals[None])
    rank = total.share[0, 0] * total.share_test[0, 0]
    shares = Shares(found.counts)
    assert rank[1] > rank[0]
    assert shares.share[0, :, 1].min() < shares.share[0, :, 0].min()
    order = [one.statement for one in found.consensus.agree]
    assert order.index(0) < order.index(1)


def test_counts_by_group_are_those_of_a_walk() -> None:
    votes, _ = planted(50, 8)
    labels = np.arange(50) % 3 - 1
    matrix, found = dense(votes), count(votes, labels, 2)
    for group in (0, 1):
        mine = matrix[labels == group]
        assert (found[group] == np.stack([(mine == value).sum(axis=0) for value in (1, -1, 0)], axis=1)).all()


def test_statements_with_few_votes_are_called_unknown_and_not_common_ground() -> None:
    matrix = dense(planted(60, 12, part=1.0)[0])
    matrix[:, 5] = np.nan
    matrix[:4, 5] = 1
    found = landscape(Votes.from_matrix(matrix))
    assert found.unknown == (5,)
    assert 5 not in [one.statement for one in found.consensus.agree]


@pytest.mark.parametrize(("mode", "out"), [("other", []), ("faden", [99])])
def test_what_does_not_exist_is_refused(mode: str, out: list[int]) -> None:
    with pytest.raises(Unreadable):
        landscape(planted(30, 8)[0], mode=mode, left_out=out)  # type: ignore[arg-type]


def test_sums_of_other_votes_are_refused() -> None:
    with pytest.raises(Unreadable, match="Summen"):
        landscape(planted(30, 8)[0], sums=Sums.of(planted(31, 8)[0]))


@pytest.mark.parametrize("mode", ["faden", "polis"])
@pytest.mark.parametrize(
    "matrix",
    [np.empty((0, 0)), np.full((5, 3), np.nan), np.ones((30, 10)), np.eye(25, 9), np.tile([1.0, -1.0], (40, 6))],
)
def test_strange_conversations_have_a_result(mode: str, matrix: np.ndarray) -> None:
    found = landscape(Votes.from_matrix(matrix), mode=mode)  # type: ignore[arg-type]
    assert sum(group.size for group in found.groups) == (found.labels >= 0).sum()


# The real conversations


def _klimarat(topic: str) -> tuple[Ballots, list[int], np.ndarray]:
    folder = SHARED / "data" / "klimarat" / topic
    ballots = read_votes((folder / "participants-votes.csv").read_bytes())
    comments = read_comments((folder / "comments.csv").read_bytes())
    places = {str(name): at for at, name in enumerate(ballots.statements)}
    groups = ballots.groups
    assert groups is not None
    return ballots, [places[one.id] for one in comments if one.left_out and one.id in places], groups


def _agreement(found: Landscape, published: np.ndarray) -> float:
    both = (found.labels >= 0) & (published >= 0)
    return float(adjusted_rand_score(published[both], found.labels[both]))


@pytest.mark.shared_data
@pytest.mark.parametrize(("topic", "reached"), [("wohnen", 0.8303), ("konsum", 0.9538)])
def test_groups_are_as_near_to_those_published_as_the_peers(topic: str, reached: float) -> None:
    ballots, out, published = _klimarat(topic)
    assert _agreement(landscape(ballots.votes, left_out=out), published) >= reached


@pytest.mark.shared_data
@pytest.mark.parametrize("topic", ["wohnen", "konsum"])
def test_polis_mode_follows_its_rules_on_real_votes(topic: str) -> None:
    ballots, out, _ = _klimarat(topic)
    voted = np.flatnonzero(np.bincount(ballots.votes.statements, minlength=ballots.votes.width))
    place = np.cumsum(np.isin(np.arange(ballots.votes.width), voted)) - 1
    matrix = dense(ballots.votes)[:, voted]
    found = landscape(ballots.votes, mode="polis", left_out=out, params=Params(bootstraps=0))
    plain = [int(place[one]) for one in out if one in voted]
    _, inside, labels = _plain_polis(matrix, plain)
    assert adjusted_rand_score(labels, found.labels[inside]) == 1
    for at, group in enumerate(found.groups):
        chosen = [(int(place[one.statement]), one.side) for one in group.representative]
        assert chosen == _plain_representatives(matrix[inside], found.labels[inside], at, plain)
