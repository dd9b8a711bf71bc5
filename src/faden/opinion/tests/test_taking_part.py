"""Voting on pages and by script: what is asked first, what arrives, what is refused."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faden.addresses.actions import Change
from faden.opinion import actions, consent
from faden.opinion.models import (
    Admission,
    Conversation,
    NetworkTrace,
    StatementState,
    Vote,
    VoteEvent,
)
from faden.opinion.tests import town
from faden.people.models import Person, Role
from faden.programme.models import Programme
from faden.programme.whole_pages import TICKET_COOKIE

SCRIPT: dict[str, Any] = {"headers": {"accept": "application/json"}}


@pytest.fixture
def change() -> Change:
    return Change(by=None, now=timezone.now())


@pytest.fixture
def market(programme: Programme) -> Conversation:
    return town.conversation(programme, 12, now=timezone.now())


def agree(client: Client, conversation: Conversation, **more: str) -> Any:
    page = client.get(conversation.page("consent")).content.decode()
    known = re.search(r'name="fassung" value="(\w+)"', page)
    assert known
    return client.post(conversation.page("consent"), {"einverstanden": "on", "fassung": known[1], **more})


def say(client: Client, conversation: Conversation, number: int, stance: str = "zustimmung", **more: Any) -> Any:
    facts = {"aussage": number, "stimme": stance, **more.pop("fields", {})}
    return client.post(conversation.page("vote"), facts, **more)


def votes(conversation: Conversation) -> QuerySet[Vote]:
    return Vote.objects.filter(ticket__conversation=conversation)


@pytest.fixture
def voter(market: Conversation) -> Client:
    client = Client()
    agree(client, market)
    return client


def test_reading_and_being_asked_leaves_no_trace_but_the_cookie_of_forms(market: Conversation) -> None:
    client = Client()
    pages = [client.get(market.page(name)) for name in ("vote", "consent", "own_votes", "redeem", "move_ticket")]
    pages.append(client.get(market.page("erase_votes")))
    assert [one.status_code for one in pages] == [200] * 6
    assert all(one["Cache-Control"] == "private, no-store" for one in pages)
    assert set(client.cookies) == {settings.CSRF_COOKIE_NAME}
    assert not market.tickets.exists()
    assert not NetworkTrace.objects.filter(ticket__conversation=market).exists()


def test_the_first_vote_asks_for_consent_and_is_cast_with_it(market: Conversation) -> None:
    client = Client()
    asked = say(client, market, 3, "ablehnung")
    page = asked.content.decode()
    assert "Sind Sie einverstanden?" in page
    assert market.statements.get(number=3).text in page
    assert "(Ablehnung)" in page
    assert not re.search(r'<input[^>]*name="einverstanden"[^>]* checked', page)
    assert not votes(market).exists()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', page))
    assert hidden["aussage"] == "3"
    assert hidden["stimme"] == "ablehnung"
    refused = client.post(market.page("consent"), hidden)
    assert refused.status_code == 400
    assert "Bitte setzen Sie den Haken" in refused.content.decode()
    assert not market.tickets.exists()
    answer = client.post(market.page("consent"), {**hidden, "einverstanden": "on"})
    assert answer["Location"].startswith(f"{market.page('vote')}?angekommen=3&aussage=")
    assert "ablehnung" not in answer["Location"]
    assert votes(market).get().value == -1
    assert any(name.startswith(TICKET_COOKIE) for name in client.cookies)
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert "Ihre Stimme ist angekommen" in client.get(answer["Location"]).content.decode()


def test_the_words_that_were_shown_are_kept_and_changed_ones_are_shown_again(
    market: Conversation, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    shown = client.get(market.page("consent")).content.decode()
    words = consent.whole(programme.city.name, is_signed_in=False)
    for part in words.split("\n\n"):
        assert part in shown
    agree(client, market)
    assert market.tickets.get().consent.text == words
    other = Client()
    stale = other.post(market.page("consent"), {"einverstanden": "on", "fassung": "0123456789abcdef"})
    assert stale.status_code == 400
    page = stale.content.decode()
    assert "Der Text hat sich geändert" in page
    assert f'value="{consent.edition(words)}"' in page
    assert not re.search(r'name="einverstanden"[^>]* checked', page)
    assert market.tickets.count() == 1


def test_consent_in_english_is_kept_in_english(market: Conversation) -> None:
    client = Client()
    page = client.get("/en" + market.page("consent")).content.decode()
    known = re.search(r'name="fassung" value="(\w+)"', page)
    assert known
    client.post("/en" + market.page("consent"), {"einverstanden": "on", "fassung": known[1]})
    assert market.tickets.get().consent.language == "en"


def test_without_scripts_each_vote_leads_to_the_next_statement(market: Conversation, voter: Client) -> None:
    seen = set()
    address = market.page("vote")
    for at in range(12):
        page = voter.get(address).content.decode()
        number = int(re.search(r'name="aussage" value="(\d+)"', page)[1])  # type: ignore[index]
        assert number not in seen
        seen.add(number)
        assert f"Aussage {at + 1} von 12." in page
        address = say(voter, market, number, "weiss-nicht")["Location"]
    done = voter.get(address).content.decode()
    assert "Danke. Sie haben zu allen Aussagen etwas gesagt." in done
    assert votes(market).count() == 12


def test_a_script_is_told_what_arrived_and_what_comes_next(market: Conversation, voter: Client) -> None:
    answer = say(voter, market, 5, "unklar", fields={"gesehen": "1,2,x,3"}, **SCRIPT)
    facts = answer.json()
    assert answer.status_code == 200
    assert (facts["angekommen"], facts["anzahl"], facts["beantwortet"], facts["von"]) == (5, 1, 1, 12)
    assert len(facts["weiter"]) == 8
    assert not {one["nummer"] for one in facts["weiter"]} & {1, 2, 3, 5}
    first = facts["weiter"][0]
    assert first["worte"] == f"„{first['text']}“"
    assert first["sprache"] == "de"
    kept = votes(market).get()
    assert (kept.value, kept.is_unclear) == (0, True)


def test_the_same_vote_sent_again_counts_once(market: Conversation, voter: Client) -> None:
    for _at in range(3):
        assert say(voter, market, 2, **SCRIPT).json()["anzahl"] == 1
    assert votes(market).count() == 1
    assert VoteEvent.objects.filter(conversation=market).count() == 1


def test_a_vote_by_script_takes_few_queries(market: Conversation, voter: Client) -> None:
    say(voter, market, 1, **SCRIPT)
    with CaptureQueriesContext(connection) as asked:
        say(voter, market, 2, **SCRIPT)
    real = [one for one in asked.captured_queries if "SAVEPOINT" not in str(one["sql"])]
    assert len(real) <= 10, [one["sql"] for one in real]


def test_the_page_to_vote_on_takes_few_queries(market: Conversation, voter: Client) -> None:
    say(voter, market, 1)
    with CaptureQueriesContext(connection) as asked:
        voter.get(market.page("vote") + "?aussage=3&angekommen=1")
    assert len(asked) <= 8, [one["sql"] for one in asked.captured_queries]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"aussage": "99", "stimme": "zustimmung"}, "Diese Aussage gibt es hier nicht."),
        ({"aussage": "eins", "stimme": "zustimmung"}, "Diese Aussage gibt es hier nicht."),
        ({"aussage": "9" * 30, "stimme": "zustimmung"}, "Diese Aussage gibt es hier nicht."),
        ({"stimme": "zustimmung"}, "Diese Aussage gibt es hier nicht."),
        ({"aussage": "1", "stimme": "xyz"}, "Bitte wählen Sie"),
        ({"aussage": "1"}, "Bitte wählen Sie"),
    ],
)
def test_wrong_input_is_refused_in_words(
    market: Conversation, voter: Client, fields: dict[str, str], words: str
) -> None:
    page = voter.post(market.page("vote"), fields)
    assert page.status_code == 400
    assert f'role="alert">{words}' in page.content.decode()
    answer = voter.post(market.page("vote"), fields, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert words in answer.json()["fehler"]
    assert not votes(market).exists()


@pytest.mark.parametrize("number", ["x", "0", "99", "9" * 30, "٣"])
def test_an_unknown_statement_in_the_address_shows_another(market: Conversation, voter: Client, number: str) -> None:
    page = voter.get(market.page("vote"), {"aussage": number, "angekommen": number})
    assert page.status_code == 200
    assert "angekommen</p>" not in page.content.decode()


def test_a_script_without_a_ticket_is_told_so(market: Conversation) -> None:
    answer = say(Client(), market, 1, **SCRIPT)
    assert answer.status_code == 403
    assert "Nummer" in answer.json()["fehler"]


def test_a_ticket_counts_only_in_its_own_conversation(
    market: Conversation, voter: Client, programme: Programme
) -> None:
    other = town.conversation(programme, 3, title="Unsere Bäche", now=timezone.now())
    mine = next(one for name, one in voter.cookies.items() if name.startswith(TICKET_COOKIE))
    voter.cookies[f"{TICKET_COOKIE}{other.pk}"] = mine.value
    assert say(voter, other, 1, **SCRIPT).status_code == 403
    assert not votes(market).exists()


def test_a_statement_left_out_meanwhile_is_no_longer_voted_on(
    market: Conversation, voter: Client, change: Change
) -> None:
    statement = market.statements.get(number=4)
    actions.leave_out(statement, change=Change(by=None, now=change.now, reason="doppelt"))
    answer = say(voter, market, 4, **SCRIPT)
    assert answer.status_code == 409
    assert answer.json() == {"fehler": "Über diese Aussage wird nicht mehr abgestimmt.", "offen": True}
    page = say(voter, market, 4)
    assert page.status_code == 409
    assert "Über diese Aussage wird nicht mehr abgestimmt." in page.content.decode()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (actions.pause, "Gerade kann hier nicht abgestimmt werden."),
        (actions.close, "Das Meinungsbild ist geschlossen."),
    ],
)
def test_who_comes_when_there_is_no_voting_is_led_to_the_picture(
    market: Conversation, voter: Client, change: Change, step: Callable[..., Conversation], words: str
) -> None:
    say(voter, market, 1)
    step(market, change=change)
    answer = say(voter, market, 2, **SCRIPT)
    assert answer.status_code == 409
    assert answer.json() == {"fehler": words, "offen": False}
    for client in (voter, Client()):
        for name in ("vote", "consent", "propose"):
            page = client.get(market.page(name), follow=True).content.decode()
            assert words in page
            assert f'href="{market.get_absolute_url()}"' in page
    own = voter.get(market.page("own_votes")).content.decode()
    assert "Ihre Stimmen bleiben, wie sie sind." in own
    assert "Zurücknehmen" not in own
    assert votes(market).count() == 1


def test_a_conversation_in_preparation_is_not_there(programme: Programme, change: Change) -> None:
    made = actions.found(programme, actions.Facts("Noch nicht"), change=change)
    assert Client().get(made.page("vote")).status_code == 404
    assert Client().get(made.page("conversation")).status_code == 404


def test_a_conversation_by_its_number_leads_to_its_address(market: Conversation) -> None:
    assert Client().get(market.page("conversation"))["Location"] == market.get_absolute_url()


def test_a_wrong_access_code_keeps_the_vote_that_was_wanted(programme: Programme) -> None:
    closed = town.conversation(programme, 3, admission=Admission.CODE, now=timezone.now())
    client = Client()
    wrong = agree(client, closed, code="FALSCH", aussage="2", stimme="ablehnung")
    page = wrong.content.decode()
    assert wrong.status_code == 400
    assert "Der Zugangscode stimmt nicht." in page
    assert 'name="stimme" value="ablehnung"' in page
    assert "Bitte geben Sie den Zugangscode ein." in agree(client, closed).content.decode()
    assert not closed.tickets.exists()
    assert agree(client, closed, code=f" {closed.access_code.lower()} ", aussage="2", stimme="ablehnung")
    assert votes(closed).get().value == -1


def test_where_members_vote_visitors_are_led_to_signing_in(programme: Programme, make_person: Any) -> None:
    members = town.conversation(programme, 3, admission=Admission.MEMBERS, now=timezone.now())
    visitor = Client()
    page = visitor.get(members.page("vote") + "?aussage=2").content.decode()
    sign_in = f"/konto/anmelden/?next={members.page('vote')}?aussage=2"
    assert f'href="{sign_in}"' in page
    assert 'name="stimme"' not in page
    assert f'href="{sign_in}"' in say(visitor, members, 2).content.decode()
    forced = visitor.post(
        members.page("consent"),
        {"einverstanden": "on", "fassung": consent.edition(consent.whole(programme.city.name, is_signed_in=False))},
    )
    assert forced.status_code == 400
    assert not members.tickets.exists()
    person: Person = make_person(Role.RESIDENT, second_factor=False)
    signed_in = Client()
    signed_in.force_login(person)
    agree(signed_in, members, aussage="2", stimme="zustimmung")
    assert votes(members).count() == 1
    assert not any(name.startswith(TICKET_COOKIE) for name in signed_in.cookies), "their browser holds nothing"
    again = Client()
    again.force_login(person)
    assert say(again, members, 3, **SCRIPT).json()["anzahl"] == 2


def test_statements_say_where_they_come_from(programme: Programme, change: Change) -> None:
    contribution = programme.contributions.select_related("address", "group").get(address__number=83)
    made = actions.found(programme, actions.Facts("Aus den Gruppen"), change=change)
    actions.add_sources(made, [contribution.address], change=change)
    actions.add_own(made, ["Sind Sie in einem Verein?"], is_meta=True, change=change)
    actions.open_(made, change=change)
    client = Client()
    page = client.get(made.page("vote") + "?aussage=1").content.decode()
    assert '<a href="/B83">Beitrag <span>B83</span></a>' in page
    assert contribution.group.name in page
    assert "Frage zu Ihnen" in page
    ahead = json.loads(re.search(r'<script id="bereit" type="application/json">(.*?)</script>', page)[1])  # type: ignore[index]
    assert [one["nummer"] for one in ahead] == [2]
    agree(client, made)
    first = say(client, made, 2, **SCRIPT).json()["weiter"][0]
    assert first["adresse"] == "/B83"
    assert first["herkunft"] == f"Beitrag B83 aus der Dialoggruppe {contribution.group.name}"


def test_what_people_wrote_runs_nowhere(market: Conversation, voter: Client, change: Change) -> None:
    nasty = "</script><script>alert(1)</script>"
    actions.add_own(market, [nasty], change=change)
    for address in (market.page("vote") + "?aussage=13", market.page("vote") + "?aussage=1"):
        assert nasty not in voter.get(address).content.decode()


def test_the_list_tells_open_ones_from_those_that_are_over(
    programme: Programme, market: Conversation, change: Change
) -> None:
    over = town.conversation(programme, 3, title="Unsere Bäche", now=timezone.now())
    actions.close(over, change=change)
    market.pictures.create(number=1, at=timezone.now(), people=27, votes=310, data={})
    page = Client().get("/meinungsbild/").content.decode()
    assert page.index("Unsere Altstadt") < page.index("Nicht mehr offen") < page.index("Unsere Bäche")
    assert "12 Aussagen, 310 Stimmen von 27 Menschen" in page
    assert "3 Aussagen, noch keine Zahlen" in page
    assert page.count(">Abstimmen<") == sum(one.is_open for one in Conversation.objects.all())


def test_proposals_wait_and_their_state_is_told(programme: Programme, change: Change) -> None:
    made = town.conversation(programme, 2, takes_statements=True, now=timezone.now())
    client = Client()
    asked = client.get(made.page("propose"))
    assert asked["Location"] == f"{made.page('consent')}?dann=vorschlagen"
    assert agree(client, made, dann="vorschlagen")["Location"] == made.page("propose")
    assert "Bitte schreiben Sie" in client.post(made.page("propose"), {"text": " "}).content.decode()
    double = client.post(made.page("propose"), {"text": town.SENTENCES[0]})
    assert double.status_code == 400
    assert "Diese Aussage gibt es schon." in double.content.decode()
    sent = client.post(made.page("propose"), {"text": "Ein Brunnen gehört auf den Markt."})
    assert "wartet auf Prüfung" in client.get(sent["Location"]).content.decode()
    waiting = made.statements.get(number=3)
    assert waiting.state == StatementState.WAITING
    assert "wartet auf Prüfung" in client.get(made.page("own_votes")).content.decode()
    assert "Brunnen" not in Client().get(sent["Location"], follow=True).content.decode()
    actions.take_in(waiting, change=change)
    assert "aufgenommen" in client.get(made.page("own_votes")).content.decode()


def test_where_nothing_may_be_proposed_the_page_says_so(market: Conversation, voter: Client) -> None:
    assert "schreibt die Moderation die Aussagen" in voter.get(market.page("propose")).content.decode()
    voter.post(market.page("propose"), {"text": "Doch noch eine."})
    assert market.statements.count() == 12
