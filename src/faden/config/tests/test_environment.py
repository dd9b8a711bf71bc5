"""Configuration is typed, and what cannot be meant is refused with a German sentence."""

from pathlib import Path

import pytest

from faden.config import environment
from faden.config.environment import Refused

NAME = "FADEN_TEST_VARIABLE"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(NAME, raising=False)
    return monkeypatch


def test_text_is_trimmed_and_has_a_default(given: pytest.MonkeyPatch) -> None:
    assert environment.text(NAME, "so") == "so"
    given.setenv(NAME, "  anders ")
    assert environment.text(NAME, "so") == "anders"


@pytest.mark.parametrize(
    ("value", "meant"),
    [("1", True), ("ja", True), ("TRUE", True), (" on ", True), ("0", False), ("nein", False), ("No", False), ("false", False)],
)  # fmt: skip
def test_flag_is_yes_or_no_in_many_words(given: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    given.setenv(NAME, value)
    assert environment.flag(NAME, default=not meant) is meant


@pytest.mark.parametrize("value", ["vielleicht", "2", "ja!", "wahr"])
def test_flag_that_is_neither_is_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(Refused, match=rf"{NAME}=.* ist weder ja noch nein\. Bitte 1 oder 0 angeben\."):
        environment.flag(NAME)


@pytest.mark.parametrize("default", [True, False])
def test_flag_that_is_missing_or_empty_takes_its_default(given: pytest.MonkeyPatch, default: bool) -> None:
    assert environment.flag(NAME, default=default) is default
    given.setenv(NAME, " ")
    assert environment.flag(NAME, default=default) is default


@pytest.mark.parametrize("value", ["0", "65", "-1", "zwei", "1.5", "1e3", "²"])
def test_number_outside_its_bounds_is_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(Refused, match="Bitte eine Zahl von 1 bis 64 angeben"):
        environment.number(NAME, 2, least=1, most=64)


def test_number_at_its_bounds_is_taken(given: pytest.MonkeyPatch) -> None:
    assert environment.number(NAME, 2, least=1, most=64) == 2
    for value in (1, 64):
        given.setenv(NAME, str(value))
        assert environment.number(NAME, 2, least=1, most=64) == value


def test_names_are_written_with_commas(given: pytest.MonkeyPatch) -> None:
    assert environment.names(NAME, ["localhost"]) == ["localhost"]
    given.setenv(NAME, " faden.stadt.de , ,www.stadt.de,")
    assert environment.names(NAME, ["localhost"]) == ["faden.stadt.de", "www.stadt.de"]


def test_folder_is_made_when_it_is_missing(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert environment.folder(NAME, tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_folder_that_cannot_be_made_is_refused(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("x")
    given.setenv(NAME, str(tmp_path / "datei" / "ordner"))
    with pytest.raises(Refused, match="kann nicht angelegt werden"):
        environment.folder(NAME, tmp_path)


def test_secret_is_made_once_and_read_by_its_owner_only(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = environment.secret(NAME, tmp_path / "key")
    assert len(first) >= 48
    assert environment.secret(NAME, tmp_path / "key") == first
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert environment.secret(NAME, tmp_path / "other") != first


def test_secret_of_the_environment_comes_first_and_must_be_long(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given.setenv(NAME, "x" * 32)
    assert environment.secret(NAME, tmp_path / "key") == "x" * 32
    assert not (tmp_path / "key").exists()
    given.setenv(NAME, "x" * 31)
    with pytest.raises(Refused, match="mit 31 Zeichen zu kurz") as refused:
        environment.secret(NAME, tmp_path / "key")
    assert "xxxx" not in str(refused.value), "a secret does not belong into a log"


def test_database_is_a_file_unless_told_otherwise(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = environment.database(NAME, tmp_path / "faden.sqlite3")
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", tmp_path / "faden.sqlite3")


def test_database_address_is_taken_apart(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given.setenv(NAME, "postgresql://stadt:geheim%40%2F@db.stadt.de:5433/faden")
    found = environment.database(NAME, tmp_path)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "stadt", "geheim@/", "db.stadt.de", "5433", "faden",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        "mysql://a:b@c/d",
        "faden.sqlite3",
        "postgresql://host",
        "postgresql://host/",
        "postgresql://stadt:ge/heim@db:5432/faden",
        "postgresql://stadt:geheim@db:port/faden",
        "postgresql://stadt:geheim@db:99999/faden",
        "postgresql://[db/faden",
    ],
)
def test_database_address_that_cannot_be_meant_is_refused(
    given: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    given.setenv(NAME, value)
    with pytest.raises(
        Refused, match=r"ist keine Adresse einer PostgreSQL-Datenbank\. Bitte so angeben: postgresql://"
    ) as refused:
        environment.database(NAME, tmp_path)
    assert "heim" not in str(refused.value), "a password does not belong into a log"


@pytest.mark.parametrize(
    ("value", "port", "ssl", "tls"),
    [
        ("smtp://u:p%40@mail.stadt.de", 587, False, True),
        ("smtp://u:p%40@mail.stadt.de:25", 25, False, False),
        ("smtps://u:p%40@mail.stadt.de", 465, True, False),
    ],
)
def test_mail_address_says_port_and_encryption(
    given: pytest.MonkeyPatch, value: str, port: int, ssl: bool, tls: bool
) -> None:
    given.setenv(NAME, value)
    found = environment.mail(NAME)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.stadt.de", port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("u", "p@")
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (ssl, tls)


def test_without_a_mail_server_nothing_is_set(given: pytest.MonkeyPatch) -> None:
    assert environment.mail(NAME) == {}


@pytest.mark.parametrize("value", ["mail.stadt.de", "http://mail", "smtp://", "smtp://u:p@mail:port"])
def test_mail_address_that_cannot_be_meant_is_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(Refused, match=r"ist keine Adresse eines Mailservers\. Bitte so angeben: smtp://"):
        environment.mail(NAME)


def test_a_scheduler_is_taken_by_its_address(given: pytest.MonkeyPatch) -> None:
    assert environment.scheduler(NAME) == ""
    given.setenv(NAME, "tls://rechner.stadt.de:8786/")
    assert environment.scheduler(NAME) == "tls://rechner.stadt.de:8786"


@pytest.mark.parametrize(
    "value", ["rechner:8786", "http://rechner:8786", "tcp://rechner", "tcp://:8786", "tcp://u@r:1"]
)
def test_a_scheduler_that_cannot_be_meant_is_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(Refused, match=f"{NAME} ist keine Adresse eines Dask-Schedulers"):
        environment.scheduler(NAME)


def test_tiles_of_a_map_need_all_three_places(given: pytest.MonkeyPatch) -> None:
    assert environment.tiles(NAME) == ""
    given.setenv(NAME, "https://karten.example/kacheln/{z}/{y}/{x}.png")
    assert environment.tiles(NAME) == "https://karten.example/kacheln/{z}/{y}/{x}.png"


@pytest.mark.parametrize(
    "value",
    ["https://karten.example/", "https://karten.example/{z}/{x}.png", "https://{s}.karten.example/{z}/{x}/{y}.png", "/{z}/{x}/{y}.png"],
)  # fmt: skip
def test_tiles_that_cannot_be_meant_are_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(Refused, match=f"{NAME} ist keine Adresse von Kartenbildern"):
        environment.tiles(NAME)
