"""The desk: all Meinungsbilder."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faden.opinion.models import Stage
from faden.opinion.queries import desk
from faden.people.access import DeskRequest, for_staff


@require_GET
@for_staff
def overview(request: DeskRequest) -> HttpResponse:
    """The first page about Meinungsbilder at the desk: open ones first."""
    order = [Stage.OPEN, Stage.PAUSED, Stage.DRAFT, Stage.CLOSED]
    found = sorted(desk.overview(request.programme), key=lambda one: order.index(Stage(one.stage)))
    return render(
        request,
        "opinion/desk_overview.html",
        {
            "conversations": found,
            "open_count": sum(one.is_open for one in found),
            "waiting_count": sum(one.waiting_count for one in found),  # type: ignore[attr-defined]
        },
    )
