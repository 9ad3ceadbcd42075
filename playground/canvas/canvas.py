"""Canvas: the widget that shows the network and lets a person point at it, select and walk in it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from engine.experiment import Experiment
from engine.symbols import activation, net_input, weight
from playground.canvas.edges import EdgeGeometry, EdgePainter
from playground.canvas.headings import StructureButtons, paint_headings
from playground.canvas.labels import FULL, WeightLabels
from playground.canvas.layout import CanvasLayout
from playground.canvas.legend import paint_legend
from playground.canvas.units import UnitPainter
from playground.canvas.walk import walk
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit
from playground.heat import HeatColors, centred
from playground.notation import format_number
from playground.theme import Appearance

REACH = 7.0  # pixels within which the pointer is on an edge
DOT_SPACING = 28
MANY_EDGES = 600  # from here on the edges are redrawn less often than the units while the network learns
EDGE_INTERVAL_MS = 90
MAP_STRIDE = 2  # the units' little maps take every other point of the snapshot's grid


class Canvas(QWidget):
    """Draws the network of the present moment."""

    drawn = Signal()

    def __init__(
        self,
        document: Document,
        selection: Selection,
        moment: Moment,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection
        self._moment = moment
        self._appearance = appearance
        self._pointed_unit: Unit | None = None
        self._edge_layer: QPixmap | None = None
        self._background: QPixmap | None = None
        self._edge_timer = QTimer(self, singleShot=True, interval=EDGE_INTERVAL_MS)
        self._edge_timer.timeout.connect(self._redraw_edges)
        self._buttons = StructureButtons(self, document)
        self.setMinimumSize(520, 380)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Network")
        self._arrange()
        appearance.changed.connect(self._arrange)
        moment.changed.connect(self._moment_changed)
        selection.unit_changed.connect(self._redraw_edges)
        selection.pointed_changed.connect(self.update)

    def unit_center(self, unit: Unit) -> QPoint:
        """Return where a unit stands, in the canvas' coordinates."""
        return QPointF(self._layout.x(unit.layer), self._layout.y(unit.layer, unit.unit)).toPoint()

    def edge_point(self, edge: Edge, share: float = 0.5) -> QPoint:
        """Return a point on an edge, at a share of its way."""
        return self._geometry.point(self._geometry.index(edge), share).toPoint()

    # ---- what changes ----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Lay everything out anew: another structure, size or theme."""
        theme = self._appearance.theme
        self._arranged_for = self._shown_experiment
        self._background = None
        self._layout = CanvasLayout(self._shown_experiment.sizes, self.width(), self.height())
        self._geometry = EdgeGeometry(self._layout)
        self._edges = EdgePainter(self._geometry)
        self._units = UnitPainter(self._layout, theme)
        self._labels = WeightLabels(self._layout, self._geometry, theme)
        self._heat = HeatColors(theme)
        self._pointed_unit = None
        self._buttons.arrange(self._layout)
        self._redraw_edges()

    @property
    def _shown_experiment(self) -> Experiment:
        """What is drawn: the snapshot's experiment, which lags a frame behind the document's."""
        snapshot = self._moment.snapshot
        return snapshot.experiment if snapshot else self._document.experiment

    def _moment_changed(self) -> None:
        if self._shown_experiment != self._arranged_for:
            self._arrange()
        if len(self._geometry.layer) < MANY_EDGES:
            self._edge_layer = None
        elif not self._edge_timer.isActive():
            self._edge_timer.start()
        self.update()

    def _redraw_edges(self) -> None:
        self._edge_layer = None
        self.update()

    # ---- drawing ---------------------------------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        theme = self._appearance.theme
        if self._moment.snapshot is None:
            painter.fillRect(self.rect(), theme.color("canvas"))
            return
        painter.drawPixmap(0, 0, self._network_drawn(painter))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._selection.pointed:
            self._edges.paint_one(painter, self._selection.pointed, theme.color("accent"), 3.0)
        self._paint_units(painter)
        self._paint_weight_labels(painter)

    def _network_drawn(self, painter: QPainter) -> QPixmap:
        """Return the edges on their background, drawn anew only when the weights or the selection changed."""
        ratio = painter.device().devicePixelRatioF()
        if self._background is None or self._background.devicePixelRatio() != ratio:
            self._background = self._draw_background(ratio)
            self._edge_layer = None
        if self._edge_layer is None:
            self._edge_layer = self._background.copy()
            with QPainter(self._edge_layer) as layer:
                layer.setRenderHint(QPainter.RenderHint.Antialiasing)
                weights = self._moment.snapshot.network.flat
                self._edges.paint(layer, weights, self._selection.unit, self._appearance.theme)
        return self._edge_layer

    def _draw_background(self, ratio: float) -> QPixmap:
        """Return what stays until the structure, the size or the theme changes: dots, headings and legend."""
        theme = self._appearance.theme
        background = QPixmap(self.size() * ratio)
        background.setDevicePixelRatio(ratio)
        background.fill(theme.color("canvas"))
        with QPainter(background) as painter:
            self._paint_dots(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_headings(painter, self._layout, self._shown_experiment, theme)
            paint_legend(painter, self._layout, theme)
        return background

    def _paint_dots(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._appearance.theme.color("dots"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        across, down = range(14, self.width(), DOT_SPACING), range(14, self.height(), DOT_SPACING)
        painter.drawPoints([QPointF(x, y) for x in across for y in down])

    def _paint_units(self, painter: QPainter) -> None:
        snapshot, steps = self._moment.snapshot, self._moment.telling
        for layer in self._layout.layers:
            phi = snapshot.network.activations[layer - 2] if layer > 1 else None
            maps = snapshot.maps[layer][:, ::MAP_STRIDE, ::MAP_STRIDE]
            pictures = self._heat.images(centred(maps, phi))
            for unit in self._layout.units(layer):
                marks = {"selected": unit == self._selection.unit, "pointed": unit == self._pointed_unit}
                if unit.unit == 0:
                    self._units.paint_bias(painter, unit, **marks)
                else:
                    self._units.paint_tile(painter, unit, pictures[unit.unit - 1], **marks)
                if self._layout.has_labels:
                    self._units.paint_label(painter, unit, steps, selected=marks["selected"])

    def _paint_weight_labels(self, painter: QPainter) -> None:
        network = self._moment.snapshot.network
        unit, pointed = self._selection.unit, self._selection.pointed
        self._labels.paint_incoming(painter, unit, network, pointed)
        if pointed and not (pointed.leads_to(unit) and self._labels.size_for(unit) is FULL):
            self._labels.paint_pointed(painter, pointed, network)

    # ---- pointing, selecting, walking ------------------------------------------------------------------------------

    def _point_at(self, position: QPointF) -> None:
        unit = self._layout.unit_at(position.x(), position.y())
        if unit != self._pointed_unit:
            self._pointed_unit = unit
            self.update()
        edge = None if unit else self._geometry.nearest(position.x(), position.y(), REACH)
        self._selection.point_at(edge)
        shape = Qt.CursorShape.PointingHandCursor if unit or edge else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def _describe(self, position: QPointF) -> str:
        """Return what the pointer is on, in words and symbols."""
        steps = self._moment.telling
        if steps is None:
            return ""
        if unit := self._layout.unit_at(position.x(), position.y()):
            value = format_number(steps.activation_of(unit.layer, unit.unit), 4)
            symbol = activation(unit.layer, unit.unit)
            if unit.unit == 0:
                return f"{symbol} = 1: the bias unit of layer {unit.layer}"
            if unit.layer == 1:
                return f"{symbol} = {value}: input {unit.unit}, {self._shown_experiment.features[unit.unit - 1]}"
            z = format_number(steps.net_input(unit.layer, unit.unit).value, 4)
            return (
                f"unit {unit.unit} of layer {unit.layer}\n{net_input(unit.layer, unit.unit)} = {z}\n{symbol} = {value}"
            )
        if edge := self._geometry.nearest(position.x(), position.y(), REACH):
            symbol = weight(edge.layer, edge.target, edge.source)
            value = format_number(steps.network.weight(edge.layer, edge.target, edge.source), 4)
            source = "the bias unit" if edge.source == 0 else f"unit {edge.source}"
            way = f"from {source} of layer {edge.layer} to unit {edge.target} of layer {edge.layer + 1}"
            return f"{symbol} = {value}\n{way}"
        return ""

    # ---- Qt's names ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)
        self.drawn.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        self._edge_timer.stop()
        self._edge_layer = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self._layout.unit_at(event.position().x(), event.position().y())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if unit:
            self._selection.select_unit(unit)
        elif edge := self._geometry.nearest(event.position().x(), event.position().y(), REACH):
            self._selection.select_unit(Unit(edge.layer + 1, edge.target))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moved = walk(self._selection.unit, Qt.Key(event.key()), self._layout.sizes)
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._selection.select_unit(moved)

    def leaveEvent(self, event: QEvent) -> None:
        self._selection.point_at(None)
        self._pointed_unit = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._describe(QPointF(event.pos())), self)
            return True
        return super().event(event)
