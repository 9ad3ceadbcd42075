"""The formulas of one experiment, traced: all that a compiled loop needs to know of its mathematics.

Names of the inputs: z, a and y of a unit; w, g and the rows m0, m1 … of the optimizer's memory, for each weight;
`penalised` and `free`, 1 or 0 for each weight; the scalars `rate` (η), `number` (the update, counted from 1) and
`share` (1/n for the mean over a mini-batch of n samples).
"""

from dataclasses import dataclass

from engine.activations import ACTIVATIONS, Activation
from engine.costs import COSTS
from engine.experiment import Experiment
from engine.optimizers import OPTIMIZERS
from engine.penalties import PENALTIES
from engine.trainer.tracing import (
    Expression,
    StandIn,
    UntraceableError,
    apply,
    array_input,
    number,
    scalar_input,
    trace,
    tracing,
)

Z, A, Y = array_input("z"), array_input("a"), array_input("y")
W, G, PENALISED, FREE = (array_input(name) for name in ("w", "g", "penalised", "free"))
RATE, NUMBER, SHARE = (scalar_input(name) for name in ("rate", "number", "share"))


def memory_row(row: int) -> Expression:
    """Return the input that is a row of the optimizer's memory."""
    return array_input(f"m{row}")


@dataclass(frozen=True)
class Formulas:
    """What is computed; see the module for the inputs.

    Attributes
    ----------
    values : φ(z) for the layers 2 … L
    slopes : φ′(z) in terms of z and a, for the layers 2 … L; δ⁽ᴸ⁾ may hold the last one, or not
    delta : δ⁽ᴸ⁾ of one sample in terms of z, a and y
    gradient : what is clipped, ∂J/∂w in terms of w and g, the sum of the data term's derivative over a mini-batch;
        g itself where nothing is clipped
    update : the new w, and the new rows of the memory, in terms of w, g and these rows
    """

    values: tuple[Expression, ...]
    slopes: tuple[Expression, ...]
    delta: Expression
    gradient: Expression
    update: tuple[Expression, ...]


def formulas_of(experiment: Experiment, activations: tuple[str, ...]) -> Formulas:
    """Trace the formulas of an experiment whose layers 2 … L have these activations.

    Raises
    ------
    UntraceableError
        if one of them does what cannot be compiled
    """
    gradient = _gradient(experiment)
    return Formulas(
        values=values_of(activations),
        slopes=(
            *(_slope(ACTIVATIONS[name]) for name in activations[:-1]),
            trace(ACTIVATIONS[activations[-1]].derivative, Z, A),
        ),
        delta=trace(lambda z, a, y: COSTS[experiment.cost].delta(activations[-1], z, a, y), Z, A, Y),
        gradient=gradient if experiment.clip else G,
        update=_update(experiment, G if experiment.clip else gradient),
    )


def cost_of_sample(cost: str) -> Expression:
    """Trace what a sample adds to the data term of J: the sum over its output units, in terms of z, a and y.

    Raises
    ------
    UntraceableError
        if the cost does what cannot be compiled
    """
    return trace(lambda z, a, y: COSTS[cost].value(z, a, y).sum(axis=0), Z, A, Y)


def values_of(activations: tuple[str, ...]) -> tuple[Expression, ...]:
    """Trace φ(z) of the layers 2 … L, which have these activations; raise as `cost_of_sample` does."""
    return tuple(trace(ACTIVATIONS[name].value, Z) for name in activations)


def _slope(phi: Activation) -> Expression:
    if type(phi).pull_back is not Activation.pull_back:
        raise UntraceableError(f"{phi.name} within the network: its units depend on each other")
    return trace(phi.derivative, Z, A)


def _gradient(experiment: Experiment) -> Expression:
    gradient = apply("multiply", SHARE, G) if experiment.reduction == "mean" else G
    for name, penalty_rate in (("l2", experiment.l2), ("l1", experiment.l1)):
        if penalty_rate:
            penalty = trace(PENALTIES[name].gradient, apply("multiply", W, PENALISED))
            gradient = apply("add", gradient, apply("multiply", number(penalty_rate), penalty))
    return apply("multiply", FREE, gradient) if experiment.frozen or experiment.pruned else gradient


def _update(experiment: Experiment, gradient: Expression) -> tuple[Expression, ...]:
    optimizer = OPTIMIZERS[experiment.optimizer.name]
    parameters = experiment.optimizer.with_defaults(optimizer.defaults)
    weights = StandIn(W)
    memory = [StandIn(memory_row(row)) for row in range(len(optimizer.memory))]
    g, rate, count, penalised = (StandIn(given) for given in (gradient, RATE, NUMBER, PENALISED))
    with tracing():
        optimizer.update(weights, g, memory, rate, count, parameters, penalised)  # type: ignore[arg-type]
    return tuple(changed.expression for changed in (weights, *memory))
