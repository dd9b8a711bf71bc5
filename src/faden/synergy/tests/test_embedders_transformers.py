"""Models in folders, read by sentence-transformers where that is installed; here by a stand-in of the same shape."""

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from faden.synergy.finding.embedders import NotAvailable, embedder
from faden.synergy.finding.embedders.transformers import Transformers

STAND_IN = """
import numpy as np
loaded, seen = [], []

class SentenceTransformer:
    def __init__(self, folder, *, device, local_files_only):
        loaded.append((folder, device, local_files_only))
        if "broken" in folder:
            raise OSError("no weights")

    def encode(self, texts, *, show_progress_bar):
        seen.append(list(texts))
        return np.array([[len(text), 3.0, 4.0, 0.0] for text in texts])
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a stand-in where Python finds it; return a folder with a model."""
    (tmp_path / "sentence_transformers.py").write_text(STAND_IN)
    (tmp_path / "torch.py").write_text("threads = []\nset_num_threads = threads.append\n")
    about = tmp_path / "sentence_transformers-5.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: sentence-transformers\nVersion: 5.1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "sentence_transformers", raising=False)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    model = tmp_path / "bge-m3"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"weights")
    return model


def test_a_folder_is_read_without_network_and_with_the_threads_asked_for(installed: Path) -> None:
    model = embedder("sentence-transformers", model=str(installed), prefix="query: ", threads=2)
    rows = model.encode(["Rad", "Bäume", "Rad"])
    stand_in, torch = import_module("sentence_transformers"), import_module("torch")
    assert stand_in.loaded == [(str(installed), "cpu", True)]
    assert stand_in.seen == [["query: Rad", "query: Bäume"]]
    assert torch.threads == [2]
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(rows[1] * np.sqrt(144 + 25 + 25 - 25), [12, 3, 4, 0], rtol=1e-5)
    assert (rows[0] == rows[2]).all()
    assert model.dimensions == 4
    assert model.encode([]).shape == (0, 4)


def test_the_version_changes_with_files_prefix_and_package(installed: Path) -> None:
    first = Transformers(model=str(installed)).version
    assert first.startswith("sentence-transformers 5.1.0 ")
    assert first.endswith("bge-m3 ''")
    assert Transformers(model=str(installed)).version == first
    assert Transformers(model=str(installed), prefix="query: ").version != first
    (installed / "model.safetensors").write_bytes(b"Weights")
    assert Transformers(model=str(installed)).version != first


@pytest.mark.parametrize("model", ["", "intfloat/multilingual-e5-base"])
def test_a_name_that_is_no_folder_is_not_downloaded(installed: Path, model: str) -> None:
    with pytest.raises(NotAvailable, match=r"gibt es nicht.*vorher herunter"):
        Transformers(model=model)


def test_a_folder_without_a_model_is_said(installed: Path) -> None:
    broken = installed.with_name("broken")
    broken.mkdir()
    with pytest.raises(NotAvailable, match="kann nicht geladen werden: no weights"):
        Transformers(model=str(broken)).encode(["Rad"])


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faden.synergy.finding.embedders.transformers.is_installed", lambda _name: False)
    with pytest.raises(NotAvailable, match="pip install sentence-transformers"):
        embedder("sentence-transformers", model="/nowhere")
