"""Models in: networks of here and elsewhere come back with their units, and what cannot be represented is named."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

from engine import Data, Experiment, ImportFileError, Layer, Run, first_network
from engine.activations import ACTIVATIONS, HIDDEN
from engine.arrays import Array
from engine.exchange.adopting import experiment_for
from engine.exchange.exporting import export
from engine.exchange.importing import read, read_model
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from engine.network import Network, weight_count
from engine.samples import Scaling
from tests.engine.exchange.models import EXPERIMENTS, random_model, trained

RNG = np.random.default_rng(5)
W, B = [RNG.normal(size=(4, 2)), RNG.normal(size=(1, 4))], [RNG.normal(size=4), RNG.normal(size=1)]  # PyTorch's way
POINTS = RNG.uniform(-3, 3, (30, 2))


def expected(hidden: str = "tanh", last: str = "sigmoid") -> Array:
    """What two dense layers of W and B give, worked out without the engine's network."""
    first = ACTIVATIONS[hidden].value(W[0] @ POINTS.T + B[0][:, np.newaxis])
    return np.asarray(ACTIVATIONS[last].value(W[1] @ first + B[1][:, np.newaxis]).T)


def refused(path: Path, activations: tuple[str, ...] = ()) -> str:
    with pytest.raises(ImportFileError) as caught:
        read(path, activations)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ---- our own -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EXPERIMENTS)
@pytest.mark.parametrize("name", ["npz", "npz-coefs", "json", "safetensors", "onnx"])
def test_what_was_trained_here_keeps_its_experiment_and_its_weights(name: str, kind: str, tmp_path: Path) -> None:
    model = trained(EXPERIMENTS[kind])
    path = export(model, tmp_path / f"m{FORMATS[name].suffix}", FORMATS[name]).files[0]
    opened = read(path)
    assert opened.experiment == EXPERIMENTS[kind]
    assert opened.model.network.flat.tobytes() == model.network.flat.tobytes()
    assert opened.notes == ()


def test_archives_of_weights_and_experiment_alone_are_read(tmp_path: Path) -> None:
    """As the program wrote them at first: all else is found again."""
    for experiment in (Experiment(), Experiment(data=Data(standardise=True))):
        run = Run(experiment)
        run.advance(epochs=1)
        matrices = {f"W{layer}": matrix for layer, matrix in run.network.W.items()}
        np.savez(tmp_path / "old.npz", experiment=json.dumps(experiment.to_dict()), **matrices)
        opened = read(tmp_path / "old.npz")
        assert opened.experiment == experiment
        assert opened.model.network.sha256() == run.network.sha256()
        points = opened.model.probes(20)
        expected = Model.of(experiment, run.network, run.samples).output(points)
        np.testing.assert_array_equal(opened.model.output(points), expected)


@pytest.mark.parametrize("name", ["torch", "numpy-beside", "keras-beside"])
def test_the_weights_beside_code_of_ours_come_in_with_their_standardising(name: str, tmp_path: Path) -> None:
    experiment = Experiment(data=Data(samples=60, standardise=True))
    model = trained(experiment)
    beside = list(FORMATS[name].write(model, "m").items())[1]
    (tmp_path / beside[0]).write_bytes(beside[1])
    found = read_model(tmp_path / beside[0])
    assert found.model.network.sha256() == model.network.sha256()
    assert "the activations are taken to be tanh, sigmoid, as the file does not say them" in found.notes
    points = model.probes(50)
    np.testing.assert_array_equal(found.model.output(points), model.output(points))


