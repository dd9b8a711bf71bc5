"""How gunicorn serves the pages (``gunicorn -c python:faden.config.webserver faden.config.wsgi``)."""

import os
from contextlib import ExitStack
from typing import Any

from faden.config.environment import number
from faden.config.settings import LOGGING

workers = number("FADEN_WEB_WORKERS", 2, least=1, most=64)
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 30
max_requests = 50_000
max_requests_jitter = 5_000
logconfig_dict = LOGGING
control_socket_disable = True

_held = ExitStack()


def on_starting(server: Any) -> None:
    """Hold the lock that keeps `faden restore` and `faden upgrade` away; the web processes inherit it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faden.config.settings")
    from faden.config import running

    _held.enter_context(running.shared())


def on_exit(server: Any) -> None:
    _held.close()


def worker_exit(server: Any, worker: Any) -> None:
    # The lock stays with the others.
    _held.close()
