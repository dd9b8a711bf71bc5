"""People name, merge and pin themes and move statements; what they decided is marked for the machine."""

import pytest
from django.test import Client
from django.urls import reverse

from faden.addresses.actions import Change
from faden.addresses.models import Address, Revision
from faden.programme.models import Programme
from faden.synergy.actions import NotMerged, merge_theme, move_statement, pin_theme, rename_theme
from faden.synergy.models import Theme, ThemeMember
from faden.synergy.tests.conftest import HEAT, PARKING, PLAY, TREES, at


@pytest.fixture
def green(two_groups: Programme) -> Theme:
    return _theme(two_groups, 1, "Bäume, Schatten", TREES, HEAT)


@pytest.fixture
def cars(two_groups: Programme) -> Theme:
    return _theme(two_groups, 2, "Parken, Spielen", PARKING, PLAY)


def _theme(programme: Programme, number: int, label: str, *texts: str) -> Theme:
    ThemeMember.objects.filter(address__in=[at(programme, text) for text in texts]).delete()
    Theme.objects.filter(programme=programme, number=number).delete()
    made = Theme.objects.create(programme=programme, number=number, label=label, size=len(texts), group_count=1)
    for place, text in enumerate(texts):
        ThemeMember.objects.create(theme=made, address=at(programme, text), place=place)
    return made


def _sizes(*themes: Theme) -> list[tuple[int, int]]:
    return [Theme.objects.values_list("size", "group_count").get(pk=one.pk) for one in themes]


def test_a_name_stays_and_is_known_as_a_persons(green: Theme, change: Change) -> None:
    rename_theme(green, "  Schatten \n an Straßen", change=change)
    green.refresh_from_db()
    assert (green.label, green.is_named) == ("Schatten an Straßen", True)
    kept = Revision.objects.get(field="theme")
    assert (kept.before, kept.after, kept.public) == ("Bäume, Schatten", "Schatten an Straßen", False)


def test_pinning_is_marked_and_can_be_taken_back(green: Theme, change: Change) -> None:
    pin_theme(green, True, change=change)
    assert Theme.objects.get(pk=green.pk).is_pinned
    pin_theme(green, False, change=change)
    assert not Theme.objects.get(pk=green.pk).is_pinned


def test_merged_theme_leads_to_the_other_with_all_its_statements(green: Theme, cars: Theme, change: Change) -> None:
    earlier = _theme(green.programme, 3, "früher", HEAT)
    merge_theme(earlier, green, change=change)
    merge_theme(green, cars, change=change)
    members = list(ThemeMember.objects.filter(theme=cars).select_related("address"))
    texts = [PARKING, PLAY, TREES, HEAT]
    assert [one.address for one in members] == [at(cars.programme, text) for text in texts]
    assert [one.is_pinned for one in members] == [False, False, True, True]
    assert set(Theme.objects.filter(merged_into=cars)) == {green, earlier}
    assert _sizes(green, cars) == [(0, 0), (4, 2)]


def test_themes_that_cannot_be_merged_say_why(green: Theme, cars: Theme, change: Change) -> None:
    with pytest.raises(NotMerged, match="dasselbe Thema"):
        merge_theme(green, green, change=change)
    merge_theme(green, cars, change=change)
    with pytest.raises(NotMerged, match="gibt es so nicht mehr"):
        merge_theme(cars, green, change=change)


def test_moved_statement_stays_where_a_person_put_it(green: Theme, cars: Theme, change: Change) -> None:
    heat = at(green.programme, HEAT)
    move_statement(heat, cars, change=change)
    member = ThemeMember.objects.get(address=heat)
    assert (member.theme, member.is_pinned) == (cars, True)
    assert _sizes(green, cars) == [(1, 1), (3, 2)]
    move_statement(heat, None, change=change)
    member.refresh_from_db()
    assert (member.theme, member.is_pinned) == (None, True)
    assert _sizes(green, cars) == [(1, 1), (2, 1)]


