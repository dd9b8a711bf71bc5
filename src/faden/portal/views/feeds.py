"""What is new as Atom feeds, and meetings as calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import escape, format_html_join
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import Revision, State
from faden.dialogue.models import DialogueGroup, Meeting
from faden.goals.models import Goal
from faden.opinion.models import Conversation, InterestQuestion
from faden.portal import history, news, news_titles
from faden.portal.calendar import calendar
from faden.portal.views.addressed import goal_of
from faden.portal.views.history import address_of
from faden.programme.middleware import programme_of
from faden.programme.models import Page
from faden.programme.whole_pages import public_page
from faden.synergy.models import Synergy
from faden.web.sentences import said
from faden.web.templatetags.web import changed_from, excerpt

LIMIT = 50
_KEPT_IN_CALENDARS = timedelta(days=31)
_MOST_MEETINGS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. `path`: where it stands; `key`: with the path, the same for ever; `summary`: HTML."""

    title: str
    path: str
    key: str
    at: datetime
    summary: str


@public_page
def programme(request: HttpRequest) -> HttpResponse:
    """All that is new."""
    return _news_feed(request, _("Was ist neu?"), news.Narrowed(), reverse("news"))


@public_page
def of_address(request: HttpRequest, label: str) -> HttpResponse:
    """What is new in a group, or about a statement."""
    found = address_of(request, label)
    if found.kind == AddressKind.GOAL:
        return redirect("goal_feed", found.goal.code)
    if label != str(found):
        return redirect("address_feed", found, permanent=True)
    if found.kind == AddressKind.GROUP and found.is_public:
        return _news_feed(request, found.group.name, news.Narrowed((found.group.pk,)), found.get_absolute_url())
    return _history_feed(request, str(found), history.of(found), reverse("history", args=[found]))


@public_page
def of_goal(request: HttpRequest, code: str) -> HttpResponse:
    goal = goal_of(programme_of(request), code)
    if goal.code != code:
        return redirect("goal_feed", goal.code, permanent=True)
    return _history_feed(request, f"{goal.code} {goal.title}".strip(), history.of_goal(goal), goal.get_absolute_url())


def _news_feed(request: HttpRequest, title: str, narrowed: news.Narrowed, path: str) -> HttpResponse:
    ever = news.Span(None, timezone.now() + timedelta(days=1))
    found, _is_cut = news.pieces(programme_of(request), narrowed, ever, together=lambda at: at)
    items = [
        Item(
            title=piece.title,
            path=_path(piece),
            key=f"{piece.at.isoformat()}-{piece.kind}-{piece.what}",
            at=piece.at,
            summary=format_html_join("", "<p>{}</p>", ((_words(one),) for one in piece.examples)),
        )
        for piece in news.with_examples(found[:LIMIT])
    ]
    return _feed(request, title, items, path)


def _path(piece: news.Piece) -> str:
    if piece.kind == news_titles.FIELDS:
        return reverse("goals")
    if piece.what == news_titles.NEW:
        return piece.examples[0].get_absolute_url() if piece.count == 1 and piece.examples else reverse("news")
    return reverse("news_day", args=[timezone.localdate(piece.at)])


def _words(one: Any) -> str:
    """Say what a piece of news is about; of what is no longer public only its address."""
    if isinstance(one, Page):
        return one.title
    if not one.address.is_public:
        return str(one.address)
    if isinstance(one, Goal):
        return f"{one.code} {one.title}".strip()
    if isinstance(one, Synergy | Conversation):
        return f"{one.address}: {one.title}"
    if isinstance(one, InterestQuestion):
        return f"{one.address}: {one.question}"
    return one.name if isinstance(one, DialogueGroup) else f"{one.address}: {excerpt(one.text)}"


def _history_feed(request: HttpRequest, title: str, found: QuerySet[Revision], path: str) -> HttpResponse:
    items = [
        Item(
            title=", ".join(step.title for step in entry.steps),
            path=path,
            key=f"{entry.url}-{entry.key}",
            at=entry.at,
            summary=_summary(entry),
        )
        for entry in history.entries(programme_of(request), found[:LIMIT])
    ]
    return _feed(request, title, items, path)


def _summary(entry: history.Entry) -> str:
    words = [f"<p>{changed_from(step.after, step.before)}</p>" for step in entry.steps if step.is_shown]
    reason = [f"<p>{escape(_('Grund:'))} {escape(said(entry.reason))}</p>"] if entry.reason else []
    return "".join([*words, *reason, f"<p>{escape(entry.who)}</p>" if entry.who else ""])


class _Feed(Atom1Feed):
    """Says of nothing at all that it is as old as the day: a page made again that day is the same."""

    def latest_post_date(self) -> datetime:
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return super().latest_post_date() if self.items else today


def _feed(request: HttpRequest, title: str, items: Iterable[Item], path: str) -> HttpResponse:
    known = programme_of(request)
    feed = _Feed(
        title=f"{title} – {known.name}",
        link=request.build_absolute_uri(path),
        description="",
        language=get_language(),
        author_name=known.city.name or known.name,
        feed_url=request.build_absolute_uri(request.path),
    )
    last = None
    for one in items:
        link = request.build_absolute_uri(one.path)
        last = max(last or one.at, one.at)
        feed.add_item(
            title=one.title,
            link=link,
            description=one.summary,
            unique_id=get_tag_uri(f"{request.build_absolute_uri(path)}#{one.key}", one.at),
            pubdate=one.at,
            updateddate=one.at,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    if last:
        response.headers["Last-Modified"] = http_date(last.timestamp())
    return response


# Calendars


def _meetings(request: HttpRequest) -> QuerySet[Meeting]:
    public = Meeting.objects.filter(group__programme=programme_of(request), group__address__state=State.PUBLISHED)
    return public.select_related("group__address")


def _calendar(request: HttpRequest, title: str, found: Iterable[Meeting], name: str) -> HttpResponse:
    def link(one: Meeting) -> str:
        return request.build_absolute_uri(f"{one.group.get_absolute_url()}#treffen")

    meetings = list(found)
    host = request.get_host().partition(":")[0]
    data = calendar(title, meetings, host=host, link=link)
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    if meetings:
        response.headers["Last-Modified"] = http_date(max(one.changed_at for one in meetings).timestamp())
    return response


def _of_late(found: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return found.filter(on__gte=timezone.localdate() - _KEPT_IN_CALENDARS)[:_MOST_MEETINGS]


@public_page
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of all public groups, from a month ago on: the next 200."""
    known = programme_of(request)
    return _calendar(request, known.name, _of_late(_meetings(request)), "termine")


@public_page
def meetings_of_group(request: HttpRequest, label: str) -> HttpResponse:
    """The meetings of one group, from a month ago on: the next 200."""
    group = _group(request, label)
    return _calendar(request, group.name, _of_late(_meetings(request).filter(group=group)), f"termine-{group.address}")


@public_page
def meeting(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    found = get_object_or_404(_meetings(request), group=_group(request, label), pk=pk)
    return _calendar(request, found.title, [found], f"treffen-{found.pk}")


def _group(request: HttpRequest, label: str) -> DialogueGroup:
    found = address_of(request, label)
    if found.kind != AddressKind.GROUP or not found.is_public:
        raise Http404
    return found.group
