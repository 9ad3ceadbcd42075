"""The weights after 50 updates against torch.optim, fed with the very mini-batches and dropout that the run meets."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from engine import Choice, Data, Experiment, Layer, Run, choose
from engine.datasets import DATASETS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from tests.parity.agreement import agree
from tests.parity.torch_twin import Twin

UPDATES = 50
TOLERANCE = 1e-9
RATES = {"adagrad": 0.1, "rmsprop": 0.01, "adam": 0.02, "adamw": 0.02, "rprop": 0.01}  # the others': 0.1
OTHER_PARAMETERS = {
    "momentum": choose("momentum", momentum=0.6),
    "nesterov": choose("nesterov", momentum=0.7),
    "adagrad": choose("adagrad", epsilon=1e-3),
    "rmsprop": choose("rmsprop", decay=0.8, epsilon=1e-3),
    "adam": choose("adam", beta1=0.8, beta2=0.95, epsilon=1e-3),
    "adamw": choose("adamw", beta1=0.7, beta2=0.9, epsilon=1e-4, weight_decay=0.2),
    "rprop": choose("rprop", grow=1.4, shrink=0.3, least_step=1e-4, greatest_step=0.02),
}
SCHEDULED = [
    choose("constant"),
    choose("step", factor=0.6, every=3),
    choose("exponential", decay=0.9),
    choose("inverse", decay=0.2),
    choose("cosine", epochs=20, floor=0.1),
    choose("cosine", epochs=15),
    choose("warmup", epochs=6),
]
TASKS: dict[str, dict[str, Any]] = {  # none is ever solved: Rprop would follow the sign of what rounding leaves
    "two classes": {"data": Data("moons", 80, 0.2), "hidden": (Layer(5), Layer(4, "swish"))},
    "one vs all": {"data": Data("blobs", 90, 0.8), "hidden": (Layer(6, "relu"),)},
    "softmax": {
        "data": Data("spiral3", 80, 0.1, standardise=True),
        "hidden": (Layer(6, "gelu"), Layer(5, "sin")),
        "output": "softmax",
        "cost": "cross_entropy",
    },
    "values": {
        "data": Data("sine", 70, 0.1),
        "features": ("x1", "cos_x1"),
        "hidden": (Layer(7, "softplus"),),
        "output": "linear",
        "cost": "squared",
        "rate": 0.02,
    },
}


def experiment_of(optimizer: str | Choice, task: str = "two classes", **changes: Any) -> Experiment:
    choice = optimizer if isinstance(optimizer, Choice) else choose(optimizer)
    batch = 0 if OPTIMIZERS[choice.name].full_batch_only else 10
    usual = {"optimizer": choice, "rate": RATES.get(choice.name, 0.1), "batch": batch}
    return Experiment(**(usual | TASKS[task] | changes))


def assert_same_weights(group: str, experiment: Experiment, updates: int = UPDATES) -> Run:
    """Train a run and its twin side by side, and compare the weights after every update."""
    run = Run(experiment)
    run.network.flat[:] += np.random.default_rng(5).normal(0, 0.1, run.network.flat.shape)  # bias weights not at 0
    for layer, target, source in experiment.pruned:
        run.W[layer][target - 1, source] = 0.0
    twin = Twin(experiment, run.W)
    batches = math.ceil(len(run.samples.train) / (experiment.batch or len(run.samples.train)))
    started = run.network.flat.copy()
    for number in range(1, updates + 1):
        pending = run.pending()
        part, dropped = pending.samples, pending.dropped
        twin.learn(run.samples.inputs[part], run.samples.targets[:, part], dropped)
        if number % batches == 0:
            twin.scheduler.step()
        assert run.advance(batches=1) == 1
        agree(f"weights, {group}", run.network.flat, twin.flat(), TOLERANCE)
    assert np.abs(run.network.flat - started).max() > 1e-3  # something was learnt
    return run


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_task(optimizer: str, task: str) -> None:
    assert_same_weights(optimizer, experiment_of(optimizer, task))


@pytest.mark.parametrize("shuffle", [True, False], ids=["shuffled", "in order"])
@pytest.mark.parametrize(
    ("optimizer", "batch"),
    [(name, batch) for name in OPTIMIZERS for batch in ((0,) if OPTIMIZERS[name].full_batch_only else (1, 10, 7, 0))],
)
def test_every_batch_size(optimizer: str, batch: int, shuffle: bool) -> None:
    rate = RATES.get(optimizer, 0.1) / (5 if batch == 1 else 1)
    assert_same_weights(optimizer, experiment_of(optimizer, batch=batch, shuffle=shuffle, rate=rate))


@pytest.mark.parametrize("optimizer", OTHER_PARAMETERS)
def test_other_parameters(optimizer: str) -> None:
    assert_same_weights("other parameters", experiment_of(OTHER_PARAMETERS[optimizer]))


@pytest.mark.parametrize("penalty", [{"l1": 0.01}, {"l2": 0.1}, {"l1": 0.005, "l2": 0.05}], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_penalties(optimizer: str, penalty: dict[str, float]) -> None:
    assert_same_weights("penalties", experiment_of(optimizer, **penalty))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_sum_instead_of_mean(optimizer: str) -> None:
    experiment = experiment_of(optimizer, reduction="sum", l2=0.1)
    assert_same_weights("sum", replace(experiment, rate=experiment.rate / 10))


@pytest.mark.parametrize("most", [0.05, 0.3])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_clipping(optimizer: str, most: float) -> None:
    """Of the whole gradient with its penalties; the smaller limit is met by all updates, the larger by some."""
    assert_same_weights("clipping", experiment_of(optimizer, clip=most, l2=0.1))


def test_the_twins_clipping_is_torchs() -> None:
    """Up to the 1e-6 that torch adds to the length."""
    experiment = experiment_of("gd", clip=0.05)
    run = Run(experiment)
    twin = Twin(experiment, run.W)
    twin.backward(run.samples.inputs, run.samples.targets)
    twin._clip()
    exact = [parameter.grad.clone() for parameter in twin.parameters()]
    twin.backward(run.samples.inputs, run.samples.targets)
    torch.nn.utils.clip_grad_norm_(twin.parameters(), 0.05)
    for ours, parameter in zip(exact, twin.parameters(), strict=True):
        torch.testing.assert_close(ours, parameter.grad, rtol=1e-5, atol=0)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_max_norm(optimizer: str) -> None:
    run = assert_same_weights("max norm", experiment_of(optimizer, "softmax", max_norm=0.6))
    lengths = np.concatenate([np.linalg.norm(matrix[:, 1:], axis=1) for matrix in run.W.values()])
    assert lengths.max() == pytest.approx(0.6)


@pytest.mark.parametrize("changes", [{}, {"l2": 0.1, "clip": 0.2}, {"max_norm": 0.8}], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_frozen_and_pruned_weights(optimizer: str, changes: dict[str, float]) -> None:
    frozen, pruned = ((1, 1, 0), (1, 2, 1), (3, 1, 4)), ((1, 3, 2), (2, 4, 5), (2, 1, 0), (3, 1, 1))
    run = assert_same_weights("frozen, pruned", experiment_of(optimizer, frozen=frozen, pruned=pruned, **changes))
    assert [run.weight(*weight) for weight in pruned] == [0.0] * len(pruned)


@pytest.mark.parametrize("schedule", SCHEDULED, ids=lambda choice: choice.name)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_schedules(optimizer: str, schedule: Choice) -> None:
    """The rate of every epoch by torch's own schedulers, through 13 epochs of 4 mini-batches, or 50 of one."""
    updates = 13 if OPTIMIZERS[optimizer].full_batch_only else UPDATES
    assert_same_weights("schedules", experiment_of(optimizer, schedule=schedule), updates)


