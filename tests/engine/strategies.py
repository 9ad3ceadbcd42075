"""Random experiments, networks and JSON values, for laws that must hold for all of them."""

from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from engine import Choice, Data, Experiment, Layer, Stop
from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.data import WITH_TABLE
from engine.datasets import DATASETS
from engine.features import FEATURES, columns, needed_by
from engine.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.rules import MAX_EPOCHS, MAX_HIDDEN_LAYERS, MAX_SAMPLES, MAX_SEED, MAX_UNITS
from engine.schedules import SCHEDULES
from engine.table import Table

relaxed = settings(deadline=None, max_examples=60)  # no deadline: the machine may be busy with something else

shares = st.floats(0, 1, exclude_min=True, exclude_max=True)
PLANE = [name for name, kind in DATASETS.items() if kind.dimensions == 2 and not kind.fixed_samples]
TWO_CLASSES = [name for name in PLANE if DATASETS[name].classes == 2]
PAIRS = [(cost, output) for cost in COSTS.values() for output in cost.outputs]  # all that a class may be told with
VALUE_PAIRS = [
    (COSTS[cost], output) for cost in ("squared", "huber") for output in ("linear", "sigmoid", "tanh")
]  # and a value

FORMULAS = [  # a region, one that noise moves out of itself, values over the plane and over a line, and not everywhere
    "x1*x1 + sin(x2) > 1",
    "r < 1/4",
    "x1 * x2 / 9",
    "sin(x1)",
    "log(x1)",
    "sqrt(x1 + x2 - 3)",
]

PARAMETER_VALUES = {  # harmless ones of each parameter
    "beta1": (0, 0.5, 0.9),
    "beta2": (0.0, 0.9, 0.999),
    "momentum": (0, 0.5, 0.99),
    "decay": (0.0, 0.5, 0.99),
    "epsilon": (1e-10, 1e-3, 1),
    "weight_decay": (0, 0.1),
    "grow": (1, 1.5),
    "shrink": (0.1, 0.5),
    "least_step": (0, 1e-6),
    "greatest_step": (0.1, 50),
    "every": (1, 2.5, 7),
    "epochs": (1, 5),
    "factor": (0, 0.5, 1),
    "floor": (0, 0.1),
    "limit": (0, 0.5, 1),
    "deviation": (0, 0.5),
    "value": (-0.3, 0.3),
    "bias": (-0.1, 0, 0.1),
}


@st.composite
def choices_of(draw: st.DrawFn, registry: dict[str, Any]) -> Choice:
    kind = registry[draw(st.sampled_from(list(registry)))]
    names = sorted(draw(st.sets(st.sampled_from(list(kind.defaults))))) if kind.defaults else []
    return Choice(kind.name, tuple((name, draw(st.sampled_from(PARAMETER_VALUES[name]))) for name in names))


@st.composite
def data(draw: st.DrawFn, names: list[str], most_samples: int) -> Data:
    """One of the engine's sets, in any way in which it may be drawn."""
    kind = DATASETS[draw(st.sampled_from(names))]
    can_be_uneven = kind.classes and not kind.fixed_samples
    return Data(
        kind.name,
        samples=kind.fixed_samples or draw(st.integers(2, most_samples)),
        noise=draw(st.floats(0, 1) | st.integers(0, 1)),
        train_share=draw(shares | st.just(1) | st.just(0.5)),
        classes=draw(st.sampled_from([0, 2, 3, 5, kind.most_classes])) if kind.most_classes > 2 else 0,
        standardise=draw(st.booleans()),
        balance=draw(st.sampled_from([1, 1.0, 0.5, 0.01])) if can_be_uneven else 1.0,
        stratified=draw(st.booleans()),
        draw=draw(st.sampled_from([0, 0, 1, MAX_SEED])),
    )


@st.composite
def formula_data(draw: st.DrawFn, most_samples: int) -> Data:
    formula = draw(st.sampled_from(FORMULAS))
    return Data(
        "formula",
        samples=draw(st.integers(2, most_samples)),
        noise=draw(st.sampled_from([0, 0.1, 1.0])),
        train_share=draw(shares | st.just(1)),
        standardise=draw(st.booleans()),
        balance=draw(st.sampled_from([1.0, 0.2])) if ">" in formula or "<" in formula else 1.0,
        stratified=draw(st.booleans()),
        draw=draw(st.sampled_from([0, 3])),
        formula=formula,
    )


def random_table(seed: int, rows: int, inputs: int, classes: int, test_share: float = 0.0) -> Table:
    """Return a table of numbers drawn at random, with so many classes, or values for none.

    A class may have no row, a column may be the same everywhere, rows may be the same.
    """
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(rows, inputs)) * 10.0 ** rng.integers(-2, 3, inputs)
    points[:, rng.random(inputs) < 0.1] = 7.0
    target = rng.integers(0, classes, rows) if classes else rng.normal(size=rows)
    return Table(
        names=tuple(f"column {k}" for k in range(inputs)),
        inputs=points,
        target_name="ÿ",
        target=target,
        classes=tuple(f"class {k}" for k in range(classes)),
        is_test=rng.permutation(rows) < min(int(test_share * rows), rows - 1) if test_share else None,
    )


