"""How a text file is written: each part as it was found out, to be corrected."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSpinBox, QWidget

from engine.tables import DECIMALS, DELIMITERS, ENCODINGS, QUOTES, Dialect
from engine.tables.dialect import MOST_SKIPPED
from playground.combo_box import ComboBox
from playground.panels.check import Switch
from playground.theme import Appearance, ui_font

FOUND = "  (found)"
WIDTHS = {"delimiter": 150, "quote": 176, "decimal": 146}
TIPS = {
    "encoding": "Which bytes stand for which letters",
    "delimiter": "What stands between two cells",
    "quote": "What stands around a cell that holds the delimiter",
    "decimal": "What stands before the decimals of a number",
}
TITLES = {"encoding": "&Encoding", "delimiter": "&Delimiter", "quote": "&Quotes", "decimal": "Deci&mal sign"}
CHOICES: dict[str, Mapping[str, str]] = {
    "encoding": ENCODINGS,
    "delimiter": DELIMITERS,
    "quote": QUOTES,
    "decimal": DECIMALS,
}


class DialectForm(QWidget):
    """Shows a dialect; `changed` comes with every other one that is chosen."""

    changed = Signal()

    def __init__(self, found: Dialect, appearance: Appearance) -> None:
        super().__init__()
        self.found = found
        self.boxes = {name: self._box(name, choices, appearance) for name, choices in CHOICES.items()}
        self.header = Switch("First row names columns", "Whether the first row is a header", appearance)
        self.header.setObjectName("data_header")
        self.header.setChecked(found.has_header)
        self.skip = QSpinBox()
        self.skip.setObjectName("data_skip")
        self.skip.setRange(0, MOST_SKIPPED)
        self.skip.setValue(found.skip)
        self.skip.setKeyboardTracking(False)
        self.skip.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.skip.setToolTip("Lines that stand before the table")
        self.skip.setAccessibleName("Lines to skip")
        self.missing = QLineEdit(_said(found.missing))
        self.missing.setObjectName("data_missing_words")
        self.missing.setProperty("form", True)
        self.missing.setToolTip("Words that stand where a value is missing, separated by blanks; an empty cell is one")
        self._lay_out()
        self.header.toggled.connect(self._tell)
        self.skip.valueChanged.connect(self._tell)
        self.missing.editingFinished.connect(self._tell)
        self._told = self.dialect

    @property
    def dialect(self) -> Dialect:
        """The dialect that is chosen."""
        parts: dict[str, Any] = {name: box.currentData() for name, box in self.boxes.items()}
        words = tuple(dict.fromkeys(["", *self.missing.text().lower().split()]))
        kept = self.found.missing if set(words) == set(self.found.missing) else words
        return replace(self.found, **parts, has_header=self.header.isChecked(), skip=self.skip.value(), missing=kept)

    def _box(self, name: str, choices: Mapping[str, str], appearance: Appearance) -> ComboBox:
        found = getattr(self.found, name)
        box = ComboBox(appearance)
        box.offer_titles({value: title + (FOUND if value == found else "") for value, title in choices.items()})
        box.setCurrentIndex(box.findData(found))
        box.setObjectName(f"data_{name}")
        if name in WIDTHS:
            box.setFixedWidth(WIDTHS[name])
        else:
            box.setMinimumContentsLength(14)
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setToolTip(TIPS[name])
        box.currentIndexChanged.connect(self._tell)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields: list[tuple[str, QWidget]] = [(TITLES[name], box) for name, box in self.boxes.items()]
        self.skip.setFixedWidth(72)
        self.missing.setFixedWidth(132)
        fields += [("&Skip lines", self.skip), ("Missing &words", self.missing)]
        for place, (title, field) in enumerate(fields):
            label = QLabel(title)
            label.setFont(ui_font(11))
            label.setProperty("tone", "second")
            label.setBuddy(field)
            if not field.accessibleName():
                field.setAccessibleName(title.replace("&", ""))
            grid.addWidget(label, 0, place, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(field, 1, place)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.header, 2, 0, 1, 2)

    def _tell(self) -> None:
        if self.dialect != self._told:
            self._told = self.dialect
            self.changed.emit()


def _said(missing: tuple[str, ...]) -> str:
    return " ".join(word for word in missing if word)
