"""Cuts texts into the pieces of a vocabulary: the most probable cut of a unigram model, by Viterbi's algorithm.

Kudo (2018), "Subword Regularization", section 3.2.
"""

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

import numpy as np

from faden.synergy.finding.embedders.e5_file import ModelFile

SPACE = "\u2581"
"""How pieces write the space before a word."""
LONGEST = 16
"""Characters of the longest piece."""
KEPT_WORDS = 20_000
UNKNOWN_PENALTY = 10.0
"""By how much less probable than the least probable piece a character without a piece is, as in SentencePiece."""


class Unigram:
    """The vocabulary of a model file.

    No piece reaches beyond a word, so words are cut one by one, and their pieces are remembered. Pieces are found by
    bisection among the hashes of all pieces, which takes a tenth of the memory of a dictionary.
    """

    def __init__(self, file: ModelFile) -> None:
        self._bytes = file.pieces
        self._offsets, self._scores = array("I", file.offsets.tobytes()), array("f", file.scores.tobytes())
        self._unknown, self._replacements = file.unknown, file.replacements
        self._worst = min(self._scores) - UNKNOWN_PENALTY
        hashes = np.fromiter(map(hash, self._pieces()), np.int64, len(self._scores))
        order = np.argsort(hashes).astype(np.int32)
        self._hashes, self._order = array("q", hashes[order].tobytes()), array("i", order.tobytes())
        self._of_word = lru_cache(KEPT_WORDS)(self._cut)

    def cut(self, text: str) -> list[int]:
        """Return the numbers of the pieces of `text`, without those that mark beginning and end."""
        normal = unicodedata.normalize("NFC", text).translate(self._replacements)
        return [piece for word in normal.split() for piece in self._of_word(word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        word = SPACE + word
        data, ends = word.encode(), [0, *accumulate(len(character.encode()) for character in word)]
        length = len(word)
        best, begins, pieces = [0.0] + [-np.inf] * length, [0] * (length + 1), [self._unknown] * (length + 1)
        for begin in range(length):
            for end in range(begin + 1, min(begin + LONGEST, length) + 1):
                piece = self._find(data[ends[begin] : ends[end]])
                if piece is None and end > begin + 1:
                    continue
                score = best[begin] + (self._worst if piece is None else self._scores[piece])
                if score > best[end]:
                    best[end], begins[end] = score, begin
                    pieces[end] = self._unknown if piece is None else piece
        found = []
        while length:
            found.append(pieces[length])
            length = begins[length]
        return tuple(reversed(found))

    def _find(self, piece: bytes) -> int | None:
        """Return the number of `piece`, or None. Marks such as ``<s>`` have no probability and are never found."""
        wanted = hash(piece)
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            number = self._order[at]
            if self._bytes[self._offsets[number] : self._offsets[number + 1]] == piece and self._scores[number] < 0:
                return number
            at += 1
        return None

    def _pieces(self) -> Iterator[bytes]:
        begins = iter(self._offsets)
        begin = next(begins)
        for end in begins:
            yield self._bytes[begin:end]
            begin = end
