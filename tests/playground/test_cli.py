"""The command line: what it prints where, what it writes, and one sentence for whatever makes no sense."""

import hashlib
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tqdm import tqdm

from engine import Data, Experiment, Layer, Run
from engine.exchange.importing import read
from playground import __version__, cli
from playground.options import experiment_of

REPOSITORY = Path(__file__).resolve().parents[2]

THE_COMMAND = [
    *("train", "--data", "circle", "--noise", "0", "--samples", "500", "--train-share", "0.5"),
    *("--features", "x1,x2", "--hidden", "4", "--activation", "tanh", "--rate", "0.3", "--batch", "10"),
    *("--epochs", "300", "--seed", "1", "--export", "out.npz", "--json"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder of our own."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(tqdm, "monitor_interval", 0)  # else it starts a thread for good
    return folder


def environment(**changes: str) -> dict[str, str]:
    """What a shell without a display would pass on."""
    hidden = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "error"} | changes


def playground(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "playground", *arguments]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60)


def only_json(text: str) -> dict[str, Any]:
    """Read one strict JSON object, on a line of its own and with nothing else."""
    assert text.count("\n") == 1

    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is not JSON")

    read: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return read


def sha256_of(path: Path) -> str:
    with np.load(path, allow_pickle=False) as archive:
        matrices = [archive[f"W{layer}"] for layer in (1, 2)]
    return hashlib.sha256(b"".join(matrix.astype("<f8").tobytes() for matrix in matrices)).hexdigest()


# ---- training ------------------------------------------------------------------------------------------------------


def test_the_command_of_the_issue_solves_the_problem_reproducibly(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = playground(*THE_COMMAND)
    assert (done.returncode, done.stderr) == (0, "")
    result = only_json(done.stdout)
    assert list(result) == ["epochs", "cost", "accuracy", "weights_sha256", "seconds", "experiment", "export"]
    assert result["epochs"] == 300
    assert result["seconds"] > 0
    assert set(result["cost"]) == set(result["accuracy"]) == {"train", "test"}
    assert min(result["accuracy"].values()) > 0.97
    assert 0 < max(result["cost"].values()) < 0.2
    assert Experiment.from_dict(result["experiment"]) == Experiment()
    assert os.listdir(folder) == ["out.npz"]
    assert sha256_of(folder / "out.npz") == result["weights_sha256"]
    assert read(folder / "out.npz").experiment == Experiment()

    assert cli.main(THE_COMMAND) == 0  # the same again, in another process: this one
    again = only_json(capsys.readouterr().out)
    assert again | {"seconds": 0} == result | {"seconds": 0}
    assert sha256_of(folder / "out.npz") == result["weights_sha256"]


def test_every_option_reaches_the_experiment(capsys: pytest.CaptureFixture[str]) -> None:
    options = (
        "--data spiral --noise 0.25 --samples 33 --train-share 0.7 --features x1,x2^2,sin_x1 --hidden 3,2 "
        "--activation sigmoid --rate 0.05 --batch 4 --epochs 2 --seed 9"
    )
    assert cli.main(["train", *options.split(), "--json"]) == 0
    result = only_json(capsys.readouterr().out)
    assert result["epochs"] == 2
    assert Experiment.from_dict(result["experiment"]) == Experiment(
        data=Data("spiral", 33, 0.25, 0.7),
        features=("x1", "x2^2", "sin_x1"),
        hidden=(Layer(3, "sigmoid"), Layer(2, "sigmoid")),
        rate=0.05,
        batch=4,
        seed=9,
    )


def test_what_is_reported_is_what_a_run_of_the_engine_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "--samples", "50", "--epochs", "7", "--json"]) == 0
    result = only_json(capsys.readouterr().out)
    run = Run(Experiment(data=Data(samples=50)))
    run.advance(epochs=7)
    costs = run.costs.so_far()
    assert result["weights_sha256"] == run.network.sha256()
    assert result["cost"] == {"train": costs.train[-1], "test": costs.test[-1]}
    assert tuple(result["accuracy"].values()) == run.accuracy()


def test_the_defaults_are_those_of_the_experiment(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "--epochs", "0", "--json"]) == 0
    result = only_json(capsys.readouterr().out)
    assert Experiment.from_dict(result["experiment"]) == Experiment()
    assert result["weights_sha256"] == Run(Experiment()).network.sha256()


def test_a_person_is_told_in_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "--samples", "50", "--epochs", "7", "--export", "out.npz"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert [line.split()[0] for line in out.splitlines()] == ["7", "cost", "accuracy", "written", "Checked:"]
    assert out.splitlines()[-2].endswith("out.npz")
    assert out.splitlines()[-1] == "Checked: max |difference| = 0 over 250 points, by reading it back."
    assert os.listdir(folder) == ["out.npz"]


@pytest.mark.parametrize("nothing", ["", " "])
def test_no_hidden_layer_is_written_as_nothing(nothing: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "--hidden", nothing, "--epochs", "2", "--json", "--export", "out.npz"]) == 0
    assert only_json(capsys.readouterr().out)["experiment"]["hidden"] == []
    assert read(Path("out.npz")).experiment.sizes == (2, 1)


