"""OpenDocument texts (ODT) and spreadsheets (ODS), packed or as one flat XML file."""

import io
import zipfile
from typing import Any

from lxml import etree

from faden.intake.readers import ods, odt
from faden.intake.readers.blocks import Block, Unreadable
from faden.intake.readers.odf_content import OFFICE, TEXT
from faden.intake.readers.packed import BROKEN, check_marks, tree
from faden.kernel.messages import sentence

_OTHER = sentence("Dieses Format wird nicht gelesen. Bitte speichern Sie das Dokument als ODT, ODS, DOCX oder XLSX.")


def is_flat(data: bytes) -> bool:
    """Whether `data` is an OpenDocument file in one piece of XML (FODT, FODS)."""
    beginning = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return beginning.startswith(b"<") and b"<office:document" in beginning


def read(data: bytes) -> list[Block]:
    """Read a text or a spreadsheet, packed or flat. Deleted text of tracked changes is left out."""
    try:
        content, styles = _roots(data)
        body = content.find(f"{OFFICE}body")
        found = None if body is None else next((one for one in body if isinstance(one.tag, str)), None)
        if found is not None and found.tag == f"{OFFICE}text":
            _take_out_deletions(found)
            return list(odt.blocks(found, [content, *styles]))
        if found is not None and found.tag == f"{OFFICE}spreadsheet":
            return list(ods.blocks(found))
    except Unreadable:
        raise
    except Exception as error:  # lxml and zipfile raise whatever a broken part makes them stumble over
        raise Unreadable(BROKEN) from error
    raise Unreadable(_OTHER)


def _roots(data: bytes) -> tuple[Any, list[Any]]:
    """Return the root that holds the content, and the further ones that hold styles."""
    if is_flat(data):
        return tree(data), []
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        check_marks(container)
        styles = [tree(container.read("styles.xml"))] if "styles.xml" in container.namelist() else []
        return tree(container.read("content.xml")), styles


def _take_out_deletions(body: Any) -> None:
    """Empty the text between the marks of a tracked deletion: flat files leave it where it was."""
    deletions = {
        region.get(f"{TEXT}id")
        for region in body.iter(f"{TEXT}changed-region")
        if region.find(f"{TEXT}deletion") is not None
    }
    opened: set[str] = set()
    for event, element in etree.iterwalk(body, events=("start", "end")) if deletions else ():
        if event == "start":
            if opened:
                element.text = None
        else:
            if element.tag == f"{TEXT}change-start":
                opened |= {element.get(f"{TEXT}change-id")} & deletions
            elif element.tag == f"{TEXT}change-end":
                opened.discard(element.get(f"{TEXT}change-id"))
            if opened:
                element.tail = None
