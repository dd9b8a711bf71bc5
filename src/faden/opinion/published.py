"""A released picture as JSON values, for pages and for other programs. Everything follows from what is released.

Which statements stand for a group, are common or divide is found in the released numbers, by the rules of
`representative`: a list that followed hidden votes would tell of them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion import representative
from faden.opinion.counting import Counts, Shares
from faden.opinion.disclosure import HIDDEN, Release
from faden.opinion.honeycomb import Cell
from faden.opinion.landscape import Landscape


def published(picture: Landscape, released: Release) -> dict[str, Any]:
    """Return what everybody may see; statements by number, which is their place + 1.

    `picture` says which statements are asked and by which rules; it may be newer than `released`, and know more
    statements. `people` have voted; `votes` are those in the numbers shown, so that nothing can be subtracted;
    `grouped` are in groups, `unseen` people on the map stand in no cell. Counts are [agree, disagree, pass] or None.

    Raises Unreadable where `picture` knows fewer statements.
    """
    polis = picture.mode == "polis"
    asked = picture.kept.copy()
    asked[list(picture.unknown)] = True
    totals, rows = _grown(released, len(asked))
    shown = (totals[:, 0] != HIDDEN) & asked
    shares = Shares(np.moveaxis(np.maximum(rows, 0), 1, 0))
    all_shown = np.where(shown[:, None], totals, 0)
    common = representative.common_ground(Shares(all_shown[None]), shares, shown, polis=polis)
    return {
        "people": released.voters,
        "votes": int(all_shown.sum()),
        "grouped": sum(released.sizes),
        "groups": _groups(released, shares, shown, polis=polis),
        "cells": [_cell(one) for one in released.cells],
        "cell_radius": released.radius,
        "unseen": released.mapped - sum(one.people for one in released.cells),
        "statements": _statements(np.flatnonzero(asked), all_shown, rows, shown),
        "common": _sides(common.agree + common.disagree),
        "divisive": [
            {"statement": one.statement + 1, "higher": one.higher, "lower": one.lower}
            for one in representative.divides(shares, shown, list(released.labels))
        ],
        "undecided": [one + 1 for one in representative.undecided(all_shown, shown)],
        "unknown": [int(at) + 1 for at in np.flatnonzero(asked & ~shown)],
        "starter": _starter(all_shown, shown),
        "stability": released.stability,
    }


def _grown(released: Release, width: int) -> tuple[Counts, Counts]:
    """Return totals and rows for as many statements as there are now."""
    missing = width - len(released.totals)
    if missing < 0:
        raise Unreadable(sentence("Das Bild ist älter als das, was veröffentlicht ist. Bitte neu berechnen."))
    totals = np.pad(released.totals, ((0, missing), (0, 0)), constant_values=HIDDEN)
    return totals, np.pad(released.rows, ((0, missing), (0, 0), (0, 0)), constant_values=HIDDEN)


def _groups(released: Release, shares: Shares, shown: NDArray[np.bool_], *, polis: bool) -> list[dict[str, Any]]:
    found = []
    for at, (label, size) in enumerate(zip(released.labels, released.sizes, strict=True)):
        open_to = shown & (shares.seen[at] > 0)
        stands_for = representative.representatives(shares, at, open_to, polis=polis)
        found.append({"label": label, "size": size, "stands_for": _sides(stands_for)})
    return found


def _statements(
    asked: NDArray[np.int64], totals: Counts, rows: Counts, shown: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    return [
        {
            "number": int(at) + 1,
            "total": totals[at].tolist() if shown[at] else None,
            "groups": [row.tolist() if shown[at] and row[0] != HIDDEN else None for row in rows[at]],
        }
        for at in asked
    ]


def _starter(totals: Counts, shown: NDArray[np.bool_]) -> int | None:
    found = representative.starter(totals, shown)
    return None if found is None else found + 1


def _sides(standings: tuple[representative.Standing, ...]) -> list[dict[str, Any]]:
    return [{"statement": one.statement + 1, "side": one.side} for one in standings]


def _cell(cell: Cell) -> dict[str, Any]:
    return {"x": round(cell.x, 6), "y": round(cell.y, 6), "people": cell.people, "group": cell.label}
