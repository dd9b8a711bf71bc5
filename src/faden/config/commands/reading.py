"""`faden read`: a document's results on the screen. Needs no database."""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from faden.config.environment import Refused
from faden.intake import results
from faden.intake.heads import ROLES, Column
from faden.intake.reading import MAX_BYTES, ColumnsUnclear, Reading, Unreadable, read_document

HOW = "Von links nach rechts, mit Kommas, zum Beispiel: --columns group,goals,question,assessment,proposal"
KINDS = {"question": "Fragen", "assessment": "Chancen und Herausforderungen", "proposal": "Lösungsansätze"}


def load(file: str) -> bytes:
    """Return a file's bytes; raises Refused when it cannot be opened, Unreadable when it is far too big."""
    path = Path(file)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(
                f"„{path.name}“ ist mit {path.stat().st_size // 1024 // 1024} MB zu groß (höchstens "
                f"{MAX_BYTES // 1024 // 1024} MB). Bitte entfernen Sie Bilder oder teilen Sie das Dokument auf."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"Die Datei „{file}“ gibt es nicht. Bitte prüfen Sie den Namen.") from None
    except IsADirectoryError:
        raise Refused(f"„{file}“ ist ein Ordner. Bitte geben Sie eine Datei an.") from None
    except OSError as error:
        raise Refused(f"„{file}“ lässt sich nicht öffnen ({error.strerror}). Bitte prüfen Sie die Rechte.") from error


def parse_columns(text: str | None) -> Mapping[int, Column] | None:
    """Turn "group,goals,question" into what each column holds, counted from 1."""
    if not text:
        return None
    columns = {}
    for at, role in enumerate(text.split(","), 1):
        if role.strip() not in ROLES:
            raise Refused(f"„{role.strip()}“ ist keine Art von Spalte. Möglich sind: {', '.join(ROLES)}.")
        columns[at] = ROLES[role.strip()]
    return columns


def read(file: str, *, as_json: bool, columns: str | None) -> int:
    """Print what `file` holds, as JSON or in words."""
    reading = read_with_hints(load(file), Path(file).name, columns=parse_columns(columns))
    if as_json:
        json.dump(reading.to_dict(), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _tell(reading)
    return 0


def read_with_hints(data: bytes, name: str, *, columns: Mapping[int, Column] | None) -> Reading:
    """Read a document; where columns are not understood, show them and say how to name them."""
    try:
        reading = read_document(data, name, columns=columns)
    except ColumnsUnclear as unclear:
        raise Unreadable(f"{unclear}\n{_rows(unclear.rows)}{HOW}") from None
    if reading.results.unknown > results.MUCH:
        print(f"Nicht jede Spalte wurde verstanden.\n{_rows(reading.results.sample)}{HOW}", file=sys.stderr)
    return reading


def _rows(rows: list[list[str]]) -> str:
    return "".join(f"  {' | '.join(row)}\n" for row in rows[:3])


def _tell(reading: Reading) -> None:
    found = reading.results
    account = reading.to_dict()["characters"]
    assert isinstance(account, dict)
    print(found.title or "(ohne Titel)")
    for group in found.groups:
        kinds = Counter(one.kind for one in group.contributions)
        said = ", ".join(f"{kinds[kind]} {word}" for kind, word in KINDS.items() if kinds[kind])  # type: ignore[index]
        print(f"\n{group.name}: {len(group.goals)} Ziele, {said or 'keine Beiträge'}")
        for goal in group.goals:
            print(
                f"  {goal.code or '(ohne Kürzel)':10} {goal.wording}{'  [vielleicht zwei Ziele]' if goal.maybe_two else ''}"
            )
        for one in group.contributions:
            print(f"  {one.kind[0].upper()}  {one.text}{'  [unsicher]' if one.unsure >= 0.3 else ''}")
    for rest in found.unplaced:
        print(f"\nNicht zugeordnet ({rest.why}): {rest.text}")
    for person in found.persons:
        print(f"\nName ({person.rule}): {person.text}")
    print(
        f"\nKein Wort geht verloren: {account['read']} Zeichen gelesen, {account['placed']} zugeordnet, "
        f"{account['furniture']} Titel, Köpfe und Zeichen, {account['unplaced']} nicht zugeordnet."
    )
