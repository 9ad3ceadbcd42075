"""Whatever is built, selected, undone and learnt: inspector and weights table show what the run has."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from engine.experiment import Experiment
from playground.document.document import Document
from playground.document.selection import Edge, Item, Unit, WholeLayer
from playground.panels.inspector.incoming import VALUE
from playground.panels.inspector.unit_page import UnitPage
from playground.panels.weights import roles
from tests.playground.conftest import Bench

STEPS = 150


def any_item(rng: random.Random, sizes: tuple[int, ...]) -> Item:
    layer = rng.randrange(1, len(sizes))
    kinds: list[Item] = [
        Unit(layer, rng.randint(0, sizes[layer - 1])),
        Edge(layer, rng.randint(1, sizes[layer]), rng.randint(0, sizes[layer - 1])),
        WholeLayer(layer + rng.randint(0, 1)),
        Unit(len(sizes), 1),
    ]
    return rng.choice(kinds)


def edit(rng: random.Random, document: Document) -> None:
    sizes = document.experiment.sizes
    layer = rng.randrange(1, len(sizes))
    weight = layer, rng.randint(1, sizes[layer]), rng.randint(0, sizes[layer - 1])
    verbs: list[Callable[[], object]] = [
        lambda: document.add_unit(rng.randint(2, max(2, len(sizes) - 1))),
        lambda: document.remove_unit(rng.randint(2, max(2, len(sizes) - 1))),
        lambda: document.insert_layer(rng.randint(2, len(sizes))),
        lambda: document.remove_layer(),
        lambda: document.toggle_feature(rng.choice(["x1", "x2", "sin_x1", "x1x2"])),
        lambda: document.prune([weight]),
        lambda: document.connect_again(document.experiment.pruned[:2]),
        lambda: document.freeze([weight]),
        lambda: document.unfreeze(document.experiment.frozen[:1]),
        lambda: document.set_weights({weight: rng.uniform(-2, 2)}),
        lambda: document.set_activation(rng.choice(["tanh", "relu", "gelu"])),
        lambda: document.set_dropout(2, 0.25),
        lambda: document.set_data(name=rng.choice(["xor", "circle"])),
        document.undo_stack.undo,
        document.undo_stack.undo,
        document.undo_stack.redo,
    ]
    rng.choice(verbs)()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_panels_agree_with_the_run_after_any_walk(bench: Bench, seed: int) -> None:
    rng, window = random.Random(seed), bench.window
    window.side.show_page("Inspector")
    window.weights.show()
    window.runner.set_speed(None)
    for step in range(STEPS):
        edit(rng, window.document)
        bench.wait_until_shown()  # the canvas cannot yet show a selection that is ahead of the run
        sizes = bench.experiment.sizes
        window.selection.select_all([any_item(rng, sizes) for _ in range(rng.choice([1, 1, 1, 3]))])
        window.weights.tabs.setCurrentIndex(rng.randrange(len(sizes) - 1))
        if step % 10 == 0:
            window.runner.toggle()
    window.runner.pause()
    worker = window.runner._worker
    bench.qtbot.waitUntil(lambda: worker.inbox.empty() and worker._shown and worker.mailbox._letter is None)
    assert worker._run is not None
    flat = worker._run.network.flat  # at rest, so nobody changes it
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.flat.tobytes() == flat.tobytes())
    assert_shown(bench)


def assert_shown(bench: Bench) -> None:
    window, network = bench.window, bench.snapshot.network
    assert window.weights.tabs.count() == network.L - 1
    for layer, matrix in network.W.items():
        window.weights.tabs.setCurrentIndex(layer - 1)
        assert np.array_equal(window.weights.model.matrix, matrix)
        chosen = sorted(edge.weight for edge in window.selection.edges if edge.layer == layer)
        assert window.weights.view.selected == chosen
    lesson = window.moment.lesson
    assert lesson is not None
    assert lesson.telling.network is network
    page = window.inspector.page
    assert page is not None
    if isinstance(page, UnitPage) and page.incoming.isVisible():
        unit, model = window.selection.unit, page.incoming.incoming
        shown = [model.index(row, VALUE).data(roles.VALUE) for row in range(model.rowCount())]
        assert shown == network.W[unit.layer - 1][unit.unit - 1].tolist()


def test_a_network_without_hidden_layers_is_shown_too(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=()))
    bench.window.side.show_page("Inspector")
    bench.window.weights.show()
    for item in (Unit(2, 1), Unit(1, 0), WholeLayer(1), WholeLayer(2), Edge(1, 1, 2)):
        bench.window.selection.select(item)
        bench.step()
    assert bench.window.weights.model.matrix.shape == (1, 3)
