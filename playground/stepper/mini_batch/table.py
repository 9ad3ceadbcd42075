"""The samples of a mini-batch as a table, with what each adds to J and to the derivative by one weight."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.arrays import Array
from engine.experiment import Weight
from engine.numbers import format_number
from engine.shares import Shares
from engine.symbols import Symbol, activation, delta, weight
from playground import notation
from playground.document.selection import Selection
from playground.notation import Box
from playground.theme import Appearance, mix, ui_font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW, HEAD, FIGURE, NAME = 22, 28, 11, 13
LEAST_COLUMN, SAMPLE_COLUMN = 44, 44
TINT = 0.42
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)  # made once: flags are slow to combine


@dataclass(frozen=True)
class Column:
    """One column of numbers.

    Attributes
    ----------
    name, factor : the symbol it stands under, and the second one of a product
    about : what it is, in words
    values : shape (n,)
    digits : decimals
    is_tinted : whether size and sign of its numbers are shown by a tint
    needs_room : whether it is shown in a wide table only
    """

    name: Symbol
    about: str
    values: Array
    digits: int = 2
    factor: Symbol | None = None
    is_tinted: bool = False
    needs_room: bool = False

    @property
    def greatest(self) -> float:
        """The greatest size of a number of it."""
        return float(np.abs(self.values[np.isfinite(self.values)]).max(initial=0.0))

    def box(self, size: int) -> Box:
        """Set its name."""
        name = notation.symbol(self.name, size)
        return name if self.factor is None else notation.row(name, notation.symbol(self.factor, size))


def columns_of(shares: Shares, points: Array, labels: Array, about_weight: Weight) -> list[Column]:
    """Return the columns for the samples of shares; points (n, 1) or (n, 2) and labels (n,) are theirs."""
    layer, target, source = about_weight
    given, owed = activation(layer, source), delta(layer + 1, target)
    d, a = shares.factors(about_weight)
    single = len(shares.targets) == 1
    y = shares.targets[0] if single else labels + 1  # classes count as output units do, from 1
    columns = [
        Column(Symbol("x", None, (axis + 1,)), f"where the sample lies along x{axis + 1}", points[:, axis])
        for axis in range(points.shape[1])
    ]
    whole = bool((y == np.round(y)).all())
    columns += [
        Column(
            Symbol("y"),
            "what the output should be" if single else "the sample's class j: its target is yⱼ = 1",
            y,
            0 if whole else 2,
        ),
        Column(Symbol("J", None, ("i",)), "what the sample adds to J, before the mean", shares.costs, 3),
        Column(owed, f"δ of unit {target} of layer {layer + 1}", d, 3, needs_room=True),
        Column(given, f"what unit {source} of layer {layer} gives on", a, 3, needs_room=True),
        Column(
            owed,
            f"what the sample adds to the derivative by {weight(*about_weight)}, before the mean",
            d * a,
            3,
            factor=given,
            is_tinted=True,
        ),
    ]
    return columns


class BatchModel(QAbstractTableModel):
    """One row a sample; column 0 is its number."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.samples: list[int] = []
        self.columns: list[Column] = []

    def show_columns(self, samples: list[int], columns: list[Column]) -> None:
        """Show other samples or other numbers."""
        if (samples, len(columns)) == (self.samples, len(self.columns)):
            self.columns = columns
            self.dataChanged.emit(self.index(0, 0), self.index(len(samples) - 1, len(columns)))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns))
            return
        self.beginResetModel()
        self.samples, self.columns = samples, columns
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell."""
        if column == 0:
            return str(self.samples[row])
        shown = self.columns[column - 1]
        return format_number(float(shown.values[row]), shown.digits)

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.samples)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or not self.columns else 1 + len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        sample = self.samples[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            if index.column() == 0:
                return f"Sample {sample}: click to look at it, double click to go to its acts"
            column = self.columns[index.column() - 1]
            value = format_number(float(column.values[index.row()]), 6)
            return f"{column.name}{column.factor or ''} = {value}: {column.about}, sample {sample}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self.columns[section - 1] if section else None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.name}{column.factor or ''}" if column else "sample"
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.about if column else "The numbers of the samples, in the order in which they are presented"
        return None


class BatchDelegate(QStyledItemDelegate):
    """Draws a row; the one of the selected sample stands out, and what samples add has the tint of its sign."""

    def __init__(self, selection: Selection, appearance: Appearance, view: "BatchTable") -> None:
        super().__init__(view)
        self._view = view
        self._selection = selection
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, theme, rect = self._view, self._appearance.theme, QRectF(option.rect)
        model = view.batch
        lit = model.samples[index.row()] == self._selection.sample
        ground = theme.color("accent_soft" if lit else "card")
        column = model.columns[index.column() - 1] if index.column() else None
        if column and column.is_tinted and column.greatest:
            value = float(column.values[index.row()])
            share = min(1.0, abs(value) / column.greatest) if np.isfinite(value) else 0.0
            ground = mix(ground, theme.signed(value), TINT * share**0.7)
        painter.fillRect(rect, ground)
        painter.setFont(ui_font(FIGURE, 600 if lit else 400))
        painter.setPen(theme.color("text" if column is None or lit or column.is_tinted else "text2"))
        painter.drawText(rect.adjusted(2, 0, -6, 0), RIGHT, model.text(index.row(), index.column()))
        if lit:
            colour = theme.color("accent")
            painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1.4), colour)
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1.4, rect.width(), 1.4), colour)
        if view.hasFocus() and index == view.currentIndex():
            painter.setPen(theme.color("text2"))
            painter.drawRect(rect.adjusted(1.5, 1.5, -2.5, -2.5))


class BatchHeader(QHeaderView):
    """The symbols of the columns."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._appearance = appearance
        self.setMinimumSectionSize(LEAST_COLUMN)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        appearance.changed.connect(self.viewport().update)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, model = self._appearance.theme, self.model()
        assert isinstance(model, BatchModel)
        painter.save()
        painter.fillRect(rect, theme.color("panel"))
        if section:
            box = model.columns[section - 1].box(NAME)
            at = QPointF(rect.right() - 5 - box.width, rect.center().y() + 4)
            box.paint(painter, at.x(), round(at.y()), theme.color("text2"))
        else:
            painter.setFont(ui_font(10, 500))
            painter.setPen(theme.color("text3"))
            painter.drawText(rect.adjusted(0, 0, -5, 0), RIGHT, "sample")
        painter.restore()


