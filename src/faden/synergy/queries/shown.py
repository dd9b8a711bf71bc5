"""Synergies, open conflicts and confirmed links, as everybody may see them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import Contribution, DialogueGroup
from faden.programme.models import Programme
from faden.synergy.finding.items import GOAL
from faden.synergy.models import Likeness, Link, LinkKind, Member, Stage, Synergy
from faden.synergy.queries.things import Thing, statement, things

SIMILAR = 5
_NEAREST = 30
"""So many of what the machine names are looked at."""
OVER = (Stage.DONE, Stage.DROPPED)
WORDS = {
    LinkKind.SAME: (_("Dasselbe wie"), _("Dasselbe wie")),
    LinkKind.SUPPORTS: (_("Unterstützt"), _("Wird unterstützt durch")),
    LinkKind.SOLVES: (_("Löst"), _("Wird gelöst durch")),
    LinkKind.CONFLICTS: (_("Widerspricht"), _("Widerspricht")),
}
"""What a link says where it begins, and where it leads to."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A confirmed link as one of its ends sees it: `words` go before `other`."""

    words: str
    other: Thing
    on: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What hangs on a statement or goal. `similar`: what a machine found and people have neither linked nor bundled."""

    ties: list[Tie]
    similar: list[Thing]
    synergies: list[Synergy]


@dataclass(frozen=True, slots=True)
class Side:
    """The public members of one side of a conflict, or of a synergy, group by group; `hidden`: how many are not."""

    members: list[Thing]
    hidden: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A synergy with its members; a conflict has two sides."""

    synergy: Synergy
    sides: list[Side]

    @property
    def groups(self) -> list[DialogueGroup]:
        """The groups whose statements or goals are in it, in their order."""
        found = {group.pk: group for side in self.sides for one in side.members for group in one.groups}
        return sorted(found.values(), key=lambda group: (group.position, group.pk))

    @property
    def is_over(self) -> bool:
        return self.synergy.stage in OVER


def around(address: Address) -> Around:
    """Return what hangs on what stands at a public address. Four queries."""
    links = list(
        Link.objects.standing()
        .filter(Q(first=address) | Q(second=address))
        .select_related("first__goal", "second__goal")
        .order_by("decided_at", "pk")
    )
    others = {one.pk: one.first if one.second_id == address.pk else one.second for one in links}
    beside = list(
        Member.objects.filter(synergy__members__address=address, synergy__address__state=State.PUBLISHED)
        .select_related("synergy__address")
        .order_by("-synergy__address__published_at", "-synergy")
    )
    decided = {other.pk for other in others.values()} | {one.address_id for one in beside}
    nearest = Likeness.objects.filter(address=address).values_list("nearest", flat=True).first() or []
    open_ones = [key for key in nearest if key != address.pk and key not in decided][:_NEAREST]
    known = _said([*(other.pk for other in others.values()), *open_ones])
    known |= {one.pk: _goal(one) for one in others.values() if one.kind == AddressKind.GOAL}
    return Around(
        [
            Tie(tie_words(one, address), known[others[one.pk].pk], one.decided_at)
            for one in links
            if one.kind != LinkKind.NONE and others[one.pk].pk in known and known[others[one.pk].pk].is_public
        ],
        [known[key] for key in open_ones if key in known and known[key].is_public][:SIMILAR],
        list({one.synergy_id: one.synergy for one in beside}.values()),
    )


def tie_words(link: Link, end: Address) -> str:
    """Say what a link says at one of its ends, before the other."""
    return str(WORDS[LinkKind(link.kind)][end.pk != link.source.pk])


def _said(keys: Iterable[int]) -> dict[int, Thing]:
    rows = Contribution.objects.filter(address__in=set(keys)).select_related("address", "group__address")
    return {row.address_id: statement(row) for row in rows}


def _goal(address: Address) -> Thing:
    """Return a goal without its groups; it must be loaded."""
    goal = address.goal
    words = str(AddressKind.GOAL.label)
    return Thing(address, goal.title or goal.code, GOAL, words, code=goal.code, is_public=address.is_public)


def synergies_of(group: DialogueGroup) -> QuerySet[Synergy]:
    """Return the public synergies and conflicts with a public statement of a group, newest first."""
    said = Member.objects.filter(address__contribution__group=group, address__state=State.PUBLISHED)
    found = Synergy.objects.filter(pk__in=said.values("synergy"), address__state=State.PUBLISHED)
    return found.select_related("address").order_by("-address__published_at", "-pk")


def listed(programme: Programme, *, conflicts: bool, stage: str = "") -> QuerySet[Synergy]:
    """Return public synergies, or conflicts: what goes on before what is over, the next day first."""
    kind = AddressKind.CONFLICT if conflicts else AddressKind.SYNERGY
    found = Synergy.objects.filter(programme=programme, address__state=State.PUBLISHED, address__kind=kind)
    if stage:
        found = found.filter(stage=stage)
    is_over = Case(When(stage__in=OVER, then=Value(1)), default=Value(0))
    return found.select_related("address").order_by(is_over, F("next_on").asc(nulls_last=True), "-address__number")


def counts(programme: Programme) -> dict[AddressKind, Counter[str]]:
    """Return how many public synergies and conflicts there are by stage. One query."""
    public = Synergy.objects.filter(programme=programme, address__state=State.PUBLISHED).order_by()
    found: dict[AddressKind, Counter[str]] = defaultdict(Counter)
    for kind, stage, count in public.values_list("address__kind", "stage").annotate(Count("pk")):
        found[AddressKind(kind)][stage] = count
    return found


def with_members(synergies: Iterable[Synergy]) -> list[Shown]:
    """Return synergies with their members. Four queries at most, however many there are."""
    rows = list(synergies)
    members = list(Member.objects.filter(synergy__in=rows))
    known = things(one.address_id for one in members)
    of: defaultdict[tuple[int, int], list[Thing | None]] = defaultdict(list)
    for one in members:
        found = known.get(one.address_id)
        of[one.synergy_id, one.side].append(found if found and found.is_public else None)
    return [Shown(row, [_side(of[row.pk, at]) for at in ((1, 2) if row.is_conflict else (1,))]) for row in rows]


def _side(members: list[Thing | None]) -> Side:
    public = [one for one in members if one]
    return Side(sorted(public, key=_place), len(members) - len(public))


def _place(one: Thing) -> tuple[int, int, str, int]:
    first = min(((group.position, group.pk) for group in one.groups), default=(1 << 30, 0))
    return *first, one.address.kind, one.address.number
