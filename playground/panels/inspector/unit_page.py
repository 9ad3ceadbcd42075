"""Everything about one unit: its numbers for the selected sample, its φ, and its incoming weights."""

from engine.coordinates import input_title, meaning_of_output
from engine.experiment import Experiment
from engine.symbols import activation, delta, net_input, target
from engine.titles import shortened, title
from playground import notation
from playground.document.selection import Unit
from playground.panels.inspector.context import Context
from playground.panels.inspector.curve import ActivationCurve
from playground.panels.inspector.incoming import IncomingTable
from playground.panels.inspector.page import Page, role
from playground.panels.inspector.pieces import FACT, Fact, Facts, WeightSwitches, caption, fact, note
from playground.panels.sentence import Sentence


class UnitPage(Page):
    """A unit of any layer; one of the input layer, or a bias unit, has fewer things to tell."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.facts = Facts()
        self.connections = note()
        self.connections.setObjectName("inspector_connections")
        self.curve = ActivationCurve(context.appearance)
        self.incoming = IncomingTable(context)
        self.switches = WeightSwitches(context.document, context.appearance, "All of them")
        self.sentence = Sentence()
        self._caption = caption("Incoming weights")
        for part in (
            self.facts,
            self.connections,
            self.curve,
            self._caption,
            self.incoming,
            self.sentence,
            self.switches,
        ):
            self.column.addWidget(part)
        self.column.addStretch()
        self.incoming.refused.connect(self.sentence.warn)
        self.incoming.accepted.connect(self.sentence.clear)
        self.incoming.incoming.modelReset.connect(self.sentence.clear)

    def show_moment(self) -> None:
        unit, moment = self.context.selection.focus, self.context.moment
        assert isinstance(unit, Unit)
        assert moment.snapshot is not None
        experiment = moment.snapshot.experiment
        computes = unit.layer > 1 and unit.unit > 0
        for part in (self.curve, self._caption, self.incoming, self.switches):
            part.setVisible(computes)
        name = f"Unit {unit.unit}" if unit.unit else "Bias unit"
        self.heading.show_words(
            activation(unit.layer, unit.unit), f"{name} of layer {unit.layer}", _about(unit, experiment)
        )
        self.connections.setText(_connections(unit, experiment))
        if computes:
            self._show_computing(unit)
        else:
            self.facts.show_facts([self._given(unit, experiment)])

    def _show_computing(self, unit: Unit) -> None:
        lesson, theme = self.context.moment.lesson, self.context.appearance.theme
        assert lesson is not None
        told, (layer, number) = lesson.telling, (unit.layer, unit.unit)
        self.curve.show_unit(told.network, told, layer, number)
        facts = [
            fact(net_input(layer, number), told.net_input_of(layer, number), theme),
            fact(activation(layer, number), told.activation_of(layer, number), theme),
            fact(delta(layer, number), told.delta_of(layer, number), theme),
        ]
        if layer == told.network.L:
            facts.append(fact(target(number), float(told.target[number - 1]), theme))
        self.facts.show_facts(facts)
        self.incoming.incoming.show_unit(unit)
        self._caption.setText(f"INCOMING WEIGHTS · ∂J/∂w of sample {told.sample} alone")
        document = self.context.document
        self.switches.show_weights(document.weights_into(layer, number), document.experiment)

    def _given(self, unit: Unit, experiment: Experiment) -> Fact:
        """Return what is given and not computed: the input's value, or the bias unit's 1."""
        told, theme = self.context.moment.telling, self.context.appearance.theme
        assert told is not None
        name = activation(unit.layer, unit.unit)
        if unit.unit == 0:
            return fact(name, 1.0, theme)
        feature = experiment.features[unit.unit - 1]
        box = notation.row(notation.symbol(name, FACT), notation.operator("=", FACT), notation.feature(feature, FACT))
        return fact(
            box, told.activation_of(1, unit.unit), theme, spoken=f"{name} = {input_title(experiment.data, feature)}"
        )


def _about(unit: Unit, experiment: Experiment) -> str:
    layers = len(experiment.sizes)
    if unit.unit == 0:
        return f"{role(unit.layer, layers)} · it always gives 1"
    if unit.layer == 1:
        feature = experiment.features[unit.unit - 1]
        return f"{role(1, layers)} · feature {shortened(input_title(experiment.data, feature))}"
    told = f"{role(unit.layer, layers)} · {title(experiment.activations[unit.layer - 2])}"
    if unit.layer == layers and (meaning := meaning_of_output(experiment, unit.unit)):
        return f"{told} · {meaning}"
    return told


def _connections(unit: Unit, experiment: Experiment) -> str:
    """Return how many connections lead in and out, those not cut, and what dropout does to the unit."""
    sizes, cut = experiment.sizes, experiment.pruned
    layer, number = unit.layer, unit.unit
    parts = []
    if layer > 1 and number:
        gone = sum((below + 1, target) == (layer, number) for below, target, _ in cut)
        parts.append(f"fan-in {sizes[layer - 2] + 1 - gone}, the bias with it")
    if layer < len(sizes):
        gone = sum((here, source) == (layer, number) for here, _, source in cut)
        parts.append(f"fan-out {sizes[layer] - gone}")
    else:
        parts.append("no fan-out")
    if 1 < layer < len(sizes) and number:
        share = experiment.hidden[layer - 2].dropout
        factor = f"× 0 or × {1 / (1 - share):.2f} while learning" if share else "none"
        parts.append(f"dropout {factor}")
    return " · ".join(parts)
