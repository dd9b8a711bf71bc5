"""What decisions teach: partners draw, few decisions change no weights, and what changed is said."""

import numpy as np
import pytest

from faden.synergy.finding import ranking
from faden.synergy.finding.fusion import FEATURES, LETTERS_ONLY, Weights
from faden.synergy.finding.learning import ENOUGH, NAMES, Change, learn, said, taught
from faden.synergy.finding.ranking import Pair
from faden.synergy.finding.representations import describe
from faden.synergy.tests.town import ITEMS

AT = FEATURES.index("place")


def decisions(size: int, *, place_tells: bool) -> tuple[list[list[float]], list[list[float]]]:
    """Features of confirmed and rejected pairs, at random; where `place_tells`, only confirmed ones share a place."""
    drawn = np.random.default_rng(3).normal(size=(2, size, len(FEATURES)))
    drawn[0] += LETTERS_ONLY.row()
    drawn[:, :, [AT, FEATURES.index("questions")]] = 0
    if place_tells:
        drawn[0, :, AT] = 1
    return drawn[0].tolist(), drawn[1].tolist()


def scores(pairs: list[Pair]) -> dict[tuple[str, str], float]:
    return {(pair.a, pair.b): pair.score for pair in pairs}


def test_what_is_like_a_partner_rises_and_what_is_like_a_rejected_one_falls() -> None:
    corpus = ranking.gathered(ITEMS, describe([item.text for item in ITEMS]))
    pairs = ranking.candidates(corpus)
    before = scores(ranking.ranked(corpus, *pairs))
    yes = scores(ranking.ranked(taught(corpus, [("w4", "v2")], []), *pairs))
    no = scores(ranking.ranked(taught(corpus, [], [("w4", "v2")]), *pairs))
    assert yes["w4", "v1"] > before["w4", "v1"] > no["w4", "v1"]
    assert yes["w1", "k1"] == pytest.approx(before["w1", "k1"], abs=1e-4)


def test_decisions_on_what_is_gone_are_passed_over() -> None:
    corpus = ranking.gathered(ITEMS, describe([item.text for item in ITEMS]))
    pairs = ranking.candidates(corpus)
    same = taught(corpus, [("w1", "gone")], [("gone", "v1")])
    assert scores(ranking.ranked(same, *pairs)) == pytest.approx(scores(ranking.ranked(corpus, *pairs)), abs=1e-4)


def test_few_decisions_change_no_weights() -> None:
    yes, no = decisions(ENOUGH - 1, place_tells=True)
    assert learn(yes, no, LETTERS_ONLY) is None


def test_decisions_without_a_pattern_change_no_weights() -> None:
    yes, no = decisions(200, place_tells=False)
    assert learn(yes, no, LETTERS_ONLY) is None


def test_what_tells_decisions_apart_counts_more() -> None:
    yes, no = decisions(200, place_tells=True)
    learned = learn(yes, no, LETTERS_ONLY)
    assert learned is not None
    assert (learned.confirmed, learned.rejected) == (200, 200)
    assert learned.after > learned.before
    assert learned.changes[0].feature == "place"
    assert learned.weights.of["place"] > LETTERS_ONLY.of["place"]


def test_features_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        learn([[1.0]] * ENOUGH, [[0.0]] * ENOUGH, Weights({}))


def test_changes_are_said_in_words() -> None:
    assert said(Change("place", 0.5, 1.0)) == "gleicher Ort: zählt jetzt mehr"
    assert said(Change("letters", 0.5, 0.1)) == "gleiche Wörter: zählt jetzt weniger"
    assert set(NAMES) == set(FEATURES)
