"""Networks that were trained on tables: every format, whatever columns they are given; which data they open with."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, Experiment, ExportError, ImportFileError, Layer, Run
from engine.exchange import c_code, exporting
from engine.exchange.adopting import experiment_for
from engine.exchange.code_pieces import WIDTH, story
from engine.exchange.description import MOST_NUMBERS, left_out
from engine.exchange.exporting import export, points_for, tolerance_for
from engine.exchange.importing import read, read_model
from engine.exchange.link import MOST_LETTERS, experiment_of, link_of
from engine.exchange.model import Model
from engine.exchange.numpy_code import FORMATS as NUMPY
from engine.exchange.table import FORMATS
from engine.fitting import with_data
from engine.network import Network, weight_count
from engine.rows import with_cells
from engine.samples import Scaling, samples_of
from engine.table import Table
from tests.engine.exchange.code_models import apart, drawn, imported, near
from tests.engine.exchange.models import same
from tests.engine.strategies import random_table, relaxed

FOUR = replace(random_table(8, rows=60, inputs=4, classes=3), names=("sepal length", 'a "b" */', "ü\\n{c}", "d"))
THIRTY = random_table(9, rows=40, inputs=30, classes=2, test_share=0.25)
VALUES = random_table(7, rows=50, inputs=3, classes=0)
TOO_LARGE = random_table(6, rows=MOST_NUMBERS // 4, inputs=4, classes=3)

FEATURES = {
    "all of four": (FOUR, ("x1", "x2", "x3", "x4")),
    "some of four": (FOUR, ("x4", "x2")),
    "engineered of four": (FOUR, ("x3", "x1^2", "x1", "theta")),
    "engineered alone": (FOUR, ("r",)),
    "the first two of four": (FOUR, ("x1", "x2", "x1x2")),
    "the last of thirty": (THIRTY, ("x30",)),
    "all of thirty": (THIRTY, tuple(f"x{number}" for number in range(1, 31))),
    "thirty turned round": (THIRTY, tuple(f"x{number}" for number in range(30, 0, -1))),
    "values of three": (VALUES, ("x1", "x2", "x3")),
    "values of one": (VALUES, ("x1", "abs_x1")),
}
NEEDS = {"c": any(map(shutil.which, c_code.COMPILERS)), "js": bool(shutil.which("node"))}
ALWAYS_THERE = [name for name in FORMATS if not name.startswith(("torch", "keras", "sklearn"))]
WITH_EXPERIMENT = ("npz", "npz-coefs", "json", "safetensors", "onnx", "session")
KEEPING_LARGE = [name for name in WITH_EXPERIMENT if name != "session"]  # a session takes any table with it


def learnt(table: Table, features: tuple[str, ...] = (), *, standardise: bool = True) -> Model:
    fitted = with_data(Experiment(rate=0.01), table=table, standardise=standardise).experiment
    run = Run(replace(fitted, features=features or fitted.features))
    run.advance(epochs=3)
    return Model.of(run.experiment, run.network, run.samples)


# ---- every format --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("kind", FEATURES)
@pytest.mark.parametrize("name", ALWAYS_THERE)
def test_a_copy_computes_the_engines_outputs_on_all_rows(
    name: str, kind: str, standardise: bool, tmp_path: Path
) -> None:
    if not NEEDS.get(name, True):
        pytest.skip("not here")
    table, features = FEATURES[kind]
    model, form = learnt(table, features, standardise=standardise), FORMATS[name]
    checked = export(model, tmp_path / f"m{form.suffix}", form, table.inputs)
    assert checked.is_compared
    assert checked.points == table.rows + exporting.PROBES
    assert checked.difference <= checked.tolerance
    if form.read:
        found = form.read(checked.files[0], ())
        assert same(found.model, model)
        assert found.model.experiment == (model.experiment if name in WITH_EXPERIMENT else None)


def test_a_model_takes_as_many_columns_as_it_needs_and_no_more() -> None:
    model = learnt(FOUR, ("x3", "x1"))
    assert model.dimensions == 3
    points = points_for(model, FOUR.inputs)
    assert points.shape == (FOUR.rows + exporting.PROBES, 3)
    assert points[: FOUR.rows].tolist() == FOUR.inputs[:, :3].tolist()


@pytest.mark.parametrize("form", NUMPY, ids=lambda form: form.name)
def test_any_columns_and_features_in_numpy(form: exporting.Format, tmp_path: Path) -> None:
    names = [*(f"x{number}" for number in range(1, 41)), "x1^2", "x1x2", "sin_x2", "r", "theta"]
    for seed in range(60):
        rng = np.random.default_rng(seed)
        chosen = tuple(rng.permutation(names)[: rng.integers(1, 20)].tolist())
        model = drawn(rng, (len(chosen), 3, 2), ("tanh", "softmax"), chosen, standardised=seed % 2 == 0)
        files = form.write(model, f"m{seed}")
        for file, data in files.items():
            (tmp_path / file).write_bytes(data)
        module = imported(tmp_path / f"m{seed}.py")
        assert apart(model, near(model), module.predict(near(model))) <= 1e-12


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("session", "csv", "csv-matrices")])
def test_512_columns_leave_in_lines_that_fit_or_as_data(name: str) -> None:
    wide = random_table(1, rows=4, inputs=512, classes=2)
    files = FORMATS[name].write(learnt(wide), "wide")
    text = next(iter(files.values()))
    if FORMATS[name].suffix in (".py", ".h", ".js"):
        assert max(map(len, text.decode().splitlines())) <= WIDTH


def test_of_points_around_a_thousand_more_is_allowed_in_proportion() -> None:
    model, form = learnt(FOUR, ("x1", "x2")), FORMATS["numpy"]
    raw = Model(model.network, ("x1", "x2"))
    assert tolerance_for(raw, form, np.full((3, 2), 30.0)) == form.tolerance == 1e-12
    assert tolerance_for(raw, form, np.full((3, 2), 5000.0)) == pytest.approx(5e-11)
    assert tolerance_for(raw, form, np.full((3, 2), 1e150)) == 1e-6
    standardised = Model(model.network, ("x1", "x2"), Scaling(np.full(2, 5000.0), np.full(2, 10.0)))
    assert tolerance_for(standardised, form, np.full((3, 2), 5020.0)) == form.tolerance
    assert tolerance_for(raw, FORMATS["session"], np.full((3, 2), 1e9)) == 0
    assert tolerance_for(raw, FORMATS["keras"], np.full((3, 2), 1e9)) == FORMATS["keras"].tolerance


# ---- what it says of itself ----------------------------------------------------------------------------------------


def test_code_tells_columns_table_and_classes_by_their_names_in_harmless_letters() -> None:
    told = story(learnt(FOUR))
    assert told[1] == "Layer 1 is given the 4 columns sepal length, a _b_ __, ü_n_c_, d, standardised."
    assert told[2].startswith(
        f"Trained on a table (60 rows, 4 inputs, 3 classes of ÿ, SHA-256 {FOUR.digest}, seed 1), logistic cost"
    )
    assert told[3] == "The outputs say, by their numbers: 1 class 0, 2 class 1, 3 class 2; the greatest decides."
    assert story(learnt(FOUR, ("x4", "x1^2")))[1] == "Layer 1 is given x4 (d), x1 squared, standardised."
    assert story(learnt(THIRTY))[3] == "An output of 0.5 or more says class 1, a smaller one class 0."
    assert story(learnt(VALUES))[2].startswith("Trained on a table (50 rows, 3 inputs, ÿ, SHA-256")


def test_code_tells_formulas_draws_and_balances() -> None:
    data = Data().changed(formula="x1*x1 + sin(x2)/2 >= 1", noise=0.1, balance=0.5, draw=3)
    experiment = Experiment(data)
    model = Model.of(experiment, Run(experiment).network, samples_of(experiment))
    assert story(model)[2].startswith(
        "Trained on the formula x1 times x1 + sin(x2) by 2 at least 1 (500 samples, noise 0.1, balance of classes 0.5, "
        "draw 3, seed 1), logistic cost"
    )


def test_points_drawn_by_hand_are_told_as_such() -> None:
    table = random_table(1, rows=9, inputs=2, classes=2)
    experiment = with_data(Experiment(), name="drawn", table=table).experiment
    model = Model.of(experiment, Run(experiment).network, samples_of(experiment))
    assert story(model)[2].startswith("Trained on points drawn by hand (9 rows, 2 inputs, 2 classes of ÿ, SHA-256")


def test_names_of_many_columns_are_cut_short() -> None:
    told = story(learnt(random_table(1, rows=4, inputs=512, classes=2)))[1]
    assert told.endswith("column 58, column 59 and 452 more, standardised.")


def test_onnx_tells_other_programs_the_names_of_columns_and_classes(tmp_path: Path) -> None:
    export(learnt(FOUR), tmp_path / "m.onnx", FORMATS["onnx"])
    proto = onnx.load(tmp_path / "m.onnx")
    props = {prop.key: prop.value for prop in proto.metadata_props}
    assert json.loads(props["columns"]) == list(FOUR.names)
    assert json.loads(props["classes"]) == list(FOUR.classes)
    assert proto.graph.input[0].doc_string == f"points, one a row: {', '.join(FOUR.names)}"


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.suffix in (".py", ".h", ".js")])
@given(text=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30))
@relaxed
def test_no_name_of_a_column_or_class_gets_out_of_its_comment(name: str, text: str) -> None:
    """Whatever they are called, the code is that of a network whose columns have harmless names, but for comments."""
    hostile = f'{text}"""*/</script>\\'
    try:
        table = replace(FOUR, names=(hostile, "b", "c", "d"), classes=("A", "B", hostile + "x"))
    except ImportFileError:
        return
    assert MODEL.experiment
    model = replace(MODEL, experiment=replace(MODEL.experiment, data=MODEL.experiment.data.changed(table=table)))
    code, usual = (next(iter(FORMATS[name].write(each, "m").values())).decode().splitlines() for each in (model, MODEL))
    end = {".py": '"""', ".h": " */", ".js": " */"}[FORMATS[name].suffix]
    assert code[code.index(end) :] == usual[usual.index(end) :]
    assert sum(line.count('"""') for line in code[: code.index(end) + 1]) == (2 if end == '"""' else 0)
    assert sum("*/" in line for line in code[: code.index(end) + 1]) == (1 if end == " */" else 0)


