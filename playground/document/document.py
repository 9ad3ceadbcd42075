"""Document: the experiment on the table, changed through verbs that can each be undone."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from engine import fitting, surgery, symbols
from engine.choices import Choice
from engine.data import DRAWN
from engine.errors import ExperimentError
from engine.experiment import Effect, Experiment, Layer, Weight, effect
from engine.fitting import Fitted
from engine.models import MODELS
from engine.rules import MAX_HIDDEN_LAYERS, MAX_UNITS, is_weight
from engine.surgery import Graft, Surgery
from engine.table import Table
from engine.timeline import OtherRun, State
from engine.titles import title, title_of_input
from playground.document import names, words
from playground.document.edits import BeginRun, Edit, EditExperiment, EditNetwork, Filed, OpenRun, next_number
from playground.document.travels import Travels

NEW_LAYER_UNITS = 2


class Document(QObject):
    """Holds the experiment. A verb that makes no sense changes nothing and says why through `refused`.

    Layers and units count from 1 as in the lecture; a weight is (l, j, k).
    """

    experiment_changed = Signal(object)  # the new Experiment, for whoever shows it
    edited = Signal(object)  # what the run is to follow: an Experiment, a Surgery on the network, or OtherRun
    refused = Signal(str)  # one sentence for the person
    adapted = Signal(str, str)  # what a verb is called, and what else it changed, because what was asked for needs it
    shelved = Signal(int, object)  # a number, and the State of a run from elsewhere to be kept under it
    filed_changed = Signal()
    run_begun = Signal(str, str)  # the same where another run begins with it, whatever else it changed

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.undo_stack = QUndoStack(self)
        self.follows_run = False  # it is the run that has gone somewhere, and not the document that was edited
        self.is_rebuilding = False  # the undo list is put together: nothing is done
        self._travels = Travels(self)
        self._filed = Filed()

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def set_data(self, gesture: object | None = None, **changes: Any) -> bool:
        """Change fields of the data, such as name="spiral" or noise=0.1; inputs, output and cost are made to fit."""
        text = words.of_data(changes)
        return self._fit(text, lambda experiment: fitting.with_data(experiment, **changes), gesture)

    def new_sample(self) -> bool:
        """Draw another sample of the same world: the network is kept."""
        data = self.experiment.data
        if data.fixed_samples:
            return self._refuse(f"{data.title} has these samples and no others; choose generated data or a formula")
        return self.set_data(draw=data.draw + 1)

    def set_table(
        self, text: str, table: Table, gesture: object | None = None, *, name: str = "", **changes: Any
    ) -> bool:
        """Learn from a table; a change of the present rows by hand has a gesture, and keeps what is not in it.

        Parameters
        ----------
        text : what it is called, such as "Draw 12 points"
        name : DRAWN or OWN; as it is, or DRAWN where the data were none of one's own
        changes : other fields of the data, such as standardise=True
        """
        kept = self.experiment.data.name if self.experiment.data.table else DRAWN
        changes = {**changes, "table": table, "name": name or kept}
        return self._fit(text, lambda experiment: fitting.with_data(experiment, **changes), gesture)

    def set_model(self, name: str) -> bool:
        """Start from one of MODELS: everything but the seed becomes as it is there."""
        if name not in MODELS:
            return self._refuse(f"model must be one of {', '.join(MODELS)}, got {name!r}")
        model = replace(MODELS[name].experiment(), seed=self.experiment.seed)
        return self._fit(f"Start from the model {title(name)}", lambda _experiment: Fitted(model))

    def set_output(self, output: str) -> bool:
        """Give the output layer this activation, and a cost that fits it."""
        return self._fit(f"Use a {output} output", lambda experiment: fitting.with_output(experiment, output))

    def set_optimizer(self, optimizer: Choice, gesture: object | None = None) -> bool:
        """Learn by this optimizer, with the full batch if it needs that."""
        text = words.choosing("optimizer", self.experiment.optimizer, optimizer)
        return self._fit(text, lambda experiment: fitting.with_optimizer(experiment, optimizer), gesture)

    def set_learning(self, gesture: object | None = None, **changes: Any) -> bool:
        """Change fields of the experiment that say how it learns, such as l2=0.01 or shuffle=False."""
        text = " and ".join(words.setting(name, getattr(self.experiment, name), new) for name, new in changes.items())
        return self._edit(text, gesture, **changes)

    def set_stop(self, **changes: Any) -> bool:
        """Change rules by which the run stops by itself, such as epochs=500; 0 is never."""
        return self.set_learning(stop=replace(self.experiment.stop, **changes))

    def set_rate(self, rate: float) -> bool:
        return self.set_learning(rate=rate)

    def set_batch(self, batch: int, gesture: object | None = None) -> bool:
        return self.set_learning(gesture, batch=batch)

    def set_seed(self, seed: int) -> bool:
        return self.set_learning(seed=seed)

    def restart(self) -> None:
        """Begin another run, from the first weights of the network as it is now."""
        self._push(BeginRun(self, "Restart", self.experiment))
        self.run_begun.emit("Restart", "")

    @property
    def filed(self) -> Filed:
        """Where the run on the table is filed."""
        return self._filed

    @filed.setter
    def filed(self, filed: Filed) -> None:
        self._filed = filed
        self.filed_changed.emit()

    def open_run(self, state: State, text: str, filed: Filed) -> None:
        """Put a run from elsewhere on the table, with all of its past; an undo goes back to the one before."""
        number = next_number(state.greatest_number)
        self.shelved.emit(number, state)
        self._travels.expect(number, state.branch)
        self._push(OpenRun(self, text, state.here.experiment, number, filed))

    def open_new(self, experiment: Experiment, text: str = "New session") -> None:
        """Put another experiment on the table, filed nowhere; an undo goes back to the run before."""
        self._push(OpenRun(self, text, experiment, next_number(0), Filed()))

    def toggle_feature(self, name: str) -> bool:
        """Switch an input feature on or off; the last one stays on."""
        chosen = self.experiment.features
        if name not in chosen:
            return self._edit(f"Add the input {title_of_input(name)}", features=(*chosen, name))
        rest = tuple(feature for feature in chosen if feature != name)
        return self._edit(f"Remove the input {title_of_input(name)}", features=rest)

    def set_features(self, features: Sequence[str]) -> bool:
        """Give the network these input features, in this order."""
        text = f"Give the network {len(features)} input{'' if len(features) == 1 else 's'}"
        return self._edit(text, features=tuple(features))

    # The structure

    def add_layer(self) -> bool:
        """Add a hidden layer before the output layer, with the activation of the one before it."""
        return self.insert_layer(len(self.experiment.sizes))

    def insert_layer(self, layer: int, like: Layer | None = None, text: str = "") -> bool:
        """Put a new hidden layer in as layer l ≥ 2; what was layer l comes after it."""
        hidden = self.experiment.hidden
        if not 2 <= layer <= len(hidden) + 2:
            return self._refuse(f"a new layer must come between input and output, got place {layer}")
        if len(hidden) >= MAX_HIDDEN_LAYERS:
            return self._refuse(
                f"the network must have at most {MAX_HIDDEN_LAYERS} hidden layers, got {len(hidden) + 1}"
            )
        activation = hidden[max(layer - 3, 0)].activation if hidden else Layer().activation
        new = like or Layer(NEW_LAYER_UNITS, activation)
        graft = surgery.with_layer(self.experiment.sizes, layer, new.units)
        layers = (*hidden[: layer - 2], new, *hidden[layer - 2 :])
        return self._graft(text or f"Insert layer {layer}", graft, hidden=layers)

    def duplicate_layer(self, layer: int) -> bool:
        """Put a layer of the same size and activation after a hidden layer."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can be duplicated")
        return self.insert_layer(layer + 1, self._hidden(layer), f"Duplicate layer {layer}")

    def remove_layer(self, layer: int = 0) -> bool:
        """Remove a hidden layer, the last one if none is named."""
        hidden = self.experiment.hidden
        if not hidden:
            return self._refuse("there is no hidden layer to remove: the output layer stays")
        layer = layer or len(hidden) + 1
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; input and output stay")
        graft = surgery.without_layer(self.experiment.sizes, layer)
        return self._graft(f"Remove layer {layer}", graft, hidden=(*hidden[: layer - 2], *hidden[layer - 1 :]))

    def add_unit(self, layer: int) -> bool:
        """Add a unit to a hidden layer."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can be given more units")
        return self.set_units(layer, self._hidden(layer).units + 1)

    def remove_unit(self, layer: int, unit: int = 0) -> bool:
        """Remove a unit of a hidden layer, the last one if none is named."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can lose units")
        return self.remove_units(layer, [unit or self._hidden(layer).units])

    def remove_units(self, layer: int, units: Sequence[int]) -> bool:
        """Remove units of a hidden layer."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can lose units")
        count = self._hidden(layer).units
        if missing := [unit for unit in units if not 1 <= unit <= count]:
            return self._refuse(f"layer {layer} has the units 1 to {count}, got {missing[0]}")
        rest = [unit for unit in range(1, count + 1) if unit not in units]
        if not rest:
            return self._refuse(f"layer {layer} must keep at least one unit; remove the layer instead")
        if len(rest) == count:
            return True
        which = f"unit {units[0]}" if len(units) == 1 else f"{len(units)} units"
        return self._choose_units(f"Remove {which} of layer {layer}", layer, rest)

    def move_unit(self, layer: int, unit: int, to: int) -> bool:
        """Move a unit to another place within its hidden layer; it keeps all its weights."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can be reordered")
        count = self._hidden(layer).units
        if not (1 <= unit <= count and 1 <= to <= count):
            wrong = to if 1 <= unit <= count else unit
            return self._refuse(f"layer {layer} has the places 1 to {count}, got {wrong}")
        order = [other for other in range(1, count + 1) if other != unit]
        order.insert(to - 1, unit)
        return unit == to or self._choose_units(f"Move unit {unit} of layer {layer} to place {to}", layer, order)

    def set_units(self, layer: int, units: int) -> bool:
        """Give a hidden layer so many units: new ones come last, and the last ones go."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; the data say how large it is")
        if sentence := self.objection_to_units(layer, units):
            return self._refuse(sentence)
        count = self._hidden(layer).units
        if units == count:
            return True
        if units < count:
            return self.remove_units(layer, list(range(units + 1, count + 1)))
        new = units - count
        graft = surgery.with_units(self.experiment.sizes, layer, new)
        text = f"Add {'a unit' if new == 1 else f'{new} units'} to layer {layer}"
        return self._graft(text, graft, hidden=self._with_hidden(layer, units=units))

    def objection_to_units(self, layer: int, units: int) -> str:
        """Return why a hidden layer cannot have so many units, or ""; nothing is changed."""
        if type(units) is not int:
            return f"the units of layer {layer} must be a whole number, got {units!r}"
        if units < 1:
            return f"layer {layer} must have at least one unit, got {units}; remove the layer instead"
        if units > MAX_UNITS:
            return f"layer {layer} must have at most {MAX_UNITS} units, got {units}"
        return ""

    def set_activation(self, activation: str, *layers: int) -> bool:
        """Give hidden layers this activation; all of them if none is named."""
        for layer in layers:
            if not self._is_hidden(layer):
                return self._refuse(f"layer {layer} is no hidden layer; the output's activation goes with the cost")
        hidden = [
            replace(each, activation=activation) if not layers or layer in layers else each
            for layer, each in enumerate(self.experiment.hidden, start=2)
        ]
        where = {0: "the hidden layers", 1: f"layer {layers[0]}" if layers else ""}
        name = where.get(len(layers), f"{len(layers)} layers")
        return self._edit(f"Use {title(activation)} in {name}", hidden=tuple(hidden))

    def set_dropout(self, layer: int, share: float, gesture: object | None = None) -> bool:
        """Leave this share of a hidden layer's units out at random while learning; 0 is none."""
        if not self._is_hidden(layer):
            return self._refuse(f"layer {layer} is no hidden layer; only hidden layers can have dropout")
        text = f"Set the dropout of layer {layer} to {share:g}"
        return self._edit(text, gesture, hidden=self._with_hidden(layer, dropout=share))

    # The weights

    def set_weights(
        self, values: Mapping[Weight, float], text: str = "", gesture: object | None = None, name: str = ""
    ) -> bool:
        """Set weights by hand, to finite numbers; frozen ones too, they keep the new value.

        text : what the change is called
        name : what one weight is called, if not by its symbol
        """
        if not values:
            return True
        sizes, experiment = self.experiment.sizes, self.experiment
        for weight, value in values.items():
            if not is_weight(weight, sizes):
                return self._refuse(f"the network {'-'.join(map(str, sizes))} has no weight (l, j, k) = {weight}")
            if weight in experiment.pruned:
                return self._refuse(f"{symbols.weight(*weight)} is cut and has no value; connect it first")
            if not math.isfinite(value):
                return self._refuse(f"{symbols.weight(*weight)} must be a finite number, got {value}")
        numbers = tuple((weight, float(value)) for weight, value in values.items())
        change = Surgery(experiment, surgery.same(sizes), text or names.setting(values, sizes, name), values=numbers)
        self._push(EditNetwork(self, change, gesture))
        return True

    def prune(self, weights: Iterable[Weight]) -> bool:
        """Cut connections; bias weights too. They stay 0 until they are connected again."""
        chosen = list(dict.fromkeys(weights))
        now = tuple(dict.fromkeys((*self.experiment.pruned, *chosen)))
        return self._edit(f"Cut {self._named(chosen, 'connections')}", pruned=now)

    def connect_again(self, weights: Iterable[Weight]) -> bool:
        """Connect what was cut; it comes back with the weight that it had."""
        again = set(weights)
        old = [weight for weight in self.experiment.pruned if weight in again]
        rest = tuple(weight for weight in self.experiment.pruned if weight not in again)
        return self._edit(f"Connect {self._named(old, 'connections')}", pruned=rest)

    def freeze(self, weights: Iterable[Weight]) -> bool:
        """Keep weights as they are while the others learn."""
        chosen = list(dict.fromkeys(weights))
        now = tuple(dict.fromkeys((*self.experiment.frozen, *chosen)))
        return self._edit(f"Freeze {self._named(chosen, 'weights')}", frozen=now)

    def unfreeze(self, weights: Iterable[Weight]) -> bool:
        """Let frozen weights learn again."""
        again = set(weights)
        old = [weight for weight in self.experiment.frozen if weight in again]
        rest = tuple(weight for weight in self.experiment.frozen if weight not in again)
        return self._edit(f"Unfreeze {self._named(old, 'weights')}", frozen=rest)

    def unfreeze_all(self) -> bool:
        """Let all frozen weights learn again; return whether there were any."""
        return bool(self.experiment.frozen) and self._edit("Unfreeze all weights", frozen=())

    def weights_into(self, layer: int, unit: int = 0) -> list[Weight]:
        """Return all weights into a unit of layer l ≥ 2, the bias weight first; into the whole layer for unit 0."""
        return names.weights_into(self.experiment.sizes, layer, unit)

    def _named(self, weights: Sequence[Weight], word: str) -> str:
        return names.named(weights, self.experiment.sizes, word)

    def objection(self, **changes: Any) -> str:
        """Return why fields of the experiment cannot be changed so, or ""; nothing is changed."""
        try:
            replace(self.experiment, **changes)
        except ExperimentError as error:
            return str(error)
        return ""

    # ---- how -------------------------------------------------------------------------------------------------------

    def follow(self, experiment: Experiment, edit: object) -> None:
        """Put another experiment on the table and let the run follow; for undo commands."""
        self.experiment = experiment
        self.experiment_changed.emit(experiment)
        if self.follows_run:
            return
        if isinstance(edit, OtherRun):
            self._travels.leave_run(edit)
        self.edited.emit(edit)

    def travel(self, experiment: Experiment, branch: int = 1) -> None:
        """Put the experiment of another moment on the table: the run has gone there already.

        What was changed between is undone, or done, as far as this document knows it; else it is a change of its own.
        """
        self._travels.go(experiment, branch)

    def _push(self, edit: Edit) -> None:
        self._travels.push(edit)

    def _is_hidden(self, layer: int) -> bool:
        return 2 <= layer <= len(self.experiment.hidden) + 1

    def _hidden(self, layer: int) -> Layer:
        return self.experiment.hidden[layer - 2]

    def _with_hidden(self, layer: int, **changes: Any) -> tuple[Layer, ...]:
        hidden = list(self.experiment.hidden)
        hidden[layer - 2] = replace(hidden[layer - 2], **changes)
        return tuple(hidden)

    def _choose_units(self, text: str, layer: int, units: Sequence[int]) -> bool:
        graft = surgery.chosen_units(self.experiment.sizes, layer, units)
        return self._graft(text, graft, hidden=self._with_hidden(layer, units=len(units)))

    def _graft(self, text: str, graft: Graft, **changes: Any) -> bool:
        """Change the structure, units going where the graft says; cut and frozen weights go with them."""
        old = self.experiment
        try:
            new = replace(old, frozen=graft.moved(old.frozen), pruned=graft.moved(old.pruned), **changes)
        except ExperimentError as error:
            return self._refuse(str(error))
        self._push(EditNetwork(self, Surgery(new, graft, text), None))
        return True

    def _edit(self, text: str, gesture: object | None = None, **changes: Any) -> bool:
        """Change fields of the experiment."""
        if "frozen" in changes or "pruned" in changes:
            return self._change(text, lambda: Fitted(replace(self.experiment, **changes)), gesture)
        return self._fit(text, lambda experiment: Fitted(replace(experiment, **changes)), gesture)

    def _fit(self, text: str, change: Callable[[Experiment], Fitted], gesture: object | None = None) -> bool:
        """Change the experiment; what is cut or frozen goes with its units, and may be there no more."""

        def with_marked_weights() -> Fitted:
            old = self.experiment
            fitted = change(replace(old, frozen=(), pruned=()))
            graft = surgery.between(old, fitted.experiment)
            frozen, pruned = graft.moved(old.frozen), graft.moved(old.pruned)
            return replace(fitted, experiment=replace(fitted.experiment, frozen=frozen, pruned=pruned))

        return self._change(text, with_marked_weights, gesture)

    def _change(self, text: str, change: Callable[[], Fitted], gesture: object | None) -> bool:
        old = self.experiment
        try:
            fitted = change()
        except ExperimentError as error:
            return self._refuse(str(error))
        new = fitted.experiment
        if new == old:
            return True
        match effect(old, new):
            case Effect.SURGERY:
                self._push(EditNetwork(self, Surgery(new, surgery.between(old, new), text), gesture))
            case Effect.NEW_RUN:
                self._push(BeginRun(self, text, new, gesture))
            case Effect.LIVE:
                self._push(EditExperiment(self, text, new, gesture))
        if effect(old, new) is Effect.NEW_RUN:
            self.run_begun.emit(text, words.also(fitted.also))
        elif fitted.also:
            self.adapted.emit(text, words.also(fitted.also))
        return True

    def _refuse(self, sentence: str) -> bool:
        self.refused.emit(sentence)
        return False
