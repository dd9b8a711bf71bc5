"""The public pages: threads, lists, goals, reports, and what is said of what is no longer public."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from faden.addresses.actions import Change, allot, set_state
from faden.addresses.models import Address, Kind, State
from faden.conftest import NOW
from faden.dialogue.actions import (
    NewContribution,
    NewGoal,
    NewGroup,
    add_contributions,
    add_group,
    add_meeting,
    edit_contribution,
    publish,
)
from faden.dialogue.models import Contribution, DialogueGroup, Source
from faden.dialogue.models import Kind as Spoken
from faden.portal import thread
from faden.programme.models import Programme
from faden.synergy.queries.shown import around


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return " ".join(response.content.decode().split())


def _contribution(programme: Programme, number: int = 83) -> Contribution:
    return Contribution.objects.select_related(
        "address", "group__address", "source__version__document", "source__meeting"
    ).get(programme=programme, address__number=number)


def _knots(programme: Programme, number: int = 83) -> list[thread.Knot]:
    one = _contribution(programme, number)
    return thread.knots(one, thread.changes(one.address), around(one.address))


def _hide(address: Address, reason: str = "Name genannt", state: State = State.HIDDEN) -> None:
    set_state(address, state, change=Change(by=None, now=NOW, reason=reason))


@pytest.fixture(autouse=True)
def _close_nothing(programme: Programme) -> None:
    """Every page here shows the example programme."""


# Threads


def test_thread_begins_with_the_document_and_goes_on_in_order_of_time(programme: Programme) -> None:
    one = _contribution(programme)
    for days, text in ((2, "Zweite Fassung"), (1, "Erste Fassung")):
        edit_contribution(
            one,
            text=text,
            kind=Spoken(one.kind),
            leaning=one.leaning,
            change=Change(by=None, now=datetime.now(UTC) + timedelta(days=days), reason=f"nach {days}"),
        )
    knots = _knots(programme)
    on = [knot.on.date() if isinstance(knot.on, datetime) else knot.on for knot in knots if knot.on]
    assert on == sorted(on)
    assert [knot.title for knot in knots] == [
        "Im Dokument festgehalten",
        "Ziele der Gruppe",
        "Hier veröffentlicht",
        "Wortlaut berichtigt",
        "Wortlaut berichtigt",
    ]
    assert [knot.facts["revision"].reason for knot in knots[-2:]] == ["nach 1", "nach 2"]


def test_thread_is_in_order_of_the_days_that_it_shows(programme: Programme) -> None:
    """Half past midnight in Berlin is the day before in UTC."""
    one = _contribution(programme)
    assert one.source is not None
    assert one.source.version is not None
    document = one.source.version.document
    document.dated_on = date(2026, 7, 20)
    document.save()
    Address.objects.filter(pk=one.address.pk).update(published_at=datetime(2026, 7, 19, 22, 30, tzinfo=UTC))
    assert [knot.title for knot in _knots(programme)] == [
        "Im Dokument festgehalten",
        "Ziele der Gruppe",
        "Hier veröffentlicht",
    ]


def test_what_was_said_at_a_meeting_begins_there(programme: Programme) -> None:
    group = _contribution(programme).group
    nobody = Change(by=None, now=NOW)
    meeting = add_meeting(
        group, title="Große Runde", on=date(2026, 1, 5), begins=None, ends=None, place="Saal", change=nobody
    )
    new = NewContribution(Spoken.PROPOSAL, None, "Dort gesagt", Source.objects.create(meeting=meeting))
    (one,) = add_contributions(group, [new], change=Change(by=None, now=NOW), published=True)
    first = _knots(programme, one.address.number)[0]
    assert (first.title, first.on) == ("Gesagt und festgehalten", date(2026, 1, 5))


def test_what_was_entered_by_hand_says_so(programme: Programme, client: Client) -> None:
    group = _contribution(programme).group
    new = NewContribution(Spoken.PROPOSAL, None, "Ohne Zettel")
    (one,) = add_contributions(group, [new], change=Change(by=None, now=NOW), published=True)
    page = _page(client, f"/{one.address}")
    assert "Von der Moderation festgehalten" in page
    assert "Tag nicht bekannt" in page


def test_hiding_and_showing_again_stand_in_the_thread_with_the_reason(programme: Programme, client: Client) -> None:
    one = _contribution(programme)
    _hide(one.address, "Wird geprüft")
    set_state(one.address, State.PUBLISHED, change=Change(by=None, now=NOW, reason="Geprüft"))
    page = _page(client, "/B83")
    assert "Wieder veröffentlicht" in page
    assert "Wird geprüft" in page


def test_first_publication_is_no_change_in_the_thread(programme: Programme) -> None:
    group = add_group(programme, name="Leise", change=Change(by=None, now=NOW))
    new = NewContribution(Spoken.PROPOSAL, None, "Bald")
    (one,) = add_contributions(group, [new], change=Change(by=None, now=NOW), published=False)
    set_state(one.address, State.PUBLISHED, change=Change(by=None, now=NOW))
    titles = [knot.title for knot in _knots(programme, one.address.number)]
    assert titles == ["Von der Moderation festgehalten", "Hier veröffentlicht"]


def test_old_words_are_never_on_the_public_page(programme: Programme, client: Client) -> None:
    one = _contribution(programme)
    old = one.text
    edit_contribution(
        one, text="Ganz neu", kind=Spoken(one.kind), leaning="", change=Change(by=None, now=NOW, reason="Tippfehler")
    )
    page = _page(client, "/B83")
    assert "Ganz neu" in page
    assert "Tippfehler" in page
    assert old not in page


def test_page_of_a_statement_shows_place_goals_and_neighbours(programme: Programme, client: Client) -> None:
    one = _contribution(programme)
    page = _page(client, "/B83")
    assert one.source is not None
    assert one.source.place in page
    for mention in one.group.mentions.select_related("goal"):
        assert mention.goal.code in page
    assert one.group.name in page
    assert "Bleibt immer gleich." in page


# Addresses


@pytest.mark.parametrize("written", ["b83", "B083"])
def test_other_spellings_lead_to_the_one_address(client: Client, written: str) -> None:
    response = client.get(f"/{written}")
    assert (response.status_code, response["Location"]) == (301, "/B83")


def test_goal_is_spoken_by_its_code(programme: Programme, client: Client) -> None:
    goal = programme.goals.select_related("address").get(code="AK_5.3")
    assert client.get(f"/{goal.address}")["Location"] == "/ziele/AK_5.3"
    assert client.get("/ziele/ak_5.3")["Location"] == "/ziele/AK_5.3"
    assert client.get("/ziele/AK 5.3.")["Location"] == "/ziele/AK_5.3"
    assert client.get("/ziele/XX_9").status_code == 404
    assert client.get("/ziele/unsinn").status_code == 404


def test_hidden_statement_says_since_when_and_why_and_nothing_else(programme: Programme, client: Client) -> None:
    one = _contribution(programme)
    _hide(one.address, "Ein Name stand darin.")
    page = _page(client, "/B83")
    assert "Ausgeblendet am 20. Juli 2026" in page
    assert "Ein Name stand darin." in page
    assert one.text not in page


def test_withdrawn_statement_is_gone(programme: Programme, client: Client) -> None:
    one = _contribution(programme)
    _hide(one.address, "", State.WITHDRAWN)
    response = client.get("/B83")
    assert response.status_code == 410
    page = response.content.decode()
    assert "Zurückgezogen am 20. Juli 2026" in page
    assert "Die Adresse bleibt, der Inhalt ist nicht mehr öffentlich." in page
    assert one.text not in page


def test_merged_statement_leads_on(programme: Programme, client: Client) -> None:
    one, other = _contribution(programme, 83), _contribution(programme, 84)
    set_state(one.address, State.MERGED, change=Change(by=None, now=NOW), redirect_to=other.address)
    assert client.get("/B83")["Location"] == "/B84"


def test_draft_is_unknown_to_the_public(programme: Programme, client: Client) -> None:
    group = add_group(programme, name="Leise", change=Change(by=None, now=NOW))
    new = NewContribution(Spoken.PROPOSAL, None, "Noch geheim")
    (one,) = add_contributions(group, [new], change=Change(by=None, now=NOW), published=False)
    assert client.get(f"/{one.address}").status_code == 404
    assert client.get(f"/{group.address}").status_code == 404
    set_state(one.address, State.PUBLISHED, change=Change(by=None, now=NOW))
    assert client.get(f"/{one.address}").status_code == 404, "its group is still a draft"


@pytest.mark.parametrize("path", ["/adresse/?nr={}", "/beitraege/?suche={}"])
def test_number_of_a_draft_leads_nowhere(programme: Programme, client: Client, path: str) -> None:
    """Not even to the page that says there is nothing."""
    (draft,) = allot(programme, Kind.CONTRIBUTION, count=1, now=NOW)
    response = client.get(path.format(draft))
    assert response.status_code in (200, 404), f"leads to {response.get('Location')}"


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("B83", "/B83"),
        ("b 83", "/B83"),
        ("83", "/B83"),
        ("G5", "/G5"),
        ("AK 5.3", "/ziele/AK_5.3"),
        ("ak_5.3", "/ziele/AK_5.3"),
    ],
)
def test_number_on_a_slip_leads_to_its_page(client: Client, typed: str, target: str) -> None:
    assert client.get("/adresse/", {"nr": typed})["Location"] == target


@pytest.mark.parametrize("typed", ["B99999", "Bank", "", "<b>"])
def test_number_that_nobody_has_says_so_and_asks_again(client: Client, typed: str) -> None:
    response = client.get("/adresse/", {"nr": typed})
    page = response.content.decode()
    assert response.status_code == 404
    assert "Adressen sind ein Buchstabe und eine Zahl" in page
    assert "<b>“" not in page
    assert 'name="nr"' in page


# Lists


@pytest.mark.parametrize(
    ("words", "target"),
    [("B83", "/B83"), ("b83", "/B83"), ("G5", "/G5"), ("AK_5.3", "/ziele/AK_5.3"), ("mo 2.4", "/ziele/MO_2.4")],
)
def test_search_for_an_address_or_a_code_leads_straight_there(client: Client, words: str, target: str) -> None:
    assert client.get("/beitraege/", {"suche": words})["Location"] == target


@pytest.mark.parametrize("words", ["Bleicherstraße", "bleicherstrasse", "B99999", "83", "XX_9"])
def test_other_words_are_searched_for(client: Client, words: str) -> None:
    assert client.get("/beitraege/", {"suche": words}).status_code == 200


def test_search_echoes_its_words_as_text(client: Client) -> None:
    page = _page(client, "/beitraege/?suche=%3Cscript%3E")
    assert "<script>" not in page
    assert "Dazu haben wir nichts gefunden" in page


def _statements(page: str) -> list[str]:
    return re.findall(r'<a class="f-quiet" href="/(B\d+)"', page)


def _pages(client: Client, query: str) -> Iterator[list[str]]:
    for number in range(1, 50):
        page = _page(client, f"/beitraege/?{query}seite={number}")
        yield _statements(page)
        if 'rel="next"' not in page:
            return


@pytest.mark.parametrize("query", ["", "sortierung=neu&", "sortierung=alt&"])
def test_paging_shows_every_statement_once(programme: Programme, client: Client, query: str) -> None:
    pages = list(_pages(client, query))
    seen = [one for page in pages for one in page]
    assert [len(page) for page in pages[:-1]] == [30] * (len(pages) - 1)
    assert len(seen) == len(set(seen)) == Contribution.objects.filter(programme=programme).count()
    numbers = [int(one[1:]) for one in seen]
    if "alt" in query:
        assert numbers == sorted(numbers)
    if "neu" in query:
        assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99", ""])
def test_page_that_does_not_exist_shows_one_that_does(client: Client, number: str) -> None:
    assert _statements(_page(client, f"/beitraege/?seite={number}"))


def test_paging_keeps_the_filters(client: Client) -> None:
    page = _page(client, "/beitraege/?art=proposal&sortierung=neu&seite=2")
    links = re.findall(r'<a href="(\?[^"]+)"', page[page.index('class="f-pages"') :])
    assert links
    assert all("art=proposal" in link and "sortierung=neu" in link for link in links)
    assert any(link.endswith("seite=1") for link in links)


@pytest.mark.parametrize(
    "query", ["gruppe=abc", "gruppe=999", "feld=XX", "art=unsinn", "sortierung=unsinn", "ziel=unsinn"]
)
def test_filter_that_makes_no_sense_refuses_nobody(client: Client, query: str) -> None:
    assert client.get(f"/beitraege/?{query}").status_code == 200


def test_list_of_a_group_holds_its_statements_and_no_others(programme: Programme, client: Client) -> None:
    group = DialogueGroup.objects.get(programme=programme, address__number=2)
    expected = {f"B{one}" for one in group.contributions.values_list("address__number", flat=True)}
    assert set(_statements(_page(client, "/beitraege/?gruppe=2"))) == expected


def test_reading_needs_no_cookie(client: Client) -> None:
    for path in (
        "/",
        "/B83",
        "/G5",
        "/beitraege/?suche=Platz",
        "/ziele/",
        "/ziele/AK_5.3",
        "/gruppen/",
        "/seiten/impressum/",
    ):
        assert not client.get(path).cookies, path


# Goals


def test_goal_page_shows_every_wording_and_marks_what_differs(programme: Programme, client: Client) -> None:
    page = _page(client, "/ziele/AK_5.3")
    wordings = {one.wording for one in programme.goals.get(code="AK_5.3").mentions.all()}
    assert len(wordings) == 2
    assert "In zwei Fassungen aufgeschrieben" in page
    bare = re.sub(r"</?mark>", "", page)
    for wording in wordings:
        assert wording in bare
    assert "<mark>" in page


def test_goal_that_nobody_names_lists_what_belongs_to_it(programme: Programme, client: Client) -> None:
    page = _page(client, "/ziele/AK_5")
    assert "noch ohne Titel" in page
    assert 'href="/ziele/AK_5.3"' in page


def test_goal_page_counts_statements_of_the_groups(programme: Programme, client: Client) -> None:
    groups = DialogueGroup.objects.filter(mentions__goal__code="AK_5.3", programme=programme).distinct()
    count = Contribution.objects.filter(group__in=groups).count()
    assert f"{count} Beiträge aus diesen Gruppen" in _page(client, "/ziele/AK_5.3")


def test_children_of_a_goal_come_in_order_of_their_numbers(programme: Programme, client: Client) -> None:
    goals = [NewGoal(f"WO_9.{at}", f"Ziel {at}", False, Source.objects.create()) for at in (10, 9)]
    publish(programme, [NewGroup("Neun", goals=goals)], change=Change(by=None, now=NOW))
    page = _page(client, "/ziele/WO_9")
    assert page.index("Ziel 9<") < page.index("Ziel 10<")
    tree = _page(client, "/ziele/")
    assert tree.index("WO_9.9") < tree.index("WO_9.10")


def test_hidden_group_is_named_by_no_goal(programme: Programme, client: Client) -> None:
    group = DialogueGroup.objects.select_related("address").get(programme=programme, address__number=9)
    _hide(group.address)
    for path in ("/", "/gruppen/", "/ziele/LE_3.1", "/beitraege/?ziel=LE_3.1"):
        assert group.name not in _page(client, path)
    assert client.get("/G9").content.decode().count("Ausgeblendet am") == 1


def test_statement_of_a_hidden_group_is_not_shown(programme: Programme, client: Client) -> None:
    one = _contribution(programme)
    _hide(one.group.address)
    assert client.get("/B83").status_code == 404


# Groups and start


def test_group_page_holds_columns_meetings_and_source(programme: Programme, client: Client) -> None:
    group = DialogueGroup.objects.get(programme=programme, address__number=1)
    page = _page(client, "/G1")
    assert group.intro in page
    assert set(_statements(page)) == {
        f"B{one}" for one in group.contributions.values_list("address__number", flat=True)
    }
    for meeting in group.meetings.all():
        assert meeting.title.replace('"', "&quot;") in page
    assert "„Ergebnisse der Dialoggruppen“" in page


def test_start_counts_what_there_is(programme: Programme, client: Client) -> None:
    page = _page(client, "/")
    assert f"Alle {Contribution.objects.filter(programme=programme).count()} Beiträge" in page
    assert "Neun Dialoggruppen" in page
    assert f"Alle {programme.goals.exclude(title='').count()} Ziele" in page
