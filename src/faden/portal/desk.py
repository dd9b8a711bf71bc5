"""The desk: what is to be done, and the pages of the programme itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.addresses import actions as addresses
from faden.addresses import queries as address_queries
from faden.addresses.actions import Change
from faden.addresses.models import Report
from faden.dialogue import queries as dialogue
from faden.dialogue.models import Document
from faden.goals.actions import name_fields
from faden.goals.models import FieldOfAction
from faden.intake import queries as intake
from faden.people.access import DeskRequest, for_administrators, for_staff
from faden.people.actions import LastAdministrator, agree_to_be_named, dismiss, invite
from faden.people.models import Membership, Role
from faden.portal.desk_forms import FieldsForm, InviteForm, NamedForm, PageForm, ProgrammeForm
from faden.programme.actions import edit_programme
from faden.programme.models import Page


def _change(request: DeskRequest, reason: str = "") -> Change:
    return Change(by=request.user, now=timezone.now(), reason=reason, role=request.membership.role)


@require_GET
@for_staff
def overview(request: DeskRequest) -> HttpResponse:
    membership = request.membership
    drafts = list(intake.drafts(membership))
    return render(
        request,
        "portal/desk.html",
        {
            "drafts": [draft for draft in drafts if not draft.published_at],
            "published": [draft for draft in drafts if draft.published_at],
            "groups": dialogue.groups_of(membership),
            "reports": list(address_queries.open_reports(membership.programme)[:5]),
            "report_count": address_queries.open_reports(membership.programme).count(),
            "documents": Document.objects.filter(programme=membership.programme).count(),
            "pages": Page.objects.filter(programme=membership.programme) if membership.is_administrator else [],
        },
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def edit_page(request: DeskRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(Page, programme=request.programme, slug=slug)
    form = PageForm(request.POST or None, initial={"title": page.title, "text": page.text})
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        addresses.edit_page(page, change=_change(request, fields.pop("reason")), **fields)
        messages.success(request, _("Gespeichert. Die Seite ist so öffentlich."))
        return redirect(page)
    return render(request, "portal/desk_page.html", {"form": form, "page": page}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_administrators
def fields(request: DeskRequest) -> HttpResponse:
    """Name the fields of action and put them in order."""
    known = list(FieldOfAction.objects.filter(programme=request.programme))
    form = FieldsForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid():
        name_fields(request.programme, form.names(), change=_change(request))
        messages.success(request, _("Gespeichert."))
        return redirect("desk")
    return render(
        request, "portal/desk_fields.html", {"form": form, "known": known}, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def programme(request: DeskRequest) -> HttpResponse:
    """Change the programme's name and introduction, and the city's facts."""
    known = request.programme
    town = known.city
    initial = {"name": known.name, "intro": known.intro, "city": town.name, "state": town.state, "ags": town.ags}
    form = ProgrammeForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        edit_programme(known, **form.changes())
        messages.success(request, _("Gespeichert."))
        return redirect("desk")
    return render(request, "portal/desk_programme.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_staff
def own_name(request: DeskRequest) -> HttpResponse:
    """Whether the public history names the person who is signed in; nobody else can say so."""
    member = request.membership
    # A box that is not ticked sends nothing.
    sent = request.POST if request.method == "POST" else None
    form = NamedForm(sent, initial={"agrees": member.named_since is not None})
    if form.is_valid():
        agree_to_be_named(member, agrees=form.cleaned_data["agrees"], now=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("desk_own_name")
    return render(request, "portal/desk_own_name.html", {"form": form, "member": member})


@require_GET
@for_staff
def reports(request: DeskRequest) -> HttpResponse:
    found = Report.objects.filter(programme=request.programme).select_related("address", "closed_by")
    return render(
        request,
        "portal/desk_reports.html",
        {"open": found.filter(closed_at=None).order_by("at"), "closed": found.exclude(closed_at=None)[:50]},
    )


@require_POST
@for_staff
def close_report(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Report, programme=request.programme, pk=pk)
    addresses.close_report(found, by=request.user, now=timezone.now())
    messages.success(request, _("Die Meldung ist erledigt."))
    return redirect("desk_reports")


@require_http_methods(["GET", "POST"])
@for_administrators
def members(request: DeskRequest) -> HttpResponse:
    """Who works here, and inviting somebody."""
    programme = request.programme
    form = InviteForm(request.POST or None)
    password = ""
    if request.method == "POST" and form.is_valid():
        password = get_random_string(16)
        membership = invite(
            programme=programme,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            role=Role(form.cleaned_data["role"]),
            password=password,
        )
        # Whoever had an account before keeps its password.
        password = password if membership.person.check_password(password) else ""
        messages.success(request, _("%(name)s kann sich jetzt anmelden.") % {"name": membership.person})
        form = InviteForm() if not password else form
    memberships = (
        Membership.objects.filter(programme=programme).select_related("person", "office").order_by("person__name")
    )
    return render(
        request,
        "portal/desk_members.html",
        {"form": form, "memberships": memberships, "password": password},
        status=400 if form.errors else 200,
    )


@require_POST
@for_administrators
def dismiss_member(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Membership, programme=request.programme, pk=pk)
    try:
        dismiss(found)
    except LastAdministrator as last:
        messages.error(request, str(last))
    else:
        messages.success(request, _("%(name)s hat keinen Zugang mehr.") % {"name": found.person})
    return redirect("desk_members")
