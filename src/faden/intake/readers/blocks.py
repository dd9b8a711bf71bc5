"""What every reader yields: texts and tables, each part with its place in the source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal


class Unreadable(Exception):
    """The document cannot be read; the message is one German sentence that says what to do."""


Box = tuple[float, float, float, float]
"""Left, top, right and bottom as parts of the page's width and height, 0 to 1 from its upper left corner."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. Pages, tables, rows, columns and lines count from 1. `box`: where on its page."""

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    lines: tuple[int, int] | None = None
    box: Box | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the known parts only."""
        parts = {"page": self.page, "table": self.table, "row": self.row, "column": self.column}
        known: dict[str, object] = {name: value for name, value in parts.items() if value is not None}
        if self.lines is not None:
            known["lines"] = list(self.lines)
        if self.box is not None:
            known["box"] = [round(edge, 4) for edge in self.box]
        return known


def around(boxes: Iterable[Box]) -> Box | None:
    """Return the smallest box around all of `boxes`, None where there is none."""
    edges = list(zip(*boxes, strict=True))
    return (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])) if edges else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; line breaks inside it are newlines. `listed`: the format itself calls it a list item.

    Where the format knows the page's layout (PDF), `wraps` says of each line break how surely the line merely
    wrapped there because the next word did not fit (0 to 1, 0.5: the layout does not tell), and `boxes` where
    each line stands.
    """

    text: str
    listed: bool = False
    wraps: tuple[float, ...] = ()
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at its column on the grid. `continues`: merged with the cell above it."""

    paragraphs: tuple[Paragraph, ...]
    place: Place
    span: int = 1
    continues: bool = False

    @property
    def text(self) -> str:
        """All paragraphs, one a line."""
        if len(self.paragraphs) == 1:
            return self.paragraphs[0].text
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
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
    """A paragraph outside any table. `role` "page" is an empty mark: here a new page begins.

    `level`: of a heading, from 1; 0 where the format does not say. `listed`: the format calls it a list item.
    """

    text: str
    place: Place
    role: Role = "body"
    level: int = 0
    listed: bool = False


Block = Text | Table

Progress = Callable[[int, int], None]
"""Told while a long document is read: how many of how many pages are done."""
