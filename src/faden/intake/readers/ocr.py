"""Text recognition for scanned pages by the program tesseract, where it is installed."""

import csv
import io
import shutil
import subprocess
from dataclasses import dataclass

PROGRAM = "tesseract"
SECONDS_A_PAGE = 60
_LANGUAGE = "deu"


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


def words(picture: bytes) -> list[Found]:
    """Recognise the words of a PNG, in German where that language is installed.

    Raises TimeoutError after SECONDS_A_PAGE, OSError where the program fails.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise FileNotFoundError(PROGRAM)
    for language in (["-l", _LANGUAGE], []):
        command = [program, "stdin", "stdout", *language, "tsv"]
        try:
            done = subprocess.run(command, input=picture, capture_output=True, timeout=SECONDS_A_PAGE, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(PROGRAM) from error
        if done.returncode == 0:
            return _words(done.stdout.decode("utf-8", "replace"))
    raise OSError(done.stderr.decode("utf-8", "replace")[-200:])


def _words(table: str) -> list[Found]:
    found = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if text and row["level"] == "5":
            left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
            line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
            found.append(Found(text, left, top, left + width, top + height, line))
    return found
