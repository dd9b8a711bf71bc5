"""The pages of the districts."""

import re

from django.test import Client

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.people.models import Person
from faden.places import actions, queries
from faden.places.models import District, PlaceMention
from faden.programme.models import Programme


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _count(client: Client, name: str) -> int:
    found = re.search(rf">{name}</a></h2><p[^>]*>(\d+) ", _page(client, "/stadtteile/"))
    assert found
    return int(found[1])


def test_list_counts_the_statements_of_each_districts_page(programme: Programme, client: Client) -> None:
    for one in queries.districts(programme):
        total = _count(client, one.name)
        page = _page(client, one.get_absolute_url())
        assert f'<p class="f-lead">{total if total > 1 else "Ein"} Beitr' in page
        assert page.count('class="f-words f-words--l"') == total


def test_district_shows_statements_that_name_a_place_in_it(programme: Programme, client: Client) -> None:
    page = _page(client, "/stadtteile/papierviertel/")
    assert "Alte Papierfabrik umbauen" in page
    assert "Ort: Alte Papierfabrik" in page
    assert "Alte Papierfabrik</a></h3>" in page


def test_what_nobody_confirmed_is_marked(programme: Programme, client: Client, administrator: Person) -> None:
    assert "Rathaus (vermutet)" in _page(client, "/stadtteile/innenstadt/")
    for one in PlaceMention.objects.filter(place__name="Rathaus").select_related("address"):
        actions.confirm(one, by=administrator, now=NOW)
    page = _page(client, "/stadtteile/innenstadt/")
    assert "Ort: Rathaus" in page
    assert "Rathaus (vermutet)" not in page


def test_hidden_statement_leaves_list_and_count(programme: Programme, client: Client) -> None:
    before = _count(client, "Papierviertel")
    address = Address.objects.get(programme=programme, kind="B", number=6)
    set_state(address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Name"))
    assert _count(client, "Papierviertel") == before - 1
    assert "120 Quadratmetern" not in _page(client, "/stadtteile/papierviertel/")
    set_state(address, State.PUBLISHED, change=Change(by=None, now=NOW))
    assert _count(client, "Papierviertel") == before


def test_district_that_nobody_names_says_so(programme: Programme, client: Client) -> None:
    actions.save_district(programme, None, name="Mondstadt", aliases=[], ambiguous=False)
    assert "Noch nennt kein Beitrag den Stadtteil" in _page(client, "/stadtteile/mondstadt/")


def test_city_without_districts_has_a_page_that_says_so(programme: Programme, client: Client) -> None:
    District.objects.filter(programme=programme).delete()
    assert "Noch sind keine Stadtteile eingetragen." in _page(client, "/stadtteile/")