@st.composite
def table_data(draw: st.DrawFn, most_rows: int) -> Data:
    """Points that were drawn by hand, or a table of up to six columns that came from elsewhere."""
    name = draw(st.sampled_from(WITH_TABLE))
    inputs = draw(st.integers(1, 2 if name == "drawn" else 6))
    made = random_table(
        seed=draw(st.integers(0, 99)),
        rows=draw(st.integers(2, most_rows)),
        inputs=inputs,
        classes=draw(st.sampled_from([0, 2, 3, 5])),
        test_share=draw(st.sampled_from([0.0, 0.3, 0.9])),
    )
    return Data(
        name,
        samples=made.rows,
        train_share=draw(shares | st.just(1)),
        standardise=draw(st.booleans()) or bool(np.abs(made.inputs).max() > 50),  # so that learning goes well
        stratified=draw(st.booleans()),
        table=made,
    )


@st.composite
def weights_of(draw: st.DrawFn, sizes: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
    places = []
    for _ in range(draw(st.integers(0, 4))):
        layer = draw(st.integers(1, len(sizes) - 1))
        places.append((layer, draw(st.integers(1, sizes[layer])), draw(st.integers(0, sizes[layer - 1]))))
    return tuple(places)


@st.composite
def any_experiment(draw: st.DrawFn, *, small: bool, dropout: bool = True, stops: bool = True) -> Experiment:
    samples, layers, units = (40, 3, 5) if small else (MAX_SAMPLES, MAX_HIDDEN_LAYERS, MAX_UNITS)
    generated = data(list(DATASETS), samples)
    chosen = draw(generated | generated | formula_data(samples) | table_data(min(samples, 60)))
    names = [name for name in FEATURES if needed_by(name) <= chosen.dimensions] + list(columns(chosen.dimensions)[2:])
    cost, output = draw(st.sampled_from(VALUE_PAIRS if chosen.is_regression else PAIRS))
    optimizer = draw(choices_of(OPTIMIZERS))
    whole = OPTIMIZERS[optimizer.name].full_batch_only
    layer = st.builds(
        Layer,
        units=st.integers(1, units),
        activation=st.sampled_from(HIDDEN),
        dropout=st.sampled_from([0.0, 0.0, 0.2, 0.5] if dropout else [0.0]),
    )
    limits: dict[str, Any] = {
        "l1": draw(st.sampled_from([0, 0.0, 0.01])),
        "l2": draw(st.sampled_from([0, 0.0, 0.02])),
        "max_norm": draw(st.sampled_from([0, 0.0, 1.5])),
        "clip": draw(st.sampled_from([0, 0.0, 0.1])),
    }
    stop = st.builds(
        Stop,
        epochs=st.sampled_from([0, 3] if small else [0, 1, MAX_EPOCHS]),
        cost_below=st.sampled_from([0, 0.3]),
        accuracy_above=st.sampled_from([0, 0.75]),
        patience=st.sampled_from([0, 2]),
    )
    made = Experiment(
        data=chosen,
        features=tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=len(names), unique=True))),
        hidden=tuple(draw(st.lists(layer, max_size=layers))),
        output=output,
        cost=cost.name,
        reduction=draw(st.sampled_from(["mean", "sum"])),
        initializer=draw(choices_of(INITIALIZERS)),
        optimizer=optimizer,
        schedule=draw(choices_of(SCHEDULES)),
        rate=draw(
            st.floats(1e-4, 0.1)
            if small
            else st.floats(0, exclude_min=True, allow_infinity=False) | st.integers(1, 10**6)
        ),
        batch=0 if whole else draw(st.integers(0, 50 if small else 10**9)),
        shuffle=draw(st.booleans()),
        stop=draw(stop) if stops else Stop(),
        seed=draw(st.integers(0, MAX_SEED)),
        **limits,
    )
    places = {"frozen": draw(weights_of(made.sizes)), "pruned": draw(weights_of(made.sizes))}
    return Experiment(**{name: getattr(made, name) for name in made.__dataclass_fields__} | places)


experiments = any_experiment(small=False)
"""Every experiment that is allowed; never run one, it may be huge."""

small_experiments = any_experiment(small=True)
"""Every kind of experiment that runs in no time."""

steady_experiments = any_experiment(small=True, stops=False)
"""The same without stop rules."""

certain_experiments = any_experiment(small=True, dropout=False, stops=False)
"""The same without dropout, so that the cost is a function of the weights alone."""

lecture_experiments = st.builds(
    Experiment,
    data=st.builds(
        Data,
        name=st.sampled_from(TWO_CLASSES),
        samples=st.integers(2, 40),
        noise=st.floats(0, 1),
        train_share=shares,
    ),
    features=st.lists(
        st.sampled_from(["x1", "x2", "x1^2", "x2^2", "x1x2", "sin_x1"]), min_size=1, max_size=6, unique=True
    ).map(tuple),
    hidden=st.lists(st.builds(Layer, units=st.integers(1, 5), activation=st.sampled_from(HIDDEN)), max_size=3).map(
        tuple
    ),
    rate=st.floats(1e-4, 0.1),
    batch=st.integers(0, 50),
    seed=st.integers(0, MAX_SEED),
)
"""The lecture's own network with any hidden units: one sigmoid unit, the logistic cost, plain gradient descent."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers().map(lambda n: n * 10**400) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
"""Anything that json.loads may return."""
