"""`faden doctor` names what is wrong with an installation, and what to do."""

import json
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from faden.addresses.actions import Change
from faden.config import condition, dumps, schema
from faden.config.commands import backup, doctor
from faden.config.environment import Refused
from faden.conftest import NOW
from faden.dialogue.actions.documents import add_document, keep_version
from faden.dialogue.models import DocumentVersion
from faden.opinion import actions as opinions
from faden.opinion.actions import reckoning
from faden.programme.models import Programme


@pytest.fixture
def data(settings: Settings, programme: Programme) -> Path:
    # The original of the example went with the session that made it.
    DocumentVersion.objects.update(file="")
    folder: Path = settings.DATA
    folder.chmod(0o750)
    return folder


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    doctor.examine()
    return capsys.readouterr().out


def test_originals_that_went_or_changed_are_named(
    data: Path, programme: Programme, capsys: pytest.CaptureFixture[str]
) -> None:
    document = add_document(programme=programme, title="Ergebnisse", dated_on=None)
    versions = [keep_version(document, name="x", data=b"x%d" % number, by=None, now=NOW) for number in range(3)]
    assert "gut     Alle Originale sind da und unverändert." in _said(capsys)
    Path(versions[0].file.path).unlink()
    Path(versions[1].file.path).write_bytes(b"y")
    said = _said(capsys)
    assert f"FEHLT   {versions[0].file.path} fehlt." in said
    assert f"FEHLT   {versions[1].file.path} hat sich geändert." in said
    assert versions[2].file.path not in said


def test_backup_that_is_missing_or_old_is_noticed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "ACHTUNG Es gibt noch keine Sicherung." in _said(capsys)
    for days, grade in ((0, "gut    "), (3, "FEHLT  ")):
        at = timezone.now() - timedelta(days=days)
        backup.record().write_text(json.dumps({"at": at.isoformat()}), encoding="utf-8")
        assert f"{grade} Die letzte Sicherung ist vom " in _said(capsys)
    backup.record().write_text("{", encoding="utf-8")
    assert "Es gibt noch keine Sicherung." in _said(capsys)


def test_worker_and_failed_work_are_noticed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "ACHTUNG Im Hintergrund arbeitet niemand." in _said(capsys)
    (data / "worker-alive").touch()
    assert "gut     Im Hintergrund arbeitet jemand." in _said(capsys)
    for days in (1, 8):
        DBTaskResult.objects.create(
            status="FAILED", args_kwargs={}, task_path="x", backend_name="default", run_after=timezone.now(),
            finished_at=timezone.now() - timedelta(days=days),
        )  # fmt: skip
    assert "ACHTUNG 1 Arbeiten im Hintergrund sind in dieser Woche gescheitert." in _said(capsys)


def test_a_picture_of_opinion_that_cannot_be_made_is_noticed(
    data: Path, programme: Programme, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Meinungsbild(er) konnten nicht gerechnet werden" not in _said(capsys)
    made = opinions.found(programme, opinions.Facts(title="Altstadt"), change=Change(by=None, now=NOW))
    reckoning.fail(made.pk)
    assert "FEHLT   1 Meinungsbild(er) konnten nicht gerechnet werden. Alle Stimmen sind sicher." in _said(capsys)


def test_secret_that_others_can_read_is_wrong(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FADEN_SECRET_KEY", raising=False)
    (data / "secret-key").touch(mode=0o600)
    assert "gut     Der geheime Schlüssel liegt in" in _said(capsys)
    (data / "secret-key").chmod(0o644)
    assert f"FEHLT   Den geheimen Schlüssel können andere lesen. Bitte: chmod 600 {data}" in _said(capsys)


def test_restore_that_was_killed_is_noticed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / ".faden-restore-abc").mkdir()
    assert "FEHLT   Ein Zurückspielen wurde abgebrochen." in _said(capsys)


def test_mail_server_that_takes_nothing_is_wrong(
    data: Path, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setenv("FADEN_MAIL_URL", "smtp://127.0.0.1")
    assert "FEHLT   Der Mailserver nimmt nichts an" in _said(capsys)


def test_little_room_and_a_clock_that_is_wrong_are_noticed(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition, "LEAST_FREE", 2**60)
    assert f"FEHLT   In {data} sind nur noch" in _said(capsys)
    monkeypatch.setattr(condition, "clock_difference", lambda: 60.0)
    assert [sentence[:38] for grade, sentence in doctor._postgresql() if grade == doctor.BAD][-1:] == [
        "Die Uhr der Datenbank geht +60 s ander"
    ]


@pytest.mark.parametrize(("languages", "grade"), [(None, "ACHTUNG"), (["eng"], "ACHTUNG"), (["deu", "eng"], "gut    ")])
def test_text_recognition_needs_german(
    data: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    languages: list[str] | None,
    grade: str,
) -> None:
    monkeypatch.setattr(condition, "text_recognition", lambda: languages)
    [line] = [line for line in _said(capsys).splitlines() if "Gescannte PDF" in line or "Tesseract" in line]
    assert line.startswith(grade)


def test_changes_that_are_pending_or_unknown_are_wrong(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    applied = schema.applied()
    monkeypatch.setattr(schema, "applied", lambda: applied[:-1])
    assert "FEHLT   Der Datenbank fehlen 1 Änderungen. Bitte „faden upgrade“ ausführen." in _said(capsys)
    monkeypatch.setattr(schema, "applied", lambda: [*applied, ("places", "0999_later")])
    assert "FEHLT   Die Datenbank ist von einer neueren Fassung (places.0999_later)." in _said(capsys)


def test_programs_of_postgresql_must_be_there_and_new_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(schema, "server_version", lambda: (17, 2))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=r"fehlt pg_dump\. .* apt install postgresql-client-17"):
        dumps.require_programs()
    for program in ("pg_dump", "pg_restore", "psql"):
        (tmp_path / program).write_text(f"#!/bin/sh\necho '{program} (PostgreSQL) 15.7 (Debian 15.7-0+deb12u1)'\n")
        (tmp_path / program).chmod(0o755)
    with pytest.raises(Refused, match="pg_dump ist von Fassung 15, der Server von 17"):
        dumps.require_programs()
    monkeypatch.setattr(schema, "server_version", lambda: (15, 9))
    dumps.require_programs()


def test_doctor_speaks_json_for_machines(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.examine(as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["version"] == schema.product_version()
    assert {one["area"] for one in said["findings"]} == {"database", "people", "files", "backups", "web", "work"}
    assert {one["grade"] for one in said["findings"]} <= {"good", "bad", "worth_a_look"}
    assert (code == 1) is (said["bad"] > 0)
    assert said["bad"] == sum(one["grade"] == "bad" for one in said["findings"])
