"""Invented conversations with a known truth."""

from collections.abc import Iterator

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


def evening(people: int, statements: int, *, rounds: bool, step: int = 1, seed: int = 0) -> Iterator[Votes]:
    """Yield the votes of an evening after every `step` votes: statement by statement, or first one vote each."""
    votes, _ = planted(people, statements, part=1.0, seed=seed, noise=0.15)
    chance = np.random.default_rng(seed).random(len(votes))
    turns = chance.reshape(people, statements).argsort(axis=1).argsort(axis=1).reshape(-1)
    order = np.lexsort((chance, votes.statements)) if rounds else np.argsort(turns + 1.5 * chance * (turns > 0))
    now = Votes.from_events([], [], [], height=people, width=statements)
    for begin in range(0, len(order), step):
        part = order[begin : begin + step]
        now = now.with_events(votes.owners[part], votes.statements[part], votes.values[part])
        yield now


def polis_files(
    people: int = 40, statements: int = 12, *, seed: int = 0, sign: int = 1, seconds: bool = False
) -> dict[str, bytes]:
    """Return an invented Polis export of `planted` votes, one in ten of them changed before; its counts are wrong."""
    votes, _ = planted(people, statements, groups=2, seed=seed, part=0.8)
    random = np.random.default_rng(seed)
    who, what, said = arriving(votes, seed)
    rows = []
    for at, (one, statement, value) in enumerate(zip(who.tolist(), what.tolist(), said.tolist(), strict=True)):
        time = 1_651_045_893_819 + at * 61_007
        if random.random() < 0.1:
            rows.append((time - 40_000, "", statement, one + 3, -value * sign))
        rows.append((time, "", statement, one + 3, value * sign))
    random.shuffle(rows)
    log = ["timestamp,datetime,comment-id,voter-id,vote"]
    log += [f"{time // 1000 if seconds else time},{date},{rest[0]},{rest[1]},{rest[2]}" for time, date, *rest in rows]
    comments = ["timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"]
    for at in range(statements):
        agrees, disagrees = votes.totals[at, :2]
        moderated = -1 if at == 4 else 0 if at == 5 else 1
        author = 0 if at < 3 else 2 + at
        comments.append(
            f'{1_651_045_000_000 + at},,{at},{author},{agrees + at % 2},{disagrees},{moderated},"Aussage {at}, mit ""Komma"""'
        )
    summary = [
        "topic,Wohnen am Fluss",
        "url,https://pol.is/5example",
        f"voters,{people}",
        'conversation-description,"Ja,\nbitte"',
    ]
    return {
        "votes.csv": "\n".join([*log, ""]).encode(),
        "comments.csv": "\n".join([*comments, ""]).encode(),
        "summary.csv": "\n".join([*summary, ""]).encode(),
    }
