"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def gazetteer_loaded(programme_id: int) -> None:
    """Places or their names have changed (it is committed): every public statement should be looked through again."""
