"""An installation of its own for tests: a folder, a database of the kind that the suite runs on, the real command."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# What `faden setup` and publishing leave behind, without the time that the whole example takes.
_FOUND = """
from faden.config import commands
commands.start_django()
commands.migrate()
from django.core.files.base import ContentFile
from django.utils import timezone
from faden.dialogue.actions.documents import add_document, keep_version
from faden.people.actions import invite
from faden.people.models import Role
from faden.programme.actions import found
now = timezone.now()
programme = found(city="Ulmenfurt", name="Ulmenfurt 2035", now=now)
invite(programme=programme, email="ida@example.org", name="Ida", role=Role.ADMINISTRATOR, password="ein-kennwort-7")
for number in (1, 2):
    document = add_document(programme=programme, title=f"Ergebnisse {number}", dated_on=None)
    keep_version(document, name=f"{number}.txt", data=f"Beitrag {number}".encode(), by=None, now=now)
"""
_STATE = """
import json
from faden.config import commands
commands.start_django()
from django.conf import settings
from faden.config import schema
from faden.dialogue.models import DocumentVersion
from faden.people.models import Person
from faden.programme.models import Programme
print(json.dumps({
    "programmes": sorted(Programme.objects.values_list("name", flat=True)),
    "people": sorted(Person.objects.values_list("email", flat=True)),
    "documents": sorted(version.file.read().decode() for version in DocumentVersion.objects.exclude(file="")),
    "pending": schema.standing().pending,
}))
"""


@dataclass(frozen=True)
class Installation:
    """`data` is its FADEN_DATA; `database` its FADEN_DATABASE_URL ("" for SQLite)."""

    data: Path
    database: str

    def environment(self, **more: str) -> dict[str, str]:
        package = Path(__file__).resolve().parents[2] / "src"
        found = {key: value for key, value in os.environ.items() if not key.startswith("FADEN_")}
        found |= {"FADEN_DATA": str(self.data), "FADEN_DATABASE_URL": self.database, "PYTHONIOENCODING": "utf-8"}
        return found | {"PYTHONPATH": str(package), "DJANGO_SETTINGS_MODULE": "faden.config.settings"} | more

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of `faden`."""
        return self._python("-m", "faden.config.command", *words, **more)

    def found(self) -> None:
        """Set up one programme with an administrator and two documents."""
        self.execute(_FOUND)

    def execute(self, code: str) -> str:
        """Run Python code; it has to succeed."""
        done = self._python("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def state(self) -> Any:
        """Return what is there: names of programmes, people, what the documents say, pending changes."""
        return json.loads(self.execute(_STATE))

    def _python(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *words],
            capture_output=True, text=True, encoding="utf-8", env=self.environment(**more), timeout=120, check=False,
        )  # fmt: skip


@contextmanager
def installation(folder: Path, *, like: Installation | None = None) -> Iterator[Installation]:
    """An installation in the new `folder`, empty or a copy of another; its database goes with the block."""
    if like:
        shutil.copytree(like.data, folder)
    else:
        folder.mkdir()
    address = os.environ.get("FADEN_DATABASE_URL", "")
    if not address:
        yield Installation(folder, "")
        return
    import psycopg

    name = f"faden_{hashlib.sha256(str(folder).encode()).hexdigest()[:20]}"
    template = f'TEMPLATE "{urlsplit(like.database).path[1:]}"' if like else ""
    with closing(psycopg.connect(address, autocommit=True)) as server:
        server.execute(f'CREATE DATABASE "{name}" {template}')
        try:
            yield Installation(folder, urlsplit(address)._replace(path=f"/{name}").geturl())
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
