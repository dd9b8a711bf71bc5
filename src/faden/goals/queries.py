"""Reads: the tree of goals."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from faden.goals import codes
from faden.goals.models import FieldOfAction, Goal
from faden.programme.models import Programme


@dataclass(frozen=True, slots=True)
class FieldSummary:
    """A field of action and how many of its goals a document names."""

    code: str
    name: str
    titled: int


@dataclass(frozen=True, slots=True)
class GoalSummary:
    """What lists know of a goal: its code and title, code and name of its field."""

    code: str
    title: str
    field: str
    field_name: str


def summaries(programme: Programme) -> list[GoalSummary]:
    """Return all goals in the order of the tree. One query."""
    found = Goal.objects.filter(programme=programme).order_by("field__position", "field__code")
    rows = [GoalSummary(*row) for row in found.values_list("code", "title", "field__code", "field__name")]
    places = {code: place for place, code in enumerate(dict.fromkeys(one.field for one in rows))}
    return sorted(rows, key=lambda one: (places[one.field], codes.sort_key(one.code)))


def fields(programme: Programme) -> list[FieldSummary]:
    """Return the fields that have goals, in their order. One query."""
    titled = Count("goals", filter=~Q(goals__title=""))
    found = FieldOfAction.objects.filter(programme=programme).annotate(all=Count("goals"), titled=titled)
    return [FieldSummary(*row) for row in found.filter(all__gt=0).values_list("code", "name", "titled")]


@dataclass(slots=True)
class Branch:
    """A goal with the goals below it."""

    goal: Goal
    below: list["Branch"] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class FieldTree:
    """A field of action with its highest goals."""

    field: FieldOfAction
    branches: list[Branch] = dataclasses.field(default_factory=list)
    titled: int = 0
    """How many of its goals a document names."""

    def goals(self) -> Iterator[Goal]:
        """Yield its goals from the highest down, in order."""

        def walk(branches: list[Branch]) -> Iterator[Goal]:
            for branch in branches:
                yield branch.goal
                yield from walk(branch.below)

        return walk(self.branches)


def tree(programme: Programme) -> list[FieldTree]:
    """Return all fields in their order with their goals, each ordered by number. Two queries."""
    trees = {one.pk: FieldTree(one) for one in FieldOfAction.objects.filter(programme=programme)}
    branches: dict[int, Branch] = {}
    goals = sorted(Goal.objects.filter(programme=programme), key=lambda goal: codes.sort_key(goal.code))
    for goal in goals:
        branches[goal.pk] = Branch(goal)
        trees[goal.field_id].titled += bool(goal.title)
    for goal in goals:
        above = branches[goal.parent_id].below if goal.parent_id else trees[goal.field_id].branches
        above.append(branches[goal.pk])
    return [one for one in trees.values() if one.branches]
