"""Arrays as bytes: a name and a version, a description, the arrays as they are, a checksum."""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence

_LENGTH = struct.Struct("<I")


def pack(magic: bytes, facts: Mapping[str, object], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return `facts` (JSON values) and `arrays` as bytes: the same bytes for the same content, on every machine."""
    kept = {name: _little(array) for name, array in arrays.items()}
    described = [[name, array.dtype.str, list(array.shape)] for name, array in kept.items()]
    head = json.dumps({"facts": facts, "arrays": described}, sort_keys=True, separators=(",", ":")).encode()
    parts: list[bytes | memoryview] = [magic, _LENGTH.pack(len(head)), head, *map(bytes_of, kept.values())]
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    return b"".join([*parts, _LENGTH.pack(checksum)])


def unpack(magic: bytes, data: bytes) -> tuple[dict[str, object], dict[str, NDArray[Any]]]:
    """Return what `pack` was given. The arrays look into `data` and cannot be written.

    Raises Unreadable where `data` is something else, of another version, cut off or damaged.
    """
    if not data.startswith(magic):
        raise Unreadable(sentence("Das ist kein Stand dieser Fassung. Bitte aus den Stimmen neu berechnen."))
    whole = memoryview(data)
    tail = len(data) - _LENGTH.size
    if tail < len(magic) + _LENGTH.size or zlib.crc32(whole[:tail]) != _LENGTH.unpack(whole[tail:])[0]:
        raise Unreadable(sentence("Der Stand ist beschädigt oder unvollständig. Bitte aus den Stimmen neu berechnen."))
    at = len(magic) + _LENGTH.size
    end = at + _LENGTH.unpack(whole[len(magic) : at])[0]
    head = json.loads(bytes(whole[at:end]))
    arrays = {}
    for name, kind, shape in head["arrays"]:
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(data, dtype=np.dtype(kind), count=count, offset=end).reshape(shape)
        end += arrays[name].nbytes
    return head["facts"], arrays


def bytes_of(array: NDArray[Any]) -> memoryview:
    """Return the bytes of an array without copying them."""
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _little(array: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
