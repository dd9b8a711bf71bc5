"""What a reading found in a form that is short to expect, and blocks as the readers yield them."""

from collections import Counter

from faden.intake import assembly
from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Row, Table, Text
from faden.intake.results import Results
from faden.kernel.text import characters

Found = dict[str, list[str]]


def plain(text: str) -> list[Block]:
    """Return the lines of a text file, one text each, as `delimited` reads them."""
    lines = enumerate(text.strip("\n").split("\n"), 1)
    return [Text(line, Place(lines=(at, at))) for at, line in lines if line.strip()]


def paragraphs(text: str) -> list[Block]:
    """Return the paragraphs of a word processor: "#" marks headings by level, "-" list items, "~" level 0."""
    blocks: list[Block] = []
    for at, line in enumerate((line.strip() for line in text.strip().split("\n") if line.strip()), 1):
        place = Place(lines=(at, at))
        if line.startswith(("#", "~")):
            sharps = len(line) - len(line.lstrip("#"))
            blocks.append(Text(line.lstrip("#~ "), place, "heading", level=sharps))
        elif line.startswith("- "):
            blocks.append(Text(line[2:], place, listed=True))
        else:
            blocks.append(Text(line, place))
    return blocks


def table(*rows: tuple[str | None, ...], number: int = 1, name: str = "") -> Table:
    """Return a table; None is a cell merged with the one above it."""
    return Table(
        tuple(
            Row(
                tuple(
                    Cell(
                        tuple(Paragraph(part) for part in (text or "").split("\n")),
                        Place(table=number, row=at, column=column),
                        continues=text is None,
                    )
                    for column, text in enumerate(row, 1)
                )
            )
            for at, row in enumerate(rows, 1)
        ),
        name,
    )


def read(blocks: list[Block]) -> Results:
    """Read `blocks`; every visible character must be accounted for, each once."""
    results = assembly.from_blocks(blocks)
    there: Counter[str] = Counter()
    for block in blocks:
        there += characters(assembly.text_of(block))
    rest = [one.text for one in (*results.furniture, *results.unplaced)]
    spoken = [one.text for group in results.groups for one in group.contributions]
    goals = [goal.written + goal.wording for group in results.groups for goal in group.goals]
    names = [group.name for group in results.groups if group.place != Place()]
    found = characters("".join([*rest, *spoken, *goals, *names]))
    assert found == there, f"lost: {there - found}, too many: {found - there}"
    assert results.read == sum(there.values())
    return results


def said(results: Results) -> dict[str, Found]:
    """Return each group's goals and statements, these by leaning or else kind."""
    found: dict[str, Found] = {}
    for group in results.groups:
        parts: Found = found.setdefault(group.name, {})
        for goal in group.goals:
            parts.setdefault("goals", []).append(f"{goal.code} {goal.wording}".strip())
        for one in group.contributions:
            parts.setdefault(one.leaning or one.kind, []).append(one.text)
    return found


def unplaced(results: Results) -> list[str]:
    return [one.text for one in results.unplaced]
