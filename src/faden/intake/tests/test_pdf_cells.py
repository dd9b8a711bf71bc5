"""Printed lines: layout, grammar and a document's habits tell together where an item ends."""

import pytest

from faden.intake.cells import Contents, Habits, contents, habits
from faden.intake.readers.blocks import Cell, Paragraph, Place
from faden.intake.seams import sew, wraps

FITS, FULL = 0.01, 0.85


def _cell(text: str, *chances: float) -> Cell:
    boxes = tuple((0.1, at / 10, 0.2, at / 10 + 0.0625) for at in range(len(chances) + 1))
    return Cell((Paragraph(text, wraps=chances, boxes=boxes),), Place(column=4))


def _read(text: str, *chances: float, known: Habits | None = None) -> Contents:
    return contents(_cell(text, *chances), known or Habits())


def _texts(text: str, *chances: float, known: Habits | None = None) -> list[str]:
    return [item.text for item in _read(text, *chances, known=known).items]


def test_line_whose_next_word_would_have_fitted_ends_an_item() -> None:
    assert _texts("Bäume am Markt\nBänke am Fluss", FITS) == ["Bäume am Markt", "Bänke am Fluss"]
    assert _texts("Bäume am Markt\nmehr Bänke", FITS) == ["Bäume am Markt", "mehr Bänke"]


def test_full_line_goes_on_where_grammar_allows_it() -> None:
    assert _texts("Bäume am Markt und in den\nStraßen der Altstadt", FULL) == [
        "Bäume am Markt und in den Straßen der Altstadt"
    ]
    assert _texts("Bäume am Markt\nwachsen zu langsam", FULL) == ["Bäume am Markt wachsen zu langsam"]


def test_boundary_that_layout_and_grammar_leave_open_says_so() -> None:
    open_one = max(
        item.unsure for item in _read("Die Großküche sucht\nLieferanten", 0.9, known=Habits(wrapping=0.7)).items
    )
    sure = max(item.unsure for item in _read("Bäume am Markt\nBänke am Fluss", FITS).items)
    assert open_one > 0.5 > 0.05 > sure


def test_line_without_mark_goes_on_among_marked_ones() -> None:
    assert _texts("• Bäume am Markt\nBrunnen daneben\n• Bänke", FULL, FULL) == [
        "Bäume am Markt Brunnen daneben",
        "Bänke",
    ]


def test_document_without_a_short_line_wraps_everywhere() -> None:
    cells = [_cell("Bäume am Markt\nwachsen zu langsam", 0.8) for _ in range(20)]
    assert habits(cells).wrapping > 0.5
    cells = [_cell("Bäume\nBrunnen\nBänke\nBlumen", FITS, FITS, FITS) for _ in range(20)]
    assert habits(cells).wrapping < 0.1


def test_column_whose_items_end_in_question_marks_ends_them_nowhere_else() -> None:
    asked = Habits(stopped={4: 0.95})
    assert _texts("Wer zahlt für die Sanierung\nBrücken und Wege?", FULL, known=asked) == [
        "Wer zahlt für die Sanierung Brücken und Wege?"
    ]
    assert _texts("Wer zahlt?\nWer baut?", FULL, known=asked) == ["Wer zahlt?", "Wer baut?"]


def test_columns_habit_is_learned_from_the_ends_of_its_cells() -> None:
    assert habits([_cell("Wer zahlt?")] * 9).stopped[4] > 0.9
    assert habits([_cell("Bäume")] * 9).stopped[4] < 0.1


def test_item_knows_the_boxes_of_all_its_lines() -> None:
    (item,) = _read("Bäume am Markt und in den\nStraßen", FULL).items
    assert item.boxes == [(0.1, 0.0, 0.2, 0.0625), (0.1, 0.1, 0.2, 0.1625)]
    assert item.place(Place(page=3)).box == (0.1, 0.0, 0.2, 0.1625)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("den Ortskern ent-", "lasten", "den Ortskern entlasten"),
        ("City-", "Logistik fördern", "City-Logistik fördern"),
        ("Innovations-", "und Gründerzentrum", "Innovations- und Gründerzentrum"),
        ("Nord-", "Süd", "Nord-Süd"),
        ("IT-", "gestützt", "IT-gestützt"),
        ("CO2-", "neutral", "CO2-neutral"),
        ("Klimaschutz und -", "anpassung", "Klimaschutz und -anpassung"),
        ("an der Ecke Markt-/", "Rosenstraße", "an der Ecke Markt-/Rosenstraße"),
        ("Sparkasse /", "Sportbund", "Sparkasse / Sportbund"),
        ("(Landfrauen)", ", Grundschule", "(Landfrauen), Grundschule"),
    ],
)
def test_lines_are_sewn_as_they_were_written(before: str, after: str, text: str) -> None:
    assert sew(before, after)[0] == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Umbau statt Neubau spart graue", "Energie"),
        ("Förderung von bis zu 40 % möglich", "(Antrag bis März)"),
        ("ab September", "2031 einen Vorschlag"),
        ("Netzanschluss nach 18", "Monaten"),
        ("Sportbund und Musikschule haben", "Unterstützung zugesagt"),
        ("In der Nordstadt fehlt", "Personal"),
        ("Quartiersbüro", "West"),
        ("Durch", "Quartiersmanagement"),
    ],
)
def test_printed_line_that_cannot_end_there_goes_on(before: str, after: str) -> None:
    assert wraps(before, after) > 0.5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Der Bauhof bildet noch aus", "Pachtpreise steigen"),
        ("Bäume pflanzen", "Bänke aufstellen"),
        ("Wohnraum erhalten", "WO_1.2 Bauen"),
        ("Laubbläser verbieten", "Dachbegrünung"),
    ],
)
def test_printed_line_that_says_all_may_end_there(before: str, after: str) -> None:
    assert wraps(before, after) < 0.2


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("Treffpunkt im Rat-", "haus-Foyer", "Treffpunkt im Rathaus-Foyer"),
        ("Parkplätze an der Ecke Markt-/", "Rosenstraße", "Parkplätze an der Ecke Markt-/Rosenstraße"),
        ("Parkplätze an der Ecke Markt-", "/Rosenstraße", "Parkplätze an der Ecke Markt-/Rosenstraße"),
        ("Wir wohnen an der Ecke Markt-/", "Rosenstraße", "Wir wohnen an der Ecke Markt-/Rosenstraße"),
        ("Wer ist davon betroffen", "?", "Wer ist davon betroffen ?"),
    ],
)
def test_line_that_wrapped_at_a_sign_is_made_whole(before: str, after: str, whole: str) -> None:
    assert wraps(before, after) > 0.8
    assert sew(before, after)[0] == whole
