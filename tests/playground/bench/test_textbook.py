"""The textbook's loop learns what the engine's definition learns."""

import numpy as np
import pytest

from engine.learning import objective_of, update
from engine.network import first_network, forward
from engine.optimizers import OPTIMIZERS
from engine.samples import samples_of
from playground.bench.contestants import plain_loop
from playground.bench.textbook import Textbook
from playground.bench.workloads import WORKLOADS, Workload

UPDATES = 50


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_it_agrees_with_the_definition_after_fifty_updates(workload: Workload) -> None:
    experiment = workload.experiment
    samples, network = samples_of(experiment), first_network(experiment)
    first = network.flat.copy()
    batch = experiment.batch or samples.count
    textbook = Textbook(network, samples.inputs, samples.targets.T, experiment.rate, batch)
    objective, memory = objective_of(experiment), OPTIMIZERS["gd"].init(len(first))
    rng = np.random.default_rng(3)
    for number in range(UPDATES):
        part = rng.permutation(samples.count)[:batch]
        textbook.learn(samples.inputs[part], samples.targets.T[part])
        gradient = objective.gradient(network, samples.inputs[part], samples.targets[:, part])
        update(objective, network, gradient, memory, experiment.rate, number + 1)
    assert np.abs(network.flat - first).max() > 1e-3
    assert np.abs(textbook.flat() - network.flat).max() < 1e-12


def test_its_epoch_takes_every_sample_once_and_a_last_shorter_mini_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    workload = WORKLOADS[0]
    samples, network = samples_of(workload.experiment), first_network(workload.experiment)
    textbook = Textbook(network, samples.inputs, samples.targets.T, 0.03, 40)
    seen: list[np.ndarray] = []
    monkeypatch.setattr(textbook, "learn", lambda x, y: seen.append(x))
    order = np.random.default_rng(1).permutation(samples.count)
    textbook.epoch(order)
    assert [len(part) for part in seen] == [40] * 6 + [10]
    assert np.array_equal(np.vstack(seen), samples.inputs[order])


def test_it_begins_with_the_networks_weights_in_its_own_copy() -> None:
    experiment = WORKLOADS[1].experiment
    samples, network = samples_of(experiment), first_network(experiment)
    textbook = Textbook(network, samples.inputs, samples.targets.T, 0.03, 10)
    assert np.array_equal(textbook.flat(), network.flat)
    textbook.epoch(samples.train)
    assert np.array_equal(network.flat, first_network(experiment).flat)
    assert forward(network, samples.inputs).output.shape == (1, samples.count)


def test_the_plain_loop_is_the_definition() -> None:
    experiment = WORKLOADS[0].experiment
    samples, network, again = samples_of(experiment), first_network(experiment), first_network(experiment)
    memory = OPTIMIZERS["gd"].init(len(network.flat))
    plain_loop(experiment, network, memory, samples).epoch(samples.train, 0.03, 0)
    objective = objective_of(experiment)
    for number, start in enumerate(range(0, samples.count, 10), start=1):
        part = samples.train[start : start + 10]
        gradient = objective.gradient(again, samples.inputs[part], samples.targets[:, part])
        update(objective, again, gradient, memory, 0.03, number)
    passed = forward(network, samples.inputs).output
    assert np.array_equal(network.flat, again.flat)
    assert np.isfinite(passed).all()
