"""The counts that are kept are those that counting would find, whatever happened."""

import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import transaction

from faden.addresses.models import Address
from faden.conftest import NOW
from faden.people.models import Person
from faden.places import actions, queries
from faden.places.gazetteer import read
from faden.places.models import Directory, District, MentionState, Place, PlaceMention
from faden.programme.models import Programme

Make = Callable[[int], list[Address]]
WORDS = ["Brinkweg", "Rathausplatz", "in der Bücherei", "Oststadt", "Weststadt", "Kiosk Möwe", "Nichts"]


def _kept(city: Programme) -> dict[str, Any]:
    return {
        "all": Directory.objects.get(programme=city).count,
        "districts": dict(District.objects.filter(programme=city).values_list("name", "count")),
        "places": {
            one.name: (one.count, one.suggested_count) for one in Place.objects.filter(programme=city).order_by("pk")
        },
    }


def _counted(city: Programme) -> dict[str, Any]:
    """Count from what the mentions name; where a place lies is asked of the place."""
    stands = [
        one
        for one in PlaceMention.objects.filter(address__programme=city).select_related("place__district", "district")
        if one.is_public and one.state != MentionState.REJECTED
    ]
    within = {(one.place.district if one.place else one.district, one.address_id) for one in stands}
    return {
        "all": len({one.address_id for one in stands}),
        "districts": {
            one.name: sum(1 for district, _ in within if district == one)
            for one in District.objects.filter(programme=city)
        },
        "places": {
            place.name: (
                sum(1 for one in stands if one.place == place),
                sum(1 for one in stands if one.place == place and one.state == MentionState.SUGGESTED),
            )
            for place in Place.objects.filter(programme=city)
        },
    }


class Town:
    """A city in which anything may happen; each method is one kind of change, with what `draw` chooses."""

    def __init__(self, city: Programme, addresses: list[Address], person: Person, draw: random.Random) -> None:
        self.city, self.addresses, self.by, self.draw = city, addresses, person, draw

    def recognise(self) -> None:
        chosen = self.draw.sample(self.addresses, 8)
        actions.recognise(self.city, {one.pk: " und ".join(self.draw.choices(WORDS, k=3)) for one in chosen})

    def look_through(self) -> None:
        keys = [one.pk for one in self.addresses]
        actions.recognise_all(self.city, keys, lambda portion: {key: self.draw.choice(WORDS) for key in portion[::2]})

    def forget(self) -> None:
        actions.forget([one.pk for one in self.draw.sample(self.addresses, 4)])

    def confirm(self) -> None:
        actions.confirm(self._mention(), by=self.by, now=NOW, alike=self.draw.random() < 0.3)

    def reject(self) -> None:
        actions.reject(self._mention(), by=self.by, now=NOW, alike=self.draw.random() < 0.3)

    def choose(self) -> None:
        actions.choose(self._mention(), self.draw.choice(self._targets()), by=self.by, now=NOW)

    def add(self) -> None:
        actions.add(self.draw.choice(self.addresses), self.draw.choice(self._targets()), by=self.by, now=NOW)

    def reopen(self) -> None:
        actions.reopen(self._mention())

    def move_a_place(self) -> None:
        place = Place.objects.filter(programme=self.city).order_by("pk")[0]
        self.save(place, place.name, self.draw.choice(queries.districts(self.city)))

    def add_a_place(self) -> None:
        name = self.draw.choice(["Kiosk Möwe", "Brinkweg", "Rathausplatz"])
        if not Place.objects.filter(programme=self.city, name=name).exists():
            self.save(None, name, self.draw.choice([*queries.districts(self.city), None]))

    def remove(self) -> None:
        if len(targets := self._targets()) > 4:
            actions.remove_place(self.draw.choice(targets))

    def load(self) -> None:
        rows = "".join(
            f"{name};{kind};{self.draw.choice(['Weststadt', 'Oststadt'])};{self.draw.choice(['', '51,5'])};7,05\n"
            for name, kind in (("Weststadt", "Stadtteil"), ("Oststadt", "Stadtteil"), ("Brinkweg", "Straße"))
        )
        actions.load_gazetteer(self.city, read(f"name;typ;stadtteil;breite;laenge\n{rows}".encode()))

    def _mention(self) -> PlaceMention:
        if not PlaceMention.objects.filter(programme=self.city).exists():
            self.add()
        found = PlaceMention.objects.filter(programme=self.city).select_related("address", "place", "district")
        return self.draw.choice(list(found.order_by("pk")))

    def _targets(self) -> list[Place | District]:
        return [*Place.objects.filter(programme=self.city), *queries.districts(self.city)]

    def save(self, place: Place | None, name: str, district: District | None) -> None:
        more: dict[str, Any] = {"latitude": None, "longitude": None, "aliases": [], "ambiguous": False}
        actions.save_place(self.city, place, name=name, kind="street", district=district, **more)


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_right_after_every_change(
    city: Programme, make_addresses: Make, administrator: Person, seed: int
) -> None:
    town = Town(city, make_addresses(20), administrator, random.Random(seed))
    changes = [getattr(town, name) for name in vars(Town) if not name.startswith("_") and name != "save"]
    town.recognise()
    for change in [*changes, *town.draw.choices(changes, k=40)]:
        change()
        assert _kept(city) == _counted(city), change


