"""What groups say, for tests: statements, goals, a public group."""

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.dialogue.actions import NewContribution, NewGoal, NewGroup, publish
from faden.dialogue.models import DialogueGroup, Kind, Leaning, Source
from faden.programme.models import Programme
from faden.search.models import Entry
from faden.search.models import Kind as Found

NOBODY = Change(by=None, now=NOW)


def said(text: str, kind: Kind = Kind.PROPOSAL, leaning: Leaning | None = None) -> NewContribution:
    return NewContribution(kind, leaning, text)


def goal(code: str, wording: str) -> NewGoal:
    return NewGoal(code, wording, False, Source.objects.create())


def published(programme: Programme, groups: list[NewGroup], *, change: Change = NOBODY) -> list[DialogueGroup]:
    return publish(programme, groups, change=change).groups


def texts(programme: Programme) -> list[str]:
    """Return what can be found of what was said, in the order of the documents."""
    entries = Entry.objects.filter(programme=programme, kind=Found.STATEMENT)
    return list(entries.order_by("place").values_list("text", flat=True))
