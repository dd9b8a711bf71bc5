"""A small world for tests: the example programme, and one person of each role."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import DjangoDbBlocker

from faden.addresses.actions import Change
from faden.people.actions import invite
from faden.people.models import Person, Role
from faden.programme.models import Programme
from faden.programme.whole_pages import shelf

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[3] / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs data beside the checkout where that is not there (users do not have it)."""
    if SHARED.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("shared_data")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep the example programme in the test database, so that no test has to import it."""
    from faden.config.demo import building

    with django_db_blocker.unblock():
        building.example()


@pytest.fixture(autouse=True)
def _plain_world(settings: object, tmp_path: Path) -> None:
    """Uploads go to a folder of the test, style sheets need no collecting, jobs run at once, no model is loaded."""
    from django.conf import settings as current

    settings.DATA = tmp_path  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    settings.EMAIL_FILE_PATH = tmp_path / "mail"  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **current.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.SYNERGY_MODEL = "letters"  # type: ignore[attr-defined]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _no_kept_pages() -> None:
    """What one test changed in the database is rolled back, which no content version tells."""
    shelf.clear()


@pytest.fixture
def programme(db: None) -> Programme:
    return Programme.objects.select_related("city").get(slug="ulmenfurt-2035")


@pytest.fixture
def change(administrator: Person) -> Change:
    return Change(by=administrator, now=NOW, reason="Tippfehler")


@pytest.fixture
def make_person(programme: Programme) -> Callable[..., Person]:
    def make(role: Role, *, second_factor: bool = True) -> Person:
        membership = invite(
            programme=programme,
            email=f"{role}@example.org",
            name=f"Erika {role.label}",
            role=role,
            password="nur-fuer-die-probe-1",
        )
        if second_factor:
            TOTP.activate(membership.person, generate_totp_secret())
        return membership.person

    return make


@pytest.fixture
def administrator(make_person: Callable[..., Person]) -> Person:
    return make_person(Role.ADMINISTRATOR)


@pytest.fixture
def facilitator(make_person: Callable[..., Person]) -> Person:
    return make_person(Role.FACILITATOR)


@pytest.fixture
def desk(administrator: Person) -> Client:
    """A browser in which the administrator is signed in."""
    client = Client()
    client.force_login(administrator)
    return client
