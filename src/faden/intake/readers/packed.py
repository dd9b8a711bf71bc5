"""The zip container of Word and Excel files, opened with limits."""

import io
import zipfile

from faden.intake.readers.blocks import Unreadable

MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 5_000
BROKEN = "Diese Datei ist beschädigt. Bitte öffnen Sie sie in Word oder Excel, speichern Sie sie neu und versuchen Sie es noch einmal."


def parts(data: bytes) -> set[str]:
    """Return the names of the parts in `data`, after checking that unpacking them is harmless.

    Raises Unreadable for a broken container, one that unpacks to more than `MOST_UNPACKED` bytes,
    or one whose XML declares a document type (entities may pull in foreign or endless content).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            infos = container.infolist()
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise Unreadable(
                    "Diese Datei wird beim Entpacken zu groß. Bitte laden Sie nur die Ergebnistabelle hoch."
                )
            if any(info.flag_bits & 1 for info in infos):
                raise Unreadable("Diese Datei ist verschlüsselt. Bitte speichern Sie sie ohne Passwort.")
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    with container.open(info) as part:
                        if b"<!DOCTYPE" in part.read(4096):
                            raise Unreadable(
                                "Diese Datei enthält Verweise auf fremde Inhalte und wird nicht geöffnet. "
                                "Bitte speichern Sie sie in Word oder Excel neu."
                            )
            return {info.filename for info in infos}
    except Unreadable:
        raise
    except Exception as error:  # zipfile raises many kinds on broken input, zlib.error among them
        raise Unreadable(BROKEN) from error
