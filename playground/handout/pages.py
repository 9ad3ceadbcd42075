"""Pages of a PDF: content is put one below another, and goes on on the next page where it does not fit."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from playground.theme import Theme, ui_font

PIXEL_POINTS = 0.7  # one pixel of a formula on paper, in points: its 15 px are 10.5 pt
MARGIN_MM = 18.0
RESOLUTION = 1200  # dots per inch: where a line stands is rounded to these
FOOTER = 30.0

Paint = Callable[[QPainter], None]


class Pages:
    """Paper of A4 with numbered pages, to be used by `with`; lengths are pixels of PIXEL_POINTS.

    Attributes
    ----------
    width, height : of the page without its margins
    y : where the next content stands
    number : of the present page
    """

    def __init__(self, title: str, theme: Theme) -> None:
        self.y = 0.0
        self.number = 1
        self._theme = theme
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = _writer(self._buffer, title, QPageSize(QPageSize.PageSizeId.A4), MARGIN_MM)
        self._painter = QPainter(self._writer)
        scale = RESOLUTION / 72 * PIXEL_POINTS
        self._painter.scale(scale, scale)
        self.width = self._writer.width() / scale
        self.height = self._writer.height() / scale - FOOTER

    def put(self, height: float, paint: Paint, *, before: float = 0.0, keep: float = 0.0) -> None:
        """Paint something of a height, `before` below the last; with it there is room for `keep` more on the page."""
        if self.y and self.y + before + height + keep > self.height:
            self.turn()
        self.y += before if self.y else 0.0
        self._painter.save()
        self._painter.translate(0.0, round(self.y))
        paint(self._painter)
        self._painter.restore()
        self.y += height

    def turn(self) -> None:
        """Go on on a new page."""
        self._paint_footer()
        self._writer.newPage()
        self.number += 1
        self.y = 0.0

    def close(self) -> bytes:
        """Return the whole PDF."""
        self._paint_footer()
        self._painter.end()
        return bytes(self._buffer.data().data())

    def __enter__(self) -> "Pages":
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave the paper as it is: a painter that outlives it crashes Qt."""
        if self._painter.isActive():
            self._painter.end()

    def _paint_footer(self) -> None:
        self._painter.setFont(ui_font(11))
        self._painter.setPen(self._theme.color("text3"))
        place = QRectF(0.0, self.height + FOOTER - 16, self.width, 16)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self.number))


def single_page(width: float, height: float, title: str, paint: Paint) -> bytes:
    """Return a PDF that is one drawing and nothing around it; lengths in pixels of PIXEL_POINTS."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    size = QPageSize(QSizeF(width, height) * PIXEL_POINTS, QPageSize.Unit.Point)
    writer = _writer(buffer, title, size, 0.0)
    with QPainter(writer) as painter:
        scale = RESOLUTION / 72 * PIXEL_POINTS
        painter.scale(scale, scale)
        paint(painter)
    return bytes(buffer.data().data())


def _writer(buffer: QBuffer, title: str, size: QPageSize, margin_mm: float) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Backprop Playground")
    writer.setResolution(RESOLUTION)
    margins = QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    return writer
