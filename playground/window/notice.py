"""The notice: one sentence about what was done or why not, in the row of the menus, where it covers nothing.

It says itself to a screen reader, stays as long as it takes to read, and waits while it is pointed at or in focus.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QToolButton, QWidget

from playground.keyboard import let_space_press
from playground.plain_tip import plain_tip
from playground.theme import Appearance, ui_font

LEAST_SECONDS = 8.0
SECONDS_A_WORD = 0.4  # slow readers take 0.3, and look up first
PATIENCE = 2.0  # times as long where there is something to do, or something went wrong
GAP, PADDING = 16, 12  # beside the menus, and beside the words
ONE_LINE, TWO_LINES = 12, 10  # pixels of the font: large if the sentence finds room in one line
HEIGHT = 28  # of the row


@dataclass(frozen=True)
class Remedy:
    """What a notice offers: a word for the button, with & before the letter that goes with Alt, and what it does."""

    word: str
    tip: str
    act: Callable[[], object]


class Notice(QWidget):
    """Shows one sentence at a time: a newer one takes the place of the one before.

    Parameters
    ----------
    row : what it lies in: the menu bar, or where the desktop has that elsewhere, a row that is kept for it
    over : it is centred over this, as far as there is room
    """

    def __init__(self, row: QWidget, over: QWidget, appearance: Appearance) -> None:
        super().__init__(row)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = row
        self._over = over
        self._appearance = appearance
        self._sentence = ""
        self._remedy: Remedy | None = None
        self._stays = False
        self.remedy = _button("notice_remedy")
        self.remedy.clicked.connect(self._act)
        self.close_button = _button("notice_close")
        self.close_button.setText("✕")
        self.close_button.setToolTip("Close this message (Esc while it is in focus)")
        self.close_button.setAccessibleName("Close this message")
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 3, 2)
        layout.setSpacing(2)
        layout.addStretch()
        for button in (self.remedy, self.close_button):
            layout.addWidget(button)
            button.installEventFilter(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        for widget in (row, over):
            widget.installEventFilter(self)
        QWidget.setTabOrder(over, self.remedy)
        QWidget.setTabOrder(self.remedy, self.close_button)
        appearance.changed.connect(self.update)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is shown; empty if nothing is."""
        return self._sentence if self.isVisible() else ""

    @property
    def seconds(self) -> float:
        """How long it stays."""
        seconds = LEAST_SECONDS + SECONDS_A_WORD * len(self._sentence.split())
        return seconds * (PATIENCE if self._remedy or self._is_problem else 1.0)

    def say(self, sentence: str, remedy: Remedy | None = None) -> None:
        """Tell what was done, and what can be done about it."""
        self._show(sentence, "done", remedy)

    def warn(self, sentence: str, remedy: Remedy | None = None) -> None:
        """Tell what was refused or went wrong."""
        self._show(sentence, "problem", remedy)

    def ask(self, sentence: str, remedy: Remedy) -> None:
        """Tell what went wrong and what can be done; stays until that is done, or it is closed or another one comes."""
        self._show(sentence, "problem", remedy, stays=True)

    @property
    def _is_problem(self) -> bool:
        return self.property("kind") == "problem"

    def _show(self, sentence: str, kind: str, remedy: Remedy | None, *, stays: bool = False) -> None:
        self._sentence = sentence[:1].upper() + sentence[1:]
        self._remedy, self._stays = remedy, stays
        self.setProperty("kind", kind)
        self.style().polish(self)
        self.remedy.setVisible(remedy is not None)
        if remedy:
            self.remedy.setText(remedy.word)
            letter = remedy.word.partition("&")[2][:1].upper()
            self.remedy.setToolTip(f"{remedy.tip} (Alt+{letter})" if letter else remedy.tip)
            self.remedy.setAccessibleName(remedy.tip)
        self.setAccessibleName(self._sentence)
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._count()
        self._announce()

    def _announce(self) -> None:
        """Let a screen reader say it; a problem at once, whatever it is saying."""
        offer = f". {self.remedy.toolTip()}" if self._remedy else ""
        event = QAccessibleAnnouncementEvent(self, self._sentence + offer)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if self._is_problem else politeness.Polite)
        QAccessible.updateAccessibility(event)

    def _act(self) -> None:
        remedy = self._remedy
        self.hide()
        if remedy:
            remedy.act()

    def _count(self) -> None:
        """Let the time run, unless it waits for an answer or somebody is at it."""
        if self._stays or self.underMouse() or self.remedy.hasFocus() or self.close_button.hasFocus():
            self._timer.stop()
        else:
            self._timer.start(round(1000 * self.seconds))

    # ---- where it is -------------------------------------------------------------------------------------------------

    @property
    def room(self) -> QRect:
        """What is free of the row."""
        left = 0
        if isinstance(self._row, QMenuBar):
            left = max((self._row.actionGeometry(action).right() for action in self._row.actions()), default=0)
        return QRect(left + GAP, 1, max(0, self._row.width() - left - 2 * GAP), self._row.height() - 2)

    @property
    def _beside(self) -> int:
        """How much of its width is no room for words."""
        shown = [button for button in (self.remedy, self.close_button) if not button.isHidden()]
        return 2 * PADDING + sum(button.sizeHint().width() + 2 for button in shown)

    def _place(self) -> None:
        room = self.room
        words = QFontMetrics(ui_font(ONE_LINE, 500)).horizontalAdvance(self._sentence) + 4
        width = min(room.width(), words + self._beside)
        middle = self._row.mapFromGlobal(self._over.mapToGlobal(self._over.rect().center())).x()
        left = min(max(middle - width // 2, room.left()), room.right() + 1 - width)
        self.setGeometry(left, room.top(), width, room.height())
        self.setToolTip(plain_tip(self._sentence) if self._is_cut else "")

    @property
    def _words_rect(self) -> QRect:
        return QRect(PADDING, 0, max(0, self.width() - self._beside), self.height())

    @property
    def _lines(self) -> tuple[int, list[str]]:
        """Return the size of the font and the lines of the sentence: two if one is too long, cut if they are too."""
        room = self._words_rect.width()
        if QFontMetrics(ui_font(ONE_LINE, 500)).horizontalAdvance(self._sentence) <= room:
            return ONE_LINE, [self._sentence]
        metrics = QFontMetrics(ui_font(TWO_LINES, 500))
        words, first = self._sentence.split(" "), ""
        while words and metrics.horizontalAdvance(f"{first} {words[0]}") <= room:
            first = f"{first} {words.pop(0)}".lstrip()
        rest = " ".join(words)
        return TWO_LINES, [line for line in (first, rest) if line]

    @property
    def _is_cut(self) -> bool:
        size, lines = self._lines
        metrics, room = QFontMetrics(ui_font(size, 500)), self._words_rect.width()
        return any(metrics.horizontalAdvance(line) > room for line in lines)

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        (size, lines), rect = self._lines, self._words_rect
        with QPainter(self) as painter:
            painter.setFont(ui_font(size, 500))
            painter.setPen(self._appearance.theme.color("text"))
            metrics = painter.fontMetrics()
            top = (rect.height() - len(lines) * metrics.height()) // 2
            for number, line in enumerate(lines):
                place = QRect(rect.left(), top + number * metrics.height(), rect.width(), metrics.height())
                text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched in (self._row, self._over) and kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched in (self.remedy, self.close_button) and kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._recount)  # the focus has not moved yet
        return super().eventFilter(watched, event)

    def _recount(self) -> None:
        if self.isVisible():
            self._count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._recount()

    def hide(self) -> None:
        """Go; the focus goes back to what it lies over."""
        had_focus = self.remedy.hasFocus() or self.close_button.hasFocus()
        self._timer.stop()
        super().hide()
        if had_focus:
            self._over.setFocus()


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setFont(ui_font(12, 600))
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    let_space_press(button)
    return button


def make_row(menus: QMenuBar) -> QWidget:
    """Return the row for a notice: that of the menus, or one of its own where the desktop shows them elsewhere."""
    if not menus.isNativeMenuBar():
        return menus
    row = QWidget()
    row.setObjectName("notice_row")
    row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row.setFixedHeight(HEIGHT)
    return row
