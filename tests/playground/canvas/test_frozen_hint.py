"""Frozen weights are seen in the window, in a new run too, and let go by one click and one step."""

from PySide6.QtCore import Qt

from playground.canvas.frozen_hint import FrozenHint
from playground.document.selection import Edge
from tests.playground.canvas.hands import CONTROL, SHIFT, press_key
from tests.playground.conftest import Bench

TWO = [(1, 1, 0), (1, 2, 1)]


def hint(bench: Bench) -> FrozenHint:
    found = bench.widget("frozen_hint")
    assert isinstance(found, FrozenHint)
    return found


def test_the_window_says_how_many_weights_are_frozen_for_as_long_as_some_are(bench: Bench) -> None:
    assert not hint(bench).isVisible()
    bench.window.document.freeze(TWO)
    assert hint(bench).isVisible()
    assert hint(bench).text() == "2 weights frozen"
    assert "do not learn" in hint(bench).toolTip()
    bench.window.document.unfreeze(TWO[:1])
    assert hint(bench).text() == "1 weight frozen"
    bench.window.document.unfreeze(TWO)
    assert not hint(bench).isVisible()


def test_a_click_offers_to_unfreeze_all_which_is_one_step_to_undo(bench: Bench) -> None:
    bench.window.document.freeze(TWO)
    steps = bench.window.document.undo_stack.count()
    offered = {action.text(): action for action in hint(bench).menu().actions()}
    offered["Unfreeze all"].trigger()
    assert not bench.experiment.frozen
    assert bench.window.document.undo_stack.count() == steps + 1
    bench.window.document.undo_stack.undo()
    assert sorted(bench.experiment.frozen) == TWO
    offered["Select them"].trigger()
    assert bench.window.selection.items == tuple(Edge(*weight) for weight in bench.experiment.frozen)
    bench.wait_until_shown()


def test_a_key_unfreezes_all_weights(bench: Bench) -> None:
    bench.window.document.freeze(TWO)
    press_key(bench, Qt.Key.Key_F, CONTROL | SHIFT)
    assert not bench.experiment.frozen
    press_key(bench, Qt.Key.Key_F, CONTROL | SHIFT)
    assert bench.window.notice.sentence == "There is nothing to unfreeze: every weight learns"


def test_a_new_run_with_frozen_weights_says_so(bench: Bench) -> None:
    bench.window.document.freeze(TWO)
    bench.wait_until_shown()
    bench.step(2)
    bench.window.actions_by_name["reset"].trigger()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 0)
    told = "learning begins again at epoch 0, 2 frozen weights keep their first values"
    assert bench.window.notice.sentence == f"Restart: {told}"
    bench.window.document.set_seed(7)
    bench.wait_until_shown()
    assert bench.window.notice.sentence == f"Set the seed to 7: {told}"
    assert hint(bench).isVisible()


def test_the_hint_never_reaches_what_stands_beside_it(bench: Bench) -> None:
    bench.window.document.freeze(bench.window.document.weights_into(2))
    bench.window.resize(bench.window.minimumSizeHint())
    layers = bench.widget("hidden_layers")
    assert hint(bench).geometry().right() < layers.geometry().left()  # type: ignore[attr-defined]
    assert hint(bench).width() >= hint(bench).sizeHint().width()
    bench.wait_until_shown()
