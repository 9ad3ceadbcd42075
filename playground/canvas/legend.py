"""The legend below the network: what width, colour and circles mean."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from playground import notation
from playground.canvas.edges import pen_of, strength
from playground.canvas.layout import CanvasLayout
from playground.theme import Theme, ui_font

WEIGHTS = (-5.0, -2.0, -0.5, 0.5, 2.0, 5.0)
SWATCH = 26


def paint_legend(painter: QPainter, layout: CanvasLayout, theme: Theme) -> None:
    """Draw the weight scale at the lower left of the canvas."""
    baseline = layout.height - 22
    painter.setFont(ui_font(11))
    painter.setPen(theme.color("text3"))
    painter.drawText(QPointF(24, baseline + 4), "weight")
    x = 74.0
    for weight in WEIGHTS:
        share = float(strength(np.array(weight)))
        painter.setPen(pen_of(theme, share, weight > 0))
        painter.drawLine(QPointF(x, baseline), QPointF(x + SWATCH - 4, baseline))
        painter.setFont(ui_font(10))
        painter.setPen(theme.color("text3"))
        text = notation.format_number(weight, digits=0 if abs(weight) >= 1 else 1)
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(QPointF(x + (SWATCH - 4 - width) / 2, baseline + 16), text)
        x += SWATCH
