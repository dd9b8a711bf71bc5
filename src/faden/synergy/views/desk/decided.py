"""The desk: what was decided, to be changed or taken away."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faden.people.access import DeskRequest, for_staff
from faden.synergy import actions
from faden.synergy.models import Link, LinkKind
from faden.synergy.queries import deciding
from faden.synergy.queries.things import Thing, both_ends
from faden.synergy.views.desk.said import PER_PAGE, back_to, change_by, link_in_words


@require_GET
@for_staff
def decided(request: DeskRequest) -> HttpResponse:
    """All decisions, newest first; of one kind (``art=solves``), or those that ask again (``offen=1``)."""
    kind = request.GET.get("art", "")
    kind = kind if kind in LinkKind.values else ""
    reopened = "offen" in request.GET
    found = deciding.decided(request.programme, kind=kind, reopened=reopened)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    known = both_ends((one.first_id, one.second_id) for one in page)
    counts = deciding.decided_counts(request.programme)
    return render(
        request,
        "synergy/desk_decided.html",
        {
            "rows": [_row(one, known) for one in page],
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "kinds": [(one.value, one.label, counts[one]) for one in LinkKind if counts[one]],
            "kind": kind,
            "reopened": reopened,
            "total": counts.total(),
            "asking": deciding.decided(request.programme, reopened=True).count(),
        },
    )


@require_POST
@for_staff
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a decision away: its pair is open again."""
    link = get_object_or_404(Link.objects.select_related("first", "second"), programme=request.programme, pk=pk)
    actions.remove(link, change=change_by(request))
    messages.success(
        request, _("%(first)s und %(second)s sind wieder offen.") % {"first": link.first, "second": link.second}
    )
    return redirect(back_to(request) or "decided_links")


def _row(link: Link, known: Mapping[int, Thing]) -> dict[str, Any]:
    """Return a decision with its ends as they are read: what supports or solves first."""
    return {"link": link, "words": link_in_words(link), "ends": [known[link.source.pk], known[link.target.pk]]}
