"""Experiment: refuses whatever makes no sense, says so in sentences, and survives JSON."""

import json
import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import Data, Experiment, ExperimentError, Layer
from engine.experiment import EFFECTS, MAX_HIDDEN_LAYERS, MAX_SEED, RULES, Effect, effect
from tests.engine.strategies import experiments, json_values, relaxed

NAN, INF, HUGE = math.nan, math.inf, 10**400
NO_NUMBER = [NAN, INF, -INF, HUGE, -HUGE, True, "0.5", None, [0.5], {}, np.float64(0.5), 1j]
NO_WHOLE = [2.0, NAN, INF, HUGE, True, False, "2", None, [2], np.int64(2), -1]
NO_NAME = ["", "Tanh", "tanh ", "none", 1, None, True, ["tanh"], {}, {"tanh"}, b"tanh", np.str_("x9")]

BAD = {
    "data.name": ("one of circle, xor, gauss, spiral", NO_NAME),
    "data.samples": ("a whole number from 2 to 1000000", [*NO_WHOLE, 0, 1, 1_000_001]),
    "data.noise": ("a number from 0 to 1", [*NO_NUMBER, -0.01, 1.01, 2]),
    "data.train_share": ("a number between 0 and 1", [*NO_NUMBER, 0, 1, 0.0, 1.0, -0.5]),
    "output": ("one of tanh, sigmoid, relu, linear", NO_NAME),
    "cost": ("one of logistic", NO_NAME),
    "initializer": ("one of glorot", NO_NAME),
    "learning rate": ("a number above 0", [*NO_NUMBER, 0, 0.0, -0.0, -1, -0.3]),
    "batch": ("a whole number from 1", [*(bad for bad in NO_WHOLE if bad is not HUGE), 0, -10]),
    "seed": (f"a whole number from 0 to {MAX_SEED}", [*NO_WHOLE, MAX_SEED + 1]),
    "a feature": ("one of x1, x2, x1^2, x2^2, x1x2, sin_x1, sin_x2", NO_NAME),
    "hidden layer 2: units": ("a whole number from 1 to 512", [*NO_WHOLE, 0, 513]),
    "hidden layer 2: activation": ("one of tanh, sigmoid, relu, linear", NO_NAME),
}
"""What is refused where: {field as it is called in the sentence: (what is expected, bad values)}."""


def with_value(field: str, value: Any) -> Experiment:
    if field.startswith("data."):
        return Experiment().with_data(**{field.removeprefix("data."): value})
    if field == "a feature":
        return Experiment(features=("x1", value))
    if field.startswith("hidden layer 2: "):
        return Experiment(hidden=(Layer(), replace(Layer(), **{field.removeprefix("hidden layer 2: "): value})))
    return Experiment(**{field.removeprefix("learning "): value})


# ---- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "expected", "value"),
    [
        pytest.param(field, expected, value, id=f"{field}={str(value)[:20]!r}-{type(value).__name__}")
        for field, (expected, values) in BAD.items()
        for value in values
    ],
)
def test_a_bad_value_is_refused_by_field_value_and_what_was_expected(field: str, expected: str, value: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        with_value(field, value)
    assert caught.value.faults == (f"{field} must be {expected}, got {value!r}",)


def test_every_rule_is_in_the_table_above() -> None:
    in_sentences = {"feature": "a feature", "rate": "learning rate"}
    in_sentences |= {name: f"hidden layer 2: {name}" for name in ("units", "activation")}
    assert {in_sentences.get(rule, rule) for rule in RULES} == set(BAD)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(data=Data(samples=2, noise=0, train_share=1e-300), batch=1, seed=0, hidden=()),
        Experiment(data=Data(samples=1_000_000, noise=1.0), batch=10**400, seed=MAX_SEED, hidden=(Layer(512),) * 8),
        Experiment(rate=5e-324),
        Experiment(rate=10**300, data=Data(noise=1)),
    ],
    ids=["least", "greatest", "tiny rate", "whole numbers"],
)
def test_the_very_ends_are_allowed(experiment: Experiment) -> None:
    assert Experiment.from_dict(experiment.to_dict()) == experiment


def test_all_faults_are_listed() -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(data=Data(samples=1), features=("x9",), hidden=(Layer(0, "cos"),), rate=NAN, batch=0)
    assert caught.value.faults == (
        "data.samples must be a whole number from 2 to 1000000, got 1",
        "a feature must be one of x1, x2, x1^2, x2^2, x1x2, sin_x1, sin_x2, got 'x9'",
        "hidden layer 1: units must be a whole number from 1 to 512, got 0",
        "hidden layer 1: activation must be one of tanh, sigmoid, relu, linear, got 'cos'",
        "learning rate must be a number above 0, got nan",
        "batch must be a whole number from 1, got 0",
    )
    assert str(caught.value) == "; ".join(caught.value.faults)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"features": ()}, "features must name at least one feature, got none"),
        ({"features": ("x1", "x2", "x1")}, "features must name each feature once, got x1, x2, x1"),
        ({"hidden": (Layer(),) * 9}, f"hidden must have at most {MAX_HIDDEN_LAYERS} layers, got 9"),
        ({"output": "tanh"}, "output must be sigmoid for the logistic cost, got 'tanh'"),
    ],
)
def test_values_that_do_not_go_together_are_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(**changes)
    assert caught.value.faults == (fault,)


# ---- JSON ----------------------------------------------------------------------------------------------------------


