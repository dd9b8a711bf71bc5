"""The page of a document: what the groups said in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from faden.dialogue import queries as dialogue
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page


@public_page
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document from which something is public. Its original is for staff; everybody reads what was taken over."""
    found = dialogue.document(programme_of(request), pk)
    if found is None:
        raise Http404
    return render(request, "portal/document.html", {"document": found, "groups": list(dialogue.groups_in(found))})
