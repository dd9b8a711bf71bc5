"""Markdown with tables in pipes."""

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from faden.intake.readers import delimited
from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Row, Table, Text, Unreadable
from faden.intake.readers.limits import TOO_LARGE, check_cells
from faden.kernel.messages import sentence

MOST_SIGNS = 1_000_000
MOST_LINES = 50_000
MOST_NESTED = 60
LONGEST_PIECE = 100_000
# The format looks for the end of a link or tag from each of these: the time grows with their square.
MOST_OPENED = {"[": 100, "<": 1_000}
_DELIMITER_ROW = re.compile(
    r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|?[ \t]*$|^[ ]{0,3}\|[ ]*:?-+:?[ ]*\|[ \t]*$", re.MULTILINE
)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ ]+\S|^[^\s|#>].*\n[ ]{0,3}(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_LIST = re.compile(
    r"^[ ]{0,3}(?:[-*+]|\d{1,2}[.)])[ ]+\S.*\n(?:.*\n){0,3}?[ ]*(?:[-*+]|\d{1,2}[.)])[ ]+\S", re.MULTILINE
)
_PIECES = re.compile(r"\n(?=[^\n]*\|)|\n[ \t]*\n")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TASK = re.compile(r"^\[[ xX]\]\s+(?=\S)")
_TAG = re.compile(r"</?[a-z][^<>]*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)


def is_markdown(data: bytes) -> bool:
    """Whether `data` holds a table in pipes with its row of dashes, or headings and lists but no tabs."""
    try:
        text = delimited.decode(data[:400_000] if data[:1] not in (b"\xff", b"\xfe") else data)
    except Unreadable:
        return False
    for row in _DELIMITER_ROW.finditer(text):
        end = row.start() - 1
        above = text[text.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)]
        if "|" in above and row[0].strip().strip("|").count("|") == _bare(above).count("|"):
            return True
    return "\t" not in text and bool(_HEADING.search(text)) and bool(_LIST.search(text))


def _bare(row: str) -> str:
    """Return a row without its outer and its escaped pipes."""
    return re.sub(r"\\\|", "", row).strip().removeprefix("|").removesuffix("|")


def read(data: bytes) -> list[Block]:
    """Read headings, paragraphs, list items and tables, each at its lines."""
    text = delimited.decode(data)
    lines = text.split("\n")
    pieces = _PIECES.split(text)
    if len(text) > MOST_SIGNS or len(lines) > MOST_LINES or any(map(_is_endless, pieces)):
        raise Unreadable(TOO_LARGE)
    check_cells(text.count("|"), max(line.count("|") for line in lines))
    parser = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).enable("table").disable(["code", "reference"])
    tokens = parser.parse(text)
    if any(token.level >= MOST_NESTED - 1 for token in tokens):
        raise Unreadable(
            sentence("Diese Datei ist zu tief verschachtelt. Bitte laden Sie nur die Ergebnistabelle hoch.")
        )
    return list(_Blocks(parser, lines).all(tokens))


def _is_endless(piece: str) -> bool:
    return len(piece) > LONGEST_PIECE or any(piece.count(sign) > most for sign, most in MOST_OPENED.items())


class _Blocks:
    def __init__(self, parser: MarkdownIt, lines: list[str]) -> None:
        self.parser = parser
        self.lines = lines
        self.tables = 0

    def all(self, tokens: list[Token]) -> Iterator[Block]:
        level, listed, at, ahead = 0, False, Place(), iter(tokens)
        for token in ahead:
            if token.map:
                at = Place(lines=(token.map[0] + 1, max(token.map)))
            if token.type == "table_open":
                yield self._table(ahead)
            elif token.type in ("heading_open", "heading_close"):
                level = int(token.tag[1]) if token.nesting > 0 else 0
            elif token.type in ("list_item_open", "list_item_close"):
                listed = token.nesting > 0
            elif token.type == "inline":
                if found := _TASK.sub("" if listed else r"\g<0>", "\n".join(_lines(token))):
                    yield Text(found, at, "heading" if level else "body", level=level, listed=listed and not level)
                listed = False
            elif token.content:
                for line in _TAG.sub("", _BREAK.sub("\n", token.content)).split("\n"):
                    if line.strip():
                        yield Text(line.strip(), at)

    def _table(self, ahead: Iterator[Token]) -> Table:
        self.tables += 1
        rows: list[Row] = []
        cells: list[Token] = []
        at = 0
        for token in ahead:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                cells, at = [], token.map[0] if token.map else at
            elif token.type == "inline":
                cells.append(token)
            elif token.type == "tr_close":
                cells += self._beyond(at, len(cells))
                place = Place(table=self.tables, row=len(rows) + 1, lines=(at + 1, at + 1))
                rows.append(
                    Row(
                        tuple(
                            Cell(tuple(map(Paragraph, _lines(cell))), replace(place, column=column))
                            for column, cell in enumerate(cells, 1)
                        )
                    )
                )
        return Table(tuple(rows))

    def _beyond(self, at: int, width: int) -> list[Token]:
        """Return the cells of the row in line `at` beyond the table's width, which the format would drop."""
        cells = escapedSplit(self.lines[at].strip())
        if cells and not cells[0].strip():
            cells.pop(0)
        return [token for cell in cells[width:] if cell.strip() for token in self.parser.parseInline(cell.strip())]


def _lines(token: Token) -> list[str]:
    """Return the lines of an inline token without its marks; "<br>" and real line breaks end a line."""
    parts = [
        "\n"
        if child.type in ("softbreak", "hardbreak") or (child.type == "html_inline" and _BREAK.fullmatch(child.content))
        else child.content
        for child in token.children or ()
    ]
    return [line.strip() for line in "".join(parts).split("\n") if line.strip()]
