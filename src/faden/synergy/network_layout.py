"""Where groups and the lines between them go in a picture. Pure and deterministic: the same groups, the same picture.

`ring` is for wide screens: groups evenly on both flanks of an ellipse, labels outside, lines inside. `arcs` is for
phones: groups one below the other, lines as arcs beside them. In both no label can meet another, because each has a
line of its own. Groups with much in common come close to each other: exchanging two of them shortens the lines
until no exchange does (a local search for a minimum linear, or circular, arrangement).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

LETTER = 0.56
"""An average letter of Fira Sans is not wider than this part of the size of the letters."""
_ROUNDS = 30
_HIT = 12
FEW = 40
"""With more lines than this only those that count more than one have a number."""


@dataclass(frozen=True, slots=True)
class Node:
    """Something to draw, `weight` says how large."""

    key: int
    label: str
    weight: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes by their keys and how much they have in common, at least 1. `is_strong` is for the eye only."""

    first: int
    second: int
    weight: int
    is_strong: bool = False


Edges = Sequence[Edge]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, by two of its corners."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return round(self.right - self.left, 1)

    @property
    def height(self) -> float:
        return round(self.bottom - self.top, 1)

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A node at its place. `lines` are those of its label with the height of their base; `anchor` as SVG has it."""

    node: Node
    x: float
    y: float
    radius: float
    text_x: float
    anchor: str
    lines: tuple[tuple[str, float], ...]
    box: Box

    @property
    def hit(self) -> Box:
        """What of it can be hit: node and label."""
        left, right = min(self.box.left, self.x - self.radius), max(self.box.right, self.x + self.radius)
        half = max(self.radius, self.box.height / 2, _HIT) + 4
        return Box(round(left - 4, 1), round(self.y - half, 1), round(right + 4, 1), round(self.y + half, 1))


@dataclass(frozen=True, slots=True)
class Line:
    """An edge: `path` as SVG has it, `width`, and where its number stands if there is room for it."""

    edge: Edge
    path: str
    width: float
    number: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Picture:
    """What to draw, in units of a box of `width` and `height`; letters are `size` high."""

    width: float
    height: float
    size: float
    nodes: tuple[Placed, ...]
    lines: tuple[Line, ...]


def ring(nodes: Sequence[Node], edges: Edges) -> Picture:
    """Place nodes on two flanks of an ellipse."""
    size, width, label = 20.0, 1100.0, 270.0
    order = _arranged(nodes, edges, _around(len(nodes)))
    right, left = order[: (len(order) + 1) // 2], order[(len(order) + 1) // 2 :][::-1]
    step = max(58.0, 440.0 / max(1, len(right)))
    height = step * len(right) + 20
    middle, reach = width / 2, width / 2 - label - 40
    placed = []
    for flank, side in ((right, 1), (left, -1)):
        top = (height - step * (len(flank) - 1)) / 2
        for at, node in enumerate(flank):
            y = top + at * step
            x = middle + side * reach * sqrt(max(0.0, 1 - (2 * (y - height / 2) / (1.12 * height)) ** 2))
            placed.append(_placed(node, nodes, (x, y), size=size, room=label, side=side))

    def bend(one: Placed, other: Placed) -> tuple[tuple[float, float], ...]:
        # Out of a flank lines go level, the further the longer they are.
        across = (one.x - middle) * (other.x - middle) < 0
        out = abs(one.x - other.x) * 0.45 if across else 50 + 0.4 * abs(one.y - other.y)
        return tuple((place.x - out * (1 if place.x > middle else -1), place.y) for place in (one, other))

    return Picture(width, height, size, tuple(placed), _lines(placed, edges, bend, size=size))


def arcs(nodes: Sequence[Node], edges: Edges) -> Picture:
    """Place nodes one below the other, lines as arcs before them."""
    size, width, room, step = 16.0, 328.0, 100.0, 52.0
    order = _arranged(nodes, edges, lambda one, other: abs(one - other))
    x = room + 14
    placed = [
        _placed(node, nodes, (x, step / 2 + at * step), size=size, room=width - x - 20, side=1, largest=10)
        for at, node in enumerate(order)
    ]
    longest = step * max(1, len(order) - 1)

    def bend(one: Placed, other: Placed) -> tuple[tuple[float, float], ...]:
        # A curve of this kind comes as near to its handles as three quarters of the way.
        out = (20 + (room - 28) * sqrt(abs(one.y - other.y) / longest)) / 0.75
        return (x - out, one.y), (x - out, other.y)

    return Picture(width, step * len(order), size, tuple(placed), _lines(placed, edges, bend, size=size))


def label_lines(text: str, letters: int) -> list[str]:
    """Break a label between words into two lines of at most `letters`; what is longer ends with "…"."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < 2:
        line = rest.pop(0)
        while rest and len(line) + 1 + len(rest[0]) <= letters:
            line += f" {rest.pop(0)}"
        lines.append(line if len(line) <= letters else f"{line[: letters - 1]}…")
    if rest and lines:
        last = lines[-1].rstrip("…")
        lines[-1] = f"{last[: letters - 1].rstrip(' ,;:–-')}…"
    return lines