def test_a_table_alone_is_a_network_with_usual_activations(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("l,j,k,w\n1,1,0,0.5\n1,1,1,-1\n1,1,2,2\n")
    opened = read(tmp_path / "w.csv")
    assert opened.model.network.flat.tolist() == [0.5, -1, 2]
    assert opened.experiment.output == "sigmoid"
    assert "the activations are taken to be sigmoid, as the file does not say them" in opened.notes
    assert read(tmp_path / "w.csv", ("linear",)).experiment.output == "linear"


def test_a_folder_of_matrices_is_opened_by_any_of_them(tmp_path: Path) -> None:
    export(trained(), tmp_path / "m.csv", FORMATS["csv-matrices"])
    (tmp_path / "m_W1.csv").rename(tmp_path / "W1.csv")
    (tmp_path / "m_W2.csv").rename(tmp_path / "W2.csv")
    for name in ("W1.csv", "W2.csv"):
        assert read(tmp_path / name).model.network.sha256() == trained().network.sha256()


# ---- pairs of matrices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "named",
    [
        {"coefs_0": W[0].T, "intercepts_0": B[0], "coefs_1": W[1].T, "intercepts_1": B[1]},
        {"coefs_[0]": W[0].T, "intercepts_[0]": B[0], "coefs_[1]": W[1].T, "intercepts_[1]": B[1]},
        {"W1": W[0], "b1": B[0], "W2": W[1], "b2": B[1]},
        {"W1": W[0].T, "b1": B[0], "W2": W[1].T, "b2": B[1]},
        {"b2": B[1].reshape(1, 1), "w2": W[1].T, "b1": B[0].reshape(4, 1), "w1": W[0].T},
        {"0.weight": W[0], "0.bias": B[0], "2.weight": W[1], "2.bias": B[1]},
        {"W1": np.column_stack([B[0], W[0]]), "W2": np.column_stack([B[1], W[1]])},
    ],
    ids=["coefs", "coefs in brackets", "W and b", "W and b turned", "columns", "torch", "bias in column 0"],
)
def test_pairs_in_an_archive_are_read_whichever_way_round(named: dict[str, Array], tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", **named)
    opened = read(tmp_path / "m.npz")
    np.testing.assert_allclose(opened.model.output(POINTS), expected(), rtol=0, atol=1e-15)
    assert "the activations are taken to be tanh, sigmoid, as the file does not say them" in opened.notes


def test_scikit_learn_says_its_activations(tmp_path: Path) -> None:
    pairs = {"coefs_0": W[0].T, "intercepts_0": B[0], "coefs_1": W[1].T, "intercepts_1": B[1]}
    np.savez(tmp_path / "m.npz", activation="relu", out_activation_="logistic", **pairs)
    opened = read(tmp_path / "m.npz")
    np.testing.assert_allclose(opened.model.output(POINTS), expected("relu"), rtol=0, atol=1e-15)
    assert len(opened.notes) == 1  # only that nobody knows the data


def test_matrices_that_fit_both_ways_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", W1=np.eye(2), b1=np.zeros(2), W2=np.eye(2), b2=np.zeros(2))
    assert "its matrices fit each other both ways round" in refused(tmp_path / "m.npz")


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ({"0.weight": W[0], "2.weight": W[0]}, "2.weight takes 2 inputs, expected 4 as 0.weight gives"),
        ({"0.weight": W[0], "0.bias": np.zeros(3)}, "beside 0.weight have shape (3,), expected (4,)"),
        ({"0.weight": np.zeros((8, 3, 3, 3))}, "a convolution, which this program cannot represent"),
        ({"0.bias": np.zeros(3)}, "0.bias has no weight matrix beside it"),
        ({"0.weight": W[0], "1.running_mean": B[0]}, "'1.running_mean' is neither the weights nor the bias weights"),
        ({"x": W[0]}, "it holds 'x', expected W1, W2"),
        ({"W1": W[0], "W3": W[1]}, "expected W1 to W2"),
        ({"coefs_0": W[0].T, "coef_0": W[0].T}, "are the same layer"),
    ],
)
def test_pairs_that_are_no_network_are_refused(named: dict[str, Array], reason: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", **named)
    assert reason in refused(tmp_path / "m.npz")


def test_safetensors_of_pytorch_are_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    sizes = [2, *[3] * 11, 1][:9]
    tensors = {}
    for number, (before, after) in enumerate(pairwise(sizes)):
        tensors[f"net.{2 * number}.weight"] = RNG.normal(size=(after, before)).astype(np.float32)
        tensors[f"net.{2 * number}.bias"] = RNG.normal(size=after).astype(np.float32)
    save_file(tensors, tmp_path / "m.safetensors", {"format": "pt"})
    opened = read(tmp_path / "m.safetensors", ("relu", "linear"))
    assert opened.model.network.sizes == tuple(sizes)
    np.testing.assert_array_equal(opened.model.network.W[7][:, 1:], tensors["net.12.weight"])
    assert opened.notes[0].startswith("the activations are taken to be relu, relu, ")
    assert opened.notes[0].endswith("linear, as was said")


def test_activations_to_assume_must_fit(tmp_path: Path) -> None:
    save_file({"0.weight": W[0], "2.weight": W[1]}, tmp_path / "m.safetensors")
    assert read(tmp_path / "m.safetensors", ("SiLU", "identity")).experiment.hidden == (Layer(4, "swish"),)
    assert "there are 3 activations to assume, expected 2" in refused(tmp_path / "m.safetensors", ("tanh",) * 3)
    assert "is 'glu', expected one of tanh" in refused(tmp_path / "m.safetensors", ("glu", "tanh"))


# ---- ONNX of others ------------------------------------------------------------------------------------------------


def graph(
    path: Path, nodes: Sequence[Any], constants: dict[str, Array], width: type = np.float64, inputs: int = 2
) -> Path:
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(width))
    values = [numpy_helper.from_array(np.asarray(value, width), name) for name, value in constants.items()]
    points = helper.make_tensor_value_info("x", kind, ["n", inputs])
    result = helper.make_tensor_value_info("y", kind, None)
    made = helper.make_model(helper.make_graph(nodes, "g", [points], [result], values))
    path.write_bytes(made.SerializeToString())
    return path


