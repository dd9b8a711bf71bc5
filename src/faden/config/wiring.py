"""The only place where events meet their receivers."""

from faden.dialogue import events as dialogue
from faden.intake import actions
from faden.intake import events as intake
from faden.intake.tasks import read_draft


def connect() -> None:
    """Connect every event of the house; called once when Django is ready."""
    dialogue.redacted.connect(actions.forget_words)
    intake.waiting.connect(read_draft.enqueue)
