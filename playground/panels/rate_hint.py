"""The rate's hint: where the learning rate is far above what the optimizer wants, a word to click that sets one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from engine.experiment import Experiment
from engine.optimizers import OPTIMIZERS
from engine.titles import title
from playground.document.document import Document
from playground.keyboard import let_space_press
from playground.theme import ui_font


def usual_rates(experiment: Experiment) -> str:
    """Return which learning rates the optimizer usually wants, as a sentence.

    >>> usual_rates(Experiment())
    'Gradient descent usually wants 0.01 – 1'
    """
    least, _, greatest = OPTIMIZERS[experiment.optimizer.name].rates
    named = title(experiment.optimizer.name)
    return f"{named[:1].upper()}{named[1:]} usually wants {least:g} – {greatest:g}"


def is_too_large(experiment: Experiment) -> bool:
    """Tell whether the learning rate is far above what the optimizer usually wants."""
    return OPTIMIZERS[experiment.optimizer.name].is_far_above(experiment.rate)


class UseRate(QToolButton):
    """Says "use 0.01", and does it."""

    def __init__(self, document: Document, size: int) -> None:
        super().__init__()
        self.setObjectName("use_rate")
        self.setProperty("link", True)
        self.setFont(ui_font(size, 600))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        let_space_press(self)
        self._document = document
        self.clicked.connect(lambda: document.set_rate(self._rate))

    @property
    def _rate(self) -> float:
        return OPTIMIZERS[self._document.experiment.optimizer.name].rates.first

    def show_rate(self) -> None:
        """Show which rate it sets, and why."""
        experiment = self._document.experiment
        self.setText(f"use {self._rate:g}")
        self.setToolTip(f"{usual_rates(experiment)}; now it is {experiment.rate:g}. A click sets {self._rate:g}")


class RateHint(QWidget):
    """A line below the optimizer: what it usually wants, and a word to click; while the rate is too large."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("rate_hint")
        self.words = QLabel()
        self.words.setFont(ui_font(11))
        self.words.setProperty("tone", "second")
        self.words.setWordWrap(True)
        self.use = UseRate(document, 11)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        row.addWidget(self.use)

    def show_rate(self, experiment: Experiment) -> None:
        """Show the hint where it is needed."""
        self.words.setText(f"Rate {experiment.rate:g}: {usual_rates(experiment)}")
        self.words.setToolTip("The learning rate η stands above the network")
        self.use.show_rate()
        self.setVisible(is_too_large(experiment))
