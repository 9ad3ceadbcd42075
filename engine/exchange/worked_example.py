"""Worked examples: Steps written out as symbol = rule = numbers = value, as text, Markdown, LaTeX or JSON."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engine.acts import PHASE_NAMES
from engine.costs import COSTS, Cost
from engine.experiment import Experiment
from engine.numbers import format_number
from engine.steps import LearningStep, Step, Term
from engine.symbols import Symbol, activation, delta, net_input, target, weight


@dataclass(frozen=True)
class Dialect:
    """How signs are written: in Unicode, or in LaTeX.

    Attributes
    ----------
    applied : φ with a net input in it, for the functions that are not written name(z)
    filled_costs : each cost with numbers in it
    penalties, slopes : L1 and L2 in J, and in the derivative by a weight
    called : (name, net input) -> how the others are written
    """

    symbol: Callable[[Symbol], str]
    cost: Callable[[Cost], str]
    minus: str
    times: str
    sums: dict[str, str]
    prime: str
    phi: str
    eta: str
    filled_costs: dict[str, str]
    penalties: dict[str, str]
    slopes: dict[str, str]
    applied: dict[str, str]
    called: Callable[[str, str], str]


UNICODE = Dialect(
    symbol=str,
    cost=lambda cost: cost.formula,
    minus="−",
    times="·",
    sums={"i": "Σᵢ ", "j": "Σⱼ ", "k": "Σₖ "},
    prime="′",
    phi="φ",
    eta="η",
    filled_costs={
        "logistic": "−[{y} log {a} + (1 − {y}) log(1 − {a})]",
        "cross_entropy": "−{y} log {a}",
        "squared": "½ ({y} − {a})²",
        "huber": "huber({a} − {y})",
        "hinge": "max(0, 1 − {y}·{a})",
        "perceptron": "({a} − {y})·{z}",
    },
    penalties={"l2": "λ₂/2 Σ w²", "l1": "λ₁ Σ |w|"},
    slopes={"l2": "λ₂ {}", "l1": "λ₁ sign({})"},
    applied={"sigmoid": "σ({})", "relu": "max(0, {})", "linear": "{}", "softmax": "e^({}) / Σₖ e^zₖ"},
    called=lambda name, argument: f"{name}({argument})",
)
LATEX = Dialect(
    symbol=lambda symbol: symbol.latex,
    cost=lambda cost: cost.latex,
    minus="-",
    times=r" \cdot ",
    sums={"i": r"\sum_i ", "j": r"\sum_j ", "k": r"\sum_k "},
    prime="'",
    phi=r"\phi",
    eta=r"\eta",
    filled_costs={
        "logistic": r"-[{y} \log {a} + (1 - {y}) \log(1 - {a})]",
        "cross_entropy": r"-{y} \log {a}",
        "squared": r"\tfrac12 ({y} - {a})^2",
        "huber": r"\operatorname{{huber}}({a} - {y})",
        "hinge": r"\max(0, 1 - {y} \cdot {a})",
        "perceptron": r"({a} - {y}) \cdot {z}",
    },
    penalties={"l2": r"\tfrac{\lambda_2}{2} \sum w^2", "l1": r"\lambda_1 \sum |w|"},
    slopes={"l2": r"\lambda_2 {}", "l1": r"\lambda_1 \operatorname{{sign}}({})"},
    applied={
        "tanh": r"\tanh({})",
        "sin": r"\sin({})",
        "sigmoid": r"\sigma({})",
        "relu": r"\max(0, {})",
        "linear": "{}",
        "softmax": r"e^{{{}}} / \sum_k e^{{z_k}}",
    },
    called=lambda name, argument: rf"\operatorname{{{name.replace(' ', chr(92) + ' ')}}}({argument})",
)


class Writer:
    """Writes the Steps of one experiment in one dialect, numbers with so many decimals."""

    def __init__(self, experiment: Experiment, dialect: Dialect, digits: int, samples: int) -> None:
        self._experiment = experiment
        self._dialect = dialect
        self._digits = digits
        self._samples = samples

    def sides(self, step: Step) -> list[str]:
        """Return what stands between the equals signs: symbol, rule, numbers and value; equal neighbours once."""
        rule, numbers = getattr(self, f"_{step.kind}")(step)
        sides = [self._dialect.symbol(step.symbol), rule, numbers, self._number(step.value)]
        kept = [side for side in sides if side]
        return [side for place, side in enumerate(kept) if place == 0 or side != kept[place - 1]]

    # ---- each kind: the rule in symbols, and in numbers ------------------------------------------------------------

    def _sample(self, step: Step) -> tuple[str, str]:
        return "", ""

    def _net_input(self, step: Step) -> tuple[str, str]:
        assert step.layer is not None
        assert step.unit is not None
        below = step.layer - 1
        rule = self._dialect.sums["k"] + self._product(weight(below, step.unit, "k"), activation(below, "k"))
        return rule, self._sum(step.terms)

    def _activation(self, step: Step) -> tuple[str, str]:
        assert step.layer is not None
        assert step.unit is not None
        assert step.argument is not None
        rule = f"{self._dialect.phi}({self._dialect.symbol(net_input(step.layer, step.unit))})"
        numbers = self._apply(step.function, self._number(step.argument))
        if step.factor != 1.0:  # dropout
            numbers += self._dialect.times + self._number(step.factor)
        return rule, numbers

    def _cost(self, step: Step) -> tuple[str, str]:
        if step.sample is not None:
            return self._dialect.cost(COSTS[self._experiment.cost]), self._cost_numbers(step)
        each = self._dialect.symbol(step.terms[0].factors[0].symbol)
        rule, numbers = self._mean(self._dialect.sums["i"] + each, self._sum(step.terms))
        for penalty in self._penalties:
            rule += f" + {penalty}"
        return rule, numbers + (f" + {self._number(step.addend)}" if step.addend else "")

    def _cost_numbers(self, step: Step) -> str:
        """Fill the formula of a single output unit's cost; several units have a number each."""
        if len(step.given) > 1:
            return self._sum(step.terms)
        a, y, z = (self._in_parentheses(value) for value in step.given[0])
        return self._dialect.filled_costs[self._experiment.cost].format(a=a, y=y, z=z)

    @property
    def _penalties(self) -> list[str]:
        return [self._dialect.penalties[name] for name in ("l2", "l1") if getattr(self._experiment, name)]

    def _mean(self, rule: str, numbers: str) -> tuple[str, str]:
        """Divide a sum over the samples of a mini-batch by their number, if that is the reduction."""
        if self._samples == 1 or self._experiment.reduction == "sum":
            return rule, numbers
        return f"1/{self._samples} {rule}", f"({numbers})/{self._samples}"

    def _output_delta(self, step: Step) -> tuple[str, str]:
        assert step.layer is not None
        assert step.unit is not None
        if COSTS[self._experiment.cost].matched == step.function:
            a, y = activation(step.layer, step.unit), target(step.unit)
            given, wanted = (term.factors[-1].value for term in step.terms)
            rule = f"{self._dialect.symbol(a)} {self._dialect.minus} {self._dialect.symbol(y)}"
            return rule, f"{self._number(given)} {self._dialect.minus} {self._in_parentheses(wanted)}"
        if len(step.terms) == 1:
            return self._product(*(factor.symbol for factor in step.terms[0].factors)), self._sum(step.terms)
        factors = Symbol("∂J/∂a", step.layer, ("k",)), Symbol("∂a/∂z", step.layer, ("k", step.unit))
        return self._dialect.sums["k"] + self._product(*factors), self._sum(step.terms)

    def _hidden_delta(self, step: Step) -> tuple[str, str]:
        assert step.layer is not None
        assert step.unit is not None
        z = self._dialect.symbol(net_input(step.layer, step.unit))
        inner = self._dialect.sums["j"] + self._product(weight(step.layer, "j", step.unit), delta(step.layer + 1, "j"))
        rule = f"({inner}) {self._dialect.phi}{self._dialect.prime}({z})"
        if self._experiment.hidden[step.layer - 2].dropout:
            rule += " · dropout" if self._dialect is UNICODE else r" \cdot \mathrm{dropout}"
        return rule, f"({self._sum(step.terms)}){self._dialect.times}{self._in_parentheses(step.factor)}"

    def _derivative(self, step: Step) -> tuple[str, str]:
        assert step.layer is not None
        assert step.unit is not None
        assert step.source is not None
        product = self._product(delta(step.layer + 1, step.unit), activation(step.layer, step.source))
        numbers = self._sum(step.terms)
        if self._samples > 1:
            product, numbers = self._mean(self._dialect.sums["i"] + product, numbers)
        if step.addend:
            w = self._dialect.symbol(weight(step.layer, step.unit, step.source))
            for name in ("l2", "l1"):
                if getattr(self._experiment, name):
                    product += f" + {self._dialect.slopes[name].format(w)}"
            numbers += f" + {self._in_parentheses(step.addend)}"
        return product, numbers

    def _update(self, step: Step) -> tuple[str, str]:
        assert step.layer is not None
        assert step.unit is not None
        assert step.source is not None
        w = self._dialect.symbol(step.symbol)
        old, added = step.terms
        if len(added.factors) == 1:
            return f"{w} + {self._dialect.symbol(added.factors[0].symbol)}", self._sum(step.terms)
        minus_rate, slope = added.factors  # plain gradient descent
        rule = f"{w} {self._dialect.minus} {self._dialect.eta} {self._dialect.symbol(slope.symbol)}"
        # η is written in full: a small one would vanish behind few decimals.
        product = f"{-minus_rate.value:g}{self._dialect.times}{self._in_parentheses(slope.value)}"
        return rule, f"{self._number(old.value)} {self._dialect.minus} {product}"

    # ---- pieces ----------------------------------------------------------------------------------------------------

    def _product(self, *symbols: Symbol) -> str:
        return " ".join(self._dialect.symbol(symbol) for symbol in symbols)

    def _sum(self, terms: Iterable[Term]) -> str:
        return " + ".join(self._term(term) for term in terms)

    def _term(self, term: Term) -> str:
        return self._dialect.times.join(self._in_parentheses(factor.value) for factor in term.factors)

    def _in_parentheses(self, value: float) -> str:
        written = self._number(value)
        return f"({written})" if written.startswith(("−", "-")) else written

    def _number(self, value: float) -> str:
        return format_number(value, self._digits).replace("−", self._dialect.minus)

    def _apply(self, function: str, argument: str) -> str:
        if function in self._dialect.applied:
            return self._dialect.applied[function].format(argument)
        return self._dialect.called(function.replace("_", " "), argument)


