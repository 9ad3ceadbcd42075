"""Canvas: the widget that shows the network, and on which a person builds it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from engine.surgery import Surgery
from engine.timeline import OtherRun
from playground.anew import Look
from playground.canvas import keys
from playground.canvas.acting.acting import Acting
from playground.canvas.check_tint import CheckTint
from playground.canvas.drawing import Drawing
from playground.canvas.edges import EdgeGeometry
from playground.canvas.editors import Editors
from playground.canvas.fingers import FINGER_EVENTS, Fingers
from playground.canvas.frozen_hint import FrozenHint
from playground.canvas.hands import Hands
from playground.canvas.headings import StructureButtons
from playground.canvas.insert_button import InsertButton
from playground.canvas.layers import Layers
from playground.canvas.layout import CanvasLayout
from playground.canvas.menu import context_menu
from playground.canvas.pointing import Pointing
from playground.canvas.preview import LEAST_EDGES, Preview
from playground.canvas.scene import Scene
from playground.canvas.settling import Settling
from playground.canvas.telling import described
from playground.canvas.verbs import Verbs, kind_of
from playground.canvas.view import FIT, View
from playground.document.checking import Checking
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit, WholeLayer
from playground.document.slicing import Slicing
from playground.document.stepping import Stepping
from playground.plain_tip import plain_tip
from playground.theme import Appearance

NOTHING = QRect(0, 0, 1, 1)  # is painted in a hurry where nothing has changed: a frame comes when it is due


class Canvas(QWidget):
    """Shows the network of the present moment, and lets a person change it where they see it.

    Its rooms know what is where (scene), draw it (drawing) and take hands and keys for what they mean (pointing,
    hands, keys, verbs, editors); the widget hands Qt's events to them.

    Attributes
    ----------
    verbs : what can be done to what is selected
    reduced_motion : whether a changed structure stands in its new place at once
    """

    drawn = Signal()  # with every frame: it is painted, or found to look the same
    refused = Signal(str)  # one sentence for the person
    told = Signal(str)  # one sentence about what a key has taken away

    def __init__(
        self,
        document: Document,
        selection: Selection,
        moment: Moment,
        stepping: Stepping,
        slicing: Slicing,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._moment = moment
        self._stepping = stepping
        self._arranged_for: tuple[object, ...] = ()
        self.reduced_motion = False
        self._scene = Scene(document, selection, moment, slicing)
        self._settling = Settling(self, self.update)
        self._preview = Preview(self, self.update)
        self._acting = Acting(stepping, self._scene, self)
        self._drawing = Drawing(self._scene, appearance, self._settling, self._preview, self._acting)
        self._editors = Editors(self, self._scene, appearance)
        self.verbs = Verbs(self._scene, self.refused.emit, self.told.emit, self._editors.open, self._zoom)
        self._hands = Hands(self._scene, self.refused.emit, self._see, self._scroll, self._editors.open)
        self._fingers = Fingers(self, self._scene, self._see, self._hands.cancel)
        self._buttons = StructureButtons(self, document)
        self._insert = InsertButton(self, self.verbs)
        self._frozen = FrozenHint(self, self.verbs)
        document.experiment_changed.connect(self._frozen.show_experiment)
        self._frozen.show_experiment(document.experiment)
        self._pointing = Pointing(self, self._scene, self._insert)
        self.setMinimumSize(520, 340)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Network")
        self._arrange()
        self._acting.moved.connect(self._show_act)
        stepping.switched.connect(self._show_acting)
        moment.follow(self, self._show_all, part=self._show_some)
        document.edited.connect(self._expect)
        appearance.changed.connect(self._arrange)
        selection.items_changed.connect(self._show_selected)
        selection.pointed_changed.connect(self._show_pointed)
        slicing.changed.connect(lambda: moment.show_again(self))

    def unit_center(self, unit: Unit) -> QPoint:
        """Return where a unit stands, in the canvas' coordinates."""
        return self._scene.center(unit).toPoint()

    def edge_point(self, edge: Edge, share: float = 0.5) -> QPoint:
        """Return a point on an edge, at a share of its way."""
        return self._geometry.point(self._geometry.index(edge), share).toPoint()

    def heading_point(self, layer: int) -> QPoint:
        """Return a point on a layer's heading."""
        return QPoint(round(self._layout.x(layer)), 46)

    def paint_figure(self, painter: QPainter, look: Look) -> None:
        """Paint the present moment as a figure, as large as the canvas is; lines and letters, no pictures of them."""
        self._preview.stop()
        self._settling.stop()
        self._keep_up()
        self._drawing.show_all()
        self._drawing.look = look
        try:
            self._drawing.paint(painter, self.rect(), None, None)
        finally:
            self._drawing.look = None

    def show_check(self, checking: Checking) -> None:
        """Show from now on what checks of the gradients find."""
        self._drawing.tint = CheckTint(checking)
        checking.changed.connect(self.update)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Say whether a changed structure stands in its new place at once."""
        self.reduced_motion = self._acting.is_still = reduced
        self._settling.forget()
        self._acting.stop()

    # ---- where things stand ----------------------------------------------------------------------------------------

    @property
    def _layout(self) -> CanvasLayout:
        return self._scene.layout

    @property
    def _geometry(self) -> EdgeGeometry:
        return self._scene.geometry

    @property
    def _layers(self) -> Layers | None:
        return self._drawing.layers

    @property
    def _arrangement(self) -> tuple[object, ...]:
        """What the layout and the layers are made for, but for size and theme; not the weights."""
        snapshot, experiment = self._moment.snapshot, self._scene.experiment
        run_number = snapshot.run_number if snapshot else 0
        structure = experiment.features, experiment.hidden, experiment.output, experiment.frozen, experiment.pruned
        return run_number, *structure, self.devicePixelRatioF()

    def _expect(self, edit: object) -> None:
        """Note where units come from that an edit moves."""
        if isinstance(edit, Surgery | OtherRun) and not self.reduced_motion and self.isVisible():
            self._settling.expect(edit.graft if isinstance(edit, Surgery) else None)

    def _arrange(self) -> None:
        """Lay everything out anew: another structure, size or theme."""
        before = self._layout
        self._arranged_for = self._arrangement
        self._hands.cancel()
        self._preview.stop()
        self._place_all(self._scene.view)
        if before.sizes == self._layout.sizes:
            self._settling.stop()
        else:
            self._settling.begin(before, self._layout)
        self._pointing.forget()

    def _see(self, view: View) -> None:
        """Show the network through another view; a gesture goes on."""
        if len(self._geometry.layer) >= LEAST_EDGES and (picture := self._drawing.together()):
            self._preview.begin(picture, self._scene.view)
        if self._preview.is_on:
            self._preview.go_on()
        self._place_all(view)
        self._settling.stop()
        self._insert.hide()

    def _scroll(self, layer: int, units: int) -> None:
        """Scroll a long layer down by so many units."""
        if self._scene.scroll(layer, units):
            self._show_scrolled()

    def _show_scrolled(self) -> None:
        self._preview.stop()
        self._settling.stop()
        self._drawing.forget()
        self._pointing.forget()
        self._editors.arrange()
        self.update()

    def _place_all(self, view: View) -> None:
        self._scene.arrange(self.width(), self.height(), view)
        self._drawing.forget()
        self._buttons.arrange(self._layout)
        self._editors.arrange()
        self.update()

    def _zoom(self, factor: float) -> None:
        """Show the network so many times larger, about its middle; for 0 all of it."""
        self._see(self._scene.view.zoomed(factor, self.width() / 2, self.height() / 2) if factor else FIT)

    def _focus_point(self) -> QPoint:
        """Return where what is in focus stands."""
        focus = self._selection.focus
        if isinstance(focus, WholeLayer):
            return self.heading_point(focus.layer)
        if isinstance(focus, Edge):
            return self._scene.middle(focus).toPoint() if self._geometry.has(focus) else self.rect().center()
        return self.unit_center(focus) if self._layout.has(focus) else self.rect().center()

    # ---- what changes ----------------------------------------------------------------------------------------------

    def _keep_up(self) -> bool:
        """Arrange and make anew what is no longer as it was; tell whether anything was."""
        if self._moment.snapshot is not None and self._arranged_for != self._arrangement:
            self._arrange()
        if self._layers is not None:
            return False
        self._drawing.make(self.size(), self.devicePixelRatioF())
        return True

    def _show_all(self) -> None:
        """Draw all that has changed, at once: the run rests."""
        if not self._preview.is_on:
            self._keep_up()
            self._update(self._drawing.show_all())

    def _show_some(self) -> None:
        """Draw a part of what has changed: the next frame comes at once."""
        if self._preview.is_on:
            self.update()
        elif self._keep_up() or self._stepping.told:  # an act is drawn whole, however fast they are played
            self._update(self._drawing.show_all())
        else:
            self._update(self._drawing.show_some() or [NOTHING])

    def _show_selected(self) -> None:
        if self._scene.follow_focus():
            self._hands.cancel()
            self._show_scrolled()
        if not self._moment.is_arriving:
            self._drawing.show_selected()
        self._tell_screen_reader()
        self.update()

    def _show_pointed(self) -> None:
        self._drawing.show_pointed()
        self.update()

    def _show_acting(self) -> None:
        """Show acts from now on, or none any more; which one it is comes with the moment."""
        self._drawing.show_selected()
        self.update()

    def _show_act(self) -> None:
        """Show how far the present act has come."""
        for rect in self._drawing.show_act():
            self.update(rect)

    def _update(self, drawn: list[QRect]) -> None:
        gesture = self._hands.gesture
        if drawn and (self._settling.is_on or (gesture and gesture.shifts())):
            self.update()  # what is drawn in one place is seen in another
        for rect in drawn:
            self.update(rect)
        if not drawn:
            self.drawn.emit()

    def _paint(self, painter: QPainter, region: QRect) -> None:
        if self._preview.is_on:
            self._drawing.paint_preview(painter, region)
            return
        if self._layers is None:
            self._show_all()
        self._drawing.paint(painter, region, self._pointing.item, self._hands.gesture)

    def _tell_screen_reader(self) -> None:
        told = described(self._scene, self._selection.focus).replace("\n", ", ")
        if told:
            self.setAccessibleDescription(f"{told} is selected")

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
            self._pointing.at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._editors.close()
        self._hands.press(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)
        self._pointing.at(event.position())
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
        self._pointing.leave()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self._pointing.words(QPointF(event.pos()))), self)
            return True
        if event.type() in FINGER_EVENTS and self._fingers.take(event):
            return True
        return super().event(event)
