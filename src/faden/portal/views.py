"""The public pages."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from faden.addresses import labels
from faden.addresses import queries as addresses
from faden.addresses.actions import report
from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue import queries as dialogue
from faden.dialogue.models import Contribution, DialogueGroup, GoalMention
from faden.goals import codes
from faden.goals import queries as goals
from faden.goals.models import Goal
from faden.people.access import membership
from faden.portal import thread
from faden.portal.forms import FilterForm, ReportForm
from faden.programme.models import Page, Programme

PER_PAGE = 30


def _programme(request: HttpRequest) -> Programme:
    found: Programme | None = request.programme  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """The installation's start page, where several programmes (or none yet) live."""
    return render(request, "portal/programmes.html", {"programmes": Programme.objects.select_related("city")})


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    programme = _programme(request)
    groups = list(dialogue.groups(programme))
    trees = goals.tree(programme)
    return render(
        request,
        "portal/start.html",
        {
            "groups": groups,
            "trees": trees,
            "goal_count": sum(tree.titled for tree in trees),
            "contribution_count": sum(group.contribution_count for group in groups),  # type: ignore[attr-defined]
            "newest": dialogue.newest(programme, limit=6),
            "meetings": dialogue.coming_meetings(programme, today=timezone.localdate(), limit=4),
        },
    )


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    found = list(dialogue.groups(_programme(request)))
    total = sum(group.contribution_count for group in found)  # type: ignore[attr-defined]
    return render(request, "portal/groups.html", {"groups": found, "contribution_count": total})


@require_GET
def contributions(request: HttpRequest) -> HttpResponse:
    """All statements: filtered, sorted, searched, paged."""
    programme = _programme(request)
    form = FilterForm(
        request.GET,
        groups=list(dialogue.groups(programme)),
        trees=goals.tree(programme),
    )
    words = request.GET.get("suche", "").strip()
    if words and (found := _direct(programme, words)):
        return redirect(found)
    filters = form.filters()
    page = Paginator(dialogue.contributions(programme, filters), PER_PAGE).get_page(request.GET.get("seite"))
    goal = Goal.objects.filter(programme=programme, code=filters.goal).first() if filters.goal else None
    return render(
        request,
        "portal/contributions.html",
        {
            "form": form,
            "filters": filters,
            "page": page,
            "goal": goal,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        },
    )


def _direct(programme: Programme, words: str) -> str | None:
    """Return the page of an address or a goal's code that somebody typed into the search."""
    if len(words) > 1 and words[0].isalpha() and (address := addresses.find(programme, words)):
        return address.get_absolute_url() if address.state != State.DRAFT else None
    try:
        code = codes.normalise(words.upper())
    except ValueError:
        return None
    goal = Goal.objects.filter(programme=programme, code=code).first()
    return goal.get_absolute_url() if goal else None


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """From the number on somebody's slip to its page."""
    programme = _programme(request)
    number = request.GET.get("nr", "").strip()
    address = addresses.find(programme, number)
    if address is not None and address.state != State.DRAFT:
        return redirect(address)
    if (direct := _direct(programme, number)) is not None:
        return redirect(direct)
    return render(request, "portal/not_found_here.html", {"number": number}, status=404)


@require_GET
def address(request: HttpRequest, label: str) -> HttpResponse:
    """The page of whatever stands at an address; one that is no longer public says so."""
    programme = _programme(request)
    found = addresses.find(programme, label)
    if found is None or found.state == State.DRAFT:
        raise Http404
    if label != str(found):
        return redirect(found, permanent=True)
    if found.kind == AddressKind.GOAL:
        return redirect(Goal.objects.get(address=found))
    if found.state == State.MERGED and found.redirect_to:
        return redirect(found.redirect_to)
    if not found.is_public:
        response = render(
            request, "portal/gone.html", {"address": found}, status=410 if found.state == State.WITHDRAWN else 200
        )
        # Browsers keep a 410; what was withdrawn may come back.
        response["Cache-Control"] = "no-cache"
        return response
    return _group(request, found) if found.kind == AddressKind.GROUP else _contribution(request, found)