def node(kind: str, inputs: str, output: str, **attributes: Any) -> Any:
    return helper.make_node(kind, inputs.split(), [output], **attributes)


CONSTANTS = {
    "twenty": np.array(20.0),
    "half": np.full(2, 0.5),
    "two": np.array([2.0, 4.0]),
    "w1": W[0],
    "b1": B[0],
    "w2": W[1],
    "b2": B[1],
    "w1t": W[0].T,
    "w2t": W[1].T,
}
GEMM1 = node("Gemm", "x w1 b1", "z1", transB=1)
GEMM2 = node("Gemm", "a1 w2 b2", "z2", transB=1)
TANH, SIGMOID = node("Tanh", "z1", "a1"), node("Sigmoid", "z2", "y")

CHAINS = {
    "PyTorch": ([GEMM1, TANH, GEMM2, SIGMOID], "tanh"),
    "Keras": (
        [
            node("MatMul", "x w1t", "m1"),
            node("Add", "m1 b1", "z1"),
            node("Relu", "z1", "a1"),
            node("MatMul", "a1 w2t", "m2"),
            node("Add", "b2 m2", "z2"),
            SIGMOID,
        ],
        "relu",
    ),
    "skl2onnx": (
        [
            node("Cast", "x", "c", to=TensorProto.DOUBLE),
            node("MatMul", "c w1t", "m1"),
            node("Add", "m1 b1", "z1"),
            TANH,
            node("MatMul", "a1 w2t", "m2"),
            node("Add", "m2 b2", "z2"),
            SIGMOID,
            node("Sub", "one y", "not_y"),
            node("Concat", "not_y y", "both", axis=1),
            node("ArgMax", "both", "label", axis=1),
        ],
        "tanh",
    ),
    "swish and dropout": (
        [
            node("Flatten", "x", "f"),
            node("Gemm", "f w1 b1", "z1", transB=1),
            node("Sigmoid", "z1", "s"),
            node("Mul", "z1 s", "h"),
            node("Dropout", "h", "a1"),
            GEMM2,
            SIGMOID,
        ],
        "swish",
    ),
    "transposed constants": (
        [
            node("Transpose", "w1", "t1", perm=[1, 0]),
            node("Constant", "", "k2", value=numpy_helper.from_array(W[1].T.copy())),
            node("MatMul", "x t1", "m1"),
            node("Add", "m1 b1", "z1"),
            TANH,
            node("MatMul", "a1 k2", "m2"),
            node("Add", "m2 b2", "z2"),
            SIGMOID,
        ],
        "tanh",
    ),
}
CHAINS["softplus of PyTorch"] = (
    [
        GEMM1,
        node("Softplus", "z1", "s"),
        node("Greater", "z1 twenty", "g"),
        node("Where", "g z1 s", "a1"),
        GEMM2,
        SIGMOID,
    ],
    "softplus",
)
for kind_, ours_, extra_ in (
    ("LeakyRelu", "leaky_relu", {"alpha": 0.01}),
    ("Elu", "elu", {}),
    ("Softplus", "softplus", {}),
    ("Gelu", "gelu", {"approximate": "tanh"}),
    ("Sin", "sin", {}),
    ("Identity", "linear", {}),
):
    CHAINS[kind_] = ([GEMM1, node(kind_, "z1", "a1", **extra_), GEMM2, SIGMOID], ours_)


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_that_others_wrote_computes_the_same_here(name: str, tmp_path: Path) -> None:
    nodes, hidden = CHAINS[name]
    opened = read(graph(tmp_path / "m.onnx", nodes, CONSTANTS | {"one": np.ones(1)}))
    assert opened.experiment.hidden == (Layer(4, hidden),)
    np.testing.assert_allclose(opened.model.output(POINTS), expected(hidden), rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    "nodes",
    [
        [node("Sub", "x half", "c"), node("Div", "c two", "s")],
        [node("Sub", "x half", "c"), node("Cast", "c", "d", to=TensorProto.DOUBLE), node("Div", "d two", "s")],
        [helper.make_node("Scaler", ["x"], ["s"], domain="ai.onnx.ml", offset=[0.5, 0.5], scale=[0.5, 0.25])],
    ],
    ids=["Sub and Div", "with a Cast", "Scaler"],
)
def test_standardising_before_the_first_layer_comes_in(nodes: list[Any], tmp_path: Path) -> None:
    dense = node("Gemm", "s w1 b1", "z1", transB=1)
    opened = read(graph(tmp_path / "m.onnx", [*nodes, dense, TANH, GEMM2, SIGMOID], CONSTANTS))
    assert any("worked into W⁽¹⁾" in note for note in opened.notes)
    points = POINTS * [2.0, 4.0] + 0.5
    np.testing.assert_allclose(opened.model.output(points), expected(), rtol=0, atol=1e-14)


