"""How numbers of a grid and their headings are drawn."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from playground.stepper.grid.cells import FIGURE, SMALL, Cells
from playground.stepper.grid.model import NumberModel
from playground.theme import Appearance, mix, ui_font

Index = QModelIndex | QPersistentModelIndex
SYMBOL_HEAD, FACTOR = 25, 13  # heights of a symbol above its column, and of a power of ten below that
TINT = 0.42  # how far the tint of the greatest number goes to the colour of its sign
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)  # made once: flags are slow to combine


class NumberDelegate(QStyledItemDelegate):
    """Draws a number on its tint; what is talked about is framed, what is still to be computed is grey.

    Attributes
    ----------
    frame : the colour of the frame, a name in Theme
    """

    def __init__(self, appearance: Appearance, view: QTableView) -> None:
        super().__init__(view)
        self.frame = "accent"
        self._view = view
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self._appearance.theme, QRectF(option.rect)
        cells = _cells_of(index.model())
        row, column = index.row(), index.column()
        cell, card, lit = cells.cell(row, column), theme.color("card"), cells.is_lit(row, column)
        share = abs(cell.tint) if cell.is_done else 0.0
        painter.fillRect(rect, mix(card, theme.signed(cell.tint), TINT * share**0.7) if share else card)
        painter.setFont(ui_font(FIGURE, 600 if lit and cell.is_done else 400))
        painter.setPen(theme.color("text" if cell.is_done else "text3"))
        painter.drawText(rect.adjusted(2, 0, -5, 0), RIGHT, cell.text)
        if lit:
            self._draw_frame(painter, rect, cells, row, column)
        if cell.is_pointed or (self._view.hasFocus() and index == self._view.currentIndex()):
            painter.setPen(QPen(theme.color("text2"), 1.0, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(1.5, 1.5, -2.5, -2.5))

    def _draw_frame(self, painter: QPainter, rect: QRectF, cells: Cells, row: int, column: int) -> None:
        """Draw the sides of a lit number at which what is lit ends; not where everything is."""
        if cells.lit == (None, None):
            return
        painter.setPen(_flat(self._appearance.theme.color(self.frame)))
        above = row > 0 and cells.is_lit(row - 1, column)
        below = row < len(cells.rows) - 1 and cells.is_lit(row + 1, column)
        before = column > 0 and cells.is_lit(row, column - 1)
        after = column < len(cells.columns) - 1 and cells.is_lit(row, column + 1)
        inside = rect.adjusted(1, 1, -1, -1)
        for open_, x in ((before, inside.left()), (after, inside.right())):
            if not open_:
                painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        for open_, y in ((above, inside.top()), (below, inside.bottom())):
            if not open_:
                painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


class NumberHeader(QHeaderView):
    """The names of rows or columns, small; those that are lit stand out."""

    def __init__(self, orientation: Qt.Orientation, appearance: Appearance, view: QTableView) -> None:
        super().__init__(orientation, view)
        self._appearance = appearance
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        appearance.changed.connect(self.viewport().update)

    # Qt's names

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, cells = self._appearance.theme, _cells_of(self.model())
        horizontal = self.orientation() == Qt.Orientation.Horizontal
        heading = (cells.columns if horizontal else cells.rows)[section]
        lit = cells.lit is not None and cells.lit[1 if horizontal else 0] == section
        painter.save()
        painter.fillRect(rect, theme.color("panel"))
        painter.setFont(ui_font(SMALL, 600 if lit else 400))
        painter.setPen(theme.color("text" if lit else "text2"))
        right = rect.adjusted(0, 0, -5 if horizontal else -7, 0)
        if heading.factor:
            painter.drawText(right.adjusted(0, SYMBOL_HEAD - 2, 0, -1), RIGHT, heading.factor)
        if box := heading.symbol:
            box.paint(painter, right.right() - box.width, rect.top() + 16, theme.color("text" if lit else "text2"))
        else:
            painter.drawText(right, RIGHT, heading.text)
        painter.restore()


def _cells_of(model: QAbstractItemModel) -> Cells:
    assert isinstance(model, NumberModel)
    assert model.cells is not None
    return model.cells


def _flat(colour: QColor) -> QPen:
    return QPen(colour, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
