"""Long lists with one statement a row, whose kind stands in a column of its own."""

import io

import openpyxl
import pytest
from docx import Document

from faden.intake import assembly
from faden.intake.forms import ColumnsForm
from faden.intake.heads import ROLES, Column, columns, kind, kinds
from faden.intake.readers.blocks import Unreadable
from faden.intake.reading import read_document
from faden.intake.results import ColumnsUnclear
from faden.intake.tests.outlines import paragraphs, plain, read, said, table, unplaced


def _csv(text: str) -> bytes:
    return text.strip().replace("\n", "\r\n").encode("cp1252")


def _docx(*rows: tuple[str, ...]) -> bytes:
    document, out = Document(), io.BytesIO()
    made = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    document.save(out)
    return out.getvalue()


def test_list_from_a_csv_file_with_group_goal_and_kind_on_every_row() -> None:
    results = read_document(
        _csv("""
Nr.;Gruppe;Ziel;Art;Beitrag
1;Wohnen;WO_1.2 Bezahlbar wohnen;Frage;Wer baut im Norden?
2;Wohnen;WO_1.2 Bezahlbar wohnen;Chance;Die Stadt hat Vorkaufsrechte
3;Wohnen;WO_1.3 Gemischt wohnen;Herausforderung;Baukosten
4;Verkehr;MO_2.1 Sicher zu Fuß;Lösung;Zebrastreifen an der Post
5;Verkehr;MO_2.1 Sicher zu Fuß;Synergie;Schulwegplan mit den Eltern
"""),
        "liste.csv",
    ).results
    assert said(results) == {
        "Wohnen": {
            "goals": ["WO_1.2 Bezahlbar wohnen", "WO_1.3 Gemischt wohnen"],
            "question": ["Wer baut im Norden?"],
            "chance": ["Die Stadt hat Vorkaufsrechte"],
            "challenge": ["Baukosten"],
        },
        "Verkehr": {
            "goals": ["MO_2.1 Sicher zu Fuß"],
            "solution": ["Zebrastreifen an der Post"],
            "synergy": ["Schulwegplan mit den Eltern"],
        },
    }
    assert unplaced(results) == []
    assert sum(one.why == "Art" for one in results.furniture) == 5
    assert sum(one.why == "Ziel wiederholt" for one in results.furniture) == 2


def test_list_from_a_workbook_with_merged_groups_and_kinds() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Thementisch", "Kategorie", "Aussage"),
        ("Park", "Ideen", "Bouleplatz"),
        (None, None, "Hundewiese"),
        (None, "Fragen", "Wer mäht?"),
        ("Bad", "Ideen", "Frühschwimmen"),
        ("Bad", None, "Sprungturm"),
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B2:B3")
    book.save(out)
    results = read_document(out.getvalue(), "liste.xlsx").results
    assert said(results) == {
        "Park": {"question": ["Wer mäht?"], "solution": ["Bouleplatz", "Hundewiese"]},
        "Bad": {"solution": ["Frühschwimmen"]},
    }
    assert [(one.text, one.why) for one in results.unplaced] == [("Sprungturm", "Art fehlt")]


def test_list_from_a_word_document() -> None:
    results = read_document(
        _docx(
            ("Rubrik", "Inhalt", "Dialoggruppe"),
            ("Ziel", "BI_2.1 Offene Schulen", "Bildung"),
            ("Problem", "Räume fehlen am Nachmittag", "Bildung"),
            ("Vorschlag", "Mensa als Treffpunkt", "Bildung"),
        ),
        "liste.docx",
    ).results
    assert said(results) == {
        "Bildung": {
            "goals": ["BI_2.1 Offene Schulen"],
            "challenge": ["Räume fehlen am Nachmittag"],
            "solution": ["Mensa als Treffpunkt"],
        }
    }


def test_letters_stand_for_kinds_where_the_whole_column_has_only_such_letters() -> None:
    results = read(
        [
            table(
                ("Gruppe", "Typ", "Text"),
                ("Ufer", "F", "Wem gehört der Steg?"),
                ("Ufer", "C", "Blick auf den Fluss"),
                ("Ufer", "H", "Hochwasser"),
                ("Hain", "L", "Lehrpfad"),
                ("Hain", "S", "Forstamt und Schule"),
                ("Hain", "Z", "NA_3 Wald erhalten"),
            )
        ]
    )
    assert said(results) == {
        "Ufer": {"question": ["Wem gehört der Steg?"], "chance": ["Blick auf den Fluss"], "challenge": ["Hochwasser"]},
        "Hain": {"goals": ["NA_3 Wald erhalten"], "solution": ["Lehrpfad"], "synergy": ["Forstamt und Schule"]},
    }


