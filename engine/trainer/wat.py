"""WebAssembly text: expressions as straight-line code, and the functions that WebAssembly lacks.

WebAssembly is a small, exactly specified machine language; the library wasmtime turns it into the machine's own within
milliseconds. Its arithmetic is IEEE 754's, so a kernel computes the same bits on every machine.

Everything is done with pairs of numbers (`v128`, two lanes of float64), as the processor does two for the price of one:
1.5 to 1.8 times as fast as single numbers, over the networks of `playground bench engine`.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from engine.trainer.tracing import CONDITIONS, OVER_UNITS, Expression, UntraceableError, parts

BINARY = {"add": "add", "subtract": "sub", "multiply": "mul", "divide": "div", "maximum": "max", "minimum": "min"}
COMPARISONS = {"greater": "gt", "greater_equal": "ge", "less": "lt", "less_equal": "le", "equal": "eq"}
UNARY = {"negative": "neg", "absolute": "abs", "sqrt": "sqrt"}
OWN = ("exp", "expm1", "log1p", "logaddexp", "tanh")  # see MATHEMATICS

NOWHERE = "(i32.const 0)"
Leaf = Callable[[Expression, int], str]


def number(value: float) -> str:
    """Return the code of a pair of one number."""
    text = "nan" if math.isnan(value) else repr(value)
    return f"(v128.const f64x2 {text} {text})"


def get(name: str) -> str:
    """Return the code of a variable."""
    return f"(local.get {name})"


def load(address: int, base: str = NOWHERE) -> str:
    """Return the code of the pair at an address."""
    return f"(v128.load offset={address} {base})"


def load_one(address: int, base: str = NOWHERE) -> str:
    """Return the code of a pair of the one number at an address."""
    return f"(v128.load64_splat offset={address} {base})"


def store(address: int, code: str, base: str = NOWHERE) -> str:
    """Return the code that stores a pair."""
    return f"(v128.store offset={address} {base} {code})"


def does(operation: str, *arguments: str) -> str:
    """Return the code of an operation on pairs."""
    return f"(f64x2.{operation} {' '.join(arguments)})"


def add(left: str, right: str) -> str:
    """Return the code of a sum."""
    return does("add", left, right)


def multiply(left: str, right: str) -> str:
    """Return the code of a product."""
    return does("mul", left, right)


def declared(variables: Iterable[str]) -> str:
    """Return the declarations of variables for pairs."""
    return " ".join(f"(local {name} v128)" for name in variables)


def parameters(names: Iterable[str]) -> str:
    """Return the declarations of a function's parameters, addresses and counts."""
    return " ".join(f"(param {name} i32)" for name in names)


def exported(name: str, given: Sequence[str], at: int) -> str:
    """Return a function without parameters that calls another with what lies in memory from an address on."""
    arguments = (f"(i32.load (i32.const {at + 4 * index}))" for index in range(len(given)))
    return f'(func (export "{name}") (call ${name} {" ".join(arguments)}))'


class Formula:
    """The code of some expressions over the units of one layer.

    Parameters
    ----------
    leaf : gives the code of an input, and of a scalar that is no number, at a unit
    units : how many there are
    prefix : what its variables are named by

    Attributes
    ----------
    statements : what has to be done before the values are right, as it was asked for
    variables : the names that the statements need
    """

    def __init__(self, roots: Sequence[Expression], leaf: Leaf, units: int, prefix: str) -> None:
        self._leaf = leaf
        self._units = units
        self._prefix = prefix
        every = parts(roots)
        uses = Counter(argument for part in every for argument in part.arguments) + Counter(roots)
        self._number = {part: index for index, part in enumerate(every)}
        self._shared = {part for part in every if uses[part] > 1 or part.operation in OVER_UNITS}
        self._shared |= {part.arguments[0] for part in every if part.operation == "sign"}
        self._done: dict[tuple[Expression, int], str] = {}
        self.variables: list[str] = []
        self.statements: list[str] = []

    def value(self, expression: Expression, unit: int = 0) -> str:
        """Return the code of an expression's value at a unit."""
        if expression.operation == "number":
            return number(expression.value)
        if expression.operation == "input" or expression.is_scalar:
            return self._leaf(expression, unit)
        known = (expression, -1 if expression.operation in OVER_UNITS else unit)
        if known not in self._done:
            code = self._code(expression, unit)
            if expression not in self._shared:
                return code
            name = f"${self._prefix}{self._number[expression]}_{known[1] + 1}"
            self.variables.append(name)
            self.statements.append(f"(local.set {name} {code})")
            self._done[known] = get(name)
        return self._done[known]

    def _code(self, expression: Expression, unit: int) -> str:
        operation = expression.operation
        if operation in OVER_UNITS:
            code, *rest = [self.value(expression.arguments[0], each) for each in range(self._units)]
            for other in rest:
                code = does("add" if operation == "sum" else "max", code, other)
            return code
        arguments = [self.value(argument, unit) for argument in expression.arguments]
        if operation in OWN:
            return f"(call ${operation} {' '.join(arguments)})"
        if operation == "where":
            condition, if_so, if_not = arguments
            return f"(v128.bitselect {if_so} {if_not} {condition})"
        if operation == "sign":
            above, below = (does(way, arguments[0], number(0.0)) for way in ("gt", "lt"))
            return does("sub", f"(v128.and {above} {number(1.0)})", f"(v128.and {below} {number(1.0)})")
        for known in (BINARY, COMPARISONS, UNARY):
            if operation in known:
                return does(known[operation], *arguments)
        raise UntraceableError(f"{operation} in a kernel")


