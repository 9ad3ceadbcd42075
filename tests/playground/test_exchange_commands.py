"""Models from file to file on the command line: the suffix chooses, copies are checked, refusals are sentences."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.exchange.formats import Files
from engine.exchange.importing import read_model
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from playground import cli

WRITE_CSV = FORMATS["csv"].write
TRAIN = ["train", "--samples", "60", "--epochs", "3"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> str:
    """Run the command line, and return what it prints, or how it refuses."""
    assert cli.main(arguments) == status
    out, err = capsys.readouterr()
    assert bool(err) == bool(status)
    return err or out


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(said([*arguments, "--json"], capsys))
    return result


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.read])
def test_what_is_trained_leaves_in_every_format(name: str, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    file = f"out{FORMATS[name].suffix}"
    result = told([*TRAIN, "--export", file, "--format", name], capsys)
    exported = result["export"]
    assert exported["compared"] is True
    assert exported["difference"] <= exported["tolerance"]
    assert exported["points"] == 260
    assert exported["files"][0] == file
    assert sorted(exported["files"]) == sorted(os.listdir(folder))
    assert read_model(Path(file)).model.network.sha256() == result["weights_sha256"]


def test_the_suffix_chooses_the_format(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    lines = said([*TRAIN, "--export", "out.onnx"], capsys).splitlines()
    assert lines[-2] == "written   out.onnx"
    assert lines[-1].startswith("Checked: max |difference| = ")
    assert lines[-1].endswith(" over 260 points, by ONNX Runtime.") or "reference evaluator" in lines[-1]


def test_code_leaves_by_its_suffix_or_its_name(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    result = told([*TRAIN, "--export", "out.py"], capsys)
    assert result["export"]["difference"] < 1e-12
    told([*TRAIN, "--export", "beside.py", "--format", "numpy-beside"], capsys)
    assert sorted(os.listdir(folder)) == ["beside.npz", "beside.py", "out.py"]
    assert read_model(Path("beside.npz")).model.network.sha256() == result["weights_sha256"]


def test_a_model_goes_from_file_to_file_with_its_experiment(capsys: pytest.CaptureFixture[str]) -> None:
    trained = told([*TRAIN, "--features", "x1,x2,theta", "--standardise", "--export", "a.npz"], capsys)
    for before, after in (("a.npz", "b.onnx"), ("b.onnx", "c.safetensors"), ("c.safetensors", "d.json")):
        result = told(["export", before, "--to", after], capsys)
        assert result["weights_sha256"] == trained["weights_sha256"]
        assert result["experiment"] == trained["experiment"]
        assert result["notes"] == []


def test_a_network_of_elsewhere_gets_an_experiment(capsys: pytest.CaptureFixture[str]) -> None:
    np.savez("theirs.npz", coefs_0=np.ones((2, 3)), intercepts_0=np.zeros(3), coefs_1=np.ones((3, 1)))
    lines = said(["import", "theirs.npz", "--activations", "relu,linear", "--to", "mine.json"], capsys).splitlines()
    assert lines[0] == "network   2-3-1   relu, linear"
    assert lines[1] == "note      the activations are taken to be relu, linear, as was said"
    assert lines[2] == "note      it does not say what it was trained by; the data are Bumps here"
    assert lines[3] == "written   mine.json"
    assert read_model(Path("mine.json")).model.experiment is not None
    assert told(["export", "theirs.npz", "--to", "same.json"], capsys)["experiment"] is None


def slightly_other(model: Model, stem: str) -> Files:
    network = model.network.copy()
    network.flat[:] += 1e-6
    return WRITE_CSV(replace(model, network=network), stem)


def test_a_copy_that_differs_is_refused_with_status_1(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMATS, "csv", replace(FORMATS["csv"], write=slightly_other))
    sentence = said([*TRAIN, "--export", "out.csv"], capsys, status=1)
    assert "at most 1e-12 is allowed; nothing was written" in sentence
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([*TRAIN, "--export", "out.h5"], "file must end in one of .npz, .json, .csv, .safetensors, .onnx"),
        ([*TRAIN, "--export", "out.npz", "--format", "h5"], "format must be one of npz, npz-coefs, json, csv"),
        (["export", "missing.npz", "--to", "out.json"], "cannot read 'missing.npz': no such file or directory"),
        (["export", "bad.json", "--to", "out.npz"], "cannot read 'bad.json': its format is None"),
        (["export", "bad.h5", "--to", "out.npz"], "cannot read 'bad.h5': file must end in one of .npz"),
        (["export", "bad.json", "--to", "missing/out.npz"], "the folder 'missing' is missing"),
        (["export", "bad.json"], "the following arguments are required: --to"),
        (["import", "wide.json", "--to", "out.json"], "it needs points of 14 numbers"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "bad.json").write_text("{}")
    np.savez("wide.npz", W1=np.zeros((1, 15)))
    said(["export", "wide.npz", "--to", "wide.json"], capsys)
    sentence = said(arguments, capsys, status=2)
    assert reason in sentence
    assert sentence.count("\n") == 1
    assert sorted(os.listdir(folder)) == ["bad.json", "wide.json", "wide.npz"]


def test_list_has_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(["list"], capsys)
    assert list(result["formats"]) == list(FORMATS)
