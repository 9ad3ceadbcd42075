"""Models out: every copy is loaded back and compared before it is in its place, and nothing else gets there."""

import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import DivergedError, Experiment, ExportError, Run
from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.errors import DiffersError
from engine.exchange import exporting
from engine.exchange.exporting import differences, export, points_for
from engine.exchange.formats import Files, NotHereError
from engine.exchange.importing import read
from engine.exchange.model import Model
from engine.exchange.onnx_model import ACTIVATION_GRAPHS, FEATURE_GRAPHS, by_reference
from engine.exchange.table import FORMATS, FormatError, format_for
from engine.features import FEATURES
from engine.network import Network, weight_count
from engine.samples import Scaling, samples_of
from tests.engine.exchange.models import EXPERIMENTS, random_model, same, trained
from tests.engine.strategies import relaxed, small_experiments

# A session has a run, so not any network can be in it: tests/engine/session has its tests.
READABLE = {name: form for name, form in FORMATS.items() if form.read and name != "session"}
WITH_EXPERIMENT = [name for name in READABLE if not name.startswith("csv")]  # tables have no room for it


@pytest.mark.parametrize("kind", EXPERIMENTS)
@pytest.mark.parametrize("name", READABLE)
def test_what_a_run_has_learnt_comes_back_to_the_bit(name: str, kind: str, tmp_path: Path) -> None:
    model, form = trained(EXPERIMENTS[kind]), FORMATS[name]
    points = samples_of(EXPERIMENTS[kind]).points
    checked = export(model, tmp_path / f"m{form.suffix}", form, points)
    assert checked.is_compared
    assert checked.points == len(points) + exporting.PROBES
    assert checked.difference <= form.tolerance
    assert [path.is_file() for path in checked.files] == [True] * len(os.listdir(tmp_path))
    found = form.read(checked.files[0], ())
    assert same(found.model, model)
    assert found.model.experiment == (model.experiment if name in WITH_EXPERIMENT else None)
    assert found.notes == ()


@pytest.mark.parametrize("name", READABLE)
def test_random_networks_come_back_to_the_bit(name: str, tmp_path: Path) -> None:
    form = FORMATS[name]
    for seed in range(40):
        model = random_model(seed)
        checked = export(model, tmp_path / f"m{seed}{form.suffix}", form)
        assert same(form.read(checked.files[0], ()).model, model), seed


@relaxed
@given(small_experiments, st.integers(0, 5), st.sampled_from(WITH_EXPERIMENT))
def test_any_experiment_comes_back_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, experiment: Experiment, batches: int, name: str
) -> None:
    run, form = Run(experiment), FORMATS[name]
    with suppress(DivergedError):
        run.advance(batches=batches)
    assume(np.isfinite(run.network.flat).all())
    model = Model.of(experiment, run.network, run.samples)
    path = tmp_path_factory.getbasetemp() / f"any{form.suffix}"
    for file, data in form.write(model, "any").items():
        path.with_name(file).write_bytes(data)
    found = read(path)
    assert (found.experiment, found.notes) == (experiment, ())
    assert same(found.model, model)


def test_onnx_computes_the_same_by_its_reference(tmp_path: Path) -> None:
    for seed in range(40):
        model = random_model(seed)
        points = points_for(model, None)
        (tmp_path / "m.onnx").write_bytes(FORMATS["onnx"].write(model, "m")["m.onnx"])
        found = by_reference(tmp_path, "m.onnx", points)
        with np.errstate(all="ignore"):
            assert differences(model.output(points), found).max() < 1e-12, seed


def test_onnx_has_every_activation_and_every_input() -> None:
    assert set(ACTIVATION_GRAPHS) == set(ACTIVATIONS)
    assert set(FEATURE_GRAPHS) == set(FEATURES)


def test_onnx_finds_the_angle_on_the_axes_and_in_the_middle(tmp_path: Path) -> None:
    network = Network((1, 1), ("linear",), np.array([0.0, 1.0]))
    model = Model(network, ("theta",))
    (tmp_path / "m.onnx").write_bytes(FORMATS["onnx"].write(model, "m")["m.onnx"])
    points = np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1e-9, 1], [1e-300, 1e-300], [-5, -1e-12]])
    with np.errstate(all="ignore"):
        found = by_reference(tmp_path, "m.onnx", points)
    np.testing.assert_allclose(found[:-2], np.arctan2(points[:-2, 1:], points[:-2, :1]), rtol=0, atol=1e-15)
    assert found[-1, 0] == pytest.approx(np.arctan2(-1e-12, -5), abs=1e-15)


