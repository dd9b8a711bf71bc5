"""Numbers out of large CSV files without a Python object for each cell.

Works on the bytes of files without quotation marks whose lines all have as many cells, half a million bytes at a time, which
stay near the processor. Gives None for anything else; the slow way then reads it or says in which line it is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]
Found = NDArray[np.int32]

_COMMA, _NEWLINE, _MINUS, _ZERO, _RETURN = b",\n-0\r"
_TOP = np.uint64(0x8080808080808080)
_ZEROS = np.uint64(0x3030303030303030)
_PORTION = 1 << 19


@dataclass(frozen=True, eq=False)
class Cells:
    """The votes of a table: line and column (from 0) of each cell that is not empty, its value; the name of each line.

    `begins` (lines,): where each line begins.
    """

    rows: Found
    columns: Found
    values: NDArray[np.int8]
    names: Found
    begins: Integers


@dataclass(frozen=True, eq=False)
class Events:
    """The last three cells of each line: two numbers and a vote; where each line begins."""

    first: Found
    second: Found
    values: NDArray[np.int8]
    begins: Integers


def events(content: bytes, width: int) -> Events | None:
    """Return the last three of `width` cells of each line after the first; None where they are something else."""
    found = []
    for data, low, high, breaks in _portions(content):
        voted = _votes_before(data, breaks)
        second = voted and _numbers_before(data, voted[1] - 1)
        first = second and _numbers_before(data, second[1] - 1)
        commas = np.count_nonzero(data[low:high] == _COMMA)
        if not (voted and second and first) or commas != (width - 1) * len(breaks):
            return None
        if (data[second[1] - 1] != _COMMA).any() or (data[first[1] - 1] != _COMMA).any():
            return None
        begins = np.concatenate([[low], breaks[:-1] + 1 + (data[breaks[:-1]] == _RETURN)])
        found.append((first[0], second[0], voted[0], begins))
    if not found:
        return None
    return Events(*(np.concatenate(part) for part in zip(*found, strict=True)))


def cells(content: bytes, width: int, first: int) -> Cells | None:
    """Return the votes in a table of `width` columns from column `first`, whose first column is a number."""
    found, line = [], 0
    for data, low, high, breaks in _portions(content):
        part = data[low:high]
        apart = (part == _COMMA) | (part == _NEWLINE)
        apart |= part == _RETURN
        filled = np.flatnonzero(~apart)
        begins = np.concatenate([[low], breaks[:-1] + 1 + (data[breaks[:-1]] == _RETURN)])
        named = _numbers_at(data, begins)
        # What stands before a place and is in no cell keeps cells apart; a line has `width` of that, or one more.
        wide = width + int(data[breaks[0]] == _RETURN)
        before = breaks - low - np.searchsorted(filled, breaks - low)
        if named is None or (before != np.arange(len(breaks)) * wide + width - 1).any():
            return None
        row, column = np.divmod((filled - np.arange(len(filled))).astype(np.int32), np.int32(wide))
        voted = column >= first
        read = _votes_among(part[filled], np.diff(filled, append=len(part) + 1) == 1, voted)
        if read is None:
            return None
        values, voted = read
        found.append((row[voted] + np.int32(line), column[voted] - np.int32(first), values[voted], named, begins))
        line += len(breaks)
    if not found:
        return None
    return Cells(*(np.concatenate(part) for part in zip(*found, strict=True)))


def numbers_between(content: bytes, begins: Integers, size: int) -> Integers | None:
    """Return the numbers of exactly `size` digits (9 to 16) that stand at `begins`; None where one does not."""
    words = _words(np.frombuffer(content, np.uint8))
    front, back = words[begins] ^ _ZEROS, words[begins + (size - 8)] ^ _ZEROS
    if _others(front).any() or _others(back).any():
        return None
    return _added(front << np.uint64(8 * (16 - size))) * 100_000_000 + _added(back)


def _portions(content: bytes) -> Iterator[tuple[Bytes, int, int, Integers]]:
    """Yield all bytes, where some whole lines begin and end, and where each of them ends (before a carriage return)."""
    data = np.frombuffer(content, np.uint8)
    low = content.find(b"\n") + 1
    if not low or b'"' in content:
        return
    while low < len(data):
        high = content.find(b"\n", min(low + _PORTION, len(data) - 1)) + 1 or len(data)
        breaks = np.flatnonzero(data[low:high] == _NEWLINE) + low
        if data[high - 1] != _NEWLINE:
            breaks = np.append(breaks, high)
        yield data, low, high, breaks - (data[breaks - 1] == _RETURN)
        low = high


def _numbers_before(data: Bytes, ends: Integers) -> tuple[Found, Integers] | None:
    """Return the numbers of up to seven digits that end before `ends`, and where each begins.

    Eight characters at a time are one 64-bit word, of which all digits are added up at once. None where there is no
    digit or there are more than seven.
    """
    words = _words(data)[ends - 8] ^ _ZEROS
    highest = np.frexp(_others(words).astype(np.float64))[1]
    if not ((highest > 0) & (highest < 64)).all():
        return None
    clear = highest.astype(np.uint64)
    return _added((words >> clear) << clear).astype(np.int32), ends - 8 + (highest >> 3)


def _numbers_at(data: Bytes, begins: Integers) -> Found | None:
    """Return the numbers of up to seven digits that stand at `begins` before a comma; None where there are none."""
    if begins[-1] + 8 > len(data):
        return None
    words = _words(data)[begins] ^ _ZEROS
    others = _others(words)
    lowest = np.frexp((others & (~others + np.uint64(1))).astype(np.float64))[1] - 8
    if not ((lowest > 0) & (lowest < 64)).all() or (data[begins + (lowest >> 3)] != _COMMA).any():
        return None
    return _added(words << (64 - lowest).astype(np.uint64)).astype(np.int32)


def _votes_before(data: Bytes, ends: Integers) -> tuple[NDArray[np.int8], Integers] | None:
    """Return the votes (1, 0, -1) that end before `ends`, and where each begins; None where there is something else."""
    digit = data[ends - 1] - np.uint8(_ZERO)
    negative = data[ends - 2] == _MINUS
    begins = ends - 1 - negative
    if (digit > 1).any() or (negative & (digit == 0)).any() or (data[begins - 1] != _COMMA).any():
        return None
    values = digit.astype(np.int8)
    np.negative(values, out=values, where=negative)
    return values, begins


def _votes_among(
    characters: Bytes, followed: NDArray[np.bool_], voted: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.bool_]] | None:
    """Return the vote at each character, and where one ends; None where those `voted` are not all 1, 0 or -1.

    `followed`: whether the next character stands in the same cell.
    """
    one, minus = characters == _ZERO + 1, characters == _MINUS
    right = (one | (characters == _ZERO)) & ~followed
    right[:-1] |= minus[:-1] & followed[:-1] & one[1:]
    if not (right | ~voted).all():
        return None
    values = one.astype(np.int8)
    np.negative(values[1:], out=values[1:], where=minus[:-1] & followed[:-1])
    return values, voted & ~minus


def _words(data: Bytes) -> NDArray[np.uint64]:
    """Return each eight bytes in a row as a number, its first byte the least."""
    return np.ndarray(max(len(data) - 7, 0), np.dtype("<u8"), data, strides=(1,))


def _others(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return words with the top bit of each byte set that was no digit (bytes are less the code of 0)."""
    found: NDArray[np.uint64] = (((words & ~_TOP) + np.uint64(0x7676767676767676)) | words) & _TOP
    return found


def _added(digits: NDArray[np.uint64]) -> Integers:
    """Return the value of eight digits, the most significant in the lowest byte."""
    pairs = ((digits & np.uint64(0x0F0F0F0F0F0F0F0F)) * np.uint64(2561)) >> np.uint64(8)
    fours = ((pairs & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
    eights = ((fours & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
    return eights.astype(np.int64)
