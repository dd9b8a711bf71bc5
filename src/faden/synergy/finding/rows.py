"""The forms that rows of numbers have: dense, sparse, or both at once."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Dense = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows that are dense, (n, d), and sparse, (n, columns), at once: their likeness is the sum of both products."""

    dense: Dense
    sparse: csr_matrix

    def __len__(self) -> int:
        return len(self.dense)


Rows: TypeAlias = csr_matrix | Dense | Joined


@dataclass(frozen=True, slots=True)
class Parts:
    """Any rows as at most one dense and at most one sparse part."""

    size: int
    dense: Dense | None
    sparse: csr_matrix | None

    @classmethod
    def of(cls, rows: Rows) -> "Parts":
        if isinstance(rows, Joined):
            return cls(len(rows), rows.dense, rows.sparse)
        if isinstance(rows, np.ndarray):
            return cls(len(rows), rows, None)
        return cls(rows.shape[0], None, rows)