def _group(request: HttpRequest, found: Address) -> HttpResponse:
    group = DialogueGroup.objects.select_related("address").get(address=found)
    columns = dialogue.columns(group)
    source = (
        GoalMention.objects.filter(group=group, source__version__isnull=False)
        .select_related("source__version__document")
        .first()
    )
    meetings = list(group.meetings.all())
    today = timezone.localdate()
    return render(
        request,
        "portal/group.html",
        {
            "group": group,
            "columns": columns,
            "total": sum(len(items) for _, items in columns),
            "mentions": list(dialogue.mentions(group)),
            "coming": [one for one in meetings if one.on >= today],
            "past": [one for one in reversed(meetings) if one.on < today],
            "document": source.source.version.document if source and source.source and source.source.version else None,
            "page_number": source.source.page if source and source.source else None,
        },
    )


def _contribution(request: HttpRequest, found: Address) -> HttpResponse:
    contribution = Contribution.objects.select_related(
        "group__address", "group__programme", "source__version__document", "source__meeting", "derived_from__address"
    ).get(address=found)
    if not contribution.group.address.is_public:
        raise Http404
    contribution.address = found
    return render(
        request,
        "portal/contribution.html",
        {
            "contribution": contribution,
            "group": contribution.group,
            "knots": thread.knots(contribution),
            "may_edit": _may_edit(request, contribution.group),
        },
    )


def _may_edit(request: HttpRequest, group: DialogueGroup) -> bool:
    member = membership(request)
    return member is not None and member.is_staff and dialogue.groups_of(member).filter(pk=group.pk).exists()


@require_GET
def goal_tree(request: HttpRequest) -> HttpResponse:
    programme = _programme(request)
    trees = goals.tree(programme)
    return render(
        request,
        "portal/goals.html",
        {
            "trees": trees,
            "goal_count": sum(tree.titled for tree in trees),
            "counts": dialogue.contributions_per_goal(programme),
        },
    )


@require_GET
def goal(request: HttpRequest, code: str) -> HttpResponse:
    programme = _programme(request)
    try:
        right = codes.normalise(code.upper())
    except ValueError:
        raise Http404 from None
    found = Goal.objects.filter(programme=programme, code=right).select_related("field", "parent").first()
    if found is None:
        raise Http404
    if right != code:
        return redirect(found, permanent=True)
    mentions = list(dialogue.mentions_of(found))
    statements = dialogue.contributions(programme, dialogue.Filters(goal=found.code))
    return render(
        request,
        "portal/goal.html",
        {
            "goal": found,
            "children": sorted(found.children.all(), key=lambda one: codes.sort_key(one.code)),
            "mentions": mentions,
            "wordings": len({mention.wording for mention in mentions}),
            "groups": list({mention.group_id: mention.group for mention in mentions}.values()),
            "statements": statements[:12],
            "total": statements.count(),
        },
    )


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = Page.objects.filter(programme=_programme(request), slug=slug).first()
    if found is None:
        raise Http404
    return render(request, "portal/page.html", {"page": found})


@require_http_methods(["GET", "POST"])
def report_mistake(request: HttpRequest) -> HttpResponse:
    """Report a mistake or personal data; no account needed."""
    programme = _programme(request)
    form = ReportForm(request.POST or None, initial={"page": request.GET.get("seite", "")})
    if request.method == "POST" and form.is_valid():
        path = form.cleaned_data["page"]
        label = path.rstrip("/").rsplit("/", 1)[-1]
        report(
            programme=programme,
            address=addresses.find(programme, label) if labels.parse(label) and label[:1].isalpha() else None,
            page=path,
            text=form.cleaned_data["text"],
            contact=form.cleaned_data["contact"],
            now=timezone.now(),
        )
        return redirect("report_thanks")
    return render(request, "portal/report.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
def report_thanks(request: HttpRequest) -> HttpResponse:
    _programme(request)
    return render(request, "portal/report_thanks.html")


@require_GET
def mark(request: HttpRequest, name: str) -> FileResponse:
    """The city's mark. Its name changes with its contents."""
    known = _programme(request).city.mark
    if not known or _programme(request).city.mark_name != name:
        raise Http404
    response = FileResponse(known.open("rb"), content_type=f"image/{name.rsplit('.', 1)[-1]}")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /schreibtisch/\nDisallow: /konto/\n", content_type="text/plain")
