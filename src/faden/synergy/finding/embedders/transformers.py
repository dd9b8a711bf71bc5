"""Any model that sentence-transformers can read, from a folder, where that package is installed."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from faden.kernel.messages import sentence
from faden.synergy.finding.embedders.contract import NotAvailable
from faden.synergy.finding.embedders.packages import is_installed, package_version
from faden.synergy.finding.embedders.texts import distinct, readable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODULE, DISTRIBUTION = "sentence_transformers", "sentence-transformers"
SAMPLE = 65_536
"""Bytes at the end of each file by which another model in the same folder is noticed."""


class Transformers:
    """See `contract.Embedder`.

    `model` is a folder: nothing is downloaded, and code that comes with a model is not run. `prefix` is what the model
    expects before each text, `threads` are those of the whole process's torch.
    """

    def __init__(self, *, model: str, prefix: str = "", threads: int = 1) -> None:
        if not is_installed(MODULE):
            raise NotAvailable(
                sentence(
                    "Das Paket {package} fehlt. Bitte installieren Sie es: pip install {package}", package=DISTRIBUTION
                )
            )
        self._folder = Path(model)
        if not model or not self._folder.is_dir():
            raise NotAvailable(
                sentence(
                    "Den Ordner „{model}“ gibt es nicht. Bitte laden Sie das Modell vorher herunter und geben Sie den "
                    "Ordner an, in dem es liegt.",
                    model=model,
                )
            )
        self.name = self._folder.resolve().name
        self.version = f"{package_version(DISTRIBUTION, fingerprint(self._folder))} {self.name} {prefix!r}"
        self._prefix, self._threads = prefix, threads
        self._loading = Lock()

    @cached_property
    def dimensions(self) -> int:
        return int(self.encode([""]).shape[1])

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        import_module("torch").set_num_threads(self._threads)
        try:
            return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise NotAvailable(
                sentence(
                    "Das Modell im Ordner „{model}“ kann nicht geladen werden: {reason}",
                    model=self._folder,
                    reason=error,
                )
            ) from error

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        with self._loading:
            model = self._model
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        once, places = distinct([self._prefix + readable(text) for text in texts])
        vectors = np.asarray(model.encode(once, show_progress_bar=False), np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors[places]


def fingerprint(folder: Path) -> str:
    """Return a hash of the names, sizes and ends of all files of a model, which is quick for files of gigabytes."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        found.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as file:
            file.seek(max(0, size - SAMPLE))
            found.update(file.read())
    return found.hexdigest()
