"""The learning panel: model, output and cost, optimizer, schedule, penalties, first weights and stop rules."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.activations import ACTIVATIONS
from engine.costs import COSTS
from engine.experiment import Experiment
from engine.fitting import costs_for, outputs_for
from engine.initializers import INITIALIZERS
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.penalties import PENALTIES
from engine.rules import REDUCTIONS
from engine.schedules import SCHEDULES
from engine.titles import title
from playground.document.document import Document
from playground.panels.check import Switch
from playground.panels.learning.choices import ChoiceField, NameField, effect_words
from playground.panels.rate_hint import RateHint
from playground.panels.rows import NumberRow, formula_label, row, rule
from playground.panels.section import Folds, Section
from playground.slider import ValueSlider
from playground.theme import Appearance

BATCHES = [*range(1, 31), 40, 50, 64, 100, 128, 200, 256, 0]  # 0, the full training part, comes last

LIMITS = {  # field: what it is called, and its formula or meaning
    "l1": ("L1 rate λ", f"The cost grows by {PENALTIES['l1'].formula}, bias weights left out"),
    "l2": ("L2 rate λ", f"The cost grows by {PENALTIES['l2'].formula}, bias weights left out"),
    "max_norm": ("max-norm", "The greatest length of the weights into a unit, bias left out; 0 is none"),
    "clip": ("clip gradient", "The greatest length of the whole gradient; 0 is none"),
}
STOPS = {
    "epochs": ("epochs", "Stop after so many epochs; 0 is never", "500"),
    "cost_below": ("cost below", "Stop when the training cost falls below this; 0 is never", "0.01"),
    "accuracy_above": (
        "score above",
        "Stop when the training accuracy, or R² of values, rises above this; 0 is never",
        "0.9",
    ),
    "patience": ("patience", "Stop when the test cost has not fallen for so many epochs; 0 is never", "50"),
}
MODEL_WIDTH = 148
COUNTED = ("epochs", "patience")


class LearningPanel(QWidget):
    """Shows and edits how the network learns; what is seldom wanted is folded away, and says so in its head."""

    def __init__(self, document: Document, appearance: Appearance, folds: Folds) -> None:
        super().__init__()
        self.setObjectName("learning_panel")
        self._document = document
        self._appearance = appearance
        self._folds = folds
        self.model = NameField("model", document.set_model, appearance, MODEL_WIDTH)
        self.model.setPlaceholderText("choose …")
        self.model.offer(MODELS, {name: model.summary for name, model in MODELS.items()})
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 12, 20, 16)
        self._column.setSpacing(11)
        tip = (
            "Data, layers, output, cost and rate as in this model of the lecture; only the seed stays. One step to undo"
        )
        self._column.addWidget(row("Start from", self.model, tip))
        self._column.addWidget(rule())
        self._make_output()
        self._make_optimizer()
        self._make_schedule()
        self._make_limits()
        self._make_initializer()
        self._make_stops()
        self._column.addStretch()
        document.experiment_changed.connect(self._show)
        self._show(document.experiment)

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _make_output(self) -> None:
        document = self._document
        self.output = NameField("output", document.set_output, self._appearance)
        self.cost = NameField("cost", lambda cost: document.set_learning(cost=cost), self._appearance)
        self.reduction = NameField(
            "reduction", lambda reduction: document.set_learning(reduction=reduction), self._appearance
        )
        self.reduction.offer(REDUCTIONS, REDUCTIONS)
        self._formulas = formula_label()
        self._output_section = self._section(
            "Output and cost",
            row("Output", self.output, f"The activation of the output layer. {effect_words('output')}"),
            row("Cost", self.cost, f"What is made small: those that fit the output. {effect_words('cost')}"),
            row("Reduction", self.reduction, "Whether the data term of J is divided by the number of samples"),
            self._formulas,
        )

    def _make_optimizer(self) -> None:
        document = self._document
        self.optimizer = ChoiceField(
            "Method",
            "optimizer",
            OPTIMIZERS,
            document.set_optimizer,
            lambda choice: document.objection(optimizer=choice),
            self._appearance,
        )
        self.batch = ValueSlider(
            "Batch size",
            BATCHES,
            lambda batch: f"{batch:.0f}" if batch else "full",
            "Samples in a mini-batch: the weights change after each",
        )
        self.batch.chosen.connect(self._choose_batch)
        self.shuffle = Switch(
            "Shuffle the samples", "Take the samples in another order in each epoch", self._appearance
        )
        self.shuffle.setObjectName("shuffle")
        self.shuffle.clicked.connect(lambda: document.set_learning(shuffle=self.shuffle.isChecked()))
        self.rate_hint = RateHint(document)
        self._optimizer_section = self._section("Optimizer", self.optimizer, self.rate_hint, self.batch, self.shuffle)

    def _make_schedule(self) -> None:
        document = self._document
        self.schedule = ChoiceField(
            "Over epochs",
            "schedule",
            SCHEDULES,
            lambda choice: document.set_learning(schedule=choice),
            lambda choice: document.objection(schedule=choice),
            self._appearance,
        )
        self._schedule_section = self._section("Rate schedule", self.schedule, folded=True)

    def _make_limits(self) -> None:
        self.limits = {
            field: NumberRow(name, field, f"{tip}. {effect_words(field)}", self._taking(field))
            for field, (name, tip) in LIMITS.items()
        }
        self._limits_section = self._section("Penalties, limits", *self.limits.values(), folded=True)

    def _make_initializer(self) -> None:
        document = self._document
        self.initializer = ChoiceField(
            "Drawn by",
            "initializer",
            INITIALIZERS,
            lambda choice: document.set_learning(initializer=choice),
            lambda choice: document.objection(initializer=choice),
            self._appearance,
        )
        self._initializer_section = self._section("First weights", self.initializer, folded=True)

    def _make_stops(self) -> None:
        self.stops = {
            field: NumberRow(name, f"stop_{field}", tip, self._stopping(field), such_as=such_as)
            for field, (name, tip, such_as) in STOPS.items()
        }
        self._stops_section = self._section("Stop by itself", *self.stops.values(), folded=True)

    def _section(self, name: str, *parts: QWidget, folded: bool = False) -> Section:
        column = QVBoxLayout()
        column.setSpacing(8)
        for part in parts:
            column.addWidget(part)
        section = Section(name, column, self._folds, self._appearance, folded=folded, tells=False)
        self._column.addWidget(section)
        return section

    # ---- what is chosen --------------------------------------------------------------------------------------------

    def _choose_batch(self, batch: float, gesture: object) -> None:
        if not self._document.set_batch(int(batch), gesture):
            self._show(self._document.experiment)

    def _taking(self, field: str) -> Callable[[float], str]:
        def take(number: float) -> str:
            sentence = self._document.objection(**{field: number})
            if not sentence:
                self._document.set_learning(**{field: number})
            return sentence

        return take

    def _stopping(self, field: str) -> Callable[[float], str]:
        def take(number: float) -> str:
            value = int(number) if field in COUNTED and number.is_integer() else number
            sentence = self._document.objection(stop=replace(self._document.experiment.stop, **{field: value}))
            if not sentence:
                self._document.set_stop(**{field: value})
            return sentence

        return take

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def _show(self, experiment: Experiment) -> None:
        self.model.show_name(_model_of(experiment))
        self._show_output(experiment)
        self.optimizer.show_choice(experiment.optimizer)
        self.rate_hint.show_rate(experiment)
        self.batch.set_value(experiment.batch)
        self.shuffle.show_share(experiment.shuffle, experiment.shuffle)
        self.schedule.show_choice(experiment.schedule)
        self.initializer.show_choice(experiment.initializer)
        for field, number in self.limits.items():
            number.show_value(getattr(experiment, field))
        for field, number in self.stops.items():
            number.show_value(getattr(experiment.stop, field))
        self._optimizer_section.say(title(experiment.optimizer.name))
        self._schedule_section.say(title(experiment.schedule.name))
        self._initializer_section.say(title(experiment.initializer.name))
        self._limits_section.say(_in_use(LIMITS[field][0] for field in LIMITS if getattr(experiment, field)))
        self._stops_section.say(_in_use(STOPS[field][0] for field in STOPS if getattr(experiment.stop, field)))

    def _show_output(self, experiment: Experiment) -> None:
        values = experiment.data.is_regression
        phi, cost = ACTIVATIONS[experiment.output], COSTS[experiment.cost]
        outputs = outputs_for(values=values)
        self.output.offer(outputs, {name: ACTIVATIONS[name].formula for name in outputs})
        self.output.show_name(experiment.output)
        costs = costs_for(experiment.output, values=values)
        self.cost.offer(costs, {name: COSTS[name].formula for name in costs})
        self.cost.show_name(experiment.cost)
        self.cost.setEnabled(len(costs) > 1)
        self.reduction.show_name(experiment.reduction)
        self._formulas.setText(f"φ(z) = {phi.formula}\nJ = {cost.formula} of one sample")
        self._output_section.say(f"{title(experiment.output)} · {title(experiment.cost)}")


def _model_of(experiment: Experiment) -> str:
    """Return the model that an experiment is, whatever its seed; "" if it is none."""
    models = ((name, replace(model.experiment(), seed=experiment.seed)) for name, model in MODELS.items())
    return next((name for name, model in models if model == experiment), "")


def _in_use(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
