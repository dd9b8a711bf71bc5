"""Locks hold between processes and between threads of one."""

import subprocess
import sys
from pathlib import Path

import pytest

from faden.kernel import locks
from faden.kernel.locks import Taken


def _try(path: Path, *, shared: bool = False) -> bool:
    try:
        with locks.hold(path, shared=shared):
            return True
    except Taken:
        return False


def test_one_holds_a_lock_and_many_a_shared_one(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with locks.hold(lock):
        assert not _try(lock)
        assert not _try(lock, shared=True)
    with locks.hold(lock, shared=True):
        assert _try(lock, shared=True)
        assert not _try(lock)
    assert _try(lock)


def test_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    code = f"""
import sys, time
from pathlib import Path
from faden.kernel import locks
with locks.hold(Path({str(lock)!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        assert not _try(lock)
        process.kill()
    with locks.hold(lock, wait=5):
        pass


def test_waiting_ends_after_its_time(tmp_path: Path) -> None:
    with locks.hold(tmp_path / "lock"), pytest.raises(Taken), locks.hold(tmp_path / "lock", wait=0.1):
        pass
