"""What happens in this room that others may want to know."""

from faden.kernel.events import Event


@Event
def redacted(contribution_id: int) -> None:
    """The former words of a contribution must go everywhere, because a person was named in them."""


@Event
def withdrawing(contribution_ids: list[int]) -> None:
    """Statements are about to be withdrawn because their publication is taken back.

    A receiver whose votes or answers stand on one of them raises `actions.ChangedSince`.
    """
