"""A network as a header of C99: the weights and one function, without a heap; C++ reads it, too."""

import re
import shutil
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.arrays import Array
from engine.exchange.code_pieces import (
    check,
    features_of,
    identifier,
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
    wrapped,
)
from engine.exchange.code_trial import demand_success, outputs_of, raw_numbers, start
from engine.exchange.code_words import ACTIVATION_CODE
from engine.exchange.formats import Files, Format, NotHereError
from engine.exchange.model import Model

COMPILERS = ("cc", "gcc", "clang")
PROGRAM = "tried_out.exe"  # a name that every system executes
OPTIONS = ("-std=c99", "-O2", "-Wall", "-Wextra", "-Werror")

MAIN = """
#include <stdio.h>
#include "tried_out.h"

int main(int count, char *names[])
{
    double x[NAME_INPUTS], out[NAME_OUTPUTS];
    FILE *points = count == 3 ? fopen(names[1], "rb") : NULL, *outputs = points ? fopen(names[2], "wb") : NULL;
    if (!outputs)
        return 1;
    while (fread(x, sizeof x, 1, points) == 1) {
        PREFIX_predict(x, out);
        if (fwrite(out, sizeof out, 1, outputs) != 1)
            return 1;
    }
    return fclose(outputs) || fclose(points);
}
"""


def write(model: Model, stem: str) -> Files:
    """Return one header, the weights in it; raise ExportError for what has no code."""
    check(model)
    return {f"{stem}.h": text_file(_lines(model, stem))}


def try_out(folder: Path, name: str, points: Array) -> Array:
    """Compile the header with a small program and run that; raise NotHereError without a compiler that works."""
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None:
        raise NotHereError("a C compiler")
    prefix = identifier(name.removesuffix(FORMAT.suffix))
    main = re.sub("NAME", prefix.upper(), MAIN.replace("PREFIX", prefix))
    with TemporaryDirectory() as room:
        Path(room, "tried_out.h").write_bytes((folder / name).read_bytes())
        Path(room, "main.c").write_text(main, encoding="ascii")
        Path(room, "points").write_bytes(raw_numbers(points))
        compiled = start([compiler, *OPTIONS, "main.c", "-o", PROGRAM, "-lm"], room)
        if compiled.returncode and not _works(compiler, room):
            raise NotHereError("a C compiler that works")
        demand_success(compiled, folder / name)
        demand_success(start([str(Path(room, PROGRAM)), "points", "outputs"], room), folder / name)
        return outputs_of(Path(room, "outputs").read_bytes(), len(points))


def _works(compiler: str, room: str) -> bool:
    Path(room, "least.c").write_text("#include <math.h>\nint main(void) { return 0; }\n", encoding="ascii")
    return start([compiler, "least.c", "-o", "least", "-lm"], room).returncode == 0


# ---- the file ------------------------------------------------------------------------------------------------------


def _lines(model: Model, stem: str) -> list[str]:
    name = identifier(stem)
    guard, sizes = name.upper(), model.network.sizes
    lines = [
        *_header(model, stem, name),
        f"#ifndef {guard}_H",
        f"#define {guard}_H",
        "",
        "#include <math.h>",
        "",
        f"#define {guard}_INPUTS {model.dimensions}",
        f"#define {guard}_OUTPUTS {sizes[-1]}",
        "",
        "/* clang-format off */",
    ]
    for layer, matrix in model.network.W.items():
        lines.append(f"static const double {name}_W{layer}[{matrix.shape[0]}][{matrix.shape[1]}] = {{")
        lines += [*rows(matrix, "{}"), "};"]
    if model.scaling:
        for what, values in (("mean", model.scaling.mean), ("deviation", model.scaling.deviation)):
            lines.append(f"static const double {name}_{what}[{len(values)}] =")
            numbers = row(values, "{}", "    ")
            lines += [*numbers[:-1], numbers[-1].removesuffix(",") + ";"]
    lines += [
        "/* clang-format on */",
        "",
        f"/* x: {_point_words(model)}; out: the activations of the output layer. */",
        f"static inline void {name}_predict(const double x[{guard}_INPUTS], double out[{guard}_OUTPUTS])",
        "{",
        *indented("\n".join([*_inputs(model, name), *_passes(model, name)])),
        "}",
        "",
        "#endif",
    ]
    return lines


