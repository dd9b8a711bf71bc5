"""Figures of a ranking, checked against what can be reckoned by hand."""

import pytest

from faden.synergy.finding.evaluation import Scored, compare, evaluate


def ranking(*relevant: bool) -> Scored:
    """Pairs of distinct items, the best first."""
    scores = {(f"a{number}", f"b{number}"): float(-number) for number in range(len(relevant))}
    return Scored.of(scores, {pair for pair, right in zip(scores, relevant, strict=True) if right})


def test_figures_by_hand() -> None:
    figures = evaluate(ranking(True, False, True, False, False))
    assert figures["AP"].value == pytest.approx((1 + 2 / 3) / 2)
    assert figures["AUC"].value == pytest.approx(5 / 6)
    assert figures["precision@10"].value == pytest.approx(2 / 5)
    assert figures["recall@10"].value == 1


def test_map_is_the_mean_over_items_with_partners() -> None:
    scores = {("x", "p"): 3.0, ("x", "q"): 2.0, ("x", "r"): 1.0}
    figures = evaluate(Scored.of(scores, {("q", "x")}))
    assert figures["MAP"].value == pytest.approx((1 / 2 + 1) / 2)
    assert figures["item recall@5"].value == 1


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    scored = ranking(*[number % 3 == 0 for number in range(60)])
    first, again = evaluate(scored), evaluate(scored)
    assert first == again
    assert first["AUC"].low < first["AUC"].value < first["AUC"].high


def test_a_wanted_pair_that_is_missing_counts_as_not_found() -> None:
    scored = Scored.of({("a", "b"): 2.0, ("c", "d"): 1.0}, {("b", "a"), ("e", "f")})
    figures = evaluate(scored)
    assert figures["AP"].value == pytest.approx(1 / 2)
    assert figures["recall@10"].value == pytest.approx(1 / 2)
    assert figures["precision@10"].value == pytest.approx(1 / 2)


def test_nobody_wins_by_giving_all_the_same() -> None:
    scores = {(f"a{number}", f"b{number}"): 1.0 for number in range(10)}
    figures = evaluate(Scored.of(scores, {("a0", "b0")}))
    assert figures["AP"].value == pytest.approx(1 / 10)


def test_without_both_kinds_of_pairs_there_is_nothing_to_measure() -> None:
    with pytest.raises(ValueError, match="pairs"):
        evaluate(Scored.of({("a", "b"): 1.0}, set()))
    with pytest.raises(ValueError, match="pairs"):
        evaluate(Scored.of({("a", "b"): 1.0}, {("a", "b")}))


def test_a_ranking_is_compared_with_another_over_the_same_samples() -> None:
    good = ranking(*[number < 20 for number in range(60)])
    bad = Scored(good.a, good.b, -good.scores, good.relevant)
    difference = compare(good, bad)
    assert difference["AP"].low > 0
    assert compare(good, good)["AP"].high == 0


def test_rankings_of_different_pairs_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different"):
        compare(ranking(True, False), ranking(False, True))
