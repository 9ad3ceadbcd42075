"""Tiles: buttons that show what they stand for, a data set's points or a feature's picture over the plane."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from engine.arrays import Array
from engine.data import Data
from playground import icons, notation
from playground.heat import HeatColors
from playground.keyboard import let_space_press
from playground.panels.data.thumbnail import Dots, dots_of
from playground.plain_tip import plain_tip
from playground.theme import Appearance, ui_font

RADIUS = 9.0
ICON = 20
FEW = 8  # up to so many samples are large dots


class Tile(QAbstractButton):
    """A checkable button with a rounded frame: accent when checked, lit when under the pointer or in focus."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.appearance = appearance
        self._tell: Callable[[], str] | None = None
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        let_space_press(self)
        appearance.changed.connect(self.update)

    def tell(self, words: Callable[[], str]) -> None:
        """Let the tool tip say what is known only when it is read, such as what a click would take with it."""
        self._tell = words

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

    def _tell_now(self) -> None:
        if self._tell:
            words = self._tell()
            self.setToolTip(plain_tip(words))
            self.setAccessibleDescription(words)

    # Qt's names

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._tell_now()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._tell_now()
        super().focusInEvent(event)


class DataTile(Tile):
    """A square with samples in the colours of their classes or values, and a title below.

    Parameters
    ----------
    icon : what stands in the square while there are no samples to be shown
    """

    TITLE = 20

    def __init__(self, name: str, title: str, appearance: Appearance, icon: str = "") -> None:
        super().__init__(appearance)
        self._icon = icon
        self._data: Data | None = None
        self._seed = 0
        self._dots: Dots | None = None  # None until they are seen
        self.setObjectName(f"data_{name}")
        self.setText(title)
        self.setFont(ui_font(11))
        self.setAccessibleName(f"{title} data")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def show_samples(self, data: Data | None, seed: int) -> None:
        """Show samples of these data from now on.

        They are drawn when the tile is painted next, which most tiles are not: they are folded away, or scrolled out of
        sight.
        """
        if (data, seed) != (self._data, self._seed):
            self._data, self._seed, self._dots = data, seed, None
            self.update()

    @property
    def dots(self) -> Dots:
        """Where the samples of each class or shade are in the square, −1 to 1; drawn when first asked for."""
        if self._dots is None:
            self._dots = dots_of(self._data, self._seed) if self._data else {}
        return self._dots

    @property
    def is_drawn(self) -> bool:
        """Whether anybody has seen the samples."""
        return self._dots is not None

    def _color(self, shade: float) -> QColor:
        theme, data = self.appearance.theme, self._data
        assert data is not None
        if not data.is_regression:
            return theme.of_class(int(shade), data.class_count)
        return theme.signed(shade) if data.dimensions == 1 else theme.of_value(shade)

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.appearance.theme
        side = min(self.width(), self.height() - self.TITLE) - 2.0
        square = QRectF((self.width() - side) / 2, 1, side, side)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_frame(painter, square, "canvas")
            if self._data is None and self._icon:
                ink = theme.color("text" if self.underMouse() or self.hasFocus() else "text2")
                drawn = icons.pixmap(self._icon, ink, ICON, self.devicePixelRatioF())
                painter.drawPixmap(square.center() - QPointF(ICON / 2, ICON / 2), drawn)
            self._paint_dots(painter, square.center(), 0.45 * side)
            painter.setFont(ui_font(11, 500) if self.isChecked() else self.font())
            painter.setPen(theme.color("text" if self.isChecked() else "text2"))
            title = QRectF(0, square.bottom() + 2, self.width(), self.TITLE - 2)
            painter.drawText(title, Qt.AlignmentFlag.AlignCenter, self.text())

    def _paint_dots(self, painter: QPainter, centre: QPointF, half: float) -> None:
        few = self._data is not None and self._data.samples <= FEW
        for shade, places in self.dots.items():
            pen = QPen(self._color(shade), 8.0 if few else 3.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints([QPointF(centre.x() + x, centre.y() - y) for x, y in (places * half).tolist()])

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
            painter.setOpacity((1.0 if self.isChecked() else 0.5) if self.isEnabled() else 0.2)
            painter.drawImage(QRectF(6, (self.height() - 18) / 2, 18, 18), self._image_in_theme())
            painter.setOpacity(1.0)
            box = notation.feature(self.name, 15)
            color = theme.color(("text" if self.isChecked() else "text3") if self.isEnabled() else "line2")
            box.paint(painter, 28, round(self.height() / 2 + 4), color)

    def sizeHint(self) -> QSize:
        return QSize(66, 32)
