"""What is new: by day, of one day, and how much since a moment."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from faden.dialogue import queries as dialogue
from faden.goals.models import FieldOfAction
from faden.portal import history, news
from faden.portal.forms import NewsForm
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page

PER_PAGE = 50
MOST = 999
"""What was new since a last visit is counted up to here."""


@public_page
def overview(request: HttpRequest) -> HttpResponse:
    """What is new, newest day first; since a moment, narrowed to a group, a field of action, a kind of thing."""
    programme = programme_of(request)
    fields = list(FieldOfAction.objects.filter(programme=programme))
    form = NewsForm(request.GET, groups=dialogue.summaries(programme), fields=fields)
    narrowed, since = form.narrowed(programme), form.since
    until = news.moment(request.GET.get("vor", "")) or timezone.now() + timedelta(days=1)
    days, has_older = news.last_days(programme, narrowed, until=until, since=since)
    news.with_examples([one for _day, of_day in days for one in of_day])
    return render(
        request,
        "portal/news.html",
        {
            "form": form,
            "since": since,
            "is_narrowed": narrowed != news.Narrowed(),
            "days": days,
            "older": days[-1][0] if days and has_older else None,
        },
    )


@public_page
def of_day(request: HttpRequest, day: date) -> HttpResponse:
    """Each change of one day with its words, the newest of very many."""
    programme = programme_of(request)
    span = news.Span(news.day_begins(day), news.day_begins(day + timedelta(days=1)))
    found = history.revisions(programme).filter(at__gte=span.since, at__lt=span.until)
    page = Paginator(found[: news.MOST_CHANGES], PER_PAGE).get_page(request.GET.get("seite"))
    if not page.object_list:
        raise Http404
    return render(
        request,
        "portal/news_day.html",
        {
            "day": day,
            "entries": history.entries(programme, page.object_list),
            "page": page,
            "most": news.MOST_CHANGES if page.paginator.count == news.MOST_CHANGES else None,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        },
    )


@public_page
def count(request: HttpRequest) -> JsonResponse:
    """How much is new since ``seit``, as a number and in words; the same for everybody who asks since the same hour."""
    since = news.moment(request.GET.get("seit", ""))
    if since is None:
        raise Http404
    found = news.count(programme_of(request), since, limit=MOST + 1)
    words = str(found) if found <= MOST else _("mehr als %(count)s") % {"count": MOST}
    return JsonResponse({"count": found, "words": words})
