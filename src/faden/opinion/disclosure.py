"""What of a picture everybody may see, so that no picture and no row of pictures tells what one person thinks.

* A picture is renewed only when five people have voted who had not when it was made.
* A statement's numbers are renewed only when five people have voted on it who were not in them. Any two of its published
  numbers therefore differ by five people at least, whoever changed a vote or a group in between.
* A group's numbers on a statement appear when five of it voted on it; and when what remains of the total (hidden groups,
  people in no group) is nobody or five again, else the smallest of the others is hidden too.
* The map shows squares with five people or more.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from faden.opinion.counting import Counts
from faden.opinion.landscape import Landscape
from faden.opinion.votes import Votes

FEWEST = 5
HIDDEN = -1
_SQUARES = 16


@dataclass(frozen=True, eq=False)
class Release:
    """A published picture, and what is needed to make the next.

    `rows` (statements, groups, 3) and `totals` (statements, 3): agree, disagree, pass, HIDDEN where they may not be shown.
    `labels` (groups,) and `sizes` (groups,); `density` (16, 16): people by square of the map, 0 where fewer than five,
    between `low` and `high`. `withheld` (statements,): hidden until renewed, because somebody was erased. `counted` are the votes in the numbers, `counted_labels` (votes,) the group of each.
    """

    rows: Counts
    totals: Counts
    labels: tuple[int, ...]
    sizes: tuple[int, ...]
    density: NDArray[np.int64]
    low: tuple[float, float]
    high: tuple[float, float]
    voters: int
    counted: Votes
    counted_labels: NDArray[np.int16]
    people: NDArray[np.bool_]
    withheld: NDArray[np.bool_]

    def forget(self, participants: NDArray[np.integer]) -> "Release":
        """Return the release without a trace of people who want to be erased.

        The numbers they were part of are hidden until five more people have voted on the statement.
        """
        going = np.zeros(self.counted.height, bool)
        going[participants] = True
        gone = going[self.counted.owners]
        withheld = self.withheld.copy()
        withheld[self.counted.statements[gone]] = True
        old = self.counted
        counted = Votes.from_events(
            old.owners[~gone], old.statements[~gone], old.values[~gone], height=old.height, width=old.width
        )
        totals, rows = self.totals.copy(), self.rows.copy()
        totals[withheld], rows[withheld] = HIDDEN, HIDDEN
        return replace(
            self,
            rows=rows,
            totals=totals,
            counted=counted,
            counted_labels=self.counted_labels[~gone],
            withheld=withheld,
        )


def release(votes: Votes, picture: Landscape, previous: Release | None = None) -> Release:
    """Return what may be published now: `previous` itself while fewer than five new people have voted.

    `votes` are those of `picture`; statements that are not in it stay hidden. Participants and statements keep their
    places from one release to the next.
    """
    people = votes.counts > 0
    before = np.zeros(votes.height, bool)
    if previous is not None:
        before[: len(previous.people)] = previous.people
        if np.count_nonzero(people & ~before) < FEWEST:
            return previous
    counted, labels, renewed = _counted(votes, picture, previous)
    withheld = np.zeros(votes.width, bool)
    if previous is not None:
        withheld[: len(previous.withheld)] = previous.withheld
    withheld &= ~renewed
    shown = tuple(group.label for group in picture.groups)
    totals, rows = _numbers(counted, labels, shown, picture.kept & ~withheld)
    density, low, high = _density(picture)
    return Release(
        rows=rows,
        totals=totals,
        labels=shown,
        sizes=tuple(group.size for group in picture.groups),
        density=density,
        low=low,
        high=high,
        voters=int(np.count_nonzero(people)),
        counted=counted,
        counted_labels=labels,
        people=people | before,
        withheld=withheld,
    )


def _counted(
    votes: Votes, picture: Landscape, previous: Release | None
) -> tuple[Votes, NDArray[np.int16], NDArray[np.bool_]]:
    """Return the votes that the numbers of each statement may count, their groups, and which statements are renewed."""
    now = picture.labels[votes.owners]
    if previous is None:
        return votes, now, np.ones(votes.width, bool)
    old = previous.counted
    keys = votes.owners.astype(np.int64) * votes.width + votes.statements
    old_keys = old.owners.astype(np.int64) * votes.width + old.statements
    fresh = ~np.isin(keys, old_keys, assume_unique=True)
    renewed = np.bincount(votes.statements[fresh], minlength=votes.width) >= FEWEST
    stays, comes = ~renewed[old.statements], renewed[votes.statements]
    owners = np.concatenate([old.owners[stays], votes.owners[comes]])
    statements = np.concatenate([old.statements[stays], votes.statements[comes]])
    values = np.concatenate([old.values[stays], votes.values[comes]])
    labels = np.concatenate([previous.counted_labels[stays], now[comes]])
    made = Votes.from_events(owners, statements, values, height=votes.height, width=votes.width)
    order = np.lexsort((statements, owners))
    return made, labels[order], renewed


def _numbers(
    counted: Votes, labels: NDArray[np.int16], shown: tuple[int, ...], kept: NDArray[np.bool_]
) -> tuple[Counts, Counts]:
    """Return totals (statements, 3) and rows (statements, groups, 3), HIDDEN where they may not be shown."""
    width = counted.width
    code = np.array([1, 2, 0])[counted.values + np.int8(1)]
    cells = np.bincount(counted.statements * 3 + code, minlength=3 * width).reshape(width, 3)
    rows = np.zeros((width, len(shown), 3), np.int64)
    for at, label in enumerate(shown):
        own = labels == label
        rows[:, at] = np.bincount(counted.statements[own] * 3 + code[own], minlength=3 * width).reshape(width, 3)
    # Groups that no longer are: their people's rows say nothing about the groups of now.
    gone = np.bincount(counted.statements[(labels >= 0) & ~np.isin(labels, shown)], minlength=width) > 0
    seen, all_seen = rows.sum(axis=2), cells.sum(axis=1)
    hidden = (seen < FEWEST) | gone[:, None]
    for _ in shown:
        rest = all_seen - np.where(hidden, 0, seen).sum(axis=1)
        leaks = (rest > 0) & (rest < FEWEST) & ~hidden.all(axis=1)
        smallest = np.where(hidden, np.iinfo(np.int64).max, seen).argmin(axis=1)
        hidden[leaks, smallest[leaks]] = True
    few = (all_seen < FEWEST) | ~kept
    rows[hidden | few[:, None]] = HIDDEN
    return np.where(few[:, None], HIDDEN, cells), rows


def _density(picture: Landscape) -> tuple[NDArray[np.int64], tuple[float, float], tuple[float, float]]:
    """Return people by square, and the corners: quantiles, so that no edge is where one person stands."""
    squares = np.zeros((_SQUARES, _SQUARES), np.int64)
    points = picture.coordinates[picture.inside] if picture.has_map else np.empty((0, 2))
    if len(points) < FEWEST:
        return squares, (0.0, 0.0), (0.0, 0.0)
    reach = np.round(np.quantile(np.abs(points), 0.95, axis=0), 1) + 0.1
    places = ((points + reach) / (2 * reach) * _SQUARES).astype(int).clip(0, _SQUARES - 1)
    np.add.at(squares, (places[:, 0], places[:, 1]), 1)
    squares[squares < FEWEST] = 0
    corner = (float(reach[0]), float(reach[1]))
    return squares, (-corner[0], -corner[1]), corner


def without(votes: Votes, flagged: NDArray[np.integer]) -> Votes | None:
    """Return the votes without some people, to compare with all; None where the comparison would tell of fewer than five.

    On statements where one to four of them voted, their votes stay in.
    """
    leaving = np.zeros(votes.height, bool)
    leaving[flagged] = True
    if np.count_nonzero(leaving & (votes.counts > 0)) < FEWEST:
        return None
    gone = leaving[votes.owners]
    each = np.bincount(votes.statements[gone], minlength=votes.width)
    stays = ~gone | (each < FEWEST)[votes.statements]
    return Votes.from_events(
        votes.owners[stays], votes.statements[stays], votes.values[stays], height=votes.height, width=votes.width
    )
