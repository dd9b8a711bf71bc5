"""Facts about the condition of this installation, for `faden doctor`, ``/readyz`` and ``/metrics``."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from faden.config import running, schema

LEAST_FREE = 500 * 2**20
WORKER_IS_LATE = 120
BACKUP_IS_OLD = timedelta(days=2)
CLOCKS_DIFFER = 10


def free_bytes() -> int:
    """Return the free space in FADEN_DATA."""
    return shutil.disk_usage(settings.DATA).free


def last_backup() -> datetime | None:
    """Return when the last backup was made, or None if there never was one or its record cannot be read."""
    try:
        note = json.loads((Path(settings.DATA) / "last-backup.json").read_text(encoding="utf-8"))
        return datetime.fromisoformat(note["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def backup_age() -> float | None:
    """Return the seconds since the last backup, or None."""
    made = last_backup()
    return (timezone.now() - made).total_seconds() if made else None


def counts(rows: QuerySet[Any], field: str) -> dict[str, int]:
    """Return how many rows there are of each value."""
    return dict(rows.order_by(field).values_list(field).annotate(Count("pk")))


def jobs() -> dict[str, int]:
    """Return how many background jobs are in each state: READY, RUNNING, FAILED, SUCCESSFUL."""
    return counts(DBTaskResult.objects.all(), "status")


def failed_jobs(*, since: datetime) -> int:
    """Return how many background jobs have failed."""
    return DBTaskResult.objects.failed().filter(finished_at__gte=since).count()


def readiness() -> dict[str, bool]:
    """Return what has to be right, by name. What needs the database is wrong when that does not answer."""
    age = running.worker_age()
    try:
        found = schema.standing()
        answers, migrated = True, not (found.pending or found.unknown)
    except DatabaseError:
        answers = migrated = False
    return {
        "database": answers,
        "migrations": migrated,
        "worker": age is not None and age < WORKER_IS_LATE,
        "disk": free_bytes() >= LEAST_FREE,
    }


def damaged_files() -> Iterator[tuple[str, str]]:
    """Yield (name, "missing" or "changed") for each original that is not as the database says. Reads all of them."""
    from faden.dialogue.models import DocumentVersion
    from faden.programme.models import City

    known: list[tuple[str, str]] = list(DocumentVersion.objects.exclude(file="").values_list("file", "sha256"))
    known += [(name, "") for name in City.objects.exclude(mark="").values_list("mark", flat=True)]
    for name, sha256 in known:
        try:
            with (Path(settings.MEDIA_ROOT) / name).open("rb") as file:
                if sha256 and hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    yield name, "changed"
        except OSError:
            yield name, "missing"


def clock_difference() -> float:
    """Return by how many seconds the database's clock is ahead of this machine's; SQLite has the same."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return (found - timezone.now()).total_seconds()


def sqlite_facts() -> dict[str, Any]:
    """Return the journal's mode, whether full-text search (FTS5) is there, and what a quick check of the file says."""
    with connection.cursor() as cursor:
        facts = {}
        for name, query in (
            ("journal", "PRAGMA journal_mode"),
            ("fts5", "SELECT sqlite_compileoption_used('ENABLE_FTS5')"),
            ("check", "PRAGMA quick_check(1)"),
        ):
            cursor.execute(query)
            facts[name] = cursor.fetchone()[0]
        return facts


def text_recognition() -> list[str] | None:
    """Return the languages that tesseract knows, or None where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603
    return done.stdout.split("\n")[1:]
