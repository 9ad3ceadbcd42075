"""What opens on the canvas covers neither what it is about nor the labels that one reads meanwhile."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtTest import QTest

from playground.canvas.clearing import clear_place
from playground.canvas.marks import column_rect, heading_rect
from playground.document.selection import Edge, Unit
from tests.playground.canvas.hands import click, net
from tests.playground.canvas.test_labels_apart import drawn, written
from tests.playground.conftest import Bench

ROOM = QRectF(0, 0, 400, 300)
SIZES = ((1280, 800), (1920, 1080))
NETWORKS = {"2-4-1": net(4), "2-6-6-1": net(6, 6), "2-4x4-1": net(4, 4, 4, 4)}


def test_where_nothing_is_in_the_way_it_stands_where_it_is_wanted() -> None:
    assert clear_place(QSizeF(50, 20), QPointF(101.5, 77), [], ROOM) == QPointF(101.5, 77)


def test_it_gives_way_as_little_as_can_be_and_stays_within_the_room() -> None:
    inside = [QRectF(100, 100, 60, 30)]
    place = clear_place(QSizeF(50, 20), QPointF(105, 105), inside, ROOM)
    assert not QRectF(place, QSizeF(50, 20)).intersects(inside[0])
    assert (place - QPointF(105, 105)).manhattanLength() < 40
    assert clear_place(QSizeF(50, 20), QPointF(900, -5), [], ROOM) == QPointF(350, 0)


def test_where_no_place_is_free_it_covers_least() -> None:
    keep = [ROOM.adjusted(0, 0, 0, -40), QRectF(0, 200, 200, 100)]
    place = clear_place(QSizeF(100, 60), QPointF(0, 0), keep, ROOM)
    assert place.y() == 240
    assert place.x() >= 200


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_layers_form_opens_beside_the_layer_and_cuts_no_label_of_a_weight(
    open_bench: Callable[..., Bench], network: str, size: tuple[int, int]
) -> None:
    bench = open_bench(NETWORKS[network], size)
    canvas = bench.window.canvas
    for layer in range(2, len(bench.experiment.sizes)):
        bench.window.selection.select_unit(Unit(layer, 1))
        canvas.grab()
        click(bench, canvas.heading_point(layer))
        form = QRectF(canvas._editors.form.geometry())
        assert canvas._editors.form.isVisible()
        assert QRectF(canvas.rect()).contains(form)
        assert not form.intersects(column_rect(canvas._layout, layer))
        assert not form.intersects(heading_rect(canvas._layout, layer))
        assert [rect for rect in canvas._scene.pill_rects() if rect.intersects(form)] == []
        click(bench, QPoint(5, 90))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("network", NETWORKS)
def test_why_a_weight_is_refused_is_told_where_it_hides_neither_field_nor_labels(
    open_bench: Callable[..., Bench], network: str, size: tuple[int, int]
) -> None:
    bench = open_bench(NETWORKS[network], size)
    canvas = bench.window.canvas
    bench.window.activateWindow()
    for edge in (Edge(1, 1, 0), Edge(1, 1, 2), Edge(2, 1, 1)):
        bench.window.selection.select(edge)
        canvas.grab()
        canvas._editors.open(edge)
        field = canvas._editors.field
        field.line.clear()
        QTest.keyClicks(field.line, "abc")
        QTest.keyClick(field.line, Qt.Key.Key_Return)
        assert "got 'abc'" in field.sentence
        told = QRectF(field.sentence_label.geometry())
        assert QRectF(canvas.rect()).contains(told)
        keep = {"the field": QRectF(field.geometry())} | written(bench) | drawn(bench)
        assert [name for name, rect in keep.items() if rect.intersects(told)] == []
        QTest.keyClick(field.line, Qt.Key.Key_Escape)
        assert not field.sentence_label.isVisible()
