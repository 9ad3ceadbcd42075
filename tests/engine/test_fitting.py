"""What goes together, and what changes with what: held against what an experiment accepts."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.activations import OUTPUTS
from engine.choices import Choice
from engine.costs import COSTS
from engine.data import Data
from engine.datasets import DATASETS
from engine.errors import ExperimentError
from engine.experiment import Effect, Experiment, Layer, effect
from engine.features import FEATURES, columns
from engine.fitting import Fitted, costs_for, inputs_for, outputs_for, with_data, with_optimizer, with_output
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.run import Run
from engine.table import Table
from tests.engine.strategies import random_table

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


# ---- tables --------------------------------------------------------------------------------------------------------

FOUR = random_table(1, rows=20, inputs=4, classes=3)
FIRST_TWO = ("x1", "x2")


def named(*names: str, classes: int = 2) -> Table:
    return replace(random_table(2, rows=12, inputs=len(names), classes=classes), names=names)


@pytest.mark.parametrize("inputs", [1, 2, 4, 600])
@pytest.mark.parametrize("classes", [0, 2, 3])
@pytest.mark.parametrize("before", [Experiment(), SEVERAL, VALUES], ids=["two classes", "several", "values"])
def test_a_table_is_given_to_the_network_column_by_column_with_an_output_that_fits(
    before: Experiment, inputs: int, classes: int
) -> None:
    table = random_table(3, rows=15, inputs=inputs, classes=classes)
    after = with_data(before, table=table).experiment
    assert after.features == columns(min(inputs, 512))
    assert after.data == replace(before.data, name="own", samples=15, classes=0, table=table)
    assert after.outputs == (classes if classes > 2 else 1)
    changes_kind = before.data.is_regression != (not classes)
    if not changes_kind:
        assert (after.output, after.cost) == (before.output, before.cost)
    elif classes:
        usual = ("softmax", "cross_entropy") if classes > 2 else ("sigmoid", "logistic")
        assert (after.output, after.cost) == usual
    else:
        assert (after.output, after.cost) == ("linear", "squared")
    run = Run(after)
    run.advance(epochs=1)
    assert run.network.sizes[0] == min(inputs, 512)


def test_what_a_table_changes_is_told_in_words() -> None:
    assert with_data(Experiment(), table=FOUR).also == ("inputs x₁, x₂, x₃, x₄",)
    values = random_table(1, rows=5, inputs=1, classes=0)
    assert with_data(Experiment(), table=values).also == ("input x₁", "a linear output", "the squared cost")
    assert with_data(VALUES, table=FOUR).also == ("inputs x₁, x₂, x₃, x₄", "softmax output", "the cross-entropy cost")
    assert with_data(Experiment(), table=named("a", "b")).also == ()


def test_from_a_table_of_many_columns_to_the_plane_what_is_there_of_them_stays() -> None:
    own = with_data(Experiment(), table=FOUR).experiment
    assert with_data(own, name="circle").experiment.features == FIRST_TWO
    some = replace(own, features=("x4", "x2"))
    assert with_data(some, name="circle").experiment.features == ("x2",)
    assert with_data(replace(own, features=("x4",)), name="circle").experiment.features == ("x1",)
    assert with_data(own, name="sine").experiment.features == ("x1",)


@pytest.mark.parametrize(
    ("features", "before", "after", "expected"),
    [
        (("x1", "x3"), ("a", "b", "c"), ("c", "a", "d"), ("x2", "x1")),
        (("x3",), ("a", "b", "c"), ("b", "c"), ("x2",)),
        (("x3",), ("a", "b", "c"), ("d", "e"), ("x1", "x2")),
        (("x1", "x2", "x3"), ("a", "b", "c"), ("c", "d"), ("x1", "x2")),
        (("x2", "x1"), ("a", "b"), ("c", "d"), ("x2", "x1")),
        (("x1^2", "x2"), ("a", "b"), ("a", "c", "b"), ("x1^2", "x3")),
        (("x2^2", "x2"), ("a", "b"), ("a", "c"), ("x1", "x2")),
        (("x1", "x2", "x1^2"), ("a", "b"), ("c",), ("x1", "x1^2")),
    ],
)
def test_inputs_that_were_chosen_go_by_the_names_of_their_columns(
    features: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    experiment = replace(with_data(Experiment(), table=named(*before)).experiment, features=features)
    assert with_data(experiment, table=named(*after)).experiment.features == expected


def test_inputs_that_were_chosen_stay_in_their_order_where_points_have_as_many_numbers() -> None:
    chosen = Experiment(features=("x1^2", "x2", "x1"))
    drawn = with_data(chosen, name="drawn", table=named("x1", "x2")).experiment
    assert drawn.features == chosen.features
    assert with_data(drawn, name="own", table=named("a", "b")).experiment.features == chosen.features


def test_a_table_with_too_many_classes_is_refused_by_its_target() -> None:
    table = replace(named("a", classes=0), target=np.arange(12.0))
    many = replace(table, classes=tuple(f"c{number:03}" for number in range(101)))
    with pytest.raises(ExperimentError, match="classes must be at most 100, got 101 of 'ÿ'"):
        with_data(Experiment(), table=many)
    with pytest.raises(ExperimentError, match="inputs of Drawn must be at most 2, got 4"):
        with_data(Experiment(), name="drawn", table=FOUR)


@pytest.mark.parametrize(
    ("change", "effect_of_it"),
    [
        ({"table": named("a", "b")}, Effect.SURGERY),
        ({"table": named("a", "b", "c", "d")}, Effect.SURGERY),
        ({"table": FOUR}, Effect.NEW_RUN),
        ({"table": named("a", classes=0)}, Effect.NEW_RUN),
        ({"formula": "x1 > x2"}, Effect.SURGERY),
        ({"formula": "x1 + x2"}, Effect.NEW_RUN),
        ({"draw": 1}, Effect.SURGERY),
        ({"balance": 0.5}, Effect.SURGERY),
        ({"stratified": True}, Effect.SURGERY),
    ],
)
def test_other_data_of_the_same_kind_keep_the_network_and_others_begin_anew(
    change: dict[str, object], effect_of_it: Effect
) -> None:
    assert effect(Experiment(), with_data(Experiment(), **change).experiment) is effect_of_it
