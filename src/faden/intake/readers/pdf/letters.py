"""From the characters of a page to its words."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from faden.intake.readers.blocks import Box, Unreadable
from faden.intake.readers.pdf.layout import GAP, Sheet, Word
from faden.intake.readers.pdf.library import pdfium
from faden.kernel.messages import sentence

MOST_WORDS = 6_000
CROWDED = sentence(
    "Auf einer Seite dieses PDFs steht zu viel Text. Bitte laden Sie das Original aus Word oder Excel hoch."
)
_HYPHENS = {0x2, 0xFFFE}
_NAMELESS = "•"
"""Stands for a glyph without a character: nearly always a bullet from a symbol font."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
WIDE_GAP = 0.3
"""The gap that parts two words where PDFium guesses no space; letters of ligatures stand oddly."""
_BOLD = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_SPACES = frozenset({0x9, 0xA, 0xD, 0x20, 0xA0, 0x200B, 0x202F, 0x3000, *range(0x2000, 0x200B)})


class Frame:
    """One of the four directions in which text runs: positions grow along the text, and downwards across it.

    `x`, `y`: where the frame begins.
    """

    def __init__(self, quarter: int, x: float = 0.0, y: float = 0.0) -> None:
        self.quarter, self.x, self.y = quarter, x, y

    def point(self, x: float, y: float) -> tuple[float, float]:
        u, v = ((x, -y), (y, x), (-x, y), (-y, -x))[self.quarter]
        return u - self.x, v - self.y

    def edges(self, left: float, bottom: float, right: float, top: float) -> Box:
        one, two = self.point(left, bottom), self.point(right, top)
        return min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])

    def on_page(self, u: float, v: float) -> tuple[float, float]:
        """Return the point of the page that lies at (u, v)."""
        u, v = u + self.x, v + self.y
        return ((u, -v), (v, u), (-u, v), (-v, -u))[self.quarter]


_FRAMES = tuple(Frame(quarter) for quarter in range(4))


def sheet(page: Any, number: int) -> tuple[Sheet, Frame]:
    """Return the page with its words, and its frame: upright is the direction of most of its text."""
    shown = pdfium.FPDFPage_GetRotation(page.raw)
    textpage = pdfium.FPDFText_LoadPage(page.raw)
    words: list[Word] = []
    if textpage:
        try:
            words = list(islice(_words(textpage), MOST_WORDS + 1))
        finally:
            pdfium.FPDFText_ClosePage(textpage)
    if len(words) > MOST_WORDS:
        raise Unreadable(CROWDED)
    counts = Counter({shown: 1})
    for word in words:
        counts[word.turn] += len(word.text)
    upright = counts.most_common(1)[0][0]
    left, top, right, bottom = _FRAMES[upright].edges(*page.get_bbox())
    frame = Frame(upright, left, top)
    found = Sheet(number, right - left, bottom - top, turn=(shown - upright) % 4)
    found.words = [_moved(word, left, top) for word in words if word.turn == upright]
    found.words += [_turned(line, frame) for line in _turned_lines(word for word in words if word.turn != upright)]
    return found, frame


def _moved(word: Word, left: float, top: float) -> Word:
    word.turn = 0
    word.left, word.right = word.left - left, word.right - left
    word.top, word.bottom, word.base = word.top - top, word.bottom - top, word.base - top
    return word


def _turned(line: Word, frame: Frame) -> Word:
    own = _FRAMES[line.turn]
    one, two = own.on_page(line.left, line.bottom), own.on_page(line.right, line.top)
    line.left, line.top, line.right, line.bottom = frame.edges(*one, *two)
    line.base, line.turn = line.bottom, (line.turn - frame.quarter) % 4
    return line


