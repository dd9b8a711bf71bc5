"""What everybody thinks, in the rest of the house: threads, start page, groups, history, news, feeds."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.dialogue.actions import edit_contribution
from faden.dialogue.models import Contribution, Kind
from faden.opinion import actions
from faden.opinion.actions import Facts, interest
from faden.opinion.models import Conversation
from faden.opinion.tests import town
from faden.portal import history, news
from faden.portal.tests.test_history import words_of
from faden.programme.models import Programme
from faden.programme.whole_pages import shelf

DAY = datetime(2027, 3, 2, 9, 0, tzinfo=timezone.get_default_timezone())
CHANGE = Change(by=None, now=DAY, reason="Zur Probe")
pytestmark = pytest.mark.usefixtures("_no_other_conversation")


@pytest.fixture
def _no_other_conversation(long_ago: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the example are hidden; it is spring of the next year."""
    Address.objects.filter(conversation__isnull=False).update(state=State.HIDDEN)
    monkeypatch.setattr(timezone, "now", lambda: DAY + timedelta(days=60))


@pytest.fixture
def said(programme: Programme) -> Contribution:
    """A statement of a group: B83."""
    known = Contribution.objects.select_related("address", "group__address")
    return known.get(programme=programme, address__number=83)


def _prepared(said: Contribution, **facts: object) -> Conversation:
    """Return a conversation that is not open, of B83 and ten sentences."""
    made = actions.found(said.programme, Facts(**{"title": "Unsere Altstadt", **facts}), change=CHANGE)  # type: ignore[arg-type]
    actions.add_sources(made, [said.address], change=CHANGE)
    actions.add_own(made, town.sentences(10), change=CHANGE)
    return made


def _opened(said: Contribution, **facts: object) -> Conversation:
    return actions.open_(_prepared(said, **facts), change=CHANGE)


def _voted(conversation: Conversation, people: int) -> Conversation:
    town.vote(conversation, people, part=1.0, now=DAY)
    town.reckon(conversation, now=DAY)
    return conversation


# The thread


def test_a_thread_tells_where_a_statement_is_voted_on(said: Contribution, client: Client) -> None:
    conversation = _opened(said)
    page = words_of(client, "/B83")
    assert f"Im Meinungsbild {conversation.address}" in page
    assert "Unsere Altstadt" in page
    assert "Noch keine Zahlen." in page
    assert '<time datetime="2027-03-02">' in page
    assert f'href="/meinungsbild/{conversation.number}/abstimmen/?aussage=1"' in page


def test_a_thread_tells_the_numbers_of_the_last_picture_for_all_and_each_group(
    said: Contribution, client: Client
) -> None:
    conversation = _voted(_opened(said), 40)
    picture = conversation.pictures.last()
    assert picture
    agrees, disagrees, passes = picture.data["statements"][0]["total"]
    page = words_of(client, "/B83")
    assert f"({agrees + disagrees + passes} Stimmen)" in page
    assert f"{round(100 * agrees / 40)} % stimmen zu" in page
    assert picture.data["groups"]
    for group in picture.data["groups"]:
        assert f"<dt>Gruppe {'AB'[group['label']]}</dt>" in page
    assert page.count('id="p-no"') == 1


def test_a_thread_shows_the_names_that_facilitators_gave(said: Contribution, client: Client) -> None:
    conversation = _voted(_opened(said), 40)
    actions.name_group(conversation, 0, "Mehr Grün", change=CHANGE)
    assert "<dt>Mehr Grün</dt>" in words_of(client, "/B83")


def test_numbers_of_fewer_than_five_are_none(said: Contribution, client: Client) -> None:
    _voted(_opened(said), 4)
    assert "Noch keine Zahlen." in words_of(client, "/B83")


def test_results_that_come_at_the_end_are_not_told_before(said: Contribution, client: Client) -> None:
    conversation = _voted(_opened(said, reveal_at_end=True), 40)
    assert "Noch keine Zahlen." in words_of(client, "/B83")
    actions.close(conversation, change=CHANGE)
    town.reckon(conversation, now=DAY)
    assert "(40 Stimmen)" in words_of(client, "/B83")
    assert "selbst abstimmen" not in words_of(client, "/B83")


