"""Evaluation: the outputs and costs of all samples are those of the definition, in pieces or at once."""

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, Experiment, Layer
from engine.experiment import Experiment as AnyExperiment
from engine.learning import objective_of
from engine.network import first_network, forward
from engine.samples import samples_of
from engine.trainer import pieces
from engine.trainer.evaluation import Evaluation
from tests.engine.strategies import steady_experiments
from tests.engine.trainer.learners import with_strange_gelu


@settings(deadline=None, max_examples=60)
@given(steady_experiments, st.sampled_from([1, 3, 7, 4096]), st.booleans())
def test_outputs_and_costs_are_those_of_the_definition(experiment: AnyExperiment, most: int, strange: bool) -> None:
    with pytest.MonkeyPatch.context() as patch, with_strange_gelu() if strange else nullcontext():
        patch.setattr(pieces, "MOST_SAMPLES", most)
        network, samples = first_network(experiment), samples_of(experiment)
        evaluation = Evaluation(experiment, network, samples)
        assert evaluation.pieces == -(-samples.count // most)
        objective = objective_of(experiment)
        for factor in (1.0, -0.7):
            network.flat[:] *= factor
            evaluation.begin(network.flat, updates=0)
            for piece in range(evaluation.pieces):
                evaluation.go_through(piece)
            np.testing.assert_allclose(
                evaluation.output, forward(network, samples.inputs).output, rtol=1e-12, atol=1e-15
            )
            expected = [
                objective.data_term(network, samples.inputs[part], samples.targets[:, part])
                for part in (samples.train, samples.test)
            ]
            np.testing.assert_allclose(evaluation.means(), expected, rtol=1e-11, atol=1e-15)
            assert np.isnan(expected[1]) == (not len(samples.test))


def test_until_the_last_piece_the_outputs_stay_those_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_SAMPLES", 10)
    experiment = Experiment(data=Data(samples=45), hidden=(Layer(3),))
    network, samples = first_network(experiment), samples_of(experiment)
    evaluation = Evaluation(experiment, network, samples)
    for weights in (network.flat.copy(), 2 * network.flat):
        before = evaluation.output.copy()
        evaluation.begin(weights, updates=0)
        for piece in range(5):
            np.testing.assert_array_equal(evaluation.output, before)
            evaluation.go_through(piece)
        assert not np.array_equal(evaluation.output, before)


def test_weights_that_change_meanwhile_do_not_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_SAMPLES", 10)
    experiment = Experiment(data=Data(samples=45))
    network, samples = first_network(experiment), samples_of(experiment)
    evaluation, undisturbed = (Evaluation(experiment, network, samples) for _ in range(2))
    for each, disturbs in ((undisturbed, False), (evaluation, True)):
        each.begin(network.flat, updates=0)
        for piece in range(5):
            each.go_through(piece)
            network.flat[:] += disturbs
    assert evaluation.output.tobytes() == undisturbed.output.tobytes()
    assert evaluation.means() == undisturbed.means()
