"""The timeline in the whole window: document, run and every view are at the same moment of the same branch."""

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine import Data, Experiment, Layer, Run
from engine.timeline.overview import Overview
from tests.playground.conftest import Bench

SMALL = Experiment(data=Data(samples=60), hidden=(Layer(3),))


def past(bench: Bench) -> Overview:
    assert bench.snapshot.past is not None
    return bench.snapshot.past


def wait(bench: Bench, branch: int, epoch: int) -> None:
    """Wait until the window shows an epoch of a branch, at rest."""
    bench.qtbot.waitUntil(
        lambda: (
            (past(bench).present.number, bench.snapshot.epoch) == (branch, epoch)
            and not bench.window.runner.playing
            and bench.snapshot.experiment == bench.experiment
        )
    )


def go(bench: Bench, epoch: int) -> None:
    branch = past(bench).present.number
    bench.window.past.go(epoch)
    wait(bench, branch, epoch)


def ghosts(bench: Bench) -> list[tuple[int, int]]:
    """Return the first and the last epoch of every ghost in the cost chart."""
    return [(int(ghost.epochs[0]), int(ghost.epochs[-1])) for ghost in bench.window.costs.ghosts.shown]


def forked(open_bench: Callable[..., Bench]) -> Bench:
    bench = open_bench(SMALL)
    bench.step(40)
    go(bench, 10)
    bench.window.document.set_rate(1.0)
    wait(bench, 2, 10)
    bench.step(20)
    wait(bench, 2, 30)
    return bench


def test_a_change_in_the_past_leaves_a_ghost_and_another_branch(open_bench: Callable[..., Bench]) -> None:
    bench = forked(open_bench)
    assert ghosts(bench) == [(10, 40)]
    assert bench.window.timeline.branch.text().strip() == "Branch 2"
    assert [event.words for event in past(bench).present.events] == ["Learning rate 0.3 → 1"]


def test_back_in_the_past_what_comes_later_is_a_ghost_too(open_bench: Callable[..., Bench]) -> None:
    bench = forked(open_bench)
    go(bench, 15)
    assert ghosts(bench) == [(10, 40), (15, 30)]
    bench.window.past.go_to_end()
    wait(bench, 2, 30)
    assert ghosts(bench) == [(10, 40)]


def test_a_branch_that_is_returned_to_has_its_weights_its_rate_and_its_undo_list(
    open_bench: Callable[..., Bench],
) -> None:
    bench = forked(open_bench)
    bench.window.past.go_to_branch(1)
    wait(bench, 1, 40)
    straight = Run(SMALL)
    straight.advance(epochs=40)
    assert bench.snapshot.network.sha256() == straight.network.sha256()
    assert bench.window.run_bar.rate.currentText() == "0.3"
    assert not bench.window.document.undo_stack.canUndo()
    bench.window.past.go_to_branch(2)
    wait(bench, 2, 30)
    assert bench.window.run_bar.rate.currentText() == "1"
    bench.window.document.undo_stack.undo()
    bench.wait_until_shown()
    assert bench.experiment == SMALL
    assert past(bench).present.number == 2


