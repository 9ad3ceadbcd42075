"""Pieces of the inspector's pages: headings, facts, captions and switches."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.experiment import Experiment, Weight
from engine.symbols import Symbol
from playground import notation
from playground.document.document import Document
from playground.notation import Box, FormulaLabel
from playground.panels.check import Switch
from playground.panels.figures import figure
from playground.panels.weights import edits
from playground.theme import Appearance, Theme, ui_font

HEADING, FACT = 24, 15  # sizes of formulas
DIGITS = 4


class Heading(QWidget):
    """The symbol of a thing, what it is in words, and a second line about it."""

    def __init__(self) -> None:
        super().__init__()
        self._symbol = FormulaLabel(Box(0.0))
        self._title, self._note = QLabel(), QLabel()
        self._title.setObjectName("inspector_title")
        self._title.setFont(ui_font(14, 600))
        self._note.setFont(ui_font(11))
        self._note.setProperty("tone", "third")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._note)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)

    def show_words(self, symbol: Symbol | None, title: str, note: str) -> None:
        self._symbol.setVisible(symbol is not None)
        if symbol is not None:
            self._symbol.set_box(notation.symbol(symbol, HEADING), str(symbol))
        self._title.setText(title)
        self._note.setText(note)


Fact = tuple[Box, str]  # as it is set, and as it is said


def fact(name: Symbol | Box, value: float, theme: Theme, spoken: str = "", text: str = "") -> Fact:
    """Return symbol = number in the colour of its sign; text: how the number is written, if not as most facts are."""
    box = notation.symbol(name, FACT) if isinstance(name, Symbol) else name
    text = text or figure(value, DIGITS)
    number = notation.glyphs(text, FACT, theme.signed(value, text=True))
    said = f"{spoken or name} = {text}"
    return notation.row(box, notation.operator("=", FACT), number), said


class Facts(QWidget):
    """Facts in columns; their labels are kept, so that a running number repaints itself alone."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self._columns = columns
        self._labels: list[FormulaLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    @property
    def spoken(self) -> list[str]:
        """What the facts say."""
        return [label.accessibleName() for label in self._labels if not label.isHidden()]

    def show_facts(self, facts: Sequence[Fact]) -> None:
        while len(self._labels) < len(facts):
            label = FormulaLabel(Box(0.0))
            place = len(self._labels)
            self._grid.addWidget(label, place // self._columns, place % self._columns)
            self._labels.append(label)
        for place, label in enumerate(self._labels):
            label.setVisible(place < len(facts))
            if place < len(facts):
                label.set_box(*facts[place])


def caption(text: str) -> QLabel:
    """Return a small heading of a part of a page."""
    label = QLabel(text.upper())
    label.setFont(ui_font(10, 600))
    label.setProperty("tone", "third")
    return label


def note() -> QLabel:
    """Return a label for a line of small print."""
    label = QLabel()
    label.setFont(ui_font(12))
    label.setProperty("tone", "second")
    label.setWordWrap(True)
    return label


class WeightSwitches(QWidget):
    """Freezes and cuts the weights of what is shown; half on where it holds of some of them only."""

    def __init__(self, document: Document, appearance: Appearance, about: str = "") -> None:
        super().__init__()
        self._document = document
        self._weights: Sequence[Weight] = ()
        self.frozen = Switch("frozen", "Frozen weights keep their value while the others learn", appearance)
        self.cut = Switch(
            "cut", "A connection that is cut carries nothing: its weight stays 0 until it is connected", appearance
        )
        self.frozen.setObjectName("switch_frozen")
        self.cut.setObjectName("switch_cut")
        self.frozen.clicked.connect(lambda: self._click(edits.set_frozen, self.frozen))
        self.cut.clicked.connect(lambda: self._click(edits.set_cut, self.cut))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        if about:
            label = note()
            label.setWordWrap(False)
            label.setText(about)
            line.addWidget(label)
        line.addWidget(self.frozen)
        line.addWidget(self.cut)
        line.addStretch()

    def show_weights(self, weights: Sequence[Weight], experiment: Experiment) -> None:
        self._weights = weights
        chosen = set(weights)
        for switch, marked in ((self.frozen, set(experiment.frozen)), (self.cut, set(experiment.pruned))):
            switch.show_share(bool(chosen & marked), bool(chosen) and chosen <= marked)
            switch.setEnabled(bool(chosen))

    def _click(self, change: object, switch: Switch) -> None:
        change(self._document, self._weights, switch.isChecked())  # type: ignore[operator]
        self.show_weights(self._weights, self._document.experiment)
