"""How weights look in a table, and how one is typed: refused in place, kept while the run goes on."""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen, QStaticText
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.experiment import Weight
from engine.symbols import Symbol
from playground import notation
from playground.document.selection import Selection
from playground.document.values import ValueRefusedError
from playground.panels.weights import roles
from playground.theme import Appearance, Theme, ui_font

Index = QModelIndex | QPersistentModelIndex
MARGIN = 7
FIGURE = 12  # size of the numbers
LOCK = 11.0  # width of the padlock of a frozen weight


class Cell(NamedTuple):
    """What a weight table draws in one cell: a symbol, or a number as text; `weight` is (l, j, k) where it stands."""

    text: str = ""
    value: float = 0.0
    symbol: Symbol | None = None
    weight: Weight | None = None
    frozen: bool = False
    cut: bool = False


class WeightDelegate(QStyledItemDelegate):
    """Draws numbers in the colours of their signs, with a padlock where frozen and a line across where cut.

    Signals
    -------
    refused(sentence) : what was typed is no weight; the editor stays open, and nothing has changed
    accepted : what was typed last is good
    """

    refused = Signal(str)
    accepted = Signal()

    def __init__(self, selection: Selection, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._selection = selection
        self._appearance = appearance

    # ---- typing ----------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("cell", True)
        editor.setFont(ui_font(FIGURE))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.textEdited.connect(self.accepted)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the weight in with all digits, once: the run, going on, must not overwrite what is typed."""
        assert isinstance(editor, QLineEdit)
        if not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setText(repr(index.data(roles.VALUE)).replace("-", "−"))
            editor.setModified(False)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed; an editor that was only opened and left changes nothing."""
        assert isinstance(editor, QLineEdit)
        if editor.isModified():
            self._try(editor, model, index)

    def _try(self, editor: QLineEdit, model: QAbstractItemModel, index: Index) -> bool:
        editor.setModified(False)  # it is asked once, also if the editor then closes
        try:
            model.set_typed(index, editor.text())  # type: ignore[attr-defined]
        except ValueRefusedError as error:
            editor.setModified(True)
            self.refused.emit(str(error))
            return False
        self.accepted.emit()
        return True

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the editor open where Return or Tab would close it on something that is no weight."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if isinstance(editor, QLineEdit) and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            view = self.parent()
            if event.key() in keys:
                index = view.currentIndex()  # type: ignore[union-attr]
                if editor.isModified() and not self._try(editor, index.model(), index):
                    return True
            elif event.key() == Qt.Key.Key_Escape:
                editor.setModified(False)
                self.accepted.emit()
        if isinstance(editor, QLineEdit) and event.type() == QEvent.Type.FocusOut and editor.isModified():
            index = self.parent().currentIndex()  # type: ignore[union-attr]
            if index.isValid() and not self._try(editor, index.model(), index):
                editor.setModified(False)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
                return False
        return super().eventFilter(editor, event)

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

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Give the editor room for all digits, within the table."""
        room = editor.parentWidget().width()
        digits = editor.fontMetrics().horizontalAdvance("−0.12345678901234567") + 18
        rect = option.rect
        width = max(rect.width(), min(digits, room))
        left = max(0, min(rect.left(), room - width))
        editor.setGeometry(left, rect.top(), width, rect.height())


def _paint_number(painter: QPainter, rect: QRectF, cell: Cell, theme: Theme) -> None:
    prepared, width, height = _prepared("cut" if cell.cut else cell.text)
    painter.setFont(ui_font(FIGURE))
    painter.setPen(theme.color("text3") if cell.cut else theme.signed(cell.value, text=True))
    painter.drawStaticText(QPointF(rect.right() - MARGIN - width, round(rect.center().y() - height / 2)), prepared)
    if cell.cut:
        painter.setPen(QPen(theme.color("text3"), 1.2))
        painter.drawLine(rect.bottomLeft() + QPointF(6, -6), rect.topRight() + QPointF(-6, 6))
    if cell.frozen:
        paint_lock(painter, QPointF(rect.left() + 6, rect.center().y()), theme.color("text2"))


@lru_cache(maxsize=4096)  # laying a number out takes as long as all else about its cell
def _prepared(text: str) -> tuple[QStaticText, float, float]:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(font=ui_font(FIGURE))
    return made, made.size().width(), made.size().height()


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
