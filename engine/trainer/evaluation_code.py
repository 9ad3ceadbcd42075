"""The text of a kernel that evaluates: one network's pass forward and its cost, written out in WebAssembly.

    outputs(start, stop): compute the outputs and the cost of each sample from `start` to before `stop`
    means(to): the data term of J over the training and over the test part, two numbers
    histories(weights, means, count): evaluate all samples at so many weights, one after the other; the means of each

`start` and `stop` are bytes within a row of samples, `to`, `weights` and `means` addresses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.trainer import formulas as f
from engine.trainer.pass_code import PassCode
from engine.trainer.tracing import Expression
from engine.trainer.wat import (
    MATHEMATICS,
    NOWHERE,
    Formula,
    add,
    declared,
    exported,
    get,
    load,
    multiply,
    parameters,
    store,
)

FUNCTIONS = {
    "outputs": ("$p", "$stop"),
    "means": ("$to",),
    "histories": ("$weights", "$means", "$count"),
}
MOST_ARGUMENTS = max(map(len, FUNCTIONS.values()))


@dataclass
class Rows:
    """Where things lie in the kernel's memory, as addresses in bytes; all of float64.

    Attributes
    ----------
    weights, samples, inputs, outputs : how many there are
    row : the bytes of one number for each sample; whole pairs, and one pair more, as the last of a piece may begin one
    data : rows of the inputs, the targets, and the shares of the training and of the test part
    costs : of each sample
    output : rows of A⁽ᴸ⁾
    w : the weights
    arguments : what a function is called with, four bytes each
    nothing : a pair that nobody reads
    end : what follows
    """

    weights: int
    samples: int
    inputs: int
    outputs: int

    def __post_init__(self) -> None:
        self.row = 16 * (self.samples // 2 + 1)
        self.targets = self.inputs * self.row
        self.shares = self.targets + self.outputs * self.row
        self.costs = self.shares + 2 * self.row
        self.output = self.costs + self.row
        self.w = self.output + self.outputs * self.row
        self.arguments = self.w + 16 * -(-self.weights // 2)
        self.nothing = self.arguments + 16 * -(-4 * MOST_ARGUMENTS // 16)
        self.end = self.nothing + 16


class EvaluationCode(PassCode):
    """Writes the kernel that evaluates one network.

    Parameters
    ----------
    sizes, values : as in `PassCode`
    cost : of a sample, in terms of z, a and y

    Raises
    ------
    UntraceableError
        if a formula holds an operation that kernels lack
    """

    def __init__(self, sizes: tuple[int, ...], values: tuple[Expression, ...], cost: Expression, rows: Rows) -> None:
        super().__init__(sizes, values, rows.w, rows.nothing)
        self._cost = cost
        self._rows = rows

    def text(self, pages: int) -> str:
        """Return the module, with a memory of so many pages."""
        outputs = "\n".join(self._outputs())
        wrappers = "\n".join(exported(name, given, self._rows.arguments) for name, given in FUNCTIONS.items())
        return f"""(module (memory (export "memory") {pages})
{MATHEMATICS}
{wrappers}
(func $outputs {parameters(FUNCTIONS["outputs"])} {declared(self._variables)}
    (loop $samples
{outputs}
        (br_if $samples (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 16))) (local.get $stop)))))
{self._means()}
{self._histories()})"""

    def _outputs(self) -> Iterator[str]:
        """Two samples: those at $p and after it."""
        rows, L, p = self._rows, len(self._sizes), get("$p")
        for source in range(rows.inputs):
            yield self._let(f"$a1_{source + 1}", load(source * rows.row, p))
        for layer in range(2, L + 1):
            yield from self._layer(layer)

        names = {f.Z: "$z", f.A: "$a"}

        def leaf(expression: Expression, unit: int) -> str:
            if expression == f.Y:
                return load(rows.targets + unit * rows.row, p)
            return get(f"{names[expression]}{L}_{unit + 1}")

        formula = Formula([self._cost], leaf, rows.outputs, "cost")
        cost = formula.value(self._cost)
        self._variables |= dict.fromkeys(formula.variables)
        yield from formula.statements
        yield store(rows.costs, cost, p)
        for unit in range(rows.outputs):
            yield store(rows.output + unit * rows.row, get(f"$a{L}_{unit + 1}"), p)

    def _means(self) -> str:
        rows, p = self._rows, get("$p")
        parts = ("$train", "$test")

        def summed(cost: str, base: str, at: int = 0) -> str:
            """Return the code that adds two samples' costs to the sums."""
            sums = (
                f"(local.set {name} {add(get(name), multiply(get('$cost'), load(at + place, base)))})"
                for name, place in zip(parts, (rows.shares, rows.shares + rows.row), strict=True)
            )
            return f"(local.set $cost {cost}) {' '.join(sums)}"

        pairs, at_last = 16 * (rows.samples // 2), 8 * (rows.samples - 1)
        alone = f"(v128.load64_zero offset={rows.costs + at_last} {NOWHERE})"
        both = (f"(f64.add (f64x2.extract_lane 0 {get(name)}) (f64x2.extract_lane 1 {get(name)}))" for name in parts)
        stores = (f"(f64.store offset={8 * index} {get('$to')} {each})" for index, each in enumerate(both))
        loop = f"""(loop $samples
        {summed(load(rows.costs, p), p)}
        (br_if $samples (i32.lt_u (local.tee $p (i32.add {p} (i32.const 16))) (i32.const {pairs}))))"""
        return f"""(func $means {parameters(FUNCTIONS["means"])} (local $p i32) {declared(("$cost", *parts))}
    {loop if pairs else ""}
    {summed(alone, NOWHERE, at_last) if rows.samples % 2 else ""}
    {" ".join(stores)})"""

    def _histories(self) -> str:
        rows, weights = self._rows, 8 * self._rows.weights
        return f"""(func $histories {parameters(FUNCTIONS["histories"])}
    (loop $each
        (memory.copy (i32.const {rows.w}) (local.get $weights) (i32.const {weights}))
        (call $outputs (i32.const 0) (i32.const {8 * rows.samples}))
        (call $means (local.get $means))
        (local.set $weights (i32.add (local.get $weights) (i32.const {weights})))
        (local.set $means (i32.add (local.get $means) (i32.const 16)))
        (br_if $each (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))"""