def test_statements_that_are_public_again_count_again_with_what_was_decided(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "In der Bücherei"})
    actions.confirm(PlaceMention.objects.get(address=one), by=administrator, now=NOW)
    actions.forget([one.pk])
    assert queries.counts_per_district(city) == {}
    assert queries.places_of(one) == []
    actions.recognise(city, {one.pk: "In der Bücherei"})
    assert list(queries.counts_per_district(city).values()) == [1]
    assert [named.state for named in queries.places_of(one)] == [MentionState.CONFIRMED]


def test_place_added_to_a_hidden_statement_does_not_count(
    city: Programme, make_addresses: Make, administrator: Person
) -> None:
    (one,) = make_addresses(1)
    Address.objects.filter(pk=one.pk).update(state="hidden")
    actions.add(Address.objects.get(pk=one.pk), Place.objects.get(name="Brinkweg"), by=administrator, now=NOW)
    assert queries.counts_per_district(city) == {}


def test_unchanged_gazetteer_is_read_once_and_a_changed_one_again(
    city: Programme, make_addresses: Make, django_assert_num_queries: Callable[..., Any]
) -> None:
    (one,) = make_addresses(1)
    actions.recognise(city, {one.pk: "Kiosk Möwe"})
    with django_assert_num_queries(5):  # two of them begin and end the transaction
        actions.recognise(city, {one.pk: "Kiosk Möwe"})
    Town(city, [one], Person(), random.Random(1)).save(None, "Kiosk Möwe", None)
    actions.recognise(city, {one.pk: "Kiosk Möwe"})
    assert [str(named.target) for named in queries.places_of(one)] == ["Kiosk Möwe"]


def test_names_of_a_change_that_was_rolled_back_are_not_looked_for(city: Programme, make_addresses: Make) -> None:
    (one,) = make_addresses(1)
    town = Town(city, [one], Person(), random.Random(1))
    with transaction.atomic():
        town.save(None, "Kiosk Möwe", None)
        actions.recognise(city, {one.pk: "Kiosk Möwe"})
        transaction.set_rollback(True)
    town.save(None, "Kiosk Krähe", None)
    actions.recognise(city, {one.pk: "Kiosk Möwe"})
    assert queries.places_of(one) == []


def test_programme_without_places_costs_one_query(
    programme: Programme, django_assert_num_queries: Callable[..., Any]
) -> None:
    Directory.objects.filter(programme=programme).delete()
    with django_assert_num_queries(4):  # and the transaction's two, and the version of what is public
        actions.recognise(programme, {1: "Weberplatz"})


def test_search_that_was_broken_off_is_still_to_do(city: Programme, make_addresses: Make) -> None:
    keys = [one.pk for one in make_addresses(3)]

    def killed(_portion: list[int]) -> dict[int, str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.recognise_all(city, keys, killed)
    assert city.pk in queries.not_looked_through()
    actions.recognise_all(city, keys, lambda portion: dict.fromkeys(portion, "Brinkweg"))
    assert city.pk not in queries.not_looked_through()


def test_search_that_a_change_overtook_is_still_to_do(city: Programme, make_addresses: Make) -> None:
    addresses = make_addresses(1)

    def changing(portion: list[int]) -> dict[int, str]:
        Town(city, addresses, Person(), random.Random(1)).save(None, "Kiosk Möwe", None)
        return dict.fromkeys(portion, "Brinkweg")

    actions.recognise_all(city, [one.pk for one in addresses], changing)
    assert city.pk in queries.not_looked_through()


def test_statement_that_went_meanwhile_is_not_looked_through(city: Programme, make_addresses: Make) -> None:
    stays, gone = make_addresses(2)

    def texts_of(portion: Iterable[int]) -> dict[int, str]:
        return {key: "Brinkweg" for key in portion if key != gone.pk}

    actions.recognise_all(city, [stays.pk, gone.pk], texts_of)
    assert list(PlaceMention.objects.values_list("address", flat=True).filter(programme=city)) == [stays.pk]
