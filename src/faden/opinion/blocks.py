"""Votes divided by participants into blocks, so that several machines share the work.

Sums of integers do not depend on how votes are divided, and where somebody stands follows from their own votes alone.
All else (axes, groups, stability) is worked out once, where the picture is asked for, from those sums and 16 bytes a
person. So the picture is that of one machine with `Sums`, bit for bit. What grows with the votes stays with the blocks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial, reduce
from itertools import pairwise
from operator import add
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion.components import Floats, projected
from faden.opinion.counting import Counts, count, kept_counts
from faden.opinion.covariance import MOST_STATEMENTS, Sums
from faden.opinion.votes import Integers, Votes, fingerprint

SIZE = 1 << 20
"""Votes of a block, about: 5 MB."""


class Workplace(Protocol):
    """Where blocks lie and are worked on; `work` is a function of a block and of its part of each of `columns`."""

    def hold(self, block: Votes) -> Any:
        """Take a block, and return what stands for it here."""

    def each(self, work: Callable[..., Any], held: Sequence[Any], *columns: Sequence[Any]) -> Iterator[Any]:
        """Yield the result of each block, in their order."""

    def total(self, work: Callable[..., Any], held: Sequence[Any], *columns: Sequence[Any]) -> Any:
        """Return the sum of the results of all blocks."""


class Here:
    """Nowhere else: blocks stay in the process."""

    def hold(self, block: Votes) -> Votes:
        return block

    def each(self, work: Callable[..., Any], held: Sequence[Any], *columns: Sequence[Any]) -> Iterator[Any]:
        return map(work, held, *columns)

    def total(self, work: Callable[..., Any], held: Sequence[Any], *columns: Sequence[Any]) -> Any:
        return reduce(add, map(work, held, *columns))


@dataclass(frozen=True, eq=False)
class Blocks:
    """Votes in blocks of participants, one after another.

    `held`: the blocks as `where` holds them; `counts` (participants,) of votes; `firsts` (blocks + 1,): the participant
    with whom each block begins, and how many there are; `width`: of how many statements. `whole`: all votes, where they
    are here as well.
    """

    held: Sequence[Any]
    counts: Integers
    firsts: Integers
    width: int
    where: Workplace
    whole: Votes | None = None

    @classmethod
    def of(cls, parts: Iterable[Votes], where: Workplace | None = None) -> Self:
        """Return the votes of all parts, each of other participants on the same statements.

        Parts are taken one at a time and handed to `where` (this process), so that they never need to be here together.
        Raises Unreadable where there are none, or statements differ.
        """
        at = where or Here()
        held, counts, widths = [], [], set()
        for part in parts:
            counts.append(np.diff(part.starts))
            widths.add(part.width)
            held.append(at.hold(part))
        if len(widths) != 1:
            raise Unreadable(sentence("Alle Blöcke von Stimmen brauchen dieselben Aussagen."))
        firsts = np.cumsum([0, *map(len, counts)])
        return cls(held, np.concatenate(counts), firsts, widths.pop(), at)

    @classmethod
    def dividing(cls, votes: Votes, where: Workplace | None = None, *, size: int = SIZE) -> Self:
        """Return these votes in blocks of about `size` votes."""
        ends = np.unique(np.searchsorted(votes.starts, np.arange(size, len(votes), size))).tolist()
        edges = [0, *ends, votes.height]
        parts = (votes.between(begin, end) for begin, end in pairwise(edges))
        return replace(cls.of(parts, where), whole=votes)

    @classmethod
    def single(cls, votes: Votes) -> Self:
        """Return these votes as one block in this process."""
        return cls([votes], votes.counts, np.array([0, votes.height]), votes.width, Here(), votes)

    @property
    def height(self) -> int:
        """How many participants there are, with and without votes."""
        return len(self.counts)

    @property
    def shape(self) -> tuple[int, int]:
        """Participants and statements."""
        return self.height, self.width

    def __len__(self) -> int:
        return int(self.counts.sum())

    @cached_property
    def digest(self) -> str:
        """The `Votes.digest` of all votes together."""
        return self.whole.digest if self.whole is not None else fingerprint(self.counts, self.width, self._columns())

    def sums(self) -> Sums:
        """Return the sums of all votes. Raises Unreadable where there are too many statements for them."""
        if self.width > MOST_STATEMENTS:
            raise Unreadable(
                sentence(
                    "Auf mehrere Rechner verteilt gehen bis zu {most} Aussagen; hier sind es {width}. Bitte auf einem "
                    "Rechner rechnen.",
                    most=MOST_STATEMENTS,
                    width=self.width,
                )
            )
        found: Sums = self.where.total(Sums.of, self.held)
        return found

    def kept_counts(self, kept: NDArray[np.bool_]) -> Integers:
        """Return how many votes on `kept` statements each participant has (participants,)."""
        return np.concatenate(list(self.where.each(partial(kept_counts, kept=kept), self.held)))

    def projected(self, middle: Floats, kept: NDArray[np.bool_], vectors: Floats) -> Floats:
        """Return the centred votes along `vectors` (participants, 2); see `components.projected`."""
        work = partial(projected, middle=middle, kept=kept, vectors=vectors)
        return np.concatenate(list(self.where.each(work, self.held)))

    def counted(self, labels: NDArray[np.integer], groups: int) -> Counts:
        """Return (groups, statements, 3): how many of each group agree, disagree, pass; see `counting.count`."""
        parts = np.split(labels.astype(np.int16), self.firsts[1:-1])
        found: Counts = self.where.total(partial(count, groups=groups), self.held, parts)
        return found

    def rows(self, participants: Integers) -> Votes:
        """Return the votes of these participants alone, whose numbers ascend."""
        if self.whole is not None:
            return self.whole.rows(participants)
        places = np.searchsorted(participants, self.firsts)
        wanted = [
            participants[begin:end] - first
            for begin, end, first in zip(places[:-1], places[1:], self.firsts[:-1], strict=True)
        ]
        parts = list(self.where.each(Votes.rows, self.held, wanted))
        return Votes(
            np.concatenate([[0], np.cumsum(self.counts[participants])]),
            np.concatenate([part.statements for part in parts]),
            np.concatenate([part.values for part in parts]),
            self.width,
        )

    def _columns(self) -> Iterator[NDArray[Any]]:
        for name in ("statements", "values"):
            yield from self.where.each(partial(_column, name=name), self.held)


def _column(votes: Votes, name: str) -> NDArray[Any]:
    return votes.columns[name]
