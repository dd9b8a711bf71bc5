"""Many groups: the start page shows the largest, the list offers them, a page of their own holds all."""

import re

import pytest
from django.test import Client

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.dialogue.actions import NewContribution, NewGroup, publish
from faden.dialogue.models import DialogueGroup
from faden.dialogue.models import Kind as Spoken
from faden.portal.forms import FilterForm
from faden.portal.views.overview import AT_A_GLANCE
from faden.programme.models import Programme


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def many_groups(programme: Programme) -> list[DialogueGroup]:
    """The groups of the programme and more, each new one with a statement more than the one before."""
    new = [
        NewGroup(
            f"Neue Runde {size}",
            contributions=[NewContribution(Spoken.QUESTION, None, f"Frage {at} von {size}?") for at in range(size)],
        )
        for size in range(1, FilterForm.MOST_GROUPS + 2)
    ]
    publish(programme, new, change=Change(by=None, now=NOW))
    return list(DialogueGroup.objects.filter(programme=programme))


def test_start_shows_the_largest_groups_and_leads_to_all(
    programme: Programme, many_groups: list[DialogueGroup], client: Client
) -> None:
    largest = sorted(many_groups, key=lambda group: -group.contribution_count)[:AT_A_GLANCE]
    page = _page(client, "/")
    groups = page[page.index('id="gr"') : page.index('id="hf"')]
    assert set(re.findall(r'href="/(G\d+)"', groups)) == {str(one.address) for one in largest}
    assert f'<a href="/gruppen/">Alle {len(many_groups)} Dialoggruppen</a>' in groups


def test_groups_are_paged(monkeypatch: pytest.MonkeyPatch, many_groups: list[DialogueGroup], client: Client) -> None:
    monkeypatch.setattr("faden.portal.views.overview.PER_PAGE", 40)
    first, second = _page(client, "/gruppen/"), _page(client, "/gruppen/?seite=2")
    assert f"{len(many_groups)} Dialoggruppen" in first
    shown = [re.findall(r'<a class="f-quiet" href="/(G\d+)"', one) for one in (first, second)]
    assert [*shown[0], *shown[1]] == [str(one.address) for one in many_groups]
    assert len(shown[0]) == 40


def test_filter_offers_the_largest_groups_and_the_chosen_one(
    programme: Programme, many_groups: list[DialogueGroup], client: Client
) -> None:
    smallest = min(many_groups, key=lambda group: group.contribution_count)
    chosen = str(smallest.address.number)

    def offered(page: str) -> list[str]:
        select = page[page.index('<select name="gruppe"') :]
        return re.findall(r'<option value="(\d+)"', select[: select.index("</select>")])

    page = _page(client, "/beitraege/")
    assert len(offered(page)) == FilterForm.MOST_GROUPS
    assert chosen not in offered(page)
    assert f"{len(many_groups) - FilterForm.MOST_GROUPS} weitere finden Sie unter" in page
    narrowed = _page(client, f"/beitraege/?gruppe={chosen}")
    assert f'<option value="{chosen}" selected>' in narrowed
    assert len(offered(narrowed)) == FilterForm.MOST_GROUPS + 1
