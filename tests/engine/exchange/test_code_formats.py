"""Networks as code: what is written is the network, in every language, and nothing else can be written into it."""

import ast
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.errors import ExportError
from engine.exchange import (
    c_code,
    code_trial,
    js_code,
    keras_code,
    numpy_code,
    processes,
    sklearn_code,
    torch_code,
)
from engine.exchange.code_pieces import WIDTH, identifier
from engine.exchange.formats import Format, NotHereError
from engine.exchange.model import Model
from engine.network import Network
from tests.engine.exchange.code_models import (
    BY_NAME,
    FORMATS,
    PYTHON,
    anyone,
    apart,
    drawn,
    imported,
    lecture_model,
    near,
    of_all_features,
    of_each_activation,
    written,
)

EVERY = pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
NUMPY = pytest.mark.parametrize("format", numpy_code.FORMATS, ids=lambda format: format.name)
ALONE = [BY_NAME[name] for name in ("numpy", "c", "js")]  # what is tried by what every machine of ours has
HARD_STEMS = (
    'a"; import os; os.system("x") #',
    "*/ int main(void) { return 1; } /*",
    '"""\nimport os',
    "line\nbreak\r\u2028",
    "back\\slash\\",
    "`$(touch x)`",
    "</script><script>",
    "Übung 3",
    "Σ",
    "3 layers",
    "class",
    "numpy",
    ".",
    "a.b",
    "-",
    "🧠",
    "\udcff",
    "%s {0} {stem} NAME PREFIX",
)
cc = pytest.mark.skipif(not any(map(shutil.which, c_code.COMPILERS)), reason="needs a C compiler")
node = pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
NEEDS = {"c": cc, "js": node}
TRIED = pytest.mark.parametrize(
    "format", [pytest.param(format, marks=NEEDS.get(format.name, ()), id=format.name) for format in ALONE]
)


def text(format: Format, model: Model, stem: str = "model") -> str:
    return next(iter(format.write(model, stem).values())).decode("utf-8")


# ---- it computes what the engine computes --------------------------------------------------------------------------


@TRIED
def test_a_copy_computes_the_engines_outputs(format: Format, tmp_path: Path) -> None:
    model = lecture_model()
    points = model.probes(200)
    outputs = format.try_out(tmp_path, written(tmp_path, format, model), points)
    assert apart(model, points, outputs) <= format.tolerance == 1e-12


@TRIED
def test_all_features_travel_standardised(format: Format, tmp_path: Path) -> None:
    model = of_all_features()
    points = np.vstack([near(model), [[0, 0], [-1, 0], [0, -2], [3, 4]]])
    assert apart(model, points, format.try_out(tmp_path, written(tmp_path, format, model), points)) <= 1e-12


@NUMPY
def test_every_activation_in_numpy(format: Format, tmp_path: Path) -> None:
    for number, model in enumerate(of_each_activation()):
        module = imported(tmp_path / written(tmp_path, format, model, f"model_{number}"))
        assert apart(model, near(model), module.predict(near(model))) <= 1e-12


@NUMPY
def test_any_network_in_numpy(format: Format, tmp_path: Path) -> None:
    for seed in range(60):
        model = anyone(seed)
        module = imported(tmp_path / written(tmp_path, format, model, f"model_{seed}"))
        assert apart(model, near(model), module.predict(near(model))) <= 1e-12


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nothing_overflows_in_numpy(name: str, tmp_path: Path) -> None:
    """Whatever the net input; NumPy would warn."""
    sizes = (1, 2)
    model = Model(Network(sizes, (name,), np.array([0.0, 1.0, 0.0, -1.0])))
    module = imported(tmp_path / written(tmp_path, BY_NAME["numpy"], model))
    points = np.array([[-1000.0], [1000.0], [0.0], [-1e300], [1e300]])
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        outputs = module.predict(points)
    np.testing.assert_allclose(outputs, model.output(points), rtol=1e-15, atol=1e-15)


