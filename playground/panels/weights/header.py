"""A header whose sections are symbols of the lecture."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from playground.panels.weights import roles
from playground.panels.weights.delegate import paint_symbol
from playground.theme import Appearance, ui_font

HEIGHT = 30


class SymbolHeader(QHeaderView):
    """Sets the symbol of a section where the model has one, else its words."""

    def __init__(self, orientation: Qt.Orientation, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._appearance = appearance
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        appearance.changed.connect(self.viewport().update)

    # Qt's names

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return (
            QSize(hint.width(), HEIGHT) if self.orientation() == Qt.Orientation.Horizontal else QSize(54, hint.height())
        )

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = self._appearance.theme
        model, orientation = self.model(), self.orientation()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.color("panel"))
        painter.setPen(theme.color("line2"))
        if orientation == Qt.Orientation.Horizontal:
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        else:
            painter.drawLine(rect.topRight(), rect.bottomRight())
        symbol = model.headerData(section, orientation, roles.SYMBOL)
        if symbol is not None:
            place = QRectF(rect)
            if orientation == Qt.Orientation.Horizontal:  # above its numbers, which stand on the right
                place.setLeft(max(place.left(), place.right() - 48))
            paint_symbol(painter, place, symbol, theme.color("text2"))
        else:
            painter.setFont(ui_font(10, 500))
            painter.setPen(theme.color("text3"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(model.headerData(section, orientation) or ""))
        painter.restore()
