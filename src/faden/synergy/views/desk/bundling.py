"""The desk: making and editing synergies and open conflicts."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from faden.addresses import labels
from faden.addresses.models import Kind as AddressKind
from faden.people.access import DeskRequest, for_staff
from faden.programme.models import Programme
from faden.synergy import actions
from faden.synergy.actions import Facts
from faden.synergy.forms import SynergyForm, WithdrawForm
from faden.synergy.models import Stage, Synergy
from faden.synergy.queries import bundles, lookup
from faden.synergy.queries.things import Thing, things
from faden.synergy.views.desk.said import change_by

MOST_MEMBERS = 100
_FACTS = ("title", "why", "caretaker", "next_step", "next_on", "stage")

Offered = list[tuple[Thing, int]]
"""Things with the side that they are on, 0: not in it."""


@require_http_methods(["GET", "POST"])
@for_staff
def new_synergy(request: DeskRequest) -> HttpResponse:
    """Make a synergy of ``mit=B12,B30``; with ``gegen=B7`` or ``widerspruch``, a conflict between two sides."""
    programme = request.programme
    conflict = any(name in request.GET for name in ("gegen", "widerspruch"))
    offered = _asked_for(programme, request)
    initial: dict[str, Any] = {"stage": Stage.OPEN}
    if request.method == "GET" and not conflict:
        initial["title"] = bundles.title_for(programme, [thing.text for thing, _side in offered])
    return _page(request, None, offered, initial, conflict=conflict)


@require_http_methods(["GET", "POST"])
@for_staff
def edit_synergy(request: DeskRequest, label: str) -> HttpResponse:
    """What is written about a synergy and who belongs to it; ``dazu=B12`` offers to take something in."""
    synergy = _synergy(request, label)
    members = {one.address_id: one.side for one in synergy.members.all()}
    known = things(members)
    offered = [(known[key], side) for key, side in members.items() if key in known]
    asked = lookup.all_named(request.programme, request.GET.get("dazu", "")[:1000])
    offered += [(one, 1) for one in asked if one.address.pk not in members]
    initial = {name: getattr(synergy, name) for name in _FACTS}
    return _page(request, synergy, offered, initial, conflict=synergy.is_conflict)


@require_POST
@for_staff
def set_synergy_state(request: DeskRequest, label: str) -> HttpResponse:
    """Take a synergy off the public pages with a reason, or show it again (``zeigen``)."""
    synergy = _synergy(request, label)
    if "zeigen" in request.POST:
        actions.publish(synergy, change=change_by(request))
        messages.success(request, _("%(label)s ist wieder öffentlich.") % {"label": synergy.address})
        return redirect("desk_synergy", synergy.address)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        actions.withdraw(synergy, change=change_by(request, form.cleaned_data["reason"]))
        messages.success(request, _("%(label)s ist zurückgezogen.") % {"label": synergy.address})
    else:
        messages.error(request, _("Bitte nennen Sie den Grund. Er steht öffentlich auf der Seite."))
    return redirect("desk_synergy", synergy.address)


def _page(
    request: DeskRequest, synergy: Synergy | None, offered: Offered, initial: dict[str, Any], *, conflict: bool
) -> HttpResponse:
    if request.method == "GET":
        form = SynergyForm(offered=offered, conflict=conflict, initial=initial)
        return _render(request, form, synergy, conflict=conflict)
    offered = _posted(request, offered)
    form = SynergyForm(request.POST, offered=offered, conflict=conflict)
    words = request.POST.get("dazu", "").strip()
    if words or "suchen" in request.POST:
        return _with_found(request, synergy, offered, words, conflict=conflict)
    if form.is_valid():
        try:
            saved = _save(request, synergy, form, conflict=conflict)
        except actions.NotBundled as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("Gespeichert. So sehen es jetzt alle."))
            return redirect("desk_synergy", saved.address)
    return _render(request, form, synergy, conflict=conflict)


def _save(request: DeskRequest, synergy: Synergy | None, form: SynergyForm, *, conflict: bool) -> Synergy:
    facts = Facts(**{name: form.cleaned_data[name] for name in _FACTS})
    if synergy is None:
        return actions.bundle(request.programme, facts, form.sides(), change=change_by(request), conflict=conflict)
    return actions.edit(synergy, facts, form.sides(), change=change_by(request))


def _with_found(
    request: DeskRequest, synergy: Synergy | None, offered: Offered, words: str, *, conflict: bool
) -> HttpResponse:
    """Show the form again with what `words` mean: addresses are taken in, hits are offered. Nothing is saved."""
    known = {thing.address.pk for thing, _side in offered}
    meant = lookup.all_named(request.programme, words)
    new = [one for one in meant if one.address.pk not in known and one.is_public]
    hits = [] if meant or not words else lookup.hits(request.programme, words, without=known)
    data = request.POST.copy()
    for one in new:
        data[f"seite-{one.address}"] = "1"
    for one in hits:
        data[f"seite-{one.address}"] = "0" if conflict else ""
    data["dazu"] = "" if new or hits else words
    both = [*offered, *((one, 1) for one in new), *((one, 0) for one in hits)]
    form = SynergyForm(data, offered=both, conflict=conflict)
    # What is missing is said when it is saved.
    form.errors.clear()
    if not new and not hits:
        form.add_error("dazu", _nothing(meant, words))
    found = [one.address.pk for one in (*new, *hits)]
    return _render(request, form, synergy, conflict=conflict, found=found, searched=bool(hits))


def _nothing(meant: list[Thing], words: str) -> str:
    if not words:
        return _("Bitte geben Sie eine Adresse, ein Ziel oder Wörter ein.")
    if not meant:
        return _("Dazu haben wir nichts gefunden. Versuchen Sie ein kürzeres Wort.")
    hidden = [str(one.address) for one in meant if not one.is_public]
    if hidden:
        return _("%(labels)s: nicht öffentlich.") % {"labels": ", ".join(hidden)}
    return _("Das gehört schon dazu.")


def _render(
    request: DeskRequest,
    form: SynergyForm,
    synergy: Synergy | None,
    *,
    conflict: bool,
    found: Iterable[int] = (),
    searched: bool = False,
) -> HttpResponse:
    """`found`: what was just taken in, or, if `searched`, what is there to choose from."""
    return render(
        request,
        "synergy/desk_synergy.html",
        {
            "form": form,
            "synergy": synergy,
            "conflict": conflict,
            "found": set(found),
            "searched": searched,
            "withdraw": WithdrawForm(auto_id="id_withdraw_%s"),
        },
        status=400 if form.is_bound and form.errors and not found else 200,
    )


def _asked_for(programme: Programme, request: DeskRequest) -> Offered:
    with_these = [(one, 1) for one in lookup.all_named(programme, request.GET.get("mit", "")[:1000])]
    against = [(one, 2) for one in lookup.all_named(programme, request.GET.get("gegen", "")[:1000])]
    if "widerspruch" in request.GET and not against:
        with_these = [(one, 1 if at == 0 else 2) for at, (one, _side) in enumerate(with_these)]
    found = {thing.address.pk: (thing, side) for thing, side in [*with_these, *against]}
    return list(found.values())[:MOST_MEMBERS]


def _posted(request: DeskRequest, offered: Offered) -> Offered:
    """Return what stood in the form that was sent: what was offered before, and what came by searching."""
    known = {thing.address.pk for thing, _side in offered}
    labels_sent = ",".join(request.POST.getlist("beitrag")[: 2 * MOST_MEMBERS])
    sent = lookup.all_named(request.programme, labels_sent)
    return [*offered, *((one, 0) for one in sent if one.address.pk not in known)]


def _synergy(request: DeskRequest, label: str) -> Synergy:
    kind, number = labels.parse(label) or ("", 0)
    if kind not in (AddressKind.SYNERGY, AddressKind.CONFLICT):
        raise Http404
    known = Synergy.objects.filter(programme=request.programme, address__kind=kind, address__number=number)
    found = known.select_related("address", "programme").first()
    if found is None:
        raise Http404
    return found