@TRIED
@pytest.mark.parametrize("names", [("tanh", "sigmoid", "elu", "softplus", "gelu"), ("swish", "softmax")])
def test_nothing_overflows(format: Format, names: tuple[str, ...], tmp_path: Path) -> None:
    for name in names:
        model = Model(Network((1, 2), (name,), np.array([0.0, 1.0, 0.0, -1.0])))
        points = np.array([[-1000.0], [1000.0], [0.0], [-1e300], [1e300]])
        outputs = format.try_out(tmp_path, written(tmp_path, format, model), points)
        np.testing.assert_allclose(outputs, model.output(points), rtol=1e-14, atol=1e-14)


def test_numpy_takes_lists_and_a_single_point(tmp_path: Path) -> None:
    model = lecture_model()
    predict = imported(tmp_path / written(tmp_path, BY_NAME["numpy"], model)).predict
    expected = model.output(np.array([[0.5, -1.0]]))
    np.testing.assert_allclose(predict([[0.5, -1.0]]), expected, rtol=1e-14)
    np.testing.assert_allclose(predict([0.5, -1]), expected, rtol=1e-14)
    assert predict(np.zeros((0, 2))).shape == (0, 3)
    with pytest.raises(ValueError, match="unpack"):
        predict(np.zeros((2, 5)))  # one column a point, where there must be one row


def test_numpy_takes_points_on_a_line(tmp_path: Path) -> None:
    model = drawn(np.random.default_rng(1), (2, 1), ("linear",), ("x1", "x1^2"))
    predict = imported(tmp_path / written(tmp_path, BY_NAME["numpy"], model)).predict
    expected = model.output(np.array([[0.5], [2.0]]))
    np.testing.assert_allclose(predict([0.5, 2.0]), expected, rtol=1e-14)
    np.testing.assert_allclose(predict([[0.5], [2.0]]), expected, rtol=1e-14)
    with pytest.raises(ValueError, match="reshape"):
        predict(np.zeros((3, 2)))


def test_the_example_in_the_header_is_true(tmp_path: Path) -> None:
    model = lecture_model()
    told = re.search(r"about \[\[([^]]+)]]", text(BY_NAME["numpy"], model))
    assert told
    expected = model.output(np.array([[0.5, -1.0]]))[0]
    np.testing.assert_allclose([float(number) for number in told[1].split(",")], expected, rtol=1e-5)


# ---- what is written -----------------------------------------------------------------------------------------------


@EVERY
def test_the_same_model_gives_the_same_bytes(format: Format) -> None:
    first, second = (dict(format.write(lecture_model(), "circle")) for _ in range(2))
    assert first == second


@EVERY
def test_the_first_file_has_the_name_that_was_asked_for(format: Format) -> None:
    names = [*format.write(lecture_model(), "my circle")]
    assert names[0] == f"my circle{format.suffix}"
    assert len(names) == (2 if format.name in ("torch", "numpy-beside", "keras-beside") else 1)


@EVERY
def test_lines_are_not_long(format: Format) -> None:
    rng = np.random.default_rng(2)
    wide = drawn(rng, (13, *[30] * 12), (*["tanh"] * 11, "sigmoid"), of_all_features().features, standardised=True)
    assert max(map(len, text(format, wide).splitlines())) <= WIDTH


