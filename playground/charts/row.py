"""A strip of a chart that we paint ourselves: a heading or a legend, text at exact places in the theme's colours."""

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.anew import AS_ON_SCREEN, Look
from playground.theme import Appearance, Theme, ui_font


def heading_font() -> QFont:
    return ui_font(14, 600)


def figure_font() -> QFont:
    return ui_font(12, 600)


def label_font() -> QFont:
    return ui_font(11)


def caption_font() -> QFont:
    return ui_font(10)


@lru_cache(maxsize=8)
def math_font(size_px: int) -> QFont:
    font = QFont("STIX Two Math")
    font.setPixelSize(size_px)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def text_width(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)


def write(painter: QPainter, at: QPointF, text: str, font: QFont, color: QColor) -> float:
    """Write text that starts at a point on its baseline; return its width in pixels."""
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(at, text)
    return text_width(text, font)


def write_before(painter: QPainter, at: QPointF, text: str, font: QFont, color: QColor) -> float:
    """Write text that ends at a point on its baseline; return its width in pixels."""
    return write(painter, at - QPointF(text_width(text, font), 0), text, font, color)


class Row(QWidget):
    """A strip of fixed height which fills itself with the panel's colour; subclasses `draw` the rest."""

    def __init__(self, appearance: Appearance, height: int) -> None:
        super().__init__()
        self.appearance = appearance
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        appearance.changed.connect(self.update)

    def paint_anew(self, painter: QPainter, look: Look) -> None:
        """Paint it as a part of a figure."""
        if look.has_ground:
            painter.fillRect(self.rect(), self.appearance.theme.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, self.appearance.theme)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw on the panel's colour; each kind of row says what."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.paint_anew(painter, AS_ON_SCREEN)
