"""Where something that opens on the canvas covers least of what one wants to see meanwhile: plain arithmetic."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

STEP = 4.0  # pixels from one place that is tried to the next
KEPT_OFF = 4.0  # pixels that stay free about what is not to be covered


def clear_place(size: QSizeF, near: QPointF, keep: Sequence[QRectF], room: QRectF) -> QPointF:
    """Return the upper left corner of a rectangle within `room` that covers least of others, as near as can be.

    Parameters
    ----------
    size : of the rectangle
    near : where its upper left corner would best be
    keep : what it should not cover
    """
    across = _tried(near.x(), room.left(), room.right() - size.width())
    down = _tried(near.y(), room.top(), room.bottom() - size.height())[:, np.newaxis]
    covered = np.zeros((down.size, across.size))
    for rect in keep:
        left, top, right, bottom = rect.adjusted(-KEPT_OFF, -KEPT_OFF, KEPT_OFF, KEPT_OFF).getCoords()
        wide = np.minimum(across + size.width(), right) - np.maximum(across, left)
        high = np.minimum(down + size.height(), bottom) - np.maximum(down, top)
        covered += np.maximum(wide, 0) * np.maximum(high, 0)
    far = np.hypot(across - near.x(), down - near.y())
    best = np.where(covered <= covered.min(), far, np.inf).argmin()
    row, column = divmod(int(best), across.size)
    return QPointF(float(across[column]), float(down[row, 0]))


def _tried(wanted: float, least: float, most: float) -> np.ndarray:
    """Return the places that are tried: the one that is wanted, and others at whole steps between two ends."""
    most = max(least, most)
    return np.array(sorted({min(max(wanted, least), most), *np.arange(least, most, STEP).tolist(), most}))
