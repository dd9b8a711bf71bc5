"""What the commands do, one module for each kind of work."""

import os


def start_django() -> None:
    """Load settings and rooms. Raises `Refused` when a variable of the environment is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faden.config.settings")
    import django

    django.setup()


def require_database() -> None:
    """Raise `Refused` where the database is not set up, or not on the standing of this version."""
    from django.db import DatabaseError

    from faden.config import schema
    from faden.config.environment import Refused

    try:
        found = schema.standing()
    except DatabaseError as error:
        raise Refused(f"Die Datenbank antwortet nicht ({error}). Bitte prüfen Sie FADEN_DATABASE_URL.") from None
    schema.refuse_newer(found.unknown, "Die Datenbank")
    if found.pending:
        raise Refused(
            "Die Datenbank ist noch nicht eingerichtet oder nicht auf dem Stand dieser Fassung. "
            "Bitte „faden setup“ oder, wenn schon Daten darin sind, „faden upgrade“ ausführen."
        )


def bring_up_to_date() -> None:
    """Bring the database and the collected static files up to this version.

    Data that are there already are backed up first. Raises `Refused` on PostgreSQL, where others may be at work and a
    backup takes its time: `faden upgrade` is for that.
    """
    from django.db import DatabaseError, connection

    from faden.config import schema
    from faden.config.commands import backup
    from faden.config.environment import Refused

    try:
        found = schema.standing()
    except DatabaseError as error:
        raise Refused(f"Die Datenbank antwortet nicht ({error}). Bitte prüfen Sie FADEN_DATABASE_URL.") from None
    schema.refuse_newer(found.unknown, "Die Datenbank")
    if found.pending and schema.holds_data():
        if connection.vendor == "postgresql":
            raise Refused(
                "Die Datenbank ist von einer früheren Fassung. Bitte „faden upgrade“ ausführen; es sichert sie vorher."
            )
        backup.make_before("upgrade")
    migrate()


def migrate() -> None:
    """Apply what the database lacks, build indexes anew that need it, and collect the static files."""
    from django.conf import settings
    from django.core.management import call_command

    from faden.config import upkeep

    call_command("migrate", verbosity=0, interactive=False)
    upkeep.build_indexes()
    upkeep.count_rows()
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False, clear=False)
