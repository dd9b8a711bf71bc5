"""A backup's file: every part is summed, and nothing that was changed is unpacked."""

import json
import zipfile
from pathlib import Path

import pytest

from faden.config import archive
from faden.config.archive import Damaged, Manifest


def _written(folder: Path) -> Path:
    (folder / "a").write_bytes(b"A" * 5000)
    target = folder / "backup.zip"
    manifest = Manifest("0.1.0", "2026-11-22T12:00:00+00:00", "sqlite", "3", [("programme", "0001_initial")], [])
    archive.write(target, manifest, [("database", folder / "a"), ("files/documents/2026/a.bin", folder / "a")])
    return target


def test_backup_knows_the_sum_of_every_part(tmp_path: Path) -> None:
    found = archive.check(_written(tmp_path))
    assert [part.name for part in found.parts] == ["database", "files/documents/2026/a.bin"]
    assert {part.size for part in found.parts} == {5000}
    assert found.migrations == [("programme", "0001_initial")]
    archive.unpack(tmp_path / "backup.zip", tmp_path / "out")
    laid = tmp_path / "out" / "files" / "documents" / "2026" / "a.bin"
    assert laid.read_bytes() == b"A" * 5000
    assert laid.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7, 0.95])
def test_backup_that_was_cut_or_changed_is_found_out(tmp_path: Path, at: float) -> None:
    whole = _written(tmp_path).read_bytes()
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(whole[: int(len(whole) * at)])
    with pytest.raises(Damaged):
        archive.check(damaged)


def _rewritten(source: Path, change: str) -> Path:
    """The same backup with another name, sum or size in the manifest, or with one more part."""
    target = source.with_name("changed.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        said = json.loads(old.read(archive.MANIFEST))
        name = said["parts"][1]["name"]
        written = change if change.startswith(("..", "/", "files", "database/")) else name
        said["parts"][1]["name"] = written
        if change == "sum":
            said["parts"][1]["sha256"] = "0" * 64
        if change == "size":
            said["parts"][1]["size"] = 10
        if change == "format":
            said["format"] = 99
        new.writestr("database", old.read("database"))
        new.writestr(written, old.read(name))
        if change == "more":
            new.writestr("more", b"")
        new.writestr(archive.MANIFEST, json.dumps(said))
    return target


@pytest.mark.parametrize(
    "change",
    ["../out", "/etc/x", "files/../../x", "files/..", "files//x", "files/a\\..\\b", "database/x", "files", "sum", "size", "more", "format"],
)  # fmt: skip
def test_backup_cannot_lead_out_of_its_folder_nor_hide_anything(tmp_path: Path, change: str) -> None:
    changed = _rewritten(_written(tmp_path), change)
    with pytest.raises(Damaged):
        archive.unpack(changed, tmp_path / "inner" / "out")
    assert not [path for path in tmp_path.rglob("x") if path.is_file()]
