"""How the picture of a conversation changed over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from faden.opinion import chart
from faden.opinion.models import Conversation, Picture
from faden.opinion.queries.pictured import is_held_back, name_of

MOST = 60
"""So many pictures are told of."""


@dataclass(frozen=True, slots=True)
class Station:
    """A picture in the course. `named`: name and size of each group of the whole course, None where it was not.

    `more`: so many people more than in the picture before; `stability` in percent.
    """

    picture: Picture
    named: tuple[tuple[str, int | None], ...]
    stability: int | None
    more: int

    @property
    def sizes(self) -> tuple[int | None, ...]:
        return tuple(size for _name, size in self.named)


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a conversation, the oldest picture first. `heads`: label, name and look of every group there was.

    `total` pictures there are.
    """

    stations: tuple[Station, ...]
    heads: tuple[tuple[int, str, int], ...]
    total: int

    @property
    def newest_first(self) -> tuple[Station, ...]:
        return self.stations[::-1]

    @property
    def times(self) -> list[float]:
        return [one.picture.at.timestamp() for one in self.stations]

    def people(self) -> list[chart.Series]:
        """Return the lines of all people and of each group."""
        everybody = chart.Series(_("Alle"), tuple(one.picture.people for one in self.stations))
        return [
            everybody,
            *(
                chart.Series(name, tuple(one.sizes[at] for one in self.stations), look)
                for at, (_label, name, look) in enumerate(self.heads)
            ),
        ]

    def sureness(self) -> list[chart.Series]:
        """Return the line of how sure the groups were, in percent."""
        return [chart.Series(_("Wie sicher"), tuple(one.stability for one in self.stations))]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one group between the last two pictures: sizes before and now, None where it was not."""

    name: str
    before: int | None
    now: int | None


def course(conversation: Conversation) -> Course:
    """Return the course in at most 60 pictures, evenly taken, the first and the last with them."""
    last = None if is_held_back(conversation) else conversation.pictures.order_by("-number").first()
    if last is None:
        return Course((), (), 0)
    numbers = _evenly(last.number, MOST)
    pictures = list(conversation.pictures.filter(number__in=numbers).order_by("number"))
    labels = sorted({group["label"] for one in pictures for group in one.data["groups"]})
    looks = chart.looks(labels)
    heads = tuple((label, name_of(conversation, label), looks[label]) for label in labels)
    stations: list[Station] = []
    for one in pictures:
        sizes = {group["label"]: group["size"] for group in one.data["groups"]}
        stability = one.data["stability"]
        stations.append(
            Station(
                one,
                tuple((name, sizes.get(label)) for label, name, _look in heads),
                None if stability is None else round(100 * stability),
                one.people - stations[-1].picture.people if stations else one.people,
            )
        )
    return Course(tuple(stations), heads, last.number)


def changes(found: Course) -> list[Change]:
    """Return how groups differ between the last two pictures told of; those that stayed as they were are left out."""
    if len(found.stations) < 2:
        return []
    before, now = found.stations[-2:]
    return [
        Change(name, old, new)
        for (_label, name, _look), old, new in zip(found.heads, before.sizes, now.sizes, strict=True)
        if old != new
    ]


def _evenly(last: int, most: int) -> Sequence[int]:
    """Return at most `most` numbers from 1 to `last`, both ends with them."""
    if last <= most:
        return range(1, last + 1)
    return sorted({1 + round((last - 1) * at / (most - 1)) for at in range(most)})
