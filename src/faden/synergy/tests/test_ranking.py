"""Pairs of different groups, best first, the same for the same items, and the same for later ones by one reference."""

from dataclasses import replace

import numpy as np
import pytest

from faden.synergy.finding import ranking
from faden.synergy.finding.embedders import embedder
from faden.synergy.finding.fusion import FEATURES, LETTERS_ONLY, Weights, default_weights, sample_pairs
from faden.synergy.finding.items import Item
from faden.synergy.finding.ranking import Pair, rank
from faden.synergy.finding.reference import Outdated, Reference
from faden.synergy.finding.representations import describe
from faden.synergy.tests.town import ITEMS


def place(pairs: list[Pair], a: str, b: str) -> int:
    return next(pair.rank for pair in pairs if {pair.a, pair.b} == {a, b})


def kinds(pairs: list[Pair], a: str, b: str) -> set[str]:
    return {reason.kind for reason in pairs[place(pairs, a, b) - 1].reasons}


def test_only_pairs_of_different_groups_best_first() -> None:
    pairs = rank(ITEMS)
    groups = {item.id: item.group for item in ITEMS}
    assert len(pairs) == 12 * 11 // 2 - 3 * 6
    assert all(groups[pair.a] != groups[pair.b] for pair in pairs)
    assert [pair.rank for pair in pairs] == list(range(1, len(pairs) + 1))
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)


def test_the_same_items_give_the_same_pairs() -> None:
    assert rank(ITEMS) == rank(ITEMS)


def test_what_belongs_together_stands_before_what_does_not() -> None:
    pairs = rank(ITEMS)
    assert place(pairs, "w3", "k2") <= 3
    assert place(pairs, "w2", "v4") < len(pairs) / 3
    assert place(pairs, "w4", "k3") > len(pairs) / 2


def test_reasons_say_why() -> None:
    pairs = rank(ITEMS)
    assert {"words", "topic", "answer"} <= kinds(pairs, "w3", "k2")
    assert "place" in kinds(pairs, "v2", "k3")
    assert "goal" in kinds(pairs, "w1", "k1")
    assert "meaning" not in {reason.kind for pair in pairs for reason in pair.reasons}


def test_a_model_says_at_which_place_the_meaning_is_alike() -> None:
    pairs = rank(ITEMS, embedders=[embedder("use", threads=1)], top=1)
    (meaning,) = [reason for reason in pairs[0].reasons if reason.kind == "meaning"]
    assert (meaning.rank, meaning.of) == (1, 8)


def test_top_gives_the_first_ones() -> None:
    assert rank(ITEMS, top=5) == rank(ITEMS)[:5]


@pytest.mark.parametrize("items", [[], ITEMS[:1], ITEMS[:4]])
def test_without_two_groups_there_are_no_pairs(items: list[Item]) -> None:
    assert rank(items) == []


def test_two_items_or_empty_texts_can_be_ranked() -> None:
    assert len(rank([ITEMS[0], ITEMS[4]])) == 1
    assert len(rank([replace(item, text="🌳") for item in ITEMS])) == 48


def test_own_weights_decide() -> None:
    pairs = rank(ITEMS, weights=Weights({"place": 1.0}))
    assert {pairs[0].a, pairs[0].b} == {"v2", "k3"}


def test_a_new_statement_gets_the_scores_it_would_have_got_with_all_others() -> None:
    described = describe([item.text for item in ITEMS])
    whole = ranking.gathered(ITEMS, described)
    kept = Reference.from_bytes(whole.reference.to_bytes())
    later = ranking.gathered(ITEMS, describe([item.text for item in ITEMS]), kept)
    first, second = ranking.candidates_for(later, np.array([9]))
    assert 9 in set(first) | set(second)
    scores = {(pair.a, pair.b): pair.score for pair in rank(ITEMS)}
    for pair in ranking.ranked(later, first, second):
        assert pair.score == pytest.approx(scores[pair.a, pair.b], abs=1e-4)


def test_many_items_are_compared_with_their_nearest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    best = rank(ITEMS, top=3)
    monkeypatch.setattr(ranking, "ALL_UP_TO", 5)
    monkeypatch.setattr(ranking, "CANDIDATES", 6)
    some = rank(ITEMS)
    assert len(some) < 48
    assert [(pair.a, pair.b) for pair in some[:3]] == [(pair.a, pair.b) for pair in best]


def test_the_same_reference_gives_the_same_bytes_and_knows_when_it_is_outgrown() -> None:
    reference = Reference.fit(ITEMS, describe([item.text for item in ITEMS]))
    assert reference.to_bytes() == reference.to_bytes()
    assert [reference.is_outgrown(size) for size in (10, 11, 12, 13, 14)] == [True, False, False, False, True]


@pytest.mark.parametrize("data", [b"", b"nothing of ours"])
def test_strange_bytes_are_no_reference(data: bytes) -> None:
    with pytest.raises(Outdated, match="nicht lesbar"):
        Reference.from_bytes(data)


def test_vectors_of_another_model_are_refused() -> None:
    texts = [item.text for item in ITEMS]
    reference = Reference.fit(ITEMS, describe(texts))
    with pytest.raises(ValueError, match="other models"):
        reference.spaces(describe(texts, [embedder("use", threads=1)]))


def test_a_group_that_came_later_can_be_compared() -> None:
    described = describe([item.text for item in ITEMS])
    reference = ranking.gathered(ITEMS, described).reference
    moved = [replace(item, group="Neu") if item.id == "k2" else item for item in ITEMS]
    corpus = ranking.gathered(moved, described, reference)
    pairs = ranking.ranked(corpus, *ranking.candidates(corpus))
    assert len(pairs) == 51


def test_a_new_reference_is_measured_over_many_pairs_drawn_alike_each_time() -> None:
    groups = [str(number % 7) for number in range(2000)]
    first, second = sample_pairs(groups)
    again = sample_pairs(groups)
    assert (first == again[0]).all()
    assert (second == again[1]).all()
    assert all(groups[a] != groups[b] for a, b in zip(first[:1000], second[:1000], strict=True))


def test_weights_name_features() -> None:
    for models in ({}, {"fast": "x"}, {"good": "x"}, {"fast": "x", "good": "y"}):
        assert set(default_weights(models).of) <= set(FEATURES)
    assert len(LETTERS_ONLY.row()) == len(FEATURES)
