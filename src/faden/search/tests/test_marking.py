"""Words that were found, marked in the text."""

import pytest

from faden.search.asked import parse
from faden.search.marking import spans, window
from faden.search.templatetags.search import marked


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Mehr Bäume!", "baum", "Mehr <mark>Bäume</mark>!"),
        ("Bäume & Bänke", "bänke", "Bäume &amp; <mark>Bänke</mark>"),
        ("Der Rad-Weg endet", "radweg", "Der <mark>Rad-Weg</mark> endet"),
        ("Der Rad-Weg endet", "rad", "Der <mark>Rad-Weg</mark> endet"),
        ("<b>Park</b>", "park", "&lt;b&gt;<mark>Park</mark>&lt;/b&gt;"),
        ("Im Park, im Wald", '"im park"', "<mark>Im</mark> <mark>Park</mark>, <mark>im</mark> Wald"),
        ("[Name verdeckt] im Park", "verdeckt", "[Name verdeckt] im Park"),
        ("Nichts davon", "baum", "Nichts davon"),
    ],
)
def test_words_found_are_marked_as_they_are_written(text: str, asked: str, shown: str) -> None:
    assert marked(text, parse(asked)) == shown


def test_of_a_long_text_the_part_around_the_first_word_found_is_shown() -> None:
    shown = marked("Anfang " + "und weiter " * 40 + "der Brunnen " + "noch mehr " * 40, parse("Brunnen"))
    assert "<mark>Brunnen</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 260
    assert "Anfang" not in shown


@pytest.mark.parametrize("place", [0, 100, 190, 299])
def test_an_excerpt_holds_the_first_word_found_and_is_no_longer_than_asked(place: int) -> None:
    words = ["lang"] * 300
    words[place] = "Brunnen"
    text = " ".join(words)
    found = spans(text, parse("Brunnen"))
    first, last = window(text, found, 200)
    assert first <= found[0][0] < found[0][1] <= last
    assert last - first <= 200
    assert text[first:last].strip("langBrue ") == ""


def test_one_word_longer_than_an_excerpt_is_cut() -> None:
    assert window("x" * 500, [], 200) == (0, 200)
