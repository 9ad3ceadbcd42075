"""Any walk of verbs, undo and redo ends where a model in plain Python ends; the selection never leaves the network."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from engine.data import Data
from engine.experiment import Experiment, Layer
from playground.document.document import Document
from playground.document.selection import Edge, Selection, Unit

DRAGS = [object(), object()]

Verb = tuple[str, tuple[object, ...]]

verbs: st.SearchStrategy[Verb] = st.one_of(
    st.tuples(st.just("name"), st.tuples(st.sampled_from(["circle", "xor", "spiral", "comets"]))),
    st.tuples(st.just("samples"), st.tuples(st.sampled_from([0, 2, 3, 40, 500]))),
    st.tuples(st.just("noise"), st.tuples(st.sampled_from([0.0, 0.1, 0.5, 2.0]), st.sampled_from([0, 1]))),
    st.tuples(st.just("rate"), st.tuples(st.sampled_from([0.0, 0.03, 0.3]))),
    st.tuples(st.just("seed"), st.tuples(st.sampled_from([-1, 1, 2]))),
    st.tuples(st.just("feature"), st.tuples(st.sampled_from(["x1", "x2", "x1x2"]))),
    st.tuples(st.just("activation"), st.tuples(st.sampled_from(["tanh", "relu"]))),
    st.tuples(st.sampled_from(["add_layer", "remove_layer"]), st.just(())),
    st.tuples(st.sampled_from(["add_unit", "remove_unit"]), st.tuples(st.integers(0, 8))),
    st.tuples(st.sampled_from(["undo", "redo"]), st.just(())),
)


class Model:
    """The document as one would write it on paper: lists, numbers, and every state ever pushed."""

    def __init__(self) -> None:
        self.past: list[tuple[object, dict[str, object]]] = []
        self.future: list[tuple[object, dict[str, object]]] = []
        self.now: dict[str, object] = {
            "data": ("circle", 500, 0.0),
            "rate": 0.3,
            "seed": 1,
            "features": ("x1", "x2"),
            "hidden": ((4, "tanh"),),
        }

    def undo(self) -> None:
        if self.past:
            drag, before = self.past.pop()
            self.future.append((drag, self.now))
            self.now = before

    def redo(self) -> None:
        if self.future:
            drag, after = self.future.pop()
            self.past.append((drag, self.now))
            self.now = after

    def change(self, drag: object = None, **fields: object) -> None:
        new = {**self.now, **fields}
        if new == self.now:
            return
        if drag is not None and self.past and self.past[-1][0] is drag:
            if self.past[-1][1] == new:
                self.past.pop()
        else:
            self.past.append((drag, self.now))
        self.future.clear()
        self.now = new

    def apply(self, verb: Verb) -> None:
        name, arguments = verb
        values: tuple = arguments  # type: ignore[type-arg]
        data, features, hidden = (self.now[key] for key in ("data", "features", "hidden"))
        assert isinstance(data, tuple)
        assert isinstance(features, tuple)
        assert isinstance(hidden, tuple)
        match name:
            case "undo":
                self.undo()
            case "redo":
                self.redo()
            case "name" if values[0] != "comets":
                self.change(data=(values[0], data[1], data[2]))
            case "samples" if values[0] >= 2:
                self.change(data=(data[0], values[0], data[2]))
            case "noise" if values[0] <= 1:
                self.change(DRAGS[values[1]], data=(data[0], data[1], values[0]))
            case "rate" if values[0] > 0:
                self.change(rate=values[0])
            case "seed" if values[0] >= 0:
                self.change(seed=values[0])
            case "feature":
                rest = tuple(feature for feature in features if feature != values[0])
                if rest == features:
                    self.change(features=(*features, values[0]))
                elif rest:
                    self.change(features=rest)
            case "activation":
                self.change(hidden=tuple((units, values[0]) for units, _ in hidden))
            case "add_layer" if len(hidden) < 8:
                self.change(hidden=(*hidden, (2, hidden[-1][1] if hidden else "tanh")))
            case "remove_layer" if hidden:
                self.change(hidden=hidden[:-1])
            case "add_unit" | "remove_unit" if hidden:
                place = values[0] % len(hidden)
                units, activation = hidden[place]
                changed = units + (1 if name == "add_unit" else -1)
                if 1 <= changed <= 16:
                    self.change(hidden=(*hidden[:place], (changed, activation), *hidden[place + 1 :]))

    def experiment(self) -> Experiment:
        now: dict = self.now  # type: ignore[type-arg]
        return Experiment(
            data=Data(*now["data"]),
            features=now["features"],
            hidden=tuple(Layer(*layer) for layer in now["hidden"]),
            rate=now["rate"],
            seed=now["seed"],
        )


def apply(document: Document, verb: Verb) -> None:
    name, arguments = verb
    values: tuple = arguments  # type: ignore[type-arg]
    stack = document.undo_stack
    acts: dict[str, Callable[..., object]] = {
        "name": lambda value: document.set_data(name=value),
        "samples": lambda value: document.set_data(samples=value),
        "noise": lambda value, drag: document.set_data(DRAGS[drag], noise=value),
        "rate": document.set_rate,
        "seed": document.set_seed,
        "feature": document.toggle_feature,
        "activation": document.set_activation,
        "add_layer": document.add_layer,
        "remove_layer": document.remove_layer,
        "undo": stack.undo,
        "redo": stack.redo,
    }
    if name in ("add_unit", "remove_unit"):
        if hidden := document.experiment.hidden:
            getattr(document, name)(2 + values[0] % len(hidden))
    else:
        acts[name](*values)


@given(st.lists(verbs, max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_walk_of_verbs_undo_and_redo_ends_where_the_model_ends(qapp: QApplication, walk: list[Verb]) -> None:
    document, model = Document(Experiment()), Model()
    announced = [document.experiment]
    document.experiment_changed.connect(announced.append)
    for verb in walk:
        apply(document, verb)
        model.apply(verb)
        assert document.experiment == model.experiment()
        assert document.experiment is announced[-1]
        assert (document.undo_stack.index(), document.undo_stack.count()) == (
            len(model.past),
            len(model.past) + len(model.future),
        )
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.experiment == Experiment()


picks = st.tuples(st.integers(0, 9), st.integers(0, 16), st.integers(0, 499))


@given(st.lists(st.one_of(verbs, picks), max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_walk_never_selects_what_is_not_there(qapp: QApplication, walk: list[tuple]) -> None:  # type: ignore[type-arg]
    document = Document(Experiment())
    selection = Selection(document.experiment)
    document.experiment_changed.connect(selection.fit)
    announced: list[object] = [selection.unit, selection.sample]
    selection.unit_changed.connect(lambda unit: announced.__setitem__(0, unit))
    selection.sample_changed.connect(lambda sample: announced.__setitem__(1, sample))
    for act in walk:
        sizes = document.experiment.sizes
        if isinstance(act[0], str):
            apply(document, act)  # type: ignore[arg-type]
        else:
            layer = 1 + act[0] % len(sizes)
            least = 0 if layer < len(sizes) else 1
            selection.select_unit(Unit(layer, least + act[1] % (sizes[layer - 1] + 1 - least)))
            selection.select_sample(act[2] % document.experiment.data.samples)
            selection.point_at(Edge(1, 1, act[1] % (sizes[0] + 1)))
        sizes = document.experiment.sizes
        unit = selection.unit
        assert 1 <= unit.layer <= len(sizes)
        least = 0 if unit.layer < len(sizes) else 1
        assert least <= unit.unit <= sizes[unit.layer - 1]
        assert 0 <= selection.sample < document.experiment.data.samples
        if edge := selection.pointed:
            assert edge.source <= sizes[edge.layer - 1]
            assert edge.target <= sizes[edge.layer]
        assert announced == [unit, selection.sample]


@pytest.mark.parametrize("steps", [1, 30])
def test_undoing_everything_gives_back_the_first_experiment(qapp: QApplication, steps: int) -> None:
    document = Document(Experiment())
    for step in range(steps):
        document.set_seed(step + 2)
    for _ in range(steps):
        document.undo_stack.undo()
    assert document.experiment == Experiment()