# ---- what stands in the files --------------------------------------------------------------------------------------


def test_anybody_can_read_the_archive_with_numpy_alone(tmp_path: Path) -> None:
    model = trained()
    export(model, tmp_path / "m.npz", FORMATS["npz"])
    with np.load(tmp_path / "m.npz", allow_pickle=False) as archive:
        assert sorted(archive.files) == ["W1", "W2", "activations", "experiment", "features", "version"]
        assert archive["activations"].tolist() == ["tanh", "sigmoid"]
        assert archive["features"].tolist() == ["x1", "x2"]
        np.testing.assert_array_equal(archive["W1"], model.network.W[1])


def test_the_other_archive_has_the_names_and_shapes_of_scikit_learn(tmp_path: Path) -> None:
    model = trained()
    export(model, tmp_path / "m.npz", FORMATS["npz-coefs"])
    with np.load(tmp_path / "m.npz", allow_pickle=False) as archive:
        assert [archive[f"coefs_{i}"].shape for i in (0, 1)] == [(2, 4), (4, 1)]
        x = model.probes(20)
        hidden = np.tanh(x @ archive["coefs_0"] + archive["intercepts_0"])
        output = 1 / (1 + np.exp(-(hidden @ archive["coefs_1"] + archive["intercepts_1"])))
    np.testing.assert_allclose(output, model.output(x), rtol=0, atol=1e-14)


def test_json_is_readable_and_says_every_digit(tmp_path: Path) -> None:
    model = trained()
    export(model, tmp_path / "m.json", FORMATS["json"])
    text = (tmp_path / "m.json").read_text(encoding="utf-8")
    said = json.loads(text)
    assert said["weights"]["W1"] == model.network.W[1].tolist()
    assert said["sizes"] == [2, 4, 1]
    assert repr(model.network.weight(1, 3, 2)) in text
    assert text.count("\n      [") == 5  # a row a line


def test_the_long_table_has_a_row_for_each_weight(tmp_path: Path) -> None:
    model = trained()
    export(model, tmp_path / "m.csv", FORMATS["csv"])
    lines = (tmp_path / "m.csv").read_text().splitlines()
    assert lines[0] == "l,j,k,w"
    assert len(lines) == 1 + 17
    assert f"1,3,2,{model.network.weight(1, 3, 2)!r}" in lines
    assert (tmp_path / "m_layers.csv").read_text() == "layer,units,activation\n1,2,\n2,4,tanh\n3,1,sigmoid\n"
    assert (tmp_path / "m_inputs.csv").read_text() == "k,input,mean,deviation\n1,x1,,\n2,x2,,\n"


def test_a_matrix_has_headings_that_name_k_and_j(tmp_path: Path) -> None:
    export(trained(), tmp_path / "m.csv", FORMATS["csv-matrices"])
    lines = (tmp_path / "m_W1.csv").read_text().splitlines()
    assert lines[0] == "j\\k,0,1,2"
    assert [line.split(",")[0] for line in lines[1:]] == ["1", "2", "3", "4"]


# ---- the check -----------------------------------------------------------------------------------------------------


def test_a_difference_is_absolute_up_to_1_and_relative_above() -> None:
    ours = np.array([[0.1, 1.0, -1e6, np.inf, np.nan, np.inf, 1.0]])
    theirs = np.array([[0.2, 0.5, -1e6 + 1, np.inf, np.nan, -np.inf, np.nan]])
    expected = [0.1, 0.5, 1e-6, 0, 0, np.inf, np.inf]
    np.testing.assert_allclose(differences(ours, theirs)[0], expected, rtol=1e-12)


def slightly_other(model: Model, stem: str) -> Files:
    network = model.network.copy()
    network.flat[0] += 1e-6
    return FORMATS["json"].write(replace(model, network=network), stem)


def test_a_copy_that_differs_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text("old")
    form = replace(FORMATS["json"], write=slightly_other)
    with pytest.raises(DiffersError, match=r"differs from the network by \d.* at most 1e-12 is allowed; nothing"):
        export(trained(), tmp_path / "m.json", form)
    assert (tmp_path / "m.json").read_text() == "old"
    assert os.listdir(tmp_path) == ["m.json"]


