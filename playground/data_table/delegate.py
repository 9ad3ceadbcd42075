"""How cells of the data table look, and how they are typed into: refused in place, nothing lost."""

from functools import lru_cache

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
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPixmap, QStaticText
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from playground.charts.kinds import Kind as Look
from playground.charts.markers import marker
from playground.combo_box import ComboBox
from playground.data_table.content import Kind
from playground.data_table.model import Cell, DataModel
from playground.document.values import ValueRefusedError
from playground.theme import Appearance, ui_font

Index = QModelIndex | QPersistentModelIndex
Tones = dict[str, QColor]
TOKENS = ("card", "accent_soft", "accent", "text", "text2", "text3", "wrong")
MARGIN = 9
FIGURE = 12  # size of the numbers
MARK = 16.0  # room of a class's mark
MARK_SCALE = 0.92
SELECTED, FOCUSED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class ClassEditor(ComboBox):
    """A field for the name of a class, with the list of those there are.

    Attributes
    ----------
    was_opened : whether the list was opened since a key was pressed, so that a choice comes from there
    """

    was_opened = False

    # Qt's names

    def showPopup(self) -> None:
        self.was_opened = True
        super().showPopup()


class DataDelegate(QStyledItemDelegate):
    """Draws numbers, and classes with the mark that their samples have among the points.

    Signals
    -------
    refused(sentence) : what was typed is not what the column holds; the editor stays open, and nothing has changed
    accepted : what was typed last is good
    """

    refused = Signal(str)
    accepted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._tones: Tones = {}
        self._marks: dict[tuple[int, bool, int, float], QPixmap] = {}
        self._take_theme()
        appearance.changed.connect(self._take_theme)

    def _take_theme(self) -> None:
        """Keep the colours at hand: five are asked for in each cell, and to make one takes as long as to use it."""
        theme = self._appearance.theme
        self._tones = {token: theme.color(token) for token in TOKENS}
        self._marks = {}

    # ---- typing ----------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model: DataModel = index.model()  # type: ignore[assignment]
        assert model.content is not None
        is_class = model.kind_at(index) is Kind.TARGET and model.content.classes
        editor = self._class_editor(model, parent) if is_class else self._number_editor(parent)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        return editor

    def _number_editor(self, parent: QWidget) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setProperty("cell", True)
        editor.setFont(ui_font(FIGURE))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.textEdited.connect(self.accepted)
        return editor

    def _class_editor(self, model: DataModel, parent: QWidget) -> QComboBox:
        editor = ClassEditor(self._appearance)
        editor.setParent(parent)
        editor.setEditable(True)
        editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        editor.setCompleter(None)  # type: ignore[arg-type]  # what is typed is what is meant
        editor.setProperty("cell", True)
        editor.setFont(ui_font(FIGURE))
        assert model.content is not None
        editor.addItems(model.content.classes)
        line = editor.lineEdit()
        assert line is not None
        line.textEdited.connect(self.accepted)
        editor.activated.connect(lambda _choice: self._take_choice(editor))
        return editor

    def _take_choice(self, editor: "ClassEditor") -> None:
        if not editor.was_opened:  # Return was pressed, which the filter of keys has dealt with
            return
        line = _line_of(editor)
        line.setModified(True)
        view = self.parent()
        index = view.currentIndex()  # type: ignore[union-attr]
        if self._try(line, index.model(), index):
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the value in with all digits, once: what the run does must not overwrite what is typed."""
        if editor.property("filled"):
            return
        editor.setProperty("filled", True)
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
            editor.setCurrentIndex(editor.findText(text))
        else:
            _line_of(editor).setText(text.replace("-", "−"))
        _line_of(editor).setModified(False)
        _line_of(editor).selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed; an editor that was only opened and left changes nothing."""
        if _line_of(editor).isModified():
            self._try(_line_of(editor), model, index)

    def _try(self, line: QLineEdit, model: QAbstractItemModel, index: Index) -> bool:
        line.setModified(False)  # it is asked once, also if the editor then closes
        try:
            self.parent().set_typed(index, line.text())  # type: ignore[union-attr]
        except ValueRefusedError as error:
            line.setModified(True)
            self.refused.emit(str(error))
            return False
        self.accepted.emit()
        return True

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the editor open where Return or Tab would close it on something that is refused."""
        if isinstance(editor, QLineEdit | QComboBox):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                if isinstance(editor, ClassEditor):
                    editor.was_opened = False
                if event.key() in ENDING and not (self._may_end(editor) and self._is_open()):
                    return True
                if event.key() == Qt.Key.Key_Escape:
                    _line_of(editor).setModified(False)
                    self.accepted.emit()
            if event.type() == QEvent.Type.FocusOut and _is_left(editor) and not self._may_end(editor):
                _line_of(editor).setModified(False)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
                return False
        return super().eventFilter(editor, event)

    def _is_open(self) -> bool:
        """Return whether the editor is still there: where a change brings other rows or classes, Qt has closed it."""
        view = self.parent()
        is_open: bool = view.state() == QAbstractItemView.State.EditingState  # type: ignore[union-attr]
        if not is_open:
            view.setFocus()  # type: ignore[union-attr]
        return is_open

    def _may_end(self, editor: QLineEdit | QComboBox) -> bool:
        index, line = self.parent().currentIndex(), _line_of(editor)  # type: ignore[union-attr]
        return not line.isModified() or not index.isValid() or self._try(line, index.model(), index)

    # ---- drawing ---------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tones = self._tones
        rect = QRectF(option.rect)
        model: DataModel = index.model()  # type: ignore[assignment]
        state = option.state.value  # an operation on Qt's flags takes longer than to draw a number
        painter.fillRect(option.rect, tones["accent_soft" if state & SELECTED else "card"])
        cell = model.cell(index.row(), index.column())
        if cell.kind is Kind.PART:
            _paint_part(painter, rect, cell, tones)
        elif cell.look >= 0:
            assert model.content is not None
            self._paint_class(painter, rect, cell, len(model.content.classes), tones)
        else:
            _paint_right(painter, rect, cell.text, tones[_tone(cell)])
        if state & FOCUSED:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tones["accent"], 1.4))
            painter.drawRoundedRect(rect.adjusted(1.2, 1.2, -1.2, -1.2), 4, 4)

    def _paint_class(self, painter: QPainter, rect: QRectF, cell: Cell, classes: int, tones: Tones) -> None:
        mark = self._mark(cell.look, cell.is_test, classes, painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(rect.left() + MARGIN - 2, round(rect.center().y() - MARK / 2)), mark)
        left = rect.left() + MARGIN + MARK + 2
        room = rect.right() - MARGIN - left
        if cell.is_wrong:
            _paint_cross(painter, QPointF(rect.right() - MARGIN - 4, rect.center().y()), tones)
            room -= 16
        if cell.aside:
            prepared, width, height = _prepared(cell.aside, FIGURE - 1)
            if _prepared(cell.text, FIGURE)[1] + 8 + width <= room:  # the name comes first
                painter.setFont(ui_font(FIGURE - 1))
                painter.setPen(tones["text3"])
                at = QPointF(rect.right() - MARGIN - 16 - width, round(rect.center().y() - height / 2))
                painter.drawStaticText(at, prepared)
                room = at.x() - 6 - left
        _paint_left(painter, left, rect, cell.text, room, tones["wrong" if cell.is_wrong else "text"])

    def _mark(self, look: int, is_test: bool, classes: int, ratio: float) -> QPixmap:
        """Return the mark of a class as a picture: it is drawn in every row."""
        key = look, is_test, classes, ratio
        if key not in self._marks:
            picture = self._marks[key] = QPixmap(round(MARK * ratio), round(MARK * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                drawn = marker(self._appearance.theme, look, is_test, Look(classes))
                drawn.draw(painter, QPointF(MARK / 2, MARK / 2), MARK_SCALE)
        return self._marks[key]

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Give the editor room for all digits, within the table."""
        around = editor.parentWidget()
        assert around is not None
        room = around.width()
        digits = editor.fontMetrics().horizontalAdvance("−0.12345678901234567") + 18
        rect = option.rect
        width = rect.width() if isinstance(editor, QComboBox) else max(rect.width(), min(digits, room))
        left = max(0, min(rect.left(), room - width))
        editor.setGeometry(left, rect.top(), width, rect.height())


