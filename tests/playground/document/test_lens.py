"""The lens: to the next, the previous and the worst sample, and which part of J a sample is."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import take
from engine.steps import steps
from playground.document import lens as rooms
from playground.document.lens import MINI_BATCH, TEST, TRAINING, Lens
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit, WholeLayer
from playground.document.stepping import Stepping

EXPERIMENT = Experiment(hidden=(Layer(2), Layer(3)), batch=4)


class Bench:
    """A run at rest, its moment and the lens on it."""

    def __init__(self, experiment: Experiment = EXPERIMENT) -> None:
        self.run = Run(experiment)
        self.run.advance(epochs=2)
        self.selection = Selection(experiment)
        self.moment = Moment(self.selection)
        self.stepping = Stepping(self.moment, self.selection)
        self.lens = Lens(self.moment, self.selection, self.stepping)
        self.moment.show(take(self.run, 1))

    def step(self) -> None:
        self.stepping.set_grain("act")
        self.moment.show(take(self.run, 1, steps(self.run)))


@pytest.fixture
def bench(qapp: QApplication) -> Bench:
    return Bench()


def cost_of(bench: Bench, sample: int) -> float:
    told = bench.run.network
    from engine.learning import objective_of
    from engine.network import forward

    samples = bench.run.samples
    objective = objective_of(bench.run.experiment)
    passed = forward(told, samples.inputs[[sample]])
    return float(objective.sample_costs(passed, samples.targets[:, [sample]])[0])


def test_next_and_previous_go_round_by_number(bench: Bench) -> None:
    bench.lens.next()
    assert bench.selection.sample == 1
    bench.lens.previous()
    bench.lens.previous()
    assert bench.selection.sample == bench.run.samples.count - 1
    bench.lens.next()
    assert bench.selection.sample == 0


def test_while_a_mini_batch_is_gone_through_they_stay_in_it(bench: Bench) -> None:
    bench.step()
    numbers = bench.stepping.told.samples.tolist()
    assert bench.selection.sample == numbers[0]
    visited = []
    for _ in numbers:
        bench.lens.next()
        visited.append(bench.selection.sample)
    assert visited == [*numbers[1:], numbers[0]]
    bench.lens.previous()
    assert bench.selection.sample == numbers[-1]


def test_worst_is_the_training_sample_that_costs_most_and_again_the_next_one_to_it(bench: Bench) -> None:
    by_cost = sorted(bench.run.samples.train.tolist(), key=lambda sample: -cost_of(bench, sample))
    found = []
    for _ in range(3):
        bench.lens.worst()
        found.append(bench.selection.sample)
    assert found == by_cost[:3]
    bench.lens.next()
    bench.lens.worst()
    assert bench.selection.sample == by_cost[0]


def test_worst_of_the_mini_batch_while_it_is_gone_through(bench: Bench) -> None:
    bench.step()
    bench.lens.worst()
    numbers = bench.stepping.told.samples.tolist()
    assert bench.selection.sample == max(numbers, key=lambda sample: cost_of(bench, sample))


def test_a_sample_is_seen_in_its_own_part(bench: Bench) -> None:
    train, test = bench.run.samples.train, bench.run.samples.test
    for sample, part, numbers in ((int(train[3]), TRAINING, train), (int(test[3]), TEST, test)):
        bench.selection.select_sample(sample)
        assert bench.lens.part == part
        shares = bench.lens.shares
        np.testing.assert_array_equal(shares.samples, numbers)
        assert shares.costs[shares.column_of(sample)] == pytest.approx(cost_of(bench, sample), rel=1e-12)
    bench.step()
    assert bench.lens.part == MINI_BATCH
    np.testing.assert_array_equal(bench.lens.shares.samples, bench.stepping.told.samples)


def test_shares_are_taken_once_for_a_moment_and_anew_for_the_next(bench: Bench) -> None:
    first = bench.lens.shares
    assert bench.lens.shares is first
    bench.run.advance(epochs=1)
    bench.moment.show(take(bench.run, 1))
    assert bench.lens.shares is not first
    assert bench.lens.shares.network.sha256() == bench.run.network.sha256()


@pytest.mark.parametrize(
    ("item", "weight"),
    [
        (Edge(2, 3, 0), (2, 3, 0)),
        (Unit(3, 2), (2, 2, 1)),
        (Unit(1, 2), (1, 1, 2)),
        (Unit(2, 0), (2, 1, 0)),
        (WholeLayer(3), (2, 1, 1)),
        (WholeLayer(1), (1, 1, 1)),
    ],
)
def test_it_talks_about_a_weight_of_what_is_selected(bench: Bench, item: object, weight: tuple[int, int, int]) -> None:
    bench.selection.select(item)
    assert bench.lens.weight == weight


def test_of_too_many_samples_it_says_so_instead_of_making_one_wait(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MOST_WORK", 600)
    bench = Bench(replace(EXPERIMENT, data=Data("circle", samples=400)))
    assert bench.lens.shares is None
    bench.lens.worst()
    assert bench.selection.sample in bench.run.samples.train[: 600 // len(bench.run.network.flat)]
    bench.step()
    assert bench.lens.shares is not None  # those of the mini-batch are there anyway
