"""What the cut of a page leaves of a list in a table."""

import pytest

from faden.intake.readers.blocks import Block, Place, Text
from faden.intake.tests.outlines import read, said, table

HEAD = ("Gruppe", "Fragen", "Ideen")


@pytest.mark.parametrize(
    ("below", "questions"),
    [
        ("3. Wer räumt?", ["Wer fegt?", "Wer streut?", "Wer räumt?"]),
        ("5. Wer räumt?", ["Wer fegt?", "Wer streut?", "5. Wer räumt?"]),
        ("3.000 Euro für wen?", ["Wer fegt?", "Wer streut?", "3.000 Euro für wen?"]),
    ],
)
def test_a_single_number_below_the_cut_is_a_mark_where_it_counts_on(below: str, questions: list[str]) -> None:
    blocks: list[Block] = [
        table(HEAD, ("Winter", "1. Wer fegt?\n2. Wer streut?", "Ein Plan")),
        Text("", Place(page=2), "page"),
        table(HEAD, ("", below, ""), number=2),
    ]
    assert said(read(blocks))["Winter"]["question"] == questions
