"""All synergies and open conflicts, for everybody."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from faden.addresses.models import Kind as AddressKind
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page
from faden.synergy.models import Stage
from faden.synergy.queries import shown

PER_PAGE = 20
FEW = 6
"""So many conflicts stand below the synergies; and with more synergies than this one can narrow them."""


@public_page
def synergies(request: HttpRequest) -> HttpResponse:
    """Synergies page by page, with the first open conflicts; or all conflicts (``art=widersprueche``)."""
    programme = programme_of(request)
    counts = shown.counts(programme)
    of_synergies, of_conflicts = counts[AddressKind.SYNERGY], counts[AddressKind.CONFLICT]
    open_conflicts = sum(count for stage, count in of_conflicts.items() if stage not in shown.OVER)
    conflicts = request.GET.get("art") == "widersprueche"
    stage = request.GET.get("stand", "")
    stage = stage if stage in Stage.values else ""
    found = shown.listed(programme, conflicts=conflicts, stage=stage)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    beside = (
        list(shown.listed(programme, conflicts=True).exclude(stage__in=shown.OVER)[:FEW])
        if open_conflicts and page.number == 1 and not conflicts and not stage
        else []
    )
    rows = shown.with_members([*page, *beside])
    return render(
        request,
        "synergy/synergies.html",
        {
            "section": "synergies",
            "conflicts": conflicts,
            "stage": stage,
            "stages": _stages(of_conflicts if conflicts else of_synergies),
            "total": of_synergies.total(),
            "total_conflicts": of_conflicts.total(),
            "open_conflicts": open_conflicts,
            "rows": rows[: len(page)],
            "beside": rows[len(page) :],
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "today": timezone.localdate(),
        },
    )


def _stages(counts: Counter[str]) -> list[tuple[str, str, int]]:
    """Return value, words and count of the stages that occur, where there are many to narrow."""
    if counts.total() <= FEW or len(counts) < 2:
        return []
    return [(one.value, str(one.label), counts[one]) for one in Stage if counts[one]]
