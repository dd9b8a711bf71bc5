"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def words_left() -> None:
    """Words stand in nothing public any more; their traces are to be cleared away. Sent after the transaction."""
