"""Headers of the grid: the lecture's symbol with the column's name below it, and by what the rows are sorted."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from engine.symbols import Symbol
from playground import notation
from playground.data_table import roles
from playground.theme import Appearance, ui_font

SYMBOL, NAME = 15, 10
HEIGHT, HIGHER = 30, 44  # higher where columns have names beside their symbols
MARGIN = 9
ON_LINE = 4  # the line on which symbols stand, below the middle
DIGIT = 8  # pixels of a figure of a sample's number


class ColumnHeader(QHeaderView):
    """Draws symbols and names; a click sorts, which the view sees to."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._appearance = appearance
        self.has_names = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        appearance.changed.connect(self.viewport().update)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HIGHER if self.has_names else HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, model, across = self._appearance.theme, self.model(), self.orientation()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.color("panel"))
        painter.setPen(theme.color("line2"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        sorted_by = model.headerData(section, across, roles.SORTED) or 0
        tone = theme.color("accent" if sorted_by else "text2")
        place = QRectF(rect).adjusted(MARGIN, 0, -MARGIN, -1)
        on_right = bool(model.headerData(section, across, roles.ON_RIGHT))
        symbol, name = (model.headerData(section, across, role) for role in (roles.SYMBOL, roles.NAME))
        beside = 0.0  # how wide what stands in the heading's first line is
        if isinstance(symbol, Symbol):
            line = QRectF(place.left(), place.top() + 2, place.width(), 24) if name else QRectF(place)
            box = notation.symbol(symbol, SYMBOL)
            beside = box.width
            x = line.right() - box.width if on_right else line.left()
            box.paint(painter, x, round(line.center().y()) + ON_LINE, tone)
            place = QRectF(place.left(), place.top() + 25, place.width(), place.height() - 27)
        else:
            line = QRectF(place)
        if name:
            painter.setFont(ui_font(11, 500) if symbol is None else ui_font(NAME, 500))
            painter.setPen(tone if symbol is None else theme.color("text3"))
            text = painter.fontMetrics().elidedText(str(name), Qt.TextElideMode.ElideRight, int(place.width()))
            align = Qt.AlignmentFlag.AlignRight if on_right else Qt.AlignmentFlag.AlignLeft
            painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter, text)
            beside = beside or painter.fontMetrics().horizontalAdvance(text)
        if sorted_by:
            x = line.right() - beside - 10 if on_right else line.left() + beside + 10
            _paint_arrow(painter, QPointF(x, line.center().y()), sorted_by, tone)
        painter.restore()


class RowHeader(QHeaderView):
    """Draws the samples' numbers, with a bar beside those that the network decides wrongly."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._appearance = appearance
        self.figures = 3  # of the longest number
        self.chosen: list[range] = []  # rows in which something is selected
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        appearance.changed.connect(self.viewport().update)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(max(54, self.figures * DIGIT + 22), 0)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, model = self._appearance.theme, self.model()
        painter.fillRect(rect, theme.color("panel"))
        painter.setPen(theme.color("line2"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if model.headerData(section, Qt.Orientation.Vertical, roles.IS_WRONG):
            painter.fillRect(QRect(rect.left() + 2, rect.top() + 5, 3, rect.height() - 10), theme.color("wrong"))
        chosen = any(section in rows for rows in self.chosen)
        painter.setFont(ui_font(11, 600 if chosen else 400))
        painter.setPen(theme.color("accent" if chosen else "text3"))
        text = str(model.headerData(section, Qt.Orientation.Vertical) or "")
        painter.drawText(
            rect.adjusted(0, 0, -MARGIN, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
        )


def _paint_arrow(painter: QPainter, at: QPointF, way: int, tone: object) -> None:
    """Draw an arrow that points up where the least come first."""
    pen = QPen(tone, 1.6)  # type: ignore[call-overload]
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    tip = 2.2 * way
    painter.drawPolyline(QPolygonF([at + QPointF(-3.4, tip), at + QPointF(0, -tip), at + QPointF(3.4, tip)]))
