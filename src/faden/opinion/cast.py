"""Votes as they were cast, one after another."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from faden.opinion.votes import WITHDRAWN

HOUR = 3_600_000


@dataclass(frozen=True, eq=False)
class Cast:
    """Votes in the order in which they were cast (n,): rows of people, places of statements, values, whether unclear.

    A value may be WITHDRAWN. `times`: milliseconds since 1970, None where nobody knows them.
    """

    people: NDArray[np.integer]
    statements: NDArray[np.integer]
    values: NDArray[np.int8]
    unclear: NDArray[np.bool_]
    times: NDArray[np.int64] | None

    def __len__(self) -> int:
        return len(self.values)

    def at(self, places: NDArray[np.integer] | NDArray[np.bool_]) -> "Cast":
        """Return those at these places, in the order given."""
        return Cast(
            self.people[places],
            self.statements[places],
            self.values[places],
            self.unclear[places],
            None if self.times is None else self.times[places],
        )

    @property
    def pairs(self) -> NDArray[np.int64]:
        """A number for each person and statement (n,)."""
        found: NDArray[np.int64] = self.people.astype(np.int64) * (int(self.statements.max(initial=0)) + 1)
        return found + self.statements

    def last(self) -> NDArray[np.int64]:
        """Return the places of those that hold: the last of each person on each statement, ascending."""
        _, behind = np.unique(self.pairs[::-1], return_index=True)
        found: NDArray[np.int64] = np.sort(len(self) - 1 - behind)
        return found

    def standing(self) -> "Cast":
        """Return the votes without those that were taken back, as if they had never been."""
        order = np.argsort(self.pairs, kind="stable")
        pairs, gone = self.pairs[order], self.values[order] == WITHDRAWN
        # How often somebody takes back from here to the end of the pair.
        later = np.append(np.cumsum(gone[::-1])[::-1], 0)
        ends = np.searchsorted(pairs, pairs, side="right")
        return self.at(np.sort(order[later[:-1] == later[ends]]))

    def in_steady_time(self) -> "Cast":
        """Return the votes with times that never go back within a person and statement, whatever a clock did."""
        if self.times is None or not len(self):
            return self
        order = np.argsort(self.pairs, kind="stable")
        _, pair = np.unique(self.pairs[order], return_inverse=True)
        first = int(self.times.min())
        span = int(self.times.max()) - first + 1
        times = np.empty(len(self), np.int64)
        times[order] = np.maximum.accumulate(pair * span + self.times[order] - first) - pair * span + first
        return replace(self, times=times)

    def by_the_hour(self) -> "Cast":
        """Return the votes by statement and person, with full hours as times: nobody's evening can be followed."""
        times = None if self.times is None else self.times - self.times % HOUR
        return replace(self, times=times).at(np.lexsort((self.people, self.statements)))
