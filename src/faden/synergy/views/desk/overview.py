"""The desk: what waits, how far the machine is, what could become a synergy, what comes next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from faden.people.access import DeskRequest, for_staff
from faden.synergy.models import Corpus
from faden.synergy.queries import bundles, deciding

FEW = 10
"""So many bundles, and synergies, are listed."""


@require_GET
@for_staff
def overview(request: DeskRequest) -> HttpResponse:
    """The first page about synergies at the desk."""
    programme = request.programme
    waiting = deciding.waiting(programme)
    open_ones, opposed = bundles.open_bundles(programme)
    going = list(bundles.going_on(programme, today=timezone.localdate()))
    return render(
        request,
        "synergy/desk_overview.html",
        {
            "waiting": waiting.count(),
            "reopened": len(waiting.reopened),
            "decided_today": deciding.decided_today(programme, request.user, now=timezone.now()),
            "corpus": Corpus.objects.filter(programme=programme).defer("reference").first(),
            "bundles": open_ones[:FEW],
            "bundle_count": len(open_ones),
            "opposed": opposed[:FEW],
            "opposed_count": len(opposed),
            "going": going,
            "uncared": sum(not one.caretaker for one in going),
            "today": timezone.localdate(),
        },
    )
