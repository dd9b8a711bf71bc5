"""The map's page, what it draws, and the page of a place: one choice, one set of numbers."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.dialogue.models import Contribution, Kind
from faden.people.models import Person, Role
from faden.places.actions import add, recognise, reject, remove_place, reopen
from faden.places.models import District, Place, PlaceMention
from faden.portal import atlas
from faden.programme.models import Programme
from faden.programme.whole_pages import shelf

WEBERPLATZ = "Weberplatz"


@pytest.fixture
def statements(programme: Programme) -> list[Contribution]:
    """Three statements that name the same place, all that anybody names: two proposals and a question."""
    recognise(
        programme, dict.fromkeys(Address.objects.filter(place_mentions__isnull=False).values_list("pk", flat=True), "")
    )
    kinds = (Kind.PROPOSAL, Kind.PROPOSAL, Kind.QUESTION)
    found = [
        Contribution.objects.filter(programme=programme, kind=kind).select_related("address")[at]
        for at, kind in enumerate(kinds)
    ]
    recognise(programme, {one.address_id: WEBERPLATZ for one in found})
    reopen(PlaceMention.objects.get(address=found[0].address))
    return found


def drawn(client: Client, query: str = "") -> dict[str, dict[str, Any]]:
    """Return what the map draws, by the feature's id."""
    return {one["id"]: one for one in client.get(f"/karte.json{query}").json()["features"]}


def listed(client: Client, query: str = "") -> dict[str, int]:
    """Return how many statements the list names for each place."""
    page = client.get(f"/karte/{query}").content.decode()
    rows = re.findall(r'<li id="ort-\d+">.*?href="[^"]*">(.*?)</a>.*?<span data-count>(\d+) ', page)
    return {name: int(count) for name, count in rows}


def points(features: dict[str, dict[str, Any]]) -> dict[str, int]:
    named = [one["properties"] for one in features.values() if one["geometry"]["type"] == "Point"]
    return {one["name"]: one["count"] for one in named}


def test_the_list_and_the_map_say_the_same_of_the_example(client: Client, programme: Programme) -> None:
    said = listed(client)
    assert len(said) > 5
    assert points(drawn(client)) == said


@pytest.mark.parametrize(("query", "count"), [("", 3), ("?art=proposal", 2), ("?art=question", 1), ("?art=xyzzy", 3)])
def test_a_kind_narrows_the_map_the_list_and_the_page_of_the_place(
    client: Client, statements: list[Contribution], query: str, count: int
) -> None:
    assert listed(client, query) == points(drawn(client, query)) == {WEBERPLATZ: count}
    place = Place.objects.get(name=WEBERPLATZ)
    page = client.get(f"/orte/{place.pk}/{query}").content.decode()
    assert page.count('<p class="f-words') == count


def test_a_district_narrows_to_its_places_and_its_outline(client: Client, statements: list[Contribution]) -> None:
    place = Place.objects.select_related("district").get(name=WEBERPLATZ)
    assert place.district
    assert points(drawn(client, f"?stadtteil={place.district.slug}")) == {WEBERPLATZ: 3}
    other = District.objects.exclude(pk=place.district.pk)[0]
    assert list(drawn(client, f"?stadtteil={other.slug}")) == [f"stadtteil-{other.slug}"]
    assert "Dazu haben wir keinen Ort gefunden." in client.get(f"/karte/?stadtteil={other.slug}").content.decode()


