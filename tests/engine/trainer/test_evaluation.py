"""Evaluation: all samples' outputs and costs are those of the definition, in pieces or at once, by each way."""

import subprocess
import sys
from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, Experiment, Layer, Run
from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.experiment import Experiment as AnyExperiment
from engine.learning import objective_of
from engine.network import first_network, forward
from engine.samples import samples_of
from engine.timeline import Timeline
from engine.trainer import evaluation_kernel, pieces
from engine.trainer.evaluation import Evaluation
from engine.trainer.evaluation_kernel import ByKernel
from engine.trainer.evaluation_ways import ByCalls, ByDefinition
from tests.engine.strategies import PAIRS, steady_experiments
from tests.engine.trainer.learners import with_strange_gelu

FIRST, LATER = 0, 1  # updates before the first one NumPy evaluates, later ones a kernel


def evaluation_of(experiment: AnyExperiment) -> Evaluation:
    return Evaluation(experiment, first_network(experiment), samples_of(experiment))


def by_kernel(experiment: AnyExperiment) -> bool:
    return isinstance(evaluation_of(experiment)._later_way, ByKernel)


@settings(deadline=None, max_examples=100)
@given(steady_experiments, st.sampled_from([1, 3, 7, 4096]), st.booleans(), st.booleans())
def test_outputs_and_costs_are_those_of_the_definition_by_each_way(
    experiment: AnyExperiment, most: int, strange: bool, at_once: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch, with_strange_gelu() if strange else nullcontext():
        patch.setattr(pieces, "MOST_SAMPLES", most)
        network, samples = first_network(experiment), samples_of(experiment)
        evaluation = Evaluation(experiment, network, samples)
        assert evaluation.pieces == -(-samples.count // most)
        activations = {layer.activation for layer in experiment.hidden}
        taken = ByDefinition if strange and "gelu" in activations else ByCalls
        assert type(evaluation._first_way) is taken
        assert type(evaluation._later_way) is (ByKernel if taken is ByCalls and "sin" not in activations else taken)
        objective = objective_of(experiment)
        for factor in (1.0, -0.7):
            network.flat[:] *= factor
            output = forward(network, samples.inputs).output
            expected = [
                objective.data_term(network, samples.inputs[part], samples.targets[:, part])
                for part in (samples.train, samples.test)
            ]
            assert np.isnan(expected[1]) == (not len(samples.test))
            for updates in (FIRST, LATER):
                if at_once:
                    (means,) = evaluation.means_of(network.flat[np.newaxis], updates)
                else:
                    evaluation.begin(network.flat, updates)
                    for piece in range(evaluation.pieces):
                        evaluation.go_through(piece)
                    means = evaluation.means()
                np.testing.assert_allclose(evaluation.output, output, rtol=1e-12, atol=1e-15)
                np.testing.assert_allclose(means, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("cost", "output"), PAIRS, ids=lambda one: getattr(one, "name", one))
def test_every_cost_is_found_by_a_kernel(cost: object, output: str) -> None:
    name = next(each for each, known in COSTS.items() if known is cost)
    assert by_kernel(Experiment(data=Data(samples=20), cost=name, output=output))


@pytest.mark.parametrize("activation", HIDDEN)
def test_every_activation_but_the_sine_is_found_by_a_kernel(activation: str) -> None:
    assert by_kernel(Experiment(hidden=(Layer(3, activation),))) == (activation != "sin")


@pytest.mark.parametrize(
    "extreme", [1e-300, 1e3, 1e200, np.inf, np.nan], ids=["tiny", "steep", "huge", "infinite", "no number"]
)
@pytest.mark.parametrize(("cost", "output"), PAIRS, ids=lambda one: getattr(one, "name", one))
def test_extreme_weights_have_the_costs_that_numpy_finds(cost: object, output: str, extreme: float) -> None:
    name = next(each for each, known in COSTS.items() if known is cost)
    experiment = Experiment(data=Data(samples=21), hidden=(Layer(2, "relu"),), cost=name, output=output)
    evaluation, weights = evaluation_of(experiment), first_network(experiment).flat
    with np.errstate(all="ignore"):
        first, later = (evaluation.means_of(extreme * weights[np.newaxis], updates) for updates in (FIRST, LATER))
    np.testing.assert_allclose(later, first, rtol=1e-12)


@settings(deadline=None, max_examples=40)
@given(steady_experiments, st.sampled_from([1, 3, 7, 4096]), st.sampled_from([1, 5, 1 << 16]))
def test_many_weights_by_one_call_have_the_bits_of_each_alone_piece_by_piece(
    experiment: AnyExperiment, most: int, numbers: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MOST_SAMPLES", most)
        evaluation, weights = evaluation_of(experiment), first_network(experiment).flat
        patch.setattr(evaluation_kernel, "MOST_NUMBERS", numbers * (len(weights) + 2))  # so many weights by one call
        history = np.outer([1.0, np.nan, -0.5, 2.0, 0.1, 0.0, 1.0], weights)
        for updates in (FIRST, LATER):
            with np.errstate(all="ignore"):
                means = np.array(evaluation.means_of(history, updates))
                output = evaluation.output.tobytes()
                for each, expected in zip(history, means, strict=True):
                    evaluation.begin(each, updates)
                    for piece in range(evaluation.pieces):
                        evaluation.go_through(piece)
                    np.testing.assert_array_equal(evaluation.means(), expected)
            assert evaluation.output.tobytes() == output


def test_what_is_too_large_for_a_kernel_is_left_to_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = Experiment(data=Data(samples=100))  # 17 weights, 4 units in the widest layer
    assert by_kernel(experiment)
    for limit, most in (("MOST_WEIGHTS", 17), ("MOST_WORK", 1700 * 4), ("MOST_OF_SAMPLES", 6 * 102 + 102)):
        with monkeypatch.context() as patch:
            patch.setattr(evaluation_kernel, limit, most)
            assert by_kernel(experiment)
            patch.setattr(evaluation_kernel, limit, most - 1)
            assert not by_kernel(experiment)


# ---- in a run ------------------------------------------------------------------------------------------------------


def bits_of(run: Run) -> tuple[bytes, bytes]:
    return np.array(run.costs.rows()).tobytes(), run._evaluation.output.tobytes()


@pytest.mark.parametrize("most", [7, 4096])
@pytest.mark.parametrize("hidden", [(Layer(4),), (Layer(4, "sin"),), (Layer(3, "softplus"), Layer(2, "gelu"))])
def test_costs_are_the_same_bits_however_a_run_is_advanced(
    hidden: tuple[Layer, ...], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MOST_SAMPLES", most)
    experiment = Experiment(data=Data(samples=45), hidden=hidden, batch=5, l2=0.01)
    whole = Run(experiment)
    whole.advance(epochs=12)
    by_batches, by_time, reopened = (Run(experiment) for _ in range(3))
    for _ in range(12 * whole.batches_per_epoch):
        by_batches.advance(batches=1)
    while by_time.epoch < 12:
        by_time.advance(seconds=0, epochs=1)
    for _ in range(12):
        reopened.advance(epochs=1)
        reopened = Run.from_state(experiment, reopened.state())
    for run in (by_batches, by_time, reopened):
        assert bits_of(run) == bits_of(whole)
        assert run.present_costs == whole.present_costs


def test_a_moment_that_is_come_back_to_has_its_costs_to_the_bit() -> None:
    timeline = Timeline(Run(Experiment(data=Data(samples=45), batch=5)))
    seen = []
    for _ in range(9):
        seen.append((timeline.position, costs_of(timeline.run)))
        timeline.advance(epochs=1)
    for index in (0, 8, 3, 0, 5, 4):
        position, costs = seen[index]
        timeline.seek(position)
        assert costs_of(timeline.run) == costs
        timeline.advance(epochs=1)
        timeline.seek(position)
        assert costs_of(timeline.run) == costs


def costs_of(run: Run) -> tuple[object, ...]:
    return run.present_costs, run.accuracy(), *bits_of(run)


LOOK = """
import sys
from engine import Data, Experiment, Run
from engine.network import first_network
experiment = Experiment()
run = Run(experiment)
run.evaluate()
Run.beginning_with(experiment, 2 * run.network.flat)
print("wasmtime" in sys.modules)
run.advance(epochs=1)
print("wasmtime" in sys.modules)
"""


def test_webassembly_is_loaded_with_the_first_update_and_not_before() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "True"]


# ---- piece by piece ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("updates", [FIRST, LATER])
def test_until_the_last_piece_the_outputs_stay_those_of_before(updates: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_SAMPLES", 10)
    experiment = Experiment(data=Data(samples=45), hidden=(Layer(3),))
    network, samples = first_network(experiment), samples_of(experiment)
    evaluation = Evaluation(experiment, network, samples)
    for weights in (network.flat.copy(), 2 * network.flat):
        before = evaluation.output.copy()
        evaluation.begin(weights, updates)
        for piece in range(5):
            np.testing.assert_array_equal(evaluation.output, before)
            evaluation.go_through(piece)
        assert not np.array_equal(evaluation.output, before)


@pytest.mark.parametrize("updates", [FIRST, LATER])
def test_weights_that_change_meanwhile_do_not_come_in(updates: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_SAMPLES", 10)
    experiment = Experiment(data=Data(samples=45))
    network, samples = first_network(experiment), samples_of(experiment)
    evaluation, undisturbed = (Evaluation(experiment, network, samples) for _ in range(2))
    for each, disturbs in ((undisturbed, False), (evaluation, True)):
        each.begin(network.flat, updates)
        for piece in range(5):
            each.go_through(piece)
            network.flat[:] += disturbs
    assert evaluation.output.tobytes() == undisturbed.output.tobytes()
    assert evaluation.means() == undisturbed.means()
