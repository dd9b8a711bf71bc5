"""The start page, and all groups and goals at a glance."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from faden.dialogue import queries as dialogue
from faden.goals import queries as goals
from faden.opinion.queries import around as opinions
from faden.programme.middleware import programme_of
from faden.programme.models import Programme
from faden.programme.whole_pages import public_page, tells_opinion
from faden.synergy.queries import shown as synergies

AT_A_GLANCE = 12
"""So many of the largest groups stand on the start page."""
PER_PAGE = 60


@public_page
def programmes(request: HttpRequest) -> HttpResponse:
    """The installation's start page, where several programmes (or none yet) live."""
    return render(request, "portal/programmes.html", {"programmes": Programme.objects.select_related("city")})


@public_page
def start(request: HttpRequest) -> HttpResponse:
    programme = programme_of(request)
    groups = dialogue.summaries(programme)
    largest = sorted(groups, key=lambda group: -group.contribution_count)[:AT_A_GLANCE]
    fields = goals.fields(programme)
    conversation, picture = opinions.newest_open(programme) or (None, None)
    if conversation:
        tells_opinion(request)
    return render(
        request,
        "portal/start.html",
        {
            "groups": dialogue.groups(programme).filter(address__in=[group.address_id for group in largest]),
            "group_count": len(groups),
            "fields": fields,
            "goal_count": sum(field.titled for field in fields),
            "contribution_count": sum(group.contribution_count for group in groups),
            "newest": dialogue.newest(programme, limit=6),
            "synergy_count": synergies.listed(programme, conflicts=False).count(),
            "voted_on": opinions.voted_on(programme),
            "conversation": conversation,
            "picture": picture,
            "meetings": dialogue.coming_meetings(programme, today=timezone.localdate(), limit=4),
        },
    )


@public_page
def groups(request: HttpRequest) -> HttpResponse:
    programme = programme_of(request)
    total = sum(group.contribution_count for group in dialogue.summaries(programme))
    page = Paginator(dialogue.groups(programme), PER_PAGE).get_page(request.GET.get("seite"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1)
    return render(request, "portal/groups.html", {"page": page, "pages": pages, "contribution_count": total})


@public_page
def goal_tree(request: HttpRequest) -> HttpResponse:
    programme = programme_of(request)
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