@pytest.mark.parametrize("format", PYTHON, ids=lambda format: format.name)
def test_python_is_formatted_and_linted(format: Format, tmp_path: Path) -> None:
    models = [lecture_model(), of_all_features(), drawn(np.random.default_rng(3), (1, 1), ("linear",), ("x1",))]
    models += [anyone(seed, ("relu",), ("sigmoid", "softmax", "linear")) for seed in range(20)]
    for number, model in enumerate(models):
        written(tmp_path, format, model, f"model_{number}")
    ruff = [sys.executable, "-m", "ruff"]
    rules = ["check", "--isolated", "--line-length", str(WIDTH), "--select", "E,W,F,I,B,UP,NPY"]
    for options in (["format", "--isolated", "--line-length", str(WIDTH), "--diff"], rules):
        ended = subprocess.run([*ruff, *options, "."], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout


def test_c_is_ascii() -> None:
    assert text(BY_NAME["c"], lecture_model(), "Übung Σ").isascii()


# ---- nothing else can be written into it ---------------------------------------------------------------------------


@pytest.mark.parametrize("stem", HARD_STEMS)
@pytest.mark.parametrize("format", PYTHON, ids=lambda format: format.name)
def test_a_stem_changes_nothing_but_the_docstring_of_python(format: Format, stem: str) -> None:
    def program(stem: str) -> str:
        tree = ast.parse(text(format, lecture_model(), stem))
        assert isinstance(tree.body[0], ast.Expr)
        return ast.dump(ast.Module(tree.body[1:], []))

    assert program(stem) == program("model")


@pytest.mark.parametrize("stem", HARD_STEMS)
def test_a_stem_changes_nothing_but_names_in_c(stem: str) -> None:
    def program(stem: str) -> str:
        bare = re.sub(r"/\*.*?\*/", "", text(BY_NAME["c"], lecture_model(), stem), flags=re.DOTALL)
        name = identifier(stem)
        return bare.replace(name, "name").replace(name.upper(), "NAME")

    assert program(stem) == program("a_model_of_mine")


@pytest.mark.parametrize("stem", HARD_STEMS)
def test_a_stem_changes_nothing_but_a_comment_in_javascript(stem: str) -> None:
    def program(stem: str) -> str:
        return re.sub(r"/\*.*?\*/", "", text(BY_NAME["js"], lecture_model(), stem), flags=re.DOTALL)

    assert program(stem) == program("model")


@TRIED
@pytest.mark.parametrize("stem", ["class", "3 layers", "a.b", "Übung 3", "*_ int #"])
def test_files_of_any_name_run(format: Format, stem: str, tmp_path: Path) -> None:
    model = lecture_model()
    assert (
        apart(model, near(model), format.try_out(tmp_path, written(tmp_path, format, model, stem), near(model))) < 1e-12
    )


@EVERY
def test_a_model_without_code_is_refused(format: Format) -> None:
    with pytest.raises(ExportError, match="no code can be written"):
        format.write(Model(Network((1, 1), ("evil()",), np.zeros(2))), "model")
    with pytest.raises(ExportError, match="finite number"):
        format.write(Model(Network((1, 1), ("linear",), np.array([0.0, np.inf]))), "model")


# ---- what scikit-learn cannot say ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "activations", "sentence"),
    [
        (
            (2, 3, 1),
            ("leaky_relu", "sigmoid"),
            "layer 2 has the activation leaky relu, expected one that scikit-learn's networks have: "
            "tanh, sigmoid, relu, linear",
        ),
        (
            (2, 3, 3, 1),
            ("tanh", "relu", "sigmoid"),
            "layer 3 has the activation relu and layer 2 tanh, expected one for all hidden layers: "
            "scikit-learn's networks have no other",
        ),
        (
            (2, 3, 1),
            ("tanh", "tanh"),
            "layer 3, the output, has the activation tanh, expected one that scikit-learn's networks have there: "
            "sigmoid, softmax, linear",
        ),
        ((2, 1), ("softmax",), "layer 2, the output, is a softmax of 1 unit, expected 2 or more"),
    ],
)
def test_scikit_learn_refuses_by_layer(sizes: tuple[int, ...], activations: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ExportError) as refused:
        sklearn_code.write(drawn(np.random.default_rng(0), sizes, activations), "model")
    assert str(refused.value) == sentence


# ---- trying it out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "missing"),
    [("torch", "PyTorch"), ("torch-inside", "PyTorch"), ("keras", "Keras 3"), ("sklearn", "scikit-learn")],
)
def test_what_is_missing_is_named(format: str, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_trial, "find_spec", lambda name: None)
    model = drawn(np.random.default_rng(0), (2, 1), ("sigmoid",))
    with pytest.raises(NotHereError, match=f"^{missing}$"):
        BY_NAME[format].try_out(tmp_path, written(tmp_path, BY_NAME[format], model), near(model))


def test_keras_without_a_backend_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_trial, "find_spec", lambda name: name == "keras" or None)
    with pytest.raises(NotHereError, match="a backend for Keras"):
        keras_code.try_out(tmp_path, "model.py", np.zeros((1, 2)))


