"""The names of the inputs beside their units: all of them, or none where one would find no room."""

import itertools
from dataclasses import replace

import pytest

from engine.experiment import Experiment, Layer
from engine.features import FEATURES
from playground.canvas.input_names import EDGE, GAP, _boxes
from playground.canvas.layout import CanvasLayout
from playground.canvas.view import View

SIX = ("x1", "x2", "sin_x1", "cos_x2", "x1x2", "r")


def layout_of(experiment: Experiment, width: float = 640, height: float = 420) -> CanvasLayout:
    return CanvasLayout(experiment.sizes, width, height)


@pytest.mark.parametrize("features", [("x1",), ("x1", "x2"), SIX, tuple(FEATURES)[:8]])
def test_each_name_stands_between_the_edge_and_its_unit(features: tuple[str, ...], qapp: object) -> None:
    experiment = Experiment(features=features, hidden=(Layer(4),))
    layout = layout_of(experiment)
    boxes = _boxes(layout, experiment)
    assert sorted(boxes) == list(range(1, len(features) + 1))
    room = layout.x(1) - layout.half_width(1) - GAP - EDGE
    assert all(0 < box.width <= room for box in boxes.values())
    heights = [layout.y(1, unit) for unit in sorted(boxes)]
    tallest = max(box.height for box in boxes.values())
    assert all(below - above >= 0.7 * tallest for above, below in itertools.pairwise(heights))


def test_where_one_finds_no_room_there_is_none(qapp: object) -> None:
    experiment = Experiment(features=SIX)
    moved = replace(layout_of(experiment), view=View(1.0, -60.0, 0.0))  # the units stand at the canvas' edge
    assert not _boxes(moved, experiment)
    assert not _boxes(layout_of(experiment, height=150), experiment)


def test_of_a_long_input_layer_those_are_named_that_are_drawn(qapp: object) -> None:
    experiment = Experiment(features=tuple(FEATURES))
    layout = layout_of(experiment, height=900)
    assert set(_boxes(layout, experiment)) == set(layout.excerpts[0].drawn)
