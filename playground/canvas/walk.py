"""Walking over the network with the arrow keys: up and down within a layer, left and right between layers."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from playground.document.selection import Unit

STEPS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


def walk(unit: Unit, key: Qt.Key, sizes: Sequence[int]) -> Unit | None:
    """Return the unit that an arrow key leads to; None for other keys. At the border it stays."""
    if key not in STEPS:
        return None
    across, down = STEPS[key]
    layer = min(max(unit.layer + across, 1), len(sizes))
    least = 0 if layer < len(sizes) else 1
    return Unit(layer, min(max(unit.unit + down, least), sizes[layer - 1]))
