"""What stands at an address, as far as synergies go: a statement or a goal."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import Contribution, DialogueGroup, GoalMention
from faden.goals.models import Goal
from faden.programme.models import Programme
from faden.synergy.finding.items import GOAL


@dataclass(frozen=True, slots=True)
class Thing:
    """A statement or a goal. `groups`: the public groups that say it; of a statement just one. `code`: of a goal."""

    address: Address
    text: str
    kind: str
    kind_in_words: str
    groups: tuple[DialogueGroup, ...] = ()
    code: str = ""
    is_public: bool = True

    @property
    def url(self) -> str:
        return f"ziele/{self.code}" if self.code else str(self.address)

    @property
    def text_hash(self) -> str:
        return text_hash(self.text)


def text_hash(text: str) -> str:
    """Return the hash by which a wording is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def things(addresses: Iterable[int]) -> dict[int, Thing]:
    """Return what stands at some addresses, statements and goals, public or not. Three queries at most."""
    keys = list(dict.fromkeys(addresses))
    said = Contribution.objects.filter(address__in=keys).select_related("address", "group__address")
    found = {row.address_id: statement(row) for row in said}
    rest = [key for key in keys if key not in found]
    if rest:
        rows = list(Goal.objects.filter(address__in=rest).select_related("address", "field"))
        found |= {row.address_id: _goal(row, groups) for row, groups in _with_groups(rows)}
    return found


def statement(row: Contribution) -> Thing:
    """Return a statement as a thing; its address and its group with address must be loaded."""
    return Thing(
        row.address,
        row.text,
        row.kind,
        row.kind_in_words,
        (row.group,),
        is_public=row.address.is_public and row.group.address.is_public,
    )


def goals_of(programme: Programme) -> list[Thing]:
    """Return the goals that public groups serve."""
    rows = Goal.objects.filter(programme=programme, address__state=State.PUBLISHED).select_related("address", "field")
    return [_goal(row, groups) for row, groups in _with_groups(list(rows)) if groups]


def _with_groups(rows: list[Goal]) -> list[tuple[Goal, list[DialogueGroup]]]:
    mentions = GoalMention.objects.filter(goal__in=rows, group__address__state=State.PUBLISHED)
    groups: defaultdict[int, dict[int, DialogueGroup]] = defaultdict(dict)
    for mention in mentions.select_related("group__address").order_by("group__position", "position"):
        groups[mention.goal_id][mention.group_id] = mention.group
    return [(row, list(groups[row.pk].values())) for row in rows]


def _goal(row: Goal, groups: list[DialogueGroup]) -> Thing:
    words = str(AddressKind.GOAL.label)
    public = row.address.is_public
    return Thing(row.address, row.title or row.code, GOAL, words, tuple(groups), code=row.code, is_public=public)


def both_ends(pairs: Iterable[tuple[int, int]]) -> Mapping[int, Thing]:
    """Return what stands at both ends of some pairs."""
    return things(key for pair in pairs for key in pair)
