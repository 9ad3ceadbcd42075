"""Canvas: the widget that shows the network and lets a person point at it, select and walk in it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from engine.experiment import Experiment
from engine.surface import Surface, grid_of
from engine.symbols import activation, net_input, weight
from playground.canvas.columns import Columns
from playground.canvas.edge_layer import MOST_EDGES, MOST_EDGES_AT_A_CLICK, EdgeLayer
from playground.canvas.edges import EdgeGeometry, EdgePainter
from playground.canvas.headings import StructureButtons, paint_headings
from playground.canvas.labels import WeightLabels
from playground.canvas.layout import CanvasLayout
from playground.canvas.legend import paint_legend
from playground.canvas.units import UnitPainter
from playground.canvas.walk import walk
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit
from playground.notation import format_number
from playground.theme import Appearance

REACH = 7.0  # pixels within which the pointer is on an edge
DOT_SPACING = 28
MAP_RESOLUTION = 41  # points along a side of a unit's little map


@dataclass(frozen=True)
class _Layers:
    """What lies on top of each other, and who draws it."""

    edges: EdgeLayer
    columns: Columns
    pills: WeightLabels
    edge_painter: EdgePainter
    unit_painter: UnitPainter


class Canvas(QWidget):
    """Draws the network of the present moment.

    What is seen is kept in layers: the background with the edges on it, then a picture for each column of units, then
    the pills. A frame of a run that goes on draws a part of what has changed, and only that part of the window.
    """

    drawn = Signal()  # with every frame: it is painted, or found to look the same

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
        self._arranged_for: tuple[object, ...] = ()
        self._layers: _Layers | None = None
        self._weights_next = True
        self._buttons = StructureButtons(self, document)
        self.setMinimumSize(520, 380)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Network")
        self._arrange()
        moment.follow(self, self._show_all, part=self._show_some)
        appearance.changed.connect(self._arrange)
        selection.unit_changed.connect(self._show_selected)
        selection.pointed_changed.connect(self._show_pointed)

    def unit_center(self, unit: Unit) -> QPoint:
        """Return where a unit stands, in the canvas' coordinates."""
        return QPointF(self._layout.x(unit.layer), self._layout.y(unit.layer, unit.unit)).toPoint()

    def edge_point(self, edge: Edge, share: float = 0.5) -> QPoint:
        """Return a point on an edge, at a share of its way."""
        return self._geometry.point(self._geometry.index(edge), share).toPoint()

    # ---- what changes ----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Lay everything out anew: another structure, size or theme."""
        experiment = self._shown_experiment
        self._arranged_for = self._arrangement
        self._layout = CanvasLayout(experiment.sizes, self.width(), self.height())
        self._geometry = EdgeGeometry(self._layout)
        self._pointed_unit = None
        self._layers = None  # made when they are drawn first
        self._buttons.arrange(self._layout)
        self.update()

    @property
    def _arrangement(self) -> tuple[object, ...]:
        """What the layout and the layers are made for, but for size and theme; not what may change in mid-run."""
        snapshot, experiment = self._moment.snapshot, self._shown_experiment
        run_number = snapshot.run_number if snapshot else 0
        return run_number, experiment.sizes, experiment.activations, self.devicePixelRatioF()

    @property
    def _shown_experiment(self) -> Experiment:
        """What is drawn: the snapshot's experiment, which lags a frame behind the document's."""
        snapshot = self._moment.snapshot
        return snapshot.experiment if snapshot else self._document.experiment

    def _show_all(self) -> None:
        """Draw all that has changed, at once: the run rests."""
        self._layers = self._layers_of_now()
        if self._layers:
            assert self._moment.snapshot is not None
            network, unit = self._moment.snapshot.network, self._selection.unit
            self._update(
                self._layers.edges.show(network.flat, unit)
                + self._layers.columns.show(network, self._moment.telling, unit)
                + self._layers.pills.show(unit, network, self._selection.pointed)
            )

    def _show_selected(self) -> None:
        """Show what a person has selected at once; what the trainer has changed meanwhile still waits for its turn."""
        if self._layers and self._moment.snapshot:
            network, unit = self._moment.snapshot.network, self._selection.unit
            self._layers.edges.show(network.flat, unit, MOST_EDGES_AT_A_CLICK)
            self._layers.columns.show_labels(self._moment.telling, unit)
            self._layers.pills.show(unit, network, self._selection.pointed)
        self.update()

    def _show_pointed(self) -> None:
        """Light the pill of the edge that is pointed at."""
        if self._layers and self._moment.snapshot:
            self._layers.pills.show(self._selection.unit, self._moment.snapshot.network, self._selection.pointed)
        self.update()

    def _show_some(self) -> None:
        """Draw a part of what has changed: in one frame weights, in the next what the units say of them."""
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
            drawn += layers.pills.show_some(unit, network, self._selection.pointed)
        self._update(drawn)

    def _update(self, drawn: list[QRect]) -> None:
        for rect in drawn:
            self.update(rect)
        if not drawn:
            self.drawn.emit()

    # ---- drawing ---------------------------------------------------------------------------------------------------

    def _layers_of_now(self) -> "_Layers | None":
        """Return the layers, made anew if what they were made for is no longer so."""
        snapshot = self._moment.snapshot
        if snapshot is None:
            return None
        if self._arranged_for != self._arrangement:
            self._arrange()
        if self._layers is None:
            theme, ratio = self._appearance.theme, self.devicePixelRatioF()
            surface = Surface(grid_of(snapshot.samples, MAP_RESOLUTION))
            units = UnitPainter(self._layout, theme, ratio)
            edges = EdgePainter(self._geometry, theme)
            return _Layers(
                EdgeLayer(self._draw_background(ratio), edges, self._layout),
                Columns(self._layout, units, theme, surface),
                WeightLabels(self._layout, self._geometry, theme, ratio),
                edges,
                units,
            )
        return self._layers

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

    def _paint(self, painter: QPainter, region: QRect) -> None:
        """Put the layers on top of each other."""
        if self._layers is None:
            self._show_all()
        layers, theme = self._layers, self._appearance.theme
        if layers is None:
            painter.fillRect(self.rect(), theme.color("canvas"))
            return
        painter.drawPixmap(0, 0, layers.edges.picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pointed = self._selection.pointed
        if pointed:
            layers.edge_painter.paint_one(painter, pointed, theme.color("accent"), 3.0)
        layers.columns.paint(painter, region)
        for unit in {self._selection.unit, self._pointed_unit} - {None}:
            marks = {"selected": unit == self._selection.unit, "pointed": unit == self._pointed_unit}
            layers.unit_painter.paint_marks(painter, unit, **marks)
        layers.pills.paint(painter)
        if pointed:
            layers.pills.paint_pointed(painter, pointed, self._selection.unit, self._moment.snapshot.network)

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
            self._paint(painter, event.rect())
        self.drawn.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

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
