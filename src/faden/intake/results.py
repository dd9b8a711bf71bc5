"""What a document holds: groups, goals, contributions, furniture, and what stayed unplaced."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from faden.intake import persons
from faden.intake.heads import Kind, Leaning
from faden.intake.readers.blocks import Place, Unreadable
from faden.kernel.messages import sentence
from faden.kernel.text import characters

NO_PLACE = Place()
UNKNOWN_COLUMN = sentence("Spalte nicht erkannt")
# From this share of the text on, a person should say what the columns hold that nobody understood.
MUCH = 0.1
KINDS: tuple[Kind, ...] = ("question", "assessment", "proposal")


class ColumnsUnclear(Unreadable):
    """No head row was recognised. `cells` holds the first filled rows, to ask which column is what."""

    def __init__(self, rows: list[list[str]]) -> None:
        super().__init__(
            sentence(
                "Es ist nicht klar, was in welcher Spalte steht. Bitte geben Sie an, in welcher Spalte Gruppe, "
                "Ziele, Fragestellungen, Chancen und Herausforderungen sowie Lösungsansätze stehen."
            )
        )
        self.rows = rows


@dataclass(slots=True)
class Goal:
    """A goal as one group's row names it. `code` is "" where the document gives none.

    `also`: where it goes on, when it was sewn over a cut.
    """

    code: str
    wording: str
    place: Place
    written: str = ""
    maybe_two: bool = False
    also: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Contribution:
    """One statement. `unsure`: doubt (0 to 1) about the boundary before it or a seam inside it.

    `also`: where it goes on, when it was sewn over a cut.
    """

    kind: Kind
    text: str
    place: Place
    leaning: Leaning | None = None
    unsure: float = 0.0
    also: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """A dialogue group with what it said, in the order of the document."""

    name: str
    place: Place
    goals: list[Goal] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rest:
    """Text that is no result: furniture (titles, heads, marks) or unplaced; `why` in German."""

    text: str
    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name somewhere in the document."""

    text: str
    place: Place
    rule: str


@dataclass(slots=True)
class Results:
    """All that a document holds."""

    title: str = ""
    groups: list[Group] = field(default_factory=list)
    furniture: list[Rest] = field(default_factory=list)
    unplaced: list[Rest] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    read: int = 0
    sample: list[list[str]] = field(default_factory=list)
    """The first rows of the first table, to ask with where a column was not understood."""

    @property
    def is_empty(self) -> bool:
        """Whether no group said anything."""
        return not any(group.contributions or group.goals for group in self.groups)

    def complete(self) -> None:
        """Bring each group's contributions into the order of their kinds, and point out the persons named anywhere."""
        self._find_persons(self.title, NO_PLACE)
        for group in self.groups:
            group.contributions.sort(key=lambda one: KINDS.index(one.kind))
            self._find_persons(group.name, group.place)
            for goal in group.goals:
                self._find_persons(goal.wording, goal.place)
            for one in group.contributions:
                self._find_persons(one.text, one.place)
        for rest in self.unplaced:
            self._find_persons(rest.text, rest.place)

    def _find_persons(self, text: str, place: Place) -> None:
        self.persons += [Person(one.text, place, one.rule) for one in persons.find(text)]

    @property
    def unknown(self) -> float:
        """How much of the text stands in columns that were not understood, 0 to 1."""
        there = sum(sum(characters(one.text).values()) for one in self.unplaced if one.why == UNKNOWN_COLUMN)
        return there / self.read if self.read else 0.0

    @property
    def placed(self) -> int:
        """How many characters stand in groups, goals and contributions."""
        return sum(characters("".join(self._placed_texts())).values())

    def _placed_texts(self) -> Iterable[str]:
        for group in self.groups:
            yield group.name if group.place is not NO_PLACE else ""
            for goal in group.goals:
                yield goal.written + goal.wording
            for contribution in group.contributions:
                yield contribution.text
