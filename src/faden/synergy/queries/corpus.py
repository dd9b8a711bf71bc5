"""What a programme's machine compares: public statements, and goals as each public group's documents word them."""

from collections import defaultdict
from dataclasses import dataclass

from faden.addresses.models import State
from faden.dialogue.models import Contribution, GoalMention
from faden.places.models import PlaceMention
from faden.places.recognition import Name, NameIndex
from faden.programme.models import Programme
from faden.synergy.finding.frames import own_words
from faden.synergy.finding.items import GOAL, Item
from faden.synergy.models import Actor
from faden.synergy.queries.things import text_hash


@dataclass(frozen=True, slots=True)
class Compared:
    """An item with the keys of its address and its group. `told`: what of its words is compared."""

    item: Item
    address: int
    group: int
    told: str

    @property
    def is_goal(self) -> bool:
        return self.item.kind == GOAL

    @property
    def text_hash(self) -> str:
        return text_hash(self.told)


def compared(programme: Programme) -> list[Compared]:
    """Return all that is compared, statements before goals, oldest first. Four queries."""
    public = Contribution.objects.public().filter(programme=programme, group__address__state=State.PUBLISHED)
    named, actors = _places(programme), _actors(programme)
    found: list[tuple[Item, int, int]] = []
    for address, group, kind, text in public.order_by("pk").values_list("address", "group", "kind", "text"):
        acting = tuple(dict.fromkeys(name for one in actors.find(text) for name in one.targets)) if actors else ()
        item = Item(str(address), str(group), kind, text, places=named.get(address, ()), actors=acting)
        found.append((item, address, group))
    mentions = GoalMention.objects.filter(
        group__programme=programme, group__address__state=State.PUBLISHED, goal__address__state=State.PUBLISHED
    )
    rows = mentions.order_by("pk").values_list("goal__address", "group", "goal__code", "wording")
    goals = {(address, group): (code, wording) for address, group, code, wording in rows}
    for (address, group), (code, wording) in goals.items():
        found.append((Item(f"{address}.{group}", str(group), GOAL, wording, codes=(code,)), address, group))
    told = own_words([item for item, _, _ in found])
    return [Compared(*row, told=words) for row, words in zip(found, told, strict=True)]


def _places(programme: Programme) -> dict[int, tuple[str, ...]]:
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    standing = PlaceMention.objects.standing().filter(programme=programme, place__isnull=False)
    for address, name in standing.order_by("pk").values_list("address", "place__name"):
        found[address][name] = None
    return {address: tuple(names) for address, names in found.items()}


def _actors(programme: Programme) -> NameIndex[str] | None:
    actors = list(Actor.objects.filter(programme=programme))
    if not actors:
        return None
    return NameIndex(Name(name, actor.name, full=actor.name) for actor in actors for name in actor.names)
