"""The desk: one Meinungsbild, from opening to closing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from faden.opinion import actions
from faden.opinion.desk_forms import GroupNamesForm
from faden.opinion.models import Conversation, Picture, Stage
from faden.opinion.queries import desk, desk_pictures
from faden.opinion.views.desk.asked import change_by, conversation_of
from faden.people.access import DeskRequest, for_staff

_STEPS: dict[str, tuple[Callable[..., Conversation], Promise]] = {
    Stage.OPEN: (actions.open_, gettext_lazy("Das Meinungsbild ist offen.")),
    Stage.PAUSED: (
        actions.pause,
        gettext_lazy("Unterbrochen. Gerade kann niemand abstimmen, alle Stimmen bleiben."),
    ),
    Stage.CLOSED: (actions.close, gettext_lazy("Geschlossen. Das Bild wird noch einmal gerechnet.")),
}


@require_GET
@for_staff
def conversation(request: DeskRequest, number: int) -> HttpResponse:
    """How it stands, what waits, what can be done."""
    found = conversation_of(request, number)
    picture = desk_pictures.newest(found)
    return _page(request, found, picture, GroupNamesForm(groups=desk_pictures.groups(found, picture)))


@require_POST
@for_staff
def set_stage(request: DeskRequest, number: int) -> HttpResponse:
    """Open, pause or close (``stand``)."""
    found = conversation_of(request, number)
    step = _STEPS.get(request.POST.get("stand", ""))
    if step is None:
        messages.error(request, _("Bitte wählen Sie, was geschehen soll."))
        return redirect("desk_conversation", number)
    act, words = step
    try:
        act(found, change=change_by(request))
    except actions.NotReady as wrong:
        messages.error(request, str(wrong))
    else:
        messages.success(request, str(words))
    return redirect("desk_conversation", number)


@require_POST
@for_staff
def name_groups(request: DeskRequest, number: int) -> HttpResponse:
    """Give the groups of the newest picture names."""
    found = conversation_of(request, number)
    picture = desk_pictures.newest(found)
    form = GroupNamesForm(request.POST, groups=desk_pictures.groups(found, picture))
    if not form.is_valid():
        return _page(request, found, picture, form)
    change = change_by(request)
    for label, name in form.changes().items():
        actions.name_group(found, label, name, change=change)
    messages.success(request, _("Gespeichert. So heißen die Gruppen jetzt für alle."))
    return redirect("desk_conversation", number)


def _page(request: DeskRequest, found: Conversation, picture: Picture | None, form: GroupNamesForm) -> HttpResponse:
    context = {
        "conversation": found,
        "counts": desk.counts(found),
        "tickets": desk.taking_part(found),
        "picture": picture,
        "odd": sum(one.times for one in desk_pictures.oddities(found)),
        "form": form,
    }
    return render(request, "opinion/desk_conversation.html", context, status=400 if form.errors else 200)
