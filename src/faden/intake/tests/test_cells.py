"""The inside of a cell: what is a list mark, what is a date, what is markup."""

import pytest

from faden.intake.cells import Contents, Habits, contents, habits, is_separator
from faden.intake.readers.blocks import Cell, Paragraph, Place
from faden.kernel.text import characters, squeeze


def _cell(*paragraphs: str, listed: bool = False) -> Cell:
    return Cell(tuple(Paragraph(text, listed) for text in paragraphs), Place(column=1))


def _read(*paragraphs: str, numbered: str = "") -> Contents:
    return contents(_cell(*paragraphs), Habits(numbered=frozenset(numbered)))


def _texts(*paragraphs: str, numbered: str = "") -> list[str]:
    return [item.text for item in _read(*paragraphs, numbered=numbered).items]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("• Eins\n• Zwei", ["•", "•"]),
        ("- Eins\n- Zwei", ["-", "-"]),
        ("– Eins\n– Zwei", ["–", "–"]),
        ("-Eins\n-Zwei", ["-", "-"]),
        ("1. Eins\n2. Zwei", ["1.", "2."]),
        ("1) Eins\n2) Zwei", ["1)", "2)"]),
        ("(1) Eins\n(2) Zwei", ["(1)", "(2)"]),
        ("a) Eins\nb) Zwei", ["a)", "b)"]),
        ("o Eins\no Zwei", ["o", "o"]),
        ("\uf0b7 Eins\n\uf0b7 Zwei", ["\uf0b7", "\uf0b7"]),
        ("➢ Eins\n✓ Zwei", ["➢", "✓"]),
        ("* Eins\n* Zwei", ["*", "*"]),
    ],
)
def test_list_marks_are_taken_off_and_kept(text: str, marks: list[str]) -> None:
    found = _read(text)
    assert [item.text for item in found.items] == ["Eins", "Zwei"]
    assert all(item.marked for item in found.items)
    assert found.marks == marks


@pytest.mark.parametrize(
    "text",
    [
        "3. Oktober feiern",
        "1. Mai am Markt",
        "2. Stock sanieren",
        "1. Vortrag, 2. Exkursion, 3. Gesprächskreis",
        "1. Eins",
        "o Eins",
        "-Eins",
        "Wasser auf Grünflächen leiten - wo es weniger schadet",
        "Bildung von Wohngruppen -> Interessierte zusammenbringen",
        "*Wichtig* für alle",
        "E-Cargo-Bikes",
        "5 km",
        "24/7 offen",
    ],
)
def test_dates_numbers_and_dashes_in_a_text_are_no_marks(text: str) -> None:
    found = _read(text)
    assert [item.text for item in found.items] == [text]
    assert found.marks == []


def test_two_dates_below_each_other_are_no_list() -> None:
    assert _texts("3. Oktober feiern\n1. Mai feiern") == ["3. Oktober feiern", "1. Mai feiern"]


def test_list_of_one_is_a_list_where_the_document_numbers_so() -> None:
    assert _texts("1. Eins", numbered=".") == ["Eins"]
    assert _texts("1. Eins", numbered=")") == ["1. Eins"]
    assert _texts("1. Mai feiern", numbered=".") == ["1. Mai feiern"]
    assert _texts("2. Eins", numbered=".") == ["2. Eins"]


def test_bullets_in_running_text_begin_items_of_their_own() -> None:
    assert _texts("Das muss sein: • Bänke • Brunnen") == ["Das muss sein:", "Bänke", "Brunnen"]


def test_mark_without_text_is_no_item() -> None:
    found = _read("• \n• Zwei")
    assert [item.text for item in found.items] == ["Zwei"]
    assert len(found.marks) == 2


def test_line_break_inside_a_phrase_is_no_boundary() -> None:
    assert _texts("Mehr Platz für\nKinder") == ["Mehr Platz für Kinder"]
    assert _texts("• Eins\ngeht weiter\n• Zwei") == ["Eins geht weiter", "Zwei"]


def test_line_break_between_phrases_is_a_boundary() -> None:
    assert _texts("Datenschutz\nMonitoring") == ["Datenschutz", "Monitoring"]


def test_paragraph_is_a_stronger_boundary_than_a_line_break() -> None:
    assert _texts("Nachbarschaft\ngemeinsam gestalten") == ["Nachbarschaft gemeinsam gestalten"]
    assert _texts("Nachbarschaft", "gemeinsam gestalten") == ["Nachbarschaft", "gemeinsam gestalten"]
    assert _texts("Wohnungen für", "Familien") == ["Wohnungen für Familien"]


