"""The columns of a table as a list: which of them the network is given, with how their numbers lie."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from engine.arrays import Array
from engine.features import columns
from engine.table import Table
from engine.titles import title_of_input
from playground import notation
from playground.panels.check import SIDE, paint_check
from playground.panels.figures import figure
from playground.plain_tip import plain_tip
from playground.theme import Appearance, ui_font

ROW = 24
MOST_SHOWN = 8  # rows; the list scrolls
BINS = 14
MOST_COUNTED = 4000  # rows of a table that make its little histograms
BARS = QSize(56, 14)
ENGINE_NAME = Qt.ItemDataRole.UserRole  # x1, x2 …
ROLES_IN_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)

Index = QModelIndex | QPersistentModelIndex


class Columns(QAbstractListModel):
    """The columns of a table that a filter lets through, each checked if it is an input of the network.

    Signals
    -------
    toggled(name) : a person wants it switched
    """

    toggled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._shown: list[int] = []  # numbers of columns, from 0
        self._filter = ""
        self._names: tuple[str, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._bars: dict[int, Array] = {}

    def show_table(self, table: Table) -> None:
        """List the columns of a table."""
        if table is self._table:
            return
        same_columns = self._table is not None and table.names == self._table.names
        self._table, self._names, self._bars = table, columns(len(table.names)), {}
        if not same_columns:
            self._list()
        elif self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def show_chosen(self, features: Sequence[str]) -> None:
        """Check those that are inputs."""
        chosen = frozenset(features)
        if chosen != self._chosen and self._shown:
            self._chosen = chosen
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))
        self._chosen = chosen

    def set_filter(self, text: str) -> None:
        """List only columns with all of these words in their name."""
        self._filter = text
        self._list()

    @property
    def shown(self) -> list[str]:
        """The engine's names of the columns that are listed."""
        return [self._names[column] for column in self._shown]

    def bars(self, column: int) -> Array:
        """Return how the numbers of a column lie between its least and greatest: heights of bars, up to 1."""
        if column not in self._bars:
            assert self._table is not None
            step = -(-self._table.rows // MOST_COUNTED)
            counts = np.histogram(self._table.inputs[::step, column], bins=BINS)[0]
            self._bars[column] = counts / counts.max()
        return self._bars[column]

    def column(self, index: Index) -> int:
        """Return the number of a row's column in the table, from 0."""
        return self._shown[index.row()]

    def called(self, column: int) -> str:
        """Return what the table calls a column."""
        assert self._table is not None
        return self._table.names[column]

    def toggle(self, index: Index) -> None:
        """Ask for a column to be switched."""
        if index.isValid():
            self.toggled.emit(self._names[self.column(index)])

    def _list(self) -> None:
        self.beginResetModel()
        words = self._filter.lower().split()
        called = self._table.names if self._table else ()
        self._shown = [
            column
            for column, name in enumerate(called)
            if all(word in name.lower() or word == self._names[column] for word in words)
        ]
        self.endResetModel()

    def _tip(self, column: int) -> str:
        assert self._table is not None
        values = self._table.inputs[:, column]
        low, high, mean = (figure(float(value), 3) for value in (values.min(), values.max(), values.mean()))
        head = f"{title_of_input(self._names[column])}, {self.called(column)}"
        return plain_tip(f"{head}\nfrom {low} to {high}, mean {mean}")

    # Qt's names

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = self.column(index)
        if role in ROLES_IN_WORDS:
            return f"{title_of_input(self._names[column])} {self.called(column)}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self._names[column] in self._chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(column)
        return self._names[column] if role == ENGINE_NAME else None


class ColumnView(QListView):
    """The list; a click or Space switches a column."""

    def __init__(self, model: Columns, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("columns")
        self.setAccessibleName("Columns of the table")
        self.setModel(model)
        self._columns = model
        self._delegate = _Row(model, appearance, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the window
        self.setMouseTracking(True)
        appearance.changed.connect(self.viewport().update)

    def fit(self, rows: int) -> None:
        """Be high enough for so many rows, up to a few."""
        self.setFixedHeight(min(rows, MOST_SHOWN) * ROW + 2)

    # Qt's names

    def event(self, event: QEvent) -> bool:
        is_override = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_override and event.key() == Qt.Key.Key_Space:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._columns.toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._columns.toggle(self.indexAt(event.position().toPoint()))


class _Row(QStyledItemDelegate):
    """Paints a column: a check box, its symbol, its name, and its numbers as a small histogram."""

    def __init__(self, model: Columns, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = model
        self._appearance = appearance

    # Qt's names

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._appearance.theme
        rect, state = QRectF(option.rect), Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        is_on = state == Qt.CheckState.Checked
        column = self._columns.column(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        paint_check(painter, QRectF(rect.left() + 2, rect.center().y() - SIDE / 2, SIDE, SIDE), state, theme)
        ink = theme.color("text" if is_on else "text2")
        box = notation.feature(index.data(ENGINE_NAME), 14)
        box.paint(painter, round(rect.left() + SIDE + 9), round(rect.center().y() + 4), ink)
        left = rect.left() + SIDE + 9 + max(box.width + 8, 26)
        bars = QRectF(rect.right() - BARS.width() - 3, rect.center().y() - BARS.height() / 2, *BARS.toTuple())
        painter.setFont(ui_font(11))
        painter.setPen(ink)
        room = QRectF(left, rect.top(), bars.left() - 6 - left, rect.height())
        name = painter.fontMetrics().elidedText(
            self._columns.called(column), Qt.TextElideMode.ElideMiddle, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        self._paint_bars(painter, bars, self._columns.bars(column), "text2" if is_on else "line2")
        has_focus = option.state & QStyle.StateFlag.State_HasFocus
        if has_focus:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.restore()

    def _paint_bars(self, painter: QPainter, place: QRectF, heights: Array, token: str) -> None:
        wide, color = place.width() / len(heights), self._appearance.theme.color(token)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for number, height in enumerate(heights.tolist()):
            high = max(1.0, height * place.height())
            bar = QRectF(place.left() + number * wide, place.bottom() - high, wide - 1, high)
            painter.fillRect(bar, color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