def test_a_library_that_is_there_but_cannot_be_imported_is_missing(tmp_path: Path) -> None:
    name = written(tmp_path, BY_NAME["numpy"], lecture_model())
    with pytest.raises(NotHereError, match=r"^Antigravity 7 that can be imported$"):
        code_trial.run_python(tmp_path / name, np.zeros((1, 2)), "0", {"json.no_such_part": "Antigravity 7"})


@pytest.mark.parametrize(("format", "missing"), [(c_code.FORMAT, "a C compiler"), (js_code.FORMAT, "Node")])
def test_a_missing_program_is_named(
    format: Format, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotHereError, match=f"^{missing}$"):
        format.try_out(tmp_path, "model", np.zeros((1, 2)))


def test_a_compiler_that_compiles_nothing_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "cc"
    stub.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    stub.chmod(0o755)
    name = written(tmp_path, c_code.FORMAT, lecture_model())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotHereError, match=r"^a C compiler that works$"):
        c_code.try_out(tmp_path, name, np.zeros((1, 2)))


@TRIED
def test_a_copy_that_is_broken_is_said_to_be(format: Format, tmp_path: Path) -> None:
    name = written(tmp_path, format, lecture_model())
    (tmp_path / name).write_text("this is no code\n", encoding="ascii")
    with pytest.raises(ExportError, match=f"^'{name}' could not be run: ."):
        format.try_out(tmp_path, name, np.zeros((1, 2)))


@TRIED
def test_a_copy_with_one_weight_changed_computes_something_else(format: Format, tmp_path: Path) -> None:
    """The comparison can fail at all."""
    model = lecture_model()
    name = written(tmp_path, format, model)
    content, number = (tmp_path / name).read_text(encoding="utf-8"), repr(float(model.network.W[2][1, 2]))
    assert number in content
    (tmp_path / name).write_text(content.replace(number, repr(float(number) + 1e-6)), encoding="utf-8")
    assert apart(model, near(model), format.try_out(tmp_path, name, near(model))) > 1e-9


@TRIED
def test_trying_leaves_nothing_behind(format: Format, tmp_path: Path) -> None:
    name = written(tmp_path, format, lecture_model())
    format.try_out(tmp_path, name, np.zeros((1, 2)))
    assert [path.name for path in tmp_path.iterdir() if path.name != "settings.ini"] == [name]


def test_a_copy_inherits_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "1")
    (tmp_path / "model.py").write_text("import os\nseen = 'A_SECRET' in os.environ\n", encoding="ascii")
    assert code_trial.run_python(tmp_path / "model.py", np.zeros(1), "module.seen").tolist() == 0.0


def test_a_copy_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SECONDS", 1)
    (tmp_path / "model.py").write_text("while True:\n    pass\n", encoding="ascii")
    with pytest.raises(ExportError, match="not done after 1 seconds"):
        code_trial.run_python(tmp_path / "model.py", np.zeros(1), "0")


# ---- many networks at once -----------------------------------------------------------------------------------------

MANY = 60
INCLUDE_ALL = """
#include <stdio.h>
{includes}
#define RUN(NAME, LIMIT) \\
    do {{ \\
        double x[LIMIT##_INPUTS], out[LIMIT##_OUTPUTS]; \\
        FILE *points = fopen(#NAME ".in", "rb"), *outputs = fopen(#NAME ".out", "wb"); \\
        if (!points || !outputs) return 1; \\
        while (fread(x, sizeof x, 1, points) == 1) {{ \\
            NAME##_predict(x, out); \\
            if (fwrite(out, sizeof out, 1, outputs) != 1) return 1; \\
        }} \\
        fclose(points); \\
        fclose(outputs); \\
    }} while (0)
int main(void)
{{
{runs}
    return 0;
}}
"""
IMPORT_ALL = """
import { readFileSync, writeFileSync } from "node:fs";
for (const [name, width] of MODELS) {
  const { predict } = await import(`./${name}.mjs`);
  const numbers = new Float64Array(new Uint8Array(readFileSync(`${name}.in`)).buffer);
  const count = numbers.length / width;
  const points = Array.from({ length: count }, (_, i) => [...numbers.subarray(i * width, (i + 1) * width)]);
  writeFileSync(`${name}.out`, new Uint8Array(Float64Array.from(predict(points).flat()).buffer));
}
"""


