"""Curves over a line: what two networks say along x1, or how they differ."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.charts.axis import Axis, Range, ticks_of
from playground.charts.curve import draw_line
from playground.charts.kinds import Kind
from playground.charts.markers import Markers
from playground.charts.plane import Line
from playground.charts.plot import Plot
from playground.charts.row import Row, figure_font, label_font, math_font, text_width, write
from playground.theme import Appearance, Theme

_LEFT_WIDTH = 38

Values = npt.NDArray[np.floating]


class _Head(Row):
    """The title, and what the curves are called."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 26)
        self.title = ""
        self.names: Sequence[tuple[str, int]] = ()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        x = write(painter, QPointF(0, 17), self.title, figure_font(), theme.color("text")) + 18
        for name, color in self.names:
            if x + 24 + text_width(name, label_font()) > self.width():
                return
            painter.fillRect(QRectF(x, 12, 18, 2.4), theme.of_branch(color))
            x += 24 + write(painter, QPointF(x + 24, 17), name, label_font(), theme.color("text2")) + 16


class LinePlot(QWidget):
    """Lines over x1, on samples if there are any, about the line of 0."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.head = _Head(appearance)
        self.plot = Plot(appearance, Axis("𝑦", math_font(12)), Axis("𝑥₁", math_font(12)), _LEFT_WIDTH, 4)
        self._markers = Markers(self.plot, 0.75)
        self.lines: Sequence[Line] = ()
        self.plot.draw = self._draw
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.plot, 1)
        self.setMinimumSize(180, 150)
        self._range: tuple[Range, Range] | None = None

    def show_title(self, title: str, names: Sequence[tuple[str, int]] = ()) -> None:
        """Say what is shown, and which curve has the colour of which branch."""
        if (title, names) != (self.head.title, self.head.names):
            self.head.title, self.head.names = title, names
            self.head.update()
            self.setAccessibleName(" · ".join([title, *(name for name, _ in names)]))

    def show_samples(self, points: Values, labels: Values, is_test: npt.NDArray[np.bool_], kind: Kind) -> None:
        """Draw samples: points (n, 2) with x1 and the value, labels and is_test (n,)."""
        self._markers.place(points, labels, is_test, kind)
        self.plot.redraw()

    def show_lines(self, lines: Sequence[Line], x: Range, y: Range) -> None:
        """Draw lines within these ranges from now on."""
        self.lines = lines
        if self._range != (x, y):
            self._range = x, y
            self.plot.set_range(x, y)
            self.plot.set_ticks(ticks_of(y), ticks_of(x))
        self.plot.redraw()

    def _draw(self, painter: QPainter) -> None:
        theme, x = self._appearance.theme, np.array(self.plot.x_range)
        draw_line(painter, self.plot, x, np.zeros(2), QPen(theme.color("line2"), 1.0))
        self._markers.draw(painter, theme)
        for line in self.lines:
            pen = QPen(theme.color("text") if line.color is None else theme.of_branch(line.color), 2.0)
            if line.is_dashed:
                pen.setDashPattern([3.0, 2.0])
            draw_line(painter, self.plot, line.x, line.y, pen)