MODEL = learnt(FOUR)
MODEL = replace(  # of functions that scikit-learn has too
    MODEL,
    network=Network((4, 3, 3), ("tanh", "softmax"), np.random.default_rng(1).normal(size=weight_count((4, 3, 3)))),
)


# ---- the table goes with it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KEEPING_LARGE)
def test_a_large_table_stays_behind_and_its_digest_is_told(name: str, tmp_path: Path) -> None:
    model, form = learnt(TOO_LARGE), FORMATS[name]
    path = export(model, tmp_path / f"m{form.suffix}", form, TOO_LARGE.inputs).files[0]
    assert path.stat().st_size < 20_000
    found = read_model(path)
    assert same(found.model, model)
    assert found.model.experiment is None
    assert found.model.table_digest == TOO_LARGE.digest
    assert found.notes == (
        "its experiment was left out, as the table is too large to go with it; the SHA-256 of that is "
        f"{TOO_LARGE.digest}",
    )
    again = export(found.model, tmp_path / f"again{form.suffix}", form).files[0]
    assert read_model(again).model.table_digest == TOO_LARGE.digest  # from file to file


def test_what_goes_with_a_model_is_counted_in_numbers_and_in_letters() -> None:
    assert left_out(learnt(TOO_LARGE)) == TOO_LARGE.digest
    smaller = random_table(6, rows=MOST_NUMBERS // 5, inputs=4, classes=3)
    assert left_out(learnt(smaller)) == ""
    wordy = Table(tuple(f"{number} {'ü' * 190}" for number in range(600)), np.eye(2, 600), "y", np.arange(2.0))
    assert left_out(learnt(wordy)) == wordy.digest
    assert left_out(learnt(VALUES)) == ""
    assert left_out(Model(learnt(VALUES).network)) == ""


def test_the_largest_table_that_goes_along_goes_in_every_format(tmp_path: Path) -> None:
    table = random_table(6, rows=MOST_NUMBERS // 5, inputs=4, classes=3, test_share=0.2)
    model = learnt(table)
    for name in KEEPING_LARGE:
        path = export(model, tmp_path / f"m{FORMATS[name].suffix}", FORMATS[name], table.inputs).files[0]
        assert read(path).experiment == model.experiment


@pytest.mark.parametrize("said", [3, "", "a" * 63, "A" * 64, [], {"rows": 3}], ids=repr)
def test_a_digest_that_is_none_is_refused(said: object, tmp_path: Path) -> None:
    path = export(learnt(TOO_LARGE), tmp_path / "m.json", FORMATS["json"]).files[0]
    path.write_text(json.dumps(json.loads(path.read_text()) | {"table": said}))
    with pytest.raises(ImportFileError, match=r"its table is .*, expected the SHA-256 of one"):
        read_model(path)


def test_a_damaged_table_in_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = export(learnt(FOUR), tmp_path / "m.json", FORMATS["json"]).files[0]
    said = json.loads(path.read_text())
    said["experiment"]["data"]["table"]["inputs"] = "AAAA"
    path.write_text(json.dumps(said))
    with pytest.raises(ImportFileError, match="its experiment is none: table: inputs must be 240 numbers in base64"):
        read(path)


# ---- with which data it opens --------------------------------------------------------------------------------------


def open_now(table: Table, **changes: object) -> Experiment:
    return with_data(Experiment(seed=5), table=table, **changes).experiment


def without_experiment(model: Model) -> Model:
    return replace(model, experiment=None)


def test_with_the_very_table_open_a_model_goes_on_with_it(tmp_path: Path) -> None:
    model = learnt(TOO_LARGE)
    path = export(model, tmp_path / "m.json", FORMATS["json"]).files[0]
    opened = read(path, present=replace(open_now(TOO_LARGE), seed=1))
    assert opened.experiment.data == replace(open_now(TOO_LARGE).data, standardise=True)
    assert opened.notes[1:] == ("the data are the table that is open, the very one that it was trained on",)
    assert same(opened.model, model)  # it is standardised as it was
    assert opened.model.experiment == opened.experiment
    run = Run.beginning_with(opened.experiment, opened.model.network.flat)
    np.testing.assert_array_equal(run.network.flat, model.network.flat)


def test_with_another_table_open_that_fits_a_model_goes_on_with_that_and_says_so() -> None:
    model = without_experiment(learnt(FOUR, standardise=False))
    other = random_table(99, rows=20, inputs=5, classes=3)
    opened = experiment_for(model, open_now(other))
    assert opened.experiment.data.table == other
    assert opened.experiment.features == ("x1", "x2", "x3", "x4")
    assert opened.experiment.seed == 5
    assert opened.notes == ("it does not say what it was trained by; the data are the table that is open",)
    assert same(opened.model, model)


def test_standardising_of_another_table_is_worked_in() -> None:
    model = without_experiment(learnt(FOUR))
    opened = experiment_for(model, open_now(random_table(99, rows=20, inputs=4, classes=3)))
    assert opened.model.scaling is None
    assert not opened.experiment.data.standardise
    points = FOUR.inputs / 10
    np.testing.assert_allclose(opened.model.output(points), model.output(points), atol=1e-9)


def test_inputs_without_a_name_are_the_columns_of_the_table_that_is_open() -> None:
    network = Network((30, 2, 1), ("tanh", "sigmoid"), np.zeros(weight_count((30, 2, 1))))
    opened = experiment_for(Model(network), open_now(THIRTY))
    assert opened.experiment.features == tuple(f"x{number}" for number in range(1, 31))
    assert opened.notes[0] == "its 30 inputs are taken to be the columns of the table that is open, in their order"
    four = Network((4, 3), ("softmax",), np.zeros(15))
    assert experiment_for(Model(four), open_now(FOUR)).experiment.data.table == FOUR
    assert experiment_for(Model(four)).experiment.features == ("x1", "x2", "x1^2", "x2^2")  # as before
    assert experiment_for(Model(four), open_now(THIRTY)).experiment.data.name == "spiral3"


@pytest.mark.parametrize(
    ("model", "present", "said"),
    [
        (
            without_experiment(learnt(THIRTY)),
            None,
            "it needs points of 30 numbers, which no generated data have; open its data first, a table with at least "
            "30 inputs and a target for 1 output unit of sigmoid, and then this file",
        ),
        (without_experiment(learnt(FOUR)), Experiment(), "it needs points of 4 numbers"),
        (without_experiment(learnt(FOUR)), open_now(THIRTY), "a target for 3 output units of sigmoid"),
        (without_experiment(learnt(FOUR)), open_now(VALUES), "it needs points of 4 numbers"),
        (without_experiment(learnt(VALUES)), open_now(FOUR), "a target for 1 output unit of linear"),
        (
            Model(Network((14, 1), ("sigmoid",), np.zeros(15))),
            open_now(THIRTY),
            "a table with 14 inputs and a target for 1 output unit of sigmoid",
        ),
    ],
    ids=[
        "nothing open",
        "generated data",
        "another number of classes",
        "values",
        "classes",
        "another number of inputs",
    ],
)
def test_without_data_that_fit_it_is_said_what_to_open_first(
    model: Model, present: Experiment | None, said: str
) -> None:
    with pytest.raises(ImportFileError) as caught:
        experiment_for(model, present)
    assert said in str(caught.value)


def test_an_open_table_is_left_alone_where_generated_data_do() -> None:
    plane = Model(Network((2, 1), ("sigmoid",), np.zeros(3)))
    assert experiment_for(plane, open_now(THIRTY)).experiment.data.name == "circle"
    own = learnt(FOUR)
    assert experiment_for(own, open_now(THIRTY)).experiment == own.experiment


# ---- as a text -----------------------------------------------------------------------------------------------------


def test_an_experiment_with_a_small_table_goes_into_a_text() -> None:
    experiment = open_now(THIRTY, standardise=True)
    assert experiment_of(link_of(experiment)) == experiment
    wider = Experiment(hidden=(Layer(8),) * 3)
    assert experiment_of(link_of(with_data(wider, table=FOUR).experiment)).data.table == FOUR


@pytest.mark.parametrize("rows", [3000, 200_000])
def test_a_large_table_is_said_not_to_fit_into_a_text(rows: int) -> None:
    experiment = open_now(random_table(1, rows=rows, inputs=4, classes=2))
    said = (
        f"the data have {rows} rows and 4 inputs, which make no text of at most {MOST_LETTERS} letters; save a session"
    )
    with pytest.raises(ExportError, match=f"^{said}"):
        link_of(experiment)


def test_what_a_text_takes_it_gives_back_up_to_its_limit() -> None:
    table = random_table(1, rows=1500, inputs=4, classes=2)
    text = link_of(open_now(table))
    assert MOST_LETTERS * 0.5 < len(text) <= MOST_LETTERS
    assert experiment_of(text).data.table == table
    regular = with_cells(replace(table, inputs=np.zeros((1500, 4))), inputs=[(0, 0, 1.0)])
    assert len(link_of(open_now(regular))) < 3000
