"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def fields_named(programme_id: int) -> None:
    """Fields of action have other names; in the same transaction."""
