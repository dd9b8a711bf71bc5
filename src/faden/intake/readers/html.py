"""HTML pages, those that Word, Excel and LibreOffice save among them."""

import re
from typing import Any

from lxml import etree

from faden.intake.readers import delimited
from faden.intake.readers.blocks import Block, Unreadable
from faden.intake.readers.html_page import Page
from faden.intake.readers.limits import TOO_LARGE

MOST_TAGS = 1_500_000
_WHOLE = re.compile(rb"(?:<\?[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_PART = re.compile(rb"<(?:head|body|meta|table|div|section|main|article|center|h[1-6]|p)\b[^<>]*>", re.IGNORECASE)
_TABLE = re.compile(rb"<table\b[^<>]*>.*?<t[rhd]\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_ENCODING = re.compile(r"windows-125\d|iso-8859-\d{1,2}|macintosh")


def is_html(data: bytes) -> bool:
    """Whether `data` is a page, or begins with a block of one and holds a table. Tags inside cells make no page."""
    beginning = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f")
    if _WHOLE.match(beginning):
        return True
    return bool(_PART.match(beginning)) and bool(_TABLE.search(data[:200_000].replace(b"\0", b"")))


def read(data: bytes) -> list[Block]:
    """Read what a browser shows. Hidden text becomes notes; hidden rows and cells of a table count like others."""
    if data.count(b"<") > MOST_TAGS:
        raise Unreadable(TOO_LARGE)
    page: Any = Page()
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True, no_network=True)
    try:
        blocks: list[Block] = etree.fromstring(_decoded(data).encode("utf-8", "replace"), parser)  # type: ignore[assignment]
    except etree.LxmlError:  # nothing in it that could be parsed
        raise Unreadable(delimited.NO_TEXT) from None
    return blocks


def _decoded(data: bytes) -> str:
    """Return the text in the encoding that the page names, unless a mark or its bytes tell another."""
    named = _CHARSET.search(data[:4096])
    name = named[1].decode("ascii").lower() if named else ""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and _ENCODING.fullmatch(name):
        try:
            # What calls itself Latin-1 is Windows-1252 everywhere.
            return data.decode("windows-1252" if name == "iso-8859-1" else name)
        except (LookupError, UnicodeDecodeError):
            pass
    return delimited.decode(data)
