"""Tables on their side: the heads stand in the first column."""

import io

import pytest
from docx import Document

from faden.intake import assembly
from faden.intake.readers.blocks import Block, Place, Text
from faden.intake.reading import read_document
from faden.intake.results import ColumnsUnclear
from faden.intake.tests.outlines import paragraphs, read, said, table, unplaced


def test_table_of_keys_and_values_a_group() -> None:
    results = read(
        [
            *paragraphs("# Bürgerwerkstatt Tannrode"),
            table(
                ("Dialoggruppe", "Wohnen"),
                ("Ziele", "WO_1.1 Leerstand nutzen\nWO_1.4 Barrierefrei bauen"),
                ("Moderation", "Frau Ottersbach"),
                ("Fragestellungen", "Wem gehören die Häuser?\nWer kauft?"),
                ("Chancen", "Schöne Ortsmitte"),
                ("Herausforderungen", "Denkmalschutz"),
                ("Lösungsansätze", "- Tag der offenen Tür\n- Zwischennutzung"),
            ),
            table(("Dialoggruppe", "Verkehr"), ("Fragestellungen", "Wann fährt der Bus?"), number=2),
        ]
    )
    assert said(results) == {
        "Wohnen": {
            "goals": ["WO_1.1 Leerstand nutzen", "WO_1.4 Barrierefrei bauen"],
            "question": ["Wem gehören die Häuser?", "Wer kauft?"],
            "chance": ["Schöne Ortsmitte"],
            "challenge": ["Denkmalschutz"],
            "proposal": ["Tag der offenen Tür", "Zwischennutzung"],
        },
        "Verkehr": {"question": ["Wann fährt der Bus?"]},
    }
    assert [(one.text, one.why) for one in results.unplaced] == [("Frau Ottersbach", "Zeile nicht erkannt: Moderation")]
    assert results.groups[0].contributions[0].place.row == 4


def test_heading_or_first_row_names_the_group() -> None:
    results = read(
        [
            *paragraphs("# Ortsteilrunde\n## Gruppe 1: Spielplatz"),
            table(("Fragen", "Wer baut ihn?"), ("Ideen", "Wasserspiel")),
            table(("Gruppe: Dorfteich", ""), ("Fragen", "Ist er dicht?"), ("Ideen", "Steg aus Lärche"), number=2),
        ]
    )
    assert said(results) == {
        "Spielplatz": {"question": ["Wer baut ihn?"], "proposal": ["Wasserspiel"]},
        "Dorfteich": {"question": ["Ist er dicht?"], "proposal": ["Steg aus Lärche"]},
    }
    assert unplaced(results) == []


def test_sheet_a_group() -> None:
    results = read(
        [
            table(("Chancen", "Junge Familien ziehen her"), ("Lösungen", "Zweite Kita"), name="Familie"),
            table(("Chancen", "Der Chor sucht Räume"), ("Lösungen", "Aula am Abend"), number=2, name="Kultur"),
        ]
    )
    assert said(results) == {
        "Familie": {"chance": ["Junge Familien ziehen her"], "proposal": ["Zweite Kita"]},
        "Kultur": {"chance": ["Der Chor sucht Räume"], "proposal": ["Aula am Abend"]},
    }


def test_whole_table_on_its_side_has_a_column_a_group() -> None:
    results = read(
        [
            table(
                ("Thema", "Wasser", "Wald"),
                ("Visionsziele", "NA_1 Sauberer Fluss", "NA_2 Mischwald"),
                ("Fragen", "Wer misst?", "Wer pflanzt?"),
                ("Chancen / Herausforderungen", "Alte Rohre", "Viele Helfer"),
                (None, "Neue Kläranlage kommt", ""),
                ("Synergien", "", "Mit der Schule"),
            )
        ]
    )
    assert said(results) == {
        "Wasser": {
            "goals": ["NA_1 Sauberer Fluss"],
            "question": ["Wer misst?"],
            "assessment": ["Alte Rohre", "Neue Kläranlage kommt"],
        },
        "Wald": {
            "goals": ["NA_2 Mischwald"],
            "question": ["Wer pflanzt?"],
            "assessment": ["Viele Helfer"],
            "synergy": ["Mit der Schule"],
        },
    }


def test_one_table_holds_one_group_below_the_other() -> None:
    results = read(
        [
            table(
                ("Gruppe", "Nord"),
                ("Fragen", "Wo ist die Post?"),
                ("Ideen", "Paketkasten"),
                ("Gruppe", "Süd"),
                ("Fragen", "Wer räumt Schnee?"),
                ("Ideen", "-"),
            )
        ]
    )
    assert said(results) == {
        "Nord": {"question": ["Wo ist die Post?"], "proposal": ["Paketkasten"]},
        "Süd": {"question": ["Wer räumt Schnee?"]},
    }


