"""The coloured square behind the samples, and the line where the net cannot decide. It takes any net's output."""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from playground.anew import is_anew, paint_map
from playground.charts.frame import USUAL_PLANE, Frame
from playground.theme import EASE, Theme, mix

TableOf = Callable[[Theme], npt.NDArray[np.uint32]]

_STEPS = 256
_FAR, _LEAST_LEAD = 1e30, 1e-9
_CLASS_STEPS = 64


@lru_cache(maxsize=4)
def color_table(theme: Theme) -> npt.NDArray[np.uint32]:
    """Return the map's 256 colours as 0xffRRGGBB, from negative over zero to positive, softened into the panel."""
    panel = theme.color("panel")
    table = np.empty(_STEPS, dtype=np.uint32)
    for step, signed in enumerate(np.linspace(-1.0, 1.0, _STEPS)):
        table[step] = mix(panel, theme.of_value(float(signed)), theme.boundary_strength).rgb()
    table.flags.writeable = False
    return table


@lru_cache(maxsize=16)
def class_table(theme: Theme, classes: int) -> npt.NDArray[np.uint32]:
    """Return the colours of each class as 0xffRRGGBB, from nothing to sure, softened into the panel.

    returned : (classes · steps,)
    """
    panel, zero = theme.color("panel"), theme.color("zero")
    table = np.empty((classes, _CLASS_STEPS), dtype=np.uint32)
    for number in range(classes):
        color = theme.of_class(number, classes)
        for step, share in enumerate(np.linspace(0.0, 1.0, _CLASS_STEPS)):
            table[number, step] = mix(panel, mix(zero, color, float(share) ** EASE), theme.boundary_strength).rgb()
    table.flags.writeable = False
    return table.reshape(-1)


@lru_cache(maxsize=4)
def apart_table(theme: Theme) -> npt.NDArray[np.uint32]:
    """Return the colours of places where two networks decide alike (0) and differently (1), as 0xffRRGGBB."""
    panel = theme.color("panel")
    alike, apart = mix(panel, theme.color("zero"), 0.6), mix(panel, theme.color("text3"), 0.75)
    table = np.array([alike.rgb(), apart.rgb()], dtype=np.uint32)
    table.flags.writeable = False
    return table


def class_steps(outputs: npt.NDArray[np.floating], low: float, high: float) -> npt.NDArray[np.uint16]:
    """Return the step of the class table for each place: the strongest unit's class, as sure as its activation.

    outputs : (classes, g, g)
    low, high : the activations of a unit that is sure of another class, and of its own
    returned : (g, g)
    """
    strongest = np.nan_to_num(outputs, nan=-np.inf).argmax(axis=0)
    activation = np.take_along_axis(outputs, strongest[np.newaxis], axis=0)[0]
    shares = (np.nan_to_num(np.clip(activation, low, high), nan=low) - low) / (high - low)
    steps = (shares * (_CLASS_STEPS - 1) + 0.5).astype(np.uint16)
    return np.asarray(strongest * _CLASS_STEPS + steps, dtype=np.uint16)