class BatchTable(QTableView):
    """Shows a BatchModel; a click selects the sample, a double click or Return goes to its acts.

    Signals
    -------
    opened(sample) : somebody wants to go to the acts of a sample
    """

    opened = Signal(int)

    def __init__(self, selection: Selection, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("grid")
        self.setAccessibleName("Samples of the mini-batch")
        self._selection = selection
        self.batch = BatchModel(self)
        self.setModel(self.batch)
        self.setItemDelegate(BatchDelegate(selection, appearance, self))
        header = BatchHeader(appearance, self)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the arrows to the window, where they step
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda index: selection.select_sample(self.batch.samples[index.row()]))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.batch.samples[index.row()]))
        selection.sample_changed.connect(self.reveal)
        appearance.changed.connect(self.viewport().update)

    def show_columns(self, samples: list[int], columns: list[Column], *, most_rows: int, wide: bool) -> None:
        """Show samples, so many of them at once; columns that need room only in a wide table."""
        self.batch.show_columns(samples, columns)
        for number, column in enumerate(columns, start=1):
            self.setColumnHidden(number, column.needs_room and not wide)
        self.setFixedHeight(HEAD + ROW * min(len(samples), most_rows) + 2)
        self.reveal()

    def reveal(self) -> None:
        """Scroll to the selected sample."""
        if self._selection.sample in self.batch.samples:
            self.scrollTo(self.batch.index(self.batch.samples.index(self._selection.sample), 0))
        self.viewport().update()

    # Qt's names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(self.batch.samples[row])
        else:
            super().keyPressEvent(event)
