"""The desk: themes. The machine gathers, people name, merge, pin and move."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.addresses.models import Address
from faden.people.access import DeskRequest, for_staff
from faden.synergy import actions
from faden.synergy.forms import ThemeChoiceForm, ThemeForm
from faden.synergy.models import Theme
from faden.synergy.queries import lookup, themes
from faden.synergy.views.desk.said import PER_PAGE, change_by


@require_GET
@for_staff
def overview(request: DeskRequest) -> HttpResponse:
    """All themes that were not merged into another, the largest first."""
    found = Theme.objects.filter(programme=request.programme, merged_into=None)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    telling = themes.telling(page)
    return render(
        request,
        "synergy/desk_themes.html",
        {
            "rows": [(one, telling.get(one.pk)) for one in page],
            "named": found.filter(is_named=True).count(),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        },
    )


@require_http_methods(["GET", "POST"])
@for_staff
def edit_theme(request: DeskRequest, number: int) -> HttpResponse:
    """Name and pin one theme; its statements."""
    theme = _theme(request, number)
    form = ThemeForm(request.POST or None, initial={"label": theme.label, "is_pinned": theme.is_pinned})
    if request.method == "POST" and form.is_valid():
        change = change_by(request)
        if form.cleaned_data["label"] != theme.label:
            actions.rename_theme(theme, form.cleaned_data["label"], change=change)
        if form.cleaned_data["is_pinned"] != theme.is_pinned:
            actions.pin_theme(theme, form.cleaned_data["is_pinned"], change=change)
        messages.success(request, _("Gespeichert."))
        return redirect("desk_theme", number)
    page = Paginator(themes.statements(theme), PER_PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "synergy/desk_theme.html",
        {
            "theme": theme,
            "form": form,
            "merge": ThemeChoiceForm(theme=theme, none=False),
            "move": ThemeChoiceForm(theme=theme, none=True),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "pinned": set(theme.members.filter(is_pinned=True).values_list("address", flat=True)),
        },
        status=400 if form.errors else 200,
    )


@require_POST
@for_staff
def merge_theme(request: DeskRequest, number: int) -> HttpResponse:
    """Make a theme a part of the one that was chosen."""
    theme = _theme(request, number)
    form = ThemeChoiceForm(request.POST, theme=theme, none=False)
    if not form.is_valid():
        messages.error(request, _("Bitte wählen Sie das andere Thema."))
        return redirect("desk_theme", number)
    try:
        into = actions.merge_theme(theme, form.cleaned_data["theme"], change=change_by(request))
    except actions.NotMerged as wrong:
        messages.error(request, str(wrong))
        return redirect("desk_theme", number)
    messages.success(request, _("„%(theme)s“ gehört jetzt dazu.") % {"theme": theme.label})
    return redirect("desk_theme", into.number)


@require_POST
@for_staff
def move_statements(request: DeskRequest, number: int) -> HttpResponse:
    """Move the chosen statements (``beitrag``) to another theme or none; or take in others (``dazu=B12, B30``)."""
    theme = _theme(request, number)
    if "dazu" in request.POST:
        found = [one.address for one in lookup.all_named(request.programme, request.POST["dazu"]) if not one.code]
        return _moved(request, found, theme, number)
    form = ThemeChoiceForm(request.POST, theme=theme, none=True)
    keys = [int(one) for one in request.POST.getlist("beitrag") if one.isascii() and one.isdigit()]
    found = list(Address.objects.filter(programme=request.programme, theme_member__theme=theme, pk__in=keys))
    if not form.is_valid():
        messages.error(request, _("Bitte wählen Sie ein Thema aus der Liste."))
        return redirect("desk_theme", number)
    return _moved(request, found, form.cleaned_data["theme"], number)


def _moved(request: DeskRequest, found: list[Address], theme: Theme | None, number: int) -> HttpResponse:
    for one in found:
        actions.move_statement(one, theme, change=change_by(request))
    if found:
        words = ngettext("Ein Beitrag ist verschoben.", "%(count)s Beiträge sind verschoben.", len(found))
        messages.success(request, words % {"count": len(found)})
    else:
        messages.error(request, _("Kein Beitrag ist gewählt."))
    return redirect("desk_theme", number)


def _theme(request: DeskRequest, number: int) -> Theme:
    known = Theme.objects.select_related("programme")
    return get_object_or_404(known, programme=request.programme, number=number, merged_into=None)
