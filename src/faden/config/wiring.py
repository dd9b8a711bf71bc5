"""The only place where events meet their receivers."""

from faden.intake import events as intake
from faden.intake.tasks import read_draft


def connect() -> None:
    """Connect every event of the house; called once when Django is ready."""
    intake.waiting.connect(read_draft.enqueue)
