"""Which conversations there are, and voting in them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from faden.opinion import consent
from faden.opinion.actions import NotAdmitted, NotOpen, admit, cast
from faden.opinion.actions.voting import check_open
from faden.opinion.forms import ConsentForm, VoteForm
from faden.opinion.models import Admission, Conversation, Statement, Ticket, Vote
from faden.opinion.queries import interest
from faden.opinion.queries.asked import Shown, shown
from faden.opinion.queries.overview import listed_with_counts
from faden.opinion.queries.taking_part import AHEAD, Progress, ahead, own_votes, upcoming
from faden.opinion.stances import Stance
from faden.opinion.tickets import hand_over, network_of, ticket_of
from faden.opinion.views.common import conversation_of, number_in, private
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page, tells_opinion

LATELY = 3
"""So many of somebody's votes stand below the statement."""


@public_page
def opinion(request: HttpRequest) -> HttpResponse:
    """All conversations, open ones first."""
    tells_opinion(request)
    programme = programme_of(request)
    found = list(listed_with_counts(programme))
    return render(
        request,
        "opinion/list.html",
        {
            "section": "opinion",
            "now_open": [one for one in found if one.is_open],
            "others": [one for one in found if not one.is_open],
            "questions": interest.shown(programme),
        },
    )


@require_safe
def conversation(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a conversation is at its address."""
    return redirect(conversation_of(request, number))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """One statement to vote on. Scripts send votes one by one and are told what comes next."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    if request.method == "POST":
        return _voted(request, found, ticket)
    return _voting(request, found, ticket)


def _voted(request: HttpRequest, found: Conversation, ticket: Ticket | None) -> HttpResponse:
    """Keep a vote and say so; who has no ticket is asked for their consent first."""
    is_script = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    form = VoteForm(found, request.POST)
    if not form.is_valid():
        return _refused(request, found, ticket, form.fault, status=400, is_script=is_script)
    if ticket is None and is_script:
        return JsonResponse({"fehler": _("Dieses Gerät hat hier keine Nummer mehr.")}, status=403)
    if ticket is None:
        wish = {"aussage": str(form.cleaned_data["aussage"].number), "stimme": form.cleaned_data["stimme"].value}
        return _consent(request, found, wish=wish)
    statement, stance = form.cleaned_data["aussage"], form.cleaned_data["stimme"]
    try:
        cast(ticket, statement, stance.number, is_unclear=stance == Stance.UNCLEAR, now=timezone.now())
    except NotOpen as wrong:
        return _refused(request, found, ticket, str(wrong), status=409, is_script=is_script)
    if is_script:
        return _arrived(found, ticket, statement, form.cleaned_data["gesehen"])
    if request.POST.get("zurueck"):
        return redirect(f"{found.page('own_votes')}?angekommen={statement.number}#a{statement.number}")
    return redirect(_next_page(found, ticket, statement))


def _arrived(found: Conversation, ticket: Ticket, statement: Statement, seen: list[int]) -> JsonResponse:
    """Tell a script that a vote is kept, and what comes next."""
    far, coming = ahead(found, ticket, seen=seen)
    return JsonResponse(
        {
            "angekommen": statement.number,
            "anzahl": far.votes,
            "beantwortet": far.answered,
            "von": far.total,
            "weiter": [shown(one).facts() for one in coming],
        }
    )


def _next_page(found: Conversation, ticket: Ticket, statement: Statement) -> str:
    """Return the address of the page after a vote. It names the statement shown, so that "back" leads to the same."""
    coming = upcoming(found, ticket, count=1)
    chosen = f"&aussage={coming[0].number}" if coming else ""
    return f"{found.page('vote')}?angekommen={statement.number}{chosen}"


def _refused(
    request: HttpRequest, found: Conversation, ticket: Ticket | None, fault: str, *, status: int, is_script: bool
) -> HttpResponse:
    if is_script:
        return JsonResponse({"fehler": fault, "offen": closed_because(found) is None}, status=status)
    return _voting(request, found, ticket, fault=fault, status=status)


def closed_because(found: Conversation) -> str | None:
    """Return why nobody can vote now, None where people can."""
    try:
        check_open(found, timezone.now())
    except NotOpen as reason:
        return str(reason)
    return None


def not_open(request: HttpRequest, found: Conversation, reason: str, ticket: Ticket | None) -> HttpResponse:
    """The page instead of the one to vote on; what somebody said before can still be seen."""
    context = {"section": "opinion", "conversation": found, "reason": reason, "ticket": ticket}
    return render(request, "opinion/not_open.html", context)


def _voting(
    request: HttpRequest, found: Conversation, ticket: Ticket | None, *, fault: str = "", status: int = 200
) -> HttpResponse:
    if reason := closed_because(found):
        response = not_open(request, found, reason, ticket)
        response.status_code = status
        return response
    asked, arrived = number_in(request.GET.get("aussage")), number_in(request.GET.get("angekommen"))
    far, coming = _coming(found, ticket, asked)
    mine = list(own_votes(ticket)[:LATELY]) if ticket else []
    statement = coming[0].statement if coming else None
    before = Vote.objects.filter(ticket=ticket, statement=statement).first() if ticket and statement and asked else None
    context = {
        "section": "opinion",
        "conversation": found,
        "ticket": ticket,
        "kept_id": kept_id(ticket),
        "shown": coming[0] if coming else None,
        "ahead": [one.facts() for one in coming[1:]],
        "progress": far,
        "before": Stance.of(before) if before else None,
        "goes_back": bool(before and request.GET.get("zurueck")),
        "mine": [(one.statement, Stance.of(one)) for one in mine],
        "arrived": arrived is not None and any(one.statement.number == arrived for one in mine),
        "fault": fault,
        "needs_account": _needs_account(request, found, ticket),
    }
    return render(request, "opinion/vote.html", context, status=status)


def _coming(found: Conversation, ticket: Ticket | None, asked: int | None) -> tuple[Progress, list[Shown]]:
    """Return how far somebody is and what comes next, beginning with the statement they asked for."""
    chosen = found.statements.open().filter(number=asked) if asked is not None else Statement.objects.none()
    first = list(chosen.select_related("source__contribution__group"))
    far, others = ahead(found, ticket, count=AHEAD - len(first), seen=[one.number for one in first])
    return far, [shown(one) for one in [*first, *others]]


def kept_id(ticket: Ticket | None) -> str:
    """Return by what a browser tells whose votes it keeps until they arrive; it gives nothing away."""
    return salted_hmac("faden.opinion.kept-votes", str(ticket.pk)).hexdigest()[:16] if ticket else ""


def _needs_account(request: HttpRequest, found: Conversation, ticket: Ticket | None) -> bool:
    return ticket is None and found.admission == Admission.MEMBERS and not request.user.is_authenticated


@private
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Consent, before anything is kept of somebody. What they were about to say stays in the form, in no address."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    if ticket is not None:
        return redirect(_afterwards(found, request.POST or request.GET))
    if reason := closed_because(found):
        return not_open(request, found, reason, None)
    if request.method == "POST":
        return _agreed(request, found)
    return _consent(request, found, wish={name: request.GET.get(name, "") for name in ("aussage", "dann")})


def _words(request: HttpRequest) -> str:
    city = programme_of(request).city.name
    return consent.whole(city, is_signed_in=request.user.is_authenticated)


def _agreed(request: HttpRequest, found: Conversation) -> HttpResponse:
    words = _words(request)
    form = ConsentForm(found, words, request.POST)
    if not form.is_valid():
        return _consent(request, found, form=form)
    person = request.user if request.user.is_authenticated else None
    try:
        ticket, token = admit(
            found,
            consent=words,
            language=get_language() or "de",
            now=timezone.now(),
            person=person,
            access_code=form.cleaned_data.get("code", ""),
            network=network_of(request),
        )
    except NotAdmitted as wrong:
        form.add_error("code" if "code" in form.fields else None, str(wrong))
        return _consent(request, found, form=form)
    ticket.conversation = found
    response = redirect(_first_vote(found, ticket, request))
    if person is None:
        # Who is signed in is known by that; their browser shall not vote for them when they have left.
        hand_over(response, found, token)
    return response


def _first_vote(found: Conversation, ticket: Ticket, request: HttpRequest) -> str:
    """Keep the vote that somebody was about to cast when they were asked for consent; return where they go on."""
    form = VoteForm(found, request.POST)
    if not form.is_valid():
        return _afterwards(found, request.POST)
    statement, stance = form.cleaned_data["aussage"], form.cleaned_data["stimme"]
    try:
        cast(ticket, statement, stance.number, is_unclear=stance == Stance.UNCLEAR, now=timezone.now())
    except NotOpen:
        # Left out meanwhile: the page shows the next one, and says nothing of a vote that arrived.
        return found.page("vote")
    return _next_page(found, ticket, statement)


def _afterwards(found: Conversation, wish: Any) -> str:
    if wish.get("dann") == "vorschlagen":
        return found.page("propose")
    number = number_in(wish.get("aussage"))
    return found.page("vote") + (f"?aussage={number}" if number else "")


def _consent(
    request: HttpRequest, found: Conversation, *, wish: dict[str, str] | None = None, form: ConsentForm | None = None
) -> HttpResponse:
    if reason := closed_because(found):
        return not_open(request, found, reason, None)
    wanted = form.data if form else wish or {}
    stance = wanted.get("stimme", "")
    context = {
        "section": "opinion",
        "conversation": found,
        "form": form or ConsentForm(found, _words(request), initial=wish),
        "paragraphs": consent.paragraphs(programme_of(request).city.name, is_signed_in=request.user.is_authenticated),
        "needs_account": _needs_account(request, found, None),
        "sign_in": f"{reverse('account_login')}?next={_afterwards(found, wanted)}",
        "stance": Stance(stance).label if stance in Stance.values else "",
        "statement": found.statements.open().filter(number=number_in(wanted.get("aussage")) or 0).first(),
    }
    return render(request, "opinion/consent.html", context, status=400 if form else 200)
