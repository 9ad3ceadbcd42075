"""Bundles: the weights of units that are not drawn, told by width and colour."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from engine.network import Network, first_network
from playground.canvas.bundles import TINGES, WIDTHS, Bundle, BundlePainter, Bundles
from playground.canvas.edges import EdgeGeometry
from playground.canvas.excerpt import More
from playground.canvas.layout import CanvasLayout
from playground.theme import DARK, LIGHT, Theme

SIZES = (2, 40, 30, 1)
LAYOUT = CanvasLayout(SIZES, 900, 560, scrolled=(0, 12, 0, 0))


@pytest.fixture
def network() -> Network:
    return first_network(Experiment(hidden=(Layer(40), Layer(30))))


def units(end: More | int) -> range:
    return range(end.first, end.last + 1) if isinstance(end, More) else range(end, end + 1)


def test_every_weight_is_in_one_edge_or_one_bundle() -> None:
    geometry, bundles = EdgeGeometry(LAYOUT), Bundles(LAYOUT)
    weights = [geometry.edge(index).weight for index in range(len(geometry.layer))]
    for gap in bundles.all.values():
        for bundle in gap:
            weights += [(bundle.layer, j, k) for j in units(bundle.target) for k in units(bundle.source)]
    every = [(gap, j, k) for gap in (1, 2, 3) for j in range(1, SIZES[gap] + 1) for k in range(SIZES[gap - 1] + 1)]
    assert sorted(weights) == every


def test_drawn_edges_know_the_place_of_their_weight(network: Network) -> None:
    geometry = EdgeGeometry(LAYOUT)
    for index in range(len(geometry.layer)):
        assert network.flat[geometry.flat[index]] == network.weight(*geometry.edge(index).weight)


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_the_means_are_those_of_the_weights_in_each_bundle(network: Network, gap: int) -> None:
    bundles = Bundles(LAYOUT)
    means, sizes = bundles.means(gap, network.flat)
    for bundle, mean, size in zip(bundles.all[gap], means, sizes, strict=True):
        weights = [network.weight(gap, j, k) for j in units(bundle.target) for k in units(bundle.source)]
        assert mean == pytest.approx(np.mean(weights))
        assert size == pytest.approx(np.mean(np.abs(weights)))


def test_a_network_without_long_layers_has_no_bundles() -> None:
    assert Bundles(CanvasLayout((2, 16, 16, 1), 900, 560)).all == {}


def test_agreement_makes_the_tinge_and_size_makes_the_width(network: Network) -> None:
    painter = BundlePainter(Bundles(LAYOUT), DARK)
    looks = [painter.looks(2, np.full_like(network.flat, value)) for value in (-3.0, 0.01, 3.0)]
    negative, small, positive = ({*look.tolist()} for look in looks)
    assert {look // WIDTHS - TINGES for look in negative} == {-TINGES}
    assert {look // WIDTHS - TINGES for look in positive} == {TINGES}
    assert {look % WIDTHS for look in negative} == {look % WIDTHS for look in positive}
    assert max(look % WIDTHS for look in small) == 0


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_bundles_are_blue_orange_or_grey(qapp: QApplication, network: Network, theme: Theme) -> None:
    bundles = Bundles(LAYOUT)
    painter = BundlePainter(bundles, theme)
    (tile,) = (tile for tile in LAYOUT.more if tile.layer == 2 and tile.way > 0)
    index = bundles.all[1].index(Bundle(1, tile, 1))
    mixed = np.where(np.arange(len(network.flat)) // 3 % 2, 3.0, -3.0)  # rows of W⁽¹⁾ in turn
    colors = []
    for weights in (np.full_like(network.flat, 3.0), np.full_like(network.flat, -3.0), mixed):
        image = QImage(900, 560, QImage.Format.Format_RGB32)
        image.fill(theme.color("canvas"))
        with QPainter(image) as to:
            painter.paint(to, 1, painter.looks(1, weights))
        colors.append(image.pixelColor(bundles.path(bundles.all[1][index]).pointAtPercent(0.5).toPoint()))
    blue, orange, grey = colors
    assert blue.blue() > blue.red() + 30
    assert orange.red() > orange.blue() + 30
    assert abs(grey.red() - grey.blue()) < 30
