"""Words a Step: the one place that says which formula an act has, and which formulas lead to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.activations import ACTIVATIONS
from engine.costs import COSTS
from engine.formulas.derivations import Why, why
from engine.formulas.nodes import (
    Applied,
    Call,
    Formula,
    Known,
    Minus,
    Name,
    Node,
    Number,
    Over,
    Plus,
    Power,
    Style,
    Sum,
    Summand,
    Times,
    formula,
    known,
)
from engine.formulas.words import (
    ACTIVATION_WORDS,
    COST_SLOPE_WORDS,
    COST_WORDS,
    HALF,
    ONE,
    PENALTY_SLOPE_WORDS,
    SLOPE_WORDS,
    exp,
    less,
    squared,
)
from engine.symbols import Symbol, activation, delta, net_input, target, weight
from engine.workings import learning_rate

if TYPE_CHECKING:
    from engine.experiment import Experiment
    from engine.steps import Factor, Step

FIXED, SIGNIFICANT, EXACT = Style.FIXED, Style.SIGNIFICANT, Style.EXACT
X, Y, Y_HAT, A = Symbol("x"), Symbol("y", "i"), Symbol("ŷ", "i"), Symbol("a", "i")


@dataclass(frozen=True)
class Wording:
    """What an act says.

    Attributes
    ----------
    leading : formulas that lead to the act's own, in their order
    formula : the act's own
    why : where it comes from, in one line
    """

    leading: tuple[Formula, ...]
    formula: Formula
    why: Why

    @property
    def lines(self) -> tuple[Formula, ...]:
        """All formulas, the act's own last."""
        return (*self.leading, self.formula)


def neuron_of(experiment: "Experiment") -> str:
    """Return which of the lecture's single neurons an experiment is: "perceptron", "adaline" or neither, "".

    Their rules know no penalties: with these it is told like any other network.
    """
    if experiment.hidden or experiment.l1 or experiment.l2:
        return ""
    if (experiment.cost, experiment.output) == ("perceptron", "step"):
        return "perceptron"
    is_adaline = (experiment.cost, experiment.output) == ("squared", "linear")
    return "adaline" if is_adaline and not experiment.data.is_regression else ""


def word(step: "Step", experiment: "Experiment") -> Wording:
    """Word an act of an experiment."""
    writer = _Writer(step, experiment, neuron_of(experiment))
    *leading, main = getattr(writer, step.kind)()
    return Wording(tuple(leading), main, why(step, experiment, writer.neuron))


