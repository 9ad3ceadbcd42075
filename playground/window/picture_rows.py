"""Rows of a form for figures and films: a word, then the control that it is about; choices that are remembered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSpinBox, QWidget

from engine.snapshot import Snapshot
from engine.surface import FIRST_TWO, Slice
from playground.combo_box import ComboBox
from playground.figures.studio import SIZES
from playground.panels.check import Switch
from playground.segments import LARGE, Segments
from playground.settings import open_settings
from playground.theme import Appearance, ui_font

WHAT = {
    "network": "Network",
    "boundary": "Decision boundary",
    "cost": "Cost curves",
    "window": "Whole window",
}
LEAST_SIDE, MOST_SIDE = 240, 4000  # pixels
LABEL_WIDTH = 84


@dataclass(frozen=True)
class Shown:
    """What a dialog makes pictures of: the moment that was shown when it opened, what was selected, and the slice."""

    snapshot: Snapshot
    sample: int
    items: tuple[object, ...]
    is_log: bool
    window_size: QSize
    slice: Slice = FIRST_TWO


class Form(QObject):
    """A grid of rows; what is chosen in it is kept in the settings under a name.

    Signals
    -------
    changed : something else is chosen
    """

    changed = Signal()

    def __init__(self, group: str, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(9)
        self.grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._group = group
        self._appearance = appearance
        self._readers: dict[str, Callable[[], str]] = {}
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}

    def combo(self, name: str, word: str, titles: Mapping[str, str], tip: str, usual: str = "") -> ComboBox:
        """Add a row with a list of choices."""
        box = ComboBox(self._appearance)
        box.offer_titles(titles)
        known = [box.findData(wanted) for wanted in (str(self._recalled(name)), usual) if wanted]
        box.setCurrentIndex(next((place for place in known if place >= 0), 0))
        self._add(name, word, box, tip)
        box.currentIndexChanged.connect(self._tell)
        self._readers[name] = lambda: str(box.currentData())
        return box

    def segments(self, name: str, word: str, choices: Sequence[tuple[str, str]], usual: int = 0) -> Segments:
        """Add a row with a few choices side by side, each (word, tooltip)."""
        words = [choice.lower() for choice, _ in choices]
        recalled = str(self._recalled(name))
        on = words.index(recalled) if recalled in words else usual
        made = Segments(self._appearance, choices, on, size=LARGE)
        self._add(name, word, made, "", grows=False)
        made.chosen.connect(self._tell)
        self._readers[name] = lambda: words[made.current()]
        return made

    def check(self, name: str, text: str, tip: str, *, usual: bool) -> Switch:
        """Add a row with a box to check."""
        box = Switch(text, tip, self._appearance)
        box.setChecked(str(self._recalled(name) or ("1" if usual else "0")) == "1")
        self._add(name, "", box, tip)
        box.toggled.connect(self._tell)
        self._readers[name] = lambda: "1" if box.isChecked() else "0"
        return box

    def numbers(
        self, name: str, word: str, boxes: Sequence[tuple[QSpinBox, str]], between: str, tip: str
    ) -> Sequence[QSpinBox]:
        """Add a row with two numbers, each (field, what it is called), and a word between them."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        for number, (box, called) in enumerate(boxes):
            if number:
                layout.addWidget(small(between))
            box.setAccessibleName(called)
            box.setToolTip(tip)
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setFixedWidth(76)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._tell)
            layout.addWidget(box)
        layout.addStretch()
        self._add(name, word, row, tip)
        return [box for box, _ in boxes]

    def text(self, name: str) -> str:
        """Return what is chosen."""
        return self._readers[name]()

    def is_on(self, name: str) -> bool:
        """Tell whether a box is checked."""
        return self.text(name) == "1"

    def offer(self, name: str, *, is_offered: bool) -> None:
        """Show a row, or hide it where it means nothing."""
        for piece in self._rows[name]:
            piece.setVisible(is_offered)

    def remember(self) -> None:
        """Note what is chosen for the next time."""
        settings = open_settings()
        for name, read in self._readers.items():
            settings.setValue(f"{self._group}/{name}", read())

    def _tell(self, _value: object) -> None:
        self.changed.emit()

    def _recalled(self, name: str) -> object:
        return open_settings().value(f"{self._group}/{name}", "")

    def _add(self, name: str, word: str, widget: QWidget, tip: str, *, grows: bool = True) -> None:
        label = small(word)
        row = self.grid.rowCount()
        widget.setObjectName(f"{self._group}_{name}")
        if tip:
            widget.setToolTip(tip)
        if word:
            widget.setAccessibleName(word)
        self.grid.addWidget(label, row, 0)
        alignment = Qt.AlignmentFlag(0) if grows else Qt.AlignmentFlag.AlignLeft
        self.grid.addWidget(widget, row, 1, alignment)
        self._rows[name] = label, widget


def spin(least: int, most: int, value: int) -> QSpinBox:
    """Return a field for a whole number."""
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    return box


def small(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(ui_font(12))
    label.setProperty("tone", "second")
    return label


def usual_size(what: str, shown: Shown) -> QSize:
    """Return how large a picture is if nothing else is chosen."""
    return SIZES.get(what, shown.window_size)
