"""A network as a module of JavaScript: the weights and one function, for browsers and for Node."""

import shutil
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.arrays import Array
from engine.exchange.code_pieces import (
    check,
    features_of,
    in_comment,
    indented,
    reads,
    row,
    rows,
    sample_of_use,
    shapes,
    story,
    takes_all,
    text_file,
    used,
    wrapped,
)
from engine.exchange.code_trial import demand_success, outputs_of, raw_numbers, start
from engine.exchange.code_words import ACTIVATION_CODE
from engine.exchange.formats import Files, Format, NotHereError
from engine.exchange.model import Model
from engine.exchange.python_pieces import gathered

RUNNER = """
import { readFileSync, writeFileSync } from "node:fs";
import { predict } from "./tried_out.mjs";

const numbers = new Float64Array(new Uint8Array(readFileSync("points")).buffer);
const count = numbers.length / WIDTH;
const points = Array.from({ length: count }, (_, i) => [...numbers.subarray(i * WIDTH, (i + 1) * WIDTH)]);
writeFileSync("outputs", new Uint8Array(Float64Array.from(predict(points).flat()).buffer));
"""


def write(model: Model, stem: str) -> Files:
    """Return one module, the weights in it; raise ExportError for what has no code."""
    check(model)
    return {f"{stem}.js": text_file(_lines(model, stem))}


def try_out(folder: Path, name: str, points: Array) -> Array:
    """Let Node import the module; raise NotHereError without it."""
    node = shutil.which("node")
    if node is None:
        raise NotHereError("Node")
    with TemporaryDirectory() as room:
        Path(room, "tried_out.mjs").write_bytes((folder / name).read_bytes())
        Path(room, "run.mjs").write_text(RUNNER.replace("WIDTH", str(points.shape[1])), encoding="ascii")
        Path(room, "points").write_bytes(raw_numbers(points))
        demand_success(start([node, "run.mjs"], room), folder / name)
        return outputs_of(Path(room, "outputs").read_bytes(), len(points))


# ---- the file ------------------------------------------------------------------------------------------------------


def _lines(model: Model, stem: str) -> list[str]:
    lines = [*_header(model, stem), ""]
    for layer, matrix in model.network.W.items():
        lines += ["// prettier-ignore", f"const W{layer} = [", *rows(matrix, indent="  "), "];", ""]
    if model.scaling:
        for what, values in (("MEAN", model.scaling.mean), ("DEVIATION", model.scaling.deviation)):
            numbers = row(values, indent="  ")
            last = numbers[-1].removesuffix(",") + ";"
            lines += ["// prettier-ignore", f"const {what} =", *numbers[:-1], last, ""]
    for name in used(model):
        lines += [f"function {name}(z) {{", *indented(ACTIVATION_CODE[name].js, 2), "}", ""]
    lines += [
        "/** The net inputs of a layer: each row of weights times the units below, a[0] = 1 being the bias unit. */",
        "function netInputs(W, a) {",
        "  return W.map((row) => row.reduce((sum, w, k) => sum + w * a[k], 0));",
        "}",
        "",
        f"/** The outputs of points: an array of {_point_words(model)} to an array of {_output_words(model)}. */",
        "export function predict(points) {",
        f"  return points.map(({_argument(model)}) => {{",
        *(f"    {line}" for line in [*_inputs(model), *_passes(model)]),
        "  });",
        "}",
    ]
    return lines


def _header(model: Model, stem: str) -> list[str]:
    point, outputs = sample_of_use(model)
    told = [
        *story(model),
        "W1[j - 1][k] is w⁽¹⁾ⱼ,ₖ: it leads from unit k of layer 1 to unit j of layer 2.",
        f"Column 0 holds the bias weights. Shapes: {shapes(model)}.",
    ]
    use = [
        f'import {{ predict }} from "./{in_comment(stem)}.js"; // in a browser: <script type="module">',
        "",
        *textwrap.wrap(f"predict([{point}]);", 110, subsequent_indent="  "),
        *wrapped([f"about [{outputs}]"], "// ", 110),
        "",
        'For Node, call it .mjs, or say "type": "module" in package.json.',
    ]
    comment = [*wrapped(told, width=116), "", *(f"    {line}" if line else "" for line in use[:-2]), *use[-2:]]
    return [
        "/*",
        " * A trained neural network in JavaScript.",
        " *",
        *(f" * {line}".rstrip() for line in comment),
        " */",
    ]


def _point_words(model: Model) -> str:
    if not model.features or model.dimensions > 2:
        return f"arrays of {model.dimensions} numbers"
    return "[x1]" if model.dimensions == 1 else "[x1, x2]"


def _output_words(model: Model) -> str:
    units = model.network.sizes[-1]
    return f"arrays of {units} number{'s' if units > 1 else ''}"


def _argument(model: Model) -> str:
    if not model.features or model.dimensions > 2:
        return "x"
    if not reads(model, "x2"):
        return "[x1]"
    return "[x1, x2]" if reads(model, "x1") else "[, x2]"


def _inputs(model: Model) -> list[str]:
    values = ["...x"] if takes_all(model) else features_of(model, "js")
    used_names = [x for x in ("x1", "x2") if reads(model, x)] if model.dimensions > 2 else []
    lines = [f"const {x} = x[{int(x[1]) - 1}];" for x in used_names]
    if not model.scaling:
        return [*lines, *_ended(gathered("const a1", "{}", ["1", *values]))]
    raw = _ended(gathered("const raw", "{}", values))
    return [*lines, *raw, "const a1 = [1, ...raw.map((value, k) => (value - MEAN[k]) / DEVIATION[k])];"]


def _ended(lines: list[str]) -> list[str]:
    return [line if line.endswith(("[", ",")) else f"{line};" for line in lines]


def _passes(model: Model) -> list[str]:
    lines = []
    for layer, name in enumerate(model.network.activations, start=2):
        z = f"netInputs(W{layer - 1}, a{layer - 1})"
        is_last = layer == model.network.L
        lines.append(f"return {name}({z});" if is_last else f"const a{layer} = [1, ...{name}({z})];")
    return lines


FORMAT = Format("js", "JavaScript module", ".js", write, try_out, "Node", holds="one ES module without dependencies")
FORMATS = (FORMAT,)
