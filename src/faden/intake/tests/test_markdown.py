"""Markdown is told from plain text and read with all its cells."""

from __future__ import annotations

import pytest

from faden.intake.readers import markdown
from faden.intake.readers.blocks import Table, Text, Unreadable
from faden.intake.tests import small_files
from faden.intake.tests.documents import samples

TABLE = "| a | b |\n|---|:-:|\n| x | y |\n"


def test_cells_lose_their_marks_and_keep_their_lines() -> None:
    table = markdown.read(
        b"| a | b |\n|---|---|\n| **fett** und *schr\xc3\xa4g*<br>neu | l\\|r [Wort](http://x.de) `Code` |\n"
    )[0]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[1].cells] == ["fett und schräg\nneu", "l|r Wort Code"]
    assert [cell.place.to_dict() for cell in table.rows[1].cells] == [
        {"table": 1, "row": 2, "column": 1, "lines": [3, 3]},
        {"table": 1, "row": 2, "column": 2, "lines": [3, 3]},
    ]


def test_cells_beyond_the_head_are_not_lost() -> None:
    table = markdown.read(b"| a | b |\n|---|---|\n| x | y | **mehr** |\n")[0]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[1].cells] == ["x", "y", "mehr"]


def test_headings_paragraphs_and_lists_know_what_they_are() -> None:
    blocks = markdown.read(b"# Titel\n\nUnter\n-----\n\nein\nAbsatz\n\n- eins\n  - zwei\n\n    mehr\n1. drei\n")
    assert [
        (one.text, one.role, one.level, one.listed, one.place.lines) for one in blocks if isinstance(one, Text)
    ] == [
        ("Titel", "heading", 1, False, (1, 1)),
        ("Unter", "heading", 2, False, (3, 3)),
        ("ein\nAbsatz", "body", 0, False, (6, 7)),
        ("eins", "body", 0, True, (9, 9)),
        ("zwei", "body", 0, True, (10, 10)),
        ("mehr", "body", 0, False, (12, 12)),
        ("drei", "body", 0, True, (13, 13)),
    ]


def test_link_definitions_and_raw_blocks_keep_their_words() -> None:
    found = " ".join(
        one.text
        for one in markdown.read(b"[Quelle]: http://x.de\n\n<div>\nim Block\n</div>\n")
        if isinstance(one, Text)
    )
    assert "Quelle" in found
    assert "im Block" in found
    assert "<div>" not in found


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        f"Vorwort\n\n{TABLE}",
        "a | b\n--|--\nx | y\n",
        "# Titel\n\n- eins\n- zwei\n",
        "Titel\n=====\n\n1. a\n2. b\n",
    ],
)
def test_tables_in_pipes_or_headings_with_lists_are_markdown(text: str) -> None:
    assert markdown.is_markdown(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "Gruppe\tZiele\n# eins\t- a\n- b\tc\n",
        "# Kommentar\nGruppe;Ziele\na;b\n",
        "Gruppe|Ziele\na|b\n",
        "Titel\n-----\nGruppe\tZiele\n- a\tb\n- c\td\n",
        "- eins\n- zwei\n",
        "# nur Titel\n",
        "",
        "-|-\n",
        "\0" * 40,
    ],
)
def test_plain_text_and_delimited_tables_are_no_markdown(text: str) -> None:
    assert not markdown.is_markdown(text.encode())


def test_no_sample_of_another_format_is_markdown() -> None:
    others = [sample for sample in samples() if not sample.filename.endswith("x")]
    assert not [sample.name for sample in others if markdown.is_markdown(sample.data)]
    assert not markdown.is_markdown(small_files.csv())
    assert not markdown.is_markdown(small_files.text())


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(Unreadable, match="verschachtelt"):
        markdown.read(("> " * 500 + "tief").encode())


def test_boxes_of_tasks_are_marks_of_their_list() -> None:
    blocks = markdown.read("# Ziele\n\n- [ ] Höfe öffnen\n- [x] Bäume [neu]\n\n[x] kein Punkt\n".encode())
    assert [one.text for one in blocks if isinstance(one, Text)] == [
        "Ziele",
        "Höfe öffnen",
        "Bäume [neu]",
        "[x] kein Punkt",
    ]
