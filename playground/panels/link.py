"""Words to click that stand in a line of text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from playground.keyboard import let_space_press
from playground.theme import ui_font


class Link(QToolButton):
    """A word in the colour of what can be chosen, as wide as it is long, so that it stands flush with other text."""

    def __init__(self, text: str, name: str, tip: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setText(text)
        self.setToolTip(tip)
        self.setProperty("link", True)
        self.setFont(ui_font(11, 600))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        let_space_press(self)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 3, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
