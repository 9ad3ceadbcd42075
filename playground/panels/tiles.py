"""Tiles: buttons that show what they stand for, a data set's points or a feature's picture over the plane."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from engine.arrays import Array
from engine.datasets import EXTENT, Dataset
from playground import notation
from playground.heat import HeatColors
from playground.keyboard import let_space_press
from playground.theme import Appearance, ui_font

RADIUS = 9.0
THUMBNAIL_SAMPLES = 110
THUMBNAIL_SEED = 4
AIR = 1.3  # times the extent of samples that do not fill the plane
SHADES = 6  # of values, on each side of 0


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
    """A square with samples of a data set in the colours of their classes or values, and its title below."""

    TITLE = 20

    def __init__(self, dataset: Dataset, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._dataset = dataset
        self._dots: dict[float, Array] | None = None  # by label or shade; None until they are seen
        self._noise = 0.0
        self._classes = dataset.classes
        self.setObjectName(f"data_{dataset.name}")
        self.setText(dataset.title)
        self.setFont(ui_font(11))
        self.setToolTip(f"{dataset.title}: {dataset.summary}")
        self.setAccessibleName(f"{dataset.title} data")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def draw_samples(self, noise: float, classes: int) -> None:
        """Show other samples: with so much noise, and of so many classes where that can be chosen; 0 is as usual.

        They are drawn when the tile is painted next, which most tiles are not: they are folded away, or scrolled out of
        sight.
        """
        dataset = self._dataset
        self._classes = classes if 0 < classes <= dataset.most_classes > 2 else dataset.classes
        self._noise, self._dots = noise, None
        self.update()

    @property
    def dots(self) -> dict[float, Array]:
        """Where the samples of each label or shade are in the square, −1 to 1; drawn when first asked for."""
        if self._dots is None:
            self._dots = self._draw()
        return self._dots

    @property
    def is_drawn(self) -> bool:
        """Whether anybody has seen the samples."""
        return self._dots is not None

    def _draw(self) -> dict[float, Array]:
        dataset = self._dataset
        rng = np.random.default_rng(THUMBNAIL_SEED)
        points, labels = dataset.generate(rng, dataset.fixed_samples or THUMBNAIL_SAMPLES, self._noise, self._classes)
        if dataset.is_regression:
            labels = labels / np.abs(labels).max()
            shades = np.round(labels * SHADES) / SHADES
        else:
            shades = labels
        places = np.column_stack([points[:, 0], labels]) if dataset.dimensions == 1 else points
        middle, extent = _view(places) if dataset.dimensions == 1 or dataset.fixed_samples else (np.zeros(2), EXTENT)
        places = np.clip((places - middle) / extent, -1.05, 1.05)
        return {shade: places[shades == shade] for shade in np.unique(shades).tolist()}

    def _color(self, shade: float) -> QColor:
        theme = self.appearance.theme
        if not self._dataset.is_regression:
            return theme.of_class(int(shade), self._classes)
        return theme.signed(shade) if self._dataset.dimensions == 1 else theme.of_value(shade)

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.appearance.theme
        side = min(self.width(), self.height() - self.TITLE) - 2.0
        square = QRectF((self.width() - side) / 2, 1, side, side)
        size = 8.0 if self._dataset.fixed_samples else 3.4
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_frame(painter, square, "canvas")
            centre = square.center()
            for shade, places in self.dots.items():
                painter.setPen(QPen(self._color(shade), size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                chosen = places * (0.45 * side)
                painter.drawPoints([QPointF(centre.x() + x, centre.y() - y) for x, y in chosen.tolist()])
            painter.setFont(ui_font(11, 500) if self.isChecked() else self.font())
            painter.setPen(theme.color("text" if self.isChecked() else "text2"))
            title = QRectF(0, square.bottom() + 2, self.width(), self.TITLE - 2)
            painter.drawText(title, Qt.AlignmentFlag.AlignCenter, self.text())

    def sizeHint(self) -> QSize:
        return QSize(52, self.heightForWidth(52))

    def heightForWidth(self, width: int) -> int:
        return width + self.TITLE

    def hasHeightForWidth(self) -> bool:
        return True


def _view(places: Array) -> tuple[Array, Array]:
    """Return middle and half extent of places, (2,) each, with air around them."""
    low, high = places.min(axis=0), places.max(axis=0)
    return (low + high) / 2, np.asarray((high - low) / 2 * AIR)


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
