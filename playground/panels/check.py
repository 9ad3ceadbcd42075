"""Check boxes in the theme's colours (a style sheet can only name pictures of one colour)."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox

from playground.keyboard import let_space_press
from playground.theme import Appearance, Theme, ui_font

SIDE = 15
GAP = 8


def paint_check(painter: QPainter, box: QRectF, state: Qt.CheckState, theme: Theme, *, enabled: bool = True) -> None:
    """Draw a check box: empty, with a tick, or with a bar where something holds of some only."""
    checked = state != Qt.CheckState.Unchecked
    rect = box.adjusted(0.5, 0.5, -0.5, -0.5)
    fill = theme.color("accent" if enabled else "line2") if checked else theme.color("panel")
    painter.setPen(QPen(fill if checked else theme.color("text3" if enabled else "line2"), 1.2))
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, 4, 4)
    ink = QPen(theme.color("on_accent"), 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(ink)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = rect.center()
    if state == Qt.CheckState.Checked:
        points = ((-3.4, 0.2), (-1.0, 2.6), (3.4, -2.6))
        painter.drawPolyline(QPolygonF([middle + QPointF(x, y) for x, y in points]))
    elif state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(middle - QPointF(3, 0), middle + QPointF(3, 0))


class Switch(QCheckBox):
    """A check box that may stand in between, but is never put there by a click."""

    def __init__(self, text: str, tip: str, appearance: Appearance) -> None:
        super().__init__(text)
        self._appearance = appearance
        self.setToolTip(tip)
        self.setFont(ui_font(12))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        let_space_press(self)
        appearance.changed.connect(self.update)

    def show_share(self, some: bool, every: bool) -> None:
        """Show whether something holds of some things, of all, or of none."""
        self.setTristate(some and not every)
        partly = Qt.CheckState.PartiallyChecked if some else Qt.CheckState.Unchecked
        self.setCheckState(Qt.CheckState.Checked if every else partly)

    # Qt's names

    def nextCheckState(self) -> None:
        on = self.checkState() != Qt.CheckState.Checked
        self.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def hitButton(self, _position: object) -> bool:
        return True

    def sizeHint(self) -> QSize:
        return QSize(SIDE + GAP + self.fontMetrics().horizontalAdvance(self.text()) + 4, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(2, (self.height() - SIDE) / 2, SIDE, SIDE)
            paint_check(painter, box, self.checkState(), theme, enabled=self.isEnabled())
            if self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 1.0, Qt.PenStyle.DotLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.setFont(self.font())
            painter.setPen(theme.color("text" if self.isEnabled() else "text3"))
            place = self.rect().adjusted(SIDE + GAP, 0, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
