"""What topics of a town a text touches: knowledge of words that no likeness of letters has.

``topics.txt`` holds short phrases of German local politics with the topics they touch, written for this project from
general knowledge ("Es fehlen Freiwillige": Ehrenamt). ``examples.txt`` holds statements of invented cities whose pairs
careful readers labelled: their topics are drawn to those of their partners. From both, kernel ridge regressions give a
text a value for each topic, one from its letters and words and one from each model's vector; two texts are alike when
their values are. So a problem meets its remedy without a common word ("Viele sind allein": "Besuchsdienste").

``assets/topics.py`` writes ``examples.txt`` and ``topics.npz``, where what was learned for letters and for the models
that the package knows is kept. Other models learn it when they are first used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve
from scipy.sparse import csr_matrix

from faden.synergy.finding import letters
from faden.synergy.finding.embedders import Embedder

RAREST = 3
"""Topics of fewer phrases are not learned."""
PENALTY_LETTERS, PENALTY_MEANING = 1.0, 0.3
"""Of the regressions; measured on labelled cities, halves and doubles are alike."""
EVENNESS = 0.6
"""Topics that are told apart well have larger values; they are divided by their spread to this power."""
KEPT_DIMENSIONS = 256
"""Principal directions of a model's vectors that topics are learned from."""
BLOCK = 4096

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Topics:
    """`names`: German, of each topic; `phrases` and their `target`: (phrases, topics), rarer topics count more."""

    names: tuple[str, ...]
    phrases: tuple[str, ...]
    target: Rows


@dataclass(frozen=True, slots=True)
class Learned:
    """How topics follow from a model's vectors.

    `mean`: (dimensions,), of the vectors of all examples; `basis`: (dimensions, kept); `examples`: (n, kept);
    `dual`: (n, topics).
    """

    mean: Rows
    basis: Rows
    examples: Rows
    dual: Rows

    def values(self, rows: Rows) -> Rows:
        """Return (m, topics) for centred rows of length 1, (m, dimensions)."""
        kept = rows @ self.basis
        blocks = [
            _kernel(kept[start : start + BLOCK], self.examples) @ self.dual for start in range(0, len(kept), BLOCK)
        ]
        return np.concatenate(blocks) if blocks else np.zeros((0, self.dual.shape[1]), np.float32)


@cache
def topics() -> Topics:
    """Return what ``topics.txt`` says."""
    source = (files(__package__) / "topics.txt").read_text("utf-8")
    names_part, phrases_part = source.removeprefix("== names\n").split("== phrases\n")
    names = dict(line.split(" ", 1) for line in names_part.splitlines())
    told = [(phrase, marks.split()) for marks, phrase in (line.split(": ", 1) for line in phrases_part.splitlines())]
    marks = np.array([[name in of for name in names] for _, of in told], np.float32)
    often = marks.sum(axis=0) >= RAREST
    marks = marks[:, often]
    target = marks * np.log(len(told) / marks.sum(axis=0))
    return Topics(
        names=tuple(name for name, kept in zip(names.values(), often, strict=True) if kept),
        phrases=tuple(phrase for phrase, _ in told),
        target=(target - target.mean(axis=0)).astype(np.float32),
    )


def from_letters(counted: csr_matrix) -> Rows:
    """Return (n, topics) from rows of `letters.counts`."""
    columns, weights, matrix = _letters()
    values: Rows = letters.weighted(counted, weights)[:, columns] @ matrix
    return values


def from_meaning(embedder: Embedder) -> Learned:
    """Return how `embedder`'s vectors say topics: shipped for the models the package knows, else learned now.

    To learn it takes encoding all examples, once per process. Raises NotAvailable as the embedder does.
    """
    version = embedder.version
    if version not in _learned:
        kept = _shipped()
        _learned[version] = (
            Learned(*(_unpacked(kept, f"{version} {part}") for part in ("mean", "basis", "examples", "dual")))
            if f"{version} mean" in kept
            else learn(np.asarray(embedder.encode(examples()), np.float32), target())
        )
    return _learned[version]


def learn(vectors: Rows, of: Rows) -> Learned:
    """Return what follows from the vectors of texts, (n, dimensions), rows of length 1, and their topics, (n, topics).

    The first of them must be the phrases of `topics`.
    """
    mean = vectors.mean(axis=0)
    rows = vectors - mean
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    _, directions = np.linalg.eigh(rows.T @ rows)
    basis = np.ascontiguousarray(directions[:, : -KEPT_DIMENSIONS - 1 : -1], np.float32)
    kept = rows @ basis
    return Learned(mean, basis, kept, _dual(_kernel(kept, kept), PENALTY_MEANING, of))


