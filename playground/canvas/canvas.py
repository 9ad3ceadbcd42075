"""Canvas: the widget that shows the network, and on which a person builds it."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from engine.experiment import Experiment
from engine.surgery import Surgery
from playground.canvas import keys
from playground.canvas.edge_layer import MOST_EDGES, MOST_EDGES_AT_A_CLICK
from playground.canvas.edges import EdgeGeometry
from playground.canvas.editors import Editors
from playground.canvas.hands import Hands
from playground.canvas.headings import StructureButtons, paint_headings
from playground.canvas.insert_button import InsertButton
from playground.canvas.layers import Layers, make_layers, paint_together
from playground.canvas.layout import CanvasLayout
from playground.canvas.legend import paint_legend
from playground.canvas.marks import paint_layers, paint_pointed_heading
from playground.canvas.menu import context_menu
from playground.canvas.moving import paint_moved
from playground.canvas.preview import LEAST_EDGES, Preview
from playground.canvas.scene import Scene
from playground.canvas.settling import Settling
from playground.canvas.telling import described
from playground.canvas.verbs import Verbs, kind_of
from playground.canvas.view import FIT, View
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Edge, Item, Selection, Unit, WholeLayer
from playground.document.stepping import Stepping
from playground.theme import Appearance


class Canvas(QWidget):
    """Draws the network of the present moment, and lets a person change it where they see it.

    What is seen is kept in layers: the background with the edges on it, then a picture for each column of units, then
    the pills. A frame of a run that goes on draws a part of what has changed, and only that part of the window.

    Attributes
    ----------
    verbs : what can be done to what is selected
    reduced_motion : whether a changed structure stands in its new place at once
    """

    drawn = Signal()  # with every frame: it is painted, or found to look the same
    refused = Signal(str)  # one sentence for the person

    def __init__(
        self,
        document: Document,
        selection: Selection,
        moment: Moment,
        stepping: Stepping,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._moment = moment
        self._stepping = stepping
        self._appearance = appearance
        self._pointed: Item | None = None
        self._arranged_for: tuple[object, ...] = ()
        self._layers: Layers | None = None
        self._weights_next = True
        self.reduced_motion = False
        self._scene = Scene(document, selection, moment)
        self._settling = Settling(self, self.update)
        self._preview = Preview(self, self.update)
        self._editors = Editors(self, self._scene, appearance)
        self.verbs = Verbs(self._scene, self.refused.emit, self._editors.open, self._zoom)
        self._hands = Hands(self._scene, self.refused.emit, self._see, self._editors.open)
        self._buttons = StructureButtons(self, document)
        self._insert = InsertButton(self, self.verbs)
        self.setMinimumSize(520, 380)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Network")
        self._arrange()
        moment.follow(self, self._show_all, part=self._show_some)
        document.edited.connect(self._expect)
        appearance.changed.connect(self._arrange)
        selection.items_changed.connect(self._show_selected)
        selection.pointed_changed.connect(self._show_pointed)

    def unit_center(self, unit: Unit) -> QPoint:
        """Return where a unit stands, in the canvas' coordinates."""
        return self._scene.center(unit).toPoint()

    def edge_point(self, edge: Edge, share: float = 0.5) -> QPoint:
        """Return a point on an edge, at a share of its way."""
        return self._geometry.point(self._geometry.index(edge), share).toPoint()

    def heading_point(self, layer: int) -> QPoint:
        """Return a point on a layer's heading."""
        return QPoint(round(self._layout.x(layer)), 58)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Say whether a changed structure stands in its new place at once."""
        self.reduced_motion = reduced
        self._settling.forget()

    # ---- what changes ----------------------------------------------------------------------------------------------

    @property
    def _layout(self) -> CanvasLayout:
        return self._scene.layout

    @property
    def _geometry(self) -> EdgeGeometry:
        return self._scene.geometry

    def _expect(self, edit: object) -> None:
        """Note where units come from that an edit moves."""
        if isinstance(edit, Surgery) and not self.reduced_motion and self.isVisible():
            self._settling.expect(edit.graft)

    def _arrange(self, view: View | None = None) -> None:
        """Lay everything out anew: another structure, size, view or theme."""
        before = self._layout
        self._arranged_for = self._arrangement
        self._hands.cancel()
        self._preview.stop()
        self._scene.arrange(self.width(), self.height(), view)
        if before.sizes == self._layout.sizes:
            self._settling.stop()
        else:
            self._settling.begin(before, self._layout)
        self._pointed = None
        self._layers = None  # made when they are drawn first
        self._buttons.arrange(self._layout)
        self._insert.hide()
        self._editors.arrange()
        self.update()

    def _see(self, view: View) -> None:
        """Show the network through another view; a gesture goes on."""
        if self._layers and len(self._geometry.layer) >= LEAST_EDGES:
            self._preview.begin(paint_together(self._layers, self._layout), self._scene.view)
        if self._preview.is_on:
            self._preview.go_on()
        self._scene.arrange(self.width(), self.height(), view)
        self._settling.stop()
        self._layers = None
        self._buttons.arrange(self._layout)
        self._insert.hide()
        self._editors.arrange()
        self.update()

    def _zoom(self, factor: float) -> None:
        """Show the network so many times larger, about its middle; for 0 all of it."""
        self._see(self._scene.view.zoomed(factor, self.width() / 2, self.height() / 2) if factor else FIT)

    @property
    def _arrangement(self) -> tuple[object, ...]:
        """What the layout and the layers are made for, but for size and theme; not the weights."""
        snapshot, experiment = self._moment.snapshot, self._scene.experiment
        run_number = snapshot.run_number if snapshot else 0
        ratio = self.devicePixelRatioF()
        return run_number, experiment.features, experiment.hidden, experiment.output, *_marked(experiment), ratio

    def _show_all(self) -> None:
        """Draw all that has changed, at once: the run rests."""
        if self._preview.is_on:
            return
        self._layers = self._layers_of_now()
        if self._layers:
            assert self._moment.snapshot is not None
            network, unit = self._moment.snapshot.network, self._selection.unit
            self._update(
                self._layers.edges.show(network.flat, unit)
                + self._layers.columns.show(network, self._moment.telling, unit)
                + self._layers.pills.show(unit, network, self._lit)
            )

    def _show_selected(self) -> None:
        """Show what a person has selected at once; what the trainer has changed meanwhile still waits for its turn."""
        if self._layers and self._moment.snapshot:
            network, unit = self._moment.snapshot.network, self._selection.unit
            self._layers.edges.show(network.flat, unit, MOST_EDGES_AT_A_CLICK)
            self._layers.columns.show_labels(self._moment.telling, unit)
            self._layers.pills.show(unit, network, self._lit)
        self._tell_screen_reader()
        self.update()

    def _show_pointed(self) -> None:
        """Light the pill of the edge that is pointed at."""
        if self._layers and self._moment.snapshot:
            self._layers.pills.show(self._selection.unit, self._moment.snapshot.network, self._lit)
        self.update()

    def _show_some(self) -> None:
        """Draw a part of what has changed: in one frame weights, in the next what the units say of them."""
        if self._preview.is_on:
            self.update()
            return
        layers = self._layers
        if layers is None or layers is not self._layers_of_now():
            self._show_all()
            return
        assert self._moment.snapshot is not None
        network, unit = self._moment.snapshot.network, self._selection.unit
        self._weights_next = not self._weights_next
        if self._weights_next:
            drawn = layers.columns.show_some(network, self._moment.telling, unit)
        else:
            drawn = layers.edges.show(network.flat, unit, MOST_EDGES)
            drawn += layers.pills.show_some(unit, network, self._lit)
        self._update(drawn)

    @property
    def _lit(self) -> Edge | None:
        """The edge whose pill is lit: the one that is pointed at, else the one in focus."""
        focus = self._selection.focus
        return self._selection.pointed or (focus if isinstance(focus, Edge) else None)

    def _update(self, drawn: list[QRect]) -> None:
        gesture = self._hands.gesture
        if drawn and (self._settling.is_on or (gesture and gesture.shifts())):
            self.update()  # what is drawn in one place is seen in another
        for rect in drawn:
            self.update(rect)
        if not drawn:
            self.drawn.emit()

    # ---- drawing ---------------------------------------------------------------------------------------------------

    def _layers_of_now(self) -> Layers | None:
        """Return the layers, made anew if what they were made for is no longer so."""
        snapshot = self._moment.snapshot
        if snapshot is None:
            return None
        if self._arranged_for != self._arrangement:
            self._arrange()
        if self._layers is None:
            theme, ratio = self._appearance.theme, self.devicePixelRatioF()
            layers = make_layers(self._scene, snapshot.samples, theme, self.size(), ratio)
            self._scene.pills = layers.pills
            return layers
        return self._layers

    def _paint(self, painter: QPainter, region: QRect) -> None:
        """Put the layers on top of each other."""
        if self._preview.is_on:
            self._paint_preview(painter)
            return
        if self._layers is None:
            self._show_all()
        layers, theme, gesture = self._layers, self._appearance.theme, self._hands.gesture
        if layers is None:
            painter.fillRect(self.rect(), theme.color("canvas"))
            return
        shifts = self._settling.shifts() if self._settling.is_on else gesture.shifts() if gesture else {}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, layers.edges.background if self._moves(shifts) else layers.edges.picture)
        self._paint_headings(painter)
        if not self._layout.is_fit:
            painter.setClipRect(QRect(*self._layout.window), Qt.ClipOperation.IntersectClip)
        if self._moves(shifts):
            looks = layers.edge_painter.looks(self._moment.snapshot.network.flat, self._selection.unit)
            opacities = self._settling.opacities() if self._settling.is_on else {}
            paint_moved(painter, layers.edge_painter, layers.columns, looks, shifts, opacities)
            self._paint_rings(painter, layers, shifts)
        else:
            self._paint_network(painter, layers, region)
        if gesture:
            gesture.paint(painter, theme)

    def _paint_preview(self, painter: QPainter) -> None:
        theme, layout = self._appearance.theme, self._layout
        painter.fillRect(self.rect(), theme.color("canvas"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_headings(painter, layout, self._scene.experiment, theme)
        paint_legend(painter, layout, theme)
        painter.setClipRect(QRect(*layout.window))
        self._preview.paint(painter, layout.view)

    def _moves(self, shifts: Mapping[Unit, QPointF]) -> bool:
        return bool(shifts) or self._settling.is_on

    def _paint_headings(self, painter: QPainter) -> None:
        if isinstance(self._pointed, WholeLayer):
            paint_pointed_heading(painter, self._layout, self._pointed.layer, self._appearance.theme)
        layers = [item for item in self._selection.items if isinstance(item, WholeLayer)]
        paint_layers(painter, self._layout, layers, self._appearance.theme)

    def _paint_rings(self, painter: QPainter, layers: Layers, shifts: Mapping[Unit, QPointF]) -> None:
        """Draw the rings of selected units that are away from their places."""
        for unit in shifts.keys() & set(self._selection.units):
            painter.translate(shifts[unit])
            layers.unit_painter.paint_marks(painter, unit, selected=True, pointed=False)
            painter.translate(-shifts[unit])

    def _paint_network(self, painter: QPainter, layers: Layers, region: QRect) -> None:
        theme, network = self._appearance.theme, self._moment.snapshot.network
        if edges := self._selection.edges:
            looks = layers.edge_painter.looks(network.flat, self._selection.unit)
            layers.edge_painter.paint_selected(painter, edges, looks)
        pointed = self._selection.pointed
        if pointed and pointed not in edges:
            layers.edge_painter.paint_one(painter, pointed, theme.color("accent"), 3.0)
        layers.columns.paint(painter, region)
        selected = {unit for unit in self._selection.units if self._layout.has(unit)}
        pointed_unit = {self._pointed} if isinstance(self._pointed, Unit) else set()
        for unit in selected | pointed_unit:
            layers.unit_painter.paint_marks(painter, unit, selected=unit in selected, pointed=unit in pointed_unit)
        layers.pills.paint(painter)
        layers.locks.paint(painter, region)
        if pointed:
            layers.pills.paint_pointed(painter, pointed, self._selection.unit, network)

    # ---- pointing ----------------------------------------------------------------------------------------------------

    def _point_at(self, place: QPointF) -> None:
        item = self._scene.item_at(place)
        if item != self._pointed:
            self._pointed = item
            self.update()
        self._selection.point_at(item if isinstance(item, Edge) else None)
        nothing_below = item is None or isinstance(item, Edge)
        self._insert.show_at(self._layout.gap_at(place.x()) if nothing_below else 0, self._layout)
        self.setCursor(Qt.CursorShape.PointingHandCursor if item else Qt.CursorShape.ArrowCursor)

    def _describe(self, place: QPointF) -> str:
        """Return what the pointer is on, in words and symbols."""
        item = self._scene.item_at(place)
        return described(self._scene, item) if item else ""

    def _tell_screen_reader(self) -> None:
        told = described(self._scene, self._selection.focus).replace("\n", ", ")
        if told:
            self.setAccessibleDescription(f"{told} is selected")

    def _focus_point(self) -> QPoint:
        """Return where what is in focus stands."""
        focus = self._selection.focus
        if isinstance(focus, WholeLayer):
            return self.heading_point(focus.layer)
        if isinstance(focus, Edge):
            return self._scene.middle(focus).toPoint() if self._geometry.has(focus) else self.rect().center()
        return self.unit_center(focus) if self._layout.has(focus) else self.rect().center()

    # ---- Qt's names ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter, event.rect())
        self.drawn.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self._hands.move(event)
            if self._hands.gesture:
                self.update()
        else:
            self._point_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._editors.close()
        self._hands.press(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)
        self._point_at(event.position())
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hands.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.setAccepted(self._hands.wheel(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._hands.cancel():
                self.update()
            elif len(self._selection.items) > 1:
                self._selection.select(self._selection.focus)
            else:
                super().keyPressEvent(event)
            self._editors.close()
        elif (self._stepping.is_on and keys.means_a_step(event)) or not keys.press(event, self._scene, self.verbs):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        item = self._scene.item_at(QPointF(event.pos())) if by_mouse else self._selection.focus
        if item is not None and item not in self._selection.items:
            self._selection.select(item)
        place = event.globalPos() if by_mouse else self.mapToGlobal(self._focus_point())
        context_menu(self, kind_of(item), self.verbs).popup(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell_screen_reader()

    def leaveEvent(self, event: QEvent) -> None:
        self._selection.point_at(None)
        self._pointed = None
        if not self._insert.underMouse():
            self._insert.hide()
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._describe(QPointF(event.pos())), self)
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            place = event.position()
            self._see(self._scene.view.zoomed(1.0 + event.value(), place.x(), place.y()))
            return True
        return super().event(event)


def _marked(experiment: Experiment) -> tuple[object, ...]:
    """Return what is drawn of an experiment beside its structure."""
    return experiment.frozen, experiment.pruned
