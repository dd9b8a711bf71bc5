"""What groups say, for tests: statements, goals, a public group."""

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.dialogue import queries
from faden.dialogue.actions import NewContribution, NewGoal, NewGroup, publish
from faden.dialogue.models import DialogueGroup, Kind, Leaning, Source
from faden.dialogue.queries import Filters
from faden.programme.models import Programme

NOBODY = Change(by=None, now=NOW)


def said(text: str, kind: Kind = Kind.PROPOSAL, leaning: Leaning | None = None) -> NewContribution:
    return NewContribution(kind, leaning, text)


def goal(code: str, wording: str) -> NewGoal:
    return NewGoal(code, wording, False, Source.objects.create())


def published(programme: Programme, groups: list[NewGroup], *, change: Change = NOBODY) -> list[DialogueGroup]:
    return publish(programme, groups, change=change).groups


def texts(programme: Programme, **filters: object) -> list[str]:
    return [one.text for one in queries.contributions(programme, Filters(**filters))]  # type: ignore[arg-type]
