"""Stop rules: each fires after the right epoch, and says why in one sentence."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Data, Experiment, Layer, Run
from engine.experiment import Stop
from engine.stopping import Stopping

SMALL = Experiment(data=Data(samples=60))


def costs_of(experiment: Experiment, epochs: int) -> Run:
    run = Run(replace(experiment, stop=Stop()))
    run.advance(epochs=epochs)
    return run


def test_after_so_many_epochs() -> None:
    run = Run(replace(SMALL, stop=Stop(epochs=7)))
    assert run.advance() == 7 * run.batches_per_epoch
    assert (run.epoch, run.stopped) == (7, "stopped after 7 epochs")
    assert run.network.sha256() == costs_of(SMALL, 7).network.sha256()


def test_when_the_training_cost_falls_below() -> None:
    run = Run(replace(SMALL, stop=Stop(cost_below=0.5)))
    run.advance()
    train = costs_of(SMALL, 100).costs.so_far().train
    first = int(np.argmax(train < 0.5))
    assert 0 < first == run.epoch
    assert run.stopped == f"stopped at epoch {first}: the training cost {train[first]:.6g} is below 0.5"


def test_when_the_training_accuracy_rises_above() -> None:
    run = Run(replace(SMALL, stop=Stop(accuracy_above=0.8)))
    run.advance()
    free = Run(SMALL)
    while free.accuracy()[0] <= 0.8 or free.epoch == 0:
        free.advance(epochs=1)
    assert run.epoch == free.epoch
    accuracy = free.accuracy()[0]
    assert run.stopped == f"stopped at epoch {run.epoch}: the training accuracy {accuracy:.4f} is above 0.8"


@pytest.mark.parametrize("train_share", [0.5, 1])
def test_when_there_is_no_progress_for_so_many_epochs(train_share: float) -> None:
    experiment = Experiment(
        data=Data("xor", samples=40, noise=0.4, train_share=train_share), hidden=(Layer(8),), rate=2.0
    )
    run = Run(replace(experiment, stop=Stop(patience=5)))
    run.advance()
    costs = costs_of(experiment, run.epoch).costs.so_far()
    watched = costs.test if train_share < 1 else costs.train
    best = 1 + int(np.argmin(watched[1:]))
    assert run.epoch == best + 5
    assert run.stopped == f"stopped at epoch {run.epoch}: no progress for 5 epochs, since epoch {best}"


@pytest.mark.parametrize(
    ("watched", "stops_at"),
    [
        ([5, 4, 3, 2, 1], None),
        ([5, 4, 4, 4], 4),  # no progress since 2, for two epochs
        ([5, 6, 4, 6, 6], 5),
        ([5, float("nan"), float("nan")], 3),
        ([float("inf"), float("inf")], 2),
    ],
)
def test_patience_counts_epochs_since_the_best(watched: list[float], stops_at: int | None) -> None:
    stopping, stop = Stopping(), Stop(patience=2)
    reasons = [stopping.reason(stop, epoch, 1.0, cost, lambda: 0.0) for epoch, cost in enumerate(watched, start=1)]
    fired = [epoch for epoch, reason in enumerate(reasons, start=1) if reason]
    assert fired[:1] == ([] if stops_at is None else [stops_at])


def test_the_first_rule_that_fires_ends_it() -> None:
    run = Run(replace(SMALL, stop=Stop(epochs=1000, cost_below=0.5, patience=10**6)))
    run.advance()
    assert run.stopped.startswith("stopped at epoch ")
    assert "cost" in run.stopped


def test_a_stopped_run_stays_until_it_is_told_to_go_on() -> None:
    run = Run(replace(SMALL, stop=Stop(epochs=2)))
    run.advance(epochs=10)
    assert run.epoch == 2
    before = run.network.sha256()
    assert (run.advance(), run.advance(epochs=3), run.advance(batches=5, seconds=9)) == (0, 0, 0)
    assert run.network.sha256() == before
    run.adopt(replace(run.experiment, stop=Stop(epochs=4)))
    assert run.stopped == ""
    run.advance()
    assert (run.epoch, run.stopped) == (4, "stopped after 4 epochs")
    assert run.network.sha256() == costs_of(SMALL, 4).network.sha256()


def test_other_limits_hold_besides_stop_rules() -> None:
    run = Run(replace(SMALL, stop=Stop(epochs=5)))
    assert run.advance(batches=4) == 4
    assert (run.epoch, run.stopped) == (1, "")


def test_advancing_without_any_limit_is_refused() -> None:
    run = Run(SMALL)
    with pytest.raises(ValueError, match="needs a limit: epochs, batches, seconds, or a stop rule"):
        run.advance()
    assert (run.epoch, run.batch) == (0, 0)


def test_what_has_been_seen_so_far_outlives_leaving_and_coming_back() -> None:
    experiment = Experiment(
        data=Data("xor", samples=40, noise=0.4), hidden=(Layer(8),), rate=2.0, stop=Stop(patience=5)
    )
    straight, run = Run(experiment), Run(experiment)
    straight.advance()
    for _ in range(straight.updates):  # as often as it took, not for ever
        run = Run.from_state(experiment, run.state())
        run.advance(batches=1)
    assert (run.epoch, run.stopped) == (straight.epoch, straight.stopped)


def test_who_goes_on_in_spite_of_a_rule_is_not_stopped_by_it_again() -> None:
    run = Run(replace(SMALL, stop=Stop(epochs=2)))
    run.advance()
    run.go_on()
    run.advance(epochs=5)
    assert (run.epoch, run.stopped) == (7, "")
    with pytest.raises(ValueError, match="needs a limit"):
        run.advance()
    run.adopt(replace(run.experiment, stop=Stop(epochs=9)))
    run.advance()
    assert (run.epoch, run.stopped) == (9, "stopped after 9 epochs")


def test_another_rule_still_stops_a_run_that_went_on() -> None:
    run = Run(replace(SMALL, stop=Stop(epochs=2, cost_below=0.5)))
    run.advance()
    run.go_on()
    run.advance()
    assert run.epoch > 2
    assert "is below 0.5" in run.stopped


def test_a_rule_that_was_overruled_holds_again_once_it_has_not_held() -> None:
    stopping, stop = Stopping(), Stop(cost_below=0.5)
    told = []
    for epoch, cost in enumerate([0.6, 0.4, 0.3, 0.7, 0.2], start=1):
        reason = stopping.reason(stop, epoch, cost, cost, lambda: 0.0)
        told.append(bool(reason))
        if reason:
            stopping = stopping.gone_on()
    assert told == [False, True, False, False, True]


def test_what_is_overruled_outlives_leaving_and_coming_back() -> None:
    run = Run(replace(SMALL, stop=Stop(epochs=2)))
    run.advance()
    run.go_on()
    run.advance(epochs=1)
    again = Run.from_state(run.experiment, run.state())
    again.advance(epochs=3)
    assert (again.epoch, again.stopped) == (6, "")


def test_the_state_of_an_older_file_overrules_nothing() -> None:
    assert Stopping.of({"best": 0.5, "best_epoch": 3}) == Stopping(0.5, 3)
