"""A network as a module of PyTorch in double precision, its weights in the code or as a state_dict beside it."""

from pathlib import Path

import numpy as np

from engine.arrays import Array
from engine.exchange.code_pieces import check, chosen_columns, features_of, takes_all, text_file, used
from engine.exchange.code_trial import run_python
from engine.exchange.code_words import ACTIVATION_CODE
from engine.exchange.formats import Files, Format
from engine.exchange.model import Model
from engine.exchange.python_pieces import MATRICES, example, gathered, header, weights_of

DOUBLE = "dtype=torch.float64"
STATE = "linear1.weight[j - 1, k - 1] is w⁽¹⁾ⱼ,ₖ, from unit k of layer 1 to unit j of layer 2; the bias has k = 0."
TRIED_BY = "PyTorch, in a process of its own"


def write(model: Model, stem: str) -> Files:
    """Return the code and, beside it, the state_dict as safetensors; raise ExportError for what has no code."""
    from safetensors.numpy import save

    check(model)
    tensors = {name: np.ascontiguousarray(array) for name, array in state_dict(model).items()}
    load = ['model.load_state_dict(load_file(Path(__file__).with_suffix(".safetensors")))']
    code = _lines(model, stem, [], load, ".safetensors")
    return {f"{stem}.py": text_file(code), f"{stem}.safetensors": save(tensors, {"format": "pt"})}


def write_inside(model: Model, stem: str) -> Files:
    """Return one file, the weights in it; raise ExportError for what has no code."""
    check(model)
    entries = [
        line
        for layer in model.network.W
        for line in (f'"linear{layer}.weight": W{layer}[:, 1:],', f'"linear{layer}.bias": W{layer}[:, 0],')
    ]
    entries += ['"mean": MEAN,', '"deviation": DEVIATION,'] if model.scaling else []
    load = ["model.load_state_dict(", "    {", *(f"        {entry}" for entry in entries), "    }", ")"]
    return {f"{stem}.py": text_file(_lines(model, stem, weights_of(model, "torch.tensor", DOUBLE), load))}


def state_dict(model: Model) -> dict[str, Array]:
    """Return the parameters and buffers of the module by their names in PyTorch."""
    arrays: dict[str, Array] = {}
    for layer, matrix in model.network.W.items():
        arrays |= {f"linear{layer}.weight": matrix[:, 1:], f"linear{layer}.bias": matrix[:, 0]}
    return arrays | ({"mean": model.scaling.mean, "deviation": model.scaling.deviation} if model.scaling else {})


def try_out(folder: Path, name: str, points: Array) -> Array:
    """Load and execute the file in a process of its own; raise NotHereError without PyTorch."""
    outputs = "module.load()(module.torch.from_numpy(points)).detach().numpy()"
    return run_python(folder / name, points, outputs, {"torch": "PyTorch", "safetensors.torch": "safetensors"})


def try_out_inside(folder: Path, name: str, points: Array) -> Array:
    """Execute the file in a process of its own; raise NotHereError without PyTorch."""
    outputs = "module.load()(module.torch.from_numpy(points)).detach().numpy()"
    return run_python(folder / name, points, outputs, {"torch": "PyTorch"})


def _lines(model: Model, stem: str, weights: list[str], load: list[str], beside: str = "") -> list[str]:
    points, outputs = example(model)
    use = ["import torch", "from NAME import load", "", "network = load()"]
    use += [f"network(torch.tensor({points}, {DOUBLE}))", *outputs]
    sizes = model.network.sizes
    lines = [
        *header(
            model, stem, "A trained neural network as a module of PyTorch.", use, beside, STATE if beside else MATRICES
        ),
        "",
        *(["from pathlib import Path", ""] if beside else []),
        "import torch",
        *(["from safetensors.torch import load_file"] if beside else []),
        "from torch import nn",
        *(["from torch.nn import functional"] if _needs_functional(model) else []),
        *(["", *weights] if weights else []),
        "",
        "",
        "class Network(nn.Module):",
        f'    """Points, shape (n, {model.dimensions}), to outputs, shape (n, {sizes[-1]}), in double precision."""',
        "",
        "    def __init__(self):",
        "        super().__init__()",
    ]
    for layer, matrix in model.network.W.items():
        units, sources = matrix.shape[0], matrix.shape[1] - 1
        lines.append(f"        self.linear{layer} = nn.Linear({sources}, {units}, {DOUBLE})")
    if model.scaling:
        lines.append(f'        self.register_buffer("mean", torch.zeros({sizes[0]}, {DOUBLE}))')
        lines.append(f'        self.register_buffer("deviation", torch.ones({sizes[0]}, {DOUBLE}))')
    lines += ["", "    def forward(self, points):"]
    lines += [f"        {line}" for line in [*_inputs(model), *_passes(model)]]
    lines += ["", "", "def load():", '    """Return the network with its trained weights."""', "    model = Network()"]
    lines += [f"    {line}" for line in load]
    return [*lines, "    return model.eval()"]


def _needs_functional(model: Model) -> bool:
    return any("functional." in ACTIVATION_CODE[name].torch for name in used(model))


def _inputs(model: Model) -> list[str]:
    made = gathered("a1", "torch.stack({}, dim=-1)", features_of(model, "torch"))
    if takes_all(model):
        lines = ["a1 = points"]
    elif chosen := chosen_columns(model):
        lines = gathered("a1", "points[..., {}]", list(map(str, chosen)))
    elif model.dimensions <= 2:
        lines = [f"{'(x1,)' if model.dimensions == 1 else 'x1, x2'} = points.unbind(-1)", *made]
    else:
        lines = ["x = points.unbind(-1)", "x1, x2 = x[:2]", *made]
    return [*lines, "a1 = (a1 - self.mean) / self.deviation"] if model.scaling else lines


def _passes(model: Model) -> list[str]:
    lines = []
    for layer, name in enumerate(model.network.activations, start=2):
        lines.append(f"z{layer} = self.linear{layer - 1}(a{layer - 1})")
        lines.append(f"a{layer} = {ACTIVATION_CODE[name].torch.format(z=f'z{layer}')}")
    return [*lines, f"return a{model.network.L}"]


FORMATS = (
    Format(
        "torch",
        "PyTorch module, weights beside it",
        ".py",
        write,
        try_out,
        TRIED_BY,
        holds="an nn.Module, its state_dict as safetensors",
    ),
    Format(
        "torch-inside",
        "PyTorch module, weights in it",
        ".py",
        write_inside,
        try_out_inside,
        TRIED_BY,
        holds="the same, in one file",
    ),
)
