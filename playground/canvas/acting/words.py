"""Words: what the canvas says while an act is acted out: beside units, on pills, in the caption. Plain Python."""

from dataclasses import dataclass

from engine.experiment import Weight
from engine.formulas.wording import word
from engine.formulas.writer import digits_of
from engine.network import by_layer
from engine.numbers import digits_apart, format_nonzero, format_number
from engine.steps import Step
from engine.symbols import Symbol, activation, delta, derivative, net_input, weight
from playground.canvas.acting.choreography import Pose, Stream
from playground.canvas.acting.present import BACKWARD, FORWARD, Present
from playground.canvas.unit_words import UnitWords
from playground.document.selection import Unit

UNKNOWN = "?"
PLACE = 0.36  # of its way, where something that runs along an edge comes past the pill
MOST_DIGITS = 4
SUM = Symbol("Σ")  # what has been summed up so far


@dataclass(frozen=True)
class PillWords:
    """What is said on an edge: its symbol and one number, or an old and a new one.

    Attributes
    ----------
    lit : once something has come past, "backward" or the sign of the number that is said, "positive" or "negative";
        "text2" for the act's own edge
    is_own : whether the act computes what is said here
    """

    weight: Weight
    symbol: Symbol
    values: tuple[float, ...]
    digits: int = 2
    lit: str = ""
    is_own: bool = False

    @property
    def is_derivative(self) -> bool:
        return self.symbol.letter != "w"

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(format_number(value, self.digits) for value in self.values)


# ---- beside units --------------------------------------------------------------------------------------------------


def words_of(present: Present, unit: Unit) -> UnitWords | None:
    """Return what is said of a unit; None where it is what is always said, its activation."""
    if unit.unit == 0 or present.column is None:
        return None
    if present.computes(unit) and present.kind in FORWARD:
        return _computed_forward(present, unit)
    if not present.has_activation(unit):
        return UnitWords(activation(unit.layer, unit.unit), UNKNOWN, "unknown")
    if present.is_of_the_seen_sample and present.kind in BACKWARD:
        return _going_back(present, unit)
    if present.kind == "derivative":
        return _of_a_derivative(present, unit)
    if present.kind == "cost" and present.is_of_the_seen_sample and unit.layer == present.told.network.L:
        value = format_number(present.telling.activation_of(unit.layer, unit.unit))
        return UnitWords(activation(unit.layer, unit.unit), value, "error")
    return None


def _computed_forward(present: Present, unit: Unit) -> UnitWords:
    pose = present.pose
    a = activation(unit.layer, unit.unit)
    if pose.act.kind == "sample":
        return UnitWords(a, format_number(pose.act.value) if pose.bent >= 0.5 else UNKNOWN, "now")
    z = net_input(unit.layer, unit.unit)
    if pose.act.kind == "net_input":
        return UnitWords(z, format_number(pose.act.value) if pose.is_gathered else _so_far(pose), "now")
    assert pose.act.argument is not None
    if pose.bent < 0.5:
        return UnitWords(z, format_number(pose.act.argument), "now")
    return UnitWords(a, format_number(pose.act.value), "now")


def _going_back(present: Present, unit: Unit) -> UnitWords | None:
    if present.has_delta(unit):
        return _delta(present, unit)
    if not present.computes(unit) or present.kind != "hidden_delta":
        return None
    pose = present.pose
    return UnitWords(SUM, format_number(pose.gathered) if pose.is_gathered else _so_far(pose), "backward")


def _of_a_derivative(present: Present, unit: Unit) -> UnitWords | None:
    """δ of the units above, a of those below: the two factors."""
    act = present.pose.act
    assert act.layer is not None
    if unit.layer == act.layer + 1:
        return _delta(present, unit)
    if unit == Unit(act.layer, act.source or 0):
        value = format_number(present.telling.activation_of(unit.layer, unit.unit))
        return UnitWords(activation(unit.layer, unit.unit), value, "now")
    return None


def _delta(present: Present, unit: Unit) -> UnitWords:
    value = present.telling.delta_of(unit.layer, unit.unit)
    return UnitWords(delta(unit.layer, unit.unit), format_nonzero(value, digits_for(value)), "backward")


def _so_far(pose: Pose) -> str:
    return f"{format_number(pose.gathered)} + …" if pose.arrived else "…"


# ---- on edges ------------------------------------------------------------------------------------------------------


