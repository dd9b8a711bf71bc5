"""What is meant alike stands beside what has the words: behind it, and before what has only some of them."""

import pytest
from django.test import Client

from faden.addresses.models import Address
from faden.portal import listing
from faden.programme.models import Programme

MEANT = "Ähnlich gemeint"


@pytest.fixture
def meant(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> Address:
    """A statement that is near to everything."""
    address = Address.objects.get(programme=programme, kind="B", number=21)
    monkeypatch.setattr(listing, "nearest", lambda programme, text, *, limit, least: [address.pk])
    return address


def _page(client: Client, words: str, **more: str) -> str:
    return client.get("/beitraege/", {"suche": words, **more}).content.decode()


def test_a_question_without_a_full_hit_is_answered_by_meaning_first(client: Client, meant: Address) -> None:
    page = _page(client, "Wo kann mein Kind ein Praktikum machen?")
    assert page.index(MEANT) < page.index("Babybesuch"), "before what has only some of the words"
    assert page.count(f'href="/{meant}"') == 1


def test_exact_hits_come_first_and_are_not_repeated(client: Client, meant: Address) -> None:
    page = _page(client, "Bleicherstraße")
    assert page.index("Bleicherstraße</mark>") < page.index(MEANT)
    hits = _page(client, "Praktikas")
    assert hits.count(f'href="/{meant}"') == 1
    assert MEANT not in hits


def test_filters_hold_and_further_pages_or_literal_search_have_none(client: Client, meant: Address) -> None:
    assert MEANT not in _page(client, "Bleicherstraße", art="question")
    assert MEANT not in _page(client, "Bleicherstraße", genau="1")
    assert MEANT not in _page(client, "Bleicherstraße", sortierung="neu")
