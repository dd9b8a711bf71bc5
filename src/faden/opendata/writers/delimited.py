"""CSV: UTF-8 with a mark of byte order and semicolons, as a German Excel expects it."""

import csv
import io
from collections.abc import Iterator

from faden.intake.own_layout import guarded
from faden.intake.readers.exported import HEADS
from faden.opendata.layout import Export


def pieces(export: Export) -> Iterator[str]:
    """Yield the heads and the lines; texts that a spreadsheet would run begin with an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    yield "\ufeff"
    writer.writerow(HEADS)
    for line in export.lines():
        writer.writerow([guarded(text) for text in line])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
