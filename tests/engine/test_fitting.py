"""What goes together, and what changes with what: held against what an experiment accepts."""

from dataclasses import replace
from itertools import product

import pytest

from engine.activations import OUTPUTS
from engine.choices import Choice
from engine.costs import COSTS
from engine.data import Data
from engine.datasets import DATASETS
from engine.errors import ExperimentError
from engine.experiment import Experiment, Layer
from engine.features import FEATURES
from engine.fitting import Fitted, costs_for, inputs_for, outputs_for, with_data, with_optimizer, with_output
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.run import Run

VALUES = Experiment(data=Data("reg-plane"), output="linear", cost="squared")
SEVERAL = Experiment(data=Data("blobs"))


def is_accepted(experiment: Experiment, **changes: object) -> bool:
    try:
        replace(experiment, **changes)  # type: ignore[arg-type]
    except ExperimentError:
        return False
    return True


@pytest.mark.parametrize("base", [Experiment(), SEVERAL, VALUES], ids=["two classes", "several", "values"])
def test_what_is_offered_is_what_an_experiment_accepts(base: Experiment) -> None:
    values = base.data.class_count == 0
    for output, cost in product(OUTPUTS, COSTS):
        offered = output in outputs_for(values=values) and cost in costs_for(output, values=values)
        assert offered == is_accepted(base, output=output, cost=cost), (output, cost)


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_first_cost_offered_is_the_matched_one(output: str) -> None:
    first = costs_for(output, values=False)[0]
    matched = [cost.name for cost in COSTS.values() if cost.matched == output]
    assert first == (matched[0] if matched else "squared")


@pytest.mark.parametrize("features", [("x1", "x2"), ("x2", "r"), ("x2", "x1^2"), tuple(FEATURES)])
def test_inputs_over_a_line_do_without_x2(features: tuple[str, ...]) -> None:
    fitting = inputs_for(features, dimensions=1)
    assert fitting == (tuple(name for name in features if not FEATURES[name].needs_x2) or ("x1",))
    assert inputs_for(features, dimensions=2) == features


@pytest.mark.parametrize(("model", "name"), list(product(MODELS, DATASETS)))
def test_every_model_can_be_given_all_data(model: str, name: str) -> None:
    fitted = with_data(MODELS[model].experiment(), name=name)
    assert fitted.experiment.data.name == name
    assert (fitted.experiment.outputs == 1) == (fitted.experiment.output != "softmax" and DATASETS[name].classes <= 2)


@pytest.mark.parametrize("model", MODELS)
def test_what_fits_is_left_as_it_is(model: str) -> None:
    experiment = MODELS[model].experiment()
    for name, kind in DATASETS.items():
        changed = with_data(experiment, name=name)
        same_kind = kind.is_regression == experiment.data.is_regression
        if same_kind and kind.dimensions >= experiment.data.dimensions:
            assert changed.experiment.output == experiment.output
            assert changed.experiment.cost == experiment.cost
            assert set(experiment.features) <= set(changed.experiment.features)
        left = ("hidden", "optimizer", "rate", "batch", "seed", "l1", "l2", "initializer", "schedule", "stop")
        assert all(getattr(changed.experiment, field) == getattr(experiment, field) for field in left)


@pytest.mark.parametrize(
    ("before", "name", "output", "cost", "features"),
    [
        (Experiment(), "blobs", "sigmoid", "logistic", ("x1", "x2")),
        (Experiment(output="softmax", cost="cross_entropy"), "blobs", "softmax", "cross_entropy", ("x1", "x2")),
        (Experiment(), "reg-plane", "linear", "squared", ("x1", "x2")),
        (Experiment(), "sine", "linear", "squared", ("x1",)),
        (Experiment(features=("x2", "sin_x1")), "sine", "linear", "squared", ("sin_x1",)),
        (Experiment(output="tanh", cost="huber"), "sine", "linear", "huber", ("x1",)),
        (VALUES, "circle", "sigmoid", "logistic", ("x1", "x2")),
        (VALUES, "rings", "softmax", "cross_entropy", ("x1", "x2")),
        (replace(VALUES, data=Data("sine"), features=("x1",)), "circle", "sigmoid", "logistic", ("x1", "x2")),
        (replace(VALUES, data=Data("sine"), features=("x1",)), "reg-gauss", "linear", "squared", ("x1", "x2")),
        (replace(VALUES, cost="huber"), "sine", "linear", "huber", ("x1",)),
    ],
)
def test_inputs_output_and_cost_go_with_the_data(
    before: Experiment, name: str, output: str, cost: str, features: tuple[str, ...]
) -> None:
    after = with_data(before, name=name).experiment
    assert (after.output, after.cost, after.features) == (output, cost, features)


