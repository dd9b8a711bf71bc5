"""Locks between processes of one machine, held by an open file; they end with the process that holds them."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):
    """Another process, or another thread of this one, holds the lock."""


@contextmanager
def hold(path: Path, *, shared: bool = False, wait: float = 0) -> Iterator[None]:
    """Hold the lock at `path` while the block runs; raises Taken after `wait` seconds.

    Many may hold a shared lock, nobody beside one that is not. The file stays: to remove it would let two in.
    """
    until = time.monotonic() + wait
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Taken(str(path)) from None
                time.sleep(0.05)
        yield
