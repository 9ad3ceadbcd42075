"""A combo box with a chevron in the theme's colour (a style sheet can only name files of one colour)."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from playground import icons
from playground.theme import Appearance

CHEVRON = 16


class ComboBox(QComboBox):
    """A combo box in the program's look."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer_titles(self, titles: Mapping[str, str]) -> None:
        """Offer things by their titles; the name of each is its data."""
        for name, title in titles.items():
            self.addItem(title, name)

    # Qt's names

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a panel around it scrolls; else a choice would change that slides below the pointer

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        edit = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edit, self).width() - 2
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        token = "text3" if self.isEnabled() else "line2"
        chevron = icons.pixmap("chevron", self._appearance.theme.color(token), CHEVRON, self.devicePixelRatioF())
        with QPainter(self) as painter:
            painter.drawPixmap(self.width() - CHEVRON - 4, (self.height() - CHEVRON) // 2, chevron)
