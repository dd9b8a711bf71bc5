"""What the ends of printed lines tell: drawn spaces, cut words, indents, repeated heads."""

import pytest

from faden.intake.cells import contents, habits
from faden.intake.readers import pdf
from faden.intake.readers.blocks import Cell, Paragraph, Place, Unreadable
from faden.intake.readers.pdf.ends import Spaces, is_address, is_cut
from faden.intake.readers.pdf.layout import Line, Sheet, Word
from faden.intake.readers.pdf.letters import CROWDED, MOST_WORDS
from faden.intake.readers.pdf.passages import Field, Passage, Widths, part_outdented, table
from faden.intake.readers.pdf.structure import sort_out
from faden.intake.readers.pdf.untagged import parts_at_heads, sew_rows

SIZE, LETTER, WIDE = 10.0, 5.0, 80.0


def _line(text: str, *, at: int = 0, left: float = 0.0, spaced: bool = False, page: int = 1) -> Line:
    words, x, base = [], left, 20.0 + 12 * at
    for part in text.split(" "):
        words.append(Word(part, x, base - SIZE, x + LETTER * len(part), base, base, SIZE))
        x += LETTER * (len(part) + 0.5)
    words[-1].spaced = spaced
    return Line(words, page)


def _drawing() -> Spaces:
    """A document that draws spaces where its lines wrap."""
    wrapped = [[_line("eine Zeile", spaced=True), _line("geht weiter", at=1)] for _ in range(20)]
    return Spaces([*wrapped, [_line("ganz unten", at=30)]])


def _texts(field: Field) -> list[str]:
    return [" ".join(line.text for line in passage.lines) for passage in field.passages]


def test_drawn_space_says_that_the_line_wrapped_and_its_lack_that_the_text_ended() -> None:
    spaces = _drawing()
    assert spaces.odds(_line("Bäume", spaced=True), WIDE) > 10
    assert spaces.odds(_line("Bäume"), WIDE) < 0.1
    assert spaces.odds(_line("Bäume"), 26.0) == 1  # no room for a space


def test_spaces_drawn_behind_every_line_say_nothing() -> None:
    cell = [_line("eine Zeile", spaced=True), _line("ein Ende", at=1, spaced=True)]
    spaces = Spaces([*[cell] * 20, [_line("ganz unten", at=30)]])
    assert spaces.odds(cell[0], WIDE) == spaces.odds(_line("Bäume"), WIDE) == 1


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ("Schwimmbadum", "bau", True),
        ("Genossenscha", "ft mit Läden", True),
        ("• Spielplatz", "ung im Park", True),
        ("WOHNUNGSBAU", "TEN", True),
        ("Nachbarinnen", "helfen gern", False),
        ("Grundschulen", "und Kitas", False),
        ("Grundschulen", "Kitas", False),
        ("eine Brücke", "ung", False),
    ],
)
def test_word_that_fills_its_line_may_be_cut(before: str, after: str, *, cut: bool) -> None:
    line = _line(before)
    assert is_cut(line, _line(after, at=1), line.right + 1, Spaces()) is cut


def test_internet_address_goes_on_in_the_next_line() -> None:
    assert is_address("siehe https://example.org/dorf?", _line("id=12"))
    assert not is_address("siehe example", _line("id=12"))


def test_word_alone_on_its_line_stands_beside_its_mark() -> None:
    one = Field(0, 0, passages=[Passage([_line("–"), _line("Straßenbahn", at=1), _line("bauen", at=2)])])
    found = table([one], 1, {1: Sheet(1, 100, 100)}, Widths([one]))
    assert found.rows[0].cells[0].text == "– Straßenbahn\nbauen"


def test_line_left_of_the_hanging_text_leaves_the_list() -> None:
    lines = [_line("• Bäume am"), _line("Markt", at=1, left=7.5), _line("• Bänke", at=2), _line("Chancen", at=3)]
    hanging = Field(0, 0, passages=[Passage(lines)])
    part_outdented([hanging])
    assert _texts(hanging) == ["• Bäume am Markt • Bänke", "Chancen"]


def test_lists_without_hanging_text_stay_whole() -> None:
    lines = [_line("• Bäume am"), _line("Markt", at=1), _line("• Bänke", at=2)]
    flush = Field(0, 0, passages=[Passage(lines)])
    part_outdented([flush])
    assert _texts(flush) == ["• Bäume am Markt • Bänke"]


def test_list_made_of_two_neighbouring_cells_goes_back_to_its_columns() -> None:
    heads = [Field(0, column, passages=[Passage([_line("Kopf", left=100.0 * column)])]) for column in range(3)]
    mixed = Field(
        1, 1, passages=[Passage([_line("Mitte", at=2, left=100)]), Passage([_line("Rechts", at=2, left=200)])]
    )
    empty = Field(1, 2)
    sort_out([*heads, mixed, empty])
    assert (_texts(mixed), _texts(empty)) == (["Mitte"], ["Rechts"])


def test_text_with_a_drawn_space_at_a_page_end_goes_on_behind_it() -> None:
    filled = [Field(0, 0, passages=[Passage([_line("vorn", spaced=True), _line("hinten", at=1)])]) for _ in range(9)]
    above = Field(0, 0, passages=[Passage([_line("Licht am", at=20, spaced=True)])])
    below = Field(0, 0, passages=[Passage([_line("Hafen", page=2), _line("Bänke", at=1, page=2)])])
    sew_rows([above], [below], Widths([*filled, above, below]))
    assert (_texts(above), _texts(below)) == (["Licht am Hafen"], ["Bänke"])


def test_table_is_parted_where_its_head_is_repeated() -> None:
    head = [(0, ["Gruppe"])]
    rest = [Field(row, 0, passages=[Passage([_line(text)])]) for row, text in enumerate(("Rest", "Gruppe", "Neues"))]
    parts = parts_at_heads(rest, [head])
    assert [[_texts(one) for one in part] for part in parts] == [[["Rest"]], [["Gruppe"], ["Neues"]]]
    assert [one.row for one in parts[1]] == [0, 1]


def test_numbers_that_count_on_from_cell_to_cell_are_marks() -> None:
    texts = ["1. Wer zahlt?", "2. Wer baut?\n3. Wer prüft?", "4. Wer wartet?"]
    cells = [Cell((Paragraph(text),), Place(row=row, column=3)) for row, text in enumerate(texts, 1)]
    known = habits(cells)
    assert [item.text for item in contents(cells[2], known).items] == ["Wer wartet?"]
    alone = Cell((Paragraph("4. Wer wartet?"),), Place(row=1, column=3))
    assert [item.text for item in contents(alone, habits([alone])).items] == ["4. Wer wartet?"]


def test_page_with_far_too_many_scattered_words_is_refused() -> None:
    words = " ".join(f"w{at}" for at in range(MOST_WORDS + 10))
    with pytest.raises(Unreadable, match=CROWDED[:30]):
        pdf.read(_crowded(words))


def _crowded(words: str) -> bytes:
    """Return a page with all `words` on it, one line each."""
    shown = "".join(f"BT /F 1 Tf 1 0 0 1 1 {at / 10} Tm ({word}) Tj ET\n" for at, word in enumerate(words.split(" ")))
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 900]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}endstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size 6>>\n".encode()
