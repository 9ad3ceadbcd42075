"""Steps: one learning step told act by act in the lecture's order, each act with its symbol, its terms and its value.

Present the sample; for each unit its net input, then its activation; the cost; δ of the output, δ of the hidden layers;
the derivative by each weight; each weight's update. Weights stay frozen until the updates.

Whatever shows a formula with numbers shows a Step, so what is shown is what is computed: every value is taken from the
passes of `engine.network` and the update of `engine.learning` over the whole mini-batch. Only where a Step has several
terms, these are multiplied out one by one, and their sum in the order shown may differ from the value in the last bits,
as float64 addition in another order does: by less than 1e-12 of the largest term. The one exception is ½ squared error
behind softmax with very sure units, whose terms lose digits in 1 − a: there it is 1e-12 of the largest factor.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.activations import ACTIVATIONS
from engine.acts import KINDS, PHASES, Acts, Place
from engine.arrays import Array, Floats, Indices, read_only
from engine.costs import COSTS, Cost
from engine.errors import EngineError
from engine.experiment import Weight
from engine.formulas.nodes import Formula
from engine.learning import Objective, clipped, update
from engine.network import Backward, Forward, Network, by_layer, forward
from engine.optimizers import OPTIMIZERS
from engine.run import Run
from engine.symbols import Symbol, activation, delta, derivative, net_input, target, weight
from engine.workings import Change, workings_of

__all__ = ["KINDS", "Factor", "LearningStep", "Step", "Telling", "Term", "sample_steps", "steps"]


@dataclass(frozen=True)
class Factor:
    """A number and what it is called."""

    symbol: Symbol
    value: float


@dataclass(frozen=True)
class Term:
    """A product, one summand of a Step.

    Attributes
    ----------
    sample : which sample it comes from, if they differ
    weight : (l, j, k) of the weight along whose connection it runs, if it does
    """

    factors: tuple[Factor, ...]
    sample: int | None = None
    weight: Weight | None = None

    @property
    def value(self) -> float:
        product = 1.0
        for factor in self.factors:
            product *= factor.value
        return product


@dataclass(frozen=True)
class Step:
    """One act.

    Attributes
    ----------
    kind : one of KINDS
    layer, unit, source : l, j and k of what it computes; None where there is no such index
    sample : the number of the sample it belongs to; None for derivatives and updates, which belong to the mini-batch
    symbol : what it computes
    value : the result
    terms : the summands
    function : the activation function's name, for an activation and a δ that passes through φ′
    argument : the net input that `function` is taken of
    factor : what the result is multiplied by: φ′(z) in a δ, 1/n in a derivative, dropout's factor in an activation
    addend : what is added to that: the penalties' part of a derivative or of J
    given : for the cost of a sample and a δ of the output: a, y and z of each output unit; for a derivative and an
        update of a network without hidden layers: a, y and the input that the weight carries, of each sample
    dropout : the part of `factor` that is dropout's: 0 for a unit that is left out, else 1 / (1 − share)
    beside : z of every unit of the layer, for a function that reads them all: softmax
    penalties : name and argument of each penalty in it: of J the sum Σ w² or Σ |w|, of a derivative the weight
    workings : for an update: the lines that lead to the new weight, which the last one gives
    """

    kind: str
    symbol: Symbol
    value: float
    layer: int | None = None
    unit: int | None = None
    source: int | None = None
    sample: int | None = None
    terms: tuple[Term, ...] = ()
    function: str = ""
    argument: float | None = None
    factor: float = 1.0
    addend: float = 0.0
    given: tuple[tuple[float, float, float], ...] = ()
    dropout: float = 1.0
    beside: tuple[float, ...] = ()
    penalties: tuple[tuple[str, float], ...] = ()
    workings: tuple[Formula, ...] = ()

    @property
    def phase(self) -> int:
        """Which of the lecture's four phases it belongs to, from 0: see `engine.acts.PHASE_NAMES`."""
        return PHASES[self.kind]


