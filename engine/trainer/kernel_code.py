"""The text of a kernel: one network's learning written out in WebAssembly.

    learn(order, scalars, random, samples): learn from so many samples in the given order, mini-batch after mini-batch
    epochs(order, scalars, random, samples, count, stride, history): so many epochs of so many samples, the scalars of
        each `stride` bytes after those of the one before; the weights after each go to `history`

All but samples, count and stride are addresses. With dropout, `random` holds a number for each unit and sample.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.experiment import Experiment
from engine.learning import Objective
from engine.trainer import formulas as f
from engine.trainer.formulas import Formulas
from engine.trainer.tracing import CONDITIONS, ONE, ZERO, Expression, evaluate, parts
from engine.trainer.wat import MATHEMATICS, Formula, add, declared, get, load, multiply, number

PAGE = 65536  # bytes of WebAssembly's memory that come at once


@dataclass
class Places:
    """Where things lie in the kernel's memory, as addresses in bytes; all but the order are float64."""

    weights: int
    samples: int
    inputs: int
    targets: int
    memory_rows: int

    def __post_init__(self) -> None:
        row = 8 * self.weights
        self.w, self.g, self.before = 0, row, 2 * row
        self.penalised, self.free = 3 * row, 4 * row
        self.memory = 5 * row
        self.data = self.memory + self.memory_rows * row
        self.stride = 8 * (self.inputs + self.targets)
        self.end = self.data + self.samples * self.stride


