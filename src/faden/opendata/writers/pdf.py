"""PDF/UA-1, with the JSON of the same results attached, so that reading it back guesses nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import IO

from django.conf import settings

from faden.intake.readers.exported import ATTACHMENT, HEADS
from faden.kernel import locks
from faden.kernel.messages import sentence
from faden.opendata.layout import Export, Line, lines
from faden.opendata.queries import Section
from faden.opendata.writers import structured

# Each line takes about 150 kB while the pages are set; one export at a time on this machine keeps within that.
MOST_LINES = 6_000
SECONDS = 120
# Most PDFs are made in less; whoever waits longer keeps a thread from others.
_PATIENCE = 1.0


class TooLong(Exception):
    """The pages would take too much memory or time; the message is a German sentence."""


class Busy(Exception):
    """Another PDF is being made on this machine; the message is a German sentence."""


def write(export: Export, out: IO[bytes]) -> None:
    """Write tagged pages of five columns, with heads that come again on each.

    Raises TooLong beyond `MOST_LINES`, and Busy while another process makes a PDF.
    """
    try:
        with locks.hold(Path(settings.DATA) / "pdf.lock", wait=_PATIENCE):
            _write(export, out)
    except locks.Taken:
        raise Busy(
            "Gerade entsteht ein anderes PDF. Bitte versuchen Sie es in einer halben Minute noch einmal."
        ) from None


def _write(export: Export, out: IO[bytes]) -> None:
    sections: list[Section] = []
    rows: list[Line] = []
    for section in export.sections():
        sections.append(section.kept())
        rows.extend(lines(sections[-1]))
        if len(rows) > MOST_LINES:
            raise TooLong(
                sentence(
                    "Das sind mehr als {most} Zeilen, zu viele für ein PDF. "
                    "Bitte nehmen Sie eine einzelne Dialoggruppe oder ein anderes Format.",
                    most=MOST_LINES,
                )
            )
    table = {
        "title": export.title,
        "programme": export.programme.name,
        "day": {"year": export.day.year, "month": export.day.month, "day": export.day.day},
        "heads": HEADS[1::2],
        "rows": rows,
        "attachment": ATTACHMENT,
    }
    inputs = {"table": table, "export": "".join(structured.whole(export, sections))}
    out.write(_set(json.dumps(inputs).encode()))


def _set(inputs: bytes) -> bytes:
    command = [sys.executable, "-m", "faden.opendata.writers.typesetting"]
    try:
        done = subprocess.run(command, input=inputs, stdout=subprocess.PIPE, check=True, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TooLong(
            sentence(
                "Das PDF war nach {seconds} Sekunden nicht fertig. "
                "Bitte nehmen Sie eine einzelne Dialoggruppe oder ein anderes Format.",
                seconds=SECONDS,
            )
        ) from None
    return done.stdout
