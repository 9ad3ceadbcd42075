"""A random walk of edits, undos and redos with training in between: document, engine and drawing never part."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from engine import surgery
from engine.snapshot import take
from engine.symbols import activation
from engine.trainer import Plain
from playground.canvas.canvas import Canvas
from playground.document.moment import Moment
from playground.document.selection import Edge, Item, Selection, Unit, WholeLayer
from playground.document.slicing import Slicing
from playground.document.stepping import Stepping
from playground.notation import format_number
from playground.theme import Appearance
from tests.playground.table import START, Table
from tests.playground.walker import Walker

LONGEST = 40  # units that the walker of a canvas gives a layer now and then


class Easel:
    """A table whose network is drawn on a canvas."""

    def __init__(self) -> None:
        self.table = Table()
        document = self.table.document
        self.selection = Selection(document.experiment)
        document.experiment_changed.connect(self.selection.fit)
        self.moment = Moment(self.selection)
        self.stepping = Stepping(self.moment, self.selection)
        slicing = Slicing(document.experiment)
        document.experiment_changed.connect(slicing.fit)
        self.canvas = Canvas(document, self.selection, self.moment, self.stepping, slicing, Appearance("light"))
        self.canvas.set_reduced_motion(True)
        self.canvas.resize(720, 560)
        self.canvas.show()
        self.look()

    def look(self) -> None:
        """Show the present moment of the run."""
        self.moment.show(take(self.table.run, 1, resting=True))

    # ---- what must agree -------------------------------------------------------------------------------------------

    def check(self) -> None:
        """What the canvas says is where, what it draws and what it tells are the document's and the engine's."""
        self.table.check()
        experiment, layout, scene = self.table.document.experiment, self.canvas._layout, self.canvas._scene
        assert scene.experiment == experiment
        assert scene.is_true
        assert layout.sizes == experiment.sizes == self.table.run.network.sizes
        self.check_places()
        self.check_edges()
        self.check_texts()
        self.check_locks()

    def check_places(self) -> None:
        layout, scene = self.canvas._layout, self.canvas._scene
        for layer in layout.layers:
            drawn = {unit.unit for unit in layout.units(layer)} - {0}
            drawn |= {unit for tile in layout.more if tile.layer == layer for unit in range(tile.first, tile.last + 1)}
            assert drawn == set(range(1, layout.sizes[layer - 1] + 1))
            for unit in layout.units(layer):
                assert scene.item_at(scene.center(unit)) == unit
            assert scene.item_at(QPointF(self.canvas.heading_point(layer))) == WholeLayer(layer)
        focus = self.selection.focus
        if isinstance(focus, Unit):
            assert layout.is_drawn(focus)
        elif isinstance(focus, Edge):
            assert scene.geometry.has(focus)

    def check_edges(self) -> None:
        """Every edge whose ends are drawn is, and looks as its weight, its mark and its place in the selection say."""
        run, layout, geometry = self.table.run, self.canvas._layout, self.canvas._geometry
        every = {
            (layer, target.unit, source.unit)
            for layer in layout.layers[:-1]
            for target in layout.units(layer + 1)
            if target.unit
            for source in layout.units(layer)
        }
        weights = [geometry.edge(index).weight for index in range(len(geometry.layer))]
        assert len(weights) == len(every)
        assert set(weights) == every
        assert geometry.flat.tolist() == surgery.place_of(run.network.sizes, weights).tolist()
        layers = self.canvas._layers
        painter = layers.edge_painter
        looks = painter.looks(run.network.flat, self.selection.unit)
        assert layers.edges._shown.tolist() == looks.tolist()
        cut = {weight for weight, look in zip(weights, looks, strict=True) if look >= painter._cut}
        assert cut == every & set(run.experiment.pruned)

    def check_texts(self) -> None:
        """Labels say what the engine computes for the selected sample, pills the weights into the selected unit."""
        run, layout, layers = self.table.run, self.canvas._layout, self.canvas._layers
        telling = self.moment.telling
        assert telling.network.flat.tobytes() == run.network.flat.tobytes()
        for layer in layout.layers:
            for unit in layout.units(layer) if layout.has_labels else ():
                value = "1" if unit.unit == 0 else format_number(telling.activation_of(layer, unit.unit), 2)
                said, _, selected = layers.columns._columns[layer]._texts[unit]
                assert (said.text, selected) == (value, unit == self.selection.unit)
                assert str(said.symbol) == str(activation(layer, unit.unit))
        pills = {edge.weight: pill.text for edge, pill in layers.pills._pills.items()}
        into = self.selection.unit
        weights = [edge.weight for edge in map(self.canvas._geometry.edge, range(len(self.canvas._geometry.layer)))]
        expected = {
            weight: format_number(run.network.weight(*weight))
            for weight in weights
            if Edge(*weight).leads_to(into) and weight not in run.experiment.pruned
        }
        assert pills == (expected if layers.pills.size_for(into) else {})

    def check_locks(self) -> None:
        """There is a lock on each unit all of whose weights are frozen, else one on each frozen weight."""
        run, layout = self.table.run, self.canvas._layout
        frozen = set(run.experiment.frozen)
        count = 0
        for layer in layout.layers[1:]:
            loose = 0
            for target in (unit.unit for unit in layout.units(layer) if unit.unit):
                into = {(layer - 1, target, source) for source in range(layout.sizes[layer - 2] + 1)}
                drawn = {weight for weight in into if layout.is_drawn(Unit(layer - 1, weight[2]))}
                count += into <= frozen
                loose += 0 if into <= frozen else len(drawn & frozen)
            count += loose if loose <= 80 else 0
        assert len(self.canvas._layers.locks) == count

    def check_picture(self) -> None:
        """What was drawn bit by bit is what is drawn all at once."""
        kept = self.canvas.grab().toImage()
        self.canvas._drawing.forget()
        assert self.canvas.grab().toImage() == kept


class Hand(Walker):
    """Edits as a walker does, selects anything, and makes a layer long now and then."""

    def __init__(self, easel: Easel, seed: int) -> None:
        super().__init__(easel.table.document, seed)
        self._easel = easel

    def step(self) -> str:
        if self.random.random() < 0.3:
            self._easel.selection.select_all(self._anything() for _ in range(self.random.choice([1, 1, 3])))
        if self.random.random() < 0.02:
            self.document.set_units(self.random.randint(2, 3), self.random.randint(1, LONGEST))
        return super().step()

    def _anything(self) -> Item:
        sizes = self.document.experiment.sizes
        layer = self.random.randint(1, len(sizes))
        match self.random.randrange(3):
            case 0:
                return WholeLayer(layer)
            case 1 if layer < len(sizes):
                return Edge(layer, self.random.randint(1, sizes[layer]), self.random.randint(0, sizes[layer - 1]))
        return Unit(layer, self.random.randint(1, sizes[layer - 1]))


@pytest.fixture
def easel(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Easel]:
    monkeypatch.setattr("engine.trainer.LOOPS", (Plain,))  # it need not be compiled after every edit
    made = Easel()
    yield made
    made.canvas.close()
    made.canvas.deleteLater()


@pytest.mark.parametrize(
    ("edits", "every", "seed"),
    [(120, 1, 2), pytest.param(5000, 10, 3, marks=[pytest.mark.slow, pytest.mark.timeout(600)])],
)
def test_document_engine_and_drawing_agree_amid_edits_undos_and_redos(
    easel: Easel, edits: int, every: int, seed: int
) -> None:
    hand = Hand(easel, seed)
    checks = long_layers = 0
    for edit in range(edits):
        hand.step()
        if hand.random.random() < 0.5:
            easel.table.train(hand.random.choice([1, 2, 5]))
        if edit % every == 0:
            easel.look()
            easel.check()
            checks += 1
            long_layers += bool(easel.canvas._layout.more)
            if checks % 25 == 0:
                easel.check_picture()
    assert long_layers > checks // 100
    stack = easel.table.document.undo_stack
    while stack.canUndo():
        stack.undo()
    easel.look()
    easel.check()
    easel.check_picture()
    assert easel.table.document.experiment == START
    assert np.isfinite(easel.moment.snapshot.present_costs.train)
