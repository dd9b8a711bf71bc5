"""The districts, and what statements say about each of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from faden.places import queries as places
from faden.places.models import District
from faden.portal import atlas
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page


@public_page
def districts(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/districts.html", {"districts": places.districts(programme_of(request))})


@public_page
def district(request: HttpRequest, slug: str) -> HttpResponse:
    """One district: the places in it, and the statements that name it or one of them."""
    programme = programme_of(request)
    found = District.objects.filter(programme=programme, slug=slug).defer("outline").first()
    if found is None:
        raise Http404
    page = atlas.statements(places.in_district(found.pk).distinct(), count=found.count, page=request.GET.get("seite"))
    named = places.named_in(found, [one.address_id for one in page if one.address_id])
    return render(
        request,
        "portal/district.html",
        {
            "district": found,
            "places": places.places_in(found),
            "page": page,
            "statements": [(one, named.get(one.address_id or 0, [])) for one in page],
            "groups": atlas.groups_of(page),
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        },
    )
