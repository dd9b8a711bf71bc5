"""Opening a PDF and its pages, safely: PDFium works for one thread at a time."""

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from types import TracebackType
from typing import Any

from PIL import Image

from faden.intake.readers.blocks import Unreadable
from faden.intake.readers.pdf.library import binding, pdfium
from faden.kernel.messages import sentence

LOCK = RLock()
MOST_PAGES = 2_000
WIDEST = 14_400.0
"""Points: the largest page that the PDF standard foresees."""
MOST_PIXELS = 12_000_000

_COMMENTS = frozenset(
    (
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
    )
)

BROKEN = sentence(
    "Dieses PDF ist beschädigt. Bitte speichern Sie es neu oder laden Sie das Original aus Word oder Excel hoch."
)
LOCKED = sentence(
    "Dieses PDF ist mit einem Passwort geschützt. Bitte speichern Sie es ohne Passwort und laden Sie es neu hoch."
)
TOO_LONG = sentence(
    "Dieses PDF hat mehr als {most} Seiten. Bitte laden Sie nur die Seiten mit der Ergebnistabelle hoch.",
    most=MOST_PAGES,
)
TOO_LARGE = sentence("Eine Seite dieses PDFs ist viel zu groß. Bitte speichern Sie das Dokument auf A4 oder A3.")
NO_PAGE = sentence("Diese Seite gibt es im PDF nicht. Bitte wählen Sie eine andere Seite.")


def is_pdf(data: bytes) -> bool:
    """Whether `data` is a PDF document; other bytes may stand before its mark."""
    return b"%PDF-" in data[:1024]


class Document:
    """An open PDF, closed at the end of its `with`. Raises Unreadable where it cannot be opened."""

    def __init__(self, data: bytes) -> None:
        with LOCK:
            try:
                self._pdf = binding.PdfDocument(data)
            except binding.PdfiumError as error:
                locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower()
                raise Unreadable(LOCKED if locked else BROKEN) from error
            self._count = len(self._pdf)
        if not 0 < self._count <= MOST_PAGES:
            self.close()
            raise Unreadable(TOO_LONG if self._count else BROKEN)

    def __len__(self) -> int:
        return self._count

    def __enter__(self) -> "Document":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with LOCK:
            self._pdf.close()

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        """Give the page `number` (from 1), closed afterwards; hold the LOCK around it."""
        if not 1 <= number <= self._count:
            raise Unreadable(NO_PAGE)
        try:
            page = self._flat(number - 1)
        except binding.PdfiumError as error:
            raise Unreadable(BROKEN) from error
        try:
            if max(page.get_size()) > WIDEST or min(page.get_size()) <= 0:
                raise Unreadable(TOO_LARGE)
            yield page
        finally:
            page.close()

    def _flat(self, index: int) -> Any:
        """Return the page with its filled form fields and text boxes made part of its content."""
        page = self._pdf[index]
        kinds = {kind for kind, _ in annotations(page)}
        if kinds & {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT} and pdfium.FPDFPage_Flatten(
            page.raw, pdfium.FLAT_NORMALDISPLAY
        ):
            page.close()
            page = self._pdf[index]
        return page

    def comments(self, page: Any) -> list[str]:
        """Return what people noted on the page."""
        return [text for kind, text in annotations(page) if kind in _COMMENTS and text.strip()]


def annotations(page: Any) -> list[tuple[int, str]]:
    """Return the kind and the text of each annotation on the page."""
    found = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            found.append((pdfium.FPDFAnnot_GetSubtype(annotation), _contents(annotation)))
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _contents(annotation: Any) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, length)
    return bytes(buffer)[:length].decode("utf-16-le", "replace").rstrip("\0")


def picture(data: bytes, page: int, *, width: int) -> bytes:
    """Return the page (from 1) as a PNG `width` pixels wide, less where it would be huge. Raises Unreadable."""
    with Document(data) as document, LOCK, document.page(page) as opened:
        return png(opened, width)


def shape(data: bytes, page: int) -> float:
    """Return the height of the page (from 1) as shown, as a multiple of its width. Raises Unreadable."""
    with Document(data) as document, LOCK, document.page(page) as opened:
        wide, high = opened.get_size()
    return float(high / wide)


def png(page: Any, width: int) -> bytes:
    """Return an open page as a PNG; hold the LOCK around it."""
    stream = io.BytesIO()
    image(page, width).convert("RGB").save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def image(page: Any, width: int) -> Image.Image:
    """Return an open page as a picture `width` pixels wide, less where it would be huge; hold the LOCK around it."""
    wide, high = page.get_size()
    scale = min(max(width, 1) / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        shown: Image.Image = bitmap.to_pil().copy()
    finally:
        bitmap.close()
    return shown