@dataclass(frozen=True)
class _Writer:
    """Writes the formulas of one act: a method for each kind yields those that lead to it, then its own."""

    step: "Step"
    experiment: "Experiment"
    neuron: str

    # ---- forward ---------------------------------------------------------------------------------------------------

    def sample(self) -> Iterator[Formula]:
        """a⁽¹⁾ⱼ = x₁."""
        features = self.experiment.features
        name = features[self._unit - 1] if self._unit <= len(features) else "x1"
        given = Known(feature_words(name), self.step.value)
        yield Formula(self._name, (given,), given, self.step.value)

    def net_input(self) -> Iterator[Formula]:
        """z⁽ˡ⁾ⱼ = Σₖ w⁽ˡ⁻¹⁾ⱼ,ₖ a⁽ˡ⁻¹⁾ₖ; of a single neuron, wᵀx."""
        below = self._layer - 1
        general = Times((Name(weight(below, self._unit, "k")), Name(activation(below, "k"))))
        body = Sum("k", general, tuple(self._terms()))
        transposed = Power(Name(Symbol("w")), Name(Symbol("T")))
        rule = Times((transposed, Name(X))) if self.neuron else None
        yield formula(self._name, body, self.step.value, Style.FIXED, rule=rule)

    def activation(self) -> Iterator[Formula]:
        """a⁽ˡ⁾ⱼ = φ(z⁽ˡ⁾ⱼ) = what φ is, with dropout's factor where there is dropout."""
        z = known(net_input(self._layer, self._unit), self._argument)
        meaning = self._softmax(z) if self.step.function == "softmax" else ACTIVATION_WORDS[self.step.function](z)
        rule: Node = Applied("φ", z, meaning)
        if self.neuron == "perceptron":
            rule = Call("step", (z,))
        numbers = Call("step", (z,)) if self.step.function == "step" else meaning  # its cases have no number to fill in
        if self._has_dropout:
            kept = known(Symbol("d", self._layer, (self._unit,)), self.step.dropout, EXACT)
            rule, numbers, meaning = (Times((kept, factor)) for factor in (rule, numbers, meaning))
        told = formula(self._name, meaning, self.step.value, self._output_style(FIXED), rule=rule)
        yield replace(told, numbers=numbers)

    def _softmax(self, z: Known) -> Node:
        terms = [known(net_input(self._layer, k), value) for k, value in enumerate(self.step.beside, start=1)]
        general = exp(Name(net_input(self._layer, "k")))
        return Over(exp(z), Sum("k", general, tuple(exp(term) for term in terms)))

    # ---- the error ---------------------------------------------------------------------------------------------------

    def cost(self) -> Iterator[Formula]:
        """Jᵢ of a sample, from each output unit's a and y; J of the mini-batch from these."""
        if self.step.sample is None:
            yield formula(self._name, self._with_penalties(self._mean(self._summed(self._terms()))), self.step.value)
            return
        words = COST_WORDS[self.experiment.cost]
        units = [words(*self._outputs(j)) for j in range(1, len(self.step.given) + 1)]
        if len(units) == 1:
            yield formula(self._name, units[0], self.step.value)
            return
        L = self._layer
        general = words(Name(activation(L, "j")), Name(target("j")), Name(net_input(L, "j")))
        yield formula(self._name, sum_of("j", general, units), self.step.value)

    def _outputs(self, unit: int) -> tuple[Known, Known, Known]:
        """Return a, y and z of an output unit."""
        a, y, z = self.step.given[unit - 1]
        L = self._layer
        return (
            known(activation(L, unit), a, self._output_style(SIGNIFICANT)),
            known(target(unit), y, _target_style(y)),
            known(net_input(L, unit), z),
        )

    def _output_style(self, usual: Style) -> Style:
        """Return how an activation is written: a step is 0 or 1 and nothing between."""
        is_step = self.step.function == "step" or (self.experiment.output == "step" and self.step.given)
        return EXACT if is_step else usual

    def _summed(self, terms: Iterator[Node]) -> Node:
        """Return the sum over samples; a single one needs no Σ."""
        found = tuple(terms)
        general = self._general_of_samples()
        return Sum("i", general, found) if len(found) > 1 else found[0]

    def _general_of_samples(self) -> Node:
        first = self.step.terms[0]
        return Times(tuple(Name(factor.symbol) for factor in first.factors))

    def _mean(self, body: Node) -> Node:
        """Divide what is summed over a mini-batch by the number of its samples, if that is the reduction."""
        samples = len(self.step.given if self.step.kind == "update" else self.step.terms)
        if samples == 1 or self.experiment.reduction == "sum":
            return body
        return Times((Over(ONE, known(Symbol("n"), float(samples), EXACT)), body))

    def _with_penalties(self, body: Node) -> Node:
        """Add λ₂/2 Σ w² and λ₁ Σ |w|; the sums over all weights are told as one number each."""
        parts: list[Node] = []
        w = Name(Symbol("w"))
        for name, of_weights in self.step.penalties:
            rate = self._rate_of(name)
            share, each = (Over(rate, Number(2.0)), squared(w)) if name == "l2" else (rate, Call("abs", (w,)))
            parts.append(Times((share, Known(Sum("", each, ()), of_weights, SIGNIFICANT))))
        return Plus((body, *parts)) if parts else body

    def _rate_of(self, penalty: str) -> Known:
        """Return λ₂ or λ₁."""
        return known(Symbol("λ", None, (int(penalty[-1]),)), getattr(self.experiment, penalty), EXACT)

    # ---- backward ----------------------------------------------------------------------------------------------------

    def output_delta(self) -> Iterator[Formula]:
        """δ⁽ᴸ⁾ⱼ = a⁽ᴸ⁾ⱼ − yⱼ for the matched output, else from ∂J/∂a and φ′, each told before."""
        a, y, z = self._outputs(self._unit)
        cost = COSTS[self.experiment.cost]
        if cost.slope is None or self.step.function == cost.matched:
            yield formula(self._name, less(a, y), self.step.value)
            return
        slope_words = COST_SLOPE_WORDS[cost.name]
        if self.step.function != "softmax":
            (term,) = self.step.terms
            of_cost, phi = term.factors
            of_a = Known(Name(of_cost.symbol), of_cost.value, SIGNIFICANT)
            yield formula(of_a.name, slope_words(a, y), of_cost.value)
            slope = self._slope(z, phi.value)
            yield formula(slope.name, SLOPE_WORDS[self.step.function](z, a), phi.value)
            yield formula(self._name, Times((of_a, slope)), self.step.value)
            return
        for k, term in enumerate(self.step.terms, start=1):
            a_k, y_k, _ = self._outputs(k)
            of_cost, influence = term.factors
            yield formula(Name(of_cost.symbol), slope_words(a_k, y_k), of_cost.value)
            same = less(ONE, a) if k == self._unit else Minus(a)
            yield formula(Name(influence.symbol), Times((a_k, same)), influence.value)
        L = self._layer
        general = Times((Name(Symbol("∂J/∂a", L, ("k",))), Name(Symbol("∂a/∂z", L, ("k", self._unit)))))
        yield formula(self._name, Sum("k", general, tuple(self._terms())), self.step.value)

    def hidden_delta(self) -> Iterator[Formula]:
        """δ⁽ˡ⁾ₖ = (Σⱼ w⁽ˡ⁾ⱼ,ₖ δ⁽ˡ⁺¹⁾ⱼ) φ′(z⁽ˡ⁾ₖ), φ′ told before, and dropout's factor where there is dropout."""
        layer, unit = self._layer, self._unit
        z = known(net_input(layer, unit), self._argument)
        value = slope_of(self.step.function, self._argument)
        slope = self._slope(z, value)
        undropped = known(activation(layer, unit), value_of(self.step.function, self._argument))
        yield formula(slope.name, SLOPE_WORDS[self.step.function](z, undropped), value)
        general = Times((Name(weight(layer, "j", unit)), Name(delta(layer + 1, "j"))))
        factors: list[Node] = [Sum("j", general, tuple(self._terms())), slope]
        if self._has_dropout:
            factors.append(known(Symbol("d", layer, (unit,)), self.step.dropout, EXACT))
        yield formula(self._name, Times(tuple(factors)), self.step.value)

    def _slope(self, z: Known, value: float) -> Known:
        return Known(Call("φ′", (z.name,)), value, SIGNIFICANT)

    def derivative(self) -> Iterator[Formula]:
        """∂J/∂w⁽ˡ⁾ⱼ,ₖ = Σᵢ δ⁽ˡ⁺¹⁾ⱼ a⁽ˡ⁾ₖ, over n for the mean, + the penalties' part."""
        data = self._mean(self._summed(self._terms()))
        if self.neuron and not self.step.penalties:
            own = Minus(self._mean(self._errors_times_input()))
            yield formula(self._name, own, self.step.value, rule=data)
            return
        name = weight(self._layer, self._unit, self.step.source or 0)
        parts = [PENALTY_SLOPE_WORDS[kind](self._rate_of(kind), known(name, w)) for kind, w in self.step.penalties]
        yield formula(self._name, Plus((data, *parts)) if parts else data, self.step.value)

    def _errors_times_input(self) -> Node:
        """Return Σᵢ (y⁽ⁱ⁾ − ŷ⁽ⁱ⁾) xⱼ⁽ⁱ⁾, as the lecture writes it; with a⁽ⁱ⁾ in place of ŷ⁽ⁱ⁾ for Adaline."""
        output = Name(Y_HAT if self.neuron == "perceptron" else A)
        x = Name(Symbol("x", "i", (self.step.source or 0,)))
        place, samples = (self._layer, self._unit, self.step.source or 0), [term.sample for term in self.step.terms]
        terms = []
        for number, (a, y, carried) in enumerate(self.step.given):
            error = less(
                Known(Name(Y), y, EXACT), Known(output, a, EXACT if self.neuron == "perceptron" else SIGNIFICANT)
            )
            product = Times((error, Known(x, carried, SIGNIFICANT if self.step.source else EXACT)))
            terms.append(Summand(product, place, samples[number] if self.step.kind == "derivative" else None))
        return Sum("i", Times((less(Name(Y), output), x)), tuple(terms)) if len(terms) > 1 else terms[0]

    # ---- the update ------------------------------------------------------------------------------------------------

    def update(self) -> Iterator[Formula]:
        """The optimizer's lines; of a perceptron or an Adaline, Δw and then w + Δw, as the lecture has it."""
        old, added = self.step.terms
        if not (self.neuron and len(added.factors) == 2 and not self.step.penalties):  # more than the lecture's rule
            yield from self.step.workings
            return
        rate, slope = -added.factors[0].value, added.factors[1]
        eta, change = learning_rate(rate), known(self._change_symbol, added.value, SIGNIFICANT)
        rule: Node = Times((eta, self._mean(self._errors_times_input())))
        if self.neuron == "adaline":
            rule = Minus(Times((eta, known(slope.symbol, slope.value, SIGNIFICANT))))
        yield formula(change.name, rule, change.value)
        w = known(old.factors[0].symbol, old.value)
        yield formula(self._name, Plus((w, change)), self.step.value, Style.FIXED, relation=":=")

    # ---- pieces ----------------------------------------------------------------------------------------------------

    @property
    def _name(self) -> Name:
        return Name(self.step.symbol)

    @property
    def _change_symbol(self) -> Symbol:
        return Symbol("Δw", self._layer, (self._unit, self.step.source or 0))

    @property
    def _layer(self) -> int:
        assert self.step.layer is not None
        return self.step.layer

    @property
    def _unit(self) -> int:
        assert self.step.unit is not None
        return self.step.unit

    @property
    def _argument(self) -> float:
        assert self.step.argument is not None
        return self.step.argument

    @property
    def _has_dropout(self) -> bool:
        hidden = self.experiment.hidden
        return self.step.dropout != 1 or (self._layer - 2 < len(hidden) and bool(hidden[self._layer - 2].dropout))

    def _terms(self) -> Iterator[Node]:
        """Yield the act's terms, each with what it belongs to."""
        for term in self.step.terms:
            factors = tuple(known(factor.symbol, factor.value, self._style_of(factor)) for factor in term.factors)
            yield Summand(Times(factors) if len(factors) > 1 else factors[0], term.weight, term.sample)

    def _style_of(self, factor: "Factor") -> Style:
        """Return how a factor is written: what goes forward as on the canvas, what comes back significantly."""
        if factor.symbol.letter == "a" and factor.symbol.index == (0,):
            return EXACT  # the bias unit
        return FIXED if self.step.kind == "net_input" else SIGNIFICANT


