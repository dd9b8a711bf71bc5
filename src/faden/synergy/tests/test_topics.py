"""Topics: what belongs together without a common word."""

from collections.abc import Sequence
from string import ascii_lowercase

import numpy as np
import pytest

from faden.synergy.finding import letters, topics
from faden.synergy.finding.embedders import embedder


def alike(values: np.ndarray) -> np.ndarray:
    rows = values - topics.from_letters(letters.counts(topics.topics().phrases)).mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    product: np.ndarray = rows @ rows.T
    return product


def test_a_problem_meets_its_remedy_without_a_common_word() -> None:
    texts = ["Viele Menschen sind einsam", "Besuchsdienst gründen", "Photovoltaik auf die Halle"]
    found = alike(topics.from_letters(letters.counts(texts)))
    assert found[0, 1] > 0.3 > found[0, 2]


def test_the_strongest_topic_of_a_phrase_is_one_it_was_written_for() -> None:
    values = topics.from_letters(letters.counts(["Radwege ausbauen"]))
    assert topics.topics().names[int(values[0].argmax())] == "Radverkehr"


def test_every_phrase_touches_a_topic_with_a_name() -> None:
    known = topics.topics()
    assert known.target.shape == (len(known.phrases), len(known.names))
    assert len(set(known.phrases)) == len(known.phrases)
    assert all(known.names)


def test_what_is_shipped_was_learned_from_these_texts() -> None:
    assert topics.target().shape == (len(topics.examples()), len(topics.topics().names))
    assert (topics.fingerprint(topics.examples()) == topics._shipped()["texts"]).all()


def test_what_is_shipped_was_learned_from_the_vectors_of_the_examples() -> None:
    model = embedder("use", threads=1)
    shipped = topics.from_meaning(model)
    some = np.arange(0, len(topics.examples()), 100)
    rows = model.encode([topics.examples()[at] for at in some]) - shipped.mean
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert rows @ shipped.basis == pytest.approx(shipped.examples[some], abs=0.01)
    fitted, told = shipped.values(rows), topics.target()[some]
    assert np.mean([np.corrcoef(one, other)[0, 1] for one, other in zip(fitted, told, strict=True)]) > 0.8


class Counting:
    """A model that the package does not know: how often each letter occurs."""

    name, version, dimensions = "Buchstaben", "letters of a test 1", 26

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.array([[1 + text.lower().count(letter) for letter in ascii_lowercase] for text in texts], np.float32)
        unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def test_a_model_that_the_package_does_not_know_learns_topics_when_it_is_used() -> None:
    model = Counting()
    learned = topics.from_meaning(model)
    assert learned is topics.from_meaning(model)
    values = learned.values(model.encode(["Radwege ausbauen"]) - learned.mean)
    assert values.shape == (1, len(topics.topics().names))
    assert np.isfinite(values).all()


def test_packing_keeps_numbers_to_a_hundredth_of_the_largest() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    kept = topics.packed("rows", rows)
    assert kept["rows"].dtype == np.int8
    assert kept["rows"].astype(np.float32) * kept["rows scale"].astype(np.float32) == pytest.approx(
        rows, abs=float(np.abs(rows).max()) / 100
    )
