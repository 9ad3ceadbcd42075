"""WebAssembly text: expressions as straight-line code, and the functions that WebAssembly lacks.

WebAssembly is a small, exactly specified machine language; the library wasmtime turns it into the machine's own within
milliseconds. Its arithmetic is IEEE 754's, so a kernel computes the same bits on every machine.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

from engine.trainer.tracing import CONDITIONS, OVER_UNITS, Expression, UntraceableError, parts

BINARY = {"add": "add", "subtract": "sub", "multiply": "mul", "divide": "div", "maximum": "max", "minimum": "min"}
COMPARISONS = {"greater": "gt", "greater_equal": "ge", "less": "lt", "less_equal": "le", "equal": "eq"}
UNARY = {"negative": "neg", "absolute": "abs", "sqrt": "sqrt"}
OWN = ("exp", "expm1", "tanh")  # see MATHEMATICS

Leaf = Callable[[Expression, int], str]


def number(value: float) -> str:
    """Return the code of a number."""
    if math.isnan(value) or math.isinf(value):
        return f"(f64.const {'nan' if math.isnan(value) else 'inf' if value > 0 else '-inf'})"
    return f"(f64.const {value!r})"


def get(name: str) -> str:
    """Return the code of a variable."""
    return f"(local.get {name})"


def load(offset: int, base: str = "(i32.const 0)") -> str:
    """Return the code of the number at an address."""
    return f"(f64.load offset={offset} {base})"


def add(left: str, right: str) -> str:
    """Return the code of a sum."""
    return f"(f64.add {left} {right})"


def multiply(left: str, right: str) -> str:
    """Return the code of a product."""
    return f"(f64.mul {left} {right})"


class Formula:
    """The code of some expressions over the units of one layer.

    Parameters
    ----------
    leaf : gives the code of an input, and of a scalar that is no number, at a unit
    units : how many there are
    prefix : what its local variables are named by
    """

    def __init__(self, roots: Sequence[Expression], leaf: Leaf, units: int, prefix: str) -> None:
        self._leaf = leaf
        self._units = units
        self._prefix = prefix
        every = parts(roots)
        uses = Counter(argument for part in every for argument in part.arguments) + Counter(roots)
        self._number = {part: index for index, part in enumerate(every)}
        self._shared = {part for part in every if uses[part] > 1 or part.operation in (*OVER_UNITS, "sign")}
        self._shared |= {part.arguments[0] for part in every if part.operation == "sign"}
        self._done: dict[tuple[Expression, int], str] = {}
        self.locals: dict[str, str] = {}  # name -> type
        self.statements: list[str] = []

    def value(self, expression: Expression, unit: int = 0) -> str:
        """Return the code of an expression's value at a unit; what it needs beforehand goes to `statements`."""
        if expression.operation == "number":
            return number(expression.value)
        if expression.operation == "input" or expression.is_scalar:
            return self._leaf(expression, unit)
        known = (expression, -1 if expression.operation in OVER_UNITS else unit)
        if known in self._done:
            return self._done[known]
        code = self._code(expression, unit)
        if expression in self._shared:
            name = f"${self._prefix}{self._number[expression]}_{known[1] + 1}"
            self.locals[name] = "i32" if expression.operation in CONDITIONS else "f64"
            self.statements.append(f"(local.set {name} {code})")
            code = get(name)
            self._done[known] = code
        return code

    def _code(self, expression: Expression, unit: int) -> str:
        operation = expression.operation
        if operation in OVER_UNITS:
            values = [self.value(expression.arguments[0], each) for each in range(self._units)]
            return _folded("f64.add" if operation == "sum" else "f64.max", values)
        arguments = [self.value(argument, unit) for argument in expression.arguments]
        if operation in BINARY:
            return f"(f64.{BINARY[operation]} {arguments[0]} {arguments[1]})"
        if operation in COMPARISONS:
            return f"(f64.{COMPARISONS[operation]} {arguments[0]} {arguments[1]})"
        if operation in UNARY:
            return f"(f64.{UNARY[operation]} {arguments[0]})"
        if operation in OWN:
            return f"(call ${operation} {arguments[0]})"
        if operation == "where":
            return f"(select {arguments[1]} {arguments[2]} {arguments[0]})"
        if operation == "sign":
            above, below = (f"(f64.convert_i32_s (f64.{way} {arguments[0]} {number(0.0)}))" for way in ("gt", "lt"))
            return f"(f64.sub {above} {below})"
        raise UntraceableError(f"{operation} in a kernel")


