"""What the commands read and write: JSON, one object a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from faden.kernel.messages import sentence
from faden.synergy.finding.items import KINDS, Item
from faden.synergy.finding.near import Near
from faden.synergy.finding.ranking import Pair
from faden.synergy.finding.reasons import said


class NotReadable(ValueError):
    """A line that cannot be used; the message is a German sentence with its number."""


def read_items(lines: Iterable[str]) -> list[Item]:
    """Return the items of lines like ``{"id","group","kind","code"?,"text"}``. Raises NotReadable."""
    items: dict[str, Item] = {}
    for number, line in _objects(lines):
        name = _text(line, "id", number)
        if name in items:
            raise NotReadable(sentence("Zeile {number}: Die id „{name}“ gibt es schon.", number=number, name=name))
        kind = _text(line, "kind", number)
        if kind not in KINDS:
            raise NotReadable(
                sentence(
                    "Zeile {number}: „{kind}“ ist keine Art. Möglich sind {kinds}.",
                    number=number,
                    kind=kind,
                    kinds=", ".join(KINDS),
                )
            )
        items[name] = Item(
            id=name,
            group=_text(line, "group", number),
            kind=kind,
            text=_text(line, "text", number),
            codes=(*_texts(line, "code", number), *_texts(line, "codes", number)),
            places=_texts(line, "places", number),
            actors=_texts(line, "actors", number),
        )
    return list(items.values())


def read_texts(lines: Iterable[str], field: str = "text") -> list[str]:
    """Return the `field` of each line; a line that is a string is it itself. Raises NotReadable."""
    texts = []
    for number, value in _values(lines):
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            texts.append(_text(value, field, number))
        else:
            raise _wrong(number)
    return texts


def read_scores(lines: Iterable[str]) -> dict[tuple[str, str], float]:
    """Return the score of each pair of lines like ``{"a","b","score"}``. Raises NotReadable."""
    scores: dict[tuple[str, str], float] = {}
    for number, line in _objects(lines):
        pair = _pair(line, number)
        if pair in scores:
            raise NotReadable(
                sentence("Zeile {number}: Das Paar {a}, {b} gibt es schon.", number=number, a=pair[0], b=pair[1])
            )
        scores[pair] = _number(line, "score", number)
    return scores


def read_labels(lines: Iterable[str], *, least: float = 1) -> set[tuple[str, str]]:
    """Return the pairs whose ``grade`` or ``label`` is at least `least` (true is 1). Raises NotReadable."""
    pairs = set()
    for number, line in _objects(lines):
        pair = _pair(line, number)
        if _number(line, "grade" if "grade" in line else "label", number) >= least:
            pairs.add(pair)
    return pairs


def pair_lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield ``{"a","b","score","rank","reasons"}`` of each pair."""
    for pair in pairs:
        yield _line(
            {
                "a": pair.a,
                "b": pair.b,
                "score": round(pair.score, 4),
                "rank": pair.rank,
                "reasons": [said(reason) for reason in pair.reasons],
            }
        )


def near_lines(texts: list[str], queries: list[str], found: Iterable[list[Near]]) -> Iterator[str]:
    """Yield ``{"query","text","score","rank"}``, each query's nearest texts one after another."""
    for query, nearest in zip(queries, found, strict=True):
        for rank, one in enumerate(nearest, 1):
            yield _line({"query": query, "text": texts[one.number], "score": round(one.score, 4), "rank": rank})


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _values(lines: Iterable[str]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip().removeprefix("\ufeff"):
            try:
                yield number, json.loads(line.removeprefix("\ufeff"))
            except (json.JSONDecodeError, RecursionError) as error:
                raise _wrong(number) from error


def _objects(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, value in _values(lines):
        if not isinstance(value, dict):
            raise _wrong(number)
        yield number, value


def _wrong(number: int) -> NotReadable:
    return NotReadable(
        sentence("Zeile {number} ist kein JSON-Objekt. Jede Zeile braucht eines, in UTF-8.", number=number)
    )


def _text(line: Mapping[str, Any], field: str, number: int) -> str:
    value = line.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise NotReadable(sentence("Zeile {number}: „{field}“ fehlt oder ist kein Text.", number=number, field=field))
    return value


def _texts(line: Mapping[str, Any], field: str, number: int) -> tuple[str, ...]:
    value = line.get(field)
    values = [value] if isinstance(value, str) else value or []
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise NotReadable(
            sentence("Zeile {number}: „{field}“ ist weder Text noch eine Liste davon.", number=number, field=field)
        )
    return tuple(one for one in values if one.strip())


def _pair(line: Mapping[str, Any], number: int) -> tuple[str, str]:
    a, b = sorted((_text(line, "a", number), _text(line, "b", number)))
    return a, b


def _number(line: Mapping[str, Any], field: str, number: int) -> float:
    value = line.get(field)
    if not isinstance(value, int | float) or value != value:
        raise NotReadable(sentence("Zeile {number}: „{field}“ fehlt oder ist keine Zahl.", number=number, field=field))
    return float(value)
