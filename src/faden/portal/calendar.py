"""Meetings as iCalendar (RFC 5545), so that people have them in their own calendar."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vText

from faden.dialogue.models import Meeting

_ZONE = ZoneInfo(settings.TIME_ZONE)
_ASK_AGAIN = timedelta(hours=6)


def calendar(title: str, meetings: Iterable[Meeting], *, host: str, link: Callable[[Meeting], str]) -> bytes:
    """Return a calendar of `meetings`, their group loaded. `link`: the whole address of the page about one.

    Each keeps its UID for ever; `host` makes it unique in the world.
    """
    found = Calendar()
    found.add("prodid", "-//Roter Faden//DE")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        found.add(name, vText(title))
    found.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for one in meetings:
        found.add_component(_event(one, host=host, link=link(one)))
    found.add_missing_timezones()
    data: bytes = found.to_ical()
    return data


def _event(meeting: Meeting, *, host: str, link: str) -> Event:
    event = Event()
    event.add("uid", f"treffen-{meeting.pk}@{host}")
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    event.add("sequence", meeting.sequence)
    event.add("summary", f"{meeting.title} ({meeting.group.name})")
    event.add("url", link)
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.begins is None:
        event.add("dtstart", meeting.on)
        event.add("dtend", meeting.on + timedelta(days=1))
        return event
    event.add("dtstart", datetime.combine(meeting.on, meeting.begins, _ZONE))
    if meeting.ends:
        # What ends before it begins ends after midnight.
        day = meeting.on if meeting.ends > meeting.begins else meeting.on + timedelta(days=1)
        event.add("dtend", datetime.combine(day, meeting.ends, _ZONE))
    return event
