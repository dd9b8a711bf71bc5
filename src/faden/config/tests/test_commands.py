"""The commands that set up and examine an installation."""

import io
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from faden.config.command import main
from faden.config.commands import doctor, founding, serving
from faden.config.demo import building
from faden.config.environment import Refused
from faden.config.tests.test_example import faden
from faden.conftest import NOW
from faden.intake import actions as intake
from faden.intake.models import Draft, DraftState
from faden.people.models import Membership, Person, Role
from faden.programme.models import Page, Programme

# In a shell


def test_missing_file_ends_with_two_and_one_german_sentence(tmp_path: Path) -> None:
    done = faden("read", "gibt-es-nicht.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "Die Datei „gibt-es-nicht.txt“ gibt es nicht. Bitte prüfen Sie den Namen.\n"


def test_wrong_variable_ends_with_two_and_one_german_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FADEN_DATA", str(tmp_path))
    monkeypatch.setenv("FADEN_HTTPS", "vielleicht")
    done = faden("doctor", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "FADEN_HTTPS='vielleicht' ist weder ja noch nein. Bitte 1 oder 0 angeben.\n"


def test_wrong_log_level_is_refused_like_any_other_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FADEN_DATA", str(tmp_path))
    monkeypatch.setenv("FADEN_LOG_LEVEL", "laut")
    done = faden("doctor", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


# faden doctor


@pytest.fixture
def examined(programme: Programme, settings: Settings, tmp_path: Path) -> Settings:
    settings.DATA = tmp_path
    tmp_path.chmod(0o750)
    return settings


def _told(capsys: pytest.CaptureFixture[str], code: int | None = None) -> str:
    found = doctor.examine()
    told = capsys.readouterr().out
    assert code is None or found == code, told
    return told


def test_doctor_reports_one_line_for_each_thing(
    examined: Settings, administrator: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _told(capsys)
    lines = told.split("\n\n")[0].splitlines()
    assert len(lines) >= 9
    assert all(line.startswith((doctor.GOOD, doctor.BAD, doctor.WORTH)) for line in lines)
    assert "1 Person(en) in der Administration." in told
    assert "ist erreichbar und auf dem Stand dieser Fassung" in told
    assert "Alle Mitglieder haben den zweiten Schritt eingerichtet." in told
    assert "Kein Dokument wartet auf das Lesen." in told


def test_doctor_misses_an_administrator(examined: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    Membership.objects.all().delete()
    told = _told(capsys, 1)
    assert "FEHLT   Niemand in der Administration." in told


def test_doctor_misses_the_second_factor(
    examined: Settings, administrator: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    administrator.authenticator_set.all().delete()
    assert "1 Person(en) haben den zweiten Schritt noch nicht eingerichtet" in _told(capsys)


def test_doctor_finds_pages_that_nobody_filled_in(
    examined: Settings, administrator: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    before = "Die Pflichtseiten sind ausgefüllt." in _told(capsys)
    Page.objects.filter(slug="impressum").update(text="*Bitte am Schreibtisch ergänzen.*")
    assert before
    assert "1 Pflichtseiten" in _told(capsys)


def test_doctor_finds_what_is_unsafe(
    examined: Settings, administrator: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o755)
    examined.DEBUG = True
    examined.ALLOWED_HOSTS = ["*"]
    told = _told(capsys, 1)
    for part in (
        "können alle auf diesem Rechner lesen",
        "FADEN_DEBUG ist an",
        "FADEN_HOSTS erlaubt jeden Namen",
        "Ohne Verschlüsselung",
    ):
        assert part in told


def test_doctor_is_content_with_a_name_and_encryption(
    examined: Settings, administrator: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    examined.ALLOWED_HOSTS = ["faden.stadt.de"]
    examined.HTTPS = True
    told = _told(capsys)
    assert "Verschlüsselt (FADEN_HTTPS)." in told
    assert "Nur auf diesem Rechner erreichbar" not in told


def test_doctor_finds_documents_that_nobody_reads(
    examined: Settings, programme: Programme, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = intake.take(programme=programme, name="x.txt", data=b"x", by=None, now=NOW)
    assert "1 Dokument(e) warten auf das Lesen." in _told(capsys)
    past = timezone.now() - timedelta(days=1)
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.READING, lease_until=past)
    assert "1 Dokument(e) blieben beim Lesen liegen." in _told(capsys)


# faden setup


@pytest.fixture
def quiet(db: None, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody sits at the keyboard, and the database is up to date."""
    monkeypatch.setattr(founding, "bring_up_to_date", lambda: None)
    monkeypatch.setattr(sys, "stdin", io.StringIO("ein-langes-kennwort-7\n"))
    return monkeypatch


def _set_up(**changes: str | None) -> int:
    facts: dict[str, str | None] = {
        "city": "Bottrop",
        "programme": "Bottrop 2030+",
        "name": "Ida Neu",
        "email": "ida@example.org",
    }
    return founding.set_up(**(facts | changes))


def test_setup_makes_programme_and_administrator(quiet: pytest.MonkeyPatch) -> None:
    assert _set_up() == 0
    person = Person.objects.get(email="ida@example.org")
    membership = Membership.objects.get(person=person)
    assert (membership.programme.slug, membership.role) == ("bottrop-2030", Role.ADMINISTRATOR)
    assert person.check_password("ein-langes-kennwort-7")


def test_setup_again_changes_nothing_and_asks_for_no_password(quiet: pytest.MonkeyPatch) -> None:
    _set_up()
    quiet.setattr(sys, "stdin", io.StringIO(""))
    assert _set_up(programme="BOTTROP 2030+") == 0
    assert Programme.objects.filter(slug="bottrop-2030").count() == 1
    assert Person.objects.get(email="ida@example.org").check_password("ein-langes-kennwort-7")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"city": None}, "Es fehlt: Stadt"),
        ({"programme": " "}, "Es fehlt: Name des Programms"),
        ({"email": "ida"}, "„ida“ ist keine E-Mail-Adresse"),
    ],
)
def test_setup_says_what_is_missing(quiet: pytest.MonkeyPatch, changes: dict[str, str | None], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        _set_up(**changes)
    assert not Person.objects.filter(email__startswith="ida").exists()


@pytest.mark.parametrize("password", ["", "kurz", "123456789012345", "password", "ida@example.org"])
def test_setup_refuses_a_weak_password(quiet: pytest.MonkeyPatch, password: str) -> None:
    quiet.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    with pytest.raises(Refused, match=r"Kennwort|Passwort"):
        _set_up()
    assert not Person.objects.filter(email="ida@example.org").exists()


# faden demo and faden serve


def test_example_is_set_up_once(programme: Programme, capsys: pytest.CaptureFixture[str]) -> None:
    assert building.example() == programme
    assert "Das Beispiel ist schon eingerichtet." in capsys.readouterr().out


def test_what_the_demo_tells_to_look_at_is_there(
    programme: Programme, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    person, password, codes = building._visitor(programme)
    building._tell(programme, person, password, codes, base="http://localhost:8000")
    told = capsys.readouterr().out
    for path in ("/", "/G9", "/B83", "/ziele/", "/beitraege/?suche=platz"):
        assert f"http://localhost:8000{path}\n" in told
        assert client.get(path).status_code == 200
    step = client.post("/konto/anmelden/", {"login": person.email, "password": password})["Location"]
    assert client.post(step, {"code": codes[0]})["Location"] == "/schreibtisch/"


def test_port_that_is_taken_is_refused_with_another_one() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=rf"Mit --port {port + 1} geht ein anderer"):
            serving.check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (["read"], "Es fehlt: DATEI."),
        (["nix"], "Den Befehl 'nix' gibt es nicht."),
        (["serve", "--port", "acht"], "--port braucht eine Zahl, nicht 'acht'."),
        (["read", "a.txt", "--laut"], "Das kennt dieser Befehl nicht: --laut."),
    ],
)
def test_mistyped_command_is_answered_in_german(
    said: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(said)
    assert capsys.readouterr().err.startswith(answer)