def _line_of(editor: QWidget) -> QLineEdit:
    line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    assert isinstance(line, QLineEdit)
    return line


def _is_left(editor: QWidget) -> bool:
    """Return whether the focus went elsewhere, and not into the editor's own list."""
    return not (isinstance(editor, QComboBox) and editor.view().isVisible())


def _tone(cell: Cell) -> str:
    if cell.text == "…":
        return "text3"
    return "wrong" if cell.is_wrong else "text2" if cell.kind in (Kind.COST, Kind.SAYS) else "text"


def _paint_right(painter: QPainter, rect: QRectF, text: str, color: QColor) -> None:
    prepared, width, height = _prepared(text, FIGURE)
    painter.setFont(ui_font(FIGURE))
    painter.setPen(color)
    painter.drawStaticText(QPointF(rect.right() - MARGIN - width, round(rect.center().y() - height / 2)), prepared)


def _paint_left(painter: QPainter, left: float, rect: QRectF, text: str, room: float, color: QColor) -> None:
    prepared, width, height = _prepared(text, FIGURE)
    painter.setFont(ui_font(FIGURE))
    painter.setPen(color)
    if width <= room:
        painter.drawStaticText(QPointF(left, round(rect.center().y() - height / 2)), prepared)
        return
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(QRectF(left, rect.top(), room + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, cut)


def _paint_part(painter: QPainter, rect: QRectF, cell: Cell, tones: Tones) -> None:
    """Draw the part as the points have it: solid to train, hollow to test."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    at = QPointF(rect.left() + MARGIN + 5, rect.center().y())
    tone = tones["text3"]
    painter.setPen(QPen(tone, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush if cell.is_test else tone)
    painter.drawEllipse(at, 3.6, 3.6)
    room = rect.width() - 2 * MARGIN - 14
    _paint_left(painter, rect.left() + MARGIN + 16, rect, cell.text, room, tones["text2"])


def _paint_cross(painter: QPainter, at: QPointF, tones: Tones) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tones["wrong"], 1.8))
    for turn in (-1, 1):
        painter.drawLine(at + QPointF(-3.4, -3.4 * turn), at + QPointF(3.4, 3.4 * turn))


@lru_cache(maxsize=8192)  # laying a text out takes as long as all else about its cell
def _prepared(text: str, size: int) -> tuple[QStaticText, float, float]:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(font=ui_font(size))
    return made, made.size().width(), made.size().height()
