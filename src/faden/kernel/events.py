"""News between rooms: declared below, connected above in `faden.config.wiring`."""

from collections.abc import Callable
from typing import Generic, ParamSpec

Said = ParamSpec("Said")


class Event(Generic[Said]):
    """Something that happened. Receivers run in the order of their connection; errors pass on."""

    def __init__(self, happened: Callable[Said, None]) -> None:
        self.__doc__ = happened.__doc__
        self._receivers: list[Callable[Said, object]] = []

    def connect(self, receiver: Callable[Said, object]) -> None:
        """Call `receiver` whenever this happens. Connecting twice counts once."""
        if receiver not in self._receivers:
            self._receivers.append(receiver)

    def send(self, *args: Said.args, **kwargs: Said.kwargs) -> None:
        """Tell every receiver."""
        for receiver in self._receivers:
            receiver(*args, **kwargs)
