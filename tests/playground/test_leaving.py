"""Figures, films and reports from the command line, where there is no display."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from PySide6.QtGui import QImage

from engine import Experiment, Layer, Run, session
from engine.exchange.tikz import Options, as_tikz
from engine.timeline import Timeline
from tests.playground.test_cli import folder, playground

__all__ = ["folder"]  # every command works in an empty folder
DIVERGING = ["--rate", "1e9", "--output", "linear", "--cost", "squared"]


def labels(path: Path) -> str:
    return " ".join(element.get("aria-label", "") for element in ET.parse(path).getroot().iter())


@pytest.mark.parametrize("what", ["network", "boundary", "cost", "window"])
def test_a_figure_is_written_without_a_display(what: str, folder: Path) -> None:
    done = playground("figure", "--what", what, "--to", "x.svg", "--epochs", "3", "--hidden", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{what}  x.svg\n"
    words = {
        "network": "Layer 2 · hidden",
        "boundary": "Decision boundary",
        "cost": "mean over samples",
        "window": "Backprop Playground",
    }
    assert words[what] in labels(folder / "x.svg")


def test_a_figure_is_as_it_was_asked_for(folder: Path) -> None:
    options = [
        "--size",
        "600x400",
        "--scale",
        "3",
        "--transparent",
        "--theme",
        "dark",
        "--unit",
        "2,1",
        "--sample",
        "4",
    ]
    done = playground("figure", "--to", "x.png", "--epochs", "2", *options)
    assert (done.returncode, done.stderr) == (0, "")
    picture = QImage(str(folder / "x.png"))
    assert (picture.width(), picture.height()) == (1800, 1200)
    assert picture.pixelColor(2, 2).alpha() == 0


def test_the_network_is_written_as_tikz_without_qt(folder: Path) -> None:
    done = playground("figure", "--to", "x.tex", "--epochs", "4", "--hidden", "2", "--weights")
    assert (done.returncode, done.stderr) == (0, "")
    run = Run(Experiment(hidden=(Layer(2),)))
    run.advance(epochs=4)
    assert (folder / "x.tex").read_text("ascii") == as_tikz(run.network, ("x1", "x2"), Options(has_weights=True))


def test_a_film_is_written_of_the_epochs_that_are_named(folder: Path) -> None:
    options = [
        "--from",
        "2",
        "--upto",
        "8",
        "--frames",
        "4",
        "--fps",
        "5",
        "--hold",
        "1",
        "--size",
        "400x300",
        "--once",
    ]
    done = playground("film", "--to", "x.gif", "--epochs", "10", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "4 frames  x.gif\n"
    with Image.open(folder / "x.gif") as film:
        assert film.n_frames == 4
        assert film.size == (400, 300)
        assert "loop" not in film.info
        stays = []
        for number in range(4):
            film.seek(number)
            stays.append(film.info["duration"])
        assert stays == [200, 200, 200, 1000]


def test_a_film_is_written_of_a_learning_step(folder: Path) -> None:
    done = playground("film", "--to", "x.webp", "--epochs", "2", "--steps", "layer", "--batch", "2", "--frames", "6")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(folder / "x.webp") as film:
        assert film.n_frames == 6


def test_a_film_is_written_of_the_window(folder: Path) -> None:
    done = playground("film", "--what", "window", "--to", "x.png", "--epochs", "2", "--size", "1280x800")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(folder / "x.png") as film:
        assert film.n_frames == 3
        assert film.size == (1280, 800)


def test_a_report_is_written(folder: Path) -> None:
    done = playground("report", "--to", "x.html", "--epochs", "3", "--data", "xor")
    assert (done.returncode, done.stderr) == (0, "")
    run = Run(Experiment().with_data(name="xor"))
    run.advance(epochs=3)
    written = (folder / "x.html").read_text("utf-8")
    assert run.network.sha256() in written
    assert "playground train --data xor --epochs 3 --json" in written


def test_a_session_leaves_as_it_stands_or_stood(folder: Path) -> None:
    timeline = Timeline(Run(Experiment(hidden=(Layer(2),))))
    timeline.advance(epochs=6)
    fifth = timeline.run.network.copy()
    timeline.advance(epochs=1)
    session.save(folder / "run.nnplay", session.Session(timeline.state()))
    features = timeline.run.experiment.features
    for options, network in (((), timeline.run.network), (("--epochs", "6"), fifth)):
        done = playground("figure", "run.nnplay", "--to", "x.tex", *options)
        assert (done.returncode, done.stderr) == (0, "")
        assert (folder / "x.tex").read_text("ascii") == as_tikz(network, features)
    done = playground("report", "run.nnplay", "--to", "x.html")
    assert timeline.run.network.sha256() in (folder / "x.html").read_text("utf-8")
    done = playground("film", "run.nnplay", "--to", "x.png", "--size", "300x300", "--what", "cost", "--from", "3")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(folder / "x.png") as film:
        assert film.n_frames == 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["figure", "--to", "x.bmp"], "a figure is a file in .svg, .pdf, .png, .tex, got --to 'x.bmp'"),
        (["figure", "--to", "missing/x.svg"], "the folder 'missing' is missing"),
        (["figure", "--to", "x.tex", "--what", "cost"], "must be of the network, got --what cost"),
        (["figure", "--to", "x.svg", "--epochs", "0", "--unit", "9,1"], "--unit must be a layer and a unit of it"),
        (["figure", "--to", "x.svg", "--epochs", "0", "--unit", "x"], "expected a layer and a unit"),
        (
            ["figure", "--to", "x.svg", "--epochs", "0", "--sample", "999"],
            "--sample must be a whole number from 0 to 499",
        ),
        (["figure", "--to", "x.svg", "--size", "10x10"], "expected a size from 240x240"),
        (["figure"], "--to"),
        (["figure", "run.nnplay", "--to", "x.svg"], "annot read 'run.nnplay'"),
        (["report", "run.nnplay", "--to", "x.html", "--hidden", "3"], "of its own, got 'run.nnplay' and also --hidden"),
        (["film", "--to", "x.avi"], "a film is a file in .gif, .webp, .png, .mp4"),
        (
            ["film", "--to", "x.gif", "--epochs", "3", "--from", "4"],
            "from 0 to 3, the first one first, got 4, 3",
        ),
        (["film", "--to", "x.gif", "--epochs", "3", "--upto", "9"], "epochs from 0 to 3"),
        (["film", "--to", "x.gif", "--fps", "0"], "whole number from 1 to 50"),
        (["report", "--to", "x.txt"], "a report is a file in .html"),
        (["figure", "--to", "x.svg", "--epochs", "99", *DIVERGING], "diverged"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(words: list[str], told: str, folder: Path) -> None:
    done = playground(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(folder.iterdir())