def _around(count: int) -> Callable[[int, int], float]:
    return lambda one, other: min(abs(one - other), count - abs(one - other))


def _arranged(nodes: Sequence[Node], edges: Edges, distance: Callable[[int, int], float]) -> list[Node]:
    """Order nodes so that those with much in common are near each other."""
    near: dict[int, dict[int, int]] = {one.key: {} for one in nodes}
    for edge in edges:
        near[edge.first][edge.second] = near[edge.second][edge.first] = edge.weight
    order = [one.key for one in nodes]
    at = {key: place for place, key in enumerate(order)}

    def length(key: int, place: int, without: int) -> float:
        return sum(weight * distance(place, at[other]) for other, weight in near[key].items() if other != without)

    for _round in range(_ROUNDS):
        before = list(order)
        for first in range(len(order)):
            for second in range(first + 1, len(order)):
                one, other = order[first], order[second]
                now = length(one, first, other) + length(other, second, one)
                if length(one, second, other) + length(other, first, one) < now - 1e-9:
                    order[first], order[second] = other, one
                    at[one], at[other] = second, first
        if order == before:
            break
    of = {one.key: one for one in nodes}
    return [of[key] for key in order]


def _placed(
    node: Node,
    nodes: Sequence[Node],
    at: tuple[float, float],
    *,
    size: float,
    room: float,
    side: int,
    largest: float = 18,
) -> Placed:
    most = max(one.weight for one in nodes) or 1
    radius = round(5 + (largest - 5) * sqrt(node.weight / most), 1)
    lines = label_lines(node.label, int(room / (LETTER * size)))
    x, y = round(at[0], 1), round(at[1], 1)
    text_x = round(x + side * (radius + 8), 1)
    high = 1.2 * size
    first = y - high * (len(lines) - 1) / 2 + 0.35 * size
    wide = max(map(len, lines), default=0) * LETTER * size
    left = text_x if side > 0 else text_x - wide
    box = Box(left, y - high * len(lines) / 2, left + wide, y + high * len(lines) / 2)
    based = tuple((line, round(first + high * number, 1)) for number, line in enumerate(lines))
    return Placed(node, x, y, radius, text_x, "start" if side > 0 else "end", based, box)


Bend = Callable[[Placed, Placed], tuple[tuple[float, float], ...]]
"""Gives the two handles of the curve between two nodes."""


def _lines(placed: Sequence[Placed], edges: Edges, bend: Bend, *, size: float) -> tuple[Line, ...]:
    """Draw the edges, the strongest last and on top; the numbers of the strongest are placed first."""
    of = {one.node.key: one for one in placed}
    taken = [Box(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in placed]
    taken += [one.box for one in placed]
    most = max((edge.weight for edge in edges), default=1)
    lines: list[Line] = []
    for edge in sorted(edges, key=lambda edge: (-edge.weight, edge.first, edge.second)):
        one, other, weight = of[edge.first], of[edge.second], edge.weight
        points = ((one.x, one.y), *bend(one, other), (other.x, other.y))
        shown = [tuple(round(value, 1) for value in point) for point in points]
        path = f"M{shown[0][0]} {shown[0][1]}C" + " ".join(f"{x} {y}" for x, y in shown[1:])
        width = round(1.5 + 5 * sqrt((weight - 1) / max(1, most - 1)) if weight > 1 else 1.5, 1)
        told = weight > 1 or len(edges) <= FEW
        lines.append(Line(edge, path, width, _number(points, weight, taken, size) if told else None))
    return tuple(reversed(lines))


def _number(
    points: tuple[tuple[float, float], ...], weight: int, taken: list[Box], size: float
) -> tuple[float, float] | None:
    """Return the first place along a curve where its number meets nothing, and take it."""
    wide, high = (LETTER * len(str(weight)) + 0.3) * size / 2, 0.55 * size
    for part in (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8):
        x, y = _along(points, part)
        box = Box(x - wide, y - high, x + wide, y + high)
        if not any(box.meets(one) for one in taken):
            taken.append(box)
            return round(x, 1), round(y, 1)
    return None


def _along(points: tuple[tuple[float, float], ...], part: float) -> tuple[float, float]:
    """Return the point of a Bézier curve at `part` of its way (de Casteljau's algorithm)."""
    while len(points) > 1:
        points = tuple((ax + (bx - ax) * part, ay + (by - ay) * part) for (ax, ay), (bx, by) in pairwise(points))
    return points[0]
