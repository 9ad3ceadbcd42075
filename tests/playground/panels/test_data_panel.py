"""The data panel under real clicks, drags and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider, QSpinBox, QStyle, QStyleOptionSlider

from engine.data import Data
from engine.datasets import DATASETS
from engine.features import FEATURES
from tests.playground.conftest import Bench


def click(bench: Bench, name: str) -> None:
    button = bench.widget(name)
    assert isinstance(button, QAbstractButton)
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def slider(bench: Bench, name: str) -> QSlider:
    found = bench.widget(name)
    assert isinstance(found, QSlider)
    return found


def handle(widget: QSlider) -> QPoint:
    option = QStyleOptionSlider()
    widget.initStyleOption(option)
    style = widget.style()
    return style.subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, widget
    ).center()


def test_a_click_on_a_data_set_chooses_it(bench: Bench) -> None:
    for name in ("spiral", "xor", "gauss", "circle"):
        click(bench, f"data_{name}")
        assert bench.experiment.data.name == name
        bench.wait_until_shown()
        assert bench.widget(f"data_{name}").isChecked()


def test_undo_shows_the_former_data_set_as_chosen(bench: Bench) -> None:
    click(bench, "data_spiral")
    bench.window.document.undo_stack.undo()
    assert bench.widget("data_circle").isChecked()
    assert not bench.widget("data_spiral").isChecked()


def test_a_drag_of_the_noise_slider_is_one_undo_step(bench: Bench) -> None:
    noise = slider(bench, "slider_noise")
    start = handle(noise)
    bench.qtbot.mousePress(noise, Qt.MouseButton.LeftButton, pos=start)
    for x in range(20, 120, 10):
        bench.qtbot.mouseMove(noise, start + QPoint(x, 0))
    bench.qtbot.mouseRelease(noise, Qt.MouseButton.LeftButton, pos=start + QPoint(110, 0))
    assert bench.experiment.data.noise > 0.1
    assert bench.window.document.undo_stack.count() == 1
    bench.window.document.undo_stack.undo()
    assert bench.experiment.data == Data()
    assert noise.value() == 0


def test_every_slider_is_moved_by_keys(bench: Bench) -> None:
    for name, value in (
        ("slider_noise", lambda: bench.experiment.data.noise),
        ("slider_train_share", lambda: bench.experiment.data.train_share),
    ):
        before = value()
        bench.qtbot.keyClick(slider(bench, name), Qt.Key.Key_Right)
        assert value() > before


def test_the_sliders_begin_where_the_experiment_is(bench: Bench) -> None:
    assert slider(bench, "slider_noise").value() == 0
    assert slider(bench, "slider_train_share").value() == 4


def test_a_typed_seed_is_taken(bench: Bench) -> None:
    seed = bench.widget("seed")
    assert isinstance(seed, QSpinBox)
    seed.selectAll()
    bench.qtbot.keyClicks(seed, "42")
    bench.qtbot.keyClick(seed, Qt.Key.Key_Return)
    assert bench.experiment.seed == 42


def test_feature_tiles_switch_inputs_and_the_last_one_stays(bench: Bench) -> None:
    click(bench, "feature_x1^2")
    assert bench.experiment.features == ("x1", "x2", "x1^2")
    bench.wait_until_shown()
    assert bench.snapshot.network.sizes == (3, 4, 1)
    for name in ("x1", "x2", "x1^2"):
        click(bench, f"feature_{name}")
    assert bench.experiment.features == ("x1^2",)
    assert bench.widget("feature_x1^2").isChecked()
    assert "at least one feature" in bench.window.notice.sentence


def test_a_number_of_samples_is_typed(bench: Bench) -> None:
    samples = bench.widget("samples")
    assert isinstance(samples, QSpinBox)
    samples.selectAll()
    bench.qtbot.keyClicks(samples, "64")
    bench.qtbot.keyClick(samples, Qt.Key.Key_Return)
    assert bench.experiment.data.samples == 64
    bench.wait_until_shown()
    assert bench.snapshot.samples.count == 64


@pytest.mark.parametrize("name", ["samples", "seed"])
def test_a_number_that_cannot_be_is_refused_below_its_field(bench: Bench, name: str) -> None:
    field, before = bench.widget(name), bench.experiment
    assert isinstance(field, QSpinBox)
    sentence = field.parentWidget().parentWidget().findChild(QLabel, "sentence")
    field.selectAll()
    bench.qtbot.keyClicks(field, "1e400")
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert sentence.isVisible()
    assert "got '1e400'" in sentence.text()
    assert bench.experiment == before
    assert field.text() == str(field.value())
    field.selectAll()
    bench.qtbot.keyClicks(field, "7")
    assert not sentence.isVisible()
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert bench.experiment != before


def test_a_number_of_classes_is_chosen_where_the_data_allow_it(bench: Bench) -> None:
    classes = slider(bench, "slider_classes")
    assert not classes.isVisible()
    click(bench, "section_several_classes")
    click(bench, "data_rings")
    assert classes.isVisible()
    assert classes.value() == 1
    bench.qtbot.keyClick(classes, Qt.Key.Key_End)
    assert bench.experiment.data.classes == 8
    bench.wait_until_shown()
    assert bench.snapshot.network.sizes[-1] == 8


def test_inputs_are_standardised_by_a_switch(bench: Bench) -> None:
    click(bench, "standardise")
    assert bench.experiment.data.standardise
    bench.wait_until_shown()
    train = bench.snapshot.samples.inputs[bench.snapshot.samples.train]
    assert np.allclose(train.mean(axis=0), 0)
    assert np.allclose(train.std(axis=0), 1)
    bench.window.document.undo_stack.undo()
    assert not bench.widget("standardise").isChecked()


def test_a_gate_has_neither_noise_nor_a_number_of_samples(bench: Bench) -> None:
    click(bench, "section_logic_gates")
    click(bench, "data_xor-gate")
    assert bench.experiment.data == Data("xor-gate", samples=4, train_share=1.0)
    assert not slider(bench, "slider_noise").isVisible()
    assert not bench.widget("samples").isVisible()
    bench.window.document.undo_stack.undo()
    assert slider(bench, "slider_noise").isVisible()


def test_over_a_line_inputs_with_x2_cannot_be_chosen(bench: Bench) -> None:
    bench.window.document.set_data(name="sine")
    for name, feature in FEATURES.items():
        assert bench.widget(f"feature_{name}").isEnabled() != feature.needs_x2
    click(bench, "feature_x2")
    assert bench.experiment.features == ("x1",)
    click(bench, "feature_sin_x1")
    assert bench.experiment.features == ("x1", "sin_x1")


def test_thumbnails_show_the_present_noise_and_classes(bench: Bench) -> None:
    tiles = bench.window.left.data_panel.gallery.tiles
    before = {name: tile.grab().toImage() for name, tile in tiles.items()}
    bench.window.document.set_data(noise=0.5)
    changed = {name for name, tile in tiles.items() if tile.grab().toImage() != before[name]}
    assert changed >= set(DATASETS) - {"and", "or", "xor-gate", "nand"}
    assert not changed & {"and", "or", "xor-gate", "nand"}
    bench.window.document.set_data(name="blobs", classes=7)
    assert len(tiles["blobs"].dots) == len(tiles["rings"].dots) == 7
    assert len(tiles["circle"].dots) == 2


def test_a_thumbnail_is_drawn_when_it_is_first_seen(bench: Bench) -> None:
    gallery = bench.window.left.data_panel.gallery
    bench.qtbot.waitUntil(lambda: gallery.tiles["circle"].is_drawn)

    def drawn() -> set[str]:
        return {name for name, tile in gallery.tiles.items() if tile.is_drawn}

    two_classes = {name for name, group in gallery.groups_by_data.items() if group is gallery.groups_by_data["circle"]}
    assert len(two_classes) == 7
    assert drawn() == two_classes
    bench.window.document.set_data(noise=0.3)
    bench.qtbot.waitUntil(lambda: drawn() == two_classes)  # what is seen follows the noise, nothing else is drawn
    gallery.groups_by_data["and"].unfold()
    gallery.tiles["nand"].grab()
    assert drawn() >= two_classes | {"nand"}
    assert not drawn() & {"blobs", "sine"}


def test_every_tile_is_reached_and_pressed_by_keys(bench: Bench) -> None:
    tile = bench.widget("data_gauss")
    assert isinstance(tile, QAbstractButton)
    tile.setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert bench.experiment.data.name == "gauss"
    assert tile.accessibleName() == "Gauss data"
    assert tile.toolTip() == "Gauss: two round clouds"
