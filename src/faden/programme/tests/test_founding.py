"""A programme is founded with a name for its address and the pages that law and courtesy ask for."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from faden.conftest import NOW
from faden.programme.actions import NEEDED_PAGES, RESERVED_SLUGS, NameTaken, edit_page, found
from faden.programme.models import City, Page, Programme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Bottrop 2030+", "bottrop-2030"),
        ("Süd-Öffnung für Großräschen", "sued-oeffnung-fuer-grossraeschen"),
        ("Ziele", "programm-ziele"),
        ("Schreibtisch!", "programm-schreibtisch"),
        ("+++", "programm"),
    ],
)
def test_short_name_is_made_from_the_name(name: str, slug: str) -> None:
    assert found(city="Musterstadt", name=name, now=NOW).slug == slug


def test_short_name_fits_its_column_however_long_the_name_is() -> None:
    """PostgreSQL refuses what SQLite lets pass."""
    made = found(city="Musterstadt", name="Zukunftswerkstatt " * 6, now=NOW)
    assert len(made.slug) <= Programme._meta.get_field("slug").max_length  # type: ignore[operator]


def test_no_programme_hides_a_path_of_its_own() -> None:
    paths = {str(one.pattern).split("/")[0] for one in get_resolver().url_patterns}
    for one in get_resolver().url_patterns:
        for below in getattr(one, "url_patterns", []):
            paths.add(str(one.pattern).split("/")[0] or str(below.pattern).split("/")[0])
    missing = {path for path in paths if path and not path.startswith(("^", "<"))} - RESERVED_SLUGS
    assert not missing, f"Paths that a programme's short name could hide: {missing}"


def test_name_that_is_taken_is_refused_with_a_sentence() -> None:
    found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    with pytest.raises(NameTaken, match=r"Ein Programm „Musterstadt 2040“ gibt es schon\."):
        found(city="Anderswo", name="Musterstadt 2040", now=NOW)
    assert not City.objects.filter(name="Anderswo").exists()


def test_second_programme_of_a_city_joins_the_first() -> None:
    one = found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    other = found(city="Musterstadt", name="Musterstadt 2050", now=NOW)
    assert one.city == other.city


def test_programme_begins_with_the_pages_that_every_installation_needs() -> None:
    made = found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    pages = {page.slug: page for page in Page.objects.filter(programme=made)}
    assert set(pages) == set(NEEDED_PAGES) == {"impressum", "datenschutz", "barrierefreiheit", "leichte-sprache"}
    assert all(page.text and page.changed_at == NOW for page in pages.values())
    assert not made.is_example


def test_edited_page_says_since_when_it_stands_so() -> None:
    made = found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    later = NOW + timedelta(days=3)
    edit_page(Page.objects.get(programme=made, slug="impressum"), title="Wer wir sind", text="Die Stadt", now=later)
    kept = Page.objects.get(programme=made, slug="impressum")
    assert (kept.title, kept.text, kept.changed_at) == ("Wer wir sind", "Die Stadt", later)
    assert str(kept) == "Wer wir sind"


@pytest.mark.parametrize("key", ["1234567", "123456789", "0551200x"])
def test_municipality_key_has_eight_digits(key: str) -> None:
    with pytest.raises(ValidationError, match=r"acht Ziffern|8 Zeichen"):
        City(name="Bottrop", ags=key).full_clean()


def test_municipality_key_may_begin_with_a_zero() -> None:
    City(name="Bottrop", ags="05512000").full_clean()
