"""Texts as counts of letter sequences and words: what can be compared without any model.

Columns are hashes, so that a text's row needs no vocabulary and no other text. The first `GRAMS` columns count sequences
of 3 to 5 characters within words (a space at both ends of a word belongs to it), the others count stems and the parts
of compounds. Function words are left out.
"""

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from faden.kernel.text import fold
from faden.kernel.words import is_function_word, words

GRAMS, WORDS = 1 << 18, 1 << 16
COLUMNS = GRAMS + WORDS
SHORTEST, LONGEST = 3, 5
WORDS_SHARE = 0.4
"""What words count for beside letters; measured on labelled cities: .3 to .5 are alike, 0 and 1 are worse."""
SPACE = ord(" ")
PRIME = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing: the upper bits of a product with 2**64 / phi


def counts(texts: Sequence[str]) -> csr_matrix:
    """Return one row for each text, (n, COLUMNS), float32: 1 + log of how often each column occurs in it."""
    grams, words_of = _grams(texts), _words(texts)
    rows = np.concatenate([grams[0], words_of[0]])
    columns = np.concatenate([grams[1], words_of[1]])
    counted = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(texts), COLUMNS))
    counted.sum_duplicates()
    counted.data = 1 + np.log(counted.data)
    return counted


def frequencies(counted: csr_matrix) -> NDArray[np.int32]:
    """Return in how many texts each column occurs, (COLUMNS,)."""
    return np.bincount(counted.indices, minlength=COLUMNS).astype(np.int32)


def rarity(frequency: NDArray[np.int32], size: int) -> NDArray[np.float32]:
    """Return the weight of each column (inverse document frequency, smoothed as if one more text held everything)."""
    weights: NDArray[np.float32] = (np.log((1 + size) / (1 + frequency.astype(np.float32))) + 1).astype(np.float32)
    return weights


def weighted(counted: csr_matrix, weights: NDArray[np.float32]) -> csr_matrix:
    """Return tf-idf rows of length 1: letters and words each of a fixed share; a text without letters stays 0."""
    rows = counted.copy()
    rows.data = rows.data * weights[rows.indices]
    is_word = rows.indices >= GRAMS
    row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    for part, share in ((is_word, WORDS_SHARE), (~is_word, 1 - WORDS_SHARE)):
        squares = np.bincount(row_of[part], rows.data[part].astype(np.float64) ** 2, minlength=rows.shape[0])
        factors = np.sqrt(share / np.maximum(squares, 1e-12))
        rows.data[part] *= factors[row_of[part]].astype(np.float32)
    return rows


def word_column(kind_and_stem: str) -> int:
    """Return the column that counts a stem (``"s…"``) or a part of a compound (``"p…"``)."""
    return GRAMS + crc32(kind_and_stem.encode()) % WORDS


def _words(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows: list[int] = []
    columns: list[int] = []
    for row, text in enumerate(texts):
        found = [word_column(term) for term in _terms(text)]
        rows += [row] * len(found)
        columns += found
    return np.array(rows, np.int64), np.array(columns, np.int64)


def _terms(text: str) -> Iterable[str]:
    for word in words(text):
        if not is_function_word(word.exact):
            yield f"s{word.stem}"
            yield from (f"p{part}" for part in word.parts or (word.stem,))


def _grams(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and columns of all letter sequences; those that reach over the end of a word are left out."""
    told = [f" {_telling(text)} ".encode() for text in texts]
    letters = np.frombuffer(b"".join(told), np.uint8)
    row_of = np.repeat(np.arange(len(told)), [len(one) for one in told])
    rows, columns = [], []
    for length in range(SHORTEST, LONGEST + 1):
        starts = max(0, len(letters) - length + 1)
        keys = np.zeros(starts, np.uint64)
        inside = np.ones(starts, bool)
        for at in range(length):
            column = letters[at : at + starts]
            keys = keys << np.uint64(8) | column.astype(np.uint64)
            if 0 < at < length - 1:
                inside &= column != SPACE
        # Two spaces meet where one text ends and the next begins.
        inside &= (row_of[:starts] == row_of[length - 1 :]) if starts else inside
        keys = (keys[inside] + np.uint64(length << 48)) * PRIME >> np.uint64(64 - 18)
        rows.append(row_of[:starts][inside])
        columns.append(keys.astype(np.int64))
    return np.concatenate(rows), np.concatenate(columns)


def _telling(text: str) -> str:
    return " ".join(word for word in fold(text).split() if not is_function_word(word))
