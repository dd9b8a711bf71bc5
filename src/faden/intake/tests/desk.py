"""The desk as somebody without scripts sees it, for tests: its pages and the words on them."""

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from faden.intake.models import Draft
from faden.intake.tests.taken import DATA

DESK = "/schreibtisch/uebernahme/"
ENGLISH = re.compile(
    r"\b(?:Goal|Goals|Draft|Item|Group|Question|Proposal|Assessment|Submit|Save|Delete|Upload|Undo|Split|Join|Check|Drop"
    r"|Published|Ready|Waiting|Failed|Covered|None|True|False|Jan|Feb|Mar|May|Jul|Oct|Dec|a\.m\.|p\.m\.|Choose|This field)\b"
)


def path(draft: Draft, *parts: object) -> str:
    """Return the address of a draft's page."""
    return f"{DESK}{draft.pk}/" + "".join(f"{part}/" for part in parts)


def words(html: str) -> str:
    """Return what a page shows and says."""
    html = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", html)
    said = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', html)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", html), *said]))


def page(client: Client, at: str, status: int = 200) -> str:
    """Return the words of a page, none of them English."""
    response = client.get(at)
    assert response.status_code == status
    said = " ".join(words(response.content.decode()).split())
    assert not ENGLISH.findall(said)
    return said


def file(name: str, data: str | bytes = DATA) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)
