"""Whatever hands and keys do on the canvas, and in whatever order: document, engine and drawing end up the same."""

from collections.abc import Callable
from random import Random

import pytest
from PySide6.QtCore import QPoint, Qt

from playground.document.selection import Edge, Unit
from tests.playground.canvas.hands import ALT, CONTROL, MIDDLE, NO_KEY, SHIFT, click, drag, net, press_key, wheel
from tests.playground.conftest import Bench

KEYS = (
    *((key, NO_KEY) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)),
    *((key, ALT) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right)),
    *((key, SHIFT) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down)),
    *((key, CONTROL) for key in (Qt.Key.Key_Up, Qt.Key.Key_A, Qt.Key.Key_D, Qt.Key.Key_F)),
    *((key, CONTROL) for key in (Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Plus, Qt.Key.Key_Minus)),
    *((key, CONTROL | SHIFT) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down)),
    *((key, NO_KEY) for key in (Qt.Key.Key_Delete, Qt.Key.Key_C, Qt.Key.Key_Insert, Qt.Key.Key_F, Qt.Key.Key_Escape)),
    *((key, NO_KEY) for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_S, Qt.Key.Key_Return)),
)


class Hand:
    """Does things at random."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench = bench
        self._random = Random(seed)

    def act(self) -> None:
        random = self._random
        held = random.choice((NO_KEY, NO_KEY, SHIFT))
        match random.randrange(6):
            case 0:
                click(self._bench, self._place(), held)
            case 1:
                drag(self._bench, self._place(), self._place(), self._place(), held=held)
            case 2:
                drag(
                    self._bench, self._place(), self._place(), button=random.choice((MIDDLE, Qt.MouseButton.LeftButton))
                )
            case 3:
                wheel(self._bench, self._place(), random.choice((-2, 1)), random.choice((NO_KEY, CONTROL)))
            case _:
                for _ in range(random.choice((1, 1, 3))):
                    press_key(self._bench, *random.choice(KEYS))

    def _place(self) -> QPoint:
        canvas, random = self._bench.window.canvas, self._random
        layout = canvas._layout
        layer = random.choice(layout.layers)
        match random.randrange(4):
            case 0:
                return canvas.heading_point(layer)
            case 1:
                return QPoint(random.randrange(canvas.width()), random.randrange(canvas.height()))
            case 2 if layer < len(layout.sizes):
                target, source = random.randint(1, layout.sizes[layer]), random.randint(0, layout.sizes[layer - 1])
                return canvas.edge_point(Edge(layer, target, source), 0.2)
        return canvas.unit_center(Unit(layer, random.randint(1, layout.sizes[layer - 1])))


@pytest.mark.parametrize("seed", range(3))
def test_document_engine_and_drawing_always_agree(open_bench: Callable[..., Bench], seed: int) -> None:
    bench = open_bench(net(3))
    hand, window = Hand(bench, seed), bench.window
    if seed == 2:
        window.runner.play()
    for turn in range(160):
        hand.act()
        if turn % 10 == 0:
            bench.wait_until_shown()
            window.canvas.grab()
            assert bench.snapshot.network.sizes == bench.experiment.sizes == window.canvas._layout.sizes
            for layer, target, source in bench.experiment.pruned:
                assert bench.snapshot.network.weight(layer, target, source) == 0
    window.runner.pause()
    assert window.document.undo_stack.count() > 3
    window.document.undo_stack.setIndex(0)
    bench.wait_until_shown()
    window.canvas.grab()
    assert bench.experiment == net(3)
    assert window.canvas._layout.sizes == bench.snapshot.network.sizes == (2, 3, 1)
