"""Workings: each optimizer's lines come, number by number, to what the engine made of the weight and of its memory."""

from dataclasses import replace
from typing import Any

import pytest

from engine import Data, Experiment, Layer, LearningStep, Run, choose, steps
from engine.formulas.nodes import Formula, evaluate
from engine.formulas.unicode import Unicode, one_line
from engine.numbers import format_significant
from engine.optimizers import OPTIMIZERS

MEMORY = {"momentum": "v", "nesterov": "v", "adagrad": "s", "rmsprop": "s", "adam": "mv", "adamw": "mv", "rprop": "Δ"}


def experiment_with(optimizer: str, **changes: Any) -> Experiment:
    batch = 0 if OPTIMIZERS[optimizer].full_batch_only else 5
    usual = Experiment(data=Data(samples=40), hidden=(Layer(3),), optimizer=choose(optimizer), batch=batch, rate=0.05)
    return replace(usual, **changes)


def name_of(line: Formula) -> str:
    return Unicode().symbols(line.name)


def told_after(experiment: Experiment, batches: int) -> LearningStep:
    run = Run(experiment)
    run.advance(batches=batches)
    return steps(run)


@pytest.mark.parametrize("batches", [0, 1, 7])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"clip": 0.01},
        {"max_norm": 0.5},
        {"l2": 0.1, "l1": 0.05},
        {"frozen": ((1, 1, 1),), "pruned": ((1, 2, 0), (2, 1, 3))},
    ],
    ids=["plain", "clipped", "max-norm", "penalties", "frozen and cut"],
)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_line_comes_to_the_engines_number(optimizer: str, changes: dict[str, Any], batches: int) -> None:
    told = told_after(experiment_with(optimizer, **changes), batches)
    for layer, matrix in told.network.W.items():
        for unit, source in ((u, k) for u in range(1, matrix.shape[0] + 1) for k in range(matrix.shape[1])):
            step = told.update(layer, unit, source)
            assert step.workings[-1].value == step.value
            assert name_of(step.workings[-1]) == str(step.symbol)
            for line in step.workings:
                assert evaluate(line.numbers) == pytest.approx(line.value, rel=1e-12, abs=1e-15), one_line(line, 17)


@pytest.mark.parametrize("optimizer", MEMORY)
def test_what_the_optimizer_remembers_before_and_after_is_told(optimizer: str) -> None:
    told = told_after(experiment_with(optimizer), 3)
    step = told.update(1, 2, 1)
    place = (2 - 1) * 3 + 1
    lines = {name_of(line): line for line in step.workings}
    for row, letter in enumerate(MEMORY[optimizer]):
        assert lines[letter].value == told.memory[row][place]
        if optimizer != "rprop":
            old = told.remembered[row][place]
            assert format_significant(old, 6) in Unicode(6).numbers(lines[letter].numbers)
    assert lines["g"].value == told.gradient[place]


def test_the_memory_told_is_that_before_the_update_even_when_the_run_goes_on() -> None:
    run = Run(experiment_with("momentum"))
    run.advance(batches=2)
    before, told = run.memory.copy(), steps(run)
    run.advance(batches=1)
    assert told.remembered.tobytes() == before.tobytes()
    assert told.memory.tobytes() == run.memory.tobytes()


def test_a_weight_that_stays_says_why() -> None:
    told = told_after(experiment_with("adam", frozen=((1, 1, 1),), pruned=((1, 2, 0),)), 2)
    assert one_line(told.update(1, 1, 1).workings[0]).startswith("w⁽¹⁾₁,₁ := w⁽¹⁾₁,₁ (frozen) = ")
    assert one_line(told.update(1, 2, 0).workings[0]) == "w⁽¹⁾₂,₀ := w⁽¹⁾₂,₀ (cut) = 0.0000"


def test_clipping_is_a_line_only_where_the_gradient_is_too_long() -> None:
    lines = {clip: told_after(experiment_with("gd", clip=clip), 2).update(1, 1, 1).workings for clip in (0.01, 100.0)}
    assert [name_of(line) for line in lines[0.01]] == ["g", "w⁽¹⁾₁,₁"]
    assert "c / ‖∇J‖ · ∂J/∂w⁽¹⁾₁,₁" in one_line(lines[0.01][0])
    assert [name_of(line) for line in lines[100.0]] == ["w⁽¹⁾₁,₁"]


def test_a_decayed_weight_is_no_bias_weight() -> None:
    told = told_after(experiment_with("adamw"), 2)
    assert [name_of(line) for line in told.update(1, 1, 1).workings].count("w⁽¹⁾₁,₁") == 2
    assert [name_of(line) for line in told.update(1, 1, 0).workings].count("w⁽¹⁾₁,₀") == 1


def test_rprop_tells_the_turn_of_a_sign_and_rests() -> None:
    told = told_after(experiment_with("rprop", rate=0.5), 3)
    turned = [
        told.update(layer, u, k).workings
        for layer, matrix in told.network.W.items()
        for u in range(1, matrix.shape[0] + 1)
        for k in range(matrix.shape[1])
        if len(told.update(layer, u, k).workings) == 5
    ]
    assert turned
    for lines in turned:
        assert [name_of(line) for line in lines[:4]] == ["g", "g g′", "Δ", "g"]
        assert lines[1].value < 0
        assert "η⁻" in one_line(lines[2])
        assert lines[3].value == 0


def test_a_small_learning_rate_is_written_in_full() -> None:
    assert " − 0.0003·" in one_line(told_after(experiment_with("gd", rate=0.0003), 1).update(1, 1, 1).workings[0])
