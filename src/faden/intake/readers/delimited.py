"""Plain text with tabs, CSV and TSV in the encodings that offices use."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Row, Table, Text, Unreadable
from faden.intake.readers.limits import check_cells, check_texts
from faden.kernel.messages import sentence

DELIMITERS = "\t;,|"
# The module's limit is one for the whole process; how long a line may be is decided in results.
csv.field_size_limit(2**31 - 1)
NO_TEXT = sentence("Diese Datei enthält keinen Text. Bitte laden Sie das Original aus Word oder Excel hoch.")


def decode(data: bytes) -> str:
    """Return the text of `data`: UTF-8 or UTF-16 where it is valid, else Windows-1252.

    Raises Unreadable when the bytes are no text at all.
    """
    text = _decoded(data)
    odd = sum(1 for sign in text if ord(sign) < 32 and sign not in "\t\n\r\f\v")
    if odd > len(text) // 500:
        raise Unreadable(NO_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _try(data, "utf-16")
    # Western text in UTF-16 without a mark has a zero in every second byte.
    sample = data[:2000]
    if sample.count(0) > len(sample) // 4:
        return _try(data, "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _try(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(NO_TEXT) from None


def read(data: bytes) -> list[Block]:
    """Read delimited text. Tabs count literally, unless a quoted cell runs over several lines."""
    text = decode(data)
    delimiter = _delimiter(text)
    if delimiter is None:
        lines = text.split("\n")
        check_texts(len(lines))
        return [Text(line, Place(lines=(at, at))) for at, line in enumerate(lines, 1) if line.strip()]
    quoted = delimiter != "\t" or _has_quoted_lines(text)
    return _blocks(_quoted_lines(text, delimiter) if quoted else _literal_lines(text))


def _has_quoted_lines(text: str) -> bool:
    """Whether cells are quoted as Excel does it: over several lines, or with quotes doubled inside."""
    return any(
        field.startswith('"') and (field.count('"') % 2 or (field.endswith('"') and '""' in field[1:-1]))
        for line in text.split("\n")
        for field in line.split("\t")
    )


def _literal_lines(text: str) -> Iterator[tuple[int, int, list[str]]]:
    for at, line in enumerate(text.split("\n"), 1):
        yield at, at, line.split("\t")


def _quoted_lines(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for fields in reader:
            yield before + 1, reader.line_num, fields
            before = reader.line_num
    except csv.Error as error:
        raise Unreadable(
            sentence(
                "Zeile {line} der Datei lässt sich nicht lesen. "
                "Bitte speichern Sie die Tabelle in Excel noch einmal als CSV.",
                line=before + 1,
            )
        ) from error


def _blocks(lines: Iterator[tuple[int, int, list[str]]]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[Row] = []
    tables = 0
    row_number = 0
    cells = 0

    def close() -> None:
        nonlocal rows, tables, row_number
        if rows:
            blocks.append(Table(tuple(rows)))
            rows = []
            row_number = 0

    for first, last, fields in lines:
        cells += len(fields)
        check_cells(cells, len(fields))
        if fields and fields[0].startswith("\f"):
            close()
            blocks.append(Text("", Place(lines=(first, last)), role="page"))
            fields = [fields[0].lstrip("\f"), *fields[1:]]
        if not any(field.strip() for field in fields):
            if len(fields) <= 1:
                close()
            continue
        if len(fields) == 1:
            close()
            blocks.append(Text(fields[0].strip(), Place(lines=(first, last))))
            check_texts(len(blocks))
            continue
        if not rows:
            tables += 1
        row_number += 1
        rows.append(
            Row(
                tuple(
                    Cell(
                        (Paragraph(field.strip()),),
                        Place(table=tables, row=row_number, column=column, lines=(first, last)),
                    )
                    for column, field in enumerate(fields, 1)
                )
            )
        )
    close()
    return blocks


def _delimiter(text: str) -> str | None:
    """Return the sign that cuts the lines into the same number of fields most often."""
    best, best_score = None, 0.0
    # Long enough to see the table behind a preface, short enough to be quick.
    sample = text[:200_000]
    for delimiter in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=False)
            filled = [fields for fields in reader if any(field.strip() for field in fields)]
        except csv.Error:
            continue
        rows = len(filled)
        widths = Counter(map(len, filled))
        wide = {width: count for width, count in widths.items() if width >= 2}
        if not wide or (delimiter in ";|" and sum(wide.values()) * 2 < rows and not _has_head(filled)):
            continue
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        # A comma cuts running text as well: it must cut nearly every line alike.
        if delimiter == "," and (count < 0.8 * rows or width < 3):
            continue
        score = sum(wide.values()) / rows * min(width, 6) * (1 + count / rows)
        if delimiter == "\t":
            score *= 2
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _has_head(rows: list[list[str]]) -> bool:
    """Whether a row of three or more filled fields stands above one as wide: no running text does that."""
    return any(
        len(fields) >= 3 and len(fields) == len(below) and all(field.strip() for field in fields)
        for fields, below in pairwise(rows)
    )
