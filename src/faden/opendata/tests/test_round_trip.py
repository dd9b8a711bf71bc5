"""What is given out and taken in again is the same, in every format and whatever the words."""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faden.intake.readers.exported import HEADS
from faden.kernel.text import squeeze
from faden.opendata.formats import FORMATS
from faden.opendata.layout import Export
from faden.opendata.tests.made import DAY, Made, made, plain, read, squeezed, written
from faden.programme.models import Programme

NASTY = [
    "=1+1", "=HYPERLINK(\"x\")", "+49 Ideen", "-5 Grad", "@alle", "'=zitiert", "''@zitiert", "'s Nachts", "＝1", "-", "--", "---",
    "1. Erstens", "2. Zweitens", "a) Buchstabe", "- Strich", "• Punkt", "* Stern", "o Kreis", "k. A.", "entfällt",
    'Sie sagte "Ja"', '"', '""', "a|b|c|d|e|f|g", "| a | b |", "a;b;c;d;e;f;g;h;i;j", "a,b,c,d,e,f,g,h,i,j", "a\tb",
    "Zeile eins\nZeile zwei\r\n\r\nZeile drei", "Äpfel für Ömchen, Straße", "😀 👩‍👩‍👧 🇩🇪", "שלום עולם", "مرحبا بالعالم",
    "漢字かな", "Synergien", "Chancen", "Dialoggruppe", "Adresse Gruppe", "MO_2", "MO_2.4 Wege", "B12", "B12 Chance",
    "klein geschrieben", "Wege für Kinder und", "das Ende,", "noch mehr;", "ent-", "lasten", "(offen", "Seite 3", "Seite 3 von 5",
    "<b>fett</b>", "<table><tr><td>x", "&amp; &lt;", "**fett**", "#import \"x\"", "$x^2$", "`code`", "\\u0041", "_x0041_",
    "_x000D_", "https://example.org/" + "sehr-lang/" * 40, "Wort " * 1000, "null", "TRUE", "12.5.2026", "007", "1e5",
    "weich\u00adgetrennt", "null\u200bbreit", "fest\u00a0verbunden", "\u202eumgekehrt\u202c", "\ufeffMarke",
]  # fmt: skip
SIDES = {"question": [""], "assessment": ["", "chance", "challenge"], "proposal": ["", "solution", "synergy"]}


def _said(texts: list[str]) -> Iterator[tuple[str, str, str]]:
    pairs = [(kind, leaning) for kind, leanings in SIDES.items() for leaning in leanings]
    for at, text in enumerate(texts):
        yield (*pairs[at % len(pairs)], text)
        yield (*pairs[(at + 3) % len(pairs)], text)


GROUPS: list[Made] = [
    ("Wohnen", [("MO_2.4", "Wege: sicher machen", False), ("MO_2", "", True)], list(_said(NASTY))),
    ("Wohnen im Viertel", [], [("proposal", "synergy", "Mit Wohnen")]),
    ("Leer / ohne alles", [], []),
    ("=Gruppe; mit \"Zeichen\"", [("WO_1", "=Ziel", False), ("WO_1", "MO_2.4 noch eines", True)], []),
    ("Synergien", [("ÄÖ_1.2.3", "- mit Strich", False)], [("question", "", "Synergien")]),
    ("wohnen", [], [("assessment", "", "klein")]),
]  # fmt: skip


@pytest.mark.parametrize("ending", FORMATS)
def test_nasty_words_come_back_as_they_went(ending: str) -> None:
    assert plain(read(written(made(*GROUPS), ending))) == squeezed(*GROUPS)


@pytest.mark.parametrize("ending", FORMATS)
def test_example_comes_back_as_it_went(ending: str, programme: Programme) -> None:
    export = Export(programme, DAY)
    expected = [
        (
            section.name,
            [(goal.code, goal.wording, goal.maybe_two) for goal in section.goals],
            [(one.kind, one.leaning, one.text) for column in section.statements.values() for one in column],
        )
        for section in export.sections()
    ]
    results = read(written(export, ending))
    assert plain(results) == expected
    assert len(expected) == 9
    assert results.title == ("" if ending == "csv" else export.title)


_text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=40).map(squeeze)
_said_by_chance = st.tuples(
    st.sampled_from([(kind, leaning) for kind, leanings in SIDES.items() for leaning in leanings]),
    st.one_of(_text, st.sampled_from(NASTY).map(squeeze)).filter(bool),
).map(lambda pair: (*pair[0], pair[1]))
_groups = st.lists(
    st.tuples(
        _text.filter(bool),
        st.lists(st.tuples(st.sampled_from(["MO_1", "WO_2.10"]), _text, st.booleans()), max_size=3),
        st.lists(_said_by_chance, max_size=6),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda group: group[0],
)


@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending != "pdf"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(groups=_groups)
def test_any_words_come_back_as_they_went(ending: str, groups: list[Made]) -> None:
    assert plain(read(written(made(*groups), ending))) == squeezed(*groups)


def test_statements_stand_side_by_side_from_the_groups_first_row_on() -> None:
    said = [("question", "", "F1"), ("question", "", "F2"), ("assessment", "chance", "C1"), ("proposal", "", "L1")]
    rows = list(made(("Wohnen", [("MO_1", "Ziel", True)], said), ("Leer", [], [])).lines())
    assert rows == [
        ("G1", "Wohnen", "MO_1 (vielleicht zwei Ziele)", "Ziel", "B1", "F1", "B3 Chance", "C1", "B4", "L1"),
        ("", "", "", "", "B2", "F2", "", "", "", ""),
        ("G2", "Leer", *[""] * 8),
    ]


def test_an_edited_table_keeps_added_rows_columns_and_remarks() -> None:
    data = written(made(("Wohnen", [], [("question", "", "Alt?")])), "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data), delimiter=";"))
    rows[0].insert(0, "Bemerkung")
    rows[1].insert(0, "prüfen")
    rows.append(["", "", "Wohnen", "", "", "", "Neu?", "keine Adresse", "Teuer", "B9 Synergie", "Gemeinsam"])
    text = io.StringIO()
    csv.writer(text, delimiter="\t").writerows(rows)
    from faden.intake.reading import read_document

    results = read_document(text.getvalue().encode(), "neu.txt").results
    assert plain(results) == [
        ("Wohnen", [], [("question", "", "Alt?"), ("question", "", "Neu?"), ("assessment", "", "Teuer"),
                        ("proposal", "synergy", "Gemeinsam")]),
    ]  # fmt: skip
    assert [(one.text, one.why) for one in results.unplaced] == [
        ("prüfen", "Spalte nicht erkannt"),
        ("keine Adresse", "keine Adresse"),
    ]


def test_names_of_persons_in_an_edited_export_are_found() -> None:
    results = read(written(made(("Wohnen", [], [("question", "", "Kontakt: Petra Quellmann")])), "json"))
    assert [one.text for one in results.persons] == ["Petra Quellmann"]


def test_heads_of_the_layout_are_the_columns_of_the_original() -> None:
    assert HEADS[1::2] == (
        "Dialoggruppe",
        "Visionsziele",
        "Fragestellungen",
        "Chancen und Herausforderungen",
        "Lösungsansätze und Synergien",
    )
