"""Head words tell what a column holds; headings inside a column are no statements."""

import pytest

from faden.intake.heads import ROLES, Column, Kind, Leaning, column, columns, same, spoken, subheading
from faden.intake.readers.blocks import Cell, Paragraph, Place, Row


@pytest.mark.parametrize(
    ("head", "role", "leaning"),
    [
        ("Dialoggruppe", "group", None),
        ("Arbeitsgruppen", "group", None),
        ("Thementisch", "group", None),
        ("Gruppe 1", "group", None),
        ("Visionziele", "goals", None),
        ("Visionsziele", "goals", None),
        ("Ziele der Arbeitsgruppe", "goals", None),
        ("Fragestellungen", "question", None),
        ("FRAGEN:", "question", None),
        ("Leitfragen der Gruppe", "question", None),
        ("Chancen und Herausforderungen", "assessment", None),
        ("Stärken / Schwächen", "assessment", None),
        ("Chancen", "assessment", "chance"),
        ("Potenziale", "assessment", "chance"),
        ("Herausforderungen", "assessment", "challenge"),
        ("Hemmnisse und Probleme", "assessment", "challenge"),
        ("Lösungsansätze und Synergien", "proposal", None),
        ("Maßnahmen", "proposal", None),
        ("Projektideen", "proposal", None),
        ("Mögliche Synergien", "proposal", "synergy"),
        ("Nr.", "number", None),
        ("Lfd. Nr.", "number", None),
        ("Nr. der Gruppe", "number", None),
        ("Ortsteil", "topic", None),
        ("Handlungsfeld", "topic", None),
        ("Questions", "question", None),
        ("Challenges & opportunities", "assessment", None),
        ("Heraus\u00adforderungen", "assessment", "challenge"),
    ],
)
def test_head_word_tells_the_column(head: str, role: str, leaning: str | None) -> None:
    assert column(head) == Column(role, leaning)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "head",
    ["", "Bemerkung", "Was wir uns wünschen", "Chancen und Lösungen", "Datum", "Eins zwei Frage drei vier fünf", "Wie viele Fragen kann man in einem so langen Kopf stellen"],
)  # fmt: skip
def test_other_words_do_not_tell(head: str) -> None:
    assert column(head) is None


def _row(*texts: str) -> Row:
    return Row(tuple(Cell((Paragraph(text),), Place(table=1, row=1, column=at)) for at, text in enumerate(texts, 1)))


HEAD = (
    "Dialoggruppe",
    "Visionziele",
    "Fragestellungen",
    "Chancen und Herausforderungen",
    "Lösungsansätze und Synergien",
)


def test_head_row_names_every_column() -> None:
    found = columns(_row(*HEAD))
    assert found is not None
    assert [found[at].role for at in range(1, 6)] == ["group", "goals", "question", "assessment", "proposal"]


def test_column_that_nobody_understands_is_left_out() -> None:
    found = columns(_row("Gruppe", "Bemerkung", "Fragen"))
    assert found == {1: Column("group"), 3: Column("question")}


def test_solutions_are_solutions_where_synergies_have_a_column_of_their_own() -> None:
    found = columns(_row("Gruppe", "Lösungen", "Synergien"))
    assert found == {1: Column("group"), 2: Column("proposal", "solution"), 3: Column("proposal", "synergy")}


@pytest.mark.parametrize(
    "texts",
    [
        ("Fragen",),
        ("Gruppe", "Gruppe"),
        ("Quartier", "GES_14 Aktive Gestaltung", "Fragen", "Chancen"),
        ("Bäche", "Wer hilft?", "Sauberes Wasser", "Mehr Brücken"),
        ("Gruppe", "Fragen", "Wir reden heute Abend sehr lange über alles, was uns wichtig ist"),
        ("Gruppe", "x", "y", "z", "Fragen", "w"),
        ("Nr.", "Gruppe"),
    ],
)
def test_row_that_says_something_is_no_head_row(texts: tuple[str, ...]) -> None:
    assert columns(_row(*texts)) is None


def test_same_heads_in_the_same_order_are_the_same_whatever_grid_column_they_begin_in() -> None:
    one = {1: Column("group"), 2: Column("goals")}
    assert same(one, {2: Column("group"), 3: Column("goals")})
    assert not same(one, {1: Column("goals"), 2: Column("group")})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Herausforderungen", ("assessment", "challenge")),
        ("Chancen:", ("assessment", "chance")),
        ("Chancen und Herausforderungen", ("assessment", None)),
        ("Mögliche Synergien:", ("proposal", "synergy")),
        ("**Lösungen**", ("proposal", "solution")),
        ("Fragen", ("question", None)),
        ("Chancen?", None),
        ("Ideen.", None),
        ("Probleme mit Autos", None),
        ("Gruppe", None),
        ("Datenschutz", None),
        ("Chancen und Lösungen", None),
        ("Ziele und Chancen", None),
        ("", None),
    ],
)
def test_only_a_text_wholly_of_head_words_is_a_heading(text: str, found: tuple[Kind, Leaning | None] | None) -> None:
    assert subheading(text) == found


@pytest.mark.parametrize(
    ("text", "heads_what_follows"),
    [("Herausforderungen", True), ("Vernetzung", False), ("Ideen", False), ("Ideen:", True), ("Wünsche", False)],
)
def test_alone_in_its_cell_only_a_word_for_a_side_is_a_heading(text: str, heads_what_follows: bool) -> None:
    assert (subheading(text, alone=True) is not None) == heads_what_follows


def test_alone_in_its_cell_a_word_of_the_tables_own_head_is_a_heading() -> None:
    assert subheading("Ideen", alone=True, head=frozenset({"ideen"})) == ("proposal", "solution")


def test_columns_without_any_kind_of_statement_are_told_apart() -> None:
    assert not spoken([Column("group"), Column("goals"), Column("number")])
    assert spoken([Column("group"), Column("proposal", "synergy")])


def test_every_word_that_commands_and_forms_offer_means_something_of_its_own() -> None:
    assert len(set(ROLES.values())) == len(ROLES)
    assert set(ROLES) == {
        "group", "goals", "question", "assessment", "chance", "challenge", "proposal", "solution", "synergy", "number", "ignore",
        "kind", "text",
    }  # fmt: skip
