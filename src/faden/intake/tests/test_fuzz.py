"""However a file is damaged: a reading that accounts for every character, or one sentence for the user."""

from __future__ import annotations

import io
import os
import zipfile
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faden.intake.reading import Unreadable, read_document
from faden.intake.tests import small_files

# Few in every run of the tests; the environment's FADEN_FUZZ asks for more.
EXAMPLES = int(os.environ.get("FADEN_FUZZ", "25"))
often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 1000,
    database=None,
    suppress_health_check=list(HealthCheck),
)
MAKERS = small_files.SMALL | {"pdf": small_files.pdf}
PACKED = [name for name in MAKERS if name in ("docx", "odt", "xlsx", "ods")]
PARTS = (
    "word/document.xml word/styles.xml word/_rels/document.xml.rels content.xml styles.xml META-INF/manifest.xml "
    "xl/workbook.xml xl/_rels/workbook.xml.rels xl/worksheets/sheet1.xml xl/styles.xml [Content_Types].xml _rels/.rels"
).split()
WORDS = (
    b"",
    b"\0",
    b"<",
    b">",
    b'"',
    b"\n",
    b"\t",
    b";",
    b"|",
    b"---|",
    b"-1",
    b"99999999999",
    b"\xff\xfe",
    b"\xc3",
    b"<table>",
    b"</table>",
    b"<td rowspan=9 colspan=9>",
    b"<p>",
    b"<!--",
    b"<!DOCTYPE x [",
    b"&#0;",
    b"&x;",
    b"# ",
    b"- ",
    b'table:number-rows-repeated="999999"',
    b'r="XFD1048576"',
    b"<w:tbl>",
    b"</text:p>",
    b"%PDF-",
    b"PK\x03\x04",
)
share = st.floats(0, 1, exclude_max=True)
changes = st.lists(
    st.tuples(
        st.sampled_from(["flip", "delete", "twice", "cut", "splice", "put"]),
        share,
        st.integers(1, 200),
        st.sampled_from(WORDS),
        share,
    ),
    min_size=1,
    max_size=5,
)
Changes = list[tuple[str, float, int, bytes, float]]


@cache
def made(name: str) -> bytes:
    return MAKERS[name]()


def changed(data: bytes, changes: Changes, other: bytes) -> bytes:
    for kind, where, length, word, elsewhere in changes:
        at = int(where * len(data))
        there = int(elsewhere * len(other))
        before, part, after = data[:at], data[at : at + length], data[at + length :]
        match kind:
            case "flip":
                part = bytes(code ^ 0x15 for code in part[:1]) + part[1:]
            case "delete":
                part = b""
            case "twice":
                part += part
            case "cut":
                part, after = b"", b""
            case "splice":
                part = other[there : there + length] + part
            case _:
                part = word + part
        data = before + part + after
    return data


def assert_read_or_refused(data: bytes, name: str) -> None:
    try:
        reading = read_document(data, name)
    except Unreadable:
        return
    count = reading.to_dict()["characters"]
    assert isinstance(count, dict)
    assert count["read"] == count["placed"] + count["furniture"] + count["unplaced"]


@pytest.mark.parametrize("name", MAKERS)
def test_damaged_files_are_read_or_refused(name: str) -> None:
    @often
    @given(changes=changes, other=st.sampled_from(sorted(MAKERS)))
    def damage(changes: Changes, other: str) -> None:
        assert_read_or_refused(changed(made(name), changes, made(other)), f"ergebnisse.{name}")

    damage()


@pytest.mark.parametrize("name", PACKED)
def test_damaged_parts_are_read_or_refused(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made(name))) as archive:
        files = {part: archive.read(part) for part in archive.namelist()}
    present = [part for part in PARTS if part in files]

    @often
    @given(part=st.sampled_from(present), other=st.sampled_from(sorted(files)), changes=changes)
    def damage(part: str, other: str, changes: Changes) -> None:
        broken = files | {part: changed(files[part], changes, files[other])}
        assert_read_or_refused(small_files.zipped(broken), f"ergebnisse.{name}")

    damage()
