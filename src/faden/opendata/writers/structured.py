"""JSON: groups, goals and contributions, one entry a line."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from faden.intake.readers.exported import FORMAT
from faden.opendata.layout import Export
from faden.opendata.queries import Section


def pieces(export: Export) -> Iterator[str]:
    """Yield one object: the export's facts and `groups`."""
    return whole(export, export.sections())


def whole(export: Export, sections: Iterable[Section]) -> Iterator[str]:
    """Yield the object of `pieces` with `sections` as its groups."""
    facts = {
        "format": FORMAT,
        "title": export.title,
        "programme": export.programme.name,
        "exported": export.day.isoformat(),
    }
    yield f'{_dump(facts)[:-1]}, "groups": ['
    yield from _separated(map(_group, sections))
    yield "\n]}\n"


def _group(section: Section) -> Iterator[str]:
    yield f'\n {_dump({"address": section.address, "name": section.name})[:-1]}, "goals": ['
    yield from _separated(
        [f"\n  {_dump({'code': goal.code, 'wording': goal.wording} | ({'maybe_two': True} if goal.maybe_two else {}))}"]
        for goal in section.goals
    )
    yield '],\n  "contributions": ['
    yield from _separated(
        [
            f"\n  {_dump({'address': one.address, 'kind': one.kind} | _leaning(one.leaning) | {'text': one.text})}",
        ]
        for one in chain(*section.statements.values())
    )
    yield "]}"


def _leaning(leaning: str) -> dict[str, str]:
    return {"leaning": leaning} if leaning else {}


def _separated(entries: Iterable[Iterable[str]]) -> Iterator[str]:
    for at, entry in enumerate(entries):
        if at:
            yield ","
        yield from entry


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
