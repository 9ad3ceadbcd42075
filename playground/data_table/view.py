"""The grid itself: walked, typed into, sorted by its header, copied and pasted, and linked with the selected sample."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView

from engine.arrays import Indices
from engine.errors import EngineError
from engine.tables import Sheet
from playground.background import Background
from playground.data_table.content import Kind
from playground.data_table.delegate import DataDelegate
from playground.data_table.editing import Editing
from playground.data_table.header import ColumnHeader, RowHeader
from playground.data_table.model import DataModel
from playground.data_table.opinions import opinions_of
from playground.data_table.source import Source
from playground.data_table.text import heading, read_text, text_of
from playground.document.selection import Selection
from playground.document.values import ValueRefusedError
from playground.theme import Appearance, ui_font

Index = QModelIndex | QPersistentModelIndex
ROW, LEAST_COLUMN = 28, 72
WIDTHS = {Kind.INPUT: 84, Kind.TARGET: 104, Kind.PART: 80, Kind.SAYS: 118, Kind.COST: 78}
OF_VALUES = {Kind.TARGET: 84, Kind.SAYS: 84}
BEGIN_NUMBERS = "0123456789.,-+/−"  # begin to type, whatever they mean elsewhere in the window
WALKING = {  # in the grid, whatever they mean elsewhere in the window
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}
MANY_CELLS = 20_000  # are copied beside the window's thread: 10 ms
LONG_TEXT = 100_000  # letters, are read there
ROWS_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
CELL_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect


class DataView(QTableView):
    """Shows a DataModel; its current row is the window's selected sample.

    Signals
    -------
    refused(sentence), accepted : of what was typed or pasted last
    said(sentence) : what was done
    sorting(column) : the heading of a column was clicked
    """

    refused = Signal(str)
    accepted = Signal()
    said = Signal(str)
    sorting = Signal(int)

    def __init__(
        self, source: Source, model: DataModel, editing: Editing, selection: Selection, appearance: Appearance
    ) -> None:
        super().__init__()
        self.setObjectName("data")
        self.setAccessibleName("Samples")
        self._source = source
        self._rows = model
        self._editing = editing
        self._selection = selection
        self._background = Background(self)
        self._follows = False  # what is selected comes from elsewhere
        self._is_behind = False  # the current row is still to be told, as the run has not taken its sample up
        self._fitted: tuple[tuple[Kind, ...], int] | None = None  # to which columns and room these are fitted
        self._kept: tuple[int, int, int] | None = None  # sample, row and column that were current before a reset
        self._corner = QLabel("sample", self)
        self._corner.setFont(ui_font(10, 500))
        self._corner.setProperty("tone", "third")
        self._corner.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.columns = ColumnHeader(appearance, self)
        self.numbers = RowHeader(appearance, self)
        self.setHorizontalHeader(self.columns)
        self.setVerticalHeader(self.numbers)
        self.setModel(model)
        self.columns.setMinimumSectionSize(LEAST_COLUMN)
        self.numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.numbers.setDefaultSectionSize(ROW)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows walk in it
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        delegate = DataDelegate(appearance, self)
        delegate.refused.connect(self.refused)
        delegate.accepted.connect(self.accepted)
        self.setItemDelegate(delegate)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.verbs = self._make_verbs()
        self.columns.sectionClicked.connect(self.sorting)
        self.doubleClicked.connect(self._toggle_at)
        model.modelAboutToBeReset.connect(self._keep_current)
        model.modelReset.connect(self._restore_current)
        selection.sample_changed.connect(self._show_selected)
        appearance.changed.connect(self.viewport().update)

    def _make_verbs(self) -> dict[str, QAction]:
        table: tuple[tuple[str, str, str, Callable[[], object], str], ...] = (
            ("copy", "Copy", "Ctrl+C", self.copy, "Copy the selected cells for a spreadsheet, every digit"),
            (
                "copy_headed",
                "Copy with names",
                "Ctrl+Shift+C",
                lambda: self.copy(header=True),
                "Copy the selected cells below the names of their columns",
            ),
            (
                "paste",
                "Paste",
                "Ctrl+V",
                self.paste,
                "Paste cells here; more rows are added, and where all is selected they replace all",
            ),
            ("part", "Train or test", "Ctrl+M", self.toggle_parts, "Move the selected samples to the other part"),
            ("add", "Add", "Ins", self.add, "Add a sample at the end"),
            ("duplicate", "Duplicate", "Ctrl+D", self.duplicate, "Add copies of the selected samples at the end"),
            ("delete", "Delete", "Del", self.remove, "Delete the selected samples"),
        )
        made = {}
        for name, text, key, verb, tip in table:
            action = QAction(text, self)
            action.setObjectName(f"data_{name}")
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setToolTip(f"{tip} ({key})")
            action.triggered.connect(lambda _checked=False, verb=verb: self._do(verb))
            self.addAction(action)
            made[name] = action
        return made

    def _do(self, verb: Callable[[], object]) -> None:
        self.accepted.emit()
        try:
            verb()
        except ValueRefusedError as error:
            self.refused.emit(str(error))

    def end(self) -> None:
        """Wait until nothing is copied or read any more."""
        self._background.wait()

    @property
    def is_busy(self) -> bool:
        """Whether something is copied or read beside the window's thread."""
        return self._background.is_busy

    @property
    def is_typing(self) -> bool:
        """Whether somebody types into a cell."""
        return self.state() == QAbstractItemView.State.EditingState

    # ---- what is selected ------------------------------------------------------------------------------------------

    @property
    def ranges(self) -> list[QItemSelectionRange]:
        """The selected cells, as blocks that do not overlap."""
        return list(self.selectionModel().selection())  # type: ignore[call-overload,no-any-return]

    def selected_rows(self) -> Indices:
        """Return the rows in which something is selected; the current one if nothing is."""
        chosen = np.zeros(self._rows.rowCount(), bool)
        for part in self.ranges:
            chosen[part.top() : part.bottom() + 1] = True
        current = self.currentIndex()
        if not chosen.any() and current.isValid():
            chosen[current.row()] = True
        return np.flatnonzero(chosen)

    def selected_samples(self) -> Indices:
        """Return the samples of these rows; raise ValueRefusedError if there is none."""
        samples = self._rows.order[self.selected_rows()]
        if not len(samples):
            raise ValueRefusedError("no sample is selected")
        return samples

    def _selected_columns(self) -> list[int]:
        chosen = np.zeros(self._rows.columnCount(), bool)
        count = 0
        for part in self.ranges:
            chosen[part.left() : part.right() + 1] = True
            count += part.width() * part.height()
        current = self.currentIndex()
        if not count and current.isValid():
            chosen[current.column()], count = True, 1
        columns: list[int] = np.flatnonzero(chosen).tolist()
        if count != len(self.selected_rows()) * len(columns):
            raise ValueRefusedError("only a block of rows and columns can be copied; the selected cells are none")
        return columns

    @property
    def has_all_selected(self) -> bool:
        """Whether every cell of every sample that can be written over is selected."""
        content = self._rows.content
        if content is None or len(self._rows.order) != content.rows or content.rows == 0:
            return False
        count = sum(
            part.height() * (min(part.right() + 1, content.edited_width) - part.left())
            for part in self.ranges
            if part.left() < content.edited_width
        )
        return count == content.rows * content.edited_width

    def select_rows(self, first: int, last: int, column: int = 0) -> None:
        """Select some rows whole, and go to the first of them."""
        if not 0 <= first <= last < self._rows.rowCount():
            return
        model, choosing = self._rows, self.selectionModel()
        end = model.columnCount() - 1
        choosing.setCurrentIndex(model.index(first, column), QItemSelectionModel.SelectionFlag.NoUpdate)
        choosing.select(QItemSelection(model.index(first, 0), model.index(last, end)), ROWS_ALONE)
        self.scrollTo(model.index(first, column))

    def go_to(self, sample: int) -> bool:
        """Select the row of a sample; return whether it is shown."""
        row = self._rows.row_of(sample)
        if row is None:
            return False
        self.select_rows(row, row, max(0, self.currentIndex().column()))
        return True

    def show_opinions(self) -> None:
        """Show again what the network says: the other cells are as they were."""
        content = self._rows.content
        if content is not None:
            left = self.columnViewportPosition(content.column_of(Kind.SAYS))
            self.viewport().update(max(0, left), 0, self.viewport().width(), self.viewport().height())
            self.numbers.viewport().update()

    # ---- linked with the points ------------------------------------------------------------------------------------

    def tell_current(self) -> None:
        """Select the sample of the current row everywhere, once the run has it."""
        current = self.currentIndex()
        if self._follows or not current.isValid():
            return
        self._is_behind = self._source.told is None
        if not self._is_behind:
            self._follows = True
            self._selection.select_sample(self._rows.sample_at(current.row()))
            self._follows = False

    def catch_up(self) -> None:
        """Tell what could not be told before the run had the sample."""
        if self._is_behind:
            self.tell_current()

    def show_selected(self) -> None:
        """Go to the row of the selected sample."""
        self._show_selected(self._selection.sample)

    def _show_selected(self, sample: int) -> None:
        if self._follows or self._is_behind or not self.isVisible():
            return
        current = self.currentIndex()
        if (
            current.isValid()
            and current.row() < len(self._rows.order)
            and self._rows.sample_at(current.row()) == sample
        ):
            return
        self._follows = True
        if not self.go_to(sample):
            self.clearSelection()
        self._follows = False

    def _keep_current(self) -> None:
        current = self.currentIndex()
        if current.isValid() and current.row() < len(self._rows.order):
            row = current.row()
            self._kept = (self._rows.sample_at(row), row, current.column())

    def _restore_current(self) -> None:
        content, kept = self._rows.content, self._kept
        self._fit_headers()
        if content is None or not len(self._rows.order):
            return
        sample, _row, column = kept or (self._selection.sample, 0, 0)
        row = self._rows.row_of(sample)
        self._follows = True
        if row is not None:
            index = self._rows.index(row, min(column, content.width - 1))
            self.selectionModel().setCurrentIndex(index, CELL_ALONE)
            self.scrollTo(index)
        self._follows = False

    def _fit_headers(self) -> None:
        content = self._rows.content
        if content is None:
            return
        has_names = any(content.symbol(column) and content.name(column) for column in range(min(content.width, 64)))
        self.columns.has_names = has_names
        self.numbers.figures = len(str(max(content.rows - 1, 0)))
        self._fit_columns()
        for verb in ("paste", "part", "add", "duplicate", "delete"):
            self.verbs[verb].setEnabled(content.can_be_changed)
        self.updateGeometries()

    def _fit_columns(self) -> None:
        """Give each column the width that it needs, and all the room that there is."""
        content = self._rows.content
        if content is None:
            return
        room = self.viewport().width()
        if self._fitted == (content.kinds, room):
            return  # whoever drags the edge of a column keeps what came of it
        self._fitted = content.kinds, room
        widths = WIDTHS if content.classes else {**WIDTHS, **OF_VALUES}
        needed = [widths[kind] for kind in content.kinds]
        spare, rest = divmod(max(0, room - sum(needed)), len(needed))
        for column, width in enumerate(needed):
            wanted = width + spare + (rest if column == len(needed) - 1 else 0)
            if self.columns.sectionSize(column) != wanted:
                self.columns.resizeSection(column, wanted)

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def set_typed(self, index: Index, text: str) -> None:
        """Give a cell the value that was typed; raise ValueRefusedError if it is none."""
        self._editing.set_typed(self._rows.sample_at(index.row()), index.column(), text)

    def copy(self, *, header: bool = False) -> None:
        """Put the selected cells on the clipboard, with all digits; of whole rows what can be pasted again."""
        content = self._rows.content
        if content is None or not len(self._rows.order):
            return
        columns, samples = self._selected_columns(), self.selected_samples()
        if len(columns) == content.width:
            columns = columns[: content.edited_width]
        asks = any(content.kind(column) in (Kind.SAYS, Kind.COST) for column in columns)
        told = self._source.told if asks else None

        def write() -> str:
            opinions = opinions_of(told, samples) if told else None
            return text_of(content, samples, columns, opinions, header=header)

        said = f"{len(samples)} × {len(columns)} cells copied"
        if len(samples) * len(columns) <= MANY_CELLS:
            self._take_copied(write(), said)
        else:
            self.said.emit(f"{len(samples)} × {len(columns)} cells are being copied …")
            self._background.do(write, lambda text: self._take_copied(text, said), self.refused.emit)

    def _take_copied(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(said)

    def paste(self) -> None:
        """Write the clipboard's cells from the first selected one on: all of them or none."""
        text, content = QGuiApplication.clipboard().text(), self._rows.content
        if content is None:
            return
        if not text.strip():
            raise ValueRefusedError("there are no cells to paste")
        replaces = self.has_all_selected
        rows = self.selected_rows()
        chosen = [part.left() for part in self.ranges] or [max(0, self.currentIndex().column())]
        column = 0 if replaces else min(chosen)
        width = max([part.right() + 1 for part in self.ranges] or [column + 1]) - column
        headings = [heading(content, each) for each in range(column, content.width)]
        place = (rows, column, 1 if replaces else width)

        def read() -> Sheet:
            return read_text(text, headings, width, any_header=replaces)

        def write(sheet: Sheet) -> None:
            if self._rows.content is not content:
                raise ValueRefusedError("the samples were changed while the pasted cells were read; paste them again")
            self._take_pasted(sheet, place, replaces=replaces)

        def take(sheet: Sheet) -> None:
            self._do(lambda: write(sheet))

        if len(text) > LONG_TEXT:
            self.said.emit("The pasted cells are being read …")
            self._background.do(read, take, self.refused.emit)
        else:
            self._take_read(read, take)

    def _take_read(self, read: Callable[[], Sheet], take: Callable[[Sheet], None]) -> None:
        try:
            sheet = read()
        except EngineError as error:
            raise ValueRefusedError(str(error)) from None
        take(sheet)

    def _take_pasted(self, sheet: Sheet, place: tuple[Indices, int, int], *, replaces: bool) -> None:
        rows, column, width = place
        if replaces:
            said = self._editing.replace_all(sheet)
            self.select_rows(0, 0)
        else:
            top = int(rows[0]) if len(rows) else len(self._rows.order)
            one = sheet.rows == 1 and len(sheet.columns) == 1
            samples = self._rows.order[rows] if one else self._rows.order[top:]
            said = self._editing.paste(sheet, samples, column, len(rows), width)
            if not one:
                self._select_block(top, top + sheet.rows - 1, column, column + len(sheet.columns) - 1)
        self.said.emit(said)

    def _select_block(self, top: int, bottom: int, left: int, right: int) -> None:
        model = self._rows
        bottom = min(bottom, model.rowCount() - 1)
        if top > bottom:
            return
        self.selectionModel().setCurrentIndex(model.index(top, left), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(QItemSelection(model.index(top, left), model.index(bottom, right)), CELL_ALONE)

    def toggle_parts(self) -> None:
        """Move the selected samples to the part in which the first of them is not."""
        samples, content = self.selected_samples(), self._rows.content
        assert content is not None
        current = self.currentIndex()
        first = self._rows.sample_at(current.row()) if current.isValid() else int(samples[0])
        self._editing.move_to_part(samples, not content.is_test[first])

    def _toggle_at(self, index: Index) -> None:
        if self._rows.content is not None and self._rows.kind_at(index) is Kind.PART:
            self._do(self.toggle_parts)

    def add(self) -> None:
        """Add a sample at the end and go there."""
        current = self.currentIndex()
        like = self._rows.sample_at(current.row()) if current.isValid() else None
        self._editing.add(like)
        self._show_added(1)

    def duplicate(self) -> None:
        """Add copies of the selected samples at the end and go there."""
        samples = self.selected_samples()
        self._editing.duplicate(samples)
        self._show_added(len(samples))
        self.said.emit(f"{len(samples)} sample{'s' * (len(samples) > 1)} duplicated, at the end")

    def _show_added(self, count: int) -> None:
        content = self._rows.content
        assert content is not None
        rows = [self._rows.row_of(sample) for sample in range(content.rows - count, content.rows)]
        shown = [row for row in rows if row is not None]
        if not shown:
            self.said.emit("Added, but the filter does not show it")
        elif shown[-1] - shown[0] == len(shown) - 1:
            self.select_rows(shown[0], shown[-1])
        else:
            self.select_rows(shown[0], shown[0])

    def remove(self) -> None:
        """Delete the selected samples; the next one is current then."""
        rows, samples = self.selected_rows(), self.selected_samples()
        column = max(0, self.currentIndex().column())
        self._editing.remove(samples)
        if left := self._rows.rowCount():
            row = min(int(rows[0]), left - 1)
            self.select_rows(row, row, column)
        self.said.emit(f"{len(samples)} sample{'s' * (len(samples) > 1)} deleted")

    # Qt's names

    def selectAll(self) -> None:
        content = self._rows.content
        if content is not None and len(self._rows.order):
            end = self._rows.index(len(self._rows.order) - 1, content.edited_width - 1)
            self.selectionModel().select(QItemSelection(self._rows.index(0, 0), end), CELL_ALONE)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and (not previous.isValid() or current.row() != previous.row()):
            self.tell_current()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.numbers.chosen = [range(part.top(), part.bottom() + 1) for part in self.ranges]
        self.numbers.viewport().update()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._corner.setGeometry(
            self.frameWidth(), self.frameWidth(), max(0, self.numbers.width() - 9), self.columns.height()
        )
        self._corner.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that begin to type from meaning something in the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        current, content = self.currentIndex(), self._rows.content
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return True
        if event.key() in WALKING:
            return True
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.matches(QKeySequence.StandardKey.SelectAll):
            return True
        if held or content is None or not current.isValid() or not content.can_be_changed:
            return False
        kind, text = self._rows.kind_at(current), event.text()
        if kind is Kind.PART:
            return event.key() == Qt.Key.Key_Space
        if kind is Kind.TARGET and content.classes:
            return bool(text) and text.isprintable() and text != " "
        return kind in (Kind.INPUT, Kind.TARGET) and bool(text) and text in BEGIN_NUMBERS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        is_part = current.isValid() and self._rows.content is not None and self._rows.kind_at(current) is Kind.PART
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_part and (opens or event.key() == Qt.Key.Key_Space) and not event.modifiers():
            self._do(self.toggle_parts)
        elif opens and not self.is_typing and current.isValid():
            self._open_editor(current)
        elif event.text() == " ":
            event.ignore()  # plays
        else:
            super().keyPressEvent(event)

    def _open_editor(self, index: Index) -> None:
        content = self._rows.content
        assert content is not None
        if not content.can_be_changed:
            self.refused.emit(content.note)
        elif index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            self.refused.emit("what the network says is computed and cannot be typed")