@relaxed
@given(experiments)
def test_an_experiment_comes_back_from_json_as_it_was(experiment: Experiment) -> None:
    again = Experiment.from_dict(json.loads(json.dumps(experiment.to_dict())))
    assert again == experiment
    assert hash(again) == hash(experiment)
    assert again.to_dict() == experiment.to_dict()


def test_the_default_as_plain_values() -> None:
    assert Experiment().to_dict() == {
        "data": {"name": "circle", "samples": 500, "noise": 0.0, "train_share": 0.5},
        "features": ["x1", "x2"],
        "hidden": [{"units": 4, "activation": "tanh"}],
        "output": "sigmoid",
        "cost": "logistic",
        "initializer": "glorot",
        "rate": 0.3,
        "batch": 10,
        "seed": 1,
    }


def test_what_is_left_out_takes_its_default() -> None:
    assert Experiment.from_dict({}) == Experiment()
    assert Experiment.from_dict({"data": {"noise": 0.5}, "hidden": [{"units": 2}]}) == Experiment(
        data=Data(noise=0.5), hidden=(Layer(2),)
    )


@pytest.mark.parametrize(
    ("plain", "fault"),
    [
        (None, "the experiment must be an object with named values, got None"),
        ([], "the experiment must be an object with named values, got []"),
        ({"hidden": 3}, "hidden must be a list, got 3"),
        ({"hidden": "44"}, "hidden must be a list, got '44'"),
        ({"hidden": [4]}, "a hidden layer must be an object with named values, got 4"),
        ({"features": "x1"}, "features must be a list, got 'x1'"),
        ({"features": {"x1": 1}}, "features must be a list, got {'x1': 1}"),
        ({"data": []}, "data must be an object with named values, got []"),
        ({"data": "circle"}, "data must be an object with named values, got 'circle'"),
        ({"rates": 0.3}, "the experiment has no 'rates'; it has data, features, hidden, output, cost, initializer, "),
        ({"data": {"n": 5}}, "data has no 'n'; it has name, samples, noise, train_share"),
        ({"hidden": [{"size": 5}]}, "a hidden layer has no 'size'; it has units, activation"),
    ],
)
def test_what_has_the_wrong_shape_is_refused(plain: Any, fault: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment.from_dict(plain)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith(fault)


def test_all_unknown_names_are_listed() -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment.from_dict({"rates": 1, "seed": 2, "batches": 3})
    assert [fault.split(";")[0] for fault in caught.value.faults] == [
        "the experiment has no 'rates'",
        "the experiment has no 'batches'",
    ]


def dictionaries_of(kind: type, **inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The right names with anything in them."""
    anything = {f.name: json_values for f in fields(kind)}
    return st.fixed_dictionaries({}, optional=anything | inner) | json_values


almost_experiments = dictionaries_of(
    Experiment,
    data=dictionaries_of(Data),
    hidden=st.lists(dictionaries_of(Layer), max_size=3) | json_values,
    features=st.lists(json_values | st.sampled_from(["x1", "x2"]), max_size=4) | json_values,
)


def experiment_or_faults(plain: Any) -> Experiment | tuple[str, ...]:
    try:
        return Experiment.from_dict(plain)
    except ExperimentError as error:
        return error.faults


@relaxed
@given(almost_experiments)
@example({"features": [["x1"]]})
@example({"features": [{}, {}]})
@example({"output": []})
@example({"rate": HUGE})
@example({"data": {"noise": HUGE}})
def test_whatever_json_holds_it_is_an_experiment_or_refused(plain: Any) -> None:
    made = experiment_or_faults(plain)
    if isinstance(made, Experiment):
        assert Experiment.from_dict(made.to_dict()) == made
    else:
        assert made
        assert all(made)


# ---- what a change keeps -------------------------------------------------------------------------------------------


def test_every_field_has_an_effect() -> None:
    assert list(EFFECTS) == [f.name for f in fields(Experiment)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (Experiment(), Effect.LIVE),
        (Experiment(rate=0.1), Effect.LIVE),
        (Experiment(seed=2), Effect.NEW_RUN),
        (Experiment(batch=5), Effect.NEW_RUN),
        (Experiment(hidden=()), Effect.NEW_RUN),
        (Experiment(features=("x2", "x1")), Effect.NEW_RUN),
        (Experiment().with_data(noise=0.1), Effect.NEW_RUN),
        (Experiment(rate=0.1, seed=2), Effect.NEW_RUN),
    ],
)
def test_the_strongest_effect_counts(changed: Experiment, expected: Effect) -> None:
    assert effect(Experiment(), changed) is expected
    assert effect(changed, Experiment()) is expected


# ---- what follows from it ------------------------------------------------------------------------------------------


def test_sizes_and_activations_by_layer() -> None:
    experiment = Experiment(features=("x1", "x2", "x1x2"), hidden=(Layer(4, "tanh"), Layer(2, "relu")))
    assert experiment.sizes == (3, 4, 2, 1)
    assert experiment.activations == ("tanh", "relu", "sigmoid")


def test_with_data_changes_the_data_only() -> None:
    changed = Experiment(seed=5).with_data(noise=0.2)
    assert changed == Experiment(data=Data(noise=0.2), seed=5)
    with pytest.raises(ExperimentError, match=r"data\.noise must be a number from 0 to 1, got 2"):
        changed.with_data(noise=2)


def test_it_is_frozen() -> None:
    with pytest.raises(AttributeError, match="cannot assign"):
        Experiment().rate = 1.0  # type: ignore[misc]
