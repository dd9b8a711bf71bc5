"""`faden upgrade`: the database comes to the standing of this version, with a check before and a way back."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from faden.config import dumps, running, schema
from faden.config.commands import backup, doctor, migrate
from faden.config.commands.doctor import BAD, GOOD, WORTH, Findings
from faden.config.environment import Refused


def upgrade(*, check: bool) -> int:
    """Check, back up, migrate, examine; with `check` only the first. Returns 1 when something stands in the way."""
    findings = _before()
    doctor.tell(findings)
    hindered = any(grade == BAD for grade, _ in findings)
    if check or hindered:
        print("\nEs ist nichts geändert." + (" Bitte beheben Sie zuerst, was fehlt." if hindered else ""))
        return 1 if hindered else 0
    backup.end_cleanly()
    with running.alone("Zum Aktualisieren"):
        holds = schema.holds_data()
        version = schema.product_version()
        made = backup.make_before("upgrade") if holds and schema.standing().pending else None
        try:
            migrate()
        except Exception as error:
            back = f" {_way_back(made)}" if made else ""
            raise Refused(f"Die Aktualisierung ist gescheitert: {error}.{back}") from error
    print(f"Datenbank und Dateien sind auf dem Stand der Fassung {version}.")
    if made:
        print(_way_back(made))
    print()
    return doctor.examine()


def _way_back(made: backup.Made) -> str:
    return (
        "Zurück geht es mit der früheren Fassung des Programms (pip install faden==…) und dann: "
        f"faden restore --replace {made.path}"
    )


def _before() -> Findings:
    try:
        found = schema.standing()
    except DatabaseError as error:
        return [(BAD, f"Die Datenbank antwortet nicht: {str(error).splitlines()[0]}")]
    if found.unknown:
        return [
            (BAD, f"Die Datenbank ist von einer neueren Fassung als {schema.product_version()}: {found.unknown[0]}")
        ]
    changes = (
        [(WORTH, f"{len(found.pending)} Änderungen stehen an: {', '.join(found.pending)}")]
        if found.pending
        else [(GOOD, f"Die Datenbank ist schon auf dem Stand der Fassung {schema.product_version()}.")]
    )
    return [*changes, *_room(), *_programs(), *_rest()]


def _room() -> Findings:
    """A backup is written once as a dump and once packed, and a migration may copy a table."""
    needed = 3 * _database_size() + sum(path.stat().st_size for path in Path(settings.MEDIA_ROOT).rglob("*.*"))
    free = shutil.disk_usage(settings.DATA).free
    said = f"Platz in {settings.DATA}: {free // 2**20} MB frei, gebraucht werden bis zu {needed // 2**20 + 1} MB."
    return [(GOOD if free > needed + 2**26 else BAD, said)]


def _database_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _programs() -> Findings:
    if connection.vendor != "postgresql":
        return []
    try:
        dumps.require_programs()
    except Refused as refused:
        return [(BAD, str(refused))]
    return [(GOOD, "PostgreSQLs Programme für Sicherungen sind da.")]


def _rest() -> Findings:
    if running.is_used():
        return [(BAD, "Der Server läuft. Bitte „faden serve“ und „faden worker“ anhalten.")]
    return [(GOOD, "Weder Server noch Arbeiter laufen auf diesem Rechner.")]
