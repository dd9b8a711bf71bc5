"""What everybody sees of a picture of opinion."""

from typing import Any

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from qrcode.main import QRCode

from faden.addresses.models import Address, State
from faden.opinion import chart
from faden.opinion.models import Conversation, Reckoning, Statement
from faden.opinion.queries import course, pictured
from faden.opinion.queries.pictured import Place, Shown
from faden.opinion.tickets import ticket_of
from faden.opinion.views.common import conversation_of
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page, tells_opinion

IN_TABLE = 60
PER_PAGE = 50
REFRESHED = 20
"""So many seconds a wall shows the same."""


def picture(request: HttpRequest, address: Address) -> HttpResponse:
    """The picture of a conversation, at its address. The caller marks it as a public page."""
    tells_opinion(request)
    conversation = Conversation.objects.get(address=address)
    conversation.address, conversation.programme = address, programme_of(request)
    context = _context(conversation)
    shown: Shown | None = context["shown"]
    own = _own_place(request, conversation, shown)
    context |= {
        "own": own,
        "own_group": next((one for one in shown.groups if own and one.label == own.label), None) if shown else None,
        "comb": _comb(shown, own),
        "rows": shown.rows[:IN_TABLE] if shown else (),
        "is_cut": shown is not None and len(shown.rows) > IN_TABLE,
        "embed_url": request.build_absolute_uri(conversation.page("embed")),
    }
    return render(request, "opinion/picture.html", context)


def _context(conversation: Conversation) -> dict[str, Any]:
    """Return what pages with a picture need."""
    asked = pictured.statements(conversation)
    return {
        "section": "opinion",
        "conversation": conversation,
        "asked": asked,
        "shown": pictured.shown(conversation, asked),
        "held_back": pictured.is_held_back(conversation),
        "limits": pictured,
    }


def _own_place(request: HttpRequest, conversation: Conversation, shown: Shown | None) -> Place | None:
    """Return where the visitor stands, who takes part; pages for them are kept by nobody."""
    if shown is None or not shown.has_map:
        return None
    ticket = ticket_of(request, conversation)
    return pictured.own_place(conversation, ticket, shown.radius) if ticket else None


def _comb(shown: Shown | None, own: Place | None = None) -> dict[str, Any] | None:
    """Return the drawn map with the looks of its groups."""
    if shown is None:
        return None
    drawn = chart.honeycomb(shown.cells, shown.radius, (own.x, own.y) if own else None)
    if drawn is None:
        return None
    looks = {one.label: one.look for one in shown.groups}
    return {"drawn": drawn, "cells": [(one, looks.get(one.label, "none")) for one in drawn.hexagons]}


@public_page
def statements(request: HttpRequest, number: int) -> HttpResponse:
    """All statements with their numbers, sorted (`sortierung`), page by page."""
    tells_opinion(request)
    conversation = conversation_of(request, number)
    order = request.GET.get("sortierung", "")
    order = order if order in pictured.ORDERS else "nummer"
    shown, rows = pictured.all_rows(conversation, order)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "opinion/statements.html",
        {
            "section": "opinion",
            "conversation": conversation,
            "shown": shown,
            "held_back": pictured.is_held_back(conversation),
            "limits": pictured,
            "order": order,
            "orders": _orders(),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "left_out": pictured.left_out(conversation) if page.number == 1 else [],
        },
    )


def _orders() -> list[tuple[str, str]]:
    return [
        ("nummer", _("nach Nummer")),
        ("zustimmung", _("meiste Zustimmung")),
        ("ablehnung", _("meiste Ablehnung")),
        ("geteilt", _("am meisten geteilt")),
        ("offen", _("am häufigsten „weiß nicht“")),
        ("stimmen", _("meiste Stimmen")),
    ]


