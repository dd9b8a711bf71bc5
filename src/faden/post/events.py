"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def waiting() -> None:
    """Mails are to be sent; after the transaction."""