# ---- whole sheets --------------------------------------------------------------------------------------------------


def as_text(told: LearningStep, digits: int = 4) -> str:
    """Return one line an act, under the headings of the lecture's four phases."""
    writer = _writer(told, UNICODE, digits)
    lines: list[str] = []
    for heading, step in _with_headings(told):
        if heading:
            lines += ["", heading]
        first, *rest = writer.sides(step)
        lines.append(f"  {first} {_equals(step)} " + " = ".join(rest))
    return "\n".join(lines).lstrip() + "\n"


def as_markdown(told: LearningStep, digits: int = 4) -> str:
    """Return a sheet in Markdown, its formulas in LaTeX."""
    writer = _writer(told, LATEX, digits)
    lines = ["# A worked example", ""]
    for heading, step in _with_headings(told):
        if heading:
            lines += ["", f"## {heading}", ""]
        lines += [f"$${_equation(writer, step)}$$"]
    return "\n".join(lines) + "\n"


def as_latex(told: LearningStep, digits: int = 4) -> str:
    """Return a whole LaTeX document."""
    writer = _writer(told, LATEX, digits)
    lines = [
        r"\documentclass{article}",
        r"\usepackage{amsmath}",
        r"\usepackage[margin=2cm]{geometry}",
        r"\allowdisplaybreaks",
        r"\begin{document}",
        r"\section*{A worked example}",
    ]
    for heading, step in _with_headings(told):
        if heading:
            lines.append(rf"\subsection*{{{heading}}}")
        lines.append(rf"\[ {_equation(writer, step)} \]")
    return "\n".join([*lines, r"\end{document}"]) + "\n"