def test_word_table_with_a_title_above_it() -> None:
    document, out = Document(), io.BytesIO()
    document.add_paragraph("Ergebnisse der Gruppe Ehrenamt")
    made = document.add_table(rows=0, cols=2)
    for row in (
        ("Ziel", "SO_2.2 Helfende stärken"),
        ("Fragen", "Wer gibt den Schlüssel heraus?"),
        ("Lösungen", "Pförtnerdienst"),
    ):
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    document.save(out)
    results = read_document(out.getvalue(), "ehrenamt.docx").results
    assert list(said(results).values()) == [
        {
            "goals": ["SO_2.2 Helfende stärken"],
            "question": ["Wer gibt den Schlüssel heraus?"],
            "proposal": ["Pförtnerdienst"],
        }
    ]


def test_value_that_sounds_like_a_head_does_not_turn_the_table() -> None:
    results = read(
        [table(("Gruppe", "Markt"), ("Chancen", "Viele Ideen"), ("Herausforderungen", "Wenig Platz für Stände"))]
    )
    assert said(results) == {"Markt": {"chance": ["Viele Ideen"], "challenge": ["Wenig Platz für Stände"]}}


def test_counts_beside_heads_are_no_statements() -> None:
    with pytest.raises(ColumnsUnclear):
        assembly.from_blocks([table(("Gruppe", "Markt"), ("Fragen", "12"), ("Lösungen", "30"))])


def test_other_table_after_tables_on_their_side_stays_unplaced() -> None:
    results = read(
        [
            table(("Gruppe", "Markt"), ("Fragen", "Wer kehrt den Platz?")),
            table(("Name", "Straße"), ("Ole", "Am Wall"), number=2),
        ]
    )
    assert said(results) == {"Markt": {"question": ["Wer kehrt den Platz?"]}}
    assert unplaced(results) == ["Name", "Straße", "Ole", "Am Wall"]


def test_upright_tables_under_captions_and_first_rows() -> None:
    results = read(
        [
            *paragraphs("# Runde Weidenau"),
            table(("Gruppe: Licht", ""), ("Fragen", "Ideen"), ("Wie hell?", "Laternen mit Fühler")),
            table(("Gruppe: Lärm", ""), ("Fragen", "Ideen"), ("Wie laut?", "Nachtruhe ab zehn"), number=2),
        ]
    )
    assert said(results) == {
        "Licht": {"question": ["Wie hell?"], "proposal": ["Laternen mit Fühler"]},
        "Lärm": {"question": ["Wie laut?"], "proposal": ["Nachtruhe ab zehn"]},
    }


def _parts(*rows: tuple[tuple[str, str], ...]) -> list[Block]:
    """Return one table on its side in the parts that a page each holds."""
    blocks: list[Block] = [Text("Runde Weidenau", Place(page=1), "heading", level=1)]
    for number, part in enumerate(rows, 1):
        blocks += [Text("", Place(page=number), "page"), table(*part, number=number)]
    return blocks


def test_row_cut_by_the_page_goes_on_below_the_repeated_head() -> None:
    results = read(
        _parts(
            (("Gruppe", "Licht"), ("Fragen", "Wie hell?"), ("Ideen", "Laternen mit Fühler\nEine Karte für den")),
            (("Gruppe", "Licht"), ("", "Heimweg\nHelle Haltestellen"), ("Gruppe", "Lärm"), ("Fragen", "Wie laut?")),
        )
    )
    assert said(results) == {
        "Licht": {
            "question": ["Wie hell?"],
            "proposal": ["Laternen mit Fühler", "Eine Karte für den Heimweg", "Helle Haltestellen"],
        },
        "Lärm": {"question": ["Wie laut?"]},
    }


def test_page_with_nothing_but_a_remainder_below_the_repeated_head_is_read() -> None:
    results = read(
        _parts(
            (("Gruppe", "Licht"), ("Fragen", "Wie hell?"), ("Ideen", "Laternen mit Fühler")),
            (("Gruppe", "Licht"), ("", "Helle Haltestellen")),
        )
    )
    assert said(results) == {
        "Licht": {"question": ["Wie hell?"], "proposal": ["Laternen mit Fühler", "Helle Haltestellen"]}
    }
    assert unplaced(results) == []
