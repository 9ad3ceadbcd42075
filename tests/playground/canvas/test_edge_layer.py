"""The edge layer: only what looks different is drawn, in turn, and a selection comes first."""

import numpy as np
import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from engine.arrays import Array
from playground.canvas.bundles import BundlePainter, Bundles
from playground.canvas.edge_layer import EdgeLayer
from playground.canvas.edges import BINS, EdgeGeometry, EdgePainter, strength
from playground.canvas.layout import CanvasLayout
from playground.document.selection import Unit
from playground.theme import DARK

SIZES = (2, 8, 8, 8, 1)
SELECTED = Unit(2, 1)


@pytest.fixture
def layer(qapp: QApplication) -> EdgeLayer:
    layout = CanvasLayout(SIZES, 900, 700)
    background = QPixmap(900, 700)
    background.fill(DARK.color("canvas"))
    return EdgeLayer(background, EdgePainter(EdgeGeometry(layout), DARK), BundlePainter(Bundles(layout), DARK), layout)


@pytest.fixture
def weights() -> Array:
    return np.random.default_rng(0).uniform(-3, 3, 3 * 8 + 9 * 8 + 9 * 8 + 9)


def gaps(layer: EdgeLayer, rects: list[object]) -> list[int]:
    return [gap for gap in range(1, 5) for rect in rects if rect == layer.rect(gap)]


def test_at_first_every_gap_is_drawn_and_then_none(layer: EdgeLayer, weights: Array) -> None:
    assert gaps(layer, layer.show(weights, SELECTED)) == [1, 2, 3, 4]
    assert layer.show(weights, SELECTED) == []


def test_a_weight_that_looks_the_same_draws_nothing(layer: EdgeLayer, weights: Array) -> None:
    layer.show(weights, SELECTED)
    shares = strength(weights)
    middle = (np.floor(shares * BINS) + 0.5) / BINS  # the middle of each bin
    same = np.sign(weights) * 2 * middle / (1 - middle)
    assert np.abs(same - weights).max() > 0.01
    assert layer.show(same, SELECTED) == []


def test_only_the_gap_of_a_changed_weight_is_drawn(layer: EdgeLayer, weights: Array) -> None:
    layer.show(weights, SELECTED)
    before = layer.picture.toImage()
    weights[30] *= -1
    (rect,) = layer.show(weights, SELECTED)
    assert rect == layer.rect(2)
    after = layer.picture.toImage()
    assert after.copy(rect) != before.copy(rect)
    for gap in (1, 3, 4):
        assert after.copy(layer.rect(gap)) == before.copy(layer.rect(gap))


def test_gaps_take_turns_until_all_are_drawn(layer: EdgeLayer, weights: Array) -> None:
    layer.show(weights, SELECTED)
    other = -weights
    assert [gaps(layer, layer.show(other, SELECTED, 100)) for _ in range(3)] == [[1, 2], [3, 4], []]
    all_at_once = layer.picture.toImage()
    layer._shown[:] = -1
    layer.show(other, SELECTED)
    assert layer.picture.toImage() == all_at_once


def test_what_a_click_concerns_is_drawn_first(layer: EdgeLayer, weights: Array) -> None:
    layer.show(weights, SELECTED)
    assert gaps(layer, layer.show(-weights, Unit(4, 3), 96)) == [1, 3]


def test_gaps_share_no_pixel(layer: EdgeLayer) -> None:
    for gap in (1, 2, 3):
        assert layer.rect(gap).right() < layer.rect(gap + 1).left()
