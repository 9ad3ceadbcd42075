"""Random experiments, networks and JSON values, for laws that must hold for all of them."""

from hypothesis import settings
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS
from engine.experiment import MAX_HIDDEN_LAYERS, MAX_SAMPLES, MAX_SEED, MAX_UNITS, Data, Experiment, Layer
from engine.features import FEATURES

relaxed = settings(deadline=None, max_examples=60)  # no deadline: the machine may be busy with something else

features = st.lists(st.sampled_from(list(FEATURES)), min_size=1, max_size=len(FEATURES), unique=True).map(tuple)
shares = st.floats(0, 1, exclude_min=True, exclude_max=True)

experiments = st.builds(
    Experiment,
    data=st.builds(
        Data,
        name=st.sampled_from(list(DATASETS)),
        samples=st.integers(2, MAX_SAMPLES),
        noise=st.floats(0, 1) | st.integers(0, 1),
        train_share=shares,
    ),
    features=features,
    hidden=st.lists(
        st.builds(Layer, units=st.integers(1, MAX_UNITS), activation=st.sampled_from(list(ACTIVATIONS))),
        max_size=MAX_HIDDEN_LAYERS,
    ).map(tuple),
    rate=st.floats(0, exclude_min=True, allow_infinity=False) | st.integers(1, 10**6),
    batch=st.integers(1, 10**9),
    seed=st.integers(0, MAX_SEED),
)
"""Every experiment that is allowed; never run one, it may be huge."""

small_experiments = st.builds(
    Experiment,
    data=st.builds(
        Data,
        name=st.sampled_from(list(DATASETS)),
        samples=st.integers(2, 40),
        noise=st.floats(0, 1),
        train_share=shares,
    ),
    features=features,
    hidden=st.lists(
        st.builds(Layer, units=st.integers(1, 5), activation=st.sampled_from(list(ACTIVATIONS))), max_size=3
    ).map(tuple),
    rate=st.floats(1e-4, 0.1),
    batch=st.integers(1, 50),
    seed=st.integers(0, MAX_SEED),
)
"""Experiments that run in no time."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers().map(lambda n: n * 10**400) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
"""Anything that json.loads may return."""