def edges_of(present: Present) -> tuple[Weight, ...]:
    """Return the edges that something is said on, now or later in the acts of the same unit."""
    act, sizes = present.pose.act, present.told.network.sizes
    layer, unit = act.layer or 0, act.unit or 0
    match act.kind:
        case "net_input" | "activation":
            return tuple((layer - 1, unit, k) for k in range(sizes[layer - 2] + 1))
        case "hidden_delta":
            return tuple((layer, j, unit) for j in range(1, sizes[layer] + 1))
        case "derivative" | "update":
            return tuple((layer, unit, k) for k in range(sizes[layer - 1] + 1))
    return ()


def widest_pill(present: Present) -> PillWords:
    """Return what takes as much room as any pill of such an act commonly does."""
    edge = edges_of(present)[-1]
    if present.kind == "derivative":
        return PillWords(edge, derivative(*edge), (-1.0,), 4)
    if present.kind == "update":
        return PillWords(edge, weight(*edge), (-1.0, -1.0), MOST_DIGITS)
    return PillWords(edge, weight(*edge), (-1.0,))


def pills_of(present: Present) -> tuple[PillWords, ...]:
    """Return what is said on edges: the weights whose products are summed up, the derivatives, the updates."""
    match present.kind:
        case "derivative":
            return _derivatives(present)
        case "update":
            return _updates(present)
    return _weights(present)


def _weights(present: Present) -> tuple[PillWords, ...]:
    told = present.told
    past = {stream.weight: stream for stream in present.streams if _is_past_the_pill(stream)}
    pills = []
    for edge in edges_of(present):
        lit, value = "", told.network.weight(*edge)
        if stream := past.get(edge):
            lit = "backward" if stream.backward else sign_of(value)
        pills.append(PillWords(edge, weight(*edge), (value,), lit=lit))
    return tuple(pills)


def _derivatives(present: Present) -> tuple[PillWords, ...]:
    """∂J/∂w of the edges into a unit, those up to the present one."""
    act = present.pose.act
    layer, unit, source = _indices(act)
    known = by_layer(present.told.network.sizes, present.told.gradient)[layer][unit - 1, :source].tolist()
    pills = [
        PillWords((layer, unit, k), derivative(layer, unit, k), (value,), digits_for(value))
        for k, value in enumerate(known)
    ]
    pose, here = present.pose, (layer, unit, source)
    if pose.is_over:
        pills.append(PillWords(here, act.symbol, (act.value,), digits_for(act.value), "backward", is_own=True))
    elif pose.arrived:
        so_far = act.factor * pose.gathered
        pills.append(PillWords(here, SUM, (so_far,), digits_for(act.value), "backward", is_own=True))
    return tuple(pills)


def _updates(present: Present) -> tuple[PillWords, ...]:
    """The weights into a unit: the new ones up to the present one, which goes from old to new."""
    layer, unit, source = _indices(present.pose.act)
    told, pills = present.told, []
    digits = digits_of_update(present)
    for k in range(told.network.sizes[layer - 1] + 1):
        here = layer, unit, k
        old, new = told.network.weight(*here), told.updated.weight(*here)
        if k == source:
            pills.append(PillWords(here, weight(*here), (old, new), digits, "text2", is_own=True))
        else:
            pills.append(PillWords(here, weight(*here), (new if k < source else old,)))
    return tuple(pills)


def digits_of_update(present: Present) -> int:
    """Return with how many decimals the old and the new weight are written: as in the formula, if there is room."""
    return min(MOST_DIGITS, digits_of(word(present.pose.act, present.told.objective.experiment).formula, 2))


def digits_for(*values: float) -> int:
    """Return with how many decimals numbers are told apart, and from 0: two if that will do."""
    return digits_apart((0.0, *values), 2, MOST_DIGITS)


def sign_of(value: float) -> str:
    """Return what a number's sign is called among the colours."""
    return "positive" if value >= 0 else "negative"


def _is_past_the_pill(stream: Stream) -> bool:
    return (1.0 - stream.head if stream.backward else stream.head) >= PLACE


def _indices(act: Step) -> Weight:
    assert act.layer is not None
    assert act.unit is not None
    assert act.source is not None
    return act.layer, act.unit, act.source


# ---- on stages -----------------------------------------------------------------------------------------------------


Part = tuple[str, float | None]  # a text, and the value that its sign's colour is for


