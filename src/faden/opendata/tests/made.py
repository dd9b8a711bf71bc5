"""Exports made of plain texts, without a database, and what reading them back gives."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from faden.dialogue.models import Kind
from faden.intake.reading import read_document
from faden.intake.results import Results
from faden.kernel.text import squeeze
from faden.opendata import formats
from faden.opendata.formats import FORMATS
from faden.opendata.layout import Export
from faden.opendata.queries import Goal, Section, Statement
from faden.programme.models import Programme

DAY = date(2026, 7, 20)
Said = tuple[str, str, str]
"""Kind, leaning, text."""
Made = tuple[str, Sequence[tuple[str, str, bool]], Sequence[Said]]
"""A group: its name, its goals (code, wording, maybe two), what was said."""


@dataclass(frozen=True, slots=True)
class MadeExport(Export):
    made: Sequence[Made] = field(default=())

    def sections(self) -> Iterator[Section]:
        number = 0
        for at, (name, goals, said) in enumerate(self.made, 1):
            numbered = [
                Statement(f"B{number + place}", Kind(kind), leaning, text)
                for place, (kind, leaning, text) in enumerate(said, 1)
            ]
            number += len(said)
            yield Section(
                f"G{at}",
                name,
                iter([Goal(*goal) for goal in goals]),
                {kind: iter([one for one in numbered if one.kind == kind]) for kind in Kind},
            )


def made(*groups: Made) -> MadeExport:
    return MadeExport(Programme(name="Ulmenfurt 2035+", slug="ulmenfurt-2035"), DAY, made=groups)


def written(export: Export, ending: str) -> bytes:
    out = io.BytesIO()
    formats.write(export, FORMATS[ending], out)
    return out.getvalue()


def read(data: bytes) -> Results:
    """Read an export back; every character of it must be accounted for."""
    reading = read_document(data, "ergebnisse")
    account = reading.to_dict()["characters"]
    assert isinstance(account, dict)
    assert account["read"] == account["placed"] + account["furniture"] + account["unplaced"]
    assert not reading.results.unplaced
    return reading.results


def plain(results: Results) -> list[Made]:
    """Return results in the shape that `made` takes."""
    return [
        (
            group.name,
            [(goal.code, goal.wording, goal.maybe_two) for goal in group.goals],
            [(one.kind, one.leaning or "", one.text) for one in group.contributions],
        )
        for group in results.groups
    ]


def squeezed(*groups: Made) -> list[Made]:
    """Return what `groups` are when read back: by kind, each text on one line."""
    kinds = list(Kind)
    return [
        (
            squeeze(name),
            [(code, squeeze(wording), maybe_two) for code, wording, maybe_two in goals],
            [
                (kind, leaning, squeeze(text))
                for kind, leaning, text in sorted(said, key=lambda one: kinds.index(Kind(one[0])))
            ],
        )
        for name, goals, said in groups
    ]
