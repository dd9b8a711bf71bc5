"""Feeds that every reader takes, and calendars that every calendar takes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event
from lxml import etree

from faden.addresses.actions import Change, set_state
from faden.addresses.models import State
from faden.dialogue.actions import NewContribution, add_contributions, add_meeting, edit_contribution, edit_meeting
from faden.dialogue.models import Contribution, DialogueGroup, Kind, Meeting
from faden.portal.views import feeds
from faden.programme.models import Programme

ATOM = "{http://www.w3.org/2005/Atom}"
BERLIN = ZoneInfo("Europe/Berlin")
pytestmark = pytest.mark.usefixtures("long_ago")


@pytest.fixture
def group(programme: Programme) -> DialogueGroup:
    return DialogueGroup.objects.select_related("address", "programme").get(programme=programme, address__number=5)


@pytest.fixture
def one(programme: Programme) -> Contribution:
    return Contribution.objects.select_related("address", "group__address").get(programme=programme, address__number=83)


def _now(**ago: int) -> Change:
    return Change(by=None, now=timezone.now() - timedelta(**ago))


def _edit(one: Contribution, text: str, change: Change, *, redacts: bool = False) -> None:
    edit_contribution(one, text=text, kind=Kind(one.kind), leaning=one.leaning, change=change, redacts=redacts)


def _feed(client: Client, path: str) -> etree._Element:
    """Return a feed, after checking what RFC 4287 asks of feeds and entries."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = etree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(feed.findall(ATOM + name)) == 1, name
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{path}"
    assert links["alternate"].startswith("http://testserver/")
    for entry in feed.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "link"):
            assert len(entry.findall(ATOM + name)) == 1, name
        assert all(link.get("href", "").startswith("http://testserver/") for link in entry.findall(f"{ATOM}link"))
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).tzinfo
        assert entry.findtext(f"{ATOM}id", "").startswith("tag:testserver,")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


def _titles(feed: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry")]


def test_the_programmes_feed_begins_with_the_newest(group: DialogueGroup, one: Contribution, client: Client) -> None:
    add_contributions(
        group,
        [NewContribution(Kind.PROPOSAL, None, f"Bank {at}") for at in range(400)],
        change=_now(hours=2),
        published=True,
    )
    _edit(one, "Ganz neue Worte", _now(hours=1))
    feed = _feed(client, "/neu.atom")
    assert _titles(feed)[:2] == ["Wortlaut geändert bei 1 Beitrag", "400 neue Beiträge"]
    assert "Ganz neue Worte" in feed.findtext(f"{ATOM}entry/{ATOM}summary", "")
    assert "1" in feed.findtext(f"{ATOM}updated", "")


def test_a_group_has_news_of_its_own(group: DialogueGroup, one: Contribution, client: Client) -> None:
    other = DialogueGroup.objects.exclude(pk=one.group_id).exclude(pk=group.pk).select_related("address")[0]
    new = [NewContribution(Kind.PROPOSAL, None, "Nur hier")]
    add_contributions(group, new, change=_now(hours=2), published=True)
    assert _titles(_feed(client, "/G5/neu.atom"))[0] == "1 neuer Beitrag"
    assert "Nur hier" not in client.get(f"/{other.address}/neu.atom").content.decode()


def test_a_statement_and_a_goal_tell_of_their_changes(one: Contribution, client: Client) -> None:
    _edit(one, "Ganz neue Worte", Change(by=None, now=timezone.now(), reason="Hörfehler"))
    feed = _feed(client, "/B83/neu.atom")
    assert _titles(feed) == ["Wortlaut geändert"]
    assert "Hörfehler" in feed.findtext(f"{ATOM}entry/{ATOM}summary", "")
    assert _titles(_feed(client, "/ziele/AK_5.3/neu.atom")) == []


def test_entries_keep_their_ids(group: DialogueGroup, one: Contribution, client: Client) -> None:
    _edit(one, "Ganz neue Worte", _now(hours=1))
    paths = ("/neu.atom", "/B83/neu.atom")
    before = {path: {each.text for each in _feed(client, path).iter(f"{ATOM}id")} for path in paths}
    _edit(one, "Noch andere Worte", _now())
    for path in paths:
        assert before[path] < {each.text for each in _feed(client, path).iter(f"{ATOM}id")}


def test_a_feed_has_at_most_fifty_entries(group: DialogueGroup, client: Client) -> None:
    for at in range(70):
        new = [NewContribution(Kind.PROPOSAL, None, f"Bank {at}")]
        add_contributions(group, new, change=_now(minutes=at), published=True)
    assert len(_titles(_feed(client, "/neu.atom"))) == 50


def test_feed_readers_are_told_when_nothing_is_new(one: Contribution, client: Client) -> None:
    change = _now(hours=1)
    _edit(one, "Ganz neue Worte", change)
    first = client.get("/neu.atom")
    assert first["Last-Modified"] == f"{change.now:%a, %d %b %Y %H:%M:%S} GMT"
    assert client.get("/neu.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304
    _edit(one, "Wieder andere Worte", _now())
    assert client.get("/neu.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/B83", "/G5", "/ziele/AK_5.3", "/B83/verlauf"])
def test_pages_say_where_their_feed_is(programme: Programme, client: Client, path: str) -> None:
    links = etree.HTML(client.get(path).content.decode()).findall("head/link[@type='application/atom+xml']")
    feeds = [link.get("href", "") for link in links if link.get("rel") == "alternate"]
    assert "/neu.atom" in feeds
    for feed in feeds:
        _feed(client, feed)


def test_redacted_words_are_on_no_page_and_in_no_feed(one: Contribution, client: Client) -> None:
    _edit(one, "Zilla Ölmüller fragt", _now(hours=2))
    _edit(one, "Jemand fragt", _now(hours=1), redacts=True)
    day = timezone.localdate(timezone.now() - timedelta(hours=1))
    paths = [
        "/", "/neu/", f"/neu/{day}/", f"/neu/?gruppe={one.group.address.number}", "/neu.atom", "/B83", "/B83/verlauf",
        "/B83/neu.atom", f"/{one.group.address}", f"/{one.group.address}/verlauf", f"/{one.group.address}/neu.atom",
        "/termine.ics", "/ziele/AK_5.3/verlauf", "/ziele/AK_5.3/neu.atom",
    ]  # fmt: skip
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        for word in ("Ölmüller", "Zilla", "[entfernt]"):
            assert word not in response.content.decode(), path


# Calendars


def _events(client: Client, path: str) -> list[Event]:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = Calendar.from_ical(response.content)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


@pytest.fixture
def meeting(group: DialogueGroup) -> Meeting:
    return add_meeting(
        group,
        title="Große Runde; mit Kaffee, Kuchen\nund Plänen",
        on=date(2027, 7, 5),
        begins=time(18),
        ends=time(20, 30),
        place="Bürgerhaus, Saal 2",
        change=Change(by=None, now=datetime(2027, 1, 1, 12, tzinfo=BERLIN)),
    )


def test_a_meeting_goes_into_the_calendar_with_time_place_and_address(meeting: Meeting, client: Client) -> None:
    (event,) = _events(client, f"/G5/termine/{meeting.pk}.ics")
    assert event.decoded("dtstart") == datetime(2027, 7, 5, 18, tzinfo=BERLIN)
    assert event.decoded("dtend") == datetime(2027, 7, 5, 20, 30, tzinfo=BERLIN)
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert event["location"] == "Bürgerhaus, Saal 2"
    assert "Große Runde; mit Kaffee, Kuchen" in str(event["summary"])
    assert event["url"] == "http://testserver/G5#treffen"
    assert event["uid"] == f"treffen-{meeting.pk}@testserver"
    zones = Calendar.from_ical(client.get(f"/G5/termine/{meeting.pk}.ics").content).walk("VTIMEZONE")
    assert [zone["tzid"] for zone in zones] == ["Europe/Berlin"]


def test_a_changed_meeting_keeps_its_uid_and_counts_up(meeting: Meeting, client: Client) -> None:
    (before,) = _events(client, f"/G5/termine/{meeting.pk}.ics")
    later = Change(by=None, now=datetime(2027, 2, 1, 12, tzinfo=BERLIN))
    edit_meeting(meeting, title="Runde", on=meeting.on, begins=None, ends=None, place="", change=later)
    (after,) = _events(client, f"/G5/termine/{meeting.pk}.ics")
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("last-modified") == after.decoded("dtstamp") == later.now
    edit_meeting(meeting, title="Runde", on=meeting.on, begins=None, ends=None, place="", change=_now())
    (same,) = _events(client, f"/G5/termine/{meeting.pk}.ics")
    assert same["sequence"] == 1, "nothing changed"


def test_a_meeting_without_a_time_takes_the_day(group: DialogueGroup, client: Client) -> None:
    change = _now()
    meeting = add_meeting(group, title="Ausflug", on=date(2027, 7, 5), begins=None, ends=None, place="", change=change)
    (event,) = _events(client, f"/G5/termine/{meeting.pk}.ics")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 7, 5), date(2027, 7, 6))
    assert "location" not in event


