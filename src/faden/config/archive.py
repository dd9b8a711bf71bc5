"""The file of a backup: a ZIP of named parts, and a manifest with the sum of each. No Django.

Parts: `database` (SQLite file or pg_dump's own format), `files/…` (originals, marks), perhaps `secret-key`.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, FILES, SECRET = "database", "files", "secret-key"
_CHUNK = 1024 * 1024
# Names that lead out of the folder cannot be said in this pattern.
_NAME = re.compile(r"database|secret-key|files(?:/(?!\.\.?(?:/|$))[^/\\\x00]+)+")


class Damaged(Exception):
    """The file is no backup of ours, or not whole; the message is a German sentence."""


@dataclass(frozen=True)
class Part:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `migrations` are pairs of app and name; `missing` files had gone from the disk."""

    version: str
    made_at: str
    database: str
    server: str
    migrations: list[tuple[str, str]]
    missing: list[str]
    parts: list[Part] = field(default_factory=list)
    format: int = FORMAT


def write(target: Path, manifest: Manifest, parts: Iterable[tuple[str, Path]]) -> Manifest:
    """Write a new file that only its owner reads; a part whose file has gone is reported in `missing`."""
    with (
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container,
    ):
        for name, path in parts:
            try:
                source = path.open("rb")
            except FileNotFoundError:
                manifest.missing.append(name)
                continue
            with source, container.open(name, "w", force_zip64=True) as kept:
                manifest.parts.append(_copy(source, kept, name))
        container.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return manifest


def manifest(path: Path) -> Manifest:
    """Return what the backup says of itself. Raises Damaged."""
    try:
        with zipfile.ZipFile(path) as container:
            said: dict[str, Any] = json.loads(container.read(MANIFEST))
            if said["format"] != FORMAT:
                raise Damaged(f"Die Sicherung hat ein Format, das diese Fassung nicht kennt ({said['format']}).")
            parts = [Part(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in said.pop("parts")]
            migrations = [(str(app), str(name)) for app, name in said.pop("migrations")]
            found = Manifest(**said, parts=parts, migrations=migrations)
            names = sorted(container.namelist())
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, zlib.error, EOFError) as error:
        raise Damaged(f"„{path}“ ist keine vollständige Sicherung.") from error
    if names != sorted([MANIFEST, *(part.name for part in parts)]) or len(set(names)) != len(names):
        raise Damaged(f"„{path}“ enthält anderes, als das Verzeichnis darin sagt.")
    if wrong := [part.name for part in parts if not _NAME.fullmatch(part.name)]:
        raise Damaged(f"„{path}“ enthält einen Namen, der hier nicht sein darf: {wrong[0]!r}.")
    return found


def check(path: Path) -> Manifest:
    """Read everything and compare the sums. Raises Damaged."""
    return _read(path, None)


def unpack(path: Path, folder: Path) -> Manifest:
    """Lay the parts into `folder`, readable for their owner only. Raises Damaged; the folder is then of no use."""
    return _read(path, folder)


def _read(path: Path, folder: Path | None) -> Manifest:
    found = manifest(path)
    try:
        with zipfile.ZipFile(path) as container:
            for part in found.parts:
                place = folder / part.name if folder else Path(os.devnull)
                place.parent.mkdir(parents=True, exist_ok=True)
                with container.open(part.name) as source, os.fdopen(_private(place), "wb") as out:
                    if _copy(source, out, part.name, most=part.size) != part:
                        raise Damaged(f"„{path}“ ist beschädigt: {part.name} hat eine andere Prüfsumme.")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Damaged(f"„{path}“ ist beschädigt: {error}") from error
    return found


def _private(place: Path) -> int:
    return os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)


def _copy(source: IO[bytes], out: IO[bytes], name: str, *, most: int | None = None) -> Part:
    """Copy everything, or up to one byte beyond `most`, which is enough to see that it is too much."""
    digest, size = hashlib.sha256(), 0
    while (most is None or size <= most) and (chunk := source.read(_CHUNK)):
        out.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return Part(name, size, digest.hexdigest())
