"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def waiting(programme_id: int) -> None:
    """Something changed that the machine has not taken in; sent after the transaction."""
