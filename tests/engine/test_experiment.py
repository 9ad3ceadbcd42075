"""Experiment: refuses whatever makes no sense, says so in sentences, and survives JSON."""

import json
import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import Choice, Data, Experiment, ExperimentError, Layer, choose
from engine.activations import HIDDEN, OUTPUTS
from engine.costs import COSTS
from engine.data import NAMES
from engine.experiment import EFFECTS, Effect, Stop, effect
from engine.features import FEATURES, columns
from engine.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.rules import CHOICES, MAX_EPOCHS, MAX_FIRST_WEIGHT, MAX_HIDDEN_LAYERS, MAX_SEED, PARAMETERS, RULES, WORDS
from engine.schedules import SCHEDULES
from engine.table import Table
from engine.titles import title, title_of_parameter
from tests.engine.strategies import experiments, json_values, relaxed

NAN, INF, HUGE = math.nan, math.inf, 10**400
NO_NUMBER = [NAN, INF, -INF, HUGE, -HUGE, True, "0.5", None, [0.5], {}, np.float64(0.5), 1j]
NO_WHOLE = [2.0, NAN, INF, HUGE, True, False, "2", None, [2], np.int64(2), -1]
NO_NAME = ["", "Tanh", "tanh ", "none", 1, None, True, ["tanh"], {}, {"tanh"}, b"tanh", np.str_("x0")]


def names(registry: Any) -> str:
    return "one of " + ", ".join(registry)


A_FEATURE = f"{names(FEATURES)}, or x3, x4 … of a table"
FROM_0 = ("a number from 0", [*NO_NUMBER, -0.01, -1])
TRUTH = ("true or false", [0, 1, "true", None, [], np.bool_(True)])

BAD: dict[str, tuple[str, list[Any]]] = {
    "data.name": (names(NAMES), NO_NAME),
    "data.samples": ("a whole number from 2 to 1000000", [*NO_WHOLE, 0, 1, 1_000_001]),
    "data.noise": ("a number from 0 to 1", [*NO_NUMBER, -0.01, 1.01, 2]),
    "data.train_share": ("a number above 0 and at most 1", [*NO_NUMBER, 0, 0.0, -0.5, 1.001]),
    "data.classes": ("a whole number from 0 to 8", [*NO_WHOLE, 9]),
    "data.standardise": TRUTH,
    "data.balance": ("a number above 0 and at most 1", [*NO_NUMBER, 0, 0.0, -0.5, 1.001]),
    "data.stratified": TRUTH,
    "data.draw": (f"a whole number from 0 to {MAX_SEED}", [*NO_WHOLE, MAX_SEED + 1]),
    "data.formula": ("a text", [1, None, True, ["x1 > 0"], b"x1 > 0"]),
    "data.table": ("a table or none", [1, "table", True, {}, np.zeros((2, 2))]),
    "output": (names(OUTPUTS), NO_NAME),
    "cost": (names(COSTS), NO_NAME),
    "reduction": ("one of mean, sum", NO_NAME),
    "l1": FROM_0,
    "l2": FROM_0,
    "max_norm": FROM_0,
    "clip": FROM_0,
    "rate": ("a number above 0", [*NO_NUMBER, 0, 0.0, -0.0, -1, -0.3]),
    "batch": ("a whole number from 0", [bad for bad in NO_WHOLE if bad is not HUGE]),
    "shuffle": TRUTH,
    "stop.epochs": (f"a whole number from 0 to {MAX_EPOCHS}", [*NO_WHOLE, MAX_EPOCHS + 1]),
    "stop.cost_below": FROM_0,
    "stop.accuracy_above": ("a number from 0 to below 1", [*NO_NUMBER, -0.1, 1, 1.0, 1.5]),
    "stop.patience": (f"a whole number from 0 to {MAX_EPOCHS}", [*NO_WHOLE, MAX_EPOCHS + 1]),
    "seed": (f"a whole number from 0 to {MAX_SEED}", [*NO_WHOLE, MAX_SEED + 1]),
    "a feature": (A_FEATURE, [*NO_NAME, "x10001", "x-1", "x01", "x1 "]),
    "hidden layer 2: units": ("a whole number from 1 to 512", [*NO_WHOLE, 0, 513]),
    "hidden layer 2: activation": (names(HIDDEN), [*NO_NAME, "softmax"]),
    "hidden layer 2: dropout": ("a number from 0 to below 1", [*NO_NUMBER, -0.1, 1, 1.0, 1.5]),
}
"""What is refused where: {field as it is called in the sentence: (what is expected, bad values)}."""


