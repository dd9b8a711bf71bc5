"""The map with its list, what the map draws, and the page of one place."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from faden.goals.models import FieldOfAction
from faden.places import queries as places
from faden.places.models import Kind, Place
from faden.portal import atlas
from faden.portal.map_forms import MapForm
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where a picture for the map comes from. `address` has places for {z}, {x} and {y}."""

    address: str
    credit: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def origin(self) -> str:
        return f"{urlsplit(self.address).scheme}://{self.host}"


@public_page
def map_page(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    shown = _atlas(request, form)
    tiles = Tiles(settings.MAP_TILES, settings.MAP_CREDIT) if settings.MAP_TILES else None
    facts = {"atlas": shown, "form": form, "kinds": dict(Kind.choices), "tiles": tiles}
    response = render(request, "portal/map.html", facts)
    if tiles:
        # As django-csp's decorator does it, which wants to know the host before there are settings.
        response._csp_update = {"img-src": [tiles.origin]}  # type: ignore[attr-defined]
    return response


@public_page
def map_data(request: HttpRequest) -> HttpResponse:
    shown = atlas.as_geojson(_atlas(request, _form(request)))
    compact = {"ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse(shown, json_dumps_params=compact, content_type="application/geo+json")


@public_page
def place(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(request)
    found = get_object_or_404(
        Place.objects.select_related("district").defer("geometry", "district__outline"),
        pk=pk,
        programme=programme,
    )
    form = _form(request)
    page = atlas.statements(
        places.at_place(found.pk), count=found.count, page=request.GET.get("seite"), narrowing=_narrowing(request, form)
    )
    return render(
        request,
        "portal/place.html",
        {
            "place": found,
            "form": form,
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "groups": atlas.groups_of(page),
        },
    )


def _narrowing(request: HttpRequest, form: MapForm) -> atlas.Narrowing:
    return atlas.narrowing(programme_of(request), sort=form.sort, field=form.field_code)


def _atlas(request: HttpRequest, form: MapForm) -> atlas.Atlas:
    return atlas.atlas(programme_of(request), _narrowing(request, form), district=form.district)


def _form(request: HttpRequest) -> MapForm:
    programme = programme_of(request)
    fields = FieldOfAction.objects.filter(programme=programme, goals__isnull=False).distinct()
    return MapForm(request.GET, districts=places.districts(programme), fields=list(fields))
