"""Many things in portions, because databases bound the parameters of a query."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

One = TypeVar("One")
SIZE = 500


def portions(things: Iterable[One], size: int = SIZE) -> Iterator[list[One]]:
    """Yield `things` in their order, `size` at a time, the rest at last. They are taken as they are needed."""
    rest = iter(things)
    while portion := list(islice(rest, size)):
        yield portion