def with_value(field: str, value: Any) -> Experiment:
    if field.startswith("data."):
        return Experiment(data=replace(Data(), **{field.removeprefix("data."): value}))
    if field.startswith("stop."):
        return Experiment(stop=Stop(**{field.removeprefix("stop."): value}))
    if field == "a feature":
        return Experiment(features=("x1", value))
    if field.startswith("hidden layer 2: "):
        return Experiment(hidden=(Layer(), replace(Layer(), **{field.removeprefix("hidden layer 2: "): value})))
    return Experiment(**{field: value})


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
    said = WORDS.get(field, field)
    assert caught.value.faults == (f"{said} must be {expected}, got {value!r}",)


def test_every_rule_is_in_the_table_above() -> None:
    in_sentences = {"feature": "a feature"}
    in_sentences |= {f"layer.{name}": f"hidden layer 2: {name}" for name in ("units", "activation", "dropout")}
    assert {in_sentences.get(rule, rule) for rule in RULES} == set(BAD)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(data=Data(samples=2, noise=0, train_share=1e-300), batch=1, seed=0, hidden=()),
        Experiment(data=Data(samples=1_000_000, noise=1.0), batch=10**400, seed=MAX_SEED, hidden=(Layer(512),) * 8),
        Experiment(rate=5e-324),
        Experiment(data=Data(train_share=1), batch=0, l1=10**300, clip=1e308, max_norm=5e-324),
        Experiment(data=Data("pinwheel", classes=8), stop=Stop(MAX_EPOCHS, 1e308, 1 - 1e-16, MAX_EPOCHS)),
        Experiment(rate=10**300, data=Data(noise=1)),
    ],
    ids=["least", "greatest", "tiny rate", "penalties", "stop", "whole numbers"],
)
def test_the_very_ends_are_allowed(experiment: Experiment) -> None:
    assert Experiment.from_dict(experiment.to_dict()) == experiment


def test_all_faults_are_listed() -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(data=Data(samples=1), features=("x0",), hidden=(Layer(0, "cos"),), rate=NAN, batch=-1)
    assert caught.value.faults == (
        "number of samples must be a whole number from 2 to 1000000, got 1",
        "learning rate must be a number above 0, got nan",
        "batch must be a whole number from 0, got -1",
        f"a feature must be {A_FEATURE}, got 'x0'",
        "hidden layer 1: units must be a whole number from 1 to 512, got 0",
        f"hidden layer 1: activation must be {names(HIDDEN)}, got 'cos'",
    )
    assert str(caught.value) == "; ".join(caught.value.faults)


def data_of(inputs: int, classes: int, rows: int) -> Data:
    """A table with so many inputs, in which one row after the other is of another class."""
    names_of_classes = tuple(str(number) for number in range(classes))
    points = np.arange(rows * inputs, dtype=float).reshape(rows, inputs)
    target = np.arange(rows) % classes
    return Data().changed(table=Table(tuple(f"c{k}" for k in range(inputs)), points, "y", target, names_of_classes))


