"""A notice over the window: one sentence about what was done or why not. It goes by itself, or by a click."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from playground.theme import ui_font

SECONDS = 6
MARGIN = 16


class Notice(QWidget):
    """Shows one sentence at the foot of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel()
        self._label.setFont(ui_font(13, 500))
        self._label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 14, 9)
        row.addWidget(self._label)
        self._timer = QTimer(self, singleShot=True, interval=1000 * SECONDS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is shown; empty if nothing is."""
        return self._label.text() if self.isVisible() else ""

    def say(self, sentence: str) -> None:
        """Tell what was done."""
        self._show(sentence, "done")

    def warn(self, sentence: str) -> None:
        """Tell what was refused or went wrong."""
        self._show(sentence, "problem")

    def _show(self, sentence: str, kind: str) -> None:
        self._label.setText(sentence[:1].upper() + sentence[1:])
        self.setProperty("kind", kind)
        self.style().polish(self)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def _place(self) -> None:
        room = self.parentWidget().size()
        text = self._label.fontMetrics().horizontalAdvance(self._label.text())
        width = min(room.width() - 2 * MARGIN, text + 34)
        height = max(38, self.layout().heightForWidth(width))
        self.setGeometry((room.width() - width) // 2, room.height() - height - MARGIN, width, height)

    # Qt's names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()