def holds(condition: Expression, code: str) -> str:
    """Return the code of a scalar condition that is given as 1 or 0; of any other scalar, the code itself."""
    return does("ne", code, number(0.0)) if condition.operation in CONDITIONS else code


# ---- the functions that WebAssembly lacks --------------------------------------------------------------------------

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # their sum is ln 2 to 107 bits
SHIFT = number(1.5 * 2**52)  # added to a number it leaves the nearest integer in the last bits; quicker than to convert


def _polynomial(first: int) -> str:
    """Return Σ rⁱ / (i + first)! up to r¹³ / 13!, in pairs so that the processor can do several terms at once."""
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
    """Return the statements that split x into k ln 2 + r with |r| ≤ ½ ln 2, and k into two halves."""
    k, x = get("$k"), get("$x")
    remainder = does("sub", does("sub", x, multiply(k, number(LN2_HIGH))), multiply(k, number(LN2_LOW)))
    return f"""{declared(("$k", "$r", "$r2", "$r4", "$whole", "$half"))}
    (local.set $x {does("pmax", does("pmin", x, number(most)), number(least))}) ;; NaN stays
    (local.set $k {add(multiply(x, number(1 / math.log(2))), SHIFT)})
    (local.set $whole (i64x2.sub {k} {SHIFT}))
    (local.set $k {does("sub", k, SHIFT)})
    (local.set $r {remainder})
    (local.set $r2 {multiply(get("$r"), get("$r"))})
    (local.set $r4 {multiply(get("$r2"), get("$r2"))})
    (local.set $half (i64x2.shr_s {get("$whole")} (i32.const 1)))"""


def _power_of_two(exponent: str) -> str:
    return f"(i64x2.shl (i64x2.add {exponent} (v128.const i64x2 1023 1023)) (i32.const 52))"


_HALVES = (  # 2ᵏ in two steps: in one it would overflow where eˣ does not yet
    _power_of_two("(local.get $half)"),
    _power_of_two("(i64x2.sub (local.get $whole) (local.get $half))"),
)
_POWER = multiply(*_HALVES)
_SIGN = "(v128.const i64x2 0x8000000000000000 0x8000000000000000)"


def _tanh() -> str:
    """Return the function tanh: half the time of −t / (t + 2) with t = e^(−2|x|) − 1, and as exact.

    |x| = k ½ ln 2 + r with |r| ≤ ¼ ln 2, so that e^(−2|x|) = s e^(−2r) with s = 2⁻ᵏ. With tanh r = p / q it is
    ((1 − s) q + (1 + s) p) / ((1 + s) q + (1 − s) p); near 0, where s = 1, that is p / q, and no digits are lost.
    p / q are six steps of tanh r = r / (1 + r² / (3 + r² / (5 + …))), wrong by less than 10⁻¹⁸.
    """
    one, p, q, r, s, d = (number(1.0), *map(get, ("$p", "$q", "$r", "$s", "$d")))
    return f"""(func $tanh (param $x v128) (result v128) {declared(("$p", "$q", "$r", "$s", "$d", "$u", "$k"))}
    (local.set $r (f64x2.pmin {does("abs", get("$x"))} {number(20.0)})) ;; beyond 20 it is 1; NaN stays
    (local.set $k {add(multiply(r, number(2 / math.log(2))), SHIFT)})
    (local.set $s (i64x2.sub {one} (i64x2.shl {get("$k")} (i32.const 52)))) ;; k off the exponent of 1
    (local.set $r {does("sub", r, multiply(does("sub", get("$k"), SHIFT), number(math.log(2) / 2)))})
    (local.set $u {multiply(r, r)})
    (local.set $p {multiply(r, _horner("$u", 1, 4 / 33, 1 / 495))})
    (local.set $q {_horner("$u", 1, 5 / 11, 2 / 99, 1 / 10395)})
    (local.set $d {does("sub", one, s)})
    (local.set $s {add(one, s)})
    (v128.xor (v128.and {get("$x")} {_SIGN})
        {does("div", add(multiply(d, q), multiply(s, p)), add(multiply(s, q), multiply(d, p)))}))"""