def test_an_older_export_is_replaced(folder: Path) -> None:
    (folder / "out.npz").write_text("old")
    assert cli.main(["train", "--samples", "50", "--epochs", "1", "--export", "out.npz"]) == 0
    assert read(folder / "out.npz").experiment.data.samples == 50
    assert os.listdir(folder) == ["out.npz"]


# ---- what makes no sense -------------------------------------------------------------------------------------------

REFUSED = {  # {what is typed after `train`: what the sentence must name}
    "--data blob": ["data", "'blob'", "one of circle, xor, gauss, spiral"],
    "--hidden 0": ["hidden layer 1", "got 0", "a whole number from 1 to 512"],
    "--hidden -3": ["hidden layer 1", "got -3", "a whole number from 1"],
    "--hidden 4,x": ["--hidden", "'4,x'", "whole numbers separated by commas"],
    "--hidden 4,": ["--hidden", "'4,'", "whole numbers separated by commas"],
    "--hidden 2.5": ["--hidden", "'2.5'", "whole numbers"],
    "--hidden 4,100000": ["hidden layer 2", "got 100000", "a whole number from 1 to 512"],
    "--hidden 1,1,1,1,1,1,1,1,1": ["hidden", "got 9", "at most 8 layers"],
    "--activation softmax": ["activation", "'softmax'", "one of tanh, sigmoid, relu"],
    "--rate nan": ["rate", "got nan", "a number above 0"],
    "--rate inf": ["rate", "got inf", "a number above 0"],
    "--rate -1": ["rate", "got -1.0", "a number above 0"],
    "--rate 0": ["rate", "got 0.0", "a number above 0"],
    "--rate abc": ["--rate", "'abc'", "expected a number"],
    "--rate 0,3": ["--rate", "'0,3'", "expected a number"],
    "--batch 0": ["batch", "got 0", "a whole number from 1, or full"],
    "--batch 2.5": ["--batch", "'2.5'", "a whole number"],
    "--noise 2": ["noise", "got 2.0", "a number from 0 to 1"],
    "--noise nan": ["noise", "got nan", "a number from 0 to 1"],
    "--samples 1": ["samples", "got 1", "a whole number from 2 to 1000000"],
    "--samples 1e3": ["--samples", "'1e3'", "a whole number"],
    "--samples 99999999999999999999": ["samples", "got 99999999999999999999", "to 1000000"],
    "--train-share 1.1": ["share for training", "got 1.1", "a number above 0 and at most 1"],
    "--train-share 0": ["share for training", "got 0.0", "a number above 0 and at most 1"],
    "--features x9": ["inputs of Circle", "x₁ to x₂", "got x9"],
    "--features y9": ["feature", "'y9'", "one of x1, x2, x1^2, x2^2, x1x2, sin_x1, sin_x2"],
    "--features x1,x1": ["inputs", "x₁, x₁", "once each"],
    "--features=": ["features", "got none", "at least one feature"],
    "--epochs -1": ["--epochs", "'-1'", "a whole number from 0"],
    "--epochs 1e9999": ["--epochs", "'1e9999'", "a whole number from 0"],
    "--epochs 99999999999999999999": ["--epochs", "'99999999999999999999'", "to 1000000000"],
    "--epochs ²": ["--epochs", "'²'", "a whole number from 0"],
    "--seed -1": ["seed", "got -1", "a whole number from 0 to 2147483647"],
    "--seed 2147483648": ["seed", "got 2147483648", "a whole number from 0 to 2147483647"],
    "--seed one": ["--seed", "'one'", "a whole number"],
    "--frobnicate": ["--frobnicate", "unrecognized", "playground --help"],
    "--rate": ["--rate", "expected one argument"],
    "--export missing/out.npz": ["'missing/out.npz'", "'missing' is missing", "a folder that can be written to"],
    "--export .": ["'.'", "it is a folder", "expected a file"],
    "--export /proc/out.npz": ["'/proc/out.npz'", "a folder that can be written to"],
    f"--export {'x' * 300}.npz": ["'xxx", "file name too long", "a folder that can be written to"],
}


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence on stderr with which the command line refuses."""
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert err.startswith("playground: ")
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize(("typed", "named"), REFUSED.items(), ids=[typed[:40] for typed in REFUSED])
def test_what_makes_no_sense_is_refused_in_one_sentence(
    typed: str, named: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", "--epochs", "1", "--samples", "20", "--export", "out.npz", "--json", *typed.split()]
    sentence = refused(arguments, capsys)
    for part in named:
        assert part in sentence
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["frobnicate"], ["'frobnicate'", "train"]),
        (["--frobnicate"], ["--frobnicate", "--help"]),
        (
            ["--picture", "missing/out.png"],
            ["'missing/out.png'", "'missing' is missing", "a folder that can be written to"],
        ),
        (["--picture", "."], ["--picture", "'.'", "a file ending in .png"]),
        (["--epochs", "5"], ["--epochs", "--picture"]),
        (["--act", "5"], ["--act", "--picture"]),
        (["--size", "big"], ["--size", "'big'", "such as 1280x800"]),
        (["--size", "10x10"], ["--size", "'10x10'", "from 640x480"]),
        (["--theme", "pink"], ["--theme", "'pink'", "light", "dark"]),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_for_the_window_is_refused_too(
    arguments: list[str], named: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refused(arguments, capsys)
    for part in named:
        assert part in sentence
    assert os.listdir(folder) == []


def test_all_faults_are_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(["train", "--data", "blob", "--rate", "nan", "--noise", "2"], capsys)
    assert all(part in sentence for part in ("'blob'", "got nan", "got 2.0"))


def test_refusing_keeps_an_older_export(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "out.npz").write_text("old")
    refused(["train", "--rate", "nan", "--export", "out.npz"], capsys)
    refused(["train", "--samples", "60", "--activation", "relu", "--rate", "1000", "--export", "out.npz"], capsys)
    assert (folder / "out.npz").read_text() == "old"
    assert os.listdir(folder) == ["out.npz"]


def test_a_pipe_is_not_replaced_by_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(folder / "pipe.npz")
    assert "it is a device or a pipe" in refused(
        ["train", "--samples", "20", "--epochs", "1", "--export", "pipe.npz"], capsys
    )
    assert (folder / "pipe.npz").is_fifo()


@pytest.mark.parametrize("rate", ["1000", "1e6", "1e150"])
def test_training_that_diverges_ends_with_a_sentence(
    rate: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refused(
        ["train", *f"--samples 60 --activation relu --rate {rate} --export out.npz --json".split()], capsys
    )
    assert f"learning rate {float(rate):g} is too large" in sentence
    assert "diverged in epoch " in sentence
    assert os.listdir(folder) == []


# ---- real processes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], ["There is no display", "DISPLAY is not set", "expected the name of a running display"]),
        (["train", "--hidden", "4,x", "--export", "out.npz"], ["--hidden", "'4,x'", "whole numbers"]),
    ],
    ids=["no display", "bad value"],
)
def test_a_process_refuses_with_status_2_and_one_line(arguments: list[str], named: list[str], folder: Path) -> None:
    done = playground(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    for part in named:
        assert part in done.stderr
    assert os.listdir(folder) == []


def test_ctrl_c_ends_training_with_a_sentence_and_no_half_file(folder: Path) -> None:
    """On a terminal, so that its progress bar tells when training has begun."""
    terminal, side = pty.openpty()
    termios.tcsetwinsize(side, (24, 80))
    command = [sys.executable, "-m", "playground", "train", "--epochs", "100000", "--export", "out.npz", "--json"]
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=side)
    signal.signal(signal.SIGINT, inherited)
    try:
        os.close(side)
        said = b""
        while b"%" not in said:
            said += os.read(terminal, 4096)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        said += os.read(terminal, 65536)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    assert (process.returncode, out) == (130, b"")
    assert said.rstrip().endswith(b"playground: stopped")
    assert b"Traceback" not in said
    assert os.listdir(folder) == []


# ---- help ----------------------------------------------------------------------------------------------------------


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(["--version"], capsys) == f"playground {__version__}\n"


@pytest.mark.parametrize(
    "command",
    [[], ["train"], ["explain"], ["export"], ["import"], ["bench"]],
    ids=["playground", "train", "explain", "export", "import", "bench"],
)
def test_help_has_examples_that_can_be_typed(
    command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "my.csv").write_text("a,b,species\n1,2.5,x\n2,3.5,y\n4,1.5,x\n")
    _, examples = said([*command, "--help"], capsys).split("\nexamples:\n")
    lines = examples.rstrip().replace("\n      ", " ").splitlines()
    commands = [re.split("  +", line.strip())[0] for line in lines]  # what follows two spaces says what it does
    assert commands
    for command_line in commands:
        program, *options = shlex.split(command_line.split(" >")[0])
        assert program == "playground"
        parser = cli._parser()
        assert isinstance(experiment_of(parser.parse_args(cli._with_command(options, parser.commands))), Experiment)


def test_a_table_is_opened_in_the_window_by_its_name_alone() -> None:
    assert [cli._with_command([name], {})[0] for name in ("my.csv", "MY.NPZ", "my.nnplay")] == ["open"] * 3


def test_the_issues_command_is_the_example_of_train(capsys: pytest.CaptureFixture[str]) -> None:
    assert " ".join(THE_COMMAND) in " ".join(said(["train", "--help"], capsys).split())


@pytest.mark.parametrize("option", ["--data", "--noise", "--samples", "--train-share", "--features", "--hidden"])
def test_help_names_every_option(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert option in said(["train", "--help"], capsys)


def test_a_file_named_first_is_opened_unless_it_is_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("train").write_text("")
    Path("model.onnx").write_text("")
    commands = cli._parser().commands
    assert cli._with_command(["run.nnplay", "--theme", "dark"], commands) == ["open", "run.nnplay", "--theme", "dark"]
    assert cli._with_command(["model.onnx"], commands) == ["open", "model.onnx"]
    assert cli._with_command(["train"], commands) == ["train"]
    assert cli._with_command(["--epochs", "3"], commands) == ["--epochs", "3"]
    assert cli._with_command([], commands) == []
