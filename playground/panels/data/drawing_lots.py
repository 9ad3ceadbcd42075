"""Data that are drawn: how many samples, of how many classes, in which balance, how noisy, and which of the draws."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.data import FORMULA
from engine.experiment import Experiment
from engine.rules import MAX_SAMPLES, MAX_SEED
from playground.document.document import Document
from playground.keyboard import let_space_press
from playground.notation import format_number
from playground.panels.link import Link
from playground.panels.rows import WholeRow
from playground.slider import ValueSlider
from playground.theme import ui_font

NOISES = [step / 20 for step in range(11)]
BALANCES = [0.02, 0.05, *(step / 10 for step in range(1, 11))]
CLASS_COUNTS = list(range(2, 9))
EQUAL = 1.0


class DrawingLots(QWidget):
    """Shows and edits what is drawn; of data that are not drawn there is nothing to be seen but the seed."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._at_rest = ""  # how classes are balanced that nobody weighs
        self._samples = WholeRow(
            "Samples",
            "samples",
            "How many samples there are, training and test together",
            2,
            MAX_SAMPLES,
            self._show_present,
            "the number of samples",
        )
        self._classes = ValueSlider(
            "Classes",
            CLASS_COUNTS,
            lambda count: f"{count:.0f}",
            "How many classes are drawn, each with a unit of its own.\nAnother number begins the learning again",
        )
        self._noise = ValueSlider("Noise", NOISES, format_number, "How much chance there is in the samples")
        self._balance = ValueSlider(
            "Balance",
            BALANCES,
            lambda share: self._at_rest if share == EQUAL else f"1 : {share:g}",
            "How many samples of the last class there are for each of the first;\n"
            "of a formula they are, at the right end, as its regions are large",
        )
        self._draw = DrawRow(document)
        tip = "Data, first weights and order all derive from it: the same seed gives the same run, another a new one"
        self._seed = WholeRow("Seed", "seed", tip, 0, MAX_SEED, self._show_present, "the seed")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(11)
        for part in (self._samples, self._classes, self._noise, self._balance, self._draw, self._seed):
            column.addWidget(part)
        self._samples.field.valueChanged.connect(lambda count: document.set_data(samples=count))
        self._classes.chosen.connect(lambda value, gesture: document.set_data(gesture, classes=int(value)))
        self._noise.chosen.connect(lambda value, gesture: document.set_data(gesture, noise=value))
        self._balance.chosen.connect(lambda value, gesture: document.set_data(gesture, balance=value))
        self._seed.field.valueChanged.connect(document.set_seed)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what is drawn now."""
        data = experiment.data
        self._samples.field.show_value(data.samples)
        self._classes.set_value(data.class_count)
        self._noise.set_value(data.noise)
        self._at_rest = "as it falls" if data.name == FORMULA else "equal"
        self._balance.set_value(data.balance)
        self._draw.show_draw(data.draw)
        self._seed.field.show_value(experiment.seed)
        is_drawn = not data.fixed_samples
        for part in (self._samples, self._noise, self._draw):
            part.setVisible(is_drawn)
        self._balance.setVisible(is_drawn and not data.is_regression)
        self._classes.setVisible(is_drawn and data.most_classes > 2)

    def _show_present(self) -> None:
        self.show_experiment(self._document.experiment)


class DrawRow(QWidget):
    """Says which sample of the same world it is, and draws another one."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._name = QLabel()
        self._name.setFont(ui_font(12))
        self._name.setProperty("tone", "second")
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.first = Link("first", "first_sample", "Back to the first sample of this seed; the network is kept")
        self.another = QToolButton()
        self.another.setObjectName("new_sample")
        self.another.setText("New sample")
        self.another.setProperty("worded", True)
        self.another.setToolTip(
            "Draw other samples of the same world (Shift+N).\n"
            "The network and what it has learnt are kept: does it know the new ones too?"
        )
        self.another.setCursor(Qt.CursorShape.PointingHandCursor)
        let_space_press(self.another)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self._name, 1)
        line.addWidget(self.first)
        line.addWidget(self.another)
        self.another.clicked.connect(document.new_sample)
        self.first.clicked.connect(lambda: document.set_data(draw=0))

    def show_draw(self, draw: int) -> None:
        """Show the number of the draw, counted from 1."""
        self._name.setText(f"Draw {draw + 1}")
        self._name.setToolTip(f"These are the samples of draw {draw + 1}: the same world and seed, other chance")
        self.first.setVisible(draw > 0)
