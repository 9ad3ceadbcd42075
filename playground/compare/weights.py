"""The weights of both side by side, the largest difference first."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.comparison import WeightComparison
from engine.symbols import weight as symbol_of
from playground import notation
from playground.panels.figures import figure
from playground.theme import Appearance, ui_font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
WEIGHT, A, B, DIFFERENCE = range(4)
HEADINGS = ("weight", "A", "B", "A − B")
TIPS = ("Sort by layer, unit and input", "Sort by the value in A", "Sort by the value in B", "Sort by size")
ROW, NAME, FIGURE, MARGIN = 25, 14, 12, 10
WEIGHT_WIDTH = 84
SORTED_AT_FIRST = DIFFERENCE, Qt.SortOrder.DescendingOrder


class ComparedWeights(QAbstractTableModel):
    """A comparison as a table: a row for each weight that both have.

    Attributes
    ----------
    digits : decimals of the numbers
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.digits = 2
        self._compared: WeightComparison | None = None
        self._values = np.empty((0, 3))
        self._order = np.empty(0, np.intp)
        self._sorted_by = SORTED_AT_FIRST

    def show_compared(self, compared: WeightComparison, *, keep_order: bool) -> None:
        """Show other values; `keep_order` leaves the rows where they are if they are of the same weights."""
        same = self._compared is not None and np.array_equal(self._compared.places, compared.places)
        values = np.column_stack([compared.a, compared.b, compared.difference])
        if same and np.array_equal(values, self._values, equal_nan=True) and keep_order:
            return
        if not same:
            self.beginResetModel()
        self._compared, self._values = compared, values
        if not same:
            self._order = self._sorted()
            self.endResetModel()
        elif keep_order:
            self._tell_all()
        else:
            self.sort(*self._sorted_by)

    def set_digits(self, digits: int) -> None:
        """Write numbers with so many decimals."""
        if digits != self.digits:
            self.digits = digits
            self._tell_all()

    def weight_at(self, row: int) -> tuple[int, int, int]:
        """Return (l, j, k) of a row."""
        assert self._compared is not None
        layer, target, source = self._compared.places[self._order[row]].tolist()
        return layer, target, source

    def value_at(self, row: int, column: int) -> float:
        """Return the number in a cell that holds one."""
        return float(self._values[self._order[row], column - A])

    def text_of(self, rows: Sequence[int]) -> str:
        """Return rows with tabs between the cells, below their headings; numbers have all digits."""
        lines = ["\t".join(HEADINGS)]
        for row in rows:
            values = (repr(self.value_at(row, column)) for column in (A, B, DIFFERENCE))
            lines.append("\t".join([str(symbol_of(*self.weight_at(row))), *values]))
        return "\n".join(lines) + "\n"

    def _sorted(self) -> np.ndarray:
        column, order = self._sorted_by
        descending = order == Qt.SortOrder.DescendingOrder
        if column == WEIGHT:
            found = np.arange(len(self._values))
            return found[::-1] if descending else found
        keys = np.abs(self._values[:, 2]) if column == DIFFERENCE else self._values[:, column - A]
        return np.argsort(-keys if descending else keys, kind="stable")

    def _tell_all(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, DIFFERENCE))

    # Qt's names

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = column, order
        self.layoutAboutToBeChanged.emit()
        before = self._order
        self._order = self._sorted()
        row_of = np.empty(len(self._order), np.intp)
        row_of[self._order] = np.arange(len(self._order))
        for index in self.persistentIndexList():
            self.changePersistentIndex(index, self.index(int(row_of[before[index.row()]]), index.column()))
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, WEIGHT, DIFFERENCE)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole if column == WEIGHT:
                return str(symbol_of(*self.weight_at(row)))
            case Qt.ItemDataRole.DisplayRole:
                return self._written(row, column, self.digits)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                layer, target, source = self.weight_at(row)
                origin = f"unit {source}" if source else "bias"
                values = ", ".join(f"{HEADINGS[part]} {self._written(row, part, 6)}" for part in (A, B, DIFFERENCE))
                name = symbol_of(layer, target, source)
                return f"{name} from {origin} to unit {target} of layer {layer + 1}: {values}"
        return None

    def _arrow(self, section: int) -> str:
        """Return what stands behind the heading that rows are sorted by."""
        column, order = self._sorted_by
        return (" ↓" if order == Qt.SortOrder.DescendingOrder else " ↑") if section == column else ""

    def _written(self, row: int, column: int, digits: int) -> str:
        value = self.value_at(row, column)
        plus = "+" if column == DIFFERENCE and value > 0 else ""
        return plus + figure(value, digits)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{HEADINGS[section]}{self._arrow(section)}"
            if role == Qt.ItemDataRole.TextAlignmentRole and section == WEIGHT:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            if role == Qt.ItemDataRole.ToolTipRole:
                return TIPS[section]
        return None


class _Delegate(QStyledItemDelegate):
    """Draws symbols as the lecture writes them, and numbers in the colours of their signs."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, theme, rect = index.model(), self._appearance.theme, QRectF(option.rect)
        assert isinstance(model, ComparedWeights)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if index.column() == WEIGHT:
            box = notation.symbol(symbol_of(*model.weight_at(index.row())), NAME)
            painter.fillRect(rect, theme.color("accent_soft" if selected else "card"))
            box.paint(painter, rect.left() + MARGIN, round(rect.center().y() + 4), theme.color("text"))
            return
        painter.save()
        painter.fillRect(rect, theme.color("accent_soft" if selected else "card"))
        painter.setFont(ui_font(FIGURE, 600 if index.column() == DIFFERENCE else 400))
        painter.setPen(theme.signed(model.value_at(index.row(), index.column()), text=True))
        sides = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -MARGIN, 0), sides, str(index.data()))
        painter.restore()


class WeightsView(QTableView):
    """Shows ComparedWeights; a click on a heading sorts, Ctrl+C copies the selected rows, or all if none is."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("compared_weights")
        self.setAccessibleName("Weights of both, and their differences")
        self.weights = ComparedWeights(self)
        self.setModel(self.weights)
        self.setItemDelegate(_Delegate(appearance, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setFont(ui_font(11, 500))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(60)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(WEIGHT, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(WEIGHT, WEIGHT_WIDTH)
        self.setSortingEnabled(True)
        self.sortByColumn(*SORTED_AT_FIRST)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(280)
        appearance.changed.connect(self.viewport().update)

    def copy(self) -> None:
        """Put the selected rows on the clipboard as a spreadsheet takes them, or all rows if none is selected."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(self.weights.text_of(rows or range(self.weights.rowCount())))

    # Qt's names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
