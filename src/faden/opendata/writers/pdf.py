"""PDF/UA-1, with the JSON of the same results attached, so that reading it back guesses nothing."""

import json
import subprocess
import sys
from threading import Lock
from typing import IO

from faden.intake.readers.exported import ATTACHMENT, HEADS
from faden.opendata.layout import Export, Line, lines
from faden.opendata.queries import Section
from faden.opendata.writers import structured

# Each line takes about 150 kB while the pages are set; one export at a time keeps within that.
MOST_LINES = 6_000
SECONDS = 120
_SETTING = Lock()
_INSTEAD = "Bitte nehmen Sie eine einzelne Dialoggruppe oder ein anderes Format."


class TooLong(Exception):
    """The pages would take too much memory or time; the message is a German sentence."""


def write(export: Export, out: IO[bytes]) -> None:
    """Write tagged pages of five columns, with heads that come again on each. Raises TooLong beyond `MOST_LINES`."""
    sections: list[Section] = []
    rows: list[Line] = []
    for section in export.sections():
        sections.append(section.kept())
        rows.extend(lines(sections[-1]))
        if len(rows) > MOST_LINES:
            raise TooLong(f"Das sind mehr als {MOST_LINES} Zeilen, zu viele für ein PDF. {_INSTEAD}")
    table = {
        "title": export.title,
        "programme": export.programme.name,
        "day": {"year": export.day.year, "month": export.day.month, "day": export.day.day},
        "heads": HEADS[1::2],
        "rows": rows,
        "attachment": ATTACHMENT,
    }
    inputs = {"table": table, "export": "".join(structured.whole(export, sections))}
    with _SETTING:
        out.write(_set(json.dumps(inputs).encode()))


def _set(inputs: bytes) -> bytes:
    command = [sys.executable, "-m", "faden.opendata.writers.typesetting"]
    try:
        done = subprocess.run(command, input=inputs, stdout=subprocess.PIPE, check=True, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TooLong(f"Das PDF war nach {SECONDS} Sekunden nicht fertig. {_INSTEAD}") from None
    return done.stdout