def test_a_meeting_may_end_after_midnight(group: DialogueGroup, client: Client) -> None:
    meeting = add_meeting(
        group, title="Fest", on=date(2027, 7, 5), begins=time(20), ends=time(1), place="", change=_now()
    )
    (event,) = _events(client, f"/G5/termine/{meeting.pk}.ics")
    assert event.decoded("dtend") == datetime(2027, 7, 6, 1, tzinfo=BERLIN)


def test_calendars_hold_the_meetings_of_public_groups(meeting: Meeting, client: Client) -> None:
    uid = f"treffen-{meeting.pk}@testserver"
    assert uid in {event["uid"] for event in _events(client, "/termine.ics")}
    assert uid in {event["uid"] for event in _events(client, "/G5/termine.ics")}
    assert uid not in {event["uid"] for event in _events(client, "/G4/termine.ics")}
    set_state(meeting.group.address, State.HIDDEN, change=Change(by=None, now=timezone.now(), reason="Prüfung"))
    assert uid not in {event["uid"] for event in _events(client, "/termine.ics")}
    assert client.get("/G5/termine.ics").status_code == 404
    assert client.get(f"/G5/termine/{meeting.pk}.ics").status_code == 404


def test_calendars_begin_a_month_ago_and_hold_the_next_meetings(
    group: DialogueGroup, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "_MOST_MEETINGS", 2)
    for days in (50, 40, -20, -10, 20):
        on = timezone.localdate() - timedelta(days=days)
        add_meeting(group, title=f"{days}", on=on, begins=None, ends=None, place="", change=_now())
    titles = [str(event["summary"]).split()[0] for event in _events(client, "/G5/termine.ics")]
    assert titles == ["20", "-10"]


def test_only_groups_have_calendars(programme: Programme, meeting: Meeting, client: Client) -> None:
    assert client.get("/B83/termine.ics").status_code == 404
    assert client.get(f"/G4/termine/{meeting.pk}.ics").status_code == 404


def test_pages_offer_to_subscribe(programme: Programme, meeting: Meeting, client: Client) -> None:
    page = client.get("/G5").content.decode()
    assert 'href="webcal://testserver/G5/termine.ics"' in page
    assert f'href="/G5/termine/{meeting.pk}.ics"' in page
    assert 'href="webcal://testserver/termine.ics"' in client.get("/").content.decode()
