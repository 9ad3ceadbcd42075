"""The group of one's own in the gallery: formula, drawing, opened table."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from engine.data import DRAWN, FORMULA, OWN
from playground.panels.gallery import OPEN, Gallery
from tests.playground.conftest import Bench
from tests.playground.panels.data.tables import flowers


def gallery_of(bench: Bench) -> Gallery:
    gallery = bench.window.left.data_panel.gallery
    gallery.groups_by_data[FORMULA].unfold()
    return gallery


def tip(gallery: Gallery, name: str) -> str:
    """Return what a tile says when the pointer rests on it."""
    tile = gallery.tiles[name]
    QApplication.sendEvent(tile, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), tile.mapToGlobal(QPoint(5, 5))))
    return tile.toolTip()


def test_the_present_samples_become_a_drawing_with_their_very_split(bench: Bench) -> None:
    gallery, samples = gallery_of(bench), bench.snapshot.samples
    with bench.qtbot.waitSignal(bench.window.left.data_panel.drawing_wanted):
        bench.qtbot.mouseClick(gallery.tiles[DRAWN], Qt.MouseButton.LeftButton)
    data = bench.experiment.data
    assert data.name == DRAWN
    assert data.table is not None
    assert np.array_equal(data.table.inputs, samples.points)
    assert np.array_equal(data.table.is_test, samples.is_test)
    assert gallery.tiles[DRAWN].isChecked()
    assert sum(map(len, gallery.tiles[DRAWN].dots.values())) > 100
    bench.window.document.undo_stack.undo()
    assert bench.experiment.data.name == "circle"


def test_the_last_drawing_comes_back_with_its_tile(bench: Bench) -> None:
    gallery = gallery_of(bench)
    gallery.tiles[DRAWN].click()
    drawing = bench.experiment.data.table
    gallery.tiles["spiral"].click()
    gallery.tiles[DRAWN].click()
    assert bench.experiment.data.table is drawing
    assert bench.window.document.undo_stack.undoText() == "Go back to the drawing"


def test_a_drawing_of_too_many_samples_is_refused_in_a_sentence(bench: Bench) -> None:
    gallery = gallery_of(bench)
    bench.window.document.set_data(samples=100_001)
    before = bench.experiment
    gallery.tiles[DRAWN].click()
    assert bench.experiment == before
    assert "expected at most 100000 to be changed by hand" in bench.window.notice.sentence
    assert gallery.tiles["circle"].isChecked()
    assert not gallery.tiles[DRAWN].isChecked()


def test_an_opened_table_has_a_tile_that_brings_it_back(bench: Bench) -> None:
    gallery, table = gallery_of(bench), flowers()
    assert not gallery.tiles[OWN].isVisible()
    bench.window.document.set_table("Open flowers", table, name=OWN)
    assert gallery.tiles[OWN].isVisible()
    assert gallery.tiles[OWN].isChecked()
    assert sorted(gallery.tiles[OWN].dots) == [0, 1, 2]
    gallery.tiles["xor"].click()
    assert bench.experiment.data.table is None
    gallery.tiles[OWN].click()
    assert bench.experiment.data.table is table


def test_the_tile_that_opens_a_file_asks_for_it_and_changes_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery, before = gallery_of(bench), bench.experiment
    asked: list[bool] = []
    monkeypatch.setattr(bench.window.data_files, "open", lambda: asked.append(True))
    with bench.qtbot.waitSignal(bench.window.left.data_panel.open_wanted):
        bench.qtbot.mouseClick(gallery.tiles[OPEN], Qt.MouseButton.LeftButton)
    assert bench.experiment == before
    assert gallery.tiles["circle"].isChecked()
    assert not gallery.tiles[OPEN].isChecked()
    assert asked == [True]


def test_a_tile_says_what_it_would_take_with_it_as_things_are_now(bench: Bench) -> None:
    gallery = gallery_of(bench)
    assert tip(gallery, "spiral") == "Spiral: two arms wound into each other"
    assert tip(gallery, "sine") == (
        "Sine: values of a sine over a line\nBegins learning again, with input x₁, a linear output and the squared cost"
    )
    bench.window.document.set_data(name="sine")
    assert tip(gallery, "sine") == "Sine: values of a sine over a line"
    assert tip(gallery, "step") == "Step: values that jump, over a line"
    assert tip(gallery, "circle").startswith("Circle: a disc inside a ring\nBegins learning again, with inputs x₁, x₂")
    gallery.tiles["circle"].setFocus()
    assert gallery.tiles["circle"].accessibleDescription() == gallery.tiles["circle"].toolTip()


def test_thumbnails_of_generated_data_follow_balance_draw_and_seed(bench: Bench) -> None:
    gallery = gallery_of(bench)

    def blue() -> int:
        return len(gallery.tiles["gauss"].dots[1.0])

    equal, first = blue(), gallery.tiles["gauss"].dots[0.0]
    bench.window.document.set_data(balance=0.2)
    assert blue() < equal / 2
    bench.window.document.set_data(balance=1.0)
    assert np.array_equal(gallery.tiles["gauss"].dots[0.0], first)
    bench.window.document.new_sample()
    assert not np.array_equal(gallery.tiles["gauss"].dots[0.0], first)
    bench.window.document.set_data(draw=0)
    bench.window.document.set_seed(7)
    assert not np.array_equal(gallery.tiles["gauss"].dots[0.0], first)
