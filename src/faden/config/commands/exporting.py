"""`faden export`: the public results of a programme as a file."""

import shutil
import sys
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils import timezone

from faden.config.commands.taking import find_programme
from faden.config.environment import Refused
from faden.opendata import formats, queries
from faden.opendata.formats import FORMATS
from faden.opendata.layout import Export
from faden.opendata.writers.pdf import Busy, TooLong
from faden.programme.models import Programme

IN_MEMORY = 16 * 1024 * 1024


def export(*, programme: str | None, group: str | None, ending: str | None, output: str | None) -> int:
    """Write the results into `output` ("-": standard output), by default a file named after programme and day."""
    target = find_programme(programme) if programme else only_programme()
    chosen = queries.find_group(target, group) if group else None
    if group and chosen is None:
        known = ", ".join(f"{one.address} „{one}“" for one in queries.public_groups(target).select_related("address"))
        raise Refused(f"Eine öffentliche Gruppe „{group}“ gibt es hier nicht. Vorhanden: {known or 'noch keine'}.")
    if not queries.public_groups(target).exists():
        raise Refused(f"In „{target}“ ist noch nichts veröffentlicht. Bitte zuerst Ergebnisse veröffentlichen.")
    form = FORMATS[_ending(ending, output)]
    made = Export(target, timezone.localdate(), chosen)
    # Written completely before anything is kept: no half file, and no file for a refusal.
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        try:
            formats.write(made, form, file)
        except (Busy, TooLong) as reason:
            raise Refused(str(reason)) from None
        keep(file, output, f"{made.file_stem}.{form.ending}")
    return 0


def keep(file: IO[bytes], output: str | None, name: str) -> None:
    """Copy what was written to `file` into `output` ("-": standard output), by default into a file called `name`."""
    size = file.tell()
    file.seek(0)
    if output == "-":
        shutil.copyfileobj(file, sys.stdout.buffer)
        return
    path = Path(output or name)
    try:
        with path.open("wb") as kept:
            shutil.copyfileobj(file, kept)
    except OSError as error:
        raise Refused(f"„{path}“ lässt sich nicht schreiben ({error.strerror}). Bitte prüfen Sie den Ort.") from error
    print(f"Geschrieben: {path} ({max(1, size // 1024)} KB).")


def only_programme() -> Programme:
    """Return the programme where there is one; raises Refused where one must be named."""
    found = list(Programme.objects.select_related("city")[:2])
    if len(found) != 1:
        known = ", ".join(programme.slug for programme in Programme.objects.all())
        raise Refused(
            f"Bitte sagen Sie mit --programme, welches Programm. Vorhanden: {known}."
            if found
            else "Es gibt noch kein Programm. Bitte „faden setup“ ausführen."
        )
    return found[0]


def _ending(ending: str | None, output: str | None) -> str:
    """Return the format asked for, else the one that the file's ending names."""
    found = (ending or Path(output or "").suffix.removeprefix(".")).lower()
    if found not in FORMATS:
        raise Refused(
            f"Bitte sagen Sie mit --format oder mit der Endung der Datei, welches Format. "
            f"Möglich sind: {', '.join(FORMATS)}."
        )
    return found
