"""Taking documents: upload, waiting, columns; who works on a draft with whom."""

import time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.intake import actions, queries
from faden.intake.forms import ColumnsForm, ReviewersForm, UploadForm
from faden.intake.models import Draft, DraftState
from faden.people.access import DeskRequest, for_staff

BUSY = (DraftState.WAITING, DraftState.READING)
PATIENCE = 2.5
"""How many seconds the page of a draft waits for its reader before it says "please wait"."""


def draft_of(request: DeskRequest, pk: int) -> Draft:
    """Return the draft `pk` if this member of staff may work on it, else raise Http404."""
    return get_object_or_404(queries.drafts(request.membership), pk=pk)


@require_http_methods(["GET", "POST"])
@for_staff
def upload(request: DeskRequest) -> HttpResponse:
    """Take one file or several; each becomes a draft of its own."""
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        documents=queries.documents(request.membership),
        initial={"document": request.GET.get("dokument")},
    )
    if request.method == "POST" and form.is_valid():
        drafts = [
            actions.take(
                programme=request.programme,
                name=file.name,
                data=file.read(),
                by=request.user,
                now=timezone.now(),
                dated_on=form.cleaned_data["dated_on"],
                document=form.cleaned_data["document"],
            )
            for file in form.cleaned_data["file"]
        ]
        for draft in drafts:
            actions.queue(draft)
        if len(drafts) == 1:
            return redirect("draft", drafts[0].pk)
        messages.success(
            request, _("%(count)s Dokumente sind da und werden nacheinander gelesen.") % {"count": len(drafts)}
        )
        return redirect("drafts")
    return render(request, "intake/upload.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
@for_staff
def drafts(request: DeskRequest) -> HttpResponse:
    """All documents on their way, with how far each is."""
    found = list(queries.drafts(request.membership).filter(published_at=None))
    reading = [one for one in found if one.state in BUSY]
    return render(
        request,
        "intake/drafts.html",
        {"reading": reading, "waiting": [one for one in found if one not in reading], "now": timezone.now()},
    )


def waiting(request: DeskRequest, found: Draft) -> HttpResponse | None:
    """Return the page for a draft that cannot be reviewed yet: being read, asking, failed; None when it can."""
    found = _awaited(found)
    if found.state in BUSY:
        return render(request, "intake/waiting.html", {"draft": found, "abandoned": found.is_abandoned(timezone.now())})
    if found.state == DraftState.ASKING:
        return _columns(request, found, ColumnsForm(None, width=_width(found)))
    if found.state == DraftState.FAILED:
        return render(request, "intake/failed.html", {"draft": found})
    return None


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
    found = draft_of(request, pk)
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
    found = draft_of(request, pk)
    if found.state == DraftState.FAILED or found.is_abandoned(timezone.now()):
        actions.retry(found)
        actions.queue(found)
    return redirect("draft", pk)


@require_POST
@for_staff
def share(request: DeskRequest, pk: int) -> HttpResponse:
    """Say who else may review this draft."""
    found = draft_of(request, pk)
    form = ReviewersForm(request.POST, draft=found)
    if form.is_valid():
        actions.share(found, form.cleaned_data["reviewers"])
        count = len(form.cleaned_data["reviewers"])
        messages.success(
            request,
            ngettext("Eine Person sieht mit durch.", "%(count)s Personen sehen mit durch.", count) % {"count": count},
        )
    return redirect("draft", pk)


@require_POST
@for_staff
def discard(request: DeskRequest, pk: int) -> HttpResponse:
    try:
        actions.discard(draft_of(request, pk))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return redirect("draft", pk)
    messages.success(request, _("Der Entwurf und seine Datei sind gelöscht."))
    return redirect("desk")
