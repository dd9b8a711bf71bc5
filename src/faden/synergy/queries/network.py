"""The network of groups: who has what in common with whom, and how that is drawn."""

from dataclasses import dataclass

from faden.synergy.network_layout import Edge, Node, Picture, arcs, ring
from faden.synergy.queries.matrix import Common, Pair

MOST_NODES, MOST_LINES = 60, 80
"""A picture with more cannot be read; then it shows the strongest."""


@dataclass(frozen=True, slots=True)
class Network:
    """`wide` and `narrow` draw the same; `left_out` tells how many pairs are in neither. Nodes: numbers of groups."""

    wide: Picture
    narrow: Picture
    left_out: int


def network(found: Common) -> Network | None:
    """Return the network of what groups have in common; None where they have nothing."""
    pairs: list[Pair] = []
    drawn = {one.number for one in found.groups} if len(found.groups) <= MOST_NODES else set()
    for pair in found.strongest[:MOST_LINES]:
        more = drawn | {pair.first.number, pair.second.number}
        if len(more) <= MOST_NODES:
            pairs, drawn = [*pairs, pair], more
    if not pairs:
        return None
    nodes = [Node(one.number, one.name, one.contribution_count) for one in found.groups if one.number in drawn]
    edges = [Edge(one.first.number, one.second.number, one.weight, is_strong=one.links > 0) for one in pairs]
    return Network(ring(nodes, edges), arcs(nodes, edges), len(found.pairs) - len(pairs))
