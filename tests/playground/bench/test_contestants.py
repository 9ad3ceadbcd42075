"""All contestants do the same work, whoever is installed."""

from importlib.util import find_spec

import numpy as np
import pytest

from engine.experiment import Experiment
from engine.run import Run
from playground.bench import contestants
from playground.bench.contestants import ALONE, MAKERS, PLAIN, SKLEARN, TEXTBOOK, TORCH, WHOLE_RUN
from playground.bench.fallback import choices
from playground.bench.workloads import SEVEN_INPUTS, WORKLOADS, Workload, with_test_part

each_workload = pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)


def named(name: str) -> Experiment:
    return next(workload.experiment for workload in WORKLOADS if workload.name == name)


# ---- workloads -----------------------------------------------------------------------------------------------------


@each_workload
def test_a_workload_learns_from_all_its_samples(workload: Workload) -> None:
    run = Run(workload.experiment)
    assert len(run.samples.train) == workload.experiment.data.samples
    assert len(run.samples.test) == 0
    assert (workload.experiment.output, workload.experiment.cost) == ("tanh", "squared")
    assert workload.experiment.optimizer.name == "gd"


@each_workload
def test_a_whole_run_does_as_many_updates_and_has_a_test_part(workload: Workload) -> None:
    whole, alone = Run(with_test_part(workload.experiment)), Run(workload.experiment)
    assert whole.batches_per_epoch == alone.batches_per_epoch
    assert len(whole.samples.train) == len(whole.samples.test) == len(alone.samples.train)


def test_the_workloads_are_those_of_the_speed_facts() -> None:
    assert [workload.name for workload in WORKLOADS] == list("ABCDEFGHI")
    assert [workload.told for workload in WORKLOADS[5:8]] == [
        "7-8-8-8-1 relu, full batch, 250 samples",
        "2-32-32-1 tanh, batch 64, 2000 samples",
        "7-8-8-8-1 relu, batch 1, 250 samples",
    ]
    assert len(SEVEN_INPUTS) == 7
    assert [workload.name for workload in WORKLOADS if workload.trial_target == 3.0] == ["D", "H", "I"]
    assert WORKLOADS[0].target(TEXTBOOK) == 5.0
    assert np.isnan(WORKLOADS[6].target(TORCH))


# ---- agreement -----------------------------------------------------------------------------------------------------


@each_workload
def test_ours_and_the_textbook_end_with_the_same_weights(workload: Workload) -> None:
    assert contestants.largest_difference([ALONE, TEXTBOOK, PLAIN], workload.experiment) < 1e-12


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("torch"), reason="PyTorch is not installed")
def test_the_pytorch_loop_ends_with_the_same_weights() -> None:
    for name in ("A", "B"):
        assert contestants.largest_difference([TEXTBOOK, TORCH], named(name)) < 1e-12


def test_a_difference_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contestants.Textbook, "epoch", lambda self, order: None)
    assert contestants.largest_difference([ALONE, TEXTBOOK], named("A")) > 1e-3


def test_the_order_is_drawn_anew_for_each_epoch() -> None:
    seen: list[np.ndarray] = []
    contestants._shuffled(seen.append, named("A"))(3)
    assert [sorted(order.tolist()) for order in seen] == [list(range(250))] * 3
    assert not np.array_equal(seen[0], seen[1])


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("sklearn"), reason="scikit-learn is not installed")
def test_scikit_learn_does_as_many_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.neural_network._stochastic_optimizers import SGDOptimizer

    updates: list[None] = []
    learn = SGDOptimizer.update_params
    monkeypatch.setattr(SGDOptimizer, "update_params", lambda *arguments: (updates.append(None), learn(*arguments))[1])
    one = contestants.contestant(SKLEARN, named("A"))
    for epochs in (3, 4):
        updates.clear()
        one.work(epochs)
        assert len(updates) == 25 * epochs


def test_the_whole_run_records_its_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Run] = []

    def kept(experiment: Experiment) -> Run:
        runs.append(Run(experiment))
        return runs[0]

    monkeypatch.setattr(contestants, "Run", kept)
    contestants.contestant(WHOLE_RUN, named("A")).work(4)
    costs = runs[0].costs.so_far()
    assert len(costs.train) == len(costs.test) == 1 + 1 + 4  # the first weights, the epoch that compiles, and the work
    assert np.isfinite(costs.test).all()


# ---- who takes part ------------------------------------------------------------------------------------------------


def test_who_is_not_installed_does_not_take_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contestants, "find_spec", lambda name: None)
    assert contestants.installed() == [ALONE, WHOLE_RUN, TEXTBOOK, PLAIN]
    monkeypatch.setattr(contestants, "find_spec", lambda name: object())
    assert contestants.installed() == list(MAKERS)


def test_every_choice_of_the_engine_is_tried() -> None:
    names = [name for name, _ in choices()]
    assert len(names) == len(set(names)) > 50
    assert {"optimizer adam", "activation relu", "softmax with cross_entropy", "dropout", "model perceptron"} <= {
        *names
    }


def test_each_experiment_tells_its_loop() -> None:
    assert contestants.loop_name(named("A")) in {"kernel", "program", "plain"}
