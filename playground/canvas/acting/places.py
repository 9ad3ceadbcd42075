"""Places: where on the canvas an act is shown closely, so that no unit and no label is covered."""

from PySide6.QtCore import QRectF

from playground.canvas.acting.stages import WORDED, WORDS
from playground.canvas.labels import column_width
from playground.canvas.layout import FOOTER, HEADER, LABEL_SIZES, CanvasLayout
from playground.document.selection import Unit

LEAST_TILE = 40.0  # a tile from here on is large enough to show within it what its unit does, if need be
LEAST, WIDEST, HIGHEST = 34.0, 148.0, 104.0  # the sides of a stage beside a unit
LOWEST = 22.0  # of stages above each other
AWAY = 7.0  # from labels and tiles
FAR = 24.0  # that much further, where there is room
BELOW = 44.0  # how far the target below a single output unit reaches to both sides
TARGET = 47.0  # what the target beside an output unit takes, where there are several


TILE = QRectF()  # stands for a unit's own tile


def is_roomy(layout: CanvasLayout) -> bool:
    """Tell whether even what is not known yet is written out below units: a⁽ˡ⁾ⱼ = ?, not ? alone."""
    return layout.label is LABEL_SIZES[0]


def stage_rect(layout: CanvasLayout, unit: Unit, *, backward: bool = False, low: bool = False) -> QRectF | None:
    """Return where a unit shows what it does: beside it, or TILE; None if there is no room.

    Parameters
    ----------
    backward : whether what it sums up comes from the right, so that the free side is the left; else the units on the
        right are not computed yet
    low : whether the units above and below show something too
    """
    x, y = layout.x(unit.layer), layout.y(unit.layer, unit.unit)
    half = layout.tile / 2
    own = max(layout.label.width / 2, half) + AWAY
    if unit.layer == len(layout.sizes) and layout.sizes[-1] == 1:
        rect = _above(layout, x, y)
    elif unit.layer == len(layout.sizes):
        left = x + max(own, half + TARGET)
        rect = _within(left, layout.width - AWAY, y, layout, low=low)
    elif backward:
        rect = _within(x - layout.column_distance + own, x - own, y, layout, backward=True)
    else:
        others = own if is_roomy(layout) else half + AWAY
        if unit.layer + 1 == len(layout.sizes) and layout.sizes[-1] == 1:
            others = max(others, BELOW + AWAY)
        rect = _within(x + own, x + layout.column_distance - others, y, layout)
    if layout.tile >= LEAST_TILE and (rect is None or rect.width() < layout.tile):
        return TILE
    return rect


def _within(
    left: float, right: float, y: float, layout: CanvasLayout, *, backward: bool = False, low: bool = False
) -> QRectF | None:
    """Return a place about a height between two columns, at its right end if backward, else at its left."""
    width = min(right - left, WIDEST)
    words = WORDS if width >= WORDED else 0.0
    height = min(HIGHEST, max(LEAST, 0.65 * width + words), layout.gap - 4.0 if low else HIGHEST)
    if width < LEAST or height < (LOWEST if low else LEAST):
        return None
    away = min(FAR, (right - left - width) / 2)
    top = min(max(y - height / 2, HEADER), layout.height - FOOTER - height)
    return QRectF(right - away - width if backward else left + away, top, width, height)


def _above(layout: CanvasLayout, x: float, y: float) -> QRectF | None:
    """Return a place above the only unit of the output layer, beside the pills on the edges into it."""
    bottom = y - layout.tile / 2 - 2 * AWAY
    left, right = x - column_width(layout) / 2, layout.width - AWAY
    width, height = min(WIDEST, right - left), min(HIGHEST, bottom - HEADER)
    middle = min(max(x, left + width / 2), right - width / 2)
    return QRectF(middle - width / 2, bottom - height, width, height) if min(width, height) >= LEAST else None
