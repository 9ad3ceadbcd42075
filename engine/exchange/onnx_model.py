"""A model as ONNX: features and standardising are in the graph, so that it takes raw points, shape (n, dimensions).

All is float64. ONNX Runtime has no Cos, Atan, Elu, Softplus or Gelu of that width, so these are written with others:

    cos x = 1 − 2 sin²(x / 2)
    elu z = z where z > 0, else e^min(z, 0) − 1
    swish z = z / (1 + e⁻ᶻ), as z σ(z) is fused to a node that ONNX Runtime 1.20 has for float32 only
    softplus z = max(z, 0) + log(1 + e^−|z|)
    θ = θ₀ + (x2 cos θ₀ − x1 sin θ₀) / r, with θ₀ by the Atan of float32: a Newton step, whose error is the cube of 1e-7

Opset and IR version are those that ONNX Runtime 1.20, of 2024, and everything after it reads.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.activations import GELU_CUBE, LEAK, SQRT_HALF_PI
from engine.arrays import Array
from engine.errors import ImportFileError
from engine.exchange.bounded import parse_json, read_bytes, reading
from engine.exchange.code_pieces import chosen_columns, takes_all
from engine.exchange.description import described, model_of
from engine.exchange.formats import MODEL, Files, Format, Read
from engine.exchange.model import Model
from engine.exchange.onnx_chain import bounded_model, constant_of, read_chain
from engine.exchange.pairs import Assumed
from engine.features import column_of, columns

OPSET, IR_VERSION = 17, 8
DESCRIPTION = "backprop_playground"
INPUT, OUTPUT = "x", "output"
# The exponentials of ONNX Runtime and of NumPy differ in their last digits, and softmax's are summed.
TOLERANCE = 1e-9


@dataclass
class Graph:
    """A graph in the making: each method adds a node and returns the name of what it gives."""

    nodes: list[Any] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)

    def op(self, kind: str, *inputs: str, to: str = "", **attributes: Any) -> str:
        """Add a node."""
        from onnx import helper

        name = to or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=f"make_{name}", **attributes))
        return name

    def constant(self, value: float | Array, name: str = "") -> str:
        """Add a constant; equal numbers are one."""
        name = name or f"number_{value!r}"
        self.constants[name] = np.asarray(value, dtype=np.float64)
        return name

    def number(self, kind: str, before: float, after: str, to: str = "") -> str:
        """Add a node that joins a number and what another node gives: number ∘ value."""
        return self.op(kind, self.constant(before), after, to=to)

    def cast(self, value: str, *, double: bool) -> str:
        """Add a node that changes the width of floats, or makes numbers 0 and 1 of truths."""
        from onnx import TensorProto, helper

        name = f"cast_{len(self.nodes)}"
        kind = TensorProto.DOUBLE if double else TensorProto.FLOAT
        self.nodes.append(helper.make_node("Cast", [value], [name], name=f"make_{name}", to=kind))
        return name


# ---- features ------------------------------------------------------------------------------------------------------


def _cosine(graph: Graph, x: str) -> str:
    half = graph.op("Sin", graph.number("Mul", 0.5, x))
    return graph.number("Sub", 1.0, graph.number("Mul", 2.0, graph.op("Mul", half, half)))


def _radius(graph: Graph, x1: str, x2: str) -> str:
    return graph.op("Sqrt", graph.op("Add", graph.op("Mul", x1, x1), graph.op("Mul", x2, x2)))


def _angle(graph: Graph, x1: str, x2: str) -> str:
    zero, one = graph.constant(0.0), graph.constant(1.0)
    radius = _radius(graph, x1, x2)
    in_middle = graph.op("Equal", radius, zero)  # where the angle is 0
    radius = graph.op("Where", in_middle, one, radius)
    cos, sin = graph.op("Where", in_middle, one, graph.op("Div", x1, radius)), graph.op("Div", x2, radius)
    steep = graph.op("Div", graph.op("Abs", sin), graph.op("Abs", cos))
    acute = graph.cast(graph.op("Atan", graph.cast(steep, double=False)), double=True)
    flat = graph.op("Where", graph.op("Less", cos, zero), graph.number("Sub", float(np.pi), acute), acute)
    sign = graph.op("Where", graph.op("Less", sin, zero), graph.constant(-1.0), one)
    near = graph.op("Mul", sign, flat)
    ahead = graph.op("Mul", sin, _cosine(graph, near))
    behind = graph.op("Mul", cos, graph.op("Sin", near))
    return graph.op("Add", near, graph.op("Sub", ahead, behind))


FEATURE_GRAPHS: dict[str, Callable[[Graph, str, str], str]] = {
    "x1": lambda graph, x1, x2: x1,
    "x2": lambda graph, x1, x2: x2,
    "x1^2": lambda graph, x1, x2: graph.op("Mul", x1, x1),
    "x2^2": lambda graph, x1, x2: graph.op("Mul", x2, x2),
    "x1x2": lambda graph, x1, x2: graph.op("Mul", x1, x2),
    "sin_x1": lambda graph, x1, x2: graph.op("Sin", x1),
    "sin_x2": lambda graph, x1, x2: graph.op("Sin", x2),
    "cos_x1": lambda graph, x1, x2: _cosine(graph, x1),
    "cos_x2": lambda graph, x1, x2: _cosine(graph, x2),
    "abs_x1": lambda graph, x1, x2: graph.op("Abs", x1),
    "abs_x2": lambda graph, x1, x2: graph.op("Abs", x2),
    "r": _radius,
    "theta": _angle,
}


def _inputs(graph: Graph, model: Model) -> str:
    """Add what is done to a point before layer 1; a network of plain x1, x2 needs nothing."""
    now = INPUT
    if chosen := chosen_columns(model):
        if not takes_all(model):
            graph.constants["columns"] = np.array(chosen, dtype=np.int64)
            now = graph.op("Gather", INPUT, "columns", to="features", axis=1)
    elif model.features and model.features != columns(model.dimensions):
        graph.nodes, before = [], graph.nodes
        x = []
        for number in range(model.dimensions):
            place = f"column_{number}"
            graph.constants[place] = np.array([number], dtype=np.int64)
            x.append(graph.op("Gather", INPUT, place, to=f"x{number + 1}", axis=1))
        x1, x2 = x[0], x[min(1, model.dimensions - 1)]
        made = [
            FEATURE_GRAPHS[name](graph, x1, x2) if name in FEATURE_GRAPHS else x[column_of(name)]
            for name in model.features
        ]
        used = {name for node in graph.nodes for name in node.input} | set(made)
        graph.nodes = [*before, *(node for node in graph.nodes if node.output[0] in used)]
        now = graph.op("Concat", *made, to="features", axis=1)
    if model.scaling:
        centred = graph.op("Sub", now, graph.constant(model.scaling.mean, "mean"))
        now = graph.op("Div", centred, graph.constant(model.scaling.deviation, "deviation"), to="standardised")
    return now


# ---- activations ---------------------------------------------------------------------------------------------------


def _softplus(graph: Graph, z: str) -> str:
    small = graph.op("Exp", graph.op("Neg", graph.op("Abs", z)))
    rest = graph.op("Log", graph.number("Add", 1.0, small))
    return graph.op("Add", graph.op("Max", z, graph.constant(0.0)), rest)


def _elu(graph: Graph, z: str) -> str:
    zero = graph.constant(0.0)
    below = graph.op("Sub", graph.op("Exp", graph.op("Min", z, zero)), graph.constant(1.0))
    return graph.op("Where", graph.op("Greater", z, zero), z, below)


def _swish(graph: Graph, z: str) -> str:
    return graph.op("Div", z, graph.number("Add", 1.0, graph.op("Exp", graph.op("Neg", z))))


def _gelu(graph: Graph, z: str) -> str:
    near = graph.op("Max", graph.op("Min", z, graph.constant(20.0)), graph.constant(-20.0))
    cube = graph.op("Mul", near, graph.op("Mul", near, near))
    inner = graph.op("Add", near, graph.number("Mul", GELU_CUBE, cube))
    bent = graph.number("Add", 1.0, graph.op("Tanh", graph.number("Mul", SQRT_HALF_PI, inner)))
    return graph.op("Mul", graph.number("Mul", 0.5, z), bent)


ACTIVATION_GRAPHS: dict[str, Callable[[Graph, str], str]] = {
    "tanh": lambda graph, z: graph.op("Tanh", z),
    "sigmoid": lambda graph, z: graph.op("Sigmoid", z),
    "relu": lambda graph, z: graph.op("Relu", z),
    "leaky_relu": lambda graph, z: graph.op("Max", z, graph.number("Mul", LEAK, z)),  # its attribute has 32 bits
    "elu": _elu,
    "softplus": _softplus,
    "gelu": _gelu,
    "swish": _swish,
    "sin": lambda graph, z: graph.op("Sin", z),
    "linear": lambda graph, z: z,
    "step": lambda graph, z: graph.cast(graph.op("GreaterOrEqual", z, graph.constant(0.0)), double=True),
    "softmax": lambda graph, z: graph.op("Softmax", z, axis=1),
}


# ---- the whole -----------------------------------------------------------------------------------------------------


def proto_of(model: Model) -> Any:
    """Return the model as a protobuf of ONNX, checked by the checker of ONNX."""
    from onnx import TensorProto, checker, helper, numpy_helper

    graph = Graph()
    now = _inputs(graph, model)
    for layer, matrix in model.network.W.items():
        weight = graph.constant(np.ascontiguousarray(matrix[:, 1:]), f"W{layer}.weight")
        bias = graph.constant(np.ascontiguousarray(matrix[:, 0]), f"W{layer}.bias")
        z = graph.op("Gemm", now, weight, bias, to=f"z{layer + 1}", transB=1)
        now = ACTIVATION_GRAPHS[model.network.activations[layer - 1]](graph, z)
    graph.op("Identity", now, to=OUTPUT)
    points = helper.make_tensor_value_info(INPUT, TensorProto.DOUBLE, ["n", model.dimensions])
    points.doc_string = f"points, one a row: {_named(model)}"
    outputs = helper.make_tensor_value_info(OUTPUT, TensorProto.DOUBLE, ["n", model.network.sizes[-1]])
    outputs.doc_string = "the activations of the last layer, one row a point"
    kept = [
        numpy_helper.from_array(value, name)
        for name, value in graph.constants.items()
        if any(name in node.input for node in graph.nodes)
    ]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "network", [points], [outputs], kept),
        producer_name="backprop-playground",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(made, {DESCRIPTION: described(model), **_names(model)})
    checker.check_model(made, full_check=True)
    return made


def _named(model: Model) -> str:
    if not model.features:
        return "the inputs"
    if model.input_names:
        return ", ".join(model.input_names[: model.dimensions])
    return ", ".join(columns(model.dimensions)) if model.dimensions <= 2 else f"x1 to x{model.dimensions}"


def _names(model: Model) -> dict[str, str]:
    """Return what columns and classes are called, as JSON, for whoever looks at the model in another program."""
    found: dict[str, tuple[str, ...]] = {}
    if model.input_names:
        found["columns"] = model.input_names[: model.dimensions]
    if model.experiment and model.experiment.data.class_names:
        found["classes"] = model.experiment.data.class_names
    return {name: json.dumps(names, ensure_ascii=False) for name, names in found.items()}


def write(model: Model, stem: str) -> Files:
    """Return the ONNX file of a model."""
    return {f"{stem}.onnx": proto_of(model).SerializeToString(deterministic=True)}


def has_runtime() -> bool:
    """Tell whether ONNX Runtime is installed."""
    from importlib.util import find_spec

    return find_spec("onnxruntime") is not None


def try_out(folder: Path, name: str, points: Array) -> Array:
    """Compute with ONNX Runtime where it is installed, else with ONNX's own reference evaluator."""
    if has_runtime():
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        session = onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
        return np.asarray(session.run([OUTPUT], {INPUT: points})[0])
    return by_reference(folder, name, points)


