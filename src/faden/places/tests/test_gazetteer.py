"""A city's file: tables and GeoJSON, coordinates of several kinds, and what is wrong with rows."""

import json
from typing import Any

import pytest

from faden.places.gazetteer import Entry, UnreadableGazetteer, read

SQUARE = [[7.0, 51.0], [7.1, 51.0], [7.1, 51.1], [7.0, 51.1], [7.0, 51.0]]


def _entry(data: str) -> Entry:
    (one,) = read(data.encode()).entries
    return one


def _geojson(properties: dict[str, Any], geometry: dict[str, Any] | None, **more: Any) -> bytes:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more}).encode()


def _sentences(data: bytes, **options: Any) -> list[str]:
    return [one.sentence for one in read(data, **options).problems]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_table_is_read_whatever_parts_its_columns(delimiter: str) -> None:
    data = "name;typ;aliase\nRathausplatz;Platz;Markt|Am Rathaus\n".replace(";", delimiter)
    one = _entry(data)
    assert (one.name, one.kind, one.aliases) == ("Rathausplatz", "street", ("Markt", "Am Rathaus"))


def test_english_heads_and_decimal_points_are_understood() -> None:
    one = _entry("Name,Type,District,Lat,Lng,Aliases,Ambiguous\nTown hall,building,Centre,51.5,7.1,,yes\n")
    assert (one.kind, one.district, one.latitude, one.longitude, one.ambiguous) == (
        "institution",
        "Centre",
        51.5,
        7.1,
        True,
    )


def test_decimal_commas_and_old_encoding_are_understood() -> None:
    (one,) = read("name;breite;länge\nBücherei;51,5;7,1\n".encode("cp1252")).entries
    assert (one.name, one.latitude, one.longitude, one.ambiguous) == ("Bücherei", 51.5, 7.1, None)


def test_number_of_a_row_is_its_line_in_the_file() -> None:
    found = read(b"name;typ\nBrinkweg;Weg\n\n;Weg\n!?;Weg\n")
    assert [(one.row, one.sentence) for one in found.problems if one.left_out] == [
        (4, "Der Name fehlt."),
        (5, "Der Name fehlt."),
    ]


def test_features_say_their_kind_or_their_shape_does() -> None:
    polygon = {"type": "Polygon", "coordinates": [SQUARE]}
    line = {"type": "LineString", "coordinates": SQUARE[:3]}
    point = {"type": "Point", "coordinates": [7.0, 51.0]}
    kinds = [read(_geojson({"name": "X"}, one)).entries[0].kind for one in (polygon, line, point)]
    assert kinds == ["district", "street", "institution"]
    assert read(_geojson({"name": "X", "typ": "Park"}, polygon)).entries[0].kind == "area"
    assert read(_geojson({"name": "X"}, polygon), kind="area").entries[0].kind == "area"


def test_outline_of_a_district_whose_name_is_called_so_is_taken() -> None:
    (one,) = read(_geojson({"Stadtteil": "Heide", "OBJECTID": 7}, {"type": "Polygon", "coordinates": [SQUARE]})).entries
    assert (one.name, one.kind, one.district) == ("Heide", "district", "")
    assert one.longitude == pytest.approx(7.05)


def test_pieces_of_one_street_become_one() -> None:
    lines = [[[7.0, 51.0], [7.1, 51.0]], [[7.1, 51.0], [7.2, 51.0]]]
    features = [
        {"type": "Feature", "properties": {"name": "Ring"}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
    ]
    found = read(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert [one.shape for one in found.entries] == [{"type": "MultiLineString", "coordinates": lines}]
    assert found.problems == []


@pytest.mark.parametrize(
    ("x", "y", "options", "crs"),
    [
        (370_000, 5_710_000, {"zone": 32}, None),
        (32_370_000, 5_710_000, {}, None),
        (370_000, 5_710_000, {}, {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}),
    ],
)
def test_metres_in_utm_become_degrees(x: float, y: float, options: dict[str, Any], crs: Any) -> None:
    data = _geojson({"name": "X"}, {"type": "Point", "coordinates": [x, y]}, **({"crs": crs} if crs else {}))
    (one,) = read(data, **options).entries
    # As PROJ has it for EPSG:25832.
    assert one.longitude == pytest.approx(7.125998, abs=2e-6)
    assert one.latitude == pytest.approx(51.526131, abs=2e-6)


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ([370_000, 5_710_000], "ohne dass die Zone dabeisteht"),
        ([793_000, 6_709_000], "keine Grad"),
        ([2_570_000, 5_710_000], "keine Grad"),
        ([51.5, 7.1], "vertauscht"),
        (["7", "51"], "unvollständig"),
        ([7.0], "unvollständig"),
        ([float("inf"), 51.0], "keine Zahlen"),
    ],
)
def test_coordinates_that_cannot_be_meant_are_refused_with_what_to_do(point: list[Any], words: str) -> None:
    (said,) = _sentences(_geojson({"name": "X"}, {"type": "Point", "coordinates": point}))
    assert words in said


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE[:4]]}, "nicht geschlossen"),
        ({"type": "Polygon", "coordinates": []}, "unvollständig"),
        ({"type": "Polygon", "coordinates": [[[[[7, 51]]]]]}, "unvollständig"),
        ({"type": "GeometryCollection", "geometries": []}, "kennen wir nicht"),
        ("Polygon", "kennen wir nicht"),
        ({"type": "LineString", "coordinates": SQUARE}, "braucht eine Fläche"),
    ],
)
def test_shape_that_is_none_is_refused(geometry: Any, words: str) -> None:
    found = read(_geojson({"name": "X", "typ": "Stadtteil"}, geometry))
    assert found.entries == []
    assert words in found.problems[0].sentence


def test_signs_that_no_database_takes_are_left_out() -> None:
    assert _entry("name;aliase\nBrink\x00weg;Weg\x07\n").aliases == ("Weg",)
    (one,) = read(_geojson({"name": "Brink\ud800weg"}, None)).entries
    assert one.name == "Brink weg"


def test_what_is_taken_with_a_lack_is_said() -> None:
    data = b"name;typ\nBrinkweg;Kegelbahn\nBrinkweg;Weg\n"
    found = read(data)
    assert [one.kind for one in found.entries] == ["other"]
    assert [(one.row, one.left_out) for one in found.problems] == [(2, False), (2, False), (3, False), (3, True)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"strasse2;ort2\nA;B\n",
        b"{}",
        b"[1]",
        b'{"features": [1]}',
        b'{"features": ' + b"[" * 100_000,
    ],
)
def test_file_that_is_no_gazetteer_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableGazetteer, match=r"\.$"):
        read(data)


def test_file_beyond_the_limits_is_refused() -> None:
    with pytest.raises(UnreadableGazetteer, match="20 MB"):
        read(b" " * (20 * 1024 * 1024 + 1))
    with pytest.raises(UnreadableGazetteer, match=r"50\.000"):
        read(b"name\n" + b"A\n" * 50_001)
