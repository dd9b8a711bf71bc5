"""What statements name: found, decided, forgotten, counted."""

from collections.abc import Callable

import pytest

from faden.addresses.models import Address
from faden.conftest import NOW
from faden.people.models import Person
from faden.places import actions, privacy, queries
from faden.places.models import District, MentionState, Place, PlaceMention
from faden.programme.models import Programme

Make = Callable[[int], list[Address]]


def _states(address: Address) -> dict[str, str]:
    return {one.target.name: one.state for one in queries.mentions_of(address)}


def _place(city: Programme, name: str) -> Place:
    return Place.objects.get(programme=city, name=name)


def _mention(address: Address) -> PlaceMention:
    return PlaceMention.objects.select_related("address", "place", "district").get(address=address)


def test_sure_names_are_confirmed_and_others_suggested(city: Programme, make_addresses: Make) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Vom Brinkweg zur Bücherei in die Oststadt"})
    assert _states(one) == {"Brinkweg": "confirmed", "Stadtbücherei": "suggested", "Oststadt": "confirmed"}


def test_new_words_replace_what_was_found_in_the_old(city: Programme, make_addresses: Make) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Der Brinkweg"})
    actions.recognise(city, {one.pk: "Der Rathausplatz"})
    assert _states(one) == {"Rathausplatz": "confirmed"}


def test_decision_holds_as_long_as_its_words_stand(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "In der Bücherei"})
    actions.reject(_mention(one), by=administrator, now=NOW)
    actions.recognise(city, {one.pk: "Lange Schlangen in der Bücherei"})
    assert _states(one) == {"Stadtbücherei": "rejected"}
    assert _mention(one).excerpt == "Lange Schlangen in der Bücherei"
    actions.recognise(city, {one.pk: "Anderswo"})
    assert _states(one) == {}
    actions.recognise(city, {one.pk: "In der Bücherei"})
    assert _states(one) == {"Stadtbücherei": "suggested"}


def test_words_can_mean_another_place_than_the_one_found(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "In der Bücherei"})
    actions.choose(_mention(one), _place(city, "Rathausplatz"), by=administrator, now=NOW)
    actions.recognise(city, {one.pk: "In der Bücherei ist es schön"})
    assert _states(one) == {"Stadtbücherei": "rejected", "Rathausplatz": "confirmed"}


