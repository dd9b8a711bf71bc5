"""Reads: groups with counts, contributions by filters, neighbours in the source."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from faden.addresses import labels
from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import State
from faden.dialogue.models import (
    PLACES_PER_GROUP,
    Contribution,
    DialogueGroup,
    Document,
    GoalMention,
    Kind,
    Meeting,
)
from faden.goals.models import Goal
from faden.people.models import Membership
from faden.programme.models import Programme
from faden.search.models import Entry
from faden.search.models import Kind as Found


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """What lists know of a public group: key and number of its address, and its `DialogueGroup.public_counts`."""

    address_id: int
    number: int
    name: str
    public_counts: dict[str, dict[str, int]]

    @property
    def contribution_count(self) -> int:
        return sum(sum(sides.values()) for sides in self.public_counts.values())


def summaries(programme: Programme) -> list[GroupSummary]:
    """Return all public groups in their order, light enough for a thousand of them. One query."""
    found = DialogueGroup.objects.filter(programme=programme, address__state=State.PUBLISHED)
    return [GroupSummary(*row) for row in found.values_list("address", "address__number", "name", "public_counts")]


def groups(programme: Programme) -> QuerySet[DialogueGroup]:
    """Return the public groups with `goal_count`. One query, whatever they hold."""
    mentions = GoalMention.objects.filter(group=OuterRef("pk")).order_by().values("group")
    goals = mentions.annotate(count=Count("goal", distinct=True))
    return (
        DialogueGroup.objects.filter(programme=programme, address__state=State.PUBLISHED)
        .select_related("address")
        .annotate(goal_count=Coalesce(Subquery(goals.values("count")), 0))
    )


def groups_serving(programme: Programme, *, goal: str = "", field: str = "") -> QuerySet[DialogueGroup]:
    """Return the public groups that serve a goal (or one below it) and a field of action, each given by its code."""
    mentions = GoalMention.objects.filter(group=OuterRef("pk"))
    found = groups(programme)
    if goal:
        found = found.filter(Exists(mentions.filter(Q(goal__code=goal) | Q(goal__code__startswith=f"{goal}."))))
    return found.filter(Exists(mentions.filter(goal__field__code=field))) if field else found


def groups_of(membership: Membership) -> QuerySet[DialogueGroup]:
    """Return the groups that a member of staff may work on: all for administrators, else their own."""
    found = DialogueGroup.objects.filter(programme=membership.programme).select_related("address")
    return found if membership.is_administrator else found.filter(facilitators=membership.person)


def newest(programme: Programme, *, limit: int) -> list[Contribution]:
    """Return the newest public contributions, one of each group, so that one import does not fill the list."""
    latest: dict[int, int] = {}
    entries = Entry.objects.filter(programme=programme, kind=Found.STATEMENT).order_by("-number")
    for group, key in entries.values_list("within", "key")[: limit * 30]:
        latest.setdefault(group, key)
    return in_order(list(latest.values())[:limit])


def first_of(groups: list[DialogueGroup], *, limit: int) -> list[Contribution]:
    """Return the first public contributions of some groups of a programme, in the order of their documents."""
    telling = [one for one in groups if one.contribution_count][:limit]
    if not telling:
        return []
    entries = Entry.objects.filter(
        programme=telling[0].programme_id,
        kind=Found.STATEMENT,
        within__in=[one.address_id for one in telling],
        place__gte=min(one.position for one in telling) * PLACES_PER_GROUP,
    )
    return in_order(list(entries.order_by("place").values_list("key", flat=True)[:limit]))


def in_order(keys: list[int]) -> list[Contribution]:
    """Return the contributions of `keys` in this order, each with what a list shows of it. One query."""
    found = Contribution.objects.select_related("address", "group__address").in_bulk(keys)
    return [found[key] for key in keys if key in found]


@dataclass(frozen=True, slots=True)
class Column:
    """A group's public contributions of one kind: the first ones, and how many there are."""

    kind: Kind
    items: list[Contribution]
    count: int


def columns(group: DialogueGroup, *, most: int) -> list[Column]:
    """Return at most the first `most` of each kind, as in the document's columns. One query a kind."""
    public = Contribution.objects.public().filter(group=group).select_related("address").order_by("position")
    return [Column(kind, list(public.filter(kind=kind)[:most]), group.count_of(kind.value)) for kind in Kind]


def mentions(group: DialogueGroup) -> QuerySet[GoalMention]:
    """Return the goals of a group as its documents word them."""
    return GoalMention.objects.filter(group=group).select_related("goal")


def statement(programme: Programme, label: str) -> Contribution | None:
    """Return the public contribution of an address, written as it should be ("B83"), with all its page tells of it."""
    kind, number = labels.parse(label) or ("", 0)
    if kind != AddressKind.CONTRIBUTION or label != f"{kind}{number}":
        return None
    known = Contribution.objects.public().select_related(
        "address", "group__address", "source__version__document", "source__meeting"
    )
    found = known.filter(address__programme=programme, address__kind=kind, address__number=number)
    return found.filter(group__address__state=State.PUBLISHED).first()


def neighbours(contribution: Contribution) -> tuple[Contribution | None, Contribution | None]:
    """Return the public contributions before and after it in its group's column. One query."""
    column = Contribution.objects.public().filter(group=contribution.group_id, kind=contribution.kind)
    before = column.filter(position__lt=contribution.position).order_by("-position").values("pk")[:1]
    after = column.filter(position__gt=contribution.position).order_by("position").values("pk")[:1]
    beside = Q(pk=Subquery(before)) | Q(pk=Subquery(after))
    found = {
        one.position > contribution.position: one
        for one in Contribution.objects.select_related("address").filter(beside)
    }
    return found.get(False), found.get(True)


def mentions_of(goal: Goal) -> QuerySet[GoalMention]:
    """Return what public groups call a goal."""
    return (
        GoalMention.objects.filter(goal=goal, group__address__state=State.PUBLISHED)
        .select_related("group__address")
        .order_by("group__position", "position")
    )


def contributions_per_goal(programme: Programme) -> dict[int, tuple[int, int]]:
    """Return for each goal's id how many public contributions and groups stand by it."""
    per_group = {group.address_id: group.contribution_count for group in summaries(programme)}
    found: dict[int, set[int]] = {}
    pairs = GoalMention.objects.filter(goal__programme=programme).values_list("goal_id", "group__address")
    for goal, group in pairs:
        if group in per_group:
            found.setdefault(goal, set()).add(group)
    return {goal: (sum(per_group[one] for one in named), len(named)) for goal, named in found.items()}


def document(programme: Programme, key: int) -> Document | None:
    """Return a document from which something is public, or None."""
    stands = Contribution.objects.public().filter(
        group__address__state=State.PUBLISHED, source__version__document=OuterRef("pk")
    )
    return Document.objects.filter(Exists(stands), programme=programme, pk=key).first()


def groups_in(document: Document) -> QuerySet[DialogueGroup]:
    """Return the public groups of which a public statement stands in a document."""
    stands = Contribution.objects.public().filter(group=OuterRef("pk"), source__version__document=document)
    return groups(document.programme).filter(Exists(stands))


def coming_meetings(programme: Programme, *, today: date, limit: int) -> QuerySet[Meeting]:
    """Return the next meetings of public groups."""
    return (
        Meeting.objects.filter(group__programme=programme, group__address__state=State.PUBLISHED, on__gte=today)
        .select_related("group__address")
        .order_by("on", "begins")[:limit]
    )
