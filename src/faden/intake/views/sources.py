"""The source beside a review: pages of a PDF as pictures, whole and in part."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from faden.intake import queries
from faden.intake.models import Draft
from faden.intake.readers import pdf
from faden.intake.readers.blocks import Unreadable
from faden.intake.views.taking import draft_of
from faden.people.access import DeskRequest, for_staff


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a page's picture, in units of a thousandth of the page's width; `view` is the part that shows."""

    page: int
    height: float
    view: str
    x: float
    y: float
    across: float
    down: float


def pictures(draft: Draft, passages: list[queries.Passage]) -> list[Picture]:
    """Return what to show of a PDF's pages, where the places of an item are known."""
    shown = [one for one in passages if one.page and one.box]
    if not shown or not draft.version.file:
        return []
    with draft.version.file.open("rb") as file:
        data = file.read()
    return [_part(one.page or 1, one.box or [], pdf.shape(data, one.page or 1)) for one in shown]


def _part(page: int, box: list[float], shape: float) -> Picture:
    """Cut the picture around `box`: so wide that it can be read with what stands beside it; `shape`: height by width."""
    left, top, right, bottom = (edge * 1000 * (shape if at % 2 else 1) for at, edge in enumerate(box))
    height = 1000 * shape
    wide = min(1000.0, max(380.0, right - left + 60))
    tall = min(height, max(260.0, bottom - top + 100))
    x = min(max(0.0, (left + right - wide) / 2), 1000 - wide)
    y = min(max(0.0, (top + bottom - tall) / 2), height - tall)
    view = f"{x:.0f} {y:.0f} {wide:.0f} {tall:.0f}"
    return Picture(
        page, round(height), view, round(left) - 4, round(top) - 4, round(right - left) + 8, round(bottom - top) + 8
    )


@require_GET
@for_staff
def page(request: DeskRequest, pk: int, page: int) -> HttpResponse:
    """A whole page of a PDF document, for staff."""
    return render(request, "intake/page.html", {"draft": draft_of(request, pk), "page": page})


@require_GET
@for_staff
@cache_control(private=True, max_age=3600)
def picture(request: DeskRequest, pk: int, page: int) -> HttpResponse:
    """A page of a PDF document as a picture, for staff."""
    found = draft_of(request, pk)
    if not found.version.file:
        raise Http404
    with found.version.file.open("rb") as file:
        data = file.read()
    if not pdf.is_pdf(data):
        raise Http404
    try:
        image = pdf.picture(data, page, width=1600)
    except Unreadable as reason:
        raise Http404(str(reason)) from None
    return HttpResponse(image, content_type="image/png")
