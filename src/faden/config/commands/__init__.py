"""What the commands do, one module for each kind of work."""

import os


def start_django() -> None:
    """Load settings and rooms. Raises `Refused` when a variable of the environment is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faden.config.settings")
    import django

    django.setup()


def bring_up_to_date() -> None:
    """Bring the database and the collected static files up to this version."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False, clear=False)
