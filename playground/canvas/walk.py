"""Walking over the network with the arrow keys.

Arrows go from unit to unit: up and down within a layer, left and right between layers, Home and End
to the first and the last unit of a layer. From a unit, Alt+Left goes to
the first edge into it and Alt+Right to the first out of it. On an edge, up and down go to the next edge into the same
unit, left and right to its ends. On a layer they go to its units and to its neighbours.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from playground.document.selection import Edge, Item, Unit, WholeLayer

STEPS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Home: (0, -(10**6)),
    Qt.Key.Key_End: (0, 10**6),
}


def walk(unit: Unit, key: Qt.Key, sizes: Sequence[int]) -> Unit | None:
    """Return the unit that a key leads to; None for keys that lead nowhere. At the border it stays."""
    if key not in STEPS:
        return None
    across, down = STEPS[key]
    layer = min(max(unit.layer + across, 1), len(sizes))
    least = 0 if layer < len(sizes) and key != Qt.Key.Key_Home else 1
    return Unit(layer, min(max(unit.unit + down, least), sizes[layer - 1]))


def walk_on(item: Item, key: Qt.Key, sizes: Sequence[int], *, to_edges: bool) -> Item | None:
    """Return what a key leads to from a unit, an edge or a layer; None for keys that lead nowhere."""
    if key not in STEPS:
        return None
    across, down = STEPS[key]
    if isinstance(item, Unit):
        return (_edge_of(item, across, sizes) or item) if to_edges else walk(item, key, sizes)
    if isinstance(item, WholeLayer):
        if down > 0:
            return Unit(item.layer, 0 if item.layer < len(sizes) else 1)
        return WholeLayer(min(max(item.layer + across, 1), len(sizes)))
    if down:
        return Edge(item.layer, item.target, min(max(item.source + down, 0), sizes[item.layer - 1]))
    return Unit(item.layer, item.source) if across < 0 else Unit(item.layer + 1, item.target)


def next_into_unit(edge: Edge, way: int, sizes: Sequence[int]) -> Edge:
    """Return the edge after (1) or before (-1) an edge among those into the same unit, round and round."""
    return Edge(edge.layer, edge.target, (edge.source + way) % (sizes[edge.layer - 1] + 1))


def _edge_of(unit: Unit, across: int, sizes: Sequence[int]) -> Edge | None:
    if across < 0 and unit.layer > 1 and unit.unit > 0:
        return Edge(unit.layer - 1, unit.unit, 0)
    if across > 0 and unit.layer < len(sizes):
        return Edge(unit.layer, 1, unit.unit)
    return None
