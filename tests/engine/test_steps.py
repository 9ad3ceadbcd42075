"""Steps: what a formula shows is what the network computed."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, DivergedError, Experiment, Layer, LearningStep, Network, Run, Step, choose, forward, steps
from engine.activations import ACTIVATIONS
from engine.costs import COSTS
from engine.experiment import Stop
from engine.network import by_layer
from engine.steps import KINDS, Telling, sample_steps
from tests.engine.strategies import relaxed, small_experiments, steady_experiments


@pytest.fixture
def telling() -> Telling:
    # W1 = [ 1  2 −1 ]    W2 = [ 0.5  1  3 ]    x = (2, 3)
    #      [ 4 −3  1 ]
    network = Network((2, 2, 1), ("relu", "sigmoid"), np.array([1.0, 2, -1, 4, -3, 1, 0.5, 1, 3]))
    return sample_steps(network, np.array([2.0, 3.0]), np.array([1.0]))


def named(step: Step) -> list[list[str]]:
    return [[str(factor.symbol) for factor in term.factors] for term in step.terms]


def numbers(step: Step) -> list[list[float]]:
    return [[factor.value for factor in term.factors] for term in step.terms]


# ---- one sample forwards, by hand ----------------------------------------------------------------------------------


def test_a_sample_is_presented_feature_by_feature(telling: Telling) -> None:
    assert [(step.kind, str(step.symbol), step.value) for step in map(telling.present, (1, 2))] == [
        ("sample", "a⁽¹⁾₁", 2.0),
        ("sample", "a⁽¹⁾₂", 3.0),
    ]


def test_a_net_input_is_told_term_by_term_bias_first(telling: Telling) -> None:
    step = telling.net_input(2, 1)
    assert (step.kind, step.layer, step.unit, str(step.symbol)) == ("net_input", 2, 1, "z⁽²⁾₁")
    assert named(step) == [["w⁽¹⁾₁,₀", "a⁽¹⁾₀"], ["w⁽¹⁾₁,₁", "a⁽¹⁾₁"], ["w⁽¹⁾₁,₂", "a⁽¹⁾₂"]]
    assert numbers(step) == [[1, 1], [2, 2], [-1, 3]]
    assert [term.value for term in step.terms] == [1, 4, -3]
    assert step.value == 2  # 1·1 + 2·2 − 1·3
    assert (step.argument, step.function) == (None, "")


def test_a_term_tells_along_which_weight_it_runs(telling: Telling) -> None:
    assert [term.weight for term in telling.net_input(3, 1).terms] == [(2, 1, 0), (2, 1, 1), (2, 1, 2)]
    assert [term.weight for term in telling.activation(3, 1).terms] == []


def test_the_next_layer_reads_the_activations_of_the_one_before(telling: Telling) -> None:
    step = telling.net_input(3, 1)
    assert str(step.symbol) == "z⁽³⁾₁"
    # z(2)2 = 4·1 − 3·2 + 1·3 = 1, so a(2) = (2, 1) and z(3)1 = 0.5 + 1·2 + 3·1
    assert numbers(step) == [[0.5, 1], [1, 2], [3, 1]]
    assert step.value == 5.5


def test_an_activation_is_told_with_its_argument(telling: Telling) -> None:
    step = telling.activation(3, 1)
    assert (step.kind, step.layer, step.unit, str(step.symbol)) == ("activation", 3, 1, "a⁽³⁾₁")
    assert (step.argument, step.function, step.terms, step.factor) == (5.5, "sigmoid", (), 1.0)
    assert step.value == pytest.approx(1 / (1 + math.exp(-5.5)))


def test_the_bias_unit_is_1_in_every_layer(telling: Telling) -> None:
    assert [telling.activation_of(layer, 0) for layer in (1, 2)] == [1.0, 1.0]
    assert [telling.activation_of(1, unit) for unit in (1, 2)] == [2.0, 3.0]


def test_weights_beyond_all_numbers_are_shown_without_a_warning() -> None:
    run = Run(Experiment(hidden=(Layer(2, "relu"),)))
    run.network.flat[:] = 1e308
    telling = sample_steps(run.network, np.array([5.0, 5.0]), np.array([1.0]))
    assert telling.net_input(2, 1).value == math.inf
    assert math.isinf(telling.net_input(2, 1).terms[1].value)
    assert len(list(steps(run).acts())) > 100


# ---- a whole learning step by hand ---------------------------------------------------------------------------------


@pytest.fixture
def told() -> LearningStep:
    # One input, two linear units, one linear unit; J = ½ (y − a)² + 0.1/2 Σ w²; η = 0.5; samples x = 1, 2; y = 3, −1
    #   W1 = [0 1]   W2 = [1 2 3]
    #        [1 0]
    experiment = Experiment(
        data=Data(samples=4),
        features=("x1",),
        hidden=(Layer(2, "linear"),),
        output="linear",
        cost="squared",
        l2=0.1,
        rate=0.5,
    )
    run = Run(experiment)
    run.network.flat[:] = [0, 1, 1, 0, 1, 2, 3]
    return LearningStep(
        run.objective,
        run.network,
        np.array([[1.0], [2.0]]),
        np.array([[3.0, -1.0]]),
        np.array([7, 4]),
        memory=run.memory,
        rate=0.5,
    )


def test_the_acts_come_in_the_lectures_order(told: LearningStep) -> None:
    said = [(step.kind, str(step.symbol), step.sample) for step in told.acts()]
    one = [
        ("sample", "a⁽¹⁾₁"),
        ("net_input", "z⁽²⁾₁"),
        ("activation", "a⁽²⁾₁"),
        ("net_input", "z⁽²⁾₂"),
        ("activation", "a⁽²⁾₂"),
        ("net_input", "z⁽³⁾₁"),
        ("activation", "a⁽³⁾₁"),
        ("cost", "Jᵢ"),
        ("output_delta", "δ⁽³⁾₁"),
        ("hidden_delta", "δ⁽²⁾₁"),
        ("hidden_delta", "δ⁽²⁾₂"),
    ]
    assert said[:22] == [(kind, symbol, sample) for sample in (7, 4) for kind, symbol in one]
    weights = ["⁽¹⁾₁,₀", "⁽¹⁾₁,₁", "⁽¹⁾₂,₀", "⁽¹⁾₂,₁", "⁽²⁾₁,₀", "⁽²⁾₁,₁", "⁽²⁾₁,₂"]
    assert said[22] == ("cost", "J", None)
    assert said[23:30] == [("derivative", f"∂J/∂w{name}", None) for name in weights]
    assert said[30:] == [("update", f"w{name}", None) for name in weights]


def test_every_act_by_hand(told: LearningStep) -> None:
    # x = 1: z(2) = a(2) = (1, 1), z(3) = 1 + 2 + 3 = 6, δ(3) = 3, δ(2) = (6, 9)
    # x = 2: z(2) = a(2) = (2, 1), z(3) = 1 + 4 + 3 = 8, δ(3) = 9, δ(2) = (18, 27)
    # penalty: 0.05 (1 + 0 + 4 + 9) = 0.7
    values = [step.value for step in told.acts()]
    assert values[:11] == pytest.approx([1, 1, 1, 1, 1, 6, 6, 4.5, 3, 6, 9])
    assert values[11:22] == pytest.approx([2, 2, 2, 1, 1, 8, 8, 40.5, 9, 18, 27])
    assert values[22] == pytest.approx((4.5 + 40.5) / 2 + 0.7)
    derivatives = [(6 + 18) / 2, (6 + 36) / 2 + 0.1, (9 + 27) / 2, (9 + 54) / 2, (3 + 9) / 2]
    derivatives += [(3 + 18) / 2 + 0.2, (3 + 9) / 2 + 0.3]
    assert values[23:30] == pytest.approx(derivatives)
    old = [0, 1, 1, 0, 1, 2, 3]
    assert values[30:] == pytest.approx([w - 0.5 * g for w, g in zip(old, derivatives, strict=True)])


def test_terms_of_a_derivative_tell_their_sample(told: LearningStep) -> None:
    step = told.derivative(1, 2, 1)
    assert named(step) == [["δ⁽²⁾₂", "a⁽¹⁾₁"]] * 2
    assert numbers(step) == [[9, 1], [27, 2]]
    assert [term.sample for term in step.terms] == [7, 4]
    assert (step.factor, step.addend) == (0.5, 0.0)  # 1/n, and w = 0 is not penalised
    assert told.derivative(2, 1, 2).addend == pytest.approx(0.3)
    assert told.derivative(2, 1, 0).addend == 0  # a bias weight


def test_terms_of_a_delta(told: LearningStep) -> None:
    first = told.tellings[0]
    output = first.output_delta(1, COSTS["squared"])
    assert (named(output), numbers(output)) == ([["a⁽³⁾₁"], ["−", "y₁"]], [[6], [-1, 3]])
    hidden = first.hidden_delta(2, 2)
    assert (named(hidden), numbers(hidden)) == ([["w⁽²⁾₁,₂", "δ⁽³⁾₁"]], [[3, 3]])
    assert (hidden.function, hidden.argument, hidden.factor) == ("linear", 1.0, 1.0)


# ---- for every experiment ------------------------------------------------------------------------------------------


def sum_fits(step: Step) -> None:
    """Σ terms × factor + addend is the value, but for the order of adding up."""
    summed = math.fsum(term.value for term in step.terms) * step.factor + step.addend
    largest = max([abs(term.value * step.factor) for term in step.terms] + [abs(step.addend), abs(step.value)])
    if step.kind == "output_delta" and step.function == "softmax":  # 1 − a of a sure unit has lost digits
        largest = max(abs(factor.value) for term in step.terms for factor in term.factors)
    assert abs(summed - step.value) <= 1e-12 * largest + 1e-300, step


def of_kind(acts: Iterable[Step], kind: str) -> list[Step]:
    return [step for step in acts if step.kind == kind]


@settings(relaxed, max_examples=40)
@given(steady_experiments, st.integers(0, 3))
def test_every_step_has_the_engines_bits_and_terms_that_sum_to_it(experiment: Experiment, batches: int) -> None:
    run = Run(experiment)
    try:
        run.advance(batches=batches)
    except DivergedError:
        return
    told = steps(run)
    pending = run.pending()
    inputs, targets = run.samples.inputs[pending.samples], run.samples.targets[:, pending.samples]
    passed = forward(run.network, inputs, pending.dropped)
    back = run.objective.backward(run.network, passed, targets)
    total = by_layer(run.network.sizes, back.gradient + run.objective.penalty_gradient(run.network.flat))
    columns = {int(sample): column for column, sample in enumerate(pending.samples)}
    acts = list(told.acts())
    assert {step.kind for step in acts} == set(KINDS) - (set() if experiment.hidden else {"hidden_delta"})
    network, each = run.network, COSTS[experiment.cost].value(passed.z[run.network.L], passed.output, targets)
    for step in acts:
        if step.kind not in ("sample", "activation", "update"):
            sum_fits(step)
        if step.kind == "cost":
            if step.sample is not None:
                assert step.value == pytest.approx(each[:, columns[step.sample]].sum(), rel=1e-12)
            else:
                assert step.value == pytest.approx(run.objective.value(network, inputs, targets), rel=1e-12) or (
                    pending.dropped
                )
            continue
        layer, unit = step.layer, step.unit
        if step.kind == "derivative":
            assert step.value == total[layer][unit - 1, step.source]
            assert len(step.terms) == len(pending.samples)
        elif step.kind == "update":
            old, change = step.terms
            assert old.value == network.weight(layer, unit, step.source)
            plain = experiment.optimizer.name == "gd" and not experiment.max_norm and told.clipping == 1
            if plain and (layer, unit, step.source) not in (*experiment.frozen, *experiment.pruned):
                assert [f.value for f in change.factors] == [-run.rate, total[layer][unit - 1, step.source]]
            else:
                assert change.value == step.value - old.value
            assert old.value + change.value == pytest.approx(step.value, rel=1e-15, abs=1e-15)
        else:
            column = columns[step.sample]
            expected = {"sample": passed.a, "activation": passed.a, "net_input": passed.z}.get(step.kind, back.delta)
            assert step.value == expected[layer][unit - 1, column]
        if step.kind == "activation" and step.function != "softmax":
            z = np.array([step.argument])
            assert step.argument == passed.z[layer][unit - 1, columns[step.sample]]
            assert step.value == pytest.approx(float(ACTIVATIONS[step.function].value(z)[0]) * step.factor, rel=1e-12)


@relaxed
@given(small_experiments, st.integers(0, 5))
def test_the_updates_are_the_weights_after_the_next_batch_to_the_bit(experiment: Experiment, batches: int) -> None:
    run, unseen = Run(experiment), Run(experiment)
    try:
        run.advance(batches=batches)
        unseen.advance(batches=batches)
    except DivergedError:
        return
    if run.stopped:
        run.go_on()
        unseen.go_on()
    told = steps(run)
    list(told.acts())
    assert run.network.sha256() == unseen.network.sha256()  # telling is not learning
    try:
        run.advance(batches=1)
        unseen.advance(batches=1)
    except DivergedError:
        return
    assert told.updated.sha256() == run.network.sha256() == unseen.network.sha256()
    assert told.memory.tobytes() == run.memory.tobytes() == unseen.memory.tobytes()
    updates = [step.value for step in of_kind(told.acts(), "update")]
    assert updates == run.network.flat.tolist()


def test_one_sample_alone_can_be_told_and_changes_nothing() -> None:
    run = Run(Experiment(hidden=(Layer(3, dropout=0.5),)))
    before, pending = run.network.sha256(), run.pending()
    told = steps(run, sample=5)
    assert told.samples.tolist() == [5]
    assert {step.sample for step in told.acts()} == {5, None}
    assert all(step.factor == 1 for step in of_kind(told.acts(), "activation"))  # one sample alone meets no dropout
    assert run.network.sha256() == before
    assert run.pending() is pending


def test_dropout_is_told_as_a_factor() -> None:
    run = Run(Experiment(hidden=(Layer(8, dropout=0.5),)))
    told = steps(run)
    factors = {step.factor for step in of_kind(told.acts(), "activation") if step.layer == 2}
    assert factors == {0.0, 2.0}
    for step in of_kind(told.acts(), "activation"):
        assert step.value == pytest.approx(ACTIVATIONS[step.function].value(np.array([step.argument]))[0] * step.factor)
    left_out = [step for step in of_kind(told.acts(), "hidden_delta") if step.factor == 0]
    assert left_out
    assert all(step.value == 0 for step in left_out)


@pytest.mark.parametrize(("clip", "expected"), [(0.0, 1.0), (1e9, 1.0), (1e-3, None)])
def test_clipping_is_told(clip: float, expected: float | None) -> None:
    run = Run(Experiment(clip=clip))
    told = steps(run)
    length = float(np.linalg.norm(told.gradient))
    assert told.clipping == pytest.approx(expected or 1e-3 / length, rel=1e-12)
    change = told.updated.flat - run.network.flat
    np.testing.assert_allclose(change, -run.rate * told.clipping * told.gradient, rtol=1e-9, atol=1e-15)


def test_the_rate_of_the_schedule_is_told() -> None:
    run = Run(Experiment(stop=Stop(epochs=3)))
    assert steps(run).rate == run.rate
    for step in of_kind(steps(run).acts(), "update"):
        assert named(step) == [[str(step.symbol)], ["−η", f"∂J/∂{step.symbol}"]]
        assert numbers(step)[1][0] == -run.rate


@pytest.mark.parametrize(
    "changes",
    [{"optimizer": choose("adam")}, {"clip": 1e-3}, {"max_norm": 0.1}, {"frozen": ((1, 1, 1),)}],
    ids=["adam", "clipped", "max-norm", "frozen"],
)
def test_an_update_that_is_not_plain_is_told_as_the_step_taken(changes: dict[str, Any]) -> None:
    told = steps(Run(Experiment(**changes)))
    step = told.update(1, 1, 1)
    assert named(step) == [["w⁽¹⁾₁,₁"], ["Δw⁽¹⁾₁,₁"]]
    assert step.terms[1].value == told.updated.weight(1, 1, 1) - told.network.weight(1, 1, 1)
    assert ("frozen" in changes) == (step.terms[1].value == 0)


def test_weights_are_frozen_until_their_update() -> None:
    told = steps(Run(Experiment(hidden=(Layer(2),), batch=2)))
    first_update = told.order.first_of(3, 0)
    assert told.act(first_update).kind == "update"
    assert told.weights_at(first_update - 1) is told.network
    for made in range(len(told.network.flat)):
        during = told.weights_at(first_update + made).flat
        assert during[: made + 1].tolist() == told.updated.flat[: made + 1].tolist()
        assert during[made + 1 :].tolist() == told.network.flat[made + 1 :].tolist()


def test_the_costs_of_the_samples_are_the_terms_of_j_to_the_bit() -> None:
    told = steps(Run(Experiment(data=Data("blobs", classes=8), output="softmax", cost="squared", batch=20)))
    assert [term.value for term in told.batch_cost().terms] == [told.cost(telling).value for telling in told.tellings]
    assert [term.sample for term in told.batch_cost().terms] == told.samples.tolist()
