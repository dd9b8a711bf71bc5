"""Links in mails lead to the right page, whatever a request says of its host."""

import pytest
from django.urls import get_script_prefix
from django.utils.translation import override
from pytest_django.fixtures import Settings

from faden.config.environment import Refused, site
from faden.conftest import NOW
from faden.post.links import link
from faden.programme.actions import found
from faden.programme.models import Programme


def test_link_begins_with_the_address_of_the_pages(programme: Programme, settings: Settings) -> None:
    settings.SITE_ADDRESS = "https://dialog.example.org/faden"
    assert link(programme, "address", "B83") == "https://dialog.example.org/faden/B83"


def test_link_names_language_and_programme_where_needed(programme: Programme, settings: Settings) -> None:
    settings.SITE_ADDRESS = "https://dialog.example.org"
    found(city="Anderswo", name="Anderswo 2040", now=NOW)
    with override("en"):
        assert link(programme, "address", "B83") == f"https://dialog.example.org/en/{programme.slug}/B83"
    assert get_script_prefix() == "/"


@pytest.mark.parametrize(
    ("given", "hosts", "https", "meant"),
    [
        ("https://dialog.example.org/faden/", ["anders.example"], False, "https://dialog.example.org/faden"),
        ("", ["*", ".example.org", "dialog.example.org"], True, "https://dialog.example.org"),
        ("", ["dialog.example.org"], False, "http://dialog.example.org"),
        ("", ["*"], False, "http://localhost:8000"),
    ],
)
def test_address_of_the_pages_is_given_or_the_first_host(
    monkeypatch: pytest.MonkeyPatch, given: str, hosts: list[str], https: bool, meant: str
) -> None:
    monkeypatch.setenv("FADEN_ADDRESS", given)
    assert site("FADEN_ADDRESS", hosts, https=https) == meant


@pytest.mark.parametrize("given", ["dialog.example.org", "ftp://dialog.example.org", "https://", "https://a/?b=c"])
def test_address_that_is_none_is_refused_with_an_example(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("FADEN_ADDRESS", given)
    with pytest.raises(Refused, match="Bitte so angeben: https://"):
        site("FADEN_ADDRESS", [], https=False)
