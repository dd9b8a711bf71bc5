"""The desk: what is said about a Meinungsbild, and its rules."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from faden.opinion import actions
from faden.opinion.desk_forms import FactsForm
from faden.opinion.models import Conversation
from faden.opinion.views.desk.asked import change_by, conversation_of
from faden.people.access import DeskRequest, for_staff


@require_http_methods(["GET", "POST"])
@for_staff
def edit_conversation(request: DeskRequest, number: int | None = None) -> HttpResponse:
    """Prepare a new conversation, or change what is said about one."""
    conversation = conversation_of(request, number) if number else None
    form = FactsForm(request.POST or None, conversation=conversation, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, conversation, form)
        except actions.NotReady as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("desk_conversation", saved.number)
    context = {"form": form, "conversation": conversation}
    return render(request, "opinion/desk_edit.html", context, status=400 if form.errors else 200)


def _save(request: DeskRequest, conversation: Conversation | None, form: FactsForm) -> Conversation:
    if conversation is None:
        made = actions.found(request.programme, form.facts(), change=change_by(request))
        messages.success(
            request, _("Angelegt. Wählen Sie jetzt die Aussagen. Noch sieht es niemand außer der Moderation.")
        )
        return made
    saved = actions.edit(conversation, form.facts(), change=change_by(request))
    messages.success(request, _("Gespeichert."))
    return saved
