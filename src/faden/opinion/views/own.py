"""What somebody said: seeing it, taking it back, having it all erased."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faden.opinion import actions
from faden.opinion.queries.taking_part import own_votes as votes_of
from faden.opinion.queries.taking_part import progress
from faden.opinion.stances import Stance
from faden.opinion.tickets import take_away, ticket_of
from faden.opinion.views.common import conversation_of, number_in, private
from faden.opinion.views.taking_part import closed_because, kept_id


@private
@require_safe
def own_votes(request: HttpRequest, number: int) -> HttpResponse:
    """All votes and proposals of whoever asks; without a ticket the page says where votes would be."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    votes = list(votes_of(ticket)) if ticket else []
    arrived, withdrawn = (number_in(request.GET.get(name)) for name in ("angekommen", "zurueckgenommen"))
    known = {one.statement.number for one in votes}
    context = {
        "section": "opinion",
        "conversation": found,
        "ticket": ticket,
        "kept_id": kept_id(ticket),
        "mine": [(one.statement, Stance.of(one)) for one in votes],
        "proposals": list(ticket.statements.order_by("-number")) if ticket else [],
        "progress": progress(found, ticket),
        "closed": closed_because(found),
        "arrived": arrived in known,
        "withdrawn": withdrawn is not None and withdrawn not in known,
    }
    return render(request, "opinion/own_votes.html", context)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take one vote back."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    asked = number_in(request.POST.get("aussage"))
    statement = found.statements.filter(number=asked).first() if asked is not None else None
    if ticket is None or statement is None:
        return redirect(found.page("own_votes"))
    try:
        actions.take_back(ticket, statement, now=timezone.now())
    except actions.NotOpen:
        # The page says why nothing can be changed any more.
        return redirect(found.page("own_votes"))
    return redirect(f"{found.page('own_votes')}?zurueckgenommen={statement.number}")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, number: int) -> HttpResponse:
    """Erase all that is known of whoever asks, after a question; the browser forgets its number too."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    if request.method == "POST":
        if ticket is not None:
            actions.erase(ticket)
        response = redirect(f"{found.page('erase_votes')}?geloescht=1")
        take_away(response, found)
        return response
    context = {
        "section": "opinion",
        "conversation": found,
        "ticket": ticket,
        "count": votes_of(ticket).count() if ticket else 0,
        "is_done": ticket is None and "geloescht" in request.GET,
    }
    return render(request, "opinion/erase_votes.html", context)
