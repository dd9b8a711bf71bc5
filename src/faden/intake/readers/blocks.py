"""What every reader yields: texts and tables, each part with its place in the source."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal


class Unreadable(Exception):
    """The document cannot be read; the message is one German sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. Pages, tables, rows, columns and lines count from 1."""

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    lines: tuple[int, int] | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the known parts only."""
        parts = {"page": self.page, "table": self.table, "row": self.row, "column": self.column}
        known: dict[str, object] = {name: value for name, value in parts.items() if value is not None}
        if self.lines is not None:
            known["lines"] = list(self.lines)
        return known


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; line breaks inside it are newlines. `listed`: the format itself calls it a list item."""

    text: str
    listed: bool = False


@dataclass(frozen=True)
class Cell:
    """A table cell at its column on the grid. `continues`: merged with the cell above it."""

    paragraphs: tuple[Paragraph, ...]
    place: Place
    span: int = 1
    continues: bool = False

    @cached_property
    def text(self) -> str:
        """All paragraphs, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing but white space stands in the cell."""
        return not self.text.strip()


@dataclass(frozen=True)
class Row:
    """The cells of one row from left to right, empty ones included."""

    cells: tuple[Cell, ...]

    @cached_property
    def filled(self) -> list[Cell]:
        """The cells that hold text."""
        return [cell for cell in self.cells if not cell.is_empty]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or the part of one that stands on one page."""

    rows: tuple[Row, ...]
    name: str = ""
    """What the format calls it: a worksheet's title."""


Role = Literal["body", "heading", "header", "footer", "note", "page"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph outside any table. `role` "page" is an empty mark: here a new page begins."""

    text: str
    place: Place
    role: Role = "body"


Block = Text | Table