SQRT_HALF = "0x3fe6a09e667f3bcd"  # the bits of √½
MANTISSA = "0x000fffffffffffff"
LOG_FACTORS = (  # of R below, by s²: those of Sun's fdlibm, wrong by less than 2⁻⁵⁸
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def _log1p() -> str:
    """Return the function log(1 + x), by fdlibm's way, which keeps its digits near 0.

    u = 1 + x is 2ᵏ (1 + f) with √½ ≤ 1 + f < √2, and c = (x − (u − 1)) / u is what rounding has taken of it. With
    s = f / (2 + f), log(1 + f) is 2 s + ⅔ s³ + … = f − ½ f² + s (½ f² + R), R a polynomial of s².
    """

    def pair(number_of_bits: str) -> str:
        return f"(v128.const i64x2 {number_of_bits} {number_of_bits})"

    one, x, u, f, k, s, half = (number(1.0), *map(get, ("$x", "$u", "$f", "$k", "$s", "$half")))
    c = does(
        "div",
        f"(v128.bitselect {does('sub', one, does('sub', u, x))} {does('sub', x, does('sub', u, one))}"
        f" {does('gt', x, one)})",
        u,
    )
    R = multiply(get("$z"), _horner("$z", *LOG_FACTORS))
    log_f = does("sub", multiply(s, add(half, R)), does("sub", half, get("$c")))
    low = add(log_f, multiply(k, number(LN2_LOW)))
    return f"""(func $log1p (param $x v128) (result v128)
    {declared(("$u", "$f", "$k", "$s", "$z", "$half", "$c"))}
    (local.set $u {add(one, x)})
    (local.set $c {c})
    (local.set $f (i64x2.add {u} (i64x2.sub {pair("0x3ff0000000000000")} {pair(SQRT_HALF)})))
    (local.set $k (i64x2.sub (i64x2.shr_u {f} (i32.const 52)) (v128.const i64x2 1023 1023)))
    (local.set $k {does("sub", f"(i64x2.add {k} {SHIFT})", SHIFT)})
    (local.set $f {does("sub", f"(i64x2.add (v128.and {f} {pair(MANTISSA)}) {pair(SQRT_HALF)})", one)})
    (local.set $s {does("div", f, add(f, number(2.0)))})
    (local.set $z {multiply(s, s)})
    (local.set $half {multiply(number(0.5), multiply(f, f))})
    (local.set $f {add(add(low, f), multiply(k, number(LN2_HIGH)))})
    ;; ∞ stays; of u ≤ 0 it is −∞ or NaN, as −∞ + √u
    (local.set $f (v128.bitselect {x} {f} {does("eq", x, number(math.inf))}))
    (v128.bitselect {f} {add(number(-math.inf), does("sqrt", u))} {does("gt", u, number(0.0))}))"""


def _logaddexp() -> str:
    """Return the function log(eˣ + eʸ): the greater one + log(1 + e^−|x − y|); equal infinities are no NaN."""
    x, y = get("$x"), get("$y")
    apart = f"(v128.andnot {does('sub', x, y)} {does('eq', x, y)})"
    closeness = f"(call $exp {does('neg', does('abs', apart))})"
    return f"""(func $logaddexp (param $x v128) (param $y v128) (result v128)
    {add(does("max", x, y), f"(call $log1p {closeness})")})"""


def _horner(name: str, *factors: float) -> str:
    """Return Σ factorᵢ xⁱ for the variable x of this name."""
    code = number(float(factors[-1]))
    for factor in reversed(factors[:-1]):
        code = add(number(float(factor)), multiply(get(name), code))
    return code


MATHEMATICS = f"""
(func $exp (param $x v128) (result v128) {_reduced(-746.0, 710.0)}
    {multiply(multiply(_polynomial(0), _HALVES[0]), _HALVES[1])})
(func $expm1 (param $x v128) (result v128) {_reduced(-40.0, 710.0)}
    ;; 2ᵏ (eʳ − 1) + (2ᵏ − 1), where eʳ − 1 = r + r² (½ + r/6 + …) keeps its digits near 0
    (local.set $r {add(get("$r"), multiply(get("$r2"), _polynomial(2)))})
    {add(multiply(multiply(get("$r"), _HALVES[0]), _HALVES[1]), does("sub", _POWER, number(1.0)))})
{_log1p()}
{_logaddexp()}
{_tanh()}
"""
