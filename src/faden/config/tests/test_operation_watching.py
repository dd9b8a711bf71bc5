"""What machines ask and what is written down: probes, metrics, lines of the log."""

import json
import logging
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django_tasks import task
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from faden.config import condition, observing, running
from faden.config.commands import serving
from faden.config.logs import Lines
from faden.opinion.models import Picture, Stage
from faden.opinion.tests import town
from faden.people.models import Person
from faden.programme.models import Programme


@pytest.fixture(autouse=True)
def alive(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of its own, in which a worker is alive."""
    settings.DATA = tmp_path
    (tmp_path / "worker-alive").touch()
    return tmp_path


# Probes


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probe_answers_any_host_and_does_not_ask_for_https(
    client: Client, settings: Settings, db: None, path: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path, headers={"host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response.json()["status"] == "ok"
    assert client.post(path).status_code == 405


def test_life_is_answered_without_the_database(client: Client) -> None:
    # No fixture for the database: a query would fail.
    assert client.get("/healthz").json() == {"status": "ok"}


def _failing(client: Client) -> set[str]:
    response = client.get("/readyz")
    checks = response.json()["checks"]
    assert set(checks) == {"database", "migrations", "worker", "disk"}
    failing = {name for name, said in checks.items() if said != "ok"}
    assert response.status_code == (503 if failing else 200)
    return failing


def test_readiness_names_what_fails(client: Client, db: None, alive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _failing(client) == set()
    late = time.time() - condition.WORKER_IS_LATE
    os.utime(alive / "worker-alive", (late, late))
    assert _failing(client) == {"worker"}
    (alive / "worker-alive").unlink()
    monkeypatch.setattr(condition, "LEAST_FREE", 2**60)
    assert _failing(client) == {"worker", "disk"}
    MigrationRecorder(connection).record_unapplied("programme", "0001_initial")
    assert _failing(client) == {"worker", "disk", "migrations"}


def test_worker_gives_signs_of_life_until_it_ends(alive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (alive / "worker-alive").unlink()
    assert running.worker_age() is None
    monkeypatch.setattr(running, "BEAT", 0.01)
    with running.sign_of_life():
        os.utime(alive / "worker-alive", (0, 0))
        until = time.monotonic() + 10
        while (running.worker_age() or 0) > 60 and time.monotonic() < until:
            time.sleep(0.01)
        age = running.worker_age()
        assert age is not None
        assert age < 60
    assert running.worker_age() is None


# Metrics


def _samples(client: Client, **headers: str) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics", headers={"host": "127.0.0.1:8000", **headers})
    assert response.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def test_each_minute_what_waits_is_done_and_what_is_due_is_closed(
    programme: Programme, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    made = town.conversation(programme, closes_on=date(2026, 8, 1))
    town.vote(made, 8)
    naps = iter([None])
    monkeypatch.setattr("faden.config.commands.serving.time.sleep", lambda seconds: next(naps))
    monkeypatch.setattr("faden.config.commands.serving.connection.close", lambda: None)
    with pytest.raises(StopIteration), django_capture_on_commit_callbacks(execute=True):
        serving._take_up_again()
    made.refresh_from_db()
    assert made.stage == Stage.CLOSED
    assert Picture.objects.filter(conversation=made, people=8).count() == 1


def test_metrics_count_requests_by_page_and_state_the_work(client: Client, programme: Programme) -> None:
    key = ("faden_requests_total", "2xx", "GET", "groups")
    before = _samples(client).get(key, 0)
    client.get("/gruppen/?wort=geheim")
    after = _samples(client)
    assert after[key] == before + 1
    assert after["faden_database_up",] == 1
    assert after["faden_open_reports",] == 0
    assert after["faden_worker_age_seconds",] < 60
    assert after["faden_free_bytes",] > 0
    assert after["faden_drafts", "published"] == 1
    assert ("faden_backup_age_seconds",) not in after, "there never was one"
    assert not [name for name in after if "geheim" in str(name)]


def test_pages_from_the_cache_are_counted(client: Client, programme: Programme) -> None:
    client.get("/gruppen/")
    before = _samples(client)
    client.get("/gruppen/")
    after = _samples(client)
    for key in (("faden_page_cache_total", "hit"), ("faden_requests_total", "2xx", "GET", "kept")):
        assert after[key] == before.get(key, 0) + 1


def test_paths_that_nobody_answers_share_one_name(client: Client, programme: Programme) -> None:
    for number in range(3):
        client.get(f"/erfunden/{number}/tief/unten/")
    assert not [name for name in _samples(client) if "erfunden" in str(name)]


def test_metrics_ask_the_database_a_bounded_number_of_questions(
    client: Client, programme: Programme, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        _samples(client)


def test_metrics_are_hidden_from_strangers(client: Client, db: None, settings: Settings) -> None:
    def status(**headers: str) -> int:
        return client.get("/metrics", headers={"host": "localhost", **headers}).status_code

    assert status() == 200
    assert status(host="faden.stadt.de") == 404
    for name in ("x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via"):
        assert status(**{name: "127.0.0.1"}) == 404
    assert client.get("/metrics", headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.7").status_code == 404
    settings.METRICS_TOKEN = "ein-langes-geheimnis"
    assert status() == 404
    assert status(authorization="Bearer falsch") == 404
    assert status(host="faden.stadt.de", authorization="Bearer ein-langes-geheimnis") == 200


# Lines of the log


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Lines())
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        assert "\n" not in line
        self.lines.append(json.loads(line))


@pytest.fixture
def kept() -> Iterator[_Kept]:
    root, handler = logging.getLogger(), _Kept()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


def _access(kept: _Kept) -> dict[str, Any]:
    [line] = [line for line in kept.lines if line["logger"] == "faden.access"]
    return line


def test_request_leaves_one_line_without_anything_personal(desk: Client, administrator: Person, kept: _Kept) -> None:
    desk.get("/gruppen/?suche=Erika+Mustermann", REMOTE_ADDR="192.0.2.7", headers={"user-agent": "Mozilla/5"})
    line = _access(kept)
    assert {key: line[key] for key in ("method", "path", "status", "view")} == {
        "method": "GET", "path": "/gruppen/", "status": 200, "view": "groups",
    }  # fmt: skip
    assert line["ms"] > 0
    assert line["time"].endswith("+00:00")
    for personal in ("Mustermann", "192.0.2.7", "Mozilla", administrator.email, administrator.name):
        assert personal not in json.dumps(kept.lines, ensure_ascii=False)


def test_key_in_a_path_is_not_written_down(client: Client, programme: Programme, kept: _Kept) -> None:
    client.get("/konto/passwort/neu/1-abc123-geheim/")
    line = _access(kept)
    assert line["path"] == "/konto/passwort/neu/1-…/"
    assert "geheim" not in json.dumps(line)


@pytest.mark.parametrize(
    ("given", "kept_as_it_is"), [("abc-123", True), ("", False), ("a b", False), ("x" * 65, False)]
)
def test_request_id_goes_in_and_out(
    client: Client, programme: Programme, kept: _Kept, given: str, kept_as_it_is: bool
) -> None:
    response = client.get("/", headers={"x-request-id": given} if given else {})
    assert (response["X-Request-ID"] == given) is kept_as_it_is
    assert _access(kept)["request_id"] == response["X-Request-ID"]


def test_fault_has_its_traceback_in_one_field(
    client: Client, programme: Programme, kept: _Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("kaputt")

    monkeypatch.setattr("faden.portal.forms.ReportForm.is_valid", broken)
    client.raise_request_exception = False
    response = client.post("/melden/", {"text": "Hallo"})
    assert response.status_code == 500
    [fault] = [line for line in kept.lines if line["level"] == "ERROR"]
    assert fault["traceback"].endswith("ValueError: kaputt\n")
    assert fault["request_id"] == response["X-Request-ID"]


@task()
def _do(fails: bool) -> str:
    if fails:
        raise ValueError("kaputt")
    return "fertig"


@pytest.mark.parametrize(("fails", "level"), [(False, "INFO"), (True, "ERROR")])
def test_background_work_says_when_it_begins_and_how_it_ends(kept: _Kept, db: None, fails: bool, level: str) -> None:
    _do.enqueue(fails)
    first, last = [line for line in kept.lines if line["logger"] == observing.jobs.name]
    assert first["message"].endswith("begins")
    assert first["job_id"] == last["job_id"]
    assert last["level"] == level
    assert last["state"] == ("FAILED" if fails else "SUCCESSFUL")
    assert ("ValueError" in last["message"]) is fails
