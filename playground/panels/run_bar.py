"""The run bar: play, step and reset, the epoch, and the choices that steer learning."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.activations import HIDDEN
from engine.experiment import Experiment
from engine.snapshot import Snapshot
from engine.titles import title
from playground import icons
from playground.combo_box import ComboBox
from playground.document.document import Document
from playground.document.stepping import Stepping
from playground.document.values import ValueRefusedError, parse_weight
from playground.keyboard import leave_after_typing, let_space_press
from playground.panels.rate_hint import UseRate, is_too_large, usual_rates
from playground.segments import LARGE, Segments
from playground.theme import Appearance, ui_font

BATCH_LEFT = 42  # pixels before the mini-batch, beside "EPOCH"
HEIGHT = 64
SPEED_WIDTH = 128  # has room for the longest speed of either kind
RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SPEEDS: dict[str, float | None] = {  # epochs
    "½ per second": 0.5,
    "1 per second": 1.0,
    "10 per second": 10.0,
    "60 per second": 60.0,
    "unlimited": None,
}
DEFAULT_SPEED = "60 per second"
STEP_SPEEDS: dict[str, float | None] = {  # steps within an epoch, which are there to be looked at
    "1 in 3 seconds": 1 / 3,
    "1 per second": 1.0,
    "2 per second": 2.0,
    "5 per second": 5.0,
    "20 per second": 20.0,
}
DEFAULT_STEP_SPEED = "1 per second"
GRAINS = {  # {a grain of steps: its word, and what it means}
    "act": ("Unit", "A step is one act of one unit or weight: z, a, δ, ∂J/∂w or an update (1)"),
    "layer": ("Layer", "A step is all that one layer does (2)"),
    "sample": ("Sample", "A step is one sample, forward and back (3)"),
    "batch": ("Batch", "A step is one mini-batch, with its update (4)"),
    "epoch": ("Epoch", "A step is one pass over all training samples (5)"),
}
NAMED_FROM = 1420  # pixels of width from which there is room for the program's name


class RunBar(QWidget):
    """Shows the run's state; its buttons are the window's actions, its fields edit the document."""

    speed_chosen = Signal(object)  # epochs or other steps per second, or None for unlimited
    refused = Signal(str)

    def __init__(
        self, document: Document, stepping: Stepping, appearance: Appearance, actions: dict[str, QAction]
    ) -> None:
        super().__init__()
        self.setObjectName("run_bar")
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self._stepping = stepping
        self._appearance = appearance
        self._epoch = EpochCounter(appearance)
        self._logo = QLabel()
        self._name = QLabel("Backprop Playground")
        self.grains = Segments(appearance, list(GRAINS.values()), list(GRAINS).index(stepping.grain), size=LARGE)
        self._chosen = {True: DEFAULT_STEP_SPEED, False: DEFAULT_SPEED}  # {whether acts are shown: speed}
        self.speed = _choice("speed", list(SPEEDS), "How many steps a second to play at most", appearance)
        self.speed.setMinimumWidth(SPEED_WIDTH)
        self.rate = _choice(
            "rate", [f"{rate:g}" for rate in RATES], "The learning rate η; it may change while learning", appearance
        )
        self.rate.setEditable(True)
        self.rate.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.rate.setCompleter(None)  # else a typed 0 becomes the 0.0001 of the list
        self.rate.setFixedWidth(104)  # else it takes all that a wide window has left
        self.use_rate = UseRate(document, 10)
        self.use_rate.setFixedHeight(QFontMetrics(ui_font(10, 600)).height())  # as high as a heading: nothing jumps
        self.use_rate.hide()
        self.activation = _choice("activation", (), "The activation φ of the hidden layers", appearance)
        self.activation.offer_titles({name: title(name) for name in HIDDEN})
        self._lay_out(actions)
        self.speed.setCurrentText(DEFAULT_SPEED)
        self.speed.currentTextChanged.connect(self._choose_speed)
        self.grains.chosen.connect(lambda number: stepping.set_grain(list(GRAINS)[number]))
        stepping.grain_changed.connect(self._show_grain)
        self.rate.textActivated.connect(self._rate_typed)
        leave_after_typing(self.rate, lambda: self._show(document.experiment))
        for field in (self.speed, self.rate, self.activation):
            field.activated.connect(field.clearFocus)
        self.rate.lineEdit().editingFinished.connect(lambda: self._rate_typed(self.rate.currentText()))
        self.activation.activated.connect(lambda _row: document.set_activation(self.activation.currentData()))
        document.experiment_changed.connect(self._show)
        appearance.changed.connect(self._paint_logo)
        self._paint_logo()
        self._show(document.experiment)

    @property
    def per_second(self) -> float | None:
        """The speed that is chosen: steps a second, or None for as many as can be."""
        return self._speeds[self.speed.currentText()]

    def remembered(self) -> dict[str, str]:
        """Return what is to be remembered of it, by name."""
        self._chosen[self._stepping.is_on] = self.speed.currentText()
        return {"speed": self._chosen[False], "step_speed": self._chosen[True]}

    def recall(self, values: Mapping[str, str]) -> None:
        """Show again what was remembered; what makes no sense is passed over."""
        for shows_acts, name, known in ((False, "speed", SPEEDS), (True, "step_speed", STEP_SPEEDS)):
            if values.get(name) in known:
                self._chosen[shows_acts] = values[name]
        self.speed.setCurrentText(self._chosen[self._stepping.is_on])

    @property
    def _speeds(self) -> dict[str, float | None]:
        return STEP_SPEEDS if self._stepping.is_on else SPEEDS

    def _choose_speed(self, name: str) -> None:
        self._chosen[self._stepping.is_on] = name
        self.speed_chosen.emit(self._speeds[name])

    def _show_grain(self, grain: str) -> None:
        """Show the grain, and the speeds that make sense for it."""
        with QSignalBlocker(self.grains):
            self.grains.choose(list(GRAINS).index(grain))
        if [self.speed.itemText(index) for index in range(self.speed.count())] != list(self._speeds):
            with QSignalBlocker(self.speed):
                self.speed.clear()
                self.speed.addItems(list(self._speeds))
                self.speed.setCurrentText(self._chosen[self._stepping.is_on])
            self.speed_chosen.emit(self.per_second)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._epoch.show_position(snapshot.epoch, snapshot.batch, snapshot.batches_per_epoch)

    def show_playing(self, playing: bool) -> None:
        self._epoch.show_playing(playing)

    def _lay_out(self, actions: dict[str, QAction]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 16, 0)
        row.setSpacing(4)
        self._name.setFont(ui_font(15, 600))
        self._name.hide()  # until it is known that there is room: shown, it would make the window as wide
        row.addWidget(self._logo)
        row.addSpacing(6)
        row.addWidget(self._name)
        row.addSpacing(12)
        for action in ("undo", "redo"):
            row.addWidget(_button(actions[action]))
        row.addSpacing(10)
        for action in ("reset", "back"):
            row.addWidget(_button(actions[action]))
        row.addSpacing(2)
        row.addWidget(_button(actions["play"], primary=True))
        row.addSpacing(2)
        for action in ("forward", "new_seed"):
            row.addWidget(_button(actions[action]))
        row.addSpacing(12)
        row.addWidget(self._epoch)
        row.addSpacing(8)
        for heading, field in (
            ("Step by", self.grains),
            ("Speed", self.speed),
            (self._rate_heading(), self.rate),
            ("Activation", self.activation),
        ):
            row.addLayout(_titled(heading, field))
            row.addSpacing(8)
        row.addStretch(1)  # takes all that is left: the heading of the rate would share it
        for action in ("export", "theme"):
            row.addWidget(_button(actions[action]))

    def _rate_heading(self) -> QHBoxLayout:
        """Return the heading of the rate, which makes room for a word to click where the rate is too large."""
        self._rate_title = _heading("Learning rate", self.rate)
        heading = QHBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(self._rate_title)
        heading.addWidget(self.use_rate)
        heading.addStretch()
        return heading

    def _rate_typed(self, text: str) -> None:
        try:
            rate = parse_weight(text, "learning rate")
        except ValueRefusedError as error:
            self.refused.emit(str(error))
        else:
            self._document.set_rate(rate)
        self._show(self._document.experiment)

    def _show(self, experiment: Experiment) -> None:
        with QSignalBlocker(self.rate):
            self.rate.setCurrentText(f"{experiment.rate:g}")
            self.rate.lineEdit().setCursorPosition(0)
        too_large = is_too_large(experiment)
        self._rate_title.setText("RATE" if too_large else "LEARNING RATE")
        self.use_rate.show_rate()
        self.use_rate.setVisible(too_large)
        self.rate.setToolTip(f"The learning rate η; it may change while learning. {usual_rates(experiment)}")
        used = {layer.activation for layer in experiment.hidden}
        self.activation.setEnabled(bool(used))
        with QSignalBlocker(self.activation):
            if len(used) == 1:
                self.activation.setCurrentIndex(self.activation.findData(used.pop()))
            else:
                self.activation.setPlaceholderText("mixed" if used else "none")
                self.activation.setCurrentIndex(-1)

    def _paint_logo(self) -> None:
        self._logo.setPixmap(icons.pixmap("logo", self._appearance.theme.color("text"), 26, 2))

    # Qt's names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name.setVisible(self.width() >= NAMED_FROM)


class EpochCounter(QWidget):
    """The number of epochs in figures that do not jump, with the mini-batch below while amid an epoch."""

    DIGITS = 6

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._epoch = 0
        self._batch = 0
        self._batches = 0
        self._playing = False
        self.setFixedSize(112, HEIGHT)
        self.setToolTip("Whole passes over the training samples, and the mini-batches of the present one")
        self.setAccessibleName("Epoch")
        appearance.changed.connect(self.update)

    def show_playing(self, playing: bool) -> None:
        """While it plays, the mini-batch is left out: it would only flicker."""
        self._playing = playing
        self.update()

    def show_position(self, epoch: int, batch: int, batches: int) -> None:
        if (epoch, batch, batches) == (self._epoch, self._batch, self._batches):
            return
        self._epoch, self._batch, self._batches = epoch, batch, batches
        self.setAccessibleDescription(f"epoch {epoch}")
        self.update()

    def batch_words(self) -> str:
        """Return which mini-batch of how many, in as many words as there is room for."""
        metrics, room = QFontMetrics(ui_font(10)), self.width() - BATCH_LEFT
        of = f"{self._batch}/{self._batches}"
        versions = f"+ batch {of}", f"+ {of}", f"+ {self._batch}"
        return next((words for words in versions if metrics.horizontalAdvance(words) <= room), "")

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        figures = f"{self._epoch:0{self.DIGITS}d}"
        leading = len(figures) - len(str(self._epoch))
        with QPainter(self) as painter:
            painter.setFont(ui_font(10, 600))
            painter.setPen(theme.color("text3"))
            painter.drawText(0, 25, "EPOCH")
            if self._batch and not self._playing:
                painter.setFont(ui_font(10))
                painter.drawText(BATCH_LEFT, 25, self.batch_words())
            painter.setFont(ui_font(20, 600))
            x = 0
            for index, figure in enumerate(figures):
                painter.setPen(theme.color("text3" if index < leading else "text"))
                painter.drawText(x, 47, figure)
                x += painter.fontMetrics().horizontalAdvance("0") + (5 if index % 3 == 2 else 0)


def _button(action: QAction, *, primary: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setObjectName(f"button_{action.objectName()}")
    button.setIconSize(QSize(24, 24))
    button.setFixedSize(44 if primary else 36, 44 if primary else 36)
    button.setProperty("primary", primary)
    let_space_press(button)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def _choice(name: str, choices: Sequence[str], tip: str, appearance: Appearance) -> ComboBox:
    box = ComboBox(appearance)
    box.setObjectName(name)
    box.addItems(list(choices))
    box.setToolTip(tip)
    box.setMaxVisibleItems(12)
    return box


def _heading(words: str, field: QWidget) -> QLabel:
    label = QLabel(words.upper())
    label.setFont(ui_font(10, 600))
    label.setProperty("tone", "third")
    label.setBuddy(field)
    field.setAccessibleName(words)
    return label


def _titled(heading: str | QHBoxLayout, field: QWidget) -> QVBoxLayout:
    """Return a field below its heading."""
    column = QVBoxLayout()
    column.setSpacing(3)
    column.addStretch()
    if isinstance(heading, str):
        column.addWidget(_heading(heading, field))
    else:
        column.addLayout(heading)
    column.addWidget(field)
    column.addStretch()
    return column
