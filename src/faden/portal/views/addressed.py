"""The pages of what has an address: statements, groups, goals."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from faden.addresses import queries as addresses
from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue import queries as dialogue
from faden.dialogue.models import Contribution, DialogueGroup, GoalMention
from faden.goals import codes
from faden.goals.models import Goal
from faden.opinion.queries import around as opinions
from faden.opinion.queries.interest import about
from faden.opinion.views.interest import interest
from faden.opinion.views.shown import picture
from faden.people.access import membership
from faden.places import queries as places
from faden.portal import history, thread
from faden.programme.middleware import programme_of
from faden.programme.models import Programme
from faden.programme.whole_pages import public_page, tells_opinion
from faden.synergy.models import Synergy
from faden.synergy.queries import shown as synergies

IN_COLUMN = 50
SYNERGIES = 10
CONVERSATIONS = 5
"""So many synergies and Meinungsbilder stand on the page of a group."""


@public_page
def address(request: HttpRequest, label: str) -> HttpResponse:
    """The page of whatever stands at an address; one that is no longer public says so."""
    programme = programme_of(request)
    if statement := dialogue.statement(programme, label):
        return _contribution(request, statement)
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
    if found.kind == AddressKind.GROUP:
        return _group(request, found)
    if found.kind in (AddressKind.SYNERGY, AddressKind.CONFLICT):
        return _synergy(request, found)
    if found.kind == AddressKind.OPINION:
        return picture(request, found)
    if found.kind == AddressKind.INTEREST:
        return interest(request, found)
    # A statement of a group that is not public.
    raise Http404


def _group(request: HttpRequest, found: Address) -> HttpResponse:
    group = DialogueGroup.objects.select_related("address").get(address=found)
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
            "columns": dialogue.columns(group, most=IN_COLUMN),
            "synergies": list(synergies.synergies_of(group)[:SYNERGIES]),
            "conversations": list(opinions.conversations_of(group)[:CONVERSATIONS]),
            "mentions": list(dialogue.mentions(group)),
            "changes": history.of(found).count(),
            "coming": [one for one in meetings if one.on >= today],
            "past": [one for one in reversed(meetings) if one.on < today],
            "document": source.source.version.document if source and source.source and source.source.version else None,
            "page_number": source.source.page if source and source.source else None,
        },
    )


def _synergy(request: HttpRequest, found: Address) -> HttpResponse:
    synergy = Synergy.objects.select_related("address").get(address=found)
    return render(
        request,
        "portal/synergy.html",
        {
            "section": "synergies",
            "synergy": synergy,
            "shown": synergies.with_members([synergy])[0],
            "changes": history.of(found).count(),
            "today": timezone.localdate(),
        },
    )


def _contribution(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    found = contribution.address
    changes, around = thread.changes(found), synergies.around(found)
    asked = opinions.asked(found)
    if asked:
        tells_opinion(request)
    return render(
        request,
        "portal/contribution.html",
        {
            "contribution": contribution,
            "group": contribution.group,
            "knots": thread.knots(contribution, changes, around, asked, about(found)),
            "has_bars": any(one.row for one in asked),
            "similar": around.similar,
            "mentions": places.places_of(found),
            "changes": len(changes),
            "may_edit": _may_edit(request, contribution.group),
        },
    )


def _may_edit(request: HttpRequest, group: DialogueGroup) -> bool:
    member = membership(request)
    return member is not None and member.is_staff and dialogue.groups_of(member).filter(pk=group.pk).exists()


def goal_of(programme: Programme, code: str) -> Goal:
    """Return the goal of a code in any spelling; Http404 where there is none."""
    try:
        right = codes.normalise(code.upper())
    except ValueError:
        raise Http404 from None
    known = Goal.objects.filter(programme=programme).select_related("address", "field", "parent")
    return get_object_or_404(known, code=right)


@public_page
def goal(request: HttpRequest, code: str) -> HttpResponse:
    programme = programme_of(request)
    found = goal_of(programme, code)
    if found.code != code:
        return redirect(found, permanent=True)
    mentions = list(dialogue.mentions_of(found))
    serving = list(dialogue.groups_serving(programme, goal=found.code))
    around = synergies.around(found.address)
    return render(
        request,
        "portal/goal.html",
        {
            "goal": found,
            "children": sorted(found.children.all(), key=lambda one: codes.sort_key(one.code)),
            "mentions": mentions,
            "changes": history.of_goal(found).count(),
            "ties": around.ties,
            "synergies": around.synergies,
            "wordings": len({mention.wording for mention in mentions}),
            "groups": list({mention.group_id: mention.group for mention in mentions}.values()),
            "statements": dialogue.first_of(serving, limit=12),
            "total": sum(one.contribution_count for one in serving),
        },
    )
