"""How cells of the data table look, and how they are typed into: refused in place, nothing lost."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from playground.charts.kinds import Kind as Look
from playground.charts.markers import marker
from playground.combo_box import ComboBox
from playground.data_table.content import Kind
from playground.data_table.model import Cell, DataModel
from playground.theme import Appearance, ui_font
from playground.typed_cells import FIGURE, Index, TypedCells, laid_out, line_of

Tones = dict[str, QColor]
TOKENS = ("card", "accent_soft", "accent", "text", "text2", "text3", "wrong")
MARGIN = 9
MARK = 16.0  # room of a class's mark
MARK_SCALE = 0.92
SELECTED, FOCUSED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value


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


class DataDelegate(TypedCells):
    """Draws numbers, and classes with the mark that their samples have among the points."""

    def __init__(self, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
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

    def take(self, index: Index, text: str) -> None:
        self.parent().set_typed(index, text)  # type: ignore[union-attr]

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model: DataModel = index.model()  # type: ignore[assignment]
        assert model.content is not None
        if model.kind_at(index) is Kind.TARGET and model.content.classes:
            return self.name(self._class_editor(model.content.classes, parent), index)
        return super().createEditor(parent, option, index)

    def _class_editor(self, classes: Sequence[str], parent: QWidget) -> QComboBox:
        editor = ClassEditor(self._appearance)
        editor.setParent(parent)
        editor.setEditable(True)
        editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        editor.setCompleter(None)  # type: ignore[arg-type]  # what is typed is what is meant
        editor.setProperty("cell", True)
        editor.setFont(ui_font(FIGURE))
        editor.addItems(classes)
        line_of(editor).textEdited.connect(self.accepted)
        editor.activated.connect(lambda _choice: self._take_choice(editor))
        return editor

    def _take_choice(self, editor: ClassEditor) -> None:
        if not editor.was_opened:  # Return was pressed, which the filter of keys has dealt with
            return
        line = line_of(editor)
        line.setModified(True)
        if self.attempt(line, self._view.currentIndex()):
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Forget that the list was opened where a key is pressed: what is chosen then does not come from there."""
        if isinstance(editor, ClassEditor) and event.type() == QEvent.Type.KeyPress:
            editor.was_opened = False
        return super().eventFilter(editor, event)

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
            prepared, width, height = laid_out(cell.aside, FIGURE - 1)
            if laid_out(cell.text)[1] + 8 + width <= room:  # the name comes first
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


def _tone(cell: Cell) -> str:
    if cell.text == "…":
        return "text3"
    return "wrong" if cell.is_wrong else "text2" if cell.kind in (Kind.COST, Kind.SAYS) else "text"


def _paint_right(painter: QPainter, rect: QRectF, text: str, color: QColor) -> None:
    prepared, width, height = laid_out(text)
    painter.setFont(ui_font(FIGURE))
    painter.setPen(color)
    painter.drawStaticText(QPointF(rect.right() - MARGIN - width, round(rect.center().y() - height / 2)), prepared)


def _paint_left(painter: QPainter, left: float, rect: QRectF, text: str, room: float, color: QColor) -> None:
    prepared, width, height = laid_out(text)
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
