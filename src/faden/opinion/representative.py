"""Which statements stand for a group, which hold for all, which divide, which are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from faden.opinion.counting import SURE, Counts, Floats, Shares, difference_test

Side = Literal["agree", "disagree"]
SIDES: tuple[Side, Side] = ("agree", "disagree")

SHOWN = 5
KNOWN = 5
"""So many votes make a statement known a little."""
_DIFFERENT = 1.6449
"""z of a one-sided test at 95 %."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a statement stands in a group, or among all.

    `share` is smoothed, `share_test` its z against a half; `ratio` and `ratio_test` compare with the other groups (1
    and 0 among all). `first`: what the group agrees on best, as Polis chooses it.
    """

    statement: int
    side: Side
    agrees: int
    disagrees: int
    passes: int
    share: float
    share_test: float
    ratio: float = 1.0
    ratio_test: float = 0.0
    first: bool = False

    @property
    def votes(self) -> int:
        """All votes, passes with them."""
        return self.agrees + self.disagrees + self.passes


@dataclass(frozen=True, slots=True)
class Divide:
    """A statement on which two groups (their labels) differ most; `gap` between their shares of agreement."""

    statement: int
    gap: float
    higher: int
    lower: int


@dataclass(frozen=True, slots=True)
class Common:
    """Statements with which most agree, and which most reject; the surest first."""

    agree: tuple[Standing, ...]
    disagree: tuple[Standing, ...]


def standing(shares: Shares, group: int, statement: int, side: int, *, compared: bool, first: bool = False) -> Standing:
    """Return how `statement` stands on one side (0 agree, 1 disagree)."""
    agrees, disagrees, passes = (int(one) for one in shares.counts[group, statement])
    place = side, group, statement
    return Standing(
        statement,
        SIDES[side],
        agrees,
        disagrees,
        passes,
        float(shares.share[place]),
        float(shares.share_test[place]),
        float(shares.ratio[place]) if compared else 1.0,
        float(shares.ratio_test[place]) if compared else 0.0,
        first,
    )


def representatives(shares: Shares, group: int, open_to: NDArray[np.bool_], *, polis: bool) -> tuple[Standing, ...]:
    """Return up to five statements for which `group` stands, those it agrees with first.

    A statement is sufficient when its share and the difference from the other groups are both sure (z > 1.2816) on one
    side; they rank by ratio, share and both z multiplied. Without a sufficient one, the one that differs most stands.
    `polis` puts that statement first which Polis takes for the group's best agreement, which depends on the order of
    statements; without it a statement needs five votes of the group. `open_to` (statements,): which may stand here.
    """
    share_z, ratio_z = shares.share_test[:, group], shares.ratio_test[:, group]
    statements = np.flatnonzero(open_to if polis else open_to & (shares.seen[group] >= KNOWN))
    if not len(statements):
        return ()
    sure: NDArray[np.bool_] = np.logical_or.reduce((share_z > SURE) & (ratio_z > SURE))
    side = (ratio_z[0] <= ratio_z[1]).astype(int)
    weight = shares.ratio[:, group] * ratio_z * shares.share[:, group] * share_z
    sufficient = statements[sure[statements]]
    ranked = sufficient[np.argsort(-weight[side[sufficient], sufficient], kind="stable")]
    head = _best_agreement(shares, group, statements) if polis else None
    if head is None and not len(ranked):
        head = int(statements[np.argmax(ratio_z.max(axis=0)[statements])])
    order = ([] if head is None else [head]) + [int(one) for one in ranked if one != head]
    best = head if polis and head is not None and _agreeable(shares, group, head) else None
    chosen = [standing(shares, group, one, int(side[one]), compared=True, first=one == best) for one in order[:SHOWN]]
    return tuple(sorted(chosen, key=lambda one: SIDES.index(one.side)))


def _agreeable(shares: Shares, group: int, statement: int) -> bool:
    place = 0, group, statement
    good = shares.ratio[place] > 1 and shares.share[place] > 0.5
    return bool(shares.said[:, group, statement].any() and (shares.share_test[place] > SURE or good))


def _best_agreement(shares: Shares, group: int, statements: NDArray[np.int64]) -> int | None:
    """Return the statement that a walk in their order ends with, as Polis walks; None where none is agreeable.

    The first agreeable one is taken; then each that beats the one held: by ratio, share and both z multiplied where the
    held one's ratio is above 1, else by share and its z.
    """
    share, ratio = shares.share[0, group], shares.ratio[0, group]
    plain = share * shares.share_test[0, group]
    full = ratio * shares.ratio_test[0, group] * plain
    voted = (shares.said[0, group] + shares.said[1, group] > 0)[statements]
    agreeable = (shares.share_test[0, group] > SURE) | ((ratio > 1) & (share > 0.5))
    candidates = np.flatnonzero(voted & agreeable[statements])
    held: int | None = None
    while len(candidates):
        at = int(candidates[0])
        held = int(statements[at])
        measure = full if ratio[held] > 1 else plain
        later = voted & (measure[statements] > measure[held])
        later[: at + 1] = False
        candidates = np.flatnonzero(later)
    return held


def common_ground(total: Shares, groups: Shares, open_to: NDArray[np.bool_], *, polis: bool) -> Common:
    """Return up to five statements that most agree with, and five that most reject (share > ½, z > 1.2816).

    `total` counts all participants as one group. Without `polis`, it needs five votes, most of every group must say so too, and the
    least divided stand first (product of the groups' shares); with it, share times z decides, groups do not matter.
    """
    found = []
    for side in (0, 1):
        share, sure = total.share[side, 0], total.share_test[side, 0]
        holds = open_to & (share > 0.5) & (sure > SURE)
        rank = share * sure
        if not polis:
            holds &= total.seen[0] >= KNOWN
        if not polis and len(groups.counts):
            holds &= (groups.share[side] > 0.5).all(axis=0)
            rank = groups.all_groups[side]
        statements = np.flatnonzero(holds)
        chosen = statements[np.argsort(-rank[statements], kind="stable")][:SHOWN]
        found.append(tuple(standing(total, 0, int(one), side, compared=False) for one in chosen))
    return Common(*found)


def divides(groups: Shares, open_to: NDArray[np.bool_], names: Sequence[int]) -> tuple[Divide, ...]:
    """Return up to five statements on which two groups differ most, each with five votes at least, surely (95 %)."""
    agree, seen = groups.said[0], groups.seen
    size = len(groups.counts)
    best = np.zeros(groups.counts.shape[1])
    pair = np.zeros((groups.counts.shape[1], 2), int)
    for one, two in combinations(range(size), 2):
        gap = groups.share[0, one] - groups.share[0, two]
        sure = np.abs(difference_test(agree[one], seen[one], agree[two], seen[two])) > _DIFFERENT
        gap = np.where(sure & (seen[one] >= KNOWN) & (seen[two] >= KNOWN), gap, 0.0)
        wider = np.abs(gap) > best
        best[wider] = np.abs(gap)[wider]
        pair[wider] = np.where(gap[wider, None] > 0, (one, two), (two, one))
    chosen = np.argsort(-np.where(open_to, best, 0), kind="stable")[:SHOWN]
    return tuple(
        Divide(int(one), float(best[one]), names[pair[one, 0]], names[pair[one, 1]])
        for one in chosen
        if best[one] > 0 and open_to[one]
    )


def undecided(total: Counts, open_to: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return up to five statements with enough votes and no sure majority, those with the most votes first."""
    shares = Shares(total[None])
    seen = shares.seen[0]
    even = (shares.share_test[:, 0] <= SURE).all(axis=0) & (seen >= KNOWN) & open_to
    statements = np.flatnonzero(even)
    return tuple(int(one) for one in statements[np.argsort(-seen[statements], kind="stable")][:SHOWN])


def unknown(total: Counts, open_to: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the statements with fewer than five votes: about them nothing can be said yet."""
    return tuple(int(one) for one in np.flatnonzero((total.sum(axis=1) < KNOWN) & open_to))


def starter(total: Counts, open_to: NDArray[np.bool_]) -> int | None:
    """Return the statement to begin a talk with: five votes or more, and both sides as strong as anywhere."""
    seen = total.sum(axis=1)
    weaker: Floats = np.minimum(total[:, 0], total[:, 1]) / np.maximum(seen, 1)
    able = np.flatnonzero(open_to & (seen >= KNOWN))
    if not len(able):
        return None
    return int(max(able, key=lambda one: (weaker[one], seen[one], -one)))