def test_what_was_left_out_of_a_chain_is_told(tmp_path: Path) -> None:
    notes = read(graph(tmp_path / "m.onnx", CHAINS["skl2onnx"][0], CONSTANTS | {"one": np.ones(1)})).notes
    assert any(note.startswith("what comes after the last layer was left out: ") and "ArgMax" in note for note in notes)
    notes = read(graph(tmp_path / "m.onnx", CHAINS["swish and dropout"][0], CONSTANTS)).notes
    assert "the dropout after layer 2 was left out, as it is only for learning" in notes


def test_weights_of_32_bits_are_taken_as_they_are(tmp_path: Path) -> None:
    opened = read(graph(tmp_path / "m.onnx", CHAINS["PyTorch"][0], CONSTANTS, np.float32))
    np.testing.assert_array_equal(opened.model.network.W[1][:, 1:], W[0].astype(np.float32))


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        ([node("Conv", "x w1", "y")], "layer 2 is a convolution (Conv), expected a dense layer (Gemm, or MatMul and"),
        ([GEMM1, TANH, node("LSTM", "a1 w2 w2", "y")], "layer 3 is a recurrent layer (LSTM)"),
        ([GEMM1, node("BatchNormalization", "z1 b1 b1 b1 b1", "y")], "layer 2 is a batch normalisation"),
        ([GEMM1, node("Erf", "z1", "y")], "layer 2 is an operator that has no counterpart here (Erf)"),
        ([GEMM1, node("LeakyRelu", "z1", "y", alpha=0.2)], "layer 2 has the activation LeakyRelu with alpha 0.2"),
        ([GEMM1, node("Gelu", "z1", "y")], "layer 2 has the activation Gelu with no approximation"),
        ([GEMM1, TANH, node("Relu", "a1", "y")], "layer 2 has the activations tanh and relu one after the other"),
        ([GEMM1, node("Softmax", "z1", "a1", axis=1), GEMM2, SIGMOID], "the activation of layer 2 is 'softmax'"),
        ([GEMM1, TANH, node("Add", "a1 b1", "y")], "layer 3 is an operator that has no counterpart here (Add)"),
        (
            [GEMM1, node("Tanh", "z1", "t"), node("Relu", "z1", "r"), node("Add", "t r", "y")],
            "one layer after the other",
        ),
        ([node("MatMul", "w1 x", "y")], "layer 2 multiplies weights with inputs"),
        ([node("Tanh", "w1", "c"), node("MatMul", "x c", "y")], "the weights of layer 2, 'c', are computed"),
        ([node("Relu", "x", "y")], "layer 2 is an operator that has no counterpart here (Relu)"),
        ([node("Identity", "x", "y")], "it has no dense layer"),
    ],
)
def test_what_is_no_chain_of_dense_layers_is_named_layer_by_layer(
    nodes: list[Any], reason: str, tmp_path: Path
) -> None:
    assert reason in refused(graph(tmp_path / "m.onnx", nodes, CONSTANTS))