@public_page
def statement(request: HttpRequest, number: int, statement: int) -> HttpResponse:
    """One statement: its words, what everybody and each group thinks of it, and where it comes from."""
    tells_opinion(request)
    conversation = conversation_of(request, number)
    found = pictured.statement(conversation, statement)
    if found is None:
        raise Http404
    shown = pictured.shown(conversation, [found]) if found.is_open else None
    return render(
        request,
        "opinion/statement.html",
        {
            "section": "opinion",
            "conversation": conversation,
            "statement": found,
            "shown": shown,
            "row": shown.rows[0] if shown and shown.rows else None,
            "held_back": pictured.is_held_back(conversation),
            "contribution": _contribution(found),
        },
    )


def _contribution(found: Statement) -> Any:
    """Return the contribution that a statement was copied from, where it is public."""
    return found.source.contribution if found.source and found.source.state == State.PUBLISHED else None


@public_page
def over_time(request: HttpRequest, number: int) -> HttpResponse:
    """How the picture changed: people, sizes of groups, how sure they are."""
    tells_opinion(request)
    conversation = conversation_of(request, number)
    found = course.course(conversation)
    return render(
        request,
        "opinion/over_time.html",
        {
            "section": "opinion",
            "conversation": conversation,
            "held_back": pictured.is_held_back(conversation),
            "course": found,
            "last": found.stations[-1] if found.stations else None,
            "before": found.stations[-2] if len(found.stations) > 1 else None,
            "changes": course.changes(found),
            "drawings": _drawings(found),
        },
    )


def _drawings(found: course.Course) -> list[tuple[str, list[tuple[str, chart.Lines]]]]:
    """Return both courses, each drawn for wide screens and for phones."""
    if len(found.stations) < 2:
        return []
    told = [(_("Menschen"), found.people(), 0)]
    if any(one.stability is not None for one in found.stations):
        told.append((_("Wie sicher die Gruppen sind, in Prozent"), found.sureness(), 100))
    return [
        (
            title,
            [
                ("wide", chart.lines(series, found.times, width=960, height=320, beside=230, most=most)),
                ("narrow", chart.lines(series, found.times, width=340, height=240, beside=100, most=most)),
            ],
        )
        for title, series, most in told
    ]


@cache_control(no_cache=True, private=True)
@require_safe
def wall(request: HttpRequest, number: int) -> HttpResponse:
    """The running picture for a projector, with the numbers of this moment; `?steht` does not refresh itself.

    Nobody keeps it: how many take part changes with every vote. Where a code admits, only staff's wall shows it.
    """
    conversation = conversation_of(request, number)
    context = _context(conversation)
    target = request.build_absolute_uri(conversation.page("vote"))
    matrix = _matrix(target)
    here = request.build_absolute_uri(conversation.get_absolute_url())
    context |= {
        "comb": _comb(context["shown"]),
        "running": Reckoning.objects.filter(conversation=conversation).values("people", "vote_count").first(),
        "target": target,
        "here": here.partition("://")[2],
        "code": chart.squares(matrix),
        "code_size": len(matrix),
        "stands": "steht" in request.GET,
        "refreshed": REFRESHED,
    }
    return render(request, "opinion/wall.html", context)


def _matrix(text: str) -> list[list[bool]]:
    """Return the squares of a QR code, with the white margin that scanners need."""
    made: Any = QRCode(border=4)
    made.add_data(text)
    found: list[list[bool]] = made.get_matrix()
    return found


@public_page
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
def embed(request: HttpRequest, number: int) -> HttpResponse:
    """The picture for a frame on somebody else's page: for reading, the same for everybody, no cookie."""
    tells_opinion(request)
    context = _context(conversation_of(request, number))
    return render(request, "opinion/embed.html", context | {"comb": _comb(context["shown"])})


@public_page
def method(request: HttpRequest) -> HttpResponse:
    """How pictures of opinion are made, what is shown and what is kept."""
    return render(
        request,
        "opinion/method.html",
        {"section": "opinion", "limits": pictured},
    )
