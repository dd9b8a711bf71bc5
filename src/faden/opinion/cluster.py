"""Blocks of votes on a Dask cluster, which a city may have; nothing else needs one.

Its machines must run the same versions of what is calculated with, else the same votes could give another picture.
Votes are sent without names, as rows of numbers; they lie in the memory of the workers until the picture is made.
"""

import logging
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from faden.kernel.messages import sentence
from faden.opinion.blocks import Blocks
from faden.opinion.covariance import MOST_STATEMENTS
from faden.opinion.landscape import VERSION, Landscape, landscape
from faden.opinion.over_time import Memory
from faden.opinion.votes import Votes

if TYPE_CHECKING:
    from distributed import Client, Future

MANY = 100_000_000
"""Votes from which `landscape_of_many` divides them; fewer fit on one machine, and are done there sooner."""
_PATIENCE = 10
"""Seconds until a cluster that does not answer counts as away."""

log = logging.getLogger(__name__)


class Unreachable(Exception):
    """A cluster cannot be worked with; the message says in German what is wrong and what to do."""


class Cluster:
    """A `blocks.Workplace` of many machines: work goes to where its block lies."""

    def __init__(self, client: "Client", address: str) -> None:
        self._client = client
        self._address = address

    def hold(self, block: Votes) -> Any:
        with _said(self._address):
            return self._client.scatter(block, hash=False)

    def each(self, work: Callable[..., Any], held: Sequence[Any], *columns: Sequence[Any]) -> Iterator[Any]:
        futures = self._begun(work, held, columns)
        for future in futures:
            with _said(self._address):
                result = future.result()
            yield result

    def total(self, work: Callable[..., Any], held: Sequence[Any], *columns: Sequence[Any]) -> Any:
        futures = self._begun(work, held, columns)
        with _said(self._address):
            while len(futures) > 1:
                pairs = zip(futures[::2], futures[1::2], strict=False)
                odd = futures[len(futures) & ~1 :]
                futures = [*(self._client.submit(add, one, two, pure=False) for one, two in pairs), *odd]
            return futures[0].result()

    def _begun(
        self, work: Callable[..., Any], held: Sequence[Any], columns: Iterable[Sequence[Any]]
    ) -> "list[Future[Any]]":
        with _said(self._address):
            sent = [self._client.scatter(list(column), hash=False) for column in columns]
            return self._client.map(work, held, *sent, pure=False)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at `address` (``tcp://host:8786``) for as long as the context lasts.

    Raises Unreachable, also from the work done meanwhile, where scheduler or workers are away or differ from this
    machine.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise Unreachable(
            sentence("Für FADEN_DASK_SCHEDULER fehlt das Paket Dask. Bitte installieren: faden[cluster].")
        ) from error
    with _said(address):
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    try:
        _check(client, address)
        yield Cluster(client, address)
    finally:
        client.close()


def landscape_of_many(
    votes: Votes,
    address: str,
    *,
    left_out: Iterable[int] = (),
    previous: Memory | None = None,
    least: int = MANY,
) -> tuple[Landscape, str]:
    """Return the picture of these votes, from `least` votes on made on the cluster at `address` where one is given.

    Where it cannot be reached this process works through the same blocks, which gives the same picture; then the
    second value is a German sentence for those who run the cluster, else it is empty. More statements than sums can
    hold stay here too. See `landscape`.
    """
    left = list(left_out)
    if not address or len(votes) < least or votes.width > MOST_STATEMENTS:
        return landscape(votes, left_out=left, previous=previous), ""
    try:
        with cluster(address) as where:
            return landscape(Blocks.dividing(votes, where), left_out=left, previous=previous), ""
    except Unreachable as away:
        log.warning("%s", away)
        said = sentence("{reason} Gerechnet wurde auf diesem Rechner; das Bild ist dasselbe.", reason=away)
    return landscape(Blocks.dividing(votes), left_out=left, previous=previous), said


@contextmanager
def _said(address: str) -> Iterator[None]:
    """Turn what goes wrong on the way to the cluster into a sentence."""
    from distributed import KilledWorker

    try:
        yield
    except (OSError, CancelledError, KilledWorker) as error:
        raise Unreachable(
            sentence(
                "Der Dask-Verbund unter {address} (FADEN_DASK_SCHEDULER) antwortet nicht oder verlor Rechner. Bitte "
                "prüfen, ob scheduler und worker laufen und von hier erreichbar sind.",
                address=address,
            )
        ) from error


def _check(client: "Client", address: str) -> None:
    """Raise Unreachable unless there are workers, and all have the same versions as this process."""
    with _said(address):
        client.wait_for_workers(1, timeout=_PATIENCE)
    try:
        found = client.run(versions)
    except ModuleNotFoundError:
        found = {"": ""}
    ours = versions()
    if any(theirs != ours for theirs in found.values()):
        raise Unreachable(
            sentence(
                "Im Dask-Verbund unter {address} (FADEN_DASK_SCHEDULER) fehlt dieses Programm, oder es hat dort andere "
                "Fassungen. Bitte überall dasselbe installieren: {ours}.",
                address=address,
                ours=ours,
            )
        )


def versions() -> str:
    """Return what the same votes must be calculated with to give the same picture."""
    return f"faden {VERSION}, numpy {np.__version__}, scipy {scipy.__version__}, {platform.machine()}"
