"""Drawing anew: where what views keep as pictures for a screen would not do, on paper and on finer grounds than that.

Views keep pictures of what stays, in the screen's own pixels. A figure wants lines and letters instead: as PDF or SVG,
and at two to four times the screen's pixels. So whoever paints from a picture asks here first.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QPainterPath

FINER = 1.01  # times the screen's pixels
MOST_ENLARGED, WIDEST = 4.0, 640.0  # pixels of an enlarged map in one of the drawing, and across: readers of PDF and
# SVG enlarge a small one each as they like, a smooth large one alike


@dataclass(frozen=True)
class Look:
    """How a figure is drawn.

    Attributes
    ----------
    has_ground : whether it fills what lies behind it; else that is left transparent
    has_numbers : whether it shows the values of units and weights
    has_selection : whether what is selected stands out, else all do alike
    """

    has_ground: bool = True
    has_numbers: bool = True
    has_selection: bool = True


AS_ON_SCREEN = Look()


def is_anew(painter: QPainter, ratio: float) -> bool:
    """Tell whether what is painted is no picture of so many device pixels a pixel."""
    engine = painter.paintEngine()
    is_picture = engine is not None and engine.type() == QPaintEngine.Type.Raster
    return not is_picture or painter.deviceTransform().m11() > FINER * ratio


def paint_map(painter: QPainter, place: QRectF, picture: QImage, cut: float = 0.0, radius: float = 0.0) -> None:
    """Paint a small map as a large smooth picture, which looks the same wherever it is enlarged.

    Parameters
    ----------
    cut : how much of the map lies outside of the place on each side, in its own pixels
    radius : of the corners, which are transparent
    """
    times = min(MOST_ENLARGED, max(1.0, WIDEST / place.width()))
    size = (QSizeF(place.size()) * times).toSize()
    made = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    whole = QRectF(0, 0, size.width(), size.height())
    with QPainter(made) as inner:
        inner.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        if radius:
            path = QPainterPath()
            path.addRoundedRect(whole, times * radius, times * radius)
            inner.setClipPath(path)
        inner.drawImage(whole, picture, QRectF(picture.rect()).adjusted(cut, cut, -cut, -cut))
    painter.drawImage(place, made)
