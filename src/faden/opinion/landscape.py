"""The picture of opinion: where people stand, which groups there are, what all share, what divides them.

Two modes. "faden" is steady over time, leaves out who cannot be grouped and never forms a group of a few; "polis" follows
the rules of Polis as far as they can be reproduced. Both are deterministic: same votes, same memory, same result.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion import representative
from faden.opinion.blocks import Blocks
from faden.opinion.components import Floats, centred, leading, means, projected
from faden.opinion.counting import Counts, Shares
from faden.opinion.covariance import Sums
from faden.opinion.groups import Choices, Grouping, polis_base_groups, polis_groups
from faden.opinion.over_time import Memory, grown, steady_axes, steady_k, steady_members, steady_names
from faden.opinion.representative import Common, Divide, Standing
from faden.opinion.stability import MOST, stability
from faden.opinion.votes import Votes

Mode = Literal["faden", "polis"]
VERSION = 1
"""Raised when the same votes give another result than before."""


@dataclass(frozen=True, slots=True)
class Params:
    """What a result depends on besides the votes.

    `min_votes`: so many votes bring somebody into the conversation; in "faden" votes on half of the statements, in
    "polis" on all, where those are fewer. `most` groups. "faden": `least` voters for a map and groups; no group below `smallest` people or `smallest_part` of those
    grouped, three groups or more only with `mean_size` people each on average. "polis": whoever votes most comes in until there are `greedy`; `base_clusters` 100 forms groups of base
    clusters as Polis does, 0 of everybody's own place as red-dwarf does. `bootstraps`: rounds for the stability, 0 none.
    """

    min_votes: int = 7
    most: int = 5
    least: int = 20
    smallest: int = 5
    smallest_part: float = 0.02
    mean_size: int = 30
    greedy: int = 15
    base_clusters: int = 0
    bootstraps: int = 16
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """People who vote alike. `label` stays the same over time, `centre` is on the map."""

    label: int
    size: int
    centre: tuple[float, float]
    representative: tuple[Standing, ...]


@dataclass(frozen=True, eq=False)
class Landscape:
    """A picture of opinion.

    `coordinates` (participants, 2), NaN where there is no map; `labels` (participants,) of groups, -1: in none; `counts`
    (groups, statements, 3) in the order of `groups`, `totals` (statements, 3): agree, disagree, pass; `group_aware`
    (2, statements): product over groups of the shares that agree, that disagree; `vectors` (statements, 2) and `means`
    (statements,) make the map; `kept` (statements,): in the picture; `inside` (participants,): in the conversation.
    `stability` 0 to 1, None where there are no groups. `starter`: a statement to begin a talk with. `memory` goes into
    the next result as `previous`.
    """

    mode: Mode
    params: Params
    input_hash: str
    coordinates: Floats
    labels: NDArray[np.int16]
    inside: NDArray[np.bool_]
    groups: tuple[Group, ...]
    consensus: Common
    divisive: tuple[Divide, ...]
    undecided: tuple[int, ...]
    unknown: tuple[int, ...]
    starter: int | None
    counts: Counts
    totals: Counts
    group_aware: Floats
    stability: float | None
    silhouettes: dict[int, float]
    vectors: Floats
    means: Floats
    kept: NDArray[np.bool_]
    voters: int
    votes: int
    memory: Memory
    version: int = field(default=VERSION)

    @property
    def k(self) -> int:
        """How many groups there are, 0 where none can be told apart."""
        return len(self.groups)

    @property
    def has_map(self) -> bool:
        """Whether there were enough voters for a map."""
        return bool(len(self.coordinates)) and not bool(np.isnan(self.coordinates[0, 0]))


@dataclass(frozen=True, eq=False)
class _Task:
    """What is asked for, and what follows from the votes alone: `own` (participants,) counts votes on kept statements."""

    votes: Blocks
    mode: Mode
    params: Params
    previous: Memory | None
    sums: Sums | None
    left: list[int]
    totals: Counts
    kept: NDArray[np.bool_]
    own: NDArray[np.int64]

    @property
    def voters(self) -> int:
        """How many people voted on what is kept."""
        return int(np.count_nonzero(self.own))

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """Statements with votes (statements,)."""
        found: NDArray[np.bool_] = self.totals.sum(axis=1) > 0
        return found

    @cached_property
    def means(self) -> Floats:
        """The mean vote on each kept statement (statements,)."""
        return means(self.totals, self.kept)

    @property
    def steady(self) -> Memory | None:
        """What came before, where it matters."""
        return self.previous if self.mode == "faden" else None


@dataclass(frozen=True, eq=False)
class _Map:
    """Everything that comes before groups. `nearby` (statements, r): the leading directions."""

    vectors: Floats
    nearby: Floats
    coordinates: Floats
    scales: Floats
    inside: NDArray[np.bool_]


def landscape(
    votes: Votes | Blocks,
    *,
    mode: Mode = "faden",
    left_out: Iterable[int] = (),
    previous: Memory | None = None,
    params: Params | None = None,
    sums: Sums | None = None,
) -> Landscape:
    """Return the picture of these votes.

    `left_out`: statements moderated out, and those about people rather than opinions. `previous`: the memory of the
    result before, of the same participants and statements (both may have grown); "polis" takes from it only who was in
    the conversation. `sums` of exactly these votes spare passes over them; of Blocks they are formed where missing.
    Raises Unreadable where these do not fit together.
    """
    left = sorted(set(left_out))
    _check(votes, mode, left, previous, sums)
    if isinstance(votes, Blocks):
        blocks, sums = votes, sums or votes.sums()
        totals = sums.totals
    else:
        blocks = Blocks.single(votes)
        totals = votes.totals if sums is None else sums.totals
    kept = totals.sum(axis=1) > 0
    gone = int(np.count_nonzero(kept[left]))
    kept[left] = False
    own = blocks.kept_counts(kept) if gone else blocks.counts
    task = _Task(blocks, mode, params or Params(), previous, sums, left, totals, kept, own)
    if task.voters < (task.params.least if mode == "faden" else 1):
        return _described(task, None, None, _empty(task))
    mapped = _mapped(task)
    return _described(task, mapped, *_grouped(task, mapped))


def _check(votes: Votes | Blocks, mode: str, left: list[int], previous: Memory | None, sums: Sums | None) -> None:
    if mode not in ("faden", "polis"):
        raise Unreadable(sentence("Die Art „{mode}“ gibt es nicht: „faden“ oder „polis“.", mode=mode))
    if left and not 0 <= left[0] <= left[-1] < votes.width:
        raise Unreadable(sentence("Eine Aussage, die fehlen soll, gibt es nicht."))
    if previous is not None and (len(previous.labels) > votes.height or len(previous.vectors) > votes.width):
        raise Unreadable(sentence("Das frühere Ergebnis kennt mehr Personen oder Aussagen, als es Stimmen gibt."))
    if sums is not None and (sums.both.shape[0] != votes.width or sums.votes != len(votes)):
        raise Unreadable(sentence("Die Summen gehören zu anderen Stimmen. Bitte neu bilden."))


def _mapped(task: _Task) -> _Map:
    """Return where everybody stands: √(statements / votes) Σ (vote - mean) · axis, as Polis scales it."""
    votes, previous = task.votes, task.previous
    before = None if previous is None else grown(previous.vectors, votes.width)
    if task.sums is not None:
        apply: Callable[[Floats], Floats] = task.sums.covariance(task.kept).__matmul__
    else:
        assert votes.whole is not None
        matrix = centred(votes.whole, task.means, task.kept)
        transposed = matrix.T
        apply = lambda block: transposed @ (matrix @ block)  # noqa: E731
    found = leading(apply, votes.width, start=before)
    vectors = steady_axes(found.vectors, before if task.steady else None)
    # A statement left out counts as seen by everybody, which stretches the map less for those with few votes.
    outside = int(np.count_nonzero(task.seen & ~task.kept))
    scales = np.sqrt(np.count_nonzero(task.seen) / np.maximum(task.own + outside, 1))
    coordinates = votes.projected(task.means, task.kept, vectors) * scales[:, None]
    return _Map(vectors, found.nearby, coordinates, scales, _inside(task))


def _inside(task: _Task) -> NDArray[np.bool_]:
    """Return who is in the conversation (participants,). Whoever was, stays while they have votes."""
    counts, params = task.votes.counts, task.params
    if task.mode == "faden":
        inside = task.own >= max(min(params.min_votes, int(np.count_nonzero(task.kept)) // 2), 1)
    else:
        inside = counts >= max(min(params.min_votes, int(np.count_nonzero(task.seen))), 1)
        missing = params.greedy - int(np.count_nonzero(inside))
        if missing > 0:
            others = np.flatnonzero(~inside & (counts > 0))
            inside[others[np.argsort(-counts[others], kind="stable")][:missing]] = True
    if task.previous is not None:
        known = len(task.previous.inside)
        inside[:known] |= task.previous.inside & (counts[:known] > 0)
    return inside


def _grouped(task: _Task, mapped: _Map) -> tuple[Grouping | None, Memory]:
    """Return the groups of those inside, and what to remember."""
    points, params = mapped.coordinates[mapped.inside], task.params
    if task.mode == "faden":
        return _steadily(task, mapped, points)
    grouping = None
    if params.base_clusters and len(points):
        grouping = polis_base_groups(points, most=params.most, base=params.base_clusters)
    elif len(points):
        grouping = polis_groups(points, most=min(params.most, 2 + len(points) // 12))
    return grouping, _remembered(task, mapped, grouping, 0, 0)


def _steadily(task: _Task, mapped: _Map, points: Floats) -> tuple[Grouping | None, Memory]:
    params, previous = task.params, task.previous
    choices = Choices.of(
        points,
        smallest=max(params.smallest, int(np.ceil(params.smallest_part * len(points)))),
        most=min(params.most, max(2, len(points) // params.mean_size)),
        random=np.random.default_rng(params.seed),
    )
    held = np.empty((0, 2)) if previous is None else previous.centres
    grouping, wanted, times = None, 0, 0
    while choices.centres and grouping is None:
        k, wanted, times = steady_k(choices.best, set(choices.centres), previous)
        grouping = choices.settled(k, held)
        choices = choices.without(k)
    if grouping is not None and not len(held):
        grouping = grouping.by_size()
    memory = _remembered(task, mapped, grouping, wanted, times)
    if grouping is not None and previous is not None:
        before = np.full(len(mapped.inside), -1, np.int16)
        before[: len(previous.labels)] = previous.labels
        steady = steady_members(points, grouping.labels, grouping.centres, memory.names, before[mapped.inside])
        grouping = replace(grouping, labels=steady)
        memory.labels[mapped.inside] = memory.names[steady]
    return grouping, memory


def _remembered(task: _Task, mapped: _Map, grouping: Grouping | None, wanted: int, times: int) -> Memory:
    own = np.full(len(mapped.inside), -1, np.int64)
    if grouping is not None:
        own[mapped.inside] = grouping.labels
    names, unused = steady_names(own, 0 if grouping is None else grouping.k, task.steady)
    labels = np.full(len(own), -1, np.int16)
    labels[own >= 0] = names[own[own >= 0]]
    centres = np.empty((0, 2)) if grouping is None else grouping.centres
    return Memory(mapped.vectors, labels, mapped.inside, names, centres, unused, wanted, times)


def _empty(task: _Task) -> Memory:
    """Return what to remember where there is no map: labels once used stay used."""
    height, width = task.votes.shape
    nobody = np.full(height, -1, np.int16)
    unused = task.steady.unused if task.steady else 0
    return Memory(np.zeros((width, 2)), nobody, nobody >= 0, np.empty(0, np.int16), np.empty((0, 2)), unused)


def _described(task: _Task, mapped: _Map | None, grouping: Grouping | None, memory: Memory) -> Landscape:
    """Return the landscape with everything that counting by group tells."""
    votes, kept, polis = task.votes, task.kept, task.mode == "polis"
    places = np.full(votes.height, -1, np.int64)
    if mapped is not None and grouping is not None:
        places[mapped.inside] = grouping.labels
    counts = votes.counted(places, len(memory.names))
    shares, total = Shares(counts), Shares(task.totals[None])
    asked = np.ones(votes.width, bool)
    asked[task.left] = False
    return Landscape(
        mode=task.mode,
        params=task.params,
        input_hash=hashlib.sha256(f"{votes.digest} {task.left}".encode()).hexdigest(),
        coordinates=mapped.coordinates if mapped else np.full((votes.height, 2), np.nan),
        labels=memory.labels,
        inside=memory.inside,
        groups=_groups(shares, grouping, memory.names, kept, polis=polis),
        consensus=representative.common_ground(total, shares, kept, polis=polis),
        divisive=representative.divides(shares, kept, memory.names.tolist()),
        undecided=representative.undecided(task.totals, kept),
        unknown=representative.unknown(task.totals, asked),
        starter=representative.starter(task.totals, kept),
        counts=counts,
        totals=task.totals,
        group_aware=shares.all_groups,
        stability=_stability(task, mapped, grouping),
        silhouettes=grouping.silhouettes if grouping else {},
        vectors=memory.vectors,
        means=task.means,
        kept=kept,
        voters=task.voters,
        votes=len(votes),
        memory=memory,
    )


def _groups(
    shares: Shares, grouping: Grouping | None, names: NDArray[np.int16], kept: NDArray[np.bool_], *, polis: bool
) -> tuple[Group, ...]:
    if grouping is None:
        return ()
    people = np.bincount(grouping.labels, minlength=grouping.k)
    return tuple(
        Group(
            int(name),
            int(people[at]),
            (float(grouping.centres[at, 0]), float(grouping.centres[at, 1])),
            representative.representatives(shares, at, kept, polis=polis),
        )
        for at, name in enumerate(names)
    )


def _stability(task: _Task, mapped: _Map | None, grouping: Grouping | None) -> float | None:
    if mapped is None or grouping is None or not task.params.bootstraps:
        return None
    random = np.random.default_rng(task.params.seed + 1)
    labels = np.full(len(mapped.inside), -1, np.int64)
    labels[mapped.inside] = grouping.labels
    rows = np.flatnonzero(mapped.coordinates.any(axis=1) | mapped.inside)
    if len(rows) > MOST:
        rows = np.sort(random.choice(rows, MOST, replace=False))
    return stability(
        projected(task.votes.rows(rows), task.means, task.kept, mapped.nearby),
        mapped.scales[rows],
        mapped.inside[rows],
        labels[rows][mapped.inside[rows]],
        grouping.k,
        rounds=task.params.bootstraps,
        random=random,
    )
