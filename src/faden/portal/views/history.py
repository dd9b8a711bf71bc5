"""The history of statements, groups, goals and fixed pages."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from faden.addresses import queries as addresses
from faden.addresses.models import Address, Revision, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import Contribution
from faden.portal import history
from faden.portal.views.addressed import goal_of
from faden.programme.middleware import programme_of
from faden.programme.models import Page
from faden.programme.whole_pages import public_page

PER_PAGE = 50


def address_of(request: HttpRequest, label: str) -> Address:
    """Return the address that has a public history; Http404 for drafts and for statements of groups not public."""
    found = addresses.find(programme_of(request), label)
    if found is None or found.state == State.DRAFT:
        raise Http404
    if found.kind == AddressKind.CONTRIBUTION:
        get_object_or_404(Contribution, address=found, group__address__state=State.PUBLISHED)
    return found


@public_page
def of_address(request: HttpRequest, label: str) -> HttpResponse:
    """What happened at an address; of what is no longer public it tells states and reasons, no words."""
    found = address_of(request, label)
    if found.kind == AddressKind.GOAL:
        return redirect("goal_history", found.goal.code)
    if label != str(found):
        return redirect("history", found, permanent=True)
    group = found.group if found.kind == AddressKind.GROUP and found.is_public else None
    context = {
        "about": group.name if group else f"{found.get_kind_display()} {found.number}",
        "about_url": found.get_absolute_url(),
        "address": found,
        "group": group,
        "feed": reverse("address_feed", args=[found]),
    }
    return _page(request, history.of(found), context)


@public_page
def of_goal(request: HttpRequest, code: str) -> HttpResponse:
    goal = goal_of(programme_of(request), code)
    if goal.code != code:
        return redirect("goal_history", goal.code, permanent=True)
    context = {
        "about": _("Ziel %(code)s") % {"code": goal.code},
        "about_url": goal.get_absolute_url(),
        "address": goal.address,
        "feed": reverse("goal_feed", args=[goal.code]),
        "show_about": True,
    }
    return _page(request, history.of_goal(goal), context)


@public_page
def of_page(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(Page, programme=programme_of(request), slug=slug)
    return _page(request, history.of(page), {"about": page.title, "about_url": page.get_absolute_url()})


def _page(request: HttpRequest, found: QuerySet[Revision], context: dict[str, Any]) -> HttpResponse:
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    facts = {
        "entries": history.entries(programme_of(request), page.object_list),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "published": context["address"].published_at if "address" in context and not page.has_next() else None,
    }
    return render(request, "portal/history.html", facts | context)
