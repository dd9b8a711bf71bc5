"""Excel workbooks (XLSX)."""

import bisect
import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Row, Table, Text, Unreadable
from faden.intake.readers.limits import check_cells, check_texts
from faden.intake.readers.packed import BROKEN, tree
from faden.intake.readers.xlsx_sheet import Sheet, Strings, Value, boundaries
from faden.kernel.messages import sentence

MOST_MERGED = 200_000
_MAIN = "xl/workbook.xml"
_NOTES = "/comments"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NUMBER = re.compile(r"-?\d{1,15}")


def read(data: bytes) -> list[Block]:
    """Read every worksheet, hidden ones and hidden rows included, as one table each.

    A formula counts with the value that Excel stored for it. Cell comments follow their sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            return list(_Workbook(container).blocks())
    except Unreadable:
        raise
    except Exception as error:  # a broken part makes zipfile, lxml and numbers stumble in many ways
        raise Unreadable(BROKEN) from error


class _Workbook:
    def __init__(self, container: zipfile.ZipFile) -> None:
        self.container = container
        self.names = set(container.namelist())
        self.root = tree(container.read(_MAIN))
        self.relations = self._relations(_MAIN)
        properties = next(self.root.iter("{*}workbookPr"), None)
        is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
        self.strings = self._strings()
        self.formats = self._formats()
        self.signs = 0
        self.cells = 0

    def blocks(self) -> Iterator[Block]:
        number = 0
        for sheet in self.root.iter("{*}sheet"):
            kind, path = self.relations.get(sheet.get(_RELATION, ""), ("", ""))
            if kind.endswith("/worksheet") and path in self.names:
                number += 1
                yield from self._sheet(path, sheet.get("name", ""), number)
        if not number:
            raise Unreadable(BROKEN)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of `part`: id → (kind, path of the other part)."""
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels"
        if path not in self.names:
            return {}
        return {
            one.get("Id", ""): (
                one.get("Type", ""),
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in tree(self.container.read(path)).iter("{*}Relationship")
            if one.get("TargetMode") != "External"
        }

    def _part(self, kind: str) -> str | None:
        return next(
            (path for found, path in self.relations.values() if found.endswith(kind) and path in self.names), None
        )

    def _parse(self, path: str, target: Any) -> Any:
        parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=True)
        with self.container.open(path) as part:
            while block := part.read(1024 * 1024):
                parser.feed(block)
        return parser.close()

    def _strings(self) -> list[str]:
        path = self._part("/sharedStrings")
        found: list[str] = self._parse(path, Strings()) if path else []
        return found

    def _formats(self) -> list[str]:
        """Return for each cell format what its numbers are: "" (numbers), "percent", "date" or "duration"."""
        path = self._part("/styles")
        if path is None:
            return []
        root = tree(self.container.read(path))
        codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter("{*}numFmt")}
        formats = root.find("{*}cellXfs")
        return [
            _kind(code)
            for one in (() if formats is None else formats)
            for code in [codes.get(one.get("numFmtId", ""), _builtin(one.get("numFmtId", "")))]
        ]

    def _sheet(self, path: str, title: str, number: int) -> Iterator[Block]:
        sheet: Sheet = self._parse(path, Sheet())
        texts: dict[int, dict[int, str]] = {}
        for at, values in sheet.rows:
            row = {column: text for column, value in values.items() if (text := self._text(value))}
            self.signs += sum(map(len, row.values()))
            check_texts(0, self.signs)
            if row:
                texts.setdefault(at, {}).update(row)
        width = max((max(row) for row in texts.values()), default=0)
        self.cells += width * len(texts)
        check_cells(self.cells, width)
        spans, below = _merged(sheet.merged, sorted(texts), width)
        nothing = (Paragraph(""),)
        rows = [
            Row(
                tuple(
                    Cell(
                        (Paragraph(row[column]),) if column in row else nothing,
                        Place(None, number, at, column),
                        spans.get((at, column), 1),
                        (at, column) in below,
                    )
                    for column in range(1, width + 1)
                )
            )
            for at, row in sorted(texts.items())
        ]
        if rows:
            yield Table(tuple(rows), name=title)
        for kind, other in self._relations(path).values():
            if kind.endswith(_NOTES) and other in self.names:
                yield from _comments(tree(self.container.read(other)), number)

    def _text(self, value: Value) -> str:
        text = value.text
        if value.kind == "s":
            text = self.strings[int(text)] if text.strip() else ""
        elif value.kind == "b":
            text = {"1": "ja", "0": "nein"}.get(text.strip(), text)
        elif value.kind == "d":
            text = _shown(dt.datetime.fromisoformat(text.strip()))
        elif value.kind == "n" and text.strip():
            text = self._number(text.strip(), value.style)
        # Excel writes some signs by their code: a carriage return is "_x000D_".
        return unescape(text).replace("\r", "").strip()

    def _number(self, text: str, style: int) -> str:
        kind = self.formats[style] if style < len(self.formats) else ""
        if kind in ("date", "duration"):
            try:
                return _shown(from_excel(float(text), self.epoch, timedelta=kind == "duration"))
            except (ValueError, OverflowError):  # more days than a calendar has
                return text
        if kind == "percent":
            return f"{float(text) * 100:.15g}%".replace(".", ",")
        return str(int(text)) if _NUMBER.fullmatch(text) else f"{float(text):.15g}".replace(".", ",")


def _merged(merged: list[str], rows: list[int], width: int) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
    """Return the spans of merged cells, and which cells go on with the one above, as far as `rows` hold text."""
    spans = {}
    cells = 0
    below: set[tuple[int, int]] = set()
    for area in merged:
        left, top, right, bottom = boundaries(area)
        if left > width:
            continue
        spans[top, left] = min(right, max(width, left)) - left + 1
        covered = rows[bisect.bisect_right(rows, top) : bisect.bisect_right(rows, bottom)]
        cells += len(covered)
        if cells > MOST_MERGED:
            raise Unreadable(
                sentence(
                    "In dieser Tabelle sind zu viele Zellen verbunden. Bitte laden Sie nur die Ergebnistabelle hoch."
                )
            )
        below.update((row, left) for row in covered)
    return spans, below


def _comments(root: Any, number: int) -> Iterator[Text]:
    for comment in root.iter("{*}comment"):
        text = "".join(one.text or "" for one in comment.iter("{*}t")).strip()
        column, row, _, _ = boundaries(comment.get("ref", ""))
        if text:
            yield Text(text, Place(table=number, row=row, column=column), "note")


def _builtin(number: str) -> str:
    return BUILTIN_FORMATS.get(int(number), "General") if number.isdecimal() else "General"


def _kind(code: str) -> str:
    if is_timedelta_format(code):
        return "duration"
    if is_date_format(code):
        return "date"
    return "percent" if "%" in re.sub(r'"[^"]*"', "", code) else ""


def _shown(value: dt.datetime | dt.date | dt.time | dt.timedelta | None) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return f"{value:%d.%m.%Y}"
    if isinstance(value, dt.datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)
