"""Document: the experiment on the table, changed through verbs that can each be undone."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.errors import ExperimentError
from engine.experiment import Experiment, Layer
from playground.shown import MAX_UNITS

NEW_LAYER_UNITS = 2


class EditExperiment(QUndoCommand):
    """Replaces one experiment by another; edits of the same gesture, such as one drag of a slider, become one."""

    def __init__(self, document: "Document", text: str, new: Experiment, gesture: object | None) -> None:
        super().__init__(text)
        self._document = document
        self._old = document.experiment
        self._new = new
        self._gesture = gesture

    def redo(self) -> None:
        self._document.replace_experiment(self._new)

    def undo(self) -> None:
        self._document.replace_experiment(self._old)

    # Qt's names

    def id(self) -> int:
        return 1 if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditExperiment) or other._gesture is not self._gesture:
            return False
        self._new = other._new
        self.setObsolete(self._new == self._old)
        return True


class Document(QObject):
    """Holds the experiment. A verb that makes no sense changes nothing and says why through `refused`."""

    experiment_changed = Signal(object)  # the new Experiment
    refused = Signal(str)  # one sentence for the person

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.undo_stack = QUndoStack(self)

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def set_data(self, gesture: object | None = None, **changes: Any) -> bool:
        """Change fields of the data, such as name="spiral" or noise=0.1."""
        what = " and ".join(name.replace("_", " ") for name in changes)
        if "name" in changes:
            return self._edit(f"Choose the {changes['name']} data", gesture, data=changes)
        return self._edit(f"Change the {what}", gesture, data=changes)

    def set_rate(self, rate: float) -> bool:
        return self._edit(f"Set the learning rate to {rate:g}", rate=rate)

    def set_batch(self, batch: int, gesture: object | None = None) -> bool:
        return self._edit("Change the batch size", gesture, batch=batch)

    def set_seed(self, seed: int) -> bool:
        return self._edit(f"Set the seed to {seed}", seed=seed)

    def toggle_feature(self, name: str) -> bool:
        """Switch an input feature on or off; the last one stays on."""
        chosen = self.experiment.features
        if name not in chosen:
            return self._edit(f"Add the input {name}", features=(*chosen, name))
        rest = tuple(feature for feature in chosen if feature != name)
        return self._edit(f"Remove the input {name}", features=rest)

    def add_layer(self) -> bool:
        """Add a hidden layer before the output layer, with the activation of the one before it."""
        hidden = self.experiment.hidden
        activation = hidden[-1].activation if hidden else Layer().activation
        return self._edit("Add a hidden layer", hidden=(*hidden, Layer(NEW_LAYER_UNITS, activation)))

    def remove_layer(self) -> bool:
        """Remove the last hidden layer."""
        if not self.experiment.hidden:
            return self._refuse("there is no hidden layer to remove: the output layer stays")
        return self._edit("Remove a hidden layer", hidden=self.experiment.hidden[:-1])

    def add_unit(self, layer: int) -> bool:
        """Add a unit to a hidden layer; layers count from 1, the input layer, as in the lecture."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can be given more units")
        units = self._hidden(layer).units
        if units >= MAX_UNITS:
            return self._refuse(f"layer {layer} has {units} units already, the canvas draws at most {MAX_UNITS}")
        return self._resize(f"Add a unit to layer {layer}", layer, units + 1)

    def remove_unit(self, layer: int) -> bool:
        """Remove the last unit of a hidden layer."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can lose units")
        units = self._hidden(layer).units
        if units == 1:
            return self._refuse(f"layer {layer} has one unit left; remove the layer instead")
        return self._resize(f"Remove a unit from layer {layer}", layer, units - 1)

    def set_activation(self, activation: str) -> bool:
        """Give every hidden layer this activation."""
        hidden = tuple(replace(layer, activation=activation) for layer in self.experiment.hidden)
        return self._edit(f"Use {activation} in the hidden layers", hidden=hidden)

    # ---- how -------------------------------------------------------------------------------------------------------

    def replace_experiment(self, experiment: Experiment) -> None:
        """Put another experiment on the table; for undo commands."""
        self.experiment = experiment
        self.experiment_changed.emit(experiment)

    def _is_hidden(self, layer: int) -> bool:
        return 2 <= layer <= len(self.experiment.hidden) + 1

    def _hidden(self, layer: int) -> Layer:
        return self.experiment.hidden[layer - 2]

    def _resize(self, text: str, layer: int, units: int) -> bool:
        hidden = list(self.experiment.hidden)
        hidden[layer - 2] = replace(hidden[layer - 2], units=units)
        return self._edit(text, hidden=tuple(hidden))

    def _edit(self, text: str, gesture: object | None = None, **changes: Any) -> bool:
        try:
            if "data" in changes:
                new = self.experiment.with_data(**changes["data"])
            else:
                new = replace(self.experiment, **changes)
        except ExperimentError as error:
            return self._refuse(str(error))
        if new != self.experiment:
            self.undo_stack.push(EditExperiment(self, text, new, gesture))
        return True

    def _refuse(self, sentence: str) -> bool:
        self.refused.emit(sentence)
        return False
