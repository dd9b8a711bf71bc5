"""A gazetteer as a city has it: a file of places, read row by row. Pure.

GeoJSON (a FeatureCollection) or CSV with a head; see `heads` for what the columns may be called. Coordinates are degrees
(WGS84), or metres in UTM zone 32 or 33 (ETRS89) where the file or the caller says so.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from faden.kernel.messages import sentence
from faden.kernel.text import fold, squeeze
from faden.places import geometry
from faden.places.coordinates import Misplaced, Zone, converted, degrees, zone_of
from faden.places.heads import kind_of, named

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_POINTS = 1_000_000
MAX_OUTLINE = 500
"""Points of an outline that are kept; a map needs no more."""
_LEVELS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_GUESSED = {"Polygon": "district", "MultiPolygon": "district", "LineString": "street", "MultiLineString": "street"}
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_YES = frozenset("ja j x 1 yes y true wahr".split())


class UnreadableGazetteer(Exception):
    """Nothing of the file can be used; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a file. `row`: the line of a table, or which feature, from 1.

    `kind`: "district", "street", "institution", "area" or "other". `shape`: GeoJSON, for what is more than a point.
    `ambiguous`: the names are everyday words too; None where the file does not say.
    """

    row: int
    name: str
    kind: str
    district: str = ""
    aliases: tuple[str, ...] = ()
    ambiguous: bool | None = None
    longitude: float | None = None
    latitude: float | None = None
    shape: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not taken, or not as it stands. `left_out`: nothing of this row was taken."""

    row: int
    name: str
    sentence: str
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What a file holds: the places that can be taken, and what is wrong with others."""

    entries: list[Entry]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    facts: dict[str, str]
    shape: Any = None


def read(data: bytes, *, kind: str = "", zone: Zone | None = None) -> Gazetteer:
    """Read a file. `kind`: what all of it is, where it does not say so; `zone`: of coordinates in metres.

    Raises UnreadableGazetteer when it is no gazetteer at all.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableGazetteer(
            sentence("Die Datei ist größer als 20 MB. Bitte vereinfachen Sie die Umrisse oder teilen Sie sie.")
        )
    text = _decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        rows, told = _features(text)
        zone = zone or told
    else:
        rows = list(_lines(text))
    if len(rows) > MAX_ROWS:
        raise UnreadableGazetteer(sentence("Die Datei hat mehr als 50.000 Zeilen. Bitte teilen Sie sie."))
    return _collected(rows, kind=kind, zone=zone)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[_Row]:
    head = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)
    try:
        columns = [named(one) for one in next(reader, [])]
        if not {"name", "district"} & set(columns):
            raise UnreadableGazetteer(
                sentence(
                    "In der ersten Zeile steht keine Spalte „name“. Gebraucht werden Spalten wie "
                    "name; typ; stadtteil; breite; laenge; aliase."
                )
            )
        for cells in reader:
            facts = {column: _clean(cell) for column, cell in zip(columns, cells, strict=False) if column}
            if any(facts.values()):
                yield _Row(reader.line_num, facts)
    except csv.Error as error:
        raise UnreadableGazetteer(
            sentence("Die Tabelle lässt sich nicht lesen. Bitte speichern Sie sie neu als CSV (UTF-8).")
        ) from error