def test_what_is_no_longer_public_or_was_rejected_counts_nowhere(
    client: Client, programme: Programme, statements: list[Contribution], make_person: Callable[..., Person]
) -> None:
    set_state(statements[0].address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Name"))
    assert listed(client) == {WEBERPLATZ: 2}
    mention = PlaceMention.objects.select_related("address").get(address=statements[1].address)
    reject(mention, by=make_person(Role.FACILITATOR), now=NOW)
    assert listed(client) == points(drawn(client)) == {WEBERPLATZ: 1}
    assert atlas.atlas(programme, {}).total == 1


def test_statements_of_a_hidden_group_count_nowhere(client: Client, statements: list[Contribution]) -> None:
    for address in Address.objects.filter(group__contributions__in=statements).distinct():
        set_state(address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Name"))
    assert listed(client) == points(drawn(client)) == {}


def test_the_data_are_geojson_with_closed_outlines_and_points_within(client: Client, programme: Programme) -> None:
    response = client.get("/karte.json")
    assert response["Content-Type"] == "application/geo+json"
    found = json.loads(response.content)
    assert found["type"] == "FeatureCollection"
    outlines = [one for one in found["features"] if "at" in one["properties"]]
    assert len(outlines) == District.objects.filter(programme=programme).count()
    for one in outlines:
        ring = one["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert min(x for x, _ in ring) < one["properties"]["at"][0] < max(x for x, _ in ring)


def test_shapes_are_drawn_until_there_are_too_many_points(
    monkeypatch: pytest.MonkeyPatch, client: Client, statements: list[Contribution]
) -> None:
    line = {"type": "LineString", "coordinates": [[8.0, 51.6], [8.01, 51.6], [8.02, 51.61]]}
    Place.objects.filter(name=WEBERPLATZ).update(geometry=line)
    shapes = [one for one in drawn(client).values() if "of" in one["properties"]]
    assert [one["geometry"] for one in shapes] == [line]
    shelf.clear()
    monkeypatch.setattr(atlas, "MAX_SHAPE_POINTS", 2)
    assert not [one for one in drawn(client).values() if "of" in one["properties"]]


def test_without_places_the_page_says_what_to_do_and_brings_no_scripts(client: Client, programme: Programme) -> None:
    for place in Place.objects.filter(programme=programme):
        remove_place(place)
    for district in District.objects.filter(programme=programme):
        remove_place(district)
    page = client.get("/karte/").content.decode()
    assert "Noch nennt kein Beitrag einen Ort, den wir kennen." in page
    assert "leaflet" not in page


def test_only_the_page_of_the_map_brings_its_scripts(client: Client, programme: Programme) -> None:
    assert "web/leaflet.js" in client.get("/karte/").content.decode()
    assert "web/leaflet.js" not in client.get("/").content.decode()


def test_a_picture_from_elsewhere_is_offered_only_where_the_city_set_it(
    client: Client, programme: Programme, settings: Any
) -> None:
    assert "kartenbild" not in client.get("/karte/").content.decode()
    settings.MAP_TILES, settings.MAP_CREDIT = (
        "https://karten.example/{z}/{x}/{y}.png",
        "© <b>Amt</b>, https://amt.example",
    )
    response = client.get("/karte/?art=question")
    page = response.content.decode()
    assert 'data-tiles="https://karten.example/{z}/{x}/{y}.png"' in page
    assert "Das Kartenbild kommt von karten.example." in page
    assert "© &lt;b&gt;Amt&lt;/b&gt;" in page
    assert re.search(r"img-src 'self' data: https://karten\.example(;|$)", response["Content-Security-Policy"])
    assert "karten.example" not in client.get("/")["Content-Security-Policy"]


def test_queries_do_not_grow_with_the_places(client: Client, programme: Programme, administrator: Person) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    paths = ["/karte/", "/karte.json", f"/orte/{Place.objects.all()[0].pk}/"]
    before = [asked(path) for path in paths]
    address = Address.objects.filter(contribution__programme=programme, state=State.PUBLISHED)[0]
    for at in range(50):
        place = Place.objects.create(
            programme=programme, name=f"Gasse {at}", key=f"gasse {at}", latitude=51.6, longitude=8
        )
        add(address, place, by=administrator, now=NOW)
    assert [asked(f"{path}?art=") for path in paths] == before
    assert max(before) <= 15