def missing(_folder: Path, _name: str, _points: Array) -> Array:
    raise NotHereError("a thinking machine")


def test_what_could_not_be_checked_is_said(tmp_path: Path) -> None:
    checked = export(trained(), tmp_path / "m.json", replace(FORMATS["json"], try_out=missing))
    assert checked.sentence == "Not checked: that needs a thinking machine, which is not on this machine."
    assert checked.to_dict()["difference"] is None
    assert (tmp_path / "m.json").is_file()


def broken(_folder: Path, _name: str, _points: Array) -> Array:
    raise RuntimeError("no such\nthing")


def test_a_copy_that_does_not_even_work_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"does not work by reading it back: RuntimeError: no such$"):
        export(trained(), tmp_path / "m.json", replace(FORMATS["json"], try_out=broken))
    assert os.listdir(tmp_path) == []


def test_outputs_of_another_shape_are_refused(tmp_path: Path) -> None:
    form = replace(FORMATS["json"], try_out=lambda folder, name, points: points)
    with pytest.raises(ExportError, match=r"outputs of shape \(200, 2\) by reading it back, expected \(200, 1\)"):
        export(trained(), tmp_path / "m.json", form)


def test_of_a_large_data_set_a_thousand_points_are_compared() -> None:
    points = points_for(trained(), np.zeros((2500, 2)))
    assert len(points) == 834 + exporting.PROBES


def test_a_network_of_one_input_is_compared_on_data_over_the_plane() -> None:
    model = trained(Experiment(features=("x1",)))
    assert points_for(model, samples_of(Experiment()).points).shape == (700, 1)


# ---- all or nothing ------------------------------------------------------------------------------------------------


def test_of_several_files_all_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("old")
    (tmp_path / "m_W2.csv").mkdir()
    with pytest.raises(ExportError, match=r"m_W2\.csv.*it is a folder"):
        export(trained(), tmp_path / "m.csv", FORMATS["csv-matrices"])
    assert (tmp_path / "m.csv").read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["m.csv", "m_W2.csv"]


def test_a_full_disk_is_told_and_the_older_file_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    (tmp_path / "m.npz").write_text("old")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ExportError, match=r"m\.npz.*no space left on device; expected a disk with room for it"):
        export(trained(), tmp_path / "m.npz", FORMATS["npz"])
    assert (tmp_path / "m.npz").read_text() == "old"
    assert os.listdir(tmp_path) == ["m.npz"]


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"cannot write .*no such file or directory; expected a file in a folder"):
        export(trained(), tmp_path / "missing" / "m.npz", FORMATS["npz"])


def test_the_suffix_chooses_the_format_and_a_name_does_too() -> None:
    assert format_for("a.npz").name == "npz"
    assert format_for("A.ONNX").name == "onnx"
    assert format_for("a.npz", "npz-coefs").name == "npz-coefs"
    with pytest.raises(FormatError, match=r"file must end in one of \.npz, .*, got 'a\.h5'"):
        format_for("a.h5")
    with pytest.raises(FormatError, match=r"format must be one of npz, .*, got 'h5'"):
        format_for("a.npz", "h5")


def test_every_format_says_what_it_holds() -> None:
    for name, form in READABLE.items():
        assert form.name == name
        assert form.holds
        assert form.checker


def test_numbers_at_the_ends_of_float64_come_back(tmp_path: Path) -> None:
    flat = np.array([5e-324, -0.0, 1.7976931348623157e308, 0.1, -1e-310, 3.0])
    model = Model(Network((2, 2), ("tanh",), flat), (), Scaling(np.array([1e300, -5e-324]), np.array([1e-300, 1.0])))
    for form in READABLE.values():
        if form.name != "onnx":  # it works its standardising out in another order, where all overflows
            path = export(model, tmp_path / f"m_{form.name}{form.suffix}", form).files[0]
            assert form.read(path, ()).model.network.flat.tobytes() == flat.tobytes()


def test_a_wide_network_leaves_and_comes_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    sizes = (2, 512, 100, 1)
    network = Network(sizes, ("relu", "tanh", "sigmoid"), rng.normal(0, 0.05, weight_count(sizes)))
    model = Model(network, ("x1", "x2"))
    for name in READABLE:
        form = FORMATS[name]
        checked = export(model, tmp_path / f"m_{name}{form.suffix}", form)
        assert same(form.read(checked.files[0], ()).model, model)
