"""A network as a fitted MLPClassifier or MLPRegressor of scikit-learn, in a pipeline that takes raw points."""

from pathlib import Path

from engine.arrays import Array
from engine.errors import ExportError
from engine.exchange.code_pieces import check, chosen_columns, features_of, takes_all, text_file
from engine.exchange.code_trial import run_python
from engine.exchange.code_words import ACTIVATION_CODE
from engine.exchange.formats import Files, Format
from engine.exchange.model import Model
from engine.exchange.python_pieces import example, gathered, header, weights_of
from engine.titles import title

OUTPUTS = ("sigmoid", "softmax", "linear")  # scikit-learn's logistic, softmax and identity
HIDDEN = tuple(name for name, code in ACTIVATION_CODE.items() if code.sklearn)


def write(model: Model, stem: str) -> Files:
    """Return one file, the weights in it.

    Raises
    ------
    ExportError
        naming the layer, its activation and what is possible, for what scikit-learn's networks cannot say
    """
    check(model)
    _refuse_others(model)
    return {f"{stem}.py": text_file(_lines(model, stem))}


def try_out(folder: Path, name: str, points: Array) -> Array:
    """Execute the file in a process of its own; raise NotHereError without scikit-learn."""
    return run_python(folder / name, points, "module.outputs(points)", {"sklearn.neural_network": "scikit-learn"})


def _refuse_others(model: Model) -> None:
    *hidden, output = model.network.activations
    last = model.network.L
    for layer, name in enumerate(hidden, start=2):
        if name not in HIDDEN:
            raise ExportError(
                f"layer {layer} has the activation {title(name)}, expected one that scikit-learn's networks have: "
                f"{', '.join(map(title, HIDDEN))}"
            )
        if name != hidden[0]:
            raise ExportError(
                f"layer {layer} has the activation {title(name)} and layer 2 {title(hidden[0])}, "
                "expected one for all hidden layers: scikit-learn's networks have no other"
            )
    if output not in OUTPUTS:
        raise ExportError(
            f"layer {last}, the output, has the activation {title(output)}, "
            f"expected one that scikit-learn's networks have there: {', '.join(OUTPUTS)}"
        )
    if output == "softmax" and model.network.sizes[-1] == 1:
        raise ExportError(f"layer {last}, the output, is a softmax of 1 unit, expected 2 or more")


# ---- the file ------------------------------------------------------------------------------------------------------


def _lines(model: Model, stem: str) -> list[str]:
    points, outputs = example(model)
    is_values = model.network.activations[-1] == "linear"
    use = ["from NAME import load", "", "pipeline = load()"]
    use += [f"pipeline.{'predict' if is_values else 'predict_proba'}({points})"]
    use += [_to_be_read(model), *outputs]
    kind = "MLPRegressor" if is_values else "MLPClassifier"
    features = _features(model)
    steps = ["FunctionTransformer(features)"] if features else []
    steps += ["scaler"] if model.scaling else []
    transformers = [*(["FunctionTransformer"] if features else []), *(["StandardScaler"] if model.scaling else [])]
    lines = [
        *header(model, stem, f"A trained neural network as a fitted {kind} of scikit-learn.", use),
        "",
        "import numpy as np",
        f"from sklearn.neural_network import {kind}",
        "from sklearn.pipeline import make_pipeline",
        *([f"from sklearn.preprocessing import {', '.join(transformers)}"] if transformers else []),
        "",
        *weights_of(model),
        *features,
        "",
        "",
        "def load():",
        '    """Return the fitted pipeline."""',
        *(f"    {line}" for line in _network(model, kind)),
        *(f"    {line}" for line in (_scaler(model) if model.scaling else [])),
        f"    return make_pipeline({', '.join([*steps, 'network'])})",
        "",
        "",
        "def outputs(points):",
        f'    """Return the outputs of points, shape (n, {model.dimensions}) to (n, {model.network.sizes[-1]})."""',
        f"    return {_outputs(model)}",
    ]
    return lines


