"""Insertion: a layer that is put into a network which has learnt hands on what it is given."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, Experiment, Layer, Run, choose, forward
from engine.activations import ACTIVATIONS, HIDDEN
from engine.arrays import Array
from engine.insertion import inserted, passes_on
from engine.surgery import Surgery, same, with_layer
from engine.timeline import Timeline
from tests.engine.strategies import relaxed

EXACT = ("linear", "relu", "leaky_relu", "elu")
NEAR = 0.05  # of what is passed on, what the others miss at most: tanh 0.047 in the worst of 60 000 draws, 0.034 mostly


def learnt(activation: str = "tanh", hidden: tuple[int, ...] = (4,), **changes: object) -> Run:
    """A run that has learnt for a while."""
    layers = tuple(Layer(units, activation) for units in hidden)
    run = Run(Experiment(data=Data(samples=100), hidden=layers, **changes))  # type: ignore[arg-type]
    run.advance(epochs=60)
    return run


def insertion(experiment: Experiment, layer: int, new: Layer, **changes: object) -> Surgery:
    """A new layer as layer l, to be taken back under the number 1."""
    hidden = (*experiment.hidden[: layer - 2], new, *experiment.hidden[layer - 2 :])
    after = replace(experiment, hidden=hidden, **changes)  # type: ignore[arg-type]
    return Surgery(after, with_layer(experiment.sizes, layer, new.units), "Insert", keeps=1)


def taken_back(done: Surgery, before: Experiment) -> Surgery:
    return Surgery(before, done.graft.inverse(before.sizes), "Undo", keeps=2, restores=1)


def net_inputs(matrices: list[Array], given: Array, activation: str) -> Array:
    """What the layer after is given, through the new one."""
    into, out = matrices
    return out[:, :1] + out[:, 1:] @ ACTIVATIONS[activation].value(into[:, :1] + into[:, 1:] @ given)


@st.composite
def gaps(draw: st.DrawFn) -> tuple[Array, Array, Array]:
    """Weights between two layers, what the first one says for some samples, and weights drawn for a layer between."""
    p, q, n = draw(st.integers(1, 6)), draw(st.integers(1, 6)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    size = draw(st.sampled_from([0.3, 1.0, 4.0]))
    return rng.normal(size=(q, p + 1)) * size, np.tanh(rng.normal(size=(p, 80))), rng.normal(size=(n, p + 1))


@relaxed
@given(gaps(), st.sampled_from(sorted(set(HIDDEN) - {"step"})))
def test_with_units_enough_the_layer_after_is_given_nearly_what_it_was_given(
    gap: tuple[Array, Array, Array], activation: str
) -> None:
    weights, given_, drawn = gap
    if len(drawn) < min(len(weights), len(given_)):
        return
    into, out = inserted(weights, given_, drawn, activation, np.zeros(len(weights), bool))
    wanted = weights[:, :1] + weights[:, 1:] @ given_
    missed = net_inputs([into, out], given_, activation) - wanted
    if activation in EXACT:
        np.testing.assert_allclose(missed, 0, atol=1e-12)
    else:
        size = np.abs(weights[:, 1:]) @ given_.std(axis=1)
        assert (np.sqrt((missed**2).mean(axis=1)) <= NEAR * size).all()


@relaxed
@given(gaps())
def test_with_too_few_units_no_other_linear_layer_would_miss_less(gap: tuple[Array, Array, Array]) -> None:
    weights, given_, drawn = gap
    if len(drawn) >= min(len(weights), len(given_)):
        return
    into, out = inserted(weights, given_, drawn, "linear", np.zeros(len(weights), bool))
    wanted = weights[:, 1:] @ given_
    missed = net_inputs([into, out], given_, "linear") - weights[:, :1] - wanted
    singular = np.linalg.svd(wanted - wanted.mean(axis=1, keepdims=True), compute_uv=False)
    assert (missed**2).sum() == pytest.approx((singular[len(drawn) :] ** 2).sum(), abs=1e-9)


def test_a_relu_layer_after_a_relu_layer_is_the_identity_and_the_outputs_stay_to_the_bit() -> None:
    run = learnt("relu", hidden=(4, 3))
    inputs, before = run.samples.inputs, forward(run.network, run.samples.inputs).output
    old, bias = run.W[2][:, 1:].copy(), run.W[2][:, 0].copy()
    run.operate(insertion(run.experiment, 3, Layer(4, "relu")))
    np.testing.assert_array_equal(run.W[2], np.eye(4, 5, 1))
    np.testing.assert_array_equal(run.W[3][:, 1:], old)
    np.testing.assert_array_equal(run.W[3][:, 0], bias)
    np.testing.assert_allclose(forward(run.network, inputs).output, before, rtol=1e-15)


@pytest.mark.parametrize("activation", [name for name in HIDDEN if name != "step"])
@pytest.mark.parametrize("layer", [2, 3])
def test_a_layer_inserted_into_a_network_that_has_learnt_hardly_changes_its_cost(activation: str, layer: int) -> None:
    run = learnt("tanh")
    assert run.present_costs
    before = run.present_costs[0]
    run.operate(insertion(run.experiment, layer, Layer(4, activation)))
    assert run.present_costs
    assert run.present_costs[0] == pytest.approx(before, rel=0.1, abs=0.005)


def test_a_network_that_has_learnt_nothing_and_a_step_are_given_fresh_weights() -> None:
    fresh, stepped = Run(Experiment()), learnt()
    for run, new in ((fresh, Layer(3)), (stepped, Layer(3, "step"))):
        bias = run.W[2][:, 0].copy()
        run.operate(insertion(run.experiment, 3, new))
        np.testing.assert_array_equal(run.W[3][:, 0], bias)
        assert (np.abs(run.W[2][:, 1:]) > 0).all()
        assert (np.abs(run.W[3][:, 1:]) > 0).all()
    assert not passes_on("step")


def test_units_that_nothing_is_left_for_are_given_fresh_weights_and_lead_nowhere_yet() -> None:
    run = learnt()
    run.operate(insertion(run.experiment, 3, Layer(6)))
    assert (run.W[2][4:, 1:] != 0).all()
    assert not run.W[3][:, 5:].any()


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("field", ["frozen", "pruned"])
def test_a_bias_weight_that_is_frozen_or_cut_stays_as_it_is(field: str, activation: str) -> None:
    run = learnt()
    marked = replace(run.experiment, **{field: ((2, 1, 0),)})  # type: ignore[arg-type]
    run.operate(Surgery(marked, same(marked.sizes)))
    bias = run.weight(2, 1, 0)
    run.operate(insertion(marked, 3, Layer(4, activation), **{field: ((3, 1, 0),)}))
    assert run.weight(3, 1, 0) == bias
    assert not run.W[2][:, 0].any()
    run.advance(epochs=2)
    assert run.weight(3, 1, 0) == bias


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_taken_back_an_insertion_has_left_no_trace_and_done_again_it_is_the_same(activation: str) -> None:
    run = learnt(optimizer=choose("adam"), rate=0.02)
    before, first = run.experiment, (run.network.flat.tobytes(), run.memory.tobytes())
    done = insertion(before, 3, Layer(5, activation))
    run.operate(done)
    there = run.network.flat.tobytes(), run.memory.tobytes()
    run.operate(taken_back(done, before))
    assert (run.network.flat.tobytes(), run.memory.tobytes()) == first
    run.operate(replace(done, restores=2))
    assert (run.network.flat.tobytes(), run.memory.tobytes()) == there
    run.operate(taken_back(done, before))
    assert (run.network.flat.tobytes(), run.memory.tobytes()) == first


def test_done_again_after_some_learning_an_insertion_is_as_it_was_then() -> None:
    run = learnt("sigmoid")
    before, bias = run.experiment, run.weight(2, 1, 0)
    done = insertion(before, 3, Layer(4, "sigmoid"))
    run.operate(done)
    assert run.weight(3, 1, 0) != bias  # it makes up for sigmoid's ½
    run.advance(epochs=3)
    later = run.weight(3, 1, 0)
    run.operate(taken_back(done, before))
    assert run.weight(2, 1, 0) == bias
    run.advance(epochs=1)
    run.operate(replace(done, restores=2))
    assert run.weight(3, 1, 0) == later


def test_an_insertion_is_repeated_to_the_bit_when_time_goes_by_it_again() -> None:
    timeline = Timeline(learnt("sigmoid"))
    timeline.operate(insertion(timeline.run.experiment, 3, Layer(3, "tanh")))
    timeline.advance(epochs=5)
    end, there = timeline.end, timeline.run.network.sha256()
    timeline.seek(timeline.start)
    timeline.seek(end)
    assert timeline.run.network.sha256() == there


@pytest.mark.parametrize("weight", [1e154, 1e300, 1.7e308])
@pytest.mark.parametrize("layer", [2, 3, 4])
@pytest.mark.parametrize("units", [1, 2, 3])
def test_where_weights_are_as_large_as_numbers_can_be_a_layer_is_inserted_without_a_word(
    weight: float, layer: int, units: int
) -> None:
    run = learnt(hidden=(3, 3))
    experiment = run.experiment
    large = {(1, 1, 1): -weight, (2, 1, 1): weight, (2, 2, 1): weight, (2, 3, 2): -weight, (3, 1, 1): weight}
    run.operate(Surgery(experiment, same(experiment.sizes), "Set w", tuple(large.items())))
    run.operate(insertion(experiment, layer, Layer(units, "relu")))
    assert run.network.sizes[layer - 1] == units
    assert np.isfinite(run.network.flat).all()
