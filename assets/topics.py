"""Learn what topics follow from letters and from the models that the package knows; write what `synergy.topics` reads.

``python assets/topics.py`` needs faden[e5]. It reads ``topics.txt`` of the package and the labelled statements of
invented cities in ``benchmarks/synergy/``, and writes ``examples.txt`` and ``topics.npz`` into the package.

A first regression from the phrases alone gives each statement values. Then each statement's target is drawn to the values
of those it was paired with, and a second regression learns from phrases and statements together.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.synergy.finding import letters, topics
from faden.synergy.finding.embedders import Embedder, available, embedder
from faden.synergy.finding.reference import SOFTNESS

LABELLED = Path(__file__).parents[1] / "benchmarks/synergy"
PACKAGE = Path(topics.__file__).parent
OWN = 0.25
"""What a statement's own first values count for beside those of its partners."""
ENOUGH = 2.0
"""Partners (a clear pair is 1, an arguable one .5) from which more of them do not count more."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class City:
    """`texts` of its statements and goals; `grades`: (texts, texts), 0, 1 or 2."""

    name: str
    texts: tuple[str, ...]
    grades: Rows


def main() -> None:
    models = [embedder(name, threads=1) for name in available()]
    texts, arrays = learned(cities(), models)
    (PACKAGE / "examples.txt").write_text("".join(f"{text}\n" for text in texts), "utf-8")
    np.savez_compressed(PACKAGE / "topics.npz", allow_pickle=False, **arrays)
    print(f"{len(texts)} Aussagen, {(PACKAGE / 'topics.npz').stat().st_size // 1024} KB", file=sys.stderr)


def cities() -> list[City]:
    """Return the labelled cities, by name."""
    found = []
    for path in sorted(LABELLED.glob("*.items.jsonl")):
        items = _lines(path)
        number = {item["id"]: at for at, item in enumerate(items)}
        grades = np.zeros((len(items), len(items)), np.float32)
        for pair in _lines(path.with_name(path.name.replace(".items.", ".pairs."))):
            a, b = number[pair["a"]], number[pair["b"]]
            grades[a, b] = grades[b, a] = max(grades[a, b], pair["grade"])
        found.append(City(path.name.split(".")[0], tuple(" ".join(item["text"].split()) for item in items), grades))
    return found


def learned(labelled: Sequence[City], models: Sequence[Embedder]) -> tuple[list[str], dict[str, NDArray[np.generic]]]:
    """Return the statements and what to keep in ``topics.npz``."""
    phrases = topics.topics().phrases
    statements = [text for city in labelled for text in city.texts]
    texts = (*phrases, *statements)
    vectors = {model.version: np.asarray(model.encode(texts), np.float32) for model in models}
    first = _first_values(phrases, statements, vectors)
    sizes = np.cumsum([len(city.texts) for city in labelled])
    drawn = [_drawn(city, values) for city, values in zip(labelled, np.split(first, sizes[:-1]), strict=True)]
    usual = np.sqrt((topics.topics().target ** 2).sum(axis=1).mean())
    of_statements = (np.concatenate(drawn) * usual).astype(np.float32)
    kept = topics.packed("statements", of_statements)
    target = np.concatenate([topics.topics().target, of_statements])
    kept["texts"] = topics.fingerprint(texts)
    kept["letters"] = topics.learn_letters(texts, target).astype(np.float16)
    for version, rows in vectors.items():
        model = topics.learn(rows, target)
        kept[f"{version} mean"] = model.mean.astype(np.float16)
        kept[f"{version} basis"] = model.basis.astype(np.float16)
        kept |= topics.packed(f"{version} examples", model.examples)
        # In one byte the few large ones would blur the many small ones, which add up.
        kept[f"{version} dual"] = model.dual.astype(np.float16)
    return statements, kept


def _first_values(phrases: tuple[str, ...], statements: Sequence[str], vectors: dict[str, Rows]) -> Rows:
    """Return the mean of the values that letters and models give the statements by the phrases alone."""
    target = topics.topics().target
    dual = topics.learn_letters(phrases, target)
    values = [topics.letter_values(phrases, dual, letters.counts(statements))]
    for rows in vectors.values():
        of_phrases, others = np.split(rows, [len(phrases)])
        centred = others - others.mean(axis=0)
        centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
        values.append(topics.learn(of_phrases, target).values(centred))
    mean: Rows = np.mean(values, axis=0, dtype=np.float32)
    return mean


def _drawn(city: City, values: Rows) -> Rows:
    """Return what each statement of a city shall say: its own values and its partners', rows of length 1."""
    centred = values - values.mean(axis=0)
    squares = (centred**2).sum(axis=1, keepdims=True)
    soft = centred / np.sqrt(squares + SOFTNESS * np.median(squares))
    partners = city.grades / 2
    degree = partners.sum(axis=1, keepdims=True)
    rows = OWN * soft + partners @ soft / np.maximum(degree, 1) * np.minimum(degree, ENOUGH)
    drawn: Rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return drawn


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
