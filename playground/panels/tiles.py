"""Tiles: buttons that show what they stand for, a data set's points or a feature's picture over the plane."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from engine.arrays import Array
from engine.datasets import EXTENT
from playground import notation
from playground.heat import HeatColors
from playground.keyboard import let_space_press
from playground.theme import Appearance, ui_font

RADIUS = 9.0


class Tile(QAbstractButton):
    """A checkable button with a rounded frame: accent when checked, lit when under the pointer or in focus."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.appearance = appearance
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        let_space_press(self)
        appearance.changed.connect(self.update)

    def paint_frame(self, painter: QPainter, rect: QRectF, fill: str) -> None:
        theme = self.appearance.theme
        if self.isChecked():
            pen = QPen(theme.color("accent"), 2.0)
        else:
            pen = QPen(theme.color("text3" if self.underMouse() else "line2"), 1.0)
        painter.setPen(pen)
        painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1.0, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), RADIUS - 3, RADIUS - 3)


class DataTile(Tile):
    """A square with the points of a data set, and its title below."""

    TITLE = 20

    def __init__(self, title: str, points: Array, targets: Array, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._points = points / EXTENT
        self._targets = targets
        self.setText(title)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.appearance.theme
        side = min(self.width(), self.height() - self.TITLE) - 2.0
        square = QRectF((self.width() - side) / 2, 1, side, side)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_frame(painter, square, "canvas")
            centre = square.center()
            for cls, token in ((0.0, "negative"), (1.0, "positive")):
                painter.setPen(QPen(theme.color(token), 3.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                chosen = self._points[self._targets == cls] * (0.45 * side)
                painter.drawPoints([QPointF(centre.x() + x, centre.y() - y) for x, y in chosen.tolist()])
            painter.setFont(ui_font(11, 500 if self.isChecked() else 400))
            painter.setPen(theme.color("text" if self.isChecked() else "text2"))
            title = QRectF(0, square.bottom() + 2, self.width(), self.TITLE - 2)
            painter.drawText(title, Qt.AlignmentFlag.AlignCenter, self.text())

    def sizeHint(self) -> QSize:
        return QSize(52, self.heightForWidth(52))

    def heightForWidth(self, width: int) -> int:
        return width + self.TITLE

    def hasHeightForWidth(self) -> bool:
        return True


class FeatureTile(Tile):
    """A small picture of a feature over the plane beside its name."""

    def __init__(self, name: str, picture: Array, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.name = name
        self._picture = picture
        self._image: QImage | None = None
        self._image_theme = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _image_in_theme(self) -> QImage:
        theme = self.appearance.theme
        if self._image is None or self._image_theme != theme.name:
            scaled = self._picture / np.abs(self._picture).max()
            self._image = HeatColors(theme).images(scaled[np.newaxis].astype(np.float32))[0]
            self._image_theme = theme.name
        return self._image

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.appearance.theme
        rect = QRectF(1, 1, self.width() - 2, self.height() - 2)
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            self.paint_frame(painter, rect, "card")
            painter.setOpacity(1.0 if self.isChecked() else 0.5)
            painter.drawImage(QRectF(6, (self.height() - 18) / 2, 18, 18), self._image_in_theme())
            painter.setOpacity(1.0)
            box = notation.feature(self.name, 15)
            color = theme.color("text" if self.isChecked() else "text3")
            box.paint(painter, 28, round(self.height() / 2 + 4), color)

    def sizeHint(self) -> QSize:
        return QSize(66, 32)
