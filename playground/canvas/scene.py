"""The scene: what stands where on the canvas at the moment, and what a point of it belongs to."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF

from engine.experiment import Experiment, Weight
from engine.network import Network
from engine.rules import is_weight
from playground.canvas.acting.pills import ActPills
from playground.canvas.edges import EdgeGeometry
from playground.canvas.excerpt import More
from playground.canvas.labels import WeightLabels
from playground.canvas.layout import CanvasLayout
from playground.canvas.view import FIT, View
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Edge, Item, Selection, Unit, WholeLayer
from playground.document.slicing import Slicing

REACH = 7.0  # pixels within which the pointer is on an edge


class Scene:
    """What gestures and verbs look at and act on.

    What is drawn may be a frame behind the document; while the two differ in structure, a point belongs to nothing, so
    that no gesture takes one unit for another.

    Attributes
    ----------
    pills : the labels of weights that are drawn, or None before anything is
    """

    def __init__(self, document: Document, selection: Selection, moment: Moment, slicing: Slicing) -> None:
        self.document = document
        self.selection = selection
        self.moment = moment
        self.slicing = slicing
        self.view = FIT
        self.pills: WeightLabels | ActPills | None = None
        self._show(CanvasLayout(self.experiment.sizes, 520, 380))

    @property
    def experiment(self) -> Experiment:
        """What is drawn: the snapshot's experiment, which lags a frame behind the document's."""
        snapshot = self.moment.snapshot
        return snapshot.experiment if snapshot else self.document.experiment

    @property
    def network(self) -> Network | None:
        return self.moment.snapshot.network if self.moment.snapshot else None

    def arrange(self, width: float, height: float, view: View | None = None) -> None:
        """Lay everything out anew; long layers stay scrolled as they are, unless what is in focus would be hidden."""
        before, self.view = self.layout, (view or self.view).kept_within(width, height)
        self._show(CanvasLayout(self.experiment.sizes, width, height, self.view, before.scrolled))
        if [excerpt.drawn for excerpt in before.excerpts] != [excerpt.drawn for excerpt in self.layout.excerpts]:
            self.follow_focus()

    def scroll(self, layer: int, units: int) -> bool:
        """Scroll a long layer down by so many units; tell whether it moved."""
        return self._show_other(self.layout.with_excerpt(self.layout.excerpts[layer - 1].scrolled(units)))

    def follow_focus(self) -> bool:
        """Scroll long layers so that what is in focus is drawn; tell whether they moved."""
        focus, layout = self.selection.focus, self.layout
        if isinstance(focus, Unit):
            layout = layout.showing(focus)
        elif isinstance(focus, Edge):
            source, target = Unit(focus.layer, focus.source), Unit(focus.layer + 1, focus.target)
            layout = layout.showing(source).showing(target)
        return self._show_other(layout)

    def _show_other(self, layout: CanvasLayout) -> bool:
        moved = layout != self.layout
        if moved:
            self._show(layout)
        return moved

    def _show(self, layout: CanvasLayout) -> None:
        self.layout = layout
        self.geometry = EdgeGeometry(layout)
        self.pills = None

    # ---- what is where -----------------------------------------------------------------------------------------------

    @property
    def is_true(self) -> bool:
        """Whether the structure drawn is that of the document."""
        return self.layout.sizes == self.document.experiment.sizes

    def item_at(self, place: QPointF) -> Item | None:
        """Return what a point belongs to: a heading, a unit, a pill, an edge."""
        if not self.is_true:
            return None
        x, y = place.x(), place.y()
        if layer := self.layout.header_at(x, y):
            return WholeLayer(layer)
        if not self._in_window(place):
            return None
        return self.layout.unit_at(x, y) or (None if self.more_at(place) else self.edge_at(place))

    def more_at(self, place: QPointF) -> More | None:
        """Return the tile at a point that stands for units of a long layer which are not drawn."""
        return self.layout.more_at(place.x(), place.y()) if self.is_true and self._in_window(place) else None

    def unit_at(self, place: QPointF) -> Unit | None:
        """Return the unit at a point."""
        item = self.item_at(place)
        return item if isinstance(item, Unit) else None

    def edge_at(self, place: QPointF) -> Edge | None:
        """Return the edge whose pill or curve is at a point."""
        on_pill = self.pills.edge_at(place) if self.pills else None
        return on_pill or self.geometry.nearest(place.x(), place.y(), REACH)

    def _in_window(self, place: QPointF) -> bool:
        _, top, _, height = self.layout.window
        return self.layout.is_fit or top <= place.y() <= top + height

    def center(self, unit: Unit) -> QPointF:
        return QPointF(self.layout.x(unit.layer), self.layout.y(unit.layer, unit.unit))

    def middle(self, edge: Edge) -> QPointF:
        """Return where an edge is edited and its menu opens: at its pill, or half way."""
        pill = self.pills.rect_of(edge) if self.pills else None
        return pill.center() if pill else self.geometry.point(self.geometry.index(edge), 0.5)

    def pill_rects(self) -> list[QRectF]:
        """Return where the pills are that say weights."""
        return [pill.rect for pill in self.pills.all] if self.pills else []

    def edge_between(self, one: Unit, other: Unit) -> Edge | None:
        """Return the edge between two units of neighbouring layers."""
        first, second = sorted((one, other), key=lambda unit: unit.layer)
        if second.layer != first.layer + 1 or second.unit == 0:
            return None
        return Edge(first.layer, second.unit, first.unit)

    def units_inside(self, left: float, top: float, right: float, bottom: float) -> list[Unit]:
        """Return the units whose centres lie in a rectangle."""
        return [
            unit
            for layer in self.layout.layers
            for unit in self.layout.units(layer)
            if left <= self.layout.x(layer) <= right and top <= self.layout.y(layer, unit.unit) <= bottom
        ]

    # ---- weights -----------------------------------------------------------------------------------------------------

    def is_cut(self, edge: Edge) -> bool:
        return edge.weight in self.document.experiment.pruned

    def value(self, edge: Edge) -> float:
        """Return the weight of an edge as it is shown; 0 before anything is."""
        network = self.network
        if network is None or not is_weight(edge.weight, network.sizes):
            return 0.0
        return network.weight(*edge.weight)

    def weights_of(self, items: Iterable[Item]) -> list[Weight]:
        """Return the weights that things stand for: those into a unit or layer, those out of a bias unit."""
        found: list[Weight] = []
        document = self.document
        for item in items:
            if isinstance(item, Edge):
                found.append(item.weight)
            elif isinstance(item, Unit) and item.unit == 0:
                targets = range(1, document.experiment.sizes[item.layer] + 1)
                found += [(item.layer, target, 0) for target in targets]
            elif item.layer > 1:
                found += document.weights_into(item.layer, item.unit if isinstance(item, Unit) else 0)
        return list(dict.fromkeys(found))
