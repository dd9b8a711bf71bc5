"""Shapes on the map: rings of [longitude, latitude] as in GeoJSON (RFC 7946). Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

Point = Sequence[float]
Ring = Sequence[Point]
Box = tuple[float, float, float, float]


def polygons(geometry: dict[str, Any]) -> list[list[Ring]]:
    """Return the polygons of a Polygon or MultiPolygon, each its outer ring and then its holes; else none."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return list(geometry["coordinates"]) if geometry["type"] == "MultiPolygon" else []


def points(coordinates: Any) -> Iterator[Point]:
    """Yield every point of a geometry's coordinates, whatever its type."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates
    else:
        for one in coordinates:
            yield from points(one)


def box(geometry: dict[str, Any]) -> Box:
    """Return west, south, east and north."""
    found = list(points(geometry["coordinates"]))
    return (
        min(one[0] for one in found),
        min(one[1] for one in found),
        max(one[0] for one in found),
        max(one[1] for one in found),
    )


def contains(geometry: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Say whether a point lies in the polygons of `geometry` and in none of their holes."""
    return any(
        _in_ring(rings[0], longitude, latitude) and not any(_in_ring(hole, longitude, latitude) for hole in rings[1:])
        for rings in polygons(geometry)
    )


def _in_ring(ring: Ring, x: float, y: float) -> bool:
    """Count the edges that a ray to the east crosses."""
    inside = False
    before = ring[-1]
    for point in ring:
        if (point[1] > y) != (before[1] > y):
            crossing = point[0] + (y - point[1]) * (before[0] - point[0]) / (before[1] - point[1])
            inside ^= x < crossing
        before = point
    return inside


def middle(geometry: dict[str, Any]) -> tuple[float, float]:
    """Return longitude and latitude of a point on `geometry`: of an area surely inside, of a line on it."""
    areas = polygons(geometry)
    if not areas:
        found = list(points(geometry["coordinates"]))
        x, y = sum(one[0] for one in found) / len(found), sum(one[1] for one in found) / len(found)
        nearest = min(found, key=lambda one: (one[0] - x) ** 2 + (one[1] - y) ** 2)
        return nearest[0], nearest[1]
    rings = max(areas, key=lambda one: abs(_area(one[0])))
    heights = sorted({point[1] for ring in rings for point in ring})
    # Between two corners' heights, so that no corner lies on the line; nearest to the middle first.
    half = (heights[0] + heights[-1]) / 2
    lines = sorted(((low + high) / 2 for low, high in pairwise(heights)), key=lambda y: abs(y - half))
    y = lines[0] if lines else half
    crossings = sorted(_crossings(rings, y))
    pairs = list(zip(crossings[::2], crossings[1::2], strict=False)) or [(rings[0][0][0], rings[0][0][0])]
    west, east = max(pairs, key=lambda pair: pair[1] - pair[0])
    return (west + east) / 2, y


def _crossings(rings: Sequence[Ring], y: float) -> Iterator[float]:
    for ring in rings:
        for one, two in pairwise(ring):
            if (one[1] > y) != (two[1] > y):
                yield one[0] + (y - one[1]) * (two[0] - one[0]) / (two[1] - one[1])


def _area(ring: Ring) -> float:
    """Return twice the signed area, by the shoelace formula."""
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring))


def simplified(geometry: dict[str, Any], *, at_most: int, digits: int = 6) -> dict[str, Any]:
    """Return `geometry` with at most about `at_most` points, the shape kept as well as that allows.

    Rings keep at least four points. Six digits are a tenth of a metre.
    """
    tolerance = 0.0
    found = _mapped(geometry, tolerance, digits)
    while sum(1 for _ in points(found["coordinates"])) > at_most and tolerance < 1:
        tolerance = tolerance * 1.6 if tolerance else 0.000005
        found = _mapped(geometry, tolerance, digits)
    return found


def _mapped(geometry: dict[str, Any], tolerance: float, digits: int) -> dict[str, Any]:
    def walk(coordinates: Any) -> Any:
        if isinstance(coordinates[0], int | float):
            return [round(coordinates[0], digits), round(coordinates[1], digits)]
        if isinstance(coordinates[0][0], int | float):
            return [walk(one) for one in _thinned(coordinates, tolerance)]
        return [walk(one) for one in coordinates]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def _thinned(line: Ring, tolerance: float) -> list[Point]:
    """Leave out points nearer than `tolerance` degrees to what is kept (Ramer, Douglas and Peucker)."""
    closed = len(line) > 3 and line[0] == line[-1]
    if tolerance == 0 or len(line) < (5 if closed else 3):
        return list(line)
    keep = {0, len(line) - 1}
    # A ring is cut at the point farthest from its beginning, else all of it would lie on one line.
    far = max(range(len(line)), key=lambda at: _distance(line[at], line[0], line[0])) if closed else len(line) - 1
    spans = [(0, far), (far, len(line) - 1)]
    keep.add(far)
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        at = max(range(first + 1, last), key=lambda at: _distance(line[at], line[first], line[last]))
        if _distance(line[at], line[first], line[last]) > tolerance * tolerance:
            keep.add(at)
            spans += [(first, at), (at, last)]
    if closed and len(keep) < 4:
        keep |= {far // 2, (far + len(line) - 1) // 2}
    return [line[at] for at in sorted(keep)]


def _distance(point: Point, first: Point, last: Point) -> float:
    """Return the squared distance of `point` from the stretch between `first` and `last`."""
    dx, dy = last[0] - first[0], last[1] - first[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((point[0] - first[0]) * dx + (point[1] - first[1]) * dy) / length)) if length else 0.0
    return (point[0] - first[0] - share * dx) ** 2 + (point[1] - first[1] - share * dy) ** 2
