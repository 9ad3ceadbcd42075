"""The editors on the canvas: the field of a weight, the form of a layer. One is open at a time."""

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from engine.symbols import weight
from playground.canvas.layer_form import LayerForm
from playground.canvas.layout import HEADING_BOTTOM
from playground.canvas.scene import Scene
from playground.canvas.walk import next_into_unit
from playground.canvas.weight_field import WeightField
from playground.document.selection import Edge, Item, Unit, WholeLayer
from playground.theme import Appearance


class Editors:
    """Opens editors in their place, and sends what they say to the document."""

    def __init__(self, canvas: QWidget, scene: Scene, appearance: Appearance) -> None:
        self._canvas = canvas
        self._scene = scene
        self.field = WeightField(canvas)
        self.form = LayerForm(canvas, scene.document, appearance)
        self._edge: Edge | None = None
        self.field.entered.connect(self._enter)

    def open(self, item: Item) -> None:
        """Edit a weight, the bias weight of a unit, or a layer; what cannot be edited opens nothing."""
        sizes = self._scene.document.experiment.sizes
        if isinstance(item, Unit):
            item = Edge(item.layer - 1, item.unit, 0) if item.layer > 1 and item.unit else WholeLayer(item.layer)
        if isinstance(item, Edge):
            self._open_field(item)
        elif 1 < item.layer < len(sizes):
            self.form.open(item.layer, QPointF(self._scene.layout.x(item.layer), HEADING_BOTTOM + 4))

    def close(self) -> None:
        """Close what is open."""
        self.field.close_field()
        self.form.close_form()

    def arrange(self) -> None:
        """Follow a changed structure: the field closes, the form goes with its layer."""
        self.field.close_field()
        layer = self.form.layer
        if layer and 1 < layer < len(self._scene.document.experiment.sizes) and layer in self._scene.layout.layers:
            self.form.place(QPointF(self._scene.layout.x(layer), HEADING_BOTTOM + 4))

    def _open_field(self, edge: Edge) -> None:
        scene = self._scene
        if scene.is_cut(edge):
            return
        if edge not in scene.selection.items:
            scene.selection.select(edge)  # it is drawn then
        if not scene.geometry.has(edge):
            return
        self._edge = edge
        name = str(weight(edge.layer, edge.target, edge.source))
        self.field.open(name, scene.value(edge), scene.middle(edge))

    def _enter(self, value: float, way: int) -> None:
        edge, scene = self._edge, self._scene
        if edge is None or not scene.is_true:
            return
        if self.field.line.isModified():
            edges = scene.selection.edges if edge in scene.selection.edges else (edge,)
            values = {other.weight: value for other in edges if not scene.is_cut(other)}
            one = f"{weight(edge.layer, edge.target, edge.source)}" if len(values) == 1 else f"{len(values)} weights"
            scene.document.set_weights(values, f"Set {one} to {value:g}".replace("-", "−"))
        if way:
            self._open_next(edge, way)

    def _open_next(self, edge: Edge, way: int) -> None:
        sizes = self._scene.document.experiment.sizes
        following = next_into_unit(edge, way, sizes)
        while self._scene.is_cut(following) and following != edge:
            following = next_into_unit(following, way, sizes)
        self._scene.selection.select(following)
        self._open_field(following)