OWN = data_of(3, 3, 3)
TABLE = OWN.table
MANY_CLASSES, WIDE = data_of(1, 101, 101), data_of(513, 2, 2)
REGRESSION = "cost and output must be squared or Huber with linear, tanh or sigmoid for Sine, data of values, got "
LINE: dict[str, Any] = {"data": Data("sine"), "features": ("x1",), "output": "linear", "cost": "squared"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"features": ()}, "features must name at least one feature, got none"),
        ({"features": ("x1", "x2", "x1")}, "inputs must be named once each, got x₁, x₂, x₁"),
        ({"hidden": (Layer(),) * 9}, f"hidden must have at most {MAX_HIDDEN_LAYERS} layers, got 9"),
        ({"output": "tanh"}, "output must be sigmoid for the logistic cost, got 'tanh'"),
        ({"output": "softmax"}, "output must be sigmoid for the logistic cost, got 'softmax'"),
        ({"cost": "cross_entropy"}, "output must be softmax for the cross-entropy cost, got 'sigmoid'"),
        ({"cost": "perceptron"}, "output must be step for the perceptron cost, got 'sigmoid'"),
        ({"cost": "hinge"}, "output must be linear or tanh for the hinge cost, got 'sigmoid'"),
        (LINE | {"output": "softmax"}, REGRESSION + "squared with softmax"),
        (LINE | {"cost": "hinge"}, REGRESSION + "hinge with linear"),
        (LINE | {"cost": "logistic", "output": "sigmoid"}, REGRESSION + "logistic with sigmoid"),
        (LINE | {"features": ("x1", "x2")}, "inputs of Sine, data over a line, must do without x₂, got x₂"),
        (LINE | {"features": ("r",)}, "inputs of Sine, data over a line, must do without x₂, got r"),
        (LINE | {"data": Data("sine", classes=2)}, "number of classes must be 0, its usual number, for Sine, got 2"),
        ({"data": Data(classes=3)}, "number of classes must be 0, its usual number, for Circle, got 3"),
        ({"data": Data("blobs", classes=1)}, "number of classes must be 2 to 8 for Blobs, got 1"),
        ({"data": Data("formula", formula="x1 >")}, "formula 'x1 >': something is missing at the end"),
        ({"data": Data("formula", formula="r < 100")}, "the formula is true everywhere between"),
        ({"data": Data("formula")}, "formula '': "),
        ({"data": Data(formula="x1 > 0")}, "formula must be empty for Circle, got 'x1 > 0'"),
        (
            {"data": Data("formula", formula="x1 > 0", classes=2)},
            "number of classes must be 0, its usual number, for F",
        ),
        (
            {"data": Data("formula", formula="x1"), "output": "linear", "cost": "squared"},
            "inputs of Formula, data over a line, must do without x₂, got x₂",
        ),
        ({"data": Data("own")}, "table must be one for Own data, got None"),
        ({"data": Data("drawn")}, "table must be one for Drawn, got None"),
        ({"data": Data(table=TABLE)}, "table must be none for Circle, got <Table of 3 rows, 3 inputs, 3 classes"),
        ({"data": replace(OWN, samples=4)}, "number of samples must be 3 for Own data, got 4"),
        ({"data": replace(OWN, noise=0.1)}, "noise and number of the draw must be 0 for Own data, got 0.1 and 0"),
        ({"data": replace(OWN, draw=2)}, "noise and number of the draw must be 0 for Own data, got 0.0 and 2"),
        ({"data": replace(OWN, balance=0.5)}, "balance of classes must be 1 for Own data, got 0.5"),
        ({"data": replace(OWN, classes=3)}, "number of classes must be 0, its usual number, for Own data, got 3"),
        ({"data": replace(OWN, name="drawn")}, "inputs of Drawn must be at most 2, got 3"),
        ({"data": OWN, "features": ("x4",)}, "inputs of Own data must do with x₁ to x₃, got x4"),
        ({"features": ("x3",)}, "inputs of Circle must do with x₁ to x₂, got x3"),
        (
            {"data": Data("reg-plane", balance=0.5), "output": "linear", "cost": "squared"},
            "balance of classes must be 1 for Plane, got 0.5",
        ),
        ({"data": Data("and", samples=4, balance=0.5)}, "balance of classes must be 1 for AND, got 0.5"),
        ({"data": MANY_CLASSES}, "classes must be at most 100, got 101 of 'y'"),
        ({"data": WIDE, "features": columns(513)}, "inputs must be at most 512, got 513"),
        ({"data": Data("and")}, "number of samples must be 4 for AND, got 500"),
        ({"optimizer": choose("rprop")}, "optimizer Rprop needs the full batch (batch 0), got batch 10"),
        ({"frozen": ((0, 1, 1),)}, "frozen must name weights (l, j, k) of the network 2-4-1, got (0, 1, 1)"),
        ({"frozen": ((3, 1, 1),)}, "frozen must name weights (l, j, k) of the network 2-4-1, got (3, 1, 1)"),
        ({"frozen": ((1, 0, 1),)}, "frozen must name weights (l, j, k) of the network 2-4-1, got (1, 0, 1)"),
        ({"frozen": ((1, 5, 1),)}, "frozen must name weights (l, j, k) of the network 2-4-1, got (1, 5, 1)"),
        ({"pruned": ((1, 1, 3),)}, "pruned must name weights (l, j, k) of the network 2-4-1, got (1, 1, 3)"),
        ({"pruned": ((1, 1, -1),)}, "pruned must name weights (l, j, k) of the network 2-4-1, got (1, 1, -1)"),
        ({"pruned": ((1, 1),)}, "pruned must name weights (l, j, k) of the network 2-4-1, got (1, 1)"),
        ({"pruned": ((1, 1, True),)}, "pruned must name weights (l, j, k) of the network 2-4-1, got (1, 1, True)"),
        ({"pruned": (5,)}, "pruned must name weights (l, j, k) of the network 2-4-1, got 5"),
    ],
)
def test_values_that_do_not_go_together_are_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(**changes)
    (said,) = caught.value.faults
    assert said.startswith(fault)
    assert len(said) < 300