def _features(text: str) -> tuple[list[_Row], Zone | None]:
    broken = sentence("Das ist kein GeoJSON mit einer FeatureCollection. Bitte exportieren Sie die Orte noch einmal.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableGazetteer(broken) from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise UnreadableGazetteer(broken)
    rows = []
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties")
        facts: dict[str, str] = {}
        for head, value in (properties if isinstance(properties, dict) else {}).items():
            column = named(head)
            if column and value not in (None, "", []):
                facts.setdefault(column, _as_text(value))
        rows.append(_Row(number, facts, feature.get("geometry")))
    return rows, zone_of(found.get("crs"))


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(_clean(str(one)) for one in value)
    return ("ja" if value else "") if isinstance(value, bool) else _clean(str(value))


def _clean(cell: str) -> str:
    """Leave out what no database takes: control characters, halves of characters."""
    return squeeze(_UNFIT.sub(" ", cell))


def _collected(rows: list[_Row], *, kind: str, zone: Zone | None) -> Gazetteer:
    entries: dict[tuple[str, str], Entry] = {}
    problems: list[Problem] = []
    left = MAX_POINTS
    for row in rows:
        name = row.facts.get("name") or row.facts.get("district", "")
        try:
            entry = _entry(row, name, kind=kind, zone=zone)
        except Misplaced as wrong:
            problems.append(Problem(row.number, name[:200], str(wrong)))
            continue
        left -= sum(1 for _ in geometry.points(entry.shape["coordinates"])) if entry.shape else 0
        if left < 0:
            raise UnreadableGazetteer(
                sentence("Die Umrisse haben zusammen mehr als eine Million Punkte. Bitte vereinfachen Sie sie.")
            )
        problems += _notes(row, entry, kind)
        key = ("district" if entry.kind == "district" else "", fold(name))
        if key not in entries:
            entries[key] = entry
        elif (longer := _with_part(entries[key], entry)) is not None:
            entries[key] = longer
        else:
            problems.append(
                Problem(row.number, name, sentence("Der Name steht zweimal in der Datei. Die erste Zeile gilt."))
            )
    return Gazetteer([_trimmed(one) for one in entries.values()], problems)


def _trimmed(entry: Entry) -> Entry:
    if entry.shape is None:
        return entry
    longitude, latitude = geometry.middle(entry.shape)
    shape = geometry.simplified(entry.shape, at_most=MAX_OUTLINE)
    return replace(entry, longitude=round(longitude, 6), latitude=round(latitude, 6), shape=shape)


def _notes(row: _Row, entry: Entry, kind: str) -> Iterator[Problem]:
    told = row.facts.get("kind", "")
    if told and kind_of(told) is None and not kind:
        said = sentence("Die Art „{kind}“ ist unbekannt. Der Ort steht unter „Sonstiges“.", kind=told[:60])
        yield Problem(row.number, entry.name, said, left_out=False)
    if entry.longitude is None and entry.shape is None:
        said = sentence("Ohne Koordinaten. Der Name wird erkannt, steht aber auf keiner Karte.")
        yield Problem(row.number, entry.name, said, left_out=False)


def _entry(row: _Row, name: str, *, kind: str, zone: Zone | None) -> Entry:
    if not fold(name):
        raise Misplaced(sentence("Der Name fehlt."))
    if len(name) > 160:
        raise Misplaced(sentence("Der Name ist länger als 160 Zeichen."))
    shape = _shape(row.shape, zone) if row.shape is not None else None
    longitude, latitude = degrees(row.facts.get("longitude", ""), row.facts.get("latitude", ""), zone)
    if shape is not None and shape["type"] in ("Point", "MultiPoint"):
        (longitude, latitude), shape = geometry.middle(shape), None
    told = row.facts.get("kind", "")
    guessed = (
        "district" if "name" not in row.facts else _GUESSED.get(shape["type"], "other") if shape else "institution"
    )
    found = kind_of(told) or kind or ("other" if told else guessed)
    if shape is not None and found == "district" and not geometry.polygons(shape):
        raise Misplaced(sentence("Ein Stadtteil braucht eine Fläche als Umriss, keine Linie."))
    aliases = (squeeze(one) for one in row.facts.get("aliases", "").split("|"))
    return Entry(
        row=row.number,
        name=name,
        kind=found,
        district=row.facts.get("district", "") if found != "district" else "",
        aliases=tuple(dict.fromkeys(one for one in aliases if one and one != name and len(one) <= 160)),
        ambiguous=row.facts["ambiguous"].casefold() in _YES if "ambiguous" in row.facts else None,
        longitude=longitude,
        latitude=latitude,
        shape=shape,
    )


def _with_part(known: Entry, part: Entry) -> Entry | None:
    """A street may come in several pieces: join their lines; None when it is no further piece."""
    lines: list[Any] = []
    for shape in (known.shape, part.shape):
        if shape is None or not shape["type"].endswith("LineString"):
            return None
        lines += [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
    return replace(known, shape={"type": "MultiLineString", "coordinates": lines})


def _shape(found: Any, zone: Zone | None) -> dict[str, Any]:
    """Check a GeoJSON geometry and return it in degrees."""
    kind = found.get("type") if isinstance(found, dict) else None
    if kind not in _LEVELS:
        raise Misplaced(sentence("Diese Art von Geometrie kennen wir nicht. Nötig sind Punkte, Linien oder Flächen."))
    shape = {"type": kind, "coordinates": _checked(found.get("coordinates"), _LEVELS[kind], zone)}
    for rings in geometry.polygons(shape):
        for ring in rings:
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise Misplaced(
                    sentence("Der Umriss ist nicht geschlossen: Erster und letzter Punkt müssen gleich sein.")
                )
    return shape


def _checked(coordinates: Any, level: int, zone: Zone | None) -> list[Any]:
    if not isinstance(coordinates, list) or not coordinates:
        raise Misplaced(sentence("Die Koordinaten fehlen oder sind unvollständig."))
    if level:
        return [_checked(one, level - 1, zone) for one in coordinates]
    if len(coordinates) < 2 or not all(type(one) in (int, float) for one in coordinates[:2]):
        raise Misplaced(sentence("Die Koordinaten fehlen oder sind unvollständig."))
    return list(converted(coordinates[0], coordinates[1], zone))