class KernelCode:
    """Writes the kernel of one experiment.

    Attributes
    ----------
    scalars : what the caller has to give for each mini-batch, in this order
    random_units : how many units want a random number for each sample

    Raises
    ------
    UntraceableError
        if a formula holds an operation that kernels lack
    """

    def __init__(
        self,
        experiment: Experiment,
        sizes: tuple[int, ...],
        formulas: Formulas,
        objective: Objective,
        places: Places,
        batch: int,
    ) -> None:
        self._experiment = experiment
        self._sizes = sizes
        self._formulas = formulas
        self._objective = objective
        self._places = places
        self._batch = batch
        self._locals: dict[str, str] = {}
        self.scalars: list[Expression] = []
        self._dropout = {layer: hidden.dropout for layer, hidden in enumerate(experiment.hidden, 2) if hidden.dropout}
        self._starts = {}
        start = 0
        for layer, (sources, targets) in enumerate(pairwise(sizes), start=1):
            self._starts[layer] = start
            start += targets * (sources + 1)
        self.random_units = sum(sizes[layer - 1] for layer in self._dropout)

    def text(self, pages: int) -> str:
        """Return the module, with a memory of so many pages."""
        learn = "\n".join(self._learn())
        return f"""(module (memory (export "memory") {pages})
{MATHEMATICS}
(func $learn (export "learn") (param $order i32) (param $scalars i32) (param $random i32) (param $samples i32)
    (local $p i32) (local $n i32) (local $left i32) (local $drawn i32) (local $sum f64) {declared(self._locals)}
{learn})
{self._epochs()})"""

    # ---- loops -----------------------------------------------------------------------------------------------------

    def _epochs(self) -> str:
        row = 8 * self._places.weights
        return f"""(func (export "epochs") (param $order i32) (param $scalars i32) (param $random i32)
    (param $samples i32) (param $count i32) (param $stride i32) (param $history i32)
    (loop $epochs
        (call $learn (local.get $order) (local.get $scalars) (local.get $random) (local.get $samples))
        (memory.copy (local.get $history) (i32.const {self._places.w}) (i32.const {row}))
        (local.set $order (i32.add (local.get $order) (i32.mul (local.get $samples) (i32.const 4))))
        (local.set $scalars (i32.add (local.get $scalars) (local.get $stride)))
        (local.set $random (i32.add (local.get $random)
            (i32.mul (local.get $samples) (i32.const {8 * self.random_units}))))
        (local.set $history (i32.add (local.get $history) (i32.const {row})))
        (br_if $epochs (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))"""

    def _learn(self) -> Iterator[str]:
        places, size = self._places, f"(i32.const {self._batch})"
        sample = list(self._sample())
        update = list(self._update())
        yield "(block $done (loop $batches (br_if $done (i32.eqz (local.get $samples)))"
        yield f"(local.set $n (select {size} (local.get $samples) (i32.gt_u (local.get $samples) {size})))"
        for index in range(len(self.scalars)):
            yield f"(local.set $s{index} {load(8 * index, get('$scalars'))})"
        if self._batch > 1:
            yield f"(memory.fill (i32.const {places.g}) (i32.const 0) (i32.const {8 * places.weights}))"
        yield "(local.set $left (local.get $n)) (local.set $drawn (local.get $random))"
        yield "(loop $each"
        yield f"(local.set $p (i32.mul (i32.load (local.get $order)) (i32.const {places.stride})))"
        yield from sample
        yield "(local.set $order (i32.add (local.get $order) (i32.const 4)))"
        yield "(local.set $drawn (i32.add (local.get $drawn) (i32.const 8)))"
        yield "(br_if $each (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))"
        yield from update
        yield "(local.set $samples (i32.sub (local.get $samples) (local.get $n)))"
        yield f"(local.set $scalars (i32.add (local.get $scalars) (i32.const {8 * len(self.scalars)})))"
        drawn = f"(i32.mul (local.get $n) (i32.const {8 * self.random_units}))"
        yield f"(local.set $random (i32.add (local.get $random) {drawn}))"
        yield "(br $batches)))"

    # ---- one sample ------------------------------------------------------------------------------------------------

    def _weight(self, layer: int, target: int, source: int) -> int:
        """Return the address of w⁽ˡ⁾ⱼ,ₖ; target counts from 0, source 0 is the bias."""
        return 8 * (self._starts[layer] + target * (self._sizes[layer - 1] + 1) + source)

    def _let(self, name: str, code: str, kind: str = "f64") -> str:
        self._locals[name] = kind
        return f"(local.set {name} {code})"

    def _formula(self, roots: list[Expression], leaves: dict[Expression, str], units: int, prefix: str) -> Formula:
        """Return the code of formulas; `leaves` are prefixes of the variables of each unit."""

        def leaf(expression: Expression, unit: int) -> str:
            return self._scalar(expression) if expression.is_scalar else get(f"{leaves[expression]}{unit + 1}")

        return Formula(roots, leaf, units, prefix)

    def _sample(self) -> Iterator[str]:
        yield from self._forward()
        yield from self._backward()

    def _forward(self) -> Iterator[str]:
        for source in range(self._sizes[0]):
            yield self._let(f"$a1_{source + 1}", load(self._places.data + 8 * source, get("$p")))
        drawn = 0
        for layer, units in enumerate(self._sizes[1:], start=2):
            for unit in range(units):
                yield self._let(f"$z{layer}_{unit + 1}", self._net_input(layer, unit))
            phi = self._formula([self._formulas.values[layer - 2]], {f.Z: f"$z{layer}_"}, units, f"v{layer}_")
            codes = [phi.value(self._formulas.values[layer - 2], unit) for unit in range(units)]
            self._locals |= phi.locals
            yield from phi.statements
            for unit, code in enumerate(codes):
                yield self._let(f"$a{layer}_{unit + 1}", code)
            if layer in self._dropout:
                yield from self._slopes(layer)
                yield from self._drop_out(layer, drawn)
                drawn += units

    def _net_input(self, layer: int, unit: int) -> str:
        code = load(self._weight(layer - 1, unit, 0))
        for source in range(1, self._sizes[layer - 2] + 1):
            code = add(code, multiply(load(self._weight(layer - 1, unit, source)), get(f"$a{layer - 1}_{source}")))
        return code

    def _drop_out(self, layer: int, drawn: int) -> Iterator[str]:
        share = self._dropout[layer]
        for unit in range(1, self._sizes[layer - 1] + 1):
            place = f"(i32.add (local.get $drawn) (i32.mul (local.get $n) (i32.const {8 * (drawn + unit - 1)})))"
            kept = f"(f64.ge {load(0, place)} {number(share)})"
            mask = self._let(f"$m{layer}_{unit}", f"(select {number(1 / (1 - share))} {number(0.0)} {kept})")
            yield mask
            for name in (f"$a{layer}_{unit}", f"$h{layer}_{unit}"):
                yield f"(local.set {name} {multiply(get(name), get(f'$m{layer}_{unit}'))})"

    def _slopes(self, layer: int) -> Iterator[str]:
        """φ′ of a hidden layer's units."""
        slope, units = self._formulas.slopes[layer - 2], self._sizes[layer - 1]
        formula = self._formula([slope], {f.Z: f"$z{layer}_", f.A: f"$a{layer}_"}, units, f"w{layer}_")
        codes = [formula.value(slope, unit) for unit in range(units)]
        self._locals |= formula.locals
        yield from formula.statements
        for unit, code in enumerate(codes):
            yield self._let(f"$h{layer}_{unit + 1}", code)

    def _backward(self) -> Iterator[str]:
        L, units = len(self._sizes), self._sizes[-1]
        for unit in range(units):
            target = self._places.data + 8 * (self._sizes[0] + unit)
            yield self._let(f"$y{unit + 1}", load(target, get("$p")))
        leaves = {f.Z: f"$z{L}_", f.A: f"$a{L}_", f.Y: "$y"}
        formula = self._formula([self._formulas.delta], leaves, units, "d_")
        codes = [formula.value(self._formulas.delta, unit) for unit in range(units)]
        self._locals |= formula.locals
        yield from formula.statements
        for unit, code in enumerate(codes):
            yield self._let(f"$d{L}_{unit + 1}", code)
        for layer in range(L - 1, 0, -1):
            if layer > 1:
                yield from self._hidden_delta(layer)
            for target in range(self._sizes[layer]):
                for source in range(self._sizes[layer - 1] + 1):
                    yield self._derivative(layer, target, source)

    def _hidden_delta(self, layer: int) -> Iterator[str]:
        slope = self._formulas.slopes[layer - 2]
        known = layer in self._dropout
        if not known and slope not in (ONE, ZERO):
            yield from self._slopes(layer)
        for unit in range(1, self._sizes[layer - 1] + 1):
            code = ""
            for target in range(self._sizes[layer]):
                term = multiply(load(self._weight(layer, target, unit)), get(f"$d{layer + 1}_{target + 1}"))
                code = add(code, term) if code else term
            if known or slope not in (ONE, ZERO):
                code = multiply(code, get(f"$h{layer}_{unit}"))
            yield self._let(f"$d{layer}_{unit}", number(0.0) if slope == ZERO else code)

    def _derivative(self, layer: int, target: int, source: int) -> str:
        """Add a sample's ∂J/∂w to the sum; of a mini-batch of one it is the sum."""
        code = get(f"$d{layer + 1}_{target + 1}")
        if source:
            code = multiply(code, get(f"$a{layer}_{source}"))
        place = self._places.g + self._weight(layer, target, source)
        if self._batch > 1:
            code = add(load(place), code)
        return f"(f64.store offset={place} (i32.const 0) {code})"

    # ---- the update ------------------------------------------------------------------------------------------------

    def _scalar(self, expression: Expression) -> str:
        """Return the code of a scalar: a number, or what the caller gives for each mini-batch."""
        if not any(part.operation == "input" for part in parts([expression])):
            return number(float(evaluate(expression, {})))
        if expression not in self.scalars:
            self.scalars.append(expression)
            self._locals[f"$s{self.scalars.index(expression)}"] = "f64"
        code = get(f"$s{self.scalars.index(expression)}")
        return f"(f64.ne {code} {number(0.0)})" if expression.operation in CONDITIONS else code

    def _for_each_weight(self, roots: list[Expression], into: list[int], prefix: str, also: str = "") -> Iterator[str]:
        """Compute formulas for every weight and store them; `also` follows for each."""
        places = self._places
        rows = {f.memory_row(row): places.memory + 8 * places.weights * row for row in range(places.memory_rows)}
        at = rows | {f.W: places.w, f.G: places.g, f.PENALISED: places.penalised, f.FREE: places.free}

        def leaf(expression: Expression, _unit: int) -> str:
            if expression.is_scalar:
                return self._scalar(expression)
            code = load(at[expression], get("$p"))
            return (
                multiply(code, get("$sum")) if expression == f.G and prefix == "u" and self._experiment.clip else code
            )

        formula = Formula(roots, leaf, 1, prefix)
        codes = [formula.value(root) for root in roots]
        yield "(local.set $p (i32.const 0)) (loop $weights" + prefix
        yield from formula.statements
        for index, code in enumerate(codes):  # all are computed before any is stored
            yield self._let(f"${prefix}new{index}", code)
        self._locals |= formula.locals
        for index, place in enumerate(into):
            yield f"(f64.store offset={place} (local.get $p) {get(f'${prefix}new{index}')})"
        yield also
        yield "(local.set $p (i32.add (local.get $p) (i32.const 8)))"
        yield f"(br_if $weights{prefix} (i32.lt_u (local.get $p) (i32.const {8 * places.weights}))))"

    def _update(self) -> Iterator[str]:
        places, experiment = self._places, self._experiment
        held = not self._objective.free.all()
        if held:
            yield f"(memory.copy (i32.const {places.before}) (i32.const {places.w}) (i32.const {8 * places.weights}))"
        if experiment.clip:
            yield f"(local.set $sum {number(0.0)})"
            square = multiply(get("$gnew0"), get("$gnew0"))
            yield from self._for_each_weight(
                [self._formulas.gradient], [places.g], "g", f"(local.set $sum {add(get('$sum'), square)})"
            )
            limit = number(experiment.clip)
            yield f"(local.set $sum (f64.div {limit} (f64.max {limit} (f64.sqrt {get('$sum')}))))"
        into = [places.w, *(places.memory + 8 * places.weights * row for row in range(places.memory_rows))]
        yield from self._for_each_weight(list(self._formulas.update), into, "u")
        if experiment.max_norm:
            yield from self._shorten(experiment.max_norm)
        if held:
            yield "(local.set $p (i32.const 0)) (loop $hold"
            old, new = load(places.before, get("$p")), load(places.w, get("$p"))
            free = f"(f64.ne {load(places.free, get('$p'))} {number(0.0)})"
            yield f"(f64.store offset={places.w} (local.get $p) (select {new} {old} {free}))"
            yield "(local.set $p (i32.add (local.get $p) (i32.const 8)))"
            yield f"(br_if $hold (i32.lt_u (local.get $p) (i32.const {8 * places.weights}))))"

    def _shorten(self, most: float) -> Iterator[str]:
        """`learning.shorten` for each unit."""
        for layer, (sources, targets) in enumerate(pairwise(self._sizes), start=1):
            for target in range(targets):
                weights = [self._weight(layer, target, source) for source in range(1, sources + 1)]
                squares = number(0.0)
                for place in weights:
                    squares = add(squares, multiply(load(place), load(place)))
                yield f"(local.set $sum (f64.div {number(most)} (f64.max {number(most)} (f64.sqrt {squares}))))"
                for place in weights:
                    yield f"(f64.store offset={place} (i32.const 0) {multiply(load(place), get('$sum'))})"
