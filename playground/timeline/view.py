"""The timeline itself: branches over an axis of epochs, the present place, and what stands between."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.timeline.overview import Event, Overview, Way
from playground.anew import is_anew
from playground.document.moment import Moment
from playground.document.past import Past, nearest
from playground.plain_tip import plain_tip
from playground.theme import Appearance, Theme, mix, ui_font
from playground.timeline.axis import Axis, span
from playground.timeline.lanes import lanes_of

HEIGHT = 42
MARGIN = 12
BASE = 23  # the height of the present branch
LANE = 6  # from one branch to the next
NEAR = 6  # pixels within which something is pointed at
BATCHES_FROM = 40  # pixels an epoch, from which on a place is a mini-batch and not a whole epoch
PER_SECOND = 15  # in a hurry, see document/turns.py
KNOWN_STRENGTH = 0.6  # of the present branch's colour where it is known and not reached again
MOST_TOLD = 4  # events in a tool tip
ZOOM = 1.25  # by a click of the wheel
FAR = 10  # epochs that Page Up and Page Down go


class Spot(NamedTuple):
    """What lies under the pointer: a place on a branch; None is the present one."""

    epochs: float
    branch: int | None


class TimelineView(QWidget):
    """Shows all branches, and goes where it is clicked, dragged or told by keys.

    Attributes
    ----------
    axis : which epochs are seen
    """

    context_asked = Signal(int, QPoint)  # a branch's number, and where on the screen

    def __init__(self, past: Past, moment: Moment, appearance: Appearance) -> None:
        super().__init__()
        self._past = past
        self._appearance = appearance
        self._zoomed = False
        self._wanted: float | None = None  # where a person has asked to go, until the run is there
        self._grabbed = False
        self._pointed: Spot | None = None
        self._still: tuple[object, QPixmap] | None = None
        self.axis = Axis(MARGIN, 100)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the arrows to the steps
        self.setAccessibleName("Timeline")
        moment.follow(self, self._show, per_second=PER_SECOND)
        appearance.changed.connect(self.update)

    def fit(self) -> None:
        """Show all of the timeline."""
        self._zoomed = False
        self._show()

    # ---- where things are ------------------------------------------------------------------------------------------

    @property
    def here(self) -> float:
        """The epoch of the present place, or of that which a drag has asked for."""
        if self._wanted is not None:
            return self._wanted
        return self._past.seen.here.epochs if self._past.seen else 0.0

    def lane_y(self, number: int) -> float:
        """Return the height of a branch that is not the present one."""
        return BASE - LANE * (lanes_of(self._others)[number] + 1)

    def spot(self, point: QPointF) -> Spot:
        """Return what lies at a point: a branch that is near, else a place of the present one."""
        epochs = self.axis.epoch(point.x())
        for way in self._others:
            near = abs(point.y() - self.lane_y(way.number)) <= LANE / 2
            if near and self.axis.x(way.start.epochs) <= point.x() <= self.axis.x(way.end.epochs) + NEAR:
                return Spot(epochs, way.number)
        return Spot(epochs, None)

    @property
    def _others(self) -> tuple[Way, ...]:
        return self._past.seen.others if self._past.seen else ()

    @property
    def _end(self) -> float:
        seen = self._past.seen
        return max((way.end.epochs for way in (seen.present, *seen.others)), default=0.0) if seen else 0.0

    @property
    def _takes_batches(self) -> bool:
        return self.axis.pixels_per_epoch >= BATCHES_FROM

    # ---- what changes ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        seen = self._past.seen
        if seen is None:
            return
        first, all_epochs = seen.present.start.epochs, span(self._end)
        if not self._zoomed or self.axis.first < first:
            self._zoomed = False
            self.axis = Axis(MARGIN, max(self.width() - 2.0 * MARGIN, 1.0), first, all_epochs)
        if not self._grabbed:
            self._wanted = None
        self.setAccessibleDescription(f"epoch {seen.here.epochs:g} of {seen.present.end.epochs:g}, {seen.present.name}")
        self.update()

    def _go(self, spot: Spot) -> None:
        self._wanted = None if spot.branch else spot.epochs
        self._past.go(spot.epochs, whole=not self._takes_batches, branch=spot.branch)
        self.update()

    def words(self, spot: Spot) -> str:
        """Return what a place is called, with what stands there."""
        seen = self._past.seen
        way = seen and (seen.way(spot.branch) if spot.branch else seen.present)
        if not way:
            return ""
        epochs = min(max(spot.epochs, way.start.epochs), way.end.epochs)
        told = [f"Epoch {round(epochs)}" if not self._takes_batches else f"Epoch {epochs:.2f}"]
        told += [f" · {way.name}"] if len(self._others) else []
        events = nearest(way.events, spot.epochs, NEAR / self.axis.pixels_per_epoch)
        lines = ["".join(told), *(f"{event.place.epochs:g}: {event.words}" for event in events[:MOST_TOLD])]
        if len(events) > MOST_TOLD:
            lines.append(f"and {len(events) - MOST_TOLD} more")
        return "\n".join(lines)

    # ---- painting --------------------------------------------------------------------------------------------------

    def _paint_still(self, theme: Theme, seen: Overview) -> QPixmap:
        """Return the picture of what stays from frame to frame: other branches, events and numbers."""
        ratio = self.devicePixelRatioF()
        key = seen.version, self.axis, self.size().toTuple(), theme.name, ratio
        if self._still is None or self._still[0] != key:
            picture = QPixmap(QSize(self.size()) * ratio)
            picture.setDevicePixelRatio(ratio)
            with QPainter(picture) as painter:
                self._draw_still(painter, theme, seen)
            self._still = key, picture
        return self._still[1]

    def _draw_still(self, painter: QPainter, theme: Theme, seen: Overview) -> None:
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ticks(painter, theme)
        for way in seen.others:
            self._paint_way(painter, theme, way)

    def _paint_ticks(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(ui_font(10))
        painter.setPen(theme.color("text3"))
        for tick in self.axis.ticks():
            x = self.axis.x(tick)
            painter.drawLine(QPointF(x, BASE + 4), QPointF(x, BASE + 6))
            painter.drawText(QRectF(x - 40, BASE + 6, 80, 13), Qt.AlignmentFlag.AlignCenter, f"{tick:g}")

    def _paint_way(self, painter: QPainter, theme: Theme, way: Way) -> None:
        """Draw another branch: from where it leaves the present one, or another, up to its height and along it."""
        color, y = theme.of_branch(way.color), self.lane_y(way.number)
        start, end = self.axis.x(way.start.epochs), self.axis.x(way.end.epochs)
        lanes = {other.number for other in self._others}
        below = self.lane_y(way.parent) if way.parent in lanes and way.parent is not None else BASE
        painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        bend = min(6.0, max(end - start, 1.0))
        corner, tip = QPointF(start + bend, y), QPointF(max(end, start + bend), y)
        painter.drawPolyline(QPolygonF([QPointF(start, below), corner, tip]))
        painter.setBrush(color)
        painter.drawEllipse(tip, 2.5, 2.5)
        painter.setPen(Qt.PenStyle.NoPen)
        for event in way.events:
            painter.drawEllipse(QPointF(self.axis.x(event.place.epochs), y), 1.8, 1.8)

    def _paint_present(self, painter: QPainter, theme: Theme, seen: Overview) -> None:
        way = seen.present
        start, end, here = (self.axis.x(epochs) for epochs in (way.start.epochs, way.end.epochs, self.here))
        known = mix(theme.color("panel"), theme.of_branch(way.color), KNOWN_STRENGTH)
        stretches = ((self.axis.x(self.axis.last), theme.color("line")), (end, known), (here, theme.color("accent")))
        for x, color in stretches:
            painter.setPen(QPen(color, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(start, BASE), QPointF(max(x, start), BASE))
        for event in way.events:
            self._paint_event(painter, theme, event)
        painter.setPen(QPen(theme.color("panel"), 2))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QPointF(here, BASE), 6.5, 6.5)

    def _paint_event(self, painter: QPainter, theme: Theme, event: Event) -> None:
        x = self.axis.x(event.place.epochs)
        if not self.axis.left - NEAR <= x <= self.axis.left + self.axis.width + NEAR:
            return
        if event.kind == "divergence":
            painter.setPen(QPen(theme.color("wrong"), 2))
            for sign in (-1, 1):
                painter.drawLine(QPointF(x - 4, BASE - 4 * sign), QPointF(x + 4, BASE + 4 * sign))
            return
        painter.setPen(QPen(theme.color("panel"), 1))
        painter.setBrush(theme.color("accent" if event.kind == "bookmark" else "text2"))
        if event.kind == "bookmark":
            top = BASE - 14
            painter.drawPolygon(QPolygonF([QPointF(x - 4, top), QPointF(x + 4, top), QPointF(x, top + 9)]))
        else:
            painter.drawPolygon(
                QPolygonF([QPointF(x, BASE - 5), QPointF(x + 4, BASE), QPointF(x, BASE + 5), QPointF(x - 4, BASE)])
            )

    # ---- Qt's names ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, seen = self._appearance.theme, self._past.seen
        with QPainter(self) as painter:
            if seen is None:
                painter.fillRect(self.rect(), theme.color("panel"))
                return
            if is_anew(painter, self.devicePixelRatioF()):
                self._draw_still(painter, theme, seen)
            else:
                painter.drawPixmap(QPoint(0, 0), self._paint_still(theme, seen))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_present(painter, theme, seen)
            if self._pointed:
                x = self.axis.x(self._pointed.epochs)
                painter.setPen(QPen(theme.color("text3"), 1))
                painter.drawLine(QPointF(x, 3), QPointF(x, BASE + 5))
            if self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._zoomed = False
        self._show()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = True
            self._go(self.spot(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed:
            self._pointed = None
            self._go(Spot(self.axis.epoch(event.position().x()), None))
        else:
            self._pointed = self.spot(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        seen = self._past.seen
        if seen is None:
            return
        first, clicks = seen.present.start.epochs, event.angleDelta().y() / 120
        self.axis = self.axis.zoomed(ZOOM**clicks, event.position().x(), first, first + span(self._end))
        self._zoomed = self.axis.epochs < span(self._end)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        seen = self._past.seen
        batch = 1 / seen.present.end.batches if seen else 1.0
        ways = {
            Qt.Key.Key_Left: -batch if event.modifiers() & Qt.KeyboardModifier.ControlModifier else -1,
            Qt.Key.Key_Right: batch if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1,
            Qt.Key.Key_PageDown: -FAR,
            Qt.Key.Key_PageUp: FAR,
        }
        if (way := ways.get(Qt.Key(event.key()))) is not None:
            self._wanted = max(0.0, min(self.here + way, self._end))
            self._past.go(self._wanted, whole=abs(way) >= 1)
        elif event.key() == Qt.Key.Key_Home:
            self._past.go_to_start()
        elif event.key() == Qt.Key.Key_End:
            self._past.go_to_end()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: object) -> None:
        position = self.mapFromGlobal(self.cursor().pos())
        spot = self.spot(QPointF(position))
        if self._past.seen:
            self.context_asked.emit(spot.branch or self._past.seen.present.number, self.mapToGlobal(position))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.words(self.spot(QPointF(event.pos())))), self)
            return True
        return super().event(event)
