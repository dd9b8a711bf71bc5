"""Texts that are no result: titles, page numbers, stamps. Told by their form."""

import difflib
import re

from faden.kernel.text import fold

PAGE_NUMBER = re.compile(
    r"^[-–—\s]*(?:(?:seite|page|s\.)\s*)?\d{1,4}(?:\s*(?:/|von|of)\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE
)
# "Dialog am Fluss – Seite 2 von 3"
PAGE_FOOTER = re.compile(r"^.{0,80}?[\s|–-]*\b(?:seite|page)\s*\d{1,4}(?:\s*(?:/|von|of)\s*\d{1,4})?$", re.IGNORECASE)
STAMP = re.compile(r"^(?:stand|datum|version|druckdatum|ausgabe|erstellt)\b.{0,60}$", re.IGNORECASE)
GROUP_LINE = re.compile(
    r"^(?:dialoggruppe|arbeitsgruppe|themengruppe|gruppe|arbeitskreis|workshop|group|thementisch)\s*(?:\d+\s*)?[:–-]\s*(?=\S)",
    re.IGNORECASE,
)
GOALS_LINE = re.compile(r"^(?:(?:leit|visions?)?ziele?(?: der gruppe)?|goals?)\s*:\s*", re.IGNORECASE)
REMARK = re.compile(
    r"^(?:moderation|leitung|ansprechpartner\w*|kontakt|protokoll|teilnehmende|teilnehmer\w*|ort|datum|termin)\b.{0,3}:",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"\s*\(?(?:fortsetzung|forts\.|continued)\)?\s*$", re.IGNORECASE)


def nearly_same(one: str, other: str) -> bool:
    """Whether `one` repeats `other`, a letter or two mistyped."""
    one, other = fold(one), fold(other)
    if one == other or abs(len(one) - len(other)) > 3 or len(other) < 12:
        return one == other
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.85
