"""What the commands do, one module for each kind of work."""

import os


def start_django() -> None:
    """Load settings and rooms. Raises `Refused` when a variable of the environment is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faden.config.settings")
    import django

    django.setup()


def require_database() -> None:
    """Raise `Refused` where the database is not set up, or not up to date with this version."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from faden.config.environment import Refused

    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        raise Refused(f"Die Datenbank antwortet nicht ({error}). Bitte prüfen Sie FADEN_DATABASE_URL.") from None
    if behind:
        raise Refused(
            "Die Datenbank ist noch nicht eingerichtet oder nicht auf dem Stand dieser Fassung. "
            "Bitte „faden setup“ ausführen."
        )


def bring_up_to_date() -> None:
    """Bring the database and the collected static files up to this version."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False, clear=False)
