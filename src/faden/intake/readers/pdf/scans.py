"""Scanned pages: told by one large picture and next to no text, read by text recognition."""

import ctypes
import re
from itertools import groupby
from statistics import median
from typing import Any

from PIL import Image, ImageOps

from faden.intake.readers import ocr
from faden.intake.readers.blocks import Box, Unreadable
from faden.intake.readers.pdf import ruling
from faden.intake.readers.pdf.document import image
from faden.intake.readers.pdf.drawing import merged
from faden.intake.readers.pdf.grid import boxes, grids
from faden.intake.readers.pdf.layout import Rule, Sheet, Word
from faden.intake.readers.pdf.library import pdfium
from faden.kernel.messages import sentence

_FEW = 25
_WIDE = 3000
_RULE, _FRAME = 4, 16
"""Pixels: how far to either side a rule is wiped away, and the paper put around a cell."""
_INK, _LEAST_INK = 128, 20
"""A part of the page holds letters if so many of its pixels are darker than this grey."""
_HIGH, _LOW, _DEEP = 0.73, 0.53, 0.21
"""How far letters with and without ascenders rise above the base line and others reach below it, in parts of the font's size."""
_RISING = re.compile(r"[A-ZÄÖÜ0-9bdfhkltßäöüij]")
_HANGING = re.compile(r"[gjpqyQ,;()]")
_ALIKE = 0.18
_BULLET = "•"
_ODD_SIGN = re.compile(r"[«»*°·¢©®e+o.]{1,2}")
_LEAST_BULLETS = 3
FAILED = sentence(
    "Der Text dieses gescannten PDFs ließ sich nicht erkennen. Bitte laden Sie das Original aus Word oder Excel hoch."
)


def is_scan(page: Any, sheet: Sheet) -> bool:
    """Whether pictures cover most of the page and hardly a word stands on it."""
    if sum(len(word.text) for word in sheet.words) > _FEW:
        return False
    covered = 0.0
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), 500)):
        one = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(one) == pdfium.FPDF_PAGEOBJ_IMAGE and pdfium.FPDFPageObj_GetBounds(one, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            covered += (right - left) * (top - bottom)
    return covered > 0.5 * sheet.width * sheet.height


def picture(page: Any) -> Image.Image:
    """Return the page as a greyscale picture fit for recognition; hold the LOCK around it."""
    return image(page, _WIDE).convert("L")


def recognise(picture: Image.Image, sheet: Sheet) -> None:
    """Find the rules and the words in the page's `picture`. Raises Unreadable.

    Each cell is recognised by itself, and the rest of the page, so that no line runs over columns. Places are those of
    the page laid straight.
    """
    page = ruling.straightened(picture)
    scale = sheet.width / page.width
    drawn = ruling.rules(page)
    sheet.across, sheet.down = (
        merged([Rule(one.at * scale, one.start * scale, one.end * scale) for one in found]) for found in drawn
    )
    page = _wiped(page, *drawn)
    cells = [_pixels(box, scale) for grid in grids(sheet) for box in boxes(grid)]
    parts, corners = _parts(page, cells)
    try:
        found = ocr.words(parts)
    except OSError as error:  # TimeoutError among them
        raise Unreadable(FAILED) from error
    lines = [line for one, corner in zip(found, corners, strict=True) for line in _lines(one, corner, scale)]
    _even_out(lines)
    _restore_bullets(lines)
    sheet.words = [word for line in lines for word in line]


def _wiped(page: Image.Image, across: list[Rule], down: list[Rule]) -> Image.Image:
    """Return the page without its rules, shades and the paper's grain, which would be taken for letters."""
    clear = page.point([min(grey * 255 // ruling.DARK, 255) for grey in range(256)])
    for rule in across:
        clear.paste(255, (int(rule.start), int(rule.at) - _RULE, int(rule.end), int(rule.at) + _RULE + 1))
    for rule in down:
        clear.paste(255, (int(rule.at) - _RULE, int(rule.start), int(rule.at) + _RULE + 1, int(rule.end)))
    return clear


def _pixels(box: Box, scale: float) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(edge / scale) for edge in box)
    return left, top, right, bottom


def _parts(
    page: Image.Image, cells: list[tuple[int, int, int, int]]
) -> tuple[list[Image.Image], list[tuple[int, int]]]:
    """Return the pictures of the `cells` with ink in them, then the page without them, and the corner of each."""
    rest = page.copy()
    parts: list[Image.Image] = []
    corners: list[tuple[int, int]] = []
    for box in sorted(cells, key=lambda one: (one[2] - one[0]) * (one[3] - one[1])):
        part = rest.crop(box)
        if sum(part.histogram()[:_INK]) > _LEAST_INK:
            parts.append(ImageOps.expand(part, _FRAME, 255))
            corners.append((box[0] - _FRAME, box[1] - _FRAME))
            rest.paste(255, box)
    return [*parts, rest], [*corners, (0, 0)]


def _lines(found: list[ocr.Found], corner: tuple[int, int], scale: float) -> list[list[Word]]:
    """Return recognised words as the words of a page, line by line; `corner`: where their picture stands on it."""
    placed = []
    for _, line in groupby(found, key=lambda one: one.line):
        words = [
            Word(
                one.text,
                (one.left + corner[0]) * scale,
                (one.top + corner[1]) * scale,
                (one.right + corner[0]) * scale,
                (one.bottom + corner[1]) * scale,
                base=0.0,
                size=0.0,
            )
            for one in line
        ]
        letters = [word for word in words if any(sign.isalnum() for sign in word.text)] or words
        size = median(_size(word) for word in letters)
        base = median(word.bottom - size * _DEEP * bool(_HANGING.search(word.text)) for word in letters)
        for word in words:
            word.base, word.size = base, size
        placed.append(words)
    return placed


def _size(word: Word) -> float:
    """Return the font's size, told by how high the word's letters are."""
    part = (_HIGH if _RISING.search(word.text) else _LOW) + _DEEP * bool(_HANGING.search(word.text))
    return (word.bottom - word.top) / part


def _even_out(lines: list[list[Word]]) -> None:
    """Give the lines that are about as large as most of the page its size."""
    usual = median([word.size for line in lines for word in line] or [0.0])
    for line in lines:
        if abs(line[0].size - usual) < _ALIKE * usual:
            for word in line:
                word.size = usual


def _restore_bullets(lines: list[list[Word]]) -> None:
    """Write the signs as bullets that bullets are often taken for, where several lines begin with them."""
    odd = [line[0] for line in lines if len(line) > 1 and _ODD_SIGN.fullmatch(line[0].text)]
    if len(odd) >= _LEAST_BULLETS and {word.text for word in odd} not in ({"+"}, {"o"}, {"*"}):
        for word in odd:
            word.text = _BULLET