def _folded(operation: str, values: Sequence[str]) -> str:
    code = values[0]
    for value in values[1:]:
        code = f"({operation} {code} {value})"
    return code


def declared(variables: dict[str, str]) -> str:
    """Return the declarations of variables, given by name and type."""
    return " ".join(f"(local {name} {kind})" for name, kind in variables.items())


# ---- the functions that WebAssembly lacks --------------------------------------------------------------------------

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # their sum is ln 2 to 107 bits


def _polynomial(first: int) -> str:
    """Return Σ rⁱ / (i + first)! for i = 0 … 13 − first, in pairs so that the processor can do several at once."""
    factors = [1 / math.factorial(i) for i in range(first, 14)]

    def pair(i: int) -> str:
        if i + 1 == len(factors):
            return number(factors[i])
        return add(number(factors[i]), multiply(number(factors[i + 1]), get("$r")))

    def quad(i: int) -> str:
        return pair(i) if i + 2 >= len(factors) else add(pair(i), multiply(get("$r2"), pair(i + 2)))

    quads = [quad(i) for i in range(0, len(factors), 4)]
    code = quads[-1]
    for each in reversed(quads[:-1]):
        code = add(each, multiply(get("$r4"), code))
    return code


def _reduced(least: float, most: float) -> str:
    """Return the statements that split x into k ln 2 + r with |r| ≤ ½ ln 2."""
    return f"""
    (local $k f64) (local $r f64) (local $r2 f64) (local $r4 f64) (local $half i64)
    (local.set $x (f64.max {number(least)} (f64.min {number(most)} {get("$x")})))
    (local.set $k (f64.nearest (f64.mul {get("$x")} {number(1 / math.log(2))})))
    (local.set $r (f64.sub (f64.sub {get("$x")} (f64.mul {get("$k")} {number(LN2_HIGH)}))
                           (f64.mul {get("$k")} {number(LN2_LOW)})))
    (local.set $r2 (f64.mul {get("$r")} {get("$r")}))
    (local.set $r4 (f64.mul {get("$r2")} {get("$r2")}))
    (local.set $half (i64.shr_s (i64.trunc_sat_f64_s {get("$k")}) (i64.const 1)))"""


def _power_of_two(exponent: str) -> str:
    return f"(f64.reinterpret_i64 (i64.shl (i64.add {exponent} (i64.const 1023)) (i64.const 52)))"


_TWICE = (  # 2ᵏ in two steps: in one it would overflow where eˣ does not yet
    _power_of_two("(local.get $half)"),
    _power_of_two("(i64.sub (i64.trunc_sat_f64_s (local.get $k)) (local.get $half))"),
)

MATHEMATICS = f"""
(func $exp (param $x f64) (result f64) {_reduced(-746.0, 710.0)}
    (f64.mul (f64.mul {_polynomial(0)} {_TWICE[0]}) {_TWICE[1]}))
(func $expm1 (param $x f64) (result f64) {_reduced(-40.0, 710.0)}
    ;; 2ᵏ (eʳ − 1) + (2ᵏ − 1), where eʳ − 1 = r + r² (½ + r/6 + …) keeps its digits near 0
    (f64.add (f64.mul (f64.mul (f64.add {get("$r")} (f64.mul {get("$r2")} {_polynomial(2)})) {_TWICE[0]}) {_TWICE[1]})
             (f64.sub (f64.mul {_TWICE[0]} {_TWICE[1]}) (f64.const 1))))
(func $tanh (param $x f64) (result f64) (local $t f64)
    ;; −t / (t + 2) with t = e^(−2|x|) − 1
    (local.set $t (call $expm1 (f64.mul (f64.const -2) (f64.abs {get("$x")}))))
    (f64.copysign (f64.div {get("$t")} (f64.add {get("$t")} (f64.const 2))) {get("$x")}))
"""