@dataclass(frozen=True, eq=False)
class Telling:
    """Tells the acts of one sample, a column of a forward pass and, if there is one, of the backward pass.

    Attributes
    ----------
    sample : the sample's number
    column : where it stands in the passes
    target : y, shape (t,)
    """

    network: Network
    passed: Forward
    sample: int
    column: int
    target: Array
    back: Backward | None = None

    def activation_of(self, layer: int, unit: int) -> float:
        """Return a⁽ˡ⁾ⱼ; unit 0 is the bias unit, which is 1."""
        return 1.0 if unit == 0 else float(self.passed.a[layer][unit - 1, self.column])

    def net_input_of(self, layer: int, unit: int) -> float:
        """Return z⁽ˡ⁾ⱼ, for l ≥ 2."""
        return float(self.passed.z[layer][unit - 1, self.column])

    def delta_of(self, layer: int, unit: int) -> float:
        """Return δ⁽ˡ⁾ⱼ of the backward pass, for l ≥ 2."""
        assert self.back is not None
        return float(self.back.delta[layer][unit - 1, self.column])

    def present(self, unit: int) -> Step:
        """a⁽¹⁾ⱼ is input j itself."""
        return self._act("sample", activation(1, unit), self.activation_of(1, unit), 1, unit)

    def net_input(self, layer: int, unit: int) -> Step:
        """z⁽ˡ⁾ⱼ = Σₖ w⁽ˡ⁻¹⁾ⱼ,ₖ a⁽ˡ⁻¹⁾ₖ, the bias unit first, for l ≥ 2."""
        below = layer - 1
        terms = tuple(
            Term(
                (Factor(weight(below, unit, k), float(w)), Factor(activation(below, k), self.activation_of(below, k))),
                weight=(below, unit, k),
            )
            for k, w in enumerate(self.network.W[below][unit - 1])
        )
        return self._act("net_input", net_input(layer, unit), self.net_input_of(layer, unit), layer, unit, terms=terms)

    def activation(self, layer: int, unit: int) -> Step:
        """a⁽ˡ⁾ⱼ = φ(z⁽ˡ⁾ⱼ), for l ≥ 2; `factor` is that of dropout."""
        function, kept = self.network.activations[layer - 2], self._dropout(layer, unit)
        return self._act(
            "activation",
            activation(layer, unit),
            self.activation_of(layer, unit),
            layer,
            unit,
            function=function,
            argument=self.net_input_of(layer, unit),
            factor=kept,
            dropout=kept,
            beside=tuple(self.passed.z[layer][:, self.column].tolist()) if function == "softmax" else (),
        )

    def output_delta(self, unit: int, cost: Cost) -> Step:
        """δ⁽ᴸ⁾ⱼ = a⁽ᴸ⁾ⱼ − yⱼ for the matched output, else Σₖ ∂J/∂aₖ ∂aₖ/∂zⱼ, which is ∂J/∂aⱼ φ′(zⱼ) but for softmax."""
        L, output = self.network.L, self.network.activations[-1]
        terms: tuple[Term, ...]
        if cost.slope is None or output == cost.matched:
            terms = (
                Term((Factor(activation(L, unit), self.activation_of(L, unit)),)),
                Term((Factor(Symbol("−"), -1.0), Factor(target(unit), float(self.target[unit - 1])))),
            )
        else:
            terms = tuple(self._slope_terms(unit, cost))
        return self._act(
            "output_delta",
            delta(L, unit),
            self.delta_of(L, unit),
            L,
            unit,
            terms=terms,
            function=output,
            argument=self.net_input_of(L, unit),
            given=self.outputs,
        )

    def hidden_delta(self, layer: int, unit: int) -> Step:
        """δ⁽ˡ⁾ₖ = (Σⱼ w⁽ˡ⁾ⱼ,ₖ δ⁽ˡ⁺¹⁾ⱼ) φ′(z⁽ˡ⁾ₖ)."""
        above = layer + 1
        terms = tuple(
            Term(
                (Factor(weight(layer, j, unit), float(w)), Factor(delta(above, j), self.delta_of(above, j))),
                weight=(layer, j, unit),
            )
            for j, w in enumerate(self.network.W[layer][:, unit], start=1)
        )
        return self._act(
            "hidden_delta",
            delta(layer, unit),
            self.delta_of(layer, unit),
            layer,
            unit,
            terms=terms,
            function=self.network.activations[layer - 2],
            argument=self.net_input_of(layer, unit),
            factor=self._slope(layer, unit),
            dropout=self._dropout(layer, unit),
        )

    @property
    def outputs(self) -> tuple[tuple[float, float, float], ...]:
        """a, y and z of each output unit."""
        L, column = self.network.L, self.column
        columns = self.passed.output[:, column], self.target, self.passed.z[L][:, column]
        return tuple(zip(*(values.tolist() for values in columns), strict=True))

    def _slope_terms(self, unit: int, cost: Cost) -> Iterator[Term]:
        """Yield ∂J/∂aₖ ∂aₖ/∂zⱼ for every output unit k on which zⱼ has an influence."""
        assert cost.slope is not None
        L = self.network.L
        a = self.passed.a[L][:, self.column]
        slopes = cost.slope(a[:, np.newaxis], self.target[:, np.newaxis])[:, 0]
        for k in range(1, len(a) + 1):
            if self.network.activations[-1] == "softmax":
                influence = float(a[k - 1] * ((k == unit) - a[unit - 1]))
            elif k == unit:
                influence = self._slope(L, unit)
            else:
                continue
            name = Symbol("∂a/∂z", L, (k, unit)) if len(a) > 1 else Symbol("φ′", L, (unit,))
            yield Term((Factor(Symbol("∂J/∂a", L, (k,)), float(slopes[k - 1])), Factor(name, influence)))

    def _slope(self, layer: int, unit: int) -> float:
        """Return φ′(z⁽ˡ⁾ⱼ), times the factor of dropout."""
        phi = ACTIVATIONS[self.network.activations[layer - 2]]
        z = self.passed.z[layer][unit - 1 : unit, self.column]
        return float(phi.derivative(z, phi.value(z))[0]) * self._dropout(layer, unit)

    def _dropout(self, layer: int, unit: int) -> float:
        """Return the factor that dropout gives a unit; 1 where there is no dropout."""
        dropped = self.passed.dropped.get(layer)
        return 1.0 if dropped is None else float(dropped[unit - 1, self.column])

    def _act(self, kind: str, symbol: Symbol, value: float, layer: int, unit: int, **more: object) -> Step:
        return Step(kind, symbol, value, layer, unit, sample=self.sample, **more)  # type: ignore[arg-type]