def test_weights_in_other_files_are_never_looked_for(tmp_path: Path) -> None:
    path = graph(tmp_path / "m.onnx", CHAINS["PyTorch"][0], CONSTANTS)
    proto = onnx.load(path)
    tensor = next(made for made in proto.graph.initializer if made.name == "w1")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../../etc/passwd"
    path.write_bytes(proto.SerializeToString())
    assert "'w1' lies in another file, '../../../etc/passwd', which is not opened" in refused(path)


def test_a_graph_of_ours_that_was_changed_is_refused(tmp_path: Path) -> None:
    path = export(trained(), tmp_path / "m.onnx", FORMATS["onnx"]).files[0]
    proto = onnx.load(path)
    next(made for made in proto.graph.node if made.op_type == "Tanh").op_type = "Sin"
    path.write_bytes(proto.SerializeToString())
    assert "its graph is another than its description tells" in refused(path)


# ---- the experiment ------------------------------------------------------------------------------------------------


def network(sizes: tuple[int, ...], output: str, hidden: str = "relu") -> Network:
    flat = np.random.default_rng(0).normal(size=weight_count(sizes))
    return Network(sizes, (*[hidden] * (len(sizes) - 2), output), flat)


@pytest.mark.parametrize(
    ("sizes", "output", "data", "cost"),
    [
        ((2, 4, 1), "sigmoid", "circle", "logistic"),
        ((2, 1), "step", "separable", "perceptron"),
        ((2, 4, 1), "tanh", "circle", "squared"),
        ((2, 4, 1), "linear", "reg-gauss", "squared"),
        ((1, 4, 1), "linear", "sine", "squared"),
        ((2, 4, 2), "softmax", "circle", "cross_entropy"),
        ((2, 4, 3), "softmax", "spiral3", "cross_entropy"),
        ((5, 4, 7), "softmax", "spiral3", "cross_entropy"),
        ((2, 4, 8), "sigmoid", "blobs", "logistic"),
        ((13, *[3] * 8, 3), "linear", "blobs", "squared"),
    ],
)
def test_a_network_of_elsewhere_gets_data_with_as_many_classes_as_it_has_outputs(
    sizes: tuple[int, ...], output: str, data: str, cost: str
) -> None:
    opened = experiment_for(Model(network(sizes, output)))
    experiment = opened.experiment
    assert (experiment.sizes, experiment.activations) == (sizes, opened.model.network.activations)
    assert (experiment.data.name, experiment.cost) == (data, cost)
    assert first_network(experiment).flat.shape == opened.model.network.flat.shape
    run = Run(experiment)
    run.network.flat[:] = opened.model.network.flat
    np.testing.assert_array_equal(run.network.flat, opened.model.network.flat)
    if sizes[0] > 2:
        assert opened.notes[0].startswith(
            f"it does not say what its {sizes[0]} inputs are; they are taken to be x₁, x₂"
        )


