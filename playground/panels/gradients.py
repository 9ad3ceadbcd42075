"""What a gradient check found: the verdict on the whole, and a list of the weights, the worst first."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.symbols import derivative, weight
from playground import notation
from playground.document.checking import Checked, Checking
from playground.document.selection import Edge, Selection
from playground.theme import Appearance, ui_font
from playground.verdicts import LOOKS, significant, written_error

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
MOST_ROWS = 200  # the worst; nobody reads more
ROW, FIGURE, NAME = 24, 11, 14
VERDICT, WEIGHT, ANALYTIC, NUMERIC, ERROR = range(5)
HEADINGS = ("", "weight", "backprop", "difference", "rel. error")
WIDTHS = (24, 64, 92, 92, 74)


class GradientsModel(QAbstractTableModel):
    """The weights of a check, the greatest relative error first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Checked | None = None
        self._order: list[int] = []

    def show_found(self, found: Checked | None) -> None:
        """Show another check, or none."""
        self.beginResetModel()
        self.found = found
        self._order = found.worst[:MOST_ROWS] if found else []
        self.endResetModel()

    def edge_at(self, row: int) -> Edge:
        """Return the connection whose weight stands in a row."""
        assert self.found is not None
        return self.found.edge_of(self._order[row])

    def verdict_at(self, row: int) -> str:
        """Return the verdict on the weight of a row."""
        assert self.found is not None
        return str(self.found.verdicts[self._order[row]])

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.found is None:
            return None
        number, check = self._order[index.row()], self.found.check
        look, name = LOOKS[self.verdict_at(index.row())], weight(*self.edge_at(index.row()).weight)
        analytic, numeric, error = (float(part[number]) for part in (check.analytic, check.numeric, check.errors))
        if role == Qt.ItemDataRole.DisplayRole:
            return (look.mark, str(name), significant(analytic, 4), significant(numeric, 4), written_error(error))[
                index.column()
            ]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            slope = derivative(*self.edge_at(index.row()).weight)
            return (
                f"{slope} = {significant(analytic, 12)} by backpropagation, {significant(numeric, 12)} by the "
                f"difference; relative error {written_error(error)}: {look.word}. {look.meaning}."
            )
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None


class GradientsDelegate(QStyledItemDelegate):
    """Draws symbols as the lecture writes them, and verdicts in their colours."""

    def __init__(self, selection: Selection, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._selection = selection
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, theme, rect = index.model(), self._appearance.theme, QRectF(option.rect)
        assert isinstance(model, GradientsModel)
        edge, look = model.edge_at(index.row()), LOOKS[model.verdict_at(index.row())]
        selected = edge in self._selection.items
        painter.save()
        painter.fillRect(rect, theme.color("accent_soft" if selected else "card"))
        if index.column() == WEIGHT:
            box = notation.symbol(weight(*edge.weight), NAME)
            box.paint(painter, rect.left() + 6, round(rect.center().y() + 4), theme.color("text"))
        else:
            is_mark = index.column() == VERDICT
            painter.setFont(ui_font(13 if is_mark else FIGURE, 600 if is_mark else 400))
            painter.setPen(theme.color(look.token if is_mark else "text"))
            side = Qt.AlignmentFlag.AlignHCenter if is_mark else Qt.AlignmentFlag.AlignRight
            painter.drawText(rect.adjusted(0, 0, -6, 0), side | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0.5, 1.5, -1.5, -1.5))
        painter.restore()


class GradientsList(QTableView):
    """Shows a GradientsModel; a click or Return selects the connection, pointing at a row lights it."""

    def __init__(self, selection: Selection, appearance: Appearance) -> None:
        super().__init__()
        self.setAccessibleName("Checked weights, the worst first")
        self.weights = GradientsModel(self)
        self._selection = selection
        self.setModel(self.weights)
        self.setItemDelegate(GradientsDelegate(selection, appearance, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(20)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setFont(ui_font(10, 500))
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NUMERIC, QHeaderView.ResizeMode.Stretch)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.clicked.connect(self._select)
        self.entered.connect(lambda index: selection.point_at(self.weights.edge_at(index.row())))
        selection.items_changed.connect(self.viewport().update)
        appearance.changed.connect(self.viewport().update)

    def _select(self, index: Index) -> None:
        self._selection.select(self.weights.edge_at(index.row()))

    # Qt's names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._select(self.currentIndex())
        else:
            super().keyPressEvent(event)


class Gradients(QWidget):
    """A check that goes on, with its progress, or what it found."""

    def __init__(self, checking: Checking, selection: Selection, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("gradients")
        self._checking = checking
        self._shown: Checked | None = None
        self.title, self.about = QLabel(), QLabel()
        self.title.setObjectName("gradients_title")
        self.title.setFont(ui_font(13, 600))
        self.about.setFont(ui_font(11))
        self.about.setProperty("tone", "second")
        self.about.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.cancel = QToolButton()
        self.cancel.setObjectName("gradients_cancel")
        self.cancel.setText("Cancel")
        self.cancel.setProperty("worded", True)
        self.cancel.clicked.connect(checking.cancel)
        self.list = GradientsList(selection, appearance)
        going = QHBoxLayout()
        going.addWidget(self.progress, 1)
        going.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addLayout(going)
        column.addWidget(self.list, 1)
        checking.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        checking, found = self._checking, self._checking.found
        for part in (self.progress, self.cancel):
            part.setVisible(checking.is_running)
        if checking.is_running:
            self.progress.setMaximum(checking.count)
            self.progress.setValue(checking.done)
            self._say("", "Checking every derivative", f"{checking.done} of {checking.count} weights")
        elif found is None:
            self._say(
                "", "Nothing is checked", "Run → Check gradients compares every derivative with a difference of J."
            )
        else:
            self._tell(found)
        if found is not self._shown:
            self._shown = found
            self.list.weights.show_found(found)

    def _tell(self, found: Checked) -> None:
        check, count = found.check, len(found.check.errors)
        look = LOOKS[found.verdict]
        more = f"; the {MOST_ROWS} worst are listed" if count > MOST_ROWS else ""
        now = "" if self._checking.is_current else f" The weights are those of epoch {found.epoch}, before it went on."
        kinks = found.counts["kink"]
        left_out = f" Left out: {kinks} at a kink." if kinks else ""
        those = (
            "All derivatives are" if look.word == "fine" else f"{found.counts[found.verdict]} of {count} derivatives:"
        )
        self._say(
            found.verdict,
            f"{look.mark} {those} {look.word}",
            f"{count} weights over {found.over}{more}. Relative error as a whole "
            f"{written_error(check.error)}.{left_out}{now}",
        )

    def _say(self, verdict: str, title: str, about: str) -> None:
        self.title.setText(title)
        self.about.setText(about)
        if self.title.property("verdict") != verdict:
            self.title.setProperty("verdict", verdict)
            self.title.style().polish(self.title)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(sum(WIDTHS) + 50, 360)