@dataclass(frozen=True)
class StageWords:
    """What is said of what a unit does: numbers and what joins them.

    Attributes
    ----------
    forms : the fullest first, for where there is less room
    """

    forms: tuple[tuple[Part, ...], ...] = ()


def stage_words(present: Present, unit: Unit) -> StageWords:
    """Return what stands below what a unit does, as far as that has come."""
    pose = present.pose
    act = pose.act
    result = _number(act.value) if pose.bent >= 0.5 else ("…", None)
    match act.kind:
        case "net_input" if pose.is_gathered:
            return StageWords(((("z = ", None), _number(act.value)), (_number(act.value),)))
        case "activation" if act.argument is not None and act.function != "softmax":
            dropped = f" · {format_number(act.factor)}" if act.factor != 1.0 else ""
            rest = _number(act.argument), (f"){dropped} = ", None), result
            return StageWords((((f"{act.function}(", None), *rest), (("φ(", None), *rest), (("a = ", None), result)))
        case "activation":
            return StageWords(((("softmax: ", None), result), (("a = ", None), result)))
        case "hidden_delta" if pose.is_gathered:
            product = _number(pose.gathered), (" · ", None), _factor(act.factor), (" = ", None), result
            return StageWords((product, (("δ = ", None), result), (result,)))
        case "cost" if act.sample is None:
            return StageWords(((("J = ", None), (format_nonzero(act.value, digits_for(act.value)), None)),))
        case "cost" | "output_delta":
            error = present.telling.activation_of(unit.layer, unit.unit) - float(present.telling.target[unit.unit - 1])
            return StageWords(((("a − y = ", None), _number(error)), (_number(error),)))
    return StageWords(_term_on_its_way(pose))


def _term_on_its_way(pose: Pose) -> tuple[tuple[Part, ...], ...]:
    """Return the factors of the term that is arriving."""
    if pose.is_gathered:
        return ()
    first, second = pose.act.terms[pose.arrived].factors
    return ((_number(first.value), (" · ", None), _factor(second.value)),)


def _factor(value: float) -> Part:
    """Write a number after a sign of multiplication, a negative one in parentheses."""
    text, _ = _number(value)
    return f"({text})" if value < 0 else text, value


def _number(value: float) -> Part:
    return format_nonzero(value, digits_for(value)), value


# ---- in the caption ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Caption:
    """What happens, in words; `short` is for where there is little room.

    Attributes
    ----------
    note : what holds meanwhile
    symbol : what the words end with, to be set as in formulas
    """

    text: str
    short: str
    note: str = ""
    short_note: str = ""
    symbol: Symbol | None = None

    @property
    def forms(self) -> tuple[tuple[str, str], ...]:
        """Text and note, the fullest first."""
        text, short = self.text, self.short
        return (text, self.note), (text, self.short_note), (short, self.short_note), (text, ""), (short, "")


FROZEN = "weights frozen until the update", "weights frozen"
PASSES = ("Forward pass", "Error", "Backward pass", "Update")


def caption_of(present: Present) -> Caption:
    """Return what is said of the act as a whole."""
    act = present.pose.act
    text = _told_of(present)
    note: tuple[str, ...] = FROZEN if act.phase in (1, 2) else ()
    if act.kind == "update":
        count = len(present.told.network.flat)
        number = present.index + 1 - (present.told.order.count - count)
        note = f"{number} of {count} weights are new", f"{number} of {count}"
    symbol = weight(*_indices(act)) if act.kind in ("derivative", "update") else None
    full, short = f"{PASSES[act.phase]} · {text}", text[:1].upper() + text[1:]
    return Caption(full, short, *(*note, "", "")[:2], symbol)


def _told_of(present: Present) -> str:
    act = present.pose.act
    layer, unit = act.layer or 0, act.unit
    match act.kind:
        case "sample":
            return f"sample {act.sample} enters, input {unit}"
        case "net_input":
            return f"layer {layer - 1} → {layer}, unit {unit}: net input"
        case "activation":
            return f"layer {layer}, unit {unit}: activation"
        case "cost":
            value = format_nonzero(act.value, digits_for(act.value))
            count = len(present.told.samples)
            whose = f"mini-batch of {count}" if act.sample is None else f"sample {act.sample}"
            return f"{whose}: J = {value}"
        case "output_delta":
            return f"layer {layer}, unit {unit}: δ"
        case "hidden_delta":
            return f"layer {layer + 1} → {layer}, unit {unit}: δ"
        case "derivative":
            return "derivative by"
    return "weight"
