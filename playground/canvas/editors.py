"""The editors on the canvas: the field of a weight, the form of a layer. One is open at a time."""

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtWidgets import QWidget

from engine.symbols import weight
from playground.canvas.clearing import KEPT_OFF, clear_place
from playground.canvas.layer_form import WIDTH, LayerForm
from playground.canvas.layout import HEADING_TOP
from playground.canvas.marks import column_rect, heading_rect
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
        self.field.refused.connect(self._show_sentence)

    def open(self, item: Item) -> None:
        """Edit a weight, the bias weight of a unit, or a layer; what cannot be edited opens nothing."""
        sizes = self._scene.document.experiment.sizes
        if isinstance(item, Unit):
            item = Edge(item.layer - 1, item.unit, 0) if item.layer > 1 and item.unit else WholeLayer(item.layer)
        if isinstance(item, Edge):
            self._open_field(item)
        elif 1 < item.layer < len(sizes):
            self.form.open(item.layer, self._beside(item.layer))

    def close(self) -> None:
        """Close what is open."""
        self.field.close_field()
        self.form.close_form()

    def arrange(self) -> None:
        """Follow a changed structure: the field closes, the form goes with its layer."""
        self.field.close_field()
        layer = self.form.layer
        if layer and 1 < layer < len(self._scene.document.experiment.sizes) and layer in self._scene.layout.layers:
            self.form.place(self._beside(layer))

    def _beside(self, layer: int) -> QPointF:
        """Return where the form of a layer covers neither that nor the labels of weights: at its right, if it can."""
        scene, size = self._scene, QSizeF(WIDTH, self.form.sizeHint().height())
        column, heading = column_rect(scene.layout, layer), heading_rect(scene.layout, layer)
        near = QPointF(column.right() + KEPT_OFF, heading.bottom() + KEPT_OFF)
        return clear_place(size, near, [column, heading, *scene.pill_rects()], self._room)

    def _show_sentence(self) -> None:
        """Let the sentence on what was typed stand where it covers no label, as near to the field as can be."""
        scene, field = self._scene, QRectF(self.field.geometry())
        size = QSizeF(self.field.sentence_label.sizeHint())
        columns = [column_rect(scene.layout, layer) for layer in scene.layout.layers]
        headings = [heading_rect(scene.layout, layer) for layer in scene.layout.layers]
        near = QPointF(field.center().x() - size.width() / 2, field.bottom() + KEPT_OFF)
        place = clear_place(size, near, [field, *columns, *headings, *scene.pill_rects()], self._room)
        self.field.sentence_label.move(place.toPoint())

    @property
    def _room(self) -> QRectF:
        """What editors may stand in: the canvas, but for the number of layers above."""
        return QRectF(self._canvas.rect()).adjusted(4, HEADING_TOP, -4, -4)

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