def test_words_that_were_corrected_since_are_told_beside_those_voted_on(said: Contribution, client: Client) -> None:
    _opened(said)
    assert "Abgestimmt wird über diese Worte" not in words_of(client, "/B83")
    edit_contribution(said, text="Ganz andere Worte", kind=Kind(said.kind), leaning="", change=CHANGE)
    page = words_of(client, "/B83")
    assert "Abgestimmt wird über diese Worte" in page
    assert said.text[:20] in page


def test_a_conversation_that_is_not_public_hangs_on_nothing(said: Contribution, client: Client) -> None:
    conversation = _prepared(said)
    assert "Im Meinungsbild" not in words_of(client, "/B83")
    actions.open_(conversation, change=CHANGE)
    set_state(conversation.address, State.HIDDEN, change=CHANGE)
    assert "Im Meinungsbild" not in words_of(client, "/B83") + words_of(client, "/G5") + words_of(client, "/")


def test_a_statement_that_was_left_out_tells_nothing(said: Contribution, client: Client) -> None:
    conversation = _opened(said)
    actions.leave_out(conversation.statements.get(number=1), change=CHANGE)
    assert "Im Meinungsbild" not in words_of(client, "/B83") + words_of(client, "/G5")


def test_a_thread_tells_of_interest(said: Contribution, client: Client) -> None:
    asked = interest.ask(
        said.programme, interest.Facts("Gibt es ein Interesse an Kirschen?", source=said.address), change=CHANGE
    )
    page = words_of(client, "/B83")
    assert f'href="/{asked.address}"' in page
    assert "Gibt es ein Interesse an Kirschen?" in page
    set_state(asked.address, State.WITHDRAWN, change=CHANGE)
    assert "Kirschen" not in words_of(client, "/B83")


def test_only_pages_that_tell_of_opinion_are_kept_by_the_picture(said: Contribution, client: Client) -> None:
    _voted(_opened(said), 40)
    for path in ("/", "/B83", "/B84", "/G5", "/gruppen/"):
        client.get(path)
    told = {key[0].partition("testserver")[2]: page.tells_opinion for key, page in shelf._pages.items()}
    assert told == {"/": True, "/B83": True, "/B84": False, "/G5": False, "/gruppen/": False}


# Start page and groups


def test_the_start_page_invites_to_the_newest_open_conversation(said: Contribution, client: Client) -> None:
    _opened(said, title="Die ältere")
    newer = _opened(said, title="Die neuere", closes_on=date(2027, 12, 24))
    page = words_of(client, "/")
    assert ("Die neuere" in page, "Die ältere" in page) == (True, False)
    assert f'href="/meinungsbild/{newer.number}/abstimmen/"' in page
    assert "offen bis 24. Dezember 2027" in page
    assert "mitgemacht" not in page
    assert "Beitrag steht im Meinungsbild" in page
    _voted(newer, 40)
    assert "40 Menschen haben mitgemacht, mit 440 Stimmen." in words_of(client, "/")


def test_without_an_open_conversation_nobody_is_invited(said: Contribution, client: Client) -> None:
    assert "mitmachen" not in words_of(client, "/")
    conversation = _opened(said)
    actions.close(conversation, change=CHANGE)
    page = words_of(client, "/")
    assert "mitmachen" not in page
    assert "Beitrag steht im Meinungsbild" in page


def test_a_group_leads_to_what_is_voted_on_of_it(said: Contribution, client: Client) -> None:
    assert "Meinungsbildern" not in words_of(client, "/G5")
    _opened(said, title="Altstadt eins")
    _opened(said, title="Altstadt zwei")
    page = words_of(client, f"/{said.group.address}")
    assert 'id="meinungsbilder">In Meinungsbildern</h2>' in page
    assert page.index("Altstadt zwei") < page.index("Altstadt eins")
    assert "Altstadt" not in words_of(client, "/G1")


