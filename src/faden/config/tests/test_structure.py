"""What the import contracts cannot see: foreign keys, privacy, templates."""

import importlib
import re
from importlib.resources import files
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.template.loader import get_template

from faden.people.models import Person

# Ground first, as in .importlinter.
FLOORS = [
    "web",
    "programme",
    "people",
    "addresses",
    "places",
    "search",
    "post",
    "goals",
    "dialogue",
    "intake",
    "synergy",
    "opinion",
    "opendata",
    "portal",
    "config",
]
ROOMS = Path(str(files("faden")))


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("faden.")]


def test_no_foreign_key_points_upward() -> None:
    upward = []
    for model in _models():
        for field in model._meta.get_fields():
            related = field.related_model
            if not field.is_relation or field.auto_created or not isinstance(related, type):
                continue
            here, there = model._meta.app_label, related._meta.app_label
            if here in FLOORS and there in FLOORS and FLOORS.index(there) > FLOORS.index(here):
                upward.append(f"{model.__name__}.{field.name} → {related.__name__}")
    assert not upward, f"Foreign keys against the direction: {upward}"


def test_every_room_has_a_floor() -> None:
    rooms = {
        path.name
        for path in ROOMS.iterdir()
        if path.is_dir() and (path / "__init__.py").exists() and path.name != "kernel"
    }
    assert rooms == set(FLOORS)


def test_every_model_that_refers_to_a_person_is_in_its_rooms_privacy() -> None:
    missing = []
    for model in _models():
        keys = {
            field.name
            for field in model._meta.get_fields()
            if field.is_relation and not field.auto_created and field.related_model is Person and field.concrete
        } - {field.name for field in model._meta.many_to_many}
        if not keys:
            continue
        privacy = importlib.import_module(f"faden.{model._meta.app_label}.privacy")
        named = privacy.REFERS.get(model, ())
        missing += [
            f"{model.__name__}.{key}" for key in keys if key not in ({named} if isinstance(named, str) else set(named))
        ]
    assert not missing, f"Refers to a person, but privacy.py does not know: {missing}"


@pytest.mark.django_db
def test_models_have_migrations() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _templates() -> list[Path]:
    return sorted(ROOMS.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("path", _templates(), ids=lambda path: path.name)
def test_template_has_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"<script(?! src=)|<style|\sstyle=|\son(?:click|load|change|submit|input|focus|key)\w*=|javascript:", text
    )
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
    get_template(str(path.relative_to(next(one for one in path.parents if one.name == "templates"))))


def test_browsers_are_told_to_run_nothing_but_files_of_ours() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["script-src"] == directives["connect-src"] == ["'self'"]
    assert directives["default-src"] == ["'none'"]
    assert "unsafe-inline" not in str(directives)
