"""While somebody writes a statement: what is like it already, beside the field. Never a step of its own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from faden.people.access import DeskRequest, for_staff
from faden.programme.models import Programme
from faden.search import queries as search
from faden.search.models import Entry, Kind
from faden.synergy.chosen import sends_texts_elsewhere
from faden.synergy.queries.nearest import nearest

SHOWN = 4
LONGEST = 2_000


@require_POST
@for_staff
def similar_statements(request: DeskRequest) -> HttpResponse:
    """The part of the page that says what is like `text`. Posted, so that no log keeps what is only being written."""
    text = request.POST.get("text", "").strip()[:LONGEST]
    return render(request, "synergy/similar_statements.html", {"similar": _similar(request.programme, text)})


def _similar(programme: Programme, text: str) -> list[Entry]:
    """Return public statements near to `text` in meaning, or with its words where no model on this machine is in use."""
    statements = Entry.objects.filter(programme=programme, kind=Kind.STATEMENT).defer("terms")
    addresses = [] if sends_texts_elsewhere() else nearest(programme, text, limit=3 * SHOWN)
    if addresses:
        found = {one.address_id: one for one in statements.filter(address__in=addresses)}
        return [found[key] for key in addresses if key in found][:SHOWN]
    if len(text.split()) < 2:
        return []
    answer = search.ask(programme, text)
    return list(answer.best_first(answer.entries.filter(kind=Kind.STATEMENT).defer("terms"))[:SHOWN])