def many(folder: Path, format: Format, suffix: str) -> dict[str, Model]:
    """Write many models, and the points for each as raw numbers."""
    models = {f"n{number}": model for number, model in enumerate([*of_each_activation(), of_all_features()])}
    models |= {f"s{seed}": anyone(1000 + seed) for seed in range(MANY)}
    for name, model in models.items():
        (folder / f"{name}{suffix}").write_bytes(next(iter(format.write(model, name).values())))
        (folder / f"{name}.in").write_bytes(near(model).tobytes())
    return models


def assert_all_agree(folder: Path, models: dict[str, Model]) -> None:
    for name, model in models.items():
        outputs = np.frombuffer((folder / f"{name}.out").read_bytes()).reshape(-1, model.network.sizes[-1])
        assert apart(model, near(model), outputs) <= 1e-12, f"{name}: {model.network.sizes} {model.network.activations}"


def compile_many(folder: Path, compiler: str, options: list[str], source: str) -> dict[str, Model]:
    models = many(folder, c_code.FORMAT, ".h")
    includes = "\n".join(f'#include "{name}.h"\n#include "{name}.h"' for name in models)  # the guard allows it twice
    runs = "\n".join(f"    RUN({name}, {name.upper()});" for name in models)
    (folder / source).write_text(INCLUDE_ALL.format(includes=includes, runs=runs), encoding="ascii")
    command = [compiler, *options, source, "-o", "many", "-lm"]
    compiled = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stderr
    ended = subprocess.run([str(folder / "many")], cwd=folder, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    return models


@cc
@pytest.mark.slow
def test_any_network_in_c(tmp_path: Path) -> None:
    """Without a warning, however many are asked for, and with the compiler's watch over memory where it has one."""
    options = [*c_code.OPTIONS, "-Wpedantic", "-Wconversion", "-Wshadow", "-Wdouble-promotion"]
    (tmp_path / "least.c").write_text("int main(void) { return 0; }\n", encoding="ascii")
    compiler = next(filter(None, map(shutil.which, c_code.COMPILERS)))
    watch = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    probe = [compiler, *watch, "least.c", "-o", "least"]
    is_watched = not subprocess.run(probe, cwd=tmp_path, capture_output=True, check=False).returncode
    assert_all_agree(tmp_path, compile_many(tmp_path, compiler, options + watch * is_watched, "many.c"))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("c++"), reason="needs a C++ compiler")
def test_any_network_in_cpp(tmp_path: Path) -> None:
    options = ["-std=c++11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    assert_all_agree(tmp_path, compile_many(tmp_path, shutil.which("c++") or "", options, "many.cpp"))


@node
@pytest.mark.slow
def test_any_network_in_javascript(tmp_path: Path) -> None:
    models = many(tmp_path, js_code.FORMAT, ".mjs")
    listed = str([[name, model.dimensions] for name, model in models.items()])
    (tmp_path / "run.mjs").write_text(IMPORT_ALL.replace("MODELS", listed), encoding="ascii")
    command = [shutil.which("node") or "", "run.mjs"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert_all_agree(tmp_path, models)


@pytest.mark.slow
def test_a_large_network_is_written_whole(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    model = drawn(rng, (13, *[128] * 6, 8), ("relu",) * 6 + ("softmax",), of_all_features().features)
    module = imported(tmp_path / written(tmp_path, BY_NAME["numpy"], model))
    assert apart(model, near(model), module.predict(near(model))) <= 1e-12


def test_torch_weights_are_read_without_pytorch(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    model = lecture_model()
    written(tmp_path, torch_code.FORMATS[0], model)
    tensors = load_file(tmp_path / "model.safetensors")
    assert sorted(tensors) == ["deviation", "linear1.bias", "linear1.weight", "linear2.bias", "linear2.weight", "mean"]
    np.testing.assert_array_equal(tensors["linear1.weight"], model.network.W[1][:, 1:])
    np.testing.assert_array_equal(tensors["linear2.bias"], model.network.W[2][:, 0])
