"""The sample lens in a real window: keys and buttons choose the sample, which stays lit everywhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from engine.learning import objective_of
from engine.shares import shares_of
from playground.panels.figures import figure
from playground.panels.lens import SampleLens, percent
from tests.playground.conftest import Bench


def lens_of(bench: Bench) -> SampleLens:
    found = bench.window.findChild(SampleLens)
    assert found is not None
    return found


def test_keys_choose_the_sample_and_every_view_shows_it(bench: Bench) -> None:
    lens = lens_of(bench)
    QTest.keyClick(bench.window, Qt.Key.Key_PageDown)
    assert bench.window.selection.sample == 1
    assert lens.title.text() == "Sample 1"
    assert bench.window.boundary._sample == 1
    assert bench.window.moment.telling.sample == 1
    QTest.keyClick(bench.window, Qt.Key.Key_PageUp)
    assert lens.title.text() == "Sample 0"
    QTest.keyClick(bench.window, Qt.Key.Key_J)
    assert bench.window.selection.sample == bench.window.lens.shares.ranking[0]


@pytest.mark.parametrize("name", ["previous_sample", "next_sample", "worst_sample"])
def test_each_button_does_what_its_key_does(bench: Bench, name: str) -> None:
    button = lens_of(bench).findChild(QToolButton, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    by_button = bench.window.selection.sample
    bench.window.selection.select_sample(0)
    bench.window.actions_by_name[name].trigger()
    assert by_button != 0
    assert bench.window.selection.sample == by_button


def test_it_tells_the_samples_share_of_the_cost_and_of_the_derivative(bench: Bench) -> None:
    bench.step(3)
    snapshot, selection, lens = bench.snapshot, bench.window.selection, lens_of(bench)
    selection.select_sample(int(snapshot.samples.train[7]))
    part = snapshot.samples.train
    objective = objective_of(snapshot.experiment)
    inputs, targets = snapshot.samples.inputs[part], snapshot.samples.targets[:, part]
    shares = shares_of(objective, snapshot.network, inputs, targets, part)
    assert lens.cost.accessibleName().endswith(f"= {figure(float(shares.costs[7]), 4)}")
    assert lens.cost_share.text() == f"{percent(shares.share(7))} of J"
    each = shares.contributions(bench.window.lens.weight)
    assert lens.derivative_share.text() == f"{percent(float(each[7] / each.sum()))} of"
    assert figure(float(each[7]), 6) in lens.derivative.toolTip()


def test_it_follows_the_sample_of_the_present_act(bench: Bench) -> None:
    stepping = bench.window.stepping
    stepping.enter()
    bench.qtbot.waitUntil(lambda: stepping.told is not None)
    assert lens_of(bench).title.text() == f"Sample {stepping.told.samples[0]}"
    assert "mini-batch" in lens_of(bench).about.text()


def test_the_window_still_fits_a_small_screen(bench: Bench) -> None:
    assert bench.window.minimumSizeHint().height() <= 800
    assert bench.window.height() == 800
