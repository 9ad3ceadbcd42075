"""The row above the grid: which samples are shown, and the way to one of them."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from engine.table import TEST, TRAIN
from playground.combo_box import ComboBox
from playground.data_table.content import Content
from playground.data_table.order import SUCH_AS, Chosen, parse_conditions
from playground.document.values import ValueRefusedError
from playground.keyboard import let_space_press
from playground.theme import Appearance
from playground.whole_field import whole_number

PARTS = {"": "train and test", TRAIN: "train", TEST: "test"}
ALL_CLASSES = "all classes"


class Filters(QWidget):
    """Fields for what is shown.

    Signals
    -------
    changed : other samples are to be shown
    refused(sentence), accepted : of what was typed
    sought(sample) : somebody wants to go to a sample
    """

    changed = Signal()
    refused = Signal(str)
    accepted = Signal()
    sought = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._content: Content | None = None
        self.part = ComboBox(appearance)
        self.part.offer_titles(PARTS)
        self.part.setAccessibleName("Part")
        self.part.setToolTip("Which part is shown")
        self.label = ComboBox(appearance)
        self.label.setAccessibleName("Class")
        self.label.setToolTip("Which class is shown")
        self.label.setMinimumWidth(108)
        self.wrong = QToolButton()
        self.wrong.setText("wrong only")
        self.wrong.setCheckable(True)
        self.wrong.setProperty("worded", True)
        self.wrong.setToolTip("Only the samples that the network decides wrongly at this moment")
        let_space_press(self.wrong)
        self.condition = _line(f"Filter: {SUCH_AS}", "Filter", f"Conditions such as {SUCH_AS}; Return shows their rows")
        self.sought_sample = _line("Go to sample", "Go to sample", "A sample's number; Return goes there")
        self.sought_sample.setFixedWidth(112)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.part)
        row.addWidget(self.label)
        row.addWidget(self.wrong)
        row.addWidget(self.condition, 1)
        row.addWidget(self.sought_sample)
        self.part.activated.connect(self.changed)
        self.label.activated.connect(self.changed)
        self.wrong.toggled.connect(self.changed)
        self.condition.returnPressed.connect(self._try)
        self.condition.textEdited.connect(self._try_nothing)
        self.sought_sample.returnPressed.connect(self._seek)

    def fit(self, content: Content, *, anew: bool) -> None:
        """Offer what there is in a content; anew if its columns or classes are other ones."""
        self._content = content
        if anew:
            with QSignalBlocker(self.wrong):
                self.wrong.setChecked(False)
            self.condition.clear()
            self.part.setCurrentIndex(0)
            self.label.clear()
            self.label.addItem(ALL_CLASSES, None)
            for number, name in enumerate(content.classes):
                self.label.addItem(name, number)
        self.label.setVisible(bool(content.classes))
        self.wrong.setVisible(bool(content.classes))

    def chosen(self, before: Chosen) -> Chosen:
        """Return what is to be shown, sorted as before.

        Raises
        ------
        ValueRefusedError
            if the typed condition is none
        """
        assert self._content is not None
        return replace(
            before,
            part=self.part.currentData(),
            label=self.label.currentData() if self._content.classes else None,
            only_wrong=self.wrong.isChecked(),
            conditions=parse_conditions(self.condition.text(), self._content),
        )

    def _try(self) -> None:
        if self._content is None:
            return
        try:
            parse_conditions(self.condition.text(), self._content)
        except ValueRefusedError as error:
            self.refused.emit(str(error))
            return
        self.accepted.emit()
        self.changed.emit()

    def _try_nothing(self, text: str) -> None:
        """Show all again as soon as the field is empty."""
        if not text.strip():
            self._try()

    def _seek(self) -> None:
        text = self.sought_sample.text()
        number = whole_number(text)
        most = self._content.rows - 1 if self._content else 0
        if number is None or not 0 <= number <= most:
            self.refused.emit(f"a sample must be a whole number from 0 to {most}, got {text[:24]!r}")
            return
        self.accepted.emit()
        self.sought.emit(number)


def _line(hint: str, name: str, tip: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(hint)
    line.setAccessibleName(name)
    line.setToolTip(tip)
    line.setProperty("form", True)
    line.setClearButtonEnabled(False)
    return line
