"""PDF documents with text, tagged or not."""

from faden.intake.readers.blocks import Block, Progress, Unreadable


def is_pdf(data: bytes) -> bool:
    """Whether `data` is a PDF document; other bytes may stand before its mark."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, *, progress: Progress | None = None) -> list[Block]:
    raise Unreadable(
        "PDF-Dateien liest diese Fassung noch nicht. Bitte laden Sie das Original aus Word oder Excel hoch."
    )