def _to_be_read(model: Model) -> str:
    output, units = model.network.activations[-1], model.network.sizes[-1]
    if output == "linear":
        return "# the output" if units == 1 else "# the outputs"
    if units == 1:
        return "# the second column is the output, the probability of class 1:"
    return "# one column an output:"


def _outputs(model: Model) -> str:
    output, units = model.network.activations[-1], model.network.sizes[-1]
    if output == "linear":
        return f"load().predict(points).reshape(-1, {units})"
    return "load().predict_proba(points)[:, 1:]" if units == 1 else "load().predict_proba(points)"


def _features(model: Model) -> list[str]:
    if takes_all(model):
        return []
    made = gathered("inputs", "np.column_stack({})", features_of(model, "numpy"))
    if model.dimensions == 1:
        made = ["(x1,) = np.asarray(points, dtype=float).reshape(len(points), 1).T", *made]
    elif model.dimensions == 2:
        made = ["x1, x2 = np.asarray(points, dtype=float).T", *made]
    elif chosen := chosen_columns(model):
        made = gathered("inputs", "np.asarray(points, dtype=float)[:, {}]", list(map(str, chosen)))
    else:
        made = ["x = np.asarray(points, dtype=float).T", "x1, x2 = x[:2]", *made]
    return [
        "",
        "",
        "def features(points):",
        f'    """Return the inputs of points, shape (n, {model.dimensions}) to (n, {model.network.sizes[0]})."""',
        *(f"    {line}" for line in made),
        "    return inputs",
    ]


def _network(model: Model, kind: str) -> list[str]:
    """Return the lines that make the network: fitted for a moment, so that it has all it needs, and filled then."""
    network = model.network
    output, units = network.activations[-1], network.sizes[-1]
    options = ["hidden_layer_sizes=hidden"]
    if network.activations[1:]:
        options.append(f'activation="{ACTIVATION_CODE[network.activations[0]].sklearn}"')
    if output == "linear":
        fitting = f"np.zeros((1, {network.sizes[0]})), np.zeros({1 if units == 1 else (1, units)})"
    else:
        labels = "[0, 1]" if units == 1 else f"np.arange(1, {units + 1})"
        told = labels
        if output == "sigmoid" and units > 1:  # each output says yes or no for itself: what is told is a table
            labels, told = f"np.arange({units})", f"np.eye({units}, dtype=int)"
        fitting = f"np.zeros(({max(units, 2)}, {network.sizes[0]})), {told}, classes={labels}"
    lines = [
        *gathered("hidden", "{}", [str(units) for units in network.sizes[1:-1]]),
        f"network = {kind}({', '.join(options)})",
        "# A fit to a few samples gives it all that a fitted network has; then come the weights.",
        f"network.partial_fit({fitting})",
    ]
    if output == "softmax" and units == 2:
        lines.append('network.n_outputs_, network.out_activation_ = 2, "softmax"  # of two classes it would have one')
    matrices = [f"W{layer}" for layer in network.W]
    lines += gathered("network.coefs_", "{}", [f"{name}[:, 1:].T" for name in matrices])
    return [*lines, *gathered("network.intercepts_", "{}", [f"{name}[:, 0]" for name in matrices])]


def _scaler(model: Model) -> list[str]:
    return [
        "scaler = StandardScaler()",
        "scaler.mean_, scaler.scale_, scaler.var_ = MEAN, DEVIATION, DEVIATION**2",
        f"scaler.n_features_in_ = {model.network.sizes[0]}",
    ]


FORMAT = Format(
    "sklearn",
    "scikit-learn network",
    ".py",
    write,
    try_out,
    "scikit-learn, in a process of its own",
    holds="a fitted MLPClassifier or MLPRegressor",
)
FORMATS = (FORMAT,)
