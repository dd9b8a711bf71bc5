"""What every model of meaning promises."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NotAvailable(Exception):
    """The model cannot be used; the message is a German sentence that says what to do."""


class Embedder(Protocol):
    """Turns texts into vectors; texts that mean alike get vectors that point alike."""

    @property
    def name(self) -> str:
        """What people read."""

    @property
    def version(self) -> str:
        """Tells apart models and settings whose vectors differ; vectors of one version may be kept and compared."""

    @property
    def dimensions(self) -> int:
        """The length of each vector. Raises NotAvailable where only the model itself knows and does not answer."""

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one row of length 1 for each text, (n, dimensions), not centred. Raises NotAvailable.

        A text's row does not depend on the other texts, apart from rounding.
        """
