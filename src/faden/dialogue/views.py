"""The desk's pages for groups, meetings, quick entry and single contributions."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.addresses.actions import Change, ReasonMissing, set_state
from faden.addresses.models import Revision, State
from faden.dialogue import actions, queries
from faden.dialogue.actions import GroupNameTaken, NewContribution
from faden.dialogue.forms import (
    ContributionForm,
    EditGroupForm,
    FacilitatorsForm,
    GroupForm,
    MeetingForm,
    QuickForm,
    StateForm,
)
from faden.dialogue.models import Contribution, DialogueGroup, DocumentVersion, Kind, Meeting
from faden.people.access import DeskRequest, for_administrators, for_staff


def _change(request: DeskRequest, reason: str = "") -> Change:
    return Change(by=request.user, now=timezone.now(), reason=reason, role=request.membership.role)


def _group(request: DeskRequest, number: int) -> DialogueGroup:
    return get_object_or_404(queries.groups_of(request.membership), address__number=number)


@require_http_methods(["GET", "POST"])
@for_staff
def new_group(request: DeskRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = actions.add_group(request.programme, change=_change(request), **form.cleaned_data)
        except GroupNameTaken as taken:
            form.add_error("name", str(taken))
        else:
            return redirect("quick_entry", group.address.number)
    return render(request, "dialogue/new_group.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_staff
def edit_group(request: DeskRequest, number: int) -> HttpResponse:
    group = _group(request, number)
    form = EditGroupForm(request.POST or None, initial={"name": group.name, "intro": group.intro})
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        change = _change(request, fields.pop("reason"))
        try:
            actions.edit_group(group, change=change, **fields)
        except GroupNameTaken as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("desk_group", number)
    return render(
        request,
        "dialogue/group.html",
        {
            "group": group,
            "form": form,
            "facilitators": FacilitatorsForm(None, group=group) if request.membership.is_administrator else None,
            "meetings": group.meetings.all(),
            "contributions": Contribution.objects.filter(group=group).select_related("address").order_by("position"),
        },
        status=400 if form.errors else 200,
    )


@require_POST
@for_administrators
def set_facilitators(request: DeskRequest, number: int) -> HttpResponse:
    found = _group(request, number)
    form = FacilitatorsForm(request.POST, group=found)
    if form.is_valid():
        actions.set_facilitators(found, form.cleaned_data["facilitators"])
        messages.success(request, _("Gespeichert."))
    return redirect("desk_group", number)


@require_POST
@for_staff
def publish_group(request: DeskRequest, number: int) -> HttpResponse:
    group = actions.publish_group(_group(request, number), change=_change(request))
    messages.success(request, _("Die Gruppe ist öffentlich."))
    return redirect(group)


@require_http_methods(["GET", "POST"])
@for_staff
def quick_entry(request: DeskRequest, number: int) -> HttpResponse:
    """Add statements without a document. What is entered in a public group is public at once."""
    group = _group(request, number)
    kind = request.GET.get("art", Kind.QUESTION.value)
    form = QuickForm(request.POST or None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        actions.add_contributions(
            group,
            [NewContribution(Kind(form.cleaned_data["kind"]), None, form.cleaned_data["text"].strip())],
            change=_change(request),
            published=group.address.is_public,
        )
        return redirect(f"{request.path}?art={form.cleaned_data['kind']}")
    newest = Contribution.objects.filter(group=group).select_related("address").order_by("-position")[:15]
    return render(
        request,
        "dialogue/quick.html",
        {"group": group, "form": form, "newest": newest},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@for_staff
def meeting(request: DeskRequest, number: int, pk: int | None = None) -> HttpResponse:
    group = _group(request, number)
    found = get_object_or_404(Meeting, group=group, pk=pk) if pk else None
    initial = {name: getattr(found, name) for name in ("title", "on", "begins", "ends", "place")} if found else None
    form = MeetingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if found:
            actions.edit_meeting(found, change=_change(request), **form.cleaned_data)
        else:
            actions.add_meeting(group, change=_change(request), **form.cleaned_data)
        messages.success(request, _("Das Treffen ist gespeichert."))
        return redirect("desk_group", number)
    return render(
        request,
        "dialogue/meeting.html",
        {"group": group, "form": form, "meeting": found},
        status=400 if form.errors else 200,
    )


@require_POST
@for_staff
def remove_meeting(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    found = get_object_or_404(Meeting, group=_group(request, number), pk=pk)
    actions.remove_meeting(found, change=_change(request))
    messages.success(request, _("Das Treffen ist gelöscht."))
    return redirect("desk_group", number)


def _contribution(request: DeskRequest, number: int) -> Contribution:
    return get_object_or_404(
        Contribution.objects.filter(group__in=queries.groups_of(request.membership)).select_related(
            "address", "group__address"
        ),
        address__number=number,
    )


@require_http_methods(["GET", "POST"])
@for_staff
def edit_contribution(request: DeskRequest, number: int) -> HttpResponse:
    found = _contribution(request, number)
    form = ContributionForm(
        request.POST or None, initial={"text": found.text, "kind": found.kind, "leaning": found.leaning}
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        actions.edit_contribution(
            found,
            text=fields["text"],
            kind=Kind(fields["kind"]),
            leaning=fields["leaning"],
            redacts=fields["redacts"],
            change=_change(request, fields["reason"]),
        )
        messages.success(request, _("Gespeichert."))
        return redirect("desk_contribution", number)
    return _contribution_page(request, found, form, StateForm(initial=_state(found)))


@require_POST
@for_staff
def set_contribution_state(request: DeskRequest, number: int) -> HttpResponse:
    found = _contribution(request, number)
    form = StateForm(request.POST)
    if form.is_valid():
        try:
            set_state(
                found.address, State(form.cleaned_data["state"]), change=_change(request, form.cleaned_data["reason"])
            )
        except ReasonMissing as missing:
            form.add_error("reason", str(missing))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("desk_contribution", number)
    edit = ContributionForm(initial={"text": found.text, "kind": found.kind, "leaning": found.leaning})
    return _contribution_page(request, found, edit, form)


def _state(found: Contribution) -> dict[str, str]:
    return {"state": found.address.state, "reason": found.address.reason}


def _contribution_page(
    request: DeskRequest, found: Contribution, form: ContributionForm, state: StateForm
) -> HttpResponse:
    return render(
        request,
        "dialogue/contribution.html",
        {
            "contribution": found,
            "form": form,
            "state": state,
            "revisions": Revision.objects.filter(address=found.address).select_related("by"),
        },
        status=400 if form.errors or state.errors else 200,
    )


@require_GET
@for_staff
def documents(request: DeskRequest) -> HttpResponse:
    versions = DocumentVersion.objects.filter(document__programme=request.programme).select_related(
        "document", "uploaded_by", "draft"
    )
    return render(request, "dialogue/documents.html", {"versions": versions.order_by("-uploaded_at")})


@require_POST
@for_administrators
def delete_original(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete a document's file, for example because somebody named in it asks for it."""
    actions.delete_original(get_object_or_404(DocumentVersion, document__programme=request.programme, pk=pk))
    messages.success(request, _("Das Original ist gelöscht. Die Beiträge daraus bleiben."))
    return redirect("documents")


@require_GET
@for_staff
def original(request: DeskRequest, pk: int) -> FileResponse:
    """Hand out an original, to staff, as a download only."""
    found = get_object_or_404(DocumentVersion, document__programme=request.programme, pk=pk)
    if not found.file:
        raise Http404
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response
