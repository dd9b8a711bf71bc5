"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def waiting(conversation_id: int) -> None:
    """There are votes that no picture was made of yet; after the transaction."""
