"""The edges: which weight each curve is, how it is found again, and what it looks like."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from engine.network import first_network
from playground.canvas.edges import EdgeGeometry, EdgePainter, pen_of, strength
from playground.canvas.layout import CanvasLayout
from playground.document.selection import Edge, Unit
from playground.theme import DARK, LIGHT

SIZES = (2, 4, 3, 1)
LAYOUT = CanvasLayout(SIZES, 900, 640)


def test_edges_come_in_the_order_of_the_flat_weights() -> None:
    network = first_network(Experiment(hidden=(Layer(4), Layer(3))))
    geometry = EdgeGeometry(LAYOUT)
    assert len(geometry.layer) == len(network.flat)
    for index, weight in enumerate(network.flat):
        edge = geometry.edge(index)
        assert network.weight(edge.layer, edge.target, edge.source) == weight
        assert geometry.index(edge) == index


def test_an_edge_goes_from_the_right_of_its_source_to_the_left_of_its_target() -> None:
    geometry = EdgeGeometry(LAYOUT)
    points = geometry.points[geometry.index(Edge(2, 3, 1))]
    assert points[0] == pytest.approx([LAYOUT.x(2) + LAYOUT.tile / 2, LAYOUT.y(2, 1)])
    assert points[-1] == pytest.approx([LAYOUT.x(3) - LAYOUT.tile / 2, LAYOUT.y(3, 3)])


def test_the_bias_unit_has_edges_too() -> None:
    geometry = EdgeGeometry(LAYOUT)
    start = geometry.points[geometry.index(Edge(1, 2, 0))][0]
    assert start == pytest.approx([LAYOUT.x(1) + LAYOUT.bias_radius, LAYOUT.y(1, 0)])


@given(st.integers(0, 2), st.integers(0, 20), st.floats(0.05, 0.95))
def test_an_edge_is_found_by_any_point_on_it(layer: int, pick: int, share: float) -> None:
    geometry = EdgeGeometry(LAYOUT)
    indices = np.flatnonzero(geometry.layer == layer + 1)
    index = int(indices[pick % len(indices)])
    point = geometry.point(index, share)
    found = geometry.nearest(point.x(), point.y(), reach=7)
    assert found is not None
    distance = np.hypot(*(geometry.points[geometry.index(found)] - [point.x(), point.y()]).T).min()
    assert distance < 25  # where curves cross, the other one may be as near


def test_far_from_every_edge_there_is_none() -> None:
    assert EdgeGeometry(LAYOUT).nearest(450, 20, reach=7) is None
    assert EdgeGeometry(LAYOUT).nearest(5, 300, reach=7) is None


def test_the_edges_into_a_unit_are_as_many_as_it_has_weights() -> None:
    assert EdgeGeometry(LAYOUT).into(Unit(3, 2)).sum() == SIZES[1] + 1
    assert EdgeGeometry(LAYOUT).into(Unit(1, 1)).sum() == 0


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_larger_weight_is_never_drawn_thinner(first: float, second: float) -> None:
    small, large = sorted((first, second))
    shares = strength(np.array([small, large]))
    assert 0 <= shares[0] <= shares[1] <= 1
    assert pen_of(DARK, shares[0], True).widthF() <= pen_of(DARK, shares[1], True).widthF()


def test_weights_of_opposite_sign_are_drawn_equally_wide() -> None:
    assert strength(np.array([-2.0])) == strength(np.array([2.0]))


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_pens_are_opaque_in_every_emphasis(theme: object) -> None:
    pens = [pen_of(theme, share, sign, dim) for share in (0, 0.5, 1) for sign in (True, False) for dim in (0, 0.4, 0.7)]
    assert {pen.color().alpha() for pen in pens} == {255}


def test_a_positive_weight_is_painted_blue_and_a_negative_one_orange(qapp: QApplication) -> None:
    geometry = EdgeGeometry(LAYOUT)
    edge = geometry.index(Edge(1, 2, 1))
    for weight, is_blue in ((8.0, True), (-8.0, False)):
        weights = np.zeros(len(geometry.layer))
        weights[edge] = weight
        image = QImage(900, 640, QImage.Format.Format_RGB32)
        image.fill(DARK.color("canvas"))
        with QPainter(image) as painter:
            edges = EdgePainter(geometry, DARK)
            edges.paint(painter, edges.looks(weights, Unit(2, 2)))
        color = image.pixelColor(geometry.point(edge, 0.25).toPoint())
        assert (color.blue() > color.red()) is is_blue
