"""The desk's pages: loading, editing, reviewing."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from faden.addresses.models import Address
from faden.people.models import Person
from faden.places import actions, queries
from faden.places.models import District, Place, PlaceMention
from faden.programme.models import Programme

TABLE = b"name;typ;breite;laenge\nMondweg;Weg;51,62;8,05\n;Weg;;\nSternallee;Allee;8,05;51,62\nPlanetarium;Kuppel;51,62;8,05\n"


@pytest.fixture
def suggested(programme: Programme) -> PlaceMention:
    """The first open suggestion of the example programme."""
    found = queries.mentions_to_review(programme).first()
    assert found
    return found


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _load(desk: Client, data: bytes, button: str, **fields: str) -> str:
    file = SimpleUploadedFile("orte.csv", data)
    response = desk.post(reverse("load_places"), {"file": file, button: "1", **fields})
    return " ".join(response.content.decode().split())


def test_check_tells_what_would_be_taken_and_takes_nothing(desk: Client, programme: Programme) -> None:
    page = _load(desk, TABLE, "pruefen")
    assert "2 neue Orte, 0 geänderte, 0 wie bisher, 2 Zeilen weggelassen. Noch ist nichts gespeichert." in page
    assert "Zeile 3: Der Name fehlt." in page
    assert "Die Art „Kuppel“ ist unbekannt." in page
    assert not Place.objects.filter(programme=programme, name="Mondweg").exists()


def test_loaded_file_puts_the_point_into_its_district(desk: Client, programme: Programme) -> None:
    assert "Die Beiträge werden jetzt durchgesehen." in _load(desk, TABLE, "laden")
    district = Place.objects.select_related("district").get(programme=programme, name="Mondweg").district
    assert district is not None
    assert district.name == "Innenstadt"


@pytest.mark.parametrize(("data", "words"), [(b"", "Diese Datei ist leer."), (b"a;b\n1;2\n", "keine Spalte „name“")])
def test_file_that_cannot_be_read_is_refused_with_one_sentence(desk: Client, data: bytes, words: str) -> None:
    assert words in _load(desk, data, "laden")


def test_place_by_hand_is_saved_with_german_numbers_and_shown_again(desk: Client, programme: Programme) -> None:
    fields = {"name": "Mondweg", "kind": "street", "latitude": "51,62", "longitude": "8,05", "aliases": "Mond | Weg"}
    assert desk.post(reverse("new_place"), fields).status_code == 302
    made = Place.objects.get(programme=programme, name="Mondweg")
    assert (made.latitude, made.longitude) == (51.62, 8.05)
    page = _page(desk, reverse("desk_place", args=[made.pk]))
    assert 'value="51,62"' in page
    assert 'value="Mond | Weg"' in page


def test_page_says_that_statements_are_being_looked_through(desk: Client, programme: Programme) -> None:
    told = "die Beiträge werden noch durchgesehen"
    actions.recognise_all(programme, [], lambda portion: {})
    assert told not in _page(desk, reverse("desk_places"))
    actions.save_district(programme, None, name="Mondstadt", aliases=[], ambiguous=False)
    assert told in _page(desk, reverse("desk_places"))


def test_half_a_point_and_a_taken_name_are_refused(desk: Client, programme: Programme) -> None:
    answer = desk.post(reverse("new_place"), {"name": "X", "kind": "street", "latitude": "51"})
    assert "Breite und Länge gehören zusammen." in answer.content.decode()
    answer = desk.post(reverse("new_place"), {"name": "Weberplatz", "kind": "street"})
    assert (answer.status_code, "„Weberplatz“ gibt es schon." in answer.content.decode()) == (400, True)


def test_changing_a_name_keeps_the_line_of_a_street(desk: Client, programme: Programme) -> None:
    street = Place.objects.get(programme=programme, name="Bleicherstraße")
    page = desk.get(reverse("desk_place", args=[street.pk]))
    fields = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    fields["latitude"], fields["longitude"] = str(fields["latitude"]), str(fields["longitude"])
    assert desk.post(reverse("desk_place", args=[street.pk]), fields | {"aliases": "Bleiche"}).status_code == 302
    again = Place.objects.get(pk=street.pk)
    assert again.geometry == street.geometry
    assert list(again.names.values_list("name", flat=True)) == ["Bleicherstraße", "Bleiche"]


def test_review_shows_the_words_and_goes_on_to_the_next(
    desk: Client, programme: Programme, suggested: PlaceMention
) -> None:
    page = _page(desk, reverse("review_mentions"))
    assert f"<mark>{suggested.words}</mark>" in page
    assert f"Ist hier {suggested.target.name} gemeint?" in page
    answer = desk.post(reverse("confirm_mention", args=[suggested.pk]))
    following = queries.mentions_to_review(programme).first()
    assert following
    assert following.pk != suggested.pk
    assert f"Ist hier {following.target.name} gemeint?" in _page(desk, answer["Location"])


def test_review_says_when_nothing_is_left(desk: Client, programme: Programme, administrator: Person) -> None:
    PlaceMention.objects.filter(address__programme=programme).delete()
    assert "Alle Orte sind geprüft" in _page(desk, reverse("review_mentions"))


def test_reviewer_names_another_place_and_hears_when_there_is_none(
    desk: Client, programme: Programme, suggested: PlaceMention
) -> None:
    url = reverse("choose_place", args=[suggested.pk])
    answer = desk.post(url, {"target": "Nirgendwo"})
    assert "Diesen Ort kennt das Verzeichnis nicht." in _page(desk, answer["Location"])
    desk.post(url, {"target": "weberplatz"})
    named = {one.target.name: one.state for one in queries.mentions_of(suggested.address)}
    assert (named["Weberplatz"], named[suggested.target.name]) == ("confirmed", "rejected")


def test_decision_can_be_opened_again(desk: Client, suggested: PlaceMention) -> None:
    desk.post(reverse("reject_mention", args=[suggested.pk]))
    answer = desk.post(reverse("reopen_mention", args=[suggested.pk]))
    assert f"<mark>{suggested.words}</mark>" in _page(desk, answer["Location"])


def test_place_is_added_to_a_statement_and_taken_away(desk: Client, programme: Programme) -> None:
    address = Address.objects.get(programme=programme, kind="B", number=1)
    url = reverse("desk_statement_places", args=[1])
    desk.post(url, {"target": "Siebenhöfe"})
    assert [str(one.target) for one in queries.places_of(address)] == ["Siebenhöfe"]
    mention = PlaceMention.objects.get(address=address)
    answer = desk.post(reverse("reject_mention", args=[mention.pk]), {"zurueck": url})
    assert answer["Location"] == url
    assert queries.places_of(address) == []


@pytest.mark.parametrize("after", ["9" * 30, "-1", "²", "x"])
def test_review_begins_somewhere_whatever_the_address_says(desk: Client, programme: Programme, after: str) -> None:
    assert "gemeint?" in _page(desk, f"{reverse('review_mentions')}?ab={after}")


def test_answer_leads_to_no_other_site(desk: Client, suggested: PlaceMention) -> None:
    answer = desk.post(reverse("reject_mention", args=[suggested.pk]), {"zurueck": "//example.org/"})
    assert answer["Location"].startswith(reverse("review_mentions"))


def test_what_belongs_to_another_programme_is_not_there(
    desk: Client, city: Programme, make_addresses: Callable[[int], list[Address]], programme: Programme
) -> None:
    (address,) = make_addresses(1)
    actions.recognise(city, {address.pk: "In der Bücherei"})
    foreign = PlaceMention.objects.get(address=address)
    root = f"/{programme.slug}/schreibtisch/orte"
    assert desk.post(f"{root}/nennung/{foreign.pk}/ja/").status_code == 404
    assert desk.get(f"{root}/{Place.objects.filter(programme=city).first().pk}/").status_code == 404  # type: ignore[union-attr]
    assert desk.get(f"{root}/stadtteil/{District.objects.filter(programme=city).first().pk}/").status_code == 404  # type: ignore[union-attr]
