"""Sets pages with typst, as a process of its own: typst never gives back memory while its process lives.

Reads from its standard input what `pages` takes, as JSON, and writes the PDF to its standard output.
"""

import json
import re
import sys
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, Final

import typst

MISSING_MARK = "▯"
STANDARD: Final = "ua-1"
_TEMPLATE = files("faden.opendata.writers").joinpath("results.typ").read_bytes()
_PROBE = b'#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#text(sys.inputs.signs)'
# Latin, general punctuation and currency: the font has all of these.
_USUAL = re.compile("[\u0000-\u024f\u2010-\u2027\u2030-\u203a\u20ac]+")
# Words longer than any column is wide, addresses of web pages mostly.
_LONG = re.compile(r"\S{24}(?=\S{8})")
_MOST_PROBED = 300


def pages(table: dict[str, Any], export: str) -> bytes:
    """Return the pages of `table` (results.typ names its parts) with the JSON file `export` attached."""
    missing = _missing([table["title"], *(text for row in table["rows"] for text in row)])
    shown = table | {
        "title": _shown(table["title"], missing),
        "rows": [[_shown(text, missing) for text in row] for row in table["rows"]],
        "missing": MISSING_MARK if missing else "",
    }
    inputs = {"data": json.dumps(shown, ensure_ascii=False), "export": export}
    return typst.compile(_TEMPLATE, sys_inputs=inputs, pdf_standards=STANDARD)


def _missing(texts: Iterable[str]) -> frozenset[str]:
    """Return the signs of `texts` that no font here has: PDF/UA refuses them."""
    unusual = sorted({sign for text in texts for sign in _USUAL.sub("", text)})
    if _has_font("".join(unusual)):
        return frozenset()
    return frozenset(sign for at, sign in enumerate(unusual) if at >= _MOST_PROBED or not _has_font(sign))


def _has_font(signs: str) -> bool:
    try:
        typst.compile(_PROBE, sys_inputs={"signs": signs}, pdf_standards=STANDARD)
    except typst.TypstError:
        return False
    return True


def _shown(text: str, missing: frozenset[str]) -> str:
    if missing:
        text = "".join(MISSING_MARK if sign in missing else sign for sign in text)
    return _LONG.sub("\\g<0>\u200b", text)


if __name__ == "__main__":
    sys.stdout.buffer.write(pages(**json.load(sys.stdin.buffer)))
