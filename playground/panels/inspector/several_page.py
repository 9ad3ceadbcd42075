"""Several things at once: what they have in common, and edits of all of them as one step."""

import math
from collections.abc import Sequence

from engine.activations import HIDDEN
from engine.experiment import Experiment, Weight
from engine.titles import title
from playground import notation
from playground.combo_box import ComboBox
from playground.document.selection import Edge, Item, Unit, WholeLayer
from playground.panels.inspector.context import Context
from playground.panels.inspector.layer_page import field_row
from playground.panels.inspector.number_field import NumberField
from playground.panels.inspector.page import Page, count
from playground.panels.inspector.pieces import FACT, Facts, WeightSwitches, caption, fact, note
from playground.panels.weights.edits import connected


class SeveralPage(Page):
    """The selected things; their weights are the edges, and those into the units and layers."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.common = note()
        self.common.setObjectName("inspector_common")
        self.facts = Facts(2)
        self._caption = caption("")
        self.value = NumberField(
            "Set all to", "set_all", "A number such as 0.5 or 2/3; Enter sets all the weights to it"
        )
        self.factor = NumberField(
            "Multiply by", "multiply_by", "A number such as 0.5 or 2/3; Enter multiplies all by it"
        )
        self.switches = WeightSwitches(context.document, context.appearance, "All of them")
        self.activation = ComboBox(context.appearance)
        self.activation.setObjectName("several_activation")
        self.activation.offer_titles({name: title(name) for name in HIDDEN})
        self.activation.setPlaceholderText("mixed")
        self.activation.setFixedWidth(130)
        self._activation_row = field_row("Activation", self.activation)
        for part in (
            self.common,
            self._caption,
            self.facts,
            self.value,
            self.factor,
            self.switches,
            self._activation_row,
        ):
            self.column.addWidget(part)
        self.column.addStretch()
        self.value.chosen.connect(self._set_all)
        self.factor.chosen.connect(self._multiply)
        self.activation.activated.connect(lambda _row: self._choose_activation(self.activation.currentData()))

    def show_moment(self) -> None:
        experiment, theme = self.context.document.experiment, self.context.appearance.theme
        items, told = self.context.selection.items, self.context.moment.telling
        assert told is not None
        self.heading.show_words(None, _counted(items), "each edit is of all of them, and one step to undo")
        self.common.setText(_in_common(items, experiment))
        weights = self._weights()
        free = connected(experiment, weights)
        values = [told.network.weight(*weight) for weight in free]
        cut = len(weights) - len(free)
        self._caption.setText(f"{count(len(weights), 'weight')}{f', {cut} cut' if cut else ''}".upper())
        self.facts.show_facts(
            [
                fact(notation.glyphs("min", FACT), min(values), theme, "smallest"),
                fact(notation.glyphs("max", FACT), max(values), theme, "largest"),
            ]
            if values
            else []
        )
        same = values[0] if values and len(set(values)) == 1 else None
        self.value.show_value(same)
        self.value.edit.setPlaceholderText("" if same is not None or not values else "several values")
        for field in (self.value, self.factor):
            field.edit.setEnabled(bool(values))
        self.switches.show_weights(weights, experiment)
        self._show_activation(experiment)

    def _show_activation(self, experiment: Experiment) -> None:
        layers = self._layers()
        used = {experiment.hidden[layer - 2].activation for layer in layers}
        self._activation_row.setVisible(bool(layers))
        if len(used) == 1:
            self.activation.setCurrentIndex(self.activation.findData(used.pop()))
        else:
            self.activation.setCurrentIndex(-1)

    def _weights(self) -> list[Weight]:
        """Return the weights of all that is selected, each once."""
        document, found = self.context.document, dict[Weight, None]()
        for item in self.context.selection.items:
            if isinstance(item, Edge):
                found[item.weight] = None
            elif item.layer > 1 and not (isinstance(item, Unit) and item.unit == 0):
                unit = item.unit if isinstance(item, Unit) else 0
                found |= dict.fromkeys(document.weights_into(item.layer, unit))
        return list(found)

    def _layers(self) -> list[int]:
        """Return the hidden layers that are selected, or of which units are."""
        last = len(self.context.document.experiment.sizes)
        chosen = {item.layer for item in self.context.selection.items if not isinstance(item, Edge)}
        return sorted(layer for layer in chosen if 1 < layer < last)

    # ---- edits -----------------------------------------------------------------------------------------------------

    def _set_all(self, value: float) -> None:
        document = self.context.document
        weights = connected(document.experiment, self._weights())
        document.set_weights(dict.fromkeys(weights, value), f"Set {count(len(weights), 'weight')} to {value:g}")

    def _multiply(self, factor: float) -> None:
        document, snapshot = self.context.document, self.context.moment.snapshot
        assert snapshot is not None
        weights = connected(document.experiment, self._weights())
        values = {weight: snapshot.network.weight(*weight) * factor for weight in weights}
        if not all(map(math.isfinite, values.values())):
            self.factor.refuse(f"a weight times {factor:g} must be a finite number, it would be infinite")
            return
        document.set_weights(values, f"Multiply {count(len(weights), 'weight')} by {factor:g}")

    def _choose_activation(self, name: str) -> None:
        self.context.document.set_activation(name, *self._layers())


_KINDS: tuple[tuple[type, str], ...] = ((WholeLayer, "layer"), (Unit, "unit"), (Edge, "connection"))


def _counted(items: Sequence[Item]) -> str:
    """Return "2 units and 1 connection"."""
    counts = [(sum(isinstance(item, kind) for item in items), word) for kind, word in _KINDS]
    return " and ".join(count(number, word) for number, word in counts if number)


def _in_common(items: Sequence[Item], experiment: Experiment) -> str:
    """Return what holds of all of them."""
    units = [item for item in items if isinstance(item, Unit)]
    edges = [item for item in items if isinstance(item, Edge)]
    layers = {item.layer for item in items if not isinstance(item, Edge)}
    told = []
    if edges and len(edges) == len(items):
        targets, sources = {(e.layer, e.target) for e in edges}, {(e.layer, e.source) for e in edges}
        between = {edge.layer for edge in edges}
        if len(between) == 1:
            layer = between.pop()
            told.append(f"from layer {layer} to layer {layer + 1}")
            if len(targets) == 1:
                told.append(f"all into unit {edges[0].target}")
            if len(sources) == 1:
                told.append(f"all from {f'unit {edges[0].source}' if edges[0].source else 'the bias unit'}")
    elif not edges and len(layers) == 1 and units:
        told.append(f"all in layer {units[0].layer}")
    used = {experiment.activations[layer - 2] for layer in layers if layer > 1}
    if len(used) == 1:
        told.append(f"activation {title(used.pop())}")
    return " · ".join(told) or "nothing in common"
