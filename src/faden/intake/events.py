"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def waiting(draft_id: int) -> None:
    """A document waits to be read in the background."""
