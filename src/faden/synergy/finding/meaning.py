"""One row for each text, so that the product of two rows says how near they are in topics and meaning.

What the search of a programme compares. Of two models only the better one is taken: a page that answers a search should
not need the memory of both. Letters are left out: the search for words knows them better.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from faden.synergy.finding.embedders import Embedder
from faden.synergy.finding.near import WEIGHTS
from faden.synergy.finding.reference import Reference, Space
from faden.synergy.finding.representations import FAST, GOOD, Rows, describe


def role(reference: Reference) -> str | None:
    """Return the role of the model that rows are made with, None where there are only letters."""
    return next((one for one in (GOOD, FAST) if one in reference.models), None)


def joined(reference: Reference, spaces: Mapping[str, Space]) -> Rows:
    """Return (n, dimensions) of the rows of texts in the spaces of `reference`, whose likenesses must be measured."""
    of = role(reference)
    weights = WEIGHTS[frozenset({of} if of else ())]
    assert reference.spreads is not None
    spreads = dict(zip(reference.measured, reference.spreads, strict=True))
    parts = [
        np.asarray(spaces[name], np.float32) * np.float32(np.sqrt(weight / spreads[name]))
        for name, weight in weights.items()
        if name != "letters"
    ]
    return np.ascontiguousarray(np.hstack(parts), np.float32)


def asked(reference: Reference, text: str, model: Embedder) -> Rows:
    """Return the row of a question, (dimensions,). `model`: of `role`. Raises NotAvailable."""
    of = role(reference)
    assert of is not None
    alone = replace(reference, models={of: reference.models[of]})
    row: Rows = joined(reference, alone.spaces(describe([text], [model])))[0]
    return row
