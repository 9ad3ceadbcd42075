"""Everything about one layer: its units, activation and dropout, and the matrix that leads into it."""

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from engine.activations import ACTIVATIONS, HIDDEN
from engine.arrays import Array
from engine.coordinates import input_title
from engine.experiment import Experiment
from engine.numbers import format_percent
from engine.symbols import Symbol, activation
from engine.titles import title
from playground import notation
from playground.combo_box import ComboBox
from playground.document.selection import WholeLayer
from playground.keyboard import leave_after_typing
from playground.notation import Box
from playground.panels.inspector.context import Context
from playground.panels.inspector.page import Page, count, role
from playground.panels.inspector.pieces import FACT, Facts, WeightSwitches, caption, fact, note
from playground.panels.sentence import Sentence
from playground.slider import ValueSlider
from playground.theme import ui_font
from playground.whole_field import WholeField

SHARES = [step / 20 for step in range(19)]
TYPED_UNITS = 2**31 - 1  # that can be typed: what a layer cannot have, the document says best


class LayerPage(Page):
    """A layer; the input layer has no matrix, and only hidden layers have something to choose."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        document = context.document
        self._layer = 2
        self.units = WholeField("the number of units", 0, TYPED_UNITS)
        self.units.setObjectName("layer_units")
        self.units.setFixedWidth(96)
        leave_after_typing(self.units, self.show_moment)
        self.activation = ComboBox(context.appearance)
        self.activation.setObjectName("layer_activation")
        self.activation.offer_titles({name: title(name) for name in HIDDEN})
        self.activation.setFixedWidth(130)
        self.activation.setMaxVisibleItems(12)
        self.dropout = ValueSlider(
            "Dropout",
            SHARES,
            format_percent,
            "The share of units that is left out at random while learning",
        )
        self.sentence = Sentence()
        self._rows = [field_row("Units", self.units), field_row("Activation", self.activation)]
        self.formula = note()
        self.matrix = caption("")
        self.facts = Facts(1)
        self.switches = WeightSwitches(document, context.appearance, "All of them")
        units, activation = self._rows
        for part in (
            units,
            self.sentence,
            activation,
            self.dropout,
            self.formula,
            self.matrix,
            self.facts,
            self.switches,
        ):
            self.column.addWidget(part)
        self.column.addStretch()
        self.units.valueChanged.connect(self._set_units)
        self.units.refused.connect(self.sentence.warn)
        self.units.lineEdit().textEdited.connect(lambda _text: self.sentence.clear())
        self.activation.activated.connect(
            lambda _row: document.set_activation(self.activation.currentData(), self._layer)
        )
        self.dropout.chosen.connect(lambda share, gesture: document.set_dropout(self._layer, share, gesture))

    def show_moment(self) -> None:
        focus, lesson = self.context.selection.focus, self.context.moment.lesson
        if not isinstance(focus, WholeLayer) or lesson is None:
            return
        experiment, layer = self.context.document.experiment, focus.layer
        L, units = len(experiment.sizes), experiment.sizes[layer - 1]
        if layer != self._layer:
            self.sentence.clear()
        self._layer = layer
        is_hidden = 1 < layer < L
        self.heading.show_words(Symbol("a", layer), f"Layer {layer}", f"{role(layer, L)} · {count(units, 'unit')}")
        for part in (*self._rows, self.dropout):
            part.setVisible(is_hidden)
        self.formula.setVisible(layer > 1)
        for part in (self.matrix, self.switches):
            part.setVisible(layer > 1)
        if layer == 1:
            self._show_inputs(experiment)
            return
        phi = ACTIVATIONS[experiment.activations[layer - 2]]
        self.formula.setText(f"{title(phi.name)}: φ(z) = {phi.formula},  φ′(z) = {phi.derivative_formula}")
        if is_hidden:
            self._show_choices(experiment)
        matrix, gradient = lesson.telling.network.W[layer - 1], lesson.gradient[layer - 1]
        self.matrix.setText(f"The matrix that leads here: {matrix.shape[0]} × {matrix.shape[1]}, the bias with it")
        self._show_norms(matrix, gradient)
        self.switches.show_weights(self.context.document.weights_into(layer), experiment)

    def _show_inputs(self, experiment: Experiment) -> None:
        told, theme = self.context.moment.telling, self.context.appearance.theme
        assert told is not None
        equals = notation.operator("=", FACT)
        facts = []
        for unit, feature in enumerate(experiment.features, start=1):
            name = activation(1, unit)
            box = notation.row(notation.symbol(name, FACT), equals, notation.feature(feature, FACT))
            facts.append(
                fact(
                    box, told.activation_of(1, unit), theme, spoken=f"{name} = {input_title(experiment.data, feature)}"
                )
            )
        self.facts.show_facts(facts)

    def _set_units(self, units: int) -> None:
        document = self.context.document
        if sentence := document.objection_to_units(self._layer, units):
            self.sentence.warn(sentence)
            self.units.lineEdit().setModified(False)
            self._show_choices(document.experiment)
        else:
            self.sentence.clear()
            document.set_units(self._layer, units)

    def _show_choices(self, experiment: Experiment) -> None:
        hidden = experiment.hidden[self._layer - 2]
        for field in (self.units, self.activation):
            field.blockSignals(True)
        if not self.units.lineEdit().isModified() or not self.units.hasFocus():
            self.units.setValue(hidden.units)
        self.activation.setCurrentIndex(self.activation.findData(hidden.activation))
        for field in (self.units, self.activation):
            field.blockSignals(False)
        if not self.dropout.slider.isSliderDown():
            self.dropout.set_value(hidden.dropout)

    def _show_norms(self, matrix: Array, gradient: Array) -> None:
        theme, name = self.context.appearance.theme, Symbol("W", self._layer - 1)
        slope = Symbol("∂J/∂W", self._layer - 1)
        with np.errstate(over="ignore", invalid="ignore"):
            self.facts.show_facts(
                [
                    fact(_between("‖", name), float(np.linalg.norm(matrix)), theme, spoken=f"length of {name}"),
                    fact(_largest(name), float(np.abs(matrix).max()), theme, spoken=f"largest weight of {name}"),
                    fact(_between("‖", slope), float(np.linalg.norm(gradient)), theme, spoken=f"length of {slope}"),
                ]
            )


def _between(bar: str, name: Symbol) -> Box:
    return notation.row(notation.glyphs(bar, FACT), notation.symbol(name, FACT), notation.glyphs(bar, FACT))


def _largest(name: Symbol) -> Box:
    weight = Symbol("w", name.layer, ("j", "k"))
    return notation.row(notation.glyphs("max ", FACT), _between("|", weight))


def field_row(title: str, field: QWidget) -> QWidget:
    """Return a field with its title on the left."""
    label = QLabel(title)
    label.setFont(ui_font(12))
    label.setProperty("tone", "second")
    label.setBuddy(field)
    field.setAccessibleName(title)
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(label)
    line.addStretch()
    line.addWidget(field)
    return row
