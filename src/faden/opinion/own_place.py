"""Where one person stands on a map that others have made.

Who asks often, with votes chosen for it, learns from exact places what all think of each statement. A projection is
therefore made of the picture of a release, never of a newer one, and pages show places rounded.
"""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion.components import Floats, projected
from faden.opinion.landscape import Landscape
from faden.opinion.packing import pack, unpack
from faden.opinion.votes import Votes

_PROJECTION = b"faden opinion projection 1\n"
_FACTS = ("seen", "outside", "needed", "any_counts")


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map; `label` of the nearest group, None where there is none or too few votes were cast."""

    x: float
    y: float
    label: int | None


@dataclass(frozen=True, eq=False)
class Projection:
    """What places one person: `vectors` (statements, 2), `means` and `kept` (statements,).

    `seen` statements have votes, `outside` of them are not kept; `needed` votes bring somebody into a group, on any
    statement where `any_counts`, else on kept ones. `centres` (groups, 2) with `labels` (groups,).
    """

    vectors: Floats
    means: Floats
    kept: NDArray[np.bool_]
    centres: Floats
    labels: NDArray[np.int16]
    seen: int
    outside: int
    needed: int
    any_counts: bool

    @classmethod
    def of(cls, picture: Landscape, votes: Votes) -> Self:
        """Return the projection of a picture, made of these votes."""
        seen = votes.totals.sum(axis=1) > 0
        polis = picture.mode == "polis"
        of_all = int(np.count_nonzero(seen)) if polis else int(np.count_nonzero(picture.kept)) // 2
        return cls(
            vectors=picture.vectors if picture.has_map else np.zeros((votes.width, 2)),
            means=picture.means,
            kept=picture.kept,
            centres=np.array([group.centre for group in picture.groups]).reshape(-1, 2),
            labels=np.array([group.label for group in picture.groups], np.int16),
            seen=int(np.count_nonzero(seen)) if picture.has_map else 0,
            outside=int(np.count_nonzero(seen & ~picture.kept)),
            needed=max(min(picture.params.min_votes, of_all), 1),
            any_counts=polis,
        )

    def place(self, statements: NDArray[np.integer], values: NDArray[np.integer]) -> Place | None:
        """Return where somebody with these votes stands, None where there is no map.

        Votes on statements newer than the map are left out. Raises Unreadable for anything that is no vote.
        """
        known = statements < len(self.kept)
        nobody = np.zeros(int(np.count_nonzero(known)), np.int64)
        votes = Votes.from_events(nobody, statements[known], values[known], height=1, width=len(self.kept))
        if not self.seen:
            return None
        own = int(np.count_nonzero(self.kept[votes.statements]))
        scale = np.sqrt(self.seen / max(own + self.outside, 1))
        point = projected(votes, self.means, self.kept, self.vectors)[0] * scale
        enough = (len(votes) if self.any_counts else own) >= self.needed
        label = None
        if enough and len(self.labels):
            label = int(self.labels[np.linalg.norm(self.centres - point, axis=1).argmin()])
        return Place(float(point[0]), float(point[1]), label)

    def to_bytes(self) -> bytes:
        """Return this as bytes; `from_bytes` gives back exactly the same."""
        arrays = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _FACTS}
        return pack(_PROJECTION, {name: getattr(self, name) for name in _FACTS}, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` gave. Raises Unreadable for anything else."""
        facts, arrays = unpack(_PROJECTION, data)
        known: dict[str, Any] = {**facts, **arrays}
        try:
            return cls(**known)
        except TypeError as error:
            raise Unreadable(sentence("Die Karte widerspricht sich. Bitte aus den Stimmen neu berechnen.")) from error