@pytest.mark.parametrize("schedule", SCHEDULED, ids=lambda choice: choice.name)
def test_rates(schedule: Choice) -> None:
    run = Run(experiment_of("gd", schedule=schedule, batch=0, rate=0.05))
    twin = Twin(run.experiment, run.W)
    for _ in range(int(schedule.with_defaults({}).get("epochs", 30))):  # torch's cosine would rise again
        agree("rates", run.rate / 0.05, twin.optimizer.param_groups[0]["lr"] / 0.05, 1e-12)
        run.advance(epochs=1)
        twin.optimizer.step()
        twin.scheduler.step()


def test_every_schedule_is_tried() -> None:
    assert {choice.name for choice in SCHEDULED} == set(SCHEDULES)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_dropout(optimizer: str, task: str) -> None:
    experiment = experiment_of(optimizer, task)
    hidden = tuple(replace(layer, dropout=0.25 + 0.1 * place) for place, layer in enumerate(experiment.hidden))
    assert_same_weights("dropout", replace(experiment, hidden=hidden))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_all_at_once(optimizer: str) -> None:
    experiment = experiment_of(
        optimizer,
        "softmax",
        l1=0.002,
        l2=0.02,
        clip=0.5,
        max_norm=2.0,
        schedule=choose("exponential", decay=0.95),
        frozen=((1, 2, 1),),
        pruned=((2, 3, 1), (3, 1, 2)),
    )
    hidden = tuple(replace(layer, dropout=0.2) for layer in experiment.hidden)
    assert_same_weights("all at once", replace(experiment, hidden=hidden))