def learn_letters(texts: tuple[str, ...], of: Rows) -> Rows:
    """Return the dual coefficients of letters and words, (texts, topics); the first texts must be the phrases."""
    rows, _, _ = _letter_rows(texts)
    return _dual((rows @ rows.T).toarray(), PENALTY_LETTERS, of)


def letter_values(texts: tuple[str, ...], dual: Rows, counted: csr_matrix) -> Rows:
    """Return (n, topics) for rows of `letters.counts` by what `learn_letters` found for `texts`."""
    rows, columns, weights = _letter_rows(texts)
    values: Rows = letters.weighted(counted, weights)[:, columns] @ (rows.T @ dual)
    return values


@cache
def examples() -> tuple[str, ...]:
    """Return all texts that topics are learned from: the phrases, then the statements."""
    return topics().phrases + tuple((files(__package__) / "examples.txt").read_text("utf-8").splitlines())


@cache
def version() -> str:
    """Return what tells apart what was learned from other phrases, statements or models."""
    return sha256((files(__package__) / "topics.npz").read_bytes()).hexdigest()[:16]


def fingerprint(texts: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return the SHA-256 of `texts`, which is kept beside what was learned from them."""
    return np.frombuffer(sha256("\n".join(texts).encode()).digest(), np.uint8)


def target() -> Rows:
    """Return the topics of all `examples`, (n, topics)."""
    return np.concatenate([topics().target, _unpacked(_shipped(), "statements")])


def packed(name: str, rows: Rows) -> dict[str, NDArray[np.generic]]:
    """Return `rows` as numbers of one byte each and what to multiply each column by, to be kept under `name`."""
    scale = np.maximum(np.abs(rows).max(axis=0), 1e-9) / 127
    return {name: np.round(rows / scale).astype(np.int8), f"{name} scale": scale.astype(np.float32)}


def _unpacked(kept: Mapping[str, NDArray[np.generic]], name: str) -> Rows:
    rows = kept[name].astype(np.float32)
    return rows * kept[f"{name} scale"].astype(np.float32) if f"{name} scale" in kept else rows


_learned: dict[str, Learned] = {}


@cache
def _shipped() -> dict[str, NDArray[np.generic]]:
    with (files(__package__) / "topics.npz").open("rb") as file, np.load(file) as kept:
        return dict(kept)


@cache
def _letters() -> tuple[NDArray[np.int64], Rows, Rows]:
    rows, columns, weights = _letter_rows(examples())
    return columns, weights, np.asarray(rows.T @ _unpacked(_shipped(), "letters"), np.float32)


def _letter_rows(texts: tuple[str, ...]) -> tuple[csr_matrix, NDArray[np.int64], Rows]:
    """Return the weighted rows of `texts`, the columns that were kept of them, and the weights of all columns."""
    counted = letters.counts(texts)
    frequency = letters.frequencies(counted)
    weights = letters.rarity(frequency, len(texts))
    # A sequence of letters in one text only teaches nothing about others; a word does.
    frequency[: letters.GRAMS] -= 1
    columns = np.flatnonzero(frequency > 0)
    return letters.weighted(counted, weights)[:, columns], columns, weights


def _kernel(rows: Rows, examples: Rows) -> Rows:
    """Return exp(-|x - z|²), (rows, examples): the Gaussian kernel."""
    squares = (rows**2).sum(axis=1)[:, None] + (examples**2).sum(axis=1) - 2 * (rows @ examples.T)
    near: Rows = np.exp(-np.maximum(squares, 0))
    return near


def _dual(kernel: Rows, penalty: float, of: Rows) -> Rows:
    """Return the coefficients of kernel ridge regression, (n, topics), with even spreads over the phrases."""
    penalised = kernel + np.float32(penalty) * np.eye(len(kernel), dtype=np.float32)
    dual = solve(penalised, of, assume_a="pos", overwrite_a=True)
    spreads = (kernel[: len(topics().phrases)] @ dual).std(axis=0)
    even: Rows = (dual / np.maximum(spreads, 1e-9) ** EVENNESS).astype(np.float32)
    return even
