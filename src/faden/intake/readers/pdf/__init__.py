"""PDF documents: tagged or not, with ruled tables or without any rule, scanned ones where a text recogniser is installed."""

from faden.intake.readers import ocr
from faden.intake.readers.blocks import Block, Place, Progress, Text, Unreadable
from faden.intake.readers.pdf import drawing, letters, scans, structure, untagged
from faden.intake.readers.pdf.columns import Columns
from faden.intake.readers.pdf.document import BROKEN, LOCK, Document, is_pdf, picture, shape
from faden.intake.readers.pdf.layout import Sheet
from faden.kernel.messages import sentence

__all__ = ["is_pdf", "picture", "read", "shape"]

SCANNED = sentence(
    "Dieses PDF besteht aus Bildern von Seiten und enthält keinen Text. Bitte laden Sie das Original aus Word oder "
    "Excel hoch, oder lassen Sie den Text vorher erkennen (OCR) und laden Sie dieses PDF hoch."
)


def read(data: bytes, *, progress: Progress | None = None, columns: Columns | None = None) -> list[Block]:
    """Read the document page by page; `progress` is told after each page. Raises Unreadable.

    `columns` recognises head rows; without it, tables that draw no rules between their columns are not found.

    The structure of a tagged PDF is followed where it covers the text. Otherwise each page begins with an empty
    text of role "page", and a table that goes on over pages comes as one table a page.
    """
    try:
        sheets, tree, notes = _sheets(data, progress)
    except (ValueError, OSError, MemoryError) as error:
        raise Unreadable(BROKEN) from error
    blocks = structure.blocks(tree, sheets) if tree.is_useful(sheets) else untagged.blocks(sheets, columns)
    return blocks + list(notes)


def _sheets(data: bytes, progress: Progress | None) -> tuple[list[Sheet], structure.Tree, list[Block]]:
    """Read every page; the pages that are pictures are left to text recognition, if it is installed."""
    sheets: list[Sheet] = []
    tree = structure.Tree()
    notes: list[Block] = []
    scanned = 0
    with Document(data) as document:
        for number in range(1, len(document) + 1):
            picture = None
            with LOCK, document.page(number) as page:
                sheet, frame = letters.sheet(page, number)
                drawing.add_rules(page, sheet, frame)
                tree.add(page, sheet)
                notes += [Text(text, Place(page=number), "note") for text in document.comments(page)]
                if scans.is_scan(page, sheet):
                    scanned += 1
                    picture = scans.picture(page) if ocr.is_installed() else None
            if picture:
                scans.recognise(picture, sheet)
            sheets.append(sheet)
            if progress:
                progress(number, len(document))
    if not any(sheet.words for sheet in sheets) or (scanned * 2 > len(sheets) and not ocr.is_installed()):
        raise Unreadable(SCANNED)
    return sheets, tree, notes
