"""One's own votes: seeing, changing, taking back, erasing, taking them to another device."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from faden.opinion.models import Conversation, TicketKey
from faden.opinion.tests import town
from faden.opinion.tests.test_taking_part import SCRIPT, agree, say, votes
from faden.programme.models import Programme
from faden.programme.whole_pages import TICKET_COOKIE


@pytest.fixture
def market(programme: Programme) -> Conversation:
    return town.conversation(programme, 5, now=timezone.now())


@pytest.fixture
def voter(market: Conversation) -> Client:
    client = Client()
    agree(client, market)
    for number, stance in enumerate(("zustimmung", "ablehnung", "weiss-nicht", "unklar"), start=1):
        say(client, market, number, stance)
    return client


def code_of(client: Client, conversation: Conversation) -> str:
    page = client.post(conversation.page("move_ticket")).content.decode()
    found = re.search(r'f-secret" translate="no">([A-Z0-9]{4} [A-Z0-9]{4})<', page)
    assert found
    return found[1]


def test_own_votes_are_listed_with_what_was_said(market: Conversation, voter: Client) -> None:
    page = voter.get(market.page("own_votes")).content.decode()
    assert "Sie haben zu 4 von 5 Aussagen etwas gesagt" in page
    said = re.findall(r"<b>([^<]+)</b>\n", page)
    assert said == ["Unklar formuliert", "Weiß nicht", "Ablehnung", "Zustimmung"]


def test_a_vote_is_changed_and_one_is_back_at_ones_own_votes(market: Conversation, voter: Client) -> None:
    page = voter.get(market.page("vote") + "?aussage=1&zurueck=1").content.decode()
    assert "Bisher haben Sie gesagt: Zustimmung." in page
    assert 'name="zurueck" value="1"' in page
    back = say(voter, market, 1, "ablehnung", fields={"zurueck": "1"})
    assert back["Location"] == market.page("own_votes") + "?angekommen=1#a1"
    assert "Ihre Stimme ist angekommen." in voter.get(back["Location"]).content.decode()
    assert votes(market).get(statement__number=1).value == -1
    assert votes(market).count() == 4


def test_a_vote_is_taken_back(market: Conversation, voter: Client) -> None:
    back = voter.post(market.page("take_back"), {"aussage": "2"})
    page = voter.get(back["Location"]).content.decode()
    assert "Die Stimme ist zurückgenommen." in page
    assert "Sie haben zu 3 von 5 Aussagen etwas gesagt" in page
    assert not votes(market).filter(statement__number=2).exists()
    for wrong in ("99", "x", ""):
        assert voter.post(market.page("take_back"), {"aussage": wrong})["Location"] == market.page("own_votes")
    assert Client().post(market.page("take_back"), {"aussage": "1"}).status_code == 302
    assert votes(market).count() == 3


def test_all_is_erased_after_a_question(market: Conversation, voter: Client) -> None:
    asked = voter.get(market.page("erase_votes")).content.decode()
    assert "Ihre 4 Stimmen löschen?" in asked
    assert "bis fünf andere abgestimmt haben" in asked
    assert market.tickets.count() == 1
    gone = voter.post(market.page("erase_votes"))
    assert not market.tickets.exists()
    assert not votes(market).exists()
    assert voter.cookies[f"{TICKET_COOKIE}{market.pk}"].value == ""
    page = voter.get(gone["Location"]).content.decode()
    assert "Ihre Stimmen sind gelöscht" in page
    assert f'data-voting="{market.pk}" data-ticket=""' in page, "the script forgets what waits in this browser"
    assert say(voter, market, 1, **SCRIPT).status_code == 403


def test_a_code_takes_the_votes_to_another_device_once(market: Conversation, voter: Client) -> None:
    code = code_of(voter, market)
    other = Client()
    taken = other.post(market.page("redeem"), {"code": code.lower()})
    assert taken.status_code == 302
    assert "Sie haben zu 4 von 5 Aussagen" in other.get(taken["Location"]).content.decode()
    assert say(other, market, 5, **SCRIPT).json()["anzahl"] == 5
    assert market.tickets.count() == 1
    third = Client().post(market.page("redeem"), {"code": code})
    assert third.status_code == 400
    assert "Diesen Code kennen wir nicht" in third.content.decode()
    assert "Bitte geben Sie den Code ein." in Client().post(market.page("redeem"), {"code": ""}).content.decode()


def test_looking_at_the_page_makes_no_code(market: Conversation, voter: Client) -> None:
    assert "f-secret" not in voter.get(market.page("move_ticket")).content.decode()
    assert not market.tickets.exclude(code_hash="").exists()
    assert "f-secret" not in Client().post(market.page("move_ticket")).content.decode()


def test_nobody_votes_twice_by_taking_votes_to_a_device_with_votes(market: Conversation, voter: Client) -> None:
    code = code_of(voter, market)
    other = Client()
    agree(other, market)
    say(other, market, 1)
    refused = other.post(market.page("redeem"), {"code": code})
    assert refused.status_code == 400
    assert "Sie würden doppelt zählen." in refused.content.decode()
    assert TicketKey.objects.filter(ticket__conversation=market).count() == 2


def test_a_device_that_only_agreed_takes_the_votes_over(market: Conversation, voter: Client) -> None:
    code = code_of(voter, market)
    other = Client()
    agree(other, market)
    other.post(market.page("redeem"), {"code": code})
    assert market.tickets.count() == 1
    assert "Sie haben zu 4 von 5 Aussagen" in other.get(market.page("own_votes")).content.decode()


def test_a_browser_knows_whose_votes_it_keeps_without_telling_the_ticket(market: Conversation, voter: Client) -> None:
    other = Client()
    agree(other, market)
    pages = [one.get(market.page("vote")).content.decode() for one in (voter, other, Client())]
    kept = [re.search(r'data-ticket="(\w*)"', page)[1] for page in pages]  # type: ignore[index]
    assert len(set(kept)) == 3
    assert kept[2] == ""
    cookie = voter.cookies[f"{TICKET_COOKIE}{market.pk}"].value
    assert kept[0] not in cookie
