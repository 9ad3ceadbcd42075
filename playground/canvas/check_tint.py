"""The tint of a gradient check: every edge in the colour and line of its verdict, with a mark where it is not fine."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from playground.canvas.edges import EdgeGeometry
from playground.canvas.layout import CanvasLayout
from playground.document.checking import Checked, Checking
from playground.theme import Theme, mix, ui_font
from playground.verdicts import LOOKS, Look

WIDTHS = {"fine": 1.6, "kink": 1.8, "doubtful": 2.4, "wrong": 3.2}  # drawn in this order, the worst on top
MARK = 15.0  # the side of a mark
ON_EDGE = 0.78  # of an edge's way, where its mark sits: beyond pills and locks
MOST_MARKS = 80
DASH = 30  # pixels of a line in the legend
LEGEND_WIDTH, LEGEND_HEIGHT = 480, 40


class CheckTint:
    """Draws what a check found in place of the weights' colours; kept as a picture until something changes."""

    def __init__(self, checking: Checking) -> None:
        self._checking = checking
        self._picture: QPixmap | None = None
        self._made_for: tuple[object, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether there is something to show: a check of the very weights that are shown."""
        return self._checking.is_current

    def paint(self, painter: QPainter, geometry: EdgeGeometry, layout: CanvasLayout, theme: Theme) -> None:
        """Draw the edges; where the layout is larger than its window, the painter is clipped to that."""
        found = self._checking.found
        assert found is not None
        ratio = painter.device().devicePixelRatioF()
        made_for = found, geometry, theme, ratio
        if self._picture is None or self._made_for != made_for:
            self._made_for = made_for
            self._picture = _picture(found, geometry, layout, theme, ratio)
        painter.drawPixmap(0, 0, self._picture)

    def paint_legend(self, painter: QPainter, layout: CanvasLayout, theme: Theme) -> None:
        """Draw what the lines mean and how many weights have each verdict, in place of the scale of weights."""
        found = self._checking.found
        assert found is not None
        counts = found.counts
        top = layout.height - LEGEND_HEIGHT
        painter.fillRect(QRectF(12, top, min(LEGEND_WIDTH, layout.width - 24), LEGEND_HEIGHT), theme.color("canvas"))
        x, y = 24.0, layout.height - 22
        painter.setFont(ui_font(11))
        for verdict, look in LOOKS.items():
            if not counts[verdict]:
                continue
            painter.setPen(_pen(theme, verdict, look))
            painter.drawLine(QPointF(x, y), QPointF(x + DASH, y))
            text = f"{look.mark} {look.word} {counts[verdict]}"
            painter.setPen(theme.color("text2"))
            painter.drawText(QPointF(x + DASH + 7, y + 4), text)
            x += DASH + 7 + painter.fontMetrics().horizontalAdvance(text) + 18


def _pen(theme: Theme, verdict: str, look: Look) -> QPen:
    colour = theme.color(look.token)
    if verdict == "fine":
        colour = mix(colour, theme.color("canvas"), 0.15)
    return QPen(colour, WIDTHS[verdict], look.line)


def _picture(found: Checked, geometry: EdgeGeometry, layout: CanvasLayout, theme: Theme, ratio: float) -> QPixmap:
    picture = QPixmap(QSize(round(layout.width), round(layout.height)) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    verdicts = found.verdicts[geometry.flat]
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for verdict in WIDTHS:
            painter.setPen(_pen(theme, verdict, LOOKS[verdict]))
            for index in np.flatnonzero(verdicts == verdict):
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in geometry.points[index]]))
        for index in np.flatnonzero(verdicts != "fine")[:MOST_MARKS]:
            _paint_mark(painter, geometry.point(int(index), ON_EDGE), LOOKS[str(verdicts[index])], theme)
    return picture


def _paint_mark(painter: QPainter, at: QPointF, look: Look, theme: Theme) -> None:
    square = QRectF(at.x() - MARK / 2, at.y() - MARK / 2, MARK, MARK)
    painter.setPen(QPen(theme.color(look.token), 1.4))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(square)
    painter.setFont(ui_font(10, 600))
    painter.setPen(theme.color("text"))
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, look.mark)
