"""Numbers out of large CSV files without a Python object for each cell.

Works on the bytes of files without quotation marks whose lines all have as many cells, half a million bytes at a time,
which stay near the processor. Gives None for anything else; the slow way then reads it or says in which line it is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Integers = NDArray[np.int64]
Found = NDArray[np.int32]

_COMMA, _NEWLINE, _MINUS, _ZERO, _RETURN = b",\n-0\r"
_TOP = np.uint64(0x8080808080808080)
_ZEROS = np.uint64(0x3030303030303030)
_AGREED, _PASSED = (int.from_bytes(cell, "little") for cell in (b",1", b",0"))
_DISAGREED = int.from_bytes(b",-1", "little")
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
    """Return the last three of `width` cells of each line after the first; None where they are something else.

    The three and the commas before them may have 16 characters together, each number seven digits.
    """
    found = []
    for data, low, high, begins, ends in _portions(content):
        plain = content.find(b'"', low, high) < 0 and ends[0] >= 16
        if not plain or np.count_nonzero(data[low:high] == _COMMA) != (width - 1) * len(ends):
            return None
        tails = np.ndarray(len(data) - 15, "V16", data, strides=(1,))[ends - 16].view("<u8").reshape(-1, 2)
        read = _numbers_and_vote(tails[:, 0], tails[:, 1])
        if read is None:
            return None
        found.append((*read, begins))
    if not found:
        return None
    return Events(*(np.concatenate(part) for part in zip(*found, strict=True)))


def cells(content: bytes, width: int, first: int) -> Cells | None:
    """Return the votes in a table of `width` columns from column `first`, whose first column is a number."""
    found, line = [], 0
    for data, low, high, begins, ends in _portions(content):
        part = data[low:high]
        apart = (part == _COMMA) | (part == _NEWLINE)
        apart |= part == _RETURN
        filled = np.flatnonzero(~apart)
        named = _numbers_at(data, begins) if content.find(b'"', low, high) < 0 else None
        # What stands before a place and is in no cell keeps cells apart; a line has `width` of that, or one more.
        wide = width + int(data[ends[0]] == _RETURN)
        before = ends - low - np.searchsorted(filled, ends - low)
        if named is None or (before != np.arange(len(ends)) * wide + width - 1).any():
            return None
        row, column = np.divmod((filled - np.arange(len(filled))).astype(np.int32), np.int32(wide))
        voted = column >= first
        read = _votes_among(part[filled], np.diff(filled, append=len(part) + 1) == 1, voted)
        if read is None:
            return None
        values, voted = read
        found.append((row[voted] + np.int32(line), column[voted] - np.int32(first), values[voted], named, begins))
        line += len(ends)
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


def _portions(content: bytes) -> Iterator[tuple[Bytes, int, int, Integers, Integers]]:
    """Yield all bytes, where some whole lines begin and end, and where each of them begins and ends.

    Lines end before a carriage return where the first of them has one.
    """
    data = np.frombuffer(content, np.uint8)
    low = content.find(b"\n") + 1
    while 0 < low < len(data):
        high = content.find(b"\n", min(low + _PORTION, len(data) - 1)) + 1 or len(data)
        ends = np.flatnonzero(data[low:high] == _NEWLINE) + low
        if data[high - 1] != _NEWLINE:
            ends = np.append(ends, high)
        begins = np.full_like(ends, low)
        begins[1:] = ends[:-1] + 1
        if data[ends[0] - 1] == _RETURN:
            ends -= data[ends - 1] == _RETURN
        yield data, low, high, begins, ends
        low = high


def _numbers_and_vote(front: Words, back: Words) -> tuple[Found, Found, NDArray[np.int8]] | None:
    """Return two numbers and the vote in which 16 characters end (8 in front, 8 at the back), each after a comma.

    None where there is something else.
    """
    last = (back >> np.uint64(40)).astype(np.uint32)
    agree, disagree = last >> np.uint32(8) == _AGREED, last == _DISAGREED
    if not (agree | disagree | (last >> np.uint32(8) == _PASSED)).all():
        return None
    behind = (disagree.astype(np.uint64) << np.uint64(3)) + np.uint64(16)
    word, front = _shifted(back, front, behind), front << behind
    second = _number_before(word)
    first = second and _number_before(_shifted(word, front, second[1]))
    if not (second and first):
        return None
    return first[0], second[0], agree.view(np.int8) - disagree.view(np.int8)


def _shifted(word: Words, front: Words, bits: Words) -> Words:
    """Return the eight characters that stand so many bits further in front."""
    return (word << bits) | (front >> (np.uint64(64) - bits))


def _number_before(words: Words) -> tuple[Found, Words] | None:
    """Return the numbers of up to seven digits after a comma in which words end, and how many bits both take.

    Eight characters are one 64-bit word, of which all digits are added up at once. None where there is something else.
    """
    digits = words ^ _ZEROS
    before = _lengths(_others(digits))
    if not (before - 1 < 56).all():
        return None
    clear = before.view(np.uint64)
    if ((digits >> (clear - np.uint64(8))) & np.uint64(0xFF) != _COMMA ^ _ZERO).any():
        return None
    return _added((digits >> clear) << clear).astype(np.int32), np.uint64(72) - clear


def _numbers_at(data: Bytes, begins: Integers) -> Found | None:
    """Return the numbers of up to seven digits that stand at `begins` before a comma; None where there are none."""
    if begins[-1] + 8 > len(data):
        return None
    words = _words(data)[begins] ^ _ZEROS
    others = _others(words)
    lowest = _lengths(others & (~others + np.uint64(1))) - 8
    if not ((lowest > 0) & (lowest < 64)).all() or (data[begins + (lowest >> 3)] != _COMMA).any():
        return None
    return _added(words << (64 - lowest).astype(np.uint64)).astype(np.int32)


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


def _words(data: Bytes) -> Words:
    """Return each eight bytes in a row as a number, its first byte the least."""
    return np.ndarray(max(len(data) - 7, 0), np.dtype("<u8"), data, strides=(1,))


def _others(words: Words) -> Words:
    """Return words with the top bit of each byte set that was no digit (bytes are less the code of 0)."""
    found: Words = (((words & ~_TOP) + np.uint64(0x7676767676767676)) | words) & _TOP
    return found


def _lengths(words: Words) -> Integers:
    """Return the number of bits up to the highest that is set, of bits that are eight apart; negative where none is."""
    # The exponent of a floating-point number.
    return (words.astype(np.float64).view(np.int64) >> 52) - 1022


def _added(digits: Words) -> Integers:
    """Return the value of eight digits, the most significant in the lowest byte."""
    pairs = ((digits & np.uint64(0x0F0F0F0F0F0F0F0F)) * np.uint64(2561)) >> np.uint64(8)
    fours = ((pairs & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
    eights = ((fours & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
    return eights.astype(np.int64)