def _header(model: Model, stem: str, name: str) -> list[str]:
    point, outputs = sample_of_use(model)
    told = [
        *story(model),
        "W1[j - 1][k] leads from unit k of layer 1 to unit j of layer 2; column 0 holds the bias weights, "
        "and a1[0] = 1 is the bias unit.",
        f"Shapes: {shapes(model)}. Needs a compiler of C99 or C++ and the library of math.h (-lm), no heap.",
    ]
    numbers = ", ".join(map(repr, point))
    use = [
        f'#include "{in_comment(stem)}.h"',
        *textwrap.wrap(f"const double x[] = {{{numbers}}};", 100, subsequent_indent="    "),
        f"double out[{name.upper()}_OUTPUTS];",
        f"{name}_predict(x, out);",
    ]
    about = wrapped([f"out is then about {', '.join(map(repr, outputs))}"], width=100)
    comment = [*wrapped(told, width=116), "", *(f"    {line}" for line in [*use, *about])]
    lines = ["/*", " * A trained neural network in C.", " *", *(f" * {line}".rstrip() for line in comment), " */"]
    return [line.encode("ascii", "replace").decode() for line in lines]


def _point_words(model: Model) -> str:
    if not model.features:
        return "the inputs"
    return ("x1", "x1, x2")[model.dimensions - 1] if model.dimensions <= 2 else f"x1 to x{model.dimensions}"


def _inputs(model: Model, name: str) -> list[str]:
    sizes, all_of_them = model.network.sizes, takes_all(model)
    lines = []
    if not all_of_them:
        lines += [f"const double {x} = x[{k}];" for k, x in enumerate(("x1", "x2")) if reads(model, x)]
    lines.append(f"double {', '.join(f'a{layer}[{units + 1}]' for layer, units in enumerate(sizes, start=1))};")
    lines.append("")
    lines.append("/* layer 1 */")
    lines.append("a1[0] = 1.0;")
    if not all_of_them:
        lines += [f"a1[{k}] = {value};" for k, value in enumerate(features_of(model, "c"), start=1)]
    else:
        lines += [f"for (int k = 1; k <= {sizes[0]}; ++k)", "    a1[k] = x[k - 1];"]
    if model.scaling:
        lines.append(f"for (int k = 1; k <= {sizes[0]}; ++k)")
        lines.append(f"    a1[k] = (a1[k] - {name}_mean[k - 1]) / {name}_deviation[k - 1];")
    return lines


def _passes(model: Model, name: str) -> list[str]:
    network = model.network
    lines: list[str] = []
    for layer, activation in enumerate(network.activations, start=2):
        units, sources = network.sizes[layer - 1], network.sizes[layer - 2]
        code = ACTIVATION_CODE[activation]
        lines += [
            "",
            f"/* layer {layer}: {activation} */",
            *([f"a{layer}[0] = 1.0;"] if layer < network.L else []),
            f"for (int j = 1; j <= {units}; ++j) {{",
            "    double z = 0.0;",
            f"    for (int k = 0; k <= {sources}; ++k)",
            f"        z += {name}_W{layer - 1}[j - 1][k] * a{layer - 1}[k];",
            f"    a{layer}[j] = {code.c};",
            "}",
        ]
        if code.c_over_layer:
            body = code.c_over_layer.format(a=f"a{layer}", units=units)
            lines += ["{", *indented(body), "}"]
    last = network.L
    return [*lines, "", f"for (int j = 1; j <= {network.sizes[-1]}; ++j)", f"    out[j - 1] = a{last}[j];"]


FORMAT = Format(
    "c", "C header", ".h", write, try_out, "a C compiler", holds="one header without dependencies, double precision"
)
FORMATS = (FORMAT,)