def as_json(told: LearningStep) -> str:
    """Return all acts as one JSON list, every number in full."""
    return json.dumps([as_dict(step) for step in told.acts()], ensure_ascii=False)


def as_dict(step: Step) -> dict[str, Any]:
    """Return an act as plain values."""
    return {
        "kind": step.kind,
        "layer": step.layer,
        "unit": step.unit,
        "source": step.source,
        "sample": step.sample,
        "symbol": str(step.symbol),
        "terms": [
            {
                "factors": [{"symbol": str(factor.symbol), "value": factor.value} for factor in term.factors],
                "sample": term.sample,
                "value": term.value,
            }
            for term in step.terms
        ],
        "function": step.function,
        "argument": step.argument,
        "factor": step.factor,
        "addend": step.addend,
        "given": [dict(zip("ayz", values, strict=True)) for values in step.given],
        "value": step.value,
    }


FORMATS: dict[str, Callable[..., str]] = {"text": as_text, "markdown": as_markdown, "latex": as_latex}


def _writer(told: LearningStep, dialect: Dialect, digits: int) -> Writer:
    return Writer(told.objective.experiment, dialect, digits, len(told.samples))


def _equation(writer: Writer, step: Step) -> str:
    first, *rest = writer.sides(step)
    return f"{first} {_equals(step)} " + " = ".join(rest)


def _equals(step: Step) -> str:
    return ":=" if step.kind == "update" else "="


def _with_headings(told: LearningStep) -> Iterable[tuple[str, Step]]:
    """Yield every act, with a heading where a phase, or another sample, begins."""
    before: tuple[str, int | None] | None = None
    for step in told.acts():
        here = f"{step.phase + 1}. {PHASE_NAMES[step.phase]}", step.sample
        heading = here[0] if step.sample is None else f"{here[0]} (sample {step.sample})"
        yield ("" if here == before else heading), step
        before = here
