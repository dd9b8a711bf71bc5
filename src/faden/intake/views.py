"""The desk's pages for taking documents over: upload, waiting, columns, review, publishing."""

import time
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.addresses.actions import Change
from faden.intake import actions, queries
from faden.intake.forms import ColumnsForm, DraftGroupForm, ItemForm, UploadForm
from faden.intake.models import Draft, DraftGroup, DraftItem, DraftName, DraftState, ItemKind
from faden.people.access import DeskRequest, for_staff

BUSY = (DraftState.WAITING, DraftState.READING)
PATIENCE = 2.5
"""How many seconds the page of a draft waits for its reader before it says "please wait"."""


def _draft(request: DeskRequest, pk: int) -> Draft:
    return get_object_or_404(queries.drafts(request.membership), pk=pk)


@require_http_methods(["GET", "POST"])
@for_staff
def upload(request: DeskRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        draft = actions.take(
            programme=request.programme,
            name=file.name,
            data=file.read(),
            by=request.user,
            now=timezone.now(),
            dated_on=form.cleaned_data["dated_on"],
        )
        actions.queue(draft)
        return redirect("draft", draft.pk)
    return render(request, "intake/upload.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
@for_staff
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    """Where the document stands: waiting, asking, failed, or laid out for review."""
    found = _awaited(_draft(request, pk))
    if found.state in BUSY:
        return render(request, "intake/waiting.html", {"draft": found, "abandoned": found.is_abandoned(timezone.now())})
    if found.state == DraftState.ASKING:
        return _columns(request, found, ColumnsForm(None, width=_width(found)))
    if found.state == DraftState.FAILED:
        return render(request, "intake/failed.html", {"draft": found})
    before = queries.published_before(found) if found.is_open else None
    return render(request, "intake/review.html", {"draft": found, "review": queries.review(found), "before": before})


def _awaited(found: Draft) -> Draft:
    """Give the reader a moment, so that a page that merely says "wait" is rarely needed."""
    until = time.monotonic() + PATIENCE
    while found.state in BUSY and not found.is_abandoned(timezone.now()) and time.monotonic() < until:
        time.sleep(0.2)
        found.refresh_from_db()
    return found


def _width(found: Draft) -> int:
    return max((len(row) for row in found.sample or []), default=1)


def _columns(request: DeskRequest, found: Draft, form: ColumnsForm) -> HttpResponse:
    samples = [[row[at] for row in found.sample or [] if at < len(row) and row[at]][:4] for at in range(_width(found))]
    return render(
        request,
        "intake/columns.html",
        {"draft": found, "form": form, "columns": list(zip(form, samples, strict=True))},
        status=400 if form.errors else 200,
    )


@require_POST
@for_staff
def answer_columns(request: DeskRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    form = ColumnsForm(request.POST, width=_width(found))
    if found.state != DraftState.ASKING:
        return redirect("draft", pk)
    if not form.is_valid():
        return _columns(request, found, form)
    actions.answer_columns(found, form.columns())
    actions.queue(found)
    return redirect("draft", pk)


@require_POST
@for_staff
def retry(request: DeskRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    if found.state == DraftState.FAILED or found.is_abandoned(timezone.now()):
        actions.retry(found)
        actions.queue(found)
    return redirect("draft", pk)


@require_http_methods(["GET", "POST"])
@for_staff
def item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """Correct one text: its words, kind, group."""
    found = get_object_or_404(DraftItem, draft=_draft(request, pk), pk=item_pk)
    initial = {name: getattr(found, name) for name in ("text", "kind", "group", "leaning", "code")}
    form = ItemForm(request.POST or None, draft=found.draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            actions.edit_item(
                found,
                kind=ItemKind(fields["kind"]),
                group=fields["group"],
                text=fields["text"],
                leaning=fields["leaning"],
                code=fields["code"],
            )
        except actions.CodeNeeded as needed:
            form.add_error("code", str(needed))
        except actions.NotReady as closed:
            messages.error(request, str(closed))
            return redirect("draft", pk)
        else:
            return _back(request, found)
    return render(
        request,
        "intake/item.html",
        {"draft": found.draft, "item": found, "form": form},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@for_staff
def group(request: DeskRequest, pk: int, group_pk: int) -> HttpResponse:
    """Correct the name of a group."""
    found = get_object_or_404(DraftGroup, draft=_draft(request, pk), pk=group_pk)
    form = DraftGroupForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        return _do(request, pk, lambda: actions.rename_group(found, name=form.cleaned_data["name"]))
    return render(
        request,
        "intake/group.html",
        {"draft": found.draft, "form": form},
        status=400 if form.errors else 200,
    )


def _back(request: DeskRequest, found: DraftItem) -> HttpResponse:
    response = redirect("draft", found.draft_id)
    response["Location"] += f"#e{found.pk}"
    return response


@require_POST
@for_staff
def drop_item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    found = get_object_or_404(DraftItem, draft=_draft(request, pk), pk=item_pk)
    return _do(request, pk, lambda: actions.drop_item(found, reason=request.POST.get("reason", "")), found)


@require_POST
@for_staff
def restore_item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    found = get_object_or_404(DraftItem, draft=_draft(request, pk), pk=item_pk)
    return _do(request, pk, lambda: actions.restore_item(found), found)


@require_POST
@for_staff
def release_name(request: DeskRequest, pk: int, name_pk: int) -> HttpResponse:
    name = get_object_or_404(DraftName, draft=_draft(request, pk), pk=name_pk)
    return _do(request, pk, lambda: actions.release_name(name, released=request.POST.get("released") == "1"))


def _do(request: DeskRequest, pk: int, act: Callable[[], object], found: DraftItem | None = None) -> HttpResponse:
    try:
        act()
    except actions.NotReady as closed:
        messages.error(request, str(closed))
    return _back(request, found) if found else redirect("draft", pk)


@require_POST
@for_staff
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
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
        groups = actions.publish(
            found,
            change=Change(by=request.user, now=timezone.now()),
        )
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return redirect("draft", pk)
    messages.success(
        request,
        ngettext("%(count)s Gruppe ist jetzt öffentlich.", "%(count)s Gruppen sind jetzt öffentlich.", len(groups))
        % {"count": len(groups)},
    )
    return redirect("groups")


@require_POST
@for_staff
def discard(request: DeskRequest, pk: int) -> HttpResponse:
    try:
        actions.discard(_draft(request, pk))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return redirect("draft", pk)
    messages.success(request, _("Der Entwurf und sein Dokument sind gelöscht."))
    return redirect("desk")
