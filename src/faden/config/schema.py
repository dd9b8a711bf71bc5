"""Which changes of its tables a database has, and which of them this version knows."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField

from faden.config.environment import Refused

Change = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """`pending`: this version brings them, the database lacks them; `unknown`: a newer version left them there."""

    pending: list[str]
    unknown: list[str]


def product_version() -> str:
    return version("faden")


@cache
def _known() -> dict[Change, frozenset[Change]]:
    """Return each change that this version has, with those that it replaces."""
    found = MigrationLoader(None).disk_migrations
    return {key: frozenset(migration.replaces) for key, migration in found.items()}


def applied() -> list[Change]:
    """Return the changes that the database has, oldest first. Raises DatabaseError when it does not answer."""
    return list(MigrationRecorder(connection).applied_migrations())


def compare(changes: list[Change]) -> Standing:
    """Set `changes` (of a database or a backup) against those of this version."""
    known, there = _known(), set(changes)
    needed = {key for key, replaced in known.items() if not (replaced and replaced <= there)}
    familiar = set(known).union(*known.values())
    return Standing(_named(needed - there), _named(there - familiar))


def _named(changes: set[Change]) -> list[str]:
    return [f"{app}.{name}" for app, name in sorted(changes)]


def standing() -> Standing:
    """Compare the database with this version. Raises DatabaseError when it does not answer."""
    return compare(applied())


def refuse_newer(unknown: list[str], what: str) -> None:
    """Raise Refused when a newer version was at work on `what` ("Die Datenbank", …)."""
    if unknown:
        raise Refused(
            f"{what} ist von einer neueren Fassung ({', '.join(unknown[:3])}{' …' if len(unknown) > 3 else ''}); "
            f"hier läuft {product_version()}. Bitte die neuere Fassung nehmen."
        )


def holds_data() -> bool:
    """Return whether somebody set this database up; one that cannot be read counts as holding something."""
    from faden.people.models import Person
    from faden.programme.models import Programme

    try:
        tables = set(connection.introspection.table_names())
        return any(model._meta.db_table in tables and model._default_manager.exists() for model in (Programme, Person))
    except DatabaseError:
        return True


def file_columns() -> list[tuple[str, str]]:
    """Return table and column of every field that names a file, as far as the database has them already."""
    tables = set(connection.introspection.table_names())
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            fields = [field.column or field.name for field in model._meta.local_fields if isinstance(field, FileField)]
            if fields and table in tables:
                there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
                found += [(table, column) for column in fields if column in there]
    return found


def server_version() -> tuple[int, ...]:
    """Return the numbers of the database server's version, (15, 7) for PostgreSQL 15.7."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        import sqlite3

        return sqlite3.sqlite_version_info
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return tuple(int(part) for part in re.findall(r"\d+", cursor.fetchone()[0].split()[0]))
