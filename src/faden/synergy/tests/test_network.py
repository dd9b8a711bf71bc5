"""The picture of the groups: nothing meets, near what belongs together, the same each time."""

from collections.abc import Callable, Sequence
from itertools import combinations

import pytest

from faden.synergy.network_layout import FEW, Box, Edge, Node, Picture, arcs, label_lines, ring

Draw = Callable[[Sequence[Node], Sequence[Edge]], Picture]

NAMES = [
    "Wohnen im Viertel",
    "Handel und Handwerk",
    "Von der Schule in den Beruf",
    "Straßen zum Leben",
    "Hitze und Starkregen",
    "Mitreden im Netz und vor Ort",
    "Wärme für Oberlohe",
    "Familien im Stadtteil mit allen, die dazugehören, und auch den anderen",
    "Donaudampfschifffahrtsgesellschaftskapitänsausbildung",
]


def _nodes(count: int) -> list[Node]:
    return [Node(key, NAMES[key % len(NAMES)], key * 7 % 40) for key in range(count)]


def _edges(count: int, *, every: int = 3) -> list[Edge]:
    pairs = [pair for pair in combinations(range(count), 2) if sum(pair) % every == 0]
    return [Edge(one, other, 1 + (one * other) % 5) for one, other in pairs]


def _number_boxes(picture: Picture) -> list[Box]:
    found = []
    for line in picture.lines:
        if line.number:
            (x, y), half = line.number, len(str(line.edge.weight)) * 0.28 * picture.size
            found.append(Box(x - half, y - 0.4 * picture.size, x + half, y + 0.4 * picture.size))
    return found


@pytest.mark.parametrize("draw", [ring, arcs])
@pytest.mark.parametrize("count", [1, 2, 9, 40, 60])
def test_no_label_meets_another_or_leaves_the_picture(draw: Draw, count: int) -> None:
    picture = draw(_nodes(count), _edges(count))
    assert len(picture.nodes) == count
    whole = Box(0, 0, picture.width, picture.height)
    for one in picture.nodes:
        assert whole.left <= one.box.left
        assert one.box.right <= whole.right
        assert whole.top <= one.hit.top
        assert one.hit.bottom <= whole.bottom
    for one, other in combinations(picture.nodes, 2):
        assert not one.hit.meets(other.hit), f"{one.node.label} meets {other.node.label}"


@pytest.mark.parametrize("draw", [ring, arcs])
@pytest.mark.parametrize("count", [9, 40])
def test_numbers_meet_neither_labels_nor_each_other(draw: Draw, count: int) -> None:
    picture = draw(_nodes(count), _edges(count, every=12))
    boxes = _number_boxes(picture)
    told = [line for line in picture.lines if line.edge.weight > 1 or len(picture.lines) <= FEW]
    assert len(boxes) > len(told) * 0.8
    for one, other in combinations(boxes, 2):
        assert not one.meets(other)
    assert not any(box.meets(node.box) for box in boxes for node in picture.nodes)


@pytest.mark.parametrize("draw", [ring, arcs])
def test_groups_with_much_in_common_are_neighbours(draw: Draw) -> None:
    nodes = _nodes(8)
    edges = [Edge(0, 5, 9), Edge(5, 2, 8), Edge(1, 6, 9), Edge(6, 3, 8), Edge(0, 1, 1)]
    picture = draw(nodes, edges)
    at = {one.node.key: (one.x, one.y) for one in picture.nodes}

    def apart(one: int, other: int) -> float:
        return sum((a - b) ** 2 for a, b in zip(at[one], at[other], strict=True))

    near = [apart(edge.first, edge.second) for edge in edges if edge.weight > 1]
    far = [apart(one, other) for one in (0, 5, 2) for other in (1, 6, 3)]
    assert sum(near) / len(near) < 0.7 * sum(far) / len(far)


def test_more_in_common_is_a_thicker_line_and_more_statements_a_larger_node() -> None:
    picture = ring([Node(1, "A", 1), Node(2, "B", 30), Node(3, "C", 5)], [Edge(1, 2, 1), Edge(2, 3, 6)])
    widths = {line.edge.weight: line.width for line in picture.lines}
    assert widths[1] < widths[6]
    sizes = {one.node.key: one.radius for one in picture.nodes}
    assert sizes[1] < sizes[3] < sizes[2]


def test_picture_is_the_same_each_time() -> None:
    assert ring(_nodes(20), _edges(20)) == ring(_nodes(20), _edges(20))


def test_groups_without_statements_are_drawn_too() -> None:
    assert [one.radius > 0 for one in ring([Node(1, "A", 0), Node(2, "B", 0)], [Edge(1, 2, 1)]).nodes] == [True, True]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Wohnen im Viertel", ["Wohnen im", "Viertel"]),
        ("Wärme", ["Wärme"]),
        ("Von der Schule in den Beruf", ["Von der", "Schule in…"]),
        ("Abwassergesellschaft", ["Abwasserg…"]),
        ("", []),
    ],
)
def test_label_is_broken_between_words_and_says_when_it_goes_on(text: str, lines: list[str]) -> None:
    assert label_lines(text, 10) == lines