def by_reference(folder: Path, name: str, points: Array) -> Array:
    """Compute with ONNX's own reference evaluator."""
    from onnx.reference import ReferenceEvaluator

    with np.errstate(all="ignore"):  # as ONNX Runtime, which says nothing of what overflows on its way
        outputs: Any = ReferenceEvaluator(str(folder / name)).run([OUTPUT], {INPUT: points})
    return np.asarray(outputs[0])


def _tried_by() -> str:
    return "ONNX Runtime" if has_runtime() else "the ONNX reference evaluator"


# ---- back ----------------------------------------------------------------------------------------------------------


def read(path: Path, activations: tuple[str, ...] = ()) -> Read:
    """Return the model of a file: ours, or a chain of dense layers and activations that another program wrote.

    Raises
    ------
    ImportFileError
        in one sentence, that names the layer, if it cannot be represented
    """
    with reading(path, "an ONNX model"):
        proto = bounded_model(read_bytes(path))
        props = {prop.key: prop.value for prop in proto.metadata_props}
        if DESCRIPTION in props:
            return Read(_ours(proto, parse_json(props[DESCRIPTION], "its description")))
        assumed = Assumed(activations)
        model = read_chain(proto, assumed.notes)
        if activations:
            assumed.notes.append("activations to assume were not needed, as the file says them")
        return Read(model, tuple(assumed.notes))


def _ours(proto: Any, said: Any) -> Model:
    """Return the model of our own description and weights; the graph must be the one that we would write of it."""
    tensors = {tensor.name: tensor for tensor in proto.graph.initializer}
    matrices: list[Array] = []
    while (name := f"W{len(matrices) + 1}.weight") in tensors:
        weight, bias = (constant_of(tensors[part]) for part in (name, name.replace("weight", "bias")))
        if weight.ndim != 2 or bias.shape != weight.shape[:1]:
            raise ImportFileError(f"{name} has shape {weight.shape} and its bias weights {bias.shape}")
        matrices.append(np.column_stack([bias, weight]))
    model = model_of(said, matrices)
    again = proto_of(model).graph
    if [(n.op_type, *n.input, *n.output) for n in proto.graph.node] != [
        (n.op_type, *n.input, *n.output) for n in again.node
    ]:
        raise ImportFileError("its graph is another than its description tells: it was changed after it was written")
    return model


FORMATS = (
    Format(
        "onnx",
        "ONNX",
        ".onnx",
        write,
        try_out,
        _tried_by,
        TOLERANCE,
        MODEL,
        "takes raw points: features are in its graph, in float64",
        read,
    ),
)