def test_the_menu_leads_to_it(programme: Programme, client: Client, desk: Client) -> None:
    assert '<a href="/meinungsbild/">Meinungsbild</a>' in words_of(client, "/gruppen/")
    assert '<a href="/meinungsbild/" aria-current="page">' in words_of(client, "/meinungsbild/")
    assert '<a href="/schreibtisch/meinungsbild/">Meinungsbilder</a>' in words_of(desk, "/schreibtisch/")


# Addresses


def test_what_is_being_prepared_has_no_page(said: Contribution, client: Client) -> None:
    conversation = _prepared(said)
    for path in ("", "/verlauf", "/neu.atom"):
        assert client.get(f"/{conversation.address}{path}").status_code == 404


def test_an_open_one_has_its_page_at_its_address(said: Contribution, client: Client) -> None:
    conversation = _opened(said)
    assert "Unsere Altstadt" in words_of(client, f"/{conversation.address}")
    response = client.get(f"/{str(conversation.address).lower()}")
    assert (response.status_code, response["Location"]) == (301, f"/{conversation.address}")


@pytest.mark.parametrize(
    ("state", "status", "word"), [(State.HIDDEN, 200, "Ausge"), (State.WITHDRAWN, 410, "Zurückge")]
)
def test_what_is_gone_tells_when_and_why(
    said: Contribution, client: Client, state: State, status: int, word: str
) -> None:
    conversation = _opened(said)
    asked = interest.ask(said.programme, interest.Facts("Gibt es ein Interesse?"), change=CHANGE)
    for address in (conversation.address, asked.address):
        set_state(address, state, change=CHANGE)
        page = words_of(client, f"/{address}", status)
        assert word in page
        assert "Zur Probe" in page
        assert '<a href="/meinungsbild/">Alle Meinungsbilder</a>' in page
        assert "Altstadt" not in page + words_of(client, f"/{address}/verlauf")


# History, news, feeds


def _steps(conversation: Conversation) -> list[tuple[str, str, str]]:
    entries = history.entries(conversation.programme, history.of(conversation.address))
    return [(step.title, step.before, step.after) for entry in entries for step in entry.steps if step.is_shown]


def test_its_history_tells_when_it_was_open_and_what_was_said_of_it(said: Contribution, client: Client) -> None:
    conversation = _opened(said)
    actions.pause(conversation, change=CHANGE)
    actions.open_(conversation, change=CHANGE)
    actions.edit(conversation, Facts("Die Altstadt", "Worum es geht", closes_on=date(2027, 12, 24)), change=CHANGE)
    actions.name_group(conversation, 0, "Mehr Grün", change=CHANGE)
    actions.close(conversation, change=Change(by=None, now=DAY + timedelta(hours=1)))
    assert sorted(_steps(conversation)) == [
        ("Einleitung geändert", "", "Worum es geht"),
        ("Letzter Tag geändert", "", "24. Dezember 2027"),
        ("Meinungsgruppe anders genannt", "", "Mehr Grün"),
        ("Titel geändert", "Unsere Altstadt", "Die Altstadt"),
    ]
    page = words_of(client, f"/{conversation.address}/verlauf")
    for words in ("Zum Abstimmen geöffnet", "Abstimmen unterbrochen", "Abstimmen beendet", "24. Dezember 2027"):
        assert words in page


def _titles(programme: Programme, **narrowed: object) -> list[str]:
    span = news.Span(DAY - timedelta(days=30), DAY + timedelta(days=30))
    return [one.title for one in news.pieces(programme, news.narrow(programme, **narrowed), span)[0]]  # type: ignore[arg-type]


def test_a_new_conversation_is_one_piece_of_news(said: Contribution, client: Client) -> None:
    since = DAY - timedelta(days=1)
    assert news.count(said.programme, since, limit=99) == 0
    _opened(said)
    assert _titles(said.programme) == ["1 neues Meinungsbild"]
    assert news.count(said.programme, since, limit=99) == 1
    page = words_of(client, "/neu/")
    assert "1 neues Meinungsbild" in page
    assert "Unsere Altstadt" in page