@pytest.mark.parametrize("batch", [1, 7, 10, 0])
def test_mini_batches_in_order_are_those_of_a_data_loader(batch: int) -> None:
    run = Run(experiment_of("gd", batch=batch, shuffle=False))
    train = torch.tensor(run.samples.train)
    loader = DataLoader(train, batch_size=batch or len(train))
    for part in [*loader, *loader]:
        assert run.pending().samples.tolist() == part.tolist()
        run.advance(batches=1)


@pytest.mark.parametrize("task", TASKS)
def test_costs_of_each_epoch(task: str) -> None:
    """The recorded costs are J's data term over either part and its penalties, at the weights of that moment."""
    experiment = experiment_of("adam", task, l1=0.01, l2=0.1)
    run = Run(experiment)
    for _ in range(5):
        twin, costs = Twin(experiment, run.W), run.costs.so_far()
        for part, cost in ((run.samples.train, costs.train[-1]), (run.samples.test, costs.test[-1])):
            theirs = twin.data_term(run.samples.inputs[part], run.samples.targets[:, part]).item()
            agree("recorded costs", cost, theirs, 1e-12)
        agree("recorded costs", costs.penalty[-1], twin.penalty().item(), 1e-12)
        run.advance(epochs=1)


def test_the_line_of_torchs_first_example() -> None:
    """A straight line by `nn.Linear`, `MSELoss` and SGD: torch's loss has no ½, so its rate is half ours."""
    assert DATASETS["line"].is_regression
    experiment = Experiment(
        Data("line", 100, train_share=0.8), ("x1",), (), "linear", "squared", rate=0.2, batch=0, shuffle=False
    )
    run = Run(experiment)
    part = run.samples.train
    x, y = torch.tensor(run.samples.inputs[part]), torch.tensor(run.samples.labels[part, np.newaxis])
    model = torch.nn.Linear(1, 1, dtype=torch.float64)
    with torch.no_grad():
        model.bias.fill_(run.weight(1, 1, 0))
        model.weight.fill_(run.weight(1, 1, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(UPDATES):
        optimizer.zero_grad()
        torch.nn.MSELoss()(model(x), y).backward()
        optimizer.step()
        run.advance(epochs=1)
        agree("weights, torch's first example", run.W[1][0], [model.bias.item(), model.weight.item()], TOLERANCE)