def test_text_of_an_unknown_kind_stays_unplaced() -> None:
    results = read(
        [
            table(
                ("Gruppe", "Art des Beitrags", "Wortlaut"),
                ("Markt", "Frage", "Wann ist Markt?"),
                ("Markt", "Zwischenruf", "Lauter!"),
                ("Markt", "", "Ohne Zuordnung"),
                ("", "", "Auch ohne"),
                ("Markt", "Chance/Herausforderung", "Die Bahn kommt"),
            )
        ]
    )
    assert said(results) == {"Markt": {"question": ["Wann ist Markt?"], "assessment": ["Die Bahn kommt"]}}
    assert [(one.text, one.why) for one in results.unplaced] == [
        ("Lauter!", "Art nicht erkannt: Zwischenruf"),
        ("Ohne Zuordnung", "Art fehlt"),
        ("Auch ohne", "Art fehlt"),
    ]


def test_left_out_groups_and_kinds_mean_those_above() -> None:
    results = read(
        [
            table(
                ("Gruppe", "Art", "Aussage"),
                ("Nord", "Sorge", "Lärm"),
                ("", "", "Staub"),
                ("", "Wunsch", "Tempo 30\nFlüsterasphalt"),
                ("Süd", "Frage", "Wer plant?"),
            )
        ]
    )
    assert said(results) == {
        "Nord": {"challenge": ["Lärm", "Staub"], "solution": ["Tempo 30", "Flüsterasphalt"]},
        "Süd": {"question": ["Wer plant?"]},
    }


def test_list_without_a_group_column_belongs_to_the_heading_above_it() -> None:
    results = read(
        [
            *paragraphs("# Ergebnisse\n## Dialoggruppe: Kleingärten"),
            table(
                ("Art", "Beitrag"), ("Frage", "Wie lang ist die Liste?"), ("Lösung", "Teilgärten"), (None, "Hochbeete")
            ),
            *paragraphs("## Dialoggruppe: Friedhof"),
            table(("Art", "Beitrag"), ("Chance", "Ein stiller Ort"), ("Frage", ""), number=2),
        ]
    )
    assert said(results) == {
        "Kleingärten": {"question": ["Wie lang ist die Liste?"], "solution": ["Teilgärten", "Hochbeete"]},
        "Friedhof": {"chance": ["Ein stiller Ort"]},
    }


def test_sheets_of_a_list_each_keep_their_letters_and_words() -> None:
    results = read(
        [
            table(("Team", "Category", "Statement"), ("Harbour", "Question", "Who pays?"), name="A"),
            table(("Team", "Category", "Statement"), ("Hill", "Idea", "A lift"), number=2, name="B"),
        ]
    )
    assert said(results) == {"Harbour": {"question": ["Who pays?"]}, "Hill": {"solution": ["A lift"]}}


def test_a_person_may_say_which_column_is_kind_and_which_is_text() -> None:
    blocks = [table(("A", "B", "C"), ("Hof", "Frage", "Wo parken?"), ("Hof", "Idee", "Stellplatz"))]
    found = assembly.from_blocks(list(blocks), columns={1: ROLES["group"], 2: ROLES["kind"], 3: ROLES["text"]})
    assert said(found) == {"Hof": {"question": ["Wo parken?"], "solution": ["Stellplatz"]}}
    offered = {role for role, _ in ColumnsForm.ROLES}
    assert offered == {*ROLES, ""} - {"ignore"}
    assert ColumnsForm({"column_1": "kind", "column_2": "text"}, width=2).is_valid()
    assert not ColumnsForm({"column_1": "kind", "column_2": "group"}, width=2).is_valid()


def test_list_whose_kinds_nobody_understands_is_unclear() -> None:
    with pytest.raises(ColumnsUnclear):
        assembly.from_blocks([table(("Gruppe", "Kategorie", "Text"), ("Wald", "Bürger", "Mehr Bänke"))])


def test_columns_of_statements_are_stronger_than_a_list() -> None:
    found = columns(table(("Gruppe", "Kategorie", "Fragen", "Text")).rows[0])
    assert found == {1: Column("group"), 3: Column("question")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Frage", Column("question")),
        ("Fragen (offen)", Column("question")),
        ("Lösungsidee", Column("proposal", "solution")),
        ("Anregung", Column("proposal", "solution")),
        ("Chancen und Herausforderungen", Column("assessment")),
        ("Visionsziel", Column("goals")),
        ("Kooperation", Column("proposal", "synergy")),
        ("Frage und Idee", None),
        ("Hinweis", None),
        ("Gruppe", None),
        ("Wer fragt?", None),
    ],
)
def test_word_for_a_kind(text: str, found: Column | None) -> None:
    assert kind(text) == found


def test_letters_among_words_mean_nothing() -> None:
    assert kinds(["F", "Chance"]) == {"Chance": Column("assessment", "chance")}
    assert kinds(["F", "X"]) == {}


def test_plain_lines_are_no_list() -> None:
    with pytest.raises(Unreadable):
        assembly.from_blocks(plain("Art\nFrage"))
