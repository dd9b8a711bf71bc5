"""What every format of an export shows: its title, and lines of ten texts (`exported.HEADS`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from faden.dialogue.models import DialogueGroup
from faden.intake.readers.exported import code_cell, statement_cell
from faden.opendata import queries
from faden.opendata.queries import Section, Statement
from faden.programme.models import Programme

Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """The public results of a programme, or of one group, as they stand on `day`."""

    programme: Programme
    day: date
    group: DialogueGroup | None = None

    @property
    def title(self) -> str:
        what = f"Ergebnisse der Dialoggruppe {self.group.address}" if self.group else "Ergebnisse der Dialoggruppen"
        # A file says the same in whatever language the page is that it is taken from.
        with override(settings.LANGUAGE_CODE):
            return f"{what}: {self.programme.name}, Stand {date_format(self.day)}"

    @property
    def file_stem(self) -> str:
        """A file's name without its ending: programme, group, day."""
        parts = ["ergebnisse", self.programme.slug, *([str(self.group.address)] if self.group else [])]
        return "-".join([*parts, self.day.isoformat()])

    def sections(self) -> Iterator[Section]:
        groups = queries.public_groups(self.programme)
        return queries.sections(groups.filter(pk=self.group.pk) if self.group else groups)

    def lines(self) -> Iterator[Line]:
        """Yield the rows of the whole table below its heads."""
        return chain.from_iterable(map(lines, self.sections()))


def lines(section: Section) -> Iterator[Line]:
    """Yield a group's rows: the first holds its name, its first goal and its first statement of each kind."""
    group: Line = section.address, section.name
    columns = zip_longest(
        ((code_cell(goal.code, maybe_two=goal.maybe_two), goal.wording) for goal in section.goals),
        *(map(_cells, statements) for statements in section.statements.values()),
        fillvalue=("", ""),
    )
    for pairs in columns:
        yield tuple(chain(group, *pairs))
        group = "", ""
    if group[0]:
        yield (*group, *[""] * 8)


def _cells(one: Statement) -> Line:
    return statement_cell(one.address, one.kind, one.leaning), one.text
