"""Wording: every formula of every act comes to what the engine computed, for every experiment there can be."""

import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings

from engine import Data, DivergedError, Experiment, Layer, Run, choose, steps
from engine.features import FEATURES
from engine.formulas.latex import Latex, aligned
from engine.formulas.nodes import Formula, Known, Number, Summand, evaluate
from engine.formulas.unicode import Unicode, one_line
from engine.formulas.wording import Wording, feature_words, neuron_of, word
from engine.models import MODELS
from engine.steps import LearningStep, Step
from engine.symbols import Symbol
from tests.engine.strategies import relaxed, steady_experiments


def largest_in(formula: Formula) -> float:
    """Return the largest number that a formula reckons with, by size."""
    found = [abs(formula.value)]

    def read(number: Number | Known) -> float:
        found.append(abs(number.value))
        return number.value

    evaluate(formula.numbers, read)
    return max(found)


def comes_to(formula: Formula) -> None:
    """Assert that a formula's numbers come to its value, but for the order of adding up."""
    found, largest = evaluate(formula.numbers), largest_in(formula)
    if not math.isfinite(found) or not math.isfinite(formula.value) or largest > 1e100:
        return  # log 0 of a unit that is surer than a number can tell
    assert found == pytest.approx(formula.value, rel=1e-9, abs=1e-11 * max(1.0, largest)), one_line(formula, 17)


