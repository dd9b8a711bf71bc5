"""Finds the programme that a request is about, and keeps its slug out of every other line of code.

One programme lives at the root. With several, each lives under its slug: the prefix moves from the
path to the script name, so that views see ``/B83`` and `reverse` answers ``/bottrop-2030/B83``.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils.encoding import iri_to_uri

from faden.programme.models import Programme

Answer = Callable[[HttpRequest], HttpResponse]


def programme_of(request: HttpRequest) -> Programme:
    """Return the programme that a request is about; Http404 on pages of the whole installation."""
    found: Programme | None = request.programme  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _at_the_root(request: HttpRequest, rest: str) -> str:
    """Return the same page without the slug. A path that begins with slashes would lead to another site."""
    query = request.META.get("QUERY_STRING", "")
    path = get_script_prefix() + iri_to_uri(rest.lstrip("/\\"))
    return f"{path}?{query}" if query else path


def programme(get_response: Answer) -> Answer:
    """Set ``request.programme`` (None on pages of the whole installation)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        programmes = {one.slug: one for one in Programme.objects.select_related("city")}
        # As they are before anything else of the page is read: a page may be newer than it says, never older.
        versions = {one.pk: (one.content_version, one.opinion_version) for one in programmes.values()}
        request.content_versions = versions  # type: ignore[attr-defined]
        slug, _, rest = request.path_info.lstrip("/").partition("/")
        found = programmes.get(slug)
        only = next(iter(programmes.values())) if len(programmes) == 1 else None
        request.programme = found or only  # type: ignore[attr-defined]
        if found and only:
            return HttpResponsePermanentRedirect(_at_the_root(request, rest))
        if not found:
            if only is None:
                request.urlconf = "faden.config.installation_urls"
            return get_response(request)
        before = get_script_prefix()
        set_script_prefix(f"{before}{slug}/")
        request.path_info = "/" + rest
        try:
            return get_response(request)
        finally:
            set_script_prefix(before)

    return middleware
