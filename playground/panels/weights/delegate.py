"""How weights look in a table, and how one is typed: refused in place, kept while the run goes on."""

from typing import NamedTuple

from PySide6.QtCore import (
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
)

from engine.experiment import Weight
from engine.symbols import Symbol
from playground import notation
from playground.document.selection import Selection
from playground.panels.weights import roles
from playground.theme import Appearance, Theme, ui_font
from playground.typed_cells import FIGURE, Index, TypedCells, laid_out

MARGIN = 7
LOCK = 11.0  # width of the padlock of a frozen weight


class Cell(NamedTuple):
    """What a weight table draws in one cell: a symbol, or a number as text; `weight` is (l, j, k) where it stands."""

    text: str = ""
    value: float = 0.0
    symbol: Symbol | None = None
    weight: Weight | None = None
    frozen: bool = False
    cut: bool = False


class WeightDelegate(TypedCells):
    """Draws numbers in the colours of their signs, with a padlock where frozen and a line across where cut."""

    def __init__(self, selection: Selection, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._selection = selection
        self._appearance = appearance

    def text_to_edit(self, index: Index) -> str:
        return repr(index.data(roles.VALUE))

    # ---- drawing ---------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._appearance.theme
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.color("accent_soft" if selected else "card"))
        cell: Cell = index.model().cell(index.row(), index.column())  # type: ignore[attr-defined]
        if cell.symbol is not None:
            paint_symbol(painter, rect, cell.symbol, theme.color("text2"))
        elif cell.text:
            _paint_number(painter, rect, cell, theme)
        pointed = self._selection.pointed
        is_pointed = pointed is not None and cell.weight == pointed.weight
        if is_pointed or option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 1.4))
            painter.drawRoundedRect(rect.adjusted(1.2, 1.2, -1.2, -1.2), 4, 4)
        painter.restore()


def _paint_number(painter: QPainter, rect: QRectF, cell: Cell, theme: Theme) -> None:
    prepared, width, height = laid_out("cut" if cell.cut else cell.text)
    painter.setFont(ui_font(FIGURE))
    painter.setPen(theme.color("text3") if cell.cut else theme.signed(cell.value, text=True))
    painter.drawStaticText(QPointF(rect.right() - MARGIN - width, round(rect.center().y() - height / 2)), prepared)
    if cell.cut:
        painter.setPen(QPen(theme.color("text3"), 1.2))
        painter.drawLine(rect.bottomLeft() + QPointF(6, -6), rect.topRight() + QPointF(-6, 6))
    if cell.frozen:
        paint_lock(painter, QPointF(rect.left() + 6, rect.center().y()), theme.color("text2"))


def paint_symbol(painter: QPainter, rect: QRectF, symbol: Symbol, color: QColor, size: int = 14) -> None:
    """Put a symbol in the middle of a cell."""
    box = notation.symbol(symbol, size)
    x = rect.center().x() - box.width / 2
    box.paint(painter, x, round(rect.center().y() + (box.ascent - box.descent) / 2), color)


def paint_lock(painter: QPainter, left: QPointF, color: QColor) -> None:
    """Draw a padlock, LOCK pixels wide, with the middle of its left side at a point."""
    body = QRectF(left.x() + 0.5, left.y() - 1.5, LOCK - 3, 6.5)
    shackle = QPainterPath(QPointF(body.left() + 1.6, body.top()))
    shackle.lineTo(body.left() + 1.6, body.top() - 1.6)
    shackle.arcTo(QRectF(body.left() + 1.6, body.top() - 4.2, body.width() - 3.2, 5.2), 180, -180)
    shackle.lineTo(body.right() - 1.6, body.top())
    painter.setPen(QPen(color, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shackle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(body, 1.4, 1.4)