def worded(told: LearningStep, most: int = 0) -> Iterator[tuple[Step, Wording]]:
    """Yield every act with its words; about `most` of them, from everywhere, if that is given."""
    count = told.order.count
    for index in range(0, count, max(1, count // most) if most else 1):
        step = told.act(index)
        yield step, word(step, told.objective.experiment)


@settings(relaxed, max_examples=40)
@given(steady_experiments)
def test_every_formula_of_every_act_comes_to_its_value(experiment: Experiment) -> None:
    run = Run(experiment)
    try:
        run.advance(batches=2)
    except DivergedError:
        return
    for step, wording in worded(steps(run), most=60):
        assert wording.formula.value == step.value
        assert Unicode().symbols(wording.formula.name) == str(step.symbol)
        for formula in wording.lines:
            comes_to(formula)


@settings(relaxed, max_examples=20)
@given(steady_experiments)
def test_every_formula_and_its_reason_can_be_written_in_every_dialect(experiment: Experiment) -> None:
    for _, wording in worded(steps(Run(experiment)), most=40):
        for formula in wording.lines:
            assert aligned(formula).isascii(), aligned(formula)
            assert "=" in one_line(formula)
        latex = Latex().symbols(wording.why)
        assert latex.isascii(), latex
        assert latex.count("{") == latex.count("}")
        assert len(Unicode().symbols(wording.why)) > 10


@pytest.mark.parametrize(
    ("name", "neuron"),
    [
        ("perceptron", "perceptron"),
        ("adaline", "adaline"),
        ("adaline-sgd", "adaline"),
        ("mlp", ""),
        ("straight-line", ""),
    ],
)
def test_single_neurons_of_the_lecture_are_known(name: str, neuron: str) -> None:
    assert neuron_of(MODELS[name].experiment()) == neuron


def lines_of(experiment: Experiment, kind: str, batches: int = 0) -> list[str]:
    """Return the formulas of the last act of a kind."""
    run = Run(experiment)
    run.advance(batches=batches)
    *_, wording = (wording for step, wording in worded(steps(run)) if step.kind == kind)
    return [one_line(formula, 3) for formula in wording.lines]


def test_the_perceptron_steps_by_its_own_rule() -> None:
    experiment = MODELS["perceptron"].experiment()
    change, update = lines_of(experiment, "update")
    assert change.startswith("Δw⁽¹⁾₁,₂ = η (y⁽ⁱ⁾ − ŷ⁽ⁱ⁾) x⁽ⁱ⁾₂ = 0.1·(")
    assert update.startswith("w⁽¹⁾₁,₂ := w⁽¹⁾₁,₂ + Δw⁽¹⁾₁,₂ = ")
    assert "= wᵀ x = Σₖ" in lines_of(experiment, "net_input")[0]
    assert "= step(z⁽²⁾₁) = " in lines_of(experiment, "activation")[0]


def test_adaline_has_the_right_sign_and_says_where_the_lecture_slips() -> None:
    experiment = MODELS["adaline"].experiment()
    (derivative,) = lines_of(experiment, "derivative")
    assert "= −Σᵢ (y⁽ⁱ⁾ − a⁽ⁱ⁾) x⁽ⁱ⁾₂ = −[" in derivative
    change, update = lines_of(experiment, "update")
    assert change.startswith("Δw⁽¹⁾₁,₂ = −η ∂J/∂w⁽¹⁾₁,₂ = −0.0003·")
    assert " := w⁽¹⁾₁,₂ + Δw⁽¹⁾₁,₂ = " in update
    *_, why = (w.why for step, w in worded(steps(Run(experiment))) if step.kind == "derivative")
    assert "a slip" in Unicode().symbols(why)


def test_a_mini_batch_is_told_honestly() -> None:
    experiment = Experiment(hidden=(Layer(2),), batch=3, l2=0.1)
    (line,) = lines_of(experiment, "derivative")
    assert "= 1/n Σᵢ δ⁽³⁾₁ a⁽²⁾₂ + λ₂ w⁽²⁾₁,₂ = 1/3·(" in line
    numbers = line.split(" = ")[2]
    assert numbers.count("·") == 5  # 1/3 · (three products) + 0.1 · w
    J = next(one_line(w.formula, 3) for step, w in worded(steps(Run(experiment))) if str(step.symbol) == "J")
    assert J.startswith("J = 1/n Σᵢ Jᵢ + λ₂/2 Σ w² = 1/3·(")


def summands_in(node: object) -> Iterator[Summand]:
    if isinstance(node, Summand):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from summands_in(part)
    elif is_dataclass(node) and not isinstance(node, Symbol):
        for field in fields(node):
            yield from summands_in(getattr(node, field.name))


def test_terms_know_their_weight_and_their_sample() -> None:
    for step, wording in worded(steps(Run(Experiment(hidden=(Layer(2),), batch=3)))):
        if step.kind in ("net_input", "hidden_delta", "derivative"):
            found = [(summand.weight, summand.sample) for summand in summands_in(wording.formula.numbers)]
            assert found == [(term.weight, term.sample) for term in step.terms]


def test_dropout_is_a_factor_with_a_name() -> None:
    experiment = Experiment(hidden=(Layer(4, dropout=0.5),), batch=1)
    lines = [
        one_line(wording.formula, 2)
        for step, wording in worded(steps(Run(experiment)))
        if step.layer == 2 and step.kind in ("activation", "hidden_delta")
    ]
    assert all(re.search(r"d⁽²⁾. φ\(|φ′\(z⁽²⁾.\) d⁽²⁾.", line) for line in lines)
    assert any("= 2·tanh(" in line for line in lines)
    assert any("= 0·tanh(" in line for line in lines)


def test_a_step_with_dropout_has_its_factor_in_numbers_too() -> None:
    experiment = Experiment(hidden=(Layer(4, "step", dropout=0.2),), batch=1)
    for step, wording in worded(steps(Run(experiment))):
        comes_to(wording.formula)
        assert step.kind != "activation" or step.layer == 3 or "·step(" in one_line(wording.formula)


def test_softmax_reads_the_whole_layer() -> None:
    experiment = Experiment(data=Data("blobs"), output="softmax", cost="cross_entropy", batch=1)
    line = lines_of(experiment, "activation")[0]
    assert "φ(z⁽³⁾₃) = e^(z⁽³⁾₃) / (Σₖ e^(z⁽³⁾ₖ)) = " in line
    assert line.split(" = ")[3].count("e^") == 4


@pytest.mark.parametrize("name", FEATURES)
def test_every_input_has_its_name_in_the_first_act(name: str) -> None:
    assert re.fullmatch(r"\|?(?:(sin|cos)\()?[xrθ].*", Unicode().symbols(feature_words(name)))
    step = next(steps(Run(Experiment(features=(name,)))).acts())
    line = one_line(word(step, Experiment(features=(name,))).formula)
    assert line.count(" = ") == 2


def test_an_act_of_a_network_with_more_inputs_than_its_experiment_is_worded_all_the_same() -> None:
    told = steps(Run(Experiment(features=("x1", "x2", "x1x2"))))
    assert word(told.act(2), Experiment()).formula.value == told.act(2).value


def test_each_optimizer_leads_to_the_new_weight() -> None:
    lines = lines_of(Experiment(optimizer=choose("adam"), batch=2), "update", batches=5)
    assert [line.split(" ")[0] for line in lines] == ["g", "m", "v", "m̂", "v̂", "w⁽²⁾₁,₄"]