def sample_steps(network: Network, inputs: Array, target: Array, sample: int = 0) -> Telling:
    """Return what one sample does in a network, going forward: inputs of shape (u₁,), target y of shape (t,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        passed = forward(network, inputs[np.newaxis, :])
    return Telling(network, passed, sample, 0, target)


class LearningStep:
    """One learning step of a network over a mini-batch, told without being taken.

    Parameters
    ----------
    inputs, targets : of the mini-batch, shapes (n, u₁) and (t, n)
    samples : the samples' numbers, shape (n,)
    memory : what the optimizer remembers, copied; `memory` of a learning step is what it remembers afterwards
    rate : the learning rate
    number : the number of the update, from 1
    foreseen : the weights and the memory that the run itself will come to, if it is a run's next step: a compiled loop
        rounds otherwise in the last bits
    """

    @np.errstate(over="ignore", invalid="ignore")
    def __init__(
        self,
        objective: Objective,
        network: Network,
        inputs: Array,
        targets: Array,
        samples: Indices,
        *,
        memory: Array,
        rate: float,
        number: int = 1,
        dropped: Mapping[int, Floats] | None = None,
        foreseen: tuple[Array, Array] | None = None,
    ) -> None:
        self.objective = objective
        self.network = network
        self.samples = samples
        self.rate = rate
        self.number = number
        self.remembered = memory.copy()
        self.targets = targets
        self.passed = forward(network, inputs, dropped)
        self.back = objective.backward(network, self.passed, targets)
        self.penalty_gradient = objective.penalty_gradient(network.flat)
        self.gradient = self.back.gradient + self.penalty_gradient
        self.updated = network.copy()
        self.memory = memory.copy()
        if foreseen:
            self.updated.flat[:], self.memory[:] = foreseen
        else:
            update(objective, self.updated, self.gradient, self.memory, rate, number)

    @cached_property
    def tellings(self) -> list[Telling]:
        """What each sample of the mini-batch does."""
        return [
            Telling(self.network, self.passed, int(number), column, self.targets[:, column], self.back)
            for column, number in enumerate(self.samples)
        ]

    @cached_property
    def order(self) -> Acts:
        """The order of the acts, by number."""
        return Acts(self.network.sizes, len(self.samples))

    def act(self, index: int) -> Step:
        """Return an act by its number in the order of the acts; only what it needs is computed."""
        return self.at(self.order.place(index))

    def at(self, place: Place) -> Step:
        """Return the act of a place."""
        kind, layer, unit, source = place.kind, place.layer, place.unit, place.source
        if place.column is None:
            if kind == "cost":
                return self.batch_cost()
            return (self.derivative if kind == "derivative" else self.update)(layer, unit, source)
        telling = self.tellings[place.column]
        match kind:
            case "sample":
                return telling.present(unit)
            case "net_input":
                return telling.net_input(layer, unit)
            case "activation":
                return telling.activation(layer, unit)
            case "cost":
                return self.cost(telling)
            case "output_delta":
                return telling.output_delta(unit, COSTS[self.objective.experiment.cost])
        return telling.hidden_delta(layer, unit)

    def acts(self, columns: Sequence[int] | None = None) -> Iterator[Step]:
        """Yield every act in the lecture's order: each sample forward, its cost and δ; derivatives; updates.

        Parameters
        ----------
        columns : the samples whose own acts are yielded, by their places in the mini-batch; None for all. What belongs
            to the mini-batch, J, the derivatives and the updates, sums over all of them anyway
        """
        order = self.order
        for column in range(len(self.samples)) if columns is None else columns:
            yield from map(self.act, range(column * order.per_sample, (column + 1) * order.per_sample))
        yield from map(self.act, range(order.batch_cost, order.count))

    def weights_at(self, index: int) -> Network:
        """Return the network during an act: frozen until the updates, of which those up to the act are made."""
        updates_before = index - (self.order.count - len(self.network.flat))
        if updates_before < 0:
            return self.network
        during = self.network.copy()
        during.flat[: updates_before + 1] = self.updated.flat[: updates_before + 1]
        return during

    @np.errstate(over="ignore", invalid="ignore")
    def cost(self, telling: Telling) -> Step:
        """Return the data term of one sample, a term for each output unit."""
        L, column = self.network.L, [telling.column]
        cost = COSTS[self.objective.experiment.cost]
        each = cost.value(self.passed.z[L][:, column], self.passed.output[:, column], telling.target[:, np.newaxis])
        name = Symbol("J", None, ("i",))
        terms = tuple(Term((Factor(name, float(j)),), telling.sample) for j in each[:, 0])
        return Step("cost", name, float(each.sum()), L, sample=telling.sample, terms=terms, given=telling.outputs)

    @np.errstate(over="ignore", invalid="ignore")
    def batch_cost(self) -> Step:
        """J of the mini-batch: the sum of the samples' data terms, over n for the mean, and the penalties' part."""
        cost = COSTS[self.objective.experiment.cost]
        each = cost.value(self.passed.z[self.network.L], self.passed.output, self.targets)
        parts = [float(column.sum()) for column in each.T]  # column by column, as `cost` adds them up
        numbers, name = self.samples.tolist(), Symbol("J", None, ("i",))
        terms = tuple(Term((Factor(name, part),), sample) for part, sample in zip(parts, numbers, strict=True))
        mean = self.objective.experiment.reduction == "mean"
        factor = 1 / len(parts) if mean else 1.0
        penalty = self.objective.penalty(self.network.flat)
        value = factor * sum(parts) + penalty
        penalised = self.network.flat * self.objective.penalised
        sums = {"l2": float(np.dot(penalised, penalised)), "l1": float(np.abs(penalised).sum())}
        return Step(
            "cost",
            Symbol("J"),
            value,
            self.network.L,
            terms=terms,
            factor=factor,
            addend=penalty,
            penalties=tuple((name, sums[name]) for name, _ in self.objective.penalties),
        )

    def derivative(self, layer: int, unit: int, source: int) -> Step:
        """∂J/∂w⁽ˡ⁾ⱼ,ₖ = Σᵢ δ⁽ˡ⁺¹⁾ⱼ a⁽ˡ⁾ₖ, over n for the mean, + λ w⁽ˡ⁾ⱼ,ₖ."""
        terms = tuple(
            Term(
                (
                    Factor(delta(layer + 1, unit), telling.delta_of(layer + 1, unit)),
                    Factor(activation(layer, source), telling.activation_of(layer, source)),
                ),
                telling.sample,
                (layer, unit, source),
            )
            for telling in self.tellings
        )
        mean = self.objective.experiment.reduction == "mean"
        return Step(
            "derivative",
            derivative(layer, unit, source),
            self._at(self.gradient, layer, unit, source),
            layer,
            unit,
            source,
            terms=terms,
            factor=1 / len(self.samples) if mean else 1.0,
            addend=self._at(self.penalty_gradient, layer, unit, source),
            given=self._outcomes(unit, source),
            penalties=self._penalties_of(layer, unit, source),
        )

    def update(self, layer: int, unit: int, source: int) -> Step:
        """w⁽ˡ⁾ⱼ,ₖ := w⁽ˡ⁾ⱼ,ₖ − η ∂J/∂w⁽ˡ⁾ⱼ,ₖ under plain gradient descent, else := w⁽ˡ⁾ⱼ,ₖ + Δw⁽ˡ⁾ⱼ,ₖ.

        The terms are the old weight and what is added to it; `workings` say where that comes from.
        """
        old = self.network.weight(layer, unit, source)
        new = self.updated.weight(layer, unit, source)
        name = weight(layer, unit, source)
        if self.is_plain and self._at(self.objective.free, layer, unit, source):
            slope = self._at(self.gradient, layer, unit, source)
            added = Term((Factor(Symbol("−η"), -self.rate), Factor(derivative(layer, unit, source), slope)))
        else:
            added = Term((Factor(Symbol("Δw", layer, (unit, source)), new - old),))
        terms = Term((Factor(name, old),)), added
        return Step(
            "update",
            name,
            new,
            layer,
            unit,
            source,
            terms=terms,
            given=self._outcomes(unit, source),
            workings=workings_of(self.objective.experiment.optimizer.name, self._change(layer, unit, source)),
        )

    def _penalties_of(self, layer: int, unit: int, source: int) -> tuple[tuple[str, float], ...]:
        """Return the penalties on a weight, with the weight; none for a bias weight."""
        w = self.network.weight(layer, unit, source)
        return tuple((name, w) for name, _ in self.objective.penalties) if source else ()

    def _outcomes(self, unit: int, source: int) -> tuple[tuple[float, float, float], ...]:
        """Return a, y and the input of a weight for each sample, if there are no hidden layers: see `Step.given`."""
        if self.network.L > 2:
            return ()
        carried = self.passed.a[1][source - 1] if source else np.ones(len(self.samples))
        rows = self.passed.output[unit - 1], self.targets[unit - 1], carried
        return tuple(zip(*(row.tolist() for row in rows), strict=True))

    @np.errstate(over="ignore", invalid="ignore")
    def _change(self, layer: int, unit: int, source: int) -> Change:
        """Return all that is known of the update of one weight."""
        experiment, place = self.objective.experiment, (layer, unit, source)
        gradient, new = self._at(self.gradient, *place), self.updated.weight(*place)
        optimized = self._optimized.W[layer][unit - 1]
        length = float(np.linalg.norm(optimized[1:]))
        is_shortened = bool(experiment.max_norm and source and length > experiment.max_norm)
        return Change(
            place,
            old=self.network.weight(*place),
            optimized=float(optimized[source]) if is_shortened else new,
            new=new,
            gradient=gradient,
            clipped=self._at(self._given, *place),
            length=float(np.linalg.norm(self._free_gradient)),
            clip=experiment.clip,
            before=tuple(self._at(row, *place) for row in self.remembered),
            after=tuple(self._at(row, *place) for row in self.memory),
            rate=self.rate,
            number=self.number,
            parameters=experiment.optimizer.with_defaults(OPTIMIZERS[experiment.optimizer.name].defaults),
            is_bias=source == 0,
            optimized_length=length,
            max_norm=experiment.max_norm if is_shortened else 0.0,
            kept="cut" if place in experiment.pruned else "frozen" if place in experiment.frozen else "",
        )

    @cached_property
    @np.errstate(over="ignore", invalid="ignore")
    def _optimized(self) -> Network:
        """The weights as the optimizer makes them, before those into a unit are kept short."""
        experiment = self.objective.experiment
        if not experiment.max_norm:
            return self.updated
        unbounded = replace(self.objective, experiment=replace(experiment, max_norm=0.0))
        network, memory = self.network.copy(), self.remembered.copy()
        update(unbounded, network, self.gradient, memory, self.rate, self.number)
        return network

    @cached_property
    def _free_gradient(self) -> Array:
        return np.where(self.objective.free, self.gradient, 0.0)

    @cached_property
    @np.errstate(over="ignore", invalid="ignore")
    def _given(self) -> Array:
        """The gradient that the optimizer is given: 0 for weights that stay, clipped where it is too long."""
        return clipped(self._free_gradient, self.objective.experiment.clip)

    @cached_property
    def is_plain(self) -> bool:
        """Whether the update is gradient descent and nothing else."""
        experiment = self.objective.experiment
        return experiment.optimizer.name == "gd" and not experiment.max_norm and self.clipping == 1.0

    @property
    @np.errstate(over="ignore", invalid="ignore")
    def clipping(self) -> float:
        """What the gradient was multiplied by to keep within the experiment's `clip`; 1 where it was short enough."""
        length = float(np.linalg.norm(self._free_gradient))
        return float(np.linalg.norm(self._given)) / length if length else 1.0

    def _at(self, flat: np.ndarray, layer: int, unit: int, source: int) -> float:
        return float(by_layer(self.network.sizes, flat)[layer][unit - 1, source])


def steps(run: Run, sample: int | None = None) -> LearningStep:
    """Return the learning step that a run takes next, or that a sample alone would cause; the run stays as it is.

    What is returned owns its arrays: it stays true when the run goes on, and may cross to another thread.

    >>> from engine import Experiment
    >>> run = Run(Experiment())
    >>> told = steps(run)
    >>> run.advance(batches=1)
    1
    >>> run.network.sha256() == told.updated.sha256()
    True
    """
    if sample is not None and not 0 <= sample < run.samples.count:
        raise EngineError(f"sample must be a whole number from 0 to {run.samples.count - 1}, got {sample}")
    if sample is None:
        pending = run.pending()
        samples, dropped, foreseen = pending.samples.copy(), dict(pending.dropped), run.foreseen()
    else:
        samples, dropped, foreseen = np.array([sample]), {}, None
    return LearningStep(
        run.objective,
        Network(run.network.sizes, run.network.activations, read_only(run.network.flat.copy())),
        run.samples.inputs[samples],
        run.samples.targets[:, samples],
        samples,
        memory=run.memory,
        rate=run.rate,
        number=run.age + 1,
        dropped=dropped,
        foreseen=foreseen,
    )
