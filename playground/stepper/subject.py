"""What the strip is about: the present act while steps are shown, else the selected unit's net input and activation."""

from dataclasses import dataclass

from engine.experiment import Experiment
from engine.formulas.nodes import Formula, Name, Number, Style
from engine.formulas.nodes import Row as Sentence
from engine.formulas.wording import word
from engine.steps import Step
from engine.symbols import activation
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit
from playground.document.stepping import Stepping
from playground.stepper.layout import Shown

ACT_NAMES = {
    "sample": "input",
    "net_input": "net input",
    "activation": "activation",
    "cost": "cost",
    "output_delta": "error of the output",
    "hidden_delta": "error that comes back",
    "derivative": "derivative",
    "update": "update",
}


@dataclass(frozen=True)
class Subject:
    """What is shown.

    Attributes
    ----------
    heading : words that say what it is, the most important one first
    formulas : in their order, the last main one is what is copied
    why : the derivation
    """

    heading: tuple[str, ...]
    formulas: tuple[Shown, ...]
    why: Sentence

    @property
    def main(self) -> Formula:
        """The formula that all is about."""
        return next(shown.formula for shown in reversed(self.formulas) if shown.is_main)


def subject_of(stepping: Stepping, moment: Moment, selection: Selection) -> Subject | None:
    """Return what there is to show now; None before there is anything."""
    told, act, focus = stepping.told, stepping.act, selection.focus
    if told and act and not stepping.looks_elsewhere:
        return _of_act("Present act", act, told.objective.experiment)
    if told and isinstance(focus, Edge) and _is_edge(focus, told.network.sizes):
        return _of_act("Selected", told.derivative(*focus.weight), told.objective.experiment)
    return _of_unit(moment, selection.unit, selection.sample)


def _of_act(what: str, act: Step, experiment: Experiment) -> Subject:
    wording = word(act, experiment)
    shown = tuple(Shown(formula, is_main=False) for formula in wording.leading)
    return Subject((what, ACT_NAMES[act.kind], *_place(act)), (*shown, Shown(wording.formula)), wording.why)


def _place(act: Step) -> tuple[str, ...]:
    if act.kind in ("derivative", "update"):
        layer = act.layer or 0
        where = f"layer {layer} → {layer + 1}"
        samples = len(act.terms) if act.kind == "derivative" else 0
        return (where, f"over {samples} samples") if samples > 1 else (where,)
    if act.sample is None:
        return (f"over {len(act.terms)} samples",)
    where = f"layer {act.layer}, unit {act.unit}" if act.unit else f"layer {act.layer}"
    return where, f"sample {act.sample}"


def _of_unit(moment: Moment, unit: Unit, sample: int) -> Subject | None:
    """Return the selected unit's net input and activation, or what it is instead of them."""
    telling, snapshot = moment.telling, moment.snapshot
    if snapshot is None or telling is None:
        return None
    if unit.layer > telling.network.L or unit.unit > telling.network.sizes[unit.layer - 1]:
        return None
    experiment = snapshot.experiment
    what = f"unit {unit.unit}" if unit.unit else "bias unit"
    heading = ("Selected", f"layer {unit.layer}, {what}", f"sample {sample}", f"epoch {snapshot.epoch}")
    if unit.unit == 0:
        return Subject(heading, (Shown(_bias(unit.layer)),), word(telling.present(1), experiment).why)
    if unit.layer == 1:
        wording = word(telling.present(unit.unit), experiment)
        return Subject(heading, (Shown(wording.formula),), wording.why)
    z = word(telling.net_input(unit.layer, unit.unit), experiment)
    a = word(telling.activation(unit.layer, unit.unit), experiment)
    return Subject(heading, (Shown(z.formula), Shown(a.formula, is_main=False)), z.why)


def _bias(layer: int) -> Formula:
    one = Number(1.0)
    return Formula(Name(activation(layer, 0)), (one,), one, 1.0, Style.EXACT)


def _is_edge(edge: Edge, sizes: tuple[int, ...]) -> bool:
    return edge.layer < len(sizes) and edge.target <= sizes[edge.layer] and edge.source <= sizes[edge.layer - 1]
