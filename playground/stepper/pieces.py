"""What the pages beside the charts are made of that tell a learning step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from engine.steps import LearningStep
from playground.document.stepping import Stepping
from playground.document.writing import Writing
from playground.stepper.grid.table import ROW
from playground.theme import Appearance, ui_font

MARGIN = 14


class TellingPage(QScrollArea):
    """A page that tells the learning step which is gone through, and invites to one while none is.

    Parameters
    ----------
    name, title : of the widget, and for screen readers
    invitation : the sentences that invite

    Signals
    -------
    shown : another moment is shown
    """

    shown = Signal()

    def __init__(
        self, name: str, title: str, invitation: str, stepping: Stepping, writing: Writing, appearance: Appearance
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stepping = stepping
        self._writing = writing
        self._appearance = appearance
        self.sheet = QWidget()
        self.column = QVBoxLayout(self.sheet)
        self.column.setContentsMargins(MARGIN, 10, MARGIN, 10)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_invitation(invitation))
        self._stack.addWidget(self.sheet)
        self.setWidget(self._stack)
        for told in (stepping.changed, appearance.changed, writing.changed):
            told.connect(self._show)

    def _make_invitation(self, invitation: str) -> QWidget:
        words = tone_label("second", 12)
        words.setText(invitation)
        self.begin = QToolButton()
        self.begin.setObjectName(f"{self.objectName()}_begin")
        self.begin.setText("Step through the mini-batch")
        self.begin.setToolTip("Go through the pending learning step act by act (1)")
        self.begin.setProperty("worded", True)
        self.begin.clicked.connect(self._stepping.enter)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        return page

    @property
    def room(self) -> int:
        """The width that there is between the margins."""
        return self.viewport().width() - 2 * MARGIN

    def rows_to_spare(self) -> int:
        """Return how many more rows than there are the page has room for; less than none where it is too long."""
        self.settle()
        return (self.viewport().height() - self.column.totalHeightForWidth(self.viewport().width())) // ROW

    def settle(self) -> None:
        """Lay everything out at once: else what has changed in a part is known after the next event only."""
        for part in self.sheet.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if (layout := part.layout()) and not part.isHidden():
                layout.activate()
        self.column.activate()

    def _show(self) -> None:
        """Show the learning step, if there is one, and if anybody can see it."""
        if not self.isVisible():
            return
        told = self._stepping.told
        self._stack.setCurrentIndex(int(told is not None))
        self.show_told(told)
        if told is not None:
            self.shown.emit()

    def show_told(self, told: LearningStep | None) -> None:
        """Show a learning step; None where none is gone through."""
        raise NotImplementedError

    # Qt's names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()


def tone_label(tone: str, size: int = 11, weight: int = 400, *, wraps: bool = True) -> QLabel:
    """Return a label in a tone of the theme."""
    made = QLabel()
    made.setFont(ui_font(size, weight))
    made.setProperty("tone", tone)
    made.setWordWrap(wraps)
    return made