def test_training_on_before_a_change_leaves_that_to_the_old_branch(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(SMALL)
    bench.step(10)
    bench.window.document.set_rate(1.0)
    bench.wait_until_shown()
    bench.step(10)
    go(bench, 5)
    assert bench.experiment == SMALL
    bench.step(3)
    assert past(bench).others == ()  # a step goes the way that is known
    bench.window.toggle_playing()
    bench.qtbot.waitUntil(lambda: past(bench).present.number == 2 and bench.snapshot.epoch > 12)
    bench.window.toggle_playing()
    bench.qtbot.waitUntil(lambda: not bench.window.runner.playing and not bench.window.moment.in_hurry)
    straight = Run(SMALL)
    straight.advance(epochs=bench.snapshot.epoch)
    straight.advance(batches=bench.snapshot.batch)
    assert bench.snapshot.network.sha256() == straight.network.sha256()
    assert not bench.window.document.undo_stack.canRedo()
    bench.window.past.go_to_branch(1)
    wait(bench, 1, 20)
    assert bench.experiment == replace(SMALL, rate=1.0)
    assert bench.window.document.undo_stack.canUndo()


def test_what_was_learnt_is_played_back_and_forth_by_keys(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(SMALL)
    bench.step(12)
    bench.window.run_bar.speed.setCurrentText("unlimited")
    bench.window.run_bar.speed.textActivated.emit("unlimited")
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(bench.window, Qt.Key.Key_Space, control)
    wait(bench, 1, 0)
    QTest.keyClick(bench.window, Qt.Key.Key_Space, control | shift)
    wait(bench, 1, 12)
    assert len(past(bench).others) == 0


def test_another_run_has_a_timeline_of_its_own(open_bench: Callable[..., Bench]) -> None:
    bench = forked(open_bench)
    bench.window.document.set_seed(5)
    bench.qtbot.waitUntil(lambda: bench.snapshot.experiment.seed == 5)
    assert (past(bench).others, past(bench).present.number, ghosts(bench)) == ((), 1, [])


def test_wherever_a_person_goes_document_run_and_views_agree(open_bench: Callable[..., Bench]) -> None:
    bench, rng = open_bench(SMALL), random.Random(11)
    window, stack = bench.window, bench.window.document.undo_stack
    bench.step(20)
    moves: list[Callable[[], object]] = [
        lambda: window.past.go(rng.randint(0, 40)),
        lambda: window.past.go_to_branch(rng.choice([past(bench).present.number, *others()])),
        lambda: window.document.set_rate(rng.choice([0.01, 0.1, 1.0, 3.0])),
        lambda: window.document.add_unit(2),
        lambda: window.document.remove_unit(2, 1) if bench.experiment.sizes[1] > 1 else None,
        lambda: window.runner.step("epoch", rng.randint(1, 9)),
        lambda: window.past.delete(rng.choice(others())) if len(others()) > 3 else None,
        stack.undo,
        stack.redo,
        window.past.toggle_bookmark,
        lambda: window.actions_by_name[rng.choice(["reset", "new_seed"])].trigger() if rng.random() < 0.5 else None,
    ]

    def others() -> list[int]:
        return [way.number for way in past(bench).others]

    def agree() -> bool:
        return (
            window.runner._requests_sent == window.runner._worker._requests_done
            and not window.runner.playing
            and bench.snapshot.experiment == bench.experiment == window.runner.experiment
            and window.document._travels._branch == past(bench).present.number
        )

    for _ in range(120):
        rng.choice(moves)()
        bench.qtbot.waitUntil(agree, timeout=10_000)
        assert bench.snapshot.network.sizes == bench.experiment.sizes
        assert window.timeline.branch.text().strip() == past(bench).present.name
        assert len(window.costs.ghosts.shown) == sum(way.costs.shape[1] > 1 for way in past(bench).others) + (
            past(bench).is_in_the_past and np.sum(past(bench).present.costs[0] >= int(past(bench).here.epochs)) > 1
        )


def test_branches_are_compared_in_a_window_of_its_own_that_follows_the_run(open_bench: Callable[..., Bench]) -> None:
    bench = forked(open_bench)
    window = bench.window
    assert "comparison" not in vars(window)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    compared = window.comparison
    assert compared.isVisible()
    assert not compared.isModal()
    assert [side.name for side in compared.costs.legend.branches] == ["A  Branch 2, here", "B  Branch 1"]
    assert compared.settings.text() == "Learning rate 1 in A, 0.3 in B"
    bench.step(5)
    assert compared.costs.legend.branches[0].epochs[-1] == 35
    window.writing.set_digits(4)
    assert compared.weights.weights.digits == 4
    QTest.keyClick(compared, Qt.Key.Key_Escape)
    assert not compared.isVisible()


def test_the_comparison_opens_as_large_as_it_was_left(open_bench: Callable[..., Bench]) -> None:
    bench = forked(open_bench)
    bench.window.actions_by_name["compare"].trigger()
    bench.window.comparison.resize(780, 600)  # the offscreen screen is 800 wide
    bench.window.close()
    again = open_bench(SMALL)
    assert (again.window.comparison.width(), again.window.comparison.height()) == (780, 600)
    again.window.actions_by_name["compare"].trigger()
    assert again.window.comparison.message.isVisible()  # one branch


# ---- other runs ----------------------------------------------------------------------------------------------------


def test_an_undo_past_a_new_seed_brings_back_what_was_learnt_and_a_redo_the_new_run(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench(SMALL)
    stack = bench.window.document.undo_stack
    bench.step(12)
    old = bench.snapshot
    bench.window.actions_by_name["new_seed"].trigger()
    wait(bench, 1, 0)
    bench.step(5)
    new = bench.snapshot
    assert new.network.sha256() != old.network.sha256()
    stack.undo()
    wait(bench, 1, 12)
    assert bench.snapshot.network.sha256() == old.network.sha256()
    assert bench.snapshot.costs.epoch.tolist() == [*range(13)]
    stack.redo()
    wait(bench, 1, 5)
    assert bench.snapshot.network.sha256() == new.network.sha256()
    assert bench.snapshot.costs.epoch.tolist() == [*range(6)]


def test_an_undo_past_a_restart_brings_back_its_branches_and_their_undo_lists(open_bench: Callable[..., Bench]) -> None:
    bench = forked(open_bench)
    stack, reset = bench.window.document.undo_stack, bench.window.actions_by_name["reset"]
    bench.window.document.add_unit(2)
    bench.step(2)
    left = bench.snapshot.network.sha256()
    reset.trigger()
    wait(bench, 1, 0)
    assert past(bench).others == ()
    bench.step(3)
    stack.undo()
    wait(bench, 2, 32)
    assert bench.snapshot.network.sha256() == left
    stack.undo()
    bench.wait_until_shown()
    assert bench.experiment.sizes == (2, 3, 1)
    bench.window.past.go_to_branch(1)
    wait(bench, 1, 40)
    assert bench.experiment.rate == SMALL.rate
    assert not stack.canUndo()
    bench.window.past.go_to_branch(2)
    wait(bench, 2, 32)


def test_restart_where_nothing_was_learnt_is_no_step_of_the_undo_list(bench: Bench) -> None:
    reset, stack = bench.window.actions_by_name["reset"], bench.window.document.undo_stack
    reset.trigger()
    assert stack.count() == 0
    bench.window.document.set_weights({(1, 1, 1): 0.5})
    bench.qtbot.waitUntil(lambda: bool(past(bench).present.events))
    reset.trigger()
    assert stack.undoText() == "Restart"
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.weight(1, 1, 1) != 0.5)
    stack.undo()
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.weight(1, 1, 1) == 0.5)


def test_going_through_the_past_never_leads_over_a_restart(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(SMALL)
    document, stack = bench.window.document, bench.window.document.undo_stack
    document.set_rate(0.2)  # a state of the run that is left
    bench.step(4)
    bench.window.actions_by_name["reset"].trigger()
    wait(bench, 1, 0)
    bench.step(2)
    document.set_rate(0.4)
    bench.step(2)
    document.set_rate(SMALL.rate)
    bench.step(2)
    go(bench, 1)
    assert stack.index() == 2
    bench.window.past.go_to_end()
    wait(bench, 1, 6)
    assert stack.index() == 4


def test_another_run_is_told_where_there_is_something_to_go_back_to(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(SMALL)
    notice, document = bench.window.notice, bench.window.document
    document.set_data(name="blobs", classes=3)
    bench.wait_until_shown()
    assert "epoch 0" not in notice.sentence  # nothing was learnt
    bench.step(3)
    document.set_data(name="circle")
    bench.wait_until_shown()
    assert notice.sentence == "Choose the Circle data: learning begins again at epoch 0"
    bench.step(3)
    bench.window.actions_by_name["new_seed"].trigger()
    assert notice.sentence == f"Set the seed to {SMALL.seed + 1}: learning begins again at epoch 0"
    notice.remedy.click()
    wait(bench, 1, 3)
    assert bench.experiment.seed == SMALL.seed