def test_everything_that_does_not_go_together_is_listed() -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(output="tanh", optimizer=choose("rprop"), frozen=((9, 9, 9),), pruned=((8, 8, 8),), features=("x3",))
    assert len(caught.value.faults) == 5


def test_where_data_cannot_be_nothing_is_held_against_them() -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(data=Data("and"), output="tanh", optimizer=choose("rprop"), frozen=((9, 9, 9),), features=("x3",))
    assert caught.value.faults == (
        "number of samples must be 4 for AND, got 500",
        "optimizer Rprop needs the full batch (batch 0), got batch 10",
    )


# ---- choices and their parameters ----------------------------------------------------------------------------------

OF_PARAMETERS = {  # words for what is expected, and values just outside
    "a number from 0": [-1e-9],
    "a number above 0": [0, -1],
    "a number from 0 to 1": [-1e-9, 1.001],
    "a number from 0 to below 1": [-1e-9, 1],
    "a number from 1": [0, 0.999],
    f"a number from 0 to {MAX_FIRST_WEIGHT}": [-1, 1e7],
    f"a number from -{MAX_FIRST_WEIGHT} to {MAX_FIRST_WEIGHT}": [-1e7, 1e7],
}


@pytest.mark.parametrize(
    ("field", "kind", "parameter"),
    [(field, kind, name) for field, kinds in CHOICES.items() for kind in kinds for name in kinds[kind].defaults],
)
def test_every_parameter_of_every_choice_has_a_rule(field: str, kind: str, parameter: str) -> None:
    rule = PARAMETERS.get(f"{kind}.{parameter}") or PARAMETERS[parameter]
    if parameter in ("shrink", "factor", "floor") or (kind, parameter) == ("exponential", "decay"):
        assert rule.expected == "a number from 0 to 1"
    if parameter in ("beta1", "beta2", "momentum") or (kind, parameter) == ("rmsprop", "decay"):
        assert rule.expected == "a number from 0 to below 1"
    assert rule.holds(CHOICES[field][kind].defaults[parameter])
    batch = 0 if kind == "rprop" else 10
    for bad in [*NO_NUMBER, *OF_PARAMETERS[rule.expected]]:
        with pytest.raises(ExperimentError) as caught:
            Experiment(batch=batch, **{field: Choice(kind, ((parameter, bad),))})
        assert caught.value.faults == (
            f"{field} {title(kind)}: {title_of_parameter(kind, parameter)} must be {rule.expected}, got {bad!r}",
        )


