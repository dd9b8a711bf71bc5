"""Going on with one's votes on another device, by a code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from faden.opinion import actions
from faden.opinion.forms import RedeemForm
from faden.opinion.queries.taking_part import own_votes
from faden.opinion.tickets import hand_over, ticket_of
from faden.opinion.views.common import conversation_of, private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Show a code for another device. It stands in the answer and in no address."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    code = actions.make_code(ticket, now=timezone.now()) if ticket and request.method == "POST" else ""
    where = request.build_absolute_uri(found.page("redeem"))
    context = {"section": "opinion", "conversation": found, "ticket": ticket, "code": code, "where": where}
    return render(request, "opinion/move_ticket.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: HttpRequest, number: int) -> HttpResponse:
    """Take a ticket over from another device; not where somebody has votes here, which would count twice."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    has_votes = ticket is not None and (own_votes(ticket).exists() or ticket.statements.exists())
    form = RedeemForm(request.POST or None)
    if request.method == "POST" and not has_votes and form.is_valid():
        try:
            moved, token = actions.redeem(found, form.cleaned_data["code"], now=timezone.now())
        except actions.CodeUnknown as wrong:
            form.add_error("code", str(wrong))
        else:
            if ticket is not None and ticket.pk != moved.pk:
                actions.erase(ticket)
            response = redirect(f"{found.page('own_votes')}?weiter=1")
            hand_over(response, found, token)
            return response
    elif request.method == "POST" and has_votes:
        form.add_error(None, _("Auf diesem Gerät stehen schon Stimmen. Sie würden doppelt zählen."))
    context = {"section": "opinion", "conversation": found, "form": form, "has_votes": has_votes}
    return render(request, "opinion/redeem.html", context, status=400 if form.errors else 200)
