"""The start page, and all groups and goals at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from faden.dialogue import queries as dialogue
from faden.goals import queries as goals
from faden.programme.middleware import programme_of
from faden.programme.models import Programme
from faden.programme.whole_pages import public_page


@public_page
def programmes(request: HttpRequest) -> HttpResponse:
    """The installation's start page, where several programmes (or none yet) live."""
    return render(request, "portal/programmes.html", {"programmes": Programme.objects.select_related("city")})


@public_page
def start(request: HttpRequest) -> HttpResponse:
    programme = programme_of(request)
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


@public_page
def groups(request: HttpRequest) -> HttpResponse:
    found = list(dialogue.groups(programme_of(request)))
    total = sum(group.contribution_count for group in found)  # type: ignore[attr-defined]
    return render(request, "portal/groups.html", {"groups": found, "contribution_count": total})


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
