"""The sample lens in a real window: keys and buttons choose the sample, which stays lit everywhere."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from engine.data import Data
from engine.experiment import Experiment
from engine.gradient_check import Difference
from engine.learning import objective_of
from engine.shares import shares_of
from playground.panels.figures import figure
from playground.panels.lens import SampleLens, percent
from playground.theme import Appearance
from playground.verdicts import CheckLine
from tests.playground.conftest import Bench


def lens_of(bench: Bench) -> SampleLens:
    found = bench.window.findChild(SampleLens)
    assert found is not None
    return found


def test_keys_choose_the_sample_and_every_view_shows_it(bench: Bench) -> None:
    lens = lens_of(bench)
    bench.window.selection.select_sample(0)
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
    bench.window.selection.select_sample(0)
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
    assert lens.cost_share.text() == f"{percent(shares.share(7))} of the training set's cost"
    each = shares.contributions(bench.window.lens.weight)
    assert lens.derivative_share.text() == f"{percent(float(each[7] / each.sum()))} of the training set's derivative"
    assert figure(float(each[7]), 6) in lens.derivative.toolTip()


def test_the_first_sample_selected_is_the_first_that_is_learnt_from(bench: Bench) -> None:
    first = bench.window.selection.sample
    assert first in bench.snapshot.samples.train
    assert lens_of(bench).about.text().startswith("train")
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    assert bench.window.stepping.told.samples[0] == first


def test_a_sample_that_somebody_has_chosen_stays_selected_when_another_run_begins(bench: Bench) -> None:
    before = bench.window.selection.sample
    bench.window.document.set_seed(7)
    bench.wait_until_shown()
    another = bench.window.selection.sample
    assert another != before
    assert another in bench.snapshot.samples.train
    bench.window.selection.select_sample(17)
    bench.window.document.set_seed(8)
    bench.wait_until_shown()
    assert bench.window.selection.sample == 17


def test_a_test_sample_never_shows_a_share_of_a_derivative(bench: Bench) -> None:
    lens, samples = lens_of(bench), bench.snapshot.samples
    for sample in samples.test[:3]:
        bench.window.selection.select_sample(int(sample))
        assert lens.cost_share.text().endswith("of the test set's cost")
        assert lens.derivative_share.text() == "test samples are not learnt from"
        assert "%" not in lens.derivative.toolTip() + lens.derivative_share.toolTip()
    bench.window.selection.select_sample(int(samples.train[0]))
    assert lens.derivative_share.text().endswith("of the training set's derivative")


def test_it_follows_the_sample_of_the_present_act(bench: Bench) -> None:
    stepping = bench.window.stepping
    stepping.enter()
    bench.qtbot.waitUntil(lambda: stepping.told is not None)
    assert lens_of(bench).title.text() == f"Sample {stepping.told.samples[0]}"
    assert "mini-batch" in lens_of(bench).about.text()


def test_the_window_still_fits_a_small_screen(bench: Bench) -> None:
    assert bench.window.minimumSizeHint().height() <= 800
    assert bench.window.height() == 800


def test_the_line_of_the_cost_keeps_off_the_buttons_above_it(bench: Bench) -> None:
    lens = lens_of(bench)
    buttons = [lens.findChild(QToolButton, name) for name in ("previous_sample", "next_sample", "worst_sample")]
    lowest = max(button.geometry().bottom() for button in buttons if button)
    assert lens.cost.geometry().top() - lowest > 5
    assert lens.derivative.geometry().top() - lens.cost.geometry().bottom() > 2
    assert lens.rect().contains(lens.derivative.geometry())


def test_a_checks_verdict_keeps_off_the_fraction_above_it(bench: Bench) -> None:
    line = CheckLine(Appearance("dark"))
    bench.qtbot.addWidget(line)
    line.show_difference(Difference(0.1, 0.1, 0.2, 0.1, 1e-5, 1e-10, at_kink=False))
    line.show()
    assert line.verdict.geometry().top() - line._formula.geometry().bottom() > 6


def test_it_says_of_which_whole_a_share_is_and_nothing_jumps(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment().with_data(train_share=0.8))
    lens, samples = lens_of(bench), bench.snapshot.samples
    places = []
    for part, sample in (("the training set's", samples.train[0]), ("the test set's", samples.test[0])):
        bench.window.selection.select_sample(int(sample))
        bench.qtbot.waitUntil(lambda part=part: lens.cost_share.text().endswith(f"{part} cost"))
        own = "test samples are not learnt from" if sample in samples.test else f"{part} derivative"
        assert lens.derivative_share.text().endswith(own)
        places.append(place_of(bench, lens))
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: lens.cost_share.text().endswith("of this mini-batch's cost"))
    assert lens.derivative_share.text().endswith("of this mini-batch's derivative")
    places.append(place_of(bench, lens))
    assert len(set(places)) == 1


def place_of(bench: Bench, lens: SampleLens) -> tuple[int, ...]:
    QApplication.processEvents()
    parts = (lens.cost_share, lens.derivative_share)
    for part in parts:
        assert part.width() >= part.sizeHint().width(), part.text()
    return lens.height(), *(value for part in parts for value in (part.x(), part.y()))


def test_classes_count_as_the_output_units_do_and_from_0_where_one_unit_decides(
    open_bench: Callable[..., Bench],
) -> None:
    several = open_bench(Experiment(data=Data("blobs"), output="softmax", cost="cross_entropy"))
    sample = 0
    label = int(several.snapshot.samples.labels[sample])
    several.window.selection.select_sample(sample)
    several.qtbot.waitUntil(lambda: bool(lens_of(several).about.text()))
    assert f"class {label + 1}" in lens_of(several).about.text()
    assert several.snapshot.samples.targets[label, sample] == 1
    assert f"class {label + 1}" in several.window.boundary.hint(sample)
    two = open_bench(Experiment())
    two.window.selection.select_sample(0)
    assert f"class {int(two.snapshot.samples.labels[0])}" in two.window.boundary.hint(0)


def test_the_words_beside_the_samples_title_are_never_cut_off(open_bench: Callable[..., Bench]) -> None:
    several = open_bench(Experiment(data=Data("blobs"), output="softmax", cost="cross_entropy"))
    several.qtbot.waitUntil(lambda: bool(lens_of(several).about.text()))
    about = lens_of(several).about
    for width in (400, 150, 90, 40, 0):
        about.resize(width, about.height())
        assert about.fontMetrics().horizontalAdvance(about.text()) <= width
        assert about.text() == about.toolTip() or width < 400
        assert not about.text().endswith("=")
