"""Workings: the arithmetic that leads from a weight's derivative to the new weight, line by line.

The formulas are those of `engine.optimizers`, put into words here; every number is the engine's own: the gradient, what
the optimizer remembered before and remembers after, the weight before and after. A test evaluates each line.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.formulas.nodes import (
    Call,
    Formula,
    Known,
    Name,
    Node,
    Number,
    Over,
    Plus,
    Power,
    Root,
    Row,
    Style,
    Times,
    Words,
    evaluate,
    formula,
    known,
)
from engine.formulas.words import ONE, less, squared
from engine.numbers import format_exact
from engine.optimizers import Parameters
from engine.symbols import Symbol, derivative, weight

LONGEST_EXACT = 8  # a rate that a schedule has made of another may have all digits there are


@dataclass(frozen=True)
class Change:
    """What is known of the update of one weight.

    Attributes
    ----------
    place : (l, j, k)
    old, optimized, new : the weight before, as the optimizer makes it, and after what may keep it short
    gradient, clipped : its derivative, and what the optimizer was given of it
    length, clip : of the whole gradient, and the greatest allowed; 0 is no limit
    before, after : what the optimizer remembered of it, a number for each row of its memory
    rate, number, parameters : η, the count t of the update, and what else the optimizer is told
    is_bias : whether it is a bias weight
    optimized_length, max_norm : of the weights into the same unit, and the greatest allowed if they were longer, else 0
    kept : why it stays as it is: "frozen", "cut" or ""
    """

    place: tuple[int, int, int]
    old: float
    optimized: float
    new: float
    gradient: float
    clipped: float
    length: float
    clip: float
    before: tuple[float, ...]
    after: tuple[float, ...]
    rate: float
    number: int
    parameters: Parameters
    is_bias: bool
    optimized_length: float
    max_norm: float
    kept: str

    @property
    def name(self) -> Symbol:
        """w⁽ˡ⁾ⱼ,ₖ."""
        layer, target, source = self.place
        return weight(layer, target, source)

    @property
    def slope(self) -> Known:
        """∂J/∂w⁽ˡ⁾ⱼ,ₖ."""
        layer, target, source = self.place
        return known(derivative(layer, target, source), self.gradient, Style.SIGNIFICANT)

    @property
    def w(self) -> Known:
        """The old weight."""
        return known(self.name, self.old)

    @property
    def g(self) -> Known:
        """What the optimizer was given."""
        return _memory("g", self.clipped)

    @property
    def eta(self) -> Known:
        """The learning rate."""
        return learning_rate(self.rate)

    def parameter(self, name: str) -> Known:
        """Return what the optimizer is told, under its usual letter."""
        letter, index = _LETTERS[name]
        return known(Symbol(letter, None, index), self.parameters[name], Style.EXACT)

    def to(self, body: Node, value: float | None = None) -> Formula:
        """Return the line w := body."""
        value = self.optimized if value is None else value
        return formula(Name(self.name), body, value, Style.FIXED, relation=":=")


_LETTERS: Mapping[str, tuple[str, tuple[int | str, ...]]] = {
    "momentum": ("μ", ()),
    "decay": ("ρ", ()),
    "epsilon": ("ε", ()),
    "beta1": ("β", (1,)),
    "beta2": ("β", (2,)),
    "weight_decay": ("λ", ()),
    "grow": ("η⁺", ()),
    "shrink": ("η⁻", ()),
    "least_step": ("Δ", ("min",)),
    "greatest_step": ("Δ", ("max",)),
}


def learning_rate(rate: float) -> Known:
    """Return η, in full if it is short: a small one would vanish behind few decimals."""
    style = Style.EXACT if len(format_exact(rate)) <= LONGEST_EXACT else Style.SIGNIFICANT
    return known(Symbol("η"), rate, style)


def workings_of(optimizer: str, change: Change) -> tuple[Formula, ...]:
    """Return the lines for one weight; the last one gives the new weight."""
    return tuple(_lines(optimizer, change))


def _lines(optimizer: str, change: Change) -> Iterator[Formula]:
    w = change.w
    if change.kept:
        said = Row((w.name, Words(f"({change.kept})")))
        yield Formula(w.name, (said,), w, change.new, Style.FIXED, ":=")
        return
    if change.clip and change.length > change.clip:
        limit, length = known(Symbol("c"), change.clip, Style.EXACT), _memory("‖∇J‖", change.length)
        yield formula(Name(Symbol("g")), Times((Over(limit, length), change.slope)), change.clipped)
    elif optimizer != "gd":
        yield formula(Name(Symbol("g")), change.slope, change.clipped)
    yield from WORKINGS[optimizer](change)
    if change.max_norm:
        limit, length = known(Symbol("c"), change.max_norm, Style.EXACT), _memory("‖w‖", change.optimized_length)
        grown = known(change.name, change.optimized)
        yield change.to(Times((Over(limit, length), grown)), change.new)


def _memory(letter: str, value: float) -> Known:
    return known(Symbol(letter), value, Style.SIGNIFICANT)


def _remembers(letter: str, body: Node, value: float) -> Formula:
    return formula(Name(Symbol(letter)), body, value, relation=":=")


def _descend(change: Change, step: Node) -> Formula:
    """w := w − η step."""
    return change.to(less(change.w, Times((change.eta, step))))


# ---- the optimizers ------------------------------------------------------------------------------------------------


def gradient_descent(change: Change) -> Iterator[Formula]:
    """w := w − η ∂J/∂w."""
    is_clipped = change.clip and change.length > change.clip
    yield _descend(change, change.g if is_clipped else change.slope)


def _velocity(change: Change) -> Formula:
    body = Plus((Times((change.parameter("momentum"), _memory("v", change.before[0]))), change.g))
    return _remembers("v", body, change.after[0])


def momentum(change: Change) -> Iterator[Formula]:
    """v := μ v + g; w := w − η v."""
    yield _velocity(change)
    yield _descend(change, _memory("v", change.after[0]))


def nesterov(change: Change) -> Iterator[Formula]:
    """v := μ v + g; w := w − η (g + μ v)."""
    yield _velocity(change)
    ahead = Times((change.parameter("momentum"), _memory("v", change.after[0])))
    yield _descend(change, Plus((change.g, ahead)))


def _scaled(change: Change, step: Node, spread: Node) -> Formula:
    """w := w − η step / (√spread + ε)."""
    return _descend(change, Over(step, Plus((Root(spread), change.parameter("epsilon")))))


def adagrad(change: Change) -> Iterator[Formula]:
    """s := s + g²; w := w − η g / (√s + ε)."""
    yield _remembers("s", Plus((_memory("s", change.before[0]), squared(change.g))), change.after[0])
    yield _scaled(change, change.g, _memory("s", change.after[0]))


def _faded(letter: str, share: Known, before: float, news: Node, after: float) -> Formula:
    """x := β x + (1 − β) news."""
    old = Times((share, _memory(letter, before)))
    return _remembers(letter, Plus((old, Times((less(ONE, share), news)))), after)


def rmsprop(change: Change) -> Iterator[Formula]:
    """s := ρ s + (1 − ρ) g²; w := w − η g / (√s + ε)."""
    yield _faded("s", change.parameter("decay"), change.before[0], squared(change.g), change.after[0])
    yield _scaled(change, change.g, _memory("s", change.after[0]))


def _corrected(letter: str, share: Known, value: float, number: int) -> Formula:
    """x̂ = x / (1 − βᵗ): what is remembered began at 0, and so is too small at first."""
    count = known(Symbol("t"), float(number), Style.EXACT)
    body = Over(_memory(letter, value), less(ONE, Power(share, count)))
    return formula(Name(Symbol(f"{letter}\u0302")), body, evaluate(body))


def adam(change: Change, w: Known | None = None) -> Iterator[Formula]:
    """m and v as running means of g and g², made greater at first; w := w − η m̂ / (√v̂ + ε)."""
    shares = change.parameter("beta1"), change.parameter("beta2")
    yield _faded("m", shares[0], change.before[0], change.g, change.after[0])
    yield _faded("v", shares[1], change.before[1], squared(change.g), change.after[1])
    corrected = [
        _corrected(letter, share, value, change.number)
        for letter, share, value in zip("mv", shares, change.after, strict=True)
    ]
    yield from corrected
    mean, spread = (Known(line.name, line.value, Style.SIGNIFICANT) for line in corrected)
    step = Times((change.eta, Over(mean, Plus((Root(spread), change.parameter("epsilon"))))))
    yield change.to(less(w or change.w, step))


def adamw(change: Change) -> Iterator[Formula]:
    """w := w − η λ w, but for bias weights; then as Adam."""
    if change.is_bias or not change.parameters["weight_decay"]:
        yield from adam(change)
        return
    decay = less(change.w, Times((change.eta, change.parameter("weight_decay"), change.w)))
    decayed = evaluate(decay)
    yield change.to(decay, decayed)
    yield from adam(change, known(change.name, decayed))


def rprop(change: Change) -> Iterator[Formula]:
    """Δ grows while g keeps its sign, shrinks when it turns, and then rests for once; w := w − sign(g) Δ."""
    last, resting = change.before[1], change.after[1]
    turned = change.clipped * last
    step = known(Symbol("η"), change.rate, Style.EXACT) if change.number == 1 else _memory("Δ", change.before[0])
    grown: Node = step
    if turned:
        yield formula(Name(Symbol("g g′")), Times((change.g, _memory("g′", last))), turned)
        grown = Times((change.parameter("grow" if turned > 0 else "shrink"), step))
    least, greatest = change.parameter("least_step"), change.parameter("greatest_step")
    within = Call("min", (Call("max", (grown, least)), greatest))
    yield _remembers("Δ", within, change.after[0])
    if turned < 0:
        yield _remembers("g", Number(0.0), resting)
    yield change.to(less(change.w, Times((Call("sign", (_memory("g", resting),)), _memory("Δ", change.after[0])))))


WORKINGS: Mapping[str, Callable[[Change], Iterator[Formula]]] = {
    "gd": gradient_descent,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
    "rprop": rprop,
}
