"""`faden backup`: database and files in one file, made while the server runs."""

import json
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from faden.config import archive, dumps, schema
from faden.config.archive import Damaged, Manifest
from faden.config.environment import Refused
from faden.kernel import locks

WORK = ".faden-backup-"
NAMED = "faden-*.zip"


@dataclass(frozen=True)
class Made:
    path: Path
    manifest: Manifest


def folder() -> Path:
    """Return where backups go that nobody sends elsewhere."""
    return Path(settings.DATA) / "backups"


def record() -> Path:
    """Return the file that says when the last backup was made, wherever it went."""
    return Path(settings.DATA) / "last-backup.json"


def backup(*, output: str | None, with_secret: bool, keep: int | None) -> int:
    """Make a backup and say what is in it; with `keep`, only that many stay in its folder."""
    end_cleanly()
    place = Path(output).expanduser() if output else folder()
    made = make(place / _name() if place.is_dir() or not place.suffix else place, with_secret=with_secret)
    files = sum(part.name.startswith(archive.FILES) for part in made.manifest.parts)
    size = max(1, made.path.stat().st_size // 1024)
    print(f"Gesichert: {made.path} ({size} KB, Datenbank und {files} Datei(en), geprüft).")
    for name in made.manifest.missing:
        print(f"ACHTUNG {name} fehlt auf der Platte und deshalb auch in der Sicherung.", file=sys.stderr)
    if not with_secret:
        print("Der geheime Schlüssel ist nicht dabei (--with-secret). Ohne ihn müssen sich alle neu anmelden.")
    if keep:
        for old in sorted(made.path.parent.glob(NAMED))[:-keep]:
            old.unlink()
            print(f"Gelöscht: {old}")
    return 0


def check(file: str) -> int:
    """Read a backup from beginning to end and compare its sums, without touching anything."""
    found = read(Path(file), archive.check)
    print(
        f"{file} ist vollständig: Fassung {found.version}, gemacht {said_moment(found)}, "
        f"{'PostgreSQL' if found.database == 'postgresql' else 'SQLite'}, {len(found.parts)} Teile."
    )
    return 0


def read(path: Path, how: Callable[[Path], Manifest]) -> Manifest:
    """Return what `how` (archive.check, archive.manifest, …) reads. Raises Refused."""
    try:
        return how(path)
    except FileNotFoundError:
        raise Refused(f"Die Datei „{path}“ gibt es nicht. Bitte prüfen Sie den Namen.") from None
    except OSError as error:
        raise Refused(f"„{path}“ lässt sich nicht lesen ({error.strerror}).") from None
    except Damaged as damaged:
        raise Refused(f"{damaged} Bitte eine andere Sicherung nehmen.") from None


def said_moment(manifest: Manifest) -> str:
    return timezone.localtime(datetime.fromisoformat(manifest.made_at)).strftime("%d.%m.%Y, %H:%M Uhr")


def make(target: Path, *, with_secret: bool = False) -> Made:
    """Make a backup at `target`, which must be new. Raises Refused; nothing is left behind then."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if target.exists():
            raise Refused(f"„{target}“ gibt es schon. Bitte einen anderen Namen nehmen.")
        with locks.hold(Path(settings.DATA) / "backup.lock"):
            for left in target.parent.glob(f"{WORK}*"):
                shutil.rmtree(left)
            with TemporaryDirectory(dir=target.parent, prefix=WORK) as work:
                manifest = _write(Path(work), target, with_secret=with_secret)
    except locks.Taken:
        raise Refused("Gerade läuft schon eine Sicherung. Bitte warten, bis sie fertig ist.") from None
    except OSError as error:
        raise Refused(f"„{target}“ lässt sich nicht schreiben ({error.strerror}). Bitte prüfen Sie den Ort.") from error
    except DatabaseError as error:
        raise Refused(f"Die Datenbank lässt sich nicht sichern ({str(error).splitlines()[0]}).") from error
    return Made(target, manifest)


def _write(work: Path, target: Path, *, with_secret: bool) -> Manifest:
    # First the database: its rows refer to files that were written before them.
    dump = dumps.take(work / archive.DATABASE)
    manifest = Manifest(
        version=schema.product_version(),
        made_at=timezone.now().isoformat(timespec="seconds"),
        database=connection.vendor,
        server=".".join(str(number) for number in schema.server_version()),
        migrations=dump.migrations,
        missing=[],
    )
    archive.write(work / "whole", manifest, _parts(work, dump, with_secret=with_secret))
    try:
        archive.check(work / "whole")
    except Damaged as damaged:
        raise Refused(f"Die Sicherung ließ sich nicht fehlerfrei zurücklesen: {damaged}") from damaged
    (work / "whole").rename(target)
    note = {"at": manifest.made_at, "file": str(target), "size": target.stat().st_size}
    (work / "record").write_text(json.dumps(note), encoding="utf-8")
    shutil.move(work / "record", record())
    return manifest


def _parts(work: Path, dump: dumps.Dump, *, with_secret: bool) -> Iterator[tuple[str, Path]]:
    yield archive.DATABASE, work / archive.DATABASE
    for name in dump.files:
        yield f"{archive.FILES}/{name}", Path(settings.MEDIA_ROOT) / name
    if with_secret:
        secret = work / archive.SECRET
        secret.touch(mode=0o600)
        secret.write_text(settings.SECRET_KEY, encoding="utf-8")
        yield archive.SECRET, secret


def _name(prefix: str = "faden") -> str:
    return f"{prefix}-{timezone.now():%Y%m%d-%H%M%S}.zip"


def make_before(what: str) -> Made:
    """Make a backup of what `what` ("upgrade", "restore") is going to change; `--keep` leaves these alone."""
    made = make(folder() / _name(f"before-{what}"))
    print(f"Der bisherige Stand ist gesichert: {made.path}")
    return made


def end_cleanly() -> None:
    """End by an exception when told to stop, so that nothing half done is left behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
