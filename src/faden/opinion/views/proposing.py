"""Proposing a statement for others to vote on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from faden.addresses.actions import Change
from faden.opinion import actions
from faden.opinion.forms import ProposalForm
from faden.opinion.tickets import ticket_of
from faden.opinion.views.common import conversation_of, number_in, private
from faden.opinion.views.taking_part import closed_because, not_open


@private
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Propose a statement; facilitators look at it before anybody votes on it."""
    found = conversation_of(request, number)
    ticket = ticket_of(request, found)
    if reason := closed_because(found):
        return not_open(request, found, reason, ticket)
    if not found.takes_statements:
        reason = _("In diesem Meinungsbild schreibt die Moderation die Aussagen.")
        return not_open(request, found, reason, ticket)
    if ticket is None:
        return redirect(f"{found.page('consent')}?dann=vorschlagen")
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(
                ticket,
                form.cleaned_data["text"],
                language=get_language() or "de",
                change=Change(by=None, now=timezone.now()),
            )
        except actions.NotTaken as wrong:
            form.add_error("text", str(wrong))
        else:
            return redirect(f"{found.page('propose')}?angekommen={made.number}")
    arrived = number_in(request.GET.get("angekommen"))
    context = {
        "section": "opinion",
        "conversation": found,
        "form": form,
        "made": ticket.statements.filter(number=arrived).first() if arrived is not None else None,
    }
    return render(request, "opinion/propose.html", context, status=400 if form.errors else 200)
