"""Says when all rooms are loaded."""

from django.apps import AppConfig


class Config(AppConfig):
    """The top floor: has no models, connects the events."""

    name = "faden.config"

    def ready(self) -> None:
        from faden.config import wiring

        wiring.connect()
