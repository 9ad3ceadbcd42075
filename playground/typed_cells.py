"""Typed cells: a table's delegate in whose cells one types; an editor stays open on what is refused."""

from functools import lru_cache

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStaticText
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from playground.document.values import ValueRefusedError
from playground.theme import ui_font

Index = QModelIndex | QPersistentModelIndex
FIGURE = 12  # size of the numbers
ALL_DIGITS = "−0.12345678901234567"
ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class TypedCells(QStyledItemDelegate):
    """Lets a person type in the cells of a view, its parent; what is drawn there is its heirs' own.

    An heir says by `take` what becomes of a text: ValueRefusedError where that is not what the cell holds.

    Signals
    -------
    refused(sentence) : what was typed is not what the cell holds; the editor stays open, and nothing has changed
    accepted : what was typed last is good
    """

    refused = Signal(str)
    accepted = Signal()

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def take(self, index: Index, text: str) -> None:
        """Hand over what was typed; raise ValueRefusedError if it is refused."""
        index.model().set_typed(index, text)  # type: ignore[attr-defined]

    def text_to_edit(self, index: Index) -> str:
        """Return what stands in an editor at first, with all digits."""
        return str(index.data(Qt.ItemDataRole.EditRole))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return self.name(self.number_editor(parent), index)

    def number_editor(self, parent: QWidget) -> QLineEdit:
        """Return a field for a number."""
        editor = QLineEdit(parent)
        editor.setProperty("cell", True)
        editor.setFont(ui_font(FIGURE))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.textEdited.connect(self.accepted)
        return editor

    def name(self, editor: QWidget, index: Index) -> QWidget:
        """Let an editor be read aloud as its cell is."""
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the value in with all digits, once: what the run does must not overwrite what is typed."""
        if editor.property("filled"):
            return
        editor.setProperty("filled", True)
        text = self.text_to_edit(index)
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
            editor.setCurrentIndex(editor.findText(text))
        else:
            line_of(editor).setText(text.replace("-", "−"))
        line_of(editor).setModified(False)
        line_of(editor).selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed; an editor that was only opened and left changes nothing."""
        if line_of(editor).isModified():
            self.attempt(line_of(editor), index)

    def attempt(self, line: QLineEdit, index: Index) -> bool:
        """Hand over what was typed; tell whether it is good."""
        line.setModified(False)  # it is asked once, also if the editor then closes
        try:
            self.take(index, line.text())
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
                if event.key() in ENDING and not (self._may_end(editor) and self._is_open()):
                    return True
                if event.key() == Qt.Key.Key_Escape:
                    line_of(editor).setModified(False)
                    self.accepted.emit()
            if event.type() == QEvent.Type.FocusOut and _is_left(editor) and not self._may_end(editor):
                line_of(editor).setModified(False)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
                return False
        return super().eventFilter(editor, event)

    def _is_open(self) -> bool:
        """Return whether the editor is still there: where a change brings other cells, Qt has closed it."""
        is_open = self._view.state() == QAbstractItemView.State.EditingState
        if not is_open:
            self._view.setFocus()
        return is_open

    def _may_end(self, editor: QLineEdit | QComboBox) -> bool:
        index, line = self._view.currentIndex(), line_of(editor)
        return not line.isModified() or not index.isValid() or self.attempt(line, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Give the editor room for all digits, within the table."""
        around = editor.parentWidget()
        assert around is not None
        room = around.width()
        digits = editor.fontMetrics().horizontalAdvance(ALL_DIGITS) + 18
        rect = option.rect
        width = rect.width() if isinstance(editor, QComboBox) else max(rect.width(), min(digits, room))
        left = max(0, min(rect.left(), room - width))
        editor.setGeometry(left, rect.top(), width, rect.height())


def line_of(editor: QWidget) -> QLineEdit:
    """Return the line in which one types."""
    line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    assert isinstance(line, QLineEdit)
    return line


def _is_left(editor: QWidget) -> bool:
    """Return whether the focus went elsewhere, and not into the editor's own list."""
    return not (isinstance(editor, QComboBox) and editor.view().isVisible())


@lru_cache(maxsize=8192)  # laying a text out takes as long as all else about its cell
def laid_out(text: str, size: int = FIGURE) -> tuple[QStaticText, float, float]:
    """Return a text that is laid out, its width and its height."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(font=ui_font(size))
    return made, made.size().width(), made.size().height()
