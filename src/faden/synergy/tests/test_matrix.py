"""What groups have in common: counted right, readable, and leading to what is counted."""

import re
from itertools import combinations

import pytest
from django.test import Client

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.dialogue.actions import NewGroup
from faden.dialogue.models import DialogueGroup, GoalMention
from faden.dialogue.tests.said import goal, published, said
from faden.goals import queries as goals
from faden.programme.models import Programme
from faden.synergy import actions
from faden.synergy.models import LinkKind
from faden.synergy.queries import matrix, network

NOBODY = Change(by=None, now=NOW, reason="Zur Probe")


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return " ".join(response.content.decode().split())


def _address(programme: Programme, number: int) -> Address:
    return Address.objects.select_related("programme").get(programme=programme, kind="B", number=number)


def _pairs(programme: Programme) -> dict[tuple[int, int], tuple[int, int]]:
    """Return how many goals and links two groups (by their numbers) have in common."""
    found = matrix.common(programme).pairs.values()
    return {(one.first.number, one.second.number): (len(one.goals), one.links) for one in found}


def test_goals_that_two_groups_name_are_counted_as_the_documents_say(programme: Programme) -> None:
    named: dict[int, set[str]] = {}
    for number, code in GoalMention.objects.filter(group__programme=programme).values_list(
        "group__address__number", "goal__code"
    ):
        named.setdefault(number, set()).add(code)
    expected = {
        (one, other): len(named[one] & named[other])
        for one, other in combinations(sorted(named), 2)
        if named[one] & named[other]
    }
    assert {pair: count for pair, (count, _) in _pairs(programme).items() if count} == expected
    assert expected


def test_confirmed_links_are_counted_between_different_groups_only(programme: Programme) -> None:
    before = _pairs(programme)
    assert before[4, 5] == (0, 3)
    actions.decide(_address(programme, 58), _address(programme, 66), LinkKind.SAME, change=NOBODY)
    actions.decide(_address(programme, 59), _address(programme, 41), LinkKind.NONE, change=NOBODY)
    assert _pairs(programme) == before
    actions.decide(_address(programme, 59), _address(programme, 41), LinkKind.CONFLICTS, change=NOBODY)
    assert _pairs(programme)[4, 5] == (0, 4)


def test_hidden_statements_and_groups_have_nothing_in_common(programme: Programme) -> None:
    set_state(_address(programme, 57), State.HIDDEN, change=NOBODY)
    assert _pairs(programme)[4, 5] == (0, 1)
    group = DialogueGroup.objects.get(programme=programme, address__number=4)
    set_state(group.address, State.HIDDEN, change=NOBODY)
    assert not any(4 in pair for pair in _pairs(programme))


def test_numbers_lead_to_a_page_that_says_the_same(programme: Programme, client: Client) -> None:
    page = _page(client, "/synergien/matrix/")
    for (first, second), (count, links) in _pairs(programme).items():
        path = f"/synergien/gruppen/{first}-{second}/"
        assert f'href="{path}"' in page
        told = _page(client, path)
        assert len(re.findall(r'class="f-code" href="/ziele/', told)) == count
        assert told.count('<li class="f-stack-s">') == links


def test_pair_is_found_in_either_order_and_only_for_public_groups(programme: Programme, client: Client) -> None:
    assert client.get("/synergien/gruppen/5-4/")["Location"] == "/synergien/gruppen/4-5/"
    assert client.get("/synergien/gruppen/4-4/").status_code == 404
    assert client.get("/synergien/gruppen/4-99/").status_code == 404
    assert "verbindet noch nichts" in _page(client, "/synergien/gruppen/1-2/")


def test_direction_of_a_link_is_said_on_the_page_of_the_pair(programme: Programme, client: Client) -> None:
    page = _page(client, "/synergien/gruppen/4-5/")
    assert page.index("Im Sommer zehn") < page.index("Löst:") < page.index("steht kein einziger Baum")


