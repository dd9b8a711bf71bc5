"""What happens in this room that others may want to know."""

from faden.addresses.models import Address
from faden.kernel.events import Event


@Event
def state_changed(addresses: list[Address]) -> None:
    """These were published, hidden, withdrawn or merged; in the same transaction."""
