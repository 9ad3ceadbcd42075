"""The text of a kernel: one network's learning written out in WebAssembly.

    learn(order, scalars, random, samples): learn from so many samples in the given order, mini-batch after mini-batch
    epochs(order, scalars, random, samples, count, stride, history): so many epochs of so many samples, the scalars of
        each `stride` bytes after those of the one before; the weights after each go to `history`

All but samples, count and stride are addresses. With dropout, `random` holds a number for each unit and sample. The
arguments lie in memory: handed over in a call by wasmtime's Python, seven of them take 160 µs.

Samples go through the network two at a time, one in each lane; so each derivative is two sums, put together at the
update. Of an odd mini-batch the last sample takes both lanes, and only one of them counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.experiment import Experiment
from engine.learning import Objective
from engine.trainer import formulas as f
from engine.trainer.formulas import Formulas
from engine.trainer.pass_code import PassCode
from engine.trainer.tracing import ONE, ZERO, Expression, evaluate, parts
from engine.trainer.wat import (
    MATHEMATICS,
    Formula,
    add,
    declared,
    does,
    exported,
    get,
    holds,
    load,
    load_one,
    multiply,
    number,
    parameters,
    store,
)

LEARN = ("$order", "$scalars", "$random", "$samples")
EPOCHS = (*LEARN, "$count", "$stride", "$history")


@dataclass
class Places:
    """Where things lie in the kernel's memory, as addresses in bytes; all of float64, whole pairs of it.

    Attributes
    ----------
    weights, samples, inputs, targets : how many there are
    memory_rows : of the optimizer's memory
    row : the bytes of one number for each weight
    w, g, before, penalised, free, memory : one number for each weight; of g two; of the memory `memory_rows`
    data : the samples, `stride` bytes each
    arguments : what a function is called with, four bytes each
    nothing : a pair that nobody reads
    end : what follows
    """

    weights: int
    samples: int
    inputs: int
    targets: int
    memory_rows: int

    def __post_init__(self) -> None:
        self.row = 16 * -(-self.weights // 2)
        self.w, self.before, self.penalised, self.free = (self.row * index for index in range(4))
        self.g = 4 * self.row
        self.memory = self.g + 2 * self.row
        self.data = self.memory + self.memory_rows * self.row
        self.stride = 8 * (self.inputs + self.targets)
        self.arguments = self.data + 16 * -(-self.samples * self.stride // 16)
        self.nothing = self.arguments + 16 * -(-4 * len(EPOCHS) // 16)
        self.end = self.nothing + 16


class KernelCode(PassCode):
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
        super().__init__(sizes, formulas.values, places.w, places.nothing)
        self._experiment = experiment
        self._formulas = formulas
        self._objective = objective
        self._places = places
        self._batch = batch
        self.scalars: list[Expression] = []
        self._dropout = {layer: hidden.dropout for layer, hidden in enumerate(experiment.hidden, 2) if hidden.dropout}
        self.random_units = sum(sizes[layer - 1] for layer in self._dropout)

    def text(self, pages: int) -> str:
        """Return the module, with a memory of so many pages."""
        learn = "\n".join(self._learn())
        return f"""(module (memory (export "memory") {pages})
{MATHEMATICS}
{exported("learn", LEARN, self._places.arguments)}
{exported("epochs", EPOCHS, self._places.arguments)}
(func $learn {parameters(LEARN)}
    (local $p i32) (local $q i32) (local $n i32) (local $left i32) (local $drawn i32)
    (local $live v128) (local $sum v128) {declared(self._variables)}
{learn})
{self._epochs()})"""

    # ---- loops -----------------------------------------------------------------------------------------------------

    def _epochs(self) -> str:
        row = 8 * self._places.weights
        return f"""(func $epochs {parameters(EPOCHS)}
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
        samples = list(self._samples())
        update = list(self._update())
        yield "(block $done (loop $batches (br_if $done (i32.eqz (local.get $samples)))"
        yield f"(local.set $n (select {size} (local.get $samples) (i32.gt_u (local.get $samples) {size})))"
        for index in range(len(self.scalars)):
            yield f"(local.set $s{index} {load_one(8 * index, get('$scalars'))})"
        if self._batch > 2:
            yield f"(memory.fill (i32.const {places.g}) (i32.const 0) (i32.const {2 * places.row}))"
        yield "(local.set $left (local.get $n)) (local.set $drawn (local.get $random))"
        yield f"(local.set $live {number(1.0)})"
        yield "(loop $each"
        yield f"(local.set $p (i32.mul (i32.load (local.get $order)) (i32.const {places.stride})))"
        yield "(if (i32.eq (local.get $left) (i32.const 1))"
        yield "(then (local.set $q (local.get $p)) (local.set $left (i32.const 2))"
        yield "(local.set $order (i32.sub (local.get $order) (i32.const 4)))"
        yield "(local.set $live (v128.const f64x2 1 0)))"
        yield f"(else (local.set $q (i32.mul (i32.load offset=4 (local.get $order)) (i32.const {places.stride})))))"
        yield from samples
        yield "(local.set $order (i32.add (local.get $order) (i32.const 8)))"
        yield "(local.set $drawn (i32.add (local.get $drawn) (i32.const 16)))"
        yield "(br_if $each (local.tee $left (i32.sub (local.get $left) (i32.const 2)))))"
        yield from update
        yield "(local.set $samples (i32.sub (local.get $samples) (local.get $n)))"
        yield f"(local.set $scalars (i32.add (local.get $scalars) (i32.const {8 * len(self.scalars)})))"
        drawn = f"(i32.mul (local.get $n) (i32.const {8 * self.random_units}))"
        yield f"(local.set $random (i32.add (local.get $random) {drawn}))"
        yield "(br $batches)))"

    # ---- two samples -----------------------------------------------------------------------------------------------

    def _given(self, number_in_sample: int) -> str:
        """Return the code of a number of each of the two samples."""
        place = self._places.data + 8 * number_in_sample
        return f"(v128.load64_lane offset={place} 1 (local.get $q) (v128.load64_zero offset={place} (local.get $p)))"

    def _samples(self) -> Iterator[str]:
        yield from self._forward()
        yield from self._backward()

    def _forward(self) -> Iterator[str]:
        for source in range(self._sizes[0]):
            yield self._let(f"$a1_{source + 1}", self._given(source))
        drawn = 0
        for layer, units in enumerate(self._sizes[1:], start=2):
            yield from self._layer(layer)
            if layer in self._dropout:
                yield from self._slopes(layer)
                yield from self._drop_out(layer, drawn)
                drawn += units

    def _drop_out(self, layer: int, drawn: int) -> Iterator[str]:
        share = self._dropout[layer]
        for unit in range(1, self._sizes[layer - 1] + 1):
            place = f"(i32.add (local.get $drawn) (i32.mul (local.get $n) (i32.const {8 * (drawn + unit - 1)})))"
            kept = does("ge", load(0, place), number(share))
            yield self._let(f"$m{layer}_{unit}", f"(v128.and {number(1 / (1 - share))} {kept})")
            for name in (f"$a{layer}_{unit}", f"$h{layer}_{unit}"):
                yield self._let(name, multiply(get(name), get(f"$m{layer}_{unit}")))

    def _slopes(self, layer: int) -> Iterator[str]:
        """φ′ of a hidden layer's units."""
        yield from self._for_units(self._formulas.slopes[layer - 2], layer, "$h", {f.Z: "$z", f.A: "$a"})

    def _backward(self) -> Iterator[str]:
        L = len(self._sizes)
        for unit in range(self._sizes[-1]):
            yield self._let(f"$y{L}_{unit + 1}", self._given(self._sizes[0] + unit))
        yield from self._for_units(self._formulas.delta, L, "$d", {f.Z: "$z", f.A: "$a", f.Y: "$y"})
        for unit in range(1, self._sizes[-1] + 1):
            yield self._let(f"$d{L}_{unit}", multiply(get(f"$d{L}_{unit}"), get("$live")))
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
                term = multiply(self._value_of(layer, target, unit), get(f"$d{layer + 1}_{target + 1}"))
                code = add(code, term) if code else term
            if known or slope not in (ONE, ZERO):
                code = multiply(code, get(f"$h{layer}_{unit}"))
            yield from self._let_now(f"$d{layer}_{unit}", number(0.0) if slope == ZERO else code)

    def _derivative(self, layer: int, target: int, source: int) -> str:
        """Add the samples' ∂J/∂w to the sums; of a mini-batch of two or one they are the sums."""
        code = get(f"$d{layer + 1}_{target + 1}")
        if source:
            code = multiply(code, get(f"$a{layer}_{source}"))
        place = self._places.g + 16 * self._weight(layer, target, source)
        return store(place, add(load(place), code) if self._batch > 2 else code)

    # ---- the update ------------------------------------------------------------------------------------------------

    def _scalar(self, expression: Expression) -> str:
        """Return the code of a scalar: a number, or what the caller gives for each mini-batch."""
        if not any(part.operation == "input" for part in parts([expression])):
            return number(float(evaluate(expression, {})))
        if expression not in self.scalars:
            self.scalars.append(expression)
        name = f"$s{self.scalars.index(expression)}"
        self._variables[name] = None
        return holds(expression, get(name))

    def _for_weights(
        self, roots: list[Expression], into: list[int], g: str, prefix: str, also: tuple[str, ...] = ()
    ) -> Iterator[str]:
        """Compute formulas for two weights at a time and store the values; `also` follows for each."""
        places = self._places
        rows = {f.memory_row(row): places.memory + row * places.row for row in range(places.memory_rows)}
        at = rows | {f.W: places.w, f.PENALISED: places.penalised, f.FREE: places.free}

        def leaf(expression: Expression, _unit: int) -> str:
            if expression.is_scalar:
                return self._scalar(expression)
            return g if expression == f.G else load(at[expression], get("$p"))

        formula = Formula(roots, leaf, 1, prefix)
        values = [formula.value(root) for root in roots]
        yield f"(local.set $p (i32.const 0)) (loop ${prefix}"
        yield from formula.statements
        for index, value in enumerate(values):  # all are computed before any is stored
            yield self._let(f"${prefix}new{index}", value)
        self._variables |= dict.fromkeys(formula.variables)
        for index, place in enumerate(into):
            yield store(place, get(f"${prefix}new{index}"), get("$p"))
        yield from also
        yield "(local.set $p (i32.add (local.get $p) (i32.const 16)))"
        yield f"(br_if ${prefix} (i32.lt_u (local.get $p) (i32.const {places.row}))))"

    def _update(self) -> Iterator[str]:
        places, experiment = self._places, self._experiment
        twice = "(i32.shl (local.get $p) (i32.const 1))"
        first, second = load(places.g, twice), load(places.g + 16, twice)
        even = f"(i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 {first} {second})"
        odd = f"(i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 {first} {second})"
        g = add(even, odd)
        held = not self._objective.free.all()
        if held:
            yield f"(memory.copy (i32.const {places.before}) (i32.const {places.w}) (i32.const {places.row}))"
        if experiment.clip:
            yield f"(local.set $sum {number(0.0)})"
            square = multiply(get("$clipnew0"), get("$clipnew0"))
            summed = f"(local.set $sum {add(get('$sum'), square)})"
            # Gradients lie where the even ones of the sums were: the loop has read them by then.
            yield from self._for_weights([self._formulas.gradient], [places.g], g, "clip", (summed,))
            yield f"(local.set $sum {self._shortening(experiment.clip, _both_lanes('$sum'))})"
            g = multiply(load(places.g, get("$p")), get("$sum"))
        into = [places.w, *(places.memory + row * places.row for row in range(places.memory_rows))]
        yield from self._for_weights(list(self._formulas.update), into, g, "update")
        if experiment.max_norm:
            yield from self._shorten(experiment.max_norm)
        if held:
            old, new = load(places.before, get("$p")), load(places.w, get("$p"))
            free = does("ne", load(places.free, get("$p")), number(0.0))
            keep = store(places.w, f"(v128.bitselect {new} {old} {free})", get("$p"))
            yield from self._for_weights([], [], "", "hold", (keep,))

    def _shortening(self, most: float, square: str) -> str:
        """Return the code of most / max(most, √square)."""
        return does("div", number(most), does("max", number(most), does("sqrt", square)))

    def _shorten(self, most: float) -> Iterator[str]:
        """`learning.shorten` for each unit."""
        for layer, (sources, targets) in enumerate(pairwise(self._sizes), start=1):
            for target in range(targets):
                into = range(1, sources + 1)
                square = number(0.0)
                for source in into:
                    w = self._value_of(layer, target, source)
                    square = add(square, multiply(w, w))
                yield f"(local.set $sum {self._shortening(most, square)})"
                for source in into:
                    place = self._places.w + 8 * self._weight(layer, target, source)
                    shorter = multiply(load_one(place), get("$sum"))
                    yield f"(v128.store64_lane offset={place} 0 (i32.const 0) {shorter})"


def _both_lanes(name: str) -> str:
    """Return the code of the sum of a variable's lanes, in both lanes."""
    lanes = (f"(f64x2.splat (f64x2.extract_lane {lane} {get(name)}))" for lane in (0, 1))
    return add(*lanes)