@pytest.mark.parametrize("field", CHOICES)
@pytest.mark.parametrize("bad", NO_NAME, ids=repr)
def test_a_choice_that_is_not_on_the_list_is_refused(field: str, bad: Any) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(**{field: Choice(bad)})
    assert caught.value.faults == (f"{field} must be {names(CHOICES[field])}, got {bad!r}",)


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        ("adam", "optimizer must be a Choice, got 'adam'"),
        (None, "optimizer must be a Choice, got None"),
        (choose("adam", beta3=1), "optimizer Adam has no parameter 'beta3'; it has beta1, beta2, epsilon"),
        (choose("gd", momentum=1), "optimizer gradient descent has no parameter 'momentum'; it has no parameters"),
        *(
            (
                Choice("adam", given),  # type: ignore[arg-type]
                f"optimizer adam must have pairs of name and value, in the order of the names, got {given!r}",
            )
            for given in (
                3,
                None,
                ["beta1"],
                [("beta1", 0.5)],
                (("beta1",),),
                ((["beta1"], 0.5),),
                (("beta2", 0.5), ("beta1", 0.5)),
                (("beta1", 0.5), ("beta1", 0.5)),
            )
        ),
    ],
)
def test_a_choice_made_wrongly_is_refused(choice: Any, fault: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(optimizer=choice)
    assert caught.value.faults == (fault,)


def test_a_choice_has_its_usual_parameters_but_for_those_given() -> None:
    made = choose("adam", epsilon=1e-6, beta1=0.5)
    assert made == Choice("adam", (("beta1", 0.5), ("epsilon", 1e-6)))
    assert made.with_defaults(OPTIMIZERS["adam"].defaults) == {"beta1": 0.5, "beta2": 0.999, "epsilon": 1e-6}
    assert made.to_dict() == {"name": "adam", "beta1": 0.5, "epsilon": 1e-6}


def test_all_choices_are_in_the_registries() -> None:
    assert {"initializer": INITIALIZERS, "optimizer": OPTIMIZERS, "schedule": SCHEDULES} == CHOICES


# ---- something else altogether -------------------------------------------------------------------------------------

ELSE = [3, None, "x1", [], {}, 0.5, object, [Layer()], {"x1"}, np.zeros(2)]


@pytest.mark.parametrize("value", ELSE, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("field", [f.name for f in fields(Experiment)])
def test_something_else_altogether_is_refused_by_name_too(field: str, value: Any) -> None:
    if field in ("l1", "l2", "max_norm", "clip", "batch", "seed", "rate") and isinstance(value, int | float):
        return
    with pytest.raises(ExperimentError) as caught:
        Experiment(**{field: value})
    said = WORDS.get(field, field)
    assert any(fault.startswith(f"{said} must be ") and f"got {value!r}" in fault for fault in caught.value.faults)


@pytest.mark.parametrize("layer", [3, None, "tanh", (4, "tanh"), {"units": 4}])
def test_a_layer_that_is_none_is_refused(layer: Any) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(hidden=(Layer(), layer))
    assert caught.value.faults == (f"hidden layer 2 must be a Layer, got {layer!r}",)


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
        "data": {
            "name": "circle",
            "samples": 500,
            "noise": 0.0,
            "train_share": 0.5,
            "classes": 0,
            "standardise": False,
            "balance": 1.0,
            "stratified": False,
            "draw": 0,
            "formula": "",
            "table": None,
        },
        "features": ["x1", "x2"],
        "hidden": [{"units": 4, "activation": "tanh", "dropout": 0.0}],
        "output": "sigmoid",
        "cost": "logistic",
        "reduction": "mean",
        "l1": 0.0,
        "l2": 0.0,
        "max_norm": 0.0,
        "initializer": {"name": "glorot"},
        "optimizer": {"name": "gd"},
        "schedule": {"name": "constant"},
        "rate": 0.3,
        "batch": 10,
        "shuffle": True,
        "clip": 0.0,
        "frozen": [],
        "pruned": [],
        "stop": {"epochs": 0, "cost_below": 0.0, "accuracy_above": 0.0, "patience": 0},
        "seed": 1,
    }


def test_choices_and_weights_as_plain_values() -> None:
    plain = Experiment(optimizer=choose("momentum", momentum=0.5), frozen=((1, 2, 0),)).to_dict()
    assert plain["optimizer"] == {"name": "momentum", "momentum": 0.5}
    assert plain["frozen"] == [[1, 2, 0]]
    assert json.loads(json.dumps(plain)) == plain


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
        ({"rates": 0.3}, "the experiment has no 'rates'; it has data, features, hidden, output, cost, reduction, "),
        ({"data": {"n": 5}}, "data has no 'n'; it has name, samples, noise, train_share"),
        ({"hidden": [{"size": 5}]}, "a hidden layer has no 'size'; it has units, activation, dropout"),
        ({"stop": 5}, "stop must be an object with named values, got 5"),
        ({"stop": {"epoch": 5}}, "stop has no 'epoch'; it has epochs, cost_below, accuracy_above, patience"),
        ({"optimizer": "adam"}, "a choice must be an object with a name, got 'adam'"),
        ({"optimizer": {"beta1": 1}}, "a choice must be an object with a name, got {'beta1': 1}"),
        ({"frozen": 3}, "a list of weights must be a list, got 3"),
        ({"frozen": [3]}, "a weight must be a list, got 3"),
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


def choices_or_so(registry: Any) -> st.SearchStrategy[Any]:
    parameters = sorted({name for kind in registry.values() for name in kind.defaults})
    named = {"name": st.sampled_from(list(registry)) | json_values}
    numbers = st.floats() | json_values
    return st.fixed_dictionaries(named, optional=dict.fromkeys(parameters, numbers)) | json_values


almost_experiments = dictionaries_of(
    Experiment,
    data=dictionaries_of(Data),
    hidden=st.lists(dictionaries_of(Layer), max_size=3) | json_values,
    features=st.lists(json_values | st.sampled_from(["x1", "x2"]), max_size=4) | json_values,
    stop=dictionaries_of(Stop),
    optimizer=choices_or_so(OPTIMIZERS),
    initializer=choices_or_so(INITIALIZERS),
    schedule=choices_or_so(SCHEDULES),
    frozen=st.lists(st.lists(st.integers(-1, 3) | json_values, max_size=4), max_size=3) | json_values,
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
        (Experiment(batch=5), Effect.SURGERY),
        (Experiment(hidden=()), Effect.SURGERY),
        (Experiment(features=("x2", "x1")), Effect.SURGERY),
        (Experiment().with_data(noise=0.1), Effect.SURGERY),
        (Experiment(data=Data("spiral")), Effect.SURGERY),
        (Experiment(data=Data("spiral"), seed=2), Effect.NEW_RUN),
        (Experiment(rate=0.1, seed=2), Effect.NEW_RUN),
        (Experiment(l1=0.1, l2=0.1, max_norm=1.0, clip=1.0, shuffle=False), Effect.LIVE),
        (Experiment(stop=Stop(epochs=3), schedule=choose("cosine")), Effect.LIVE),
        (Experiment(optimizer=choose("adam")), Effect.SURGERY),
        (Experiment(frozen=((1, 1, 1),), rate=0.1), Effect.SURGERY),
        (Experiment(pruned=((1, 1, 1),)), Effect.SURGERY),
        (Experiment(batch=5, seed=2), Effect.NEW_RUN),
        (Experiment(initializer=choose("he"), rate=0.1), Effect.NEW_RUN),
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


@pytest.mark.parametrize(
    ("data", "output", "cost", "units"),
    [
        (Data("circle"), "sigmoid", "logistic", 1),
        (Data("circle"), "softmax", "cross_entropy", 2),
        (Data("blobs"), "sigmoid", "logistic", 3),
        (Data("blobs"), "softmax", "cross_entropy", 3),
        (Data("blobs", classes=2), "sigmoid", "logistic", 1),
        (Data("blobs", classes=2), "softmax", "cross_entropy", 2),
        (Data("pinwheel"), "tanh", "hinge", 5),
        (Data("rings", classes=8), "tanh", "squared", 8),
        (Data("reg-plane"), "linear", "huber", 1),
    ],
)
def test_there_is_an_output_unit_for_each_class_but_two_share_one(
    data: Data, output: str, cost: str, units: int
) -> None:
    assert Experiment(data=data, output=output, cost=cost).outputs == units


def test_with_data_changes_the_data_only() -> None:
    changed = Experiment(seed=5).with_data(noise=0.2)
    assert changed == Experiment(data=Data(noise=0.2), seed=5)
    with pytest.raises(ExperimentError, match=r"noise must be a number from 0 to 1, got 2"):
        changed.with_data(noise=2)


def test_it_is_frozen() -> None:
    with pytest.raises(AttributeError, match="cannot assign"):
        Experiment().rate = 1.0  # type: ignore[misc]


def test_a_file_with_many_faults_is_refused_with_all_of_them() -> None:
    plain = {"data": {"foo": 1}, "stop": {"bar": 2}, "rate": 0, "hidden": 3, "wings": 2, "optimizer": "adam"}
    with pytest.raises(ExperimentError) as refusal:
        Experiment.from_dict(plain)
    for named in ("'foo'", "'bar'", "rate must be", "hidden must be a list", "'wings'", "a choice must be"):
        assert named in str(refusal.value)


def test_data_with_another_number_of_classes_need_another_output_layer_and_so_a_new_run() -> None:
    three = Experiment(data=Data("blobs", classes=3), output="softmax", cost="cross_entropy")
    assert effect(three, three.with_data(classes=4)) is Effect.NEW_RUN
    assert effect(three, three.with_data(noise=0.2)) is Effect.SURGERY
