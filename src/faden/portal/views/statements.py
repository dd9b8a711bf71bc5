"""All statements: searched, narrowed, sorted, paged; and the way from an address to its page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from faden.addresses import queries as addresses
from faden.addresses.models import State
from faden.dialogue import queries as dialogue
from faden.goals import codes
from faden.goals import queries as goals
from faden.goals.models import Goal
from faden.portal.forms import FilterForm
from faden.programme.middleware import programme_of
from faden.programme.models import Programme

PER_PAGE = 30


@require_GET
def contributions(request: HttpRequest) -> HttpResponse:
    """All statements: filtered, sorted, searched, paged."""
    programme = programme_of(request)
    form = FilterForm(
        request.GET,
        groups=list(dialogue.groups(programme)),
        trees=goals.tree(programme),
    )
    words = request.GET.get("suche", "").strip()
    if words and (found := _direct(programme, words)):
        return redirect(found)
    filters = form.filters()
    page = Paginator(dialogue.contributions(programme, filters), PER_PAGE).get_page(request.GET.get("seite"))
    goal = Goal.objects.filter(programme=programme, code=filters.goal).first() if filters.goal else None
    return render(
        request,
        "portal/contributions.html",
        {
            "form": form,
            "filters": filters,
            "page": page,
            "goal": goal,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        },
    )


def _direct(programme: Programme, words: str) -> str | None:
    """Return the page of an address or a goal's code that somebody typed into the search."""
    if len(words) > 1 and words[0].isalpha() and (address := addresses.find(programme, words)):
        return address.get_absolute_url() if address.state != State.DRAFT else None
    try:
        code = codes.normalise(words.upper())
    except ValueError:
        return None
    goal = Goal.objects.filter(programme=programme, code=code).first()
    return goal.get_absolute_url() if goal else None


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """From the number on somebody's slip to its page."""
    programme = programme_of(request)
    number = request.GET.get("nr", "").strip()
    address = addresses.find(programme, number)
    if address is not None and address.state != State.DRAFT:
        return redirect(address)
    if (direct := _direct(programme, number)) is not None:
        return redirect(direct)
    return render(request, "portal/not_found_here.html", {"number": number}, status=404)
