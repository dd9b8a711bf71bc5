"""Which statement somebody is shown next.

Each open statement has a weight; one is drawn among those that the person has not voted on, by weight:

    weight = ((1 + 8 · 2^(-n/5)) · (1 - passes) · (1 + pull))²

n votes so far: a new statement counts nine times as much as a known one, half of that is gone after five votes. `passes`
is the smoothed share of those who pass: unclear statements come up less. `pull` is how far a single vote on it moves
somebody on the map: those that tell people apart come up more. It is the priority of Polis (Small et al. 2021) without
the factor for agreement, so that unloved statements are heard as often. Questions about people (meta) weigh as much as
the weightiest statement, so that they come early and to nearly everybody.
"""

import numpy as np
from numpy.typing import NDArray

from faden.opinion.counting import Counts, Floats
from faden.opinion.votes import Votes


def weights(totals: Counts, pull: Floats, *, meta: NDArray[np.bool_], left_out: NDArray[np.bool_]) -> Floats:
    """Return the weight of each statement (statements,), 0 for those left out.

    `totals` (statements, 3): who agrees, disagrees, passes; `pull` (statements,) from `pulls`.
    """
    seen = totals.sum(axis=1)
    fresh = 1 + 8 * np.exp2(-seen / 5)
    clear = 1 - (totals[:, 2] + 1) / (seen + 2)
    found: Floats = (fresh * clear * (1 + pull)) ** 2
    open_to = ~left_out & ~meta
    found[meta] = found[open_to].max(initial=1.0)
    found[left_out] = 0
    return found


def pulls(vectors: Floats, kept: NDArray[np.bool_]) -> Floats:
    """Return how far one vote on each statement moves somebody on the map (statements,), 0 without a map."""
    found: Floats = np.sqrt(np.count_nonzero(kept)) * np.linalg.norm(vectors, axis=1)
    return np.where(kept, found, 0.0)


def next_statement(votes: Votes, participant: int | None, weight: Floats, random: np.random.Generator) -> int | None:
    """Return the statement to show to a participant (None: somebody without votes), None when all have been shown."""
    chances = np.zeros(len(weight))
    chances[:] = weight
    if participant is not None and participant < votes.height:
        mine = votes.statements[votes.starts[participant] : votes.starts[participant + 1]]
        chances[mine[mine < len(chances)]] = 0
    ladder = np.cumsum(chances)
    if not len(ladder) or ladder[-1] <= 0:
        return None
    drawn = int(np.searchsorted(ladder, random.random() * ladder[-1], side="right"))
    return min(drawn, int(np.flatnonzero(chances)[-1]))
