"""The layout in which results are given out, and the JSON file of it read back.

Every format of an export holds one table with the same ten heads, one text a cell. Before each text
stands what names it: the group's address, the goal's code, the statement's address with its side.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Row, Table, Text, Unreadable
from faden.intake.readers.pdf.document import LOCK
from faden.kernel.messages import sentence

FORMAT: Final = "faden-export 1"
ATTACHMENT: Final = "ergebnisse.json"
HEADS: Final = (
    "Adresse Gruppe",
    "Dialoggruppe",
    "Kürzel",
    "Visionsziele",
    "Adresse Frage",
    "Fragestellungen",
    "Adresse Einschätzung",
    "Chancen und Herausforderungen",
    "Adresse Vorschlag",
    "Lösungsansätze und Synergien",
)
# Where each kind's text stands; what names it stands one to the left. Counted from 0.
GROUP, GOAL = 1, 3
STATEMENTS: Final = {"question": 5, "assessment": 7, "proposal": 9}
SIDES: Final = {
    "assessment": {"chance": "Chance", "challenge": "Herausforderung"},
    "proposal": {"solution": "Lösungsansatz", "synergy": "Synergie"},
}
MAYBE_TWO: Final = "(vielleicht zwei Ziele)"

_PDFIUM: Any = pypdfium2
MOST_ENTRIES = 500_000
LONGEST_TEXT = 20_000
_BEGINNING = 200


def is_export(data: bytes) -> bool:
    """Whether `data` is the JSON file of an export: its first key names the format."""
    beginning = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    return beginning.startswith(b"{") and b'"faden-export ' in beginning


def is_csv(data: bytes) -> bool:
    """Whether `data` is the CSV file of an export as it was written."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith(";".join(HEADS).encode())


def attached(data: bytes) -> bytes | None:
    """Return the JSON file that the PDF of an export carries, None where there is none."""
    with LOCK:
        try:
            document = _PDFIUM.PdfDocument(data)
        except pypdfium2.PdfiumError:
            return None
        try:
            for at in range(document.count_attachments()):
                one = document.get_attachment(at)
                if one.get_name() == ATTACHMENT and is_export(found := bytes(one.get_data())):
                    return found
            return None
        finally:
            document.close()


def code_cell(code: str, *, maybe_two: bool) -> str:
    """Return what stands before a goal's wording."""
    return f"{code} {MAYBE_TWO}" if maybe_two else code


def statement_cell(address: str, kind: str, leaning: str) -> str:
    """Return what stands before a statement: "B83", "B84 Chance"."""
    return f"{address} {SIDES[kind][leaning]}" if leaning else address


def read(data: bytes) -> list[Block]:
    """Turn the JSON file of an export into its title and one table, one entry a row.

    Raises Unreadable for anything that an export does not hold.
    """
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable(
            sentence("Diese JSON-Datei ist beschädigt oder abgeschnitten. Bitte laden Sie sie noch einmal herunter.")
        ) from None
    _fields(
        sentence("Die Datei"), whole, {"format": str, "title": str, "programme": str, "exported": str, "groups": list}
    )
    if whole["format"] != FORMAT:
        raise Unreadable(
            sentence(
                "Diese Datei hat das Format „{found}“, gelesen wird „{known}“. "
                "Bitte nehmen Sie die Fassung der Software, die sie geschrieben hat, oder ein anderes Format.",
                found=whole["format"],
                known=FORMAT,
            )
        )
    rows = [_row(0, dict(enumerate(HEADS)))]
    for at, group in enumerate(whole["groups"], 1):
        for cells in _group(sentence("Gruppe {at}", at=at), group):
            if len(rows) > MOST_ENTRIES:
                raise Unreadable(
                    sentence("Diese Datei hat mehr als {most} Einträge. Bitte teilen Sie sie auf.", most=MOST_ENTRIES)
                )
            rows.append(_row(len(rows), cells))
    return [Text(whole["title"], Place(), role="heading"), Table(tuple(rows))]


def _group(where: str, group: Any) -> Iterator[dict[int, str]]:
    """Yield the cells of a group's rows by their column, counted from 0."""
    _fields(where, group, {"address": str, "name": str, "goals": list, "contributions": list})
    _must(bool(group["name"].strip()), where, sentence("der Name fehlt"))
    yield {GROUP - 1: group["address"], GROUP: group["name"]}
    for at, goal in enumerate(group["goals"], 1):
        here = sentence("{where}, Ziel {at}", where=where, at=at)
        _fields(here, goal, {"code": str, "wording": str}, {"maybe_two": bool})
        yield {GOAL - 1: code_cell(goal["code"], maybe_two=goal.get("maybe_two", False)), GOAL: goal["wording"]}
    for at, one in enumerate(group["contributions"], 1):
        here = sentence("{where}, Beitrag {at}", where=where, at=at)
        _fields(here, one, {"address": str, "kind": str, "text": str}, {"leaning": str})
        kind, leaning = one["kind"], one.get("leaning", "")
        _must(kind in STATEMENTS, here, sentence("die Art „{kind}“ gibt es nicht", kind=kind))
        _must(
            not leaning or leaning in SIDES.get(kind, ()),
            here,
            sentence("die Seite „{side}“ passt nicht zur Art", side=leaning),
        )
        column = STATEMENTS[kind]
        yield {column - 1: statement_cell(one["address"], kind, leaning), column: one["text"]}


def _fields(where: str, found: Any, needed: dict[str, type], allowed: dict[str, type] | None = None) -> None:
    known = needed | (allowed or {})
    _must(isinstance(found, dict), where, sentence("hier steht kein Objekt"))
    for name, value in found.items():
        # What is not known would be lost without a word.
        _must(name in known, where, sentence("„{name}“ ist unbekannt", name=name))
        _must(type(value) is known[name], where, sentence("„{name}“ hat die falsche Art", name=name))
        _must(
            not isinstance(value, str) or len(value) <= LONGEST_TEXT, where, sentence("„{name}“ ist zu lang", name=name)
        )
    for name in needed:
        _must(name in found, where, sentence("„{name}“ fehlt", name=name))


def _must(holds: bool, where: str, wrong: str) -> None:
    if not holds:
        raise Unreadable(
            sentence(
                "{where}: {wrong}. Bitte laden Sie die JSON-Datei noch einmal herunter.", where=where, wrong=wrong[:80]
            )
        )


def _row(at: int, cells: dict[int, str]) -> Row:
    return Row(
        tuple(
            Cell((Paragraph(text),), Place(table=1, row=at + 1, column=column + 1))
            for column, text in cells.items()
            if text
        )
    )
