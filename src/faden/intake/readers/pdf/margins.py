"""What stands outside tables: titles, paragraphs, running heads and feet, page numbers."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from faden.intake import seams
from faden.intake.readers.blocks import Box, Place, Role, Text, around
from faden.intake.readers.pdf.columns import Columns, head
from faden.intake.readers.pdf.layout import Line, Sheet, Word, lines, segments
from faden.intake.readers.pdf.passages import is_before
from faden.kernel.text import fold

HEAD, FOOT = 0.09, 0.91
"""Above and below these parts of a page's height stand running heads and feet."""
_COLUMN_GAP = 2.2
_LARGE = 1.15
_NEAREST = 40
_LONGEST_HEADING = 160
_MARK = re.compile(r"[•●○◦▪▫■□►▶◆◇➢➤➔✓✔‣⁃∙·\uf0b7\uf0a7\uf0d8]|[-–—*]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")


def body(sheet: Sheet) -> list[Word]:
    """Return the words between the head and the foot of the page."""
    return [word for word in sheet.words if sheet.height * HEAD < word.middle[1] < sheet.height * FOOT]


def box(sheet: Sheet, found: Iterable[Line]) -> Box | None:
    """Return the box around lines of one page."""
    edges = around(line.edges for line in found)
    return sheet.box(edges) if edges else None


@dataclass(frozen=True, slots=True)
class Style:
    """What a document's letters look like: the `usual` size, and the levels of its headings by size and weight."""

    usual: float = 0.0
    levels: Mapping[tuple[float, bool], int] = field(default_factory=dict)


def style(sheets: Sequence[Sheet]) -> Style:
    """Learn the style of a document: the letters that most of it is set in are no heading's."""
    looks: Counter[tuple[float, bool]] = Counter()
    for sheet in sheets:
        for word in sheet.words:
            looks[_half(word.size), word.bold] += len(word.text)
    if not looks:
        return Style()
    (usual, bold), _ = looks.most_common(1)[0]
    large = [look for look in looks if look[0] > usual * _LARGE or (look[1] and not bold and look[0] >= usual)]
    return Style(usual, {look: level for level, look in enumerate(sorted(large, reverse=True), 1)})


def _half(size: float) -> float:
    return round(size * 2) / 2


def texts(
    sheet: Sheet, words: Sequence[Word], *, style: Style = Style(), running: Container[str] | None = None
) -> list[Text]:
    """Return `words` as paragraphs in reading order, list items each for itself.

    At the head and the foot of the page, only texts of the shapes in `running` are its running lines; None: all are.
    """
    return [_text(sheet, run, style, running) for run in _runs(words, sheet)]


def _runs(words: Sequence[Word], sheet: Sheet) -> list[list[Line]]:
    """Gather lines that stand below each other, in one style and without a gap, from the top."""
    runs: list[list[Line]] = []
    for line in lines(words, sheet.number):
        for part in segments(line, gap=_COLUMN_GAP):
            home = next((run for run in reversed(runs[-_NEAREST:]) if _goes_on(run, part)), None)
            if home is None or _is_item(part, sheet):
                runs.append([part])
            else:
                home.append(part)
    return runs


def _is_item(line: Line, sheet: Sheet) -> bool:
    return bool(_MARK.match(line.text)) or any(is_before(dot, line) for dot in sheet.dots)


def _goes_on(run: list[Line], line: Line) -> bool:
    last = run[-1]
    step = line.base - last.base
    if not 0 < step < 4 * line.size or line.left >= last.right or last.left >= line.right:
        return False
    usual = run[1].base - run[0].base if len(run) > 1 else 1.55 * last.size
    return (
        not (last.words[0].turn or line.words[0].turn)
        and last.bold == line.bold
        and abs(last.size - line.size) < 0.08 * line.size
        and 0.5 * line.size < step <= usual * 1.13
    )


def _text(sheet: Sheet, run: list[Line], style: Style, running: Container[str] | None) -> Text:
    text = ""
    for line in run:
        text = seams.sew(text, line.text)[0] if text else line.text
    role: Role = "body"
    middle = (run[0].edges[1] + run[-1].edges[3]) / 2
    known = running is None or shape(text) in running
    level = style.levels.get((_half(run[0].size), run[0].bold), 0)
    listed = _is_item(run[0], sheet)
    if known and middle < sheet.height * HEAD:
        role = "header"
    elif known and middle > sheet.height * FOOT:
        role = "footer"
    elif level and not listed and len(text) < _LONGEST_HEADING:
        role = "heading"
    place = Place(page=sheet.number, box=box(sheet, run))
    return Text(text, place, role, level if role == "heading" else 0, listed)


def shape(text: str) -> str:
    """Return `text` with its numbers alike: what running heads have in common."""
    return re.sub(r"\d+", "0", fold(text))


def running(sheets: Sequence[Sheet], heads: Columns | None) -> set[str]:
    """Return the shapes of the lines that stand at the head or the foot of several pages; heads of tables are none."""
    counts: Counter[str] = Counter()
    for sheet in sheets:
        counts.update({shape(line.text) for line in _edge_lines(sheet, heads)})
    return {one for one, count in counts.items() if one and (count > 1 or one == "0")}


def _edge_lines(sheet: Sheet, heads: Columns | None) -> list[Line]:
    edge = [word for word in sheet.words if not sheet.height * HEAD < word.middle[1] < sheet.height * FOOT]
    found = lines([word for word in edge if not word.turn], sheet.number)
    table = head(found, 1.3, heads)
    kept = found if table is None else found[: table.first]
    if table is not None:
        kept += [line for line in found[table.end :] if line.base > sheet.height * FOOT]
    return [part for line in kept for part in segments(line, gap=_COLUMN_GAP)]


def running_words(sheet: Sheet, shapes: Container[str], heads: Columns | None) -> set[int]:
    """Return the ids of the words in the running lines of `shapes` at the head and the foot of the page."""
    return {id(word) for line in _edge_lines(sheet, heads) if shape(line.text) in shapes for word in line.words}