def test_statement_without_a_theme_can_be_given_one(green: Theme, change: Change) -> None:
    parking = at(green.programme, PARKING)
    ThemeMember.objects.filter(address=parking).delete()
    move_statement(parking, green, change=change)
    assert _sizes(green) == [(3, 2)]


@pytest.fixture
def two_themes(programme: Programme) -> list[Theme]:
    """The only themes of the example: B1–B4 and B5–B8."""
    Theme.objects.filter(programme=programme).delete()
    ThemeMember.objects.filter(address__programme=programme).delete()
    made = []
    for number, first in ((1, 1), (2, 5)):
        theme = Theme.objects.create(programme=programme, number=number, label=f"Thema {number}", size=4, group_count=1)
        for address in Address.objects.filter(programme=programme, kind="B", number__range=(first, first + 3)):
            ThemeMember.objects.create(theme=theme, address=address)
        made.append(theme)
    return made


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_page_names_and_pins(two_themes: list[Theme], desk: Client) -> None:
    assert "Zwei Themen, noch ohne Namen von Ihnen" in _page(desk, reverse("desk_themes"))
    desk.post(reverse("desk_theme", args=[1]), {"label": "Wohnen", "is_pinned": "on"})
    two_themes[0].refresh_from_db()
    assert (two_themes[0].label, two_themes[0].is_named, two_themes[0].is_pinned) == ("Wohnen", True, True)
    assert "eines hat einen Namen von Ihnen" in _page(desk, reverse("desk_themes"))
    assert desk.post(reverse("desk_theme", args=[1]), {"label": ""}).status_code == 400


def test_pinning_alone_leaves_the_name_to_the_machine(two_themes: list[Theme], desk: Client) -> None:
    desk.post(reverse("desk_theme", args=[1]), {"label": "Thema 1", "is_pinned": "on"})
    two_themes[0].refresh_from_db()
    assert (two_themes[0].is_named, two_themes[0].is_pinned) == (False, True)


def test_page_merges_and_the_merged_theme_is_no_page_of_its_own(two_themes: list[Theme], desk: Client) -> None:
    answer = desk.post(reverse("merge_theme", args=[1]), {"theme": two_themes[1].pk}, follow=True)
    assert "gehört jetzt dazu" in answer.content.decode()
    assert "8 Beiträge" in answer.content.decode()
    assert desk.get(reverse("desk_theme", args=[1])).status_code == 404
    answer = desk.post(reverse("merge_theme", args=[2]), {"theme": two_themes[1].pk}, follow=True)
    assert "Bitte wählen Sie das andere Thema." in answer.content.decode()


def test_page_moves_what_was_chosen_and_fetches_others(two_themes: list[Theme], desk: Client) -> None:
    path = reverse("move_statements", args=[1])
    one, other = two_themes
    keys = list(one.members.values_list("address", flat=True)[:2])
    answer = desk.post(path, {"beitrag": keys, "theme": other.pk}, follow=True)
    assert "2 Beiträge sind verschoben." in answer.content.decode()
    assert (one.members.count(), other.members.count()) == (2, 6)
    desk.post(path, {"beitrag": [one.members.values_list("address", flat=True)[0]], "theme": ""})
    assert one.members.count() == 1
    assert "Ein Beitrag ist verschoben." in desk.post(path, {"dazu": "B30"}, follow=True).content.decode()
    assert one.members.get(address__number=30).is_pinned
    assert "Kein Beitrag ist gewählt." in desk.post(path, {"dazu": "xyzzy"}, follow=True).content.decode()


def test_page_moves_nothing_out_of_other_themes(two_themes: list[Theme], desk: Client) -> None:
    _one, other = two_themes
    foreign = other.members.values_list("address", flat=True)[0]
    desk.post(reverse("move_statements", args=[1]), {"beitrag": [foreign, "x"], "theme": ""})
    assert other.members.count() == 4
