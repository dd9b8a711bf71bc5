"""`faden serve` and `faden worker`: the web server with the background work as its child."""

import contextlib
import itertools
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from faden.config import metrics, running
from faden.config.commands import bring_up_to_date
from faden.config.environment import Refused

log = logging.getLogger(__name__)


def work() -> int:
    """Do background work until told to stop; takes up first what a killed worker left behind."""
    from faden.dialogue.tasks import look_for_places
    from faden.intake import tasks
    from faden.opinion import tasks as opinions
    from faden.places import queries as places
    from faden.post import tasks as posts
    from faden.synergy import tasks as synergies

    with running.shared(), running.sign_of_life():
        if resumed := tasks.resume():
            log.warning("%s unfinished documents are read again", resumed)
        for programme in places.not_looked_through():
            look_for_places.enqueue(programme)
        synergies.resume()
        opinions.resume()
        posts.resume()
        threading.Thread(target=_take_up_again, daemon=True).start()
        call_command("db_worker", verbosity=0, interval=1)
    return 0


def _take_up_again() -> None:
    """Look every minute for what another worker was killed over and what time asks for; every ten, how full the tables are."""
    from faden.config import upkeep
    from faden.intake import tasks
    from faden.opinion import tasks as opinions
    from faden.post import tasks as posts
    from faden.synergy import tasks as synergies

    for minute in itertools.count(1):
        time.sleep(60)
        try:
            tasks.resume(waiting=False)
            synergies.resume()
            opinions.resume()
            posts.resume()
            opinions.tidy(timezone.now())
            if minute % 10 == 0:
                upkeep.count_rows()
        except DatabaseError:
            log.exception("Could not look for unfinished work")
        finally:
            connection.close()


def check_port(host: str, port: int) -> None:
    """Raise Refused when somebody else listens on the port already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"Auf {host}:{port} kann nicht gehört werden ({error.strerror}). Läuft dort schon etwas? "
                f"Mit --port {port + 1} geht ein anderer."
            ) from error


def serve(*, host: str, port: int, worker: bool = True) -> int:
    """Serve the pages and, with `worker`, keep one worker alive beside them; ends when the web server ends."""
    check_port(host, port)
    bring_up_to_date()
    with running.shared():
        counting = metrics.begin(Path(settings.DATA) / "metrics")
        command = [sys.executable, "-m", "gunicorn", "--config=python:faden.config.webserver"]
        command += [f"--bind={'[' + host + ']' if ':' in host else host}:{port}", "faden.config.wsgi:application"]
        web = subprocess.Popen(command, env={**os.environ, **counting})  # noqa: S603
        ending = threading.Event()
        helper = threading.Thread(target=_keep_working, args=(ending,), daemon=True)
        if worker:
            helper.start()

        def stop(*_: object) -> None:
            ending.set()
            web.send_signal(signal.SIGTERM)

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop)
        print(f"Roter Faden läuft auf http://{host}:{port}/ (Ende mit Strg+C)", flush=True)
        code = web.wait()
        ending.set()
        if worker:
            helper.join(timeout=15)
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code


def _keep_working(ending: threading.Event) -> None:
    """Run a worker; start it again when it dies, more slowly each time."""
    pause = 1.0
    while not ending.is_set():
        started = time.monotonic()
        worker = subprocess.Popen([sys.executable, "-m", "faden.config.command", "worker"])
        while worker.poll() is None and not ending.wait(0.5):
            pass
        if ending.is_set():
            worker.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=10)
            if worker.poll() is None:
                worker.kill()
            return
        pause = 1.0 if time.monotonic() - started > 60 else min(pause * 2, 60)
        log.error("The worker ended with %s and is started again in %s s", worker.returncode, pause)
        ending.wait(pause)
