"""The desk: the city's list of actors, for administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.people.access import DeskRequest, for_administrators
from faden.synergy import actions
from faden.synergy.actor_list import UnreadableList, read_actors
from faden.synergy.forms import ActorFileForm, ActorForm
from faden.synergy.models import Actor
from faden.web.sentences import said

PER_PAGE = 100
SHOWN = 500
"""How many rows a report spells out."""


@require_GET
@for_administrators
def overview(request: DeskRequest) -> HttpResponse:
    """All actors with their other names."""
    page = Paginator(Actor.objects.filter(programme=request.programme), PER_PAGE).get_page(request.GET.get("seite"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1)
    return render(request, "synergy/desk_actors.html", {"page": page, "pages": pages})


@require_http_methods(["GET", "POST"])
@for_administrators
def edit_actor(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Actor, programme=request.programme, pk=pk) if pk else None
    initial = {"name": found.name, "aliases": found.aliases} if found else None
    form = ActorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_actor(request.programme, found, **form.cleaned_data)
        except actions.ActorTaken as taken:
            form.add_error("name", said(str(taken)))
        else:
            messages.success(request, _("Gespeichert. Die Paare werden noch einmal verglichen."))
            return redirect("desk_actors")
    context = {"form": form, "found": found}
    return render(request, "synergy/desk_actor.html", context, status=400 if form.errors else 200)


@require_POST
@for_administrators
def remove_actor(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Actor.objects.select_related("programme"), programme=request.programme, pk=pk)
    actions.remove_actor(found)
    messages.success(request, _("%(name)s ist entfernt.") % {"name": found.name})
    return redirect("desk_actors")


@require_http_methods(["GET", "POST"])
@for_administrators
def load_actors(request: DeskRequest) -> HttpResponse:
    """Take in a file and say what became of each row."""
    form = ActorFileForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            rows = read_actors(form.cleaned_data["file"].read())
        except UnreadableList as unreadable:
            form.add_error("file", said(str(unreadable)))
        else:
            report = actions.load_actors(request.programme, rows)
    context = {
        "form": form,
        "report": report,
        "taken": sum(not one.left_out for one in report or ()),
        "left_out": sum(one.left_out for one in report or ()),
        "shown": SHOWN,
    }
    return render(request, "synergy/desk_actors_load.html", context, status=400 if form.errors else 200)
