"""One matrix W⁽ˡ⁾ as a Qt table: row j−1 holds unit j's incoming weights, column 0 the bias weights."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.arrays import Array
from engine.experiment import Weight
from engine.symbols import activation, net_input
from playground.document.document import Document
from playground.document.moment import Moment
from playground.panels.figures import figure
from playground.panels.weights import roles, words
from playground.panels.weights.edits import set_typed

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class MatrixModel(QAbstractTableModel):
    """The weights of the present moment in one layer; it changes nothing itself, but for what is typed into a cell.

    Attributes
    ----------
    layer : l of W⁽ˡ⁾
    matrix : what is shown, shape (u_{l+1}, u_l + 1)
    """

    def __init__(self, document: Document, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._moment = moment
        self.layer = 1
        self.matrix: Array = np.empty((0, 0))
        self._frozen: frozenset[Weight] = frozenset()
        self._cut: frozenset[Weight] = frozenset()

    def show_layer(self, layer: int) -> None:
        """Show another matrix, or the same one anew."""
        snapshot = self._moment.snapshot
        self.beginResetModel()
        self.layer = layer
        if snapshot is not None:
            self._take()
        self.endResetModel()

    def show_moment(self) -> None:
        """Show the present weights; views are told only if they look otherwise."""
        snapshot = self._moment.snapshot
        if snapshot is None:
            return
        if self.layer not in snapshot.network.W or snapshot.network.W[self.layer].shape != self.matrix.shape:
            self.show_layer(min(self.layer, snapshot.network.L - 1))
            return
        before = self.matrix, self._frozen, self._cut
        self._take()
        if not (np.array_equal(before[0], self.matrix) and before[1:] == (self._frozen, self._cut)):
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _take(self) -> None:
        snapshot = self._moment.snapshot
        assert snapshot is not None
        self.matrix = snapshot.network.W[self.layer]
        self._frozen = frozenset(snapshot.experiment.frozen)
        self._cut = frozenset(snapshot.experiment.pruned)

    def weight_at(self, index: Index) -> Weight:
        """Return (l, j, k) of a cell."""
        return self.layer, index.row() + 1, index.column()

    def index_of(self, weight: Weight) -> QModelIndex:
        """Return the cell of a weight of this matrix; an invalid one if it has none."""
        layer, target, source = weight
        return self.index(target - 1, source) if layer == self.layer else QModelIndex()

    def weights(self) -> Iterable[Weight]:
        """Return all weights of the matrix, row after row."""
        rows, columns = self.matrix.shape
        return [(self.layer, target, source) for target in range(1, rows + 1) for source in range(columns)]

    def set_typed(self, index: Index, text: str) -> None:
        """Give a weight the value that was typed; raise ValueRefusedError if it is none."""
        set_typed(self._document, self.weight_at(index), text)

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.matrix.shape[0]

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.matrix.shape[1]

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        weight, value = self.weight_at(index), float(self.matrix[index.row(), index.column()])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return figure(value)
            case roles.VALUE | Qt.ItemDataRole.EditRole:
                return value
            case roles.WEIGHT:
                return weight
            case roles.FROZEN:
                return weight in self._frozen
            case roles.CUT:
                return weight in self._cut
            case Qt.ItemDataRole.AccessibleTextRole:
                return words.spoken(weight, value, frozen=weight in self._frozen, cut=weight in self._cut)
            case Qt.ItemDataRole.ToolTipRole:
                return words.tip(weight, value, frozen=weight in self._frozen, cut=weight in self._cut)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        across = orientation == Qt.Orientation.Horizontal
        symbol = activation(self.layer, section) if across else net_input(self.layer + 1, section + 1)
        match role:
            case roles.SYMBOL:
                return symbol
            case Qt.ItemDataRole.DisplayRole:
                return str(symbol)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                if across:
                    return f"from unit {section} of layer {self.layer}" if section else "bias weights"
                return f"weights into unit {section + 1} of layer {self.layer + 1}"
        return None
