"""The drawing: the layers of the canvas, brought up to date frame by frame and put on top of each other."""

from collections.abc import Mapping
from itertools import cycle

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from engine.network import Network
from engine.snapshot import Snapshot
from playground.anew import AS_ON_SCREEN, Look, is_anew
from playground.canvas.acting.acting import NOBODY, Acting
from playground.canvas.check_tint import CheckTint
from playground.canvas.edge_layer import MOST_EDGES, MOST_EDGES_AT_A_CLICK
from playground.canvas.gestures.gesture import Gesture
from playground.canvas.headings import paint_headings
from playground.canvas.layers import Layers, make_layers, paint_ground, paint_together, tiled_view
from playground.canvas.legend import paint_legend
from playground.canvas.marks import paint_layers, paint_pointed_heading
from playground.canvas.moving import paint_moved
from playground.canvas.preview import Preview
from playground.canvas.scene import Scene
from playground.canvas.settling import Settling
from playground.document.selection import Edge, Item, Unit, WholeLayer
from playground.theme import Appearance

EVERYWHERE = QRect(-100_000, -100_000, 200_000, 200_000)
TURNS = ("edges", "maps", "edges", "maps", "edges", "maps", "numbers", "maps")  # numbers eight times a second


class Drawing:
    """Draws what the scene shows at the present moment.

    What is seen is kept in layers: the background with the edges on it, then a picture for each column of units, then
    the pills. A frame of a run that goes on draws a part of what has changed, and only that part of the window.

    Attributes
    ----------
    layers : what is drawn, or None before anything is
    tint : draws the edges in other colours while it is on, if there is one
    look : how a figure of it is drawn, while one is
    """

    def __init__(
        self, scene: Scene, appearance: Appearance, settling: Settling, preview: Preview, acting: Acting
    ) -> None:
        self.layers: Layers | None = None
        self.tint: CheckTint | None = None
        self.look: Look | None = None
        self._scene = scene
        self._selection = scene.selection
        self._moment = scene.moment
        self._appearance = appearance
        self._settling = settling
        self._preview = preview
        self._acting = acting
        self._act = -1  # the act that was shown last while it moved
        self._acted = False  # whether an act was shown last
        self._turns = cycle(TURNS)
        self._numbers_of: Network | None = None  # whose weights stand in the pills

    def make(self, size: QSize, ratio: float) -> None:
        """Make the layers, if there is something to draw and they are not made yet."""
        snapshot = self._moment.snapshot
        if self.layers is None and snapshot is not None:
            self.layers = make_layers(self._scene, snapshot.samples, self._appearance.theme, size, ratio)
            self.layers.columns.wording = self._acting.wording

    def forget(self) -> None:
        """Let the layers be made anew when they are drawn next."""
        self.layers = self._numbers_of = None

    # ---- bringing the layers up to date ------------------------------------------------------------------------------

    def show_all(self) -> list[QRect]:
        """Draw all that has changed; return where."""
        layers, snapshot = self.layers, self._moment.snapshot
        if layers is None or snapshot is None:
            return []
        self._keep_view(layers, snapshot)
        network, acted, self._acted = snapshot.network, self._acted, self._acting.present is not None
        drawn = [
            *layers.edges.show(network.flat, self._unit),
            *layers.columns.show(network, self._moment.telling, self._selection.unit),
            *self._show_pills(layers, network),
        ]
        return [layers.edges.picture.rect()] if acted or self._acted else drawn  # an act is painted all over

    def show_some(self) -> list[QRect]:
        """Draw a part of what has changed: in one frame edges, in the next maps of units, and now and then all numbers.

        Those are written together, so that all of them are of one moment (measured with 2-8-8-8-1, beside a busy
        machine: 4.5 ms every eighth frame instead of 1.4 ms every other).
        """
        layers, snapshot, unit = self.layers, self._moment.snapshot, self._selection.unit
        if layers is None or snapshot is None:
            return []
        self._keep_view(layers, snapshot)
        match next(self._turns):
            case "edges":
                return layers.edges.show(snapshot.network.flat, unit, MOST_EDGES)
            case "maps":
                return layers.columns.show_some_maps(snapshot.network)
            case _:
                labels = layers.columns.show_labels(self._moment.telling, unit)
                return labels + self._show_pills(layers, snapshot.network)

    def _keep_view(self, layers: Layers, snapshot: Snapshot) -> None:
        """Let tiles show the present slice of the present samples: other data may have come to the same network."""
        shown = self._scene.slicing.of(snapshot.samples)
        if not layers.columns.view.is_of(snapshot.samples, shown):
            layers.columns.look_at(tiled_view(snapshot.samples, shown, self._scene.layout.sizes))

    def show_selected(self) -> None:
        """Show what a person has selected; what the trainer has changed meanwhile still waits for its turn."""
        if self.layers and self._moment.snapshot:
            network = self._moment.snapshot.network
            self.layers.edges.show(network.flat, self._unit, MOST_EDGES_AT_A_CLICK)
            self.layers.columns.show_labels(self._moment.telling, self._selection.unit)
            self._show_pills(self.layers, network)

    def show_pointed(self) -> None:
        """Light the pill of the edge that is pointed at."""
        if self.layers and self._moment.snapshot:
            self._show_pills(self.layers, self._numbers_of or self._moment.snapshot.network)

    def show_act(self) -> list[QRect]:
        """Show how far the present act has come; return where that is seen."""
        layers, present, telling = self.layers, self._acting.present, self._moment.telling
        if layers is None or present is None or telling is None or self._moment.snapshot is None:
            return []
        network = self._moment.snapshot.network
        before = layers.acts.regions(present)
        if present.index != self._act:  # it passes on to another
            self._act = present.index
            before = [layers.edges.picture.rect()]
        edges = layers.edges.show(network.flat, self._unit)
        self._show_pills(layers, network)
        labels = layers.columns.show_labels(telling, self._selection.unit)
        return [*before, *edges, *labels, *layers.acts.regions(present)]

    def _show_pills(self, layers: Layers, network: Network) -> list[QRect]:
        """Show what is said on edges: by the present act while that is looked at, else of the selected unit."""
        self._numbers_of = network
        present = self._acting.present
        acts = present is not None and self._acting.is_looked_at
        self._scene.pills = layers.acts.pills if acts else layers.pills
        if present:
            layers.acts.prepare(present)
        return layers.pills.show(NOBODY if acts else self._selection.unit, network, self._lit)

    @property
    def _unit(self) -> Unit:
        """The unit whose incoming edges stand out: the present act's, else the selected one."""
        return self._acting.unit or self._selection.unit

    @property
    def _lit(self) -> Edge | None:
        """The edge whose pill is lit: the one that is pointed at, else the one in focus."""
        focus = self._selection.focus
        return self._selection.pointed or (focus if isinstance(focus, Edge) else None)

    # ---- painting ----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, region: QRect, pointed: Item | None, gesture: Gesture | None) -> None:
        """Put the layers on top of each other, where a region of the canvas needs it.

        Parameters
        ----------
        pointed : what the pointer is on
        gesture : what goes on with a button held down
        """
        layers, layout, theme = self.layers, self._scene.layout, self._appearance.theme
        if layers is None:
            painter.fillRect(region, theme.color("canvas"))
            return
        if self.look or is_anew(painter, layers.unit_painter.ratio):
            self._paint_anew(painter, layers, self.look or AS_ON_SCREEN)
            return
        shifts = self._settling.shifts() if self._settling.is_on else gesture.shifts() if gesture else {}
        moves = bool(shifts) or self._settling.is_on
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = self.tint if self.tint and self.tint.is_on and not moves else None
        painter.drawPixmap(0, 0, layers.edges.background if moves or tint else layers.edges.picture)
        if tint:
            tint.paint_legend(painter, layout, theme)
        self._paint_headings(painter, pointed)
        if not layout.is_fit:
            painter.setClipRect(QRect(*layout.window), Qt.ClipOperation.IntersectClip)
        if moves:
            self._paint_moved(painter, layers, shifts)
        else:
            if tint:
                tint.paint(painter, self._scene.geometry, layout, theme)
            self._paint_network(painter, layers, region, pointed)
        if gesture:
            gesture.paint(painter, theme)
        if present := self._acting.present:
            painter.setClipping(False)
            layers.acts.paint_caption(painter, present)

    def _paint_anew(self, painter: QPainter, layers: Layers, look: Look) -> None:
        """Draw all of it as lines and letters, none of it from a picture."""
        layout, snapshot, present = self._scene.layout, self._moment.snapshot, self._acting.present
        assert snapshot is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, layout, self._scene.experiment, self._appearance.theme, look)
        if look.has_selection:
            self._paint_headings(painter, None)
        if not layout.is_fit:
            painter.setClipRect(QRect(*layout.window), Qt.ClipOperation.IntersectClip)
        if self.tint and self.tint.is_on:
            self.tint.paint_legend(painter, layout, self._appearance.theme)
            self.tint.paint(painter, self._scene.geometry, layout, self._appearance.theme)
        else:
            stands_out = look.has_selection and (present is not None or self._selection.unit.unit > 0)
            layers.edges.paint_anew(painter, snapshot.network.flat, self._unit if stands_out else None)
        self._paint_over_edges(painter, layers, None, look)
        if present:
            painter.setClipping(False)
            layers.acts.paint_caption(painter, present)

    def paint_preview(self, painter: QPainter, region: QRect) -> None:
        """Paint what was drawn last as it is seen in the present view, for as long as that moves."""
        theme, layout = self._appearance.theme, self._scene.layout
        painter.fillRect(region, theme.color("canvas"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_headings(painter, layout, self._scene.experiment, theme)
        paint_legend(painter, layout, theme)
        painter.setClipRect(QRect(*layout.window))
        self._preview.paint(painter, layout.view)

    def together(self) -> QPixmap | None:
        """Return what is seen of the network as one picture, if anything is."""
        return paint_together(self.layers, self._scene.layout) if self.layers else None

    def _paint_headings(self, painter: QPainter, pointed: Item | None) -> None:
        layout, theme = self._scene.layout, self._appearance.theme
        if isinstance(pointed, WholeLayer):
            paint_pointed_heading(painter, layout, pointed.layer, theme)
        layers = [item for item in self._selection.items if isinstance(item, WholeLayer)]
        paint_layers(painter, layout, layers, theme)

    def _paint_moved(self, painter: QPainter, layers: Layers, shifts: Mapping[Unit, QPointF]) -> None:
        """Draw the network while units are away from their places, and the rings of selected ones where they are."""
        assert self._moment.snapshot is not None
        looks = layers.edge_painter.looks(self._moment.snapshot.network.flat, self._selection.unit)
        opacities = self._settling.opacities() if self._settling.is_on else {}
        paint_moved(painter, layers.edge_painter, layers.columns, looks, shifts, opacities)
        for unit in shifts.keys() & set(self._selection.units):
            painter.translate(shifts[unit])
            layers.unit_painter.paint_marks(painter, unit, selected=True, pointed=False)
            painter.translate(-shifts[unit])

    def _paint_network(self, painter: QPainter, layers: Layers, region: QRect, pointed: Item | None) -> None:
        """Draw what lies over the edges, from the pictures that are kept."""
        self._paint_over_edges(painter, layers, pointed, None, region)

    def _paint_over_edges(
        self, painter: QPainter, layers: Layers, pointed: Item | None, look: Look | None, region: QRect = EVERYWHERE
    ) -> None:
        """Draw what lies over the edges.

        Parameters
        ----------
        look : how it is drawn anew; None where the pictures that are kept are shown
        """
        assert self._moment.snapshot is not None
        theme, network = self._appearance.theme, self._moment.snapshot.network
        shows_selection, shows_numbers = look is None or look.has_selection, look is None or look.has_numbers
        edges = self._selection.edges if shows_selection else ()
        pointed_edge = self._selection.pointed if look is None or look is AS_ON_SCREEN else None
        present = self._acting.present
        if edges:
            looks = layers.edge_painter.looks(network.flat, self._unit)
            layers.edge_painter.paint_selected(painter, edges, looks)
        if present:
            layers.acts.paint_below(painter, present)
        if pointed_edge and self._scene.geometry.has(pointed_edge) and pointed_edge not in edges:
            layers.edge_painter.paint_one(painter, pointed_edge, theme.color("accent"), 3.0)
        if look:
            layers.columns.paint_anew(painter, look)
        else:
            layers.columns.paint(painter, region)
        if present:
            layers.acts.paint_units(painter, present, self._acting.point)
        layout = self._scene.layout
        units = self._selection.units if shows_selection else ()
        selected = {layout.place_of(unit) for unit in units if layout.has(unit)}
        pointed_unit = {pointed} if isinstance(pointed, Unit) else set()
        for unit in selected | pointed_unit:
            layers.unit_painter.paint_marks(painter, unit, selected=unit in selected, pointed=unit in pointed_unit)
        if shows_numbers and shows_selection:
            layers.pills.paint(painter)
        if present and self._acting.is_looked_at and shows_numbers:
            layers.acts.paint_pills(painter, present)
        layers.locks.paint(painter, region, layers.pills.rect_of)
        if pointed_edge:
            layers.pills.paint_pointed(painter, pointed_edge, self._unit, self._numbers_of or network)