def _target_style(y: float) -> Style:
    """Return how a target is written: a class in full, a value as other numbers are."""
    return EXACT if y.is_integer() else FIXED


def sum_of(index: str, general: Node, terms: Sequence[Node]) -> Node:
    """Return a sum; a minus or a half before every term is taken out of it."""
    if isinstance(general, Minus):
        return Minus(sum_of(index, general.inner, [term.inner for term in terms if isinstance(term, Minus)]))
    if isinstance(general, Times) and general.factors[0] == HALF:
        rest, *others = (Times(product.factors[1:]) for product in (general, *terms) if isinstance(product, Times))
        return Times((HALF, sum_of(index, rest, others)))
    return Sum(index, general, tuple(Summand(term) for term in terms))


def value_of(function: str, z: float) -> float:
    """Return φ(z)."""
    return float(ACTIVATIONS[function].value(np.array([z]))[0])


def slope_of(function: str, z: float) -> float:
    """Return φ′(z)."""
    at = np.array([z])
    return float(ACTIVATIONS[function].derivative(at, ACTIVATIONS[function].value(at))[0])


def feature_words(name: str) -> Node:
    """Return an input feature by its name in the engine, such as "x1^2" or "sin_x1", as it is written.

    >>> feature_words("x2").symbol.index
    (2,)
    """
    function, _, rest = name.rpartition("_")
    if function:
        return Call(function, (feature_words(rest),))
    if not rest.startswith("x"):
        return Name(Symbol({"theta": "θ"}.get(rest, rest)))
    inputs = []
    for part in rest.split("x")[1:]:
        index, _, exponent = part.partition("^")
        x = Name(Symbol("x", None, (int(index),)))
        inputs.append(Power(x, Number(float(exponent))) if exponent else x)
    return inputs[0] if len(inputs) == 1 else Times(tuple(inputs))
