"""A widget that shows one formula."""

from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.notation.boxes import Box


class FormulaLabel(QWidget):
    """Shows one box on a baseline that stays where it is.

    A running number grows a parenthesis when it turns negative. So that the formula does not hop, the height kept free
    above and below the baseline only ever grows. The colour is the palette's text colour until one is set.
    """

    def __init__(self, box: Box, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._box = Box(0.0)
        self._color: QColor | None = None
        self._ascent = 0
        self._descent = 0
        self.set_box(box, name)

    @property
    def box(self) -> Box:
        return self._box

    @property
    def baseline(self) -> int:
        """Distance of the baseline from the widget's upper edge, in pixels."""
        return self._ascent

    def set_box(self, box: Box, name: str | None = None) -> None:
        """Show another box; `name` is what a screen reader says, and stays as it was if not given."""
        if name is not None:
            self.setAccessibleName(name)
        if box == self._box:
            return
        hint = self.sizeHint()
        self._box = box
        self._ascent = max(self._ascent, ceil(box.ascent))
        self._descent = max(self._descent, ceil(box.descent))
        if self.sizeHint() != hint:
            self.updateGeometry()
        self.update()

    def set_color(self, color: QColor) -> None:
        """Paint in this colour what has no colour of its own."""
        if color != self._color:
            self._color = QColor(color)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(ceil(self._box.width), self._ascent + self._descent)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = self._color or self.palette().color(QPalette.ColorRole.WindowText)
        self._box.paint(painter, 0.0, self.baseline, color)
        painter.end()
