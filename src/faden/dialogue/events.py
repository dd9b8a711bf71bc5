"""What happens in this room that others may want to know."""

from faden.kernel.events import Event
from faden.programme.models import Programme


@Event
def redacted(contribution_id: int) -> None:
    """The former words of a contribution must go everywhere, because a person was named in them."""


@Event
def withdrawing(contribution_ids: list[int]) -> None:
    """Statements are about to be withdrawn because their publication is taken back.

    A receiver whose votes or answers stand on one of them raises `actions.ChangedSince`.
    """


@Event
def changed(programme: Programme, address_ids: list[int]) -> None:
    """What stands at these addresses (statements or goals) is new, or has other words, kind, group or state.

    In the transaction of the change; what is there now may be like before.
    """


@Event
def index_built(programme: Programme) -> None:
    """The index of a programme was emptied and filled anew with what this room knows; in the transaction."""
