"""Who is at work on this installation: the lock that servers and workers hold, and the worker's sign of life."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from faden.config.environment import Refused
from faden.kernel import locks

BEAT = 15


def _lock() -> Path:
    return Path(settings.DATA) / "running.lock"


def _sign() -> Path:
    return Path(settings.DATA) / "worker-alive"


@contextmanager
def shared() -> Iterator[None]:
    """Say that this process uses the installation. Raises Refused while somebody changes it as a whole."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locks.hold(_lock(), shared=True, wait=5))
        except locks.Taken:
            raise Refused("Gerade wird zurückgespielt oder aktualisiert. Bitte warten, bis das fertig ist.") from None
        yield


@contextmanager
def alone(purpose: str) -> Iterator[None]:
    """Keep servers and workers out. Raises Refused when one runs, also one on another machine at PostgreSQL."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locks.hold(_lock()))
        except locks.Taken:
            raise Refused(
                f"{purpose} muss der Server ruhen. Bitte „faden serve“ und „faden worker“ anhalten."
            ) from None
        if others := _connected():
            raise Refused(
                f"{purpose} muss alles andere ruhen; mit der Datenbank sind noch {others} verbunden. "
                "Bitte Webserver und Arbeiter anhalten."
            )
        yield


def is_used() -> bool:
    """Return whether a server or a worker runs on this machine."""
    try:
        with locks.hold(_lock()):
            return False
    except locks.Taken:
        return True


def _connected() -> int:
    """Return how many others use the PostgreSQL database; SQLite cannot tell."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def sign_of_life() -> Iterator[None]:
    """Say every BEAT seconds that a worker lives, until the block or its process ends."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(BEAT):
            _sign().touch()

    _sign().touch()
    threading.Thread(target=go_on, daemon=True).start()
    try:
        yield
    finally:
        ended.set()
        _sign().unlink(missing_ok=True)


def worker_age() -> float | None:
    """Return the seconds since the worker's last sign of life, or None if there never was one."""
    try:
        return max(0.0, time.time() - _sign().stat().st_mtime)
    except FileNotFoundError:
        return None