def class_borders(
    outputs: npt.NDArray[np.floating], frame: Frame = USUAL_PLANE
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return x and y along the lines between the classes that are decided for, each (k,), pieces parted by NaN.

    outputs : (classes, g, g), on an even grid from corner to corner of the frame; row 0 is the lowest
    """
    known = outputs.astype(np.float64)
    if not np.isfinite(known).all():
        known = np.nan_to_num(known, nan=-_FAR, posinf=_FAR, neginf=-_FAR)
    strongest = known.argmax(axis=0)
    place = strongest[np.newaxis]
    first = np.take_along_axis(known, place, axis=0)[0]
    others = known.copy()
    np.put_along_axis(others, place, -np.inf, axis=0)
    # Where two are alike, the first one is decided for: never 0, so that a plateau has an edge
    ahead = np.maximum(first - others.max(axis=0), _LEAST_LEAD)
    found_x, found_y = [np.empty(0)], [np.empty(0)]
    for number in np.unique(strongest).tolist()[1:]:  # each border is one of the later class's too
        lead = np.where(strongest == number, ahead, np.minimum(known[number] - first, -_LEAST_LEAD))
        x, y = _line_of_zero(lead, frame)
        found_x += [x, np.array([np.nan])]
        found_y += [y, np.array([np.nan])]
    return np.concatenate(found_x), np.concatenate(found_y)


def color_steps(output: npt.NDArray[np.floating], low: float, high: float) -> npt.NDArray[np.uint8]:
    """Return the step of the colour table for each output; what is no number gets the middle.

    output, returned : (g, g)
    """
    clipped = np.nan_to_num(np.clip(output, low, high), nan=(low + high) / 2)
    return ((clipped - low) * ((_STEPS - 1) / (high - low)) + 0.5).astype(np.uint8)


def boundary_line(
    output: npt.NDArray[np.floating], low: float, high: float, frame: Frame = USUAL_PLANE
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return x and y along the line of level (low + high) / 2, each (k,), its pieces parted by NaN.

    output : (g, g) with g >= 2, on an even grid from corner to corner of the frame; row 0 is the lowest
    """
    middle = (low + high) / 2
    heights = np.nan_to_num(output, nan=np.nan, posinf=high, neginf=low).astype(np.float64, copy=False)
    return _line_of_zero(heights - middle, frame)


def _line_of_zero(
    heights: npt.NDArray[np.float64], frame: Frame
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return x and y where heights over a frame are 0; NaN is a hole."""
    import contourpy  # here, as it and NumPy's masked arrays take 20 ms, and the first paint needs neither

    places = np.arange(len(heights), dtype=np.float64)
    x1, x2 = np.meshgrid(places, places)
    holes = np.isnan(heights)
    generator = contourpy.SerialContourGenerator(  # a quarter of what contour_generator takes
        x1,
        x2,
        heights,
        holes if holes.any() else None,
        corner_mask=True,
        line_type=contourpy.LineType.ChunkCombinedNan,
        fill_type=contourpy.FillType.OuterOffset,
        quad_as_tri=False,
        z_interp=contourpy.ZInterp.Linear,
    )
    (found,) = generator.lines(0.0)[0]
    if found is None:
        return np.empty(0), np.empty(0)
    shares = found / (len(heights) - 1)
    (left, right), (low, high) = frame.x_range, frame.y_range
    return left + shares[:, 0] * (right - left), low + shares[:, 1] * (high - low)


class DecisionMap:
    """An image stretched smoothly over the frame, where pyqtgraph's own ImageItem draws hard cells."""

    def __init__(self) -> None:
        self._steps: npt.NDArray[np.unsignedinteger] = np.zeros((0, 0), dtype=np.uint8)
        self._table_of: TableOf = color_table
        self._table = np.zeros(_STEPS, dtype=np.uint32)
        self._pixels = np.zeros((0, 0), dtype=np.uint32)  # the image's memory: Qt does not keep it alive

    def show_steps(self, steps: npt.NDArray[np.unsignedinteger], theme: Theme, classes: int = 0) -> None:
        """Show steps of the colour table from now on, or of the table of so many classes."""
        self.show_with(steps, theme, partial(class_table, classes=classes) if classes else color_table)

    def show_with(self, steps: npt.NDArray[np.unsignedinteger], theme: Theme, table_of: TableOf) -> None:
        """Show steps of any table of colours from now on."""
        self._steps, self._table_of = steps, table_of
        self.apply_theme(theme)

    def clear(self) -> None:
        """Show nothing."""
        self._steps = np.zeros((0, 0), dtype=np.uint8)
        self._color()

    def apply_theme(self, theme: Theme) -> None:
        self._table = self._table_of(theme)
        self._color()

    def _color(self) -> None:
        self._pixels = self._table[self._steps[::-1]]  # row 0 lies at the bottom

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the plane into a rectangle: the outermost pixels' centres lie on its edge, as the grid's do."""
        if self._pixels.size == 0:
            return
        rows, columns = self._pixels.shape
        image = QImage(self._pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        if is_anew(painter, painter.device().devicePixelRatio()):
            paint_map(painter, area, image, cut=0.5)
            return
        half_x, half_y = area.width() / (columns - 1) / 2, area.height() / (rows - 1) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(area.adjusted(-half_x, -half_y, half_x, half_y), image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
