"""Pages of a PDF: content is put one below another, and goes on on the next page where it does not fit."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from playground.theme import Theme, ui_font

PIXEL_POINTS = 0.7  # one pixel of a formula on paper, in points: its 15 px are 10.5 pt
MARGIN_MM = 18.0
RESOLUTION = 1200  # dots per inch: where a line stands is rounded to these
SCALE = RESOLUTION / 72 * PIXEL_POINTS  # dots in a pixel
FOOTER = 30.0

Paint = Callable[[QPainter], None]


class Flow:
    """Where content comes to stand on pages of a height: a page is turned where the next content does not fit.

    Attributes
    ----------
    height : of a page without its margins
    y : where the next content stands
    number : of the present page
    """

    def __init__(self, height: float) -> None:
        self.height = height
        self.y = 0.0
        self.number = 1

    def put(self, height: float, paint: Paint, *, before: float = 0.0, keep: float = 0.0) -> None:
        """Put something of a height, `before` below the last; with it there is room for `keep` more on the page."""
        if self.y and self.y + before + height + keep > self.height:
            self.turn()
        self.y += before if self.y else 0.0
        self._paint(paint)
        self.y += height

    def turn(self) -> None:
        """Go on on a new page."""
        self.number += 1
        self.y = 0.0

    def _paint(self, paint: Paint) -> None:
        """Paint nothing: here pages are only counted."""


class Pages(Flow):
    """Paper of A4 with numbered pages, to be used by `with`; lengths are pixels of PIXEL_POINTS.

    Attributes
    ----------
    width : of the page without its margins
    """

    def __init__(self, title: str, theme: Theme) -> None:
        self.width, height = page_size()
        super().__init__(height)
        self._theme = theme
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = _writer(self._buffer, title, QPageSize(QPageSize.PageSizeId.A4), MARGIN_MM)
        self._painter = QPainter(self._writer)
        self._painter.scale(SCALE, SCALE)

    def turn(self) -> None:
        """Go on on a new page."""
        self._paint_footer()
        self._writer.newPage()
        super().turn()

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

    def _paint(self, paint: Paint) -> None:
        self._painter.save()
        self._painter.translate(0.0, round(self.y))
        paint(self._painter)
        self._painter.restore()

    def _paint_footer(self) -> None:
        self._painter.setFont(ui_font(11))
        self._painter.setPen(self._theme.color("text3"))
        place = QRectF(0.0, self.height + FOOTER - 16, self.width, 16)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self.number))


def page_size() -> tuple[float, float]:
    """Return width and height of a page of A4 without its margins and its footer."""
    room = _layout(QPageSize(QPageSize.PageSizeId.A4), MARGIN_MM).paintRectPixels(RESOLUTION)
    return room.width() / SCALE, room.height() / SCALE - FOOTER


def single_page(width: float, height: float, title: str, paint: Paint) -> bytes:
    """Return a PDF that is one drawing and nothing around it; lengths in pixels of PIXEL_POINTS."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    size = QPageSize(QSizeF(width, height) * PIXEL_POINTS, QPageSize.Unit.Point)
    writer = _writer(buffer, title, size, 0.0)
    with QPainter(writer) as painter:
        painter.scale(SCALE, SCALE)
        paint(painter)
    return bytes(buffer.data().data())


def _writer(buffer: QBuffer, title: str, size: QPageSize, margin_mm: float) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Backprop Playground")
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(_layout(size, margin_mm))
    return writer


def _layout(size: QPageSize, margin_mm: float) -> QPageLayout:
    margins = QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
