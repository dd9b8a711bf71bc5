"""The list of statements: searching, narrowing, counting, and what it says of both."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.dialogue.models import Contribution, DialogueGroup
from faden.places import queries as places
from faden.places.models import District
from faden.programme.models import Programme


@pytest.fixture(autouse=True)
def _close_nothing(programme: Programme) -> None:
    """Every page here shows the example programme."""


def _page(client: Client, **query: str) -> str:
    response = client.get("/beitraege/", query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _hits(page: str) -> list[str]:
    return re.findall(r'<a class="f-quiet" href="/(B\d+)"', page)


def _total(page: str) -> int:
    found = re.search(r"<h1[^>]*>(\d+|Ein) Beitr", page)
    assert found, page
    return 1 if found[1] == "Ein" else int(found[1])


def _options(page: str, name: str) -> dict[str, int]:
    """Return what a filter offers, with the counts."""
    select = page[page.index(f'<select name="{name}"') :]
    found = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>', select[: select.index("</select>")])
    return {value: int(count) for value, count in found}


def _hide(address: Address, state: State = State.HIDDEN) -> None:
    set_state(address, state, change=Change(by=None, now=NOW, reason="Ein Name stand darin"))


# Words


def test_words_found_are_marked_and_nothing_else(client: Client) -> None:
    page = _page(client, suche="Bäume")
    assert "<mark>Bäume</mark>" in page
    assert all("aum" in one or "äum" in one for one in re.findall("<mark>([^<]*)</mark>", page))


def test_groups_goals_and_meetings_with_the_words_stand_before_the_statements(client: Client) -> None:
    page = _page(client, suche="Picknick mit Ämtern")
    assert page.index("Treffen</span>") < page.index("f-statements")
    assert re.search(r'href="/G\d+#treffen"><mark>Picknick</mark>', page)


def test_narrowed_or_further_pages_show_statements_only(client: Client) -> None:
    assert "f-things" in _page(client, suche="Stadt")
    assert "f-things" not in _page(client, suche="Stadt", art="question")


def test_a_typing_error_is_mended_with_a_way_to_insist(client: Client) -> None:
    page = _page(client, suche="Rolator", sortierung="neu")
    assert "Nichts mit „Rolator“. Gezeigt wird: „Rollator“." in page
    assert _hits(page) == ["B44"]
    (insist,) = re.findall(r'href="(\?[^"]*genau=1[^"]*)"', page)
    assert "sortierung=neu" in insist
    assert not _hits(client.get("/beitraege/" + insist.replace("&amp;", "&")).content.decode())


def test_page_says_where_little_has_all_words_and_can_show_only_that(client: Client) -> None:
    page = _page(client, suche="wasser keller")
    assert "Nur wenige haben alle diese Wörter." in page
    only = _page(client, suche="wasser keller", genau="1")
    assert 0 < _total(only) < _total(page)
    assert _hits(page)[: _total(only)] == _hits(only)


def test_best_hits_come_first_unless_another_order_is_asked_for(client: Client) -> None:
    numbers = [int(one[1:]) for one in _hits(_page(client, suche="Platz", sortierung="neu"))]
    assert numbers == sorted(numbers, reverse=True)
    best = [int(one[1:]) for one in _hits(_page(client, suche="Platz"))]
    assert sorted(best) == sorted(numbers)
    assert best != numbers


def test_only_what_is_to_be_left_out_shows_the_plain_list(client: Client) -> None:
    assert _total(_page(client, suche="-Auto")) == _total(_page(client))


def test_a_hidden_statement_and_those_of_a_hidden_group_are_not_found(programme: Programme, client: Client) -> None:
    _hide(Contribution.objects.get(programme=programme, address__number=44).address)
    assert not _hits(_page(client, suche="Rollator", genau="1"))
    group = DialogueGroup.objects.get(programme=programme, address__number=4)
    before = _total(_page(client))
    _hide(group.address)
    assert _total(_page(client)) < before
    assert "4" not in _options(_page(client), "gruppe")


# Filters


def test_each_option_says_how_many_it_leaves(programme: Programme, client: Client) -> None:
    page = _page(client)
    for name in ("gruppe", "art", "feld", "ziel", "stadtteil"):
        options = _options(page, name)
        assert options, name
        for value in list(options)[:4]:
            assert _total(_page(client, **{name: value})) == options[value], f"{name}={value}"


def test_options_count_under_the_other_filters_and_not_under_their_own(programme: Programme, client: Client) -> None:
    said = Contribution.objects.filter(programme=programme, kind="question")
    expected = Counter(str(one) for one in said.values_list("group__address__number", flat=True))
    assert _options(_page(client, art="question", gruppe="4"), "gruppe") == {"4": 0, **expected}
    assert _options(_page(client, gruppe="4", art="question"), "art")["proposal"] > 0


def test_options_that_leave_nothing_are_not_offered(client: Client) -> None:
    page = _page(client, suche="Rollator")
    assert len(_options(page, "gruppe")) == 1
    assert set(_options(page, "gruppe").values()) == {1}


def test_a_side_is_a_kind_to_narrow_to(programme: Programme, client: Client) -> None:
    one = Contribution.objects.filter(programme=programme).exclude(leaning="").first()
    assert one
    page = _page(client, art=one.leaning)
    assert _total(page) == Contribution.objects.filter(programme=programme, leaning=one.leaning).count()


def test_a_district_holds_the_statements_that_name_it(programme: Programme, client: Client) -> None:
    district = District.objects.get(programme=programme, slug="nordhang")
    named = set(Address.objects.filter(pk__in=places.in_district(district.pk)).values_list("number", flat=True))
    assert {int(one[1:]) for one in _hits(_page(client, stadtteil="nordhang"))} == named


@pytest.mark.parametrize(("query", "all_of_them"), [({"von": "2100-01-01"}, False), ({"bis": "2100-01-01"}, True)])
def test_days_narrow_to_what_was_published_then(client: Client, query: dict[str, str], all_of_them: bool) -> None:
    response = client.get("/beitraege/", query)
    assert bool(_hits(response.content.decode())) == all_of_them


def test_chosen_filters_stand_above_the_list_and_can_be_taken_off(client: Client) -> None:
    page = _page(client, suche="Platz", gruppe="4", art="proposal", seite="1")
    chips = dict(re.findall(r'<li><a href="(\?[^"]*)">([^<]*)<span aria-hidden', page))
    assert [text.strip() for text in chips.values()] == [
        "Gruppe: Straßen zum Leben",
        "Art: Lösungsansatz oder Synergie",
    ]
    (without_group, without_kind) = chips
    assert "gruppe=" not in without_group
    assert "art=proposal" in without_group
    assert "suche=Platz" in without_kind
    assert "seite=" not in without_kind


def test_filters_that_leave_nothing_say_so(client: Client) -> None:
    assert "Nehmen Sie einen davon weg" in _page(client, suche="Rollator", gruppe="1")


def test_what_is_no_longer_public_is_listed_with_day_and_reason_and_without_words(
    programme: Programme, client: Client
) -> None:
    one = Contribution.objects.get(programme=programme, address__number=83)
    other = Contribution.objects.get(programme=programme, address__number=84)
    _hide(one.address)
    _hide(other.address, State.WITHDRAWN)
    page = _page(client, stand="weg")
    assert "2 Beiträge sind nicht mehr öffentlich" in page
    assert "Ausgeblendet am 20. Juli 2026. Grund: Ein Name stand darin" in page
    assert "Zurückgezogen am 20. Juli 2026." in page
    assert one.text not in page
    assert other.text not in page


@pytest.mark.parametrize("name", ["gruppe", "art", "feld", "stadtteil", "von", "bis", "stand", "sortierung", "seite"])
def test_a_filter_with_nonsense_is_left_out(client: Client, name: str) -> None:
    page = client.get("/beitraege/", {name: "\x00<script>"}).content.decode()
    assert _total(" ".join(page.split())) == _total(_page(client))


def test_pages_of_a_search_hold_every_hit_once(client: Client) -> None:
    seen = [one for at in (1, 2, 3) for one in _hits(_page(client, suche="stadt die für mehr", seite=str(at)))]
    first = _page(client, suche="stadt die für mehr")
    assert len(seen[: _total(first)]) == len(set(seen[: _total(first)])) == min(_total(first), 90)


# Suggestions


def test_suggestions_are_words_to_look_for_and_pages_to_go_to(client: Client) -> None:
    response = client.get("/vorschlaege/", {"q": "Straß"})
    found = json.loads(response.content)["suggestions"]
    assert 0 < len(found) <= 8
    (group,) = [one for one in found if one["url"] == "/G4"]
    assert group == {"text": "Straßen zum Leben", "kind": "Gruppe", "url": "/G4"}
    words = [one for one in found if not one["kind"]]
    assert words
    assert all(one["text"].casefold().startswith("strass") for one in words)
    assert all(client.get(one["url"]).status_code == 200 for one in found)


@pytest.mark.parametrize("typed", ["", "<", "x" * 5000, "\x00", "%%"])
def test_suggestions_for_nonsense_are_none(client: Client, typed: str) -> None:
    assert json.loads(client.get("/vorschlaege/", {"q": typed}).content) == {"suggestions": []}


def test_suggestions_are_the_same_for_everybody(client: Client, desk: Client) -> None:
    assert client.get("/vorschlaege/", {"q": "pa"}).content == desk.get("/vorschlaege/", {"q": "pa"}).content


def test_search_boxes_work_without_a_script_and_say_what_one_needs(client: Client) -> None:
    for path in ("/", "/beitraege/", "/beitraege/?stand=weg"):
        page = client.get(path).content.decode()
        assert re.search(r'<script src="[^"]*search[^"]*\.js" defer>', page), path
        assert 'data-suggestions="/vorschlaege/"' in page, path
        assert 'name="suche"' in page, path


def test_queries_of_a_search_do_not_grow_with_its_hits(
    programme: Programme, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/beitraege/?suche=Keller")
    with django_assert_num_queries(len(few)):
        client.get("/beitraege/?suche=Stadt")
