"""Themes over all groups."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page
from faden.synergy.models import Theme
from faden.synergy.queries import themes

PER_PAGE = 30


@public_page
def overview(request: HttpRequest) -> HttpResponse:
    """All themes, the largest first, each with a telling statement."""
    found = themes.shown(programme_of(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    sizes, telling = themes.sizes(page), themes.telling(page)
    return render(
        request,
        "synergy/themes.html",
        {
            "section": "synergies",
            "rows": [(theme, *sizes[theme.pk], telling[theme.pk]) for theme in page],
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        },
    )


@public_page
def theme(request: HttpRequest, number: int) -> HttpResponse:
    """One theme: its public statements, the telling ones first, all or those of one group (``gruppe=5``)."""
    known = Theme.objects.select_related("merged_into")
    found = get_object_or_404(known, programme=programme_of(request), number=number)
    if found.merged_into:
        return redirect(found.merged_into, permanent=False)
    shares = themes.shares(found)
    if not shares:
        raise Http404
    asked = request.GET.get("gruppe", "")
    group = next((one for one in shares if str(one.number) == asked), None)
    of = themes.statements(found, group=group.number if group else None)
    page = Paginator(of, PER_PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "synergy/theme.html",
        {
            "section": "synergies",
            "theme": found,
            "shares": shares,
            "total": sum(one.count for one in shares),
            "chosen": group,
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        },
    )
