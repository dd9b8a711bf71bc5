"""The desk: one pair after another."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faden.dialogue import queries as dialogue
from faden.goals import queries as goals
from faden.people.access import DeskRequest, for_staff
from faden.synergy import actions
from faden.synergy.forms import ANSWERS, AnswerForm, NarrowForm
from faden.synergy.models import Link, in_order
from faden.synergy.queries import deciding
from faden.synergy.queries.deciding import Pair
from faden.synergy.queries.things import Thing, things
from faden.synergy.views.desk.said import (
    address_of,
    back_to,
    change_by,
    link_in_words,
    narrowed,
    onward,
    pairs_page,
    seen,
)

LISTED = 20
"""How many pairs stand below in short."""


@require_GET
@for_staff
def pairs(request: DeskRequest) -> HttpResponse:
    """One pair (``paar=B30-B127``, else the best that waits), and the next ones in short."""
    programme, now = request.programme, timezone.now()
    form = NarrowForm(request.GET, groups=dialogue.summaries(programme), goals=goals.summaries(programme))
    narrowing = form.narrowing()
    waiting = deciding.waiting(programme, narrowing, deciding.turn_of(programme, request.user, now=now))
    place, rows = waiting.since(_pair(request), limit=LISTED + 1)
    found = deciding.pending(rows)
    pair = found[0] if found else None
    return render(
        request,
        "synergy/desk_pairs.html",
        {
            "form": form,
            "narrowing": narrowing,
            "narrowed": narrowed(request.GET),
            "pair": pair,
            "seen": seen(pair.first, pair.second) if pair else "",
            "changed": deciding.changed_words(pair.link) if pair and pair.link else [],
            "formerly": link_in_words(pair.link) if pair and pair.link else "",
            "place": place,
            "total": waiting.count(),
            "later": pairs_page(request.GET, found[1].key if len(found) > 1 else "") if pair else "",
            "following": [(one, pairs_page(request.GET, one.key)) for one in found[1:]],
            "answer": AnswerForm(),
            "decided_today": deciding.decided_today(programme, request.user, now=now),
            **_just_decided(request, now),
        },
    )


@require_POST
@for_staff
def decide(request: DeskRequest) -> HttpResponse:
    """Keep an answer and go on: to the next pair, or back to the page that it was given on (``zurueck``)."""
    form = AnswerForm(request.POST)
    ends = _ends(request)
    if not form.is_valid() or ends is None:
        messages.error(request, _("Das ist nicht angekommen. Bitte entscheiden Sie noch einmal."))
        return redirect(back_to(request) or pairs_page(request.GET))
    first, second = ends
    page = back_to(request) or pairs_page(request.GET, deciding.pair_label(first.address, second.address))
    if form.cleaned_data["gesehen"] not in ("", seen(first, second)):
        messages.warning(request, _("Einer der Texte ist seit eben anders. Bitte lesen Sie noch einmal."))
        return redirect(page)
    kind, turned = ANSWERS[form.cleaned_data["art"]]
    source, target = (second, first) if turned else (first, second)
    try:
        link = actions.decide(
            source.address,
            target.address,
            kind,
            change=change_by(request),
            note=form.cleaned_data["notiz"],
            expected=form.cleaned_data["erwartet"],
        )
    except actions.NotLinkable as wrong:
        messages.error(request, str(wrong))
    except actions.DecidedSince as since:
        messages.warning(request, _already(since.link))
    else:
        messages.success(request, f"{link_in_words(link)}.")
    return redirect(page)


@require_POST
@for_staff
def undo(request: DeskRequest) -> HttpResponse:
    """Take back the own last decision, and show its pair again."""
    try:
        undone = actions.undo(request.programme, change=change_by(request))
    except actions.NotLinkable as wrong:
        messages.error(request, str(wrong))
        return redirect(pairs_page(request.GET))
    if undone is None:
        messages.info(request, _("Es gibt nichts, was Sie rückgängig machen könnten."))
        return redirect(pairs_page(request.GET))
    first, second = undone.first, undone.second
    messages.success(request, _("Zurückgenommen: %(pair)s.") % {"pair": f"{first}, {second}"})
    return redirect(pairs_page(request.GET, deciding.pair_label(first, second)))


def _already(link: Link) -> str:
    """Say who was faster, and how they decided."""
    what = {"link": link_in_words(link), "person": link.by or _("Jemand anders")}
    return _("%(person)s war schneller: %(link)s.") % what


def _pair(request: DeskRequest) -> Pair | None:
    """Return the pair that the address of the page names."""
    found = [address_of(request.programme, part) for part in request.GET.get("paar", "").split("-")[:2]]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    first, second = in_order(found[0], found[1])
    return first.pk, second.pk


def _ends(request: DeskRequest) -> tuple[Thing, Thing] | None:
    """Return the two things that a form is about, in its order."""
    found = [address_of(request.programme, request.POST.get(name, "")) for name in ("erste", "zweite")]
    known = things(one.pk for one in found if one)
    ends = [known[one.pk] for one in found if one and one.pk in known]
    return (ends[0], ends[1]) if len(ends) == 2 else None


def _just_decided(request: DeskRequest, now: datetime) -> dict[str, Any]:
    """Return what was decided last, if that was today: to be taken back, or to become a synergy. Three queries."""
    last = deciding.last_of(request.programme, request.user, now=now)
    link = deciding.link_between(last.first, last.second) if last else None
    return {"last": last, "last_words": link_in_words(link) if link else "", **onward(link)}
