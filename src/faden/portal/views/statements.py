"""All statements: searched, narrowed, sorted, paged; and the way from an address to its page."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from faden.addresses import queries as addresses
from faden.addresses.models import State
from faden.dialogue import queries as dialogue
from faden.goals import codes
from faden.goals import queries as goals
from faden.goals.models import Goal
from faden.places import queries as places
from faden.portal import listing
from faden.portal.forms import FilterForm
from faden.programme.middleware import programme_of
from faden.programme.models import Programme
from faden.programme.whole_pages import public_page
from faden.search import queries as search

MOST_TYPED = 100


@public_page
def contributions(request: HttpRequest) -> HttpResponse:
    """All statements: searched, narrowed, sorted, paged."""
    programme = programme_of(request)
    groups, districts = dialogue.summaries(programme), places.districts(programme)
    form = FilterForm(request.GET, groups=groups, goals=goals.summaries(programme), districts=districts)
    asked, page = form.narrowing, request.GET.get("seite")
    if asked.words and (found := _direct(programme, asked.words)):
        return redirect(found)
    if asked.gone:
        gone = listing.gone(programme, page=page)
        return render(request, "portal/contributions_gone.html", {"form": form, **_paged(gone)})
    result = listing.listing(programme, asked, groups=groups, districts=districts, page=page)
    form.count(result.counts)
    return render(
        request,
        "portal/contributions.html",
        {
            "form": form,
            "asked": asked,
            "result": result,
            "groups": {one.address_id: one.name for one in groups},
            **_paged(result.page),
        },
    )


@public_page
def suggestions(request: HttpRequest) -> JsonResponse:
    """What somebody who types in the search may mean: words to look for, pages to go to."""
    programme = programme_of(request)
    typed = request.GET.get("q", "")[:MOST_TYPED]
    words, things = search.suggestions(programme, typed)
    root, everywhere = reverse("start"), reverse("contributions")
    return JsonResponse(
        {
            "suggestions": [
                *({"text": one, "kind": "", "url": f"{everywhere}?{urlencode({'suche': one})}"} for one in words),
                *(
                    {"text": one.title or str(one), "kind": one.get_kind_display(), "url": root + one.path}
                    for one in things
                ),
            ]
        }
    )


def _paged(page: Page[Any]) -> dict[str, Any]:
    return {"page": page, "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1)}


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
