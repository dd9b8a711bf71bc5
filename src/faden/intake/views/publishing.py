"""Publishing a draft: what differs from what is public, deciding, publishing, taking back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from faden.addresses.actions import Change
from faden.dialogue.actions import ChangedSince
from faden.intake import actions, queries
from faden.intake.views.taking import draft_of
from faden.people.access import DeskRequest, for_staff

PER_PAGE = 50


def _change(request: DeskRequest) -> Change:
    return Change(by=request.user, now=timezone.now(), role=request.membership.role)


@require_http_methods(["GET", "POST"])
@for_staff
def differences(request: DeskRequest, pk: int) -> HttpResponse:
    """What a draft changes about what is public. POST keeps decisions: for each case, or all suggestions at once."""
    found = draft_of(request, pk)
    if not found.is_open:
        return redirect("draft", pk)
    if request.method == "POST":
        try:
            if "fassung" in request.POST:
                if document := queries.looks_like(found, queries.differences(found)):
                    actions.make_version_of(found, document)
            elif "alle" in request.POST:
                actions.accept_all(found)
            else:
                chosen = {name[5:]: choice for name, choice in request.POST.items() if name.startswith("fall-")}
                actions.decide(found, {key: str(choice) for key, choice in chosen.items()})
        except actions.NotReady as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Gemerkt. Öffentlich ist noch nichts davon."))
        return redirect(request.get_full_path())
    compared = queries.differences(found)
    sorts = [(sort, words, len(cases), sum(not one.choice for one in cases)) for sort, words, cases in compared.by_sort]
    shown = request.GET.get("art") or (sorts[0][0] if sorts else "")
    cases = next((cases for sort, _words, cases in compared.by_sort if sort == shown), [])
    return render(
        request,
        "intake/differences.html",
        {
            "draft": found,
            "sorts": sorts,
            "shown": shown,
            "cases": Paginator(cases, PER_PAGE).get_page(request.GET.get("seite")),
            "same": len(compared.same),
            "undecided": len(compared.undecided),
            "newer": queries.is_newer(found),
            "like": queries.looks_like(found, compared),
        },
    )


@require_POST
@for_staff
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    found = draft_of(request, pk)
    if others := queries.groups_of_others(found, request.membership):
        messages.error(
            request,
            _(
                "Diese Gruppen betreut jemand anderes: %(names)s. Bitte benennen Sie sie um, oder fragen Sie die Administration."
            )
            % {"names": ", ".join(others)},
        )
        return redirect("draft", pk)
    try:
        groups = actions.publish(found, change=_change(request))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return redirect("differences" if found.is_open else "draft", pk)
    messages.success(
        request,
        ngettext("%(count)s Gruppe ist jetzt öffentlich.", "%(count)s Gruppen sind jetzt öffentlich.", len(groups))
        % {"count": len(groups)},
    )
    return redirect("groups")


@require_POST
@for_staff
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo a publication as a whole."""
    found = draft_of(request, pk)
    try:
        actions.take_back(found, change=_change(request))
    except (actions.NotReady, ChangedSince) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Zurückgenommen. Alles ist wie vorher, der Entwurf ist wieder offen."))
    return redirect("draft", pk)
