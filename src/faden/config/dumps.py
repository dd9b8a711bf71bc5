"""The database as one file, and back: SQLite's online backup, or PostgreSQL's own pg_dump, pg_restore and psql."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from faden.config import schema
from faden.config.environment import Refused

# Every table, view, sequence and routine of the schema, but nothing of extensions ("e"), which others may have
# installed, nor sequences that go with their column ("i", "a").
_CLEAR = """DO $$ DECLARE line text; BEGIN
FOR line IN
  SELECT format('DROP %s IF EXISTS %I.%I CASCADE',
    CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
    current_schema(), relname)
  FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('e', 'i', 'a') AND classid = 'pg_class'::regclass)
  UNION ALL
  SELECT format('DROP ROUTINE IF EXISTS %I.%I(%s) CASCADE',
    current_schema(), proname, pg_get_function_identity_arguments(pg_proc.oid))
  FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e' AND classid = 'pg_proc'::regclass)
LOOP EXECUTE line; END LOOP; END $$;
"""


@dataclass(frozen=True)
class Dump:
    """The state of one moment: its changes of the schema, and the names of the files that its rows refer to."""

    migrations: list[schema.Change]
    files: list[str]


def take(target: Path) -> Dump:
    """Write the database into the new file `target` while others go on working. Raises Refused."""
    if connection.vendor == "sqlite":
        return _take_sqlite(target)
    require_programs()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]

        def rows(query: str) -> list[Any]:
            cursor.execute(query)
            return list(cursor.fetchall())

        dump = _described(rows)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
        _run("pg_dump", *options)
    return dump


def _take_sqlite(target: Path) -> Dump:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (found := copy.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise Refused(f"Die Datenbank ist beschädigt ({found}). Bitte eine frühere Sicherung zurückspielen.")
        return _described(lambda query: copy.execute(query).fetchall())


def _described(rows: Callable[[str], Iterable[Any]]) -> Dump:
    quote = connection.ops.quote_name
    migrations = [(app, name) for app, name in rows("SELECT app, name FROM django_migrations ORDER BY id")]
    if schema.compare(migrations).unknown:
        # Tables of a newer version may name files in columns that are not known here.
        root = Path(settings.MEDIA_ROOT)
        return Dump(migrations, sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()))
    files = {
        name
        for table, column in schema.file_columns()
        for (name,) in rows(f"SELECT {quote(column)} FROM {quote(table)} WHERE {quote(column)} <> ''")  # noqa: S608
    }
    return Dump(migrations, sorted(files))


def put_back(dump: Path) -> None:
    """Replace everything in the PostgreSQL database by a dump, in one transaction. Raises Refused; all is then as before."""
    require_programs()
    script = dump.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", "--no-comments", f"--file={script}", str(dump))
    connection.close()
    _psql("--single-transaction", "--command", _CLEAR, "--file", str(script))


def clear() -> None:
    """Drop everything in the PostgreSQL database."""
    _psql("--command", _CLEAR)


def _psql(*options: str) -> None:
    _run("psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", os.devnull, *options)


def require_programs() -> None:
    """Raise Refused where PostgreSQL's programs are missing or older than its server."""
    needed = schema.server_version()[0]
    for program in ("pg_dump", "pg_restore", "psql"):
        if not shutil.which(program):
            raise Refused(
                f"Für Sicherungen fehlt {program}. Bitte PostgreSQLs Programme ab Fassung {needed} installieren, "
                f"unter Debian: apt install postgresql-client-{needed}"
            )
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
        found = re.search(r"(\d+)", said.partition(")")[2])
        if found and int(found[1]) < needed:
            raise Refused(
                f"{program} ist von Fassung {found[1]}, der Server von {needed}. Bitte {needed} installieren."
            )


def _run(program: str, *options: str) -> None:
    database = connection.settings_dict
    facts = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    environment = {variable: str(database[key]) for key, variable in facts.items() if database[key]}
    command = [program, "--no-password", *options]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"Ende mit {done.returncode}"]
        said = next((line for line in lines if "error:" in line.lower()), lines[-1])
        raise Refused(f"{program} ist gescheitert: {said}")
