"""`faden restore`: a backup takes the place of what is there, whole or not at all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection

from faden.config import archive, dumps, running, schema
from faden.config.archive import Manifest
from faden.config.commands import backup
from faden.config.environment import Refused

WORK = ".faden-restore-"
_NOT_MIGRATED = "Die Sicherung lässt sich nicht auf den Stand dieser Fassung bringen; es bleibt, wie es war:"


def restore(file: str, *, replace: bool, discard: bool) -> int:
    """Restore a backup. Raises Refused; everything is as before then.

    `replace`: also where somebody's data are; they are backed up first unless `discard` says not to.
    """
    backup.end_cleanly()
    path = Path(file)
    manifest = backup.read(path, archive.manifest)
    _require_fitting(manifest)
    with running.alone("Zum Zurückspielen"):
        holds = schema.holds_data()
        if holds and not replace:
            raise Refused(
                "In dieser Datenbank liegen schon Daten. Mit --replace tritt die Sicherung an ihre Stelle; "
                "der jetzige Stand wird vorher gesichert."
            )
        before = _before() if holds and not discard else None
        with TemporaryDirectory(dir=settings.DATA, prefix=WORK) as work:
            backup.read(path, partial(archive.unpack, folder=Path(work)))
            try:
                _put_in_place(Path(work), before)
            except OSError as error:
                raise Refused(f"Die Dateien lassen sich nicht austauschen ({error}); es bleibt, wie es war.") from error
    for name in settings.CACHES:
        caches[name].clear()
    _tell(manifest)
    return 0


def _require_fitting(manifest: Manifest) -> None:
    """Raise Refused when the backup is for another kind of database or from a newer version."""
    if manifest.database != connection.vendor:
        kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Refused(
            f"Die Sicherung ist von {kinds.get(manifest.database, manifest.database)}, eingestellt ist "
            f"{kinds[connection.vendor]}. Bitte FADEN_DATABASE_URL passend setzen."
        )
    schema.refuse_newer(schema.compare(manifest.migrations).unknown, f"Die Sicherung (Fassung {manifest.version})")
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise Refused(
            f"Die Datenbank antwortet nicht ({str(error).splitlines()[0]}). Bitte prüfen Sie FADEN_DATABASE_URL."
        ) from None


def _before() -> backup.Made:
    try:
        return backup.make_before("restore")
    except Refused as refused:
        raise Refused(f"{refused} Mit --discard wird der jetzige Stand nicht vorher gesichert.") from refused


def _put_in_place(work: Path, before: backup.Made | None) -> None:
    files = work / archive.FILES
    files.mkdir(mode=0o700, exist_ok=True)
    places = [(files, Path(settings.MEDIA_ROOT))]
    secret, kept = work / archive.SECRET, Path(settings.DATA) / "secret-key"
    if secret.exists() and not os.environ.get("FADEN_SECRET_KEY"):
        places.append((secret, kept))
    if connection.vendor == "sqlite":
        database = Path(settings.DATABASES["default"]["NAME"])
        _migrate_copy(work)
        places.append((work / database.name, database))
        places += [
            (work / f"{database.name}{end}", database.with_name(database.name + end)) for end in ("-wal", "-shm")
        ]
        connection.close()
        with _exchanged(places, aside=work / "aside"):
            pass
        return
    with _exchanged(places, aside=work / "aside"):
        dumps.put_back(work / archive.DATABASE)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except BaseException as error:
            _back_to(before)
            raise Refused(f"{_NOT_MIGRATED} {str(error).splitlines()[0]}") from error


def _migrate_copy(work: Path) -> None:
    """Bring an SQLite file up to this version before anybody sees it, as an installation of its own."""
    (work / archive.DATABASE).rename(work / Path(settings.DATABASES["default"]["NAME"]).name)
    environment = {**os.environ, "FADEN_DATA": str(work), "FADEN_SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        raise Refused(f"{_NOT_MIGRATED} {said}")


def _back_to(before: backup.Made | None) -> None:
    """Leave the PostgreSQL database as it was: with the data of `before`, or empty."""
    connection.close()
    if before is None:
        dumps.clear()
        return
    with TemporaryDirectory(dir=settings.DATA, prefix=WORK) as work:
        archive.unpack(before.path, Path(work))
        dumps.put_back(Path(work) / archive.DATABASE)


@contextmanager
def _exchanged(places: list[tuple[Path, Path]], *, aside: Path) -> Iterator[None]:
    """Move each new thing to its place and the old one aside; back again when the block fails."""
    aside.mkdir()
    done: list[tuple[Path, Path]] = []

    def move(source: Path, target: Path) -> None:
        if source.exists():
            source.rename(target)
            done.append((source, target))

    try:
        for number, (new, place) in enumerate(places):
            move(place, aside / str(number))
            move(new, place)
        yield
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        raise


def _tell(manifest: Manifest) -> None:
    print(f"Zurückgespielt: der Stand vom {backup.said_moment(manifest)} (Fassung {manifest.version}).")
    for name in manifest.missing:
        print(f"ACHTUNG {name} fehlte schon, als gesichert wurde.", file=sys.stderr)
    print("Was seither gelöscht oder verdeckt wurde, ist wieder da: Bitte noch einmal löschen, was zu löschen war.")
    print("Weiter mit „faden doctor“ und „faden serve“.")
