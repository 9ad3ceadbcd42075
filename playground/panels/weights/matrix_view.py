"""The grid of one matrix: selected with the network, typed into, cut, frozen, copied and pasted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from engine.experiment import Weight
from engine.symbols import Symbol
from playground.document.document import Document
from playground.document.selection import Edge, Selection
from playground.document.values import ValueRefusedError
from playground.panels.weights import edits
from playground.panels.weights.delegate import WeightDelegate
from playground.panels.weights.grid_text import Shape, grid_text, parse_grid
from playground.panels.weights.header import SymbolHeader
from playground.panels.weights.matrix_model import MatrixModel
from playground.theme import Appearance

ROW, LEAST_COLUMN = 28, 74
OWN_KEYS = "0123456789.,-+/−"  # begin to type, whatever they mean elsewhere in the window


class MatrixView(QTableView):
    """Shows a MatrixModel; its selection is the window's selection of edges.

    Signals
    -------
    refused(sentence), accepted : of what was typed or pasted last
    said(sentence) : what was done
    """

    refused = Signal(str)
    accepted = Signal()
    said = Signal(str)

    def __init__(self, document: Document, selection: Selection, model: MatrixModel, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("matrix")
        self._document = document
        self._selection = selection
        self._matrix = model
        self._follows = False
        self.setModel(model)
        self.setHorizontalHeader(SymbolHeader(Qt.Orientation.Horizontal, appearance, self))
        self.setVerticalHeader(SymbolHeader(Qt.Orientation.Vertical, appearance, self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(LEAST_COLUMN)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows walk in it
        self.setMouseTracking(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        delegate = WeightDelegate(selection, appearance, self)
        delegate.refused.connect(self.refused)
        delegate.accepted.connect(self.accepted)
        self.setItemDelegate(delegate)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.verbs = self._make_verbs()
        model.modelReset.connect(self.show_selection)
        selection.pointed_changed.connect(lambda _edge: self.viewport().update())
        appearance.changed.connect(self.viewport().update)
        self.entered.connect(lambda index: selection.point_at(Edge(*model.weight_at(index))))

    def _make_verbs(self) -> dict[str, QAction]:
        table: tuple[tuple[str, str, str, Callable[[], object], str], ...] = (
            (
                "copy",
                "Copy",
                "Ctrl+C",
                self.copy,
                "Copy the selected cells for a spreadsheet; the whole matrix if none is",
            ),
            ("paste", "Paste", "Ctrl+V", self.paste, "Paste cells of the shape of the selection or of the matrix"),
            (
                "freeze",
                "Freeze",
                "Ctrl+F",
                self._switch_frozen,
                "Keep the selected weights as they are, or let them learn",
            ),
            ("cut", "Cut", "Del", self._cut, "Cut the selected connections: their weights stay 0"),
            ("connect", "Connect", "C", self._connect, "Connect again what was cut, with the weight that it had"),
        )
        made = {}
        for name, text, key, verb, tip in table:
            action = QAction(text, self)
            action.setObjectName(f"matrix_{name}")
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setToolTip(f"{tip} ({key})")
            action.triggered.connect(lambda _checked=False, verb=verb: verb())
            self.addAction(action)
            made[name] = action
        return made

    # ---- selection, both ways --------------------------------------------------------------------------------------

    @property
    def selected(self) -> list[Weight]:
        """The selected weights, row after row."""
        return sorted(self._matrix.weight_at(index) for index in self.selectedIndexes())

    def show_selection(self) -> None:
        """Select what the window has selected of this matrix."""
        here = [edge.weight for edge in self._selection.edges if edge.layer == self._matrix.layer]
        cells = [index for index in map(self._matrix.index_of, here) if index.isValid()]
        if self._follows or self.selectionModel() is None:
            return
        self._follows = True
        if sorted(here) != self.selected:
            chosen = QItemSelection()
            for index in cells:
                chosen.select(index, index)
            self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if cells and cells[-1] != self.currentIndex():
            self.selectionModel().setCurrentIndex(cells[-1], QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(cells[-1])
        elif not self.currentIndex().isValid() and self._matrix.rowCount():
            first = self._matrix.index(0, 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._follows = False

    def _tell_selection(self) -> None:
        if self._follows or not self.selectedIndexes():
            return
        edges = [Edge(*weight) for weight in self.selected]
        current = self.currentIndex()
        focus = Edge(*self._matrix.weight_at(current)) if current.isValid() else None
        if focus in edges:
            edges.remove(focus)
            edges.append(focus)
        self._follows = True
        self._selection.select_all(edges)
        self._follows = False

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected cells on the clipboard, with all digits; the whole matrix if none is selected."""
        block = self._block()
        if block is None:
            self.refused.emit("Only a rectangle of cells can be copied; the selected ones are none")
            return
        top, left, (rows, columns) = block
        cells = self._matrix.present()[top : top + rows, left : left + columns]
        QGuiApplication.clipboard().setText(grid_text(cells))
        self.said.emit(f"{rows} × {columns} weights copied")

    def paste(self) -> None:
        """Set the selected cells, or the whole matrix, from the clipboard: all of them or none."""
        name = str(Symbol("W", self._matrix.layer))
        whole, block = self._matrix.matrix.shape, self._block()
        expected: dict[str, Shape] = {} if block is None else {"the selected cells": block[2]}
        if block is None or block[2] != whole:
            expected[f"the whole {name}"] = whole
        try:
            filled, cells = parse_grid(QGuiApplication.clipboard().text(), expected)
            top, left = (block[0], block[1]) if block and filled == "the selected cells" else (0, 0)
            values = self._values_of(cells, top, left)
        except ValueRefusedError as error:
            self.refused.emit(f"{str(error)[:1].upper()}{str(error)[1:]}")
            return
        size = f"{len(cells)} × {len(cells[0])} weights"
        self._document.set_weights(values, f"Paste {size}")
        self.accepted.emit()
        self.said.emit(f"{size} pasted")

    def _values_of(self, cells: list[list[float]], top: int, left: int) -> dict[Weight, float]:
        """Return which weights cells are for; where a connection is cut there may only be 0, and it stays cut."""
        values = {
            (self._matrix.layer, top + row, left + column): value
            for row, line in enumerate(cells, start=1)
            for column, value in enumerate(line)
        }
        cut = set(self._document.experiment.pruned)
        for weight, value in values.items():
            if weight in cut and value != 0:
                row, column = weight[1] - top, weight[2] - left + 1
                raise ValueRefusedError(
                    f"row {row}, column {column} of the pasted cells is for a connection that is cut, expected 0, "
                    f"got {value:g}"
                )
        return {weight: value for weight, value in values.items() if weight not in cut}

    def _block(self) -> tuple[int, int, Shape] | None:
        """Return the top, the left and the shape of the selected cells if they are a rectangle; of all if none is."""
        chosen = self.selected
        if not chosen:
            return 0, 0, self._matrix.matrix.shape
        rows = [target - 1 for _, target, _ in chosen]
        columns = [source for _, _, source in chosen]
        shape = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        return (min(rows), min(columns), shape) if shape[0] * shape[1] == len(chosen) else None

    def _switch_frozen(self) -> None:
        edits.switch_frozen(self._document, self.selected)

    def _cut(self) -> None:
        edits.set_cut(self._document, self.selected, True)

    def _connect(self) -> None:
        edits.set_cut(self._document, self.selected, False)

    # Qt's names

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._tell_selection()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that begin to type from meaning something in the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = (
                event.text()
                and event.text() in OWN_KEYS
                and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            )
            if own or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if opens and self.state() != QAbstractItemView.State.EditingState and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._selection.point_at(None)
