"""A few words beside the pointer, inside the chart.

Not a tooltip: that is a window of its own, which comes late and does not have the charts' look.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.charts.row import label_font, text_width, write
from playground.theme import Appearance

_LINE_PX = 16
_MARGIN_PX = 9
_GAP_PX = 14  # to the pointer


class Hint(QWidget):
    """A small card of one or more lines; the pointer passes through it."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self._around = parent
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        appearance.changed.connect(self.update)

    def show_at(self, position: QPointF, text: str) -> None:
        """Show text beside a position in the parent's pixels, on the side where there is room."""
        self.text = text
        lines = text.split("\n")
        width = round(max(text_width(line, label_font()) for line in lines)) + 2 * _MARGIN_PX
        self.resize(width, len(lines) * _LINE_PX + 10)
        room = self._around.rect()
        x = min(position.x() + _GAP_PX, room.width() - width)
        below = position.y() + _GAP_PX
        y = below if below + self.height() <= room.height() else position.y() - _GAP_PX - self.height()
        self.move(max(0, round(x)), max(0, round(y)))
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.appearance.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("line2"), 1))
            painter.setBrush(theme.color("card"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
            for number, line in enumerate(self.text.split("\n")):
                color = theme.color("text" if number == 0 else "text2")
                write(painter, QPointF(_MARGIN_PX, 17 + number * _LINE_PX), line, label_font(), color)