def test_doubtful_boundary_says_so() -> None:
    sure = _read("Mehr Platz.\nWeniger Lärm").items[1].unsure
    doubtful = _read("Wir bieten Beratung an\nWeniger Lärm").items[1].unsure
    assert doubtful > 0.5 > sure


def test_item_of_a_real_list_is_marked_without_a_sign() -> None:
    found = contents(_cell("Eins", "zwei", listed=True), Habits())
    assert [(item.text, item.marked) for item in found.items] == [("Eins", True), ("zwei", True)]
    assert found.marks == []


def test_markup_is_taken_off_and_kept() -> None:
    text = '<p>Das muss sein:</p> <ul style="x"> <li>• Bänke</li> <li>• Brunnen &amp; Bäume&nbsp;hier</li> </ul>'
    found = _read(text)
    assert [squeeze(item.text) for item in found.items] == ["Das muss sein:", "Bänke", "Brunnen & Bäume hier"]
    assert found.markup[:2] == ["<p>", "</p>"]
    assert '<ul style="x">' in found.markup
    kept = "".join([*(item.text for item in found.items), *found.marks, *found.markup])
    assert characters(kept) == characters(text)


def test_entity_is_one_sign_and_what_is_left_of_it_is_kept() -> None:
    found = _read("A &amp; B &lt;3")
    assert [item.text for item in found.items] == ["A & B <3"]
    assert characters("A & B <3" + "".join(found.markup)).total() == characters("A &amp; B &lt;3").total()


def test_inline_markup_does_not_cut_a_phrase() -> None:
    assert _texts("<b>fett</b> und <i>schief</i>") == ["fett und schief"]


@pytest.mark.parametrize("text", ["Mehr <3 für alle", "< 18 Jahre > 65 Jahre", "<Name> einsetzen", "x < y"])
def test_signs_that_merely_look_like_markup_stay(text: str) -> None:
    found = _read(text)
    assert [item.text for item in found.items] == [text]
    assert found.markup == []


@pytest.mark.parametrize("text", ["---", " – – ", "___ ===", "|---|---|"])
def test_drawn_line_is_a_separator(text: str) -> None:
    assert is_separator(text)


@pytest.mark.parametrize("text", ["", "  ", "...", "***", "a-", "- Eins"])
def test_other_text_is_no_separator(text: str) -> None:
    assert not is_separator(text)


def test_habits_are_learned_from_many_cells() -> None:
    assert habits([_cell("klein geschrieben")] * 9).lower_is_usual
    assert not habits([_cell("klein geschrieben")] * 5).lower_is_usual
    assert not habits([_cell("Groß geschrieben")] * 9).lower_is_usual


def test_habit_of_numbering_is_learned_from_lists_and_from_many_lists_of_one() -> None:
    assert habits([_cell("1. Eins\n2. Zwei")]).numbered == {"."}
    assert habits([_cell("1) Eins")] * 3).numbered == {")"}
    assert habits([_cell("1. Eins")] * 2).numbered == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "• Eins\n• Zwei",
        "1. Eins\n2. Zwei\nund drei",
        "<p>Eins</p><br/>- Zwei",
        "a) Eins\nb) Zwei",
        "Intro • Eins • Zwei",
    ],
)
def test_no_sign_of_a_cell_is_lost(text: str) -> None:
    found = _read(text)
    kept = "".join([*(item.text for item in found.items), *found.marks, *found.markup])
    assert characters(kept) == characters(text)


def test_numbers_that_count_on_through_all_columns_are_marks_wherever_a_page_cuts_them() -> None:
    texts = [f"{at}. Beitrag mit der Nummer" for at in range(98, 102)]
    rows = [[f"{at}. Frage", f"{at + 1}. Sorge", f"{at + 2}.Wunsch"] for at in range(1, 97, 3)]
    rows += [["97. Letzte Frage", "die noch weitergeht\n" + "\n".join(texts), ""]]
    cells = [
        Cell((Paragraph(text),), Place(table=1, row=row, column=column))
        for row, fields in enumerate(rows, 1)
        for column, text in enumerate(fields, 1)
        if text
    ]
    known = habits(cells)
    assert contents(cells[2], known).items[0].text == "Wunsch"
    last = contents(cells[-1], known)
    assert [line.text for line in last.items] == ["die noch weitergeht", *["Beitrag mit der Nummer"] * 4]
    assert last.marks == ["98.", "99.", "100.", "101."]
