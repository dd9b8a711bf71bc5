"""Reviewing a draft: the source and what was read from it side by side, in steps that can be undone."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.addresses.actions import Change
from faden.intake import actions, queries
from faden.intake.forms import DraftGroupForm, DropForm, ItemForm, ReviewersForm, SplitForm
from faden.intake.models import Draft, DraftGroup, DraftItem, DraftName, DraftStep, ItemKind
from faden.intake.views.sources import pictures
from faden.intake.views.taking import draft_of, waiting
from faden.people.access import DeskRequest, View, for_staff

FIRST = 25
"""How many of the places that need a look the overview names."""
PER_PAGE = 200


class Gone(Exception):
    """An item that somebody had before them is no longer there."""


def _for_items(view: View) -> View:
    """Let staff in, and say what became of an item that is gone, with the words that were typed for it."""

    @for_staff
    @wraps(view)
    def found(request: DeskRequest, pk: int, item_pk: int) -> HttpResponseBase:
        try:
            return view(request, pk, item_pk)
        except Gone:
            words = request.POST.get("text", "")
            return render(
                request, "intake/item_gone.html", {"draft": draft_of(request, pk), "words": words}, status=404
            )

    return found


def _change(request: DeskRequest) -> Change:
    return Change(by=request.user, now=timezone.now(), role=request.membership.role)


@require_GET
@for_staff
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    """Where the document stands: being read, asking, failed, or what its review still needs."""
    found = draft_of(request, pk)
    if (page := waiting(request, found)) is not None:
        return page
    found.refresh_from_db()
    needing = queries.needing_a_look(found)
    return render(
        request,
        "intake/review.html",
        {
            "draft": found,
            "progress": queries.progress(found),
            "items": list(needing[:FIRST]),
            "more": max(0, needing.count() - FIRST),
            "names": queries.names(found),
            "groups": list(queries.groups(found)),
            "furniture": found.items.filter(kind=ItemKind.FURNITURE).first(),
            "furniture_count": found.items.filter(kind=ItemKind.FURNITURE).count(),
            "compares": found.is_open and queries.has_public_groups(found),
            "steps": list(queries.steps(found)[:10]),
            "reviewers": ReviewersForm(None, draft=found, initial={"reviewers": found.reviewers.all()}),
        },
    )


@require_http_methods(["GET", "POST"])
@for_staff
def group(request: DeskRequest, pk: int, group_pk: int) -> HttpResponse:
    """One group of a draft with all its items; POST corrects its name."""
    found = get_object_or_404(DraftGroup.objects.select_related("draft"), draft=draft_of(request, pk), pk=group_pk)
    form = DraftGroupForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        rename = lambda: actions.rename_group(found, name=form.cleaned_data["name"], change=_change(request))  # noqa: E731
        return _do(request, rename, redirect("draft_group", pk, group_pk))
    items = Paginator(found.items.all(), PER_PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "intake/group.html",
        {"draft": found.draft, "group": found, "form": form, "items": items},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@_for_items
def item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """One item beside its source; POST corrects its words, kind and group."""
    found = _item(request, pk, item_pk)
    form = ItemForm(request.POST or None, draft=found.draft, initial=_initial(found))
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
                seen=fields["seen"],
                change=_change(request),
            )
        except actions.CodeNeeded as needed:
            form.add_error("code", str(needed))
        except actions.ChangedMeanwhile as changed:
            return _changed(request, found, str(changed), form=form)
        except actions.NotReady as closed:
            messages.error(request, str(closed))
            return redirect("draft", pk)
        else:
            messages.success(request, _("Gespeichert."))
            return _at(found)
    return _workbench(request, found, form=form, status=400 if form.errors else 200)


def _item(request: DeskRequest, pk: int, item_pk: int) -> DraftItem:
    """Return an item; raises Gone when it was joined with another meanwhile."""
    found = DraftItem.objects.filter(draft=draft_of(request, pk), pk=item_pk)
    item = found.select_related("draft__version__document", "group").first()
    if item is None:
        raise Gone
    return item


def _initial(found: DraftItem) -> dict[str, object]:
    fields = {name: getattr(found, name) for name in ("text", "kind", "group", "leaning", "code")}
    return fields | {"seen": found.version}


def _workbench(
    request: DeskRequest,
    found: DraftItem,
    *,
    form: ItemForm | None = None,
    split: SplitForm | None = None,
    changed: str = "",
    status: int = 200,
) -> HttpResponse:
    around = queries.around(found)
    at = around.index(found)
    passages = queries.passages(found)
    return render(
        request,
        "intake/item.html",
        {
            "draft": found.draft,
            "item": found,
            "around": around,
            "previous": around[at - 1] if at else None,
            "next": around[at + 1] if at + 1 < len(around) else None,
            "before": queries.before(found) if found.group_id else None,
            "next_open": queries.next_open(found.draft, found),
            "progress": queries.progress(found.draft),
            "passages": passages,
            "pictures": pictures(found.draft, passages),
            "form": form or ItemForm(None, draft=found.draft, initial=_initial(found)),
            "split": split or SplitForm(None, initial={"text": queries.parted(found, passages), "seen": found.version}),
            "drop": DropForm(None, initial={"seen": found.version}),
            "changed": changed,
            "last_step": queries.last_step(found) if changed else None,
            "undoable": queries.steps(found.draft).filter(undone_at=None, by=request.user).first(),
            "company": queries.company(found.draft, besides=request.user.pk, now=timezone.now()),
        },
        status=status,
    )


def _changed(
    request: DeskRequest,
    found: DraftItem,
    sentence: str,
    *,
    form: ItemForm | None = None,
    split: SplitForm | None = None,
) -> HttpResponse:
    """Show what somebody else made of an item meanwhile, with one's own words kept in the form."""
    now = DraftItem.objects.select_related("draft__version__document", "group").filter(pk=found.pk).first()
    if now is None:
        messages.error(request, sentence)
        return redirect("draft", found.draft_id)
    for one in (form, split):
        if one is not None:
            # The next attempt is made knowing of the change.
            one.data = {**one.data.dict(), "seen": str(now.version)}  # type: ignore[attr-defined]
    return _workbench(request, now, form=form, split=split, changed=sentence, status=409)


