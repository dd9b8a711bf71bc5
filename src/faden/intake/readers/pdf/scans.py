"""Scanned pages: told by one large picture and next to no text, read by text recognition."""

import ctypes
from itertools import groupby
from typing import Any

from faden.intake.readers import ocr
from faden.intake.readers.blocks import Unreadable
from faden.intake.readers.pdf.document import png
from faden.intake.readers.pdf.layout import Sheet, Word
from faden.intake.readers.pdf.library import pdfium

_FEW = 25
_WIDE = 2400
FAILED = (
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


def picture(page: Any) -> bytes:
    """Return the page as a PNG fit for recognition."""
    return png(page, _WIDE)


def words(picture: bytes, sheet: Sheet) -> list[Word]:
    """Recognise the words of the page's `picture`. Raises Unreadable."""
    try:
        found = ocr.words(picture)
    except OSError as error:  # TimeoutError among them
        raise Unreadable(FAILED) from error
    scale = sheet.width / _WIDE
    recognised = []
    for _, line in groupby(found, key=lambda one: one.line):
        parts = list(line)
        base = max(one.bottom for one in parts) * scale
        size = (max(one.bottom for one in parts) - min(one.top for one in parts)) * scale
        recognised += [
            Word(one.text, one.left * scale, one.top * scale, one.right * scale, one.bottom * scale, base, size)
            for one in parts
        ]
    return recognised
