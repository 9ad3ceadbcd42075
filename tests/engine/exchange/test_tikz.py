"""TikZ: every line of the network with its sign and its thickness, and LaTeX takes it."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from engine import Experiment, Layer, Run
from engine.exchange.tikz import MOST_UNITS, WIDTHS, Options, as_tikz
from engine.network import first_network
from tests.engine.strategies import relaxed, small_experiments

EXPERIMENT = Experiment(hidden=(Layer(3), Layer(2, "relu")), features=("x1", "x1^2", "sin_x2", "r"))
LINE = re.compile(r"\\draw\[(\w+), line width=([\d.]+)pt\] \(l(\d+)u(\d+)\) -- \(l\d+u(\d+)\);")


def learnt(experiment: Experiment) -> Run:
    run = Run(experiment)
    run.advance(epochs=5)
    return run


def test_every_weight_is_a_line_with_its_sign_and_its_thickness() -> None:
    run = learnt(EXPERIMENT)
    found = LINE.findall(as_tikz(run.network, EXPERIMENT.features))
    assert len(found) == run.network.flat.size
    greatest = np.abs(run.network.flat).max()
    for style, width, layer, source, target in found:
        w = run.network.weight(int(layer), int(target), int(source))
        assert style == ("negative" if w < 0 else "positive")
        assert float(width) == pytest.approx(WIDTHS[0] + (WIDTHS[1] - WIDTHS[0]) * abs(w) / greatest, abs=0.006)


def test_a_sign_is_seen_without_colours() -> None:
    text = as_tikz(first_network(EXPERIMENT))
    (negative,), (positive,) = (re.findall(rf"  {sign}/\.style=.*", text) for sign in ("negative", "positive"))
    assert "dash pattern" in negative
    assert "dash pattern" not in positive


def test_units_are_named_as_the_lecture_names_them() -> None:
    text = as_tikz(first_network(EXPERIMENT), EXPERIMENT.features)
    assert r"{$a^{(2)}_{3}$};" in text
    assert r"label=left:$\sin x_2$" in text
    assert r"label=above:{\footnotesize $a^{(1)}_{0}$}" in text
    assert r"{Layer 3: hidden\\ \normalfont\footnotesize 2 units, relu}" in text


def test_bias_units_are_left_out_where_that_is_asked_for() -> None:
    text = as_tikz(first_network(EXPERIMENT), options=Options(has_bias=False))
    assert "u0" not in text
    assert len(LINE.findall(text)) == 4 * 3 + 3 * 2 + 2


def test_weights_are_written_above_all_lines() -> None:
    run = learnt(Experiment(hidden=(Layer(2),)))
    text = as_tikz(run.network, options=Options(has_weights=True, digits=3))
    labels = re.findall(r"\\path \(l(\d)u(\d)\) -- node\[weight, pos=[\d.]+\] \{\$(-?[\d.]+)\$\} \(l\du(\d)\);", text)
    assert len(labels) == run.network.flat.size
    for layer, source, number, target in labels:
        assert float(number) == pytest.approx(run.network.weight(int(layer), int(target), int(source)), abs=0.0006)
    assert text.rindex(r"\draw[") < text.index(r"\path ")


def test_a_cut_connection_is_dotted_and_a_long_layer_shortened() -> None:
    network = first_network(Experiment(hidden=(Layer(40),)))
    text = as_tikz(network, pruned=[(1, 1, 2)])
    assert text.count(r"\draw[cut] (l1u2) -- (l2u1);") == 1
    assert text.count(r"$\vdots$") == 1
    assert len(re.findall(r"\\node\[unit.*\(l2u", text)) == MOST_UNITS
    assert "(l2u40)" in text
    assert "(l2u39)" not in text


def test_a_part_for_a_paper_has_no_document_around_it() -> None:
    text = as_tikz(first_network(EXPERIMENT), options=Options(is_whole=False))
    assert "documentclass" not in text
    assert text.startswith(r"\definecolor")
    assert text.rstrip().endswith(r"\end{tikzpicture}")


@given(small_experiments)
@relaxed
def test_any_network_is_written_in_ascii_with_braces_that_match(experiment: Experiment) -> None:
    text = as_tikz(first_network(experiment), experiment.features, Options(has_weights=True), experiment.pruned)
    assert text.isascii()
    assert text.count("{") == text.count("}")
    assert text.count("$") % 2 == 0


def test_weights_beyond_all_numbers_are_written_too() -> None:
    network = first_network(Experiment(hidden=(Layer(1),)))
    network.flat[:3] = np.nan, np.inf, -1e300
    text = as_tikz(network, options=Options(has_weights=True))
    assert text.isascii()
    assert r"\infty" in text


def has_tikz() -> bool:
    if not shutil.which("pdflatex"):
        return False
    return subprocess.run(["kpsewhich", "tikz.sty", "xcolor.sty"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_tikz(), reason="needs pdflatex with the packages tikz and xcolor")
@pytest.mark.parametrize("options", [Options(), Options(has_weights=True, has_bias=False)])
def test_latex_makes_one_page_of_it(options: Options, tmp_path: Path) -> None:
    network = first_network(EXPERIMENT)
    network.flat[:3] = np.nan, np.inf, -1e300
    text = as_tikz(network, EXPERIMENT.features, options, [(1, 2, 1)])
    (tmp_path / "network.tex").write_text(text, "ascii")
    made = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "network.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout[-1500:]
    assert "(1 page" in made.stdout
