"""A new version never changes data that nobody backed up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operation.installation import Installation, installation


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that a former version left."""
    with installation(tmp_path_factory.mktemp("model") / "data") as made:
        made.found()
        made.execute("""
from faden.config import commands
commands.start_django()
from django.core.management import call_command
call_command("migrate", "mfa", "0001", verbosity=0)
""")
        yield made


@pytest.fixture
def place(model: Installation, tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "data", like=model) as made:
        yield made


def _backups(place: Installation) -> list[Path]:
    return list((place.data / "backups").glob("*"))


def test_upgrade_checks_backs_up_migrates_and_says_the_way_back(place: Installation) -> None:
    before = place.state()
    assert before["pending"]
    done = place.run("upgrade")
    # The doctor misses encryption and the like in this installation; that is another matter.
    assert done.returncode in {0, 1}, done.stderr
    assert place.state() == {**before, "pending": []}
    [made] = _backups(place)
    assert made.name.startswith("before-upgrade-")
    assert f"faden restore --replace {made}" in done.stdout
    assert "ist erreichbar und auf dem Stand dieser Fassung" in done.stdout
    assert (place.data / "static").is_dir()


def test_check_before_an_upgrade_names_what_is_pending_and_changes_nothing(place: Installation) -> None:
    before = place.state()
    done = place.run("upgrade", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    for change in before["pending"]:
        assert change in done.stdout
    assert "Es ist nichts geändert." in done.stdout
    assert place.state() == before
    assert not _backups(place)


def test_database_of_a_newer_version_is_left_alone_by_every_command(place: Installation) -> None:
    place.execute("""
from faden.config import commands
commands.start_django()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).record_applied("programme", "0999_from_the_future")
""")
    before = place.state()
    for words, code in ((["upgrade"], 1), (["doctor"], 1), (["setup", "--city", "x"], 2), (["export"], 2)):
        done = place.run(*words)
        assert done.returncode == code, words
        assert "neueren Fassung" in done.stdout + done.stderr, words
    assert place.state() == before


def test_starting_a_new_version_backs_up_first_or_asks_for_upgrade(place: Installation) -> None:
    done = place.run("setup", "--city", "Ulmenfurt", "--programme", "Ulmenfurt 2035", "--name", "Ida",
                     "--email", "ida@example.org")  # fmt: skip
    if place.database:
        assert done.returncode == 2
        assert "faden upgrade" in done.stderr
        assert place.state()["pending"]
    else:
        assert done.returncode == 0, done.stderr
        assert [path.name[:15] for path in _backups(place)] == ["before-upgrade-"]
        assert not place.state()["pending"]
