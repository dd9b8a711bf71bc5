"""The frozen statistics of a corpus, so that a new statement gets the numbers it would have got with all others."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from faden.kernel.messages import sentence
from faden.synergy.finding import letters, topics
from faden.synergy.finding.items import Item
from faden.synergy.finding.representations import Described, Rows, unit

VERSION = 1
GROWTH = 0.1
"""A corpus that grew or shrank by a tenth wants a new reference."""
PHRASES_WEIGHT = 10
"""The mean of a small corpus is drawn to that of the phrases of `topics`, as if so many of those were in it."""
SOFTNESS = 0.25
"""What touches hardly any topic is like nothing: its row stays short. A share of the median squared length."""
SAMPLE = 200_000
"""Pairs from which means and spreads of likenesses are taken where there are more."""

Space: TypeAlias = csr_matrix | Rows


class Outdated(ValueError):
    """The bytes are no reference of this version."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`frequency`: of `letters` columns in `size` texts; `centres` and `floors` of the spaces by name.

    `means` and `spreads`: of `fusion` features over pairs of different groups, in the order of `measured`.
    `groups`: the rows of groups, (groups, topics of all spaces), in the order of `group_names`.
    """

    size: int
    models: Mapping[str, str]
    frequency: NDArray[np.int32]
    centres: Mapping[str, Rows]
    floors: Mapping[str, float]
    group_names: tuple[str, ...] = ()
    groups: Rows | None = None
    measured: tuple[str, ...] = ()
    means: Rows | None = None
    spreads: Rows | None = None

    @classmethod
    def fit(cls, items: Sequence[Item], described: Described) -> "Reference":
        """Return the reference of `items`, row by row described."""
        return cls.fitted(items, described)[0]

    @classmethod
    def fitted(cls, items: Sequence[Item], described: Described) -> "tuple[Reference, dict[str, Space]]":
        """Return the reference of `items` and, as they are found on the way, their rows in its `spaces`."""
        centres = {role: _mean(described, role) for role in described.vectors}
        centred = {role: unit(vectors - centres[role]) for role, vectors in described.vectors.items()}
        values = _values(described, centred)
        floors = {}
        for name, rows in values.items():
            centres[name] = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], np.float32)
            squares = ((rows - centres[name]) ** 2).sum(axis=1)
            floors[name] = SOFTNESS * float(np.median(squares)) if len(rows) else 1.0
        made = cls(
            size=len(items),
            models=dict(described.models),
            frequency=letters.frequencies(described.counts),
            centres=centres,
            floors=floors,
        )
        spaces = made._spaces(described, centred, values)
        return made._with_groups(items, spaces), spaces

    def spaces(self, described: Described) -> dict[str, Space]:
        """Return rows by the name of the space; the likeness of two texts in a space is the product of their rows.

        Raises ValueError where the models are not those of the reference.
        """
        if dict(described.models) != dict(self.models):
            raise ValueError("vectors of other models than the reference's")
        centred = {role: unit(vectors - self.centres[role]) for role, vectors in described.vectors.items()}
        return self._spaces(described, centred, _values(described, centred))

    def _spaces(
        self, described: Described, centred: Mapping[str, Rows], values: Mapping[str, Rows]
    ) -> dict[str, Space]:
        weights = letters.rarity(self.frequency, self.size)
        return {
            "letters": letters.weighted(described.counts, weights),
            **centred,
            **{name: self._softened(name, rows) for name, rows in values.items()},
        }

    def measuring(self, names: Sequence[str], features: Rows) -> "Reference":
        """Return this reference with the means and spreads of `features`, (pairs, names)."""
        if not len(features):
            nothing = np.zeros(len(names), np.float32)
            return replace(self, measured=tuple(names), means=nothing, spreads=nothing + 1)
        spreads = features.std(axis=0)
        return replace(
            self,
            measured=tuple(names),
            means=features.mean(axis=0),
            spreads=np.where(spreads > 1e-6, spreads, 1).astype(np.float32),
        )

    def is_outgrown(self, size: int) -> bool:
        """Tell whether a corpus of `size` texts wants a new reference."""
        return abs(size - self.size) > GROWTH * self.size

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` reads; the same reference gives the same bytes."""
        columns = np.flatnonzero(self.frequency)
        arrays = {
            "columns": columns.astype(np.int32),
            "frequency": self.frequency[columns],
            **{f"centre {name}": centre for name, centre in self.centres.items()},
            **{name: array for name in ("groups", "means", "spreads") if (array := getattr(self, name)) is not None},
        }
        about = {
            "version": VERSION,
            "topics": topics.version(),
            "size": self.size,
            "models": dict(self.models),
            "floors": dict(self.floors),
            "group_names": self.group_names,
            "measured": self.measured,
        }
        file = io.BytesIO()
        np.savez_compressed(file, about=np.frombuffer(json.dumps(about).encode(), np.uint8), **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the reference that `to_bytes` wrote. Raises Outdated; then fit a new one."""
        try:
            with np.load(io.BytesIO(data)) as kept:
                about = json.loads(kept["about"].tobytes())
                if (about["version"], about["topics"]) != (VERSION, topics.version()):
                    raise Outdated(sentence("Die Vergleichswerte sind von einer früheren Fassung des Programms."))
                arrays = dict(kept)
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise Outdated(sentence("Die Vergleichswerte sind nicht lesbar.")) from error
        frequency = np.zeros(letters.COLUMNS, np.int32)
        frequency[arrays["columns"]] = arrays["frequency"]
        return cls(
            size=about["size"],
            models=about["models"],
            frequency=frequency,
            centres={name[7:]: array for name, array in arrays.items() if name.startswith("centre ")},
            floors=about["floors"],
            group_names=tuple(about["group_names"]),
            measured=tuple(about["measured"]),
            **{name: arrays.get(name) for name in ("groups", "means", "spreads")},
        )

    def _softened(self, name: str, values: Rows) -> Rows:
        rows = values - self.centres[name]
        squares = (rows**2).sum(axis=1, keepdims=True)
        softened: Rows = (rows / np.sqrt(squares + max(self.floors[name], 1e-9))).astype(np.float32)
        return softened

    def _with_groups(self, items: Sequence[Item], spaces: Mapping[str, Space]) -> "Reference":
        names = tuple(sorted({item.group for item in items}))
        of_topics: Rows = np.hstack([spaces[name] for name in sorted(spaces) if name.endswith("_topics")])
        rows = np.zeros((len(names), of_topics.shape[1]), np.float32)
        np.add.at(rows, [names.index(item.group) for item in items], of_topics)
        return replace(self, group_names=names, groups=unit(rows))


def _mean(described: Described, role: str) -> Rows:
    """Return the mean of the corpus, that of the examples of topics added as if PHRASES_WEIGHT of them were in it."""
    vectors = described.vectors[role]
    total = vectors.sum(axis=0) + PHRASES_WEIGHT * described.topics[role].mean
    mean: Rows = (total / (len(vectors) + PHRASES_WEIGHT)).astype(np.float32)
    return mean


def _values(described: Described, centred: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the topics of each text by letters and by each model, (n, topics)."""
    of_models = {f"{role}_topics": described.topics[role].values(rows) for role, rows in centred.items()}
    return {"letter_topics": topics.from_letters(described.counts), **of_models}
