"""Worked examples: what is written adds up, in every format."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, Experiment, Layer, Run, Stop, choose, steps
from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.exchange.worked_example import as_dict, as_json, as_latex, as_markdown, as_text, sections
from engine.steps import LearningStep

SMALL = Experiment(hidden=(Layer(2),), batch=2)


def told_of(experiment: Experiment, sample: int | None = None) -> LearningStep:
    return steps(Run(experiment), sample)


LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def value_of(written: str) -> float:
    """Calculate what stands between equals signs, as a reader with a pocket calculator would."""
    sum_of = re.sub("×10([⁻⁰-⁹¹²³]+)", lambda found: f"e{found[1].translate(LEVEL)}", written)
    sum_of = sum_of.replace("²", "**2").replace("½", "1/2").replace("−", "-").replace("·", "*")
    assert re.fullmatch(r"[-+*/(). e\d]+", sum_of), sum_of
    return float(eval(sum_of))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.builds(Layer, st.integers(1, 3), st.sampled_from(["tanh", "sin", "sigmoid", "linear"])), max_size=2),
    st.sampled_from([0.0, 0.01]),
    st.sampled_from(["mean", "sum"]),
    st.integers(1, 3),
)
def test_the_numbers_of_every_line_give_its_value(
    hidden: list[Layer], penalty: float, reduction: str, batch: int
) -> None:
    told = told_of(Experiment(hidden=tuple(hidden), l2=penalty, reduction=reduction, batch=batch))
    for line in as_text(told, digits=12).splitlines():
        sides = re.split(" :?= ", line.strip())
        kind = sides[0]
        if len(sides) < 3 or kind.startswith(("a⁽", "J", "φ′")):
            continue
        assert value_of(sides[-2]) == pytest.approx(value_of(sides[-1]), rel=1e-6, abs=1e-9), line


def test_the_four_phases_come_in_the_lectures_order() -> None:
    headings = [line for line in as_text(told_of(SMALL)).splitlines() if line[:1].isdigit()]
    assert "".join(heading[0] for heading in headings) == "123123234"  # each of two samples, then both together
    assert headings[-1] == "4. Update the weights"


def test_json_holds_every_act_with_every_number_in_full() -> None:
    told = told_of(SMALL)
    acts = json.loads(as_json(told))
    assert [act["kind"] for act in acts] == [step.kind for step in told.acts()]
    for act, step in zip(acts, told.acts(), strict=True):
        assert {"kind", "layer", "unit", "source", "symbol", "terms", "value"} <= set(act)
        assert {name: value for name, value in act.items() if name != "formulas"} == as_dict(step)
        assert act["formulas"][-1]["symbol"] == act["symbol"]
        assert act["formulas"][-1]["value"] == step.value
        assert act["value"] == step.value
        assert act["symbol"] == str(step.symbol)


@pytest.mark.parametrize("write", [as_text, as_markdown, as_latex])
@pytest.mark.parametrize("cost", COSTS)
def test_every_cost_and_output_is_written_in_every_format(write: object, cost: str) -> None:
    for output in COSTS[cost].outputs:
        classes = "blobs" if output == "softmax" else "circle"
        experiment = Experiment(data=Data(classes), hidden=(Layer(2, "relu", 0.5),), output=output, cost=cost, batch=2)
        sheet = write(told_of(experiment))
        assert "nan" not in sheet.lower()
        assert sheet.count("=") > 20


@pytest.mark.parametrize("name", HIDDEN)
def test_every_activation_is_written_with_its_net_input(name: str) -> None:
    told = told_of(Experiment(hidden=(Layer(1, name),)), 5)
    z = told.tellings[0].net_input_of(2, 1)
    line = next(line for line in as_text(told).splitlines() if line.strip().startswith("a⁽²⁾₁ ="))
    assert f"{abs(z):.4f}" in line


@pytest.mark.parametrize("write", [as_markdown, as_latex])
def test_latex_has_no_sign_that_latex_does_not_know(write: object) -> None:
    for output, cost, data in (
        ("sigmoid", "logistic", "circle"),
        ("softmax", "squared", "blobs"),
        ("step", "perceptron", "circle"),
    ):
        sheet = write(told_of(Experiment(data=Data(data), output=output, cost=cost, l2=0.1, optimizer=choose("adam"))))
        assert sheet.isascii(), sorted(set(re.sub(r"[\x00-\x7f]", "", sheet)))
        assert sheet.count("{") == sheet.count("}")


def test_an_update_is_written_with_all_that_leads_to_it() -> None:
    plain = as_text(told_of(Experiment(hidden=(), stop=Stop())))
    assert "w⁽¹⁾₁,₀ := w⁽¹⁾₁,₀ − η ∂J/∂w⁽¹⁾₁,₀ = " in plain
    adam = as_text(told_of(Experiment(hidden=(), optimizer=choose("adam"))))
    assert "m := β₁ m + (1 − β₁) g = 0.9·0 + (1 − 0.9)·" in adam
    assert "w⁽¹⁾₁,₀ := w⁽¹⁾₁,₀ − η m̂ / (√v̂ + ε) = " in adam


def test_every_kind_of_act_says_why_once_a_layer() -> None:
    told = told_of(SMALL)
    sheet = as_markdown(told)
    assert sheet.count("*Why:*") == sum(
        len({(step.kind, step.layer) for step, _ in section.acts}) for section in sections(told)
    )
    assert r"by the chain rule" in sheet


def test_the_drawing_of_the_network_stands_in_the_sheet() -> None:
    assert "![The network](net.svg)" in as_markdown(told_of(SMALL), picture="net.svg")
    assert r"\includegraphics[width=\linewidth]{net.pdf}" in as_latex(told_of(SMALL), picture="net.pdf")
    assert "includegraphics" not in as_latex(told_of(SMALL))


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="there is no TeX on this machine")
@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(
            hidden=(Layer(2, "gelu", 0.5),), batch=30, l1=0.1, optimizer=choose("adamw"), max_norm=0.1, clip=0.01
        ),
        Experiment(data=Data("blobs"), hidden=(Layer(2, "elu"),), output="softmax", cost="squared", batch=2),
        Experiment(
            data=Data(samples=8), hidden=(), output="step", cost="perceptron", batch=0, optimizer=choose("rprop")
        ),
    ],
    ids=["all that can be written", "softmax", "rprop"],
)
def test_tex_sets_the_sheet_as_it_is(experiment: Experiment, tmp_path: Path) -> None:
    (tmp_path / "sheet.tex").write_text(as_latex(told_of(experiment)), encoding="ascii")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert b"Overfull" not in done.stdout


def test_looking_at_a_step_does_not_take_it() -> None:
    run = Run(SMALL)
    before = run.network.sha256()
    as_text(steps(run))
    as_json(steps(run, 3))
    assert run.network.sha256() == before
    straight = Run(SMALL)
    for one in (run, straight):
        one.advance(batches=7)
    assert np.array_equal(run.network.flat, straight.network.flat)


def test_the_cost_of_a_single_output_unit_is_written_with_its_numbers() -> None:
    told = told_of(Experiment(hidden=()), 3)
    line = next(line for line in as_text(told).splitlines() if "Jᵢ = −[y" in line)
    a, y = told.tellings[0].activation_of(2, 1), told.tellings[0].target[0]
    assert f"−[{y:.0f}·log {a:.4f} + (1 − {y:.0f})·log(1 − {a:.4f})]" in line


def test_a_small_learning_rate_does_not_vanish() -> None:
    assert " − 0.0003·" in as_text(told_of(Experiment(hidden=(), rate=0.0003)))
