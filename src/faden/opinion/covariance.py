"""Integer sums over the votes from which the covariance of the mean-imputed matrix follows exactly.

With X the votes (0 where unseen) and M the mask of what was seen, keep N = MᵀM, C = XᵀM and A = XᵀX. With m the means
of the columns, the centred matrix has the Gram matrix A - C·diag(m) - (C·diag(m))ᵀ + mmᵀ∘N, because imputed cells are 0
in it. Integers make the sums independent of the order of votes; a vote that changes is subtracted and added.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion.packing import pack, unpack
from faden.opinion.votes import Votes

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Table = NDArray[np.int32]

MOST_STATEMENTS = 3_000
"""With more statements the sums grow too large (12 bytes a pair); then passes over the votes find the axes."""

_SUMS = b"faden opinion sums 1\n"
_PORTION = 8_192
"""Participants at a time; sums of so many are exact in single precision."""


@dataclass(frozen=True, eq=False)
class Sums:
    """`both` N, `crossed` C and `products` A, each (statements, statements) int32; `votes`: of how many votes."""

    both: Table
    crossed: Table
    products: Table
    votes: int

    @classmethod
    def of(cls, votes: Votes) -> Self:
        """Return the sums of all votes, in portions of participants."""
        shape = (votes.width, votes.width)
        made = cls(np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.int32), len(votes))
        for begin in range(0, votes.height, _PORTION):
            made._add(votes.between(begin, min(begin + _PORTION, votes.height)))
        return made

    def changed(self, before: Votes, after: Votes, participants: NDArray[np.integer]) -> "Sums":
        """Return the sums of `after`, where only these participants' votes differ from `before`.

        Costs their votes, not all of them. Participants and statements may be new. The sums before are not changed.
        """
        touched = np.unique(participants)
        if len(touched) and int(touched[-1]) >= after.height:
            raise Unreadable(sentence("Zu den geänderten Stimmen gehört eine Person, die es nicht gibt."))
        known = touched[touched < before.height]
        old, new = (
            _wide(before.rows(known), len(touched), after.width),
            _wide(after.rows(touched), len(touched), after.width),
        )
        who, what, said, seen = _differences(old, new)
        size = after.width
        both, crossed, products = (
            np.pad(each, (0, size - len(each))) for each in (self.both, self.crossed, self.products)
        )
        # X'ᵀX' - XᵀX = ΔᵀX' + XᵀΔ with Δ = X' - X, and the same for the masks.
        for votes, transposed in ((new, False), (old, True)):
            each, statements, values = _beside(votes, who)
            keys = statements * size + what[each] if transposed else what[each] * size + statements
            crossing = values * seen[each] if transposed else said[each]
            told = (both, seen[each]), (crossed, crossing), (products, values * said[each])
            for table, weights in told:
                table += np.bincount(keys, weights=weights, minlength=size * size).reshape(size, size).astype(np.int32)
        return Sums(both, crossed, products, len(after))

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums of the votes of other participants on the same statements together."""
        return Sums(
            self.both + other.both,
            self.crossed + other.crossed,
            self.products + other.products,
            self.votes + other.votes,
        )

    @property
    def totals(self) -> NDArray[np.int64]:
        """How many agree with, disagree with and pass each statement (statements, 3)."""
        seen, less, spoken = (table.diagonal().astype(np.int64) for table in (self.both, self.crossed, self.products))
        return np.stack([(spoken + less) // 2, (spoken - less) // 2, seen - spoken], axis=1)

    @property
    def means(self) -> Floats:
        """The mean vote on each statement (statements,), 0 where nobody voted."""
        seen = self.both.diagonal()
        found: Floats = self.crossed.diagonal() / np.maximum(seen, 1)
        return found

    def covariance(self, kept: NDArray[np.bool_] | None = None) -> Floats:
        """Return the Gram matrix (statements, statements) of the mean-imputed, centred votes; rows not `kept` are 0.

        Divided by the participants less one it is the covariance.
        """
        middle = self.means
        crossed = self.crossed * middle
        found: Floats = self.products - crossed - crossed.T + np.outer(middle, middle) * self.both
        if kept is not None:
            found[~kept] = 0
            found[:, ~kept] = 0
        return found

    def to_bytes(self) -> bytes:
        """Return the sums as bytes, with a checksum."""
        return pack(
            _SUMS, {"votes": self.votes}, {"both": self.both, "crossed": self.crossed, "products": self.products}
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` gave. Raises Unreadable for anything else."""
        facts, arrays = unpack(_SUMS, data)
        return cls(arrays["both"], arrays["crossed"], arrays["products"], int(str(facts["votes"])))

    def _add(self, part: Votes) -> None:
        said = part.matrix(part.values.astype(np.float32))
        seen = part.matrix(np.ones(len(part), np.float32))
        dense = said.toarray()
        self.products[...] += (said.T @ dense).astype(np.int32)
        self.crossed[...] += (seen.T @ dense).T.astype(np.int32)
        self.both[...] += (seen.T @ seen.toarray()).astype(np.int32)


def _wide(votes: Votes, height: int, width: int) -> Votes:
    """Return the same votes with more participants and statements behind."""
    return replace(votes, starts=np.pad(votes.starts, (0, height - votes.height), mode="edge"), width=width)


def _differences(old: Votes, new: Votes) -> tuple[Integers, Integers, Integers, Integers]:
    """Return person and statement of each vote that differs, and by how much value and mask differ."""
    one, two = (votes.matrix(votes.values.astype(np.int32) + 2) for votes in (old, new))
    both = (one + 4 * two).tocoo()
    after, before = np.divmod(both.data.astype(np.int64), 4)
    differ = after != before
    after, before = after[differ], before[differ]
    said = np.where(after > 0, after - 2, 0) - np.where(before > 0, before - 2, 0)
    return both.row[differ], both.col[differ].astype(np.int64), said, (after > 0).astype(np.int64) - (before > 0)


def _beside(votes: Votes, who: Integers) -> tuple[Integers, Integers, NDArray[np.int8]]:
    """Return, for each of `who`, their votes: its place in `who`, the statement, the value."""
    theirs = votes.rows(who)
    return theirs.owners.astype(np.int64), theirs.statements.astype(np.int64), theirs.values
