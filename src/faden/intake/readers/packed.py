"""The zip container of office files and the XML in it, opened with limits."""

import io
import zipfile
from typing import Any

from lxml import etree

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence

MOST_UNPACKED = 300 * 1024 * 1024
MOST_XML = 100 * 1024 * 1024
MOST_PARTS = 5_000
# Each element and attribute costs some 200 bytes once parsed, however few it took in the file.
MOST_MARKS = 1_800_000
BROKEN = sentence(
    "Diese Datei ist beschädigt. Bitte öffnen Sie sie in Word oder Excel, speichern Sie sie neu und versuchen Sie es noch einmal."
)
TOO_LARGE = sentence("Diese Datei wird beim Entpacken zu groß. Bitte laden Sie nur die Ergebnistabelle hoch.")
ENCRYPTED = sentence("Diese Datei ist verschlüsselt. Bitte speichern Sie sie ohne Passwort.")
FOREIGN = sentence(
    "Diese Datei enthält Verweise auf fremde Inhalte und wird nicht geöffnet. "
    "Bitte speichern Sie sie in Word oder Excel neu."
)
_XML = (".xml", ".rels")
_MANIFEST = "META-INF/manifest.xml"


def parts(data: bytes) -> set[str]:
    """Return the names of the parts in `data`, after checking that unpacking them is harmless.

    Raises Unreadable for a broken or encrypted container, one that unpacks to more than `MOST_UNPACKED`
    bytes, or one whose XML declares a document type (entities may pull in foreign or endless content).
    """
    if data.count(b"PK\1\2") > MOST_PARTS:
        raise Unreadable(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            infos = container.infolist()
            xml = [info for info in infos if info.filename.endswith(_XML)]
            if (
                len(infos) > MOST_PARTS
                or sum(info.file_size for info in infos) > MOST_UNPACKED
                or sum(info.file_size for info in xml) > MOST_XML
            ):
                raise Unreadable(TOO_LARGE)
            if any(info.flag_bits & 1 or info.filename == "encrypted-package" for info in infos):
                raise Unreadable(ENCRYPTED)
            for info in xml:
                with container.open(info) as part:
                    beginning = part.read(1024 * 1024 if info.filename == _MANIFEST else 4096)
                if b"<!DOCTYPE" in beginning:
                    raise Unreadable(FOREIGN)
                if info.filename == _MANIFEST and b"encryption-data" in beginning:
                    raise Unreadable(ENCRYPTED)
            return {info.filename for info in infos}
    except Unreadable:
        raise
    except Exception as error:  # zipfile raises many kinds on broken input, zlib.error among them
        raise Unreadable(BROKEN) from error


def check_marks(container: zipfile.ZipFile) -> None:
    """Refuse a package whose XML, taken together, would fill the memory once it is parsed."""
    marks = 0
    for info in container.infolist():
        if info.filename.endswith(_XML):
            with container.open(info) as part:
                while block := part.read(1024 * 1024):
                    marks += _marks(block)
    if marks > MOST_MARKS:
        raise Unreadable(TOO_LARGE)


def tree(xml: bytes) -> Any:
    """Return the root of `xml`. Raises Unreadable for a document type or endless marks, lxml's errors for bad XML."""
    if _marks(xml) > MOST_MARKS:
        raise Unreadable(TOO_LARGE)
    root: Any = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    if root.getroottree().docinfo.doctype:
        raise Unreadable(FOREIGN)
    return root


def _marks(xml: bytes) -> int:
    return xml.count(b"<") + xml.count(b'="') + xml.count(b"='")