def test_table_holds_shared_goals_first_and_all_of_a_field_when_asked(programme: Programme, client: Client) -> None:
    shared = _page(client, "/synergien/matrix/")
    assert "Vier Ziele nennen mehrere Gruppen</h1>" in shared
    assert 'href="/ziele/AK_5.3"' in shared
    assert 'href="/ziele/AK_6.1"' not in shared
    of_field = _page(client, "/synergien/matrix/?feld=AK")
    assert 'href="/ziele/AK_6.1"' in of_field
    assert 'href="/ziele/GES_10"' not in of_field
    assert "Ziele, die mehrere Gruppen nennen" in _page(client, "/synergien/matrix/?feld=XX")


def test_cells_have_heads_and_the_table_a_name(programme: Programme, client: Client) -> None:
    page = _page(client, "/synergien/matrix/?feld=AK")
    table = page[page.index("<table>") : page.index("</table>")]
    columns = table.count('<th scope="col"') - 1
    rows = table.count('<th scope="row"')
    assert table.count("<td") == columns * rows
    assert "<caption" in table
    assert (
        table.count(">ja</span>")
        == GoalMention.objects.filter(group__programme=programme, goal__field__code="AK")
        .values("group", "goal")
        .distinct()
        .count()
    )


@pytest.fixture
def sixty(empty: Programme) -> Programme:
    """Sixty groups, each with ten of a hundred goals, whose neighbours share some."""
    published(
        empty,
        [
            NewGroup(
                f"Gruppe Nummer {at} mit einem langen Namen",
                goals=[goal(f"ST_{1 + (at * 5 + step) % 100}", f"Ziel {(at * 5 + step) % 100}") for step in range(10)],
                contributions=[said(f"Beitrag {at}")],
            )
            for at in range(60)
        ],
    )
    return empty


def test_sixty_groups_with_a_hundred_goals_become_a_table_of_fields(sixty: Programme) -> None:
    found, known = matrix.common(sixty), goals.summaries(sixty)
    table = matrix.goal_table(found, known)
    assert table.of_fields
    assert [(row.head, [count for _, count in row.cells]) for row in table.rows] == [("ST", [10] * 60)]
    of_field = matrix.goal_table(found, known, field="ST")
    assert len(of_field.rows) == 100
    assert not of_field.of_fields
    columns, rows = matrix.group_table(found)
    assert len(columns) == len(rows) == 60


def test_pages_of_sixty_groups_stay_light_and_ask_seldom(
    sixty: Programme, client: Client, django_assert_max_num_queries: object
) -> None:
    for path, most in (("matrix/", 400_000), ("netz/", 250_000)):
        with django_assert_max_num_queries(10):  # type: ignore[operator]
            response = client.get(f"/{sixty.slug}/synergien/{path}")
        assert response.status_code == 200
        assert len(response.content) < most


def test_of_very_many_groups_those_with_most_in_common_are_shown(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "MOST_GROUPS", 2)
    columns, _rows = matrix.group_table(matrix.common(programme))
    assert len(columns) == 2
    monkeypatch.setattr(network, "MOST_NODES", 4)
    drawn = network.network(matrix.common(programme))
    assert drawn
    assert len(drawn.wide.nodes) == 4
    assert drawn.left_out == len(_pairs(programme)) - len(drawn.wide.lines)


# The network's page


def test_network_draws_every_pair_and_lists_it_too(programme: Programme, client: Client) -> None:
    page = _page(client, "/synergien/netz/")
    wide = page[page.index('<svg class="f-net f-net--wide"') : page.index('<svg class="f-net f-net--narrow"')]
    pairs = _pairs(programme)
    assert wide.count("<path") == len(pairs)
    assert wide.count('<a href="/G') == DialogueGroup.objects.filter(programme=programme).count()
    assert page.count('<li data-groups="') == len(pairs)
    assert "Acht Paare von Gruppen haben etwas gemeinsam</h1>" in page
    assert not re.search(r'(?:x|y|cx|cy|r|width)="\d+,\d', page), "a comma is no number in SVG"
    assert wide.count('class="is-linked"') == sum(1 for _, links in pairs.values() if links)


def test_network_without_anything_in_common_says_what_will_stand_here(empty: Programme, client: Client) -> None:
    for path in ("netz/", "matrix/", ""):
        page = _page(client, f"/{empty.slug}/synergien/{path}")
        assert "f-empty" in page
        assert "<svg class=" not in page
