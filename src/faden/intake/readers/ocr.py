"""Text recognition for scanned pages by the program tesseract, where it is installed."""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

PROGRAM = "tesseract"
SECONDS_A_PAGE = 60
_LANGUAGE = "deu"
_ANY_LAYOUT, _ONE_BLOCK = "3", "6"


@dataclass(frozen=True, slots=True)
class Found:
    """A recognised word, in pixels from the picture's upper left corner. `line` is the same for the words of a line."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int, int]


def is_installed() -> bool:
    """Whether scanned pages can be read here."""
    return shutil.which(PROGRAM) is not None


def words(pictures: Sequence[Image.Image]) -> list[list[Found]]:
    """Recognise the words of each of the greyscale `pictures`, in German where that language is installed.

    A single picture may have any layout, each of several holds one block of text. Raises TimeoutError after
    SECONDS_A_PAGE, OSError where the program fails.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise FileNotFoundError(PROGRAM)
    layout = ["--psm", _ANY_LAYOUT if len(pictures) == 1 else _ONE_BLOCK]
    stream = io.BytesIO()
    pictures[0].save(stream, "TIFF", save_all=True, append_images=pictures[1:])
    for language in (["-l", _LANGUAGE], []):
        done = _run([program, "stdin", "stdout", *language, *layout, "tsv"], stream.getvalue())
        if done.returncode == 0:
            return _words(done.stdout.decode("utf-8", "replace"), len(pictures))
    raise OSError(done.stderr.decode("utf-8", "replace")[-200:])


def _run(command: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    # Threads of its own only slow the program down.
    alone = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        return subprocess.run(  # noqa: S603
            command, input=given, capture_output=True, timeout=SECONDS_A_PAGE, check=False, env=alone
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(PROGRAM) from error


def _words(table: str, pictures: int) -> list[list[Found]]:
    found: list[list[Found]] = [[] for _ in range(pictures)]
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        # The stroke of a "W" is often read twice.
        text = (row.get("text") or "").strip().replace("\\W", "W")
        if text and row["level"] == "5":
            left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
            line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
            found[int(row["page_num"]) - 1].append(Found(text, left, top, left + width, top + height, line))
    return found
