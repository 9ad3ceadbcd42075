"""Why a formula is what it is: its derivation in one line, in the lecture's words, mostly the chain rule."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.costs import COSTS
from engine.formulas.nodes import Call, Chain, Name, Node, Number, Over, Row, Sum, Times, Words
from engine.formulas.words import ACTIVATION_WORDS, COST_WORDS, less
from engine.symbols import Symbol, activation, delta, derivative, net_input, target, weight

if TYPE_CHECKING:
    from engine.experiment import Experiment
    from engine.steps import Step

Why = Row
J = Symbol("J")


def why(step: "Step", experiment: "Experiment", neuron: str = "") -> Why:
    """Return the derivation of an act; `neuron` is which single neuron of the lecture it is of, if it is one."""
    return Row(tuple(_join_words(_WHY[step.kind](step, experiment, neuron))))


def _join_words(pieces: tuple[Node | str, ...]) -> list[Node]:
    return [Words(piece) if isinstance(piece, str) else piece for piece in pieces]


def _by(above: Symbol, below: Symbol) -> Node:
    """Return the partial derivative ∂above/∂below."""
    over, under = (Name(Symbol(f"∂{symbol.letter}", symbol.layer, symbol.index)) for symbol in (above, below))
    return Over(over, under)


Pieces = tuple[Node | str, ...]


def _sample(step: "Step", experiment: "Experiment", neuron: str) -> Pieces:
    return ("the activations of the input layer are the sample itself; the bias unit", Name(activation(1, 0)), "is 1")


def _net_input(step: "Step", _experiment: "Experiment", neuron: str) -> Pieces:
    layer, unit = _place(step)
    told: Pieces = (
        "the net input: each activation of layer",
        Number(layer - 1.0),
        f"times the weight of its connection to unit {unit}; the bias unit",
        Name(activation(layer - 1, 0)),
        "is 1, so",
        Name(weight(layer - 1, unit, 0)),
        "is added as it is",
    )
    return told


def _activation(step: "Step", experiment: "Experiment", neuron: str) -> Pieces:
    z = Name(net_input(*_place(step)))
    if neuron == "perceptron":
        return ("the perceptron decides: it fires when the net input reaches 0,", Chain((z, Number(0.0)), "≥"))
    if neuron == "adaline":
        return ("Adaline's activation is the net input itself; only what it answers is a step,", _y_hat())
    if step.function == "softmax":
        return ("softmax makes positive numbers of all net inputs of the layer, and shares of these that sum to 1",)
    general = Name(Symbol("z"))
    meaning = ACTIVATION_WORDS[step.function](general)
    told: Pieces = (f"{step.function.replace('_', ' ')}:", Chain((Call("φ", (general,)), meaning)))
    if step.dropout != 1:
        told += (", times dropout's", Name(Symbol("d")), ": 0 for a unit that is left out, else 1 / (1 - share)")
    return told


def _y_hat() -> Node:
    return Chain((Name(Symbol("ŷ")), Call("step", (Name(Symbol("a")),))))


def _cost(step: "Step", experiment: "Experiment", neuron: str) -> Pieces:
    if step.sample is None:
        kind = "the mean" if experiment.reduction == "mean" else "the sum"
        penalty = ", and the penalty, which leaves bias weights out" if step.penalties else ""
        return (f"J of the mini-batch is {kind} of its samples' costs{penalty}",)
    return (_COSTS[experiment.cost],)


_COSTS: Mapping[str, str] = {
    "logistic": "the logistic cost: minus the log of the probability that the output gives to the right class",
    "cross_entropy": "minus the log of the probability that the output gives to the right class, where y is 1",
    "squared": "half the squared error, so that its derivative is the plain error",
    "huber": "squared near the target and linear far from it, so that outliers pull no harder than others",
    "hinge": "0 once the output is beyond the margin on the right side, and linear before",
    "perceptron": "how far a wrong sample lies beyond the threshold; 0 for a right one",
}


def _output_delta(step: "Step", experiment: "Experiment", neuron: str) -> Pieces:
    layer, unit = _place(step)
    z, a, y = net_input(layer, unit), activation(layer, unit), target(unit)
    cost = COSTS[experiment.cost]
    chain = [Name(delta(layer, unit)), _by(J, z)]
    if cost.name == "perceptron":
        return (
            Chain((*chain, less(Name(a), Name(y)))),
            "by Rosenblatt's rule: the step has no slope, so the error itself goes back",
        )
    if step.function == "softmax":
        inner = Times((_by(J, activation(layer, "k")), _by(activation(layer, "k"), z)))
        chain.append(Sum("k", inner, ()))
        if step.function == cost.matched:
            chain.append(less(Name(a), Name(y)))
        return (Chain(tuple(chain)), "since every output's activation depends on this net input")
    chain.append(Times((_by(J, a), _by(a, z))))
    if step.function != cost.matched:
        return (Chain((*chain, Times((_by(J, a), Call("φ′", (Name(z),)))))), "by the chain rule")
    if cost.name == "logistic":
        spread = Times((Name(a), less(Number(1.0), Name(a))))
        error = less(Name(a), Name(y))
        chain.append(Times((Over(error, spread), spread)))
    chain.append(less(Name(a), Name(y)))
    return (Chain(tuple(chain)), "by the chain rule")


def _hidden_delta(step: "Step", experiment: "Experiment", neuron: str) -> Pieces:
    layer, unit = _place(step)
    z, a, above = net_input(layer, unit), activation(layer, unit), net_input(layer + 1, "j")
    through = Times((_by(J, above), _by(above, a), _by(a, z)))
    body = Times(
        (Sum("j", Times((Name(delta(layer + 1, "j")), Name(weight(layer, "j", unit)))), ()), Call("φ′", (Name(z),)))
    )
    told: Pieces = (
        Chain((Name(delta(layer, unit)), _by(J, z), Sum("j", through, ()), body)),
        f"by the chain rule: J feels this unit through every unit of layer {layer + 1}",
    )
    return told


def _derivative(step: "Step", experiment: "Experiment", neuron: str) -> Pieces:
    layer, unit = _place(step)
    source = step.source or 0
    above = net_input(layer + 1, unit)
    d, a = Name(delta(layer + 1, unit)), Name(activation(layer, source))
    w = weight(layer, unit, source)
    product = Times((_by(J, above), _by(above, w)))
    told: Pieces = (Chain((Name(derivative(layer, unit, source)), product, Times((d, a)))), "by the chain rule")
    if len(step.terms) > 1:
        told += (", the " + ("mean" if experiment.reduction == "mean" else "sum") + " over the mini-batch",)
    if step.penalties:
        told += (", and the penalty's own slope",)
    if neuron == "adaline":
        a, y = Name(Symbol("a")), Name(Symbol("y"))
        told += (
            "; the lecture prints it without the minus: that sign is a slip, as",
            Chain((Name(J), COST_WORDS["squared"](a, y, a))),
            "falls where",
            Name(Symbol("a")),
            "comes nearer to",
            Name(Symbol("y")),
        )
    return told


def _update(step: "Step", experiment: "Experiment", neuron: str) -> Pieces:
    if neuron == "perceptron":
        return ("after each sample: a right answer changes nothing, a wrong one moves each weight along its input",)
    if neuron == "adaline":
        return ("J falls fastest against its gradient; all weights change together, from the same derivatives",)
    return (_OPTIMIZERS[experiment.optimizer.name],)


_OPTIMIZERS: Mapping[str, str] = {
    "gd": "J falls fastest against its gradient: each weight steps downhill by the learning rate times its derivative",
    "momentum": "v remembers past derivatives, so that steps that agree grow and steps that quarrel cancel",
    "nesterov": "as momentum, but the derivative is taken as if the next step along v were already done",
    "adagrad": "s sums up squared derivatives, so that weights that have moved much move ever less",
    "rmsprop": "s is a running mean of squared derivatives, so that every weight moves about as far in a step",
    "adam": "m is a running mean of derivatives, v of their squares; both begin at 0, and are corrected for that",
    "adamw": "as Adam, but the weight itself shrinks first, apart from the derivative",
    "rprop": "only the sign counts: the step grows while it stays the same, and shrinks when it turns",
}


def _place(step: "Step") -> tuple[int, int]:
    assert step.layer is not None
    assert step.unit is not None
    return step.layer, step.unit


_WHY: Mapping[str, Callable[["Step", "Experiment", str], Pieces]] = {
    "sample": _sample,
    "net_input": _net_input,
    "activation": _activation,
    "cost": _cost,
    "output_delta": _output_delta,
    "hidden_delta": _hidden_delta,
    "derivative": _derivative,
    "update": _update,
}