def test_place_added_by_hand_stays_whatever_the_words(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    actions.add(one, _place(city, "Brinkweg"), by=administrator, now=NOW)
    actions.recognise(city, {one.pk: "Nichts davon"})
    assert _states(one) == {"Brinkweg": "confirmed"}
    actions.reject(_mention(one), by=administrator, now=NOW)
    assert _states(one) == {}


def test_one_decision_can_stand_for_all_with_the_same_words(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    addresses = make_addresses(3)
    actions.recognise(city, {one.pk: "In der Bücherei" for one in addresses})
    first = _mention(addresses[0])
    assert queries.alike(first) == 2
    assert actions.confirm(first, by=administrator, now=NOW, alike=True) == 3
    assert [_states(one) for one in addresses] == [{"Stadtbücherei": "confirmed"}] * 3
    assert queries.mentions_to_review(city).count() == 0


def test_confirming_one_place_rejects_its_namesakes(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    for name in ("Kirchweg (Ost)", "Kirchweg (West)"):
        actions.save_place(
            city,
            None,
            name=name,
            kind="street",
            district=None,
            latitude=None,
            longitude=None,
            aliases=[],
            ambiguous=False,
        )
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Auf dem Kirchweg ist es dunkel"})
    chosen = PlaceMention.objects.select_related("address").get(address=one, place__name="Kirchweg (Ost)")
    actions.confirm(chosen, by=administrator, now=NOW)
    assert _states(one) == {"Kirchweg (Ost)": "confirmed", "Kirchweg (West)": "rejected"}
    actions.reopen(chosen)
    assert _states(one)["Kirchweg (Ost)"] == "suggested"


def test_forgotten_statement_keeps_decisions_without_its_words(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Geheim: vom Brinkweg zur Bücherei"})
    suggested = PlaceMention.objects.select_related("address").get(address=one, state=MentionState.SUGGESTED)
    actions.reject(suggested, by=administrator, now=NOW)
    actions.forget([one.pk])
    assert list(PlaceMention.objects.filter(address=one).values_list("words", "excerpt")) == [("Bücherei", "")]


def test_words_taken_out_of_a_statement_are_in_no_excerpt(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Petra Quellmann vom Brinkweg liest in der Bücherei"})
    for found in PlaceMention.objects.filter(address=one).select_related("address"):
        actions.confirm(found, by=administrator, now=NOW)
    actions.recognise(city, {one.pk: "[Name verdeckt] vom Brinkweg liest in der Bücherei"})
    assert PlaceMention.objects.filter(address=one).count() == 2
    assert not PlaceMention.objects.filter(excerpt__contains="Quellmann").exists()


def test_excerpt_of_a_long_statement_is_cut_around_the_name(city: Programme, make_addresses: Make) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Wort " * 200 + "am Brinkweg " + "und mehr " * 200})
    found = _mention(one)
    assert found.excerpt.startswith("…Wort ")
    assert found.excerpt.endswith((" und…", " mehr…"))
    assert (found.before[-3:], found.words, found.after[:4]) == ("am ", "Brinkweg", " und")
    assert len(found.excerpt) < 300


def test_district_is_counted_with_its_places_once_per_statement(city: Programme, make_addresses: Make) -> None:
    one, two, three = make_addresses(3)
    actions.recognise(city, {one.pk: "Oststadt, Rathausplatz", two.pk: "Am Rathausplatz", three.pk: "Im Brinkweg"})
    east, west = (District.objects.get(programme=city, name=name) for name in ("Oststadt", "Weststadt"))
    assert queries.counts_per_district(city) == {east.pk: 2, west.pk: 1}
    there = Address.objects.filter(pk__in=queries.in_district(east.pk)).order_by("pk")
    assert list(there) == [one, two]
    assert queries.counts_per_district(city, Address.objects.filter(pk=one.pk)) == {east.pk: 1}
    assert [(spot.name, spot.count) for spot in queries.map_data(city).spots] == [("Brinkweg", 1), ("Rathausplatz", 2)]
    assert {area.name: area.count for area in queries.map_data(city).areas} == {"Weststadt": 1, "Oststadt": 2}


def test_rejected_mention_counts_nowhere(city: Programme, make_addresses: Make, administrator: Person) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Am Brinkweg"})
    actions.reject(_mention(one), by=administrator, now=NOW)
    assert queries.places_of(one) == []
    assert queries.counts_per_district(city) == {}
    assert queries.map_data(city).spots == []


def test_queries_do_not_grow_with_the_statements(
    city: Programme, make_addresses: Make, django_assert_max_num_queries: Callable[..., object]
) -> None:
    texts = {one.pk: "Vom Brinkweg zur Bücherei" for one in make_addresses(400)}
    with django_assert_max_num_queries(19):  # type: ignore[attr-defined]
        actions.recognise(city, texts)
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        actions.recognise(city, texts)
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        assert queries.map_data(city).box == (7.05, 51.5, 7.16, 51.51)


def test_looking_through_everything_finds_what_a_new_name_means(city: Programme, make_addresses: Make) -> None:
    addresses = make_addresses(3)
    keys = [one.pk for one in addresses]

    def texts_of(portion: list[int]) -> dict[int, str]:
        return dict.fromkeys(portion, "Am Kiosk Möwe ist es schön")

    actions.recognise_all(city, keys, texts_of)
    assert city.pk not in queries.not_looked_through()
    assert not PlaceMention.objects.filter(address__in=addresses).exists()
    actions.save_place(
        city,
        None,
        name="Kiosk Möwe",
        kind="other",
        district=None,
        latitude=None,
        longitude=None,
        aliases=[],
        ambiguous=False,
    )
    assert city.pk in queries.not_looked_through()
    actions.recognise_all(city, iter(keys), texts_of)
    assert city.pk not in queries.not_looked_through()
    assert [_states(one) for one in addresses] == [{"Kiosk Möwe": "confirmed"}] * 3


@pytest.mark.parametrize("name", ["stadtbuecherei", "Bücherei", "RATHAUSPLATZ", "weststadt"])
def test_place_is_found_by_any_of_its_names(city: Programme, name: str) -> None:
    assert len(queries.called(city, name)) == 1


def test_decisions_are_exported_and_lose_the_name_of_who_made_them(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    actions.add(one, _place(city, "Brinkweg"), by=administrator, now=NOW)
    (told,) = privacy.export(administrator)["place_mentions"]
    assert (told["address"], told["place"], told["state"]) == (str(one), "Brinkweg", "confirmed")
    privacy.erase(administrator)
    assert _mention(one).by is None
    assert _mention(one).state == MentionState.CONFIRMED
