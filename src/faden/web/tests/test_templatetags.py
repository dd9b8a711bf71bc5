"""Helpers of the templates write German as people read it, and let nothing run that people typed."""

from datetime import time

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString, mark_safe

from faden.web.templatetags.web import clock, differences, excerpt, in_words, item, markdown, quoted, redacted

EVIL = "<script>alert('x')</script>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mehr Bänke", "„Mehr Bänke“"),
        (" Mehr Bänke ", "„Mehr Bänke“"),
        ('"Tauschbörse"', "„‚Tauschbörse‘“"),
        ("„Tauschbörse“", "„‚Tauschbörse‘“"),
        ('"Offene Daten" und Beteiligung', "„&quot;Offene Daten&quot; und Beteiligung“"),
        ('"Eins" und "Zwei"', "„&quot;Eins&quot; und &quot;Zwei&quot;“"),
        ("„Eins“ und „Zwei“", "„„Eins“ und „Zwei““"),
        ("", "„“"),
    ],
)
def test_quoted_text_has_german_marks_and_single_ones_inside(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_quoted_text_is_escaped_once() -> None:
    assert "<script>" not in quoted(EVIL)
    assert quoted(quoted("a & b")).count("&amp;") == 1
    assert quoted(mark_safe("<mark>neu</mark>")) == "„<mark>neu</mark>“"


def test_covered_name_is_drawn_as_a_bar_and_everything_else_is_escaped() -> None:
    shown = redacted(f"Frau [Name verdeckt] sagt {EVIL}")
    assert '<span class="f-redact">Name verdeckt</span>' in shown
    assert "<script>" not in shown
    assert isinstance(shown, SafeString)


def test_covered_name_inside_a_quotation_is_drawn_as_well() -> None:
    shown = redacted(quoted("[Name verdeckt] & mehr"))
    assert shown == '„<span class="f-redact">Name verdeckt</span> &amp; mehr“'


def test_markdown_knows_headings_lists_and_bold() -> None:
    shown = markdown("## Wer wir sind\n\n- eins\n- **zwei**\n")
    assert "<h2>Wer wir sind</h2>" in shown
    assert "<strong>zwei</strong>" in shown


@pytest.mark.parametrize(
    "text",
    [EVIL, "<img src=x onerror=alert(1)>", "[klick](javascript:alert(1))", "![bild](https://evil.example/x.png)", "<a href='x' onclick='y'>z</a>"],
)  # fmt: skip
def test_html_in_markdown_is_shown_as_text_and_never_runs(text: str) -> None:
    shown = markdown(text)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert "<a href='x'" not in shown


@pytest.mark.parametrize(
    ("text", "other", "shown"),
    [
        ("Armut mildern", "Armut mildern", "Armut mildern"),
        ("Kinderarmut mildern", "Armut mildern", "<mark>Kinderarmut</mark> mildern"),
        ("Soziale Bildung stärken", "soziale Bildung stärken", "Soziale Bildung stärken"),
        ("Armut mildern", "", "<mark>Armut mildern</mark>"),
        ("", "Armut", ""),
        ("Mehr, viel grüner Platz", "Mehr Platz", "Mehr, <mark>viel grüner</mark> Platz"),
    ],
)
def test_differences_mark_the_words_that_the_other_lacks(text: str, other: str, shown: str) -> None:
    assert differences(text, other) == shown


def test_differences_escape_marked_and_unmarked_words() -> None:
    assert "<script>" not in differences(f"{EVIL} gleich", "gleich")
    assert "<script>" not in differences(EVIL, EVIL)


@pytest.mark.parametrize(
    ("moment", "said"),
    [(time(18), "18"), (time(18, 30), "18:30"), (time(8, 5), "8:05"), (time(0), "0"), (time(0, 15), "0:15")],
)
def test_time_of_day_is_said_as_people_say_it(moment: time, said: str) -> None:
    assert clock(moment) == said


@pytest.mark.parametrize(
    ("number", "word"), [(1, "eine"), (2, "zwei"), (9, "neun"), (12, "zwölf"), (13, "13"), (0, "0"), (1000, "1000")]
)
def test_small_numbers_are_words(number: int, word: str) -> None:
    assert in_words(number) == word


def _query(path: str, tag: str) -> str:
    request = RequestFactory().get(path)
    return Template("{% load web %}{% autoescape off %}" + tag + "{% endautoescape %}").render(
        Context({"request": request})
    )


@pytest.mark.parametrize(
    ("path", "tag", "query"),
    [
        ("/?art=question&seite=2", "{% query_with seite=3 %}", "?art=question&seite=3"),
        ("/?art=question&seite=2", "{% query_with seite=None %}", "?art=question"),
        ("/?seite=2", "{% query_with seite='' %}", "?"),
        ("/", "{% query_with seite=1 %}", "?seite=1"),
        ("/", "{% query_with %}", "?"),
        ("/?suche=B%C3%A4nke+%26+mehr", "{% query_with seite=1 %}", "?suche=B%C3%A4nke+%26+mehr&seite=1"),
    ],
)
def test_query_string_changes_only_what_is_named(path: str, tag: str, query: str) -> None:
    assert _query(path, tag) == query


def test_query_string_is_escaped_in_a_page() -> None:
    request = RequestFactory().get("/", {"suche": '"><script>'})
    page = Template('{% load web %}<a href="{% query_with seite=2 %}">').render(Context({"request": request}))
    assert page.count('"') == 2
    assert "<script>" not in page


def test_long_statement_is_cut_between_words() -> None:
    text = "Mehr Platz für alle " * 40
    assert len(excerpt(text)) <= 220
    assert excerpt(text).endswith("…")
    assert excerpt("Kurz") == "Kurz"


def test_missing_key_is_none() -> None:
    assert item({1: "a"}, 1) == "a"
    assert item({1: "a"}, 2) is None
