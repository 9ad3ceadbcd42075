"""Words of functions: what is written of each is what it computes, in every registry."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.costs import COSTS
from engine.formulas.nodes import Name, Node, evaluate, known
from engine.formulas.unicode import Unicode
from engine.formulas.wording import sum_of
from engine.formulas.words import ACTIVATION_WORDS, COST_SLOPE_WORDS, COST_WORDS, PENALTY_SLOPE_WORDS, SLOPE_WORDS
from engine.optimizers import OPTIMIZERS
from engine.penalties import PENALTIES
from engine.symbols import Symbol
from engine.workings import WORKINGS

NET_INPUTS = [-30.0, -2.5, -1.0, -0.1, 0.0, 0.1, 0.7, 3.0, 30.0]
Z, A, Y, Y_HAT = (Name(Symbol(letter)) for letter in ("z", "a", "y", "ŷ"))


def of(letter: str, value: float) -> Node:
    return known(Symbol(letter), value)


def test_everything_that_can_be_chosen_has_words() -> None:
    assert {*ACTIVATION_WORDS, "softmax"} == set(ACTIVATIONS) == set(SLOPE_WORDS)
    assert set(COST_WORDS) == set(COSTS)
    assert set(COST_SLOPE_WORDS) == {
        cost.name for cost in COSTS.values() if cost.slope and set(cost.outputs) - {cost.matched}
    }
    assert set(PENALTY_SLOPE_WORDS) == set(PENALTIES)
    assert set(WORKINGS) == set(OPTIMIZERS)


@pytest.mark.parametrize("name", ACTIVATION_WORDS)
@pytest.mark.parametrize("z", NET_INPUTS)
def test_an_activation_computes_what_is_written_of_it_and_so_does_its_slope(name: str, z: float) -> None:
    at = np.array([z])
    a = ACTIVATIONS[name].value(at)
    slope = float(ACTIVATIONS[name].derivative(at, a)[0])
    assert evaluate(ACTIVATION_WORDS[name](of("z", z))) == pytest.approx(float(a[0]), rel=1e-12, abs=1e-13)
    assert evaluate(SLOPE_WORDS[name](of("z", z), of("a", float(a[0])))) == pytest.approx(slope, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("y", [0.0, 1.0, -1.0, 2.7])
@pytest.mark.parametrize("z", [-2.5, -0.3, 0.0, 0.4, 3.0])
def test_a_cost_computes_what_is_written_of_it(name: str, y: float, z: float) -> None:
    cost = COSTS[name]
    if name in ("logistic", "cross_entropy") and y not in (0.0, 1.0):
        return
    for output in cost.outputs:
        zs, ys = np.array([[z], [0.2]]), np.array([[y], [0.0]])
        a = ACTIVATIONS[output].value(zs)
        value = float(cost.value(zs, a, ys)[0, 0])
        words = COST_WORDS[name](of("a", float(a[0, 0])), of("y", y), of("z", z))
        assert evaluate(words) == pytest.approx(value, rel=1e-12, abs=1e-13)
        if cost.slope and name in COST_SLOPE_WORDS:
            slope = float(cost.slope(a, ys)[0, 0])
            assert evaluate(COST_SLOPE_WORDS[name](of("a", float(a[0, 0])), of("y", y))) == pytest.approx(slope)


@pytest.mark.parametrize("w", [-2.0, 0.0, 0.3])
@pytest.mark.parametrize("name", PENALTIES)
def test_a_penalty_pulls_as_is_written_of_it(name: str, w: float) -> None:
    slope = 0.1 * float(PENALTIES[name].gradient(np.array([w]))[0])
    assert evaluate(PENALTY_SLOPE_WORDS[name](of("λ", 0.1), of("w", w))) == pytest.approx(slope)


# ---- the one-line formulas of the registries say the same ------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATION_WORDS)
def test_the_formulas_in_lists_are_those_in_learning_steps(name: str) -> None:
    assert Unicode().symbols(ACTIVATION_WORDS[name](Z)) == ACTIVATIONS[name].formula
    if name != "gelu":  # which is listed with t for the tanh in it
        assert Unicode().symbols(SLOPE_WORDS[name](Z, A)) == ACTIVATIONS[name].derivative_formula


@pytest.mark.parametrize("name", COSTS)
def test_the_costs_in_lists_are_those_in_learning_steps(name: str) -> None:
    if name in ("cross_entropy", "squared"):  # listed for several output units
        a, y = Name(Symbol("a", None, ("j",))), Name(Symbol("y", None, ("j",)))
        words: Node = sum_of("j", COST_WORDS[name](a, y, Z), [])
    else:
        words = COST_WORDS[name](Y_HAT if name == "perceptron" else A, Y, Z)
    assert Unicode().symbols(words) == COSTS[name].formula
