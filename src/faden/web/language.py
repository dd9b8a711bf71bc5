"""The language of a page: the first part of its path names it; German, the language of the programmes, has none.

The code moves from the path to the script name, as a programme's slug does after it: views see ``/B83`` and `reverse`
answers ``/en/B83``. Nothing else decides, neither browser nor cookie: whole pages are cached by their path.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation import override

Answer = Callable[[HttpRequest], HttpResponse]


def address_in(code: str, request: HttpRequest) -> str:
    """Return path and query of the requested page in the language `code`, on this site whatever the path is."""
    root = request.META.get("SCRIPT_NAME", "").rstrip("/") + "/"
    rest = request.path[len(root) :]
    first, _, below = rest.partition("/")
    if first in dict(settings.LANGUAGES):
        rest = below
    prefix = "" if code == settings.LANGUAGE_CODE else f"{code}/"
    # A path that begins with slashes would lead to another site.
    path = root + prefix + escape_uri_path(rest.lstrip("/\\"))
    query = iri_to_uri(request.META.get("QUERY_STRING", ""))
    return f"{path}?{query}" if query else path


def language(get_response: Answer) -> Answer:
    """Answer in the language of the path; ``/en`` leads to ``/en/``, and ``/de/B83`` to ``/B83``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        code, slash, rest = request.path_info.removeprefix("/").partition("/")
        if code not in dict(settings.LANGUAGES):
            with override(settings.LANGUAGE_CODE):
                return get_response(request)
        if code == settings.LANGUAGE_CODE or not slash:
            return HttpResponsePermanentRedirect(address_in(code, request))
        before = get_script_prefix()
        set_script_prefix(f"{before}{code}/")
        request.path_info = f"/{rest}"
        try:
            with override(code):
                return get_response(request)
        finally:
            set_script_prefix(before)

    return middleware
