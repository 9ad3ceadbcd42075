"""What is drawn, how it is split and how it is scaled, under real clicks and keys."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider, QWidget

from engine.data import OWN
from playground.panels.data.about_table import counts_of
from tests.playground.conftest import Bench
from tests.playground.panels.data.tables import flowers, prices


def click(bench: Bench, name: str) -> None:
    button = bench.widget(name)
    assert isinstance(button, QAbstractButton)
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def is_seen(bench: Bench, name: str) -> bool:
    widget = bench.widget(name)
    assert isinstance(widget, QWidget)
    return widget.isVisible()


def test_another_sample_of_the_same_world_keeps_the_network(bench: Bench) -> None:
    bench.step(3)
    learnt, points = bench.snapshot.network.flat.copy(), bench.snapshot.samples.points
    assert not is_seen(bench, "first_sample")
    click(bench, "new_sample")
    bench.wait_until_shown()
    assert bench.experiment.data.draw == 1
    assert np.array_equal(bench.snapshot.network.flat, learnt)
    assert not np.array_equal(bench.snapshot.samples.points, points)
    assert bench.window.document.undo_stack.undoText() == "Draw a new sample"
    click(bench, "first_sample")
    bench.wait_until_shown()
    assert np.array_equal(bench.snapshot.samples.points, points)
    assert bench.window.document.undo_stack.undoText() == "Go back to the first sample"


def test_a_key_draws_another_sample_and_says_where_there_is_none(bench: Bench) -> None:
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert bench.experiment.data.draw == 1
    assert bench.experiment.seed == 1
    bench.window.document.set_data(name="and")
    assert not is_seen(bench, "new_sample")
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert bench.experiment.data.draw == 0
    assert bench.window.notice.sentence.startswith("AND has these samples and no others")


def test_the_balance_of_classes_is_a_slider_where_there_are_classes_to_be_drawn(bench: Bench) -> None:
    balance = bench.widget("slider_balance")
    assert isinstance(balance, QSlider)
    bench.qtbot.keyClick(balance, Qt.Key.Key_Home)
    bench.wait_until_shown()
    assert bench.experiment.data.balance == 0.02
    assert bench.window.document.undo_stack.undoText() == "Set the balance to 0.02"
    counts = np.bincount(bench.snapshot.samples.labels.astype(int))
    assert counts[1] / counts[0] == pytest.approx(0.02, abs=0.005)
    for changes in ({"name": "sine"}, {"name": "and"}, {"formula": "sin(x1)"}):
        assert bench.window.document.set_data(**changes)
        assert not balance.isVisible()
        assert bench.experiment.data.balance == 1
    bench.window.document.set_data(formula="r < 3")
    assert balance.isVisible()


def test_the_balance_says_as_it_falls_of_a_formula_and_equal_of_other_data(bench: Bench) -> None:
    def said() -> list[str]:
        slider = bench.widget("slider_balance").parentWidget()
        assert slider is not None
        return [label.text() for label in slider.findChildren(QLabel)]

    assert said() == ["Balance", "equal"]
    bench.window.document.set_data(formula="r < 3")
    assert said() == ["Balance", "as it falls"]
    bench.window.document.set_data(balance=0.5)
    assert said() == ["Balance", "1 : 0.5"]
    bench.window.document.set_data(name="moons", balance=1.0)
    assert said() == ["Balance", "equal"]


def test_a_split_is_stratified_by_a_switch_where_there_are_classes(bench: Bench) -> None:
    bench.window.document.set_data(balance=0.1, samples=200)
    click(bench, "stratified")
    bench.wait_until_shown()
    assert bench.experiment.data.stratified
    samples = bench.snapshot.samples
    train, test = (samples.labels[part].mean() for part in (samples.train, samples.test))
    assert train == pytest.approx(test, abs=0.006)
    bench.window.document.set_data(name="sine")
    assert not is_seen(bench, "stratified")


def test_a_table_that_splits_itself_says_so_until_it_is_split_anew(bench: Bench) -> None:
    split = bench.window.left.data_panel.split
    bench.window.document.set_table("Open", flowers(split=True), name=OWN)
    bench.wait_until_shown()
    assert split.said.isVisible()
    assert split.said.text() == "45 learnt from, 15 test"
    assert not split.stratified.isVisible()
    click(bench, "split_anew")
    bench.wait_until_shown()
    assert not split.said.isVisible()
    assert split.stratified.isVisible()
    assert len(bench.snapshot.samples.train) == 30
    bench.window.document.undo_stack.undo()
    assert split.said.isVisible()
    share = bench.widget("slider_train_share")
    assert isinstance(share, QSlider)
    bench.qtbot.keyClick(share, Qt.Key.Key_End)
    assert bench.experiment.data.train_share == 1
    assert not split.said.isVisible()


def test_means_and_deviations_are_those_the_run_uses_with_the_chosen_digits(bench: Bench) -> None:
    fitted = bench.window.left.data_panel.scaling.numbers
    assert not fitted.isVisible()
    click(bench, "standardise")
    assert fitted.isVisible()
    bench.wait_until_shown()
    bench.qtbot.waitUntil(lambda: len(fitted.lines) == 2)
    scaling = bench.snapshot.samples.scaling
    assert scaling is not None

    def numbers() -> list[float]:
        return [float(text.replace("−", "-")) for line in fitted.lines for text in line[1:]]

    exact = np.column_stack([scaling.mean, scaling.deviation]).ravel()
    assert numbers() == pytest.approx(exact, abs=0.006)
    bench.window.writing.set_digits(6)
    assert numbers() == pytest.approx(exact, abs=6e-7)
    before = fitted.lines
    bench.window.document.new_sample()
    bench.qtbot.waitUntil(lambda: fitted.lines != before)
    assert fitted.accessibleDescription().startswith("x₁: ")
    bench.window.document.toggle_feature("x1^2")
    bench.qtbot.waitUntil(lambda: [name for name, *_ in fitted.lines] == ["x1", "x2", "x1^2"])


def test_of_a_table_there_is_nothing_to_draw_but_its_classes_are_counted(bench: Bench) -> None:
    about = bench.window.left.data_panel.table
    assert not about.isVisible()
    bench.window.document.set_table("Open", flowers(), name=OWN)
    for name in ("samples", "slider_noise", "slider_balance", "slider_classes", "new_sample"):
        assert not is_seen(bench, name)
    assert about.size_words.text() == "60 rows, 2 inputs → species"
    assert about.target_words.text().replace("\u00a0", " ") == "lily: 20 · rose: 20 · tulip: 20"
    assert "·" not in {line[:1] for line in about.target_words.text().split(" ")}  # a dot ends a line, and begins none
    assert not about.notes.isVisible()
    assert counts_of(flowers(61)) == [("lily", 21), ("rose", 20), ("tulip", 20)]
    bench.window.document.set_table("Open", prices(), name=OWN)
    assert about.target_words.text() == "values from 60.00 to 600.00"


def test_what_one_should_know_of_a_table_is_told(bench: Bench) -> None:
    table = flowers()
    constant = type(table)(
        ("same", "other"), np.column_stack([np.ones(60), table.inputs[:, 1]]), "y", table.target, table.classes
    )
    bench.window.document.set_table("Open", constant, name=OWN)
    about = bench.window.left.data_panel.table
    assert about.notes.isVisible()
    assert about.notes.text() == "! Column 'same' has the same value in every row and tells nothing"


def test_the_columns_of_a_table_are_named_in_the_tips_of_the_inputs(bench: Bench) -> None:
    bench.window.document.set_table("Open", flowers(), name=OWN)
    assert bench.widget("feature_x1").toolTip() == "Give the network x₁, petal length"  # type: ignore[attr-defined]
    assert bench.widget("feature_x1^2").toolTip() == "Give the network x₁², the square of x1"  # type: ignore[attr-defined]
