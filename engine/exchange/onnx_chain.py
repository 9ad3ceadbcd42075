"""Reading ONNX that other programs wrote: a chain of dense layers and activations, followed from its input on.

Nothing of the graph is run. What is no dense layer and no activation of ours is named, with the layer it stands in.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine.activations import LEAK
from engine.arrays import Array
from engine.errors import ImportFileError, shown
from engine.exchange.bounded import MOST_BYTES, MOST_WEIGHTS
from engine.exchange.description import model_of
from engine.exchange.model import Model

MOST_FIELDS = 100_000  # of a whole file, strings and nested messages included
MOST_OTHER = 2**20  # bytes in what is not walked through
# What is walked through before the file is parsed: {message: {number of a field: the message in it}}
MESSAGES: dict[str, dict[int, str]] = {
    "model": {7: "graph"},
    "graph": {1: "node", 5: "tensor"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor"},
    "tensor": {},
}
RAW = {4, 9, 10}  # of a tensor: float_data, raw_data and double_data, which take no more room than in the file

DROPPED = {  # what comes after a classifier's probabilities and says no more than they
    "ArgMax",
    "ArrayFeatureExtractor",
    "Cast",
    "Concat",
    "Equal",
    "Greater",
    "GreaterOrEqual",
    "Identity",
    "Less",
    "Not",
    "ReduceMax",
    "Reshape",
    "Squeeze",
    "Sub",
    "TopK",
    "Where",
    "ZipMap",
}
PASSED_ON = {"Identity", "Dropout", "Cast", "Flatten"}
STANDARDISING = {"Sub", "Div", "Mul", "Scaler"}  # before the first dense layer
SOFTPLUS_FROM = 10  # PyTorch takes z itself for softplus beyond 20; from here on they differ by e⁻¹⁰ at most
LAYER_KINDS = {
    "Conv": "a convolution",
    "ConvTranspose": "a convolution",
    "MaxPool": "a pooling",
    "AveragePool": "a pooling",
    "GlobalAveragePool": "a pooling",
    "BatchNormalization": "a batch normalisation",
    "LayerNormalization": "a layer normalisation",
    "LSTM": "a recurrent layer",
    "GRU": "a recurrent layer",
    "RNN": "a recurrent layer",
    "Attention": "attention",
    "Loop": "a loop",
    "If": "a branch",
    "Scan": "a loop",
}


# ---- before it is parsed -------------------------------------------------------------------------------------------


def bounded_model(data: bytes) -> Any:
    """Return the parsed model of a file, of which it is known before that how much it holds.

    Raises
    ------
    ImportFileError
        if there is more in it than a network needs, it has no graph, or its weights lie in other files
    """
    import onnx

    counted = _Counted()
    _walk(memoryview(data), "model", counted)
    proto = onnx.ModelProto.FromString(data)  # which never looks for other files
    if not proto.graph.node:
        raise ImportFileError("it holds no graph, expected an ONNX model")
    tensors = [*proto.graph.initializer, *(a.t for node in proto.graph.node for a in node.attribute if a.HasField("t"))]
    for tensor in tensors:
        if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
            where = next((entry.value for entry in tensor.external_data if entry.key == "location"), "")
            raise ImportFileError(
                f"{shown(repr(tensor.name))} lies in another file, {shown(repr(where))}, which is not opened; expected "
                "the weights in the model's own file"
            )
    if proto.graph.sparse_initializer:
        raise ImportFileError("it holds sparse matrices, expected dense ones")
    return proto


class _Counted:
    """How much a walk through a file has seen."""

    fields = 0
    other = 0


def _walk(data: memoryview, message: str, counted: _Counted) -> None:
    place = 0
    while place < len(data):
        counted.fields += 1
        if counted.fields > MOST_FIELDS:
            raise ImportFileError(f"it has more than {MOST_FIELDS} fields, which no network here needs")
        key, place = _varint(data, place)
        number, wire = key >> 3, key & 7
        if wire == 0:
            _, place = _varint(data, place)
        elif wire in (1, 5):
            place += 8 if wire == 1 else 4
        elif wire == 2:
            length, place = _varint(data, place)
            if length > len(data) - place:
                raise ImportFileError("it ends before it should")
            if number in MESSAGES[message]:
                _walk(data[place : place + length], MESSAGES[message][number], counted)
            elif message != "tensor" or number not in RAW:
                counted.other += length
                if counted.other > MOST_OTHER:
                    raise ImportFileError(f"it has more than {MOST_OTHER} bytes of what is neither graph nor weights")
            place += length
        else:
            raise ImportFileError("it is no ONNX model")


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(data) and shift < 70:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
    raise ImportFileError("it ends before it should")


def constant_of(tensor: Any) -> Array:
    """Return the numbers of a tensor as float64; their count is looked at before they are made."""
    from onnx import TensorProto, numpy_helper

    names = {TensorProto.DOUBLE: 8, TensorProto.FLOAT: 4, TensorProto.FLOAT16: 2}
    count = 1
    for length in tensor.dims:
        if length < 0:
            raise ImportFileError(f"{shown(tensor.name)} has shape {shown(repr(list(tensor.dims)))}, expected lengths")
        count *= min(length, MOST_BYTES)
        if count > MOST_WEIGHTS:
            raise ImportFileError(
                f"{shown(tensor.name)} has shape {shown(repr(list(tensor.dims)))}, more than a network here has"
            )
    if tensor.data_type not in names:
        known = [name for name, value in TensorProto.DataType.items() if value == tensor.data_type]
        raise ImportFileError(f"{shown(tensor.name)} is of {(known or ['?'])[0]}, expected DOUBLE, FLOAT or FLOAT16")
    return np.array(numpy_helper.to_array(tensor), dtype=np.float64)


# ---- the chain -----------------------------------------------------------------------------------------------------


def read_chain(proto: Any, notes: list[str]) -> Model:
    """Return the model of a graph that is a chain; what was dropped or converted is added to `notes`.

    Raises
    ------
    ImportFileError
        naming the layer and what it is, if it is no dense layer with an activation of ours
    """
    return _Chain(proto, notes).read()


class _Chain:
    """Follows a graph from its input, one tensor after the other."""

    def __init__(self, proto: Any, notes: list[str]) -> None:
        graph = proto.graph
        self._notes = notes
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}
        self._nodes = list(graph.node)
        self._makers = {name: node for node in self._nodes for name in node.output}
        self._takers: dict[str, list[Any]] = {}
        for node in self._nodes:
            for name in dict.fromkeys(node.input):
                self._takers.setdefault(name, []).append(node)
        self._outputs = {value.name for value in graph.output}
        points = [value.name for value in graph.input if value.name not in self._tensors]
        if len(points) != 1:
            raise ImportFileError(f"it has {len(points)} inputs, expected one: points, one a row")
        self._now = points[0]
        self._matrices: list[Array] = []
        self._activations: list[str] = []
        self._has_bias = False
        self._mean, self._deviation = np.zeros(1), np.ones(1)

    def read(self) -> Model:
        """Return the network that the nodes are, one after the other; raise ImportFileError where they are none."""
        for _ in range(len(self._nodes) + 1):
            takers = self._takers.get(self._now, [])
            if not takers:
                break
            if self._is_swish(takers) or self._is_softplus(takers):
                continue
            if not self._matrices and len(takers) == 1 and takers[0].op_type in STANDARDISING:
                self._standardise(takers[0])
                continue
            if len(takers) > 1 or takers[0].op_type in DROPPED - PASSED_ON:
                self._drop(takers)
                break
            if self._now in self._outputs and all(n.op_type in DROPPED for n in takers):
                self._drop(takers)
                break
            self._take(takers[0])
        if not self._matrices:
            raise ImportFileError("it has no dense layer, expected Gemm, or MatMul and Add")
        self._end_layer()
        return model_of({"activations": self._activations, **self._scaling()}, self._matrices)

    # ---- pieces ----------------------------------------------------------------------------------------------------

    @property
    def _layer(self) -> int:
        """The number of the layer that is being read; layer 1 are the inputs."""
        return len(self._matrices) + 1

    def _fault(self, node: Any, layer: int) -> ImportFileError:
        kind = LAYER_KINDS.get(node.op_type, "an operator that has no counterpart here")
        return ImportFileError(
            f"layer {layer} is {kind} ({shown(node.op_type)}), expected a dense layer (Gemm, or MatMul and Add) and an "
            "activation of this program"
        )

    def _take(self, node: Any) -> None:
        """Go on over one node."""
        kind = node.op_type
        if node.domain not in ("", "ai.onnx"):
            raise self._fault(node, self._layer + (not self._is_open))
        if kind in ("Gemm", "MatMul"):
            self._end_layer()
            self._dense(node)
        elif kind == "Add" and self._is_open and not self._has_bias:
            self._bias(node)
        elif kind in PASSED_ON:
            if kind == "Dropout":
                self._notes.append(f"the dropout after layer {self._layer} was left out, as it is only for learning")
        elif kind == "Reshape" and not self._matrices:
            pass  # of the input, to rows
        elif (activation := self._activation(node)) and self._is_open:
            self._activations.append(activation)
        elif activation and self._matrices:
            raise ImportFileError(
                f"layer {self._layer} has the activations {self._activations[-1]} and {activation} one after the "
                "other, expected one"
            )
        else:
            raise self._fault(node, self._layer if self._is_open and self._matrices else self._layer + 1)
        self._now = node.output[0]

    @property
    def _is_open(self) -> bool:
        """Whether the layer that is read still lacks its activation."""
        return len(self._activations) < len(self._matrices)

    def _end_layer(self) -> None:
        if self._is_open:
            self._activations.append("linear")
        self._has_bias = False

    def _standardise(self, node: Any) -> None:
        """Go on over what shifts or scales the inputs: x becomes (x − mean) / deviation."""
        if node.op_type == "Scaler":
            settings = {attribute.name: np.array(attribute.floats, dtype=np.float64) for attribute in node.attribute}
            offset, scale = settings.get("offset", np.zeros(1)), settings.get("scale", np.ones(1))
        else:
            if node.input[0] != self._now or len(node.input) != 2:
                raise self._fault(node, 2)
            number = self._constant(node.input[1], 2).ravel()
            none, one = np.zeros(1), np.ones(1)
            offset = number if node.op_type == "Sub" else none
            scale = {"Sub": one, "Div": 1 / number, "Mul": number}[node.op_type]
        try:
            self._mean = self._mean + offset * self._deviation
            self._deviation = self._deviation / scale
        except ValueError:  # which are not as many as those before
            raise self._fault(node, 2) from None
        self._now = node.output[0]

    def _scaling(self) -> dict[str, list[float]]:
        """Return mean and deviation as a description has them; nothing where inputs are taken as they are."""
        inputs = self._matrices[0].shape[1] - 1
        if (self._mean == 0).all() and (self._deviation == 1).all():
            return {}
        named = (("mean", self._mean), ("deviation", self._deviation))
        return {name: (np.full(inputs, *values) if values.size == 1 else values).tolist() for name, values in named}

    def _dense(self, node: Any) -> None:
        settings = {attribute.name: attribute for attribute in node.attribute}
        layer = self._layer + 1
        if node.op_type == "Gemm":
            alpha, beta = (float(settings[n].f) if n in settings else 1.0 for n in ("alpha", "beta"))
            if "transA" in settings and settings["transA"].i:
                raise ImportFileError(f"layer {layer} turns its inputs about (transA), expected points as rows")
            if node.input[0] != self._now:
                raise ImportFileError(f"layer {layer} multiplies weights with inputs, expected inputs with weights")
            weights = alpha * self._constant(node.input[1], layer)
            weights = weights if "transB" in settings and settings["transB"].i else weights.T
            bias = beta * self._constant(node.input[2], layer) if len(node.input) > 2 and node.input[2] else np.zeros(1)
            self._has_bias = len(node.input) > 2
        else:
            if node.input[0] != self._now:
                raise ImportFileError(f"layer {layer} multiplies weights with inputs, expected inputs with weights")
            weights, bias = self._constant(node.input[1], layer).T, np.zeros(1)
        if weights.ndim != 2:
            raise ImportFileError(f"the weights of layer {layer} have shape {weights.shape}, expected a matrix")
        self._matrices.append(np.column_stack([self._as_bias(bias, weights, layer), weights]))

    def _bias(self, node: Any) -> None:
        other = [name for name in node.input if name != self._now]
        if len(other) != 1:
            raise self._fault(node, self._layer)
        matrix = self._matrices[-1]
        matrix[:, 0] += self._as_bias(self._constant(other[0], self._layer), matrix[:, 1:], self._layer)
        self._has_bias = True

    def _as_bias(self, bias: Array, weights: Array, layer: int) -> Array:
        units = len(weights)
        if bias.size not in (1, units) or max(bias.shape, default=1) != bias.size:
            raise ImportFileError(f"the bias weights of layer {layer} have shape {bias.shape}, expected ({units},)")
        return np.broadcast_to(bias.ravel(), (units,)).copy()

    def _constant(self, name: str, layer: int) -> Array:
        """Return what is known of a tensor before anything is computed: a weight, as it is or turned about."""
        turned = False
        for _ in range(10):
            if name in self._tensors:
                found = constant_of(self._tensors[name])
                return found.T if turned else found
            node = self._makers.get(name)
            if node is None:
                break
            if node.op_type == "Constant" and node.attribute and node.attribute[0].name == "value":
                found = constant_of(node.attribute[0].t)
                return found.T if turned else found
            if node.op_type == "Transpose" and all(list(a.ints) in ([], [1, 0]) for a in node.attribute):
                turned = not turned
            elif node.op_type not in ("Identity", "Cast"):
                break
            name = node.input[0]
        raise ImportFileError(f"the weights of layer {layer}, {shown(repr(name))}, are computed, expected constants")

    def _activation(self, node: Any) -> str:
        """Return our name of an activation; nothing if it is none."""
        settings = {attribute.name: attribute for attribute in node.attribute}
        kind = node.op_type

        def number(name: str, usual: float) -> float:
            return float(settings[name].f) if name in settings else usual

        fits: dict[str, Callable[[], tuple[str, bool, str]]] = {
            "Tanh": lambda: ("tanh", True, ""),
            "Sigmoid": lambda: ("sigmoid", True, ""),
            "Relu": lambda: ("relu", True, ""),
            "Sin": lambda: ("sin", True, ""),
            "Softplus": lambda: ("softplus", True, ""),
            "Elu": lambda: ("elu", number("alpha", 1.0) == 1.0, f"alpha {number('alpha', 1.0):g}, expected 1"),
            "LeakyRelu": lambda: (
                "leaky_relu",
                abs(number("alpha", LEAK) - LEAK) < 1e-8,
                f"alpha {number('alpha', LEAK):g}, expected {LEAK}",
            ),
            "Gelu": lambda: (
                "gelu",
                "approximate" in settings and settings["approximate"].s == b"tanh",
                "no approximation, expected that by tanh",
            ),
            "Softmax": lambda: (
                "softmax",
                "axis" not in settings or settings["axis"].i in (-1, 1),
                "another axis, expected 1, the units",
            ),
            "Swish": lambda: ("swish", number("alpha", 1.0) == 1.0, f"alpha {number('alpha', 1.0):g}, expected 1"),
        }
        if kind not in fits:
            return ""
        name, holds, fault = fits[kind]()
        if not holds:
            raise ImportFileError(f"layer {self._layer} has the activation {kind} with {fault}")
        return name

    def _is_swish(self, takers: list[Any]) -> bool:
        """Go on over z · Sigmoid(z), as PyTorch writes swish."""
        if {node.op_type for node in takers} != {"Sigmoid", "Mul"} or len(takers) != 2 or not self._is_open:
            return False
        sigmoid, product = sorted(takers, key=lambda node: node.op_type == "Mul")
        if set(product.input) != {self._now, sigmoid.output[0]}:
            return False
        self._activations.append("swish")
        self._now = product.output[0]
        return True

    def _is_softplus(self, takers: list[Any]) -> bool:
        """Go on over z where that is large, else Softplus(z), as PyTorch writes softplus."""
        nodes = {node.op_type: node for node in takers}
        if set(nodes) != {"Softplus", "Greater", "Where"} or len(takers) != 3 or not self._is_open:
            return False
        greater, chosen = nodes["Greater"], nodes["Where"]
        if list(chosen.input) != [greater.output[0], self._now, nodes["Softplus"].output[0]]:
            return False
        if greater.input[0] != self._now or self._constant(greater.input[1], self._layer).min() < SOFTPLUS_FROM:
            return False
        self._activations.append("softplus")
        self._now = chosen.output[0]
        return True

    def _drop(self, takers: list[Any]) -> None:
        """Leave out what comes after the probabilities of a classifier; refuse anything else."""
        kinds: dict[str, None] = {}
        for node in self._after(takers):
            if node.op_type not in DROPPED:
                fork = shown(", ".join(taker.op_type for taker in takers))
                raise ImportFileError(
                    f"what layer {self._layer} gives goes to {fork}, expected one layer after the other"
                )
            kinds[node.op_type] = None
        if not self._matrices:
            raise self._fault(takers[0], 2)
        self._notes.append(f"what comes after the last layer was left out: {', '.join(kinds)}")

    def _after(self, nodes: list[Any]) -> Iterator[Any]:
        """Yield all nodes from these on, each once."""
        seen: set[int] = set()
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                waiting += [taker for name in node.output for taker in self._takers.get(name, [])]
