"""Paints a box onto a picture and says where its ink fell."""

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from playground.notation import Box

MARGIN = 40
PAPER = QColor("white")


def painted(box: Box, color: QColor | None = None, ratio: int = 1) -> np.ndarray:
    """Return the pixels, shape (rows, columns, 3), of a box painted at (MARGIN, MARGIN + its ascent)."""
    width, height = (round(length) + 2 * MARGIN for length in (box.width, box.height))
    picture = QImage(width * ratio, height * ratio, QImage.Format.Format_RGBA8888)
    picture.setDevicePixelRatio(ratio)
    picture.fill(PAPER)
    painter = QPainter(picture)
    box.paint(painter, MARGIN, MARGIN + round(box.ascent), color or QColor("black"))
    painter.end()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(height * ratio, width * ratio, 4)
    return pixels[..., :3].copy()


def ink_rect(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom) of the ink; right and bottom are the first pixels beyond it."""
    rows, columns = np.nonzero((pixels < 245).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
