"""Everything about one connection: its weight, to be typed, its derivatives, and their central differences."""

from engine.gradient_check import checker_of_step
from engine.network import by_layer
from engine.symbols import activation, delta, derivative, weight
from playground import notation
from playground.document.lens import MOST_WORK
from playground.document.selection import Edge
from playground.panels.inspector.context import Context
from playground.panels.inspector.number_field import NumberField
from playground.panels.inspector.page import Page
from playground.panels.inspector.pieces import FACT, Fact, Facts, WeightSwitches, caption, fact, note
from playground.theme import Theme
from playground.verdicts import CheckLine, significant


class EdgePage(Page):
    """A weight, its derivative, and its marks."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.field = NumberField("Weight", "weight_field", "A number such as 0.5 or 2/3; Enter sets it")
        self.switches = WeightSwitches(context.document, context.appearance)
        self.facts = Facts(1)
        self.check = CheckLine(context.appearance)
        self.batch_caption = caption("")
        self.batch_facts = Facts(1)
        self.batch_check = CheckLine(context.appearance)
        self.sample_caption = caption("")
        self.cut_note = note()
        self.cut_note.setText(
            "This connection is cut: it does not learn, and its weight stays 0 until it is connected again."
        )
        for part in (
            self.field,
            self.switches,
            self.cut_note,
            self.sample_caption,
            self.facts,
            self.check,
            self.batch_caption,
            self.batch_facts,
            self.batch_check,
        ):
            self.column.addWidget(part)
        self.column.addStretch()
        self._edge: Edge | None = None
        self.field.chosen.connect(self._set)

    def show_moment(self) -> None:
        edge, lesson = self.context.selection.focus, self.context.moment.lesson
        assert isinstance(edge, Edge)
        assert lesson is not None
        experiment, theme = self.context.document.experiment, self.context.appearance.theme
        told, (layer, unit, source) = lesson.telling, edge.weight
        name = weight(*edge.weight)
        if edge != self._edge:
            self._edge = edge
            self.field.edit.take_back()
        cut = edge.weight in experiment.pruned
        self.heading.show_words(name, f"Weight {layer}, {unit}, {source}", _from_to(edge))
        value = told.network.weight(*edge.weight)
        self.field.show_value(value)
        self.field.edit.setEnabled(not cut)
        self.cut_note.setVisible(cut)
        self.switches.show_weights([edge.weight], experiment)
        given, owed = told.activation_of(layer, source), told.delta_of(layer + 1, unit)
        a, d = activation(layer, source), delta(layer + 1, unit)
        term = notation.row(notation.symbol(name, FACT), notation.operator("·", FACT), notation.symbol(a, FACT))
        facts = [
            fact(name, value, theme),
            fact(a, given, theme),
            fact(term, value * given, theme, spoken=f"{name} {a}"),
            fact(d, owed, theme),
        ]
        if not cut:
            facts.append(_slope(edge, float(lesson.gradient[layer][unit - 1, source]), theme))
        self.facts.show_facts(facts)
        self.sample_caption.setText(f"SAMPLE {told.sample} ALONE" + ("" if cut else " · ∂J/∂w is its own"))
        self.check.setVisible(not cut)
        if not cut:
            self.check.show_difference(lesson.checker.of_weight(edge.weight))
        self._show_mini_batch(edge, cut=cut)

    def _show_mini_batch(self, edge: Edge, *, cut: bool) -> None:
        """Show the derivative over the mini-batch that is gone through, if one is; a cut weight has none."""
        snapshot = self.context.moment.snapshot
        step = snapshot.told if snapshot and not cut else None
        for part in (self.batch_caption, self.batch_facts, self.batch_check):
            part.setVisible(step is not None)
        if step is None:
            return
        layer, unit, source = edge.weight
        count, reduction = len(step.samples), step.objective.experiment.reduction
        self.batch_caption.setText(
            f"MINI-BATCH OF {count} SAMPLE{'' if count == 1 else 'S'} · ∂J/∂w is their {reduction}"
        )
        slope = float(by_layer(step.network.sizes, step.gradient)[layer][unit - 1, source])
        self.batch_facts.show_facts([_slope(edge, slope, self.context.appearance.theme)])
        too_long = count * len(step.network.flat) > MOST_WORK
        self.batch_check.show_difference(None if too_long else checker_of_step(step).of_weight(edge.weight))

    def _set(self, value: float) -> None:
        if self._edge is not None:
            self.context.document.set_weights({self._edge.weight: value}, name=str(weight(*self._edge.weight)))


def _slope(edge: Edge, value: float, theme: Theme) -> Fact:
    """Return ∂J/∂w = number, with the digits that its central difference below has: one compares them."""
    return fact(derivative(*edge.weight), value, theme, text=significant(value))


def _from_to(edge: Edge) -> str:
    source = f"unit {edge.source}" if edge.source else "the bias unit"
    return f"from {source} of layer {edge.layer} to unit {edge.target} of layer {edge.layer + 1}"
