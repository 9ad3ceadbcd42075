"""Icons from resources/icons, drawn in the colour asked for (Qt's SVG knows no currentColor), and dots."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from playground import resources


def icon(name: str, color: QColor, size: int = 24) -> QIcon:
    """Return an icon in one colour, with a pixmap for each device pixel ratio of the screens there are."""
    made = QIcon()
    for scale in sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()}):
        made.addPixmap(pixmap(name, color, size, scale))
    return made


def pixmap(name: str, color: QColor, size: int, scale: float = 1) -> QPixmap:
    return _drawn(name, color.name(), size, scale)


@lru_cache(maxsize=256)
def _drawn(name: str, color: str, size: int, scale: float) -> QPixmap:
    svg = resources.text("icons", f"{name}.svg").replace("currentColor", color)
    drawn = QPixmap(round(size * scale), round(size * scale))
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size * scale, size * scale))
    drawn.setDevicePixelRatio(scale)
    return drawn


def dot(color: QColor, size: int, scale: float = 1) -> QIcon:
    """Return a disc in one colour, such as a branch's."""
    drawn = QPixmap(round(size * scale), round(size * scale))
    drawn.setDevicePixelRatio(scale)
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QRectF(0, 0, size, size))
    return QIcon(drawn)
