"""Confirmed links become synergies and open conflicts: at the desk, with their rules."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, Revision, State
from faden.programme.models import Programme
from faden.synergy.actions import Facts, NotBundled, bundle, decide, edit, withdraw
from faden.synergy.models import LinkKind, Stage, Synergy
from faden.synergy.queries import bundles
from faden.synergy.queries.bundles import components, going_on, open_bundles, title_for
from faden.synergy.tests.conftest import HEAT, PARKING, PLAY, TREES, at, suggest


@pytest.fixture
def street(two_groups: Programme, change: Change) -> Synergy:
    """Trees and playing in the same street."""
    sides = {at(two_groups, text).pk: 1 for text in (TREES, PLAY)}
    return bundle(two_groups, Facts("Lindenallee", why="Dieselbe Straße"), sides, change=change)


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _send(client: Client, path: str, members: dict[str, str], **fields: str) -> Any:
    """Send the form as a browser does: each member named, its box or its side."""
    sides = {f"seite-{label}": side for label, side in members.items() if side}
    facts = {"title": "Grün auf Zeit", "stage": "open", "beitrag": list(members), **sides, **fields}
    return client.post(path, facts, follow=True)


@pytest.mark.parametrize(
    ("pairs", "found"),
    [([], []), ([(1, 2)], [[1, 2]]), ([(1, 2), (5, 6), (3, 2), (6, 7), (7, 8)], [[5, 6, 7, 8], [1, 2, 3]])],
)
def test_what_hangs_together_over_several_links_is_one(pairs: list[tuple[int, int]], found: list[list[int]]) -> None:
    assert [sorted(one) for one in components(pairs)] == found


def test_a_long_chain_is_one() -> None:
    assert len(components((at, at + 1) for at in range(5_000))) == 1


def test_confirmed_links_are_offered_until_they_are_in_a_synergy(two_groups: Programme, change: Change) -> None:
    trees, heat, play = (at(two_groups, text) for text in (TREES, HEAT, PLAY))
    decide(trees, heat, LinkKind.SOLVES, change=change)
    assert open_bundles(two_groups) == ([], []), "both of one group"
    decide(play, trees, LinkKind.SUPPORTS, change=change)
    (found,), _ = open_bundles(two_groups)
    assert {one.address for one in found.members} == {trees, heat, play}
    made = bundle(two_groups, Facts("Lindenallee"), {trees.pk: 1, play.pk: 1, heat.pk: 1}, change=change)
    assert open_bundles(two_groups) == ([], [])
    withdraw(made, change=Change(change.by, change.now, "doppelt"))
    assert len(open_bundles(two_groups)[0]) == 1


def test_what_hangs_on_a_synergy_is_offered_to_it(street: Synergy, change: Change) -> None:
    programme = street.programme
    decide(at(programme, HEAT), at(programme, PLAY), LinkKind.SOLVES, change=change)
    (found,), _ = open_bundles(programme)
    assert found.synergies == [street]


def test_rejected_reopened_and_hidden_links_are_not_offered(two_groups: Programme, change: Change) -> None:
    trees, play, parking = (at(two_groups, text) for text in (TREES, PLAY, PARKING))
    decide(trees, play, LinkKind.NONE, change=change)
    link = decide(trees, parking, LinkKind.SAME, change=change)
    link.reopened_at = change.now
    link.save()
    assert open_bundles(two_groups) == ([], [])
    decide(trees, parking, LinkKind.SAME, change=change)
    set_state(parking, State.HIDDEN, change=change)
    assert open_bundles(two_groups) == ([], [])


def test_contradictions_are_offered_as_conflicts_and_not_as_synergies(two_groups: Programme, change: Change) -> None:
    trees, parking = at(two_groups, TREES), at(two_groups, PARKING)
    decide(trees, parking, LinkKind.CONFLICTS, change=change)
    none, (found,) = open_bundles(two_groups)
    assert none == []
    assert {found.labels, found.opposed_labels} == {str(trees), str(parking)}
    bundle(two_groups, Facts("Platz"), {trees.pk: 1, parking.pk: 2}, change=change, conflict=True)
    assert open_bundles(two_groups) == ([], [])


def test_shared_words_make_a_title_and_nothing_makes_none(two_groups: Programme) -> None:
    assert title_for(two_groups, [TREES, PARKING, PLAY]).split(", ")[0] == "Lindenallee"
    assert title_for(two_groups, [TREES, "Sprechstunde im Rathaus"]) == ""
    assert title_for(two_groups, ["Und das ist 2030 so", "Das ist 2030 auch so"]) == ""
    assert title_for(two_groups, []) == ""


def test_overdue_synergies_come_first_and_those_without_a_day_last(two_groups: Programme, change: Change) -> None:
    sides = {at(two_groups, text).pk: 1 for text in (TREES, PLAY)}
    today = date(2026, 12, 1)
    days = {"ohne": None, "bald": date(2026, 12, 3), "später": date(2027, 1, 1), "überfällig": date(2026, 11, 1)}
    for title, day in days.items():
        bundle(two_groups, Facts(title, next_on=day), sides, change=change)
    bundle(two_groups, Facts("erledigt", next_on=date(2026, 1, 1), stage=Stage.DONE), sides, change=change)
    found = [one.title for one in going_on(two_groups, today=today)]
    assert found == ["überfällig", "bald", "später", "ohne"]


def test_synergy_needs_two_groups_and_a_conflict_two_sides(two_groups: Programme, change: Change) -> None:
    trees, heat, play = (at(two_groups, text).pk for text in (TREES, HEAT, PLAY))
    with pytest.raises(NotBundled, match="mindestens zwei Gruppen"):
        bundle(two_groups, Facts("X"), {trees: 1, heat: 1}, change=change)
    with pytest.raises(NotBundled, match="zwei Seiten"):
        bundle(two_groups, Facts("X"), {trees: 1, play: 1}, change=change, conflict=True)
    assert not Synergy.objects.filter(programme=two_groups).exists()


def test_edit_keeps_what_stood_there(street: Synergy, change: Change) -> None:
    programme = street.programme
    sides = {at(programme, text).pk: 1 for text in (TREES, PARKING)}
    edit(street, Facts("Lindenallee", why="Schatten", stage=Stage.RUNNING), sides, change=change)
    kept = {one.field: (one.before, one.after) for one in Revision.objects.filter(address=street.address)}
    assert kept["why"] == ("Dieselbe Straße", "Schatten")
    assert kept["stage"] == ("open", "running")
    assert str(at(programme, PLAY)) in kept["members"][0]
    assert "title" not in kept
    assert {one.address_id for one in street.members.all()} == set(sides)


def test_new_synergy_is_published_with_what_was_typed(programme: Programme, desk: Client) -> None:
    path = reverse("new_synergy") + "?mit=B82,B57,B82"
    page = _page(desk, path)
    assert 'value="Bleicherstraße' in page
    assert page.count('name="beitrag"') == 2
    response = _send(
        desk, path, {"B82": "on", "B57": "on"}, caretaker="Kim Muster", next_on="2027-01-21", next_step="Gespräch"
    )
    made = Synergy.objects.order_by("pk").last()
    assert made is not None
    assert response.redirect_chain[-1][0] == reverse("desk_synergy", args=[made.address])
    assert (made.title, made.caretaker, made.next_on) == ("Grün auf Zeit", "Kim Muster", date(2027, 1, 21))
    assert made.address.is_public


def test_form_that_breaks_a_rule_comes_back_with_a_sentence_and_all_that_was_typed(
    programme: Programme, desk: Client
) -> None:
    before = Synergy.objects.count()
    response = _send(desk, reverse("new_synergy"), {"B82": "on", "B85": "on"}, why="Schatten")
    page = response.content.decode()
    assert response.status_code == 400
    assert "mindestens zwei Gruppen" in page
    assert "Schatten</textarea>" in page
    assert page.count("checked") == 2
    assert Synergy.objects.count() == before


def test_addresses_and_words_are_taken_in_without_saving(programme: Programme, desk: Client) -> None:
    path = reverse("desk_synergy", args=["S1"])
    synergy = Synergy.objects.get(programme=programme, address__number=1, address__kind="S")
    before = {str(one.address): "on" for one in synergy.members.select_related("address")}
    page = _send(desk, path, before, dazu="B9, MO 2.4", title="").content.decode()
    assert "Dazugenommen, aber noch nicht gespeichert." in page
    assert page.count("checked") == len(before) + 2
    page = _send(desk, path, before, dazu="Weberplatz").content.decode()
    assert "Treffer." in page
    assert page.count("checked") == len(before)
    assert page.count('name="beitrag"') > len(before)
    assert synergy.members.count() == len(before)
    _send(desk, path, {**before, "B9": "on"})
    assert synergy.members.count() == len(before) + 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("xyzzyx", "nichts gefunden"), ("B75", "gehört schon dazu"), ("", "geben Sie eine Adresse")],
)
def test_looking_for_nothing_says_so(programme: Programme, desk: Client, typed: str, sentence: str) -> None:
    page = _send(desk, reverse("desk_synergy", args=["S1"]), {"B75": "on"}, dazu=typed, suchen="1").content.decode()
    assert sentence in page


def test_get_offers_without_saving(programme: Programme, desk: Client) -> None:
    synergy = Synergy.objects.get(programme=programme, address__number=1, address__kind="S")
    count = synergy.members.count()
    assert 'name="seite-B9"' in _page(desk, reverse("desk_synergy", args=["S1"]) + "?dazu=B9")
    assert synergy.members.count() == count


def test_conflict_puts_each_on_a_side(programme: Programme, desk: Client) -> None:
    page = _page(desk, reverse("new_synergy") + "?mit=B42&gegen=B82")
    assert "Was widerspricht sich?" in page
    assert page.count("<select") == 3
    response = _send(desk, reverse("new_synergy") + "?widerspruch=1", {"B42": "1", "B82": "2", "B45": "0"})
    made = Synergy.objects.order_by("pk").last()
    assert made is not None
    assert made.is_conflict, response.content.decode()
    assert {str(one.address): one.side for one in made.members.select_related("address")} == {"B42": 1, "B82": 2}


def test_withdrawing_needs_a_reason_and_can_be_taken_back(programme: Programme, desk: Client) -> None:
    path = reverse("desk_synergy_state", args=["S1"])
    synergy = Synergy.objects.get(programme=programme, address__number=1, address__kind="S")
    assert "Bitte nennen Sie den Grund." in desk.post(path, {}, follow=True).content.decode()
    page = desk.post(path, {"reason": "doppelt"}, follow=True).content.decode()
    assert "Grund: doppelt" in page
    synergy.address.refresh_from_db()
    assert synergy.address.state == State.WITHDRAWN
    desk.post(path, {"zeigen": "1"})
    synergy.address.refresh_from_db()
    assert synergy.address.is_public


@pytest.mark.parametrize("label", ["S9999", "B83", "G1", "x", "S"])
def test_addresses_of_no_synergy_are_not_found(programme: Programme, desk: Client, label: str) -> None:
    assert desk.get(reverse("desk_synergy", args=[label])).status_code == 404


def test_overview_says_what_waits_and_who_is_missing(programme: Programme, desk: Client) -> None:
    trees, play = (Address.objects.get(programme=programme, kind="B", number=number) for number in (12, 118))
    suggest(trees, play, 1)
    page = _page(desk, reverse("desk_synergies"))
    assert "Ein Paar wartet" in page
    assert "Um eine kümmert sich noch niemand." in page
    assert "Eine Synergie daraus machen" in page
    assert "S1, nächster Schritt verabredet" in page


def test_synergies_that_hold_one_end_of_a_link_are_named_with_how_many(street: Synergy) -> None:
    programme = street.programme
    keys = [at(programme, text).pk for text in (TREES, PLAY, HEAT)]
    assert bundles.synergies_with(keys, conflicts=False) == {street: 2}
    assert bundles.synergies_with(keys[2:], conflicts=False) == {}
    assert bundles.synergies_with(keys, conflicts=True) == {}
