"""The formats in which results are given out, and what each is good for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from faden.opendata.layout import Export
from faden.opendata.writers import delimited, docx, html, ods, pdf, structured, xlsx

PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `pieces` of text that can be sent as they come, or `write` into a file."""

    ending: str
    name: str
    use: Promise
    media_type: str
    pieces: Callable[[Export], Iterator[str]] | None = None
    write: Callable[[Export, IO[bytes]], None] | None = None


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    one.ending: one
    for one in (
        Format("pdf", "PDF", _("zum Lesen und Drucken"), "application/pdf", write=pdf.write),
        Format("docx", "Word", _("zum Weiterschreiben"), f"{_OFFICE}.wordprocessingml.document", write=docx.write),
        Format("xlsx", "Excel", _("zum Sortieren und Zählen"), f"{_OFFICE}.spreadsheetml.sheet", write=xlsx.write),
        Format("ods", "OpenDocument", _("für LibreOffice"), ods.MEDIA_TYPE, write=ods.write),
        Format("csv", "CSV", _("für jede Tabelle"), "text/csv; charset=utf-8", pieces=delimited.pieces),
        Format("json", "JSON", _("für Programme"), "application/json", pieces=structured.pieces),
        Format("html", "HTML", _("für den Browser, ohne Netz"), "text/html; charset=utf-8", pieces=html.pieces),
    )
}


def joined(pieces: Iterator[str]) -> Iterator[bytes]:
    """Yield `pieces` as UTF-8 in blocks of about `PIECE` characters."""
    block: list[str] = []
    length = 0
    for piece in pieces:
        block.append(piece)
        length += len(piece)
        if length >= PIECE:
            yield "".join(block).encode()
            block, length = [], 0
    yield "".join(block).encode()


def write(export: Export, form: Format, out: IO[bytes]) -> None:
    """Write `export` in `form`. Raises pdf.TooLong."""
    if form.write:
        form.write(export, out)
    elif form.pieces:
        for block in joined(form.pieces(export)):
            out.write(block)
