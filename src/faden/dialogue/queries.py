"""Reads: groups with counts, contributions by filters, neighbours in the source."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from faden.addresses.models import State
from faden.dialogue.models import Contribution, ContributionSet, DialogueGroup, GoalMention, Kind, Meeting
from faden.goals.models import Goal
from faden.kernel.text import fold
from faden.people.models import Membership
from faden.programme.models import Programme

ORDERS = {"neu": ("-address__number",), "alt": ("address__number",), "gruppe": ("group__position", "position")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of contributions is narrowed to. `field` is a field's letters, `goal` a code."""

    words: str = ""
    group: int | None = None
    goal: str = ""
    field: str = ""
    kind: str = ""
    order: str = "gruppe"


def groups(programme: Programme) -> QuerySet[DialogueGroup]:
    """Return the public groups with `contribution_count` and `goal_count`. One query."""
    public = Q(contributions__address__state=State.PUBLISHED)
    return (
        DialogueGroup.objects.filter(programme=programme, address__state=State.PUBLISHED)
        .select_related("address")
        .annotate(
            contribution_count=Count("contributions", filter=public, distinct=True),
            goal_count=Count("mentions__goal", distinct=True),
        )
    )


def groups_of(membership: Membership) -> QuerySet[DialogueGroup]:
    """Return the groups that a member of staff may work on: all for administrators, else their own."""
    found = DialogueGroup.objects.filter(programme=membership.programme).select_related("address")
    return found if membership.is_administrator else found.filter(facilitators=membership.person)


def contributions(programme: Programme, filters: Filters) -> ContributionSet:
    """Return public contributions of public groups, narrowed by `filters`."""
    found = (
        Contribution.objects.public()
        .filter(programme=programme, group__address__state=State.PUBLISHED)
        .select_related("address", "group__address")
    )
    for word in fold(filters.words).split():
        found = found.filter(search_text__contains=word)
    if filters.group:
        found = found.filter(group__address__number=filters.group)
    if filters.kind in Kind.values:
        found = found.filter(kind=filters.kind)
    mentions = GoalMention.objects.filter(group=OuterRef("group"))
    if filters.goal:
        below = Q(goal__code=filters.goal) | Q(goal__code__startswith=f"{filters.goal}.")
        found = found.filter(Exists(mentions.filter(below)))
    if filters.field:
        found = found.filter(Exists(mentions.filter(goal__field__code=filters.field)))
    return found.order_by(*ORDERS.get(filters.order, ORDERS["gruppe"]))


def newest(programme: Programme, *, limit: int) -> list[Contribution]:
    """Return the newest public contributions, one of each group, so that one import does not fill the list."""
    latest: dict[int, Contribution] = {}
    for one in contributions(programme, Filters(order="neu"))[: limit * 30]:
        latest.setdefault(one.group_id, one)
    return list(latest.values())[:limit]


def columns(group: DialogueGroup) -> list[tuple[Kind, list[Contribution]]]:
    """Return the group's public contributions by kind, as in the document's columns. One query."""
    found = list(Contribution.objects.public().filter(group=group).select_related("address").order_by("position"))
    return [(kind, [one for one in found if one.kind == kind]) for kind in Kind]


def mentions(group: DialogueGroup) -> QuerySet[GoalMention]:
    """Return the goals of a group as its documents word them."""
    return GoalMention.objects.filter(group=group).select_related("goal")


def neighbours(contribution: Contribution) -> tuple[Contribution | None, Contribution | None]:
    """Return the public contributions before and after it in its group's column."""
    column = Contribution.objects.public().filter(group=contribution.group_id, kind=contribution.kind)
    column = column.select_related("address")
    before = column.filter(position__lt=contribution.position).order_by("-position").first()
    after = column.filter(position__gt=contribution.position).order_by("position").first()
    return before, after


def mentions_of(goal: Goal) -> QuerySet[GoalMention]:
    """Return what public groups call a goal."""
    return (
        GoalMention.objects.filter(goal=goal, group__address__state=State.PUBLISHED)
        .select_related("group__address")
        .order_by("group__position", "position")
    )


def contributions_per_goal(programme: Programme) -> dict[int, tuple[int, int]]:
    """Return for each goal's id how many public contributions and groups stand by it."""
    per_group = {group.pk: group.contribution_count for group in groups(programme)}  # type: ignore[attr-defined]
    found: dict[int, set[int]] = {}
    pairs = GoalMention.objects.filter(goal__programme=programme).values_list("goal_id", "group_id")
    for goal, group in pairs:
        if group in per_group:
            found.setdefault(goal, set()).add(group)
    return {goal: (sum(per_group[one] for one in named), len(named)) for goal, named in found.items()}


def coming_meetings(programme: Programme, *, today: date, limit: int) -> QuerySet[Meeting]:
    """Return the next meetings of public groups."""
    return (
        Meeting.objects.filter(group__programme=programme, group__address__state=State.PUBLISHED, on__gte=today)
        .select_related("group__address")
        .order_by("on", "begins")[:limit]
    )
