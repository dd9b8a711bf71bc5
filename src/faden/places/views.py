"""The desk's pages: the gazetteer, loading it, and reviewing which places statements name."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.addresses.models import Address
from faden.addresses.models import Kind as AddressKind
from faden.people.access import DeskRequest, for_administrators, for_staff
from faden.places import actions, queries
from faden.places.forms import LoadForm, NamesForm, PlaceForm, TargetForm
from faden.places.gazetteer import UnreadableGazetteer, read
from faden.places.models import District, MentionState, Place, PlaceMention
from faden.web.sentences import said

PER_PAGE = 100
SHOWN = 200
"""How many names and rows a report spells out."""


@require_GET
@for_staff
def overview(request: DeskRequest) -> HttpResponse:
    """The gazetteer: how much it holds, its districts, its places."""
    words = request.GET.get("suche", "").strip()
    page = Paginator(queries.places(request.programme, words=words), PER_PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "places/overview.html",
        {
            "districts": queries.districts(request.programme),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "words": words,
            "open": queries.mentions_to_review(request.programme).count(),
            "looking": request.programme.pk in queries.not_looked_through(),
        },
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def load(request: DeskRequest) -> HttpResponse:
    """Check a city's file, or load it; both say what became of each row."""
    form = LoadForm(request.POST or None, request.FILES or None)
    report, loaded = None, "laden" in request.POST
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        zone: Any = int(fields["zone"]) if fields["zone"] else None
        try:
            found = read(fields["file"].read(), kind=fields["kind"], zone=zone)
        except UnreadableGazetteer as unreadable:
            form.add_error("file", said(str(unreadable)))
        else:
            report = actions.load_gazetteer(request.programme, found, only_check=not loaded)
    context = {"form": form, "report": report, "loaded": loaded, "shown": SHOWN}
    return render(request, "places/load.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_administrators
def edit_place(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Place, programme=request.programme, pk=pk) if pk else None
    initial = (
        _names(found) | {name: getattr(found, name) for name in ("kind", "district", "latitude", "longitude")}
        if found
        else None
    )
    form = PlaceForm(request.POST or None, programme=request.programme, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_place(request.programme, found, **form.cleaned_data)
        except actions.NameTaken as taken:
            form.add_error("name", said(str(taken)))
        else:
            messages.success(request, _("Gespeichert. Die Beiträge werden noch einmal durchgesehen."))
            return redirect("desk_places")
    context = {"form": form, "found": found, "remove": reverse("remove_place", args=[pk]) if pk else ""}
    return render(request, "places/place.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_administrators
def edit_district(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(District, programme=request.programme, pk=pk) if pk else None
    form = NamesForm(request.POST or None, initial=_names(found) if found else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_district(request.programme, found, **form.cleaned_data)
        except actions.NameTaken as taken:
            form.add_error("name", said(str(taken)))
        else:
            messages.success(request, _("Gespeichert. Die Beiträge werden noch einmal durchgesehen."))
            return redirect("desk_places")
    remove = reverse("remove_district", args=[pk]) if pk else ""
    context = {"form": form, "found": found, "is_district": True, "remove": remove}
    return render(request, "places/place.html", context, status=400 if form.errors else 200)


def _names(found: Place | District) -> dict[str, Any]:
    names = list(found.names.all())
    aliases = [one.name for one in names if one.name != found.name]
    return {"name": found.name, "aliases": " | ".join(aliases), "ambiguous": any(one.ambiguous for one in names)}


@require_POST
@for_administrators
def remove_place(request: DeskRequest, pk: int) -> HttpResponse:
    return _remove(request, get_object_or_404(Place, programme=request.programme, pk=pk))


@require_POST
@for_administrators
def remove_district(request: DeskRequest, pk: int) -> HttpResponse:
    return _remove(request, get_object_or_404(District, programme=request.programme, pk=pk))


def _remove(request: DeskRequest, found: Place | District) -> HttpResponse:
    actions.remove_place(found)
    messages.success(request, _("%(name)s ist entfernt.") % {"name": found.name})
    return redirect("desk_places")


@require_GET
@for_staff
def review(request: DeskRequest) -> HttpResponse:
    """Suggestion after suggestion; ?ab= begins behind one of them."""
    waiting = queries.mentions_to_review(request.programme)
    after = request.GET.get("ab", "")
    mention = (
        waiting.filter(pk__gt=int(after)).first() if after.isascii() and after.isdigit() else None
    ) or waiting.first()
    return render(
        request,
        "places/review.html",
        {
            "mention": mention,
            "alike": queries.alike(mention) if mention else 0,
            "open": waiting.count(),
            "lately": queries.decided_lately(request.programme, limit=10),
            "form": TargetForm(programme=request.programme),
        },
    )


@require_POST
@for_staff
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    mention = _mention(request, pk)
    count = actions.confirm(mention, by=request.user, now=timezone.now(), alike="alle" in request.POST)
    return _decided(request, mention, count)


@require_POST
@for_staff
def reject(request: DeskRequest, pk: int) -> HttpResponse:
    mention = _mention(request, pk)
    count = actions.reject(mention, by=request.user, now=timezone.now(), alike="alle" in request.POST)
    return _decided(request, mention, count)


@require_POST
@for_staff
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    """Say which other place the words mean."""
    mention = _mention(request, pk)
    form = TargetForm(request.POST, programme=request.programme)
    if form.is_valid():
        actions.choose(mention, form.cleaned_data["target"], by=request.user, now=timezone.now())
        return _decided(request, mention, 1)
    messages.error(request, " ".join(str(one) for one in form.errors["target"]))
    return redirect(f"{reverse('review_mentions')}?ab={pk - 1}")


@require_POST
@for_staff
def reopen(request: DeskRequest, pk: int) -> HttpResponse:
    mention = _mention(request, pk)
    actions.reopen(mention)
    return redirect(f"{reverse('review_mentions')}?ab={mention.pk - 1}")


@require_http_methods(["GET", "POST"])
@for_staff
def statement(request: DeskRequest, number: int) -> HttpResponse:
    """What one statement names; POST adds a place to it."""
    address = get_object_or_404(Address, programme=request.programme, kind=AddressKind.CONTRIBUTION, number=number)
    form = TargetForm(request.POST or None, programme=request.programme)
    if request.method == "POST" and form.is_valid():
        actions.add(address, form.cleaned_data["target"], by=request.user, now=timezone.now())
        messages.success(request, _("%(name)s steht jetzt bei diesem Beitrag.") % {"name": form.cleaned_data["target"]})
        return redirect("desk_statement_places", number)
    mentions = queries.mentions_of(address)
    return render(
        request,
        "places/statement.html",
        {
            "address": address,
            "standing": [one for one in mentions if one.state != MentionState.REJECTED],
            "rejected": [one for one in mentions if one.state == MentionState.REJECTED],
            "form": form,
        },
        status=400 if form.errors else 200,
    )


def _mention(request: DeskRequest, pk: int) -> PlaceMention:
    found = PlaceMention.objects.select_related("address", "place", "district")
    return get_object_or_404(found, programme=request.programme, pk=pk)


def _decided(request: DeskRequest, mention: PlaceMention, count: int) -> HttpResponse:
    """Say what was done, and go on: to the next suggestion, or back to the page that it was done on."""
    done = ngettext("Entschieden.", "Bei %(count)s Beiträgen entschieden.", count) % {"count": count}
    messages.success(request, done)
    back = request.POST.get("zurueck", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(f"{reverse('review_mentions')}?ab={mention.pk}")
