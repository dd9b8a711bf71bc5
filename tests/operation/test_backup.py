"""Backups are restored for real: an installation of its own, on the kind of database that the suite runs on."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faden.config import archive
from faden.config.archive import Manifest
from tests.operation.installation import Installation, installation

BOTH = ["Beitrag 1", "Beitrag 2"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("model") / "data") as made:
        made.found()
        yield made


@pytest.fixture
def place(model: Installation, tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "data", like=model) as made:
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "other") as made:
        yield made


# Writes documents until its standard input ends, and says how many.
_WRITES = """
import sys, threading
from faden.config import commands
commands.start_django()
from django.db import transaction
from django.utils import timezone
from faden.dialogue.actions.documents import add_document, keep_version
from faden.programme.models import Programme
programme, count, end = Programme.objects.get(), 0, threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), end.set()), daemon=True).start()
while not end.is_set():
    with transaction.atomic():
        document = add_document(programme=programme, title=f"Nummer {count}", dated_on=None)
        keep_version(document, name="x", data=f"Nummer {count}".encode(), by=None, now=timezone.now())
    count += 1
    if count == 5:
        print("writing", flush=True)
print(count)
"""
_TITLES_AND_FILES = """
from faden.config import commands
commands.start_django()
from faden.dialogue.models import Document
new = Document.objects.filter(title__startswith="Nummer")
print(all([version.file.read().decode() for version in one.versions.all()] == [one.title] for one in new))
"""


def _backup(place: Installation, *words: str) -> Path:
    target = place.data.parent / "backup.zip"
    done = place.run("backup", "-o", str(target), *words)
    assert done.returncode == 0, done.stderr
    return target


def _forget_everything(place: Installation) -> None:
    place.execute("""
from faden.config import commands
commands.start_django()
from faden.dialogue.models import Document, DocumentVersion
from faden.people.models import Person
from faden.programme.models import Programme
for version in DocumentVersion.objects.all():
    version.file.delete(save=False)
DocumentVersion.objects.all().delete()
Document.objects.all().delete()
Person.objects.update(email="jemand@example.org")
Programme.objects.update(name="Anders")
""")


# There and back


def test_what_was_backed_up_comes_back_with_its_files(place: Installation) -> None:
    before = place.state()
    assert before["documents"] == BOTH
    target = _backup(place)
    assert target.stat().st_mode & 0o777 == 0o600
    _forget_everything(place)
    assert place.state() != before
    done = place.run("restore", str(target), "--replace")
    assert done.returncode == 0, done.stderr
    assert place.state() == before
    assert not list(place.data.glob(".faden-*")), "nothing temporary stays"


def test_restore_into_an_empty_installation_needs_no_word_more(place: Installation, other: Installation) -> None:
    done = other.run("restore", str(_backup(place)))
    assert done.returncode == 0, done.stderr
    assert other.state() == place.state()
    assert not (other.data / "backups").exists()


def test_data_are_replaced_only_when_told_and_are_backed_up_first(place: Installation) -> None:
    target = _backup(place)
    _forget_everything(place)
    changed = place.state()
    done = place.run("restore", str(target))
    assert done.returncode == 2
    assert "liegen schon Daten" in done.stderr
    assert place.state() == changed
    assert place.run("restore", str(target), "--replace").returncode == 0
    [before] = (place.data / "backups").glob("before-restore-*.zip")
    assert place.run("restore", str(before), "--replace", "--discard").returncode == 0
    assert place.state() == changed


def test_secret_key_is_in_the_backup_only_when_asked_for(place: Installation, other: Installation) -> None:
    secret = (place.data / "secret-key").read_bytes()
    assert archive.SECRET not in {part.name for part in archive.manifest(_backup(place)).parts}
    (place.data.parent / "backup.zip").unlink()
    target = _backup(place, "--with-secret")
    assert other.run("restore", str(target)).returncode == 0
    assert (other.data / "secret-key").read_bytes() == secret


def test_backup_of_an_older_schema_is_brought_up_to_date(place: Installation) -> None:
    before = place.state()
    place.execute("""
from faden.config import commands
commands.start_django()
from django.core.management import call_command
call_command("migrate", "mfa", "0001", verbosity=0)
""")
    assert place.state()["pending"]
    target = _backup(place)
    assert place.run("restore", str(target), "--replace").returncode == 0
    assert place.state() == before


def test_backup_of_a_newer_version_is_refused(place: Installation) -> None:
    place.execute("""