def _words(textpage: Any) -> Iterator[Word]:
    """Yield the words in the order of the page's content, each in the frame of its direction (`turn`)."""
    reader = _Characters(textpage)
    word: Word | None = None
    space, guessed = True, False
    for code, generated, index in reader.codes():
        if code in _SPACES:
            space, guessed = space or not generated, True
            if word is not None and not generated:
                word.spaced = True
            continue
        v, (left, top, right, bottom) = reader.place(index)
        letter = _letter(code)
        if word is not None and word.turn == reader.turn and abs(v - word.base) <= 0.36 * max(reader.size, word.size):
            gap = left - word.right
            size = max(word.size, reader.size)
            near = -size < gap < (GAP if guessed else WIDE_GAP) * size
            if near and not space and word.mark == reader.mark:
                word.text += letter
                word.right, word.top, word.bottom = max(word.right, right), min(word.top, top), max(word.bottom, bottom)
                guessed = False
                continue
            glued = near and not space
        else:
            glued = False
        if word is not None:
            yield _whole(word)
        word = Word(
            letter, left, top, right, bottom, v, reader.size, reader.mark, glued, False, reader.turn, reader.bold
        )
        space = guessed = False
    if word is not None:
        yield _whole(word)


def _whole(word: Word) -> Word:
    if any("\ud800" <= sign <= "\udfff" for sign in word.text):
        word.text = word.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return word


def _letter(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code == 0:
        return _NAMELESS
    return _LIGATURES.get(code) or chr(code)


class _Characters:
    """The characters of a page, with what the text object of the current one says: `size`, `mark`, `turn`, `bold`."""

    def __init__(self, textpage: Any) -> None:
        self.textpage = textpage
        self.size, self.mark, self.turn, self.bold = 1.0, -1, 0, False
        self._name = ctypes.create_string_buffer(80)
        self._object: int | None = None
        self._frame = _FRAMES[0]
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rectangle = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()

    def codes(self) -> Iterator[tuple[int, bool, int]]:
        """Yield the code point of each character, whether PDFium made it up, and its index."""
        unicode_of, generated, textpage = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated, self.textpage
        for index in range(pdfium.FPDFText_CountChars(textpage)):
            code = unicode_of(textpage, index)
            yield code, code in _SPACES and generated(textpage, index) == 1, index

    def place(self, index: int) -> tuple[float, Box]:
        """Return the baseline and the edges of a character in the frame of its direction."""
        textpage = self.textpage
        owner = pdfium.FPDFText_GetTextObject(textpage, index)
        address = ctypes.c_void_p.from_buffer(owner).value
        if address != self._object:
            self._object = address
            self._look(owner, index)
        pdfium.FPDFText_GetCharOrigin(textpage, index, self._x, self._y)
        x, y = self._x.value, self._y.value
        u, v = (x, -y) if self.turn == 0 else self._frame.point(x, y)
        rectangle = self._rectangle
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, rectangle):
            return v, (u, v - self.size, u, v)
        if self.turn == 0:
            return v, (rectangle.left, -rectangle.top, rectangle.right, -rectangle.bottom)
        return v, self._frame.edges(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)

    def _look(self, owner: Any, index: int) -> None:
        self.mark = pdfium.FPDFPageObj_GetMarkedContentID(owner) if owner else -1
        flags = ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self.textpage, index, self._name, len(self._name), flags)
        self.bold = bool(_BOLD.search(self._name.value))
        matrix = self._matrix
        if not pdfium.FPDFText_GetMatrix(self.textpage, index, matrix):
            return
        self.turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        self._frame = _FRAMES[self.turn]
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        self.size = max(abs(pdfium.FPDFText_GetFontSize(self.textpage, index)) * scale, 0.1)


def _turned_lines(words: Iterable[Word]) -> Iterator[Word]:
    """Yield one word for each line of text that runs in another direction than the page."""
    line: Word | None = None
    for word in words:
        if line and line.turn == word.turn and abs(word.base - line.base) < 0.45 * line.size and word.left > line.left:
            line.text += word.text if word.glued else f" {word.text}"
            line.right, line.bottom = max(line.right, word.right), max(line.bottom, word.bottom)
            line.top = min(line.top, word.top)
            continue
        if line:
            yield line
        line = word
    if line:
        yield line
