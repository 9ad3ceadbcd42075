"""The window takes every experiment that the engine offers: all models on all data, chosen by clicks and seen."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton

from engine.data import Data
from engine.datasets import DATASETS
from engine.experiment import Experiment, Layer
from engine.metrics import decisions
from engine.models import MODELS
from engine.network import forward
from playground.charts.decision_map import class_steps
from playground.charts.figures import coordinate, percent
from tests.playground.conftest import Bench
from tests.playground.hands import choose


def click_data(bench: Bench, name: str) -> None:
    bench.window.left.show_page("Data")
    tile = bench.widget(f"data_{name}")
    assert isinstance(tile, QAbstractButton)
    bench.window.left.data_panel.gallery.groups_by_data[name].unfold()
    bench.qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)


def assert_shown(bench: Bench) -> None:
    """Assert that the boundary chart shows what the network says, and how well it does."""
    bench.wait_until_shown()
    chart, snapshot = bench.window.boundary, bench.snapshot
    kind, data = chart.kind, DATASETS[bench.experiment.data.name]
    assert kind.classes == bench.experiment.data.class_count
    assert kind.over_line == (data.dimensions == 1)
    train = snapshot.accuracy[0]
    shown = coordinate(train) if data.is_regression else percent(train)
    assert f"train {shown}" in chart.heading._versions[0]
    assert chart.heading._versions[0].startswith("R²" if data.is_regression else "accuracy")
    if kind.over_line:
        x, y = chart._curve
        output = forward(snapshot.network, snapshot.samples.inputs_at(x[:, np.newaxis])).output[0]
        assert np.array_equal(y, output)
    else:
        assert chart._output.shape[-2:] == (81, 81)
    chart.grab()


QUICK = ("perceptron", "softmax", "regression")


@pytest.mark.parametrize(
    "model", [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in MODELS]
)
def test_every_model_takes_every_data_set(open_bench: Callable[..., Bench], model: str) -> None:
    bench = open_bench()
    bench.window.left.show_page("Learning")
    choose(bench.qtbot, bench.widget("model"), list(MODELS).index(model))
    assert bench.experiment == MODELS[model].experiment()
    assert_shown(bench)
    for name in DATASETS:
        before, steps = bench.experiment, bench.window.document.undo_stack.index()
        click_data(bench, name)
        assert bench.experiment.data.name == name
        assert bench.window.document.undo_stack.index() == steps + (before.data.name != name)
        assert bench.widget(f"data_{name}").isChecked()
        assert_shown(bench)
        bench.window.document.undo_stack.undo()
        if before.data.name != name:
            assert bench.experiment == before
            bench.window.document.undo_stack.redo()


@pytest.mark.parametrize("name", ["blobs", "rings", "sine", "reg-gauss", "and"])
def test_what_is_learnt_is_followed(open_bench: Callable[..., Bench], name: str) -> None:
    bench = open_bench(Experiment(hidden=(Layer(6),), rate=0.1))
    click_data(bench, name)
    bench.wait_until_shown()
    bench.step(3)
    assert_shown(bench)
    if bench.experiment.outputs > 2:
        maps = bench.window.boundary._output
        assert np.array_equal(bench.window.boundary._map._steps, class_steps(maps, 0.0, 1.0))


def test_the_window_says_what_else_was_changed_and_undo_takes_all_of_it_back(bench: Bench) -> None:
    click_data(bench, "sine")
    assert bench.window.notice.sentence == (
        "Choose the Sine data: this took input x₁, a linear output and the squared cost with it"
    )
    bench.window.document.undo_stack.undo()
    assert bench.experiment == Experiment()


def reading(bench: Bench, x1: float, x2: float) -> str:
    """Point at a place of the plane, and return what the card says."""
    plot = bench.window.boundary.plot
    (at,) = plot.to_pixels(np.array([[x1, x2]]))
    bench.qtbot.mouseMove(plot, QPoint(5, 5))
    bench.qtbot.mouseMove(plot, QPoint(round(at[0]), round(at[1])))
    return bench.window.boundary.card.text


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(data=Data("blobs"), output="softmax", cost="cross_entropy"),
        Experiment(data=Data("blobs", classes=8)),
        Experiment(data=Data("reg-gauss"), output="linear", cost="squared"),
        Experiment(data=Data("sine"), features=("x1",), output="linear", cost="squared"),
    ],
    ids=["two", "three", "eight", "values", "line"],
)
def test_pointing_at_a_place_reads_what_the_network_says_there(
    open_bench: Callable[..., Bench], experiment: Experiment
) -> None:
    bench = open_bench(experiment)
    text = reading(bench, 0.3, 5.9 if not bench.window.boundary.kind.over_line else 0.9)
    where, told = text.split("\n")[-2:]
    found = re.match(r"x₁ = ([−\d.]+)(?:, x₂ = ([−\d.]+))?", where)
    assert found, text
    x1, x2 = (float((part or "0").replace("−", "-")) for part in found.groups())
    samples = bench.snapshot.samples
    point = np.array([[x1, x2]])[:, : samples.points.shape[1]]
    outputs = forward(bench.snapshot.network, samples.inputs_at(point)).output
    numbers = [float(part.replace("−", "-")) for part in re.findall(r"−?\d+\.\d+", told)]
    assert numbers
    assert all(np.abs(outputs - number).min() < 0.02 for number in numbers)
    if experiment.data.class_count:
        assert told.endswith(
            f"→ class {int(decisions(experiment.output, outputs)[0]) + bench.snapshot.samples.first_class}"
        )


def test_the_reading_follows_the_network_while_the_pointer_rests(bench: Bench) -> None:
    before = reading(bench, 0.0, 5.9)
    bench.step(20)
    after = bench.window.boundary.card.text
    assert before.split("\n")[0] == after.split("\n")[0]
    assert before != after