from faden.config import commands
commands.start_django()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).record_applied("programme", "0999_from_the_future")
""")
    done = place.run("restore", str(_backup(place)), "--replace")
    assert done.returncode == 2
    assert "von einer neueren Fassung (programme.0999_from_the_future)" in done.stderr


def test_restore_that_fails_leaves_everything_as_it_was(place: Installation, tmp_path: Path) -> None:
    target = _backup(place)
    manifest = archive.manifest(target)
    archive.unpack(target, tmp_path / "parts")
    (tmp_path / "parts" / archive.DATABASE).write_bytes(b"no database at all")
    broken = tmp_path / "broken.zip"
    parts = [(part.name, tmp_path / "parts" / part.name) for part in manifest.parts]
    archive.write(broken, Manifest(**{**vars(manifest), "parts": [], "missing": []}), parts)
    archive.check(broken)
    before = place.state()
    done = place.run("restore", str(broken), "--replace")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert place.state() == before
    assert not list(place.data.glob(".faden-*"))


def test_restore_whose_changes_of_the_schema_fail_leaves_everything_as_it_was(place: Installation) -> None:
    # The backup lacks the note that a change was made: making it again fails.
    place.execute("""
from faden.config import commands
commands.start_django()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).record_unapplied("people", "0001_initial")
""")
    target = _backup(place)
    _forget_everything(place)
    before = place.state()
    done = place.run("restore", str(target), "--replace")
    assert done.returncode == 2
    assert "es bleibt, wie es war" in done.stderr
    assert place.state() == before


# While others work


def test_file_that_went_while_backing_up_is_reported(place: Installation) -> None:
    [gone, _] = sorted((place.data / "files").rglob("*.bin"))
    gone.unlink()
    done = place.run("backup")
    assert done.returncode == 0
    name = f"files/{gone.relative_to(place.data / 'files')}"
    assert f"ACHTUNG {name} fehlt auf der Platte" in done.stderr
    [target] = (place.data / "backups").glob("faden-*.zip")
    assert archive.check(target).missing == [name]
    assert place.run("doctor").stdout.count(f"{gone} fehlt. Bitte aus einer Sicherung holen.") == 1


def test_server_at_work_can_be_backed_up_but_not_replaced(place: Installation) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "faden.config.command", "serve", "--port", str(port)],
        env=place.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout
    assert server.stderr
    try:
        assert "Roter Faden läuft" in server.stdout.readline()
        target = _backup(place)
        for words in (["restore", str(target), "--replace"], ["restore", str(target), "--replace", "--discard"]):
            done = place.run(*words)
            assert done.returncode == 2
            assert "muss der Server ruhen" in done.stderr
        assert place.run("upgrade", "--check").stdout.count("FEHLT   Der Server läuft.") == 1
    finally:
        server.send_signal(signal.SIGTERM)
        said = server.stderr.read()
        server.stdout.close()
        server.stderr.close()
    assert server.wait(30) == 0
    assert "Traceback" not in said


def test_backup_holds_one_moment_while_others_write(place: Installation, other: Installation) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITES],
        env=place.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdin
    assert writer.stdout
    try:
        assert writer.stdout.readline() == "writing\n"
        target = _backup(place)
    finally:
        writer.stdin.close()
        written = int(writer.stdout.read())
        writer.stdout.close()
        writer.wait(30)
    assert not archive.check(target).missing
    assert other.run("restore", str(target)).returncode == 0
    assert 0 < len(other.state()["documents"]) - len(BOTH) < written
    # Title and file were written in one transaction.
    assert other.execute(_TITLES_AND_FILES) == "True\n"


def test_only_so_many_backups_are_kept_and_none_is_overwritten(place: Installation) -> None:
    folder = place.data / "backups"
    folder.mkdir()
    for day in range(1, 4):
        (folder / f"faden-2020010{day}-000000.zip").touch()
    (folder / "before-upgrade-20200101-000000.zip").touch()
    assert place.run("backup", "--keep", "2").returncode == 0
    left = sorted(path.name for path in folder.iterdir())
    assert left[0] == "before-upgrade-20200101-000000.zip"
    assert left[1] == "faden-20200103-000000.zip"
    assert len(left) == 3
    done = place.run("backup", "-o", str(folder / left[1]))
    assert done.returncode == 2
    assert "gibt es schon" in done.stderr


def test_check_says_whether_a_backup_is_whole(place: Installation) -> None:
    target = _backup(place)
    done = place.run("backup", "--check", str(target))
    assert done.returncode == 0
    assert "ist vollständig" in done.stdout
    target.write_bytes(target.read_bytes()[:-200])
    done = place.run("backup", "--check", str(target))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_backup_that_is_stopped_leaves_nothing_behind(place: Installation) -> None:
    # A file that never comes: the backup waits for it in the middle of its work.
    endless = next((place.data / "files").rglob("*.bin"))
    endless.unlink()
    os.mkfifo(endless)
    process = subprocess.Popen(
        [sys.executable, "-m", "faden.config.command", "backup"], env=place.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    folder, until = place.data / "backups", time.monotonic() + 60
    while not list(folder.glob(".faden-*/whole")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 143
    assert list(folder.iterdir()) == []
