"""The network drawn for paper: white ground, lines instead of pixels, signs told by dashes as well as by colour."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.steps import LearningStep, Telling
from engine.symbols import activation
from playground.notation import number, operator, row, symbol
from playground.theme import Theme, ui_font

MOST_UNITS = 12  # of a layer that are drawn; of more, the first ones and the last
LEGEND = 26
LABEL_SIZE = 12
LEAST_GAP = 38  # between units that have room for their labels
WIDTHS = (0.5, 2.6)  # of the lines of the smallest and of the greatest weight


@dataclass(frozen=True)
class Circle:
    """A unit that is drawn; unit 0 is the bias unit."""

    layer: int
    unit: int
    centre: QPointF


def circles(sizes: tuple[int, ...], room: QRectF) -> Iterator[Circle]:
    """Yield where units stand: layers from left to right, units from top to bottom, the bias unit first."""
    L = len(sizes)
    for layer, size in enumerate(sizes, start=1):
        units = drawn_units(size, has_bias=layer < L)
        x = room.left() + room.width() * (layer - 0.5) / L
        gap = room.height() / len(units)
        for place, unit in enumerate(units):
            yield Circle(layer, unit, QPointF(x, room.top() + gap * (place + 0.5)))


def drawn_units(size: int, *, has_bias: bool) -> list[int]:
    """Return which units of a layer are drawn."""
    units = list(range(1, size + 1))
    if size > MOST_UNITS:
        units = [*units[: MOST_UNITS - 1], units[-1]]
    return [0, *units] if has_bias else units


def paint_network(painter: QPainter, room: QRectF, told: LearningStep, theme: Theme, column: int = 0) -> None:
    """Paint the network with its weights as lines, and with the activations of a sample of the mini-batch."""
    telling = told.tellings[column]
    inner = room.adjusted(0, 0, 0, -LEGEND)
    placed = {(circle.layer, circle.unit): circle for circle in circles(told.network.sizes, inner)}
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_weights(painter, placed, told, theme)
    most = max(
        len(drawn_units(size, has_bias=layer < told.network.L)) for layer, size in enumerate(told.network.sizes, 1)
    )
    gap = inner.height() / most
    for circle in placed.values():
        _paint_unit(painter, circle, min(13.0, 0.3 * gap), telling, theme, with_label=gap >= LEAST_GAP)
    _paint_left_out(painter, placed, told, theme)
    painter.setFont(ui_font(11))
    painter.setPen(theme.color("text2"))
    legend = QRectF(room.left(), room.bottom() - LEGEND + 6, room.width(), LEGEND - 6)
    said = "Solid lines: positive weights, dashed: negative; the thicker, the larger."
    if gap >= LEAST_GAP:
        said += f" Activations of sample {int(told.samples[column])}."
    painter.drawText(legend, Qt.AlignmentFlag.AlignCenter, said)


def _paint_weights(painter: QPainter, placed: dict[tuple[int, int], Circle], told: LearningStep, theme: Theme) -> None:
    greatest = float(np.abs(told.network.flat).max(initial=0.0)) or 1.0
    for layer, matrix in told.network.W.items():
        for (at, source), begin in placed.items():
            if at != layer:
                continue
            for target in range(1, matrix.shape[0] + 1):
                if (layer + 1, target) in placed:
                    w = float(matrix[target - 1, source])
                    width = WIDTHS[0] + (WIDTHS[1] - WIDTHS[0]) * min(abs(w) / greatest, 1.0)
                    pen = QPen(theme.signed(w), width)
                    pen.setDashPattern([4.0, 2.5]) if w < 0 else None
                    painter.setPen(pen)
                    painter.drawLine(begin.centre, placed[layer + 1, target].centre)


def _paint_unit(
    painter: QPainter, circle: Circle, radius: float, telling: Telling, theme: Theme, *, with_label: bool
) -> None:
    painter.setPen(QPen(theme.color("text"), 1.0))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(circle.centre, radius, radius)
    value = telling.activation_of(circle.layer, circle.unit)
    if not with_label:
        return
    name = symbol(activation(circle.layer, circle.unit), LABEL_SIZE)
    figure = number(value, LABEL_SIZE, 0 if circle.unit == 0 else 2)
    label = row(name, operator("=", LABEL_SIZE), figure)
    x = circle.centre.x() - label.width / 2
    baseline = circle.centre.y() + radius + label.ascent + 1
    painter.fillRect(QRectF(x - 2, baseline - label.ascent, label.width + 4, label.height), theme.color("panel"))
    label.paint(painter, x, baseline, theme.color("text"))


def _paint_left_out(painter: QPainter, placed: dict[tuple[int, int], Circle], told: LearningStep, theme: Theme) -> None:
    """Say how many units of a layer are not drawn."""
    for layer, size in enumerate(told.network.sizes, start=1):
        if size > MOST_UNITS:
            above, below = placed[layer, MOST_UNITS - 1].centre, placed[layer, size].centre
            painter.setFont(ui_font(10))
            painter.setPen(theme.color("text2"))
            box = QRectF(above.x() + 14, (above.y() + below.y()) / 2 - 8, 120, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{size - MOST_UNITS} more units")
