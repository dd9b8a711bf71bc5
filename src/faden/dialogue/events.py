"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def redacted(contribution_id: int) -> None:
    """The former words of a contribution must go everywhere, because a person was named in them."""
