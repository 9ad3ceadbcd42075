"""The coloured square behind the samples, and the line where the net cannot decide. It takes any net's output."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.datasets import EXTENT
from playground.theme import Theme, mix

_STEPS = 256
_EASE = 0.9  # below 1, small values get a little more colour than their share


@lru_cache(maxsize=4)
def color_table(theme: Theme) -> npt.NDArray[np.uint32]:
    """Return the map's 256 colours as 0xffRRGGBB, from negative over zero to positive, softened into the panel."""
    panel, zero = theme.color("panel"), theme.color("zero")
    table = np.empty(_STEPS, dtype=np.uint32)
    for step, signed in enumerate(np.linspace(-1.0, 1.0, _STEPS)):
        full = mix(zero, theme.color("positive" if signed > 0 else "negative"), abs(float(signed)) ** _EASE)
        table[step] = mix(panel, full, theme.boundary_strength).rgb()
    table.flags.writeable = False
    return table


def color_steps(output: npt.NDArray[np.floating], low: float, high: float) -> npt.NDArray[np.uint8]:
    """Return the step of the colour table for each output; what is no number gets the middle.

    output, returned : (g, g)
    """
    clipped = np.nan_to_num(np.clip(output, low, high), nan=(low + high) / 2)
    return ((clipped - low) * ((_STEPS - 1) / (high - low)) + 0.5).astype(np.uint8)


def boundary_line(
    output: npt.NDArray[np.floating], low: float, high: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return x1 and x2 along the line of level (low + high) / 2, each (k,), its pieces parted by NaN.

    output : (g, g) with g >= 2, on an even grid from corner to corner of the plane; row 0 is the smallest x2
    """
    import contourpy  # here, as it and NumPy's masked arrays take 20 ms, and the first paint needs neither

    places = np.linspace(-EXTENT, EXTENT, len(output))
    heights = np.nan_to_num(output, nan=np.nan, posinf=high, neginf=low).astype(np.float64, copy=False)
    masked = heights if np.isfinite(heights).all() else np.ma.masked_invalid(heights)
    lines = contourpy.contour_generator(
        places, places, masked, name="serial", line_type=contourpy.LineType.ChunkCombinedNan
    )
    (found,) = lines.lines((low + high) / 2)[0]
    return (np.empty(0), np.empty(0)) if found is None else (found[:, 0], found[:, 1])


class DecisionMap:
    """An image stretched smoothly over the plane, where pyqtgraph's own ImageItem draws hard cells."""

    def __init__(self) -> None:
        self._steps = np.zeros((0, 0), dtype=np.uint8)
        self._table = np.zeros(_STEPS, dtype=np.uint32)
        self._pixels = np.zeros((0, 0), dtype=np.uint32)  # the image's memory: Qt does not keep it alive

    def show_steps(self, steps: npt.NDArray[np.uint8]) -> None:
        self._steps = steps
        self._color()

    def apply_theme(self, theme: Theme) -> None:
        self._table = color_table(theme)
        self._color()

    def _color(self) -> None:
        self._pixels = self._table[self._steps[::-1]]  # row 0 is the least x2, and lies at the bottom

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the plane into a rectangle: the outermost pixels' centres lie on its edge, as the grid's do."""
        if self._pixels.size == 0:
            return
        rows, columns = self._pixels.shape
        image = QImage(self._pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        half_x, half_y = area.width() / (columns - 1) / 2, area.height() / (rows - 1) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(area.adjusted(-half_x, -half_y, half_x, half_y), image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