def test_what_had_to_change_is_told_in_words() -> None:
    assert with_data(Experiment(), name="spiral") == Fitted(Experiment(data=Data("spiral")))
    assert with_data(Experiment(), name="sine").also == ("input x₁", "a linear output", "the squared cost")
    assert with_data(VALUES, name="rings").also == ("softmax output", "the cross-entropy cost")
    assert with_output(Experiment(), "tanh").also == ("the squared cost",)
    assert with_output(Experiment(cost="squared"), "tanh").also == ()


def test_a_number_of_classes_is_kept_where_data_can_have_it() -> None:
    five = with_data(SEVERAL, classes=5).experiment
    assert with_data(five, name="rings").experiment.data.class_count == 5
    assert with_data(five, name="moons").experiment.data.class_count == 2
    assert with_data(five, name="sine").experiment.data.class_count == 0
    assert with_data(five, name="and").experiment.data == replace(Data("and"), samples=4, train_share=1.0)


@pytest.mark.parametrize(
    "changes", [{"name": "sine"}, {"name": "and"}, {"formula": "sin(x1)"}, {"name": "formula", "formula": "x1"}]
)
def test_values_and_a_fixed_number_of_samples_take_the_balance_back(changes: dict[str, str]) -> None:
    unbalanced = Experiment(data=Data(balance=0.3))
    assert with_data(unbalanced, **changes).experiment.data.balance == 1
    assert with_data(unbalanced, name="spiral").experiment.data.balance == 0.3
    assert with_data(unbalanced, formula="r < 3").experiment.data.balance == 0.3
    with pytest.raises(ExperimentError, match="balance of classes must be 1"):
        with_data(unbalanced, **changes, balance=0.5)


def test_there_and_back_is_the_same_experiment() -> None:
    assert with_data(with_data(Experiment(), name="sine").experiment, name="circle").experiment == Experiment()


def test_another_output_takes_a_cost_that_fits_and_keeps_one_that_does() -> None:
    for output in OUTPUTS:
        assert with_output(Experiment(), output).experiment.cost == costs_for(output, values=False)[0]
    hinge = Experiment(output="linear", cost="hinge")
    assert with_output(hinge, "tanh").experiment.cost == "hinge"
    with pytest.raises(ExperimentError, match="got squared with softmax"):
        with_output(VALUES, "softmax")
    with pytest.raises(ExperimentError, match="output must be one of"):
        with_output(Experiment(), "relu6")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_brings_the_full_batch_if_it_needs_it(name: str) -> None:
    fitted = with_optimizer(Experiment(), Choice(name))
    needs = OPTIMIZERS[name].full_batch_only
    assert fitted.experiment == Experiment(optimizer=Choice(name), batch=0 if needs else 10)
    assert fitted.also == (("the full batch",) if needs else ())


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": "nope"}, "data set"),
        ({"name": ["circle"]}, "data set"),
        ({"noise": -1.0}, "noise"),
        ({"classes": 9}, "classes"),
    ],
)
def test_data_that_cannot_be_are_refused(changes: dict[str, object], named: str) -> None:
    with pytest.raises(ExperimentError, match=named):
        with_data(Experiment(), **changes)


@pytest.mark.parametrize("name", DATASETS)
def test_what_is_fitted_can_be_learnt(name: str) -> None:
    run = Run(with_data(Experiment(hidden=(Layer(8),), rate=0.1), name=name).experiment)
    before = run.costs.so_far().train[0]
    run.advance(epochs=60)
    assert run.costs.so_far().train[-1] < before