@pytest.mark.parametrize(
    ("sizes", "output", "reason"),
    [
        (
            (14, 3, 1),
            "sigmoid",
            "it needs points of 14 numbers, which no generated data have; open its data first, a table with 14 inputs "
            "and a target for 1 output unit of sigmoid",
        ),
        ((2, 3, 9), "softmax", "it has 9 output units, expected at most 8"),
        ((2, 3, 2), "sigmoid", "it has two sigmoid units in the last layer, expected one"),
        ((2, 3, 1), "softmax", "it has one softmax unit, which is always 1"),
        ((2, 3, 1), "relu", "layer 3, the last, has the activation relu, expected one of sigmoid, softmax"),
        ((2, *[3] * 9, 1), "sigmoid", "it has 9 hidden layers, expected at most 8"),
        ((2, 513, 1), "sigmoid", "layer 2 has 513 units, expected at most 512"),
    ],
)
def test_what_no_experiment_has_is_refused_with_the_limit(sizes: tuple[int, ...], output: str, reason: str) -> None:
    with pytest.raises(ImportFileError) as caught:
        experiment_for(Model(network(sizes, output)))
    assert reason in str(caught.value)


def test_standardising_of_elsewhere_is_worked_into_the_first_matrix() -> None:
    model = Model(network((3, 4, 1), "sigmoid"), (), Scaling(np.array([1.0, -2, 3]), np.array([0.5, 2, 3])))
    opened = experiment_for(model)
    assert opened.model.scaling is None
    points = RNG.normal(size=(20, 3))
    both = [replace(m, features=()).output(points) for m in (model, opened.model)]
    np.testing.assert_allclose(*both, rtol=0, atol=1e-13)
    assert any("worked into W⁽¹⁾" in note for note in opened.notes)


def test_every_random_network_opens_or_is_refused_in_a_sentence() -> None:
    opened = 0
    for seed in range(200):
        model = random_model(seed)
        try:
            found = experiment_for(model)
        except ImportFileError:
            continue
        assert found.experiment.sizes == model.network.sizes
        opened += 1
    assert opened > 80


@pytest.mark.parametrize("name", HIDDEN)
def test_every_hidden_activation_comes_in(name: str, tmp_path: Path) -> None:
    model = Model(network((2, 3, 1), "sigmoid", name))
    opened = read(export(model, tmp_path / "m.json", FORMATS["json"]).files[0])
    assert opened.experiment.hidden == (Layer(3, name),)


# ---- files -----------------------------------------------------------------------------------------------------------


def test_other_suffixes_are_refused_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "m.pkl").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    readable = ".npz, .json, .csv, .safetensors, .onnx, .nnplay"
    assert f"file must end in one of {readable}, got 'm.pkl'" in refused(tmp_path / "m.pkl")


def test_what_would_have_to_be_unpickled_is_refused_with_the_way_round_it(tmp_path: Path) -> None:
    assert "safetensors.torch.save_file" in refused(tmp_path / "net.pt")
    assert "coefs_0, intercepts_0" in refused(tmp_path / "net.pkl")
    assert refused(tmp_path / "net.h5").endswith("'net.h5'")


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = export(trained(), tmp_path / "m.json", FORMATS["json"]).files[0]
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"version": 2}))
    assert "its version is 2, expected one up to 1: a newer program wrote it" in refused(path)


def test_reading_alone_needs_no_experiment(tmp_path: Path) -> None:
    model = Model(network((40, 3, 20), "relu"))
    path = export(model, tmp_path / "m.json", FORMATS["json"]).files[0]
    assert read_model(path).model.network.sizes == (40, 3, 20)
    assert "it needs points of 40 numbers" in refused(path)
