"""The house under test: the real command as a person starts it, and what it says about signing in."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 60


@dataclass(frozen=True)
class House:
    """A running `faden demo`. Each of `codes` is good for one sign-in."""

    base: str
    email: str
    password: str
    codes: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.base.removeprefix("http://")


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Run `faden demo` on a free port with its own data below `folder`; complain about errors in its log."""
    port = _free_port()
    told, log = folder / "told.txt", folder / "log.txt"
    with told.open("wb") as out, log.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "faden.config.command", "demo", "--port", str(port)],
            env=_environment(folder),
            cwd=folder,
            stdout=out,
            stderr=err,
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(base, process, log)
            yield _house(base, told.read_text(encoding="utf-8"))
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    said = log.read_text(encoding="utf-8")
    # Refusals are logged as warnings, some of them with a traceback; errors are never expected.
    assert not re.search(r" (ERROR|CRITICAL) |^\[.*\] \[(ERROR|CRITICAL)\]", said, re.MULTILINE), said


def _environment(folder: Path) -> dict[str, str]:
    """Leave out what belongs to whoever runs the tests: their settings and their database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FADEN_", "DJANGO_", "DATABASE"))}
    source = str(Path(__file__).resolve().parents[2] / "src")
    return {**kept, "FADEN_DATA": str(folder / "data"), "PYTHONPATH": source, "PYTHONIOENCODING": "utf-8"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(base: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"faden demo ended with {process.returncode}:\n{log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(base + "/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{base} did not answer within {PATIENCE} s:\n{log.read_text(encoding='utf-8')}")


def _house(base: str, told: str) -> House:
    def after(label: str) -> str:
        found = re.search(rf"^\s*{label}\s+(.+?)(?: \(.*\))?$", told, re.MULTILINE)
        assert found, f"„{label}“ is missing in what the command said:\n{told}"
        return found[1]

    return House(
        base=base,
        email=after("Anmelden mit"),
        password=after("Passwort"),
        codes=after("Zweiter Schritt").split(", "),
    )
