"""Votes in blocks give the picture of one machine, bit for bit."""

import os
import signal
import socket
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from distributed import LocalCluster

from faden.intake.readers.blocks import Unreadable
from faden.opinion import cluster as clusters
from faden.opinion.blocks import Blocks
from faden.opinion.cluster import Unreachable, cluster, landscape_of_many
from faden.opinion.covariance import MOST_STATEMENTS, Sums
from faden.opinion.landscape import Landscape, landscape
from faden.opinion.packing import bytes_of
from faden.opinion.tests.conversations import planted
from faden.opinion.votes import Votes


def _workers(count: int) -> LocalCluster:
    here = "127.0.0.1"
    return LocalCluster(n_workers=count, threads_per_worker=1, processes=True, host=here, dashboard_address=f"{here}:0")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A cluster of two processes on this machine."""
    with _workers(2) as two:
        yield two.scheduler_address


def same(one: Landscape, two: Landscape) -> bool:
    """Return whether everything that a landscape says is the same, to the last bit."""
    arrays = ("coordinates", "labels", "inside", "counts", "totals", "group_aware", "vectors", "means", "kept")
    told = ("input_hash", "groups", "consensus", "divisive", "undecided", "unknown", "starter", "stability")
    numbers = ("silhouettes", "voters", "votes")
    return (
        all(bytes_of(getattr(one, name)) == bytes_of(getattr(two, name)) for name in arrays)
        and all(getattr(one, name) == getattr(two, name) for name in (*told, *numbers))
        and one.memory.to_bytes() == two.memory.to_bytes()
    )


def parts(votes: Votes, *edges: int) -> list[Votes]:
    ends = [0, *edges, votes.height]
    return [votes.between(begin, end) for begin, end in pairwise(ends)]


@pytest.fixture(scope="module")
def many() -> Votes:
    """Return votes of people of whom some voted on nothing."""
    votes, _ = planted(700, 40, groups=3, part=0.4, noise=0.2)
    silent = np.arange(0, 700, 50)
    keep = ~np.isin(votes.owners, silent)
    return Votes.from_events(votes.owners[keep], votes.statements[keep], votes.values[keep], height=705, width=40)


@pytest.mark.parametrize("mode", ["faden", "polis"])
@pytest.mark.parametrize("edges", [(), (1,), (350,), (0, 7, 7, 300, 701, 705)])
def test_the_division_into_blocks_does_not_change_the_picture(many: Votes, edges: tuple[int, ...], mode: str) -> None:
    whole = landscape(many, mode=mode, left_out=[3, 17], sums=Sums.of(many))  # type: ignore[arg-type]
    divided = landscape(Blocks.of(parts(many, *edges)), mode=mode, left_out=[3, 17])  # type: ignore[arg-type]
    assert whole.k > 1
    assert same(divided, whole)


@pytest.mark.parametrize("size", [1, 999, 1 << 20])
def test_blocks_of_any_size_hold_all_votes(many: Votes, size: int) -> None:
    blocks = Blocks.dividing(many, size=size)
    assert sum(len(block) for block in blocks.held) == len(blocks) == len(many)
    assert max(len(block) for block in blocks.held) < size + many.counts.max()
    assert blocks.sums().to_bytes() == Sums.of(many).to_bytes()


def test_people_are_drawn_from_blocks_as_from_all_votes(many: Votes) -> None:
    people = np.array([0, 4, 299, 300, 301, 704])
    drawn = Blocks.of(parts(many, 4, 300)).rows(people)
    assert drawn.digest == many.rows(people).digest


def test_a_picture_goes_on_from_the_one_before_in_blocks_too(many: Votes) -> None:
    early = many.between(0, 400)
    memory = landscape(early, sums=Sums.of(early)).memory
    whole = landscape(many, previous=memory, sums=Sums.of(many))
    assert same(landscape(Blocks.of(parts(many, 300)), previous=memory), whole)


@pytest.mark.parametrize("found", [[], [planted(9, 4)[0], planted(9, 5)[0]]])
def test_blocks_that_do_not_fit_together_are_refused(found: list[Votes]) -> None:
    with pytest.raises(Unreadable, match="dieselben Aussagen"):
        Blocks.of(found)


def test_too_many_statements_for_sums_are_refused() -> None:
    wide = Votes.from_events([0, 1], [0, 1], [1, 1], width=MOST_STATEMENTS + 1)
    with pytest.raises(Unreadable, match=r"bis zu 3000 Aussagen.*3001"):
        landscape(Blocks.dividing(wide))


def test_few_people_in_blocks_have_totals_and_no_map() -> None:
    votes, _ = planted(12, 8)
    assert same(landscape(Blocks.of(parts(votes, 5))), landscape(votes))


# On a cluster


@pytest.mark.parametrize("mode", ["faden", "polis"])
def test_two_machines_make_the_picture_of_one(many: Votes, scheduler: str, mode: str) -> None:
    whole = landscape(many, mode=mode, left_out=[3], sums=Sums.of(many))  # type: ignore[arg-type]
    with cluster(scheduler) as where:
        sent = Blocks.of(parts(many, 100, 350, 500), where)
        divided = landscape(sent, mode=mode, left_out=[3])  # type: ignore[arg-type]
    assert same(divided, whole)


def test_both_machines_hold_blocks(many: Votes, scheduler: str) -> None:
    with cluster(scheduler) as where:
        blocks = Blocks.dividing(many, where, size=2_000)
        assert len(set(where.each(_process, blocks.held))) == 2


def _process(block: Votes) -> int:
    return os.getpid()


def test_many_votes_go_to_the_cluster_and_few_do_not(many: Votes, scheduler: str) -> None:
    asked = {"left_out": [3], "previous": landscape(many.between(0, 400)).memory}
    shared, said = landscape_of_many(many, scheduler, least=len(many), **asked)  # type: ignore[arg-type]
    assert said == ""
    assert same(shared, landscape(many, sums=Sums.of(many), **asked))  # type: ignore[arg-type]
    alone, said = landscape_of_many(many, "tcp://127.0.0.1:1", least=len(many) + 1, **asked)  # type: ignore[arg-type]
    assert said == ""
    assert same(alone, landscape(many, **asked))  # type: ignore[arg-type]


def test_more_statements_than_sums_can_hold_stay_on_this_machine() -> None:
    wide = Votes.from_events([0, 1], [0, MOST_STATEMENTS], [1, 1])
    found, said = landscape_of_many(wide, "tcp://127.0.0.1:1", least=1)
    assert (found.votes, said) == (2, "")


def test_where_the_cluster_is_away_this_machine_makes_the_same_picture_and_says_so(
    many: Votes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "_PATIENCE", 0.2)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        found, said = landscape_of_many(many, address, least=1)
    assert same(found, landscape(many, sums=Sums.of(many)))
    assert address in said
    assert "FADEN_DASK_SCHEDULER" in said
    assert said.endswith("Gerechnet wurde auf diesem Rechner; das Bild ist dasselbe.")
    assert len(said) <= 300


def test_a_cluster_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_PATIENCE", 1)
    with (
        _workers(0) as empty,
        pytest.raises(Unreachable, match=r"worker laufen"),
        cluster(empty.scheduler_address),
    ):
        pass


def test_a_machine_lost_with_its_blocks_is_named(many: Votes) -> None:
    with _workers(1) as one, cluster(one.scheduler_address) as where:
        blocks = Blocks.dividing(many, where)
        (process,) = where.each(_process, blocks.held)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(Unreachable, match="verlor Rechner"):
            landscape(blocks)


def test_machines_with_other_versions_are_refused(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "VERSION", -1)
    with pytest.raises(Unreachable, match=r"andere Fassungen.*faden -1"), cluster(scheduler):
        pass