def test_what_is_being_prepared_is_no_news(said: Contribution) -> None:
    conversation = _prepared(said)
    actions.edit(conversation, Facts("Noch anders"), change=CHANGE)
    assert _titles(said.programme) == []


def test_what_happens_to_conversations_and_questions_is_news(said: Contribution, client: Client) -> None:
    conversation = _opened(said)
    actions.edit(conversation, Facts("Die Altstadt", "Worum es geht"), change=CHANGE)
    actions.pause(conversation, change=CHANGE)
    actions.open_(conversation, change=CHANGE)
    actions.close(conversation, change=CHANGE)
    other = _opened(said)
    set_state(other.address, State.HIDDEN, change=CHANGE)
    asked = interest.ask(said.programme, interest.Facts("Gibt es ein Interesse?", source=said.address), change=CHANGE)
    interest.edit(asked, interest.Facts("Wer hat Interesse?", source=said.address), change=CHANGE)
    everything = {
        "1 neues Meinungsbild",
        "1 Meinungsbild geändert",
        "Abstimmen bei 1 Meinungsbild unterbrochen",
        "1 Meinungsbild wieder zum Abstimmen geöffnet",
        "Abstimmen bei 1 Meinungsbild beendet",
        "1 Meinungsbild ausgeblendet",
        "1 neue Frage nach Interesse",
        "1 Frage nach Interesse geändert",
    }
    of_questions = {one for one in everything if "Interesse" in one}
    assert set(_titles(said.programme)) == everything
    assert set(_titles(said.programme, kind="U")) == everything - of_questions
    assert set(_titles(said.programme, kind="F")) == of_questions
    assert set(_titles(said.programme, group=said.group.address.number)) == everything
    assert _titles(said.programme, group=1) == []
    page = words_of(client, "/neu/?art=meinungsbilder")
    assert ("Abstimmen bei 1 Meinungsbild beendet" in page, "Frage nach Interesse geändert" in page) == (True, False)
    feed = words_of(client, "/neu.atom")
    assert f"{asked.address}: Wer hat Interesse?" in feed
    assert f"{conversation.address}: Die Altstadt" in feed
    assert "Zum Abstimmen geöffnet" in words_of(client, "/neu/2027-03-02/")


def test_it_has_a_feed_of_its_own(said: Contribution, client: Client) -> None:
    conversation = _opened(said)
    actions.close(conversation, change=CHANGE)
    assert "Abstimmen beendet" in words_of(client, f"/{conversation.address}/neu.atom")


def test_a_search_shows_it_among_the_things(said: Contribution, client: Client) -> None:
    conversation = _opened(said, title="Quittengelee für alle")
    page = words_of(client, "/beitraege/?suche=Quittengelee")
    assert f'<span class="f-muted">Meinungsbild</span> <a class="f-quiet" href="/{conversation.address}"' in page


def test_it_is_found_by_its_address(said: Contribution, client: Client) -> None:
    conversation = _opened(said)
    response = client.get(f"/adresse/?nr={str(conversation.address).lower()}")
    assert (response.status_code, response["Location"]) == (302, f"/{conversation.address}")


def test_votes_are_counted_by_the_picture_and_not_by_the_page(said: Contribution, client: Client) -> None:
    conversation = _voted(_opened(said), 40)
    before = words_of(client, "/B83")
    town.vote(conversation, 12, part=1.0, seed=7, now=DAY + timedelta(minutes=9))
    assert words_of(client, "/B83") == before
    town.reckon(conversation, now=DAY + timedelta(minutes=10))
    page = words_of(client, "/B83")
    assert ("(40 Stimmen)" in before, "(40 Stimmen)" in page, "Stimmen)" in page) == (True, False, True)


def test_numbers_cost_two_queries_however_many_conversations_there_are(
    said: Contribution, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for people in (20, 25, 30):
        _voted(_opened(said), people)
    with django_assert_max_num_queries(13):
        client.get("/B83")
    with django_assert_max_num_queries(15):
        client.get("/")
