"""Invented conversations with a known truth."""

import numpy as np
from numpy.typing import NDArray

from faden.opinion.votes import Votes


def planted(
    people: int, statements: int, *, groups: int = 2, part: float = 0.5, seed: int = 0, noise: float = 0.1
) -> tuple[Votes, NDArray[np.int64]]:
    """Return votes of `groups` camps that think alike but for `noise`, each person on a `part` of the statements."""
    random = np.random.default_rng(seed)
    camp = random.permutation(np.arange(people) % groups)
    opinion = random.choice([-1.0, 1.0], (groups, statements))
    said = opinion[camp]
    said[random.random(said.shape) < noise] *= -1
    said[random.random(said.shape) < 0.1] = 0
    said[random.random(said.shape) >= part] = np.nan
    return Votes.from_matrix(said), camp


def arriving(votes: Votes, seed: int = 0) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]:
    """Return the votes as a log: people come one after another, each votes on all at once."""
    order = np.argsort(np.random.default_rng(seed).random(votes.height)[votes.owners], kind="stable")
    return votes.owners[order], votes.statements[order], votes.values[order]


def dense(votes: Votes) -> NDArray[np.float64]:
    """Return the matrix of votes with NaN where nobody voted."""
    matrix = np.full(votes.shape, np.nan)
    matrix[votes.owners, votes.statements] = votes.values
    return matrix