def _at(found: DraftItem) -> HttpResponseRedirect:
    return redirect("draft_item", found.draft_id, found.pk)


def _onward(draft: Draft, after: DraftItem) -> HttpResponse:
    """Lead on to the next place that needs a look; when none is left, to the overview."""
    following = queries.next_open(draft, after)
    return _at(following) if following else redirect("draft", draft.pk)


def _do(request: HttpRequest, act: Callable[[], object], then: HttpResponse) -> HttpResponse:
    try:
        act()
    except (actions.NotReady, actions.ChangedMeanwhile) as refused:
        messages.error(request, str(refused))
    return then


def _seen(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() else None


@require_POST
@_for_items
def check_item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """Say that it was read right, and go on to the next that needs a look."""
    found = _item(request, pk, item_pk)
    try:
        actions.check_item(found, seen=_seen(request), change=_change(request))
    except actions.ChangedMeanwhile as changed:
        return _changed(request, found, str(changed))
    except actions.NotReady as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("Bestätigt."))
    if "uebersicht" in request.POST:
        return redirect(f"{reverse('draft', args=[pk])}#z")
    return _onward(found.draft, found)


@require_POST
@_for_items
def split_item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """Make several items of one."""
    found = _item(request, pk, item_pk)
    form = SplitForm(request.POST)
    if form.is_valid():
        try:
            actions.split_item(found, parts=form.parts(), seen=form.cleaned_data["seen"], change=_change(request))
        except actions.NotTheSameWords as refused:
            form.add_error("text", str(refused))
        except actions.ChangedMeanwhile as changed:
            return _changed(request, found, str(changed), split=form)
        except actions.NotReady as closed:
            messages.error(request, str(closed))
            return redirect("draft", pk)
        else:
            messages.success(request, _("Geteilt."))
            return _at(found)
    return _workbench(request, found, split=form, status=400)


@require_POST
@_for_items
def join_item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """Join an item with the one before it."""
    found = _item(request, pk, item_pk)
    try:
        joined = actions.join_item(found, seen=_seen(request), change=_change(request))
    except actions.ChangedMeanwhile as changed:
        return _changed(request, found, str(changed))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return _at(found)
    messages.success(request, _("Mit dem vorigen verbunden."))
    return _at(joined)


@require_POST
@_for_items
def drop_item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """Leave an item out, with a reason."""
    found = _item(request, pk, item_pk)
    try:
        actions.drop_item(found, reason=request.POST.get("reason", ""), seen=_seen(request), change=_change(request))
    except actions.ChangedMeanwhile as changed:
        return _changed(request, found, str(changed))
    except actions.NotReady as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("Weggelassen."))
    return _onward(found.draft, found)


@require_POST
@_for_items
def restore_item(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take a dropped item in again."""
    found = _item(request, pk, item_pk)
    return _do(request, lambda: actions.restore_item(found, change=_change(request)), _at(found))


@require_POST
@for_staff
def release_name(request: DeskRequest, pk: int, name_pk: int) -> HttpResponse:
    name = get_object_or_404(DraftName.objects.select_related("draft"), draft=draft_of(request, pk), pk=name_pk)
    released = request.POST.get("released") == "1"
    then = redirect(f"{reverse('draft', args=[pk])}#n")
    return _do(request, lambda: actions.release_name(name, released=released, change=_change(request)), then)


@require_POST
@for_staff
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back one step: the one named, or one's own last."""
    found = draft_of(request, pk)
    steps = queries.steps(found).filter(undone_at=None)
    named = request.POST.get("step", "")
    step = steps.filter(pk=named).first() if named.isdecimal() else steps.filter(by=request.user).first()
    if step is None:
        messages.info(request, _("Es gibt keinen Schritt, der sich rückgängig machen lässt."))
        return redirect("draft", pk)
    try:
        actions.undo(step, change=_change(request))
    except (actions.ChangedMeanwhile, actions.NotReady) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("Rückgängig gemacht: %(what)s, „%(about)s“") % {"what": step.get_verb_display(), "about": step.about},
        )
    return _where(found, step)


def _where(found: Draft, step: DraftStep) -> HttpResponse:
    """Lead to what a step was about."""
    keys = [int(key) for key in step.before.get("items", {})]
    about = found.items.filter(pk__in=keys).order_by("-position").first()
    return _at(about) if about else redirect("draft", found.pk)


@require_GET
@for_staff
def next_open(request: DeskRequest, pk: int) -> HttpResponse:
    """Lead to the most doubtful place."""
    found = draft_of(request, pk)
    following = queries.next_open(found)
    return _at(following) if following else redirect("draft", pk)
