"""How many threads matrix products take: as many as somebody asked for, never silently all there are."""

from contextlib import AbstractContextManager
from functools import cache

import numpy as np  # noqa: F401 - its library of matrix products must be loaded before it can be found
from threadpoolctl import ThreadpoolController


def limited(threads: int) -> AbstractContextManager[object]:
    """Limit matrix products in this process to `threads` threads for the while."""
    limit: AbstractContextManager[object] = _libraries().limit(limits=threads, user_api="blas")
    return limit


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()
